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
    py`
      import openpyxl
      import xlsxwriter
      from flask import request
      def save():
          sheet = openpyxl.Workbook().active
          sheet.append(["name", request.form["name"]])  # ! csv
          sheet.cell(1, 1).value = request.form["name"]  # ! csv
      def report(path):
          sheet = xlsxwriter.Workbook(path).add_worksheet()
          sheet.write(0, 0, request.form["name"])  # ! csv
    `,
  ],
  good: [
    py`
      import openpyxl
      import xlsxwriter
      from flask import request
      def save():
          sheet = openpyxl.Workbook().active
          sheet.append(["name", "'" + request.form["name"]])
          sheet.append(["name", int(request.form["age"])])
      def report(path):
          sheet = xlsxwriter.Workbook(path).add_worksheet()
          sheet.write_string(0, 0, request.form["name"])
    `,
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
