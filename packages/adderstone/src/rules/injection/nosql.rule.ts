import { defineRule, py } from '../rule.ts';
import { compositionOf } from './command.ts';

export const rule = defineRule({
  id: 'injection/nosql',
  title: 'Outside data chooses the operators of a query',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'nosql',
  flow: { to: ['nosql', 'nosql-text'], message: 'may be an operator of the query, such as `$ne`' },
  cwe: [943],
  why: 'Parsed JSON may be `{"$ne": ""}` instead of a text, which matches every document; `$where` runs JavaScript.',
  instead: 'Convert each value to the type that it should have, or compare with `{"$eq": value}`.',
  equivalents: ['codeql:py/nosql-injection'],
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
          return users.find_one({"name": request.json["name"]})  # ! nosql
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
