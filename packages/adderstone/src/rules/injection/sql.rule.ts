import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { compositionOf, holesOf, isHarmless, literalOf } from './command.ts';
import { looksLikeSql, SQL_CALLS, SQL_METHOD } from './sql-sink.ts';

/** Builders that put values and identifiers into SQL by the driver's own rules. */
const COMPOSED_SAFELY =
  /^(?:psycopg2?\.sql\.|sqlalchemy\.(?:select|insert|update|delete|func|sql)\b|peewee\.|pypika\.)/;
/** Quoting of identifiers and texts by the driver or framework. */
const QUOTED = /^\w+\.(?:.*\.)?(?:quote_name|quote_ident|quote_identifier|quote|escape_string)\(\)$/;
/** What quotes an identifier by its name, whoever wrote it (`flow/conventional.ts`), of an object that may not be set yet. */
const QUOTED_BY_NAME = /^(?:builtins\.NoneType#)?\w*quote_\w+\(\)$/;

function isSafePart(value: Value): boolean {
  if (isHarmless(value)) return true;
  const { references } = value;
  if (references.length === 0) return false;
  if (references.every((path) => QUOTED.test(path))) return true;
  // A name does not clear what is known to come from outside.
  return value.origins.length === 0 && references.every((path) => QUOTED.test(path) || QUOTED_BY_NAME.test(path));
}

function queryOf(call: CallEvent): Value | null {
  return (
    call.argument(0, 'sql') ??
    call.argument(null, 'query') ??
    call.argument(null, 'statement') ??
    call.argument(null, 'operation') ??
    call.argument(null, 'raw_query') ??
    call.argument(null, 'text')
  );
}

function judge(call: CallEvent, report: Reporter, known: boolean): void {
  const query = queryOf(call);
  if (query === null) return;
  if (
    query.references.some((path) => COMPOSED_SAFELY.test(path)) ||
    query.instances.some((path) => COMPOSED_SAFELY.test(path))
  ) {
    report.safe(call, 'parameterised', 'built by the library');
    return;
  }
  const composition = compositionOf(query, isSafePart);
  if (composition === 'constant') {
    const parameters =
      call.argument(1, 'parameters') ??
      call.argument(1, 'params') ??
      call.argument(1, 'args') ??
      call.argument(1, 'vars');
    report.safe(call, parameters === null ? 'constant' : 'parameterised');
    return;
  }
  const origins = [query, ...holesOf(query)].flatMap((value) => value.origins);
  const origin = origins.find((one) => !one.isCleanFor('sql'));
  // Mailboxes, caches and services have methods of these names too.
  if (!known && /^(?:fetch|prepare)$/.test(call.name ?? '') && !looksLikeSql(literalOf(query))) return;
  if (origin !== undefined) {
    report.violation(query, {
      message: `${origin.description} becomes part of the text of a query`,
      severity: 'critical',
      confidence: 'high',
      cause: 'flow',
      tier: origin.tier,
      trace: [
        { file: origin.place.file, start: origin.place.start, end: origin.place.end, note: origin.description },
        { file: query.file, start: query.start, end: query.end, note: 'text of the query' },
      ],
    });
    return;
  }
  if (composition === 'composed') {
    const literal = literalOf(query);
    const sql = looksLikeSql(literal);
    if (!known && !sql) return;
    const asValue = standsAsValue(literal) || ((known || sql) && isCallersText(query));
    report.violation(query, {
      message: asValue ? 'values are put into the text of a query' : 'names or parts of a query are put into its text',
      confidence: asValue && (sql || known) ? 'medium' : 'low',
    });
    return;
  }
  if (known) report.unknown(query, 'dynamic-code', 'the query comes from elsewhere');
}

/** Methods of query builders that read a text as SQL. */
const CLAUSES = /^(?:filter|having|group_by|order_by|distinct|where)$/;

/** A text that was put together, as a clause of a query: `query.filter("id = {}".format(x))`, `people.extra(where=["id = %s" % x])`. */
function judgeBuilder(call: CallEvent, report: Reporter): void {
  if (call.name === null || call.receiver === null) return;
  const tell = (value: Value): void => {
    if (value.text !== null && compositionOf(value, isSafePart) === 'composed')
      report.violation(call, { message: 'values are put into the text of a query', confidence: 'medium' });
  };
  if (call.name === 'extra') {
    for (const keyword of ['where', 'select', 'tables', 'order_by']) {
      const value = call.keywords.get(keyword);
      for (const one of value?.elements ?? value?.entries?.values() ?? []) tell(one);
    }
    return;
  }
  if (!CLAUSES.test(call.name)) return;
  const { receiver } = call;
  const source = receiver.file.text.slice(Math.max(receiver.start, receiver.end - 300), receiver.end);
  const isQuery =
    isSetToQuery(receiver, source) ||
    /(?:\b|_)query\b|\.query\(|\bselect\(/.test(source) ||
    receiver.references.some((path) => /\.query(?:\(\))?(?:\.|$)|(?:^|\.)select\(\)/.test(path));
  if (isQuery) for (const one of call.args) tell(one);
}

/** True for a variable that the code before sets to a query: `found = session.query(User)`. */
function isSetToQuery({ file, start }: Value, name: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  const before = file.text.slice(Math.max(0, start - 2_000), start);
  return new RegExp(`\\b${name}\\s*=\\s*[\\w.]{1,80}\\.query\\b|\\b${name}\\s*=\\s*select\\(`).test(before);
}

export const rule = defineRule({
  id: 'injection/sql',
  title: 'Values are put into the text of an SQL query',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'sql',
  flow: { to: ['sql'], message: 'becomes part of the text of a query' },
  cwe: [89],
  why: 'A quote in the value ends the string it stands in, and the rest of the value is read as SQL.',
  instead: 'Put a placeholder in the query and pass the value as a parameter.',
  equivalents: [
    'bandit:B608',
    'ruff:S608',
    'bandit:B610',
    'ruff:S610',
    'bandit:B611',
    'ruff:S611',
    'codeql:py/sql-injection',
    'semgrep:formatted-sql-query',
    'semgrep:sqlalchemy-execute-raw-query',
  ],
  calls: [{ at: SQL_CALLS, check: (call, report) => judge(call, report, true) }],
  anyCall(call, report) {
    judgeBuilder(call, report);
    if (call.name === null || !SQL_METHOD.test(call.name) || call.receiver === null) return;
    // A method of the project is followed into: what it does with its argument is judged there.
    if (call.targets.some((one) => one.includes('#') && call.targets.includes(one.replace('#', '.')))) return;
    judge(call, report, false);
  },
  bad: [
    py`
      def forget(cursor, keys):
          cursor.execute("DELETE FROM t WHERE id IN (%s)" % ",".join(keys))  # ! sql
          cursor.execute("DELETE FROM t WHERE id IN (%s)" % ",".join(f"'{key}'" for key in keys))  # ! sql
    `,
    py`
      def find(cursor, name):
          run = cursor.execute
          run("SELECT id FROM users WHERE name = '" + name + "'")  # ! sql
          getattr(cursor, "execute")("SELECT id FROM users WHERE name = '" + name + "'")  # ! sql
    `,
    py`
      def find(session, User, name):
          found = session.query(User)
          return found.filter("name = '{}'".format(name))  # ! sql
    `,
    py`
      import sqlite3
      def find(name):
          connection = sqlite3.connect("shop.db")
          connection.execute(f"SELECT * FROM users WHERE name = '{name}'")  # ! sql
          connection.cursor().execute("DELETE FROM users WHERE name = '%s'" % name)  # ! sql
    `,
    py`
      import psycopg2
      def search(asked):
          cursor = psycopg2.connect("dbname=shop").cursor()
          cursor.execute(f"SELECT * FROM {asked}")  # ! sql
    `,
    py`
      def find(cursor, name):
          query = "SELECT id FROM users WHERE name = '" + name + "'"
          cursor.execute(query)  # ! sql
          cursor.execute("SELECT id FROM users WHERE name = '{}'".format(name))  # ! sql
    `,
    py`
      class Store:
          def forget(self, name):
              self.client.command(f"DELETE FROM notes WHERE name = '{name}'")  # ! sql
              self.client.query(f"SELECT id FROM notes WHERE name = '{name}'")  # ! sql
    `,
    py`
      from sqlalchemy import text
      def find(session, name):
          return session.execute(text("SELECT id FROM users WHERE name = '" + name + "'"))  # ! sql
    `,
  ],
  good: [
    py`
      from flask import request
      class Store:
          def __init__(self, db):
              self.db = db
          def fetch(self, wanted):
              return self.db.execute("SELECT name FROM users WHERE id = ?", [wanted.id]).fetchall()
      class Wanted:
          def __init__(self, id):
              self.id = id
      def show(db):
          store = Store(db)
          return store.fetch(Wanted(request.args["id"]))
    `,
    py`
      def find(cursor, name):
          run = cursor.execute
          run("SELECT id FROM users WHERE name = %s", [name])
          getattr(cursor, "execute")("SELECT id FROM users WHERE name = %s", [name])
    `,
    py`
      def forget(cursor, adapter, names, keys):
          quote = adapter.quote_name
          table = quote(names[0])
          cursor.execute("DELETE FROM %s WHERE %s IN (%s)" % (table, quote("id"), ", ".join(["%s"] * len(keys))), keys)
          cursor.execute("DELETE FROM t WHERE id IN (" + ",".join("?" * len(keys)) + ")", keys)
          marks = ", ".join("?" for _ in keys)
          cursor.execute(f"DELETE FROM t WHERE id IN ({marks})", keys)
    `,
    py`
      def drop(cursor, adapter, name):
          cursor.execute("DELETE FROM data WHERE name = %s" % adapter.quote_name(name))
          cursor.execute("DELETE FROM data WHERE name = %(n)s" % {"n": adapter.quote_name(name)})
    `,
    py`
      import sqlite3
      def find(name):
          connection = sqlite3.connect("shop.db")
          connection.execute("SELECT * FROM users WHERE name = ?", (name,))
          connection.execute("SELECT * FROM users")
    `,
    py`
      TABLE = "users"
      def find(cursor, number):
          cursor.execute(f"SELECT * FROM {TABLE} WHERE id = %s", [number])
          cursor.execute("SELECT * FROM users LIMIT %d" % int(number))
    `,
    py`
      class Store:
          def forget(self, name):
              self.client.command("DELETE FROM notes WHERE name = %(name)s", parameters={"name": name})
              self.client.command(f"select {name}")
              self.client.query(f"people/{name}")
    `,
    py`
      def run(executor, job):
          executor.execute("run " + job)
    `,
  ],
});

/** Words in the names of parameters that are meant to name a part of a database. */
const DATABASE_PART =
  /table|tbl|col(?:umn|s|_|$)|field|schema|database|db|name|index|idx|key|view|sequence|seq|relation|rel|model|type|alias|prefix|suffix|sql|query|where|clause|cond|expr|order|sort|direction|limit|offset|stmt|statement|select|filter|join|group|id$|ident|part|param|kind|func|trigger|constraint|role|collation|dialect|engine|path|file|version|pragma|set(?:ting)?s?$/i;

/** True when everything that is put into a query is a text of the caller's which is not, by its name, a name or a part of a query. */
function isCallersText(query: Value): boolean {
  const holes = holesOf(query).filter((hole) => !isSafePart(hole));
  return holes.length > 0 && holes.every((hole) => hole.parameter !== null && !DATABASE_PART.test(hole.parameter));
}

/** True when something is put where SQL has a value: behind a comparison, inside quotes, in a list of values. Table and column names cannot be parameters, and limits are numbers. */
function standsAsValue(literal: string): boolean {
  return /(?:[=<>]|\blike|\bbetween|\bvalues?\s*\(|\bin\s*\(|'[^']{0,80})\s*\0/i.test(literal);
}
