import { delimiter } from 'node:path';
import type { Host } from '../host/host.ts';
import type { ProgramEnd } from '../host/loopback.ts';
import type { Scenario } from './throughput-behaviour.ts';
import { type InsideLog, readInside } from './throughput-inside.ts';
import { HostileServer } from './throughput-server.ts';
import type { WireLog } from './throughput-wire.ts';

/** Requests for one target from which on it is known that its number has no bound, and seconds that a run lasts at least. */
const ENOUGH_ATTEMPTS = 200;
const ENOUGH_SECONDS = 4;
/** Seconds of the longest sleep of a hasty run. */
const LONGEST_SLEEP = 0.05;
/** The same where sleeps are shortened: nothing else is learnt there. */
const ENOUGH_HASTY = 30;
/** Seconds that a scanner has at least for its first request: it may be importing. */
const START = 15;
/** Milliseconds between two looks at a run. */
const LOOK = 50;

/** One run of the scanner against one hostile server. */
export interface Run {
  readonly scenario: Scenario;
  readonly wire: WireLog;
  readonly inside: InsideLog;
  /** Monotonic seconds: start of the program, first request (or start, without one) and end. */
  readonly started: number;
  readonly began: number;
  readonly over: number;
  /** How the scanner ended by itself; null when it was ended. */
  readonly end: ProgramEnd | null;
  /** Why it was ended: at the deadline, or since its retries had shown that they have no bound. */
  readonly stopped: 'deadline' | 'enough' | null;
  /** Seconds of the deadline. */
  readonly deadline: number;
  readonly port: number;
  /** Last lines of its output. */
  readonly tail: string;
  /** True when no sleep of it was longer than a moment. */
  readonly hasty: boolean;
}

/** What a run needs. */
export interface RunOptions {
  /** The command, with `{url}` and `{n}` in it. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly targets: number;
  readonly scenario: Scenario;
  /** Seconds from the first request. */
  readonly deadline: number;
  readonly hasty: boolean;
  readonly progress: (text: string) => void;
}

/** Runs the scanner once: server up, process group started with the observer, ended at the deadline. Gives a sentence when it cannot be done. */
export async function runOnce(host: Host, options: RunOptions): Promise<Run | { readonly error: string }> {
  const python = host.pythonFolder();
  if (python === null) return { error: 'the Python files of adderstone are not beside its program; install it again' };
  const folder = host.temporaryFolder();
  if (folder === null) return { error: 'no temporary folder can be made' };
  const server = new HostileServer(host, options.scenario, options.targets);
  try {
    let port: number;
    try {
      port = await server.start();
    } catch (error) {
      return { error: `no server can listen on 127.0.0.1 (${error instanceof Error ? error.message : String(error)})` };
    }
    const url = `http://127.0.0.1:${port}`;
    const started = host.monotonic();
    const program = host.startProgram({
      command: options.command.map((word) => word.replaceAll('{url}', url).replaceAll('{n}', String(options.targets))),
      cwd: options.cwd,
      env: environmentOf(host, `${python}/adderstone_probe/throughput_inject`, folder.path, options.hasty),
    });
    let end: ProgramEnd | null = null;
    void program.ended.then((how) => {
      end = how;
    });
    let stopped: Run['stopped'] = null;
    for (;;) {
      await new Promise((done) => setTimeout(done, LOOK));
      if (end !== null) break;
      const now = host.monotonic();
      const { requests, targets, most, open } = server.progress;
      options.progress(`${options.scenario}: ${requests} requests, ${targets} targets, ${open} open`);
      const first = server.firstRequest;
      if (first === null) {
        if (now - started >= Math.max(START, options.deadline)) stopped = 'deadline';
      } else if (now - first >= options.deadline) stopped = 'deadline';
      else if (options.hasty) stopped = most >= ENOUGH_HASTY ? 'enough' : null;
      else if (most >= ENOUGH_ATTEMPTS && now - first >= ENOUGH_SECONDS) stopped = 'enough';
      if (stopped !== null) break;
    }
    const wire = server.log();
    const over = host.monotonic();
    program.kill();
    await program.ended;
    const inside = readInside(host, folder.path);
    return {
      scenario: options.scenario,
      wire,
      inside,
      started,
      began: wire.requests[0]?.at ?? started,
      over,
      end: stopped === null ? end : null,
      stopped,
      deadline: options.deadline,
      port,
      tail: program.tail(),
      hasty: options.hasty,
    };
  } finally {
    await server.stop();
    folder.remove();
  }
}

/** The environment of the scanner: that of the user, the observer in front, and no proxy, through which requests would leave the machine. */
function environmentOf(
  host: Host,
  inject: string,
  report: string,
  hasty: boolean,
): Readonly<Record<string, string | undefined>> {
  const env: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(host.env)) {
    if (!/^(?:https?|all|ftp|no)_proxy$/i.test(name) && !name.startsWith('ADDERSTONE_THROUGHPUT_')) env[name] = value;
  }
  env['NO_PROXY'] = env['no_proxy'] = '*';
  env['PYTHONPATH'] = env['PYTHONPATH'] ? `${inject}${delimiter}${env['PYTHONPATH']}` : inject;
  env['ADDERSTONE_THROUGHPUT_REPORT'] = report;
  if (hasty) env['ADDERSTONE_THROUGHPUT_LONGEST_SLEEP'] = String(LONGEST_SLEEP);
  return env;
}
