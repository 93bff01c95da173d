import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, checkJson, git, project, SAFE, SHELL, write } from './run.ts';

const ONE = ['--require', 'REQ-PY_SEC-01'];
const SECOND = SHELL.replace('def f', 'def g').replace("'ls '", "'rm '");

function repository(files: Readonly<Record<string, string>>): string {
  const root = project(files);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'first');
  return root;
}

const statuses = (root: string, ...args: string[]) =>
  checkJson(root, ...ONE, ...args).report.findings.map(({ path, line, status }) => `${path}:${line} ${status}`);

test('--since lists what is new, and the verdict stays about the whole project', () => {
  const root = repository({ 'a.py': SHELL, 'b.py': SHELL });
  write(root, { 'a.py': `# moved\n\n${SHELL}`, 'new.py': SECOND, 'b.py': SAFE });
  expect(statuses(root, '--since', 'HEAD')).toEqual(['a.py:6 baselined', 'new.py:4 new']);
  const { report, run } = checkJson(root, ...ONE, '--since', 'HEAD');
  expect(run.code).toBe(1);
  const verdict = report.verdicts.find(({ requirement }) => requirement === 'REQ-PY_SEC-01');
  expect([verdict?.state, verdict?.change]).toEqual(['violated', { new: 1, fixed: 1, was: 'violated' }]);
  write(root, { 'new.py': SAFE });
  expect(adderstone(root, ['.', '--since', 'HEAD', ...ONE]).code).toBe(0);
});

test('--since compares with the merge base, not with the tip of the other branch', () => {
  const root = repository({ 'a.py': SAFE });
  git(root, 'checkout', '-q', '-b', 'work');
  write(root, { 'mine.py': SHELL });
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'mine');
  git(root, 'checkout', '-q', 'main');
  write(root, { 'mine.py': SHELL });
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'theirs');
  git(root, 'checkout', '-q', 'work');
  expect(statuses(root, '--since', 'main')).toEqual(['mine.py:4 new']);
});

test('--staged reads the index, not the work tree; before the first commit everything is new', () => {
  const root = project({ 'a.py': SHELL });
  git(root, 'init', '-q');
  git(root, 'add', 'a.py');
  write(root, { 'a.py': SAFE, 'untracked.py': SHELL });
  expect(statuses(root, '--staged')).toEqual(['a.py:4 new']);
  git(root, 'commit', '-q', '-m', 'first');
  expect(statuses(root, '--staged')).toEqual(['a.py:4 baselined']);
});

test('what is not merged is said', () => {
  const root = repository({ 'a.py': SAFE, 'b.py': SAFE });
  git(root, 'checkout', '-q', '-b', 'other');
  write(root, { 'a.py': 'x = 1\n' });
  git(root, 'commit', '-qam', 'x');
  git(root, 'checkout', '-q', 'main');
  write(root, { 'a.py': 'y = 1\n' });
  git(root, 'commit', '-qam', 'y');
  expect(() => git(root, 'merge', '-q', 'other')).toThrow();
  const { report } = checkJson(root, ...ONE, '--staged');
  expect(report.files.skipped).toEqual([{ path: 'a.py', reason: 'unmerged', message: 'is not merged yet', gap: true }]);
});

test('a change is judged by the policy of its base, and altering it is reported', () => {
  const root = repository({ 'a.py': SAFE, 'pyproject.toml': '[project]\nname = "x"\n' });
  write(root, { 'pyproject.toml': '[project]\nname = "y"\n' });
  expect(checkJson(root, '--since', 'HEAD').report.problems.map(({ code }) => code)).not.toContain('policy-changed');
  write(root, {
    'a.py': SHELL,
    'pyproject.toml': '[project]\nname = "x"\n[tool.adderstone]\nignore = ["injection/*"]\nexclude = ["a.py"]\n',
    '.adderstone/baseline.json': '{}',
    '.adderstone/waivers.yaml': 'waivers: []\n',
  });
  const { report, run } = checkJson(root, ...ONE, '--since', 'HEAD');
  expect(report.findings.map(({ path, status }) => `${path} ${status}`)).toEqual(['a.py new']);
  expect(run.code).toBe(1);
  expect(report.problems.filter(({ code }) => code === 'policy-changed').map(({ path }) => path)).toEqual([
    'pyproject.toml',
    '.adderstone/waivers.yaml',
    '.adderstone/baseline.json',
  ]);
  // The command line is an order.
  expect(checkJson(root, ...ONE, '--since', 'HEAD', '--config', 'ignore=["injection/*"]').report.findings).toEqual([]);
});

test('a new suppression is reported, one that was there is not; CRLF and LF are alike', () => {
  const hash = (note: string): string => `import hashlib\ndef f(password):\n    return hashlib.md5(password)${note}\n`;
  const note = '  # adderstone: ignore[crypto/*] reason="an old format" until=2099-01-01';
  const root = repository({ 'old.py': hash(note), 'a.py': hash(''), 'crlf.py': SHELL });
  const told = () =>
    checkJson(root, ...ONE, '--since', 'HEAD')
      .report.problems.filter(({ code }) => code === 'suppression-new')
      .map(({ path, line }) => `${path}:${line}`);
  expect(told()).toEqual([]);
  write(root, { 'a.py': hash(note), 'crlf.py': SHELL.replaceAll('\n', '\r\n') });
  expect(told()).toEqual(['a.py:3']);
  expect(statuses(root, '--since', 'HEAD').filter((one) => one.startsWith('crlf'))).toEqual(['crlf.py:4 baselined']);
});

test('a name that is no commit, an option for a name, and a project below the top of its repository', () => {
  const root = repository({ 'py/adderstone.toml': '', 'py/a.py': SAFE, 'other.py': SHELL });
  for (const ref of ['gone', '--output=x', 'HEAD:py', "'; touch x"]) {
    const run = adderstone(root, ['py', `--since=${ref}`]);
    expect([ref, run.code, run.out]).toEqual([ref, 2, '']);
    expect(run.err).toContain('is no commit of this repository');
  }
  write(root, { 'py/b.py': SHELL });
  expect(statuses(root, '--since', 'HEAD', 'py')).toEqual(['b.py:4 new']);
  expect(readdirSync(root).sort()).toEqual(['.git', 'other.py', 'py']);
});

test('a repository with every trap armed leaves no mark', () => {
  const marks = project({});
  const trap = join(marks, 'trap.sh');
  write(marks, { 'trap.sh': `#!/bin/sh\ntouch '${marks}/sprung'\ncat\n` });
  chmodSync(trap, 0o755);
  const root = repository({ 'a.py': SAFE, '.gitattributes': '*.py filter=trap diff=trap merge=trap text\n' });
  const settings = [
    ['core.fsmonitor', trap],
    ['core.hooksPath', join(marks, 'hooks')],
    ['core.pager', trap],
    ['core.editor', trap],
    ['core.sshCommand', trap],
    ['core.askPass', trap],
    ['core.alternateRefsCommand', trap],
    ['core.gitProxy', trap],
    ['pager.ls-tree', trap],
    ['diff.external', trap],
    ['diff.trap.textconv', trap],
    ['diff.trap.command', trap],
    ['filter.trap.clean', trap],
    ['filter.trap.smudge', trap],
    ['filter.trap.process', trap],
    ['filter.trap.required', 'true'],
    ['merge.trap.driver', trap],
    ['gpg.program', trap],
    ['log.showSignature', 'true'],
    ['credential.helper', `!${trap}`],
    ['remote.origin.url', `ext::${trap}`],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', 'blob:none'],
    ['extensions.partialClone', 'origin'],
    ['core.repositoryFormatVersion', '1'],
    ['alias.ls-tree', `!${trap}`],
  ];
  for (const [key, value] of settings as [string, string][]) git(root, 'config', key, value);
  for (const hook of [
    'post-index-change',
    'pre-commit',
    'post-checkout',
    'reference-transaction',
    'fsmonitor-watchman',
  ]) {
    write(marks, { [`hooks/${hook}`]: `#!/bin/sh\ntouch '${marks}/sprung'\n` });
    write(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${marks}/sprung'\n` });
    chmodSync(join(marks, 'hooks', hook), 0o755);
    chmodSync(join(root, '.git/hooks', hook), 0o755);
  }
  write(root, { 'a.py': SHELL, git: `#!/bin/sh\ntouch '${marks}/sprung'\n` });
  chmodSync(join(root, 'git'), 0o755);
  const env = { PATH: `${root}:${process.env['PATH']}` };
  for (const args of [['--since', 'HEAD'], ['--staged'], []]) {
    const run = adderstone(root, ['.', ...args, '--no-cache', '--output-format', 'concise', ...ONE], { env });
    expect([args, run.err]).toEqual([args, '']);
    expect(existsSync(join(marks, 'sprung'))).toBe(false);
  }
  // An object that is not there makes git ask its promisor.
  const blob = git(root, 'rev-parse', 'HEAD:a.py').trim();
  rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  const partial = adderstone(root, ['.', '--since', 'HEAD', '--no-cache', ...ONE], { env });
  expect([partial.code, partial.out]).toEqual([
    1,
    expect.stringContaining('not everything of the base could be looked at'),
  ]);
  expect(existsSync(join(marks, 'sprung'))).toBe(false);
  // The traps are armed: git's own status springs them.
  git(root, 'status');
  expect(existsSync(join(marks, 'sprung'))).toBe(true);
});
