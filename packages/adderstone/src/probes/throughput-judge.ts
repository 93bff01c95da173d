import { IDLE, LEAST_PATHS, type Measures } from './throughput-measure.ts';

/** What can be found. */
export const FINDING_KINDS = [
  'thread-per-target',
  'blocking-in-async',
  'unbounded-concurrency',
  'retry-storm',
  'ignores-retry-after',
  'fixed-backoff',
  'no-jitter',
  'rate-exceeded',
  'no-timeout',
  'leaks-connections',
  'retries-forever',
  'not-async',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something that is wrong with a scanner. */
export interface ThroughputFinding {
  readonly kind: FindingKind;
  /** The clause of the shipped standard: `VAL-PY_SEC-03` or `REQ-PY_SEC-08`. */
  readonly requirement: 'VAL-PY_SEC-03' | 'REQ-PY_SEC-08';
  /** One sentence with the numbers. */
  readonly evidence: string;
}

/** What was declared on the command line. */
export interface Limits {
  readonly targets: number;
  readonly maxConcurrency: number | null;
  readonly maxRps: number | null;
  readonly deadline: number;
}

/** Share of the targets at once from which on there is no bound. */
const ALL = 0.9;
/** Seconds of the median wait below which retries come at once. */
const AT_ONCE = 0.03;
/** Growth below which a back-off is fixed. */
const GROWS = 1.25;
/** Spread below which waits are the same over the targets: of asked sleeps, of times on the wire of a busy machine. */
const SAME = { inside: 0.03, wire: 0.15 };
/** Share of the deadline for which a client that has a time-out does not wait. */
const PATIENCE = 0.6;

/** Judges measures: the findings in the order of `FINDING_KINDS`. The rules are written down in docs/validate-throughput.md. */
export function judge(measures: Measures, limits: Limits): ThroughputFinding[] {
  const findings = new Map<FindingKind, string>();
  const m = measures;
  const many = Math.max(LEAST_PATHS, m.targets * ALL);

  const threads = m.threadsMax >= many;
  if (threads) findings.set('thread-per-target', `${m.threadsMax} threads at once for ${m.targets} targets`);
  else if (m.processesMax >= many)
    findings.set('thread-per-target', `${m.processesMax} processes for ${m.targets} targets`);

  if (m.blocking.length > 0 || m.blockingInLoop > 0) {
    const places = m.blocking.slice(0, 3).map(({ call, file, line }) => `${call} at ${placeOf(file, line)}`);
    const more = m.blocking.length > 3 ? ` and ${m.blocking.length - 3} more places` : '';
    findings.set('blocking-in-async', `the event loop stands still in ${places.join(', ')}${more}`);
  }

  if (!findings.has('thread-per-target')) {
    if (limits.maxConcurrency !== null) {
      if (m.inFlightMax > limits.maxConcurrency)
        findings.set(
          'unbounded-concurrency',
          `${m.inFlightMax} requests at once, ${limits.maxConcurrency} are allowed`,
        );
    } else if (m.inFlightOrdinary >= many)
      findings.set('unbounded-concurrency', `${m.inFlightOrdinary} requests at once for ${m.targets} targets`);
  }

  const { backOff } = m;
  const storm = backOff !== null && m.attemptsMax >= 3 && backOff.median < AT_ONCE;
  if (storm)
    findings.set(
      'retry-storm',
      `up to ${m.attemptsMax} attempts for a target with ${milliseconds(backOff.median)} between them (median over ${backOff.paths} paths)`,
    );

  const ignoring = m.retryAfter.filter(({ early, paths }) => early >= 2 && early >= paths * 0.25);
  if (ignoring.length > 0)
    findings.set(
      'ignores-retry-after',
      ignoring
        .map(
          ({ form, early, paths, asked, waited }) =>
            `Retry-After as ${form}: retries too early for ${early} of ${paths} targets, one after ${seconds(waited)} instead of ${seconds(asked)}`,
        )
        .join('; '),
    );

  if (backOff !== null && !storm) {
    if (backOff.growth !== null && backOff.growth < GROWS)
      findings.set(
        'fixed-backoff',
        `waits grow by the factor ${backOff.growth.toFixed(2)} over the attempts: ${m.gaps.slice(0, 5).map(seconds).join(', ')}`,
      );
    if (backOff.spread !== null && backOff.median >= AT_ONCE && backOff.spread < SAME[backOff.source])
      findings.set(
        'no-jitter',
        `quartiles of the first wait over ${backOff.paths} paths: ${backOff.quartiles.map(seconds).join(', ')}; spread ${(backOff.spread * 100).toFixed(1)} %`,
      );
  }

  if (limits.maxRps !== null) {
    const allowed = limits.maxRps * 1.25 + 2;
    const over = m.peaks.filter((peak) => peak > allowed);
    if (over.length >= Math.min(2, m.peaks.length))
      findings.set(
        'rate-exceeded',
        `${Math.max(...over)} requests within one second, ${limits.maxRps} are allowed (in ${over.length} of ${m.peaks.length} runs)`,
      );
  }

  if (m.givenUp === 0 && m.hung > 0 && m.hungSeconds >= limits.deadline * PATIENCE)
    findings.set(
      'no-timeout',
      `${m.hung} requests without an answer were still waited for after up to ${seconds(m.hungSeconds)}; none was given up`,
    );

  const slack = Math.max(5, m.targets * 0.2);
  // A target that is to be retried may hold its last connection until then; more than one for each target is never needed.
  const sockets = m.attemptsMax > 1 ? m.targets : 0;
  if (m.idleMax > m.inFlightMax + slack)
    findings.set(
      'leaks-connections',
      `${m.idleMax} connections unused for ${seconds(IDLE)} and still open, with at most ${m.inFlightMax} requests at once`,
    );
  else if (m.unclosed >= Math.max(5, m.targets * 0.1))
    findings.set('leaks-connections', `${m.unclosed} sessions or connections were left to the garbage collector`);
  else if ((m.attemptsMax > 1 ? m.socketsMax : m.socketsLast) > sockets + m.inFlightMax + slack)
    findings.set(
      'leaks-connections',
      `${m.attemptsMax > 1 ? m.socketsMax : m.socketsLast} sockets open for ${m.targets} targets, with at most ${m.inFlightMax} requests at once`,
    );

  if (m.forever === true)
    findings.set(
      'retries-forever',
      `${m.foreverAttempts} attempts for one target and no end${m.foreverHasty ? ' (with its waits shortened)' : ''}`,
    );

  if (m.connects > 0 && m.outsideConnects > m.connects / 2)
    findings.set(
      'not-async',
      `${m.outsideConnects} of ${m.connects} connections were opened outside an event loop${m.library === null ? '' : ` (${m.library})`}`,
    );

  return FINDING_KINDS.filter((kind) => findings.has(kind)).map((kind) => ({
    kind,
    requirement: kind === 'not-async' || kind === 'blocking-in-async' ? 'REQ-PY_SEC-08' : 'VAL-PY_SEC-03',
    evidence: findings.get(kind) as string,
  }));
}

function placeOf(file: string | null, line: number | null): string {
  return file === null ? 'an installed package' : `${file}:${line ?? 1}`;
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} s`;
}

function milliseconds(value: number): string {
  return `${Math.round(value * 1000)} ms`;
}
