// Holds the parser to CPython 3.13's `ast` (kind, span, names, constants, operators of every node) and to ruff's fixtures.
// usage: node tools/oracle.mjs [--sample | --installed]    needs `npm run corpora` and a CPython 3.13 (PYTHON313, or python3.13, or pyenv's)
//   --sample      every 25th file
//   --installed   only every 40th file of CPython's own tests, no corpora; ends with 3 when there is no CPython 3.13
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseModule } from '../packages/adderstone/src/python/parser.ts';
import { walk } from '../packages/adderstone/src/python/walk.ts';

const { values } = parseArgs({ options: { sample: { type: 'boolean' }, installed: { type: 'boolean' } } });
const root = new URL('..', import.meta.url).pathname;

/** Files that differ for a known reason; the list may only shrink. */
const KNOWN = new Map([['test/test_fstring.py', 'a comment inside a debugging field `{x = # …}`']]);
/** ruff's valid fixtures that are reported as broken, by the end of their path; the list may only shrink. */
const VALID_REFUSED = new Map([
  ['inline/ok/parenthesized_kwarg_py37.py', '`f((a)=1)`, which Python refuses since 3.8'],
]);

const OPERATORS = {
  '+': 'Add',
  '-': 'Sub',
  '*': 'Mult',
  '@': 'MatMult',
  '/': 'Div',
  '%': 'Mod',
  '**': 'Pow',
  '<<': 'LShift',
  '>>': 'RShift',
  '|': 'BitOr',
  '^': 'BitXor',
  '&': 'BitAnd',
  '//': 'FloorDiv',
  and: 'And',
  or: 'Or',
  '==': 'Eq',
  '!=': 'NotEq',
  '<': 'Lt',
  '<=': 'LtE',
  '>': 'Gt',
  '>=': 'GtE',
  is: 'Is',
  'is not': 'IsNot',
  in: 'In',
  'not in': 'NotIn',
};
const UNARY = { '~': 'Invert', not: 'Not', '+': 'UAdd', '-': 'USub' };
/** Parts that CPython gives no position, or none of the same meaning. */
const WITHOUT_PLACE = new Set(['Module', 'Arguments', 'WithItem', 'Comprehension', 'MatchCase']);

function hex(text, width) {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out += (code & 255).toString(16).padStart(2, '0');
    if (width === 2) out += (code >> 8).toString(16).padStart(2, '0');
  }
  return out;
}

function number(value) {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  const text = String(value);
  return text;
}

function detail(node) {
  switch (node.kind) {
    case 'Constant':
      if (node.type === 'str') return `str ${hex(node.value, 2)}`;
      if (node.type === 'bytes') return `bytes ${hex(node.value, 1)}`;
      if (node.type === 'int') return `0x${node.value.toString(16)}`;
      if (node.type === 'float' || node.type === 'complex') return `${node.type} ${number(node.value)}`;
      return node.type === 'none' ? 'None' : node.type === 'ellipsis' ? 'Ellipsis' : node.value ? 'True' : 'False';
    case 'Name':
      return node.id;
    case 'Attribute':
      return node.attr;
    case 'Arg':
      return node.arg;
    case 'Keyword':
      return node.arg ?? '**';
    case 'FunctionDef':
    case 'ClassDef':
      return node.name;
    case 'Alias':
      return node.asname === null ? node.name : `${node.name} ${node.asname}`;
    case 'FormattedValue':
      return String(node.conversion);
    case 'BinOp':
    case 'BoolOp':
    case 'AugAssign':
      return OPERATORS[node.op];
    case 'UnaryOp':
      return UNARY[node.op];
    case 'Compare':
      return node.ops.map((operator) => OPERATORS[operator]).join(' ');
    case 'MatchAs':
    case 'MatchStar':
      return node.name ?? '_';
    case 'ImportFrom':
      return `${node.module ?? ''} ${node.level}`;
    default:
      return '';
  }
}

/** Floats compare by value, since the two languages print them differently. */
function canonical(entry) {
  const match = /^(Constant \d+ \d+ (?:float|complex) )(.*)$/.exec(entry);
  return match === null ? entry : match[1] + Number(match[2].replace(/^inf$/, 'Infinity'));
}

function nodesOf(text) {
  const found = [];
  const module = parseModule(text);
  walk(module, (node) => {
    if (!WITHOUT_PLACE.has(node.kind))
      found.push(canonical(`${node.kind} ${node.start} ${node.end} ${detail(node)}`.trim()));
  });
  return { found, problems: module.problems };
}

function pythonFiles(folder, every = 1) {
  if (!existsSync(folder)) {
    console.error(`${relative(root, folder)} is not there: run \`npm run corpora\` first`);
    process.exit(1);
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.pyi?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return files.filter((_, index) => index % every === 0);
}

function python313() {
  const pyenv = join(process.env.PYENV_ROOT ?? join(process.env.HOME ?? '/', '.pyenv'), 'versions');
  const versions = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith('3.13.')) : [];
  for (const candidate of [
    process.env.PYTHON313,
    'python3.13',
    ...versions.map((name) => join(pyenv, name, 'bin/python')),
  ]) {
    if (!candidate) continue;
    const asked = spawnSync(
      candidate,
      ['-c', 'import sys, test; print(sys.version_info[:2] == (3, 13), test.__path__[0])'],
      { encoding: 'utf8' },
    );
    const [is313, folder] = (asked.stdout ?? '').trim().split(' ');
    if (asked.status === 0 && is313 === 'True') return { program: candidate, tests: folder };
  }
  console.error('no CPython 3.13 with its test package: set PYTHON313');
  process.exit(values.installed ? 3 : 1);
}

const python = python313();
const every = values.installed ? 40 : values.sample ? 25 : 1;
let failed = 0;
const own = ["CPython's tests", python.tests];
for (const [name, folder] of values.installed
  ? [own]
  : [['django', join(root, '.corpora/django')], ['sympy', join(root, '.corpora/sympy')], own]) {
  const files = pythonFiles(folder, every);
  const run = spawnSync(python.program, [join(root, 'tools/oracle_ast.py')], {
    input: `${files.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  let equal = 0;
  let nodes = 0;
  let refused = 0;
  let known = 0;
  let named = 0;
  for (const line of run.stdout.split('\n')) {
    if (line === '') continue;
    const expected = JSON.parse(line);
    if (expected.refused !== undefined) {
      refused++;
      continue;
    }
    const { found, problems } = nodesOf(readFileSync(expected.path, 'utf8').replace(/^\ufeff/, ''));
    const open = new Map();
    for (const entry of expected.nodes) {
      const key = canonical(entry);
      open.set(key, (open.get(key) ?? 0) + 1);
    }
    let extra = [];
    for (const entry of found) {
      const count = open.get(entry) ?? 0;
      if (count === 0) extra.push(entry);
      else open.set(entry, count - 1);
    }
    let missing = [...open].filter(([, count]) => count > 0).map(([entry]) => entry);
    // Character names (`\\N{…}`) are not looked up: such a character is U+FFFD in ours.
    const unnamed = extra
      .filter((entry) => /^Constant \d+ \d+ str (?:....)*fdff/.test(entry))
      .map((entry) => entry.split(' ').slice(0, 3).join(' '));
    if (unnamed.length > 0) {
      named += unnamed.length;
      const at = new Set(unnamed);
      const rest = (entry) => !at.has(entry.split(' ').slice(0, 3).join(' '));
      extra = extra.filter(rest);
      missing = missing.filter(rest);
    }
    nodes += expected.nodes.length;
    if (extra.length === 0 && missing.length === 0 && problems.length === 0) equal++;
    else if ([...KNOWN.keys()].some((end) => expected.path.endsWith(end))) known++;
    else {
      failed++;
      if (failed <= 20)
        console.error(
          `${expected.path}\n  only ours: ${extra.slice(0, 2).join(' | ')}\n  only CPython's: ${missing.slice(0, 2).join(' | ')}\n  ${problems[0]?.message ?? ''}`,
        );
    }
  }
  console.log(
    `${name}: ${equal} of ${files.length - refused} files equal, ${nodes} nodes (${named} strings with a character by name); ${known} differ for a known reason; ${refused} not read by CPython or with CR line ends`,
  );
}

if (!values.installed) compareFixtures();
process.exitCode = failed > 0 ? 1 : 0;

function compareFixtures() {
  const fixtures = join(root, '.corpora/ruff/crates/ruff_python_parser/resources');
  let accepted = 0;
  const valid = [...pythonFiles(join(fixtures, 'valid'), every), ...pythonFiles(join(fixtures, 'inline/ok'), every)];
  for (const file of valid) {
    const { problems } = parseModule(readFileSync(file, 'utf8'));
    const known = [...VALID_REFUSED.keys()].some((end) => file.endsWith(end));
    if (problems.length === 0) accepted++;
    else if (!known) {
      failed++;
      console.error(`${relative(fixtures, file)}: ${problems[0].message} at ${problems[0].start}`);
    }
  }
  console.log(`ruff's valid fixtures: ${accepted} of ${valid.length} read without a problem`);
  const invalid = [
    ...pythonFiles(join(fixtures, 'invalid'), every),
    ...pythonFiles(join(fixtures, 'inline/err'), every),
  ];
  let reported = 0;
  for (const file of invalid) {
    const module = parseModule(readFileSync(file, 'utf8'));
    walk(module, () => {});
    if (module.problems.length > 0) reported++;
  }
  console.log(`ruff's invalid fixtures: all ${invalid.length} read without a throw, ${reported} with a problem`);
}
