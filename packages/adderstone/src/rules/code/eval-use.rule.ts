import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'code/eval-use',
  title: '`eval` or `exec` is called',
  severity: 'medium',
  confidence: 'low',
  default: false,
  cwe: [95, 94],
  why: 'Each use is worth a look in an audit, constant text included.',
  instead: 'Say in the code what the text would say.',
  equivalents: ['bandit:B307', 'ruff:S307', 'bandit:B102', 'ruff:S102', 'codeql:py/use-of-exec'],
  calls: [
    {
      at: ['builtins.{eval,exec,execfile}'],
      check: (call, report) => report.violation(call, { message: 'text is run as Python' }),
    },
  ],
  bad: [
    py`
      exec("x = 1")  # ! eval-use
      eval("1 + 1")  # ! eval-use
    `,
  ],
  good: [
    py`
      import ast
      ast.literal_eval("[1]")
    `,
  ],
});
