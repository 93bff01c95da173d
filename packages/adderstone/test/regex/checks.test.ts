import { expect, test } from 'vitest';
import { acceptedAlphabet, acceptsText } from '../../src/regex/accepted-alphabet.ts';
import { contains } from '../../src/regex/char-set.ts';
import { wideRanges } from '../../src/regex/class-range.ts';
import { endsWithOpenHost, openDotsInHost } from '../../src/regex/hostname.ts';
import type { MatchMode } from '../../src/regex/matcher.ts';
import { NO_FLAGS, type Pattern, type PatternFlags, parsePattern } from '../../src/regex/pattern.ts';
import { tagFilterGaps } from '../../src/regex/tag-filter.ts';

function parsed(text: string, flags: Partial<PatternFlags> = {}): Pattern {
  const result = parsePattern(text, { ...NO_FLAGS, ...flags });
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.pattern;
}

test.each([
  ['^https?://example.com/', [['example.com', 'com']]],
  [
    '^http://www.example.com/',
    [
      ['www.example', 'example.com'],
      ['example.com', 'com'],
    ],
  ],
  ['^https://(www|beta).example\\.com/', [[').example', 'example.com']]],
  ['^(www.)?example\\.com$', [['www.)', 'example.com']]],
  ['^[a-z]+.example\\.org/', [['+.example', 'example.org']]],
  ['^(.+)\\.example.net/', [['example.net', 'net']]],
  [
    '//api.example.io/',
    [
      ['api.example', 'example.io'],
      ['example.io', 'io'],
    ],
  ],
])('open dots in %s', (text, want) => {
  const dots = openDotsInHost(parsed(text));
  expect(dots.map((dot) => dot.host)).toEqual(want.map(([, host]) => host));
  for (const [i, dot] of dots.entries()) {
    expect(text.slice(dot.span.start, dot.span.end)).toBe('.');
    const [around] = want[i] as [string, string];
    expect(text.indexOf(around) + around.indexOf('.')).toBe(dot.span.start);
  }
});

test.each([
  '^https?://example\\.com/',
  '^https://[^/]*\\.example\\.com/',
  '^.+\\.com$',
  '.com',
  'self.application',
  'logging.info',
  '\\.comment',
  'a.command',
  'x.com\\(',
  '^a.b$',
  '(.*).com',
  'foo.net_name',
])('no open dot in %s', (text) => {
  expect(openDotsInHost(parsed(text))).toEqual([]);
});

test('a URL pattern that ends with its host', () => {
  expect(endsWithOpenHost(parsed('^https://example\\.com'))).toBe(true);
  for (const text of ['^https://example\\.com/', '^https://example\\.com$', 'see https://example\\.com']) {
    expect(endsWithOpenHost(parsed(text))).toBe(false);
  }
});

test.each([
  ['[A-z]', 'A-z', '[\\]^_`'],
  ['[a-zA-z0-9]', 'A-z', '[\\]^_`'],
  ['[0-z]', '0-z', ':;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`'],
  ['[0-Z]', '0-Z', ':;<=>?@'],
  ['http[s]?://(?:[a-zA-Z]|[$-_@.&+])+', '$-_', "%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^"],
  ['[\\w.+-_]', '+-_', ',-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^'],
])('wide range in %s', (text, range, also) => {
  expect(wideRanges(parsed(text))).toMatchObject([{ kind: 'wide', range, also }]);
});

test('overlapping ranges', () => {
  expect(wideRanges(parsed('[a-fd-z]'))).toMatchObject([{ kind: 'overlap', range: 'd-z', also: 'a-f' }]);
});

test.each([
  '[a-zA-Z0-9_]',
  '[ -~]',
  '[!-~]',
  '[\\x00-\\x7f]',
  '[\\w.-]',
  '[+--]',
  '[,-.]',
  '[!-/:-@]',
  '\\x1b\\[[0-?]*[ -/]*[@-~]',
  '[a-f0-9]',
  '[à-ü]',
])('no wide range in %s', (text) => {
  expect(wideRanges(parsed(text))).toEqual([]);
});

test.each([
  ['<script.*?>.*?</script>', {}, ['upper-case-tag', 'blank-in-end-tag', 'attribute-in-end-tag', 'newline-in-script']],
  ['<script.*?>.*?</script>', { ignoreCase: true, dotAll: true }, ['blank-in-end-tag', 'attribute-in-end-tag']],
  ['<script.*?>.*?</script\\s*>', { ignoreCase: true, dotAll: true }, ['attribute-in-end-tag']],
  ['<(script|SCRIPT)[^>]*>[\\s\\S]*?</(script|SCRIPT)[^>]*>', {}, ['mixed-case-tag']],
  ['<!--.*-->', {}, ['newline-in-comment', 'comment-end-bang']],
  ['<!--.*--!?>', { dotAll: true }, []],
  ['<script[^>]*>[\\s\\S]*?</script[^>]*>', { ignoreCase: true }, []],
  ['<[^>]+>', {}, []],
  ['.*', {}, []],
  ['script', {}, []],
] as const)('tag filter %s', (text, flags, gaps) => {
  expect(tagFilterGaps(parsed(text, flags))).toEqual(gaps);
});

test.each([
  ['[a-z]+', 'fullmatch', 'az', '/.\n'],
  ['^[a-z]+$', 'search', 'az\n', '/.'],
  ['^[a-z]+\\Z', 'search', 'az', '\n'],
  ['[a-z]+\\Z', 'match', 'az', '\n'],
  ['^(?:[a-z]|\\d)+$', 'match', 'a5\n', '/'],
  ['\\A\\w+(?:\\.\\w+)?\\Z', 'search', 'a.', '/'],
] as const)('%s with %s has a known alphabet', (text, mode, inside, outside) => {
  const alphabet = acceptedAlphabet(parsed(text), mode);
  expect(alphabet).toBeDefined();
  for (const c of inside) expect([c, contains(alphabet?.chars ?? [], c.charCodeAt(0))]).toEqual([c, true]);
  for (const c of outside) expect([c, contains(alphabet?.chars ?? [], c.charCodeAt(0))]).toEqual([c, false]);
});

test.each([
  ['[a-z]+', 'search'],
  ['[a-z]+', 'match'],
  ['^[a-z]+', 'search'],
  ['[a-z]+$', 'search'],
  ['^[a-z]+$|x', 'search'],
  ['(?m)^[a-z]+$', 'search'],
] as const)('%s with %s judges only a part', (text, mode: MatchMode) => {
  expect(acceptedAlphabet(parsed(text), mode)).toBeUndefined();
});

test('constant texts can be tried', () => {
  expect(acceptsText(parsed('[\\w.]+'), 'fullmatch', '..')).toBe(true);
  expect(acceptsText(parsed('\\w[\\w.]*'), 'fullmatch', '..')).toBe(false);
  expect(acceptsText(parsed('(a+)+b'), 'fullmatch', 'a'.repeat(60))).toBeUndefined();
});
