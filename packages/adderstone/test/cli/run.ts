import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** The program as its users start it; `npm run build` makes what it loads. */
export const PROGRAM = resolve(import.meta.dirname, '../../bin/adderstone.js');
if (!existsSync(resolve(PROGRAM, '../../dist/cli.js')))
  throw new Error('the bundle is not there: `npm run build` first');

const home = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-home-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in a folder, with a home of its own, without a terminal. */
export function adderstone(
  cwd: string,
  args: readonly string[],
  extra: { readonly env?: Record<string, string>; readonly input?: string | Uint8Array } = {},
): Run {
  const result = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    input: extra.input ?? '',
    timeout: 60_000,
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'], HOME: home, ADDERSTONE_RESIDENT: '0', ...extra.env },
  });
  return { code: result.status, out: result.stdout.toString('utf8'), err: result.stderr.toString('utf8') };
}

/** A new folder with files, removed after the test. Its path has no links. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-test-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

/** Writes files below a folder. */
export function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Runs git in a folder, with an author and nothing of the machine's configuration. */
export function git(cwd: string, ...args: readonly string[]): string {
  const result = spawnSync('git', args, {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b.invalid',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b.invalid',
    },
  });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr.toString('utf8')}`);
  return result.stdout.toString('utf8');
}

/** A request that reaches a shell: one new finding of `injection/shell`, in line 4. */
export const SHELL = "import os\nfrom flask import request\ndef f():\n    os.system('ls ' + request.args['d'])\n";
export const SAFE = "print('hello')\n";

export interface JsonReport {
  readonly run: {
    readonly complete: boolean;
    readonly exit: number;
    readonly lowered: readonly { setting: string; path: string; line: number | null }[];
  };
  readonly findings: readonly { rule: string; path: string; line: number; status: string; tier: string | null }[];
  readonly files: {
    readonly examined: number;
    readonly skipped: readonly { path: string; reason: string; message: string; gap: boolean }[];
  };
  readonly problems: readonly { code: string; path: string | null; line: number | null; message: string }[];
  readonly verdicts: readonly {
    requirement: string;
    state: string;
    because: unknown;
    change: { new: number; fixed: number; was: string | null } | null;
  }[];
}

/** Runs `check --output-format json` and reads what it prints. */
export function checkJson(cwd: string, ...args: readonly string[]): { readonly report: JsonReport; readonly run: Run } {
  const run = adderstone(cwd, ['check', '--output-format', 'json', ...args]);
  if (!run.out.startsWith('{')) throw new Error(`no report: ${run.err}`);
  return { report: JSON.parse(run.out) as JsonReport, run };
}
