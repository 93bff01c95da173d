import { isConstantText } from '../crypto/algorithm.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { DECODERS, ENCODERS } from './token.ts';

export const rule = defineRule({
  id: 'jwt/constant-secret',
  title: 'Token signed with a key that stands in the code',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [321, 522],
  why: 'Whoever can read the code, its history or a build of it can write tokens for every user.',
  instead: 'Read the key from the environment or a secret store, and change this one.',
  equivalents: ['semgrep:jwt-python-hardcoded-secret', 'codeql:py/hardcoded-credentials'],
  calls: [
    {
      at: [...ENCODERS, ...DECODERS],
      check(call, report) {
        const key = call.argument(1, 'key');
        if (key === null) return;
        const isPublic = key.constants.some((one) =>
          /-----BEGIN (?:RSA )?PUBLIC|-----BEGIN CERT/.test(String(one.value)),
        );
        const isEmpty = key.constants.some((one) => one.value === '');
        if (isConstantText(key) && !isPublic && !isEmpty) {
          report.violation(call, {
            message: 'the key of the token stands in the code',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        } else if (!isEmpty) report.safe(call, 'no-untrusted-origin', 'the key is no constant secret');
      },
    },
  ],
  bad: [
    py`
      import jwt
      SECRET = "not so secret"
      token = jwt.encode({"sub": "1"}, SECRET, algorithm="HS256")  # ! constant-secret
    `,
    py`
      from jose import jwt
      claims = jwt.decode(token, key="sesame", algorithms=["HS256"])  # ! constant-secret
    `,
  ],
  good: [
    py`
      import os
      import jwt
      token = jwt.encode({"sub": "1"}, os.environ["JWT_KEY"], algorithm="HS256")
    `,
    py`
      import jwt
      def issue(claims, key):
          return jwt.encode(claims, key, algorithm="HS256")
    `,
  ],
});
