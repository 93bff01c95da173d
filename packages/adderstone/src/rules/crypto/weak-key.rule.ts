import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textOf } from '../../flow/value.ts';
import type { At, Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { wholeNumber } from './algorithm.ts';

/** Tells the size of a new key; below `least` bits it is weak (NIST SP 800-57 part 1: 2048 for RSA, DSA and DH, 224 for curves). */
function tellSize(call: CallEvent, bits: number | null, least: number, report: Reporter): void {
  if (call.scope.isTest) return;
  if (bits === null) report.unknown(call, 'unresolved-call', 'the size of the key is not known');
  else if (bits >= least) report.safe(call, 'constant', `${bits} bits`);
  else {
    report.violation(call, {
      message: `a key of ${bits} bits is too short; ${least} are the least`,
      severity: bits < least / 2 || least > 1000 ? 'high' : 'medium',
    });
  }
}

/** A place that makes keys of a size: where the size is given, and what it is when it is not. */
function sized(
  at: readonly string[],
  position: number | null,
  keyword: string | null,
  otherwise: number | null,
): At<CallEvent> {
  return {
    at,
    check(call, report) {
      const size = call.argument(position, keyword);
      tellSize(call, size === null && !call.open ? otherwise : wholeNumber(size), 2048, report);
    },
  };
}

/** Bits of the curve that a value names: `ec.SECP192R1`, `ec.SECP192R1()`, `'P-192'`, `'prime192v1'`. */
function curveBits(curve: Value | null): number | null {
  if (curve === null) return null;
  const text = textOf(curve);
  const names = text === null ? curve.references : [text];
  for (const name of names) {
    const digits = /(?:SEC[PT]|SECT|P-?|p|prime|secp|sect|Brainpool\w*?|NIST)(\d{3})/.exec(name)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return null;
}

/** Tells the curve of a new key. P-224 gives the least strength that is allowed until 2030, so it is told with low confidence. */
function tellCurve(call: CallEvent, curve: Value | null, report: Reporter): void {
  if (call.scope.isTest) return;
  const bits = curveBits(curve);
  if (bits === null) report.unknown(call, 'unresolved-call', 'the curve is not known');
  else if (bits >= 250) report.safe(call, 'constant', `a curve of ${bits} bits`);
  else if (bits >= 224) {
    report.violation(call, {
      message: `a curve of ${bits} bits: the least that is allowed, and only until 2030`,
      severity: 'low',
      confidence: 'low',
    });
  } else report.violation(call, { message: `a curve of ${bits} bits is too short; 256 are usual` });
}

export const rule = defineRule({
  id: 'crypto/weak-key',
  title: 'Key that is too short',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [326],
  why: 'RSA and DSA keys below 2048 bits and curves below 224 bits can be broken with known means.',
  instead: 'Use RSA with 3072 bits, or better Ed25519 or the curve P-256.',
  equivalents: [
    'bandit:B505',
    'ruff:S505',
    'codeql:py/weak-crypto-key',
    'semgrep:insufficient-dsa-key-size',
    'semgrep:insufficient-ec-key-size',
    'semgrep:insufficient-rsa-key-size',
  ],
  calls: [
    sized(
      [
        'cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key',
        'cryptography.hazmat.primitives.asymmetric.dh.generate_parameters',
      ],
      1,
      'key_size',
      null,
    ),
    sized(
      ['cryptography.hazmat.primitives.asymmetric.dsa.{generate_private_key,generate_parameters}'],
      0,
      'key_size',
      null,
    ),
    sized(['{Crypto,Cryptodome}.PublicKey.{RSA,DSA,ElGamal}.generate', 'M2Crypto.{RSA,DSA}.gen_key'], 0, 'bits', null),
    sized(
      ['paramiko.{RSAKey,DSSKey}.generate', 'paramiko.rsakey.RSAKey.generate', 'paramiko.dsskey.DSSKey.generate'],
      0,
      'bits',
      1024,
    ),
    sized(['rsa.newkeys', 'rsa.key.newkeys'], 0, 'nbits', null),
    sized(['OpenSSL.crypto.PKey#generate_key'], 1, 'bits', null),
    {
      at: ['cryptography.hazmat.primitives.asymmetric.ec.generate_private_key'],
      check: (call, report) => tellCurve(call, call.argument(0, 'curve'), report),
    },
    {
      at: ['{Crypto,Cryptodome}.PublicKey.ECC.generate'],
      check: (call, report) => tellCurve(call, call.argument(null, 'curve'), report),
    },
    {
      at: ['ecdsa.SigningKey.generate', 'ecdsa.keys.SigningKey.generate'],
      check(call, report) {
        const curve = call.argument(0, 'curve');
        if (curve === null && !call.open) tellSize(call, 192, 224, report);
        else tellCurve(call, curve, report);
      },
    },
  ],
  bad: [
    py`
      from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
      BITS = 1024
      rsa.generate_private_key(public_exponent=65537, key_size=BITS)  # ! weak-key
      rsa.generate_private_key(65537, 512)  # ! weak-key
      make = dsa.generate_private_key
      make(key_size=1024)  # ! weak-key
      ec.generate_private_key(ec.SECP192R1())  # ! weak-key
      ec.generate_private_key(curve=ec.SECT163K1)  # ! weak-key
    `,
    py`
      from Crypto.PublicKey import RSA
      import rsa
      def make(bits):
          return RSA.generate(bits)  # ! weak-key
      make(1024)
      rsa.newkeys(512)  # ! weak-key
    `,
  ],
  good: [
    py`
      from cryptography.hazmat.primitives.asymmetric import ec, rsa
      rsa.generate_private_key(public_exponent=65537, key_size=3072)
      ec.generate_private_key(ec.SECP256R1())
      ec.generate_private_key(ec.BrainpoolP256R1())
    `,
    py`
      from Cryptodome.PublicKey import RSA
      def make(bits):
          return RSA.generate(bits)
      RSA.generate(bits=2048)
    `,
    {
      'tests/test_keys.py': py`
        from Crypto.PublicKey import RSA
        def test_key():
            RSA.generate(1024)
      `,
    },
  ],
});
