import type { InsideRequest, InsideSleep } from './throughput-inside.ts';
import type { Run } from './throughput-run.ts';
import type { WireRequest } from './throughput-wire.ts';

/** Seconds by which two processes may stamp the same moment differently, and a timer may fire early. */
const EPSILON = 0.005;
const EARLY_TIMER = 0.02;
/** Shortest sleep that counts as waiting. */
const SHORTEST = 0.001;

/** The time between a failed attempt and the next one for the same target. */
export interface Wait {
  /** Which target: method and request target. */
  readonly key: string;
  readonly behaviour: WireRequest['behaviour'];
  /** 1 between the first and the second attempt. */
  readonly step: number;
  /** Seconds on the wire, from the failure of the attempt to the arrival of the next. */
  readonly gap: number;
  /** Seconds that the retrying task or thread asked to sleep; 0: it did not; null: it is not known who retried. */
  readonly slept: number | null;
  readonly asked: WireRequest['asked'];
}

/** Every wait of a run. A repeated request after a success is none. */
export function waitsOf(run: Run): Wait[] {
  const attempts = new Map<string, WireRequest[]>();
  for (const request of run.wire.requests) {
    const key = `${request.method} ${request.target}`;
    const list = attempts.get(key);
    if (list === undefined) attempts.set(key, [request]);
    else list.push(request);
  }
  const insideBy = requestsByKey(run.inside.requests);
  const sleepsBy = byActor(run.inside.sleeps, ({ actor }) => [actor]);
  const requestsBy = byActor(run.inside.requests, ({ actors }) => actors);
  const waits: Wait[] = [];
  for (const [key, list] of attempts) {
    const inside = insideBy.get(key) ?? [];
    for (let i = 1; i < list.length; i++) {
      const request = list[i] as WireRequest;
      const before = list[i - 1] as WireRequest;
      if (before.end === null || !failed(before)) continue;
      const since = before.outcome === 'answered' ? (before.answered ?? before.end) : before.end;
      const sent = inside[firstFrom(inside, request.at + EPSILON) - 1];
      const retry = sent !== undefined && sent.at >= since - EPSILON ? sent : undefined;
      const failure = inside[firstFrom(inside, before.at + EPSILON) - 1];
      waits.push({
        key,
        behaviour: request.behaviour,
        step: i,
        gap: Math.max(0, request.at - since),
        slept: retry === undefined ? null : sleptBetween({ failure, since, retry }, sleepsBy, requestsBy),
        asked: before.asked,
      });
    }
  }
  return waits;
}

function failed(request: WireRequest): boolean {
  return request.outcome !== 'answered' || (request.status ?? 0) >= 400;
}

function requestsByKey(requests: readonly InsideRequest[]): Map<string, InsideRequest[]> {
  const by = new Map<string, InsideRequest[]>();
  for (const request of requests) {
    const key = `${request.method} ${request.target}`;
    const list = by.get(key);
    if (list === undefined) by.set(key, [request]);
    else list.push(request);
  }
  return by;
}

function byActor<T>(events: readonly T[], actors: (event: T) => readonly string[]): Map<string, T[]> {
  const by = new Map<string, T[]>();
  for (const event of events) {
    for (const actor of actors(event)) {
      const list = by.get(actor);
      if (list === undefined) by.set(actor, [event]);
      else list.push(event);
    }
  }
  return by;
}

/**
 * Seconds of the first sleep that lies between a failure and its retry, of the task that retries or one on whose behalf it does. The first: a pause for
 * a rate limit comes after the back-off. Where another task retries than failed, the one that failed may have slept before it passed the target on:
 * until its next request.
 */
function sleptBetween(
  step: { readonly failure: InsideRequest | undefined; readonly since: number; readonly retry: InsideRequest },
  sleeps: ReadonlyMap<string, readonly InsideSleep[]>,
  requests: ReadonlyMap<string, readonly InsideRequest[]>,
): number {
  const { failure, since, retry } = step;
  const firstOf = (actor: string, until: number): number => {
    const list = sleeps.get(actor) ?? [];
    for (let i = firstFrom(list, since - EPSILON); i < list.length; i++) {
      const { at, delay } = list[i] as InsideSleep;
      if (at > until) break;
      if (delay >= SHORTEST && at + delay <= retry.at + EARLY_TIMER) return delay;
    }
    return 0;
  };
  if (failure !== undefined && failure.actors.at(-1) !== retry.actors.at(-1)) {
    for (const actor of failure.actors.toReversed()) {
      const own = requests.get(actor) ?? [];
      const next = own[firstFrom(own, since + EPSILON)]?.at ?? retry.at;
      const slept = firstOf(actor, Math.min(next, retry.at));
      if (slept > 0) return slept;
    }
  }
  for (const actor of retry.actors.toReversed()) {
    const slept = firstOf(actor, retry.at);
    if (slept > 0) return slept;
  }
  return 0;
}

/** Index of the first event at or after a time; events are in order of time. */
function firstFrom(events: readonly { readonly at: number }[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle] as { at: number }).at < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value below which the given share of sorted values lies, linearly between two of them. NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const a = sorted[low] as number;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return a + (b - a) * (place - low);
}
