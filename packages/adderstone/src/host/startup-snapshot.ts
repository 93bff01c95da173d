import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cachedDataVersionTag, setFlagsFromString, startupSnapshot } from 'node:v8';
import { isContinuousIntegration } from './continuous-integration.ts';
import { isPrivate } from './private-file.ts';
import { userCacheFolder } from './user-cache.ts';

/**
 * V8's start-up snapshots (https://nodejs.org/api/cli.html, `--build-snapshot`): the heap of the program after it was loaded and has run once, in a file
 * that Node starts from. It saves most of a short run. A snapshot belongs to one build of the program and one Node executable; where none fits the
 * program is loaded as ever. It is code, so it comes from beside the program, or from a folder in the user's cache that only the user can write and
 * that lies in no project.
 */

/** A shorter run builds no snapshot the first time, in milliseconds of CPU. */
const LONG = 3000;
/** Age of a lock after which its builder is taken for dead, in milliseconds. */
const LOST = 600_000;
/** Verbs whose runs are short beside loading the program, and that keep no connection or program of others. */
const QUICK: ReadonlySet<string> = new Set([
  'check',
  'hook',
  'secrets',
  'fix',
  'explain',
  'suppressions',
  'baseline',
  'report',
  'resident',
]);
/** Options with which they do more than that. */
const SLOW: ReadonlySet<string> = new Set(['--watch', '--validate', '--with', '--help', '-h']);

/** V8's version, flags and the processor's features as this process started: what a snapshot must have been built with. */
const TAG = cachedDataVersionTag();

/** Where the snapshot of this program is, or would be. */
export interface SnapshotPlace {
  /** The entry file, absolute, its links resolved. */
  readonly program: string;
  /** The file in the user's cache; null where there can be none. */
  readonly cached: string | null;
  /** The file beside the program. */
  readonly shipped: string;
}

let here: SnapshotPlace | null = null;

/**
 * Goes on as the program from a snapshot, with the same process id, standard streams and environment: does not return where there is one and the
 * arguments are of a kind that profits. Otherwise this process goes on.
 * @param program path of the entry file
 * @param build digest of the sources that the program was built from
 */
export function enterSnapshot(program: string, build: string): void {
  if (!isPossible()) return;
  const args = process.argv.slice(2);
  here = snapshotPlace(program, build, args);
  if (here === null || !profits(args)) return;
  for (const blob of [here.shipped, here.cached]) {
    if (blob === null || !isUsable(blob, blob === here.cached)) continue;
    process.execve?.(
      process.execPath,
      [process.execPath, '--snapshot-blob', blob, here.program, ...args],
      process.env as Record<string, string>,
    );
  }
}

/** Sets V8's compilers for one run of the program, before it is loaded; not for a process that stays up. */
export function chooseCompilers(): void {
  // One run spends more on the optimising compiler than it gains: 1.5 times the CPU time on Django without this, never less elsewhere.
  setFlagsFromString('--no-opt');
  // The compiler in between spends less without this than its code takes longer: a tenth of the CPU time on Django.
  setFlagsFromString('--no-maglev-inlining');
}

/** Whether arguments are those of a process that runs long enough for all of V8's compilers to pay. */
export function staysUp(args: readonly string[]): boolean {
  return args[0] === 'resident' || args.includes('--watch');
}

/** In the process that builds a snapshot: says what a process that starts from it does. */
export function startFromHere(main: () => Promise<void>): void {
  startupSnapshot.setDeserializeMainFunction(() => {
    if (!staysUp(process.argv.slice(2))) chooseCompilers();
    void main();
  });
}

/**
 * Says whether a snapshot is to be built now, for the runs that come: after a long run, or after the second of this build. Not on a machine of CI,
 * which is thrown away. Takes the lock where it says so.
 */
export function isSnapshotDue(): SnapshotPlace | null {
  if (here === null || here.cached === null || isContinuousIntegration(process.env)) return null;
  if (isUsable(here.shipped, false) || isUsable(here.cached, true)) return null;
  const { user, system } = process.cpuUsage();
  const folder = dirname(here.cached);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder, 'folder')) return null;
    const seen = `${here.cached}.seen`;
    const lock = `${here.cached}.lock`;
    if ((user + system) / 1000 < LONG && touch(seen)) return null;
    if (!touch(lock)) {
      if (Date.now() - lstatSync(lock).mtimeMs < LOST) return null;
      unlinkSync(lock);
      if (!touch(lock)) return null;
    }
    return here;
  } catch {
    return null;
  }
}

/** Name of the snapshot of a build for the Node that runs. */
export function snapshotName(build: string): string {
  const { size, mtimeMs } = statSync(process.execPath);
  const parts = [build.slice(0, 16), process.version, process.arch, TAG, size, Math.floor(mtimeMs)];
  return `${parts.map((part) => (typeof part === 'number' ? part.toString(36) : part)).join('-')}.blob`;
}

/** True where this process can become another and was started without switches that the other would not have. */
function isPossible(): boolean {
  return (
    typeof process.execve === 'function' &&
    process.platform !== 'win32' &&
    process.execArgv.length === 0 &&
    !process.env['NODE_OPTIONS'] &&
    !process.env['NODE_V8_COVERAGE'] &&
    process.env['ADDERSTONE_SNAPSHOT'] !== '0'
  );
}

function profits(args: readonly string[]): boolean {
  const [verb] = args;
  if (verb === undefined || !(QUICK.has(verb) || /^[./]/.test(verb))) return false;
  return !args.some((arg) => SLOW.has(arg.replace(/=.*/s, '')));
}

function snapshotPlace(program: string, build: string, args: readonly string[]): SnapshotPlace | null {
  try {
    const real = realpathSync(program);
    const name = snapshotName(build);
    const paths = args.filter((arg) => !arg.startsWith('-')).map((arg) => resolve(arg));
    const folder = userCacheFolder('snapshots', [process.cwd(), ...paths]);
    return {
      program: real,
      cached: folder === null ? null : join(folder, name),
      shipped: join(dirname(real), '../dist', name),
    };
  } catch {
    return null;
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Makes a new empty file; false where there is one. */
function touch(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}

function isUsable(blob: string, own: boolean): boolean {
  return own ? isPrivate(dirname(blob), 'folder') && isPrivate(blob, 'file') : exists(blob);
}

/** Snapshots of other builds or Nodes in a folder, the newest first. */
export function otherSnapshots(folder: string, name: string): readonly string[] {
  return readdirSync(folder)
    .filter((entry) => entry.includes('.blob') && !entry.startsWith(name))
    .map((entry) => join(folder, entry))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}
