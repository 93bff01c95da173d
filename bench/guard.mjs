// What the runtime guard costs: CPU time of small programs with it, divided by that without it, the least of several runs each.
// usage: node bench/guard.mjs PYTHON…          (npm run bench is about the analysis)
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const inject = join(dirname(dirname(fileURLToPath(import.meta.url))), 'python/src/adderstone_guard/inject');
const WORK = {
  'start of Python': ['', 40],
  '4,000 tiny reads': [
    "for i in range(40): open(f'base/t{i}', 'w').write('x')\nfor n in range(100):\n  for i in range(40):\n    with open(f'base/t{i}') as f: f.read()\n",
    11,
  ],
  '1,500 writes and reads': [
    "for n in range(1500):\n  with open(f'base/w{n % 50}', 'w') as f: f.write('x' * 2000)\n  with open(f'base/w{n % 50}') as f: f.read()\n",
    11,
  ],
  '400 reads of 1 MB': [
    "open('base/mb', 'wb').write(b'x' * 1000000)\nfor n in range(400):\n  with open('base/mb', 'rb') as f: f.read()\n",
    11,
  ],
  'computation only': [
    's = 0\nfor i in range(2000000): s += i * i % 7\nd = {}\nfor i in range(200000): d[str(i)] = i\n',
    11,
  ],
};
const root = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-bench-')));
mkdirSync(join(root, 'base'));
mkdirSync(join(root, 'state'));

/** CPU milliseconds of one run, as Python itself counts them at its end, start included. */
function cpu(python, guarded) {
  const env = { PATH: process.env.PATH };
  if (guarded)
    Object.assign(env, {
      PYTHONPATH: inject,
      ADDERSTONE_GUARD: `v=1\nmode=exit\nstate=${root}/state\nbase=${root}/base`,
    });
  const program =
    'import resource, subprocess, sys\nsubprocess.run(sys.argv[1:], check=True)\nu = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint((u.ru_utime + u.ru_stime) * 1000)\n';
  // The outer process only counts; the guard is in the environment of the inner one.
  const set = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const run = spawnSync(python, ['-c', program, 'env', '-i', ...set, python, 'app.py'], {
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return Number(run.stdout.toString());
}

for (const python of process.argv.slice(2)) {
  console.log(python);
  let start = [0, 0];
  for (const [name, [text, times]] of Object.entries(WORK)) {
    writeFileSync(join(root, 'app.py'), text);
    const free = [];
    const guarded = [];
    for (let n = 0; n < times; n++) {
      free.push(cpu(python, false));
      guarded.push(cpu(python, true));
    }
    const [without, withGuard] = [Math.min(...free), Math.min(...guarded)];
    if (text === '') {
      start = [without, withGuard];
      console.log(`  ${name}: +${(withGuard - without).toFixed(1)} ms`);
    } else {
      const net = (withGuard - start[1]) / (without - start[0]);
      console.log(`  ${name}: ${(withGuard / without).toFixed(2)} (without the start ${net.toFixed(2)})`);
    }
  }
}
rmSync(root, { recursive: true, force: true });
