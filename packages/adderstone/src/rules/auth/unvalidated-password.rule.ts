import { textAround } from '../function-text.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'auth/unvalidated-password',
  title: 'Password set without a check of its strength',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [521],
  why: 'Django checks `AUTH_PASSWORD_VALIDATORS` in its forms, not in `set_password`, so short and common passwords get in.',
  instead: 'Call `validate_password(password, user)` first.',
  equivalents: ['semgrep:unvalidated-password'],
  anyCall(call, report) {
    if (call.name !== 'set_password' || call.args.length === 0) return;
    const text = textAround(call.file, call.scope);
    if (/validate_password|password_validation|full_clean|make_random_password|set_unusable/.test(text)) {
      report.safe(call, 'guarded', 'the password is checked before');
    } else if (!/\.a?save\(/.test(text)) report.safe(call, 'no-untrusted-origin', 'the user is not saved here');
    else report.violation(call, { message: 'any password is taken, also an empty one' });
  },
  bad: [
    py`
      def change(user, password):
          user.set_password(password)  # ! unvalidated-password
          user.save()
    `,
  ],
  good: [
    py`
      from django.contrib.auth.password_validation import validate_password
      def change(user, password):
          validate_password(password, user)
          user.set_password(password)
          user.save()
    `,
  ],
});
