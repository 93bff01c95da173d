import type { Value } from '../../flow/value.ts';
import { holesOf } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt, namesSecret } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { comparesProofs, comparesSignatures, isLookup } from './compared-proofs.ts';

/** What gives a message authentication code or a signature. */
const MAC =
  /(?:^hmac\.(?:new|HMAC)\(\)\.(?:hex)?digest\(\)|^hmac\.digest\(\)|\.Hash\.(?:HMAC|CMAC)\.new\(\)\.(?:hex)?digest\(\)|\.(?:hmac\.HMAC|cmac\.CMAC|poly1305\.Poly1305)(?:#|\(\)\.)finalize\(\)|\.Signature\.\w+\.new\(\)\.sign\(\))(?:\.(?:hex|upper|lower|decode|encode)\(\))*$/;
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
    value.complete &&
    value.references.length === 0 &&
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
    const { left, right, operator } = event;
    if (operator !== '==' && operator !== '!=' && operator !== 'in' && operator !== 'not in') return;
    const isMember = operator === 'in' || operator === 'not in';
    if (isTrivial(left) || (!isMember && isTrivial(right))) return;
    if (isMember && !(isLookup(event) && comparesProofs(event))) return;
    if (isMac(left) || isMac(right) || comparesSignatures(event)) {
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
    } else if (comparesProofs(event)) {
      report.violation(event, {
        message:
          'a given password or key is compared with the expected one by an operator that stops at the first difference',
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
      import base64
      import hashlib
      import hmac
      def sign(message, key):
          return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest())
      def is_valid_hmac(message, key, notification):
          expected_sign = notification["hmacSignature"]
          merchant_sign_str = sign(message, key).decode("utf-8")
          return merchant_sign_str == expected_sign  # ! digest-compare
    `,
    py`
      def authorize(username, password, configured_username, configured_password):
          return username == configured_username and password == configured_password  # ! digest-compare
      class Middleware:
          def __init__(self, config):
              self.config = config
              self.basic_auth = config.basic_auth
          def call(self, username, password):
              if username == self.config.admin_user and password == self.config.admin_pass:  # ! digest-compare
                  return True
          def validate(self, request):
              basic_auth = basic_auth_of(request)
              if basic_auth is None or basic_auth not in self.basic_auth:  # ! digest-compare
                  raise PermissionError
    `,
    py`
      def protocol(credentials):
          known = dict(credentials)
          credentials_dict = dict(credentials)
          def check(username, password):
              return (username, password) == credentials  # ! digest-compare
          def check_any(username, password):
              return credentials_dict.get(username) == password  # ! digest-compare
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
      import hmac
      def authorize(password, password2, new_password, settings, self):
          if password != password2 or new_password == password:
              raise ValueError
          if password == settings.password_field or self.token_type == "bearer":
              return False
          return hmac.compare_digest(password, settings.password)
      class Account:
          def __eq__(self, other):
              return self.password == other.password and self.token == other.token
          def take(self, token):
              if token == self.current_token or token.type == self.expected_type:
                  return token in self.tokens
    `,
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
