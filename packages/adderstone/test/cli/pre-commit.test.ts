import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adderstone, git, PROGRAM, project, SAFE, SHELL } from './run.ts';

/** pre-commit as a program or as a module of the first Python. */
const PRE_COMMIT = [['pre-commit'], ['python3', '-m', 'pre_commit']].find(
  ([program, ...args]) => spawnSync(program as string, [...args, '--version']).status === 0,
);
if (PRE_COMMIT === undefined) console.warn('pre-commit is not installed: its hook is not run for real');

/** A repository with the hook that `init --pre-commit` writes; `adderstone` on the path is the built program. */
function repository(): { root: string; env: Record<string, string> } {
  const root = project({ 'adderstone.toml': '', 'a.py': SAFE });
  const bin = `${root}-bin`;
  mkdirSync(bin);
  writeFileSync(join(bin, 'adderstone'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(bin, 'adderstone'), 0o755);
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: `${root}-home`,
    PRE_COMMIT_HOME: `${root}-home`,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b.invalid',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b.invalid',
  };
  git(root, 'init', '-q');
  adderstone(root, ['init', '--pre-commit', '--yes']);
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'start');
  return { root, env };
}

function commit(root: string, env: Record<string, string>): { code: number | null; text: string } {
  const run = spawnSync('git', ['commit', '-m', 'change'], { cwd: root, env, encoding: 'utf8' });
  return { code: run.status, text: run.stdout + run.stderr };
}

describe.skipIf(PRE_COMMIT === undefined)('pre-commit', () => {
  const install = (root: string, env: Record<string, string>): void => {
    const [program, ...args] = PRE_COMMIT as string[];
    const run = spawnSync(program as string, [...args, 'install'], { cwd: root, env, encoding: 'utf8' });
    expect(run.stderr + run.stdout).toContain('installed at');
  };

  test('judges what is staged, not what lies beside it', { timeout: 60_000 }, () => {
    const { root, env } = repository();
    install(root, env);
    // Staged: a violation. In the work tree: repaired, but not staged.
    writeFileSync(join(root, 'a.py'), SHELL);
    git(root, 'add', 'a.py');
    writeFileSync(join(root, 'a.py'), SAFE);
    const refused = commit(root, env);
    expect(refused.text).toMatch(/a\.py:4:\d+: .*injection\/shell/);
    expect(refused.code).toBe(1);
    // Staged: fine. In the work tree: a violation that is not staged.
    writeFileSync(join(root, 'a.py'), `${SAFE}print('more')\n`);
    git(root, 'add', 'a.py');
    writeFileSync(join(root, 'a.py'), SHELL);
    const passed = commit(root, env);
    expect(passed.text).toContain('Passed');
    expect(passed.code).toBe(0);
    // A commit without Python has nothing to check.
    writeFileSync(join(root, 'a.py'), `${SAFE}print('more')\n`);
    writeFileSync(join(root, 'notes.txt'), 'x\n');
    git(root, 'add', '.');
    expect(commit(root, env)).toMatchObject({ code: 0 });
  });
});
