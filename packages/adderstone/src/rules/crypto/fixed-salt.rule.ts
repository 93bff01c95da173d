import type { CallEvent } from '../../flow/event.ts';
import type { At } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isConstantText } from './algorithm.ts';

function at(places: readonly string[], position: number | null, keyword: string): At<CallEvent> {
  return {
    at: places,
    check(call, report) {
      const salt = call.argument(position, keyword);
      if (salt === null) return;
      if (isConstantText(salt)) {
        report.violation(salt, {
          message: 'every password gets the same salt',
          confidence: confidenceIn(call.scope, 'high'),
        });
      } else report.safe(salt, 'no-untrusted-origin', 'not a constant');
    },
  };
}

export const rule = defineRule({
  id: 'crypto/fixed-salt',
  title: 'Constant salt for a password',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [760, 916],
  why: 'With one salt for all, one table of guesses breaks every password, and equal passwords look equal.',
  instead: 'Take a new `os.urandom(16)` for each password and store it beside the hash.',
  equivalents: [],
  calls: [
    at(['hashlib.pbkdf2_hmac'], 2, 'salt'),
    at(['hashlib.scrypt'], null, 'salt'),
    at(['cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC'], 2, 'salt'),
    at(['cryptography.hazmat.primitives.kdf.scrypt.Scrypt'], 0, 'salt'),
    at(
      [
        '{Crypto,Cryptodome}.Protocol.KDF.{PBKDF2,scrypt}',
        'bcrypt.hashpw',
        'argon2.low_level.{hash_secret,hash_secret_raw}',
        'crypt.crypt',
        'django.contrib.auth.hashers.make_password',
      ],
      1,
      'salt',
    ),
    at(['bcrypt.kdf'], 1, 'salt'),
  ],
  bad: [
    py`
      import hashlib
      hashlib.pbkdf2_hmac("sha256", password, b"salt", 600000)  # ! fixed-salt
      hashlib.scrypt(password, salt=b"pepper", n=2**14, r=8, p=1)  # ! fixed-salt
    `,
    py`
      import bcrypt
      SALT = b"$2b$12$abcdefghijklmnopqrstuu"
      bcrypt.hashpw(password, SALT)  # ! fixed-salt
    `,
  ],
  good: [
    py`
      import hashlib
      import os
      hashlib.pbkdf2_hmac("sha256", password, os.urandom(16), 600000)
    `,
    py`
      import bcrypt
      bcrypt.hashpw(password, bcrypt.gensalt())
    `,
  ],
});
