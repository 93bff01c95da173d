import type { Call, Expr } from '../../python/nodes.ts';
import { defineRule, py } from '../rule.ts';

/** True for `globals()`, `locals()`, `vars()` without arguments and `f.__globals__`: the names of running code. */
function isScope(node: Expr): boolean {
  if (node.kind === 'Attribute') return node.attr === '__globals__';
  return (
    node.kind === 'Call' &&
    node.func.kind === 'Name' &&
    /^(?:globals|locals|vars)$/.test(node.func.id) &&
    node.args.length === 0
  );
}

/** The key under which a scope is looked up, `globals()[key]` or `globals().get(key)`; null for anything else. */
function keyOf(node: Expr): Expr | null {
  if (node.kind === 'Subscript') return isScope(node.value) ? node.slice : null;
  if (node.kind !== 'Call' || node.func.kind !== 'Attribute') return null;
  const { attr, value } = node.func;
  return (attr === 'get' || attr === '__getitem__') && isScope(value) ? (node.args[0] ?? null) : null;
}

export const rule = defineRule({
  id: 'code/scope-lookup',
  title: 'A name that is not constant chooses the function that is called',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [95, 96, 470],
  why: 'Every function of the module can be called by its name: those that it imports, and those that nobody meant to be reached.',
  instead: 'Put the functions that may be called into a dict of their own, and look there.',
  equivalents: ['semgrep:dangerous-globals-use', 'semgrep:globals-misuse-code-execution'],
  tree: {
    Call(node: Call, context, report) {
      const key = keyOf(node.func);
      if (context.isTest || key === null || key.kind === 'Constant') return;
      report.violation(
        { file: context.file, start: node.start, end: node.end },
        {
          message: 'what is called is looked up among all names of the code',
          // A name with a constant part is one of a few that were meant.
          ...(key.kind === 'JoinedStr' || key.kind === 'BinOp' ? { confidence: 'low' } : {}),
        },
      );
    },
  },
  bad: [
    py`
      def run(request):
          return globals()[request.GET["action"]]()  # ! scope-lookup
      def start(name):
          return globals().get(name)()  # ! scope-lookup
    `,
  ],
  good: [
    py`
      ACTIONS = {"list": print}
      def run(request):
          return ACTIONS[request.GET["action"]]()
      def start():
          globals()["count"] = 1
          return globals()["start"]()
    `,
  ],
});
