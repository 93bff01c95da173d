import type { Expr, FunctionDef, Module, Node } from '../python/nodes.ts';
import { children, walk } from '../python/walk.ts';
import type { SourceFile } from '../text/source-file.ts';

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

/** A test that was found in the project's source, and how it sends a step out of a folder to a handler. */
export interface Sender {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** `client.get`, or the name of the project's own function. */
  readonly handler: string;
}

/** How a test sends a step out of a folder to a handler; null when it is not seen to, or asserts nothing. */
export function senderOf(
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
