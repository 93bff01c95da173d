import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { FORMATS, type FormatName } from '../../src/report/format.ts';
import { adderstone, git, write } from './run.ts';

/** What a string of the code may try in a terminal, a build log, a browser, a viewer of Markdown or XML. */
const CARGO =
  '\\x1b]8;;http://evil\\x07 ::error::owned ##[error]owned ##vso[task.setvariable variable=a]b </script><img src=x onerror=alert(1)> ]]> --> {{7*7}} [a](javascript:alert(1)) @everyone | a';
/** The same with the characters themselves, in comments and strings. */
const RAW = `\x1b]8;;http://evil\x07\x1b[2J \u202eevil\u2066 \u2028::error::owned\u2029##[error]owned ##vso[task.complete]x </script><script>alert(1)</script><img src=x onerror=alert(1)>]]><!-- -->\u0085\u200b\ufeff[a](javascript:alert(1)) \`x\` *b*`;
const NAME = 'evil\u202e<img src=x onerror=alert(1)>::error::]]>.py';
const SOURCE = [
  `# ${RAW}`,
  'import os, yaml, subprocess',
  'from flask import request',
  `TEXT = "${RAW.replaceAll('"', '')}"`,
  'def f():',
  `    value = request.args["${CARGO}"]; other = "${RAW}"`,
  `    os.system("${RAW}" + value)`,
  `    subprocess.run("ls", shell=False)  # ${RAW}`,
  `    yaml.load(value, Loader=yaml.Loader)  # adderstone: ignore[deserialization/*] reason="${RAW.replaceAll('"', '').replaceAll('\u2028', '').replaceAll('\u2029', '').replaceAll('\u0085', '')}" until=2099-01-31`,
  `    os.system("ls ${RAW}")`,
  '',
].join('\n');
const WAIVERS = `waivers:\n  - rule: web/csrf-off\n    path: "**"\n    reason: '</script><img src=x onerror=alert(1)> ::error::owned ##[error]owned'\n    owner: '<b>@everyone'\n    until: 2099-03-01\n`;
const STANDARD = `---\ntrigger: always_on\n---\n# </title><script>alert(1)</script>\n\n- **[BAN-PY_SEC-01] <img src=x onerror=alert(1)> ::error::owned**\n  - Never ##[error]owned ]]> [x](javascript:alert(1)).\n\n<script>alert(1)</script>\n\n::error::owned by the document\n`;
/** Control, bidirectional and invisible characters, line separators. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

const formats = Object.keys(FORMATS) as FormatName[];
const FILES = { [NAME]: SOURCE, '.adderstone/waivers.yaml': WAIVERS, 'rules.md': STANDARD };

/** Every format of one run over the hostile project. */
let texts: ReadonlyMap<FormatName, string>;
beforeAll(() => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-test-')));
  write(root, FILES);
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  const wanted = formats.flatMap((format) => ['--output', `${format}=out.${format}`]);
  const run = adderstone(root, ['report', '.', '--standard', 'rules.md', '--record', ...wanted]);
  expect(run.err).toContain('recorded');
  expect(run.out).not.toMatch(UNSAFE);
  texts = new Map(formats.map((format) => [format, readFileSync(join(root, `out.${format}`), 'utf8')]));
  rmSync(root, { recursive: true, force: true });
});

test('a hostile source file, its name, reasons and document act in no format', () => {
  for (const [format, text] of texts) {
    expect(text, format).toContain('evil');
    expect(text, format).not.toMatch(UNSAFE);
    expect(text, format).not.toMatch(/##(?:\[|vso\[)/);
    const commands = text.split('\n').filter((line) => line.trimStart().startsWith('::'));
    if (format !== 'github') expect(commands, format).toEqual([]);
    for (const command of commands) expect(command, format).toMatch(/^::(?:error|warning|notice|group|endgroup)\b/);
    expect(
      commands.filter((command) => command.startsWith('::error::owned')),
      format,
    ).toEqual([]);
  }
  for (const format of ['json', 'sarif', 'gitlab', 'codeclimate', 'rdjson', 'sonar'] as const)
    expect(() => JSON.parse(texts.get(format) as string), format).not.toThrow();
  for (const line of (texts.get('jsonl') as string).trimEnd().split('\n'))
    expect(JSON.parse(line)).toHaveProperty('type');
});

test('in XML the hostile text is text', () => {
  const program =
    'import sys,xml.etree.ElementTree as E\n' +
    'tags={e.tag for e in E.fromstring(sys.stdin.buffer.read()).iter()}\n' +
    'print(*sorted(tags))';
  const run = spawnSync('python3', ['-I', '-c', program], { input: texts.get('junit') as string });
  expect(
    run.stdout
      .toString()
      .trim()
      .split(' ')
      .every((tag) => /^(?:testsuites?|testcase|properties|property|failure|error|skipped|system-out)$/.test(tag)),
  ).toBe(true);
});

test('in HTML the hostile text ends no element and makes none', () => {
  const html = texts.get('html') as string;
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toMatch(/<img|<b>@everyone/i);
  expect(html.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '')).not.toMatch(/\son[a-z]+=/i);
  expect(html.match(/<title>/g)).toHaveLength(1);
});

test('in Markdown the hostile text is neither HTML nor a link nor a mention', () => {
  const text = texts.get('markdown') as string;
  const outside = text.replace(/(?<!`)`[^`\n]+`(?!`)/g, '');
  expect(outside).not.toMatch(/<(?:script|img|b)\b/);
  expect(outside).not.toMatch(/\]\(javascript:/);
  expect(outside).not.toContain('@everyone');
});
