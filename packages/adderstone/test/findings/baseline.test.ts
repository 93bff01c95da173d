import { expect, test } from 'vitest';
import {
  compareBaseline,
  createBaseline,
  parseBaseline,
  pruneBaseline,
  renderBaseline,
} from '../../src/findings/baseline.ts';

const known = (letter: string, path = 'a.py') => ({ fingerprint: letter.repeat(32), rule: 'x/y', location: { path } });
const [a, b, c] = [known('a'), known('b', '\u202e"b.py'), known('c')];

test('a baseline is written sorted, one line an entry, and read again', () => {
  const baseline = createBaseline([c, a, b, a]);
  const text = renderBaseline(baseline);
  expect(text).toBe(renderBaseline(createBaseline([a, a, b, c])));
  expect(text).toContain(`    {"fingerprint":"${'a'.repeat(32)}","count":2,"rule":"x/y","path":"a.py"},\n`);
  expect(parseBaseline(text, 'f')).toEqual(baseline);
  expect(parseBaseline(renderBaseline({ entries: [] }), 'f')).toEqual({ entries: [] });
});

test('a twin beyond the count is new, and what is gone is told', () => {
  const baseline = createBaseline([a, b]);
  expect(compareBaseline(baseline, [a, a, c])).toEqual({
    known: [true, false, false],
    gone: [{ fingerprint: b.fingerprint, count: 1, rule: 'x/y', path: b.location.path }],
  });
});

test('pruning drops what is gone and never adds', () => {
  expect(pruneBaseline(createBaseline([a, a, b]), [a, c])).toEqual(createBaseline([a]));
  expect(pruneBaseline(createBaseline([a]), [a, a])).toEqual(createBaseline([a]));
});

test.each([
  ['{"format": "adder', 'not valid JSON'],
  ['<<<<<<< HEAD\n{}', 'merge conflict'],
  ['[]', 'not a baseline'],
  ['{"results": []}', 'not a baseline'],
  ['{"format": "adderstone-baseline/2", "findings": []}', 'another version'],
  ['{"format": "adderstone-baseline/1"}', 'not a list'],
  ['{"format": "adderstone-baseline/1", "findings": [{}]}', 'entry 1'],
  [
    `{"format": "adderstone-baseline/1", "findings": [{"fingerprint": "${'a'.repeat(32)}", "count": 0, "rule": "x/y", "path": "p"}]}`,
    'entry 1',
  ],
  [renderBaseline(createBaseline([a])).replace(/( {4}\{.*\})/, '$1,\n$1'), 'earlier one'],
])('%j is a clear problem', (text, message) => {
  expect(parseBaseline(text, '.adderstone/baseline.json')).toEqual({
    problem: {
      severity: 'error',
      code: 'baseline-malformed',
      message: expect.stringContaining(message),
      path: '.adderstone/baseline.json',
      line: null,
    },
  });
});
