import { type CharSet, MAX_CODE_POINT } from './char-set.ts';

/** A set of character classes, one bit a class, 32 classes a word. All of one alphabet have the same length. */
export type ClassSet = Uint32Array;

/** True when the sets share a class. */
export function meets(a: ClassSet, b: ClassSet): boolean {
  for (let i = 0; i < a.length; i++) if (((a[i] as number) & (b[i] as number)) !== 0) return true;
  return false;
}

/** The classes in both sets. */
export function common(a: ClassSet, b: ClassSet): ClassSet {
  const out = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = (a[i] as number) & (b[i] as number);
  return out;
}

/** True when the class is in the set. */
export function hasClass(set: ClassSet, index: number): boolean {
  return (((set[index >> 5] as number) >>> (index & 31)) & 1) === 1;
}

/** The numbers of the classes in a set, ascending, at most `most`. */
export function classesOf(set: ClassSet, most: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < set.length * 32 && out.length < most; i++) if (hasClass(set, i)) out.push(i);
  return out;
}

/** The code points cut into classes, such that each given set is a union of classes. */
export interface Alphabet {
  /** How many classes there are. */
  readonly size: number;
  /** A readable code point of each class. */
  readonly representative: readonly number[];
  /** For each given set, in order, its classes. */
  readonly sets: readonly ClassSet[];
  readonly all: ClassSet;
  readonly none: ClassSet;
}

/** Later in the text is better: pumps of letters read best. */
const PREFERRED = ' ~}|{`^]\\[@?>=<;:/.-,+*)(\'&%$#"!_ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba';

function rank(low: number, high: number): readonly [number, number] {
  let best = -1;
  let point = low;
  for (let i = Math.max(low, 0x20); i <= Math.min(high, 0x7e); i++) {
    const place = PREFERRED.indexOf(String.fromCharCode(i));
    if (place > best) {
      best = place;
      point = i;
    }
  }
  if (best < 0 && point >= 0xd800 && point <= 0xdfff) return high > 0xdfff ? [-2, 0xe000] : [-4, point];
  return [best < 0 ? (point < 0x20 ? -1 : point > 0xffff ? -3 : -2) : best, point];
}

/** Cuts the code points into the coarsest classes of which every given set is a union. */
export function alphabetOf(sets: readonly CharSet[]): Alphabet {
  const events: { at: number; set: number }[] = [];
  for (const [index, set] of sets.entries()) {
    for (let i = 0; i < set.length; i += 2) {
      events.push({ at: set[i] as number, set: index }, { at: (set[i + 1] as number) + 1, set: index });
    }
  }
  events.sort((a, b) => a.at - b.at);
  const active = new Set<number>();
  const byKey = new Map<string, number>();
  const members: number[][] = [];
  const representative: number[] = [];
  const ranks: number[] = [];
  let at = 0;
  let next = 0;
  let low = 0;
  let high = 0;
  const close = (end: number): void => {
    if (end <= at) return;
    const key = `${low},${high}`;
    const [best, point] = rank(at, end - 1);
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, members.length);
      members.push([...active]);
      representative.push(point);
      ranks.push(best);
    } else if (best > (ranks[known] as number)) {
      ranks[known] = best;
      representative[known] = point;
    }
  };
  while (next < events.length) {
    const boundary = (events[next] as { at: number }).at;
    close(boundary);
    at = boundary;
    for (; next < events.length && (events[next] as { at: number }).at === boundary; next++) {
      const { set } = events[next] as { set: number };
      if (active.has(set)) active.delete(set);
      else active.add(set);
      // Each set has its own pair of multiplied numbers; their xor names a combination of sets.
      low ^= Math.imul(set + 1, 0x9e3779b1);
      high ^= Math.imul((set + 1) ^ 0x5bd1e995, 0x85ebca6b) ^ Math.imul(set + 7, 0xc2b2ae35);
    }
  }
  close(MAX_CODE_POINT + 1);
  const words = Math.max(1, (members.length + 31) >> 5);
  const bits = sets.map(() => new Uint32Array(words));
  const all = new Uint32Array(words);
  for (const [index, list] of members.entries()) {
    for (const set of list) (bits[set] as Uint32Array)[index >> 5]! |= 1 << (index & 31);
    all[index >> 5]! |= 1 << (index & 31);
  }
  return { size: members.length, representative, sets: bits, all, none: new Uint32Array(words) };
}
