import type { Behaviour, Scenario } from './throughput-behaviour.ts';

/** One request as the server saw it. Times are seconds of the monotonic clock. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** Number of the target in order of first arrival, from 0. */
  readonly index: number;
  readonly behaviour: Behaviour;
  /** 1 for the first request for this target. */
  readonly attempt: number;
  readonly connection: number;
  readonly at: number;
  /** When the answer began to be sent; null without one. A client may act on it before `end` is noticed. */
  readonly answered: number | null;
  /** When the answer was complete or the connection had gone; null while it is open. */
  readonly end: number | null;
  readonly outcome: 'answered' | 'gone' | 'reset' | 'open';
  /** Status that was sent; null before and without one. */
  readonly status: number | null;
  /** Seconds from the answer for which a 429 asked to be left alone, and in which form. */
  readonly asked: { readonly seconds: number; readonly form: 'seconds' | 'date' } | null;
}

/** A connection as the server saw it. */
export interface WireConnection {
  readonly number: number;
  readonly opened: number;
  /** Null while it is open. */
  readonly closed: number | null;
}

/** Everything that a server saw in one run. */
export interface WireLog {
  readonly scenario: Scenario;
  readonly requests: readonly WireRequest[];
  readonly connections: readonly WireConnection[];
  /** Requests beyond the bound of the log, which were answered and not written down. */
  readonly unrecorded: number;
}

/** Seconds by which the end of a connection may be noticed after a request that its client sent later. */
const NOTICED_LATE = 0.1;

/** Most open requests at one moment, and when. One that the client gave up counts a little shorter than until that was noticed. */
export function mostInFlight(requests: readonly WireRequest[], until: number): { count: number; at: number } {
  const steps: { at: number; by: number }[] = [];
  for (const { at, end, outcome } of requests) {
    const over = outcome === 'gone' && end !== null ? Math.max(at, end - NOTICED_LATE) : (end ?? until);
    steps.push({ at, by: 1 }, { at: over, by: -1 });
  }
  return highest(steps);
}

/** Most connections that were open at one moment. */
export function mostConnections(connections: readonly WireConnection[], until: number): number {
  const steps: { at: number; by: number }[] = [];
  for (const { opened, closed } of connections) steps.push({ at: opened, by: 1 }, { at: closed ?? until, by: -1 });
  return highest(steps).count;
}

/**
 * Most connections at one moment that were open, unused for `quiet` seconds and of no use any more: after an answer that is no error, or after the
 * same target was tried again over another connection. A connection whose failed request is still to be retried may be held until then.
 */
export function mostIdle(log: WireLog, until: number, quiet: number): number {
  const busy = new Map<number, WireRequest[]>();
  const next = new Map<WireRequest, WireRequest>();
  const last = new Map<string, WireRequest>();
  for (const request of log.requests) {
    const list = busy.get(request.connection);
    if (list === undefined) busy.set(request.connection, [request]);
    else list.push(request);
    const key = `${request.method} ${request.target}`;
    const before = last.get(key);
    if (before !== undefined) next.set(before, request);
    last.set(key, request);
  }
  const steps: { at: number; by: number }[] = [];
  for (const { number, closed } of log.connections) {
    const requests = busy.get(number) ?? [];
    for (let i = 0; i < requests.length; i++) {
      const request = requests[i] as WireRequest;
      const succeeded = request.status !== null && request.status < 400;
      const done = succeeded ? request.end : (next.get(request)?.at ?? null);
      if (done === null) continue;
      const from = Math.max(done, request.end ?? until) + quiet;
      const to = requests[i + 1]?.at ?? closed ?? until;
      if (to > from) steps.push({ at: from, by: 1 }, { at: to, by: -1 });
    }
  }
  return highest(steps).count;
}

/** Most requests that arrived within a window of `width` seconds. */
export function mostArrivals(times: readonly number[], width: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (let i = 0; i < sorted.length; i++) {
    while ((sorted[i] as number) - (sorted[from] as number) >= width) from++;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

function highest(steps: { at: number; by: number }[]): { count: number; at: number } {
  steps.sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let most = { count: 0, at: 0 };
  for (const { at, by } of steps) {
    now += by;
    if (now > most.count) most = { count: now, at };
  }
  return most;
}
