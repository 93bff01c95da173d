// Findings of the default settings on pinned real packages, a kLOC, beside the labels of those that people have read.
// usage: node tools/noise.mjs [--update] [--show]     needs `npm run corpora` and a build
//   --update adds a line for each finding that has no label yet (label "unread"); --show prints each finding with its code
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { corpusCopy } from './corpus-copy.mjs';

const { values } = parseArgs({ options: { update: { type: 'boolean' }, show: { type: 'boolean' } } });
const root = new URL('..', import.meta.url).pathname;
const program = join(root, 'packages/adderstone/bin/adderstone.js');
const PACKAGES = ['django', 'flask', 'fastapi', 'aiohttp', 'celery', 'scrapy'];
const labelFile = join(root, 'corpus/labels.jsonl');
const labels = new Map();
if (existsSync(labelFile)) {
  for (const line of readFileSync(labelFile, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const label = JSON.parse(line);
    labels.set(`${label.package} ${label.fingerprint}`, label);
  }
}

/** Clauses of the built-in standard that are about where data goes: commands, paths, deserializing, queries, files, answers. */
const FLOW_CLAUSES = ['01', '02', '03', '04', '09', '10'].map((number) => `REQ-PY_SEC-${number}`);
const shares = [];

const total = { findings: 0, kloc: 0, useful: 0, useless: 0, unread: 0 };
const seen = new Set();
console.log(
  '| package | kLOC | findings | a kLOC | worth reading | useless | useless a kLOC | unread |\n|---|--:|--:|--:|--:|--:|--:|--:|',
);
for (const name of PACKAGES) {
  const folder = corpusCopy(name);
  const run = spawnSync(
    process.execPath,
    [program, 'check', '.', '--output-format', 'json', '--no-cache', '--isolated', '--exit-zero'],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  const report = JSON.parse(run.stdout);
  const counted = spawnSync('sh', ['-c', "find . -name '*.py' -type f -print0 | xargs -0 cat | wc -l"], {
    cwd: folder,
    encoding: 'utf8',
  });
  const row = { findings: 0, kloc: Number(counted.stdout.trim()) / 1000, useful: 0, useless: 0, unread: 0 };
  for (const finding of report.findings) {
    if (finding.status !== 'new') continue;
    row.findings++;
    const key = `${name} ${finding.fingerprint}`;
    seen.add(key);
    let label = labels.get(key);
    if (label === undefined) {
      label = {
        package: name,
        rule: finding.rule,
        path: finding.path,
        line: finding.line,
        fingerprint: finding.fingerprint,
        label: 'unread',
        reason: '',
      };
      labels.set(key, label);
    }
    row[label.label === 'useful' ? 'useful' : label.label === 'useless' ? 'useless' : 'unread']++;
    if (values.show) {
      const code = readFileSync(join(folder, finding.path), 'utf8')
        .split('\n')
        .slice(Math.max(0, finding.line - 3), finding.line + 2);
      console.error(
        `\n${name}/${finding.path}:${finding.line} ${finding.rule} ${finding.severity}/${finding.confidence} [${label.label}] ${finding.fingerprint}\n  ${finding.message}\n    ${code.join('\n    ')}`,
      );
    }
  }
  const share = { name, examined: 0, unknown: 0, all: 0, allUnknown: 0 };
  for (const { requirement, sites } of report.verdicts) {
    if (FLOW_CLAUSES.includes(requirement)) {
      share.examined += sites.examined;
      share.unknown += sites.unknown;
    } else if (requirement === 'VAL-PY_SEC-01') {
      // The clause that every check counts for.
      share.all += sites.examined;
      share.allUnknown += sites.unknown;
    }
  }
  shares.push(share);
  for (const part of Object.keys(total)) total[part] += row[part];
  print(name, row);
}
print('all', total);
console.log('\n| package | sites of the flow clauses | unknown | share | sites of all checks | unknown | share |');
console.log('|---|--:|--:|--:|--:|--:|--:|');
const sum = { name: 'all', examined: 0, unknown: 0, all: 0, allUnknown: 0 };
for (const share of shares) for (const part of ['examined', 'unknown', 'all', 'allUnknown']) sum[part] += share[part];
for (const one of [...shares, sum]) {
  console.log(
    `| ${one.name} | ${one.examined} | ${one.unknown} | ${percent(one.unknown, one.examined)} | ${one.all} | ${one.allUnknown} | ${percent(one.allUnknown, one.all)} |`,
  );
}
if (values.update) {
  const kept = [...labels].filter(([key]) => seen.has(key)).map(([, label]) => label);
  kept.sort(
    (a, b) =>
      (a.package + a.path).localeCompare(b.package + b.path, 'en') || a.line - b.line || (a.rule < b.rule ? -1 : 1),
  );
  mkdirSync(join(root, 'corpus'), { recursive: true });
  writeFileSync(labelFile, kept.map((label) => `${JSON.stringify(label)}\n`).join(''));
}

function percent(part, whole) {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function print(name, row) {
  console.log(
    `| ${name} | ${row.kloc.toFixed(0)} | ${row.findings} | ${(row.findings / row.kloc).toFixed(2)} | ${row.useful} | ${row.useless} | ${(row.useless / row.kloc).toFixed(2)} | ${row.unread} |`,
  );
}
