import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'regex/injection',
  title: 'Outside data is used as a pattern',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'regex',
  cwe: [730, 400],
  why: "A pattern of the sender's choice keeps the process busy for hours.",
  instead: 'Escape the value with `re.escape`.',
  equivalents: ['codeql:py/regex-injection'],
  cause: 'flow',
  flow: { to: ['regex'], message: 'is used as a pattern' },
  bad: [
    py`
      import re
      from flask import request
      def view(text):
          return re.search(request.args["pattern"], text)  # ! injection
    `,
  ],
  good: [
    py`
      import re
      from flask import request
      def view(text):
          return re.search(re.escape(request.args["pattern"]), text)
    `,
  ],
});
