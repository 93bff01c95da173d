import type { Host } from '../host/host.ts';

/** Bytes of one process's report that are read. */
const LIMIT = 32 << 20;

/** A connection that the scanner opened, as seen from inside. `actors`: the chain of tasks and threads, outermost first, unique over processes. */
export interface InsideConnect {
  readonly at: number;
  readonly port: number;
  readonly loop: boolean;
  readonly blocking: boolean;
  readonly threads: number;
  /** Sockets that the process has open; 0 where that cannot be counted. */
  readonly sockets: number;
  readonly library: string | null;
  readonly process: number;
}

/** A request that was handed to its transport. */
export interface InsideRequest {
  readonly at: number;
  readonly method: string;
  readonly target: string;
  readonly actors: readonly string[];
}

/** A sleep, with the seconds that were asked for. */
export interface InsideSleep {
  readonly at: number;
  readonly delay: number;
  readonly actor: string;
}

/** A call that stops the event loop: a place of the scanner, or null when only installed code is on the stack. */
export interface BlockingCall {
  readonly call: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** What was seen from inside the scanner's processes in one run. */
export interface InsideLog {
  /** Numbers of the watched processes; none: the scanner was not seen from inside. */
  readonly processes: readonly number[];
  readonly python: string | null;
  readonly connects: readonly InsideConnect[];
  readonly requests: readonly InsideRequest[];
  readonly sleeps: readonly InsideSleep[];
  readonly blocking: readonly BlockingCall[];
  /** Complaints of a client library that something was not closed. */
  readonly unclosed: number;
  /** Addresses outside this machine to which nothing was sent. */
  readonly refused: readonly string[];
  readonly modules: readonly string[];
  /** The exception that ended the first process, with its place. */
  readonly crash: { readonly name: string; readonly file: string | null; readonly line: number | null } | null;
  /** True when the first process came to its regular end. */
  readonly ended: boolean;
  /** True when a process had more to say than is written down. */
  readonly full: boolean;
}

/**
 * Reads what `throughput_observer.py` wrote into a folder. The files come from the observed process, so that they are data like any other: lines that
 * are no event are passed over.
 */
export function readInside(host: Host, folder: string): InsideLog {
  const processes: number[] = [];
  const connects: InsideConnect[] = [];
  const requests: InsideRequest[] = [];
  const sleeps: InsideSleep[] = [];
  const blocking = new Map<string, BlockingCall>();
  const refused = new Set<string>();
  const modules = new Set<string>();
  let python: string | null = null;
  let crash: InsideLog['crash'] = null;
  let unclosed = 0;
  let ended = false;
  let full = false;
  for (const { name, kind } of host.list(folder) ?? []) {
    const match = /^(\d{1,10})\.jsonl$/.exec(name);
    if (match === null || kind !== 'file') continue;
    const read = host.read(`${folder}/${name}`, LIMIT);
    if (read.kind === 'refused') {
      full = true;
      continue;
    }
    const process = Number(match[1]);
    let first = false;
    for (const event of eventsOf(read.bytes)) {
      const at = numberOf(event['at']);
      switch (event['event']) {
        case 'start':
          processes.push(process);
          first = event['parent'] === null;
          python ??= textOf(event['python']);
          break;
        case 'connect':
          connects.push({
            at,
            port: numberOf(event['port']),
            loop: event['loop'] === true,
            blocking: event['blocking'] === true,
            threads: numberOf(event['threads']),
            sockets: numberOf(event['sockets']),
            library: textOf(event['library']),
            process,
          });
          break;
        case 'request':
          requests.push({
            at,
            method: textOf(event['method']) ?? '',
            target: textOf(event['target']) ?? '',
            actors: actorsOf(event['actors'], process),
          });
          break;
        case 'sleep':
          sleeps.push({ at, delay: numberOf(event['delay']), actor: actorsOf(event['actors'], process).at(-1) ?? '' });
          break;
        case 'blocked': {
          const call = { call: textOf(event['call']) ?? '', file: textOf(event['file']), line: lineOf(event['line']) };
          blocking.set(JSON.stringify(call), call);
          break;
        }
        case 'unclosed':
          unclosed += 1;
          break;
        case 'refused':
          if (refused.size < 100) refused.add(textOf(event['address']) ?? '');
          break;
        case 'full':
          full = true;
          break;
        case 'end':
          for (const one of Array.isArray(event['modules']) ? event['modules'] : [])
            if (typeof one === 'string') modules.add(one);
          if (!first) break;
          ended = true;
          if (typeof event['crash'] === 'string')
            crash = { name: event['crash'], file: textOf(event['file']), line: lineOf(event['line']) };
          break;
      }
    }
  }
  const byTime = (a: { readonly at: number }, b: { readonly at: number }): number => a.at - b.at;
  return {
    processes,
    python,
    connects: connects.sort(byTime),
    requests: requests.sort(byTime),
    sleeps: sleeps.sort(byTime),
    blocking: [...blocking.values()],
    unclosed,
    refused: [...refused],
    modules: [...modules].sort(),
    crash,
    ended,
    full,
  };
}

function eventsOf(bytes: Uint8Array): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  for (const line of Buffer.from(bytes).toString('utf8').split('\n')) {
    if (line === '') continue;
    try {
      const event: unknown = JSON.parse(line);
      if (typeof event === 'object' && event !== null && !Array.isArray(event))
        events.push(event as Record<string, unknown>);
    } catch {
      // The last line of a process that was ended in the middle of it.
    }
  }
  return events;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function lineOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 4096) : null;
}

function actorsOf(value: unknown, process: number): string[] {
  return Array.isArray(value) ? value.map((one) => `${process}:${String(one)}`) : [];
}
