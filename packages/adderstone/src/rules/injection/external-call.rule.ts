import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/external-call',
  title: 'Data of a request is handed to a library that is not modelled',
  severity: 'low',
  confidence: 'medium',
  default: true,
  kind: 'external',
  cwe: [20],
  why: 'What the library does with the data is not known here: it may run, open or send it.',
  instead: 'Validate the value before the call, or describe the library in a model of the project.',
  equivalents: ['codeql:py/untrusted-data-to-external-api'],
  cause: 'flow',
  flow: { to: ['external'], message: 'is handed to a library of which nothing is known' },
  bad: [
    py`
      from flask import request
      from somelib import render
      def view():
          return render(request.args["name"])  # ! external-call
    `,
    py`
      import somelib.tools
      from flask import request
      def view():
          somelib.tools.convert(source=request.form["name"])  # ! external-call
    `,
  ],
  good: [
    py`
      from flask import request
      from somelib import render
      def view():
          return render(int(request.args["page"]))
    `,
    py`
      import json
      from flask import request
      def view():
          return json.loads(request.data)
    `,
    py`
      from somelib import render
      def view(name):
          return render(name)
    `,
  ],
});
