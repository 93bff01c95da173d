import type { CallEvent } from '../../flow/event.ts';
import { isOnly, type Place } from '../../flow/value.ts';
import type { At } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isConstantText } from './algorithm.ts';

/** All uses of a key that has a name are mended where the key is. */
function oneKey({ file, start, end }: Place): { readonly joins: true; readonly group: string } | null {
  const name = file.text.slice(start, end);
  return /^[A-Za-z_][\w.]*$/.test(name) ? { joins: true, group: `${file.path}:${name}` } : null;
}

function at(places: readonly string[], position: number, keyword: string): At<CallEvent> {
  return {
    at: places,
    check(call, report) {
      const key = call.argument(position, keyword);
      if (key === null) return;
      if (isOnly(key, '') && isConstantText(key)) {
        report.violation(key, { message: 'the key is empty', confidence: confidenceIn(call.scope, 'high') });
      } else if (isConstantText(key)) {
        report.violation(key, {
          message: 'the key stands in the source code',
          severity: 'medium',
          confidence: confidenceIn(call.scope, 'medium'),
          cwe: [321],
          ...oneKey(key),
          instead: 'Read the key from the environment or a secret store, and change this one: it is in the history.',
        });
      } else report.safe(key, 'no-untrusted-origin', 'not a constant');
    },
  };
}

export const rule = defineRule({
  id: 'crypto/constant-key',
  title: 'Empty or constant key',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [321, 326],
  why: 'Whoever reads the code, or tries the empty key, can decrypt and forge everything.',
  instead: 'Read the key from the environment or a secret store, and refuse to start without one.',
  equivalents: ['semgrep:empty-aes-key', 'codeql:py/hardcoded-credentials'],
  calls: [
    at(
      [
        '{Crypto,Cryptodome}.{Cipher,Ciphers}.{AES,ARC2,ARC4,Blowfish,CAST,ChaCha20,ChaCha20_Poly1305,DES,DES3,Salsa20}.new',
        '{Crypto,Cryptodome}.Hash.HMAC.new',
      ],
      0,
      'key',
    ),
    at(
      [
        'cryptography.hazmat.primitives.ciphers.algorithms.{AES,AES128,AES256,ARC4,Blowfish,Camellia,CAST5,ChaCha20,IDEA,SEED,TripleDES}',
        'cryptography.fernet.Fernet',
        'cryptography.hazmat.primitives.ciphers.aead.{AESGCM,AESCCM,AESGCMSIV,AESOCB3,AESSIV,ChaCha20Poly1305}',
        'cryptography.hazmat.primitives.hmac.HMAC',
        'hmac.{new,HMAC,digest}',
        // Of old releases of Django also by position, where others take the salt.
        'django.core.signing.{Signer,TimestampSigner}',
      ],
      0,
      'key',
    ),
    at(['django.core.signing.{dumps,loads}'], 1, 'key'),
    at(
      [
        'itsdangerous.{Signer,TimestampSigner,Serializer,TimedSerializer,URLSafeSerializer,URLSafeTimedSerializer,JSONWebSignatureSerializer,TimedJSONWebSignatureSerializer}',
      ],
      0,
      'secret_key',
    ),
  ],
  bad: [
    py`
      from Crypto.Cipher import AES
      cipher = AES.new("", AES.MODE_GCM)  # ! constant-key
    `,
    py`
      import hmac
      from cryptography.fernet import Fernet
      KEY = b"ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="
      box = Fernet(KEY)  # ! constant-key
      hmac.new(b"sesame", message, "sha256")  # ! constant-key
    `,
    py`
      from django.core.signing import Signer
      from itsdangerous import URLSafeTimedSerializer
      class DataSigner:
          SALT_BASE = "registration-default-salt"
          def __init__(self, data):
              self._salt = self._calculate_salt(data)
              self._signer = Signer(self._salt)  # ! constant-key
          def _calculate_salt(self, data):
              return self.SALT_BASE
      links = URLSafeTimedSerializer("sesame")  # ! constant-key
    `,
  ],
  good: [
    py`
      from django.core.signing import Signer
      from itsdangerous import URLSafeTimedSerializer
      class DataSigner:
          SALT_BASE = "registration-default-salt"
          def __init__(self, data, settings):
              self._signer = Signer(salt=self.SALT_BASE)
              self.links = URLSafeTimedSerializer(settings.secret_key, salt="links")
    `,
    py`
      import os
      from cryptography.fernet import Fernet
      box = Fernet(os.environ["KEY"])
      other = Fernet(Fernet.generate_key())
    `,
    py`
      import hmac
      def sign(key, message):
          return hmac.new(key, message, "sha256").digest()
    `,
  ],
});
