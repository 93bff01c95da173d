import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'credentials/clear-text-log',
  title: 'A secret is written to a log or the terminal',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'secret',
  cwe: [532, 312],
  why: 'Logs are copied, kept and read by many who may not know the secret.',
  instead: 'Leave it out, or log that it is there (`bool(password)`).',
  equivalents: ['codeql:py/clear-text-logging-sensitive-data', 'semgrep:python-logger-credential-disclosure'],
  cause: 'flow',
  flow: { to: ['secret'], message: 'is written to a log or the terminal as it is' },
  bad: [
    py`
      import logging
      def login(name, password):
          logging.info("login of %s with %s", name, password)  # ! clear-text-log
    `,
    py`
      import getpass
      def ask():
          given = getpass.getpass()
          show(given)
      def show(text):
          print(f"got {text}")  # ! clear-text-log
    `,
    py`
      import os
      print(os.environ["DB_PASSWORD"])  # ! clear-text-log
    `,
  ],
  good: [
    py`
      import logging
      def login(name, password):
          logging.info("login of %s, password of %d letters", name, len(password))
          if not password:
              print("password missing")
    `,
    py`
      import hashlib
      def show(password, password_file):
          print(hashlib.sha512(password).hexdigest(), password_file)
    `,
  ],
});
