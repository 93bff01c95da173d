import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { type ThroughputResult, validateScanner } from '../../src/probes/throughput.ts';
import { throughputContribution } from '../../src/probes/throughput-evidence.ts';
import { runOnce } from '../../src/probes/throughput-run.ts';

const scanners = resolve(import.meta.dirname, '../../../../python/tests/throughput_scanners');

/** Oldest and newest CPython from 3.9 to 3.13 that the machine has. */
function pythons(): string[] {
  const root = join(process.env['PYENV_ROOT'] ?? join(process.env['HOME'] ?? '', '.pyenv'), 'versions');
  const found = (existsSync(root) ? readdirSync(root) : [])
    .map((name) => /^3\.(9|1[0-3])\.\d+$/.exec(name))
    .filter((match) => match !== null)
    .sort((a, b) => Number(a[1]) - Number(b[1]))
    .map((match) => join(root, match[0], 'bin/python'))
    .filter((path) => existsSync(path));
  return found.length === 0 ? ['python3'] : [found[0] as string, found.at(-1) as string];
}
const [OLDEST, NEWEST] = [pythons()[0] as string, pythons().at(-1) as string];

async function validate(
  python: string,
  name: string,
  change: { deadline?: number; targets?: number } = {},
): Promise<ThroughputResult> {
  const result = await validateScanner(nodeHost(), {
    command: [python, name.includes('/') ? name : join(scanners, `${name}.py`), '{url}', '{n}'],
    cwd: scanners,
    targets: 24,
    maxConcurrency: null,
    maxRps: null,
    deadline: 4,
    progress: () => {},
    ...change,
  });
  if ('error' in result) throw new Error(result.error);
  return result;
}

const kinds = (result: ThroughputResult): string[] => result.findings.map(({ kind }) => kind);

const scratch = mkdtempSync(join(tmpdir(), 'adderstone-scanner-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function script(text: string): string {
  const folder = mkdtempSync(join(scratch, 'script-'));
  writeFileSync(join(folder, 'scanner.py'), text);
  return join(folder, 'scanner.py');
}

const wanted: Record<string, readonly string[]> = {
  ok_streams_semaphore: [],
  faulty_streams: ['unbounded-concurrency', 'ignores-retry-after', 'fixed-backoff', 'no-jitter', 'no-timeout'],
  pool_fixed: ['ignores-retry-after', 'fixed-backoff', 'no-jitter', 'not-async'],
};

test.concurrent.each(Object.keys(wanted).map((name, i) => [name, i % 2 === 0 ? OLDEST : NEWEST] as const))(
  '%s has exactly its findings',
  async (name, python) => {
    const result = await validate(python, name);
    expect(result.because).toBeNull();
    expect(kinds(result)).toEqual(wanted[name]);
  },
);

test.concurrent('a blocking call is told with its file and line, and contributes a finding there', async () => {
  const result = await validate(OLDEST, 'blocking_urllib', { deadline: 3 });
  expect(result.measures.blocking).toEqual([
    { call: 'socket.connect', file: join(scanners, 'blocking_urllib.py'), line: 9 },
  ]);
  expect(kinds(result)).toContain('blocking-in-async');
  const contribution = throughputContribution(result, {
    root: resolve(scanners, '..'),
    path: 'pyproject.toml',
    name: 'scan',
  });
  expect(contribution.checks).toEqual([{ check: 'probe:throughput', ran: true, optional: false, reason: null }]);
  expect(contribution.findings.find(({ rule }) => rule === 'throughput/blocking-in-async')?.location).toMatchObject({
    path: 'throughput_scanners/blocking_urllib.py',
    line: 9,
  });
  expect(
    contribution.findings
      .filter(({ rule }) => rule !== 'throughput/blocking-in-async')
      .map(({ location }) => location.path),
  ).toEqual(result.findings.slice(1).map(() => 'pyproject.toml'));
});

test.concurrent('every scanner of the matrix says what is expected of it', () => {
  const all = readdirSync(scanners).filter((name) => name.endsWith('.py') && name !== 'retrying.py');
  expect(all.length).toBeGreaterThan(40);
  for (const name of all)
    expect(readFileSync(join(scanners, name), 'utf8').split('\n')[0], name).toMatch(
      /^# expect: (?:none|[a-z-]+(?:, [a-z-]+)*)$/,
    );
});

const missing = ['httpx', 'aiohttp'].filter((name) => spawnSync('python3', ['-c', `import ${name}`]).status !== 0);
const whereInstalled = missing.length > 0 ? test.skip : test.concurrent;
whereInstalled('httpx and aiohttp are recognised', async () => {
  for (const [name, library] of [
    ['ok_httpx_semaphore', 'httpx'],
    ['ok_aiohttp_connector', 'aiohttp'],
  ] as const) {
    const result = await validate('python3', name);
    expect(kinds(result)).toEqual([]);
    expect(result.measures).toMatchObject({ asyncio: true, library });
  }
});

test.concurrent('a crash and an early end verify nothing', async () => {
  const crash = await validate(
    NEWEST,
    script('import sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\nraise KeyError(1)\n'),
    { deadline: 3 },
  );
  expect(crash.reached).toBe(false);
  expect(crash.because).toMatch(/^the scanner crashed: KeyError at .*scanner\.py:3$/);
  const contribution = throughputContribution(crash, { root: '/', path: 'a.py', name: 'a' });
  expect(contribution).toMatchObject({
    checks: [{ ran: false, reason: crash.because }],
    sites: [],
    incomplete: [`the validation of throughput did not run: ${crash.because}`],
  });
  // What was seen before is true all the same.
  expect(contribution.findings.map(({ rule }) => rule)).toEqual(['throughput/not-async']);
  const quiet = await validate(NEWEST, script('print(1)\n'));
  expect(quiet).toMatchObject({ reached: false, because: 'no request came: the program ended with exit code 0' });
});

test.concurrent('a scanner that is not seen from inside is not verified', async () => {
  const result = await validateScanner(nodeHost(), {
    command: [
      NEWEST,
      '-I',
      '-c',
      "import sys, urllib.request\nfor i in range(3):\n    urllib.request.urlopen(f'{sys.argv[1]}/{i}', timeout=2).read()\n",
      '{url}',
    ],
    cwd: scanners,
    targets: 24,
    maxConcurrency: null,
    maxRps: null,
    deadline: 3,
    progress: () => {},
  });
  expect(result).toMatchObject({ reached: false, because: expect.stringContaining('not seen from inside') });
});

/** One run of a text against the failing server. */
async function once(text: string, deadline = 3) {
  const file = script(text);
  const run = await runOnce(nodeHost(), {
    command: [OLDEST, file, '{url}', '{n}'],
    cwd: join(file, '..'),
    targets: 24,
    scenario: 'failing',
    deadline,
    hasty: false,
    progress: () => {},
  });
  if ('error' in run) throw new Error(run.error);
  return run;
}

test.concurrent('the whole process group ends at the deadline', async () => {
  const run = await once(
    "import subprocess, sys, time, urllib.request\nchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\nprint(child.pid, flush=True)\ntry: urllib.request.urlopen(sys.argv[1])\nexcept OSError: pass\ntime.sleep(60)\n",
  );
  expect(run.stopped).toBe('deadline');
  const pid = Number(/^\d+/.exec(run.tail)?.[0]);
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  expect(state === '' || state.startsWith('Z'), state).toBe(true);
});

test.concurrent('nothing leaves the machine: connections, datagrams and look-ups fail as without a network', async () => {
  const run = await once(
    [
      'import socket, sys, urllib.request',
      'def attempt(f, *a):',
      '    try: f(*a)',
      '    except OSError as e: print(type(e).__name__, e.errno)',
      "attempt(socket.create_connection, ('192.0.2.1', 80), 1)",
      "attempt(socket.getaddrinfo, 'scanned.example', 80)",
      "attempt(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto, b'x', ('192.0.2.2', 53))",
      "attempt(socket.getaddrinfo, 'localhost', 80)",
      'attempt(urllib.request.urlopen, sys.argv[1])',
    ].join('\n'),
  );
  expect(run.inside.refused).toEqual(['192.0.2.1:80', 'scanned.example', '192.0.2.2:53']);
  expect(run.tail).toMatch(/^OSError 101\ngaierror -2\nOSError 101\nHTTPError None\n$/);
  expect(run.wire.requests).toHaveLength(1);
});

test.concurrent('in a hasty run no sleep is long, and what was asked for is reported', async () => {
  const file = script(
    'import asyncio, sys, time, urllib.request\ntime.sleep(60)\nasyncio.run(asyncio.sleep(61))\ntry: urllib.request.urlopen(sys.argv[1])\nexcept OSError: pass\n',
  );
  const run = await runOnce(nodeHost(), {
    command: [OLDEST, file, '{url}'],
    cwd: scanners,
    targets: 24,
    scenario: 'failing',
    deadline: 3,
    hasty: true,
    progress: () => {},
  });
  expect(run).toMatchObject({ stopped: null, hasty: true });
  expect('inside' in run && run.inside.sleeps.map(({ delay }) => delay)).toEqual([60, 61]);
});

test.concurrent('proxies of the environment are not used', async () => {
  const host = Object.create(nodeHost()) as ReturnType<typeof nodeHost>;
  Object.defineProperty(host, 'env', {
    value: { ...process.env, http_proxy: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' },
  });
  const file = script('import sys, urllib.request\nprint(urllib.request.urlopen(sys.argv[1] + "/a").status)\n');
  const run = await runOnce(host, {
    command: [NEWEST, file, '{url}'],
    cwd: scanners,
    targets: 24,
    scenario: 'crowd',
    deadline: 3,
    hasty: false,
    progress: () => {},
  });
  expect(run).toMatchObject({ tail: '200\n' });
});

test.concurrent("the program's own sitecustomize runs, sleeps are what they were, and the injected folder is not on the path", async () => {
  const folder = mkdtempSync(join(scratch, 'site-'));
  writeFileSync(join(folder, 'sitecustomize.py'), "import builtins\nbuiltins.own = 'own site'\n");
  const host = Object.create(nodeHost()) as ReturnType<typeof nodeHost>;
  Object.defineProperty(host, 'env', { value: { ...process.env, PYTHONPATH: folder } });
  const text = [
    'import asyncio, inspect, sys, time, urllib.request',
    'class A: sleep = time.sleep',
    'A().sleep(0.01)',
    "print(own, inspect.iscoroutinefunction(asyncio.sleep), asyncio.run(asyncio.sleep(0.01, 'value')), any('throughput_inject' in p for p in sys.path))",
    'from concurrent.futures import ThreadPoolExecutor',
    'with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, 2])))',
    "try: time.sleep('x')",
    'except TypeError as error: print(error)',
    'try: urllib.request.urlopen(sys.argv[1])',
    'except OSError: pass',
  ].join('\n');
  const file = script(text);
  for (const python of new Set([OLDEST, NEWEST])) {
    const run = await runOnce(host, {
      command: [python, file, '{url}'],
      cwd: scanners,
      targets: 24,
      scenario: 'failing',
      deadline: 5,
      hasty: false,
      progress: () => {},
    });
    const error = execFileSync(
      python,
      ['-c', "import time\ntry: time.sleep('x')\nexcept TypeError as error: print(error)"],
      { encoding: 'utf8' },
    );
    expect(run).toMatchObject({ tail: `own site True value False\n[1, 2]\n${error}` });
  }
});
