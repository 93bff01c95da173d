import type { CallEvent } from '../../flow/event.ts';
import { isOnly, mayBe } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { algorithmsOf, DECODERS } from './token.ts';

function tell(call: CallEvent, report: Reporter): void {
  const options = call.argument(null, 'options') ?? null;
  const signature = options?.entries?.get('verify_signature') ?? null;
  const verify = call.argument(null, 'verify') ?? call.argument(2, 'verify');
  if (mayBe(signature, false) || (verify !== null && isOnly(verify, false))) {
    report.violation(call, {
      message: 'the signature of the token is not checked',
      confidence: confidenceIn(call.scope, 'high'),
    });
  } else if (algorithmsOf(call.argument(2, 'algorithms')).includes('none')) {
    report.violation(call, {
      message: 'a token without a signature is accepted',
      confidence: confidenceIn(call.scope, 'high'),
    });
  } else if (options !== null && options.entries === null) {
    report.unknown(call, 'unresolved-call', 'the options are not known');
  } else report.safe(call, 'verified', 'the signature is checked');
}

export const rule = defineRule({
  id: 'jwt/unverified',
  title: 'Token read without checking its signature',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [347],
  why: 'Anyone can write such a token, with any user and any rights in it.',
  instead: 'Call `jwt.decode(token, key, algorithms=["HS256"])` and leave the checks on.',
  equivalents: ['codeql:py/jwt-missing-verification', 'semgrep:unverified-jwt-decode'],
  calls: [
    { at: DECODERS, check: tell },
    {
      at: ['jose.jwt.get_unverified_claims', 'python_jwt.process_jwt', 'jose.jws.get_unverified_claims'],
      check: (call, report) =>
        report.violation(call, {
          message: 'the claims are read without checking the signature',
          severity: 'medium',
          confidence: confidenceIn(call.scope, 'medium'),
        }),
    },
    {
      at: ['jose.jws.verify'],
      check(call, report) {
        const verify = call.argument(3, 'verify');
        if (mayBe(verify, false)) report.violation(call, { message: 'the signature of the token is not checked' });
        else report.safe(call, 'verified', 'the signature is checked');
      },
    },
    {
      at: ['authlib.jose.{JsonWebToken,JsonWebSignature}'],
      check(call, report) {
        if (algorithmsOf(call.argument(0, 'algorithms')).includes('none')) {
          report.violation(call, { message: 'a token without a signature is accepted' });
        }
      },
    },
    {
      at: ['python_jwt.verify_jwt'],
      check(call, report) {
        if (algorithmsOf(call.argument(2, 'allowed_algs')).includes('none')) {
          report.violation(call, { message: 'a token without a signature is accepted' });
        } else report.safe(call, 'verified', 'the signature is checked');
      },
    },
  ],
  bad: [
    py`
      import jwt
      claims = jwt.decode(token, options={"verify_signature": False})  # ! unverified
    `,
    py`
      import jwt
      OPTIONS = {"verify_signature": False, "verify_exp": True}
      def user(token, key):
          return jwt.decode(token, key, algorithms=["HS256"], options=OPTIONS)["sub"]  # ! unverified
    `,
    py`
      import jwt
      claims = jwt.decode(token, key, verify=False)  # ! unverified
    `,
    py`
      from jwt import decode
      claims = decode(token, key, algorithms=["HS256", "none"])  # ! unverified
    `,
    py`
      from jose import jwt
      claims = jwt.decode(token, key, options={"verify_signature": False})  # ! unverified
      other = jwt.get_unverified_claims(token)  # ! unverified
    `,
  ],
  good: [
    py`
      import jwt
      claims = jwt.decode(token, key, algorithms=["HS256"])
    `,
    py`
      import jwt
      claims = jwt.decode(token, key, algorithms=["RS256"], options={"verify_signature": True, "require": ["exp"]})
    `,
    py`
      import jwt
      header = jwt.get_unverified_header(token)
    `,
    py`
      from jose import jwt
      claims = jwt.decode(token, key, algorithms="HS256", audience="shop")
    `,
    py`
      import jwt
      def read(token, key, **more):
          client = jwt.PyJWKClient("https://login.example.org/keys")
          return jwt.decode(token, client.get_signing_key_from_jwt(token).key, algorithms=["ES256"])
    `,
  ],
});
