import type { Arguments, Node } from './nodes.ts';

/**
 * Visits a node and everything below it, parents first, in source order as far as the shapes allow. Iterative: depth costs no stack.
 * @param visit answers `false` where what is below a node is left out
 */
export function walk(root: Node, visit: (node: Node) => unknown): void {
  const stack: Node[] = [root];
  const below: Node[] = [];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (visit(node) === false) continue;
    below.length = 0;
    children(node, below);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Node);
  }
}

function all(nodes: readonly (Node | null)[], into: Node[]): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node != null) into.push(node);
  }
}

function one(node: Node | null, into: Node[]): void {
  if (node !== null) into.push(node);
}

function argumentsBelow(args: Arguments, into: Node[]): void {
  const positional = args.posonlyargs.length + args.args.length;
  const firstDefault = positional - args.defaults.length;
  for (let i = 0; i < positional; i++) {
    into.push((i < args.posonlyargs.length ? args.posonlyargs[i] : args.args[i - args.posonlyargs.length]) as Node);
    if (i >= firstDefault) into.push(args.defaults[i - firstDefault] as Node);
  }
  one(args.vararg, into);
  for (let i = 0; i < args.kwonlyargs.length; i++) {
    into.push(args.kwonlyargs[i] as Node);
    one(args.kwDefaults[i] ?? null, into);
  }
  one(args.kwarg, into);
}

/** Appends the direct children of a node to `into`, in source order as far as the shapes allow. */
export function children(node: Node, into: Node[]): void {
  switch (node.kind) {
    case 'Name':
    case 'Constant':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'Global':
    case 'Nonlocal':
    case 'MatchSingleton':
    case 'MatchStar':
    case 'Alias':
      return;
    case 'Module':
      return all(node.body, into);
    case 'Attribute':
    case 'Await':
    case 'YieldFrom':
    case 'Starred':
    case 'ExprStmt':
    case 'MatchValue':
    case 'Keyword':
      into.push(node.value);
      return;
    case 'Yield':
    case 'Return':
      return one(node.value, into);
    case 'Subscript':
      into.push(node.value, node.slice);
      return;
    case 'Call':
      into.push(node.func);
      all(node.args, into);
      return all(node.keywords, into);
    case 'BinOp':
      into.push(node.left, node.right);
      return;
    case 'BoolOp':
      return all(node.values, into);
    case 'UnaryOp':
      into.push(node.operand);
      return;
    case 'Compare':
      into.push(node.left);
      return all(node.comparators, into);
    case 'IfExp':
      into.push(node.body, node.test, node.orelse);
      return;
    case 'Lambda':
      into.push(node.args, node.body);
      return;
    case 'Tuple':
    case 'List':
    case 'Set':
      return all(node.elts, into);
    case 'Dict':
      for (let i = 0; i < node.values.length; i++) {
        one(node.keys[i] ?? null, into);
        into.push(node.values[i] as Node);
      }
      return;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      into.push(node.elt);
      return all(node.generators, into);
    case 'DictComp':
      into.push(node.key);
      one(node.value, into);
      return all(node.generators, into);
    case 'NamedExpr':
      into.push(node.target, node.value);
      return;
    case 'Slice':
      one(node.lower, into);
      one(node.upper, into);
      return one(node.step, into);
    case 'JoinedStr':
    case 'TemplateStr':
      return all(node.values, into);
    case 'FormattedValue':
    case 'Interpolation':
      into.push(node.value);
      return one(node.formatSpec, into);
    case 'ErrorExpr':
    case 'ErrorStmt':
      return all(node.parts, into);
    case 'FunctionDef':
      all(node.decorators, into);
      all(node.typeParams, into);
      into.push(node.args);
      one(node.returns, into);
      return all(node.body, into);
    case 'ClassDef':
      all(node.decorators, into);
      all(node.typeParams, into);
      all(node.bases, into);
      all(node.keywords, into);
      return all(node.body, into);
    case 'Delete':
      return all(node.targets, into);
    case 'Assign':
      all(node.targets, into);
      into.push(node.value);
      return;
    case 'TypeAlias':
      into.push(node.name);
      all(node.typeParams, into);
      into.push(node.value);
      return;
    case 'AugAssign':
      into.push(node.target, node.value);
      return;
    case 'AnnAssign':
      into.push(node.target, node.annotation);
      return one(node.value, into);
    case 'For':
      into.push(node.target, node.iter);
      all(node.body, into);
      return all(node.orelse, into);
    case 'While':
    case 'If':
      into.push(node.test);
      all(node.body, into);
      return all(node.orelse, into);
    case 'With':
      all(node.items, into);
      return all(node.body, into);
    case 'Match':
      into.push(node.subject);
      return all(node.cases, into);
    case 'Raise':
      one(node.exc, into);
      return one(node.cause, into);
    case 'Try':
      all(node.body, into);
      all(node.handlers, into);
      all(node.orelse, into);
      return all(node.finalbody, into);
    case 'Assert':
      into.push(node.test);
      return one(node.msg, into);
    case 'Import':
    case 'ImportFrom':
      return all(node.names, into);
    case 'MatchSequence':
    case 'MatchOr':
      return all(node.patterns, into);
    case 'MatchMapping':
      all(node.keys, into);
      return all(node.patterns, into);
    case 'MatchClass':
      into.push(node.cls);
      all(node.patterns, into);
      return all(node.kwdPatterns, into);
    case 'MatchAs':
      return one(node.pattern, into);
    case 'Arguments':
      return argumentsBelow(node, into);
    case 'Arg':
      return one(node.annotation, into);
    case 'WithItem':
      into.push(node.contextExpr);
      return one(node.optionalVars, into);
    case 'ExceptHandler':
      one(node.type, into);
      return all(node.body, into);
    case 'Comprehension':
      into.push(node.target, node.iter);
      return all(node.ifs, into);
    case 'MatchCase':
      into.push(node.pattern);
      one(node.guard, into);
      return all(node.body, into);
    case 'TypeVar':
      one(node.bound, into);
      return one(node.defaultValue, into);
    case 'ParamSpec':
    case 'TypeVarTuple':
      return one(node.defaultValue, into);
    default:
      node satisfies never;
  }
}
