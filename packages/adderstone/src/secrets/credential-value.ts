import type { CredentialKind } from './credential-name.ts';
import { wordsOf } from './credential-name.ts';
import { isPublished } from './published.ts';
import { entropy } from './structure.ts';

/** How strongly the place says that a value is a credential: its position in a call, a name that says nothing else, a name, prose. */
export type Evidence = 'position' | 'exact' | 'named' | 'prose';

/** Words of names, labels, settings and documentation: a value made of them alone is no credential. */
const VOCABULARY = new Set(
  `a an the of for to in on is are or and not no my your our his her their this that with without from by as at be it its
  password passwords passwd passwort pwd pass passphrase passcode secret secrets token tokens key keys api access auth authentication authorization authorize
  oauth oauth1 oauth2 client server user users username userid login logout signin signup account admin administrator root guest db database app application service
  name value values id ids code pin type field fields label text string str bytes none null nil true false yes on off default required optional hidden visible
  plain basic bearer digest apikey apitoken header headers cookie session sessions csrf xsrf jwt jws jwe saml sso ldap kerberos ntlm mfa otp totp hotp
  private public shared rsa dsa ecdsa ed25519 hmac aes sha md5 sha1 sha256 sha512 bcrypt scrypt argon2 pbkdf2 crypt hash hashed salt
  refresh grant credentials credential creds bot webhook hook url uri path file dir env environ environment config settings setting
  reset change forgot confirm new old current input form page enter please here put add set get insert replace edit change me
  test tests testing tester dev development prod production staging local example sample demo dummy fake mock placeholder todo fixme tbd
  invalid wrong bad incorrect missing empty unknown undefined expired valid correct good any all other some random generated
  vault manager store storage ssm arn aws gcp azure kms keyring keychain netrc prompt stdin file json yaml toml ini xml html
  x y z foo bar baz qux quux lorem ipsum abc xyz asdf
  kennwort geheim geheimnis mot de passe contrasena senha parola haslo heslo wachtwoord sifre sandi salasana losenord passord adgangskode
  clave chave cle jeton segreto secreto segredo sekret lozinka geslo jelszo mdp пароль токен секрет ключ`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A value that says of itself that it stands for one, is one of the documentation, or is filled in later. */
const STANDS_FOR =
  /example|placeholder|change[-_ ]?(?:me|it|this)|to[-_ ]?be[-_ ]?(?:changed|replaced|set|defined)|replace[-_ ]?(?:me|with|this)|dummy|sample|redact|censored|obfuscat|masked|your[-_ ]?|[-_ ]here(?![a-z])|insert[-_ ]|fill[-_ ]?(?:me|in)|fixme|to-?do(?![a-z])|(?<![a-z])tbd(?![a-z])|x{4,}|\*{3,}|\.{3}|…|_{4,}|<[^<>]{1,60}>|\[[a-z_ -]{2,40}\]|\$\{|\$\(|\{\{|\[%|%\]|\}\}|\{%|%\(|\{[a-z_][\w.]*\}|^%s|%s$|lorem|deadbeef|cafebabe|not[-_ ]?(?:a[-_ ]?)?(?:real|valid|secret)|unsafe|insecure(?!-[a-z0-9@#$%^&*()!=+_-]{20})|fake|mock|bogus|foobar|(?:^|[^a-z\d])(?:foo|bar|baz)(?![a-z])|my[-_]?(?:super[-_]?)?(?:secret|password|token|api|key)|super[-_ ]?secret|some[-_ ]?(?:secret|password|token|key|random)|(?:secret|pass|password|token|key)[-_]?(?:here|value|goes)|test[-_]?(?:key|token|secret|pass|pwd|api|value|user|ing)|(?:^|[-_ ])(?:test|tests|testing|demo)(?:[-_ ]|$)|enter[-_ ]|default[-_ ]?(?:pass|secret|key|token)|generated?[-_ ]|only[-_ ]?for|for[-_ ](?:test|dev|local)|ci[-_ ]only|local[-_ ]?(?:dev|only)|dev[-_ ]?only|override[-_ ]?me|^!(?:[a-z]+$|\w+[ |])|^@microsoft|^(?:test|pass|password|passwd|secret|token|key|demo|user)[-_]?(?:123|1234|12345|123456|1234567|12345678)!?$|^test\d+$|^p[a@]ssw[o0]rd!?$|secretsmanager|^(?:vault|ssm|op|arn|env|file|keyring|kms|sops|gcp|aws|azurekeyvault|secret|ref|doppler|infisical|bws|chamber|keychain|akv|awskms):/i;

/** True when a value cannot be a credential whatever its name: it stands for one, or is of the shape of something else. */
export function standsForOther(value: string): boolean {
  if (isDrawnWithSigns(value))
    return STANDS_FOR.test(value.replace(/[$%^&*!()=+@#]/g, '')) || isPublished(value) || isSequence(value);
  return (
    STANDS_FOR.test(value) ||
    /[\0\ufffd]/.test(value) ||
    isPublished(value) ||
    isSequence(value) ||
    hasOtherShape(value)
  );
}

/** A key drawn from letters, digits and signs, as Django makes them: `$(` and `%s` in it are no template. */
function isDrawnWithSigns(value: string): boolean {
  if (value.length < 30 || value.length > 200 || !/^[A-Za-z0-9!@#$%^&*()_=+-]*$/.test(value)) return false;
  return (value.match(/[!@#$%^&*()=+]/g)?.length ?? 0) >= 5 && /\d/.test(value) && new Set(value).size >= 18;
}

/** One character, one group again and again, or a row of the keyboard or alphabet. */
function isSequence(value: string): boolean {
  const plain = value.toLowerCase().replace(/[-_ .:/=]/g, '');
  if (plain === '') return true;
  if (/^(.{1,4})\1+$/.test(plain) && plain.length >= 4) return true;
  if (plain.length >= 4 && new Set(plain).size <= Math.min(4, plain.length / 4)) return true;
  let steps = 0;
  for (let i = 1; i < plain.length; i++) {
    const step = plain.charCodeAt(i) - plain.charCodeAt(i - 1);
    if (step === 1 || step === -1 || step === 0 || /^(?:90|09|9a|f0)$/.test(plain.slice(i - 1, i + 1))) steps++;
  }
  return plain.length >= 4 && steps >= (plain.length - 1) * 0.8;
}

const OTHER_SHAPES: readonly RegExp[] = [
  // Names of environment variables, constants.
  /^_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/,
  // Paths and addresses.
  /^(?:\.{0,2}|~)\/[\w@.+~/-]*$/,
  /^[a-z]:\\/i,
  /^[a-z][a-z0-9+.-]{1,20}:\/\//i,
  /^[\w-]+(?:\.[\w-]+)*\.(?:py|pyc|json|ya?ml|toml|ini|cfg|conf|txt|md|pem|crt|cer|key|p12|pfx|jks|env|html?|xml|js|ts|css|png|jpe?g|gif|svg|ico|log|db|sqlite3?|sh|bat|exe|so|dll|zip|gz|tgz|tar|csv|pdf|pub|asc|gpg|kdbx|lock|service|local|internal|com|org|net|io|dev)$/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  /^\.?\/\/|\[@|^\/\w+\[/,
  // Patterns of file names, files below a folder that is hidden, a word that is set off in running text.
  /^[\w.@+~?*/-]*(?:\/[\w.-]*\*|\*[\w.-]*\/|^\*\.\w)[\w.@+~?*/-]*$/,
  /^\.[a-z][\w-]*(?:\/[\w-]+)*\/[\w-]+\.[a-z]{1,5}$/i,
  /^\*[A-Za-z]+\*$/,
  // Calls, indexing, expressions.
  /^[A-Za-z_][\w.]*(?:\(.*\)|\[.*\]);?$/s,
  /^\$\w+$|^%\w+%$|^@\w+@$|^\{\w*\}$|^:\w+$/,
  // Patterns, mark-up, formats.
  /\(\?[:=!<P]|\[\^?[a-zA-Z0-9]-[a-zA-Z0-9]|\\[wdsSDW]|^\^.*\$$/,
  /^<\/?[a-z]|&[a-z]+;|<[a-z]+>/i,
  /%[sdr]|\{\d*\}|%[a-zA-Z]\b.*%[a-zA-Z]\b/,
  // Dates, times, versions, numbers with units, MIME types, locales, hosts with ports.
  /^\d{4}-\d{2}-\d{2}(?:[T ].*)?$/,
  /^v?\d+(?:\.\d+){1,4}(?:[-+.]?(?:a|b|rc|alpha|beta|dev|post)[\w.]*)?$/,
  /^\d+(?:\.\d+)?\s?(?:ms|s|m|h|d|kb|mb|gb|px|em|%|bytes?|days?|hours?|minutes?|seconds?)$/i,
  /^(?:application|text|image|audio|video|multipart)\/[\w.+-]+/,
  /^[\w.-]+:\d{2,5}(?:\/\S*)?$/,
  /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
  // Names of algorithms.
  /^(?:(?:pbkdf2|bcrypt|scrypt|argon2(?:id?|d)?|sha|md5|hmac|aes|rsa|ecdsa|ecdh|ec|es|hs|rs|ps|ed)[-_]?\d{0,5}k?){1,3}(?:[-_](?:\d+|[a-z]{1,8}\d{0,4}))*$/i,
  // Hashes of passwords, public keys, certificates.
  /^\$(?:2[aby]?|5|6|1|argon2(?:id?|d)|scrypt|pbkdf2[\w-]*|apr1|y|P|H)\$/,
  /^(?:pbkdf2_sha\d+|bcrypt_sha256|argon2|scrypt|sha\d+|md5)\$/,
  /^(?:sha(?:1|256|384|512)|md5)[:-][A-Za-z0-9+/=]{16,}$/i,
  /^\{(?:SSHA|SHA|MD5|CRYPT|BCRYPT)\d*\}/i,
  /^ssh-(?:rsa|ed25519|dss)\s|^ecdsa-sha2-/,
  /-----BEGIN (?:PUBLIC KEY|CERTIFICATE|RSA PUBLIC KEY)/,
  /^data:[a-z]+\//,
  /^arn:aws/,
  // An address of Ethereum (EIP-55).
  /^0x[0-9a-f]{40}$/i,
  /^projects\/[\w-]+\/secrets\//,
];

/** A path below a folder; the parts of a text in base 64 with slashes are no words. */
const BELOW = /^(?:[a-z][\w-]*\/)+[a-z][\w.-]*$/i;

function hasOtherShape(value: string): boolean {
  if (
    BELOW.test(value) &&
    !value.split('/').some((part) => part.length >= 12 && isMixed(part) && !/\.[a-z]{2,8}$/i.test(part))
  )
    return true;
  if (OTHER_SHAPES.some((shape) => shape.test(value))) return true;
  // Dotted names: `app.config.secret`, but not `s.kJ8sd7Fh2Lq`.
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?:\(.*\))?$/.test(value) && !isMixed(value);
}

/** True when each part between separators and capitals is a word of letters or a short number: `access-token`, `oauth2`, `MyPassword`. */
export function isWordy(value: string): boolean {
  const parts = value.split(/[-_.:/ ]/);
  return parts.every((part) => /^[A-Za-z][A-Za-z0-9]*$|^\d{1,4}$/.test(part) && !/\d{5}/.test(part)) && !isMixed(value);
}

/** True when letters, digits and cases alternate as they do in no words: `kJ8sd7Fh2Lq`, but not `getUserToken2`. */
function isMixed(value: string): boolean {
  const letters = value.replace(/[^A-Za-z0-9]/g, '');
  const parts = letters.split(
    /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])/,
  );
  if (parts.length >= 4 && letters.length / parts.length < (letters.length < 20 ? 2.4 : 3.2)) return true;
  const digitGroups = parts.filter((part) => /\d/.test(part)).length;
  if (digitGroups >= 3 && digitGroups >= parts.length / 3) return true;
  if (isScrambled(letters)) return true;
  // A long row without a vowel is no word either.
  return value.split(/[^A-Za-z]+/).some((part) => part.length >= 7 && !/[aeiouyAEIOUY]/.test(part));
}

/** Pairs of consonants that stand in words and between them. */
const PAIRS = new Set(
  'bb bl br bs bt cc ch ck cl cr cs ct dd dg dh dj dl dm dn dr ds dv dw ff fl fr fs ft gg gh gl gm gn gr gs gt hl hm hn hr hs ht kk kl kn kr ks kt kw lb lc ld lf lg lh lk ll lm ln lp lr ls lt lv lw mb ml mm mn mp mr ms mt nb nc nd nf ng nh nj nk nl nm nn np nq nr ns nt nv nw nx nz pf ph pl pn pp pr ps pt pw rb rc rd rf rg rh rj rk rl rm rn rp rq rr rs rt rv rw rz sb sc sd sf sg sh sk sl sm sn sp sq sr ss st sv sw tb tc td tf tg th tk tl tm tn tp tr ts tt tw tz vl vr wb wd wh wk wl wn wr ws wt xc xp xt zl zw zz'.split(
    ' ',
  ),
);

/** How many pairs of consonants beside each other no word has. */
function countOddPairs(letters: string): number {
  const small = letters.toLowerCase();
  let odd = 0;
  for (let i = 1; i < small.length; i++) {
    const pair = small.slice(i - 1, i + 1);
    if (/^[b-df-hj-np-tv-xz]{2}$/.test(pair) && !PAIRS.has(pair)) odd++;
  }
  return odd;
}

/**
 * Letters that make up no words: by capitals their pieces are mostly too short or without a vowel (`ddhlGwzcTiWNdGW`), or a quarter of their
 * pairs are of consonants that stand beside each other in no word (`AfXlbXsteTXboAcx`).
 */
function isScrambled(letters: string): boolean {
  if (letters.length < 8) return false;
  if (letters.length >= 10 && letters.length <= 200) {
    const pairs = countOddPairs(letters);
    if (pairs >= 4 && pairs * 4 >= letters.length - 1) return true;
  }
  const pieces = letters.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  const odd = pieces.filter((piece) => piece.length < 3 || !/[aeiouyAEIOUY]/.test(piece)).length;
  return pieces.length >= (letters.length < 12 ? 5 : 4) && odd * 5 >= pieces.length * 3;
}

const NAMING = /^(?:pass|password|passwd|pwd|token|secret|key)$/;

/** True when a value is made of words of names and documentation alone, or repeats its own name. */
export function saysItsName(value: string, names: readonly string[]): boolean {
  const words = wordsOf(value);
  if (words.length === 0) return true;
  const own = new Set(names.flatMap(wordsOf));
  // `3rd-pass` as a `failed_pass`, `api-key-v2`: the word that the name ends in, and a number.
  if (
    /^[a-z0-9]+(?:[-_][a-z0-9]+)+$/i.test(value) &&
    words.some((word) => own.has(word) && NAMING.test(word)) &&
    words.filter((word) => !own.has(word)).join('').length <= 3
  )
    return true;
  const squeezed = words.join('');
  for (const name of names) {
    const joined = wordsOf(name).join('');
    if (joined === squeezed || (squeezed.length >= 4 && joined.endsWith(squeezed))) return true;
  }
  return words.every((word) => VOCABULARY.has(word) || own.has(word) || (/^\d{1,3}$/.test(word) && words.length === 1));
}

/** True when a value looks as if it had been drawn: many different characters, no words. */
export function looksDrawn(value: string): boolean {
  if (value.length < 10 || /\s/.test(value)) return false;
  const hasDigit = /\d/.test(value);
  const hasLetter = /[A-Za-z]/.test(value);
  if (!hasDigit || !hasLetter)
    return value.length >= 16 && entropy(value) >= 3.5 && !isWordy(value) && (/[^\w]/.test(value) || isMixed(value));
  if (isWordy(value) && !/^[0-9a-f]+$/i.test(value)) return false;
  return entropy(value) >= (value.length >= 20 ? 2.9 : 2.5);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * True when a value can be the credential that its name or position says.
 * @param names the names it is bound to, for values that only repeat them
 */
export function isCredential(
  value: string,
  kind: CredentialKind,
  evidence: Evidence,
  names: readonly string[],
): boolean {
  const { length } = value;
  if (length > 4096 || length < (kind === 'pin' ? 4 : kind === 'password' || evidence === 'position' ? 5 : 8))
    return false;
  if (/^[\s]|\s$|[\r\n\t]/.test(value) || standsForOther(value) || saysItsName(value, names)) return false;
  if (kind === 'pin')
    return (
      /^\d{4,10}$/.test(value) || (length >= 8 && /\d/.test(value) && /[a-z]/i.test(value) && /[!@#$%^&*?]/.test(value))
    );
  if (kind === 'pair') {
    // Oracle's `user/password@host`, else `user:password`.
    const given = /^([^/\s:]{2,64})\/([^@\s]{5,64})@[\w.-]/.exec(value) ?? /^([^:\s]{2,64}):([^:\s]{5,})$/.exec(value);
    return given !== null && given[1] !== given[2] && !saysItsName(given[2] as string, names);
  }
  if (kind === 'passphrase')
    return /^[a-z]+(?: [a-z]+){2,23}$/i.test(value) ? countKnown(value) <= 1 : isPassword(value, evidence);
  // Passwords that a mail provider makes up for programs.
  if (kind === 'password' && /^[a-z]{4}(?: [a-z]{4}){3}$/.test(value)) return countKnown(value) === 0;
  if (/\s/.test(value))
    return evidence === 'position' && kind === 'password' && /\d/.test(value) && value.split(' ').length <= 3;
  if (kind === 'password') return isPassword(value, evidence);
  // A pattern under a short name (`pat`): tokens travel in headers and addresses, which take none of these.
  if (kind === 'token' && /[\\[\](){}|^]/.test(value)) return false;
  if (UUID.test(value)) return evidence !== 'prose' && /[a-f]/i.test(value) && entropy(value) > 2.8;
  if (evidence === 'position') return length >= 6 && (looksDrawn(value) || isPassword(value, evidence));
  if (looksDrawn(value)) return true;
  if (evidence === 'named' && length >= 8 && /[!@#$^&*?]/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value))
    return true;
  if (evidence === 'exact' && /^\d{24,}$/.test(value)) return entropy(value) >= 2.8;
  if (evidence === 'exact' && (isPhrase(value) || (kind !== 'token' && isWordsWithYear(value)))) return true;
  // What people make up for a secret: words with a digit or sign between them.
  return evidence === 'exact' && length >= 8 && hasMadeUpLook(value);
}

/** True when a value under a name that may be of a password has letters, digits and signs or cases where no word has them. */
export function isMadeUpPassword(value: string, names: readonly string[]): boolean {
  if (value.length < 8 || value.length > 64 || !/^[\x21-\x7e]+$/.test(value) || /^[0-9a-f]+$/i.test(value))
    return false;
  if (!/\d/.test(value) || !/[A-Za-z].*[A-Za-z]/.test(value) || !(/[!@#$%^&*?+~]/.test(value) || isMixed(value)))
    return false;
  return !standsForOther(value) && !saysItsName(value, names);
}

/** True when a value under a name that may be of a credential can be nothing else: long, drawn at random, of more than one sort of characters. */
export function isDrawnCredential(value: string, names: readonly string[]): boolean {
  if (value.length < 16 || value.length > 512 || UUID.test(value) || !/^[\x21-\x7e]+$/.test(value)) return false;
  if ((value.match(/\d/g)?.length ?? 0) < 3 || !/[A-Za-z]/.test(value)) return false;
  return looksDrawn(value) && entropy(value) >= 3.2 && !standsForOther(value) && !saysItsName(value, names);
}

function countKnown(value: string): number {
  return wordsOf(value).filter((word) => VOCABULARY.has(word)).length;
}

/** Words that nobody documents and a number, joined: `copper-lantern-48-quay`. */
function isPhrase(value: string): boolean {
  if (value.length < 16 || !/^[A-Za-z]{3,}(?:[-_.][A-Za-z0-9]{2,}){2,}$/.test(value) || !/\d\d/.test(value))
    return false;
  return countKnown(value) === 0 && value.split(/[-_.]/).filter((part) => /^[A-Za-z]{4,}$/.test(part)).length >= 3;
}

/** Words that nobody documents with a year or sign behind them: `SilentGlacier1977`, `frozenmaple$`. */
function isWordsWithYear(value: string): boolean {
  return (
    value.length >= 11 &&
    /^[A-Za-z]{8,}(?:(?:19|20)\d\d(?:[-_]\d{1,4})?[!@#$%&*?]?|[@#$%&*])$/.test(value) &&
    countKnown(value) === 0
  );
}

/** Letters with digits or signs in places where no identifier has them: `S3cr3t!2024`, `pa55phrase`. */
function hasMadeUpLook(value: string): boolean {
  const signs = /[!@#$%^&*+=?~|;,<>"'()]/.test(value);
  if (signs)
    return (
      /[A-Za-z0-9]/.test(value.replace(/[!@#$%^&*+=?~|]/g, '')) &&
      (/\d/.test(value) || (/[A-Z]/.test(value) && /[a-z]/.test(value)))
    );
  return (
    /[A-Za-z]\d+[A-Za-z]/.test(value) &&
    !/^[a-z]+\d[a-z]+$/i.test(value) &&
    !/^[A-Za-z]*\d{1,2}[a-z]?(?:[-_.][A-Za-z]*\d{0,2})*$/.test(value)
  );
}

function isPassword(value: string, evidence: Evidence): boolean {
  const hasDigit = /\d/.test(value);
  const hasLetter = /\p{L}/u.test(value);
  const hasSign = /[^\p{L}\d\s_.:/-]/u.test(value);
  if (evidence === 'prose')
    return value.length >= 6 && hasLetter && (hasDigit || hasSign) && !/[()[\]{}=<>,;'"]/.test(value);
  if (!hasLetter) return hasDigit && value.length >= 6 && (evidence === 'position' || evidence === 'exact');
  if (hasDigit || hasSign) {
    // `oauth2`, `sha256`, `level3`: a word that is known with a number behind it.
    const word = /^([A-Za-z]+)[-_]?\d{1,2}$/.exec(value)?.[1];
    if (word !== undefined && VOCABULARY.has(word.toLowerCase()) && value.length < 11) return false;
    // An exclamation, unless nothing else stands under the name of a password.
    if (!hasDigit && /^[\w-]+[:;,.?!]$/.test(value))
      return /^[a-z]{8,}!$/.test(value) && evidence !== 'named' && countKnown(value) === 0;
    if (!hasDigit && /^[(["'<{*#].*[)\]"'>}*#]$/.test(value)) return false;
    return true;
  }
  // Letters only: in a position, or under a name that says nothing else, and no name of something.
  if (evidence !== 'position' && evidence !== 'exact') return false;
  const words = wordsOf(value);
  if (words.some((word) => VOCABULARY.has(word) && (word.length > 3 || !isScrambled(value)))) return false;
  if (/^[a-z]{6,}$/.test(value)) return true;
  if (/^[a-z]+(?:-[a-z]+){2,}$/.test(value)) return true;
  return isMixed(value) && value.length >= 8;
}
