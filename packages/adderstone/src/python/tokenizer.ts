/** Token kinds; keywords and operators have their own codes from 20 on. */
export const NAME = 1;
export const NUMBER = 2;
export const STRING = 3;
export const FSTRING = 4;
export const NEWLINE = 5;
export const INDENT = 6;
export const DEDENT = 7;
export const EOF = 8;
export const ERROR = 9;

const WORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
] as const;
const SIGNS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  ';',
  '.',
  '...',
  '->',
  '=',
  ':=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '@',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '//',
  '**',
  '~',
  '<',
  '>',
  '<=',
  '>=',
  '==',
  '!=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '@=',
  '&=',
  '|=',
  '^=',
  '<<=',
  '>>=',
  '//=',
  '**=',
  '!',
  '<>',
  '`',
  '$',
  '?',
] as const;

/** Code of a keyword or sign by its text. */
export const CODE: ReadonlyMap<string, number> = new Map([...WORDS, ...SIGNS].map((text, index) => [text, 20 + index]));
/** Text of a code from 20 on. */
export const TEXT: readonly string[] = [...WORDS, ...SIGNS];
const KEYWORD: ReadonlyMap<string, number> = new Map(WORDS.map((word, index) => [word, 20 + index]));

const code = (text: string): number => CODE.get(text) as number;
/** Keywords that can only start a statement: at the start of a line they close every open bracket. */
const STATEMENT_ONLY = new Set(
  [
    'assert',
    'break',
    'class',
    'continue',
    'def',
    'del',
    'elif',
    'except',
    'finally',
    'global',
    'import',
    'nonlocal',
    'pass',
    'raise',
    'return',
    'try',
    'while',
    'with',
  ].map(code),
);
const OPEN_PAREN = code('(');
const OPEN_BRACKET = code('[');
const OPEN_BRACE = code('{');
const CLOSE_PAREN = code(')');
const CLOSE_BRACKET = code(']');
const CLOSE_BRACE = code('}');

/** Tokens of a text in parallel arrays; comments apart. Offsets in UTF-16 code units. */
export interface Tokens {
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  readonly comments: readonly number[];
  /** Where lines start whose indentation is none of those before. */
  readonly misindented: readonly number[];
}

function isIdentifierStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c > 127 && c !== 0xfeff && !isUnicodeSpace(c));
}
function isIdentifierPart(c: number): boolean {
  return (
    (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57) || (c > 127 && !isUnicodeSpace(c))
  );
}
function isUnicodeSpace(c: number): boolean {
  return c === 0xa0 || c === 0x2028 || c === 0x2029 || c === 0x3000 || (c >= 0x2000 && c <= 0x200a);
}
const isDigit = (c: number): boolean => c >= 48 && c <= 57;

/**
 * Splits `[from, to)` of a text into tokens. In `expression` mode (a replacement field of an f-string) there is no indentation and no
 * line end.
 */
export function tokenize(text: string, from: number, to: number, expression: boolean): Tokens {
  let capacity = Math.max(16, ((to - from) >> 2) + 16);
  let kinds = new Uint8Array(capacity);
  let starts = new Int32Array(capacity);
  let ends = new Int32Array(capacity);
  let count = 0;
  const comments: number[] = [];
  const indents: number[] = [0];
  const misindented: number[] = [];
  const brackets: number[] = [];
  const open = [0, 0, 0, 0, 0];
  let depth = expression ? 1 : 0;
  const floor = depth;
  let lineStart = !expression;
  let at = from;

  const push = (kind: number, start: number, end: number): void => {
    if (count === capacity) {
      capacity *= 2;
      const k = new Uint8Array(capacity);
      k.set(kinds);
      kinds = k;
      const s = new Int32Array(capacity);
      s.set(starts);
      starts = s;
      const e = new Int32Array(capacity);
      e.set(ends);
      ends = e;
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count] = end;
    count++;
  };

  while (at < to) {
    if (lineStart) {
      lineStart = false;
      let column = 0;
      let cursor = at;
      // A backslash at the start of a line: the indentation is what stood before the first one.
      let continued = -1;
      for (; cursor < to; cursor++) {
        const c = text.charCodeAt(cursor);
        if (c === 32) column++;
        else if (c === 9) column = (column >> 3) * 8 + 8;
        else if (c === 12) column = 0;
        else if (c === 92 && isLineEnd(text, cursor + 1) && (continued >= 0 || column > 0)) {
          if (continued < 0) continued = column;
          column = 0;
          if (text.charCodeAt(cursor + 1) === 13 && text.charCodeAt(cursor + 2) === 10) cursor++;
          cursor++;
        } else if (!(c === 0xfeff && cursor === 0)) break;
      }
      if (continued >= 0) column = continued;
      at = cursor;
      if (at >= to) break;
      const c = text.charCodeAt(at);
      const blank = c === 10 || c === 13 || c === 35 || (c === 92 && isLineEnd(text, at + 1));
      if (!blank) {
        if (column > (indents[indents.length - 1] as number)) {
          indents.push(column);
          push(INDENT, at, at);
        } else {
          while (column < (indents[indents.length - 1] as number)) {
            const outer = indents[indents.length - 2] as number;
            const inner = indents[indents.length - 1] as number;
            if (column > outer) {
              // Between two indentations: the line belongs to the block of the nearer one.
              misindented.push(at);
              if (inner - column <= column - outer) {
                indents[indents.length - 1] = column;
                break;
              }
              column = outer;
            }
            indents.pop();
            push(DEDENT, at, at);
          }
        }
      }
    }
    const c = text.charCodeAt(at);
    if (c === 32 || c === 9 || c === 12 || c === 0xfeff || isUnicodeSpace(c)) {
      at++;
      continue;
    }
    if (c === 35) {
      let end = at;
      while (end < to) {
        const d = text.charCodeAt(end);
        if (d === 10 || d === 13) break;
        end++;
      }
      comments.push(at, end);
      at = end;
      continue;
    }
    if (c === 10 || c === 13) {
      const end = c === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
      if (depth > floor || expression) {
        at = end;
        if (!expression) {
          // An unclosed bracket ends where a line starts with what can only be a statement.
          if (startsStatement(text, at, to)) {
            depth = floor;
            brackets.length = 0;
            open.fill(0);
            push(NEWLINE, at - 1, at - 1);
            lineStart = true;
          }
        }
        continue;
      }
      if (count > 0 && kinds[count - 1] !== NEWLINE && kinds[count - 1] !== INDENT && kinds[count - 1] !== DEDENT)
        push(NEWLINE, at, end);
      else if (count > 0 && (kinds[count - 1] === INDENT || kinds[count - 1] === DEDENT)) {
        // nothing on this line
      }
      at = end;
      lineStart = true;
      continue;
    }
    if (c === 92 && isLineEnd(text, at + 1)) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2;
      continue;
    }
    if (isIdentifierStart(c)) {
      let end = at + 1;
      while (end < to && isIdentifierPart(text.charCodeAt(end))) end++;
      const q = text.charCodeAt(end);
      if ((q === 34 || q === 39) && end - at <= 2 && end < to) {
        const prefix = text.slice(at, end).toLowerCase();
        if (
          prefix === 'f' ||
          prefix === 'rf' ||
          prefix === 'fr' ||
          prefix === 't' ||
          prefix === 'rt' ||
          prefix === 'tr'
        ) {
          const stop = skipFormatted(text, end, to, prefix.length === 2, 0);
          push(FSTRING, at, stop);
          at = stop;
          continue;
        }
        if (
          prefix === 'r' ||
          prefix === 'b' ||
          prefix === 'u' ||
          prefix === 'br' ||
          prefix === 'rb' ||
          prefix === 'ur'
        ) {
          const stop = skipString(text, end, to);
          push(STRING, at, stop);
          at = stop;
          continue;
        }
      }
      const keyword = end - at <= 8 ? KEYWORD.get(text.slice(at, end)) : undefined;
      push(keyword ?? NAME, at, end);
      at = end;
      continue;
    }
    if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(at + 1)))) {
      const end = skipNumber(text, at, to);
      push(NUMBER, at, end);
      at = end;
      continue;
    }
    if (c === 34 || c === 39) {
      const end = skipString(text, at, to);
      push(STRING, at, end);
      at = end;
      continue;
    }
    let length = 3;
    let kind: number | undefined;
    for (; length > 0; length--) {
      if (at + length > to) continue;
      kind = CODE.get(text.slice(at, at + length));
      if (kind !== undefined) break;
    }
    if (kind === undefined) {
      push(ERROR, at, at + 1);
      at++;
      continue;
    }
    if (kind === OPEN_PAREN || kind === OPEN_BRACKET || kind === OPEN_BRACE) {
      depth++;
      brackets.push(kind);
      open[kind - OPEN_PAREN] = (open[kind - OPEN_PAREN] as number) + 1;
    } else if (kind === CLOSE_PAREN || kind === CLOSE_BRACKET || kind === CLOSE_BRACE) {
      const wanted = kind === CLOSE_PAREN ? OPEN_PAREN : kind === CLOSE_BRACKET ? OPEN_BRACKET : OPEN_BRACE;
      // What was never opened is not searched for: cost stays linear.
      const where = (open[wanted - OPEN_PAREN] as number) > 0 ? brackets.lastIndexOf(wanted) : -1;
      if (where >= 0) {
        for (let i = where; i < brackets.length; i++) {
          const which = (brackets[i] as number) - OPEN_PAREN;
          open[which] = (open[which] as number) - 1;
        }
        brackets.length = where;
        depth = floor + where;
      }
    }
    push(kind, at, at + length);
    at += length;
  }
  if (!expression) {
    if (count > 0 && kinds[count - 1] !== NEWLINE && kinds[count - 1] !== DEDENT) push(NEWLINE, to, to);
    for (let i = indents.length; i > 1; i--) push(DEDENT, to, to);
  }
  push(EOF, to, to);
  return { kinds, starts, ends, count, comments, misindented };
}

const ASYNC = code('async');
const DEF = code('def');
const CLASS = code('class');
const WITH = code('with');
/** Lines of decorators that are looked through for the function or class below them. */
const MOST_DECORATORS = 10;

function wordAt(text: string, at: number, to: number): number | undefined {
  if (at >= to || !isIdentifierStart(text.charCodeAt(at))) return undefined;
  let stop = at + 1;
  while (stop < to && stop - at < 9 && isIdentifierPart(text.charCodeAt(stop))) stop++;
  return KEYWORD.get(text.slice(at, stop));
}

function behindSpaces(text: string, at: number, to: number): number {
  let cursor = at;
  while (cursor < to && (text.charCodeAt(cursor) === 32 || text.charCodeAt(cursor) === 9)) cursor++;
  return cursor;
}

/** Whether the line that starts at `at` starts with what no expression goes on with: a statement's keyword, `async def`, or decorators above one. */
function startsStatement(text: string, at: number, to: number): boolean {
  let cursor = behindSpaces(text, at, to);
  if (text.charCodeAt(cursor) === 64) {
    for (let line = 0; text.charCodeAt(cursor) === 64; line++) {
      const end = text.indexOf('\n', cursor);
      if (end < 0 || end - cursor > 500 || line === MOST_DECORATORS) return false;
      cursor = behindSpaces(text, end + 1, to);
    }
    const below = wordAt(text, cursor, to);
    return below === DEF || below === CLASS || below === ASYNC;
  }
  const word = wordAt(text, cursor, to);
  if (word === ASYNC) {
    const next = wordAt(text, behindSpaces(text, cursor + 5, to), to);
    return next === DEF || next === WITH;
  }
  return word !== undefined && STATEMENT_ONLY.has(word);
}

function isLineEnd(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 10 || c === 13;
}

function skipNumber(text: string, at: number, to: number): number {
  let end = at;
  const c1 = text.charCodeAt(at + 1) | 32;
  if (text.charCodeAt(at) === 48 && (c1 === 120 || c1 === 111 || c1 === 98)) {
    end = at + 2;
    while (end < to && isIdentifierPart(text.charCodeAt(end)) && text.charCodeAt(end) < 128) end++;
    return end;
  }
  let exponent = false;
  for (; end < to; end++) {
    const c = text.charCodeAt(end);
    if (isDigit(c) || c === 95) continue;
    if (c === 46 && !exponent && !text.slice(at, end).includes('.')) continue;
    if ((c === 101 || c === 69) && !exponent) {
      const d = text.charCodeAt(end + 1);
      if (isDigit(d) || ((d === 43 || d === 45) && isDigit(text.charCodeAt(end + 2)))) {
        exponent = true;
        end++;
        continue;
      }
    }
    break;
  }
  const suffix = text.charCodeAt(end) | 32;
  if (suffix === 106 || suffix === 108) end++;
  return Math.min(end, to);
}

/** End of a plain string literal that starts with its quote at `at`; an unterminated one ends with its line, or with the text if triple. */
function skipString(text: string, at: number, to: number): number {
  const quote = text.charCodeAt(at);
  const mark = text[at] as string;
  if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
    const triple = mark.repeat(3);
    let from = at + 3;
    for (;;) {
      const found = text.indexOf(triple, from);
      if (found < 0 || found + 3 > to) return to;
      let slashes = 0;
      while (text.charCodeAt(found - 1 - slashes) === 92 && found - 1 - slashes >= at + 3) slashes++;
      if (slashes % 2 === 0) return found + 3;
      from = found + 1;
    }
  }
  let i = at + 1;
  for (; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) {
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    } else if (c === quote) return i + 1;
    else if (c === 10 || c === 13) return i;
  }
  return Math.min(i, to);
}

/** End of an f- or t-string whose quote is at `at`, with its replacement fields skipped by their own rules (PEP 701). */
export function skipFormatted(text: string, at: number, to: number, raw: boolean, level: number): number {
  const quote = text.charCodeAt(at);
  const triple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  if (!triple && text.charCodeAt(at + 1) === quote) return at + 2;
  let i = at + (triple ? 3 : 1);
  while (i < to) {
    const c = text.charCodeAt(i);
    if (c === 92) {
      if (!raw && text.charCodeAt(i + 1) === 78 && text.charCodeAt(i + 2) === 123) {
        const close = text.indexOf('}', i);
        i = close < 0 ? i + 2 : close + 1;
      } else if (text.charCodeAt(i + 1) === 123 || text.charCodeAt(i + 1) === 125) i++;
      else i += 2;
    } else if (c === quote) {
      if (!triple) return i + 1;
      if (text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote) return i + 3;
      i++;
    } else if (c === 123) {
      if (text.charCodeAt(i + 1) === 123) i += 2;
      else i = skipField(text, i, to, quote, triple, level);
    } else if ((c === 10 || c === 13) && !triple) return i;
    else i++;
  }
  return to;
}

function endsWithQuote(text: string, start: number, end: number): boolean {
  return end - start > 1 && text.charCodeAt(end - 1) === text.charCodeAt(start);
}

/** End of a replacement field whose `{` is at `at`: behind its `}`, or where it breaks off. */
function skipField(text: string, at: number, to: number, quote: number, triple: boolean, level: number): number {
  let i = at + 1;
  let depth = 0;
  let inSpec = false;
  while (i < to) {
    const c = text.charCodeAt(i);
    if (inSpec) {
      if (c === 92) {
        i += 2;
        continue;
      }
      if (c === 123) {
        i = level > 8 ? i + 1 : skipField(text, i, to, quote, triple, level + 1);
        continue;
      }
      if (c === 125) return i + 1;
      if (c === quote && (!triple || (text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote))) return i;
      if ((c === 10 || c === 13) && !triple) return i;
      i++;
      continue;
    }
    if (c === 34 || c === 39) {
      let p = i;
      while (p > at + 1 && i - p < 2 && isIdentifierPart(text.charCodeAt(p - 1))) p--;
      const prefix = text.slice(p, i).toLowerCase();
      const formatted = /^(?:f|t|rf|fr|rt|tr)$/.test(prefix);
      const end =
        formatted && level < 8 ? skipFormatted(text, i, to, prefix.length === 2, level + 1) : skipString(text, i, to);
      // The quote of the string itself, and no string of its own on this line: the field was not closed.
      if (!formatted && !triple && c === quote && (end >= to || isLineEnd(text, end)) && !endsWithQuote(text, i, end))
        return i;
      i = end > i ? end : i + 1;
      continue;
    }
    if ((c === 10 || c === 13) && !triple && startsStatement(text, i + 1, to)) return i;
    if (c === 35) {
      while (i < to && text.charCodeAt(i) !== 10 && text.charCodeAt(i) !== 13) i++;
      continue;
    }
    if (c === 40 || c === 91 || c === 123) depth++;
    else if (c === 41 || c === 93) depth--;
    else if (c === 125) {
      if (depth <= 0) return i + 1;
      depth--;
    } else if (c === 58 && depth === 0 && text.charCodeAt(i + 1) !== 61) inSpec = true;
    else if (c === 58 && depth === 0) inSpec = true;
    i++;
  }
  return to;
}
