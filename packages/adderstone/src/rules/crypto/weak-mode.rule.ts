import { refersTo, textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

const BLOCK_CIPHERS = ['AES', 'ARC2', 'Blowfish', 'CAST', 'DES', 'DES3'];
const ECB_MODES = ['Crypto', 'Cryptodome'].flatMap((library) => [
  `${library}.Cipher.blockalgo.MODE_ECB`,
  ...BLOCK_CIPHERS.map((cipher) => `${library}.Cipher.${cipher}.MODE_ECB`),
]);

export const rule = defineRule({
  id: 'crypto/weak-mode',
  title: 'Encryption in ECB mode',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [327],
  why: 'In ECB mode equal blocks of text give equal blocks of ciphertext, which shows patterns and lets blocks be swapped.',
  instead: 'Use an authenticated mode: GCM, EAX or ChaCha20-Poly1305.',
  equivalents: [
    'bandit:B305',
    'ruff:S305',
    'semgrep:insecure-cipher-mode-ecb',
    'codeql:py/weak-cryptographic-algorithm',
  ],
  calls: [
    {
      at: [
        'cryptography.hazmat.primitives.ciphers.modes.ECB',
        'pyaes.AESModeOfOperationECB',
        'pyaes.aes.AESModeOfOperationECB',
      ],
      check: (call, report) =>
        report.violation(call, {
          message: 'ECB mode shows patterns of the text',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
    {
      at: [`{Crypto,Cryptodome}.Cipher.{${BLOCK_CIPHERS.join(',')}}.new`],
      check(call, report) {
        const mode = call.argument(1, 'mode');
        if (refersTo(mode, ...ECB_MODES)) {
          report.violation(call, {
            message: 'ECB mode shows patterns of the text',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else if (mode === null && !call.open && call.args.length === 1) {
          report.violation(call, {
            message: 'without a mode PyCrypto encrypts in ECB mode',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        } else if (mode === null || (!mode.complete && mode.references.length === 0)) {
          report.unknown(call, 'unresolved-call', 'the mode is not known');
        } else report.safe(call, 'constant', 'a mode that chains blocks');
      },
    },
    {
      at: ['M2Crypto.EVP.Cipher'],
      check(call, report) {
        const name = textOf(call.argument(0, 'alg'));
        if (name === null) report.unknown(call, 'unresolved-call', 'the name of the cipher is not known');
        else if (/ecb/i.test(name)) report.violation(call, { message: 'ECB mode shows patterns of the text' });
        else report.safe(call, 'constant', 'a mode that chains blocks');
      },
    },
  ],
  bad: [
    py`
      from Crypto.Cipher import AES
      AES.new(key, AES.MODE_ECB)  # ! weak-mode
      MODE = AES.MODE_ECB
      cipher = AES.new(key, mode=MODE)  # ! weak-mode
    `,
    py`
      from cryptography.hazmat.primitives.ciphers.modes import ECB
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
      mode = ECB()  # ! weak-mode
    `,
  ],
  good: [
    py`
      from Crypto.Cipher import AES
      AES.new(key, AES.MODE_CTR)
    `,
    py`
      from cryptography.hazmat.primitives.ciphers.modes import CBC, GCM
      GCM(nonce)
      CBC(iv)
    `,
  ],
});
