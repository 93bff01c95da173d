import type { LoopbackEvents, LoopbackServer, ProgramStart, RunningProgram } from './loopback.ts';

/** What a name in a folder is. Links are not followed by a listing. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** One name in a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** A file's bytes, or why they are not had. */
export type FileRead =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'refused';
      readonly reason: 'missing' | 'unreadable' | 'not-a-file' | 'too-large' | 'name';
      readonly message: string;
    };

/** Outcome of a command: its bytes of standard output, or null when it failed or is not there. */
export type CommandOutput = Uint8Array | null;

/**
 * Everything outside the program: files, commands, environment, clock, output. Paths are absolute and with `/`. Nothing here throws for
 * what can go wrong with a file; it is said in the result.
 */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of a folder sorted by UTF-16 code units, or null when it cannot be read. Names that are not valid UTF-8 have U+FFFD in them. */
  list(folder: string): readonly Entry[] | null;
  /** The path with every link resolved, or null when there is nothing there. */
  resolve(path: string): string | null;
  /** What stands at a path, its links followed; null when there is nothing. */
  kindOf(path: string): 'file' | 'folder' | 'other' | null;
  /**
   * Reads a whole file. Does not follow a link at its last part, never blocks on a pipe or device, and looks at what it opened.
   * @param limit bytes; a larger file is refused
   */
  read(path: string, limit: number): FileRead;
  /** The first bytes of a regular file, at most `length`, opened as `read` does; null when it cannot be read. */
  head(path: string, length: number): Uint8Array | null;
  /** Writes a file as a whole or not at all (temporary file, then rename), never through a link; a file that is there keeps its mode. Returns null, or what went wrong. */
  write(path: string, text: string): string | null;
  /** Adds text to the end of a regular file, made where it is not there, not through a link. Returns null, or what went wrong. */
  append(path: string, text: string): string | null;
  /** Makes a folder and those above it with the given mode. Returns null, or what went wrong. */
  makeFolder(path: string, mode: number): string | null;
  /** True when a folder is owned by the current user and closed to others. */
  isPrivate(folder: string): boolean;
  /** Removes a file; what is not there stays away. */
  remove(path: string): void;
  /** Size in bytes and time of last use of a file, in milliseconds; null when it is not there. */
  stat(path: string): { readonly size: number; readonly used: number } | null;
  /** Runs git on a repository, with everything off that could run a program of the repository; never a git that lies inside it. Null when git fails or is not there. */
  git(repository: string, args: readonly string[], input?: string): CommandOutput;
  /** All of standard input, at most `limit` bytes; null when there is more. */
  stdin(limit: number): Uint8Array | null;
  /** Writes to standard output; false when the reader has gone or the disk is full. */
  stdout(text: string): boolean;
  stderr(text: string): void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Today as `YYYY-MM-DD` in UTC. */
  today(): string;
  /** CPU milliseconds used so far. */
  cpu(): number;
  /**
   * Tells when something happens in one of the folders (not below them), and how to stop that. `failed`: a folder cannot be watched, with what the
   * system calls the reason; the others are.
   */
  watch(folders: readonly string[], changed: () => void, failed: (folder: string, reason: string) => void): () => void;
  /** Milliseconds since some start, monotonic. */
  clock(): number;
  /** Seconds of the system's monotonic clock, which other processes read alike (`time.monotonic()` in Python). */
  monotonic(): number;
  /** Seconds since 1970 of the wall clock, with their fraction. */
  wallClock(): number;
  /** Starts an HTTP server on 127.0.0.1. Rejects when the system gives no port. */
  serveLoopback(events: LoopbackEvents): Promise<LoopbackServer>;
  /** Starts a program; only verbs that say so do. */
  startProgram(start: ProgramStart): RunningProgram;
  /** A new folder for this user only, and how it is removed with what is in it; null when none can be made. */
  temporaryFolder(): { readonly path: string; readonly remove: () => void } | null;
  /** The folder of the Python files that come with this program, or null when they are not there. */
  pythonFolder(): string | null;
}
