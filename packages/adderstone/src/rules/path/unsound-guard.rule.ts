import type { Call, Expr, Node, Try } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';
import { defineRule, py, type Reporter, type TreeContext } from '../rule.ts';
import { leaves } from '../stop/refusal.ts';
import { endsInSeparator, normalizesInPlace, speaksOfPath } from './path-check.ts';

/** A condition that is meant to keep a path in its folder, and whether it does. */
interface Guard {
  readonly node: Expr;
  readonly flaw: string | null;
  readonly note: string;
}

function isNameCall(node: Expr, attribute: string): node is Call {
  return node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === attribute;
}

/** The text inside `str(…)` or `os.fspath(…)`, else the expression itself. */
function unwrapped(expression: Expr): Expr {
  if (expression.kind === 'Call' && expression.args.length === 1) {
    const { func } = expression;
    if ((func.kind === 'Name' && func.id === 'str') || (func.kind === 'Attribute' && func.attr === 'fspath'))
      return expression.args[0] as Expr;
  }
  return expression;
}

/** Names that an earlier statement of the same function bound to a resolved path. */
function resolvedNames(context: TreeContext): ReadonlySet<string> {
  const names = new Set<string>();
  const scope = [...context.ancestors].reverse().find((node) => node.kind === 'FunctionDef' || node.kind === 'Module');
  if (scope === undefined) return names;
  walk(scope, (node: Node) => {
    if (node.kind === 'Assign' && normalizesInPlace(node.value)) {
      for (const target of node.targets) if (target.kind === 'Name') names.add(target.id);
    } else if (
      node.kind === 'AnnAssign' &&
      node.value !== null &&
      node.target.kind === 'Name' &&
      normalizesInPlace(node.value)
    )
      names.add(node.target.id);
    else if (node.kind === 'NamedExpr' && normalizesInPlace(node.value)) names.add(node.target.id);
  });
  return names;
}

/** The function around a place and its module, innermost first. */
function scopesAround(context: TreeContext): readonly Node[] {
  const around = [...context.ancestors].reverse();
  const inside = around.find((node) => node.kind === 'FunctionDef');
  const module = around.find((node) => node.kind === 'Module');
  return [inside, module].filter((node) => node !== undefined);
}

function guardOf(test: Expr, context: TreeContext): Guard | null {
  if (test.kind !== 'Call' || test.func.kind !== 'Attribute') {
    if (test.kind === 'Compare' && test.ops.length === 1) {
      const sides = [test.left, test.comparators[0] as Expr];
      const prefix = sides.find((side): side is Call => isNameCall(side, 'commonprefix'));
      if (prefix !== undefined) {
        const base = sides.find((side) => side !== prefix);
        if (base !== undefined && endsInSeparator(base, scopesAround(context)))
          return { node: test, flaw: null, note: 'prefix with its separator' };
        return {
          node: test,
          flaw: '`commonprefix` compares characters, not folders: `/app/uploads_evil/x` shares the prefix of `/app/uploads`',
          note: '',
        };
      }
      const common = sides.find((side): side is Call => isNameCall(side, 'commonpath'));
      if (common !== undefined) return { node: test, flaw: null, note: '`commonpath` compared with the base' };
    }
    return null;
  }
  const receiver = test.func.value;
  if (test.func.attr === 'startswith' && test.args.length === 1) {
    const prefix = unwrapped(test.args[0] as Expr);
    const subject = unwrapped(receiver);
    if (!speaksOfPath(prefix) || prefix.kind === 'Constant' || !speaksOfPath(subject)) return null;
    const resolved = normalizesInPlace(subject) || (subject.kind === 'Name' && resolvedNames(context).has(subject.id));
    if (endsInSeparator(test.args[0] as Expr, scopesAround(context)))
      return resolved ? { node: test, flaw: null, note: 'prefix with its separator, on a resolved path' } : null;
    // Only a resolved path, or one compared after str(): otherwise it may be any text that happens to start alike.
    if (!resolved && subject === receiver) return null;
    return {
      node: test,
      flaw: 'a prefix without its separator: `/app/uploads_evil/x` starts with `/app/uploads` as well',
      note: '',
    };
  }
  if (test.func.attr === 'is_relative_to') {
    const subject = receiver;
    const resolved =
      normalizesInPlace(subject) ||
      (subject.kind === 'Name' && resolvedNames(context).has(subject.id)) ||
      subject.kind === 'Attribute';
    return resolved
      ? { node: test, flaw: null, note: '`is_relative_to` on a resolved path' }
      : {
          node: test,
          flaw: '`is_relative_to` compares names only, and the path is not resolved: `uploads/../secret` passes',
          note: '',
        };
  }
  return null;
}

function judge(test: Expr, context: TreeContext, report: Reporter, isGuard: boolean): void {
  const open: Expr[] = [test];
  while (open.length > 0) {
    const next = open.pop() as Expr;
    if (next.kind === 'UnaryOp' && next.op === 'not') open.push(next.operand);
    else if (next.kind === 'BoolOp') open.push(...next.values);
    else {
      const guard = guardOf(next, context);
      if (guard === null) continue;
      const place = { file: context.file, start: guard.node.start, end: guard.node.end };
      if (guard.flaw === null) report.safe(place, 'guarded', guard.note);
      else if (isGuard) report.violation(place, { message: guard.flaw });
    }
  }
}

/** `path.relative_to(base)` whose value nobody wants, in a `try` that leaves on `ValueError`: a check by its exception. */
function judgeRaising(statement: Try, context: TreeContext, report: Reporter): void {
  if (!statement.handlers.some((handler) => leaves(handler.body))) return;
  for (const one of statement.body) {
    if (one.kind !== 'ExprStmt' || !isNameCall(one.value, 'relative_to') || one.value.func.kind !== 'Attribute')
      continue;
    const subject = one.value.func.value;
    const place = { file: context.file, start: one.value.start, end: one.value.end };
    const resolved = normalizesInPlace(subject) || (subject.kind === 'Name' && resolvedNames(context).has(subject.id));
    if (resolved) report.safe(place, 'guarded', '`relative_to` on a resolved path');
    else
      report.violation(place, {
        message: '`relative_to` compares names only, and the path is not resolved: `uploads/../../secret` passes',
      });
  }
}

export const rule = defineRule({
  id: 'path/unsound-guard',
  title: 'A path is checked against its folder in a way that lets others through',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [22],
  why: 'The check looks like a guard and is none: some path outside the folder passes it.',
  instead: 'Resolve both, then `if not path.is_relative_to(base): raise …`.',
  equivalents: ['codeql:py/path-injection'],
  tree: {
    If: (statement, context, report) => judge(statement.test, context, report, isGuarding(statement)),
    Assert: (statement, context, report) => judge(statement.test, context, report, true),
    Return: (statement, context, report) => {
      if (statement.value !== null && isPredicate(context)) judge(statement.value, context, report, true);
    },
    IfExp: (expression, context, report) => judge(expression.test, context, report, true),
    Try: (statement, context, report) => judgeRaising(statement, context, report),
  },
  bad: [
    py`
      import os
      class Files:
          def __init__(self, root):
              self.root = os.path.abspath(root)
          def locate(self, name):
              path = os.path.normpath(os.path.join(self.root, name))
              if not path.startswith(self.root):  # ! unsound-guard
                  raise PermissionError(name)
              return path
    `,
    py`
      from pathlib import Path
      def unpack(root: Path, names):
          for name in names:
              target = root.joinpath(name)
              try:
                  target.relative_to(root)  # ! unsound-guard
              except ValueError:
                  raise RuntimeError("outside of the folder")
              target.write_bytes(b"")
    `,
    py`
      from pathlib import Path
      def read(name):
          base_dir = Path("/app/uploads")
          user_path = (base_dir / name).resolve()
          if not str(user_path).startswith(str(base_dir)):  # ! unsound-guard
              raise ValueError("traversal")
          return user_path.read_text()
    `,
    py`
      import os
      ROOT = "/srv/files"
      def read(name):
          path = os.path.realpath(os.path.join(ROOT, name))
          if os.path.commonprefix([path, ROOT]) != ROOT:  # ! unsound-guard
              raise PermissionError(name)
          return open(path).read()
    `,
    py`
      from pathlib import Path
      def read(base, name):
          path = base / name
          if not path.is_relative_to(base):  # ! unsound-guard
              raise PermissionError(name)
          return path.read_text()
    `,
    py`
      import os
      root = os.path.join("/srv", "")
      def read(root, name):
          path = os.path.abspath(os.path.join(root, name))
          if not path.startswith(root):  # ! unsound-guard
              raise PermissionError(name)
          return open(path).read()
    `,
    py`
      import os
      def is_inside(path, root):
          return os.path.abspath(path).startswith(os.path.abspath(root))  # ! unsound-guard
    `,
  ],
  good: [
    py`
      from pathlib import Path
      def unpack(root: Path, names):
          for name in names:
              target = root.joinpath(name).resolve()
              try:
                  target.relative_to(root)
              except ValueError:
                  raise RuntimeError("outside of the folder")
              target.write_bytes(b"")
      def shown(path: Path, root: Path):
          try:
              return path.relative_to(root)
          except ValueError:
              return path
    `,
    py`
      from pathlib import Path
      def read(base, name):
          path = (base / name).resolve()
          if not path.is_relative_to(base.resolve()):
              raise PermissionError(name)
          return path.read_text()
    `,
    py`
      import os
      ROOT = "/srv/files"
      def read(name):
          path = os.path.realpath(os.path.join(ROOT, name))
          if not path.startswith(ROOT + os.sep):
              raise PermissionError(name)
          if os.path.commonpath([path, ROOT]) != ROOT:
              raise PermissionError(name)
          return open(path).read()
    `,
    py`
      import os
      def read(root, name):
          root = os.path.join(os.path.abspath(root), "")
          path = os.path.abspath(os.path.join(root, name))
          if not path.startswith(root):
              raise PermissionError(name)
          return open(path).read()
      def stored(into, name):
          folder: str = os.path.normpath(into)
          folder += os.sep
          path = os.path.normpath(os.path.join(folder, name))
          if not path.startswith(folder):
              raise PermissionError(name)
          return open(path).read()
    `,
    py`
      def route(request, path_prefix):
          if request.path.startswith("/admin"):
              return None
          return path_prefix
    `,
  ],
});

/** True when a condition decides whether a path is used: its refusing branch leaves, or only its accepting branch opens something. */
function isGuarding(statement: Extract<Node, { kind: 'If' }>): boolean {
  const { test } = statement;
  const refuses =
    (test.kind === 'UnaryOp' && test.op === 'not') ||
    (test.kind === 'Compare' && test.ops[0] === '!=') ||
    (test.kind === 'BoolOp' && test.op === 'or');
  return refuses ? leaves(statement.body) : leaves(statement.orelse) || isOpening(statement.body);
}

/** True when a block opens or writes something, so that its condition guards it. */
function isOpening(body: readonly Node[]): boolean {
  let found = false;
  for (const statement of body) {
    walk(statement, (node) => {
      if (node.kind !== 'Call') return;
      const name = node.func.kind === 'Name' ? node.func.id : node.func.kind === 'Attribute' ? node.func.attr : '';
      if (
        /^(?:open|read_text|read_bytes|write_text|write_bytes|send_file|unlink|remove|rmtree|mkdir|FileResponse|sendfile)$/.test(
          name,
        )
      )
        found = true;
    });
  }
  return found;
}

/** True in a function whose name says that it answers whether a path is inside. */
function isPredicate(context: TreeContext): boolean {
  const around = [...context.ancestors].reverse().find((node) => node.kind === 'FunctionDef');
  return (
    around?.kind === 'FunctionDef' &&
    /inside|within|safe|allowed|contain|valid|is_(?:sub|rel|child|under)|under|in_(?:dir|directory|folder|root|base)|subpath|traversal/i.test(
      around.name,
    )
  );
}
