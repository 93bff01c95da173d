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

/** What to fetch, and within which bounds. */
export interface DownloadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes; more is refused. */
  readonly limit: number;
  /** Milliseconds without any answer after which it ends; the whole may take twenty times as long. */
  readonly timeoutMs: number;
}

/** What came of it. `reason` is one sentence's end in our own words. */
export type Download =
  | {
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      readonly etag: string | null;
      readonly lastModified: string | null;
    }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Outcome of a command: its bytes of standard output, or null when it failed or is not there. */
export type CommandOutput = Uint8Array | null;

/** What a program gave, or why it was not started. */
export type ToolRun =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: Uint8Array; readonly stderr: string }
  | { readonly kind: 'failed'; readonly message: string };

/** How a tool is started. */
export interface ToolStart {
  /** A folder below which no program is taken from. */
  readonly outside: string;
  /** Seconds; then it is ended. */
  readonly limit: number;
  /** Absent: the root of the file system. */
  readonly cwd?: string;
  /** `bare` (default): only PATH, HOME and what keeps Python from the folder and the user's site; `own`: that of this process, for tools that need its proxies. */
  readonly env?: 'bare' | 'own';
}

/** How a program is started. */
export interface ConversationOptions {
  readonly cwd: string;
  /** Variables over those of this process; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A started program that answers lines with lines. */
export interface Conversation {
  /**
   * Sends a line and waits for one.
   * @param milliseconds how long; then, as when the program ends, the answer is null and the program is ended
   */
  ask(line: string, milliseconds: number): Promise<string | null>;
  /** The last 8 KiB that the program wrote to standard error. */
  errors(): string;
  /** Closes its input and waits; after the given time it is ended, with the processes that it started. */
  end(milliseconds: number): Promise<void>;
}

/** How a program in the foreground ended: its exit code, the signal that ended it, or why it could not be started. */
export type ForegroundEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly message: string };

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
  write(path: string, content: string | Uint8Array): string | null;
  /** Adds text to the end of a regular file, made where it is not there, not through a link. Returns null, or what went wrong. */
  append(path: string, text: string): string | null;
  /** Makes a folder and those above it with the given mode. Returns null, or what went wrong. */
  makeFolder(path: string, mode: number): string | null;
  /** True when a folder is owned by the current user and closed to others. */
  isPrivate(folder: string): boolean;
  /** Removes a file; what is not there stays away. */
  remove(path: string): void;
  /** Removes an empty folder; what is not there, or not empty, stays as it is. */
  removeFolder(path: string): void;
  /** Size in bytes and time of last use of a file, in milliseconds; null when it is not there. */
  stat(path: string): { readonly size: number; readonly used: number } | null;
  /** Runs git on a repository, with everything off that could run a program of the repository; never a git that lies inside it. Null when git fails or is not there. */
  git(repository: string, args: readonly string[], input?: string): CommandOutput;
  /** Runs a tool that the user asked for, found on PATH, without standard input. */
  tool(name: string, args: readonly string[], start: ToolStart): ToolRun;
  /** Fetches an address over https (or http on this machine), redirects within that; proxies come from the environment only. */
  download(request: DownloadRequest): Promise<Download>;
  /** A new empty folder for temporary files, closed to others, and how it is removed with what is in it; null when there can be none. */
  temporaryFolder(): { readonly path: string; readonly remove: () => void } | null;
  /**
   * Starts a program that answers lines with lines. Only verbs that say so may (`validate`, `guard`). The program is looked for on PATH unless it is a path; one that cannot be
   * started gives null to the first question.
   */
  converse(program: string, args: readonly string[], options: ConversationOptions): Conversation;
  /** The folder of the Python sources that come with the program, or null when they are not there. */
  pythonFolder(): string | null;
  /** A line that the user types at a terminal, or null where standard input or error is none. */
  question(text: string): Promise<string | null>;
  /**
   * Runs a program with this one's standard input, output and error, and hands signals on to it. A program without `/` is looked for on PATH.
   * Only for what the user named on the command line.
   */
  runForeground(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<ForegroundEnd>;
  /** Ends this process by a signal, as the program did that it stood for. */
  endBySignal(signal: string): void;
  /** A folder of Python sources that comes with the program, its links resolved; null when it is not there. */
  pythonPackage(name: string): string | null;
  /** The first file or folder, of a folder, everything in it and everything above it, that others may write; null when there is none. */
  writableByOthers(folder: string): string | null;
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
  /** Gives memory back when much of it is used; called now and then by what uses much. */
  boundHeap(): void;
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
}

/** A host with some of its parts replaced. */
export function overlaid(under: Host, parts: Partial<Host>): Host {
  const over = Object.create(under) as Host;
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(over, name, { value });
  return over;
}
