import { ALL_CHARS, type CharSet, categorySet, charSetOf, complement, foldCase, unionOfRanges } from './char-set.ts';
import { classEscape, type Escape, outerEscape } from './escape.ts';
import type { AssertionNode, ClassItem, PatternNode, SetForm, SetNode, Width } from './node.ts';
import type { PatternFlags } from './pattern.ts';

/** Thrown inside the parser only; `parsePattern` turns it into a value. */
export class PatternFailure extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const MAX_DEPTH = 200;
const MAX_REPEAT = 4294967295;
const NEWLINE: CharSet = [0x0a, 0x0a];
const NOT_NEWLINE = complement(NEWLINE);
const DIGIT = /[0-9]/;

/** Flags that a part of a pattern is read with. */
interface Scope {
  readonly verbose: boolean;
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiLine: boolean;
  readonly ascii: boolean;
}

/** One pass over a pattern's text. Used by `parsePattern` only. */
export class PatternParser {
  readonly text: string;
  readonly names = new Map<string, number>();
  groups = 0;
  since = 0;
  until = 14;
  approximate = false;
  private pos = 0;
  private depth = 0;
  private readonly bytes: boolean;
  private readonly given: PatternFlags;
  private found: Scope;
  private readonly widths: (Width | undefined)[] = [{ min: 0, max: 0 }];
  private readonly conditions: { group: number; offset: number }[] = [];
  /** Groups below this number may be referred to inside the current look-behind; -1 outside of one. */
  private behindLimit = -1;

  constructor(text: string, flags: PatternFlags) {
    this.text = text;
    this.bytes = flags.bytes;
    this.given = flags;
    this.found = flags;
  }

  /** The flags given and those found as global inline flags. */
  flags(): PatternFlags {
    const { verbose, ignoreCase, dotAll, multiLine, ascii } = this.found;
    return { verbose, ignoreCase, dotAll, multiLine, ascii, bytes: this.bytes };
  }

  parse(): PatternNode {
    const { verbose, ignoreCase, dotAll, multiLine, ascii } = this.given;
    const root = this.alternatives({ verbose, ignoreCase, dotAll, multiLine, ascii: ascii || this.bytes });
    if (this.pos < this.text.length) this.fail(this.pos, 'a closing parenthesis without an opening one');
    for (const { group, offset } of this.conditions) {
      if (group > this.groups) this.fail(offset, 'a condition on a group that is not there');
    }
    return root;
  }

  private fail(offset: number, reason: string): never {
    throw new PatternFailure(offset, reason);
  }

  private alternatives(scope: Scope): PatternNode {
    if (++this.depth > MAX_DEPTH) this.fail(this.pos, 'nested too deeply');
    const start = this.pos;
    const branches = [this.sequence(scope, this.depth === 1)];
    while (this.text[this.pos] === '|') {
      this.pos++;
      branches.push(this.sequence(scope, false));
    }
    this.depth--;
    return branches.length === 1 ? (branches[0] as PatternNode) : { kind: 'branch', branches, start, end: this.pos };
  }

  /** `opening` is true for the first branch of the whole pattern, where global flags belong. */
  private sequence(scope: Scope, opening: boolean): PatternNode {
    const start = this.pos;
    const items: PatternNode[] = [];
    const text = this.text;
    while (this.pos < text.length) {
      const c = text[this.pos] as string;
      if (c === '|' || c === ')') break;
      if (scope.verbose) {
        if (' \t\n\r\v\f'.includes(c)) {
          this.pos++;
          continue;
        }
        if (c === '#') {
          this.skipComment();
          continue;
        }
      }
      if (c === '*' || c === '+' || c === '?' || (c === '{' && this.isCount())) this.repeat(items);
      else if (c === '(') {
        const group = this.group(scope, opening && items.length === 0);
        if (group !== undefined) items.push(group);
      } else items.push(this.single(scope));
    }
    return items.length === 1 ? (items[0] as PatternNode) : { kind: 'sequence', items, start, end: this.pos };
  }

  /** A verbose comment ends at a newline; a backslash takes the next character with it, as in CPython's tokenizer. */
  private skipComment(): void {
    while (this.pos < this.text.length) {
      const c = this.text[this.pos];
      this.pos += c === '\\' ? 2 : 1;
      if (c === '\n') return;
    }
  }

  /** True at a `{` that begins a count; any other `{` is an ordinary character. */
  private isCount(): boolean {
    let i = this.pos + 1;
    if (this.text[i] === '}') return false;
    while (DIGIT.test(this.text[i] ?? '')) i++;
    if (this.text[i] === ',') {
      i++;
      while (DIGIT.test(this.text[i] ?? '')) i++;
    }
    return this.text[i] === '}';
  }

  private number(): string {
    const start = this.pos;
    while (DIGIT.test(this.text[this.pos] ?? '')) this.pos++;
    return this.text.slice(start, this.pos);
  }

  private repeat(items: PatternNode[]): void {
    const start = this.pos;
    const c = this.text[this.pos++];
    let min = 0;
    let max = Number.POSITIVE_INFINITY;
    if (c === '?') max = 1;
    else if (c === '+') min = 1;
    else if (c === '{') {
      const low = this.number();
      let high = low;
      if (this.text[this.pos] === ',') {
        this.pos++;
        high = this.number();
      }
      this.pos++;
      if (low !== '') min = Number(low);
      if (high !== '') max = Number(high);
      if (min >= MAX_REPEAT || (high !== '' && max >= MAX_REPEAT)) this.fail(start, 'a count that is too great');
      if (max < min) this.fail(start, 'a least count above the greatest');
    }
    const body = items.at(-1);
    if (body === undefined || body.kind === 'assertion') this.fail(start, 'nothing to repeat');
    if (body.kind === 'repeat') this.fail(start, 'a repeat of a repeat');
    let mode: 'greedy' | 'lazy' | 'possessive' = 'greedy';
    if (this.text[this.pos] === '?') {
      this.pos++;
      mode = 'lazy';
    } else if (this.text[this.pos] === '+') {
      this.pos++;
      mode = 'possessive';
      this.since = Math.max(this.since, 11);
    }
    items[items.length - 1] = { kind: 'repeat', body, min, max, mode, start: body.start, end: this.pos };
  }

  private single(scope: Scope): PatternNode {
    const start = this.pos;
    const c = this.text[start] as string;
    if (c === '[') return this.characterClass(scope);
    if (c === '\\') return this.escape(scope);
    if (c === '^') {
      this.pos++;
      return this.assertion(scope.multiLine ? 'line-start' : 'text-start', start, scope);
    }
    if (c === '$') {
      this.pos++;
      return this.assertion(scope.multiLine ? 'line-end' : 'last-line-end', start, scope);
    }
    if (c === '.') {
      this.pos++;
      return this.set(scope.dotAll ? ALL_CHARS : NOT_NEWLINE, { kind: 'dot' }, start, scope, false);
    }
    const code = this.text.codePointAt(start) as number;
    this.pos += code > 0xffff ? 2 : 1;
    return this.set(charSetOf(code), { kind: 'literal', code, escaped: false }, start, scope, true);
  }

  private assertion(at: AssertionNode['at'], start: number, scope: Scope): AssertionNode {
    const word = at === 'boundary' || at === 'not-boundary' ? categorySet('word', scope.ascii) : [];
    return { kind: 'assertion', at, word, start, end: this.pos };
  }

  private set(chars: CharSet, form: SetForm, start: number, scope: Scope, fold: boolean): SetNode {
    const folded = fold && scope.ignoreCase ? foldCase(chars, scope.ascii) : chars;
    return { kind: 'set', chars: folded, form, start, end: this.pos };
  }

  private take(escape: Escape): Escape {
    if (escape.kind === 'bad') this.fail(escape.offset, escape.reason);
    this.pos = escape.end;
    if (escape.kind === 'char' && escape.approximate) this.approximate = true;
    return escape;
  }

  private escape(scope: Scope): PatternNode {
    const start = this.pos;
    const escape = this.take(outerEscape(this.text, start, this.bytes, this.groups));
    switch (escape.kind) {
      case 'char':
        return this.set(
          charSetOf(escape.code),
          { kind: 'literal', code: escape.code, escaped: true },
          start,
          scope,
          true,
        );
      case 'category': {
        const { category, negated } = escape;
        return this.set(
          categoryChars(escape, scope.ascii),
          { kind: 'category', category, negated },
          start,
          scope,
          false,
        );
      }
      case 'assertion':
        if (escape.since > this.since) this.since = escape.since;
        return this.assertion(escape.at, start, scope);
      case 'group':
        return this.backreference(escape.group, start, scope);
      case 'bad':
        return this.fail(escape.offset, escape.reason);
    }
  }

  private backreference(group: number, start: number, scope: Scope): PatternNode {
    if (group < 1 || group > this.groups) this.fail(start, 'a reference to a group that is not there');
    if (this.widths[group] === undefined) this.fail(start, 'a reference to a group that is still open');
    if (this.behindLimit >= 0 && group >= this.behindLimit)
      this.fail(start, 'a reference to a group of the same look-behind');
    const { ignoreCase, ascii } = scope;
    return { kind: 'backreference', group, ignoreCase, ascii, start, end: this.pos };
  }

  private characterClass(scope: Scope): SetNode {
    const start = this.pos++;
    const negated = this.text[this.pos] === '^';
    if (negated) this.pos++;
    const items: ClassItem[] = [];
    const ranges: number[] = [];
    for (;;) {
      if (this.pos >= this.text.length) this.fail(start, 'an unclosed character class');
      if (this.text[this.pos] === ']' && items.length > 0) break;
      const low = this.classAtom();
      if (this.text[this.pos] === '-' && this.pos + 1 >= this.text.length)
        this.fail(start, 'an unclosed character class');
      if (this.text[this.pos] === '-' && this.text[this.pos + 1] !== ']') {
        this.pos++;
        const high = this.classAtom();
        if (low.kind !== 'char' || high.kind !== 'char') this.fail(low.start, 'a range that ends in a category');
        // A character that we cannot name may stand anywhere.
        if (high.code < low.code && !this.approximate) this.fail(low.start, 'a range that runs backwards');
        const least = Math.min(low.code, high.code);
        const greatest = Math.max(low.code, high.code);
        items.push({ kind: 'range', low: least, high: greatest, start: low.start, end: high.end });
        ranges.push(least, greatest);
      } else {
        items.push(low);
        if (low.kind === 'char') ranges.push(low.code, low.code);
        else if (low.kind === 'category') for (const edge of categoryChars(low, scope.ascii)) ranges.push(edge);
      }
    }
    this.pos++;
    const union = unionOfRanges(ranges);
    const folded = scope.ignoreCase ? foldCase(union, scope.ascii) : union;
    const chars = negated ? complement(folded) : folded;
    return { kind: 'set', chars, form: { kind: 'class', items, negated }, start, end: this.pos };
  }

  private classAtom(): ClassItem {
    const start = this.pos;
    if (this.text[start] === '\\') {
      const escape = this.take(classEscape(this.text, start, this.bytes));
      if (escape.kind === 'char') return { kind: 'char', code: escape.code, escaped: true, start, end: this.pos };
      if (escape.kind === 'category') {
        const { category, negated } = escape;
        return { kind: 'category', category, negated, start, end: this.pos };
      }
      return this.fail(start, 'an escape that a class does not know');
    }
    const code = this.text.codePointAt(start) as number;
    this.pos += code > 0xffff ? 2 : 1;
    return { kind: 'char', code, escaped: false, start, end: this.pos };
  }

  /** The body and the closing parenthesis of a group that opened at `start`. */
  private body(scope: Scope, start: number): PatternNode {
    const body = this.alternatives(scope);
    if (this.text[this.pos] !== ')') this.fail(start, 'an unclosed parenthesis');
    this.pos++;
    return body;
  }

  private capture(scope: Scope, start: number, name: string | undefined): PatternNode {
    const index = ++this.groups;
    this.widths.push(undefined);
    if (name !== undefined) {
      if (this.names.has(name)) this.fail(start, 'a group name that is already taken');
      this.names.set(name, index);
    }
    const body = this.body(scope, start);
    this.widths[index] = this.widthOf(body);
    return { kind: 'group', index, name, body, start, end: this.pos };
  }

  private group(scope: Scope, first: boolean): PatternNode | undefined {
    const start = this.pos++;
    const text = this.text;
    if (text[this.pos] !== '?') return this.capture(scope, start, undefined);
    const c = text[this.pos + 1] ?? '';
    this.pos += 2;
    switch (c) {
      case 'P':
        return this.named(scope, start);
      case ':': {
        const body = this.body(scope, start);
        return { kind: 'group', index: 0, name: undefined, body, start, end: this.pos };
      }
      case '#': {
        const close = this.closeOfComment();
        if (close < 0) this.fail(start, 'an unclosed comment');
        this.pos = close + 1;
        return undefined;
      }
      case '>': {
        this.since = Math.max(this.since, 11);
        const body = this.body(scope, start);
        return { kind: 'atomic', body, start, end: this.pos };
      }
      case '=':
      case '!':
        return this.look(scope, start, true, c === '!');
      case '<': {
        const sign = text[this.pos];
        if (sign !== '=' && sign !== '!') this.fail(start, 'an unknown kind of group');
        this.pos++;
        return this.look(scope, start, false, sign === '!');
      }
      case '(':
        return this.conditional(scope, start);
      default:
        return this.flagGroup(scope, start, first);
    }
  }

  private closeOfComment(): number {
    for (let i = this.pos; i < this.text.length; i++) {
      if (this.text[i] === '\\') i++;
      else if (this.text[i] === ')') return i;
    }
    return -1;
  }

  private named(scope: Scope, start: number): PatternNode {
    const sign = this.text[this.pos];
    if (sign !== '<' && sign !== '=') this.fail(start, 'an unknown kind of group');
    this.pos++;
    const name = this.nameUntil(sign === '<' ? '>' : ')', start);
    if (!isIdentifier(name)) this.fail(start, 'a group name that is no identifier');
    if (sign === '<') return this.capture(scope, start, name);
    const group = this.names.get(name);
    if (group === undefined) this.fail(start, 'a reference to a group that is not there');
    return this.backreference(group, start, scope);
  }

  private nameUntil(close: string, start: number): string {
    const end = this.text.indexOf(close, this.pos);
    if (end < 0) this.fail(start, 'an unclosed group name');
    const name = this.text.slice(this.pos, end);
    this.pos = end + 1;
    return name;
  }

  private look(scope: Scope, start: number, ahead: boolean, negated: boolean): PatternNode {
    const outer = this.behindLimit;
    if (!ahead && outer < 0) this.behindLimit = this.groups + 1;
    const body = this.body(scope, start);
    this.behindLimit = outer;
    let width = 0;
    if (!ahead) {
      const range = this.widthOf(body);
      if (range.min !== range.max) this.fail(start, 'a look-behind of variable width');
      width = range.min;
    }
    return { kind: 'look', ahead, negated, width, body, start, end: this.pos };
  }

  private conditional(scope: Scope, start: number): PatternNode {
    const offset = this.pos;
    const name = this.nameUntil(')', start);
    let group = this.names.get(name);
    if (group === undefined) {
      if (isIdentifier(name)) this.fail(offset, 'a condition on a group that is not there');
      group = /^[0-9]+$/.test(name) ? Number(name) : 0;
      if (group < 1) this.fail(offset, 'a condition that names no group');
      this.conditions.push({ group, offset });
    }
    if (this.behindLimit >= 0 && group >= this.behindLimit)
      this.fail(offset, 'a reference to a group of the same look-behind');
    if (++this.depth > MAX_DEPTH) this.fail(this.pos, 'nested too deeply');
    const yes = this.sequence(scope, false);
    let no: PatternNode = { kind: 'sequence', items: [], start: this.pos, end: this.pos };
    if (this.text[this.pos] === '|') {
      this.pos++;
      no = this.sequence(scope, false);
      if (this.text[this.pos] === '|') this.fail(this.pos, 'a condition with more than two branches');
    }
    this.depth--;
    if (this.text[this.pos] !== ')') this.fail(start, 'an unclosed parenthesis');
    this.pos++;
    return { kind: 'conditional', group, yes, no, start, end: this.pos };
  }

  /** `(?i)`, which holds for the whole pattern, or `(?i-s:…)`. */
  private flagGroup(scope: Scope, start: number, first: boolean): PatternNode | undefined {
    this.pos--;
    let on = '';
    let off = '';
    while (/[aiLmsux]/.test(this.text[this.pos] ?? '')) on += this.text[this.pos++];
    const close = this.text[this.pos];
    if (close === ')' && on !== '') {
      this.pos++;
      if (!first) this.until = Math.min(this.until, 10);
      this.checkFlags(on, start);
      this.found = withFlags(this.found, on, '', this.bytes);
      return undefined;
    }
    if (close === '-') {
      this.pos++;
      while (/[imsx]/.test(this.text[this.pos] ?? '')) off += this.text[this.pos++];
      if (off === '') this.fail(this.pos, 'a flag to turn off is missing');
    }
    if (this.text[this.pos] !== ':' || (on === '' && off === '')) this.fail(start, 'an unknown kind of group');
    this.pos++;
    this.checkFlags(on, start);
    for (const flag of on) if (off.includes(flag)) this.fail(start, 'a flag turned on and off');
    const body = this.body(withFlags(scope, on, off, this.bytes), start);
    // A group of flags is never dissolved, even where it captures nothing.
    return { kind: 'group', index: 0, name: undefined, body, start, end: this.pos };
  }

  private checkFlags(on: string, start: number): void {
    if ([...'aLu'].filter((flag) => on.includes(flag)).length > 1) this.fail(start, 'flags that exclude each other');
    if (this.bytes && on.includes('u')) this.fail(start, 'a flag that bytes do not know');
    if (!this.bytes && on.includes('L')) this.fail(start, 'a flag that only bytes know');
  }

  private widthOf(node: PatternNode): Width {
    switch (node.kind) {
      case 'set':
        return { min: 1, max: 1 };
      case 'backreference':
        return this.widths[node.group] ?? { min: 0, max: MAX_REPEAT };
      case 'assertion':
      case 'look':
        return { min: 0, max: 0 };
      case 'group':
      case 'atomic':
        return this.widthOf(node.body);
      case 'repeat': {
        const width = this.widthOf(node.body);
        const max = width.max === 0 || node.max === 0 ? 0 : Math.min(width.max * node.max, MAX_REPEAT);
        return { min: Math.min(width.min * node.min, MAX_REPEAT), max };
      }
      case 'sequence': {
        let min = 0;
        let max = 0;
        for (const item of node.items) {
          const width = this.widthOf(item);
          min += width.min;
          max += width.max;
        }
        return { min: Math.min(min, MAX_REPEAT), max: Math.min(max, MAX_REPEAT) };
      }
      case 'branch':
      case 'conditional': {
        let min = MAX_REPEAT;
        let max = 0;
        for (const branch of node.kind === 'branch' ? node.branches : [node.yes, node.no]) {
          const width = this.widthOf(branch);
          min = Math.min(min, width.min);
          max = Math.max(max, width.max);
        }
        return { min, max };
      }
    }
  }
}

function withFlags<T extends Scope>(scope: T, on: string, off: string, bytes: boolean): Scope {
  const value = (flag: string, before: boolean): boolean =>
    on.includes(flag) ? true : off.includes(flag) ? false : before;
  return {
    verbose: value('x', scope.verbose),
    ignoreCase: value('i', scope.ignoreCase),
    dotAll: value('s', scope.dotAll),
    multiLine: value('m', scope.multiLine),
    ascii: on.includes('u') ? false : value('a', scope.ascii) || bytes,
  };
}

function categoryChars(item: { category: 'digit' | 'space' | 'word'; negated: boolean }, ascii: boolean): CharSet {
  const set = categorySet(item.category, ascii);
  return item.negated ? complement(set) : set;
}

function isIdentifier(name: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_]*$/u.test(name);
}
