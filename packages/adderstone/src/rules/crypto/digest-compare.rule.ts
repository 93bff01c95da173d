import type { Value } from '../../flow/value.ts';
import { holesOf } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt, namesSecret } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';

/** What gives a message authentication code or a signature. */
const MAC =
  /(?:^hmac\.(?:new|HMAC)\(\)\.(?:hex)?digest\(\)|^hmac\.digest\(\)|\.Hash\.(?:HMAC|CMAC)\.new\(\)\.(?:hex)?digest\(\)|\.(?:hmac\.HMAC|cmac\.CMAC|poly1305\.Poly1305)(?:#|\(\)\.)finalize\(\)|\.Signature\.\w+\.new\(\)\.sign\(\))$/;
/** Headers and form fields of a request, in the paths of what they give. */
const REQUEST_VALUE =
  /(?:request|Request#|HttpRequest#|self\.request)\.?(?:headers|META|session|form|args|cookies|COOKIES|GET|POST|values|json)\b/;

/** A signature, or a text with one in it: `"sha256=" + signature`. */
function isMac(value: Value): boolean {
  return [value, ...holesOf(value)].some(({ references }) => references.some((path) => MAC.test(path)));
}

function isRequestValue(value: Value): boolean {
  return value.references.some((path) => REQUEST_VALUE.test(path));
}

/** The last identifier or quoted word of an expression: `X-Auth-Token` counts by its words. */
function isSecret(value: Value): boolean {
  return identifiersAt(value).some(
    (name) => namesSecret(name) || /^(?:Token|Authorization|signature|hmac)$/i.test(name),
  );
}

/** A value that says nothing about a secret when it is compared with: None, an empty text, a number. */
function isTrivial(value: Value): boolean {
  return (
    value.constants.length > 0 &&
    value.constants.every((one) => (one.type !== 'str' && one.type !== 'bytes' ? true : one.value === ''))
  );
}

export const rule = defineRule({
  id: 'crypto/digest-compare',
  title: 'Signature or secret compared with `==`',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [208],
  why: '`==` stops at the first difference; the time it takes tells how much of a guess is right.',
  instead: 'Compare with `hmac.compare_digest(a, b)`.',
  equivalents: [
    'codeql:py/timing-attack-against-hash',
    'codeql:py/possible-timing-attack-against-hash',
    'codeql:py/timing-attack-against-header-value',
    'codeql:py/possible-timing-attack-sensitive-info',
    'codeql:py/timing-attack-sensitive-info',
  ],
  calls: [
    {
      at: ['hmac.compare_digest', 'secrets.compare_digest', 'django.utils.crypto.constant_time_compare'],
      check: (call, report) => report.safe(call, 'verified', 'compared in constant time'),
    },
  ],
  compare(event, report) {
    if (event.operator !== '==' && event.operator !== '!=') return;
    const { left, right } = event;
    if (isTrivial(left) || isTrivial(right)) return;
    if (isMac(left) || isMac(right)) {
      report.violation(event, {
        message: 'a signature is compared with an operator that stops at the first difference',
        confidence: confidenceIn(event.scope, 'high'),
      });
    } else if (isRequestValue(left) !== isRequestValue(right) && (isSecret(left) || isSecret(right))) {
      report.violation(event, {
        message: 'a secret of the request is compared with an operator that stops at the first difference',
        severity: 'low',
        confidence: confidenceIn(event.scope, 'medium'),
      });
    }
  },
  bad: [
    py`
      import hashlib
      import hmac
      def check(key, message, given):
          wanted = hmac.new(key, message, hashlib.sha256).hexdigest()
          return wanted == given  # ! digest-compare
    `,
    py`
      import hmac
      class Signer:
          def __init__(self, key):
              self.key = key
          def sign(self, body):
              return "sha256=" + hmac.new(self.key, body, "sha256").hexdigest()
          def verify(self, body, given):
              wanted = self.sign(body)
              return given == wanted  # ! digest-compare
    `,
    py`
      from flask import request
      def guard(secret):
          if request.headers.get("X-Auth-Token") != secret:  # ! digest-compare
              raise PermissionError
    `,
  ],
  good: [
    py`
      import hashlib
      import hmac
      def check(key, message, given):
          wanted = hmac.new(key, message, hashlib.sha256).hexdigest()
          return hmac.compare_digest(wanted, given)
    `,
    py`
      import hashlib
      def intact(path, wanted):
          return hashlib.sha256(open(path, "rb").read()).hexdigest() == wanted
    `,
  ],
});
