import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '../../../..');
const PROGRAM = join(ROOT, 'packages/adderstone/bin/adderstone.js');

/** What a run of the built program gave. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program in a folder. The environment is bare, the cache in the folder beside. */
export function run(
  cwd: string,
  args: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly env?: Record<string, string> } = {},
): Outcome {
  const result = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    input: options.input ?? '',
    env: { PATH: process.env['PATH'], HOME: `${cwd}-home`, XDG_CACHE_HOME: `${cwd}-cache`, ...options.env },
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return { code: result.status, out: result.stdout.toString('utf8'), err: result.stderr.toString('utf8') };
}

/** A new folder with files by path; nothing above it is a project. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-test-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The parts of `--output-format json` that tests look at. */
export interface Json {
  readonly run: {
    readonly complete: boolean;
    readonly exit: number;
    readonly compliant: boolean | null;
    readonly lowered: readonly { readonly setting: string; readonly path: string; readonly line: number | null }[];
  };
  readonly verdicts: readonly {
    readonly requirement: string;
    readonly state: string;
    readonly because: string | null;
    readonly change: { readonly new: number; readonly fixed: number } | null;
  }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    readonly line: number;
    readonly status: string;
    readonly cell: number | null;
    readonly requirements: readonly string[];
  }[];
  readonly files: {
    readonly examined: number;
    readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  };
  readonly problems: readonly { readonly code: string; readonly path: string | null; readonly line: number | null }[];
}

/** Runs a check and reads its JSON. */
export function check(
  cwd: string,
  args: readonly string[] = ['.'],
  options: Parameters<typeof run>[2] = {},
): Json & { readonly code: number | null } {
  const { code, out, err } = run(cwd, ['check', ...args, '--output-format', 'json'], options);
  if (!out.startsWith('{')) throw new Error(`exit ${code}: ${err}${out}`);
  return { ...(JSON.parse(out) as Json), code };
}
