// CPU of one call of the agents' hook after an edit, on a copy of a corpus under git: the call's own process and what the resident process spends on it.
// usage: node bench/hook.mjs [FILE…]     files of the corpus; default: three of django of 120, 750 and 2,750 lines
//   --corpus NAME|PATH (default django, `npm run corpora`); --rounds N (default 8); --alone: without the resident process
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpusCopy } from '../tools/corpus-copy.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', default: 'django' },
    rounds: { type: 'string', default: '8' },
    alone: { type: 'boolean', default: false },
  },
});
const program = new URL('../packages/adderstone/bin/adderstone.js', import.meta.url).pathname;
const home = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-bench-')));
const root = join(home, 'project');
const env = { PATH: process.env.PATH, HOME: home, ADDERSTONE_RESIDENT: values.alone ? '0' : '1' };
const files =
  positionals.length > 0
    ? positionals
    : ['django/views/static.py', 'django/http/response.py', 'django/db/models/query.py'];
const HARMLESS = (n) => `\n\ndef added_${n}():\n    return ${n}\n`;
const BAD = (n) => `\n\ndef added_${n}(path):\n    import yaml\n    return yaml.load(open(path), Loader=yaml.Loader)\n`;

/** Runs a command and gives what it wrote, with the CPU milliseconds of it and its children. */
function measured(command, input) {
  const script = [
    'import resource, subprocess, sys',
    'run = subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.PIPE)',
    'use = resource.getrusage(resource.RUSAGE_CHILDREN)',
    'print(use.ru_utime + use.ru_stime, flush=True)',
    'sys.stdout.buffer.write(run.stdout)',
  ].join('\n');
  const result = spawnSync('python3', ['-c', script, ...command], { cwd: root, env, input, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`could not measure: ${result.stderr}`);
  const end = result.stdout.indexOf('\n');
  return { cpu: Number(result.stdout.slice(0, end)) * 1000, out: result.stdout.slice(end + 1) };
}

function resident(what) {
  const { stdout } = spawnSync(process.execPath, [program, 'resident', what], { cwd: root, env, encoding: 'utf8' });
  return stdout;
}

/** CPU milliseconds of the resident process so far; 0 where there is none. */
function residentCpu() {
  return Number(/in ([\d.]+) s of CPU/.exec(resident('status'))?.[1] ?? 0) * 1000;
}

function hook(path) {
  const payload = { hook_event_name: 'PostToolUse', cwd: root, tool_input: { file_path: join(root, path) } };
  const before = residentCpu();
  const call = measured([process.execPath, program, 'hook', 'post-edit', '--agent', 'claude'], JSON.stringify(payload));
  return { cpu: call.cpu + residentCpu() - before, told: call.out.includes('"block"') };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

try {
  cpSync(existsSync(values.corpus) ? values.corpus : corpusCopy(values.corpus), root, { recursive: true });
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b.invalid', 'commit', '-qm', 'x'],
  ])
    spawnSync('git', args, { cwd: root, env });
  hook(files[0]);
  for (let waited = 0; !values.alone && waited < 200 && !resident('status').startsWith('process'); waited++)
    await new Promise((done) => setTimeout(done, 50));
  const rows = new Map(files.map((file) => [file, { same: [], harmless: [], bad: [] }]));
  let n = 0;
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [file, row] of rows) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [kind, addition] of [
        ['harmless', HARMLESS],
        ['bad', BAD],
      ]) {
        writeFileSync(join(root, file), text + addition(n++));
        const { cpu, told } = hook(file);
        if (told !== (kind === 'bad')) throw new Error(`${file}: an edit that is ${kind} was answered wrongly`);
        row[kind].push(cpu);
        row.same.push(hook(file).cpu);
      }
      writeFileSync(join(root, file), text);
      hook(file);
    }
  console.log('CPU milliseconds: first round, then least and median of the others');
  for (const [file, row] of rows)
    for (const [kind, all] of Object.entries(row)) {
      const later = all.slice(kind === 'same' ? 2 : 1);
      const numbers = [all[0], Math.min(...later), median(later)].map((one) => one.toFixed(0).padStart(5));
      console.log(`${file.padEnd(32)} ${kind.padEnd(9)} ${numbers.join(' ')}`);
    }
  if (!values.alone) console.log(resident('status').trim());
} finally {
  if (!values.alone) resident('stop');
  rmSync(home, { recursive: true, force: true });
}
