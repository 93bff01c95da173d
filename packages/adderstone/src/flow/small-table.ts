/**
 * A table from keys, compared by identity, to numbers. Hundreds of thousands are kept, most with one or two entries: those are a list of keys and
 * numbers in turns, a tenth of what an empty `Map` takes. Undefined is the empty one.
 */
export type SmallTable<K> = (K | number)[] | Map<K, number> | undefined;

/** Length of a list from which on it becomes a `Map`. */
const MAX_LENGTH = 32;

/** The number of a key, or undefined. */
export function numberOf<K>(table: SmallTable<K>, key: K): number | undefined {
  if (table === undefined) return undefined;
  if (table instanceof Map) return table.get(key);
  for (let i = 0; i < table.length; i += 2) if (table[i] === key) return table[i + 1] as number;
  return undefined;
}

/** The table with the number of a key that it does not have yet; the same one, changed, where that is possible. */
export function withNumber<K>(table: SmallTable<K>, key: K, number: number): SmallTable<K> {
  if (table === undefined) return [key, number];
  if (table instanceof Map) table.set(key, number);
  else if (table.length < MAX_LENGTH) table.push(key, number);
  else {
    const all = new Map<K, number>();
    for (let i = 0; i < table.length; i += 2) all.set(table[i] as K, table[i + 1] as number);
    return all.set(key, number);
  }
  return table;
}
