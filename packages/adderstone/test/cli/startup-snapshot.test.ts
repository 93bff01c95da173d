import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adderstone, PROGRAM, project, SHELL } from './run.ts';

const PACKAGE = resolve(PROGRAM, '../..');
const EXAMPLE = resolve(PACKAGE, '../../examples/shop');
const isPossible = typeof process.execve === 'function' && process.platform !== 'win32';

/** The package as it is installed: without a snapshot beside it. */
let installed = '';
let home = '';
beforeAll(() => {
  installed = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-installed-')));
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(PACKAGE, name), join(installed, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.blob'),
    });
  home = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-home-')));
});
afterAll(() => {
  rmSync(installed, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const ended = spawnSync(process.execPath, [join(installed, 'bin/adderstone.js'), ...args], {
    cwd,
    encoding: 'utf8',
    input: '',
    env: { PATH: process.env['PATH'], HOME: home, ...env },
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

const folder = (at = home): string => join(at, '.cache/adderstone/snapshots');
const snapshots = (at = home): string[] =>
  existsSync(folder(at)) ? readdirSync(folder(at)).filter((name) => name.endsWith('.blob')) : [];

async function built(at = home): Promise<string> {
  for (let waited = 0; waited < 600; waited++) {
    const [name] = snapshots(at);
    if (name !== undefined) return join(folder(at), name);
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no snapshot: ${existsSync(folder(at)) ? readdirSync(folder(at)).join() : 'no folder'}`);
}

describe.skipIf(!isPossible)('a snapshot of the program', () => {
  test('a checkout has one, and gives the same bytes with and without it', () => {
    expect(readdirSync(join(PACKAGE, 'dist')).filter((name) => name.endsWith('.blob'))).toHaveLength(1);
    for (const format of ['json', 'sarif', 'full', 'agent']) {
      const args = ['check', '.', '--no-cache', '--output-format', format];
      const plain = adderstone(EXAMPLE, args, { env: { ADDERSTONE_SNAPSHOT: '0' } });
      const fast = adderstone(EXAMPLE, args);
      expect(fast.code).toBe(1);
      expect(fast).toEqual(plain);
    }
  });

  test('the hook is told the same in it', () => {
    const root = project({ 'view.py': SHELL });
    const told = (env: Record<string, string>) =>
      adderstone(root, ['hook', 'post-edit', '--agent', 'claude'], {
        input: JSON.stringify({ hook_event_name: 'PostToolUse', cwd: root, tool_input: { file_path: 'view.py' } }),
        env: { ...env, XDG_CACHE_HOME: `${root}-cache` },
      });
    const fast = told({});
    rmSync(`${root}-cache`, { recursive: true, force: true });
    expect(fast.out).toMatch(/injection\/shell/);
    expect(fast).toEqual(told({ ADDERSTONE_SNAPSHOT: '0' }));
    rmSync(`${root}-cache`, { recursive: true, force: true });
  });

  test('is built behind the second run, is started from, and only where the user alone can write', {
    timeout: 120_000,
  }, async () => {
    const root = project({ 'view.py': SHELL });
    const check = (env: Readonly<Record<string, string>> = {}) =>
      run(root, ['check', '.', '--no-cache', '--output-format', 'json'], env);
    const first = check();
    expect(first.code).toBe(1);
    expect(snapshots()).toEqual([]);
    expect(check({ CI: 'true' }).code).toBe(1);
    expect(readdirSync(folder()).filter((name) => name.endsWith('.lock'))).toEqual([]);
    check();
    const blob = await built();
    // What the program is loaded from is away: only a start from the snapshot works.
    const away = join(installed, 'dist/cli.js');
    renameSync(away, `${away}.away`);
    try {
      expect(check()).toEqual(first);
      expect(check({ ADDERSTONE_SNAPSHOT: '0' }).out).toBe('');
      expect(run(root, ['hook', 'post-edit', '--agent', 'claude']).err).toMatch(/nothing was checked/);
      expect(check({ NODE_OPTIONS: '--max-old-space-size=1024' }).out).toBe('');
      for (const [path, open, closed] of [
        [blob, 0o622, 0o600],
        [folder(), 0o777, 0o700],
      ] as const) {
        chmodSync(path, open);
        expect(check().out).toBe('');
        chmodSync(path, closed);
      }
      expect(check()).toEqual(first);
    } finally {
      renameSync(`${away}.away`, away);
    }
  });

  test('in a folder of the project it is not started from', () => {
    const root = project({ 'pyproject.toml': '', 'src/view.py': SHELL });
    const own = folder(root);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const [name] = readdirSync(join(PACKAGE, 'dist')).filter((one) => one.endsWith('.blob'));
    writeFileSync(join(own, name as string), 'this is no snapshot', { mode: 0o600 });
    chmodSync(own, 0o700);
    const args = ['check', '--no-cache', '--output-format', 'concise'];
    for (const [cwd, path] of [
      [root, '.'],
      [join(root, 'src'), 'view.py'],
      ['/', root],
    ] as const)
      expect(run(cwd, [...args, path], { HOME: root }).out).toMatch(/view\.py:4:.*injection\/shell/);
    rmSync(join(root, 'pyproject.toml'));
    for (const [cwd, paths] of [
      [root, ['src']],
      ['/', [join(root, 'src'), join(root, '.cache')]],
    ] as const)
      expect(run(cwd, [...args, ...paths], { HOME: root }).out).toMatch(/view\.py:4:.*injection\/shell/);
    // Elsewhere the same file is taken for a snapshot, which shows that it would have been here.
    const other = project({ 'view.py': SHELL });
    expect(run(other, [...args, '.'], { HOME: root }).out).toBe('');
  });

  test('what cannot be built leaves nothing behind', () => {
    const at = join(home, 'broken');
    mkdirSync(at);
    const script = join(installed, 'dist/snapshot.cjs');
    renameSync(script, `${script}.away`);
    writeFileSync(script, 'throw new Error("no")');
    try {
      const ended = spawnSync(process.execPath, [join(installed, 'dist/build-snapshot.js'), join(at, 'x.blob')], {
        encoding: 'utf8',
      });
      expect(ended.status).toBe(1);
      expect(ended.stderr).toMatch(/^no snapshot: /);
      expect(readdirSync(at)).toEqual([]);
    } finally {
      renameSync(`${script}.away`, script);
    }
  });
});
