import { spawnSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { startDetached } from './detached-program.ts';
import { otherSnapshots, type SnapshotPlace } from './startup-snapshot.ts';

/** Milliseconds that V8 may take. */
const PATIENCE = 120_000;
/** Snapshots of other builds and Nodes that stay in a folder. */
const KEPT = 2;

/**
 * Builds the snapshot of a program, tries it, and puts it in its place at once; older ones beside it are removed. An error in one sentence, or null.
 * @param program path of the entry file
 * @param blob path of the snapshot; its folder is there
 * @param says what the program answers to `--version`
 */
export function buildSnapshot(program: string, blob: string, says: string): string | null {
  const folder = dirname(blob);
  const temporary = `${blob}.${process.pid}.tmp`;
  const run = (args: readonly string[]): string => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] };
    const ended = spawnSync(process.execPath, ['--snapshot-blob', temporary, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: PATIENCE,
    });
    if (ended.status !== 0)
      throw new Error(`Node ended with ${ended.status ?? ended.signal}: ${ended.stderr.slice(-2000)}`);
    return ended.stdout;
  };
  try {
    run(['--build-snapshot', join(dirname(program), '../dist/snapshot.cjs')]);
    if (run([program, '--version']) !== says) return 'the program does not start from its snapshot';
    chmodSync(temporary, 0o600);
    renameSync(temporary, blob);
    for (const old of otherSnapshots(folder, basename(blob)).slice(KEPT)) rmSync(old, { force: true });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(temporary, { force: true });
    rmSync(`${blob}.lock`, { force: true });
  }
}

/** Starts a process that builds the snapshot, and does not wait for it. */
export function buildSnapshotLater(place: SnapshotPlace): void {
  if (place.cached === null) return;
  startDetached([join(dirname(place.program), '../dist/build-snapshot.js'), place.cached], dirname(place.cached));
}
