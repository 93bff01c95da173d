import { type ImportedTest, MAX_RESULTS, type ReportRefusal, shownName, timeOf } from './imported.ts';
import type { Content } from './sarif.ts';

/** Deepest nesting of elements that is read. */
const DEEPEST = 64;

/**
 * Reads a JUnit report as pytest, unittest-xml-reporting and others write it: test cases with their class, file and outcome. Refuses what is not well
 * formed, a document type declaration (and with it entities), and more than 50,000 tests. Linear; text between elements is not kept.
 */
export function readJunit(text: string): Content | ReportRefusal {
  const tests: ImportedTest[] = [];
  const open: string[] = [];
  let current: { classname: string; name: string; file: string | null; outcome: ImportedTest['outcome'] } | null = null;
  let time: number | null = null;
  let suites = 0;
  let at = 0;
  const fail = (what: string): ReportRefusal => ({
    refused: `is not well-formed XML on line ${text.slice(0, at).split('\n').length}: ${what}`,
  });
  while (at < text.length) {
    const start = text.indexOf('<', at);
    if (start < 0) break;
    at = start;
    if (text.startsWith('<!--', at) || text.startsWith('<![CDATA[', at) || text.startsWith('<?', at)) {
      const [head, tail] = text.startsWith('<?', at)
        ? ['<?', '?>']
        : text[at + 2] === '-'
          ? ['<!--', '-->']
          : ['<![CDATA[', ']]>'];
      const end = text.indexOf(tail as string, at + (head as string).length);
      if (end < 0) return fail(`\`${head}\` is not closed`);
      at = end + (tail as string).length;
      continue;
    }
    if (text.startsWith('<!', at)) return { refused: 'has a document type declaration, which is not read' };
    const end = closingBracket(text, at);
    if (end < 0) return fail('an element is not closed');
    const body = text.slice(at + 1, end);
    if (body.startsWith('/')) {
      const name = open.pop();
      if (name !== body.slice(1).trim()) return fail('an end tag without its start');
      if (name === 'testcase' && current !== null) {
        tests.push(current);
        current = null;
      }
      at = end + 1;
      continue;
    }
    const element = /^[A-Za-z_][\w.:-]*/.exec(body)?.[0];
    if (element === undefined) return fail('an element without a name');
    if (open.length >= DEEPEST) return fail(`elements are nested more than ${DEEPEST} deep`);
    const empty = body.endsWith('/');
    if (element === 'testsuite') {
      suites++;
      const stamp = timeOf(attributes(body).get('timestamp'));
      if (stamp !== null) time = Math.max(time ?? 0, stamp);
    } else if (element === 'testsuites') suites++;
    else if (element === 'testcase') {
      if (tests.length >= MAX_RESULTS) return { refused: `has more than ${MAX_RESULTS} tests` };
      const given = attributes(body);
      current = {
        classname: given.get('classname') ?? '',
        name: given.get('name') ?? '',
        file: given.get('file') ?? null,
        outcome: 'passed',
      };
      if (empty) {
        tests.push(current);
        current = null;
      }
    } else if (current !== null && (element === 'failure' || element === 'error')) current.outcome = 'failed';
    else if (current !== null && element === 'skipped' && current.outcome === 'passed') current.outcome = 'skipped';
    if (!empty) open.push(element);
    at = end + 1;
  }
  if (open.length > 0) return fail(`\`${shownName(open.at(-1))}\` is not closed`);
  if (suites === 0) return { refused: 'is no JUnit report: expected `testsuites` or `testsuite`' };
  return {
    name: 'JUnit',
    version: null,
    time,
    unproven: null,
    results: [],
    tests,
    looked: null,
    hashes: [],
    blind: 0,
  };
}

/** Offset of the `>` that ends a tag, past quoted attribute values; -1 when there is none. */
function closingBracket(text: string, from: number): number {
  let quote = '';
  for (let i = from + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i;
    else if (c === '<') return -1;
  }
  return -1;
}

function attributes(body: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of body.matchAll(/\s([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    found.set(match[1] as string, unescape(match[2] ?? match[3] ?? ''));
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g, (whole, name, decimal, hex) => {
    if (typeof name === 'string') return ENTITIES[name] as string;
    const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
