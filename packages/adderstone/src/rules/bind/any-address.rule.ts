import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'bind/any-address',
  title: 'The address of every interface in the code',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [605],
  why: 'An address that stands for every interface may end up as the one that a service listens on.',
  instead: 'Name the address that is meant.',
  equivalents: ['bandit:B104', 'ruff:S104'],
  tree: {
    Constant(node, context, report) {
      if (node.type === 'str' && (node.value === '0.0.0.0' || node.value === '::')) {
        report.violation(
          { file: context.file, start: node.start, end: node.end },
          { message: 'this address stands for every interface' },
        );
      }
    },
  },
  bad: [
    py`
      HOST = "0.0.0.0"  # ! any-address
      options = {"host": "::"}  # ! any-address
    `,
  ],
  good: [
    py`
      HOST = "127.0.0.1"
      RANGE = "0.0.0.0/0"
    `,
  ],
});
