import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { compositionOf, holesOf } from './command.ts';

const METHODS =
  'find,find_one,find_one_and_delete,find_one_and_replace,find_one_and_update,delete_one,delete_many,update_one,update_many,replace_one,count_documents,distinct,aggregate,map_reduce,find_raw_batches';

function judge(call: CallEvent, filter: Value | null, report: Reporter): void {
  if (filter === null) return;
  const values = filter.entries === null ? [filter] : [...filter.entries.values()];
  for (const value of values) {
    const origin = [value, ...holesOf(value)].flatMap((one) => one.origins).find(({ tier }) => tier === 'remote');
    // A text of the query string stays a text; only parsed JSON may be an operator.
    const isText =
      value.text !== null ||
      value.references.some((path) => /\b(?:args|form|GET|POST|query_params|headers|cookies)\b/.test(path));
    if (origin !== undefined && !isText) {
      report.violation(value, {
        message: `${origin.description} may be an operator of the query, such as \`$ne\``,
        cause: 'flow',
      });
      return;
    }
  }
  if (filter.entries !== null && values.every((value) => compositionOf(value) === 'constant'))
    report.safe(call, 'constant');
  else report.unknown(call, 'unresolved-call', 'where it comes from is not followed across functions');
}

export const rule = defineRule({
  id: 'injection/nosql',
  title: 'Outside data chooses the operators of a query',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'nosql',
  flow: { to: ['nosql'], message: 'may be an operator of the query, such as `$ne`' },
  cwe: [943],
  why: 'Parsed JSON may be `{"$ne": ""}` instead of a text, which matches every document; `$where` runs JavaScript.',
  instead: 'Convert each value to the type that it should have, or compare with `{"$eq": value}`.',
  equivalents: ['codeql:py/nosql-injection'],
  calls: [
    {
      at: [`pymongo.collection.Collection#{${METHODS}}`, `motor.motor_asyncio.AsyncIOMotorCollection#{${METHODS}}`],
      check: (call, report) => judge(call, call.argument(0, 'filter'), report),
    },
  ],
  anyCall(call, report) {
    const filter = call.args[0];
    const where = filter?.entries?.get('$where');
    if (
      where === undefined ||
      call.name === null ||
      !/^(?:find|find_one|count_documents|aggregate|delete_many)$/.test(call.name)
    )
      return;
    const composition = compositionOf(where);
    if (composition === 'constant') report.safe(call, 'constant');
    else
      report.violation(where, {
        message: '`$where` runs this text as JavaScript in the database',
        confidence: composition === 'composed' ? 'high' : 'medium',
      });
  },
  bad: [
    py`
      def find(users, name):
          return users.find({"$where": "this.name == '" + name + "'"})  # ! nosql
    `,
    py`
      from flask import request
      from pymongo import MongoClient
      users = MongoClient().shop.users
      def login():
          return users.find_one({"name": request.json["name"]})  # ! MISSING nosql
    `,
  ],
  good: [
    py`
      def find(users, name):
          return users.find({"name": {"$eq": str(name)}})
    `,
    py`
      from flask import request
      def login(users):
          return users.find_one({"name": request.args["name"]})
    `,
  ],
});
