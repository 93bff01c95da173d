import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/log',
  title: 'Outside data is written to the log as it came',
  severity: 'low',
  confidence: 'high',
  default: true,
  kind: 'log',
  cwe: [117],
  why: 'A line break in the value forges entries of the log.',
  instead: 'Take line breaks out of the value (`value.replace("\\n", "")`), or log structured fields.',
  equivalents: ['codeql:py/log-injection'],
  cause: 'flow',
  flow: { to: ['log'], message: 'is written to the log as it came' },
  bad: [
    py`
      import logging
      from flask import request
      def view():
          logging.info("login of " + request.args["user"])  # ! log
    `,
  ],
  good: [
    py`
      import logging
      from flask import request
      def view():
          logging.info("login of %s", request.args["user"].replace("\r", "").replace("\n", ""))
    `,
    py`
      import logging
      def start():
          logging.info("started")
    `,
  ],
});
