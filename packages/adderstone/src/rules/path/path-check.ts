import type { Expr, Node } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';

/** Words by which code names base folders and paths. */
const PATH_NAME =
  /(?:^|_)(?:path|paths|dir|directory|base|basedir|root|folder|upload|uploads|prefix|home|location|filename|filepath|fullpath|abspath|realpath|dest|destination|target|media|static|static_?files?)(?:$|_)|path$|dir$|root$|folder$/i;

/** The dotted last names that an expression mentions. */
function names(expression: Expr): readonly string[] {
  const found: string[] = [];
  walk(expression, (node: Node) => {
    if (node.kind === 'Name') found.push(node.id);
    else if (node.kind === 'Attribute') found.push(node.attr);
  });
  return found;
}

/** True when an expression speaks of a file system path: by a name, or by a call that makes or resolves one. */
export function speaksOfPath(expression: Expr): boolean {
  return names(expression).some(
    (name) =>
      PATH_NAME.test(name) ||
      /^(?:resolve|abspath|realpath|normpath|absolute|Path|PurePath|joinpath|as_posix|getcwd|dirname)$/.test(name),
  );
}

/** True when an expression is certainly resolved in place: `p.resolve()`, `os.path.realpath(p)`, `abspath`. */
export function resolvesInPlace(expression: Expr): boolean {
  return names(expression).some((name) => /^(?:resolve|realpath|abspath|absolute)$/.test(name));
}

/** True when an expression is a path without `..`, links left as they are: resolved, or by `normpath`. */
export function normalizesInPlace(expression: Expr): boolean {
  return resolvesInPlace(expression) || names(expression).includes('normpath');
}

/**
 * True when a text argument ends in a path separator, so that a prefix test on it is a containment test: `base + os.sep`, `f"{base}/"`, `"/srv/"`.
 * @param scopes the function around the test and its module, innermost first, for names that they bind
 */
export function endsInSeparator(expression: Expr, scopes: readonly Node[] = []): boolean {
  switch (expression.kind) {
    case 'Constant':
      return typeof expression.value === 'string' && /[/\\]$/.test(expression.value);
    case 'JoinedStr': {
      const last = expression.values.at(-1);
      return last !== undefined && endsInSeparator(last.kind === 'FormattedValue' ? last.value : last, scopes);
    }
    case 'BinOp':
      return expression.op === '+' && endsInSeparator(expression.right, scopes);
    case 'Attribute':
      return expression.attr === 'sep' || expression.attr === 'altsep';
    case 'Name':
      return /(?:^|_)sep$|slash|_prefix$/i.test(expression.id) || isBoundToFolder(expression.id, scopes);
    case 'Call':
      // os.path.join(base, '')
      if (expression.func.kind === 'Attribute' && expression.func.attr === 'join') {
        const last = expression.args.at(-1);
        return last?.kind === 'Constant' && last.value === '';
      }
      return false;
    default:
      return false;
  }
}

/** True when the innermost scope that binds a name gives it a separator at its end: `root = os.path.join(root, '')`, `root += os.sep`. */
function isBoundToFolder(name: string, scopes: readonly Node[]): boolean {
  for (const scope of scopes) {
    const { bound, added } = valuesOf(name, scope);
    if (added.some((value) => endsInSeparator(value))) return true;
    // Without scopes, as `root = root` would ask for ever.
    if (bound.length > 0) return bound.every((value) => endsInSeparator(value));
    if (isParameterOf(name, scope)) return false;
  }
  return false;
}

function isParameterOf(name: string, scope: Node): boolean {
  if (scope.kind !== 'FunctionDef') return false;
  const { posonlyargs, args, kwonlyargs } = scope.args;
  return [...posonlyargs, ...args, ...kwonlyargs].some((one) => one.arg === name);
}

/** What the statements of a scope itself bind a name to, and what they add to it (`+=`). */
function valuesOf(name: string, scope: Node): { readonly bound: readonly Expr[]; readonly added: readonly Expr[] } {
  const bound: Expr[] = [];
  const added: Expr[] = [];
  const isIt = (target: Expr): boolean => target.kind === 'Name' && target.id === name;
  walk(scope, (node) => {
    if (node !== scope && (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda'))
      return false;
    if (node.kind === 'Assign') {
      if (node.targets.some(isIt)) bound.push(node.value);
    } else if (node.kind === 'AnnAssign' || node.kind === 'NamedExpr') {
      if (node.value !== null && isIt(node.target)) bound.push(node.value);
    } else if (node.kind === 'AugAssign' && isIt(node.target)) added.push(node.value);
    return true;
  });
  return { bound, added };
}
