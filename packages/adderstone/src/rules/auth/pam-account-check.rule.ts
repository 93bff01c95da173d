import { textAround } from '../function-text.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'auth/pam-account-check',
  title: 'PAM login without a check of the account',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [285],
  why: '`pam_authenticate` only compares the password; expired and locked accounts are refused by `pam_acct_mgmt`.',
  instead: 'Call `pam_acct_mgmt` after `pam_authenticate` and take both results.',
  equivalents: ['codeql:py/pam-auth-bypass'],
  anyCall(call, report) {
    if (call.name !== 'pam_authenticate') return;
    const text = textAround(call.file, call.scope);
    if (text.includes('pam_acct_mgmt')) report.safe(call, 'guarded', '`pam_acct_mgmt` is called beside it');
    else if (/\brequest\.|self\.request/.test(text)) {
      report.violation(call, { message: 'locked and expired accounts can log in' });
    } else report.unknown(call, 'unresolved-call', 'the caller may check the account');
  },
  bad: [
    py`
      from ctypes import CDLL
      from flask import request
      libpam = CDLL("libpam.so.0")
      def login():
          handle = start(request.form["user"])
          return libpam.pam_authenticate(handle, 0) == 0  # ! pam-account-check
    `,
  ],
  good: [
    py`
      from ctypes import CDLL
      from flask import request
      libpam = CDLL("libpam.so.0")
      def login():
          handle = start(request.form["user"])
          result = libpam.pam_authenticate(handle, 0)
          if result == 0:
              result = libpam.pam_acct_mgmt(handle, 0)
          return result == 0
    `,
  ],
});
