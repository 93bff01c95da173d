import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'code/logging-listen',
  title: 'Logging takes its configuration from a socket',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [94],
  why: 'The configuration may name any callable, and every local user can send one.',
  instead: 'Pass `verify=` with a function that checks a signature, or read the configuration from a file.',
  equivalents: ['bandit:B612', 'ruff:S612', 'semgrep:listen-eval'],
  calls: [
    {
      at: ['logging.config.listen'],
      check(call, report) {
        const verify = call.argument(1, 'verify');
        if ((verify === null && !call.open) || (verify?.constants.some(({ type }) => type === 'none') ?? false))
          report.violation(call, { message: 'whoever connects decides which code logging runs' });
        else report.safe(call, 'verified', 'what is received is verified');
      },
    },
  ],
  bad: [
    py`
      import logging.config
      logging.config.listen(9999)  # ! logging-listen
    `,
  ],
  good: [
    py`
      import logging.config
      def check(data): ...
      logging.config.listen(9999, verify=check)
    `,
  ],
});
