import type { CallEvent } from '../../flow/event.ts';
import { refersTo } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';

const MODES = ['CBC', 'CFB', 'OFB', 'CTR', 'OPENPGP'];
const LEGACY_MODES = ['Crypto', 'Cryptodome'].flatMap((library) =>
  MODES.map((mode) => `${library}.Cipher.AES.MODE_${mode}`),
);

/** Reports a mode without authentication, unless the same function (or module body) also makes a MAC. */
function tell(call: CallEvent, report: Reporter): void {
  const text = textAround(call.file, call.scope);
  if (/\b(?:hmac|HMAC|CMAC|cmac|Poly1305)\b/.test(text)) report.safe(call, 'guarded', 'a MAC is made beside it');
  else report.violation(call, { message: 'nothing here tells when the ciphertext was changed' });
}

export const rule = defineRule({
  id: 'crypto/unauthenticated-mode',
  title: 'Encryption without authentication',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [327],
  why: 'Without a MAC an attacker can change the ciphertext unnoticed, and padding errors can give the text away.',
  instead:
    'Use an authenticated mode (GCM, EAX, ChaCha20-Poly1305), or a MAC over the ciphertext that is checked first.',
  equivalents: ['semgrep:crypto-mode-without-authentication'],
  calls: [
    {
      at: ['cryptography.hazmat.primitives.ciphers.Cipher', 'cryptography.hazmat.primitives.ciphers.base.Cipher'],
      check(call, report) {
        const mode = call.argument(1, 'mode');
        if (mode?.references.some((path) => /\.modes\.(?:CBC|CFB8?|OFB|CTR)\(\)$/.test(path)) === true)
          tell(call, report);
      },
    },
    {
      at: ['{Crypto,Cryptodome}.Cipher.AES.new'],
      check(call, report) {
        if (refersTo(call.argument(1, 'mode'), ...LEGACY_MODES)) tell(call, report);
      },
    },
  ],
  bad: [
    py`
      import os
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
      def seal(key, text):
          encryptor = Cipher(algorithms.AES(key), modes.CBC(os.urandom(16))).encryptor()  # ! unauthenticated-mode
          return encryptor.update(text) + encryptor.finalize()
    `,
    py`
      from Crypto.Cipher import AES
      cipher = AES.new(key, AES.MODE_CBC)  # ! unauthenticated-mode
    `,
  ],
  good: [
    py`
      from Crypto.Cipher import AES
      cipher = AES.new(key, AES.MODE_EAX)
    `,
    py`
      from cryptography.hazmat.primitives import hashes, hmac
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
      def seal(key, mac_key, iv, text):
          encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
          sealed = encryptor.update(text) + encryptor.finalize()
          mac = hmac.HMAC(mac_key, hashes.SHA256())
          mac.update(sealed)
          return iv + sealed + mac.finalize()
    `,
  ],
});
