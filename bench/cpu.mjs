// Whole-process CPU of `adderstone check` beside bandit on the same trees, in the same run: the least of several runs, and the ratio.
// usage: node bench/cpu.mjs [CORPUS…]     corpora: folders of .corpora (npm run corpora) or paths; default: django
//   --bandit PATH   bandit's program (default: `bandit` on PATH); --runs N (default 3); --json FILE
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpusCopy } from '../tools/corpus-copy.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bandit: { type: 'string', default: 'bandit' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const root = new URL('..', import.meta.url).pathname;
const program = join(root, 'packages/adderstone/bin/adderstone.js');
const corpora = positionals.length > 0 ? positionals : ['django'];

/** CPU seconds (user and system, children included) and peak memory in MB of one command, as the kernel counts them. */
function measure(command, cwd) {
  const script = [
    'import resource, subprocess, sys',
    'code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode',
    'use = resource.getrusage(resource.RUSAGE_CHILDREN)',
    'print(use.ru_utime + use.ru_stime, use.ru_maxrss / 1024, code)',
  ].join('\n');
  const result = spawnSync('python3', ['-c', script, ...command], { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`could not measure ${command[0]}: ${result.stderr}`);
  const [cpu, memory, code] = result.stdout.trim().split(' ').map(Number);
  return { cpu, memory, code };
}

/** The least CPU of several runs; refuses other exit codes than the allowed ones. */
function best(command, cwd, allowed) {
  let least = null;
  for (let run = 0; run < Number(values.runs); run++) {
    const measured = measure(command, cwd);
    if (!allowed.includes(measured.code)) throw new Error(`${command.join(' ')} ended with ${measured.code}`);
    if (least === null || measured.cpu < least.cpu) least = measured;
  }
  return least;
}

function thousandLines(folder) {
  const counted = spawnSync('sh', ['-c', "find . -name '*.py' -type f -print0 | xargs -0 cat | wc -l"], {
    cwd: folder,
    encoding: 'utf8',
  });
  return Number(counted.stdout.trim()) / 1000;
}

const round = (value) => Math.round(value * 100) / 100;
const results = [];
for (const corpus of corpora) {
  const folder = existsSync(corpus) ? corpus : corpusCopy(corpus);
  const cache = mkdtempSync(join(tmpdir(), 'adderstone-bench-'));
  const check = [process.execPath, program, 'check', '.', '--exit-zero', '--output-format', 'concise'];
  const cold = best([...check, '--no-cache'], folder, [0, 1, 2]);
  measure([...check, '--cache-dir', cache], folder);
  const warm = best([...check, '--cache-dir', cache], folder, [0, 1, 2]);
  const other = best([values.bandit, '-r', '-q', '-f', 'json', '.'], folder, [0, 1]);
  rmSync(cache, { recursive: true, force: true });
  const row = {
    corpus,
    kloc: Math.round(thousandLines(folder)),
    cold: round(cold.cpu),
    warm: round(warm.cpu),
    memory: Math.round(cold.memory),
    bandit: round(other.cpu),
    ratio: round(other.cpu / cold.cpu),
  };
  results.push(row);
  console.log(
    `${row.corpus}: ${row.kloc} kLOC · adderstone ${row.cold} s cold, ${row.warm} s unchanged, ${row.memory} MB · bandit ${row.bandit} s · 1/${row.ratio} of bandit`,
  );
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
