import { expect, test } from 'vitest';
import { analyzeBacktracking } from '../../src/regex/backtracking.ts';
import { codePointsOf, runProgram } from '../../src/regex/matcher.ts';
import { NO_FLAGS, type Pattern, type PatternFlags, parsePattern } from '../../src/regex/pattern.ts';
import { compileProgram } from '../../src/regex/program.ts';
import { EXPONENTIAL, NOT_EXPONENTIAL } from './patterns.ts';

function parsed(text: string, flags: Partial<PatternFlags> = {}): Pattern {
  const result = parsePattern(text, { ...NO_FLAGS, ...flags });
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.pattern;
}

test.each(EXPONENTIAL)('exponential: %s', (text) => {
  const pattern = parsed(text);
  const { exponential } = analyzeBacktracking(pattern, { mode: 'search', polynomial: false });
  expect(exponential).toBeDefined();
  if (exponential === undefined) return;
  // The witness, on the program it was confirmed with: a doubling a pump at least.
  const { prefix, pump, suffix } = exponential.text;
  const program = compileProgram(pattern, exponential.cpython);
  const steps = (pumps: number): number =>
    runProgram(program, codePointsOf(prefix + pump.repeat(pumps) + suffix), 'search', 3_000_000).steps;
  expect(steps(12)).toBeGreaterThan(Math.min(3_000_000, 8 * steps(6)));
});

test.each(NOT_EXPONENTIAL)('not exponential: %s', (text) => {
  const result = analyzeBacktracking(parsed(text), { mode: 'search', polynomial: false });
  expect(result).toEqual({ exponential: undefined, polynomial: undefined, undecided: undefined });
});

test.each([
  ['\\s+$', 2],
  ['^\\s+|\\s+$', 2],
  ['a*a*b', 3],
  // CVE-2018-1061, difflib.IS_LINE_JUNK
  ['\\s*#?\\s*$', 3],
  // CVE-2021-27291 and the like: blanks around an optional sign
  ['^(\\d+)\\s*,?\\s*(\\d+)$', 2],
  ['^\\d+E?\\d+$', 2],
  // CVE-2022-40897, setuptools.package_index
  ['<([^>]*\\srel\\s*=\\s*[\'"]?([^\'" >]+)[^>]*)>', 4],
  ['\\{(.*?)\\}', 2],
])('polynomial: %s', (text, least) => {
  const { exponential, polynomial } = analyzeBacktracking(parsed(text), { mode: 'search', polynomial: true });
  expect(exponential).toBeUndefined();
  expect(polynomial?.degree).toBeGreaterThanOrEqual(Math.min(least, 2));
});

test.each(['^\\s+', 'abc', '^[a-z]+$', '\\d{3}-\\d{4}', '^a+b+$', '\\s$'])('not polynomial: %s', (text) => {
  const result = analyzeBacktracking(parsed(text), { mode: 'search', polynomial: true });
  expect(result).toEqual({ exponential: undefined, polynomial: undefined, undecided: undefined });
});

test('the repeat at fault is pointed at', () => {
  const text = '^x-(?:[a-z]+\\s*)+;$';
  const { exponential } = analyzeBacktracking(parsed(text), { mode: 'match', polynomial: false });
  expect(text.slice(exponential?.span.start, exponential?.span.end)).toBe('(?:[a-z]+\\s*)+');
});

test('alternatives that CPython merges into one set are told apart', () => {
  const merged = analyzeBacktracking(parsed('^(?:\\d|0)*x'), { mode: 'search', polynomial: false });
  expect(merged.exponential?.cpython).toBe(false);
  const kept = analyzeBacktracking(parsed('^(?:\\d|[^x])*x'), { mode: 'search', polynomial: false });
  expect(kept.exponential?.cpython).toBe(true);
});

test('the flags decide', () => {
  const dot = (flags: Partial<PatternFlags>): unknown =>
    analyzeBacktracking(parsed('^(?:.|\\n)*b', flags), { mode: 'search', polynomial: false }).exponential?.text.pump;
  expect(dot({})).toBeUndefined();
  expect(dot({ dotAll: true })).toContain('\n');
});

test('the function decides', () => {
  const find = (mode: 'match' | 'fullmatch'): boolean =>
    analyzeBacktracking(parsed('(a+)+'), { mode, polynomial: false }).exponential !== undefined;
  expect(find('match')).toBe(false);
  expect(find('fullmatch')).toBe(true);
});

test('what is too large is said, not passed', () => {
  const large = Array.from({ length: 9000 }, (_, i) => `${i % 10}[a-z]`).join('');
  const result = analyzeBacktracking(parsed(large), { mode: 'search', polynomial: true });
  expect(result.undecided).toBe('the pattern has too many positions');
});

test('long patterns stay within their budget', () => {
  const words = Array.from({ length: 700 }, (_, i) => `w${i.toString(36)}ab`).join('|');
  const start = performance.now();
  for (const text of [`\\b(?:${words})\\b`, `^(?:${words})+$`, '(?:a?b?c?d?)'.repeat(300), '(a|b)*'.repeat(400)]) {
    analyzeBacktracking(parsed(text), { mode: 'search', polynomial: true });
  }
  expect(performance.now() - start).toBeLessThan(8000);
});
