import type { CheckRun } from '../findings/check-run.ts';
import type { RawFinding, Site } from '../findings/finding.ts';
import type { ClassDef, Expr, FunctionDef, Module, Node } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import { children, walk } from '../python/walk.ts';
import type { SourceFile } from '../text/source-file.ts';
import type { ImportedReport, ImportedTest } from './imported.ts';

/** A step out of a folder, plain or percent-encoded. */
const ESCAPES = /\.\.[/\\]|%2e%2e|\.\.%2f|\.\.%5c/i;
/** Methods by which a test client sends a request. */
const VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'request',
  'open',
  'websocket_connect',
]);
/** What a test client is called, or made by. */
const CLIENT = /client|browser|\bapi\b/i;

/** What the tests of a JUnit report prove. */
export interface TestJudgement {
  readonly check: CheckRun;
  readonly findings: readonly RawFinding[];
  readonly sites: readonly Site[];
}

/** A test that was found in the project's source, and how it sends a step out of a folder to a handler. */
interface Sender {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** `client.get`, or the name of the project's own function. */
  readonly handler: string;
}

/**
 * What the tests of a report say about paths. A test counts only when its source in the project is seen to put a `../` (or an encoded one) into a request
 * of a test client or into a function of the project that is no test, and to assert something. Each that passed is a safe site, each that failed a
 * finding. The check ran when at least one counts and none of these was skipped.
 */
export function judgeTests(report: ImportedReport, sources: ReadonlyMap<string, SourceFile>): TestJudgement {
  const trees = new Map<string, Module>();
  const findings: RawFinding[] = [];
  const sites: Site[] = [];
  let found = 0;
  let skipped = 0;
  const counted = new Set<string>();
  for (const test of report.tests) {
    const file = fileOf(test, sources);
    if (file === null) continue;
    let tree = trees.get(file.path);
    if (tree === undefined) {
      tree = parseModule(file.text);
      trees.set(file.path, tree);
    }
    const body = functionOf(test, tree);
    if (body === null) continue;
    found++;
    const sender = senderOf(body, tree, file, sources);
    if (sender === null) continue;
    if (test.outcome === 'skipped') {
      skipped++;
      continue;
    }
    const key = `${file.path}\n${sender.start}\n${test.outcome}`;
    if (counted.has(key)) continue;
    counted.add(key);
    const { line } = file.position(sender.start);
    if (test.outcome === 'passed')
      sites.push({
        check: 'external:junit',
        outcome: 'safe',
        reason: 'verified',
        note: `passed, and sends \`../\` to \`${sender.handler}\``,
        path: file.path,
        line,
      });
    else findings.push(failure(sender));
  }
  const passed = sites.length;
  const total = report.tests.length;
  const reason =
    report.unproven ??
    (total === 0
      ? 'the report has no test'
      : found === 0
        ? 'it is about other tests: none of them is in this project'
        : skipped > 0
          ? `${skipped} ${skipped === 1 ? 'test that sends' : 'tests that send'} \`../\` to a handler did not run`
          : passed + findings.length === 0
            ? 'no test of it is seen to send `../` to a handler and to assert something'
            : null);
  const note = `${total} ${total === 1 ? 'test' : 'tests'}, ${found} found in this project, ${passed + findings.length} seen to send \`../\` to a handler`;
  return { check: { check: 'external:junit', ran: reason === null, optional: true, reason, note }, findings, sites };
}

function failure({ file, start, end, handler }: Sender): RawFinding {
  const from = file.position(start);
  const to = file.position(end);
  return {
    rule: 'external/junit',
    cwe: [22],
    severity: 'high',
    confidence: 'high',
    cause: 'probe',
    tier: null,
    message: `a test that sends \`../\` to \`${handler}\` fails`,
    instead: 'Resolve the path and check that it lies below the base folder, until the test passes.',
    location: {
      path: file.path,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      cell: from.cell,
    },
    start,
    end,
    trace: [],
    fix: null,
    check: 'external:junit',
  };
}

/** The file of a test: as the report names it, else by its dotted class name; null when the project has none or several. */
function fileOf(test: ImportedTest, sources: ReadonlyMap<string, SourceFile>): SourceFile | null {
  const candidates: string[] = [];
  if (test.file !== null) candidates.push(test.file.replaceAll('\\', '/').replace(/^\.\//, ''));
  const parts = test.classname.split('.');
  for (let count = parts.length; count > 0; count--) candidates.push(`${parts.slice(0, count).join('/')}.py`);
  for (const candidate of candidates) {
    const exact = sources.get(candidate);
    if (exact !== undefined) return exact;
    const below = [...sources.keys()].filter(
      (path) => path.endsWith(`/${candidate}`) || candidate.endsWith(`/${path}`),
    );
    if (below.length === 1) return sources.get(below[0] as string) ?? null;
  }
  return null;
}

/** The function of a test: in the class that its class name ends with, else at the top of the module. */
function functionOf(test: ImportedTest, tree: Module): FunctionDef | null {
  const name = /^[\w]+/.exec(test.name)?.[0] ?? '';
  const last = test.classname.slice(test.classname.lastIndexOf('.') + 1);
  const holder = tree.body.find((one): one is ClassDef => one.kind === 'ClassDef' && one.name === last);
  const body = holder?.body ?? tree.body;
  return body.find((one): one is FunctionDef => one.kind === 'FunctionDef' && one.name === name) ?? null;
}

/** How a test sends a step out of a folder to a handler; null when it is not seen to, or asserts nothing. */
function senderOf(
  test: FunctionDef,
  tree: Module,
  file: SourceFile,
  sources: ReadonlyMap<string, SourceFile>,
): Sender | null {
  const laden = ladenNames(test, tree);
  const own = projectNames(tree, test, file.path, sources);
  const clients = clientNames(test, tree);
  let handler = '';
  let asserts = false;
  walk(test, (node) => {
    if (node.kind === 'Assert') asserts = true;
    if (node.kind !== 'Call') return;
    const called = dotted(node.func);
    if (/^(?:self\.)?assert|(?:^|\.)raises$|(?:^|\.)fail$/.test(called)) asserts = true;
    if (handler !== '') return;
    const values = [...node.args, ...node.keywords.map(({ value }) => value)];
    if (!values.some((value) => isLaden(value, laden, true))) return;
    const cut = called.lastIndexOf('.');
    const receiver = called.slice(0, Math.max(0, cut));
    const verb = called.slice(cut + 1);
    const isRequest = cut > 0 && VERBS.has(verb) && (CLIENT.test(receiver) || clients.has(receiver));
    const head = called.split('.')[0] as string;
    if (isRequest || own.has(head)) handler = called;
  });
  if (handler === '' || !asserts) return null;
  return { file, start: test.nameStart, end: test.nameStart + test.name.length, handler: handler.slice(0, 80) };
}

/** Names that hold a step out of a folder: constants of the module, parameters of the test, variables and loop variables. */
function ladenNames(test: FunctionDef, tree: Module): ReadonlySet<string> {
  const laden = new Set<string>();
  const take = (target: Expr): void => {
    walk(target, (node) => {
      if (node.kind === 'Name') laden.add(node.id);
    });
  };
  for (const decorator of test.decorators) {
    if (decorator.kind !== 'Call' || !/parametrize$/.test(dotted(decorator.func))) continue;
    const [names, values] = decorator.args;
    if (names === undefined || values === undefined) continue;
    for (const statement of tree.body)
      if (statement.kind === 'Assign' && isLaden(statement.value, laden, false))
        for (const target of statement.targets) take(target);
    if (!isLaden(values, laden, false)) continue;
    walk(names, (node) => {
      if (node.kind === 'Constant' && typeof node.value === 'string')
        for (const name of node.value.split(',')) laden.add(name.trim());
    });
  }
  for (let round = 0; round < 8; round++) {
    const before = laden.size;
    const visit = (node: Node): void => {
      if (node.kind === 'Assign' && isLaden(node.value, laden, false)) for (const target of node.targets) take(target);
      else if (node.kind === 'AnnAssign' && node.value !== null && isLaden(node.value, laden, false)) take(node.target);
      else if (node.kind === 'For' && isLaden(node.iter, laden, false)) take(node.target);
    };
    for (const statement of tree.body)
      if (statement.kind === 'Assign' || statement.kind === 'AnnAssign') visit(statement);
    walk(test, visit);
    if (laden.size === before) break;
  }
  return laden;
}

/** Functions whose result holds what their arguments do; so do classes and a text's own methods. */
const PASSING = new Set([
  'str',
  'bytes',
  'quote',
  'quote_plus',
  'urlencode',
  'join',
  'format',
  'list',
  'tuple',
  'sorted',
  'enumerate',
  'zip',
  'param',
]);

/**
 * Whether an expression holds a step out of a folder, itself or by a name.
 * @param through false where the result of a call is asked about: most calls do not give back what they are given
 */
function isLaden(expression: Expr, laden: ReadonlySet<string>, through: boolean): boolean {
  const stack: Node[] = [expression];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (node.kind === 'Constant' && (node.type === 'str' || node.type === 'bytes') && ESCAPES.test(String(node.value)))
      return true;
    if (node.kind === 'Name' && laden.has(node.id)) return true;
    if (node.kind === 'Call' && !through) {
      const name = dotted(node.func);
      const last = name.slice(name.lastIndexOf('.') + 1);
      if (!PASSING.has(last) && !/^[A-Z]/.test(last)) {
        if (node.func.kind === 'Attribute' && node.func.value.kind !== 'Call') {
          const { value } = node.func;
          if (value.kind === 'Constant' || (value.kind === 'Name' && laden.has(value.id))) stack.push(value);
        }
        continue;
      }
    }
    children(node, stack);
  }
  return false;
}

/** Names of the test's module that are functions, classes or modules of the project, tests left out. */
function projectNames(
  tree: Module,
  test: FunctionDef,
  path: string,
  sources: ReadonlyMap<string, SourceFile>,
): ReadonlySet<string> {
  const names = new Set<string>();
  const folder = path.split('/').slice(0, -1);
  const isProject = (parts: readonly string[]): boolean => {
    for (let count = parts.length; count > 0; count--) {
      const stem = parts.slice(0, count).join('/');
      for (const candidate of [`${stem}.py`, `${stem}/__init__.py`])
        for (const prefix of ['', 'src/'])
          if (sources.has(prefix + candidate) && !/(?:^|\/)(?:tests?\/|test_|conftest)/.test(candidate)) return true;
    }
    return false;
  };
  const visit = (node: Node): void => {
    if (node.kind === 'ImportFrom') {
      const above = node.level === 0 ? [] : folder.slice(0, folder.length - node.level + 1);
      const base = [...above, ...(node.module?.split('.') ?? [])];
      for (const { name, asname } of node.names) if (isProject([...base, name])) names.add(asname ?? name);
    } else if (node.kind === 'Import')
      for (const { name, asname } of node.names)
        if (isProject(name.split('.'))) names.add(asname ?? (name.split('.')[0] as string));
  };
  for (const statement of tree.body) visit(statement);
  walk(test, visit);
  return names;
}

/** Names that are bound to a test client: `client = TestClient(app)`, `with app.test_client() as c`. */
function clientNames(test: FunctionDef, tree: Module): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === 'Assign' && node.value.kind === 'Call' && CLIENT.test(dotted(node.value.func))) {
      for (const target of node.targets) if (target.kind === 'Name') names.add(target.id);
    } else if (
      node.kind === 'WithItem' &&
      node.contextExpr.kind === 'Call' &&
      CLIENT.test(dotted(node.contextExpr.func))
    ) {
      if (node.optionalVars?.kind === 'Name') names.add(node.optionalVars.id);
    }
  };
  for (const statement of tree.body) visit(statement);
  walk(test, visit);
  return names;
}

/** `a.b.c` of a name or attribute; a call within is left out; empty for anything else. */
function dotted(expression: Expr): string {
  const parts: string[] = [];
  let at: Expr = expression;
  for (;;) {
    if (at.kind === 'Attribute') {
      parts.unshift(at.attr);
      at = at.value;
    } else if (at.kind === 'Call') at = at.func;
    else if (at.kind === 'Name') return [at.id, ...parts].join('.');
    else return parts.join('.');
  }
}
