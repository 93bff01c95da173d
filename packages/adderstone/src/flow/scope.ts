import type { Expr, Pattern, Stmt } from '../python/nodes.ts';

const NONE: Set<string> = new Set();

function added(to: Set<string>, name: string): Set<string> {
  if (to === NONE) return new Set([name]);
  to.add(name);
  return to;
}

/** What the statements of one scope bind: see https://docs.python.org/3/reference/executionmodel.html#naming-and-binding. */
export class Bindings {
  readonly names = new Map<string, number>();
  imported: Set<string> = NONE;
  globals: Set<string> = NONE;
  nonlocals: Set<string> = NONE;
  /** Names that more than one statement binds, parameters included. */
  again: Set<string> = NONE;

  /** The slot of a name, made when there is none. */
  slot(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const slot = this.names.size;
    this.names.set(name, slot);
    return slot;
  }
}

/** Collects what a block binds, without entering nested scopes. Long `elif` chains are walked without recursion. */
export function collectBindings(body: readonly Stmt[], into: Bindings): void {
  for (const statement of body) collectStatement(statement, into);
}

function bind(name: string, into: Bindings): void {
  if (into.globals.has(name) || into.nonlocals.has(name)) return;
  if (into.names.has(name)) into.again = added(into.again, name);
  else into.slot(name);
}

function collectStatement(first: Stmt, into: Bindings): void {
  let statement: Stmt | undefined = first;
  while (statement !== undefined) {
    const node: Stmt = statement;
    statement = undefined;
    switch (node.kind) {
      case 'FunctionDef':
      case 'ClassDef':
        bind(node.name, into);
        break;
      case 'Assign':
        for (const target of node.targets) collectTarget(target, into);
        break;
      case 'AugAssign':
      case 'AnnAssign':
        collectTarget(node.target, into);
        break;
      case 'TypeAlias':
        bind(node.name.id, into);
        break;
      case 'For':
        collectTarget(node.target, into);
        collectBindings(node.body, into);
        collectBindings(node.orelse, into);
        break;
      case 'While':
        collectBindings(node.body, into);
        collectBindings(node.orelse, into);
        break;
      case 'If':
        collectBindings(node.body, into);
        if (node.orelse.length === 1 && node.orelse[0]?.kind === 'If') statement = node.orelse[0];
        else collectBindings(node.orelse, into);
        break;
      case 'With':
        for (const item of node.items) if (item.optionalVars !== null) collectTarget(item.optionalVars, into);
        collectBindings(node.body, into);
        break;
      case 'Match':
        for (const one of node.cases) {
          collectPattern(one.pattern, into);
          collectBindings(one.body, into);
        }
        break;
      case 'Try':
        collectBindings(node.body, into);
        for (const handler of node.handlers) {
          if (handler.name !== null) bind(handler.name, into);
          collectBindings(handler.body, into);
        }
        collectBindings(node.orelse, into);
        collectBindings(node.finalbody, into);
        break;
      case 'Import':
        for (const alias of node.names) {
          const name = alias.asname ?? (alias.name.split('.')[0] as string);
          bind(name, into);
          into.imported = added(into.imported, name);
        }
        break;
      case 'ImportFrom':
        for (const alias of node.names) {
          if (alias.name === '*') continue;
          const name = alias.asname ?? alias.name;
          bind(name, into);
          into.imported = added(into.imported, name);
        }
        break;
      case 'Global':
        for (const name of node.names) into.globals = added(into.globals, name);
        break;
      case 'Nonlocal':
        for (const name of node.names) into.nonlocals = added(into.nonlocals, name);
        break;
      case 'Delete':
        for (const target of node.targets) collectTarget(target, into);
        break;
      default:
        break;
    }
  }
}

function collectTarget(target: Expr, into: Bindings): void {
  if (target.kind === 'Name') bind(target.id, into);
  else if (target.kind === 'Tuple' || target.kind === 'List') {
    for (const one of target.elts) collectTarget(one, into);
  } else if (target.kind === 'Starred') collectTarget(target.value, into);
}

function collectPattern(pattern: Pattern, into: Bindings): void {
  switch (pattern.kind) {
    case 'MatchSequence':
    case 'MatchOr':
      for (const one of pattern.patterns) collectPattern(one, into);
      break;
    case 'MatchMapping':
      for (const one of pattern.patterns) collectPattern(one, into);
      if (pattern.rest !== null) bind(pattern.rest, into);
      break;
    case 'MatchClass':
      for (const one of pattern.patterns) collectPattern(one, into);
      for (const one of pattern.kwdPatterns) collectPattern(one, into);
      break;
    case 'MatchStar':
      if (pattern.name !== null) bind(pattern.name, into);
      break;
    case 'MatchAs':
      if (pattern.pattern !== null) collectPattern(pattern.pattern, into);
      if (pattern.name !== null) bind(pattern.name, into);
      break;
    default:
      break;
  }
}
