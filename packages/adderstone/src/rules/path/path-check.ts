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

/** True when a text argument ends in a path separator, so that a prefix test on it is a containment test: `base + os.sep`, `f"{base}/"`, `"/srv/"`. */
export function endsInSeparator(expression: Expr, module: Node | null = null): boolean {
  switch (expression.kind) {
    case 'Constant':
      return typeof expression.value === 'string' && /[/\\]$/.test(expression.value);
    case 'JoinedStr': {
      const last = expression.values.at(-1);
      return (
        last !== undefined &&
        (last.kind === 'FormattedValue' ? endsInSeparator(last.value, module) : endsInSeparator(last, module))
      );
    }
    case 'BinOp':
      return expression.op === '+' && endsInSeparator(expression.right, module);
    case 'Attribute':
      return expression.attr === 'sep' || expression.attr === 'altsep';
    case 'Name':
      return /(?:^|_)sep$|slash|_prefix$/i.test(expression.id) || isConstantFolder(expression.id, module);
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

/** True when the module binds a name once, to a text that ends in a separator. */
function isConstantFolder(name: string, module: Node | null): boolean {
  if (module?.kind !== 'Module') return false;
  const bound = module.body.filter(
    (statement) =>
      statement.kind === 'Assign' && statement.targets.some((target) => target.kind === 'Name' && target.id === name),
  );
  const only = bound.length === 1 ? bound[0] : undefined;
  return only?.kind === 'Assign' && only.value.kind === 'Constant' && endsInSeparator(only.value);
}
