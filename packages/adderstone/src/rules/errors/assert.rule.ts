import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'errors/assert',
  title: 'A check that vanishes when Python runs with `-O`',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [703],
  why: '`assert` statements are compiled away by `python -O`.',
  instead: 'Raise an exception.',
  equivalents: ['bandit:B101', 'ruff:S101'],
  tree: {
    Assert(node, context, report) {
      const typing = context.ancestors.some(
        (one) => one.kind === 'If' && one.test.kind === 'Name' && one.test.id === 'TYPE_CHECKING',
      );
      if (typing) return;
      report.violation(
        { file: context.file, start: node.start, end: node.start + 6 },
        { message: '`assert` is compiled away by `python -O`' },
      );
    },
  },
  bad: [
    py`
      def pay(amount):
          assert amount > 0  # ! assert
    `,
  ],
  good: [
    py`
      def pay(amount):
          if amount <= 0:
              raise ValueError(amount)
    `,
  ],
});
