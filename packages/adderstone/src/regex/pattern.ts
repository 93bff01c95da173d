import type { PatternNode } from './node.ts';
import { PatternFailure, PatternParser } from './pattern-parser.ts';

/** The flags given beside a pattern; `(?…)` inside it adds to them. */
export interface PatternFlags {
  readonly verbose: boolean;
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
  readonly ascii: boolean;
  /** The pattern is a `bytes` literal: each character of the text stands for one byte, 0–255. */
  readonly bytes: boolean;
}

/** No flag, for a `str`. */
export const NO_FLAGS: PatternFlags = {
  verbose: false,
  ignoreCase: false,
  dotAll: false,
  multiLine: false,
  ascii: false,
  bytes: false,
};

/** A parsed pattern; its nodes' offsets are UTF-16 code units into `text`. */
export interface Pattern {
  readonly text: string;
  /** The flags with those of global inline groups (`(?i)`) added. */
  readonly flags: PatternFlags;
  readonly root: PatternNode;
  /** How many capturing groups there are. */
  readonly groups: number;
  /** Group names and their numbers. */
  readonly names: ReadonlyMap<string, number>;
  /** The minor version of Python 3 that first accepts the pattern (possessive and atomic 11, `\z` 14); 0 for any. */
  readonly since: number;
  /** The last minor version of Python 3 that accepts it (10 for inline global flags that are not at the start). */
  readonly until: number;
  /** True when a set stands for a character we cannot name (`\N{…}` with an unknown name). */
  readonly approximate: boolean;
}

/** Why a text is no pattern, and where (UTF-16 offset). */
export interface PatternProblem {
  readonly offset: number;
  readonly reason: string;
}

/** A pattern, or why there is none. */
export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problem: PatternProblem };

/** Longer patterns are refused. */
export const MAX_PATTERN_LENGTH = 100_000;

/**
 * Parses a pattern of Python's `re` (3.8–3.14, https://docs.python.org/3/library/re.html#regular-expression-syntax).
 * Never throws: what `re.compile` would refuse in every one of these versions, nesting over 200 and texts longer than
 * `MAX_PATTERN_LENGTH` are problems.
 */
export function parsePattern(text: string, flags: PatternFlags = NO_FLAGS): PatternResult {
  if (text.length > MAX_PATTERN_LENGTH)
    return { ok: false, problem: { offset: MAX_PATTERN_LENGTH, reason: 'longer than 100,000 characters' } };
  let current = flags;
  // A global flag read on the way holds for the whole pattern: parse again with it, once a flag at most.
  for (;;) {
    const parser = new PatternParser(text, current);
    try {
      const root = parser.parse();
      const found = parser.flags();
      if (sameFlags(found, current)) {
        const { groups, names, since, until, approximate } = parser;
        return { ok: true, pattern: { text, flags: current, root, groups, names, since, until, approximate } };
      }
      current = found;
    } catch (failure) {
      if (!(failure instanceof PatternFailure)) throw failure;
      const found = parser.flags();
      if (sameFlags(found, current)) return { ok: false, problem: { offset: failure.offset, reason: failure.message } };
      current = found;
    }
  }
}

function sameFlags(a: PatternFlags, b: PatternFlags): boolean {
  return (
    a.verbose === b.verbose &&
    a.ignoreCase === b.ignoreCase &&
    a.dotAll === b.dotAll &&
    a.multiLine === b.multiLine &&
    a.ascii === b.ascii
  );
}
