import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checked } from '../secrets/draw.ts';
import { adderstone, checkJson, git, type JsonReport, project, write } from './run.ts';

const TOKEN = checked('ghp_', 'cli');
const OTHER = checked('ghp_', 'cli 2');
const PASSWORD = 'Tr0ub4dor&3';

function secrets(
  cwd: string,
  ...args: readonly string[]
): { readonly report: JsonReport; readonly code: number | null; readonly all: string } {
  const run = adderstone(cwd, ['secrets', '--output-format', 'json', ...args]);
  if (!run.out.startsWith('{')) throw new Error(`no report: ${run.err}`);
  return { report: JSON.parse(run.out) as JsonReport, code: run.code, all: run.out + run.err };
}

const places = (report: JsonReport): readonly string[] =>
  report.findings.map(({ path, line, rule, status }) => `${path}:${line} ${rule} ${status}`);

test('the scan looks at code, notebooks and settings, judges its clause, and shows no value', () => {
  const notebook = {
    cells: [
      { cell_type: 'code', source: ['x = 1\n'], outputs: [{ output_type: 'stream', text: [`token ${OTHER}\n`] }] },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  const root = project({
    'app.py': `import os\nx = "${TOKEN}"\nos.system("echo ${TOKEN}")\n`,
    '.env': `DB_PASSWORD=${PASSWORD}\n`,
    'n.ipynb': JSON.stringify(notebook),
    'clean.toml': 'a = 1\n',
  });
  const { report, code, all } = secrets(root, '.');
  expect(places(report)).toEqual([
    '.env:1 secret/password new',
    'app.py:2 secret/provider-key new',
    'app.py:3 secret/provider-key new',
    'n.ipynb:1 secret/provider-key new',
  ]);
  expect(code).toBe(1);
  expect(report.verdicts.map(({ requirement, state }) => `${requirement} ${state}`)).toEqual([
    'PROC-PY_SEC-02 violated',
  ]);
  const full = adderstone(root, ['check', '.', '--no-cache']).out;
  expect(full).toContain('secret/provider-key');
  for (const value of [TOKEN.slice(6), OTHER.slice(6), PASSWORD]) {
    expect(all).not.toContain(value);
    expect(full).not.toContain(value);
  }
});

test('in a check the clause is met where nothing is found, and other producers’ lines are masked', () => {
  const clean = project({ 'a.py': 'x = 1\n' });
  expect(checkJson(clean, '.').report.verdicts.find(({ requirement }) => requirement === 'PROC-PY_SEC-02')?.state).toBe(
    'met',
  );
  const root = project({
    'a.py': `import subprocess\nsubprocess.run("deploy --token ${TOKEN}", shell=True)\npassword = "${PASSWORD}"\n`,
  });
  const { out } = adderstone(root, ['check', '.', '--no-cache', '--select', 'ALL']);
  expect(out).toContain('injection/shell-true');
  expect(out).not.toContain(TOKEN.slice(6));
  expect(out).not.toContain(PASSWORD);
  const superseded = checkJson(root, '.', '--no-cache', '--select', 'ALL').report.findings.filter(
    ({ line }) => line === 3,
  );
  expect(superseded.map(({ rule }) => rule)).toEqual(['secret/password']);
});

test('--staged reads the index, not the work tree, and tells only what HEAD had not', () => {
  const root = project({ 'a.py': `old = "${OTHER}"\n`, 'b.py': 'x = 1\n' });
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'one');
  write(root, { 'a.py': `old = "${OTHER}"\nnew_password = "${PASSWORD}"\n`, 'c.yaml': `token: ${TOKEN}\n` });
  git(root, 'add', '-A');
  // The work tree is clean again: what counts is what would be committed.
  write(root, { 'a.py': 'x = 1\n', 'b.py': `y = "${TOKEN}"\n` });
  rmSync(`${root}/c.yaml`);
  const { report, code } = secrets(root, '--staged');
  expect(places(report)).toEqual([
    'a.py:1 secret/provider-key baselined',
    'a.py:2 secret/password new',
    'c.yaml:1 secret/provider-key new',
  ]);
  expect(code).toBe(1);
  const empty = project({ 'a.py': `x = "${TOKEN}"\n` });
  git(empty, 'init', '-q');
  git(empty, 'add', '-A');
  expect(places(secrets(empty, '--staged').report)).toEqual(['a.py:1 secret/provider-key new']);
});

test('--history tells a value at the commit that brought it, though it is gone', () => {
  const root = project({ 'a.py': 'x = 1\n' });
  git(root, 'init', '-q', '-b', 'main');
  const commit = (files: Record<string, string>): string => {
    write(root, files);
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'c');
    return git(root, 'rev-parse', 'HEAD').trim();
  };
  const first = commit({ 'a.py': `key = "${OTHER}"\n` });
  const second = commit({ 'a.py': `key = "${OTHER}"\nx = 2\n`, 'b.py': `password = "${PASSWORD}"\n` });
  const third = commit({ 'b.py': 'password = "Zx9!kQ27mm"\n' });
  commit({ 'a.py': 'x = 1\n', 'b.py': 'x = 1\n' });
  const messages = (range: string): readonly string[] => {
    const run = adderstone(root, ['secrets', '--history', range, '--output-format', 'json']);
    const report = JSON.parse(run.out) as { findings: { path: string; line: number; message: string }[] };
    expect(run.out).not.toContain(PASSWORD);
    return report.findings.map(
      ({ path, line, message }) => `${path}:${line} ${/since commit `(\w+)`/.exec(message)?.[1]}`,
    );
  };
  expect([...messages('HEAD')].sort()).toEqual(
    [`a.py:1 ${first.slice(0, 12)}`, `b.py:1 ${second.slice(0, 12)}`, `b.py:1 ${third.slice(0, 12)}`].sort(),
  );
  expect(messages(`${second}..HEAD`)).toEqual([`b.py:1 ${third.slice(0, 12)}`]);
  expect(adderstone(root, ['secrets', '--history', '--output=x..HEAD']).code).toBe(2);
  expect(adderstone(root, ['secrets', '--history', 'nowhere..HEAD']).err).toContain('"nowhere" is no commit');
});
