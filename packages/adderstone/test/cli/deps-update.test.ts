import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AdvisoryData } from '../../src/audit/advisory-data.ts';
import { archiveOf, RECORDS, record } from '../audit/records.ts';
import { zip } from '../audit/zip.ts';
import { PROGRAM, project, type Run } from './run.ts';

/** Runs the program while this process answers as the server. */
function update(home: string, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, 'deps', 'update', ...args], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, ...env },
    });
    const parts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      parts.out += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      parts.err += chunk.toString('utf8');
    });
    child.on('close', (code) => resolve({ code, ...parts }));
  });
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that answers as the test says at the moment. */
async function server(
  first: Answer,
): Promise<{ readonly url: string; answer: Answer; readonly seen: IncomingMessage[] }> {
  const state = { url: '', answer: first, seen: [] as IncomingMessage[] };
  const listening: Server = createServer((request, response) => {
    state.seen.push(request);
    state.answer(request, response);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  state.url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/PyPI/all.zip`;
  return state;
}

const WHOLE = archiveOf(RECORDS);
const send =
  (bytes: Uint8Array | string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, headers).end(bytes);
  };

function stored(home: string): Uint8Array | null {
  try {
    return readFileSync(join(home, '.cache/adderstone/advisories/pypi.adv'));
  } catch {
    return null;
  }
}

function headerOf(home: string): AdvisoryData['header'] {
  const data = AdvisoryData.decode(stored(home) as Uint8Array);
  if ('refused' in data) throw new Error(data.refused);
  return data.header;
}

test('an archive is fetched, condensed, kept closed to others, and asked for again only when it has changed', async () => {
  const home = project({});
  const at = await server(send(WHOLE, { etag: '"one"', 'last-modified': 'Fri, 27 Nov 2026 00:00:00 GMT' }));
  const run = await update(home, ['--from', at.url]);
  expect([run.code, run.err.includes('odd')]).toEqual([0, true]);
  expect(run.out).toMatch(/8 advisories about 5 packages \(1 withdrawn, 0 unreadable\), the newest of 2026-11-01/);
  expect(headerOf(home)).toMatchObject({
    etag: '"one"',
    source: at.url,
    records: 8,
    withdrawn: [{ id: 'PYSEC-1-6', packages: ['gone'] }],
  });
  expect(statSync(join(home, '.cache/adderstone/advisories')).mode & 0o777).toBe(0o700);
  at.answer = (request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 200).end();
  };
  const again = await update(home, ['--from', at.url]);
  expect([again.code, again.out]).toEqual([0, 'nothing new: 8 advisories about 5 packages\n']);
  expect(at.seen.at(-1)?.headers['if-modified-since']).toBe('Fri, 27 Nov 2026 00:00:00 GMT');
  // Another source has not said anything yet: no condition is sent.
  at.answer = send(WHOLE);
  const other = await update(home, ['--from', at.url.replace('all.zip', 'other.zip')]);
  expect([other.code, at.seen.at(-1)?.headers['if-none-match']]).toEqual([0, undefined]);
});

test('whatever goes wrong, the advisories stay as they are, byte for byte', async () => {
  const home = project({});
  const at = await server(send(WHOLE));
  expect((await update(home, ['--from', at.url])).code).toBe(0);
  const before = stored(home);
  const few = archiveOf(RECORDS.slice(0, 3));
  const cases: [string, Answer, RegExp][] = [
    ['a failing server', (_, response) => response.writeHead(500).end('x'), /status 500/],
    ['nothing there', (_, response) => response.writeHead(404).end(), /status 404/],
    ['unchanged without reason', (_, response) => response.writeHead(304).end(), /nothing new|nothing is here yet/],
    ['a captive portal', send('<html><body>Log in</body></html>', { 'content-type': 'text/html' }), /no zip archive/],
    ['an archive that is cut', send(WHOLE.subarray(0, WHOLE.length - 300)), /cut short or damaged/],
    ['an empty answer', send(''), /no zip archive/],
    [
      'a transfer that is cut',
      (_, response) => {
        response.writeHead(200, { 'content-length': String(WHOLE.length) });
        response.write(WHOLE.subarray(0, 200));
        setTimeout(() => response.destroy(), 50);
      },
      /cut/,
    ],
    ['silence', () => {}, /did not answer in time/],
    ['much less than before', send(few), /has 3 records where the present set has 8/],
    [
      'nothing about PyPI',
      send(zip({ 'a.json': JSON.stringify({ id: 'G-1', affected: [{ package: { ecosystem: 'npm', name: 'a' } }] }) })),
      /no advisory for PyPI/,
    ],
    [
      'a circle',
      (request, response) => response.writeHead(302, { location: request.url }).end(),
      /leads on more than 5 times/,
    ],
    [
      'a way out of this machine',
      (_, response) => response.writeHead(302, { location: 'http://h.example/x.zip' }).end(),
      /not https/,
    ],
    ['a file', (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(), /not https/],
  ];
  for (const [what, answer, message] of cases) {
    at.answer = answer;
    const run = await update(home, [
      '--from',
      at.url.replace('all.zip', `${encodeURIComponent(what)}.zip`),
      '--timeout',
      '1',
    ]);
    expect([what, run.code, run.out]).toEqual([what, 2, '']);
    expect([what, run.err]).toEqual([what, expect.stringMatching(message)]);
    expect([what, Buffer.compare(stored(home) as Uint8Array, before as Uint8Array)]).toEqual([what, 0]);
    expect(readdirSync(join(home, '.cache/adderstone/advisories'))).toEqual(['pypi.adv']);
  }
  const gone = await update(home, ['--from', 'http://127.0.0.1:9/all.zip']);
  expect([gone.code, gone.err]).toEqual([2, expect.stringMatching(/nothing answers there/)]);
  for (const address of ['http://h.example/all.zip', 'ftp://h.example/all.zip', 'http://127.0.0.1.h.example/x'])
    expect([address, (await update(home, ['--from', address])).err]).toEqual([
      address,
      expect.stringMatching(/expected an address of https/),
    ]);
  at.answer = send(few);
  expect((await update(home, ['--from', at.url, '--allow-shrink'])).code).toBe(0);
  expect(headerOf(home).records).toBe(3);
}, 60_000);

test('redirects on this machine are followed, and a proxy comes from the environment only', async () => {
  const home = project({});
  const at = await server((request, response) => {
    if (request.url?.startsWith('/there')) response.writeHead(200).end(WHOLE);
    else response.writeHead(307, { location: '/there/all.zip' }).end();
  });
  expect((await update(home, ['--from', at.url])).code).toBe(0);
  const connects: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const port = (proxy.address() as AddressInfo).port;
  const through = await update(home, ['--from', 'https://h.example/all.zip'], {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
  });
  expect([through.code, through.err, connects]).toEqual([
    2,
    expect.stringMatching(/the proxy answered with status 403/),
    ['h.example:443'],
  ]);
});

test('records that cannot be read are told one by one; too many of them, and the set is refused', async () => {
  const home = project({});
  const good = Object.fromEntries(RECORDS.map((one) => [`${String(one['id'])}.json`, JSON.stringify(one)]));
  writeFileSync(
    join(home, 'a.zip'),
    zip(
      {
        ...good,
        'bad.json': '{',
        'events.json': JSON.stringify(record('P-9', 'x', { events: [{}] })),
        'crc.json': JSON.stringify(record('P-8', 'x', {})),
        'size.json': JSON.stringify(record('P-7', 'x', {})),
        'bomb.json': ' '.repeat(30_000_000),
        'readme.txt': 'not read',
        'twice.json': JSON.stringify(record('MAL-1-1', 'x', {})),
        'line\nbreak\u001b[31m.json': '[]',
      },
      { 'crc.json': { crc: 1 }, 'size.json': { size: 3 } },
    ),
  );
  const run = await update(home, ['--from', 'a.zip']);
  expect(run.code).toBe(0);
  expect(run.out).toMatch(/^8 advisories .*7 unreadable/);
  expect(run.err).toContain('warning: bad.json is not valid JSON');
  expect(run.err).toContain('warning: crc.json is damaged');
  expect(run.err).toMatch(/warning: size\.json (?:is cut short|cannot be unpacked)/);
  expect(run.err).toMatch(/warning: bomb\.json has 30000000 bytes/);
  expect(run.err).toContain('warning: twice.json has the id of another record');
  expect(run.err).toContain('line\\nbreak\\x1b[31m.json');
  writeFileSync(
    join(home, 'b.zip'),
    zip({ ...good, ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}.json`, '{'])) }),
  );
  expect(await update(home, ['--from', 'b.zip'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/20 records of the archive cannot be read/),
  });
});

test('a file is read, an old copy is told, and a place that others can write is not used', async () => {
  const home = project({ 'old.zip': archiveOf(RECORDS.map((one) => ({ ...one, modified: '2020-01-01T00:00:00Z' }))) });
  const run = await update(home, ['--from', 'old.zip', '--data', 'own.adv']);
  expect([run.code, stored(home)]).toEqual([0, null]);
  expect(run.err).toMatch(/the newest record is [0-9]+ days old/);
  expect(await update(home, ['--from', 'gone.zip'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/gone\.zip is not there/),
  });
  const open = project({ '.cache/adderstone/advisories/x': '' });
  expect(await update(open, ['--from', join(home, 'old.zip')])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no place for the advisories/),
  });
  symlinkSync('/dev/null', join(home, 'link.adv'));
  expect(await update(home, ['--from', 'old.zip', '--data', 'link.adv'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/not written/),
  });
  expect(await update(home, ['--frm', 'x'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/did you mean --from/),
  });
});
