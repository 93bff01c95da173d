import type { Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { namesPassword } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { ENCODERS } from './token.ts';

/** The first key of a dict that holds a password, two levels deep. */
function passwordKey(claims: Value, depth = 1): string | null {
  for (const [name, value] of claims.entries ?? []) {
    if (namesPassword(name) || /^(?:secret|api_?key|private_?key|credit_?card|ssn)$/i.test(name)) return name;
    const inner = depth > 0 ? passwordKey(value, depth - 1) : null;
    if (inner !== null) return inner;
  }
  return null;
}

export const rule = defineRule({
  id: 'jwt/secret-in-claims',
  title: 'Secret in the readable part of a token',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [522, 312],
  why: 'The claims of a signed token are not encrypted; everyone who holds or sees it can read them.',
  instead: 'Put an identifier into the token and look the secret up on the server.',
  equivalents: ['semgrep:jwt-python-exposed-credentials', 'semgrep:jwt-python-exposed-data'],
  calls: [
    {
      at: ENCODERS,
      check(call, report) {
        const claims = call.argument(0, 'payload') ?? call.argument(0, 'claims');
        if (claims === null) return;
        const key = passwordKey(claims);
        if (key !== null) {
          const made = claims.setAt;
          report.violation(claims, {
            message: 'everyone who sees the token can read the secret in it',
            confidence: confidenceIn(call.scope, 'medium'),
            ...(made === null
              ? {}
              : {
                  trace: [
                    { file: made.file, start: made.start, end: made.end, note: 'the claims are put together here' },
                  ],
                }),
          });
        } else if (claims.entries !== null) report.safe(claims, 'constant', 'no secret among the claims');
      },
    },
  ],
  bad: [
    py`
      import jwt
      def issue(user, key):
          return jwt.encode({"sub": user.id, "password": user.password}, key, algorithm="HS256")  # ! secret-in-claims
    `,
    py`
      import jwt
      claims = {"sub": "1", "passwd": read()}
      token = jwt.encode(claims, key, algorithm="HS256")  # ! secret-in-claims
    `,
  ],
  good: [
    py`
      import jwt
      token = jwt.encode({"sub": "1", "exp": 0}, key, algorithm="HS256")
    `,
    py`
      import jwt
      def issue(user, key):
          claims = {"sub": user.id, "password_age": user.age}
          return jwt.encode(claims, key, algorithm="HS256")
    `,
  ],
});
