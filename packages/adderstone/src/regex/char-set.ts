/**
 * A set of code points: sorted, disjoint, not adjacent inclusive ranges, flat as `[low, high, low, high, …]`.
 * Lone surrogates are code points of their own, as in a Python `str`.
 */
export type CharSet = readonly number[];

/** The highest code point of a `str`. */
export const MAX_CODE_POINT = 0x10ffff;

/** No code point. */
export const NO_CHARS: CharSet = [];

/** Every code point. */
export const ALL_CHARS: CharSet = [0, MAX_CODE_POINT];

/** A set with the one code point. */
export function charSetOf(codePoint: number): CharSet {
  return [codePoint, codePoint];
}

/** The union of ranges in any order, given flat as `[low, high, …]`. */
export function unionOfRanges(ranges: readonly number[]): CharSet {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [low, high] of pairs) {
    const last = out.length - 1;
    if (last > 0 && low <= (out[last] as number) + 1) {
      if (high > (out[last] as number)) out[last] = high;
    } else out.push(low, high);
  }
  return out;
}

/** Code points in either set. */
export function unite(a: CharSet, b: CharSet): CharSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return unionOfRanges([...a, ...b]);
}

/** Code points of 0…`max` that are not in the set. */
export function complement(set: CharSet, max: number = MAX_CODE_POINT): CharSet {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    const low = set[i] as number;
    if (low > next) out.push(next, low - 1);
    next = (set[i + 1] as number) + 1;
  }
  if (next <= max) out.push(next, max);
  return out;
}

/** Code points in both sets. */
export function intersect(a: CharSet, b: CharSet): CharSet {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const low = Math.max(a[i] as number, b[j] as number);
    const high = Math.min(a[i + 1] as number, b[j + 1] as number);
    if (low <= high) out.push(low, high);
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2;
    else j += 2;
  }
  return out;
}

/** True when the code point is in the set (binary search). */
export function contains(set: CharSet, codePoint: number): boolean {
  let low = 0;
  let high = (set.length >> 1) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (set[2 * middle] as number)) high = middle - 1;
    else if (codePoint > (set[2 * middle + 1] as number)) low = middle + 1;
    else return true;
  }
  return false;
}

/** How many code points the set has. */
export function sizeOf(set: CharSet): number {
  let size = 0;
  for (let i = 0; i < set.length; i += 2) size += (set[i + 1] as number) - (set[i] as number) + 1;
  return size;
}

/** A name of the category escapes `\d`, `\s` and `\w`. */
export type Category = 'digit' | 'space' | 'word';

const ASCII_CATEGORY: Record<Category, CharSet> = {
  digit: [0x30, 0x39],
  space: [0x09, 0x0d, 0x20, 0x20],
  word: [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a],
};

/** `str.isspace`: bidirectional types WS, B, S or general category Zs. */
const UNICODE_SPACE: CharSet = [
  0x09, 0x0d, 0x1c, 0x20, 0x85, 0x85, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f,
  0x205f, 0x205f, 0x3000, 0x3000,
];

const unicodeCategory: Partial<Record<Category, CharSet>> = { space: UNICODE_SPACE };

/** Letters and digits live below this; above are only private use, tags and variation selectors. */
const LAST_LETTER_PLANE = 0x3ffff;

function scanUnicode(run: RegExp): CharSet {
  const out: number[] = [];
  const CHUNK = 0x1000;
  for (let base = 0; base <= LAST_LETTER_PLANE; base += CHUNK) {
    const points: number[] = [];
    for (let i = 0; i < CHUNK; i++) {
      const point = base + i;
      points.push(point >= 0xd800 && point <= 0xdfff ? 0 : point);
    }
    const text = String.fromCodePoint(...points);
    const unit = base > 0xffff ? 2 : 1;
    for (const match of text.matchAll(run)) {
      out.push(base + match.index / unit, base + (match.index + match[0].length) / unit - 1);
    }
  }
  return unionOfRanges(out);
}

/** The set of `\d`, `\s` or `\w`: ASCII only, or by Unicode as `str.isdecimal`, `isspace` and `isalnum` (plus `_`) say. */
export function categorySet(category: Category, ascii: boolean): CharSet {
  if (ascii) return ASCII_CATEGORY[category];
  const known = unicodeCategory[category];
  if (known !== undefined) return known;
  const set = category === 'digit' ? scanUnicode(/\p{Nd}+/gu) : scanUnicode(/[\p{L}\p{N}_]+/gu);
  unicodeCategory[category] = set;
  return set;
}

let caseClasses: Map<number, readonly number[]> | undefined;
let casedPoints: readonly number[] = [];

/** Each cased code point with all that compare equal to it under `re.IGNORECASE` (simple lower and upper case mapping). */
function caseClassesOf(): Map<number, readonly number[]> {
  if (caseClasses !== undefined) return caseClasses;
  const parent = new Map<number, number>();
  const root = (point: number): number => {
    let at = point;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const single = (text: string): number => {
    const point = text.codePointAt(0) as number;
    return text.length === (point > 0xffff ? 2 : 1) ? point : -1;
  };
  const join = (a: number, b: number): void => {
    const x = root(a);
    const y = root(b);
    if (x !== y) parent.set(Math.max(x, y), Math.min(x, y));
    if (!parent.has(Math.min(x, y))) parent.set(Math.min(x, y), Math.min(x, y));
  };
  const LAST_CASED = 0x1e943;
  for (let point = 0x41; point <= LAST_CASED; point++) {
    if (point >= 0x3000 && point < 0xa640) point = 0xa640;
    if (point >= 0xac00 && point < 0xfb00) point = 0xfb00;
    const text = String.fromCodePoint(point);
    const lower = point === 0x130 ? 0x69 : single(text.toLowerCase());
    const upper = single(text.toUpperCase());
    if (lower !== -1 && lower !== point) join(point, lower);
    if (upper !== -1 && upper !== point) join(point, upper);
  }
  const members = new Map<number, number[]>();
  for (const point of parent.keys()) {
    const key = root(point);
    const list = members.get(key);
    if (list === undefined) members.set(key, [point]);
    else list.push(point);
  }
  caseClasses = new Map();
  for (const list of members.values()) for (const point of list) caseClasses.set(point, list);
  casedPoints = [...caseClasses.keys()].sort((a, b) => a - b);
  return caseClasses;
}

/** The set with every code point that differs only in case from one of its own; `ascii` folds A–Z and a–z only. */
export function foldCase(set: CharSet, ascii: boolean): CharSet {
  if (ascii) return foldSet(set, true);
  let folded = foldedSets.get(set);
  if (folded === undefined) {
    folded = foldSet(set, false);
    foldedSets.set(set, folded);
  }
  return folded;
}

/** Sets folded before: the same classes stand in many patterns. */
const foldedSets = new WeakMap<CharSet, CharSet>();

function foldSet(set: CharSet, ascii: boolean): CharSet {
  const extra: number[] = [];
  if (ascii) {
    for (const [low, high, shift] of [
      [0x41, 0x5a, 32],
      [0x61, 0x7a, -32],
    ] as const) {
      const letters = intersect(set, [low, high]);
      for (let i = 0; i < letters.length; i++) extra.push((letters[i] as number) + shift);
    }
  } else {
    const classes = caseClassesOf();
    if (sizeOf(set) < casedPoints.length) {
      for (let i = 0; i < set.length; i += 2) {
        for (let point = set[i] as number; point <= (set[i + 1] as number); point++) {
          for (const other of classes.get(point) ?? []) if (!contains(set, other)) extra.push(other, other);
        }
      }
    } else {
      for (const point of casedPoints) {
        if (!contains(set, point)) continue;
        for (const other of classes.get(point) ?? []) if (!contains(set, other)) extra.push(other, other);
      }
    }
  }
  return extra.length === 0 ? set : unionOfRanges([...set, ...extra]);
}

/** One representative for all code points equal to this one but for case. */
export function canonicalCase(codePoint: number, ascii: boolean): number {
  if (ascii) return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 32 : codePoint;
  const same = caseClassesOf().get(codePoint);
  if (same === undefined) return codePoint;
  let least = codePoint;
  for (const point of same) if (point < least) least = point;
  return least;
}
