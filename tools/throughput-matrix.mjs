// Validates every scanner of python/tests/throughput_scanners and holds the findings against those that its first lines name.
//   node tools/throughput-matrix.mjs --python PYTHON [--python PYTHON…] [--repeat N] [--jobs N] [NAME…]
// Needs the built bundle, or ADDERSTONE_PROGRAM; a scanner whose libraries an interpreter does not have is passed over and said so. Exit code 1 for a difference.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const folder = join(root, 'python/tests/throughput_scanners');
const pythons = [];
const names = [];
let repeat = 1;
let jobs = 1;
for (let i = 2; i < process.argv.length; i++) {
  const word = process.argv[i];
  if (word === '--python') pythons.push(process.argv[++i]);
  else if (word === '--repeat') repeat = Number(process.argv[++i]);
  else if (word === '--jobs') jobs = Number(process.argv[++i]);
  else names.push(word);
}
if (pythons.length === 0) pythons.push('python3');

const work = mkdtempSync(join(tmpdir(), 'throughput-matrix-'));
const queue = [];
for (const python of pythons) {
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace(/\.py$/, '');
    if (!file.endsWith('.py') || (names.length > 0 && !names.includes(name))) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const field = (key) => new RegExp(`^# ${key}: (.*)$`, 'm').exec(text)?.[1] ?? null;
    const expected = field('expect');
    if (expected === null) continue;
    const probe = (field('needs') ?? '')
      .split(',')
      .map((need) => need.trim())
      .filter(Boolean)
      .map((need) => (need === 'TaskGroup' ? 'from asyncio import TaskGroup' : `import ${need}`))
      .join('\n');
    if (probe !== '' && spawnSync(python, ['-c', probe]).status !== 0) {
      console.log(`-- ${name}: not with ${python}`);
      continue;
    }
    for (let i = 0; i < repeat; i++)
      queue.push({
        python,
        name,
        expected:
          expected === 'none'
            ? []
            : expected
                .split(',')
                .map((one) => one.trim())
                .sort(),
        options: (field('options') ?? '').split(' ').filter(Boolean),
        line: field('blocking'),
        out: join(work, `${queue.length}.json`),
      });
  }
}

let wrong = 0;
let longest = 0;
async function one({ python, name, expected, options, line, out }) {
  const began = Date.now();
  const child = spawn(
    process.execPath,
    [
      process.env.ADDERSTONE_PROGRAM ?? join(root, 'packages/adderstone/bin/adderstone.js'),
      'validate',
      'throughput',
      ...options,
      '--json',
      out,
      '--',
      python,
      join(folder, `${name}.py`),
      '{url}',
      '{n}',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((done) => child.on('close', done));
  const seconds = (Date.now() - began) / 1000;
  longest = Math.max(longest, seconds);
  let result = null;
  try {
    result = JSON.parse(readFileSync(out, 'utf8'));
  } catch {
    /* said below */
  }
  const found = (result?.findings ?? []).map(({ kind }) => kind).sort();
  const problems = [];
  if (result === null) problems.push('no JSON');
  if (found.join() !== expected.join()) problems.push(`found [${found.join(', ')}], expected [${expected.join(', ')}]`);
  if (code !== (expected.length > 0 ? 1 : 0)) problems.push(`exit code ${code}`);
  if (line !== null && !result?.blocking.some((place) => String(place.line) === line))
    problems.push(`blocking ${JSON.stringify(result?.blocking)}, expected line ${line}`);
  if (problems.length > 0) wrong += 1;
  console.log(
    `${problems.length > 0 ? 'XX' : 'ok'} ${name} ${seconds.toFixed(1)} s ${result?.python ?? python}${problems.length > 0 ? `: ${problems.join('; ')}${err && `\n${err.trim()}`}` : ''}`,
  );
  if (problems.length > 0 && result) {
    const {
      findings,
      gaps,
      backOff,
      forever,
      retryAfter,
      inFlightMax,
      idleMax,
      hung,
      givenUp,
      threadsMax,
      notes,
      runs,
      loop,
    } = result;
    console.log(
      JSON.stringify({
        findings,
        gaps,
        backOff,
        forever,
        retryAfter,
        inFlightMax,
        idleMax,
        hung,
        givenUp,
        threadsMax,
        notes,
        runs,
        loop,
      }),
    );
  }
}
const total = queue.length;
await Promise.all(
  Array.from({ length: jobs }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await one(next);
  }),
);
rmSync(work, { recursive: true, force: true });
console.log(`${total - wrong} of ${total} as expected; longest ${longest.toFixed(1)} s`);
process.exitCode = wrong > 0 ? 1 : 0;
