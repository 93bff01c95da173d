import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'resource/exhaustion',
  title: 'Outside data chooses an amount of work',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'resource',
  cwe: [400, 770],
  why: 'A large number keeps a worker busy or fills the memory.',
  instead: 'Bound the value with `min`.',
  equivalents: ['codeql:py/resource-exhaustion'],
  cause: 'flow',
  flow: { to: ['resource'], message: 'chooses an amount of work' },
  bad: [
    py`
      import time
      from flask import request
      def view():
          time.sleep(request.args["seconds"])  # ! exhaustion
    `,
  ],
  good: [
    py`
      import time
      def view():
          time.sleep(1)
    `,
  ],
});
