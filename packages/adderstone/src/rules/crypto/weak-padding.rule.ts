import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

const PKCS1 = /cryptography\.hazmat\.primitives\.asymmetric\.padding\.PKCS1v15/;

export const rule = defineRule({
  id: 'crypto/weak-padding',
  title: 'RSA encryption with PKCS #1 v1.5 padding',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [780, 327],
  why: 'Whoever can see if decryption fails can decrypt messages bit by bit (the attack of Bleichenbacher, CVE-2020-25659).',
  instead:
    'Encrypt with OAEP: `padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)`.',
  equivalents: ['codeql:py/weak-cryptographic-algorithm'],
  calls: [
    {
      at: ['{Crypto,Cryptodome}.Cipher.PKCS1_v1_5.new', 'rsa.{encrypt,decrypt}', 'rsa.pkcs1.{encrypt,decrypt}'],
      check: (call, report) =>
        report.violation(call, {
          message: 'RSA encryption with PKCS #1 v1.5 padding',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
    {
      at: ['{Crypto,Cryptodome}.Cipher.PKCS1_OAEP.new'],
      check: (call, report) => report.safe(call, 'constant', 'OAEP'),
    },
  ],
  anyCall(call, report) {
    if (call.name !== 'encrypt' && call.name !== 'decrypt') return;
    const padding = call.argument(1, 'padding');
    if (padding?.references.some((path) => PKCS1.test(path))) {
      report.violation(call, {
        message: 'RSA encryption with PKCS #1 v1.5 padding',
        confidence: confidenceIn(call.scope, 'high'),
      });
    }
  },
  bad: [
    py`
      from cryptography.hazmat.primitives.asymmetric import padding
      def seal(public_key, text):
          return public_key.encrypt(text, padding.PKCS1v15())  # ! weak-padding
    `,
    py`
      from Crypto.Cipher import PKCS1_v1_5
      cipher = PKCS1_v1_5.new(key)  # ! weak-padding
    `,
  ],
  good: [
    py`
      from cryptography.hazmat.primitives import hashes
      from cryptography.hazmat.primitives.asymmetric import padding
      def seal(public_key, text):
          return public_key.encrypt(text, padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None))
    `,
    py`
      from cryptography.hazmat.primitives import hashes
      from cryptography.hazmat.primitives.asymmetric import padding
      def sign(private_key, text):
          return private_key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    `,
  ],
});
