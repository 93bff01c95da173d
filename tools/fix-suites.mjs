// Makes every fix that is offered in the files of some folders, each by itself and all of a file together, and says which do not hold:
// the file is valid, no comment is lost, the finding is gone, no new one has come. With --mutate each file is tried in other layouts as well.
// usage: node tools/fix-suites.mjs FOLDER… [--mutate] [--limit FILES]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyFixes, verifyFixes } from '../packages/adderstone/src/fixes/apply.ts';
import { withFixes } from '../packages/adderstone/src/fixes/suggest.ts';
import { MODELS } from '../packages/adderstone/src/models/compiled.generated.ts';
import { parseModule } from '../packages/adderstone/src/python/parser.ts';
import { ALL_RULES } from '../packages/adderstone/src/rules/index.generated.ts';
import { runRules } from '../packages/adderstone/src/rules/run.ts';
import { SourceFile } from '../packages/adderstone/src/text/source-file.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mutate: { type: 'boolean', default: false }, limit: { type: 'string', default: '1000000' } },
});
const RULES = ALL_RULES.filter((rule) => rule.default || ['injection/shell-true', 'code/eval-use'].includes(rule.id));
const LAYOUTS = [
  (text) => text,
  ...(values.mutate
    ? [
        (text) => text.replace(/\r?\n/g, '\r\n'),
        (text) => `"""A docstring."""\nfrom __future__ import annotations\n${text}`,
        (text) => `def wrapper():\n${text.replace(/^(?=.)/gm, '    ')}\n`,
        (text) => `secrets = subprocess = hmac = ast = os = None\n${text}`,
        (text) => text.replace(/\(/g, '(\n').replace(/,(?= )/g, ',\n'),
        (text) => text.replace(/;?[ \t]*$/gm, '  # kept'),
      ]
    : []),
];

function findingsOf(file) {
  return withFixes(runRules([file], RULES, MODELS).findings, new Map([[file.path, file]]));
}

const tally = new Map();
const count = (rule, what) => {
  const row = tally.get(rule) ?? {};
  row[what] = (row[what] ?? 0) + 1;
  tally.set(rule, row);
};
let files = 0;
let bad = 0;
for (const folder of positionals) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.py') || files >= Number(values.limit)) continue;
    const path = join(entry.parentPath, entry.name);
    const source = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
    files++;
    for (const layout of LAYOUTS) {
      const text = layout(source);
      if (parseModule(text).problems.length > 0) continue;
      const before = findingsOf(new SourceFile('main.py', 'python', text));
      const fixable = before.filter(({ fix }) => fix !== null);
      const groups = [...fixable.map((one) => [one]), ...(fixable.length > 1 ? [fixable] : [])];
      for (const finding of before) if (layout === LAYOUTS[0]) count(finding.rule, 'found');
      for (const group of groups) {
        const fixed = applyFixes(text, group);
        const failure = verifyFixes(text, fixed, before, findingsOf(new SourceFile('main.py', 'python', fixed.text)));
        const rule = group.length === 1 ? group[0].rule : '(all of a file)';
        if (layout === LAYOUTS[0]) count(rule, 'tried');
        if (failure === null) continue;
        if (layout === LAYOUTS[0]) count(rule, 'failed');
        bad++;
        console.log(
          `${path}:${group[0].location.line} ${rule}: ${failure.message} (layout ${LAYOUTS.indexOf(layout)})`,
        );
      }
    }
  }
}
for (const [rule, row] of [...tally].sort()) if (row.tried) console.log(rule, JSON.stringify(row));
console.log(`${files} files, ${bad} fixes that do not hold`);
