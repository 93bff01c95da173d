import type { Expr, Node } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';
import { defineRule, py } from '../rule.ts';
import { following, leaves, namesRead, rebinds, usedInCall } from './refusal.ts';

/**
 * What a condition refuses when it holds: a path outside its base (`not p.is_relative_to(b)`, `not str(p).startswith(…)` on a
 * resolved path, `".." in p`, `os.path.commonpath(…) != b`). Returns the names that it judges, or null.
 */
function traversalTest(test: Expr): ReadonlySet<string> | null {
  if (test.kind === 'UnaryOp' && test.op === 'not') {
    const inner = test.operand;
    if (inner.kind === 'Call' && inner.func.kind === 'Attribute') {
      const { attr, value } = inner.func;
      if (attr === 'is_relative_to') return namesRead(value);
      if (attr === 'startswith' && inner.args.some((argument) => mentionsPath(argument)) && mentionsPath(value))
        return namesRead(value);
    }
    return null;
  }
  if (test.kind === 'Compare' && test.ops.length === 1) {
    const right = test.comparators[0] as Expr;
    if (
      test.ops[0] === 'in' &&
      test.left.kind === 'Constant' &&
      typeof test.left.value === 'string' &&
      /^\.\.[/\\]?$/.test(test.left.value)
    ) {
      return namesRead(right);
    }
    if (
      test.ops[0] === '!=' &&
      test.left.kind === 'Call' &&
      test.left.func.kind === 'Attribute' &&
      test.left.func.attr === 'commonpath'
    ) {
      return namesRead(test.left);
    }
  }
  if (test.kind === 'BoolOp' && test.op === 'or') {
    for (const value of test.values) {
      const names = traversalTest(value);
      if (names !== null) return names;
    }
  }
  return null;
}

function mentionsPath(expression: Expr): boolean {
  let found = false;
  walk(expression, (node: Node) => {
    if (node.kind === 'Name' && /path|dir|base|root|folder|target|upload/i.test(node.id)) found = true;
    if (node.kind === 'Attribute' && /path|dir|base|root|folder|target|upload|resolve/i.test(node.attr)) found = true;
  });
  return found;
}

export const rule = defineRule({
  id: 'stop/detected-but-continues',
  title: 'A path traversal is noticed, and the program goes on with the path',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [22, 754],
  why: 'A check stops nothing unless its failing branch leaves: the path outside the base is opened all the same.',
  instead: 'Raise, return or abort in the branch that noticed it.',
  equivalents: [],
  tree: {
    If(statement, context, report) {
      const names = traversalTest(statement.test);
      if (names === null || names.size === 0) return;
      const place = { file: context.file, start: statement.test.start, end: statement.test.end };
      if (leaves(statement.body)) {
        report.safe(place, 'guarded', 'the failing branch leaves');
        return;
      }
      for (const name of names) if (rebinds(statement.body, name)) return;
      if (statement.orelse.length > 0) return;
      if (usedInCall(following(statement, context.ancestors), names)) {
        report.violation(place, {
          message: 'the branch that noticed the traversal does not leave, and the path is used after it',
        });
      }
    },
  },
  bad: [
    py`
      import logging
      def read(base, name):
          path = (base / name).resolve()
          if not path.is_relative_to(base):  # ! detected-but-continues
              logging.warning("path traversal attempt")
          return open(path).read()
    `,
    py`
      def save(name, data):
          if ".." in name:  # ! detected-but-continues
              print("suspicious name")
          with open("/srv/uploads/" + name, "wb") as out:
              out.write(data)
    `,
  ],
  good: [
    py`
      def read(base, name):
          path = (base / name).resolve()
          if not path.is_relative_to(base):
              raise ValueError("outside")
          return open(path).read()
    `,
    py`
      from flask import abort
      def read(base, name):
          path = (base / name).resolve()
          if not path.is_relative_to(base):
              abort(404)
          return open(path).read()
    `,
    py`
      def read(base, name):
          path = (base / name).resolve()
          if not path.is_relative_to(base):
              path = base / "missing.txt"
          return open(path).read()
    `,
  ],
});
