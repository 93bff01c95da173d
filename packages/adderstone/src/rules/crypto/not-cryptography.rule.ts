import type { ImportEvent } from '../../flow/event.ts';
import type { Place } from '../../flow/value.ts';
import type { At, Violation } from '../rule.ts';
import { defineRule, py } from '../rule.ts';

function at(paths: readonly string[], violation: Violation): At<ImportEvent> {
  return { at: paths, check: (event, report) => report.violation(statementOf(event), violation) };
}

/** The beginning of the statement, `from Crypto.Cipher`: one place for all names that it imports. */
function statementOf(event: ImportEvent): Place {
  const { file, start } = event;
  const from = Math.max(0, start - 2_000);
  const heads = [
    ...file.text
      .slice(from, start)
      .matchAll(/^[ \t]*(from[ \t]+[\w.]+)[ \t]+import\b[^\n]*(?:\n(?![ \t]*(?:from|import)\b)[^\n]*)*$/gm),
  ];
  const head = heads.at(-1);
  if (head === undefined || head.index + head[0].length !== start - from) return event;
  const at = from + head.index + head[0].indexOf('from');
  return { file, start: at, end: at + (head[1] as string).length };
}

export const rule = defineRule({
  id: 'crypto/not-cryptography',
  title: 'Cryptography from another library than `cryptography`',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [1104, 327],
  why: 'PyCrypto has had no release since 2013 and a known overflow (CVE-2013-7459); small pure-Python ciphers leak keys by their timing.',
  instead: 'Use the `cryptography` package.',
  equivalents: ['bandit:B413', 'ruff:S413'],
  imports: [
    at(['Crypto'], {
      message: '`Crypto` is the abandoned PyCrypto, or PyCryptodome under its name',
      confidence: 'medium',
    }),
    at(
      [
        'pyDes',
        'pyaes',
        'slowaes',
        'rijndael',
        'simplecrypt',
        'keyczar',
        'tlslite',
        'M2Crypto',
        'arc4',
        'ed25519',
        'pyelliptic',
      ],
      {
        message: 'this library of cryptography is no longer maintained',
      },
    ),
    at(['ecdsa', 'rsa'], {
      message: 'this library is written in pure Python, and its timing gives keys away (CVE-2024-23342 of `ecdsa`)',
      severity: 'low',
      confidence: 'medium',
    }),
    at(['Cryptodome', 'nacl'], {
      message: 'a maintained library, but not the one that the standard names',
      severity: 'low',
      confidence: 'low',
    }),
    { at: ['cryptography'], check: (event, report) => report.safe(event, 'constant', 'the `cryptography` package') },
  ],
  bad: [
    py`
      import Crypto.Hash  # ! not-cryptography
      from Crypto.Cipher import AES  # ! not-cryptography
    `,
    py`
      import pyDes  # ! not-cryptography
      from Cryptodome.PublicKey import RSA  # ! not-cryptography
    `,
  ],
  good: [
    py`
      from cryptography.fernet import Fernet
      import hashlib
    `,
    py`
      import crypto_prices
      from shop import Crypto
    `,
  ],
});
