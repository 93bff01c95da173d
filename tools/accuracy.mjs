// Runs the built program over folders of test files and writes one SARIF file each, for a scorer.
// usage: node tools/accuracy.mjs TREE OUT [--default NAME…]    every folder of TREE is a suite; `--select ALL` but for those named by --default
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { default: { type: 'string', multiple: true, default: [] } },
});
const [tree, out] = positionals.map((path) => resolve(path));
if (out === undefined) {
  console.error('usage: node tools/accuracy.mjs TREE OUT [--default NAME…]');
  process.exit(2);
}
const program = join(new URL('..', import.meta.url).pathname, 'packages/adderstone/bin/adderstone.js');
mkdirSync(out, { recursive: true });
for (const entry of readdirSync(tree, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const select = values.default.includes(entry.name) ? [] : ['--select', 'ALL'];
  const args = [
    'check',
    '.',
    '--isolated',
    '--no-cache',
    '--exit-zero',
    '--output-format',
    'concise',
    '--output',
    `sarif=${join(out, `${entry.name}.sarif`)}`,
    ...select,
  ];
  const run = spawnSync(process.execPath, [program, ...args], {
    cwd: join(tree, entry.name),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  console.log(`${entry.name}: exit ${run.status}${run.stderr === '' ? '' : ` ${run.stderr.split('\n')[0]}`}`);
}
