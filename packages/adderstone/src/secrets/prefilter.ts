import { CREDENTIAL_CALLS } from './credential-position.ts';
import { PROVIDERS } from './provider.ts';

/**
 * One pass over a text that decides what is worth a closer look: an automaton for all words at once (Aho and Corasick, 1975), and counts
 * of digits and of letters in a row. Every closer look is for texts that this lets through.
 */
export interface Glance {
  /** Where words of credential names end (exclusive), in order. */
  readonly nameEnds: readonly number[];
  /** Markers of provider formats that occur. */
  readonly markers: ReadonlySet<string>;
  /** Where words of calls and constructions end that make a Python file worth its tree (exclusive), in order. */
  readonly constructionEnds: readonly number[];
  /** Length of the longest row of letters, digits, `_` and `-` with a digit in it; 0 when none has sixteen. */
  readonly longest: number;
  /** An address, six digits in a row of digits and separators, or a row of letters and digits as in the number of a document. */
  readonly personal: boolean;
}

/** Parts of names of credentials, in lower case; `credentialOf` judges the whole name. */
const NAME_WORDS =
  'passw passp passc pass pepper fernet pasw psw pwd pw parol passord secret token cred apikey api_key api-key _key -key access.key key_ accesskey secretkey privatekey authkey masterkey encryptionkey signingkey cryptkey fernetkey jwtkey hmackey aeskey accountkey storagekey appkey sharedkey clientkey subscriptionkey sessionkey sshkey pin psk bearer pat jwt sessid session_id sessionid session-id sid cookie mnemonic seed_phrase seedphrase recovery kennwort losung geheim zugang schlüssel schluessel schlussel passe mdp contrase senha clave chave cle clé hasło haslo heslo lozin geslo jelsz salasan lösenord losenord adgangs kodeord wachtw şifre sifre sandi matkhau khau slapta zapor lykil pasahitz jeton segret segred sekret tajemst salaisuu hemlig identifiants credencia klucz klíč klic kulcs avain nyckel nøgle nogle sleutel anahtar llave auth пароль парол лозинк секрет ключ токен κωδικ 密码 密碼 密钥 密鑰 口令 令牌 パスワ 暗証 トークン 비밀 토큰 סיסמ كلمة รหัส पासवर्ड'.split(
    ' ',
  );

/** Parts of calls and constructions that make up or take credentials, in lower case. Every call of `credential-position` has one of them. */
const CONSTRUCTIONS =
  'auth=( auth=[ keyauth tokenauth bearerauth b64encode getpass input( openssl jdbc: basicauth digestauth proxyauth ntlm .login( fernet hmac.new hmac.digest aesgcm aes.new aesccm chacha algorithms. secretbox signer( serializer( totp( hotp( pbkdf2 scrypt( hashpw checkpw .derive( setpassword compare_digest constant_time jwt. jws. simple_bind bind_s( ftp( ftp_tls( create_user( create_superuser( extractall( keyring add_password username_pw_set load_cert_chain pymysql oracledb cx_oracle authenticate( hashpw webclient( twilio login( credential oauth1 github( gitlab( minio( .connect( bearer basic accountkey sharedaccess pwd= curl sshpass mysql decrypt( [::-1] [:: b64decode fromhex unhexlify b32decode b16decode a2b_ bytes([ bytearray([ chr( rot13 rot_13 reversed( .join(( .join([ sig= authprovider( negotiateauth( aessiv oauthhandler( oauth2session( userpass( availableencryption( ldap3 telegramclient( kinit( .unlock( .encrypt( encrypted_key( .auth( communitydata( cosmosclient( jwk passlib sha256_crypt sha512_crypt argon2 sendline( read_until( authentication( authenticator( _string( url.create( pass_( yagmail hmac.hmac smbclient des3.new arc4.new blowfish.new account.from_key rollbar "-p" \'-p\''.split(
    ' ',
  );

/** Parts of names of dates of birth, postal and network addresses of people, in lower case: they have few digits in a row. */
const BIRTHS =
  'birth dob born geburt geboren naissance nacimiento nascimento nascita urodzen fodsel syntym рожден 生年 出生 생년 user_ip client_ip userip clientip login_ip remote_ip remote_addr visitor_ip customer_ip home_address billing_address shipping_address postal_address street wohnort anschrift license_plate number_plate vehicle_plate'.split(
    ' ',
  );

const NAME = 1;
const CONSTRUCTION = 2;
const MARKER = 4;
const PERSONAL = 8;

const LETTER = 0x10;
const DIGIT = 2;
const SEPARATOR = 3;
const HYPHEN = 4;
const UNDERSCORE = 5;
/** In a table for ASCII alone: what is not. */
const FOREIGN = 6;
const SHAPE = new Uint8Array(1 << 16);
for (let code = 48; code < 58; code++) SHAPE[code] = DIGIT;
for (let code = 65; code < 91; code++) SHAPE[code] = SHAPE[code + 32] = LETTER;
for (const separator of ' ./()') SHAPE[separator.charCodeAt(0)] = SEPARATOR;
SHAPE[45] = HYPHEN;
SHAPE[95] = UNDERSCORE;

interface Automaton {
  /** By UTF-16 code unit: its class, 0 for what stands in no word, and its shape from bit 8 on. */
  readonly units: Uint16Array;
  /** By row and class: the next row in the table from bit 4 on, and what ends there below. */
  readonly next: Uint32Array;
  readonly markersOf: ReadonlyMap<number, readonly string[]>;
}

/** For texts of ASCII alone, whose table is half as large and stays in the processor's cache, and for all. */
let ascii: Automaton | null = null;
let full: Automaton | null = null;

function build(isAscii: boolean): Automaton {
  const words = new Map<string, number>();
  const put = (word: string, kind: number): void => {
    if (!isAscii || !/[^\0-\x7f]/.test(word)) words.set(word, (words.get(word) ?? 0) | kind);
  };
  for (const word of NAME_WORDS) put(word, NAME);
  for (const owner of [
    'api',
    'secret',
    'access',
    'private',
    'wifi',
    'wlan',
    'wpa2',
    'license',
    'encryption',
    'security',
  ])
    put(`${owner} key`, NAME);
  for (const word of CONSTRUCTIONS) put(word, CONSTRUCTION);
  for (const word of CREDENTIAL_CALLS) put(word, CONSTRUCTION);
  for (const word of [
    'docker login',
    'az login',
    'ssws ',
    'geniekey ',
    'identified by',
    'pragma key',
    'sudo -s',
    'chpasswd',
    'rabbitmqctl',
    'htpasswd',
    'sqlcmd',
    'storepass',
    'zip -',
    'ldapsearch',
    'redis-cli',
    'net use',
    'login: ',
    'account: ',
    'auth =',
    'auth": (',
    "auth': (",
  ])
    put(word, CONSTRUCTION);
  for (const word of BIRTHS) put(word, PERSONAL);
  for (const { marker } of PROVIDERS) if (marker.length > 1) put(marker, MARKER);
  const classes = new Uint8Array(1 << 16);
  let width = 1;
  for (const word of words.keys())
    for (const letter of word) {
      const code = letter.charCodeAt(0);
      if (classes[code] !== 0) continue;
      classes[code] = width;
      const upper = letter.toUpperCase();
      if (upper.length === 1) classes[upper.charCodeAt(0)] = width;
      width++;
    }
  const rows: number[][] = [new Array<number>(width).fill(0)];
  const outputs: number[] = [0];
  const markersOf: (string[] | undefined)[] = [undefined];
  for (const [word, kind] of words) {
    let state = 0;
    for (let i = 0; i < word.length; i++) {
      const letter = classes[word.charCodeAt(i)] as number;
      const row = rows[state] as number[];
      if (row[letter] === 0) {
        row[letter] = rows.length;
        rows.push(new Array<number>(width).fill(0));
        outputs.push(0);
        markersOf.push(undefined);
      }
      state = row[letter] as number;
    }
    outputs[state] = (outputs[state] as number) | kind;
    if ((kind & MARKER) !== 0) markersOf[state] = [...(markersOf[state] ?? []), word];
  }
  // Breadth first: a missing step leads where the longest proper suffix leads.
  const fail = new Array<number>(rows.length).fill(0);
  const queue: number[] = [];
  for (const child of rows[0] as number[]) if (child !== 0) queue.push(child);
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] as number;
    const row = rows[state] as number[];
    const other = rows[fail[state] as number] as number[];
    for (let letter = 0; letter < width; letter++) {
      const child = row[letter] as number;
      if (child === 0) row[letter] = other[letter] as number;
      else {
        const suffix = other[letter] as number;
        fail[child] = suffix;
        outputs[child] = (outputs[child] as number) | (outputs[suffix] as number);
        const markers = markersOf[suffix];
        if (markers !== undefined) markersOf[child] = [...(markersOf[child] ?? []), ...markers];
        queue.push(child);
      }
    }
  }
  const next = new Uint32Array(rows.length * width);
  rows.forEach((row, state) => {
    row.forEach((target, letter) => {
      next[state * width + letter] = ((target * width) << 4) | (outputs[target] as number);
    });
  });
  const units = new Uint16Array(1 << 16);
  for (let code = 0; code < units.length; code++)
    units[code] = (classes[code] as number) | ((isAscii && code > 127 ? FOREIGN : (SHAPE[code] as number)) << 8);
  const markersByRow = new Map<number, readonly string[]>();
  markersOf.forEach((markers, state) => {
    if (markers !== undefined) markersByRow.set(state * width, markers);
  });
  return { units, next, markersOf: markersByRow };
}

const NO_ENDS: readonly number[] = [];
const NO_MARKERS: ReadonlySet<string> = new Set();

/** UTF-16 code units of the text that is looked at: an array of numbers is read several times faster than a string. */
let scratch = new Uint16Array(1 << 16);
let scratchBytes = Buffer.from(scratch.buffer);
/** Up to so many a loop is faster than a call of the encoder. */
const SHORT = 64;

function unitsOf(text: string): Uint16Array {
  if (text.length >= scratch.length) {
    scratch = new Uint16Array(2 * text.length);
    scratchBytes = Buffer.from(scratch.buffer);
  }
  if (text.length <= SHORT) for (let i = 0; i < text.length; i++) scratch[i] = text.charCodeAt(i);
  else scratchBytes.write(text, 'utf16le');
  // One step behind the end closes the last row.
  scratch[text.length] = 0;
  return scratch;
}

/** Looks at a text once, twice where it is not ASCII alone; linear. */
export function glance(text: string): Glance {
  const codes = unitsOf(text);
  ascii ??= build(true);
  const seen = run(ascii, text, codes);
  if (seen !== null) return seen;
  full ??= build(false);
  return run(full, text, codes) as Glance;
}

/** What an automaton sees; null for a text beyond ASCII where it knows no such words. */
function run({ units, next, markersOf }: Automaton, text: string, codes: Uint16Array): Glance | null {
  const { length } = text;
  let nameEnds: number[] | null = null;
  let constructionEnds: number[] | null = null;
  let markers: Set<string> | null = null;
  let longest = 0;
  let personal = false;
  let state = 0;
  /** Where the row of letters and digits began, the digits in it, and the same with `_` and `-`. */
  let row = 0;
  let rowDigits = 0;
  let token = 0;
  let tokenDigits = 0;
  /** Digits in a row of digits and separators, and where the last one stood. */
  let digits = 0;
  let lastDigit = -1;
  for (let i = 0; i <= length; i++) {
    const code = codes[i] as number;
    const unit = units[code] as number;
    state = next[(state >>> 4) + (unit & 255)] as number;
    const output = state & 15;
    const shape = unit >>> 8;
    if ((output | shape) === LETTER) continue;
    if (output !== 0) {
      if ((output & NAME) !== 0) {
        nameEnds ??= [];
        nameEnds.push(i + 1);
      }
      if ((output & CONSTRUCTION) !== 0) {
        constructionEnds ??= [];
        constructionEnds.push(i + 1);
      }
      if ((output & PERSONAL) !== 0) personal = true;
      if ((output & MARKER) !== 0) {
        markers ??= new Set();
        for (const marker of markersOf.get(state >>> 4) ?? []) markers.add(marker);
      }
      if (shape === LETTER) continue;
    }
    if (shape === DIGIT) {
      rowDigits++;
      tokenDigits++;
      if (lastDigit !== i - 1 && !areSeparators(codes, lastDigit + 1, i)) digits = 0;
      lastDigit = i;
      if (++digits >= 6) personal = true;
      continue;
    }
    if (shape === FOREIGN) return null;
    if (rowDigits >= 4 && i - row >= 8) personal = true;
    row = i + 1;
    rowDigits = 0;
    if (shape !== HYPHEN && shape !== UNDERSCORE) {
      if (tokenDigits > 0) {
        const size = i - token;
        if (size >= 16 && size > longest) longest = size;
        if (size >= 10 && tokenDigits >= 4) personal = true;
        tokenDigits = 0;
      }
      token = i + 1;
    }
    if (code === 64 && isAddressSign(text, i)) personal = true;
    // `\u0430`: the digits of an escape are no one's number.
    else if (code === 92 && codes[i + 1] === 117) {
      i += 5;
      row = token = i + 1;
    }
  }
  return {
    nameEnds: nameEnds ?? NO_ENDS,
    constructionEnds: constructionEnds ?? NO_ENDS,
    markers: markers ?? NO_MARKERS,
    longest,
    personal,
  };
}

/** Whether one or two separators stand between the digits of one row. */
function areSeparators(codes: Uint16Array, start: number, end: number): boolean {
  if (end - start > 2) return false;
  for (let i = start; i < end; i++) {
    const shape = SHAPE[codes[i] as number];
    if (shape !== SEPARATOR && shape !== HYPHEN) return false;
  }
  return true;
}

/** Whether one of some ascending positions lies in a half-open span. */
export function anyWithin(ends: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) <= start) low = middle + 1;
    else high = middle;
  }
  const at = ends[low];
  return at !== undefined && at <= end;
}

/** Whether an `@` stands between letters or digits, as in an address. */
function isAddressSign(text: string, at: number): boolean {
  const before = SHAPE[text.charCodeAt(at - 1)];
  const behind = SHAPE[text.charCodeAt(at + 1)];
  return (before === LETTER || before === DIGIT || before === UNDERSCORE) && (behind === LETTER || behind === DIGIT);
}

/** Whether a short text can hold personal data at all: four digits, or an address. */
export function mayBePersonal(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 47 && code < 58) {
      if (++digits >= 4) return true;
    } else if (code === 64) {
      if (isAddressSign(text, i)) return true;
    } else if (code === 92 && text.charCodeAt(i + 1) === 117) i += 5;
  }
  return false;
}
