import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { type Behaviour, behaviourOf, type Scenario } from '../../src/probes/throughput-behaviour.ts';
import { HostileServer } from '../../src/probes/throughput-server.ts';

async function serve(scenario: Scenario, count = 60): Promise<{ server: HostileServer; url: string; port: number }> {
  const server = new HostileServer(nodeHost(), scenario, count);
  const port = await server.start();
  onTestFinished(() => server.stop());
  return { server, port, url: `http://127.0.0.1:${port}` };
}

/** Numbers of the targets that have a behaviour. */
const those = (scenario: Scenario, behaviour: Behaviour, count = 60): number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => behaviourOf(scenario, i, count) === behaviour);

const status = async (url: string): Promise<number> => (await fetch(url)).status;

test('every behaviour has enough targets, from the fewest targets on', () => {
  for (const count of [20, 60, 200]) {
    for (const behaviour of ['down', 'flaky', 'normal', 'retry-seconds', 'retry-date', 'reset'] as const)
      expect(those('failing', behaviour, count).length, `${behaviour} ${count}`).toBeGreaterThanOrEqual(1);
    // Jitter is judged over twelve paths of at least two runs.
    expect(those('failing', 'down', count).length + those('failing', 'flaky', count).length).toBeGreaterThanOrEqual(6);
    for (const behaviour of ['hang', 'stall', 'slow', 'normal'] as const)
      expect(those('crowd', behaviour, count).length, `${behaviour} ${count}`).toBeGreaterThanOrEqual(1);
  }
});

test('failing targets: down, flaky, normal, reset, by the order in which they are met', async () => {
  const { server, url } = await serve('failing');
  const seen: (number | null)[] = [];
  for (let i = 0; i < 12; i++) {
    seen.push(await status(`${url}/t/${i}?x`).catch(() => null));
  }
  const expected = {
    down: 503,
    flaky: 503,
    normal: 200,
    reset: null,
    'retry-seconds': 429,
    'retry-date': 429,
  } as Record<string, number | null>;
  expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => expected[behaviourOf('failing', i, 60)]));
  // Target 1 fails twice, target 0 for good.
  expect(await status(`${url}/t/1?x`)).toBe(503);
  expect(await status(`${url}/t/1?x`)).toBe(200);
  expect(await status(`${url}/t/0?x`)).toBe(503);
  const log = server.log();
  expect(
    log.requests
      .filter(({ target }) => target === '/t/1?x')
      .map(({ attempt, status, outcome }) => [attempt, status, outcome]),
  ).toEqual([
    [1, 503, 'answered'],
    [2, 503, 'answered'],
    [3, 200, 'answered'],
  ]);
});

test('Retry-After in both forms, again when a client comes too early, and an answer afterwards', async () => {
  const { server, url } = await serve('failing');
  const seconds = those('failing', 'retry-seconds')[0] as number;
  const date = those('failing', 'retry-date')[0] as number;
  for (let i = 0; i <= Math.max(seconds, date); i++) await status(`${url}/${i}`).catch(() => null);
  const early = await fetch(`${url}/${seconds}`);
  expect([early.status, early.headers.get('retry-after')]).toEqual([429, '1']);
  const dated = await fetch(`${url}/${date}`);
  const wait = Date.parse(dated.headers.get('retry-after') ?? '') - Date.now();
  expect(dated.status).toBe(429);
  expect(wait).toBeGreaterThan(500);
  expect(wait).toBeLessThanOrEqual(3000);
  const asked = server.log().requests.find(({ index }) => index === date)?.asked;
  expect(asked?.form).toBe('date');
  expect(asked?.seconds).toBeGreaterThanOrEqual(2);
  expect(asked?.seconds).toBeLessThanOrEqual(3);
  await new Promise((done) => setTimeout(done, wait + 50));
  // Target 4 asks once, target 7 twice.
  expect([seconds, date]).toEqual([4, 7]);
  expect(await status(`${url}/${seconds}`)).toBe(200);
  expect(await status(`${url}/${date}`)).toBe(429);
  expect(server.log().requests.findLast(({ index }) => index === date)?.asked?.seconds).toBeGreaterThanOrEqual(2);
});

test('crowd: answers are held until no more requests come; hanging ones stay, a stalled body begins, a slow one ends', async () => {
  const { server, url, port } = await serve('crowd', 20);
  const controller = new AbortController();
  const answers = Array.from({ length: 20 }, (_, i) =>
    fetch(`${url}/${i}`, { signal: controller.signal })
      .then(async (answer) => `${answer.status} ${(await answer.text()).length}`)
      .catch((error: Error) => error.name),
  );
  const slow = those('crowd', 'slow', 20);
  const normal = those('crowd', 'normal', 20);
  expect(await Promise.all(normal.map((i) => answers[i]))).toEqual(normal.map(() => '200 3'));
  const first = server.log().requests.filter(({ behaviour }) => behaviour === 'normal');
  // None was answered before the last one came.
  expect(Math.min(...first.map(({ end }) => end ?? 0))).toBeGreaterThan(Math.max(...first.map(({ at }) => at)));
  expect(await Promise.all(slow.map((i) => answers[i]))).toEqual(slow.map(() => '200 44'));
  const before = server.log().requests.filter(({ outcome }) => outcome === 'open');
  expect(before.map(({ behaviour }) => behaviour).sort()).toEqual(['hang', 'stall']);
  controller.abort();
  await new Promise((done) => setTimeout(done, 200));
  expect(
    server
      .log()
      .requests.filter(({ outcome }) => outcome === 'gone')
      .map(({ index }) => index),
  ).toEqual(before.map(({ index }) => index));
  expect(port).toBeGreaterThan(0);
});

test('connections are told with their ends; the server ends none by itself', async () => {
  const { server, port } = await serve('failing');
  const socket = connect(port, '127.0.0.1');
  await new Promise((done) => socket.once('connect', done));
  socket.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((done) => socket.once('data', done));
  await new Promise((done) => setTimeout(done, 100));
  expect(server.log().connections[0]?.closed).toBeNull();
  socket.end();
  await new Promise((done) => socket.once('close', done));
  await new Promise((done) => setTimeout(done, 50));
  expect(server.log().connections[0]?.closed).toBeGreaterThan(server.log().connections[0]?.opened as number);
});

test('it listens on 127.0.0.1 only', async () => {
  const { port } = await serve('failing');
  const other = httpRequest({ host: '127.0.0.2', port, path: '/' });
  const outcome = await new Promise((done) => {
    other.once('error', (error: NodeJS.ErrnoException) => done(error.code));
    other.once('response', () => done('answered'));
    other.end();
  });
  expect(outcome).toBe('ECONNREFUSED');
});
