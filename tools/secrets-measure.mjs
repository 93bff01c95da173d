// Recall and false alarms of `adderstone secrets` on the labelled files of the tests, one project a file; CPU on a folder.
// usage: node tools/secrets-measure.mjs [--show] [--folder PATH]     needs a build
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { show: { type: 'boolean' }, folder: { type: 'string' } } });
const root = new URL('..', import.meta.url).pathname;
const program = join(root, 'packages/adderstone/bin/adderstone.js');

/** Findings of a folder by path, from the program as its users start it. */
function found(cwd) {
  const run = spawnSync(
    process.execPath,
    [program, 'secrets', '.', '--isolated', '--output-format', 'json', '--exit-zero'],
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (!run.stdout.startsWith('{')) throw new Error(run.stderr);
  return JSON.parse(run.stdout).findings;
}

async function measure(title, labelled, family) {
  const folder = mkdtempSync(join(tmpdir(), 'adderstone-labelled-'));
  labelled.forEach(({ path, text }, i) => {
    const file = join(folder, String(i), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
  const hit = new Map();
  for (const finding of found(folder))
    if (finding.rule.startsWith(family)) hit.set(Number(finding.path.split('/')[0]), finding.rule);
  rmSync(folder, { recursive: true });
  const rows = new Map();
  labelled.forEach(({ category, holds, name, text }, i) => {
    const row = rows.get(category) ?? { holds, all: 0, found: 0 };
    row.all++;
    if (hit.has(i)) row.found++;
    rows.set(category, row);
    if (values.show && hit.has(i) !== holds)
      console.error(
        `${holds ? 'MISSED' : 'FALSE '} ${category}/${name} ${hit.get(i) ?? ''}\n    ${text.trim().slice(0, 200)}`,
      );
  });
  console.log(`\n${title}\n| category | files | found |\n|---|--:|--:|`);
  for (const [category, { all, found: count }] of rows) console.log(`| ${category} | ${all} | ${count} |`);
  for (const holds of [true, false]) {
    const part = [...rows.values()].filter((row) => row.holds === holds);
    const all = part.reduce((sum, row) => sum + row.all, 0);
    const count = part.reduce((sum, row) => sum + row.found, 0);
    console.log(`${holds ? 'recall' : 'false alarms'}: ${count} of ${all}, ${((100 * count) / all).toFixed(1)} %`);
  }
}

if (values.folder !== undefined) {
  const run = spawnSync(
    process.execPath,
    [program, 'secrets', '.', '--isolated', '--output-format', 'concise', '--timings'],
    { cwd: values.folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  console.log(run.stdout.split('\n').slice(-3).join('\n'), run.stderr);
} else {
  const { CREDENTIALS } = await import('../packages/adderstone/test/secrets/labelled-credentials.ts');
  await measure('credentials', CREDENTIALS, 'secret/');
  const { PERSONAL_DATA } = await import('../packages/adderstone/test/secrets/labelled-personal.ts');
  await measure('personal data', PERSONAL_DATA, 'personal-data/');
}
