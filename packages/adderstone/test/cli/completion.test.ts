import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { adderstone, project } from './run.ts';

const root = (): string => project({});

/** What bash offers at the end of a line, files apart. */
function offered(...words: readonly string[]): readonly string[] {
  const script = adderstone(root(), ['completion', 'bash']).out;
  const program = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _adderstone; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = spawnSync('bash', ['--norc', '-c', program, 'bash', 'adderstone', ...words], { cwd: root() });
  expect(run.stderr.toString()).toBe('');
  return run.stdout
    .toString()
    .split('\n')
    .filter((one) => one !== '');
}

test('bash: verbs first, then the options of the verb, then the values of the option', () => {
  expect(offered('ver')).toEqual(['verify']);
  expect(offered('verify', '--')).toEqual(['--key', '--again', '--json']);
  expect(offered('report', '--att')).toEqual(['--attest']);
  expect(offered('verify', '--att')).toEqual([]);
  expect(offered('report', '--output-format', 'o')).toEqual(['oscal']);
  expect(offered('deps', '--output-format', 'o')).toEqual(['openvex']);
  expect(offered('src', '--confidence', 'm')).toEqual(['medium']);
});

test.each([['zsh'], ['fish']])('%s: a script that the shell reads, where it is there', (shell) => {
  const { code, out } = adderstone(root(), ['completion', shell]);
  expect(code).toBe(0);
  expect(out).toContain('attest');
  const folder = project({ script: out });
  const run = spawnSync(shell, ['-n', 'script'], { cwd: folder });
  if (run.error === undefined) expect([run.status, run.stderr.toString()]).toEqual([0, '']);
});

test('another shell is told', () => {
  expect(adderstone(root(), ['completion', 'tcsh'])).toMatchObject({ code: 2, out: '' });
});
