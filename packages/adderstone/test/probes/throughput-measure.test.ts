import { expect, test } from 'vitest';
import { measure } from '../../src/probes/throughput-measure.ts';
import { quantile, waitsOf } from '../../src/probes/throughput-waits.ts';
import { mostArrivals, mostIdle, mostInFlight } from '../../src/probes/throughput-wire.ts';
import { inside, request, retried, run, wire } from './throughput-runs.ts';

const fraction = (path: number, step: number): number => ((path * 31 + step * 17) % 20) / 20;

test('a wait is what the retrying task slept, whatever passed on the wire', () => {
  const waits = waitsOf(retried(20, 3, (_, step) => 0.1 * 2 ** step, 0.5));
  expect(waits).toHaveLength(40);
  expect(waits.filter(({ step }) => step === 1).map(({ slept }) => slept)).toEqual(new Array(20).fill(0.2));
  expect(waits.filter(({ step }) => step === 2).map(({ slept }) => slept)).toEqual(new Array(20).fill(0.4));
  expect(Math.max(...waits.map(({ gap }) => gap))).toBeGreaterThan(0.8);
});

test('the first sleep counts: a pause for a rate limit comes after the back-off', () => {
  const seen = inside({
    requests: [
      { at: 1, method: 'GET', target: '/0', actors: ['1:1'] },
      { at: 2, method: 'GET', target: '/0', actors: ['1:1'] },
    ],
    sleeps: [
      { at: 1.01, delay: 0.25, actor: '1:1' },
      { at: 1.3, delay: 0.6, actor: '1:1' },
    ],
  });
  expect(waitsOf(run(wire([request(0, 1, 1), request(0, 2, 2)]), { inside: seen }))[0]?.slept).toBe(0.25);
});

test('a sleep of the task that started the requesting task belongs to it, one of a sibling does not', () => {
  const of = (actor: string): number | null | undefined => {
    const seen = inside({
      requests: [{ at: 2, method: 'GET', target: '/0', actors: ['1:1', '1:5', '1:6'] }],
      sleeps: [{ at: 1.5, delay: 0.3, actor }],
    });
    return waitsOf(run(wire([request(0, 1, 1), request(0, 2, 2)]), { inside: seen }))[0]?.slept;
  };
  expect(of('1:5')).toBe(0.3);
  expect(of('1:7')).toBe(0);
});

test('a worker that sleeps before it passes a failed target on to another one', () => {
  const seen = inside({
    requests: [
      { at: 1, method: 'GET', target: '/0', actors: ['1:1', '1:2'] },
      { at: 1.5, method: 'GET', target: '/1', actors: ['1:1', '1:2'] },
      { at: 2, method: 'GET', target: '/0', actors: ['1:1', '1:3'] },
    ],
    sleeps: [
      { at: 1.01, delay: 0.4, actor: '1:2' },
      { at: 1.2, delay: 0.7, actor: '1:3' },
    ],
  });
  expect(waitsOf(run(wire([request(0, 1, 1), request(1, 1, 1.5), request(0, 2, 2)]), { inside: seen }))[0]?.slept).toBe(
    0.4,
  );
});

test('a request after a success is no retry, and one that nobody was seen to send has an unknown sleep', () => {
  expect(waitsOf(run(wire([request(0, 1, 1, { status: 200 }), request(0, 2, 2)])))).toEqual([]);
  expect(waitsOf(run(wire([request(0, 1, 1), request(0, 2, 2)])))[0]).toMatchObject({ slept: null, step: 1 });
});

test('back-off: growth and spread of fixed, exponential and jittered waits on a noisy wire', () => {
  const of = (sleep: (path: number, step: number) => number) => measure([retried(20, 4, sleep, 0.5)]).backOff;
  expect(of(() => 0.3)).toMatchObject({ source: 'inside', paths: 20, spread: 0, growth: 1, median: 0.3 });
  expect(of((_, step) => 0.1 * 2 ** step)).toMatchObject({ spread: 0, growth: 4 });
  const full = of((path, step) => 0.1 * 2 ** step * fraction(path, step));
  expect(full?.spread).toBeGreaterThan(0.5);
  expect(full?.growth).toBeGreaterThan(3);
  const drawn = of((path, step) => 0.1 + 0.3 * fraction(path, step));
  expect(drawn?.growth).toBeLessThan(1.1);
  expect(drawn?.spread).toBeGreaterThan(0.3);
  expect(of(() => 0)?.median).toBe(0);
});

test('a client library that repeats a request after a reset does not hide the waits of the scanner', () => {
  const seen = retried(12, 5, (path, step) => (step % 2 === 1 ? 0 : 0.2 * 2 ** step + path * 0.01));
  const reset = { behaviour: 'reset', outcome: 'reset', status: null } as const;
  const log = { ...seen.wire, requests: seen.wire.requests.map((one) => ({ ...one, ...reset })) };
  const { backOff, attemptsMax } = measure([{ ...seen, wire: log }]);
  expect(backOff).toMatchObject({ source: 'inside', paths: 12 });
  expect(backOff?.median).toBeGreaterThan(0.8);
  expect(backOff?.growth).toBeGreaterThan(3);
  expect(attemptsMax).toBe(5);
});

test('jitter needs twelve paths', () => {
  expect(measure([retried(11, 3, () => 0.3)]).backOff?.spread).toBeNull();
  expect(measure([retried(12, 3, () => 0.3)]).backOff?.spread).toBe(0);
  expect(measure([retried(6, 3, () => 0.3), retried(6, 3, () => 0.3)]).backOff?.spread).toBe(0);
});

test('Retry-After: one early retry of a target counts, with the tolerance of its form', () => {
  const of = (form: 'seconds' | 'date', waited: number) => {
    const asked = { seconds: 2, form };
    return measure([
      run(
        wire([
          request(0, 1, 1, { status: 429, asked, behaviour: form === 'date' ? 'retry-date' : 'retry-seconds' }),
          request(0, 2, 1.001 + waited, { status: 200 }),
        ]),
      ),
    ]).retryAfter[0];
  };
  expect(of('seconds', 1.95)).toMatchObject({ form: 'seconds', paths: 1, early: 0, asked: 2 });
  expect(of('seconds', 1.5)).toMatchObject({ early: 1 });
  expect(of('date', 1)).toMatchObject({ form: 'date', early: 0 });
  expect(of('date', 0.5)).toMatchObject({ early: 1 });
});

test('retries without end: cut off, many at the deadline; bounded: ended by itself, settled; else unknown until waits were shortened', () => {
  const attempts = (count: number, last: number) =>
    wire(Array.from({ length: count }, (_, i) => request(0, i + 1, last - (count - 1 - i) * 0.5)));
  const late = { stopped: 'deadline' as const, end: null };
  expect(measure([run(attempts(3, 9))]).forever).toBe(false);
  expect(measure([run(attempts(24, 9.8), late)]).forever).toBeNull();
  expect(measure([run(attempts(25, 9.8), late)]).forever).toBe(true);
  expect(measure([run(attempts(4, 9.8), late)]).forever).toBeNull();
  expect(measure([run(attempts(4, 3), late)]).forever).toBe(false);
  expect(measure([run(attempts(4, 9.8), { stopped: 'enough', end: null })]).forever).toBe(true);
  const hasty = { hasty: true };
  expect(measure([run(attempts(4, 9.8), late), run(attempts(6, 5), hasty)])).toMatchObject({ forever: false });
  expect(measure([run(attempts(4, 9.8), late), run(attempts(16, 9.8), { ...late, ...hasty })])).toMatchObject({
    forever: true,
    foreverAttempts: 16,
    foreverHasty: true,
  });
});

test('an unanswered request that ends with the scanner was not given up', () => {
  const hang = { behaviour: 'hang' as const, answered: null, status: null };
  const log = {
    ...wire([
      request(0, 1, 1, { ...hang, end: 3, outcome: 'gone' }),
      request(1, 1, 1, { ...hang, end: null, outcome: 'open' }),
      request(2, 1, 2, { ...hang, end: 9.98, outcome: 'gone' }),
    ]),
    scenario: 'crowd' as const,
  };
  expect(measure([run(log)])).toMatchObject({ givenUp: 1, hung: 2, hungSeconds: 9 });
});

test('a client that sleeps between its first requests is paced: what it has open at an ordinary server counts', () => {
  const held = Array.from({ length: 40 }, (_, i) =>
    request(i, 1, 1 + i * 0.125, { end: 6, behaviour: 'normal', status: 200 }),
  );
  const log = { ...wire(held), scenario: 'crowd' as const };
  const sleeps = held.map(({ at }) => ({ at: at - 0.05, delay: 0.1, actor: '1:1' }));
  expect(measure([run(log)])).toMatchObject({ inFlightMax: 40, inFlightOrdinary: 40, paced: false });
  expect(measure([run(log, { inside: inside({ sleeps }) })])).toMatchObject({
    inFlightMax: 40,
    inFlightOrdinary: 4,
    paced: true,
  });
});

test('idle connections: held until the retry is none, kept after it or after a success is one', () => {
  const connection = (number: number, closed: number | null) => ({ number, opened: 1, closed });
  const at = (connection: number, attempt: number, time: number, status = 503) =>
    request(0, attempt, time, { connection, status });
  const idle = (requests: Parameters<typeof wire>[0], connections: Parameters<typeof wire>[1]) =>
    mostIdle(wire(requests, connections), 10, 0.5);
  expect(idle([at(1, 1, 1), at(2, 2, 5)], [connection(1, 5.1), connection(2, 5.1)])).toBe(0);
  expect(idle([at(1, 1, 1), at(2, 2, 5)], [connection(1, null), connection(2, 5.1)])).toBe(1);
  expect(idle([at(1, 1, 1, 200)], [connection(1, null)])).toBe(1);
  expect(idle([at(1, 1, 1, 200), at(1, 2, 1.3, 200)], [connection(1, 1.4)])).toBe(0);
});

test('most in flight, most arrivals, quantiles', () => {
  const log = [request(0, 1, 1, { end: 3 }), request(1, 1, 2, { end: 4 }), request(2, 1, 3, { end: null })];
  expect(mostInFlight(log, 5)).toEqual({ count: 2, at: 2 });
  expect(mostArrivals([0, 0.5, 0.99, 1, 3], 1)).toBe(3);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([], 0.5)).toBeNaN();
});
