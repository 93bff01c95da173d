import type { Expr } from '../python/nodes.ts';
import { calledName, fold, type Scope } from './fold.ts';

/** The names of a target: `password`, `self.password`, `config["password"]`. */
export function targetNames(target: Expr): readonly string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Attribute':
      return [target.attr];
    case 'Subscript':
      if (target.slice.kind === 'BinOp') return [fold(target.slice, null)?.text ?? ''];
      return target.slice.kind === 'Constant' && typeof target.slice.value === 'string' ? [target.slice.value] : [];
    default:
      return [];
  }
}

/** The names of a target with what it belongs to: `customer_address` of `customer.address`. */
export function ownedNames(target: Expr): readonly string[] {
  return target.kind === 'Attribute' && target.value.kind === 'Name' && !/^(?:self|cls)$/.test(target.value.id)
    ? [`${target.value.id}_${target.attr}`]
    : targetNames(target);
}

/** The names of the elements of a target: `LAT, LON`. */
export function elementNames(target: Expr): readonly string[] {
  return target.kind === 'Tuple' || target.kind === 'List' ? target.elts.flatMap(targetNames) : [];
}

/** The names that a read value has: `password`, `user.password`, `form["password"]`, `form.get("password")`. */
export function referredNames(node: Expr): readonly string[] {
  if (node.kind === 'Call') {
    const [first] = node.args;
    const called = calledName(node.func);
    if (called === 'getpass') return ['password'];
    if (called === 'input')
      return first?.kind === 'Constant' && /passw|pin\b/i.test(String(first.value)) ? ['password'] : [];
    if (
      called !== null &&
      /^(?:get|getenv|pop|getlist|encode|strip|decode|lower|getpass|input|get_argument|getfirst)$/.test(called)
    ) {
      const own =
        first?.kind === 'Constant' &&
        typeof first.value === 'string' &&
        /^(?:get|getenv|pop|getlist|get_argument|getfirst)$/.test(called)
          ? [first.value]
          : [];
      return own.length > 0
        ? own
        : node.func.kind === 'Attribute'
          ? referredNames(node.func.value)
          : called === 'getpass'
            ? ['password']
            : [];
    }
    return [];
  }
  return targetNames(node);
}

/** The text of a constant, or the last name of what is referred to by a constant's name: `CONF_PASSWORD`. */
export function nameOf(node: Expr, scope: Scope | null): string | null {
  if (node.kind === 'Constant') return typeof node.value === 'string' && node.value.length <= 80 ? node.value : null;
  if (node.kind === 'Name') {
    const folded = fold(node, scope);
    return folded !== null && folded.text.length <= 80 ? folded.text : node.id;
  }
  return node.kind === 'Attribute' ? node.attr : null;
}

/** A name of a network address, whose value is somebody's beside the name of a person. */
export function isAddressName(name: string | null): boolean {
  return name !== null && /^(?:ip|ip_?addr(?:ess)?|remote_?addr|addr(?:ess)?)$/i.test(name);
}

/** A name of who is at such an address. */
export function isPersonName(name: unknown): boolean {
  return typeof name === 'string' && /^(?:user|user_?name|user_?id|login|e?mail|client|customer)$/i.test(name);
}
