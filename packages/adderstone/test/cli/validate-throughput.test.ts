import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { progressOn, validateThroughput } from '../../src/cli/validate-throughput.ts';
import { throughputContributions } from '../../src/cli/validate-throughput-target.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { adderstone, project } from './run.ts';

const FAULTY = `import sys, threading, urllib.request


def scan(url):
    try:
        urllib.request.urlopen(url, timeout=1).read()
    except OSError:
        pass


threads = [threading.Thread(target=scan, args=(f"{sys.argv[1]}/{i}",)) for i in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
`;

test('findings: exit code 1, JSON with every field of the contract, a page with a picture', () => {
  const root = project({ 'scanner.py': FAULTY });
  const run = adderstone(root, [
    'validate',
    'throughput',
    '--targets',
    '20',
    '--deadline',
    '3',
    '--json',
    'out.json',
    '--html',
    'out.html',
    '--',
    'python3',
    'scanner.py',
    '{url}',
    '{n}',
  ]);
  expect(run.code).toBe(1);
  expect(run.err).toBe('');
  expect(run.out).toMatch(/^thread-per-target {2}VAL-PY_SEC-03\n {2}2[01] threads at once for 20 targets$/m);
  expect(run.out).toMatch(/^not-async {2}REQ-PY_SEC-08\n {2}40 of 40 connections were opened outside an event loop/m);
  const json = JSON.parse(readFileSync(join(root, 'out.json'), 'utf8')) as Record<string, unknown>;
  expect(json).toMatchObject({
    schema: 'adderstone/throughput-1',
    reached: true,
    because: null,
    targets: 20,
    deadline: 3,
    attemptsMax: 1,
    retryAfter: null,
    gaps: [],
    jitterQuartiles: null,
    hung: 0,
    blocking: [],
    loop: { asyncio: false, library: 'urllib' },
    findings: [
      { kind: 'thread-per-target', requirement: 'VAL-PY_SEC-03' },
      { kind: 'not-async', requirement: 'REQ-PY_SEC-08' },
    ],
  });
  for (const name of ['threadsMax', 'inFlightMax', 'connectionsMax', 'peakRps'])
    expect(json[name], name).toBeGreaterThanOrEqual(15);
  const page = readFileSync(join(root, 'out.html'), 'utf8');
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain('Run 1: answers held back; 20 requests');
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test('wrong usage: exit code 2, what was expected, nothing run', async () => {
  let said = '';
  const host = Object.assign(Object.create(nodeHost()) as ReturnType<typeof nodeHost>, {
    stdout: () => expect.unreachable(),
    startProgram: () => expect.unreachable(),
    stderr: (text: string) => {
      said = text;
    },
  });
  const refused = async (args: readonly string[]): Promise<string> => {
    expect(await validateThroughput(args, host), args.join(' ')).toBe(2);
    return said;
  };
  expect(await refused([])).toContain('behind `--`: adderstone validate throughput');
  expect(await refused(['--', 'python3', 'scanner.py'])).toContain('has no {url}');
  expect(await refused(['--targets', '5', '--', 'x', '{url}'])).toContain(
    '--targets: expected a whole number from 20 to 1000',
  );
  expect(await refused(['--deadline', 'x', '--', 'x', '{url}'])).toContain(
    '--deadline: expected a number from 3 to 600',
  );
  expect(await refused(['--max-rps', '0', '--', 'x', '{url}'])).toContain('--max-rps: expected a number from 0.1');
  expect(await refused(['--target', '30', '--', 'x', '{url}'])).toContain('did you mean --targets?');
});

test('not reached: exit code 2, reached false, the last lines of the program with its controls made visible', () => {
  const root = project({ 'scanner.py': "import sys\nsys.exit('no \\x1b[31mway')\n" });
  const run = adderstone(root, [
    'validate',
    'throughput',
    '--json',
    'out.json',
    '--',
    'python3',
    'scanner.py',
    '{url}',
  ]);
  expect(run.code).toBe(2);
  expect(run.err).toContain('not verified: no request came: the program ended with exit code 1\n  | no \\x1b[31mway\n');
  expect(JSON.parse(readFileSync(join(root, 'out.json'), 'utf8'))).toMatchObject({ reached: false, findings: [] });
  const none = adderstone(root, ['validate', 'throughput', '--', 'no-such-program', '{url}']);
  expect([none.code, none.err.split('\n')[0]]).toEqual([
    2,
    'adderstone: not verified: the command cannot be started: spawn no-such-program ENOENT',
  ]);
  expect(existsSync(join(root, 'no-such-program'))).toBe(false);
});

test('progress: on a terminal, from half a second on, cleared at the end', () => {
  for (const [terminal, expected] of [
    [true, '\r\x1b[Ktwo\r\x1b[Kfour\r\x1b[K'],
    [false, ''],
  ] as const) {
    let now = 1000;
    let written = '';
    const host = Object.assign(Object.create(nodeHost()) as ReturnType<typeof nodeHost>, {
      stderrIsTerminal: terminal,
      clock: () => now,
      stderr: (text: string) => {
        written += text;
      },
    });
    const progress = progressOn(host);
    for (const [at, text] of [
      [1100, 'one'],
      [1600, 'two'],
      [1650, 'three'],
      [1800, 'four'],
    ] as const) {
      now = at;
      progress.say(text);
    }
    progress.clear();
    expect(written).toBe(expected);
  }
});

test('a configured scanner that cannot be run is an error or an incomplete check, never a pass', async () => {
  const root = project({});
  const scanner = {
    command: ['no-such-program', '{url}'],
    targets: 60,
    maxConcurrency: null,
    maxRps: null,
    deadline: 15,
  };
  const given = await throughputContributions(nodeHost(), root, 'pyproject.toml', [scanner]);
  const because = 'the command cannot be started: spawn no-such-program ENOENT';
  expect(given).toMatchObject([
    {
      checks: [{ check: 'probe:throughput', ran: false, optional: false, reason: because }],
      findings: [],
      sites: [],
      incomplete: [`the validation of throughput did not run: ${because}`],
    },
  ]);
  expect(await throughputContributions(nodeHost(), root, 'pyproject.toml', [{ ...scanner, targets: 5 }])).toEqual({
    error: '`validate.throughput`: expected `targets` from 20 to 1000',
  });
});
