import type { Expr, Node, Stmt } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';

/** Calls that end the program or the request when they are statements of their own. */
const LEAVING = /^(?:abort|exit|_exit|fail|skip|quit|die|redirect|raise_exception|http_error)$/;

/** The last name of a dotted expression, or of a call's callee; empty for anything else. */
export function lastName(node: Node): string {
  if (node.kind === 'Call') return lastName(node.func);
  return node.kind === 'Name' ? node.id : node.kind === 'Attribute' ? node.attr : '';
}

/** True when a block cannot run on past its end: its statements return, raise, continue, break, or end the program or request. */
export function leaves(body: readonly Stmt[]): boolean {
  for (const statement of body) {
    switch (statement.kind) {
      case 'Return':
      case 'Raise':
      case 'Continue':
      case 'Break':
        return true;
      case 'ExprStmt': {
        const value = statement.value.kind === 'Await' ? statement.value.value : statement.value;
        if (value.kind === 'Call' && LEAVING.test(lastName(value.func))) return true;
        break;
      }
      case 'If':
        if (statement.orelse.length > 0 && leaves(statement.body) && leaves(statement.orelse)) return true;
        break;
      case 'With':
        if (leaves(statement.body)) return true;
        break;
      case 'Try':
        if (
          leaves(statement.finalbody) ||
          (leaves(statement.body) && statement.handlers.every((handler) => leaves(handler.body)))
        )
          return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/** Names that a block binds anew. */
export function rebinds(body: readonly Stmt[], name: string): boolean {
  let found = false;
  for (const statement of body) {
    walk(statement, (node) => {
      if (node.kind === 'Name' && node.id === name && node.ctx !== 'load') found = true;
    });
  }
  return found;
}

/** The names that an expression reads. */
export function namesRead(expression: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  walk(expression, (node) => {
    if (node.kind === 'Name' && node.ctx === 'load') names.add(node.id);
  });
  return names;
}

/** True when one of the statements reads one of the names as (part of) an argument of a call. */
export function usedInCall(statements: readonly Stmt[], names: ReadonlySet<string>): boolean {
  let found = false;
  for (const statement of statements) {
    walk(statement, (node) => {
      if (found || node.kind !== 'Call') return;
      for (const argument of [node.func, ...node.args, ...node.keywords.map((keyword) => keyword.value)]) {
        for (const name of namesRead(argument)) if (names.has(name)) found = true;
      }
    });
  }
  return found;
}

/** The statements that follow a statement in the block that holds it, given the nodes around it, innermost last. */
export function following(statement: Stmt, ancestors: readonly Node[]): readonly Stmt[] {
  const parent = ancestors.at(-1);
  if (parent === undefined) return [];
  for (const block of blocksOf(parent)) {
    const at = block.indexOf(statement);
    if (at >= 0) return block.slice(at + 1);
  }
  return [];
}

function blocksOf(node: Node): readonly (readonly Stmt[])[] {
  switch (node.kind) {
    case 'Module':
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
    case 'ExceptHandler':
    case 'MatchCase':
      return [node.body];
    case 'If':
    case 'For':
    case 'While':
      return [node.body, node.orelse];
    case 'Try':
      return [node.body, node.orelse, node.finalbody];
    default:
      return [];
  }
}
