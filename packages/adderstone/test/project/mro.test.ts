import { expect, test } from 'vitest';
import { linearize } from '../../src/project/mro.ts';

test('a diamond', () => {
  expect(
    linearize(
      'D',
      ['B', 'C'],
      [
        ['B', 'A'],
        ['C', 'A'],
      ],
    ),
  ).toEqual(['D', 'B', 'C', 'A']);
});

test('the example of the C3 paper', () => {
  const ab = ['A', 'B', 'O'];
  expect(
    linearize(
      'Z',
      ['A', 'B'],
      [
        ['A', 'X', 'O'],
        ['B', 'X', 'O'],
      ],
    ),
  ).toEqual(['Z', 'A', 'B', 'X', 'O']);
  expect(linearize('Y', ab, [['A'], ['B'], ['O']])).toEqual(['Y', 'A', 'B', 'O']);
});

test('an order that Python refuses still holds each base once', () => {
  expect(
    [
      ...linearize(
        'Z',
        ['A', 'B'],
        [
          ['A', 'B'],
          ['B', 'A'],
        ],
      ),
    ].sort(),
  ).toEqual(['A', 'B', 'Z']);
});
