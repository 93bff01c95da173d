import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStrictJson } from '../../src/text/strict-json.ts';

const BOUNDS = { length: 10_000, depth: 8, values: 50 };
const read = (text: string): unknown => readStrictJson(text, BOUNDS);

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const result = readStrictJson(text, { length: 1 << 20, depth: 100, values: 1 << 20 });
      expect('value' in result && JSON.stringify(result.value)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('refuses what JSON.parse refuses, and never throws', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ':',
    ',',
    'a',
    '1',
    '-',
    '.',
    'e',
    'null',
    ' ',
    '\n',
    '\\u12',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      const result = readStrictJson(text, BOUNDS);
      if (!valid) expect(result).toHaveProperty('refused');
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{"a":1,"b":{"c":1,"c":2}}', 'has the name "c" twice in one object, at line 1, column 19'],
  ['{"a":1,\n "\\u0061":2}', 'has the name "a" twice in one object, at line 2, column 2'],
  ['[[[[[[[[[1]]]]]]]]]', 'is nested deeper than 8 levels, at line 1, column 10'],
  [JSON.stringify(Array(60).fill(0)), 'has more than 50 values, at line 1, column 100'],
  [`"${'a'.repeat(10_000)}"`, 'has 10002 characters; at most 10000 are read'],
  ['{"a":1} x', 'is not valid JSON, at line 1, column 9'],
  ['["a', 'has a string without an end, at line 1, column 2'],
  ['["\u0001"]', 'has a string that is not valid JSON, at line 1, column 2'],
  ['1e999', 'has a number that is too large, at line 1, column 6'],
  ['', 'is not valid JSON, at line 1, column 1'],
  ['{"a":1,}', 'is not valid JSON, at line 1, column 8'],
])('refuses %j', (text, refused) => {
  expect(read(text)).toEqual({ refused });
});

test('names of prototypes are names like others', () => {
  const result = readStrictJson('{"__proto__":{"x":1},"constructor":2}', BOUNDS);
  if ('refused' in result) throw new Error(result.refused);
  expect(Object.keys(result.value as object)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('time is linear: a million quotes, backslashes and brackets cost no more than their length', () => {
  const bounds = { length: 1 << 24, depth: 32, values: 1 << 24 };
  const took = (text: string): number => {
    const start = performance.now();
    readStrictJson(text, bounds);
    return performance.now() - start;
  };
  for (const text of [
    `"${'\\"'.repeat(1 << 20)}`,
    `"${'\\'.repeat(1 << 20)}"`,
    '['.repeat(1 << 20),
    `[${'"",'.repeat(1 << 20)}`,
  ])
    expect(took(text)).toBeLessThan(5000);
});
