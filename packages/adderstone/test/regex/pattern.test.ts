import { expect, test } from 'vitest';
import { childrenOf, type PatternNode } from '../../src/regex/node.ts';
import { NO_FLAGS, type Pattern, type PatternFlags, parsePattern } from '../../src/regex/pattern.ts';

function parsed(text: string, flags: Partial<PatternFlags> = {}): Pattern {
  const result = parsePattern(text, { ...NO_FLAGS, ...flags });
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.pattern;
}

/** Kinds and texts of all nodes, to check offsets against the pattern. */
function outline(pattern: Pattern): string[] {
  const out: string[] = [];
  const walk = (node: PatternNode): void => {
    out.push(`${node.kind} ${pattern.text.slice(node.start, node.end)}`);
    childrenOf(node).forEach(walk);
  };
  walk(pattern.root);
  return out;
}

test('offsets point into the pattern', () => {
  expect(outline(parsed('^(?P<scheme>https?)://[\\w.-]+\\.example(?=/|$)'))).toEqual([
    'sequence ^(?P<scheme>https?)://[\\w.-]+\\.example(?=/|$)',
    'assertion ^',
    'group (?P<scheme>https?)',
    'sequence https?',
    'set h',
    'set t',
    'set t',
    'set p',
    'repeat s?',
    'set s',
    'set :',
    'set /',
    'set /',
    'repeat [\\w.-]+',
    'set [\\w.-]',
    'set \\.',
    'set e',
    'set x',
    'set a',
    'set m',
    'set p',
    'set l',
    'set e',
    'look (?=/|$)',
    'branch /|$',
    'set /',
    'assertion $',
  ]);
});

test('offsets count UTF-16 units and skip verbose blanks and comments', () => {
  expect(outline(parsed('😀+ # smile (\n | b{2,}?', { verbose: true }))).toEqual([
    'branch 😀+ # smile (\n | b{2,}?',
    'repeat 😀+',
    'set 😀',
    'repeat b{2,}?',
    'set b',
  ]);
});

test.each([
  ['a{2}', 2, 2],
  ['a{2,}', 2, Number.POSITIVE_INFINITY],
  ['a{,3}', 0, 3],
  ['a{,}', 0, Number.POSITIVE_INFINITY],
])('%s is a count', (text, min, max) => {
  expect(parsed(text).root).toMatchObject({ kind: 'repeat', min, max });
});

test.each(['a{', 'a{}', 'a{x}', 'a{1', 'a{1,2', 'a{-1}'])('the brace of %s is a character', (text) => {
  const root = parsed(text).root;
  expect(root.kind).toBe('sequence');
});

test('inline flags hold for the whole pattern, scoped ones for their group', () => {
  expect(parsed('(?i)a').root).toMatchObject({ chars: [0x41, 0x41, 0x61, 0x61] });
  expect(parsed('(?i:a)').root).toMatchObject({ body: { chars: [0x41, 0x41, 0x61, 0x61] } });
  expect(parsed('(?i:(?-i:a))').root).toMatchObject({ body: { body: { chars: [0x61, 0x61] } } });
  const late = parsed('a(?x) b');
  expect(late.until).toBe(10);
  expect(late.flags.verbose).toBe(true);
  expect(outline(late)).toEqual(['sequence a(?x) b', 'set a', 'set b']);
});

test('folding knows the letters that only Unicode folds', () => {
  expect(parsed('(?i)k').root).toMatchObject({ chars: [0x4b, 0x4b, 0x6b, 0x6b, 0x212a, 0x212a] });
  expect(parsed('(?ai)k').root).toMatchObject({ chars: [0x4b, 0x4b, 0x6b, 0x6b] });
});

test('versions', () => {
  expect(parsed('a++').since).toBe(11);
  expect(parsed('(?>a)').since).toBe(11);
  expect(parsed('a\\z').since).toBe(14);
  expect(parsed('a').since).toBe(0);
});

test.each([
  ['(a', 0, 'an unclosed parenthesis'],
  ['a)', 1, 'a closing parenthesis without an opening one'],
  ['[a', 0, 'an unclosed character class'],
  ['*a', 0, 'nothing to repeat'],
  ['^*', 1, 'nothing to repeat'],
  ['a**', 2, 'a repeat of a repeat'],
  ['a{3,2}', 1, 'a least count above the greatest'],
  ['[z-a]', 1, 'a range that runs backwards'],
  ['[\\d-z]', 1, 'a range that ends in a category'],
  ['\\q', 0, 'an unknown escape'],
  ['\\1', 0, 'a reference to a group that is not there'],
  ['(\\1)', 1, 'a reference to a group that is still open'],
  ['(?<=a*)b', 0, 'a look-behind of variable width'],
  ['(?P<a>x)(?P<a>y)', 8, 'a group name that is already taken'],
  ['(?(1)a|b)', 3, 'a condition on a group that is not there'],
  ['a\\', 1, 'a backslash at the end'],
  ['(?z)', 0, 'an unknown kind of group'],
  [`${'('.repeat(500)}${')'.repeat(500)}`, 201, 'nested too deeply'],
])('%s is refused with its place', (text, offset, reason) => {
  const result = parsePattern(text);
  expect(result).toMatchObject({ ok: false, problem: { reason } });
  if (!result.ok && !text.startsWith('((')) expect(result.problem.offset).toBe(offset);
});

test('a named character without a known code is marked', () => {
  expect(parsed('\\N{EN DASH}').root).toMatchObject({ chars: [0x2013, 0x2013] });
  expect(parsed('\\N{EN DASH}').approximate).toBe(false);
  expect(parsed('\\N{SNOWMAN}').approximate).toBe(true);
});
