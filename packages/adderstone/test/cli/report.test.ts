import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, checkJson, git, project, SAFE, SHELL, write } from './run.ts';

const history = (root: string): string[] =>
  readFileSync(join(root, '.adderstone/history.jsonl'), 'utf8').trimEnd().split('\n');

test('report shows every clause with its evidence, and requires all of them', () => {
  const root = project({ 'a.py': SHELL });
  const { code, out } = adderstone(root, ['report', '.']);
  expect(code).toBe(2);
  expect(out).toMatch(/BAN-PY_SEC-01\s+violated/);
  expect(out).toContain('> a.py:4:15  data of a request becomes part of a command line that a shell reads');
  expect(out).toMatch(/PROC-PY_SEC-01\s+not verified/);
  expect(adderstone(root, ['report', '.', '--require', 'static', '--exit-zero']).code).toBe(0);
  expect(adderstone(root, ['report', '.', '--require', 'BAN-01']).code).toBe(1);
});

test('report in JSON has the places examined, which check leaves out', () => {
  const root = project({ 'a.py': 'import os\nos.system("ls")\n' });
  const run = adderstone(root, ['report', '.', '--output-format', 'json']);
  const value = JSON.parse(run.out) as { sites: unknown[]; run: { command: string }; verdicts: { checks: string[] }[] };
  expect(value.run.command).toBe('report');
  expect(value.sites).toContainEqual({
    check: 'rule:injection/shell',
    outcome: 'safe',
    reason: 'constant',
    note: '',
    path: 'a.py',
    line: 2,
    code: 'os.system("ls")',
  });
  expect(value.verdicts[0]?.checks).toContain('rule:injection/shell');
  expect(checkJson(root, '.').report).not.toHaveProperty('sites');
});

test('a secret in the line of a place examined is masked', () => {
  const token = ['gl', `pat-${'q7Zr2mXw9K'}${'dT4vBn1LsY'}`].join('');
  const root = project({ 'a.py': `import os\nos.system("curl -H ${token} x")\n` });
  for (const format of ['json', 'html', 'jsonl']) {
    const { out } = adderstone(root, ['report', '.', '--output-format', format]);
    expect(out).not.toContain(token.slice(6, 14));
    expect(out).toContain('glpat-****');
  }
});

test('--record adds the run once, and the next report tells the trend', () => {
  const root = project({ 'a.py': SHELL });
  expect(adderstone(root, ['report', '.', '--record']).err).toContain('--record needs a date');
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  const env = { SOURCE_DATE_EPOCH: '1790000000' };
  expect(adderstone(root, ['report', '.', '--record'], { env }).err).toBe('recorded in .adderstone/history.jsonl\n');
  expect(adderstone(root, ['report', '.', '--record'], { env }).err).toContain('has this run already');
  expect(history(root)).toHaveLength(1);
  const entry = JSON.parse(history(root)[0] as string) as {
    date: string;
    clauses: Record<string, number>;
    open: number;
  };
  expect(entry.date).toBe('2026-09-21T14:13:20Z');
  expect(entry.open).toBe(1);
  write(root, { 'a.py': SAFE });
  const { out } = adderstone(root, ['report', '.'], { env: { SOURCE_DATE_EPOCH: '1800000000' } });
  expect(out).toContain(`2026-09-21  ${entry.clauses['violated']} violated`);
  write(root, { '.adderstone/history.jsonl': '{"date":"<b>"}\n' });
  expect(adderstone(root, ['report', '.']).out).toContain('.adderstone/history.jsonl:1: warning: is no recorded run');
});

test('--since tells what a change did to each clause', () => {
  const root = project({ 'a.py': SAFE, 'b.py': SHELL });
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  write(root, { 'b.py': SAFE, 'c.py': 'import yaml\ndef f(t):\n    return yaml.load(t, Loader=yaml.Loader)\n' });
  const { out } = adderstone(root, ['report', '.', '--since', 'HEAD']);
  expect(out).toMatch(/BAN-PY_SEC-01 .*\n.*no site\n {2}this change: was violated; 0 new, 1 fixed/);
  expect(out).toMatch(/REQ-PY_SEC-05 .*violated.*\n.*\n {2}this change: was not applicable; 1 new, 0 fixed/);
});

test('outputs are written beside what is printed; the same input gives the same bytes', () => {
  const root = project({ 'a.py': SHELL });
  const formats = ['html', 'markdown', 'junit', 'gitlab', 'codeclimate', 'rdjson', 'jsonl', 'sonar', 'summary'];
  const outputs = (n: number): string[] => formats.flatMap((format) => ['--output', `${format}=out-${n}.${format}`]);
  expect(adderstone(root, ['report', '.', '--no-cache', ...outputs(1)]).code).toBe(2);
  expect(adderstone(root, ['check', 'a.py', '--no-cache', ...outputs(3)]).code).toBe(1);
  adderstone(root, ['report', '.', ...outputs(2)]);
  adderstone(root, ['report', '.', ...outputs(2)]);
  for (const format of formats) {
    const text = readFileSync(join(root, `out-1.${format}`), 'utf8');
    expect(readFileSync(join(root, `out-2.${format}`), 'utf8'), format).toBe(text);
    expect(text, format).not.toContain(root);
    expect(existsSync(join(root, `out-3.${format}`)), format).toBe(true);
  }
});

test('bad arguments are told', () => {
  const root = project({ 'a.py': SAFE });
  const told = (...args: string[]): string => adderstone(root, ['report', ...args]).err;
  expect(told('--watch')).toContain('the option "--watch" is not known');
  expect(told('-')).toContain('not at standard input');
  expect(told('.', '--output', 'pdf=x.pdf')).toContain('expected FORMAT=FILE with full, concise');
  expect(
    adderstone(root, ['report', '.', '--output', 'html=x.html'], { env: { SOURCE_DATE_EPOCH: 'x' } }),
  ).toMatchObject({
    code: 2,
    err: 'adderstone: SOURCE_DATE_EPOCH: expected the seconds since 1970 as a decimal number\n',
  });
  expect(existsSync(join(root, 'x.html'))).toBe(false);
});
