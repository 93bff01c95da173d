import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guard } from '../../src/cli/guard.ts';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { adderstone, PROGRAM, project } from './run.ts';

const version = spawnSync('python3', ['-c', 'import sys; print(sys.implementation.name, sys.version_info[1])']);
const [implementation, minor] = version.stdout?.toString('utf8').trim().split(' ') ?? [];
const hasPython = implementation === 'cpython' && Number(minor) >= 9;
if (!hasPython) console.warn('python3 is no CPython 3.9 or newer: the guard is not run');

const READ = `import os, sys
from pathlib import Path
BASE = Path("uploads")
def read(name):
    return open(os.path.join(BASE, name)).read()
print("before", flush=True)
try:
    print(read(sys.argv[1]))
except Exception as error:
    print(type(error).__name__)
`;

function tree(app: string): string {
  return project({ 'uploads/a.txt': 'public', 'secret.txt': 'SECRET', 'app.py': app });
}

interface GuardJson {
  readonly verdict: string;
  readonly rule: string | null;
  readonly at: string | null;
  readonly exit: number | null;
  readonly blindSpots: readonly { readonly reason: string; readonly at: string }[];
  readonly violations: readonly {
    readonly rule: string;
    readonly requirement: string;
    readonly event: string;
    readonly path: string;
    readonly resolved: string;
    readonly base: string;
    readonly write: boolean;
    readonly at: string;
    readonly stack: readonly string[];
    readonly pid: number;
    readonly python: string;
    readonly foreseen: { readonly rule: string; readonly path: string; readonly line: number } | null;
  }[];
}

function report(root: string): GuardJson {
  return JSON.parse(readFileSync(join(root, 'guard.json'), 'utf8')) as GuardJson;
}

const RUN = ['guard', 'run', '--base', 'uploads', '--json', 'guard.json'];

describe.skipIf(!hasPython)('guard run', () => {
  test('stops a program that leaves its base, and names the finding that foresaw it', () => {
    const root = tree(READ);
    const { code, out, err } = adderstone(root, [...RUN, '--', 'python3', 'app.py', '../secret.txt']);
    expect({ code, out }).toEqual({ code: 86, out: 'before\n' });
    expect(err).toContain('stopped: path-traversal (REQ-PY_SEC-09)');
    expect(err).toMatch(/path-traversal at app\.py:5: foreseen by path\/[a-z-]+ \(REQ-PY_SEC-\d\d.*\) at app\.py:5/);
    const { verdict, violations, exit } = report(root);
    expect({ verdict, exit }).toEqual({ verdict: 'violated', exit: 86 });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({
      rule: 'path-traversal',
      requirement: 'REQ-PY_SEC-09',
      event: 'open',
      path: 'uploads/../secret.txt',
      resolved: join(root, 'secret.txt'),
      base: join(root, 'uploads'),
      write: false,
      at: 'app.py:5',
      stack: ['app.py:5 read', 'app.py:8 <module>'],
      foreseen: { path: 'app.py', line: 5 },
    });
    expect(violations[0]?.python).toMatch(/^3\.\d+\.\d+$/);
  });

  test('lets a call fail with raise, and ends with 86 at the end', () => {
    const root = tree(READ);
    const run = adderstone(root, [...RUN, '--on-violation', 'raise', '--', 'python3', 'app.py', '../secret.txt']);
    expect({ code: run.code, out: run.out }).toEqual({ code: 86, out: 'before\nViolation\n' });
  });

  test('log tells, and passes the end of the program on', () => {
    const root = tree(`${READ}sys.exit(5)\n`);
    const run = adderstone(root, [...RUN, '--on-violation', 'log', '--', 'python3', 'app.py', '../secret.txt']);
    expect({ code: run.code, out: run.out }).toEqual({ code: 5, out: 'before\nSECRET\n' });
    expect(report(root)).toMatchObject({ verdict: 'violated', rule: 'path-traversal', at: 'app.py:5' });
  });

  test('a program that does nothing wrong stays untouched', () => {
    const root = tree(`${READ}print("err", file=sys.stderr)\nsys.exit(3)\n`);
    const free = spawnSync('python3', ['app.py', 'a.txt'], { cwd: root });
    const run = adderstone(root, [...RUN, '--', 'python3', 'app.py', 'a.txt']);
    expect(run).toEqual({ code: free.status, out: free.stdout.toString(), err: free.stderr.toString() });
    expect(run.code).toBe(3);
    expect(report(root)).toMatchObject({ verdict: 'met', rule: null, exit: 3, blindSpots: [], violations: [] });
  });

  test('a stop that no finding foresaw is told as a gap of the analysis', () => {
    const root = tree('import pickle\npickle.Unpickler(open("uploads/evil", "rb"), fix_imports=True).load()\n');
    const evil = join(root, 'uploads/evil');
    spawnSync('python3', [
      '-c',
      `open(${JSON.stringify(evil)}, "wb").write(b"cos\\nsystem\\n(S'touch planted'\\ntR.")`,
    ]);
    // A file of findings in which nothing is found.
    const check = adderstone(root, ['check', '--select', 'crypto/*', '--output-format', 'json', '.']);
    spawnSync('python3', ['-c', 'import sys; open("f.json", "w").write(sys.stdin.read())'], {
      cwd: root,
      input: check.out,
    });
    const run = adderstone(root, [...RUN, '--findings', 'f.json', '--', 'python3', 'app.py']);
    expect(run.code).toBe(86);
    expect(run.err).toContain('unsafe-deserialization at app.py:2: no finding of the analysis foresaw this');
    expect(report(root).violations[0]?.foreseen).toBe(null);
    expect(existsSync(join(root, 'planted'))).toBe(false);
  });

  test('--learn prints what would have to be allowed', () => {
    const root = tree('open("/etc/passwd")\nopen("new.txt", "w")\nopen("uploads/../secret.txt")\n');
    const run = adderstone(root, ['guard', 'run', '--base', 'uploads', '--learn', '--', 'python3', 'app.py']);
    expect(run.code).toBe(0);
    expect(run.err).toContain('  --allow-read /etc    # app.py:1\n');
    expect(run.err).toContain(`  --allow-write ${root}    # app.py:2\n`);
    expect(run.err).toMatch(/not for an allow-list:\n {2}path-traversal at app\.py:3: /);
  });

  test('an unguarded child leaves the verdict open', () => {
    const root = tree('import subprocess, sys\nsubprocess.run([sys.executable, "-I", "-c", "pass"])\n');
    const run = adderstone(root, [...RUN, '--', 'python3', 'app.py']);
    expect(run.code).toBe(0);
    expect(run.err).toContain('started at app.py:2: Python is started with -I');
    expect(report(root)).toMatchObject({ verdict: 'not-verified', blindSpots: [{ at: 'app.py:2' }] });
  });

  test.each(['-I', '-Es'])('Python with %s is guarded as well', (option) => {
    const root = tree(READ);
    const run = adderstone(root, [...RUN, '--', 'python3', option, 'app.py', '../secret.txt']);
    expect({ code: run.code, out: run.out }).toEqual({ code: 86, out: 'before\n' });
  });

  test('also with text in the place of a file', () => {
    const root = tree('');
    const text = 'import sys; print(sys.argv); open("uploads/../secret.txt")';
    const run = adderstone(root, [...RUN, '--', 'python3', '-S', '-X', 'dev', '-c', text, 'x']);
    expect({ code: run.code, out: run.out }).toEqual({ code: 86, out: "['-c', 'x']\n" });
  });

  test('what is no Python is not taken for guarded', () => {
    const root = tree('');
    const run = adderstone(root, [...RUN, '--', 'true']);
    expect(run.code).toBe(2);
    expect(run.err).toContain('the guard was never loaded');
    expect(report(root).verdict).toBe('not-verified');
    const missing = adderstone(root, [...RUN, '--', './nowhere']);
    expect({ code: missing.code, err: missing.err }).toEqual({
      code: 2,
      err: 'adderstone guard: ./nowhere is not there\n',
    });
  });

  test('a signal reaches the program, and its end is passed on', async () => {
    const root = tree('import signal, time\nprint("up", flush=True)\ntime.sleep(30)\n');
    const child = spawn(process.execPath, [PROGRAM, ...RUN, '--', 'python3', 'app.py'], { cwd: root });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
    const handled = tree(
      'import signal, sys, time\nsignal.signal(signal.SIGINT, lambda *_: sys.exit(9))\nprint("up", flush=True)\ntime.sleep(30)\n',
    );
    const other = spawn(process.execPath, [PROGRAM, ...RUN, '--', 'python3', 'app.py'], { cwd: handled });
    await once(other.stdout, 'data');
    other.kill('SIGINT');
    expect(await once(other, 'exit')).toEqual([9, null]);
  });

  test('a shim that others may write is refused', () => {
    const root = tree(READ);
    const copy = join(root, 'installed');
    mkdirSync(copy);
    for (const name of ['bin', 'dist', 'package.json'])
      cpSync(resolve(import.meta.dirname, '../..', name), join(copy, name), { recursive: true });
    const shim = join(copy, 'dist/python/adderstone_guard');
    chmodSync(shim, 0o777);
    const result = spawnSync(
      process.execPath,
      [join(copy, 'bin/adderstone.js'), ...RUN, '--', 'python3', 'app.py', 'a.txt'],
      {
        cwd: root,
      },
    );
    expect(result.status).toBe(2);
    expect(result.stderr.toString()).toContain(`others may write ${shim}`);
    expect(statSync(shim).mode & 0o777).toBe(0o777);
  });
});

test('arguments that are wrong are refused with what was expected', async () => {
  const root = tree(READ);
  const cases: readonly [readonly string[], string][] = [
    [['run', '--', 'python3'], '--base is missing'],
    [['--base', 'uploads', '--', 'python3'], 'expected `adderstone guard run'],
    [['run', '--base', 'uploads'], 'the program that is to be guarded is missing'],
    [['run', '--base', 'app.py', '--', 'python3'], '--base: expected a folder'],
    [['run', '--base', 'no/where', '--', 'python3'], 'nor the folder above it is there'],
    [['run', '--base', 'uploads', 'app.py', '--', 'x'], 'stand behind `--`'],
    [['run', '--base', 'uploads', '--on-violation', 'stop', '--', 'x'], '--on-violation: expected exit, raise, log'],
    [['run', '--base', 'uploads', '--learn', '--on-violation', 'exit', '--', 'x'], '--learn stops nothing'],
    [['run', '--base', 'uploads', '--findings', 'app.py', '--', 'x'], '--findings: "'],
  ];
  for (const [args, told] of cases) {
    const said: string[] = [];
    // As the real machine, in another folder.
    const host: Host = Object.assign(Object.create(nodeHost()) as Host, {
      cwd: root,
      stderr: (text: string) => void said.push(text),
    });
    expect({ code: await guard(args, host), said: said.join('') }).toEqual({
      code: 2,
      said: expect.stringContaining(told) as string,
    });
  }
});
