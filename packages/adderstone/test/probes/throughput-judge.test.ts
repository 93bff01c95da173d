import { expect, test } from 'vitest';
import { type FindingKind, judge, type Limits } from '../../src/probes/throughput-judge.ts';
import { type Measures, measure } from '../../src/probes/throughput-measure.ts';
import { retried } from './throughput-runs.ts';

const clean: Measures = {
  ...measure([retried(20, 3, (path, step) => 0.1 * 2 ** step * (0.5 + path / 40))]),
  targets: 60,
  threadsMax: 2,
  inFlightMax: 10,
  inFlightOrdinary: 10,
  connectionsMax: 12,
  idleMax: 8,
  givenUp: 4,
  connects: 100,
  asyncio: true,
  library: 'httpx',
};
const limits: Limits = { targets: 60, maxConcurrency: null, maxRps: null, deadline: 15 };
const kinds = (change: Partial<Measures>, limit: Partial<Limits> = {}): FindingKind[] =>
  judge({ ...clean, ...change }, { ...limits, ...limit }).map(({ kind }) => kind);
const backOff = clean.backOff as NonNullable<Measures['backOff']>;
const asked = { form: 'seconds' as const, paths: 8, early: 0, asked: 2, waited: 2 };

test('a clean scanner has no finding', () => {
  expect(kinds({})).toEqual([]);
});

test.each<[FindingKind, Partial<Measures>, Partial<Measures>, Partial<Limits>?]>([
  ['thread-per-target', { threadsMax: 54 }, { threadsMax: 53 }],
  ['thread-per-target', { processesMax: 60 }, { processesMax: 8 }],
  ['blocking-in-async', { blocking: [{ call: 'time.sleep', file: '/a.py', line: 3 }] }, {}],
  ['unbounded-concurrency', { inFlightOrdinary: 54 }, { inFlightOrdinary: 53, inFlightMax: 60 }],
  ['unbounded-concurrency', { inFlightMax: 6 }, { inFlightMax: 5 }, { maxConcurrency: 5 }],
  ['retry-storm', { backOff: { ...backOff, median: 0 } }, { backOff: { ...backOff, median: 0.04 } }],
  ['ignores-retry-after', { retryAfter: [{ ...asked, early: 2 }] }, { retryAfter: [{ ...asked, early: 1 }] }],
  ['fixed-backoff', { backOff: { ...backOff, growth: 1.2 } }, { backOff: { ...backOff, growth: 1.5 } }],
  ['no-jitter', { backOff: { ...backOff, spread: 0.01 } }, { backOff: { ...backOff, spread: 0.1 } }],
  [
    'no-jitter',
    { backOff: { ...backOff, source: 'wire', spread: 0.1 } },
    { backOff: { ...backOff, source: 'wire', spread: 0.2 } },
  ],
  ['rate-exceeded', { peaks: [30, 28, 10] }, { peaks: [30, 27, 10] }, { maxRps: 20 }],
  ['no-timeout', { givenUp: 0, hung: 4, hungSeconds: 9 }, { givenUp: 1, hung: 4, hungSeconds: 14 }],
  ['no-timeout', { givenUp: 0, hung: 4, hungSeconds: 9 }, { givenUp: 0, hung: 4, hungSeconds: 8 }],
  ['leaks-connections', { idleMax: 23 }, { idleMax: 22 }],
  ['leaks-connections', { unclosed: 6 }, { unclosed: 5 }],
  ['retries-forever', { forever: true, foreverAttempts: 40 }, { forever: null }],
  ['leaks-connections', { socketsMax: 83 }, { socketsMax: 82 }],
  ['leaks-connections', { socketsLast: 23, attemptsMax: 1 }, { socketsLast: 22, attemptsMax: 1 }],
  ['not-async', { outsideConnects: 51 }, { outsideConnects: 50 }],
])('%s: found at %o, not at %o', (kind, bad, good, limit) => {
  expect(kinds(bad, limit)).toEqual([kind]);
  expect(kinds(good, limit)).toEqual([]);
});

test('findings that another one contains are not told twice', () => {
  expect(kinds({ threadsMax: 61, inFlightMax: 60, inFlightOrdinary: 60 })).toEqual(['thread-per-target']);
  expect(kinds({ backOff: { ...backOff, median: 0, growth: 1, spread: 0 } })).toEqual(['retry-storm']);
});

test('the evidence has the numbers and the clause', () => {
  expect(judge({ ...clean, blocking: [{ call: 'time.sleep', file: '/a.py', line: 3 }] }, limits)).toEqual([
    {
      kind: 'blocking-in-async',
      requirement: 'REQ-PY_SEC-08',
      evidence: 'the event loop stands still in time.sleep at /a.py:3',
    },
  ]);
  expect(judge({ ...clean, retryAfter: [{ ...asked, early: 4, waited: 0.25 }] }, limits)).toEqual([
    {
      kind: 'ignores-retry-after',
      requirement: 'VAL-PY_SEC-03',
      evidence: 'Retry-After as seconds: retries too early for 4 of 8 targets, one after 0.25 s instead of 2.00 s',
    },
  ]);
});
