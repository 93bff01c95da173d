import type { Host } from '../host/host.ts';
import type { HttpExchange, LoopbackServer } from '../host/loopback.ts';
import {
  type Behaviour,
  behaviourOf,
  failuresOf,
  type Scenario,
  secondsAskedOf,
  timesAskedOf,
} from './throughput-behaviour.ts';
import type { WireConnection, WireLog, WireRequest } from './throughput-wire.ts';

/** Requests that are written down; those beyond are counted. */
const MOST_REQUESTS = 50_000;
/** Rounds in which answers of `crowd` are held back, seconds without a new request that end one, and its longest duration. */
const ROUNDS = 3;
const QUIET = [1, 0.6, 0.6];
const LONGEST_ROUND = 4;
/** Seconds that an answer of `crowd` takes when it is not held back. */
const LATENCY = 0.03;
/** Parts of a slow body, and seconds between them. */
const PARTS = 8;
const PART_PAUSE = 0.15;
/** Seconds by which a client may come early: clocks, and whole seconds of a date. */
const EARLY_SECONDS = 0.1;
const EARLY_DATE = 1.05;

interface Target {
  readonly index: number;
  readonly behaviour: Behaviour;
  attempts: number;
  /** Monotonic time before which it answers 429; null when it has not answered yet. */
  notBefore: number | null;
  /** How often it still asks for patience. */
  asks: number;
}

type Draft = { -readonly [K in keyof WireRequest]: WireRequest[K] };

/**
 * The hostile server of one run. A target is a method and a request target, whatever its form; its behaviour follows from the order in which targets
 * are met first.
 */
export class HostileServer {
  private readonly host: Host;
  private readonly scenario: Scenario;
  private readonly count: number;
  private readonly targets = new Map<string, Target>();
  private readonly requests: Draft[] = [];
  private readonly open = new Map<HttpExchange, Draft>();
  private readonly connections = new Map<number, { number: number; opened: number; closed: number | null }>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private held: { exchange: HttpExchange; draft: Draft | null }[] = [];
  private round = 0;
  private roundBegan = 0;
  private lastArrival = 0;
  private longestPause = 0;
  private unrecorded = 0;
  private server: LoopbackServer | null = null;

  constructor(host: Host, scenario: Scenario, count: number) {
    this.host = host;
    this.scenario = scenario;
    this.count = count;
  }

  /** Starts it; gives its port. */
  async start(): Promise<number> {
    this.server = await this.host.serveLoopback({
      opened: (number, at) => this.connections.set(number, { number, opened: at, closed: null }),
      closed: (number, at) => {
        const connection = this.connections.get(number);
        if (connection !== undefined) connection.closed = at;
      },
      arrived: (exchange) => this.arrived(exchange),
      ended: (exchange, at, how) => {
        const draft = this.open.get(exchange);
        this.open.delete(exchange);
        if (draft === undefined) return;
        draft.end ??= at;
        if (draft.outcome === 'open') draft.outcome = how;
      },
    });
    return this.server.port;
  }

  /** Time of the first request, or null. */
  get firstRequest(): number | null {
    return this.requests[0]?.at ?? null;
  }

  /** Requests so far, targets, the most requests for one target that is not to be waited for or repeated by client libraries, and open requests. */
  get progress(): {
    readonly requests: number;
    readonly targets: number;
    readonly most: number;
    readonly open: number;
  } {
    let most = 0;
    for (const { attempts, behaviour } of this.targets.values())
      if (behaviour === 'down' || behaviour === 'hang' || behaviour === 'stall') most = Math.max(most, attempts);
    return { requests: this.requests.length + this.unrecorded, targets: this.targets.size, most, open: this.open.size };
  }

  /** What was seen until now. */
  log(): WireLog {
    return {
      scenario: this.scenario,
      requests: this.requests.map((request): WireRequest => ({ ...request })),
      connections: [...this.connections.values()].map((connection): WireConnection => ({ ...connection })),
      unrecorded: this.unrecorded,
    };
  }

  /** Stops it. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    await this.server?.close();
  }

  private arrived(exchange: HttpExchange): void {
    const key = `${exchange.method} ${exchange.target}`;
    let target = this.targets.get(key);
    if (target === undefined) {
      const index = this.targets.size;
      target = {
        index,
        behaviour: behaviourOf(this.scenario, index, this.count),
        attempts: 0,
        notBefore: null,
        asks: timesAskedOf(index),
      };
      this.targets.set(key, target);
    }
    target.attempts += 1;
    if (this.held.length > 0) this.longestPause = Math.max(this.longestPause, exchange.at - this.lastArrival);
    this.lastArrival = exchange.at;
    let draft: Draft | null = null;
    if (this.requests.length < MOST_REQUESTS) {
      draft = {
        method: exchange.method,
        target: exchange.target,
        index: target.index,
        behaviour: target.behaviour,
        attempt: target.attempts,
        connection: exchange.connection,
        at: exchange.at,
        answered: null,
        end: null,
        outcome: 'open',
        status: null,
        asked: null,
      };
      this.requests.push(draft);
      this.open.set(exchange, draft);
    } else this.unrecorded += 1;
    this.treat(exchange, target, draft);
  }

  private treat(exchange: HttpExchange, target: Target, draft: Draft | null): void {
    const answer = (status: number, headers: Readonly<Record<string, string>> = {}): void => {
      this.begun(draft, status);
      exchange.finish(status, headers, exchange.method === 'HEAD' ? '' : `${status}\n`);
    };
    switch (target.behaviour) {
      case 'normal':
        if (this.scenario === 'failing') return answer(200);
        return this.hold(exchange, draft);
      case 'down':
        return answer(503);
      case 'flaky':
        return answer(target.attempts <= failuresOf(target.index) ? 503 : 200);
      case 'reset':
        if (draft !== null) {
          draft.outcome = 'reset';
          draft.end = this.host.monotonic();
        }
        return exchange.reset();
      case 'retry-seconds':
      case 'retry-date':
        return this.askForPatience(target, draft, answer);
      case 'hang':
        return;
      case 'stall':
        this.begun(draft, 200);
        exchange.begin(200, { 'Content-Type': 'text/plain', 'Content-Length': '1000' });
        return exchange.write('begun\n');
      case 'slow':
        this.begun(draft, 200);
        exchange.begin(200, { 'Content-Type': 'text/plain' });
        return this.drip(exchange, PARTS);
    }
  }

  private askForPatience(
    target: Target,
    draft: Draft | null,
    answer: (status: number, headers?: Readonly<Record<string, string>>) => void,
  ): void {
    const now = this.host.monotonic();
    const dated = target.behaviour === 'retry-date';
    if (target.notBefore !== null && now >= target.notBefore - (dated ? EARLY_DATE : EARLY_SECONDS)) {
      target.asks -= 1;
      target.notBefore = null;
    }
    if (target.asks === 0) return answer(200);
    if (dated) {
      const wall = this.host.wallClock();
      const date = target.notBefore === null ? Math.ceil(wall + 2) : Math.round(wall + target.notBefore - now);
      target.notBefore ??= now + date - wall;
      if (draft !== null) draft.asked = { seconds: date - wall, form: 'date' };
      return answer(429, { 'Retry-After': new Date(date * 1000).toUTCString() });
    }
    target.notBefore ??= now + secondsAskedOf(target.index);
    const seconds = Math.max(1, Math.ceil(target.notBefore - now - 0.001));
    if (draft !== null) draft.asked = { seconds, form: 'seconds' };
    answer(429, { 'Retry-After': String(seconds) });
  }

  private begun(draft: Draft | null, status: number): void {
    if (draft === null) return;
    draft.status = status;
    draft.answered = this.host.monotonic();
  }

  private drip(exchange: HttpExchange, left: number): void {
    if (left === 0) return exchange.finish(200, {}, 'end\n');
    exchange.write('part\n');
    this.later(PART_PAUSE, () => this.drip(exchange, left - 1));
  }

  /** Keeps an answer back until the crowd is complete, in the first rounds; afterwards answers after a moment. */
  private hold(exchange: HttpExchange, draft: Draft | null): void {
    if (this.round >= ROUNDS) return this.later(LATENCY, () => this.release(exchange, draft));
    if (this.held.length === 0) {
      this.roundBegan = exchange.at;
      this.longestPause = 0;
      this.later(0.05, () => this.look());
    }
    this.held.push({ exchange, draft });
  }

  private look(): void {
    const now = this.host.monotonic();
    const quiet = Math.min(2, Math.max(QUIET[this.round] as number, this.longestPause * 3));
    const complete = this.targets.size >= this.count && now - this.lastArrival >= 0.15;
    const ended = this.held.every(({ exchange }) => exchange.over);
    if (!complete && !ended && now - this.lastArrival < quiet && now - this.roundBegan < LONGEST_ROUND)
      return this.later(0.05, () => this.look());
    this.round += 1;
    const held = this.held;
    this.held = [];
    for (const { exchange, draft } of held) this.release(exchange, draft);
  }

  private release(exchange: HttpExchange, draft: Draft | null): void {
    if (exchange.over) return;
    this.begun(draft, 200);
    exchange.finish(200, {}, exchange.method === 'HEAD' ? '' : 'ok\n');
  }

  private later(seconds: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      then();
    }, seconds * 1000);
    this.timers.add(timer);
  }
}
