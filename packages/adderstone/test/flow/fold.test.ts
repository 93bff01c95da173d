import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import type { CallEvent, Event } from '../../src/flow/event.ts';
import type { Constant } from '../../src/flow/value.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });

const text = fc.constantFrom(
  "''",
  "'a'",
  "'Ab c'",
  "'x,y,,z'",
  "'%s-%d'",
  "'{}|{:>4}'",
  "'  pad '",
  "'12'",
  "'é'",
  "'🐍b'",
  "'a/b'",
  "'-7'",
);
const number = fc.constantFrom(
  '0',
  '1',
  '-1',
  '2',
  '7',
  '-3',
  '255',
  '10**20',
  '2**70',
  '0.5',
  '-2.25',
  '1e30',
  'True',
  'False',
);
const { expression } = fc.letrec<{ expression: string; any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    number,
    fc.constantFrom('None', "b'ab'", '(1, "a")', '[1, 2, 3]', '{"k": 1}'),
    tie('expression'),
  ),
  expression: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(tie('any'), fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '|', '^'), tie('any'))
      .map((p) => `(${p.join(' ')})`),
    fc
      .tuple(tie('any'), fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is', 'is not'), tie('any'))
      .map((p) => `(${p.join(' ')})`),
    fc.tuple(fc.constantFrom('-', 'not ', '~', '+'), tie('any')).map(([op, a]) => `(${op}${a})`),
    fc.tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any')).map((p) => `(${p.join(' ')})`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
    fc.tuple(tie('any'), number).map(([a, i]) => `(${a})[${i}]`),
    fc.tuple(tie('any'), fc.constantFrom('1:', ':2', '::-1', '-2:', '0:-1', '5:1')).map(([a, s]) => `(${a})[${s}]`),
    fc
      .tuple(tie('any'), fc.constantFrom('', '!r', '!s', ':>5', ':05', ':<4', ':^7', ':x', ':d'))
      .map(([a, s]) => `f"<{(${a})${s}}>"`.replace(/"(k|a)"/g, "'$1'")),
    fc.tuple(text, tie('any')).map(([a, b]) => `(${a} % (${b},))`),
    fc
      .tuple(
        text,
        fc.constantFrom(
          'lower()',
          'upper()',
          'title()',
          'capitalize()',
          'strip()',
          "strip('a')",
          "replace('a', 'bb')",
          "split(',')",
          'split()',
          "split('a', 1)",
          "rsplit(',', 1)",
          "partition(',')",
          "rpartition('/')",
          "startswith('a')",
          "endswith('z')",
          "find('b')",
          "count('a')",
          'zfill(5)',
          'ljust(4)',
          "rjust(5, '*')",
          "encode('utf-8')",
          'isdigit()',
          'isalnum()',
          'isalpha()',
          'swapcase()',
          "removeprefix('a')",
          "removesuffix('z')",
          'splitlines()',
          "join(['p', 'q'])",
          'format(1, 2)',
        ),
      )
      .map(([a, m]) => `(${a}).${m}`),
    fc
      .tuple(fc.constantFrom('str', 'len', 'int', 'bool', 'abs', 'list', 'tuple'), tie('any'))
      .map(([f, a]) => `${f}(${a})`),
  ),
}));

const ORACLE = `
import sys, json, warnings
warnings.simplefilter("ignore")
def show(v):
    t = type(v).__name__
    if t in ("str", "bytes"): return [t, v if t == "str" else v.decode("latin-1")]
    if t == "int": return [t, str(v)]
    if t == "float": return [t, repr(v)]
    if t == "bool": return [t, v]
    if v is None: return ["none", None]
    return None
out = []
for line in json.load(sys.stdin):
    try:
        out.append(show(eval(line)))
    except Exception:
        out.append("raises")
print(json.dumps(out))
`;

/** The one constant that each expression is known to be, or null. */
function known(expressions: readonly string[]): (Constant | null)[] {
  const file = new SourceFile('main.py', 'python', expressions.map((one) => `sink(${one})\n`).join(''));
  const tree = parseModule(file.text);
  expect(tree.problems).toEqual([]);
  const found: (Constant | null)[] = expressions.map(() => null);
  analyze([{ file, tree }], MODELS, {
    wants: () => false,
    all: new Set<Event['kind']>(['call']),
    tell(event) {
      const call = event as CallEvent;
      if (call.name !== 'sink') return;
      const value = call.args[0];
      const line = file.position(call.start).line - 1;
      if (value?.complete && value.constants.length === 1 && value.references.length === 0)
        found[line] = value.constants[0] ?? null;
    },
  });
  return found;
}

test.runIf(python.status === 0)('what is folded is what CPython computes', () => {
  const expressions = fc
    .sample(expression, { numRuns: 3000, seed: 20260101 })
    .filter(
      (one) =>
        one.length < 300 &&
        !/\*\* \(?\(?(?:10\*\*20|2\*\*70|1e30|255)|<< \(?(?:10\*\*20|2\*\*70)/.test(one) &&
        (one.match(/\*\*|<<|\*/g) ?? []).length < 4,
    );
  const run = spawnSync('python3', ['-c', ORACLE], {
    input: JSON.stringify(expressions),
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(run.status, run.stderr).toBe(0);
  const wanted = JSON.parse(run.stdout) as (readonly [string, unknown] | null | 'raises')[];
  const got = known(expressions);
  let folded = 0;
  const wrong: string[] = [];
  for (let i = 0; i < expressions.length; i++) {
    const constant = got[i];
    const want = wanted[i];
    if (!constant || want === 'raises') continue;
    folded++;
    const value =
      constant.type === 'int'
        ? String(constant.value)
        : constant.type === 'float'
          ? Number(constant.value)
          : constant.value;
    const shown =
      want === null || want === undefined
        ? null
        : want[0] === 'float'
          ? Number(String(want[1]).replace('inf', 'Infinity'))
          : want[1];
    if (want === null || want === undefined || want[0] !== constant.type || !Object.is(value, shown)) {
      wrong.push(`${expressions[i]}: ${constant.type} ${String(constant.value)}, CPython ${JSON.stringify(want)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(folded).toBeGreaterThan(400);
});
