import { defineRule, py } from '../rule.ts';
import { lastName, leaves } from './refusal.ts';

/** Calls that answer True or False about a signature or a secret, and do nothing else. */
const ANSWERS: readonly string[] = [
  'hmac.compare_digest',
  'secrets.compare_digest',
  'itsdangerous.{Signer,TimestampSigner}#validate',
  'django.utils.crypto.constant_time_compare',
  'django.contrib.auth.hashers.check_password',
  'werkzeug.security.check_password_hash',
  'bcrypt.checkpw',
  'passlib.hash.{bcrypt,argon2,pbkdf2_sha256,sha256_crypt,sha512_crypt}.verify',
  'Crypto.Signature.{pss,pkcs1_15}.new().verify',
];

export const rule = defineRule({
  id: 'stop/signature-ignored',
  title: 'A signature is checked and the answer is thrown away',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [347, 252],
  why: 'The check answers with a value; when nothing looks at it, a forged message passes.',
  instead: 'Raise or return when the answer is False, before the data is used.',
  equivalents: [],
  calls: [
    {
      at: ANSWERS,
      check(call, report) {
        if (call.unused) report.violation(call, { message: 'nothing looks at the answer of this check' });
        else report.safe(call, 'verified', 'the answer is used');
      },
    },
  ],
  tree: {
    If(statement, context, report) {
      const test = statement.test;
      if (
        test.kind !== 'Call' ||
        !/^(?:compare_digest|constant_time_compare|check_password_hash|checkpw)$/.test(lastName(test.func))
      )
        return;
      if (!leaves(statement.body) || statement.orelse.length > 0) return;
      const only = statement.body[0];
      const refuses =
        statement.body.length === 1 &&
        (only?.kind === 'Raise' || (only?.kind === 'ExprStmt' && lastName(only.value) === 'abort'));
      if (refuses) {
        report.violation(
          { file: context.file, start: test.start, end: test.end },
          { message: 'the check is inverted: a matching signature is refused and any other passes' },
        );
      }
    },
  },
  bad: [
    py`
      import hmac, pickle
      def load(key, signature, body):
          hmac.compare_digest(signature, hmac.digest(key, body, "sha256"))  # ! signature-ignored
          return pickle.loads(body)
    `,
    py`
      from secrets import compare_digest
      def enter(given, stored):
          compare_digest(given, stored)  # ! signature-ignored
          return True
    `,
    py`
      import hmac
      def load(signature, expected, body):
          if hmac.compare_digest(signature, expected):  # ! signature-ignored
              raise ValueError("bad signature")
          return body
    `,
  ],
  good: [
    py`
      import hmac, pickle
      def load(key, signature, body):
          if not hmac.compare_digest(signature, hmac.digest(key, body, "sha256")):
              raise ValueError("bad signature")
          return pickle.loads(body)
    `,
    py`
      import hmac
      def matches(given, expected):
          return hmac.compare_digest(given, expected)
    `,
  ],
});
