import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/text/edit.ts';
import { LineIndex } from '../../src/text/line-index.ts';

test('edits apply whatever their order, and overlaps are refused', () => {
  expect(
    applyEdits('abcdef', [
      { start: 4, end: 6, text: 'X' },
      { start: 0, end: 1, text: '' },
    ]),
  ).toBe('bcdX');
  expect(
    applyEdits('abc', [
      { start: 1, end: 1, text: '1' },
      { start: 1, end: 2, text: '2' },
    ]),
  ).toBe('a12c');
  expect(() =>
    applyEdits('abc', [
      { start: 0, end: 2, text: '' },
      { start: 1, end: 3, text: '' },
    ]),
  ).toThrow(RangeError);
  expect(() => applyEdits('abc', [{ start: 2, end: 9, text: '' }])).toThrow(RangeError);
});

test('lines end at LF, CR LF and a lone CR, and every offset maps back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'é', '😀', '\n', '\r', '\r\n')).map((parts) => parts.join('')),
      (text) => {
        const index = new LineIndex(text);
        const lines = text.split(/\r\n|\r|\n/);
        expect(index.count).toBe(lines.length);
        for (let line = 1; line <= index.count; line++) {
          expect(index.lineText(line)).toBe(lines[line - 1]);
          expect(index.position(index.span(line).start)).toEqual({ line, column: 1 });
        }
      },
    ),
  );
});
