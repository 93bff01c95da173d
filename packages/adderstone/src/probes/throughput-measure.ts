import type { BlockingCall } from './throughput-inside.ts';
import type { Run } from './throughput-run.ts';
import { quantile, type Wait, waitsOf } from './throughput-waits.ts';
import { mostArrivals, mostConnections, mostIdle, mostInFlight, type WireRequest } from './throughput-wire.ts';

/** Paths that a statement about a distribution needs. */
export const LEAST_PATHS = 12;
/** Waits at one step that a statement about growth needs. */
const LEAST_WAITS = 6;
/** Seconds in which an ordinary server answers: what a paced client has open at one. */
const ORDINARY = 0.5;
/** Share of the arrivals with a sleep before them that makes a client a paced one. */
const PACED = 0.3;
/** Seconds that a connection was unused. */
export const IDLE = 0.5;

/** The back-off of a client after errors, where it could be measured. */
export interface BackOff {
  /** Where the seconds come from: the sleeps that were asked for, or what passed on the wire. */
  readonly source: 'inside' | 'wire';
  readonly paths: number;
  /** Seconds at the first step: quartiles over the paths. */
  readonly quartiles: readonly [number, number, number];
  /** (Q3 - Q1) / Q2, the median over the steps that have enough paths; null with too few. */
  readonly spread: number | null;
  /** Largest ratio of a later step to the first, of the ninth decile; null when there is no second step. */
  readonly growth: number | null;
  /** Median of all waits, in seconds. */
  readonly median: number;
}

/** On how many targets a retry came earlier than it was asked for, for one form of `Retry-After`. */
export interface RetryAfter {
  readonly form: 'seconds' | 'date';
  readonly paths: number;
  readonly early: number;
  /** The retry that came earliest, in seconds. */
  readonly asked: number;
  readonly waited: number;
}

/** What was measured over all runs. */
export interface Measures {
  readonly requests: number;
  /** Most targets that were requested in one run. */
  readonly targets: number;
  readonly threadsMax: number;
  readonly processesMax: number;
  /** Most requests open at once, answers held back. */
  readonly inFlightMax: number;
  /** The same at a server that answers within half a second, of a client that paces its requests; else `inFlightMax`. */
  readonly inFlightOrdinary: number;
  readonly paced: boolean;
  readonly connectionsMax: number;
  readonly idleMax: number;
  readonly unclosed: number;
  /** Most sockets that a process had open, and how many at its last connection in a run that ended by itself. */
  readonly socketsMax: number;
  readonly socketsLast: number;
  /** Most requests within one second, for each run. */
  readonly peaks: readonly number[];
  readonly attemptsMax: number;
  /** Median seconds on the wire between attempts, by step. */
  readonly gaps: readonly number[];
  readonly backOff: BackOff | null;
  readonly retryAfter: readonly RetryAfter[];
  /** Targets that never answered: how many the client gave up on, how many it still waited for, and how long. */
  readonly givenUp: number;
  readonly hung: number;
  readonly hungSeconds: number;
  /** True: retries have no bound; false: they have one, or there are none; null: they went on at the deadline and are too few to tell. */
  readonly forever: boolean | null;
  /** Attempts seen where `forever` was decided. */
  readonly foreverAttempts: number;
  readonly foreverHasty: boolean;
  readonly blocking: readonly BlockingCall[];
  /** Connections to the server that were opened outside an event loop, and all. */
  readonly outsideConnects: number;
  readonly connects: number;
  readonly blockingInLoop: number;
  readonly asyncio: boolean;
  readonly library: string | null;
  /** False when a run has no report of a process inside. */
  readonly seenInside: boolean;
}

/** Measures runs of the same scanner. At least one. */
export function measure(runs: readonly Run[]): Measures {
  const usual = runs.filter(({ hasty }) => !hasty);
  const crowd = usual.filter(({ scenario }) => scenario === 'crowd');
  const failing = usual.filter(({ scenario }) => scenario === 'failing');
  const waits = failing.flatMap((run, i) => waitsOf(run).map((wait) => ({ ...wait, key: `${i} ${wait.key}` })));
  const flight = crowd.map((run) => inFlightOf(run));
  const own = usual.flatMap((run) => run.inside.connects.filter(({ port }) => port === run.port));
  const hanging = hangingOf(crowd);
  const forever = foreverOf(runs.filter(({ scenario }) => scenario === 'failing'));
  return {
    requests: runs.reduce((sum, { wire }) => sum + wire.requests.length + wire.unrecorded, 0),
    targets: Math.max(0, ...usual.map(({ wire }) => targetsOf(wire.requests))),
    threadsMax: own.reduce((most, { threads }) => Math.max(most, threads), 0),
    processesMax: Math.max(
      0,
      ...usual.map(
        (run) => new Set(run.inside.connects.filter(({ port }) => port === run.port).map((one) => one.process)).size,
      ),
    ),
    inFlightMax: Math.max(0, ...usual.map(({ wire, over }) => mostInFlight(wire.requests, over).count)),
    inFlightOrdinary: Math.max(0, ...flight.map(({ ordinary }) => ordinary)),
    paced: flight.some(({ paced }) => paced),
    connectionsMax: Math.max(0, ...usual.map(({ wire, over }) => mostConnections(wire.connections, over))),
    idleMax: Math.max(0, ...usual.map(({ wire, over }) => mostIdle(wire, over, IDLE))),
    unclosed: Math.max(0, ...usual.map(({ inside }) => inside.unclosed)),
    socketsMax: own.reduce((most, { sockets }) => Math.max(most, sockets), 0),
    socketsLast: Math.max(
      0,
      ...usual
        .filter(({ stopped }) => stopped === null)
        .map(({ inside, port }) => inside.connects.findLast((one) => one.port === port)?.sockets ?? 0),
    ),
    peaks: usual.map(({ wire }) =>
      mostArrivals(
        wire.requests.map(({ at }) => at),
        1,
      ),
    ),
    attemptsMax: attemptsOf(usual),
    gaps: gapsOf(waits),
    backOff: backOffOf(waits),
    retryAfter: retryAfterOf(waits),
    ...hanging,
    ...forever,
    blocking: uniqueCalls(usual.flatMap(({ inside }) => inside.blocking)),
    outsideConnects: usual.some(({ inside }) => inside.modules.includes('trio'))
      ? own.filter(({ loop, blocking }) => blocking && !loop).length
      : own.filter(({ loop }) => !loop).length,
    connects: own.length,
    blockingInLoop: own.filter(({ loop, blocking }) => blocking && loop).length,
    asyncio: own.some(({ loop }) => loop) || usual.some(({ inside }) => inside.modules.includes('uvloop')),
    library: libraryOf(usual),
    seenInside: usual.every(({ inside }) => inside.processes.length > 0),
  };
}

function targetsOf(requests: readonly WireRequest[]): number {
  return new Set(requests.map(({ index }) => index)).size;
}

function inFlightOf(run: Run): { ordinary: number; paced: boolean } {
  const most = mostInFlight(run.wire.requests, run.over);
  const firsts = run.wire.requests.filter(({ attempt, at }) => attempt === 1 && at <= most.at).map(({ at }) => at);
  const answered = run.wire.requests.find(({ end }) => end !== null)?.end ?? run.over;
  const until = Math.min(most.at, answered);
  const before = firsts.filter((at) => at <= until).length;
  const sleeps = run.inside.sleeps.filter(({ at }) => at <= until).length;
  const paced = before >= 4 && sleeps >= before * PACED;
  return { ordinary: paced ? Math.min(most.count, mostArrivals(firsts, ORDINARY)) : most.count, paced };
}

/** Most attempts for a target; for one that resets connections only where no other was retried, since client libraries repeat those by themselves. */
function attemptsOf(runs: readonly Run[]): number {
  const requests = runs.flatMap(({ wire }) => wire.requests);
  const most = requests.reduce(
    (max, { attempt, behaviour }) => (behaviour === 'reset' ? max : Math.max(max, attempt)),
    0,
  );
  return most > 1 ? most : requests.reduce((max, { attempt }) => Math.max(max, attempt), 0);
}

function gapsOf(waits: readonly Wait[]): number[] {
  const gaps: number[] = [];
  for (let step = 1; step <= 12; step++) {
    const of = waits
      .filter(({ step: at, asked, behaviour }) => at === step && asked === null && behaviour !== 'reset')
      .map(({ gap }) => gap);
    if (of.length === 0) break;
    gaps.push(quantile(of, 0.5));
  }
  return gaps;
}

/** Seconds of waits, from inside where the retrying task was known to sleep, else from the wire. */
function secondsOf(waits: readonly Wait[]): { source: BackOff['source']; seconds: (wait: Wait) => number } {
  const known = waits.filter(({ slept }) => slept !== null);
  if (known.length < waits.length * 0.7) return { source: 'wire', seconds: ({ gap }) => gap };
  return { source: 'inside', seconds: ({ slept, gap }) => slept ?? gap };
}

function backOffOf(all: readonly Wait[]): BackOff | null {
  const refused = all.filter(({ asked }) => asked === null);
  let waits = refused.filter(({ behaviour }) => behaviour === 'down' || behaviour === 'flaky');
  if (pathsOf(waits) < LEAST_PATHS) waits = withoutReconnecting(refused);
  if (waits.length === 0) waits = all.filter(({ asked }) => asked !== null);
  if (waits.length === 0) return null;
  const { source, seconds } = secondsOf(waits);
  const steps: number[][] = [];
  for (const wait of waits) {
    const list = steps[wait.step - 1];
    if (list === undefined) steps[wait.step - 1] = [seconds(wait)];
    else list.push(seconds(wait));
  }
  const filled = Array.from(steps, (step) => step ?? []);
  const first = filled[0] ?? [];
  const spreads = filled
    .slice(0, 8)
    .filter((step) => step.length >= LEAST_PATHS && quantile(step, 0.5) > 0)
    .map((step) => (quantile(step, 0.75) - quantile(step, 0.25)) / quantile(step, 0.5));
  const base = quantile(first, 0.9);
  const ratios = filled
    .slice(1)
    .filter((step) => step.length >= LEAST_WAITS)
    .map((step) => quantile(step, 0.9) / base);
  return {
    source,
    paths: pathsOf(waits),
    quartiles: [quantile(first, 0.25), quantile(first, 0.5), quantile(first, 0.75)],
    spread: spreads.length === 0 ? null : quantile(spreads, 0.5),
    growth: first.length < LEAST_WAITS || ratios.length === 0 || !(base > 0) ? null : Math.max(...ratios),
    median: quantile(waits.map(seconds), 0.5),
  };
}

/** Seconds below which a retry after a reset may be one of the client library. */
const RECONNECTS = 0.03;

/**
 * Without the retries at once by which aiohttp answers a reset of a connection that was used before, on its own and before the scanner hears of it: those
 * of a target that was waited for as well.
 */
function withoutReconnecting(waits: readonly Wait[]): Wait[] {
  const real = (wait: Wait): boolean => (wait.slept ?? wait.gap) >= RECONNECTS;
  const waited = new Set(waits.filter(real).map(({ key }) => key));
  const steps = new Map<string, number>();
  return waits.flatMap((wait) => {
    if (wait.behaviour === 'reset' && waited.has(wait.key) && !real(wait)) return [];
    const step = (steps.get(wait.key) ?? 0) + 1;
    steps.set(wait.key, step);
    return [{ ...wait, step }];
  });
}

function pathsOf(waits: readonly Wait[]): number {
  return new Set(waits.map(({ key }) => key)).size;
}

/** Seconds by which a retry may come before the time that was asked for: clocks; whole seconds of a date. */
const EARLY = { seconds: 0.1, date: 1.05 };

function retryAfterOf(waits: readonly Wait[]): RetryAfter[] {
  const forms: RetryAfter[] = [];
  for (const form of ['seconds', 'date'] as const) {
    const of = waits.filter(({ asked }) => asked?.form === form);
    if (of.length === 0) continue;
    const rows = of.map(({ key, asked, gap }) => ({ key, asked: asked?.seconds ?? 0, waited: gap }));
    const { asked, waited } = rows.reduce((a, b) => (b.waited - b.asked < a.waited - a.asked ? b : a));
    const early = rows.filter((row) => row.waited < row.asked - EARLY[form]);
    forms.push({
      form,
      paths: pathsOf(of),
      early: new Set(early.map(({ key }) => key)).size,
      asked,
      waited,
    });
  }
  return forms;
}

function hangingOf(crowd: readonly Run[]): { givenUp: number; hung: number; hungSeconds: number } {
  let givenUp = 0;
  let hung = 0;
  let hungSeconds = 0;
  for (const run of crowd) {
    for (const { behaviour, at, end } of run.wire.requests) {
      if (behaviour !== 'hang' && behaviour !== 'stall') continue;
      // What ends with the scanner was not given up by it.
      if (end !== null && end < run.over - 0.1) givenUp += 1;
      else {
        hung += 1;
        hungSeconds = Math.max(hungSeconds, run.over - at);
      }
    }
  }
  return { givenUp, hung, hungSeconds };
}

/** Attempts from which on retries that go on at the end of a run have no bound; the same where sleeps were shortened, with few targets. */
const MANY_ATTEMPTS = 25;
const MANY_HASTY = 16;

function foreverOf(failing: readonly Run[]): Pick<Measures, 'forever' | 'foreverAttempts' | 'foreverHasty'> {
  let openAttempts = 0;
  for (const run of failing) {
    const last = new Map<number, { at: number; attempt: number; gap: number }>();
    const judged = run.wire.requests.some(({ behaviour, attempt }) => behaviour === 'down' && attempt > 1)
      ? 'down'
      : 'reset';
    for (const { behaviour, index, at, attempt } of run.wire.requests) {
      if (behaviour !== judged) continue;
      const before = last.get(index);
      last.set(index, { at, attempt, gap: before === undefined ? 0 : at - before.at });
    }
    const retried = [...last.values()].filter(({ attempt }) => attempt > 1);
    const attempts = retried.reduce((most, { attempt }) => Math.max(most, attempt), 0);
    const { hasty } = run;
    const decided = (forever: boolean) => ({ forever, foreverAttempts: attempts, foreverHasty: hasty });
    if (run.stopped === 'enough') return decided(true);
    if (run.stopped === null) {
      if (run.end?.signal === null) return decided(false);
      continue;
    }
    if (retried.length === 0) continue;
    const settled = [...last.values()].filter(({ at, gap }) => run.over - at > 3 * gap + 1.5).length;
    if (!hasty && settled > retried.length / 2) return decided(false);
    if (attempts >= (hasty ? MANY_HASTY : MANY_ATTEMPTS)) return decided(true);
    openAttempts = Math.max(openAttempts, attempts);
  }
  return { forever: openAttempts === 0 ? false : null, foreverAttempts: openAttempts, foreverHasty: false };
}

function uniqueCalls(calls: readonly BlockingCall[]): BlockingCall[] {
  const by = new Map(calls.map((call) => [JSON.stringify(call), call]));
  return [...by.values()].sort(
    (a, b) => (a.file ?? '').localeCompare(b.file ?? '', 'en') || (a.line ?? 0) - (b.line ?? 0),
  );
}

const NAMES: Readonly<Record<string, string>> = {
  httpcore: 'httpx',
  anyio: 'httpx',
  aiohappyeyeballs: 'aiohttp',
  urllib: 'urllib',
  http: 'http.client',
};

function libraryOf(runs: readonly Run[]): string | null {
  const counts = new Map<string, number>();
  for (const { library } of runs.flatMap((run) => run.inside.connects.filter(({ port }) => port === run.port))) {
    const name = library === null ? null : (NAMES[library] ?? library);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (most !== undefined) return most[0];
  for (const name of ['httpx', 'aiohttp', 'requests', 'urllib3'])
    if (runs.some(({ inside }) => inside.modules.includes(name))) return name;
  return null;
}
