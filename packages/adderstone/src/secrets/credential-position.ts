import type { Call, Expr } from '../python/nodes.ts';
import type { CredentialKind } from './credential-name.ts';

/** An argument that is a credential by its place in a call. */
export interface CredentialArgument {
  readonly value: Expr;
  readonly kind: CredentialKind;
  /** What the place is called. */
  readonly name: string;
}

/** Which argument of a call is a credential. Without `of`, whatever the method is called on. */
interface Place {
  readonly at: number;
  readonly kind: CredentialKind;
  readonly name: string;
  /** The module or object that it is called on, where the name alone says too little. */
  readonly of?: RegExp;
  /** Only with at least so many arguments. */
  readonly least?: number;
}

const password = (at: number, extra: Partial<Place> = {}): Place => ({
  at,
  kind: 'password',
  name: 'password',
  ...extra,
});
const key = (at: number, extra: Partial<Place> = {}): Place => ({ at, kind: 'key', name: 'key', ...extra });
const secret = (at: number, extra: Partial<Place> = {}): Place => ({ at, kind: 'secret', name: 'secret', ...extra });
const token = (at: number, extra: Partial<Place> = {}): Place => ({ at, kind: 'token', name: 'token', ...extra });

/** What passlib and argon2 hash passwords with. */
const HASHER =
  /^(?:(?:\w+_)?(?:sha(?:1|256|512)(?:_crypt)?|bcrypt(?:_sha256)?|argon2|scrypt|pbkdf2_sha(?:1|256|512)|md5_crypt)|ph|\w*pwd_context|pwd_ctx|crypt_context|password_hasher|hasher)$/i;

/** Calls of libraries by the last part of their name. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  login: [password(1, { least: 2 }), token(0, { of: /^(?:huggingface_hub|hf|wandb)$/ })],
  authenticate: [password(1, { least: 2 }), password(2, { least: 4 })],
  BasicAuthentication: [password(1)],
  CommunityData: [password(0), password(1)],
  HTTPBasicAuth: [password(1)],
  HTTPDigestAuth: [password(1)],
  HTTPProxyAuth: [password(1)],
  HttpNtlmAuth: [password(1)],
  HttpNegotiateAuth: [password(1)],
  BasicAuth: [password(1)],
  DigestAuth: [password(1)],
  BasicCredentials: [password(1)],
  PlainCredentials: [password(1)],
  PlainTextAuthProvider: [password(1)],
  PasswordAuthenticator: [password(1)],
  basic_auth: [password(1)],
  _basic_auth_str: [password(1)],
  FTP: [password(2)],
  FTP_TLS: [password(2)],
  Fernet: [key(0)],
  AESGCM: [key(0)],
  AESCCM: [key(0)],
  AESSIV: [key(0)],
  ChaCha20Poly1305: [key(0)],
  SecretBox: [key(0)],
  AES: [key(0, { of: /algorithms$/ })],
  TripleDES: [key(0, { of: /algorithms$/ })],
  Blowfish: [key(0, { of: /algorithms$/ })],
  ChaCha20: [key(0, { of: /algorithms$/ })],
  HMAC: [key(0, { of: /hmac$/ })],
  new: [key(0, { of: /^(?:hmac|AES|DES3?|ARC4|ARC2|Blowfish|ChaCha20(?:_Poly1305)?|Salsa20|CAST|HMAC|CMAC)$/ })],
  digest: [key(0, { of: /^hmac$/ })],
  encode: [key(1, { of: /^(?:jwt|jose_jwt|pyjwt|JWT)$/ }), key(2, { of: /^jsonwebtoken$/ })],
  decode: [key(1, { of: /^(?:jwt|jose_jwt|pyjwt|JWT)$/ })],
  sign: [key(1, { of: /^(?:jws|jwt)$/ })],
  Signer: [key(0)],
  TimestampSigner: [key(0)],
  URLSafeSerializer: [key(0)],
  URLSafeTimedSerializer: [key(0)],
  JSONWebSignatureSerializer: [key(0)],
  TimedJSONWebSignatureSerializer: [key(0)],
  TOTP: [secret(0)],
  HOTP: [secret(0)],
  pbkdf2_hmac: [password(1)],
  PBKDF2: [password(0)],
  scrypt: [password(0)],
  hashpw: [password(0)],
  hash: [password(0, { of: HASHER })],
  verify: [password(0, { of: HASHER }), password(1, { of: /^(?:ph|hasher|password_hasher)$/i, least: 2 })],
  checkpw: [password(0)],
  derive: [password(0)],
  BestAvailableEncryption: [password(0)],
  load_cert_chain: [password(2)],
  setpassword: [password(0)],
  set_password: [password(0, { of: /^(?!keyring$)/ }), password(2, { of: /^keyring$/ })],
  check_password: [password(0)],
  make_password: [password(0)],
  generate_password_hash: [password(0)],
  check_password_hash: [password(1)],
  create_user: [password(2, { least: 3 }), password(1, { of: /^auth$/ })],
  create_superuser: [password(2, { least: 3 })],
  add_password: [password(3)],
  simple_bind_s: [password(1)],
  simple_bind: [password(1)],
  bind_s: [password(1)],
  Connection: [password(2, { least: 3 })],
  connect: [
    password(2, { of: /^(?:pymysql|MySQLdb|mysql|aiomysql|asyncmy|mariadb|connector|pymssql|fdb|firebirdsql)$/ }),
    { at: 2, kind: 'pair', name: 'auth', of: /^jaydebeapi$/ },
    password(1, { of: /^(?:cx_Oracle|oracledb|snowflake)$/ }),
    password(3, { of: /(?:ssh|client|paramiko)/i, least: 4 }),
    password(1, { of: /^(?:wlan|wifi|sta|sta_if|nic|network|WLAN)$/, least: 2 }),
    { at: 0, kind: 'pair', name: 'dsn', of: /^(?:cx_Oracle|oracledb)$/ },
  ],
  auth: [password(1, { least: 2, of: /^(?!auth$)/ })],
  auth_password: [password(1)],
  username_pw_set: [password(1)],
  setCredentials: [password(1)],
  set_credentials: [password(1)],
  set_basic_auth: [password(1)],
  UsernamePasswordCredential: [password(2)],
  ClientSecretCredential: [secret(2)],
  create: [password(2, { of: /^URL$/, least: 3 })],
  UsernameToken: [password(1)],
  pass_: [password(0)],
  SMTP: [password(1, { of: /^yagmail$/ })],
  AblyRest: [key(0)],
  AblyRealtime: [key(0)],
  EncryptedCookieStorage: [key(0)],
  AuthTktAuthenticationPolicy: [secret(0)],
  SignedCookieSessionFactory: [secret(0)],
  from_key: [key(0, { of: /^[Aa]ccount$/ })],
  from_mnemonic: [secret(0)],
  init: [token(0, { of: /^(?:rollbar|honeybadger)$/ })],
  load_pem_private_key: [password(1)],
  load_der_private_key: [password(1)],
  load_pkcs12: [password(1)],
  load_key_and_certificates: [password(1)],
  hash_password: [password(0)],
  get_password_hash: [password(0)],
  encrypt_password: [password(0)],
  verify_password: [password(0), password(1)],
  AzureKeyCredential: [key(0)],
  CosmosClient: [key(1)],
  AzureNamedKeyCredential: [key(1)],
  SharedKeyCredential: [key(1)],
  AzureSasCredential: [key(0)],
  Minio: [key(2)],
  connect_s3: [key(1)],
  Client: [token(1, { of: /^(?:twilio|rest|twilio_rest)$/ })],
  TwilioClient: [token(1)],
  Github: [token(0)],
  ApiKeyAuth: [token(0)],
  TokenAuth: [token(0)],
  HTTPTokenAuth: [token(0)],
  BearerAuth: [token(0)],
  StaticTokenCredential: [token(0)],
  Gitlab: [token(1)],
  WebClient: [token(0)],
  TelegramClient: [key(2)],
  OAuth1: [secret(1), secret(3)],
  OAuthHandler: [secret(1)],
  OAuth1UserHandler: [secret(1), secret(3)],
  OAuth1Session: [secret(1), secret(3)],
  OAuth2Session: [secret(1)],
  set_access_token: [secret(1)],
  PasswordCredentials: [password(1)],
  UserPass: [password(1)],
  NTLMAuth: [password(1)],
  kinit: [password(1)],
  unlock: [password(0)],
  decrypt: [password(0, { of: /(?:pdf|reader|Reader|writer|zip|msoffcrypto|office)/i })],
  encrypt: [password(0, { of: /(?:pdf|writer|Writer)/i })],
  from_encrypted_key: [password(1)],
  Auth: [password(1, { least: 2 })],
  Credentials: [password(1, { least: 2 })],
};

/**
 * The names of those calls that say it alone, in lower case with a bracket: what a text must hold to be worth its tree. Calls that also
 * need a module are named by that.
 */
export const CREDENTIAL_CALLS: readonly string[] = Object.entries(PLACES)
  .filter(([name, places]) => name.length > 7 && name !== 'Connection' && places.some(({ of }) => of === undefined))
  .map(([name]) => `${name.toLowerCase()}(`);

/** Classes that take a name and what proves it: `SpotifyClientCredentials("id", "secret")`. */
const PROVING_CLASS = /^_?[A-Z]\w*(?:Credentials?|Auth|Authentication|Authenticator|AuthProvider)$/;

/** The arguments of a call that are credentials by their place. Names of keywords are not looked at here, but those that say nothing alone. */
export function credentialArguments(call: Call, called: string): readonly CredentialArgument[] {
  const places = Object.hasOwn(PLACES, called) ? (PLACES[called] as readonly Place[]) : [];
  const found: CredentialArgument[] = [];
  for (const { at, kind, name, of, least } of places) {
    const value = call.args[at];
    if (value === undefined || (least !== undefined && call.args.length < least)) continue;
    if (of !== undefined && !of.test(receiverName(call))) continue;
    if (call.args.slice(0, at + 1).some((one) => one.kind === 'Starred')) continue;
    found.push({ value, kind, name });
  }
  const [, second] = call.args;
  if (
    places.length === 0 &&
    second?.kind === 'Constant' &&
    call.args[0]?.kind !== 'Starred' &&
    PROVING_CLASS.test(called) &&
    // The name of a header: `ApiKeyAuth("…", "X-Api-Key")`.
    !/^[A-Z][A-Za-z]*(?:-[A-Z0-9]\w*)+$/.test(String(second.value))
  )
    found.push({ value: second, kind: 'password', name: 'password' });
  if (places.some(({ kind }) => kind === 'key' || kind === 'secret'))
    for (const { arg, value } of call.keywords)
      if (arg === 'key' || arg === 'secret' || arg === 's') {
        const place = places.find(
          ({ kind, of }) => (kind === 'key' || kind === 'secret') && (of === undefined || of.test(receiverName(call))),
        );
        if (place !== undefined) found.push({ value, kind: place.kind, name: arg });
      }
  return found;
}

/** The last name of what a method is called on: `jwt` of `jwt.encode`; empty for a plain function. */
function receiverName(call: Call): string {
  const { func } = call;
  if (func.kind !== 'Attribute') return '';
  const { value } = func;
  if (value.kind === 'Name') return value.id;
  if (value.kind === 'Attribute') return value.attr;
  return value.kind === 'Call'
    ? value.func.kind === 'Name'
      ? value.func.id
      : value.func.kind === 'Attribute'
        ? value.func.attr
        : ''
    : '';
}
