import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'errors/swallowed',
  title: 'Every error is swallowed',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [703, 390],
  why: 'A failed check looks like a passed one.',
  instead: 'Catch what is expected, and log or raise the rest.',
  equivalents: ['bandit:B110', 'ruff:S110', 'bandit:B112', 'ruff:S112'],
  tree: {
    ExceptHandler(handler, context, report) {
      const broad =
        handler.type === null ||
        (handler.type.kind === 'Name' && /^(?:Exception|BaseException)$/.test(handler.type.id));
      const only = handler.body.length === 1 ? handler.body[0] : undefined;
      if (broad && (only?.kind === 'Pass' || only?.kind === 'Continue'))
        report.violation(
          { file: context.file, start: handler.start, end: handler.type?.end ?? handler.start + 6 },
          { message: 'every error is swallowed here' },
        );
    },
  },
  bad: [
    py`
      def run(job):
          try:
              job()
          except Exception:  # ! swallowed
              pass
    `,
  ],
  good: [
    py`
      def run(job):
          try:
              job()
          except KeyError:
              pass
    `,
  ],
});
