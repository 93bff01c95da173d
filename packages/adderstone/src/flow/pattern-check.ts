import type { Kind } from '../models/vocabulary.ts';
import { acceptedAlphabet, acceptsText } from '../regex/accepted-alphabet.ts';
import { type CharSet, complement, contains, intersect, unite } from '../regex/char-set.ts';
import type { MatchMode } from '../regex/matcher.ts';
import type { PatternNode } from '../regex/node.ts';
import { type Pattern, type PatternFlags, parsePattern } from '../regex/pattern.ts';
import { backtrackingOf } from '../regex/slowness.ts';
import { BUILTINS } from './builtin-names.ts';
import { EVERY_KIND, type Mask, maskOf, NO_PARENTS, NOT_ABSOLUTE } from './taint.ts';

/** Longer patterns are not looked at. */
const MAX_PATTERN = 400;

const NOTHING: Mask = { lo: 0, hi: 0 };

function charsOf(text: string): CharSet {
  let chars: CharSet = [];
  for (const one of text) chars = unite(chars, [one.codePointAt(0) as number, one.codePointAt(0) as number]);
  return chars;
}

function allBut(text: string): CharSet {
  return complement(charsOf(text));
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Characters without meaning anywhere. */
const PLAIN = unite(charsOf(`${LETTERS}0123456789_-`), [0x80, 0x10ffff]);
const WORDS = unite(PLAIN, charsOf('.'));

/** By kind: the characters that leave a text without syntax there. */
const HARMLESS: readonly (readonly [Kind, CharSet])[] = [
  // What the standard library's `shlex.quote` leaves as it is.
  ['shell', unite(PLAIN, charsOf('@%+=:,./'))],
  ['sql', unite(WORDS, charsOf('@:,'))],
  ['nosql-text', WORDS],
  ['code', WORDS],
  ['html', allBut('<>&"\'`')],
  ['template', allBut('{}%$#@<>')],
  ['format', allBut('{}%')],
  ['xpath', WORDS],
  ['xslt', WORDS],
  ['ldap', allBut('*()\\\0/')],
  ['regex', WORDS],
  ['redirect', allBut('/\\:\t\n\r')],
  ['header', allBut('\n\r')],
  ['cookie', allBut('\n\r;,=')],
  ['log', allBut('\n\r')],
  ['email', allBut('\n\r')],
];
/** Characters of expressions in which no text and none of Python's own names, which hold underscores, stands. */
const PLAIN_EXPRESSION = intersect(allBut('_"\'\\'), [0, 0x7f]);

/** True where no builtin can be named with these characters: expressions of numbers, and of a few letters for variables. */
function namesNoBuiltin(chars: CharSet): boolean {
  if (!isWithin(chars, PLAIN_EXPRESSION)) return false;
  for (const name of BUILTINS)
    if ([...name].every((one) => contains(chars, one.codePointAt(0) as number))) return false;
  return true;
}

function isWithin(chars: CharSet, allowed: CharSet): boolean {
  return intersect(chars, complement(allowed)).length === 0;
}

/** Where a text of these characters has no syntax; paths apart. */
function byCharacters(chars: CharSet): Mask {
  if (isWithin(chars, PLAIN)) return EVERY_KIND;
  let { lo, hi } = NOTHING;
  const add = (mask: Mask): void => {
    lo |= mask.lo;
    hi |= mask.hi;
  };
  for (const [kind, allowed] of HARMLESS) if (isWithin(chars, allowed)) add(maskOf(kind));
  if (namesNoBuiltin(chars)) add(maskOf('code'));
  if (!contains(chars, 0x2f) && !contains(chars, 0x5c) && !contains(chars, 0)) {
    hi |= NOT_ABSOLUTE;
    if (!contains(chars, 0x2e)) {
      for (const kind of ['path', 'path-join', 'archive'] as const) add(maskOf(kind));
    }
  }
  if (!contains(chars, 0x2e)) hi |= NO_PARENTS;
  return { lo, hi };
}

/** The first characters of what a node matches, and whether it may match nothing. */
function firstOf(node: PatternNode): { readonly chars: CharSet; readonly isEmpty: boolean } {
  switch (node.kind) {
    case 'set':
      return { chars: node.chars, isEmpty: false };
    case 'sequence': {
      let chars: CharSet = [];
      for (const item of node.items) {
        const first = firstOf(item);
        chars = unite(chars, first.chars);
        if (!first.isEmpty) return { chars, isEmpty: false };
      }
      return { chars, isEmpty: true };
    }
    case 'branch': {
      const all = node.branches.map(firstOf);
      return {
        chars: all.reduce((chars, one) => unite(chars, one.chars), [] as CharSet),
        isEmpty: all.some(({ isEmpty }) => isEmpty),
      };
    }
    case 'repeat': {
      const first = firstOf(node.body);
      return { chars: first.chars, isEmpty: first.isEmpty || node.min === 0 };
    }
    case 'group':
    case 'atomic':
      return firstOf(node.body);
    case 'look':
    case 'assertion':
      return { chars: [], isEmpty: true };
    default:
      return { chars: [0, 0x10ffff], isEmpty: true };
  }
}

function accepted(pattern: Pattern, mode: MatchMode): Mask {
  const alphabet = acceptedAlphabet(pattern, mode);
  const first = firstOf(pattern.root);
  let { lo, hi } = NOTHING;
  const add = (mask: Mask): void => {
    lo |= mask.lo;
    hi |= mask.hi;
  };
  if (alphabet !== undefined) {
    const { chars } = alphabet;
    const body = alphabet.trailingNewline ? intersect(chars, allBut('\n')) : chars;
    add(byCharacters(body));
    // One part of a path that is not the folder above.
    if (
      !contains(chars, 0x2f) &&
      !contains(chars, 0x5c) &&
      !contains(chars, 0) &&
      acceptsText(pattern, mode, '..') === false
    ) {
      for (const kind of ['path', 'path-join', 'archive'] as const) add(maskOf(kind));
      if (isWithin(body, WORDS)) add(maskOf('url-part'));
    }
  }
  const startsAtFront = mode !== 'search' || /^(?:\^|\\A)/.test(pattern.text);
  if (startsAtFront && !first.isEmpty) {
    if (!contains(first.chars, 0x2d)) add(maskOf('argv'));
    if (!contains(first.chars, 0x2f) && !contains(first.chars, 0x5c)) hi |= NOT_ABSOLUTE;
  }
  return { lo, hi };
}

/** A text without any of the characters that a pattern searches for; nothing for other patterns. */
function without(pattern: Pattern): Mask {
  let node = pattern.root;
  for (;;) {
    if (node.kind === 'group' || node.kind === 'atomic') node = node.body;
    else if (node.kind === 'sequence' && node.items.length === 1) node = node.items[0] as PatternNode;
    else if (node.kind === 'repeat' && node.min <= 1) node = node.body;
    else break;
  }
  if (node.kind !== 'set') return NOTHING;
  return byCharacters(complement(node.chars));
}

/** What a pattern shows of a text: when it is found, and when it is not. */
export interface PatternMeaning {
  readonly found: Mask;
  readonly missing: Mask;
}

const MEANINGS = new Map<string, PatternMeaning | null>();

/**
 * What a check of a text against a constant pattern shows, by what the characters of the texts that it lets through can do; null where it
 * shows nothing, and for what is no pattern. Pure; at most 2,000 answers are remembered.
 */
export function patternMeaning(text: string, mode: MatchMode): PatternMeaning | null {
  if (text.length > MAX_PATTERN) return null;
  const key = `${mode}:${text}`;
  const known = MEANINGS.get(key);
  if (known !== undefined) return known;
  const parsed = parsePattern(text);
  let meaning: PatternMeaning | null = null;
  if (parsed.ok) {
    const found = accepted(parsed.pattern, mode);
    const missing = mode === 'search' ? without(parsed.pattern) : NOTHING;
    if ((found.lo | found.hi | missing.lo | missing.hi) !== 0) meaning = { found, missing };
  }
  if (MEANINGS.size < 2_000) MEANINGS.set(key, meaning);
  return meaning;
}

/** What a text is clean for whose characters are all among those given. */
export function alphabetMeaning(allowed: string): Mask {
  return byCharacters(charsOf(allowed));
}

/** True when matching a text with a constant pattern takes time that grows faster than the text. Longer patterns are not looked at. */
export function isSlowPattern(text: string, mode: MatchMode, flags: PatternFlags): boolean {
  if (text.length > MAX_PATTERN) return false;
  const parsed = parsePattern(text, flags);
  return parsed.ok && backtrackingOf(parsed.pattern, mode, true).polynomial !== undefined;
}
