import { expect, test } from 'vitest';
import { analyzeBacktracking } from '../../src/regex/backtracking.ts';
import { codePointsOf, runProgram } from '../../src/regex/matcher.ts';
import { NO_FLAGS, type Pattern, type PatternFlags, parsePattern } from '../../src/regex/pattern.ts';
import { compileProgram } from '../../src/regex/program.ts';

function parsed(text: string, flags: Partial<PatternFlags> = {}): Pattern {
  const result = parsePattern(text, { ...NO_FLAGS, ...flags });
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`);
  return result.pattern;
}

const EXPONENTIAL: readonly string[] = [
  // OWASP, "Regular expression Denial of Service"
  '(a+)+$',
  '([a-zA-Z]+)*$',
  '(a|aa)+$',
  '(a|a?)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
  "^[a-zA-Z]+(([',.\\- ][a-zA-Z ])?[a-zA-Z]*)*$",
  // CVE-2020-8492, urllib.request.AbstractBasicAuthHandler
  '(?:.*,)*[ \\t]*([^ \\t]+)[ \\t]+realm=(["\']?)([^"\']*)\\2',
  // CVE-2019-19588 and other validators of domain names
  '^(([a-zA-Z]{1})|([a-zA-Z]{1}[a-zA-Z]{1})|([a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])\\.)+[a-z]+$|^(\\w+\\w+\\.)+$',
  // Gruber's URL pattern
  '(?i)\\b((?:https?://|www\\d{0,3}[.])(?:[^\\s()<>]+|\\(([^\\s()<>]+|(\\([^\\s()<>]+\\)))*\\))+(?:\\(([^\\s()<>]+|(\\([^\\s()<>]+\\)))*\\)|[^\\s`!()\\[\\]{};:\'".,<>?]))',
  // Shapes
  '^(a*)*$',
  '^(a*)+$',
  '^(?:a+)*b',
  '(?:\\w+\\s?)+$',
  '^(\\w+\\s?)*$',
  '^(\\d+,?)+$',
  '^(\\d+)*[a-z]$',
  '([a-z]+\\.?)+!',
  '^(?:[a-z]|[a-f])*!',
  '^(?:.|\\s)*!',
  '^(?:.|[^x])*!x',
  '(x+x+)+y',
  '^(?:ab?|a|b)*$',
  '^(?:a?b?)*c',
  '^(\\r\\n|\\r|\\n)+$',
  '^(?:<!--.*?-->)*$',
  '(?:a*b*)*c',
  '^(?:"[^"]*"|[^,]+|,)*;$',
  '^((?:[^"\\\\]|\\\\.|\\\\)+)*"$',
  '<(?:[a-z]+\\s*)+>',
  '^(?:\\s*[a-z]+\\s*)+;',
  '^(?:\\s*,?\\s*)+x',
  '(?:[\\w.-]+)+@x',
  '(?:\\w|\\d)+@(?=x)',
  '^([a-z0-9]+-?)+$',
  '^/(?:[^/]+/?)+$',
  '^(?:(?:\\d{1,3})+\\.)+x',
  '(?:-+|--)+x',
  '^((a|b)*c*)*d',
  '^(?:0|[0-9]\\d?)+x',
  '(?:(?:a|ab)(?:bc|c)?)+d$',
  '^(?:(a+)|b)+?c',
  '(\\s*\\n\\s*)+x',
  '^(?:#.*|\\s|.)*$\\Z(?<=x)',
  '(?:(?=a)a|a)+b',
  '(?:(?!b)\\w|a)+b',
  '(?i)(?:k|K)+x(?<=y)|(?:[k-m]|[l-z])+\\d$',
  '^(?:\\[[^\\]]*\\]|[^x])*y',
  '(?x) ( a + ) + $ # nested',
  '(?s)^(?:.|\\n)*!',
  '(?m)^(?:(?:^|a)a*)*b',
  '^(?P<w>(?P<c>\\w)+)+\\.$',
  '(?:[^<]+|<[^>]*>?)+>$(?<=q)',
  '^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.?)+x',
  '(?:\\.|[^,])*;(?<=!)',
  '(a+){2,}b',
  '(a{1,30}){1,30}b',
  '^((\\d+)(\\.\\d*)?)+%$',
  '^([\\w-]+\\.?)+[\\w-]$(?<=\\.)',
  '(?:\\\\.|[^"])*"(?<=x)',
  '^(?:a|b|ab)*c',
  '(?:a.?)+b$',
  '^(?:;?[a-z]+=?[a-z]*)*!',
];

const NOT_EXPONENTIAL: readonly string[] = [
  '',
  'a',
  'a+',
  'a+$',
  '^a*b$',
  '(a+)+',
  '(a*)*',
  '^(a|b)*$',
  '^(?:ab|cd)+$',
  '(?:a|b)+c',
  '^[a-z]+(?:-[a-z]+)*$',
  '^\\w+(?:\\.\\w+)*$',
  '^\\d+(?:,\\d{3})*(?:\\.\\d+)?$',
  '"(?:[^"\\\\]|\\\\.)*"',
  "'[^'\\\\]*(?:\\\\.[^'\\\\]*)*'",
  '^(?:[^,]*,)*[^,]*$',
  '<[^>]+>',
  '/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/',
  '^\\s*(?:#.*)?$',
  '\\{\\{\\s*(\\w+)\\s*\\}\\}',
  '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
  '^(?:\\d{1,3}\\.){3}\\d{1,3}$',
  '^(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}$',
  '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  '^(?>a+)+$',
  '^(?:a++)*$',
  '^(?>(?:a|aa)+)$',
  '^(?:(?>a+))+b',
  '(?:a++|b)*c',
  '^(?=(a+))\\1*$',
  '^(?:(?=[a-z])\\w)+$',
  '^(?!.*\\.\\.)[\\w.]+$',
  '(?:(?<=x)a|b)+c',
  '(\\r\\n|\\r|\\n)+',
  '^(?:a?){2,}b',
  '(.*,)+.+',
  '^((?:a|b){3})+$',
  '^(?:[a-z]{2})+$',
  '^(?:-[a-z]+)*$',
  '^(?:\\s+[a-z]+)*\\s*$',
  '(?:[^\\W\\d_]|\\d)+x',
  '^(?:[a-z]+[0-9])+$',
  '^(?:a?b)*$',
  '^(?:a?)*b',
  '^(?:#[^\\n]*\\n|[^#])*$',
  '^(?:<!--[^>]*-->)*$',
  'https?://[^\\s/]+(?:/[^\\s]*)?',
  '^v?(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:[-.]?(a|b|rc)\\d+)?$',
  '\\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\\b',
  '^(?:GET|POST) (?P<path>/[^ ]*) HTTP/1\\.[01]$',
  '(?i)^content-type:\\s*(?P<type>[\\w/+.-]+)',
  '^(?:0|[1-9]\\d*)(?:\\.\\d+)?$',
  '^\\((?:[^()]|\\([^()]*\\))*\\)$',
  '(a+)*[\\s\\S]{2,3}',
  '([\\s\\S]+|(a+)*$)',
  '^(x([^Y]+)?)*(Y|$)',
  '(?P<q>[\'"]).*?(?P=q)',
  '^(?:ab*c)+$',
  '^(?:[ab][cd])+$',
  '(?:;\\s*\\w+=\\w+)*$',
  '\\A(?:\\d+:)*\\d+\\Z',
  '(?:a|b|c|d|e|f|g|h)*i',
  '(?m)^(?:[ \\t]*\\w+[ \\t]*\\n)+',
  '(?:\\\\[\\s\\S]|[^`\\\\])*`',
];

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
