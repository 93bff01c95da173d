import { expect, test } from 'vitest';
import { statementAt, statementSpans } from '../../src/findings/statement-lines.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** First and last line of the statement around the first occurrence of `part`. */
function lines(text: string, part: string): [number, number] | null {
  const file = new SourceFile('a.py', 'python', text);
  const span = statementAt(statementSpans(parseModule(text), text), text.indexOf(part));
  if (span === null) return null;
  return [file.lines.position(span.start).line, file.lines.position(Math.max(span.start, span.end - 1)).line];
}

test.each([
  ['f(\n  MARK,\n)\n', [1, 3]],
  ['x = 1; MARK()\n', [1, 1]],
  ['with open(\n  MARK\n) as f:  # not : here\n  pass\n', [1, 3]],
  ['with a:\n  b(\n    MARK)\n', [2, 3]],
  ['@route(\n  MARK)\ndef f(a: int = {1: 2}[1],\n      b=3) -> int:\n  pass\n', [1, 2]],
  ['@route\nasync def f(a: int = {1: MARK}[1],\n      b=3) -> int:\n  pass\n', [2, 3]],
  ['class A(\n  B, metaclass=MARK  # c: d\n):\n  pass\n', [1, 3]],
  ['if a:\n  pass\nelif (\n  MARK\n):\n  pass\n', [3, 5]],
  ['for x in [1,\n  MARK]: pass\n', [1, 2]],
  ['while MARK:\n  pass\nelse:\n  pass\n', [1, 1]],
  ['try:\n  a()\nexcept (\n  MARK\n) as e:\n  pass\n', [3, 5]],
  ['try:\n  a()\nfinally:\n  MARK\n', [4, 4]],
  ['match a:\n  case MARK if b[1:2]:\n    c()\n', [2, 2]],
  ['match a:\n  case 1:\n    MARK(\n)\n', [3, 4]],
  ['def f[T](\n):\n  return (\n  MARK)\n', [3, 4]],
])('%j', (text, expected) => {
  expect(lines(text, 'MARK')).toEqual(expected);
});

test('between statements there is none', () => {
  expect(lines('if a:\n  b\n# MARK\n', 'MARK')).toBe(null);
});

test('deep nesting does not recurse', () => {
  const depth = 90;
  const text = `${Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}if a:\n`).join('')}${' '.repeat(depth)}MARK\n`;
  expect(lines(text, 'MARK')).toEqual([depth + 1, depth + 1]);
});
