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
    py`
      import time
      from flask import request
      def view():
          count = int(request.args["count"])
          if count > 0:
              time.sleep(count)  # ! exhaustion
          for number in range(count + 1):  # ! exhaustion
              print(number)
    `,
  ],
  good: [
    py`
      import time
      from flask import request
      def view():
          count = int(request.args["count"])
          time.sleep(min(count, 5))
          for number in range(count % 10):
              print(number)
          for letter in range(len(request.args["name"])):
              print(letter)
          if count > 100:
              return "no"
          time.sleep(count)
    `,
    py`
      import time
      def view():
          time.sleep(1)
    `,
  ],
});
