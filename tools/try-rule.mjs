// Runs rules over real files and prints what they say: node tools/try-rule.mjs FILE_OR_FOLDER… [--rule id-or-family] [--sites] [--events]
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const src = new URL('../packages/adderstone/src/', import.meta.url);
const { runRules } = await import(new URL('rules/run.ts', src));
const { ALL_RULES } = await import(new URL('rules/index.generated.ts', src));
const { MODELS } = await import(new URL('models/compiled.generated.ts', src));
const { SourceFile } = await import(new URL('text/source-file.ts', src));

const args = process.argv.slice(2);
const option = (name) => {
  const at = args.indexOf(name);
  return at < 0 ? null : args.splice(at, 2)[1];
};
const flag = (name) => {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
};
const wanted = option('--rule');
const showSites = flag('--sites');
const showCounts = flag('--counts');

function collect(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? collect(join(path, entry.name))
        : /\.pyi?$/.test(entry.name)
          ? [join(path, entry.name)]
          : [],
    )
    .sort();
}
const root = args.length === 1 && statSync(args[0]).isDirectory() ? args[0] : process.cwd();
const files = args
  .flatMap(collect)
  .map(
    (path) => new SourceFile(relative(root, path), path.endsWith('i') ? 'stub' : 'python', readFileSync(path, 'utf8')),
  );
const rules = ALL_RULES.filter((rule) => wanted === null || rule.id === wanted || rule.id.startsWith(`${wanted}/`));
const result = runRules(files, rules, MODELS);
for (const one of result.findings) {
  console.log(
    `${one.location.path}:${one.location.line}:${one.location.column} ${one.severity} ${one.rule}: ${one.message}`,
  );
}
if (showSites)
  for (const one of result.sites)
    console.log(`${one.path}:${one.line} ${one.outcome} ${one.check} ${one.reason ?? ''} ${one.note}`);
for (const one of result.problems) console.log(`PROBLEM ${one.rule} in ${one.path}: ${one.message}`);
for (const [path, problems] of result.syntax) console.log(`SYNTAX ${path}: ${problems.length} problems`);
if (showCounts) console.log(result.analysis.counts, `${result.analysis.gaps.length} gaps`);
console.log(
  `${rules.length} rules, ${files.length} files, ${result.findings.length} findings, ${result.sites.length} sites`,
);
