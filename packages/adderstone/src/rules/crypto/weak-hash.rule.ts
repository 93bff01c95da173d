import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { isOnly, mayBe, refersTo } from '../../flow/value.ts';
import { literalOf } from '../injection/command.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { holdsPassword } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { hashOf, isBrokenHash } from './algorithm.ts';

/** Tells a use of the hash `name` at a call, with `usedforsecurity=False` (Python 3.9) as the way to say that it protects nothing. */
function tell(call: CallEvent, name: string | null, report: Reporter): void {
  const declared = call.argument(null, 'usedforsecurity');
  const data = call.argument(0, null);
  if (isOnly(declared, false)) report.safe(call, 'safe-setting', '`usedforsecurity=False`');
  else if (name === null) report.unknown(call, 'unresolved-call', 'the name of the hash is not known');
  else if (!isBrokenHash(name)) report.safe(call, 'constant', `\`${name}\``);
  else if (isRandom(call)) report.safe(call, 'no-untrusted-origin', 'random bytes, for which collisions do not matter');
  else if (isHandshake(call, data))
    report.safe(call, 'safe-setting', 'the handshake of WebSocket (RFC 6455), on which nothing secret depends');
  else if ((declared !== null && !mayBe(declared, true)) || (declared === null && call.open)) {
    report.unknown(call, 'unresolved-call', '`usedforsecurity` is not known');
  } else if (data === null || !holdsPassword(data)) {
    // A password under a fast hash is a finding of its own, `crypto/password-hash`.
    report.violation(call, {
      message: `\`${name}\` is broken: two inputs with the same hash can be made`,
      confidence:
        !isOnly(declared, true) && (isChoice(call) || (servesOtherwise(call) && !protects(call)))
          ? 'low'
          : confidenceIn(call.scope, 'medium'),
    });
  }
}

/** What RFC 6455, section 1.3, has hashed with SHA-1 beside the key of the handshake. */
const WEBSOCKET = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** True in the handshake of WebSocket, by that text or by the header field that the hash is compared with or sent in. */
function isHandshake(call: CallEvent, data: Value | null): boolean {
  if (data !== null && literalOf(data).includes(WEBSOCKET)) return true;
  return /sec[-_]websocket[-_]accept/i.test(call.file.text.slice(Math.max(0, call.start - 300), call.end + 300));
}

/** True when random bytes of the system are part of what is hashed on the spot, as where a nonce is made. */
function isRandom(call: CallEvent): boolean {
  return /\b(?:os\.urandom|secrets\.token_(?:bytes|hex|urlsafe)|uuid4)\(/.test(
    call.file.text.slice(call.start, Math.min(call.end, call.start + 1000)),
  );
}

/** True when the call is of one of several hashes, as where the other side names the one that it wants. */
function isChoice(call: CallEvent): boolean {
  return call.targets.some(
    (path) => /^hashlib\.\w+$/.test(path) && !/^hashlib\.(?:md[245]|sha1?|new|file_digest)$/.test(path),
  );
}

/** Words by which code says that a hash protects something. */
const PROTECTS =
  /passw|passphrase|secret|token|credential|sign(?:ature|ed|ing)?(?![a-z])|hmac|(?:^|_)mac(?:_|$)|verify|auth(?:ent|oriz|_|$)|certificate|private_?key|session|nonce|integrity|checksum|tamper/i;

/** Words by which code says that a hash only names, finds or compares things of its own. */
const SERVES =
  /cache|key|etag|e_tag|finger_?print|check_?sum|digest|hash|(?:^|_)(?:id|uid|uuid|guid|name|path|file|dir|url|slug|label|seed|bucket|shard|color|colour|version|revision|chunk|dedup\w*|uniq\w*|avatar|gravatar|ident\w*|ver|temp|tmp|index|sample|partition|suffix|prefix|job|task|node|row|state|config\w*|signature)/i;

/** True when the names around a call, of its function, its class or what it is assigned to, say what else than protection the hash is for. */
function servesOtherwise(call: CallEvent): boolean {
  const line = call.file.lines.lineText(call.file.lines.position(call.start).line);
  // The name that is assigned to, or the key of a dict.
  const target =
    /^\s*(?:self\.)?([\w.[\]"']+)\s*[+:]?=/.exec(line)?.[1] ?? /^\s*["']([^"']{1,40})["']\s*:/.exec(line)?.[1] ?? '';
  // A function that is called after the hash is told what it is for by its callers.
  if (/md[245]|sha_?1/i.test(call.scope.function?.name ?? '')) return true;
  return (
    /id$/i.test(target) || SERVES.test(`${call.scope.function?.name ?? ''} _${call.scope.className ?? ''} _${target}`)
  );
}

/** True when the names around a call say that the hash protects something: its arguments, the function it stands in, what it is assigned to. */
function protects(call: CallEvent): boolean {
  const line = call.file.lines.position(call.start).line;
  return PROTECTS.test(
    `${call.file.lines.lineText(line)} ${call.scope.function?.name ?? ''} ${call.scope.className ?? ''}`,
  );
}

/** The methods of `crypt` that a graphics card breaks. */
function weakCryptMethod(method: Value | null): boolean {
  return refersTo(method, 'crypt.METHOD_CRYPT', 'crypt.METHOD_MD5', 'crypt.METHOD_BLOWFISH');
}

const LEGACY = ['MD2', 'MD4', 'MD5', 'SHA', 'SHA1'];

export const rule = defineRule({
  id: 'crypto/weak-hash',
  title: 'Broken hash function',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [328, 327],
  why: 'MD5 and SHA-1 collide in practice, so a signature, certificate or checksum over one can be moved to other data.',
  instead: 'Use SHA-256 or BLAKE2, or say `usedforsecurity=False` where nothing depends on it.',
  equivalents: [
    'bandit:B303',
    'bandit:B324',
    'ruff:S303',
    'ruff:S324',
    'codeql:py/weak-sensitive-data-hashing',
    'semgrep:insecure-hash-algorithm-md5',
    'semgrep:insecure-hash-algorithm-sha1',
    'semgrep:insecure-hash-algorithm-md2',
    'semgrep:insecure-hash-algorithm-md4',
    'semgrep:insecure-hash-function',
  ],
  calls: [
    {
      at: ['hashlib.{md2,md4,md5,sha,sha1}', '_hashlib.{openssl_md5,openssl_sha1}', '_md5.md5', '_sha1.sha1'],
      check: (call, report) => tell(call, /(md[245]|sha1?)$/.exec(call.targets[0] ?? '')?.[1] ?? 'sha1', report),
    },
    { at: ['hashlib.new'], check: (call, report) => tell(call, hashOf(call.argument(0, 'name')), report) },
    { at: ['hashlib.file_digest'], check: (call, report) => tell(call, hashOf(call.argument(1, 'digest')), report) },
    {
      at: LEGACY.flatMap((name) => [`Crypto.Hash.${name}.new`, `Cryptodome.Hash.${name}.new`]),
      check(call, report) {
        const name = call.targets.map((path) => /\.Hash\.(\w+)\.new$/.exec(path)?.[1]).find((one) => one !== undefined);
        tell(call, name === undefined ? null : name.toLowerCase(), report);
      },
    },
    {
      at: ['cryptography.hazmat.primitives.hashes.{MD5,SHA1}'],
      check: (call, report) => tell(call, call.targets.some((path) => path.endsWith('MD5')) ? 'md5' : 'sha1', report),
    },
    {
      at: ['crypt.crypt', 'crypt.mksalt'],
      check(call, report) {
        const method = call.targets.includes('crypt.mksalt') ? call.argument(0, 'method') : call.argument(1, 'salt');
        if (weakCryptMethod(method)) {
          report.violation(call, { message: 'this method of `crypt` is too fast for passwords', cwe: [916, 328] });
        } else report.safe(call, 'safe-setting', 'the strongest method there is, or one of SHA-2');
      },
    },
    {
      at: ['hmac.{new,HMAC,digest}'],
      check(call, report) {
        const name = hashOf(call.argument(2, call.targets.includes('hmac.digest') ? 'digest' : 'digestmod'));
        if (name === null) report.unknown(call, 'unresolved-call', 'the hash of the HMAC is not known');
        else if (name === 'md5' || name === 'md4') {
          report.violation(call, {
            message: `an HMAC over \`${name}\`: not known to be forged, but no longer recommended`,
            severity: 'low',
            confidence: 'low',
          });
        } else report.safe(call, 'constant', `HMAC over \`${name}\``);
      },
    },
  ],
  bad: [
    py`
      import hashlib
      from hashlib import sha1 as digest
      hashlib.md5(b"data")  # ! weak-hash
      digest(b"data").hexdigest()  # ! weak-hash
      NAME = "MD5"
      hashlib.new(NAME, b"data")  # ! weak-hash
      hashlib.new(data=b"x", name="sha1")  # ! weak-hash
      seal = hashlib.sha1(b"x", usedforsecurity=True)  # ! weak-hash
    `,
    py`
      from cryptography.hazmat.primitives import hashes
      from Crypto.Hash import MD5
      hashes.Hash(hashes.SHA1())  # ! weak-hash
      MD5.new()  # ! weak-hash
    `,
    py`
      import functools
      import hashlib
      checksum = functools.partial(hashlib.new, "md5")
      checksum(b"data")  # ! weak-hash
    `,
    py`
      import crypt
      import hashlib
      crypt.crypt("word", salt=crypt.METHOD_MD5)  # ! weak-hash
      with open("f", "rb") as f:
          hashlib.file_digest(f, "sha1")  # ! weak-hash
    `,
  ],
  good: [
    py`
      import base64
      import hashlib
      import os
      def accept(key):
          return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
      def nonce(count):
          return hashlib.sha1(b"".join([count, os.urandom(8)])).hexdigest()
    `,
    py`
      import functools
      import hashlib
      checksum = functools.partial(hashlib.md5, usedforsecurity=False)
      checksum(b"data").hexdigest()
      OPTIONS = {"usedforsecurity": False}
      other = functools.partial(hashlib.sha1, **OPTIONS)
      other(b"data")
    `,
    py`
      import hashlib
      hashlib.sha256(b"data")
      hashlib.md5(b"data", usedforsecurity=False)
      hashlib.new("sha3_256")
    `,
    py`
      import crypt
      import hmac
      crypt.crypt("word")
      hmac.new(b"key", b"message", "sha256")
    `,
    py`
      class hashlib:
          @staticmethod
          def md5(data): return data
      hashlib.md5(b"x")
    `,
  ],
});
