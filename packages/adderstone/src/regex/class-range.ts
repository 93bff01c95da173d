import { type ClassItem, childrenOf, type PatternNode, type PatternSpan } from './node.ts';
import type { Pattern } from './pattern.ts';

/** A range of a character class that takes in more than it seems to. */
export interface WideRange {
  readonly span: PatternSpan;
  /** `wide`: it runs across kinds of characters; `overlap`: it shares characters with another range of the class. */
  readonly kind: 'wide' | 'overlap';
  /** The range as written in characters, such as `A-z`. */
  readonly range: string;
  /** What it takes in besides letters and digits of the kinds at its ends. For an overlap: the other range. */
  readonly also: string;
}

type Range = Extract<ClassItem, { kind: 'range' }>;
type Kind = 'upper' | 'lower' | 'digit' | 'other';

function kindOf(code: number): Kind {
  if (code >= 0x41 && code <= 0x5a) return 'upper';
  if (code >= 0x61 && code <= 0x7a) return 'lower';
  return code >= 0x30 && code <= 0x39 ? 'digit' : 'other';
}

/**
 * Ranges such as `A-z`, `0-z` or `$-_` that run over several kinds of ASCII characters (CWE-20), and ranges of one class
 * that overlap in part. Escaped ends (`\x00-\x1f`), ends outside of printable ASCII, ranges that begin at space, `!` or `#` (a
 * quoted string without its quote) or end at `~`, and patterns for terminal sequences are taken as meant.
 */
export function wideRanges(pattern: Pattern): readonly WideRange[] {
  const found: WideRange[] = [];
  if (/\x1b|\\x1b|\\033|\\e|\\u001b|\x9b/i.test(pattern.text)) return found;
  const walk = (node: PatternNode): void => {
    if (node.kind === 'set' && node.form.kind === 'class') inClass(node.form.items, pattern.text, found);
    childrenOf(node).forEach(walk);
  };
  walk(pattern.root);
  return found;
}

function inClass(items: readonly ClassItem[], text: string, found: WideRange[]): void {
  const ranges: Range[] = [];
  for (const item of items) if (item.kind === 'range') ranges.push(item);
  for (const [i, range] of ranges.entries()) {
    const { start, end } = range;
    const also = unexpected(range, text);
    if (also !== '') {
      found.push({ span: { start, end }, kind: 'wide', range: rangeText(range), also });
      continue;
    }
    for (let j = 0; j < i; j++) {
      const other = ranges[j] as Range;
      const apart = other.high < range.low || range.high < other.low;
      const same = other.low === range.low && other.high === range.high;
      if (apart || same || unexpected(other, text) !== '') continue;
      if (kindOf(range.low) === 'other' || kindOf(other.low) === 'other') continue;
      found.push({ span: { start, end }, kind: 'overlap', range: rangeText(range), also: rangeText(other) });
      break;
    }
  }
}

function rangeText(range: Range): string {
  return `${String.fromCodePoint(range.low)}-${String.fromCodePoint(range.high)}`;
}

/** The characters that a range hides, empty when it is an ordinary one. */
function unexpected(range: Range, text: string): string {
  const { low, high } = range;
  if (low <= 0x21 || low === 0x23 || high >= 0x7e || /\\[xuUN0-7abfnrtv]/.test(text.slice(range.start, range.end)))
    return '';
  const from = kindOf(low);
  const to = kindOf(high);
  if (from !== 'other' && from === to) return '';
  let letters = false;
  let hidden = '';
  for (let code = low; code <= high; code++) {
    const kind = kindOf(code);
    if (kind === 'other') {
      if (code !== low && code !== high) hidden += String.fromCharCode(code);
    } else {
      letters = true;
      if (kind !== from && kind !== to) hidden += String.fromCharCode(code);
    }
  }
  // `/-9`, `@-Z`, `9-:`: a sign next to the run of digits or letters that it is written with.
  return letters && hidden.length > 1 ? hidden : '';
}
