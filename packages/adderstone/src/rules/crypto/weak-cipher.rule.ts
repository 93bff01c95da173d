import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

const PYCRYPTO = '{ARC2,ARC4,Blowfish,CAST,DES,DES3,IDEA,XOR}';
const PYCA = '{ARC4,Blowfish,CAST5,IDEA,RC2,SEED,TripleDES}';

/** Ciphers that are broken or have blocks of 64 bits (CVE-2016-2183), by what libraries call them. */
const WEAK_NAME = /^(?:des|3des|desx|rc2|rc4|arc4|bf|blowfish|cast5?|idea|seed)(?:$|[-_0-9])/i;

export const rule = defineRule({
  id: 'crypto/weak-cipher',
  title: 'Broken or outdated cipher',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [327],
  why: 'DES and RC4 are broken; ciphers with blocks of 64 bits (3DES, Blowfish, CAST, IDEA) leak data in long sessions.',
  instead: 'Use AES-GCM or ChaCha20-Poly1305, for example `cryptography.fernet.Fernet` or `AESGCM`.',
  equivalents: [
    'bandit:B304',
    'ruff:S304',
    'codeql:py/weak-cryptographic-algorithm',
    'semgrep:insecure-cipher-algorithm-arc4',
    'semgrep:insecure-cipher-algorithm-blowfish',
    'semgrep:insecure-cipher-algorithm-des',
    'semgrep:insecure-cipher-algorithm-idea',
    'semgrep:insecure-cipher-algorithm-rc2',
    'semgrep:insecure-cipher-algorithm-rc4',
    'semgrep:insecure-cipher-algorithm-xor',
  ],
  calls: [
    {
      at: [
        `{Crypto,Cryptodome}.Cipher.${PYCRYPTO}.new`,
        `cryptography.hazmat.primitives.ciphers.algorithms.${PYCA}`,
        `cryptography.hazmat.decrepit.ciphers.algorithms.${PYCA}`,
        'pyDes.{des,triple_des}',
        'arc4.ARC4',
      ],
      check(call, report) {
        const name = /(\w+?)(?:\.new)?$/.exec(call.targets[0] ?? '')?.[1] ?? 'the cipher';
        report.violation(call, {
          message: `\`${name}\` is broken or outdated`,
          confidence: confidenceIn(call.scope, 'high'),
          ...(/^(?:DES3|TripleDES|triple_des)$/.test(name) ? { severity: 'medium' as const } : {}),
        });
      },
    },
    {
      at: ['M2Crypto.EVP.Cipher'],
      check(call, report) {
        const name = textOf(call.argument(0, 'alg'));
        if (name === null) report.unknown(call, 'unresolved-call', 'the name of the cipher is not known');
        else if (WEAK_NAME.test(name)) {
          report.violation(call, {
            message: 'the cipher that is named here is broken or outdated',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else report.safe(call, 'constant', 'a cipher that is not known to be weak');
      },
    },
    {
      at: [
        '{Crypto,Cryptodome}.Cipher.{AES,ChaCha20,ChaCha20_Poly1305}.new',
        'cryptography.hazmat.primitives.ciphers.algorithms.{AES,AES128,AES256,ChaCha20,Camellia}',
      ],
      check: (call, report) => report.safe(call, 'constant', 'a strong cipher'),
    },
  ],
  bad: [
    py`
      from Crypto.Cipher import ARC4, DES3
      from Cryptodome.Cipher import Blowfish as bf
      ARC4.new(key)  # ! weak-cipher
      DES3.new(key, DES3.MODE_CBC, iv)  # ! weak-cipher
      cipher = bf.new(key, bf.MODE_CBC, iv)  # ! weak-cipher
    `,
    py`
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
      cipher = Cipher(algorithms.IDEA(key), modes.CBC(iv))  # ! weak-cipher
      algorithms.ARC4(key)  # ! weak-cipher
    `,
  ],
  good: [
    py`
      from Crypto.Cipher import AES
      AES.new(key, AES.MODE_GCM)
    `,
    py`
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
      cipher = Cipher(algorithms.AES(key), modes.GCM(nonce))
    `,
  ],
});
