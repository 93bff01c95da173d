import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isPrivate } from './private-file.ts';
import { keepStandardInput } from './standard-input.ts';
import { userCacheFolder } from './user-cache.ts';
import { writeAll } from './write-all.ts';

/**
 * The resident process: a program that stays up for a while and answers for short-lived ones, since most of a short run is loading and compiling.
 * They talk over a socket of the file system in a folder of the user's cache that only the user can enter; one message each way, JSON, ended by
 * closing. One process for each build of the program on a machine.
 */

/** Bytes of a message. Standard input of 16 MiB and its encoding fit. */
export const MOST_BYTES = 24 << 20;
const INPUT_LIMIT = 16 << 20;
/** Bytes of a socket's path that every system takes (`sun_path` has 104 on macOS, 108 on Linux). */
const LONGEST_PATH = 103;
/** Milliseconds after which the answer is no longer waited for. */
const PATIENCE = 20_000;
/** Milliseconds within which a second process is not started. */
const STARTING = 30_000;
/** Variables that a verb in the resident process sees as its own. */
const VARIABLES = [
  'PATH',
  'HOME',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'CI',
  'ADDERSTONE_DEBUG',
  'GIT_INDEX_FILE',
] as const;

/** Where a resident process is met. */
export interface ResidentPlace {
  /** The entry file of the program, absolute, its links resolved. */
  readonly program: string;
  readonly socket: string;
}

/** What is asked of a resident process. */
export type Request =
  | {
      readonly ask: 'run';
      readonly args: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      /** Standard input in base64; null where it has more bytes than a program takes. */
      readonly input: string | null;
    }
  | { readonly ask: 'status' | 'stop' };

/** What a program would have written, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Where the resident process of this build is, or would be. Null where there can be none: no home, a home that a project could have brought, a path
 * that is too long, a system without such sockets.
 * @param program path of the entry file
 * @param build digest of the sources that the program was built from
 */
export function residentPlace(program: string, build: string): ResidentPlace | null {
  if (process.platform === 'win32') return null;
  const folder = userCacheFolder('resident', [process.cwd()]);
  if (folder === null) return null;
  // A home may be shared by machines, a socket is not.
  const machine = hostname()
    .replace(/[^A-Za-z0-9-]/g, '')
    .slice(0, 12);
  const socket = join(folder, `${build.slice(0, 12)}-${process.version}-${machine}.sock`);
  try {
    return Buffer.byteLength(socket) > LONGEST_PATH ? null : { program: realpathSync(program), socket };
  } catch {
    return null;
  }
}

/**
 * Lets the resident process run this program's arguments on its standard input, writes what it answers, and sets the exit code. Where there is none,
 * standard input is not touched; where it fails, standard input is kept.
 * @returns true when that was all
 */
export async function runInResident(place: ResidentPlace, args: readonly string[]): Promise<boolean> {
  const answer = await askResident(place, () => {
    const env: Record<string, string> = {};
    for (const name of VARIABLES) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
    const input = keepStandardInput(INPUT_LIMIT);
    const encoded = input === null ? null : Buffer.from(input).toString('base64');
    return { ask: 'run', args, cwd: process.cwd(), env, input: encoded };
  });
  if (answer === null) return false;
  writeAll(1, answer.out);
  writeAll(2, answer.err);
  process.exitCode = answer.code;
  return true;
}

/**
 * Asks the resident process.
 * @param request made once there is a connection
 * @returns null when there is no such process, or no answer of it
 */
export function askResident(place: ResidentPlace, request: () => Request): Promise<Answer | null> {
  if (!isPrivate(dirname(place.socket), 'folder') || !isPrivate(place.socket, 'socket')) return Promise.resolve(null);
  return new Promise((settle) => {
    const socket = connect(place.socket);
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => socket.destroy(), PATIENCE);
    socket.on('connect', () => socket.end(JSON.stringify(request())));
    socket.on('data', (chunk) => {
      size += chunk.length;
      if (size > MOST_BYTES) socket.destroy();
      else chunks.push(chunk);
    });
    // It is closed then, which is what counts.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      settle(size > MOST_BYTES ? null : readAnswer(Buffer.concat(chunks).toString('utf8')));
    });
  });
}

function readAnswer(text: string): Answer | null {
  try {
    const { code, out, err } = JSON.parse(text) as Record<string, unknown>;
    return typeof code === 'number' && typeof out === 'string' && typeof err === 'string' ? { code, out, err } : null;
  } catch {
    return null;
  }
}

/** Starts a resident process and does not wait for it; not where one was started a moment ago, whatever became of it. */
export async function startResident(place: ResidentPlace): Promise<void> {
  const folder = dirname(place.socket);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder, 'folder')) return;
    const mark = `${place.socket}.started`;
    const started = lstatSync(mark, { throwIfNoEntry: false })?.mtimeMs;
    if (started !== undefined && Math.abs(Date.now() - started) < STARTING) return;
    closeSync(openSync(mark, 'a', 0o600));
    utimesSync(mark, new Date(), new Date());
  } catch {
    return;
  }
  // Loaded where it is needed: most calls are over sooner than that takes.
  const { startDetached } = await import('./detached-program.ts');
  // In any folder that is not above the cache, as one that is looked at would be.
  startDetached([place.program, 'resident', 'run'], dirname(place.program));
}
