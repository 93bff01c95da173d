import type { Call, Expr } from '../python/nodes.ts';
import type { Edit } from '../text/edit.ts';
import { type Draft, defineFixer } from './fixer.ts';
import { calledName, type FixSite } from './site.ts';
import { type Segment, templateOf } from './text-template.ts';

/** How a driver writes a placeholder (PEP 249, `paramstyle`), by the top-level module that the file imports. */
const STYLES: Readonly<Record<string, 'qmark' | 'format' | 'numeric' | 'dollar'>> = {
  sqlite3: 'qmark',
  aiosqlite: 'qmark',
  duckdb: 'qmark',
  pyodbc: 'qmark',
  psycopg2: 'format',
  psycopg: 'format',
  pymysql: 'format',
  MySQLdb: 'format',
  mysql: 'format',
  aiomysql: 'format',
  aiopg: 'format',
  pg8000: 'format',
  pymssql: 'format',
  django: 'format',
  cx_Oracle: 'numeric',
  oracledb: 'numeric',
  asyncpg: 'dollar',
};

/** Behind this a value may stand; names of tables and columns may not be parameters. */
const BEFORE_VALUE = /(?:[=<>]|\blike|\blimit|\boffset|\bbetween|\bvalues\s*\([^()]{0,200},|\bvalues\s*\()\s*$/i;

interface Parameter {
  readonly code: string;
  readonly quoted: boolean;
  /** The spans that the placeholder takes the place of: the hole first, then the quotes and literal text around it. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Each hole as a parameter, with the quotes and the rest of the quoted text around it; null when one stands where no value can. */
function parametersOf(segments: readonly Segment[]): Parameter[] | null {
  const found: Parameter[] = [];
  for (let i = 0; i < segments.length; i++) {
    const hole = segments[i] as Segment;
    if (hole.kind !== 'hole') continue;
    const before = segments[i - 1];
    const after = segments[i + 1];
    const left = before?.kind === 'literal' ? before.raw : '';
    const right = after?.kind === 'literal' ? after.raw : '';
    if (!isOpen(segments.slice(0, i))) {
      if (!BEFORE_VALUE.test(left) || /^[\w'"]/.test(right)) return null;
      found.push({ code: hole.code, quoted: false, spans: [hole] });
      continue;
    }
    const head = /'([^']*)$/.exec(left);
    const tail = /^([^']*)'/.exec(right);
    if (head === null || tail === null || before === undefined || after === undefined) return null;
    if (right[tail[0].length] === "'") return null;
    const inner = (head[1] as string) !== '' || (tail[1] as string) !== '';
    if (inner && /["\\{}\n]/.test(`${head[1]}${tail[1]}${hole.code}`)) return null;
    found.push({
      code: inner ? `f"${head[1]}{${hole.code}}${tail[1]}"` : hole.code,
      quoted: true,
      spans: [
        hole,
        { start: before.end - head[0].length, end: before.end },
        { start: after.start, end: after.start + tail[0].length },
      ],
    });
  }
  return found;
}

/** Whether a quote is open behind segments. */
function isOpen(segments: readonly Segment[]): boolean {
  const quotes = segments.reduce(
    (sum, one) => sum + (one.kind === 'literal' ? (one.raw.match(/'/g)?.length ?? 0) : 0),
    0,
  );
  return quotes % 2 === 1;
}

function styleOf(site: FixSite): 'qmark' | 'format' | 'numeric' | 'dollar' | null {
  const styles = new Set([...site.imports.roots].flatMap((root) => STYLES[root] ?? []));
  return styles.size === 1 ? ([...styles][0] as 'qmark') : null;
}

/** The `execute(query)` around the place, and whether the query stands in `sqlalchemy.text(…)`. */
function executeOf(site: FixSite): { readonly call: Call; readonly query: Expr; readonly named: boolean } | null {
  const calls = site.around.filter((node) => node.kind === 'Call');
  for (const call of calls) {
    const only = call.args[0];
    if (!/^(?:execute|fetch|fetchrow|fetchval)$/.test(calledName(call)) || call.func.kind !== 'Attribute') continue;
    if (only === undefined || call.args.length !== 1 || call.keywords.length > 0) return null;
    if (
      only.kind === 'Call' &&
      /^sqlalchemy\.(?:sql\.|sql\.expression\.)?text$/.test(site.imports.resolve(only.func) ?? '')
    ) {
      const query = only.args[0];
      if (query === undefined || only.args.length !== 1 || only.keywords.length > 0) return null;
      return { call, query, named: true };
    }
    return { call, query: only, named: false };
  }
  return null;
}

function fixQuery(site: FixSite): Draft | null {
  const found = executeOf(site);
  if (found === null) return null;
  const { call, query, named } = found;
  const template = templateOf(site, query);
  if (template === null) return null;
  const parameters = parametersOf(template.segments);
  if (parameters === null || parameters.length === 0) return null;
  const literals = template.segments.flatMap((one) => (one.kind === 'literal' ? [one.raw] : [])).join('\0');
  const style = named ? 'named' : styleOf(site);
  if (style === null || (style !== 'dollar' && calledName(call) !== 'execute')) return null;
  // What is left of the text must mean the same to the driver.
  const kept = literalsWithout(template.segments, parameters);
  if (/%/.test(kept) && (style === 'format' || /%%/.test(kept))) return null;
  if (/[?]/.test(kept) && style === 'qmark') return null;
  if (/:/.test(kept) && (style === 'named' || style === 'numeric')) return null;
  if (/\$\d/.test(kept) && style === 'dollar') return null;
  if (literals.includes('--')) return null;
  const edits = parameters.flatMap(({ spans }, i): Edit[] =>
    spans.map(({ start, end }, part) => ({ start, end, text: part === 0 ? placeholder(style, i + 1) : '' })),
  );
  const literal = template.literal(edits);
  if (literal === null) return null;
  const codes = parameters.map(({ code }) => code);
  const values =
    style === 'named'
      ? `{${codes.map((code, i) => `"p${i + 1}": ${code}`).join(', ')}}`
      : style === 'dollar'
        ? codes.join(', ')
        : `(${codes.join(', ')}${codes.length === 1 ? ',' : ''})`;
  const argument = call.args[0] as Expr;
  const certain = parameters.every(({ quoted }) => quoted);
  return {
    title: certain
      ? 'bound parameters instead of values in the text of the query'
      : 'bound parameters; a value that held a piece of SQL, such as a list or an expression, does not work any more',
    safety: certain ? 'safe' : 'review',
    edits: [...literal, { start: argument.end, end: argument.end, text: `, ${values}` }],
  };
}

function placeholder(style: string, number: number): string {
  switch (style) {
    case 'qmark':
      return '?';
    case 'format':
      return '%s';
    case 'numeric':
      return `:${number}`;
    case 'dollar':
      return `$${number}`;
    default:
      return `:p${number}`;
  }
}

/** The literal text that stays, without what parameters take with them. */
function literalsWithout(segments: readonly Segment[], parameters: readonly Parameter[]): string {
  let out = '';
  for (const segment of segments) {
    if (segment.kind !== 'literal') continue;
    for (let i = 0; i < segment.raw.length; i++) {
      const at = segment.start + i;
      if (!parameters.some(({ spans }) => spans.some(({ start, end }) => at >= start && at < end)))
        out += segment.raw[i];
    }
  }
  return out;
}

export const fixer = defineFixer({
  rules: ['injection/sql'],
  fix: fixQuery,
  examples: [
    {
      before: `import sqlite3


def find(connection: sqlite3.Connection, name, city):
    cursor = connection.execute(f"SELECT id FROM users WHERE name = '{name}' AND city = '{city}'")  # by name
    return cursor.fetchall()
`,
      after: `import sqlite3


def find(connection: sqlite3.Connection, name, city):
    cursor = connection.execute("SELECT id FROM users WHERE name = ? AND city = ?", (name, city))  # by name
    return cursor.fetchall()
`,
    },
    {
      before: `import psycopg2


def find(cursor, name):
    cursor.execute("SELECT id FROM users WHERE name LIKE '%s'" % name)
    cursor.execute("DELETE FROM users WHERE name = '" + name + "'")
    cursor.execute(
        """
        SELECT id
        FROM users
        WHERE name = '{}'  
        """.format(name)
    )
`,
      after: `import psycopg2


def find(cursor, name):
    cursor.execute("SELECT id FROM users WHERE name LIKE %s", (name,))
    cursor.execute("DELETE FROM users WHERE name = %s", (name,))
    cursor.execute(
        """
        SELECT id
        FROM users
        WHERE name = %s  
        """, (name,)
    )
`,
    },
    {
      before: `from sqlalchemy import text


def find(session, word):
    return session.execute(text(f"SELECT id FROM users WHERE name LIKE '%{word}%'"))
`,
      after: `from sqlalchemy import text


def find(session, word):
    return session.execute(text("SELECT id FROM users WHERE name LIKE :p1"), {"p1": f"%{word}%"})
`,
    },
    {
      // The name of a table cannot be a parameter.
      before: `import sqlite3


def count(connection: sqlite3.Connection, table, name):
    return connection.execute(f"SELECT COUNT(*) FROM {table} WHERE name = '{name}'")
`,
      after: `import sqlite3


def count(connection: sqlite3.Connection, table, name):
    return connection.execute(f"SELECT COUNT(*) FROM {table} WHERE name = '{name}'")
`,
    },
  ],
});
