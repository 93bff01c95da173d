import { isOnly } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'auth/empty-password',
  title: 'Empty password set for a user',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [521, 258],
  why: 'An empty password is a password: whoever leaves the field empty can log in.',
  instead: 'Use `None` or `set_unusable_password()` for users who cannot log in by password.',
  equivalents: ['semgrep:password-empty-string', 'semgrep:use-none-for-password-default'],
  anyCall(call, report) {
    if (call.name !== 'set_password' && call.name !== 'make_password') return;
    const password = call.argument(0, 'password') ?? call.argument(0, 'raw_password');
    if (password === null) return;
    if (isOnly(password, '') || isOnly(password.parameterDefault, '')) {
      report.violation(password, {
        message: 'the password is empty',
        confidence: confidenceIn(call.scope, 'medium'),
      });
    } else report.safe(password, 'constant', 'no empty password');
  },
  bad: [
    py`
      def reset(user):
          user.set_password("")  # ! empty-password
          user.save()
    `,
    py`
      def create(user, password=""):
          user.set_password(password)  # ! empty-password
          user.save()
    `,
  ],
  good: [
    py`
      def reset(user):
          user.set_unusable_password()
          user.save()
    `,
    py`
      def create(user, password=None):
          user.set_password(password)
          user.save()
    `,
  ],
});
