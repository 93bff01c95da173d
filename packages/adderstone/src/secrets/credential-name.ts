import { remembered } from '../text/remembered.ts';

/** What sort of credential a name speaks of. */
export type CredentialKind = 'password' | 'passphrase' | 'pin' | 'token' | 'key' | 'secret' | 'pair';

/** What a name says of its value. `exact`: the name says nothing else (`password`, `DB_PASSWORD`). */
export interface NamedCredential {
  readonly kind: CredentialKind;
  readonly exact: boolean;
  /** The name is a plural: its value may hold several. */
  readonly many: boolean;
}

const split = remembered(splitWords);

/** The words of a name in lower case without diacritics: `dbPassword2` gives `db`, `password`, `2`. */
export function wordsOf(name: string): readonly string[] {
  return name.length > 64 ? splitWords(name) : split(name);
}

function splitWords(name: string): readonly string[] {
  if (/^[\0-\x7f]*$/.test(name)) {
    const humped = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z])([A-Z][a-z])/g, '$1_$2');
    return humped.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  }
  return (
    name
      .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
      .replace(/ß/g, 'ss')
      .replace(/[łŁ]/g, 'l')
      .replace(/[øØ]/g, 'o')
      .replace(/[ıİ]/g, 'i')
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .normalize('NFC')
      .toLowerCase()
      .replace(/schlussel/g, 'schluessel')
      .match(/\p{L}+|\p{N}+/gu) ?? []
  );
}

/** Words as `wordsOf` writes them: without diacritics, of any alphabet. */
function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map((word) => splitWords(word).join('')));
}

/** Words for a password, without diacritics, in the languages that programs are written in. */
const PASSWORD = wordSet(
  'password passworter passwoerter passwd passwrd pw pasword passwort pwd pswd psw passw pass userpass userpassword passcode kennwort losungswort motdepasse mdp contrasena contrasenya senha palavrapasse parola parole parol parool haslo heslo lozinka geslo jelszo salasana losenord passord adgangskode kodeord wachtwoord sifre sandi katasandi matkhau slaptazodis salasona passe fjalekalimi zaporka lykilord pasahitza pwort пароль парола пароли лозинка κωδικος 密码 密碼 口令 パスワード 暗証番号 비밀번호 סיסמה סיסמא كلمةالسر كلمةالمرور รหัสผ่าน पासवर्ड dbpass dbpassword dbpwd dbpasswd smtppass smtppassword ftppass sshpass adminpass adminpassword rootpass rootpassword mysqlpass pgpass pgpassword redispass ldappassword bindpw rootpw adminpw userpw dbpw snmpcommunity communitystring claveacceso claveusuario claveadmin clavedb clavebd cleacces keystorepass storepass keypass loginpw',
);
const PASSPHRASE = wordSet('passphrase psk mnemonic seedphrase recoveryphrase passfrase phrasedepasse');
const PIN = wordSet('pin pincode passcode keycode');
const TOKEN = wordSet(
  'token tokens jeton jeton tokenwert authtoken accesstoken refreshtoken apitoken bearertoken usertoken bottoken idtoken sessiontoken pat bearer jwt sessionid sessid авторизация токен 令牌 トークン 토큰 ficha cookie',
);
const SECRET = wordSet(
  'secret secrets geheimnis geheim geheimschluessel segreto secreto segredo sekret tajemstvi salaisuus hemlighet hemmelighed hemmelig geheime geheimen clesecrete clientsecret appsecret apisecret sharedsecret jwtsecret секрет 秘密 密钥 密鑰 秘密鍵 비밀 секретный credential credentials creds zugangsdaten zugangscode zugangskennwort identifiants credenciales credenciais hmacsecret',
);
const KEY = wordSet(
  'apikey secretkey accesskey privatekey authkey masterkey encryptionkey signingkey cryptkey fernetkey jwtkey hmackey aeskey appkey fernet pepper passwordsalt apischluessel claveapi claveprivada clavesecreta cleapi chaveapi clavedeapi schluessel schlussel clave cle chave chiave klucz klic kulcs avain nyckel nogle sleutel anahtar ключ llave chavesecreta chaveprivada chavedeacesso chavemestra chiavesegreta chiaveprivata chiaveapi clavedeacceso clavemaestra claveprivada cleprivee cledapi cledechiffrement clemaitre privaterschluessel geheimerschluessel kluczapi kluczprywatny tajnyklucz tajnyklic gizlianahtar apisleutel geheimesleutel apinyckel секретныйключ',
);
/** Words for a key that are too common alone, most of them in other languages: their value must look drawn at random. */
const FOREIGN_KEY = wordSet(
  'fernet pepper schluessel clave cle chave chiave klucz klic kulcs avain nyckel nogle sleutel anahtar ключ llave',
);

/** What makes a `key` one that must be kept. */
const KEY_OWNER = new Set(
  'api secret access private auth authentication authorization encryption encrypt decryption crypt crypto cipher signing sign signature master hmac mac aes des rsa ec jwt jwe jws fernet account storage service client license licence webhook session cookie ssh app application consumer shared preshared root admin wifi wlan wpa wpa2 wep network deploy deployment subscription server write live prod production admin ingest instrumentation function stripe openai anthropic aws gcp azure google maps mailgun sendgrid twilio datadog sentry algolia firebase github gitlab slack discord telegram cohere mistral groq pinecone huggingface hf weaviate langchain newrelic mailchimp heroku digitalocean cloudflare okta auth0 segment mixpanel amplitude intercom zendesk hubspot salesforce shopify square paypal plaid braintree adyen coinbase binance kraken bitfinex etherscan infura alchemy tenant partner merchant developer dev device vault kms wallet validator geheimer geheim privater api2 apiv2 gpg pgp tls ssl cert certificate recaptcha captcha turnstile hcaptcha weather openweather openweathermap tmdb nasa mapbox bing yandex ibm watson rapidapi x csrf xsrf flask django secure security'.split(
    ' ',
  ),
);
/** What may stand behind the credential's own word without changing what it is. */
const TAIL = new Set(
  'prod production dev development stage staging live local main primary secondary backup old new legacy current default value val str string text plain plaintext raw clear cleartext enc b64 base64 hex bytes utf8 db database sql mysql postgres postgresql pg redis mongo mongodb rabbitmq amqp kafka smtp imap pop3 mail email ftp sftp ssh ldap ad sso vpn wifi wlan proxy http https api admin root user usr client server service app application web rest bot gh github gitlab aws gcp azure openai stripe slack twilio sendgrid jira confluence jenkins docker registry npm pypi base a b c d x y z eu us asia internal external private master replica primary id1 de fr es it pt acceso produktion produktiv produccion producao produzione geheim secreto secreta acces bd bdd base donnees banco banque bank banka admina administrateur administrador uzytkownika usuario benutzer utilisateur gebruiker kunde cliente poczta serwer servidor serveur baza bazy бд бд1 базы админ админа сервер сервера почта почты пользователя'.split(
    ' ',
  ),
);
/** Words that make a name one about a credential, not of it, wherever they stand. */
const ABOUT = new Set(
  'some field fields label labels name names title url urls uri uris path paths file files filename dir folder type types kind len length size count number num min max minimum maximum limit regex regexp pattern patterns re hash hashes hashed digest hasher checksum salt hint hints help message messages msg error errors err exception text prompt placeholder desc description header headers prefix prefixes suffix param params parameter parameters arg args argument option options opt flag flags env envvar var variable attr attribute column col policy policies rule rules validator validators validation required optional enabled disabled expiry expires expiration expire expired timeout ttl age lifetime duration interval algorithm alg algo method methods mode scheme schema format encoding version class cls func function handler manager provider providers backend backends endpoint port user users username email emails domain realm scope scopes audience issuer response request requests reset change changed forgot forgotten confirm confirmation strength score generator list dict map index idx pos position role roles group groups event events action actions status state info meta metadata template selector locator xpath css input box widget form page view views route icon color image button link ref refs reference arn rotation rotate fingerprint thumbprint source sources location test tests testing example examples sample samples dummy mock mocked fake fakes bogus invalid wrong bad incorrect public pub publishable has is use uses with without need needs require requires no not missing empty none null count counter usage bucket balance budget price cost symbol contract stream tokenizer tokens parser lexer grammar keyword keywords kw separator sep delimiter delim char charset alphabet chars characters letters mask masked redacted hidden visible show hide display toggle input output eye entropy complexity ring chain pair store keystore store1 manager lookup search find expression step steps table tab row rows cell model models entity comment note notes docs doc guide item items entry entries signature verify verifier verification check checker checked checks validate validated validity language lang locale translation translations lookup service sensor config configuration setting settings update updated updates created creation create delete deleted remove removed revoke revoked revocation refresh refreshed renew prompted hook callback callbacks permission permissions right rights feature features tier plan code codes section topic subject queue channel uuid guid ids count1 exchange grant flow type1 owner holder vault manager managers rate limits boundary estimate estimated max1 cmd command commands script scripts program bin exe tool address addresses sha md bcrypt argon pbkdf scrypt'.split(
    ' ',
  ),
);
/** Of the words above, those that are harmless before the credential's word: `user_password`, `email_password`, `service_token`. */
const HARMLESS_BEFORE = new Set(
  'user users username email service admin group role file files config setting settings model data channel sensor owner holder queue port version event bucket stream source tool script vault store keystore table domain url page item entry section refresh verify verification code env feature plan update state command bin hook callback signature lang template button link key entry input box form'.split(
    ' ',
  ),
);

const named = remembered((name) => judge(wordsOf(name)));

/** What a name says of its value, or null when it is no name of a credential. Names longer than 80 characters say nothing. */
export function credentialOf(name: string): NamedCredential | null {
  return name.length > 80 || name.length < 2 ? null : named(name);
}

function judge(words: readonly string[]): NamedCredential | null {
  // The last word that names a credential decides; two or three words may name it together (`mot de passe`, `api key`).
  for (let end = words.length; end > 0; end--) {
    for (let length = Math.min(3, end); length > 0; length--) {
      const found = kindOf(words.slice(end - length, end));
      if (found === null) continue;
      const before = words.slice(0, end - length);
      if (found.loose === true && words.length > 1) continue;
      const after = words.slice(end);
      if (after.some((word) => !TAIL.has(word) && !/^\d{1,4}$/.test(word))) return null;
      if (before.some((word) => ABOUT.has(word) && !HARMLESS_BEFORE.has(word))) return null;
      if (found.kind === 'token' && before.some((word) => NO_TOKEN.has(word))) return null;
      if (words[end - 1] === 'pass' && NO_PASS.has(words[end - 2] ?? '')) return null;
      return { kind: found.kind, many: found.many, exact: after.length === 0 && found.loose !== true };
    }
  }
  return null;
}

const probable = remembered((name) => judgeProbable(wordsOf(name)));

/**
 * What a name may be a credential of that `credentialOf` refuses: with a word behind it that only its project knows (`PASSWORD_LEDGER`),
 * or the key of an owner that no list has (`tomtom_key`). Its value must look drawn at random.
 */
export function probableCredentialOf(name: string): CredentialKind | null {
  return name.length > 80 || name.length < 5 ? null : probable(name);
}

function judgeProbable(words: readonly string[]): CredentialKind | null {
  if (words.length < 2 || words.some((word) => ABOUT.has(word) && !HARMLESS_BEFORE.has(word))) return null;
  const last = words.at(-1) as string;
  if (last === 'key' && words.length < 5)
    return words.slice(0, -1).some((word) => COMMON_KEY.has(word) || HARMLESS_BEFORE.has(word)) ? null : 'key';
  for (let end = words.length - 1; end > 0 && end >= words.length - 2; end--) {
    if (words.slice(end).some((word) => ABOUT.has(word) || NO_TOKEN.has(word))) return null;
    for (let length = Math.min(2, end); length > 0; length--) {
      const found = kindOf(words.slice(end - length, end));
      if (found !== null && found.loose !== true && !found.many && found.kind !== 'pin')
        return found.kind === 'token' && words.some((word) => NO_TOKEN.has(word)) ? null : found.kind;
    }
  }
  return null;
}

/** Whose keys are no secrets: of data structures, keyboards and stores. */
const COMMON_KEY = new Set(
  'primary foreign public pub project issue ticket space board repo repository component job build s cache cached sort sorted sorting row range partition dict map mapped index indexed group grouping unique lookup object obj s3 name config setting state translation message event data json attr attribute sub meta metadata entity join hash shard routing route hot short arrow enter escape esc tab space ctrl control alt shift fn function up down left right home end delete insert backspace return menu super command option any first last next prev previous natural surrogate composite candidate min max sample feature param query field column table record item node edge dedup dedupe idempotency idempotent correlation trace request response batch redis memcache memcached kv bucket dir path url by order sequence seq version time date timestamp id uid uuid is has on off to from parent child root leaf tree graph cluster segment topic queue job task lock mutex counter count metric tag label value other same new old current default this that the a an each my some storage blob store session_store hash_map answer piano music game site sitekey widget visitor tracking measurement publishable anon'.split(
    ' ',
  ),
);

/** A pass of a program over something, of a filter, of a traveller. */
const NO_PASS = new Set(
  'render rendering shading lighting light shadow depth geometry first second third last next previous single multi two low high band forward backward optimization optimizer compiler analysis failed season boarding ski bus day mountain train'.split(
    ' ',
  ),
);

/** A token of a parser or of a language model. */
const NO_TOKEN = new Set(
  'next prev previous first last start end begin eos bos pad unk mask sep cls special stop word sub image current comma colon newline indent dedent string number operator op lex syntax parse html css push device nft erc fungible pagination continuation page cursor sync delimiter eof closing opening matched'.split(
    ' ',
  ),
);

function kindOf(words: readonly string[]): { kind: CredentialKind; many: boolean; loose?: true } | null {
  const joined = words.join('');
  // Rounds of a program, not several of the French word.
  if (joined === 'passes') return null;
  const single = joined.endsWith('s') ? joined.slice(0, -1) : joined;
  const of = (text: string): CredentialKind | null => {
    if (PASSWORD.has(text)) return 'password';
    if (PASSPHRASE.has(text)) return 'passphrase';
    if (PIN.has(text)) return 'pin';
    if (TOKEN.has(text)) return 'token';
    if (SECRET.has(text)) return 'secret';
    if (KEY.has(text) && !FOREIGN_KEY.has(text)) return 'key';
    return null;
  };
  const many = joined !== single && joined !== 'pass';
  if (words.length > 1) {
    const last = words.at(-1) as string;
    const owner = words.at(-2) as string;
    if ((last === 'key' || last === 'keys' || FOREIGN_KEY.has(last)) && KEY_OWNER.has(owner))
      return words.length === 2 ? { kind: 'key', many: last === 'keys' } : null;
    if (FOREIGN_KEY.has(owner) && words.length === 2 && KEY_OWNER.has(last)) return { kind: 'key', many: false };
    const kind = of(joined);
    return kind === null ? null : { kind, many: false };
  }
  const whole = of(joined);
  if (whole !== null) return { kind: whole, many: /^(?:tokens|secrets|creds|passworter|passwoerter)$/.test(joined) };
  if (FOREIGN_KEY.has(joined)) return { kind: 'key', many: false, loose: true };
  const one = of(single);
  return one === null ? null : { kind: one, many };
}

/** A name of a credential in a text: half-open offsets. */
export interface NameInText {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly credential: NamedCredential;
  /** The name is one of `probableCredentialOf` only, or that of what a method is called on. */
  readonly isProbable: boolean;
}

const NAME_CHARACTER = /[\p{L}\p{N}_.-]/u;
/** Longest part of a name on each side of the word that gave it away. */
const REACH = 60;

/**
 * The names of credentials in a text, in order, each once: identifiers, dotted or hyphenated names, and two words of prose (`api key`).
 * @param ends where words of such names end, of `glance`
 * @param withProbable also those that `probableCredentialOf` alone takes
 */
export function* namesIn(text: string, ends: readonly number[], withProbable = false): Generator<NameInText> {
  let from = 0;
  for (const at of ends) {
    if (at <= from) continue;
    let start = at - 1;
    while (start > from && at - start < REACH && isNameCharacter(text, start - 1)) start--;
    // `\npassword`: the letter of an escape is no part of a name.
    if (text[start - 1] === '\\' && /[nrt]/.test(text[start] as string)) start++;
    let end = at;
    while (end < text.length && end - at < REACH && isNameCharacter(text, end)) end++;
    from = end;
    while (start < end && /[.-]/.test(text[start] as string)) start++;
    let stop = end;
    while (stop > start && /[.-]/.test(text[stop - 1] as string)) stop--;
    let name = text.slice(start, stop);
    let credential = credentialOf(name.slice(name.lastIndexOf('.') + 1));
    if (credential === null && text[start - 1] === ' ' && start > 1 && /^(?:keys?|token|passe|phrase)$/i.test(name)) {
      let before = start - 1;
      while (before > 0 && start - before < 20 && /[A-Za-z]/.test(text[before - 1] as string)) before--;
      name = `${text.slice(before, start - 1)}_${name}`;
      credential = credentialOf(name);
      if (credential !== null) start = before;
    }
    if (credential !== null) yield { start, end: stop, name, credential, isProbable: false };
    else if (withProbable) {
      // `entry_password.get`: what a method is called on.
      const dot = name.lastIndexOf('.');
      const owner = dot > 0 ? name.slice(name.lastIndexOf('.', dot - 1) + 1, dot) : '';
      const kind = probableCredentialOf(name.slice(dot + 1)) ?? credentialOf(owner)?.kind ?? null;
      if (kind !== null)
        yield { start, end: stop, name, credential: { kind, many: false, exact: false }, isProbable: true };
    }
  }
}

function isNameCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128)
    return (
      (code > 96 && code < 123) ||
      (code > 64 && code < 91) ||
      (code > 47 && code < 58) ||
      code === 95 ||
      code === 45 ||
      code === 46
    );
  return NAME_CHARACTER.test(text[at] as string);
}
