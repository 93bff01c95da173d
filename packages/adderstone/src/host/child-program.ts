import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgramEnd, ProgramStart, RunningProgram } from './loopback.ts';

const TAIL = 8192;
/** Process groups that live and folders that are in use: none of them outlives this process. */
const groups = new Set<number>();
const folders = new Set<string>();
let watching = false;

/** Starts a program in a process group of its own, standard input empty, its output kept as a tail. */
export function startProgram(start: ProgramStart): RunningProgram {
  watchOwnEnd();
  let tail = Buffer.alloc(0);
  const [program, ...args] = start.command;
  let child: ChildProcess;
  try {
    child = spawn(program ?? '', args, {
      cwd: start.cwd,
      env: { ...start.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { ended: Promise.resolve({ code: null, signal: null, failure }), tail: () => '', kill: () => {} };
  }
  const pid = child.pid;
  if (pid !== undefined) groups.add(pid);
  const keep = (chunk: Buffer): void => {
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<ProgramEnd>((done) => {
    child.once('error', (error) => done({ code: null, signal: null, failure: error.message }));
    child.once('exit', (code, signal) => done({ code, signal, failure: null }));
  });
  return {
    ended,
    tail: () => tail.toString('utf8'),
    kill: () => {
      if (pid === undefined) return;
      endGroup(pid);
      groups.delete(pid);
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

/**
 * Makes a folder for this user only, below the system's folder for temporary files. Where a program was started it is removed at the end of this process
 * at the latest; by itself it takes no signal over, since a program in the foreground is to have them.
 */
export function temporaryFolder(): { path: string; remove: () => void } | null {
  try {
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-')));
    folders.add(path);
    return {
      path,
      remove: () => {
        removeFolder(path);
        folders.delete(path);
      },
    };
  } catch {
    return null;
  }
}

function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A process that is just ending may have written once more; the system clears its temporary folder.
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

function watchOwnEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const pid of groups) endGroup(pid);
    for (const path of folders) removeFolder(path);
  });
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const)
    process.once(signal, () => process.exit(128 + number));
}
