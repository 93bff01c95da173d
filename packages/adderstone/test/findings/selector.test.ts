import { expect, test } from 'vitest';
import { editDistance, Selectors, shortClause, shortClauses } from '../../src/findings/selector.ts';
import { matchesGlob, parseGlob } from '../../src/text/glob.ts';

const selectors = new Selectors(
  [
    { id: 'injection/sql', cwe: [89], equivalents: ['bandit:B608', 'ruff:S608'] },
    {
      id: 'injection/shell',
      cwe: [78, 88],
      equivalents: ['bandit:B602', 'bandit:B604'],
      aliases: ['injection/command'],
    },
    { id: 'xml/bomb', cwe: [776], equivalents: ['bandit:B405'] },
  ],
  new Map([
    ['REQ-PY_SEC-01', ['injection/shell', 'injection/sql']],
    ['REQ-OTHER-01', ['xml/bomb']],
    ['BAN-PY_SEC-01', ['injection/shell']],
    ['BAN-PY_SEC-02', []],
  ]),
);

test.each([
  ['injection/shell', ['injection/shell'], []],
  [' injection/shell ', ['injection/shell'], []],
  ['injection/command', ['injection/shell'], []],
  ['injection/*', ['injection/shell', 'injection/sql'], []],
  ['CWE-88', ['injection/shell'], []],
  ['cwe-078', ['injection/shell'], []],
  ['bandit:B602', ['injection/shell'], []],
  ['ruff:S608', ['injection/sql'], []],
  ['REQ-PY_SEC-01', ['injection/shell', 'injection/sql'], ['REQ-PY_SEC-01']],
  ['BAN-01', ['injection/shell'], ['BAN-PY_SEC-01']],
  ['BAN-*', ['injection/shell'], ['BAN-PY_SEC-01', 'BAN-PY_SEC-02']],
  ['REQ-PY_SEC-*', ['injection/shell', 'injection/sql'], ['REQ-PY_SEC-01']],
])('%s', (selector, rules, clauses) => {
  expect(selectors.resolve(selector)).toMatchObject({ ok: true, rules, clauses, all: false });
});

test('ALL is every rule', () => {
  expect(selectors.resolve('ALL')).toMatchObject({
    ok: true,
    all: true,
    rules: ['injection/shell', 'injection/sql', 'xml/bomb'],
  });
});

test('an unknown name has the nearest ones', () => {
  expect(selectors.resolve('injection/shel')).toEqual({
    ok: false,
    selector: 'injection/shel',
    reason: 'unknown',
    nearest: expect.arrayContaining(['injection/shell']),
  });
  expect(selectors.resolve('shell')).toMatchObject({ ok: false, nearest: ['injection/shell'] });
  expect(selectors.resolve('REQ-PY_SEC-11')).toMatchObject({
    ok: false,
    nearest: expect.arrayContaining(['REQ-PY_SEC-01']),
  });
  expect(selectors.resolve('x'.repeat(5000))).toMatchObject({ ok: false, nearest: [] });
  expect(selectors.resolve('')).toMatchObject({ ok: false });
  expect(selectors.resolve('*')).toMatchObject({ ok: false });
  expect(selectors.resolve('constructor')).toMatchObject({ ok: false });
});

test('an ambiguous short form names every candidate', () => {
  expect(selectors.resolve('REQ-01')).toEqual({
    ok: false,
    selector: 'REQ-01',
    reason: 'ambiguous',
    nearest: ['REQ-OTHER-01', 'REQ-PY_SEC-01'],
  });
});

test('short forms are given only where they mean one clause', () => {
  expect(shortClause('REQ-PY_SEC-01')).toBe('REQ-01');
  expect(shortClause('REQ-01')).toBe('REQ-01');
  expect([...shortClauses(['REQ-A-01', 'REQ-B-01', 'BAN-A-01'])]).toEqual([
    ['REQ-A-01', 'REQ-A-01'],
    ['REQ-B-01', 'REQ-B-01'],
    ['BAN-A-01', 'BAN-01'],
  ]);
});

test('edit distance', () => {
  expect(editDistance('kitten', 'sitting', 9)).toBe(3);
  expect(editDistance('', 'abc', 9)).toBe(3);
  expect(editDistance('aaaaaa', 'bbbbbb', 2)).toBe(3);
});

test.each([
  ['legacy/**', 'legacy/a/b.py', true],
  ['legacy/**', 'legacy', true],
  ['legacy/', 'legacy/a.py', true],
  ['legacy/**', 'src/legacy/a.py', false],
  ['**/tests/*.py', 'a/b/tests/t.py', true],
  ['**/tests/*.py', 'tests/t.py', true],
  ['**/tests/*.py', 'tests/x/t.py', false],
  ['*.py', 'a/b/c.py', true],
  ['src/*.{py,pyi}', 'src/a.pyi', true],
  ['src/?.py', 'src/ab.py', false],
  ['app/[id].py', 'app/[id].py', true],
  ['**', 'any/thing', true],
])('%s on %s: %s', (text, path, expected) => {
  const glob = parseGlob(text);
  if ('error' in glob) throw new Error(glob.error);
  expect(matchesGlob(glob, path)).toBe(expected);
});

test('globs are bounded', () => {
  for (const text of ['', 'a'.repeat(513), '{a,{b,c}}', '{a', '../x', '{a,b}'.repeat(7)]) {
    expect(parseGlob(text), text).toHaveProperty('error');
  }
  const slow = parseGlob('**/*a*a*a*a*a*a*a*a*b/**/**/**/*a*a*a*a*a*b');
  if ('error' in slow) throw new Error(slow.error);
  const start = performance.now();
  expect(matchesGlob(slow, `${'a'.repeat(1000)}/`.repeat(100))).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});
