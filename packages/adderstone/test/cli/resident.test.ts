import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { adderstone, PROGRAM, project, type Run, SAFE, SHELL, write } from './run.ts';

let home = '';
beforeAll(() => {
  home = newHome();
});
afterAll(() => {
  resident(home, 'stop');
  rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-home-')));
}

/** A home of one test, whose resident process ends with it. */
function ownHome(): string {
  const own = newHome();
  onTestFinished(() => {
    resident(own, 'stop');
    rmSync(own, { recursive: true, force: true });
  });
  return own;
}

const folderOf = (at: string): string => join(at, '.cache/adderstone/resident');

function resident(at: string, what: string): Run {
  return adderstone(dirname(PROGRAM), ['resident', what], { env: { HOME: at, ADDERSTONE_RESIDENT: '1' } });
}

function socketOf(at: string): string | null {
  const names = existsSync(folderOf(at)) ? readdirSync(folderOf(at)) : [];
  const name = names.find((one) => one.endsWith('.sock'));
  return name === undefined ? null : join(folderOf(at), name);
}

async function up(at: string): Promise<string> {
  for (let waited = 0; waited < 400; waited++) {
    const socket = socketOf(at);
    if (socket !== null) return socket;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('no resident process');
}

function answered(at: string): number {
  return Number(/(\d+) answered/.exec(resident(at, 'status').out)?.[1] ?? -1);
}

function edited(root: string, path: string, env: Record<string, string>, agent = 'claude'): Run {
  const input = JSON.stringify({ hook_event_name: 'PostToolUse', cwd: root, tool_input: { file_path: path } });
  return adderstone(root, ['hook', 'post-edit', '--agent', agent], { input, env });
}

/** The environment of a session of its own, with and without the resident process. */
const withIt = (at: string, root: string) => ({
  HOME: at,
  XDG_CONFIG_HOME: `${root}-config`,
  ADDERSTONE_RESIDENT: '1',
});
const without = (root: string) => ({
  HOME: `${root}-home`,
  XDG_CONFIG_HOME: `${root}-config`,
  ADDERSTONE_RESIDENT: '0',
});

const TEXTS = [
  SAFE,
  SHELL,
  `${SHELL}import pickle\ndef g():\n    return pickle.loads(request.data)\n`,
  'def broken(:\n    os.system(',
  `${SHELL.replace('f()', 'h()')}x = 1\n`,
  'import yaml\ndef load(p):\n    return yaml.load(open(p), Loader=yaml.Loader)\n',
  '# Schlüssel\nname = "Zürich \u{1F600}"\n',
  '',
];

describe.skipIf(process.platform === 'win32')('the resident process', () => {
  test('is started by the first edit and answers the next, with the same bytes as a run of its own', async () => {
    const root = project({ 'app/view.py': SAFE, 'app/other.py': SAFE, 'pyproject.toml': '[project]\nname = "x"\n' });
    const twin = project({ 'app/view.py': SAFE, 'app/other.py': SAFE, 'pyproject.toml': '[project]\nname = "x"\n' });
    expect(edited(root, 'app/view.py', withIt(home, root))).toEqual(edited(twin, 'app/view.py', without(twin)));
    await up(home);
    expect(answered(home)).toBe(0);
    let seed = 7;
    let told = 0;
    for (let i = 1; i <= 10; i++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      const path = seed % 3 === 0 ? 'app/other.py' : 'app/view.py';
      const text = TEXTS[(seed >> 8) % TEXTS.length] as string;
      const agent = ['claude', 'cursor', 'windsurf', 'copilot'][i % 4] as string;
      for (const each of [root, twin]) write(each, { [path]: text });
      const fast = edited(root, path, withIt(home, root), agent);
      expect(fast, `edit ${i}`).toEqual(edited(twin, path, without(twin), agent));
      if ((fast.out + fast.err).includes('injection/shell') || fast.code === 2) told++;
      expect(answered(home)).toBe(i);
    }
    expect(told).toBeGreaterThan(0);
  });

  test('tells a bad payload as a run of its own does, and goes on', async () => {
    const root = project({ 'a.py': SAFE });
    edited(root, 'a.py', withIt(home, root));
    await up(home);
    const bad = (env: Record<string, string>) =>
      adderstone(root, ['hook', 'post-edit', '--agent', 'claude'], { input: 'no json', env });
    const before = answered(home);
    expect(bad(withIt(home, root))).toEqual(bad(without(root)));
    expect(bad(withIt(home, root)).err).toContain('is not JSON');
    expect(answered(home)).toBe(before + 2);
  });

  test('can be looked at and ended', async () => {
    const own = ownHome();
    expect(resident(own, 'status')).toEqual({ code: 0, out: 'no resident process\n', err: '' });
    const root = project({ 'a.py': SAFE });
    edited(root, 'a.py', withIt(own, root));
    const socket = await up(own);
    expect(statSync(socket).mode & 0o077).toBe(0);
    expect(statSync(folderOf(own)).mode & 0o077).toBe(0);
    expect(resident(own, 'status').out).toMatch(
      /^process \d+, up for \d+ s, 0 answered in \d+\.\d\d s of CPU, \d+ MiB\n$/,
    );
    const ended = resident(own, 'stop').out;
    const pid = Number(/^ended: process (\d+),/.exec(ended)?.[1]);
    for (let waited = 0; waited < 200 && isAlive(pid); waited++) await new Promise((done) => setTimeout(done, 25));
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(socket)).toBe(false);
    expect(resident(own, 'status').out).toBe('no resident process\n');
  });

  test('is one: a second ends at once', async () => {
    const root = project({ 'a.py': SAFE });
    edited(root, 'a.py', withIt(home, root));
    await up(home);
    expect(resident(home, 'run')).toMatchObject({ code: 2, err: expect.stringContaining('there is one already') });
  });

  test('is not started in CI, nor where it is turned off', async () => {
    const own = ownHome();
    const root = project({ 'a.py': SAFE });
    edited(root, 'a.py', { ...withIt(own, root), CI: 'true' });
    edited(root, 'a.py', { ...withIt(own, root), ADDERSTONE_RESIDENT: '0' });
    expect(existsSync(folderOf(own))).toBe(false);
  });

  test('is not looked for in a home that the project could have brought', () => {
    const root = project({ 'a.py': SAFE });
    edited(root, 'a.py', { HOME: root, ADDERSTONE_RESIDENT: '1' });
    expect(existsSync(folderOf(root))).toBe(false);
  });

  test('is not trusted in a folder that others can enter', async () => {
    const own = ownHome();
    const root = project({ 'view.py': SHELL });
    edited(root, 'view.py', withIt(own, root));
    await up(own);
    chmodSync(folderOf(own), 0o755);
    const opened = project({ 'view.py': SHELL });
    expect(edited(opened, 'view.py', withIt(own, opened)).out).toContain('injection/shell');
    chmodSync(folderOf(own), 0o700);
    expect(answered(own)).toBe(0);
  });

  test.each([
    ['hangs up', (socket: { destroy(): void }) => socket.destroy()],
    ['answers nonsense', (socket: { end(text: string): void }) => socket.end('{"code": "0"}')],
  ])('a process that %s is done without: the payload is not lost', async (_, behave) => {
    const own = ownHome();
    const root = project({ 'view.py': SHELL });
    edited(root, 'view.py', withIt(own, root));
    const socket = await up(own);
    resident(own, 'stop');
    const server = createServer({ allowHalfOpen: true }, (connection) => {
      connection.resume();
      connection.on('error', () => {});
      connection.on('end', () => behave(connection));
    });
    await new Promise<void>((done) => server.listen(socket, done));
    chmodSync(socket, 0o600);
    onTestFinished(() => {
      server.close();
    });
    // In a process of its own, since this one has to answer meanwhile.
    const fresh = project({ 'view.py': SHELL });
    const run = await runBeside(fresh, withIt(own, fresh));
    expect(run).toContain('injection/shell');
    expect(run).toContain('view.py\\n4:15');
  });

  test('a client that talks nonsense does not end it', async () => {
    const root = project({ 'view.py': SHELL });
    edited(root, 'view.py', withIt(home, root));
    const path = await up(home);
    for (const text of [
      '',
      'null',
      '[]',
      '{"ask":"run"}',
      '{"ask":"run","args":["check"],"cwd":"/","env":{},"input":""}',
    ]) {
      const answer = await new Promise<string>((done) => {
        let all = '';
        const socket = connect(path, () => socket.end(text));
        socket.on('data', (chunk) => {
          all += String(chunk);
        });
        socket.on('error', () => {});
        socket.on('close', () => done(all));
      });
      expect(answer).toBe('');
    }
    expect(resident(home, 'status').out).toContain('answered');
  });

  test('says how it is used', () => {
    expect(resident(home, 'walk')).toMatchObject({ code: 2, err: expect.stringContaining('status|stop|run') });
    mkdirSync(join(home, 'deep', 'x'.repeat(100)), { recursive: true });
    const run = resident(join(home, 'deep', 'x'.repeat(100)), 'status');
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining('no resident process here') });
  });
});

function isAlive(pid: number): boolean {
  return spawnSync('kill', ['-0', String(pid)]).status === 0;
}

async function runBeside(root: string, env: Record<string, string>): Promise<string> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [PROGRAM, 'hook', 'post-edit', '--agent', 'claude'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ hook_event_name: 'PostToolUse', cwd: root, tool_input: { file_path: 'view.py' } }));
  let out = '';
  for await (const chunk of child.stdout) out += String(chunk);
  return out;
}
