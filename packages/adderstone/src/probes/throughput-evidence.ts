import type { Contribution } from '../findings/contribution.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import type { Location, RawFinding } from '../findings/finding.ts';
import type { ThroughputResult } from './throughput.ts';
import type { FindingKind } from './throughput-judge.ts';

/** The check that a validation of throughput runs. */
export const THROUGHPUT_CHECK = 'probe:throughput';

interface Kind {
  readonly title: string;
  readonly cwe: readonly number[];
  readonly severity: Descriptor['severity'];
  readonly why: string;
  readonly instead: string;
}

const KINDS: Readonly<Record<FindingKind, Kind>> = {
  'thread-per-target': {
    title: 'A thread or process for each target',
    cwe: [770, 400],
    severity: 'high',
    why: 'With many targets the system has no more threads, and the scan ends in the middle.',
    instead: 'Scan in one event loop with `asyncio` and `httpx` or `aiohttp`, a bounded number of requests at once.',
  },
  'blocking-in-async': {
    title: 'A blocking call in the event loop',
    cwe: [1322],
    severity: 'medium',
    why: 'While a call waits in the event loop, every other request stands still, and time-outs do not fire.',
    instead: 'Await an asynchronous client, `asyncio.sleep`, or hand the call to `asyncio.to_thread`.',
  },
  'unbounded-concurrency': {
    title: 'Requests at once without a bound',
    cwe: [770, 400],
    severity: 'high',
    why: 'All targets at once exhaust sockets here and overload what is scanned.',
    instead: 'Bound the requests at once by an `asyncio.Semaphore`, workers at a queue, or the limit of the connector.',
  },
  'retry-storm': {
    title: 'Retries without a pause',
    cwe: [799],
    severity: 'high',
    why: 'Retries at once multiply the load on a target that is failing already.',
    instead: 'Wait before each retry, exponentially longer and with jitter.',
  },
  'ignores-retry-after': {
    title: 'Retries before the time that the target asked for',
    cwe: [799],
    severity: 'medium',
    why: 'A target that answers 429 with `Retry-After` blocks clients which come earlier.',
    instead: 'Wait for `Retry-After`, in seconds or as an HTTP date (RFC 9110, 10.2.3).',
  },
  'fixed-backoff': {
    title: 'Waits that do not grow',
    cwe: [799],
    severity: 'medium',
    why: 'A target that needs longer than the fixed wait gets the same load for as long as it fails.',
    instead: 'Double the wait after each failure, up to a cap.',
  },
  'no-jitter': {
    title: 'Waits that are the same for all targets',
    cwe: [799],
    severity: 'low',
    why: 'Requests that failed together are retried together, in waves.',
    instead: 'Draw the wait at random, for example between zero and the exponential wait.',
  },
  'rate-exceeded': {
    title: 'More requests in a second than allowed',
    cwe: [799],
    severity: 'medium',
    why: 'The rate that was agreed for a scan is not kept, retries included.',
    instead: 'Take every request, retries too, from one rate limiter.',
  },
  'no-timeout': {
    title: 'No time-out for an answer',
    cwe: [1088],
    severity: 'high',
    why: 'One target that never answers holds the scan up for good.',
    instead: 'Give the client a time-out for connecting and for the whole answer.',
  },
  'leaks-connections': {
    title: 'Connections that are never closed',
    cwe: [772],
    severity: 'medium',
    why: 'Each open connection holds a file descriptor; with many targets none is left.',
    instead: 'Share one client, and close it with `async with`.',
  },
  'retries-forever': {
    title: 'Retries without an end',
    cwe: [835],
    severity: 'high',
    why: 'A target that is down keeps the scan from ending.',
    instead: 'Bound the attempts for each target.',
  },
  'not-async': {
    title: 'Network work that waits in threads',
    cwe: [400],
    severity: 'medium',
    why: 'The standard asks for `asyncio` with `httpx` or `aiohttp`: a waiting thread for each request does not scale.',
    instead: 'Use `httpx.AsyncClient` or `aiohttp.ClientSession` in an event loop.',
  },
};

/** What the findings of a validation mean, as `throughput/<kind>`. */
export const THROUGHPUT_DESCRIPTORS: readonly Descriptor[] = Object.entries(KINDS).map(([kind, about]) => ({
  id: `throughput/${kind}`,
  title: about.title,
  severity: about.severity,
  confidence: 'high',
  default: true,
  check: THROUGHPUT_CHECK,
  cwe: about.cwe,
  equivalents: [],
  why: about.why,
  instead: about.instead,
}));

/** Where a validation was asked for. */
export interface ThroughputPlace {
  /** The project's root, absolute. */
  readonly root: string;
  /** Path from the root of the file that findings without a place of their own belong to: the scanner, or the configuration that names it. */
  readonly path: string;
  /** What tells this scanner from others: its command, as it is configured. */
  readonly name: string;
}

/**
 * What a validation contributes to `check --validate`: its check, which ran when the scanner was reached; a finding for each kind, a blocking call for
 * each of its places in the project; a safe site with the figures when there is none; why nothing was verified.
 */
export function throughputContribution(result: ThroughputResult, place: ThroughputPlace): Contribution {
  const findings: RawFinding[] = [];
  for (const { kind, evidence } of result.findings) {
    const about = KINDS[kind];
    const places = kind === 'blocking-in-async' ? placesIn(result, place.root) : [];
    for (const at of places.length > 0 ? places : [{ path: place.path, line: 1, call: null }]) {
      findings.push({
        rule: `throughput/${kind}`,
        check: THROUGHPUT_CHECK,
        cwe: about.cwe,
        severity: about.severity,
        confidence: 'high',
        cause: 'probe',
        tier: null,
        message: at.call === null ? evidence.replaceAll(`${place.root}/`, '') : `\`${at.call}\` stops the event loop`,
        instead: about.instead,
        location: locationOf(at.path, at.line),
        start: 0,
        end: 0,
        trace: [],
        fix: null,
        anchor: at.call === null ? place.name : `${place.name} ${at.call}`,
      });
    }
  }
  const clean = result.reached && findings.length === 0;
  const { measures: m } = result;
  return {
    checks: [{ check: THROUGHPUT_CHECK, ran: result.reached, optional: false, reason: result.because }],
    findings,
    sites: clean
      ? [
          {
            check: THROUGHPUT_CHECK,
            outcome: 'safe',
            reason: 'verified',
            note: `${m.requests} requests, ${m.inFlightMax} at once, ${m.threadsMax} threads, up to ${m.attemptsMax} attempts, ${m.givenUp} time-outs`,
            path: place.path,
            line: 1,
          },
        ]
      : [],
    problems: result.notes.map((note) => ({
      severity: 'info' as const,
      code: 'throughput-note',
      message: note,
      path: place.path,
      line: null,
    })),
    incomplete: result.reached ? [] : [`the validation of throughput did not run: ${result.because ?? 'unknown'}`],
  };
}

function placesIn(result: ThroughputResult, root: string): { path: string; line: number; call: string }[] {
  return result.measures.blocking.flatMap(({ file, line, call }) =>
    file?.startsWith(`${root}/`) ? [{ path: file.slice(root.length + 1), line: line ?? 1, call }] : [],
  );
}

function locationOf(path: string, line: number): Location {
  return { path, line, column: 1, endLine: line, endColumn: 1, cell: null };
}
