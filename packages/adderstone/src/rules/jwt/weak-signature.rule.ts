import type { CallEvent } from '../../flow/event.ts';
import { isOnly, mayBe, textOf, type Value } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { algorithmsOf, DECODERS, ENCODERS } from './token.ts';

function tellEncoder(call: CallEvent, report: Reporter): void {
  const key = call.argument(1, 'key');
  const algorithm = call.argument(2, 'algorithm');
  const none = algorithm !== null && (algorithmsOf(algorithm).includes('none') || mayBe(algorithm, null));
  const empty = key !== null && isOnly(key, '', null);
  if (none || empty) {
    report.violation(call, {
      message: none ? 'the token is not signed' : 'the token is signed with an empty key',
      confidence: confidenceIn(call.scope, 'high'),
    });
  } else if (key !== null) report.safe(call, 'verified', 'signed');
}

/** True for what the header of a token says that nobody has checked yet. */
function isOfToken(value: Value): boolean {
  return value.references.some((path) => /\bget_unverified_headers?\(\)/.test(path));
}

function tellDecoder(call: CallEvent, report: Reporter): void {
  const key = call.argument(1, 'key');
  const checks = call.argument(null, 'options')?.entries?.get('verify_signature') ?? null;
  if (key !== null && isOnly(key, '', null) && !mayBe(checks, false) && call.argument(null, 'options') === null) {
    report.violation(call, {
      message: 'the token is checked with an empty key',
      confidence: confidenceIn(call.scope, textOf(key) === null ? 'medium' : 'high'),
    });
    return;
  }
  const accepted = call.argument(2, 'algorithms');
  if (accepted !== null && [accepted, ...(accepted.elements ?? [])].some(isOfToken)) {
    report.violation(call, {
      message: 'the token itself says which algorithm it is checked with',
      confidence: confidenceIn(call.scope, 'high'),
      cwe: [347, 327],
      instead: 'Accept one kind of algorithm a key: `algorithms=["RS256"]`.',
    });
    return;
  }
  const names = algorithmsOf(accepted);
  if (names.some((name) => name.startsWith('hs')) && names.some((name) => /^(?:rs|es|ps|eddsa)/.test(name))) {
    report.violation(call, {
      message: 'with both kinds of algorithm the public key can serve as the secret of a forged token',
      severity: 'medium',
      confidence: confidenceIn(call.scope, 'medium'),
      cwe: [347, 327],
      instead: 'Accept one kind of algorithm a key: `algorithms=["RS256"]`.',
    });
  }
}

export const rule = defineRule({
  id: 'jwt/weak-signature',
  title: 'Token without a real signature',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [347, 326],
  why: 'With the algorithm `none` or an empty key anyone can write tokens that are accepted.',
  instead: 'Sign with a random key of 32 bytes or more: `jwt.encode(claims, key, algorithm="HS256")`.',
  equivalents: ['codeql:py/jwt-empty-secret-or-algorithm', 'semgrep:jwt-python-none-alg'],
  calls: [
    { at: ENCODERS, check: tellEncoder },
    { at: DECODERS, check: tellDecoder },
    {
      at: [
        'authlib.jose.{JsonWebToken,JsonWebSignature}#encode',
        'authlib.jose.jwt.encode',
        'authlib.jose.JsonWebToken()#encode',
      ],
      check(call, report) {
        const header = call.argument(0, 'header')?.entries;
        const key = call.argument(2, 'key');
        if (algorithmsOf(header?.get('alg') ?? null).includes('none') || (key !== null && isOnly(key, '', null))) {
          report.violation(call, { message: 'the token is not signed', confidence: confidenceIn(call.scope, 'high') });
        } else report.safe(call, 'verified', 'signed');
      },
    },
    {
      at: ['python_jwt.generate_jwt'],
      check(call, report) {
        const algorithm = call.argument(2, 'algorithm');
        const key = call.argument(1, 'priv_key');
        if (algorithmsOf(algorithm).includes('none') || (key !== null && isOnly(key, '', null))) {
          report.violation(call, { message: 'the token is not signed', confidence: confidenceIn(call.scope, 'high') });
        }
      },
    },
  ],
  bad: [
    py`
      import jwt
      token = jwt.encode(claims, key, algorithm="none")  # ! weak-signature
      token = jwt.encode(claims, "", algorithm="HS256")  # ! weak-signature
      token = jwt.encode(claims, key, algorithm=None)  # ! weak-signature
    `,
    py`
      import jwt
      claims = jwt.decode(token, public_key, algorithms=["HS256", "RS256"])  # ! weak-signature
    `,
    py`
      import jwt
      def read(token, key):
          header = jwt.get_unverified_header(token)
          return jwt.decode(token, key, algorithms=[header["alg"]])  # ! weak-signature
    `,
    py`
      from authlib.jose import jwt
      token = jwt.encode({"alg": "none"}, claims, key)  # ! weak-signature
    `,
  ],
  good: [
    py`
      import jwt
      token = jwt.encode(claims, key, algorithm="HS256")
      claims = jwt.decode(token, key, algorithms=["HS256", "HS512"])
      key_id = jwt.get_unverified_header(token)["kid"]
      claims = jwt.decode(token, keys[key_id], algorithms=["RS256"])
    `,
    py`
      from authlib.jose import jwt
      token = jwt.encode({"alg": "RS256"}, claims, key)
    `,
  ],
});
