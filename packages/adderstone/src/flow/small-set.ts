/**
 * A set of numbers or objects, compared by identity. Hundreds of thousands are kept, most with one or a few members: those are the member itself, or a
 * list, a tenth of what an empty `Set` takes. Undefined is the empty one. Members are neither arrays nor sets nor undefined.
 */
export type SmallSet<T> = T | readonly T[] | Set<T> | undefined;

/** Length of a list from which on it becomes a `Set`: a longer one is slow to look through. */
const MAX_LENGTH = 16;

/** True for a member. */
export function isMember<T extends number | object>(set: SmallSet<T>, one: T): boolean {
  if (set === undefined) return false;
  if (set instanceof Set) return set.has(one);
  return Array.isArray(set) ? set.includes(one) : set === one;
}

/** The set with a member that it does not have yet; the same one, changed, where it is a `Set`. */
export function withMember<T extends number | object>(set: SmallSet<T>, one: T): SmallSet<T> {
  if (set === undefined) return one;
  if (set instanceof Set) return set.add(one);
  if (!Array.isArray(set)) return [set as T, one];
  return set.length < MAX_LENGTH ? [...set, one] : new Set([...set, one]);
}
