import type { Category } from './char-set.ts';
import type { AssertionNode } from './node.ts';

/**
 * What a backslash at some offset means. `end` is the offset after the escape. `approximate` marks a named character
 * that is not in our small table and is represented by one of the private use plane.
 */
export type Escape =
  | { readonly kind: 'char'; readonly code: number; readonly approximate: boolean; readonly end: number }
  | { readonly kind: 'category'; readonly category: Category; readonly negated: boolean; readonly end: number }
  | { readonly kind: 'assertion'; readonly at: AssertionNode['at']; readonly since: number; readonly end: number }
  | { readonly kind: 'group'; readonly group: number; readonly end: number }
  | { readonly kind: 'bad'; readonly offset: number; readonly reason: string };

const CONTROL: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

const CATEGORY: Record<string, readonly [Category, boolean]> = {
  d: ['digit', false],
  D: ['digit', true],
  s: ['space', false],
  S: ['space', true],
  w: ['word', false],
  W: ['word', true],
};

const ASSERTION: Record<string, readonly [AssertionNode['at'], number]> = {
  A: ['text-start', 0],
  Z: ['text-end', 0],
  z: ['text-end', 14],
  b: ['boundary', 0],
  B: ['not-boundary', 0],
};

/** Unicode names that patterns use (https://www.unicode.org/Public/UCD/latest/ucd/NamesList.txt). */
const NAMED: Record<string, number> = {
  'NO-BREAK SPACE': 0xa0,
  SPACE: 0x20,
  'HYPHEN-MINUS': 0x2d,
  'EN DASH': 0x2013,
  'EM DASH': 0x2014,
  BULLET: 0x2022,
  'LEFT SINGLE QUOTATION MARK': 0x2018,
  'RIGHT SINGLE QUOTATION MARK': 0x2019,
  'LEFT DOUBLE QUOTATION MARK': 0x201c,
  'RIGHT DOUBLE QUOTATION MARK': 0x201d,
  'ZERO WIDTH SPACE': 0x200b,
  'HORIZONTAL ELLIPSIS': 0x2026,
};

function digits(text: string, start: number, most: number, allowed: RegExp): string {
  let end = start;
  while (end < start + most && allowed.test(text[end] ?? '')) end++;
  return text.slice(start, end);
}

function char(code: number, end: number): Escape {
  return { kind: 'char', code, approximate: false, end };
}

function bad(offset: number, reason: string): Escape {
  return { kind: 'bad', offset, reason };
}

const HEX = /[0-9a-fA-F]/;
const OCTAL = /[0-7]/;

/** `\x`, `\u`, `\U` and `\N`, which mean the same inside and outside a class; undefined for anything else. */
function sharedEscape(text: string, start: number, bytes: boolean): Escape | undefined {
  const c = text[start + 1] as string;
  const width = c === 'x' ? 2 : c === 'u' && !bytes ? 4 : c === 'U' && !bytes ? 8 : 0;
  if (width > 0) {
    const hex = digits(text, start + 2, width, HEX);
    if (hex.length !== width) return bad(start, 'an escape with too few hexadecimal digits');
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff) return bad(start, 'an escape beyond the last character');
    return char(code, start + 2 + width);
  }
  if (c === 'N' && !bytes) {
    if (text[start + 2] !== '{') return bad(start, 'a character name without a brace');
    const close = text.indexOf('}', start + 3);
    if (close < 0) return bad(start, 'a character name without a closing brace');
    const name = text.slice(start + 3, close).toUpperCase();
    if (name === '') return bad(start, 'an empty character name');
    const known = NAMED[name];
    if (known !== undefined) return char(known, close + 1);
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) & 0x7fff;
    return { kind: 'char', code: 0x100000 + hash, approximate: true, end: close + 1 };
  }
  const control = CONTROL[c];
  if (control !== undefined) return char(control, start + 2);
  return undefined;
}

/** A backslash outside of a class; `groups` is how many groups have been opened so far. */
export function outerEscape(text: string, start: number, bytes: boolean, groups: number): Escape {
  if (start + 1 >= text.length) return bad(start, 'a backslash at the end');
  const c = text[start + 1] as string;
  const category = CATEGORY[c];
  if (category !== undefined) return { kind: 'category', category: category[0], negated: category[1], end: start + 2 };
  const assertion = ASSERTION[c];
  if (assertion !== undefined) return { kind: 'assertion', at: assertion[0], since: assertion[1], end: start + 2 };
  const shared = sharedEscape(text, start, bytes);
  if (shared !== undefined) return shared;
  if (c === '0') {
    const octal = digits(text, start + 2, 2, OCTAL);
    return char(Number.parseInt(`0${octal}`, 8), start + 2 + octal.length);
  }
  if (c >= '1' && c <= '9') {
    const decimal = digits(text, start + 1, 2, /[0-9]/);
    if (decimal.length === 2 && OCTAL.test(decimal[0] as string) && OCTAL.test(decimal[1] as string)) {
      const third = text[start + 3] ?? '';
      if (OCTAL.test(third)) {
        const code = Number.parseInt(decimal + third, 8);
        if (code > 0o377) return bad(start, 'an octal escape over 0o377');
        return char(code, start + 4);
      }
    }
    const group = Number(decimal);
    if (group > groups) return bad(start, 'a reference to a group that is not there');
    return { kind: 'group', group, end: start + 1 + decimal.length };
  }
  return literal(text, start);
}

/** A backslash inside a class. */
export function classEscape(text: string, start: number, bytes: boolean): Escape {
  if (start + 1 >= text.length) return bad(start, 'a backslash at the end');
  const c = text[start + 1] as string;
  if (c === 'b') return char(8, start + 2);
  const category = CATEGORY[c];
  if (category !== undefined) return { kind: 'category', category: category[0], negated: category[1], end: start + 2 };
  const shared = sharedEscape(text, start, bytes);
  if (shared !== undefined) return shared;
  if (OCTAL.test(c)) {
    const octal = digits(text, start + 1, 3, OCTAL);
    const code = Number.parseInt(octal, 8);
    if (code > 0o377) return bad(start, 'an octal escape over 0o377');
    return char(code, start + 1 + octal.length);
  }
  if (c === '8' || c === '9') return bad(start, 'an escape that a class does not know');
  return literal(text, start);
}

function literal(text: string, start: number): Escape {
  const code = text.codePointAt(start + 1) as number;
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return bad(start, 'an unknown escape');
  return char(code, start + 1 + (code > 0xffff ? 2 : 1));
}
