import { expect, test } from 'vitest';
import { maskFile } from '../../src/findings/mask.ts';
import { parseModule } from '../../src/python/parser.ts';
import { findingFor, maskSpans } from '../../src/secrets/contribution.ts';
import { scanPython, scanSettings } from '../../src/secrets/scan-source.ts';
import { SourceFile } from '../../src/text/source-file.ts';
import { ALNUM, checked, draw } from './draw.ts';

function scan(text: string, path = 'src/app.py'): { readonly told: readonly string[]; readonly masked: string } {
  const file = new SourceFile(path, path.endsWith('.py') ? 'python' : 'settings', text);
  const found = path.endsWith('.py') ? scanPython(file, parseModule(text)) : scanSettings(file);
  return {
    told: found.map((one) => {
      const { rule, confidence, message, location } = findingFor(one, file);
      return `${location.line}:${location.column}-${location.endColumn} ${rule} ${confidence} ${message}`;
    }),
    masked: maskFile(file, maskSpans(found)).text,
  };
}

test('a finding names kind, binding, public prefix and length, and its place is the value without its quotes', () => {
  const token = checked('ghp_', 'place');
  expect(scan(`import x\nx.login(key="${token}")\n`).told).toEqual([
    '2:14-54 secret/provider-key high a GitHub token under the name `key` stands in the source (`ghp_`, 40 characters)',
  ]);
  expect(scan('db_password = "Tr0ub4dor&3"\n')).toEqual({
    told: [
      '1:16-27 secret/password medium a password under the name `db_password` stands in the source (11 characters)',
    ],
    masked: 'db_password = "***********"\n',
  });
});

test('what is put together is told once, at its first part, and every part is masked', () => {
  const token = checked('ghp_', 'parts');
  const text = `a = "${token.slice(0, 12)}"\nb = "${token.slice(12)}"\nuse(a + b)\n`;
  const { told, masked } = scan(text);
  expect(told).toEqual([
    '1:5-19 secret/provider-key high a GitHub token stands in the source (40 characters, put together from 2 parts)',
  ]);
  expect(masked).toBe(`a = ${'*'.repeat(14)}\nb = ${'*'.repeat(30)}\nuse(a + b)\n`);
});

test('check digits that do not hold make a token less sure', () => {
  const token = checked('ghp_', 'wrong');
  const wrong = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  expect(scan(`x = "${wrong}"\n`).told[0]).toContain('secret/provider-key medium');
});

test('test code lowers what a name says, not what a format proves', () => {
  const token = checked('ghp_', 'tests');
  const { told } = scan(`password = "Tr0ub4dor&3"\nx = "${token}"\n`, 'tests/test_login.py');
  expect(told.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'secret/password low',
    'secret/provider-key high',
  ]);
});

test('several credentials in one text are told apart', () => {
  const text = `X = '{"password": "Tr0ub4dor&3", "api_key": "${draw(ALNUM, 24, 'apart')}"}'\n`;
  expect(scan(text).told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    '1:20-31 secret/password',
    '1:46-70 secret/key',
  ]);
});

test('a value in a settings file is told at its line and name', () => {
  expect(scan('db:\n  user: app\n  password: Tr0ub4dor&3 # rotate\n', 'config.yaml').told).toEqual([
    '3:13-24 secret/password medium a password under the name `password` stands in this file (11 characters)',
  ]);
});

test('hostile texts cost no more than their length', () => {
  const texts = [
    `x = ${Array.from({ length: 3000 }, (_, i) => `"a${i}"`).join(' + ')}\n`,
    `a = "x" * 10\n${Array.from({ length: 40 }, (_, i) => `a${i + 1} = a${i} + a${i} + a${i}`).join('\n')}\npassword = a40\n`.replace(
      'a0',
      '"q"',
    ),
    `x = "${'password='.repeat(20_000)}"\n`,
    `x = "${'://a:b'.repeat(20_000)}"\n`,
    `x = "${'--password '.repeat(20_000)}"\n`,
    `x = "${'1 2-3.'.repeat(15_000)}"\n`,
    `x = "${'a@b.'.repeat(20_000)}"\n`,
    `# ${'password: '.repeat(20_000)}\n`,
  ];
  for (const text of texts) {
    const start = performance.now();
    scan(text);
    expect(performance.now() - start, text.slice(0, 30)).toBeLessThan(8000);
  }
});

test('who wrote a project stands in its settings on purpose, over several lines as well; who buys there does not', () => {
  const person = ['ada', 'lovelace.org'].join('@');
  const toml = (list: string) => `[project]\n${list} = [\n    { name = "Ada", email = "${person}" },\n]\n`;
  expect(scan(toml('maintainers'), 'pyproject.toml').told).toEqual([]);
  expect(scan(toml('customers'), 'pyproject.toml').told).toEqual([
    '3:30-46 personal-data/email medium an e-mail address under the name `name` stands in the source (16 characters)',
  ]);
  const yaml = (list: string) => `${list}:\n  - name: Ada\n    email: ${person}\nother: 1\nowner: ${person}\n`;
  expect(scan(yaml('authors'), 'site.yaml').told).toHaveLength(1);
  expect(scan(yaml('buyers'), 'site.yaml').told).toHaveLength(2);
});

test('patterns of file names and the grammar of addresses are no credentials', () => {
  expect(
    scan("PATS = {'build/.waf-*', '*/*.egg-info/*', '.github/SECURITY.md'}\nfor pat in PATS:\n    use(pat)\n").told,
  ).toEqual([]);
  const url = (userinfo: string) => scan(`URL = "git://${userinfo}@host.shop.io/x"\n`).told.length;
  expect(url('[path-to-repo[:]][ref')).toBe(0);
  expect(url('ada:Tr0ub4dor&3')).toBe(1);
});
