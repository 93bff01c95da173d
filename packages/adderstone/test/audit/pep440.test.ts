import { expect, test } from 'vitest';
import { compareVersions, parseVersion } from '../../src/audit/pep440.ts';
import { allows, parseSpecifiers, pinned } from '../../src/audit/specifier.ts';

/** In ascending order; those on one line are equal. PEP 440, "Summary of permitted suffixes and relative ordering", and numbers of any size. */
const ASCENDING = [
  ['0.dev0'],
  ['0', '0.0.0', 'v0'],
  ['1.dev0', '1.0.dev'],
  ['1.0.dev456'],
  ['1.0a1', '1.0.alpha1', '1.0-A1', 'v1a.1'],
  ['1.0a2.dev456'],
  ['1.0a12.dev456'],
  ['1.0a12'],
  ['1.0b1.dev456'],
  ['1.0b2'],
  ['1.0b2.post345.dev456'],
  ['1.0b2.post345', '1.0b2-345'],
  ['1.0rc1.dev456'],
  ['1.0rc1', '1.0c1', '1.0.pre-1', '1.0preview1'],
  ['1.0', '1', '1.0.0.0', ' 1.0 '],
  ['1.0+abc.5'],
  ['1.0+abc.7'],
  ['1.0+5'],
  ['1.0+5.a'],
  ['1.0+10', '1.0+010'],
  ['1.0.post456.dev34'],
  ['1.0.post456', '1.0-456', '1.0.rev456', '1.0r456'],
  ['1.1.dev1'],
  ['1.9'],
  ['1.10'],
  ['2023.07.22', '2023.7.22'],
  ['20250101000000000002'],
  ['20250101000000000003'],
  ['99999999999999999999999999999999999999'],
  ['1!0.1'],
  ['1!5.2.1'],
];

test('versions order as PEP 440 says', () => {
  const flat = ASCENDING.flatMap((row, rank) => row.map((text) => ({ text, rank })));
  for (const a of flat) {
    for (const b of flat) {
      const [x, y] = [parseVersion(a.text), parseVersion(b.text)];
      if (x === null || y === null) throw new Error(`${a.text} or ${b.text} is not read`);
      expect([a.text, b.text, Math.sign(compareVersions(x, y))]).toEqual([a.text, b.text, Math.sign(a.rank - b.rank)]);
    }
  }
});

test('what is no version is not read as one', () => {
  for (const text of [
    '',
    'abc',
    '1.0.x',
    '1..0',
    '1.0-n653',
    '0.7.4.svn.r2010',
    '2013-01-21T12:00',
    '1.0+',
    '1.0+a..b',
    '==1.0',
    '1.0 1',
    '1'.repeat(1001),
  ])
    expect([text, parseVersion(text)]).toEqual([text, null]);
});

test('specifiers allow what PEP 440 says', () => {
  const cases: [string, string, boolean][] = [
    ['==1.0', '1.0.0', true],
    ['==1.0', '1.0+local', true],
    ['==1.0+local', '1.0', false],
    ['==1.0.*', '1.0.5', true],
    ['==1.0.*', '1.0rc1', true],
    ['==1.0.*', '1.1', false],
    ['!=1.0.*', '1.0.5', false],
    ['~=1.4.2', '1.4.9', true],
    ['~=1.4.2', '1.5', false],
    ['~=1.4', '1.99', true],
    ['~=1.4', '2.0', false],
    ['<2', '2.0rc1', false],
    ['<2.0rc2', '2.0rc1', true],
    ['>1.0', '1.0.post1', false],
    ['>1.0.post1', '1.0.post2', true],
    ['>1.0', '1.0+local', false],
    ['>=1.0,<2,!=1.5', '1.5', false],
    ['>=1.0,<2,!=1.5', '1.6', true],
    ['===1.0-odd', '1.0-ODD', true],
    ['<=1.0', '1.0+local', true],
  ];
  for (const [specifiers, text, expected] of cases) {
    const clauses = parseSpecifiers(specifiers);
    const version = parseVersion(text) ?? parseVersion('0');
    if (clauses === null || version === null) throw new Error(specifiers);
    expect([specifiers, text, allows(clauses, version, text)]).toEqual([specifiers, text, expected]);
  }
  for (const wrong of ['=1.0', '~=1', '>=1.*', '==', '1.0', '>=abc', '^1.0'])
    expect([wrong, parseSpecifiers(wrong)]).toEqual([wrong, null]);
});

test('a pin is one version', () => {
  const pinOf = (text: string): string | null => pinned(parseSpecifiers(text) ?? []);
  expect([pinOf('==1.0'), pinOf('===x'), pinOf('==1.0.*'), pinOf('>=1'), pinOf('>=1,==1.2')]).toEqual([
    '1.0',
    'x',
    null,
    null,
    '1.2',
  ]);
});

test('reading and comparing take linear time', () => {
  const time = (length: number): number => {
    const start = performance.now();
    for (const tail of ['1', '1.', '.1', '1a', '-1', 'a-', '+a.', '!'])
      for (let i = 0; i < 20; i++) parseVersion(`${tail.repeat(length / tail.length).slice(0, length - 3)}${i}x`);
    return performance.now() - start;
  };
  time(900);
  expect(time(900)).toBeLessThan(200);
});
