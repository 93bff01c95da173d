import type { CallEvent } from '../../flow/event.ts';
import type { Place, Value } from '../../flow/value.ts';
import { textOf } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { holdsPassword } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { hashOf } from './algorithm.ts';

const FAST = '{md5,sha1,sha224,sha256,sha384,sha512,sha3_224,sha3_256,sha3_384,sha3_512,blake2b,blake2s}';
const LEGACY =
  '{MD2,MD4,MD5,SHA,SHA1,SHA224,SHA256,SHA384,SHA512,SHA3_224,SHA3_256,SHA3_384,SHA3_512,BLAKE2b,BLAKE2s,keccak}';

/** Schemes of `passlib` that are too fast for passwords. */
const FAST_SCHEMES =
  '{md5_crypt,des_crypt,bsdi_crypt,bigcrypt,crypt16,lmhash,nthash,mysql323,mysql41,mssql2000,mssql2005,oracle10,oracle11,postgres_md5,ldap_md5,ldap_salted_md5,ldap_sha1,ldap_salted_sha1,hex_md4,hex_md5,hex_sha1,hex_sha256,hex_sha512,plaintext,ldap_plaintext,django_salted_md5,django_salted_sha1,django_des_crypt,apr_md5_crypt,sha1_crypt,phpass,cisco_type7,cisco_pix,cisco_asa}';

/** True where a slow hash follows within a few lines: the fast one only shortens a long password for it. */
function isPreparation(place: Place): boolean {
  const after = place.file.text.slice(place.end, place.end + 300);
  const rest = /\n\s*(?:async\s+)?(?:def|class)\b/.exec(after)?.index ?? after.length;
  return /\b(?:bcrypt\.(?:hashpw|checkpw|kdf)|hashlib\.scrypt|pbkdf2_hmac)\s*\(/.test(after.slice(0, rest));
}

/** True in a class for digest authentication, whose hash RFC 7616 prescribes. */
function isDigestScheme(place: Place): boolean {
  const before = place.file.text.slice(0, place.start);
  const from = before.lastIndexOf('\nclass ');
  return from >= 0 && /^\nclass \w*digest_?auth/i.test(before.slice(from, from + 80));
}

function tell(call: CallEvent, data: Value | null, report: Reporter): void {
  if (data === null) return;
  if (holdsPassword(data)) {
    if (isPreparation(call)) {
      report.safe(call, 'cleaned', 'a slow hash follows');
      return;
    }
    report.violation(call, {
      message: 'a password is hashed by a function that is made to be fast',
      confidence: confidenceIn(call.scope, 'medium'),
    });
  }
}

/** Paths of what a fast hash gives: `hashlib.md5().hexdigest()`, `Crypto.Hash.MD5.new().hexdigest()`. */
const DIGEST =
  /^(?:hashlib\.(?:md5|sha1|new)\(\)\.(?:hex)?digest\(\)|(?:Crypto|Cryptodome)\.Hash\.(?:MD[245]|SHA1?)\.new\(\)\.(?:hex)?digest\(\))/;

export const rule = defineRule({
  id: 'crypto/password-hash',
  title: 'Password hashed by a fast function',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [916, 327],
  why: 'A graphics card tries billions of guesses a second against SHA-256 or MD5; password hashes must be slow and salted.',
  instead: 'Use Argon2 (`argon2-cffi`), `hashlib.scrypt`, or bcrypt.',
  equivalents: ['codeql:py/weak-sensitive-data-hashing', 'semgrep:md5-used-as-password'],
  kind: 'password-hash',
  flow: {
    to: ['password-hash'],
    message: 'is hashed by a function that is made to be fast',
    weigh: (sink) => (isPreparation(sink) ? 'harmless' : isDigestScheme(sink) ? 'low' : null),
  },
  calls: [
    {
      at: [`hashlib.${FAST}`, `{Crypto,Cryptodome}.Hash.${LEGACY}.new`],
      check: (call, report) => tell(call, call.argument(0, 'data') ?? call.argument(null, 'string'), report),
    },
    { at: ['hashlib.new'], check: (call, report) => tell(call, call.argument(1, 'data'), report) },
    {
      at: [
        `hashlib.${FAST}()#update`,
        'hashlib.new()#update',
        `{Crypto,Cryptodome}.Hash.${LEGACY}.new()#update`,
        'cryptography.hazmat.primitives.hashes.Hash#update',
      ],
      check: (call, report) => tell(call, call.argument(0, 'data'), report),
    },
    {
      at: [`passlib.hash.${FAST_SCHEMES}.{hash,encrypt,using}`],
      check: (call, report) =>
        report.violation(call, {
          message: 'this scheme of `passlib` is too fast for passwords',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
    {
      at: ['passlib.context.{CryptContext,LazyCryptContext}'],
      check(call, report) {
        // The first scheme, or the one that is named, is what new passwords are stored under.
        const schemes = call.argument(0, 'schemes');
        const chosen = textOf(call.argument(null, 'default')) ?? textOf(schemes?.elements?.[0]);
        if (chosen !== null && FAST_SCHEMES.slice(1, -1).split(',').includes(chosen))
          report.violation(call, {
            message: 'new passwords are stored under a scheme that is too fast',
            confidence: confidenceIn(call.scope, 'high'),
          });
      },
    },
    {
      at: ['werkzeug.security.generate_password_hash'],
      check(call, report) {
        const method = call.argument(1, 'method');
        const name = hashOf(method);
        if (method === null) report.safe(call, 'safe-setting', 'the library chooses a slow hash');
        else if (name !== null && /^(?:plain|md5|sha1|sha224|sha256|sha384|sha512)$/.test(name)) {
          report.violation(call, {
            message: 'a single round of a fast hash',
            confidence: confidenceIn(call.scope, 'high'),
          });
        }
      },
    },
  ],
  anyCall(call, report) {
    if (call.name === null || !/^(?:set|save|store|update|change)_?(?:user_?)?pass(?:word|wd)$/i.test(call.name))
      return;
    for (const value of call.args) {
      if (value.references.some((path) => DIGEST.test(path))) {
        report.violation(call, {
          message: 'a password is stored as the digest of a fast hash',
          confidence: confidenceIn(call.scope, 'medium'),
        });
      }
    }
  },
  bad: [
    py`
      from passlib.context import CryptContext
      context = CryptContext(schemes=["md5_crypt", "argon2"])  # ! password-hash
    `,
    py`
      import hashlib
      def store(user, password):
          user.hash = hashlib.sha256(password.encode()).hexdigest()  # ! password-hash
    `,
    py`
      import hashlib
      from accounts import get_password
      secret = get_password()
      hasher = hashlib.sha512()
      hasher.update(secret)  # ! password-hash
    `,
    py`
      from werkzeug.security import generate_password_hash
      generate_password_hash(pw, method="sha256")  # ! password-hash
    `,
  ],
  good: [
    py`
      from passlib.context import CryptContext
      context = CryptContext(schemes=["argon2", "md5_crypt"], deprecated="auto")
    `,
    py`
      import base64
      import bcrypt
      import hashlib
      def store(password):
          short = base64.b64encode(hashlib.sha256(password.encode()).digest())
          return bcrypt.hashpw(short, bcrypt.gensalt())
    `,
    py`
      import hashlib
      def store(password, salt):
          return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)
    `,
    py`
      import hashlib
      def checksum(path):
          return hashlib.sha256(open(path, "rb").read()).hexdigest()
    `,
  ],
});
