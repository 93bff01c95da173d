import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as escape from '../../src/report/escape.ts';
import { FORMATS, type FormatName } from '../../src/report/format.ts';
import { ANSI, PLAIN } from '../../src/report/palette.ts';
import { HOSTILE_PATH, HOSTILE_TEXT, sampleReport } from './sample-report.ts';

/** Controls, bidirectional and invisible characters, lone surrogates: in no output, whatever the format. */
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/u;

const formats = Object.keys(FORMATS) as FormatName[];

test.each(formats)('%s prints no control of a hostile name, message, reason or note', async (format) => {
  const text = (await FORMATS[format]())(sampleReport(), { palette: PLAIN });
  expect(text).not.toMatch(RAW);
  expect(text).toContain('set-env');
});

test('in colour, the only controls are our own', async () => {
  const text = (await FORMATS.full())(sampleReport(), { palette: ANSI });
  expect(text.replace(/\x1b\[(?:1|2|22|31|32|33|36|39)m/g, '')).not.toMatch(RAW);
});

test.each(formats)('%s starts no build command that is not our own', async (format) => {
  const text = (await FORMATS[format]())(sampleReport(), { palette: PLAIN });
  const commands = text.split('\n').filter((line) => line.trimStart().startsWith('::'));
  if (format !== 'github') expect(commands).toEqual([]);
  for (const command of commands) {
    expect(command).toMatch(
      /^::(?:group::|endgroup::$|(?:error|warning|notice) (?:file=[^,:]*,)?(?:line=\d+,)?(?:[a-zA-Z]+=[^:]*)?::)/,
    );
  }
  expect(text).not.toMatch(/##(?:\[|vso\[)/);
});

test.each(formats)('%s has as many lines whatever a name holds', async (format) => {
  const render = await FORMATS[format]();
  const sample = sampleReport();
  const rename = (path: string) => ({
    ...sample,
    findings: sample.findings.map((finding) => ({ ...finding, location: { ...finding.location, path } })),
    sources: new Map(),
  });
  const count = (path: string) => render(rename(path), { palette: PLAIN }).split('\n').length;
  expect(count(`a${HOSTILE_PATH}\r\n\u2028\u0085::error::x`)).toBe(count('a.py'));
});

test('each control becomes visible', () => {
  expect(escape.escapeControls('\x1b[31m\n\r\t\x7f\x9b\u202e\u2066\u200b\ud800\u{e0041}')).toBe(
    '\\x1b[31m\\n\\r\\t\\x7f\\x9b\\u202e\\u2066\\u200b\\ud800\\u{e0041}',
  );
  expect(escape.escapeControls('naïve 日本 😀')).toBe('naïve 日本 😀');
});

test('runner commands are broken', () => {
  expect(escape.escapeLine('::error::x')).toBe('\\x3a:error::x');
  expect(escape.escapeLine('  ::error::x')).toBe('  \\x3a:error::x');
  expect(escape.escapeLine('a ##[error]x ##vso[task]y ## z')).toBe('a \\x23#[error]x \\x23#vso[task]y ## z');
  expect(escape.escapeCommandData('50%\n::error::')).toBe('50%25\\n::error::');
  expect(escape.escapeCommandProperty('a:b,c%')).toBe('a%3Ab%2Cc%25');
});

test('Markdown: nothing is markup, link, mention or reference', () => {
  const text = escape.escapeMarkdown('<b>*x*_y_ [a](http://e) @me #1 `c` | www.e.org ~~z~~ $m$');
  expect(text).not.toMatch(/[<>*_[\]()@`|~$]/);
  expect(text).not.toContain('://');
  expect(text).not.toContain('www.');
  expect(text.replaceAll(/&#\d+;/g, '')).not.toContain('#');
  expect(escape.escapeMarkdown('- item')).toBe('&#45; item');
  expect(escape.escapeMarkdown('1. item')).toBe('&#49;. item');
});

test('HTML and XML: no tag, no attribute end, nothing XML cannot hold', () => {
  const hostile = `${HOSTILE_PATH}${HOSTILE_TEXT}'"\u0000\ufffe`;
  expect(escape.escapeHtml(hostile)).not.toMatch(/[<>"'`=]/);
  expect(escape.escapeXml(hostile)).not.toMatch(/[<>"'\u0000-\u001f\ufffe]/);
  expect(escape.escapeXml('a&b]]>')).toBe('a&#38;b]]&#62;');
});

test('SARIF messages hold no link and no placeholder of others', () => {
  expect(escape.escapeSarifText('[a](1) {0} \\')).toBe('\\[a\\](1) {{0}} \\\\');
});

test('any text: a path is a relative reference, JSON is itself again and prints no control', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escape.pathToUri(text)).toMatch(/^(?:[\w.~/-]|%[0-9A-F]{2})*$/);
      const json = escape.renderJson([text]);
      expect(JSON.parse(json)).toEqual([text]);
      expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      for (const one of [
        escape.escapeLine,
        escape.escapeMarkdown,
        escape.escapeHtml,
        escape.escapeXml,
        escape.escapeCommandData,
      ]) {
        expect(one(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\p{Cs}]/u);
      }
    }),
  );
});

test('cutting keeps whole characters and says that it cut', () => {
  expect(escape.cut('abc', 3)).toBe('abc');
  expect(escape.cut('😀😀😀😀', 3)).toBe('😀😀…');
});

test('agent output has none of the code, and few tokens a finding', async () => {
  const sample = sampleReport();
  const text = (await FORMATS.agent())(sample, { palette: PLAIN });
  for (const secretive of ['ls ', '名前', 'only our own files', 'xxxx', 'def run', 'The statement of']) {
    expect(text).not.toContain(secretive);
  }
  for (const line of text.split('\n').filter((each) => /^(?:×\d+ at |cell)?\d+:\d+/.test(each))) {
    expect(Buffer.byteLength(line) / 3.6, line).toBeLessThanOrEqual(36);
  }
});

test('agent output is capped at twenty lines, the most severe, and says how many more', async () => {
  const sample = sampleReport();
  const [first] = sample.findings;
  if (first === undefined) throw new Error('no finding');
  const findings = Array.from({ length: 30 }, (_, i) => ({
    ...first,
    message: `number ${i}`,
    severity: i < 25 ? ('low' as const) : ('critical' as const),
    location: { ...first.location, path: 'a.py', line: i + 1 },
  }));
  const text = (await FORMATS.agent())({ ...sample, findings }, { palette: PLAIN });
  expect(text.match(/number \d+/g)).toHaveLength(20);
  expect(text).toContain('number 29');
  expect(text).toContain('\n10 more: adderstone check --output concise\n');
});
