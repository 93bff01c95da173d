import type { TextEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import { requestData } from '../request-data.ts';
import { defineRule, py } from '../rule.ts';
import { isHarmless } from './command.ts';
import { looksLikeSql } from './sql-sink.ts';

/** Where the text is sent to a database in the same function, that is where the fault is told. */
const SENDS =
  /\.(?:execute\w*|raw|fetch\w*|query|mogrify|prepare|copy_expert|read_sql\w*|run|sql|scalars?)\s*\(|\btext\s*\(/;
/** What only people who run the program read. */
const TO_OPERATORS = /\b(?:print|log(?:ger|ging)?\.\w+|\w*(?:Error|Exception))\(\s*$/;

function literals(event: TextEvent): string {
  return (event.value.text?.parts ?? []).map((part) => ('literal' in part ? part.literal : ' x ')).join('');
}

function holes(event: TextEvent): readonly Value[] {
  return (event.value.text?.parts ?? []).flatMap((part) => ('hole' in part ? [part.hole] : []));
}

export const rule = defineRule({
  id: 'injection/sql-from-request',
  title: 'The text of a query is put together out of data of a request',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [89],
  why: 'Whatever sends the text to a database later cannot tell the query from the data any more.',
  instead: 'Keep placeholders in the text, and hand the values on beside it.',
  equivalents: ['semgrep:tainted-sql-string'],
  cause: 'flow',
  text(event, report) {
    if (event.scope.isTest || !looksLikeSql(literals(event))) return;
    if (TO_OPERATORS.test(event.file.text.slice(Math.max(0, event.start - 40), event.start))) return;
    if (SENDS.test(textAround(event.file, event.scope))) return;
    for (const hole of holes(event)) {
      const origin = isHarmless(hole) ? null : requestData(event, hole, 'sql');
      if (origin === null) continue;
      report.violation(event, {
        message: 'data of a request becomes part of the text of a query',
        tier: 'remote',
        trace: [
          { ...origin.place, note: origin.description },
          { file: event.file, start: event.start, end: event.end, note: 'put into the text of a query' },
        ],
      });
      return;
    }
  },
  bad: [
    py`
      from flask import request
      from shop import reports
      def view():
          query = "SELECT * FROM orders WHERE id = '%s'" % request.args["id"]  # ! sql-from-request
          return reports.make(query)
    `,
    py`
      from shop import reports
      def handler(event, context):
          return reports.make("SELECT * FROM orders WHERE id = " + event["id"])  # ! sql-from-request
    `,
  ],
  good: [
    py`
      from flask import request
      from shop import reports
      def view():
          print("SELECT one FROM your list: " + request.args["id"])
          number = int(request.args["number"])
          return reports.make(f"SELECT * FROM orders WHERE id = {number}")
    `,
  ],
});
