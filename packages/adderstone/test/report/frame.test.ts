import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Location } from '../../src/findings/finding.ts';
import { codeFrame, FRAME_COLUMNS } from '../../src/report/frame.ts';
import { SourceFile } from '../../src/text/source-file.ts';

function frame(text: string, part: string): readonly string[] {
  const file = new SourceFile('a.py', 'python', text);
  const start = text.indexOf(part);
  return codeFrame(file, locationOf(file, start, start + part.length));
}

function locationOf(file: SourceFile, start: number, end: number): Location {
  const from = file.position(start);
  const to = file.position(end);
  return {
    path: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    cell: from.cell,
  };
}

test('a line with its neighbours', () => {
  expect(frame('a\nb(c)\nd', 'c')).toEqual(['  1 | a', '> 2 | b(c)', '    |   ^', '  3 | d']);
});

test('tabs and wide characters move the carets with them', () => {
  expect(frame('\tf("日本", é, x)', 'x').slice(0, 2)).toEqual([
    '> 1 |     f("日本", é, x)',
    '    |                  ^',
  ]);
  expect(frame('"日本"', '日本')[1]).toBe('    |  ^^^^');
  expect(frame('"e\u0301" + x', 'x')[1]).toBe('    |       ^');
});

test('controls are shown, also a lone CR in a neighbour', () => {
  expect(frame('x = "\x1b[2J\u202e" + y', 'y').slice(0, 2)).toEqual([
    '> 1 | x = "\\x1b[2J\\u202e" + y',
    '    |                       ^',
  ]);
  expect(frame('a\rb\r\nc', 'b')).toEqual(['  1 | a', '> 2 | b', '    | ^', '  3 | c']);
});

test('a long line is cut around the place, and says so', () => {
  const rows = frame(`${'a'.repeat(500)}sink(x)${'b'.repeat(500)}`, 'sink(x)');
  expect(rows[0]).toMatch(/^> 1 \| …a+sink\(x\)b+…$/);
  expect(rows[1]?.indexOf('^')).toBe(rows[0]?.indexOf('sink'));
  expect(rows[2]).toBe('    = the line is 1007 characters long and is cut here');
});

test('a place of several lines shows its first and says where it ends', () => {
  expect(frame('f(\n a,\n)', 'f(\n a,\n)')).toEqual([
    '> 1 | f(',
    '    | ^^',
    '  2 |  a,',
    '    = the place goes on to line 3',
  ]);
});

test('in a notebook, lines count within the cell and neighbours stay in it', () => {
  const file = new SourceFile('n.ipynb', 'notebook', 'a\nb\nc\n', [
    { number: 1, start: 0, end: 2, firstLine: 0 },
    { number: 4, start: 2, end: 6, firstLine: 1 },
  ]);
  expect(codeFrame(file, locationOf(file, 2, 3)).slice(0, 3)).toEqual(['> 1 | b', '    | ^', '  2 | c']);
});

test('any text: no control, no row wider than its bound, a caret at least', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(400), fc.nat(400), (text, a, b) => {
      const file = new SourceFile('a.py', 'python', text);
      const rows = codeFrame(file, locationOf(file, Math.min(a, b), Math.max(a, b)));
      expect(rows.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\p{Cs}]/u);
      expect(rows.some((row) => row.endsWith('^'))).toBe(true);
      for (const row of rows) expect([...row.replace(/\p{M}/gu, '')].length).toBeLessThanOrEqual(FRAME_COLUMNS + 12);
    }),
  );
});

test('a line of a million characters costs no more than what is shown', () => {
  const text = `${'\u0301'.repeat(500_000)}x${'日'.repeat(500_000)}`;
  const start = performance.now();
  expect(frame(text, 'x').length).toBe(3);
  expect(performance.now() - start).toBeLessThan(1000);
});
