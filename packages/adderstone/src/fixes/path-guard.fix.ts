import type { Call, Expr, Node } from '../python/nodes.ts';
import { type Draft, defineFixer } from './fixer.ts';
import { below, type FixSite, replace } from './site.ts';

/** The value inside `str(…)` or `os.fspath(…)`, or null. */
function textOfPath(site: FixSite, expression: Expr): Expr | null {
  if (expression.kind !== 'Call' || expression.args.length !== 1 || expression.keywords.length > 0) return null;
  const { func } = expression;
  const isText = (func.kind === 'Name' && func.id === 'str') || site.imports.resolve(func) === 'os.fspath';
  return isText ? (expression.args[0] as Expr) : null;
}

/** True when code makes a `pathlib.Path`: `Path(…)`, `x.resolve()`, `y / "z"` of one, a name that is only ever bound to such. */
function isPath(site: FixSite, expression: Expr, depth = 8): boolean {
  if (depth === 0) return false;
  switch (expression.kind) {
    case 'Call': {
      if (
        /^pathlib\.(?:Path|PosixPath|WindowsPath)(?:\.(?:cwd|home))?$/.test(site.imports.resolve(expression.func) ?? '')
      )
        return true;
      const { func } = expression;
      return (
        func.kind === 'Attribute' &&
        /^(?:resolve|absolute|joinpath|expanduser|with_name|with_suffix|relative_to)$/.test(func.attr) &&
        isPath(site, func.value, depth - 1)
      );
    }
    case 'BinOp':
      return (
        expression.op === '/' && (isPath(site, expression.left, depth - 1) || isPath(site, expression.right, depth - 1))
      );
    case 'Attribute':
      return expression.attr === 'parent' && isPath(site, expression.value, depth - 1);
    case 'Name': {
      const values: (Expr | null)[] = [];
      for (const node of below(site.tree, 'Assign')) {
        const hit = node.targets.some((target) =>
          below(target, 'Name').some(({ id, ctx }) => ctx === 'store' && id === expression.id),
        );
        if (hit) values.push(node.targets.every(({ kind }) => kind === 'Name') ? node.value : null);
      }
      const bindings = below(site.tree, 'Name').filter(({ id, ctx }) => id === expression.id && ctx === 'store').length;
      const isParameter = below(site.tree, 'Arg').some(({ arg }) => arg === expression.id);
      return (
        !isParameter &&
        values.length > 0 &&
        values.length === bindings &&
        values.every((value) => value !== null && isPath(site, value, depth - 1))
      );
    }
    default:
      return false;
  }
}

function fixPrefix(site: FixSite, call: Call, receiver: Expr): Draft | null {
  const prefix = call.args[0];
  if (prefix === undefined || call.args.length !== 1 || call.keywords.length > 0 || prefix.kind === 'Tuple')
    return null;
  if (!site.isPlainLine(call.start, call.end)) return null;
  const path = textOfPath(site, receiver);
  const base = textOfPath(site, prefix);
  if (path !== null && base !== null && isPath(site, path) && isPath(site, base)) {
    const subject = /^(?:Name|Attribute|Call|Subscript)$/.test(path.kind) ? site.text(path) : `(${site.text(path)})`;
    return {
      title: 'compared by folders (Python 3.9): only paths inside the folder pass',
      safety: 'safe',
      edits: [replace(call, `${subject}.is_relative_to(${site.text(base)})`)],
    };
  }
  const os = site.imports.module('os', call.start);
  if (os === null) return null;
  return {
    title: 'the prefix ends in a separator: the folder itself does not pass any more',
    safety: 'review',
    edits: [...os.edits, replace(prefix, `${os.name}.path.join(${site.text(prefix)}, "")`)],
  };
}

export const fixer = defineFixer({
  rules: ['path/unsound-guard'],
  fix(site): Draft | null {
    const { expression } = site;
    if (expression?.kind === 'Call' && expression.func.kind === 'Attribute') {
      const { func } = expression;
      if (func.attr === 'startswith') return fixPrefix(site, expression, func.value);
      const base = expression.args[0];
      if (func.attr !== 'is_relative_to' || base === undefined || expression.args.length !== 1) return null;
      if (base.kind === 'Constant' || !isSimple(func.value) || !isSimple(base)) return null;
      return {
        title: 'both resolved before they are compared; links that lead out of the folder are refused',
        safety: 'review',
        edits: [
          { start: func.value.end, end: func.value.end, text: '.resolve()' },
          { start: base.end, end: base.end, text: '.resolve()' },
        ],
      };
    }
    if (expression?.kind !== 'Compare') return null;
    const names = below(expression, 'Attribute').filter(
      (node) => site.imports.resolve(node) === 'os.path.commonprefix',
    );
    if (names.length !== 1) return null;
    const name = names[0] as Extract<Node, { kind: 'Attribute' }>;
    return {
      title:
        'compared by folders; the folder must be written without a separator at its end, and paths must be all absolute',
      safety: 'review',
      edits: [{ start: name.end - name.attr.length, end: name.end, text: 'commonpath' }],
    };
  },
  examples: [
    {
      before: `from pathlib import Path

UPLOADS = Path("/srv/uploads")


def read(name):
    target = (UPLOADS / name).resolve()
    if not str(target).startswith(str(UPLOADS)):  # stay inside
        raise PermissionError
    return target.read_text()
`,
      after: `from pathlib import Path

UPLOADS = Path("/srv/uploads")


def read(name):
    target = (UPLOADS / name).resolve()
    if not target.is_relative_to(UPLOADS):  # stay inside
        raise PermissionError
    return target.read_text()
`,
    },
    {
      before: `import os

ROOT = "/srv/files"


def read(name):
    path = os.path.realpath(os.path.join(ROOT, name))
    if not path.startswith(ROOT) or os.path.commonprefix([path, ROOT]) != ROOT:
        raise PermissionError(name)
    if not os.path.realpath(path).startswith(ROOT):
        raise PermissionError(name)
    return open(path).read()
`,
      after: `import os

ROOT = "/srv/files"


def read(name):
    path = os.path.realpath(os.path.join(ROOT, name))
    if not path.startswith(os.path.join(ROOT, "")) or os.path.commonpath([path, ROOT]) != ROOT:
        raise PermissionError(name)
    if not os.path.realpath(path).startswith(os.path.join(ROOT, "")):
        raise PermissionError(name)
    return open(path).read()
`,
    },
    {
      before: `def read(base, name):
    path = base / name
    if not path.is_relative_to(base):
        raise PermissionError(name)
    return path.read_text()
`,
      after: `def read(base, name):
    path = base / name
    if not path.resolve().is_relative_to(base.resolve()):
        raise PermissionError(name)
    return path.read_text()
`,
    },
  ],
});

function isSimple(expression: Expr): boolean {
  return /^(?:Name|Attribute|Call|Subscript)$/.test(expression.kind);
}
