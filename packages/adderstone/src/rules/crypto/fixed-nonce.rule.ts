import type { CallEvent } from '../../flow/event.ts';
import type { At, Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isConstantText } from './algorithm.ts';

function tell(call: CallEvent, position: number | null, keyword: string, report: Reporter): boolean {
  const nonce = call.argument(position, keyword);
  if (nonce === null) return false;
  if (isConstantText(nonce)) {
    report.violation(nonce, {
      message: 'the same nonce or initialisation vector every time',
      confidence: confidenceIn(call.scope, 'high'),
    });
  } else report.safe(nonce, 'no-untrusted-origin', 'not a constant');
  return true;
}

function at(places: readonly string[], position: number | null, keyword: string): At<CallEvent> {
  return { at: places, check: (call, report) => void tell(call, position, keyword, report) };
}

export const rule = defineRule({
  id: 'crypto/fixed-nonce',
  title: 'Constant nonce or initialisation vector',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [329, 323],
  why: 'A repeated nonce shows which texts are equal; with GCM, CTR or ChaCha20 it gives away the text and the key for forging.',
  instead:
    'Take a new `os.urandom(12)` (GCM) or `os.urandom(16)` (CBC) for each message and store it beside the ciphertext.',
  equivalents: [],
  calls: [
    at(['cryptography.hazmat.primitives.ciphers.modes.{CBC,CFB,CFB8,OFB,GCM}'], 0, 'initialization_vector'),
    at(
      [
        'cryptography.hazmat.primitives.ciphers.modes.CTR',
        'cryptography.hazmat.primitives.ciphers.aead.{AESGCM,AESCCM,AESGCMSIV,AESOCB3,ChaCha20Poly1305}()#encrypt',
      ],
      0,
      'nonce',
    ),
    at(['cryptography.hazmat.primitives.ciphers.algorithms.ChaCha20'], 1, 'nonce'),
    {
      at: ['{Crypto,Cryptodome}.Cipher.{AES,ARC2,Blowfish,CAST,DES,DES3,ChaCha20,ChaCha20_Poly1305,Salsa20}.new'],
      check(call, report) {
        if (tell(call, 2, 'iv', report)) return;
        for (const keyword of ['IV', 'nonce']) if (tell(call, null, keyword, report)) return;
      },
    },
  ],
  bad: [
    py`
      from cryptography.hazmat.primitives.ciphers import modes
      from cryptography.hazmat.primitives.ciphers.aead import AESGCM
      IV = b"\x00" * 16
      modes.CBC(IV)  # ! fixed-nonce
      AESGCM(key).encrypt(b"123456789012", data, None)  # ! fixed-nonce
    `,
    py`
      from Crypto.Cipher import AES
      AES.new(key, AES.MODE_CBC, b"1234567890123456")  # ! fixed-nonce
      AES.new(key, AES.MODE_GCM, nonce=b"123456789012")  # ! fixed-nonce
    `,
  ],
  good: [
    py`
      import os
      from cryptography.hazmat.primitives.ciphers import modes
      modes.CBC(os.urandom(16))
    `,
    py`
      from Crypto.Cipher import AES
      AES.new(key, AES.MODE_CBC)
      AES.new(key, AES.MODE_EAX, nonce=nonce)
    `,
  ],
});
