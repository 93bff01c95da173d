import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Module, Node } from '../../src/python/nodes.ts';
import { parseModule } from '../../src/python/parser.ts';
import { EOF, tokenize } from '../../src/python/tokenizer.ts';
import { children, walk } from '../../src/python/walk.ts';

const FOLDER = join(import.meta.dirname, 'source');
const SOURCES = ['server.py', 'shapes.py'].map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

/** One change of a text: `[start, end)` of the old text is replaced. */
interface Damage {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function functionsOf(module: Module): Span[] {
  const found: Span[] = [];
  walk(module, (node) => {
    if (node.kind === 'FunctionDef') found.push({ start: node.start, end: node.end });
  });
  return found;
}

/** Every token once: its span, in order. Indentation and line ends are tokens too. */
function tokensOf(text: string): Span[] {
  const tokens = tokenize(text, 0, text.length, false);
  const spans: Span[] = [];
  for (let i = 0; tokens.kinds[i] !== EOF; i++) {
    spans.push({ start: tokens.starts[i] as number, end: tokens.ends[i] as number });
  }
  return spans;
}

/** A quote of three opens or closes text of many lines, or one is hidden in a new string: what follows is text, by Python's own rules. */
function changesLongText(text: string, damage: Damage): boolean {
  const quotes = /["']/.test(damage.by + text.slice(damage.start, damage.end));
  const end = text.indexOf('\n', damage.end);
  const to = quotes && end >= 0 ? end : damage.end + 3;
  return /"""|'''/.test(text.slice(Math.max(0, damage.start - 3), to) + damage.by);
}

/** Functions of the undamaged text that share no line with the damage, nor with the line that it joins to its own. */
function outside(text: string, functions: readonly Span[], damage: Damage): Span[] {
  const lineStart = text.lastIndexOf('\n', damage.start - 1) + 1;
  let next = text.indexOf('\n', damage.end);
  const joins = damage.by === '\\' && (text[damage.end] === '\n' || text[damage.end] === undefined);
  if (joins && next >= 0) next = text.indexOf('\n', next + 1);
  const lineEnd = next < 0 ? text.length : next;
  return functions.filter((span) => span.end < lineStart || span.start > lineEnd);
}

function lost(text: string, functions: readonly Span[], damage: Damage): string[] {
  const changed = text.slice(0, damage.start) + damage.by + text.slice(damage.end);
  const shift = damage.by.length - (damage.end - damage.start);
  const kept = new Set(functionsOf(parseModule(changed)).map((span) => `${span.start} ${span.end}`));
  return outside(text, functions, damage)
    .filter((span) => {
      const by = span.start >= damage.end ? shift : 0;
      return !kept.has(`${span.start + by} ${span.end + by}`);
    })
    .map((span) => text.slice(span.start, text.indexOf('\n', span.start)));
}

/** Spans lie in the text, no list holds a hole, and a child that has a place lies in its parent. */
function wellFormed(module: Module, length: number): void {
  walk(module, (node: Node) => {
    if (!(node.start >= 0 && node.start <= node.end && node.end <= length))
      throw new Error(`${node.kind} at ${node.start} to ${node.end} of ${length}`);
    const below: Node[] = [];
    children(node, below);
    for (const child of below) if (child === undefined) throw new Error(`a hole in ${node.kind}`);
  });
  for (const problem of module.problems) {
    if (!(problem.start >= 0 && problem.start <= problem.end && problem.end <= length))
      throw new Error(`a problem at ${problem.start} to ${problem.end} of ${length}`);
  }
}

const INSERTED = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '"',
  "'",
  '\\',
  '=',
  '*',
  '\n',
  ' ',
  ' def ',
  'if ',
  '\0',
  '@',
  '$',
];

describe.each(SOURCES)('$name', ({ text }) => {
  const functions = functionsOf(parseModule(text));
  const tokens = tokensOf(text);

  test('is read without a problem', () => {
    expect(parseModule(text).problems).toEqual([]);
    expect(functions.length).toBeGreaterThan(5);
  });

  test('a deleted token costs no function on other lines', () => {
    const losses: string[] = [];
    for (const token of tokens) {
      const damage = { start: token.start, end: token.end, by: '' };
      if (changesLongText(text, damage)) continue;
      const gone = lost(text, functions, damage);
      if (gone.length > 0)
        losses.push(`without \`${text.slice(token.start, token.end)}\` at ${token.start}: ${gone.join(' | ')}`);
    }
    expect(losses).toEqual([]);
  });

  test.each(INSERTED)('%j before any token costs no function on other lines', (by) => {
    const losses: string[] = [];
    for (const token of tokens) {
      const damage = { start: token.start, end: token.start, by };
      if (changesLongText(text, damage)) continue;
      const gone = lost(text, functions, damage);
      if (gone.length > 0) losses.push(`at ${token.start}: ${gone.join(' | ')}`);
    }
    expect(losses).toEqual([]);
  });

  test('cut at any token, the functions before stay', () => {
    for (const token of tokens) {
      const module = parseModule(text.slice(0, token.start));
      wellFormed(module, token.start);
      const kept = new Set(functionsOf(module).map((span) => `${span.start} ${span.end}`));
      const lineStart = text.lastIndexOf('\n', token.start - 1) + 1;
      for (const span of functions.filter((one) => one.end < lineStart)) {
        if (span.end < lineStart) expect(kept, `cut at ${token.start}`).toContain(`${span.start} ${span.end}`);
      }
    }
  });
});

test('any tokens in any order are read to a well-formed tree', () => {
  const pieces = SOURCES.flatMap(({ text }) => tokensOf(text).map((span) => text.slice(span.start, span.end)));
  const words = [...new Set([...pieces, ...INSERTED, '"""', "f'{", 'f"""', '}', '\n    ', '\n', '\t', '#'])];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), fc.constantFrom('', ' '), (chosen, between) => {
      const text = chosen.join(between);
      wellFormed(parseModule(text), text.length);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('any text is read to a well-formed tree', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => wellFormed(parseModule(text), text.length)),
    { numRuns: 2000, seed: 1 },
  );
});
