/** One HTTP request at a loopback server, and the ways to treat it. Times are seconds of `Host.monotonic`. */
export interface HttpExchange {
  /** Number of the connection, from 1. */
  readonly connection: number;
  readonly method: string;
  /** The request target as it was sent: path and query. */
  readonly target: string;
  readonly at: number;
  /** True once the whole answer was handed over, or the connection has gone. */
  readonly over: boolean;
  /** Begins an answer, its body in chunks. */
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  /** Sends a part of the body. */
  write(part: string): void;
  /** Ends the answer; without `begin`, a whole one. */
  finish(status: number, headers: Readonly<Record<string, string>>, body: string): void;
  /** Ends the connection with a TCP reset. */
  reset(): void;
}

/** What a loopback server tells. */
export interface LoopbackEvents {
  opened(connection: number, at: number): void;
  closed(connection: number, at: number): void;
  arrived(exchange: HttpExchange): void;
  /** The whole answer was handed over (`answered`), or the connection ended before. */
  ended(exchange: HttpExchange, at: number, how: 'answered' | 'gone'): void;
}

/** An HTTP/1.1 server on 127.0.0.1, on a port that the system chose. It never closes a connection by itself. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops it and ends its connections, without telling events any more. */
  close(): Promise<void>;
}

/** How a program ended: with an exit code, by a signal, or not started at all for a reason. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly failure: string | null;
}

/** A program that was started in a process group of its own. The group is ended with this process, whatever ends that. */
export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>;
  /** Last bytes of its standard output and standard error, at most 8,192. */
  readonly tail: () => string;
  /** Ends the whole process group at once. */
  kill(): void;
}

/** What a program is started with. */
export interface ProgramStart {
  /** Program, looked up on PATH, and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
