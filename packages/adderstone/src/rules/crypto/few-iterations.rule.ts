import type { CallEvent } from '../../flow/event.ts';
import type { At } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { wholeNumber } from './algorithm.ts';

/** A key derivation: which argument says how long it takes, the value when it is not given, and the least that is right. */
function at(
  places: readonly string[],
  position: number | null,
  keyword: string,
  otherwise: number | null,
  least: number,
): At<CallEvent> {
  return {
    at: places,
    check(call, report) {
      const value = call.argument(position, keyword);
      const rounds = value === null && !call.open ? otherwise : wholeNumber(value);
      if (rounds === null) report.unknown(call, 'unresolved-call', 'the cost is not known');
      else if (rounds >= least) report.safe(call, 'constant', `a cost of ${rounds}`);
      else {
        report.violation(call, {
          message: `a cost of ${rounds} is too cheap to guess; ${least} is the least`,
          confidence: confidenceIn(call.scope, 'high'),
        });
      }
    },
  };
}

export const rule = defineRule({
  id: 'crypto/few-iterations',
  title: 'Password hash with too few rounds',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [916],
  why: 'The rounds are what makes each guess expensive; with few of them the hash is nearly as fast as a plain one.',
  instead: 'PBKDF2-SHA256 with 600,000 rounds, scrypt with n=2**15 or more, bcrypt with 12 (OWASP, 2023).',
  equivalents: [],
  calls: [
    at(['hashlib.pbkdf2_hmac'], 3, 'iterations', null, 100_000),
    at(['cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC'], 3, 'iterations', null, 100_000),
    at(['{Crypto,Cryptodome}.Protocol.KDF.PBKDF2'], 3, 'count', 1000, 100_000),
    at(['{Crypto,Cryptodome}.Protocol.KDF.PBKDF1'], 3, 'count', 1000, 100_000),
    at(['hashlib.scrypt'], null, 'n', null, 16_384),
    at(['cryptography.hazmat.primitives.kdf.scrypt.Scrypt'], 2, 'n', null, 16_384),
    at(['bcrypt.gensalt'], 0, 'rounds', 12, 10),
  ],
  bad: [
    py`
      import hashlib
      ROUNDS = 1000
      hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS)  # ! few-iterations
      hashlib.scrypt(password, salt=salt, n=1024, r=8, p=1)  # ! few-iterations
    `,
    py`
      import bcrypt
      from Crypto.Protocol.KDF import PBKDF2
      PBKDF2(password, salt)  # ! few-iterations
      bcrypt.gensalt(rounds=4)  # ! few-iterations
    `,
  ],
  good: [
    py`
      import hashlib
      hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)
      hashlib.scrypt(password, salt=salt, n=2**15, r=8, p=1)
    `,
    py`
      import bcrypt
      bcrypt.gensalt()
      bcrypt.gensalt(rounds)
    `,
  ],
});
