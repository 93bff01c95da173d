/**
 * The C3 linearisation of a class over its bases' own (https://docs.python.org/3/howto/mro.html). `merge` is given the
 * linearisations of the direct bases, in order, and the list of direct bases. Where no consistent order exists, Python refuses the class;
 * here the bases follow depth first, each once, so that analysis goes on.
 */
export function linearize<C>(cls: C, bases: readonly C[], orders: readonly (readonly C[])[]): readonly C[] {
  const result: C[] = [cls];
  const lists = [...orders.map((order) => [...order]), [...bases]].filter((list) => list.length > 0);
  while (lists.some((list) => list.length > 0)) {
    let chosen: C | undefined;
    for (const list of lists) {
      const head = list[0];
      if (head === undefined) continue;
      if (!lists.some((other) => other.indexOf(head, 1) > 0)) {
        chosen = head;
        break;
      }
    }
    if (chosen === undefined) {
      for (const list of lists) for (const one of list) if (!result.includes(one)) result.push(one);
      return result;
    }
    result.push(chosen);
    for (const list of lists) if (list[0] === chosen) list.shift();
  }
  return result;
}
