// Runs `validate paths` over the example applications with one interpreter: node tools/path-apps.mjs PYTHON [NAME…]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const apps = new URL('../packages/adderstone/test/probes/path-apps/', import.meta.url).pathname;
const program = new URL('../packages/adderstone/bin/adderstone.js', import.meta.url).pathname;
const [python = 'python3', ...names] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(`${apps}cases.json`, 'utf8')).filter(
  ({ name }) => names.length === 0 || names.includes(name),
);

/** Every name below a folder with its content. */
function treeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((one) => join(one.parentPath, one.name) + (one.isFile() ? readFileSync(join(one.parentPath, one.name)) : ''))
    .filter((text) => !text.includes('__pycache__'))
    .sort()
    .join('\n');
}

let right = 0;
let slowest = 0;
for (const { name, args, classes } of cases) {
  const top = mkdtempSync(join(tmpdir(), 'adderstone-app-'));
  const root = join(top, 'project');
  mkdirSync(join(root, 'uploads'), { recursive: true });
  writeFileSync(join(root, 'uploads', 'report.txt'), 'report\n');
  cpSync(`${apps}${name}.py`, join(root, `${name}.py`));
  const before = treeOf(top);
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const rest = cut < 0 ? [] : args.slice(cut).map((word) => (word === 'python3' ? python : word));
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    [program, 'validate', 'paths', '--base', 'uploads', '--python', python, '--json', '-', ...own, ...rest],
    { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: `${dirname(python)}:${process.env['PATH']}` } },
  );
  const seconds = (performance.now() - started) / 1000;
  slowest = Math.max(slowest, seconds);
  let line = `${name}: `;
  let good = false;
  try {
    const json = JSON.parse(run.stdout);
    const found = [...new Set(json.escapes.map((one) => one.class))].sort();
    good = json.reached && found.join() === [...classes].sort().join() && run.status === (classes.length > 0 ? 1 : 0);
    line += `${json.reached ? 'reached' : `NOT REACHED ${JSON.stringify(json.skipped)}`} ${json.tried} tried [${found}]`;
    if (!good) line += ` expected [${[...classes].sort()}] exit ${run.status}`;
    if (!good && process.env['SHOW']) line += `\n${JSON.stringify(json, null, 1)}`;
  } catch {
    line += `no JSON: ${run.stdout}${run.stderr}`;
  }
  if (treeOf(top) !== before) {
    good = false;
    line += ' LEFT SOMETHING BEHIND';
  }
  if (good) right++;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${seconds.toFixed(1)} s ${line}${run.stderr && !good ? `\n${run.stderr.slice(-500)}` : ''}`,
  );
  rmSync(top, { recursive: true, force: true });
}
console.log(`${right} of ${cases.length} right, slowest ${slowest.toFixed(1)} s`);
process.exitCode = right === cases.length ? 0 : 1;
