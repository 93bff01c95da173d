import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/csv',
  title: 'Outside data is written to a table that a spreadsheet opens',
  severity: 'low',
  confidence: 'high',
  default: true,
  kind: 'csv',
  cwe: [1236],
  why: 'A cell that starts with `=` is a formula, which can send the table elsewhere.',
  instead: 'Put an apostrophe in front of values that start with `=`, `+`, `-` or `@`.',
  equivalents: ['codeql:py/csv-injection'],
  cause: 'flow',
  flow: { to: ['csv'], message: 'is written to a table as it came' },
  bad: [
    py`
      import csv
      from flask import request
      def save(file):
          csv.writer(file).writerow([request.form["name"]])  # ! csv
    `,
  ],
  good: [
    py`
      import csv
      from flask import request
      def save(file):
          csv.writer(file).writerow(["'" + request.form["name"]])
    `,
    py`
      import csv
      def save(file):
          csv.writer(file).writerow(["name"])
    `,
  ],
});
