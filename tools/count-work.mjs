// How much work the analysis does on fixed inputs: node tools/count-work.mjs [--check] [FOLDER]. FOLDER holds the corpora (default
// .corpora). Writes bench/counts.json; with --check says where the counts grew by more than 5 %, and exits 1.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const src = new URL('../packages/adderstone/src/', import.meta.url);
const { analyze, NO_LISTENER } = {
  ...(await import(new URL('flow/analyze.ts', src))),
  ...(await import(new URL('flow/engine.ts', src))),
};
const { lowerModule } = await import(new URL('flow/lower.ts', src));
const { parseModule } = await import(new URL('python/parser.ts', src));
const { MODELS } = await import(new URL('models/compiled.generated.ts', src));
const { SourceFile } = await import(new URL('text/source-file.ts', src));

const args = process.argv.slice(2);
const check = args.includes('--check');
const corpora = args.find((arg) => !arg.startsWith('--')) ?? join(root, '.corpora');
const target = join(root, 'bench/counts.json');

const collect = (path) =>
  readdirSync(path, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? collect(join(path, entry.name))
        : entry.name.endsWith('.py')
          ? [join(path, entry.name)]
          : [],
    )
    .sort();

const counts = {};
for (const name of ['celery', 'django', 'flask', 'scrapy', 'sympy']) {
  const folder = join(corpora, name);
  if (!existsSync(folder)) continue;
  let lines = 0;
  let words = 0;
  const files = collect(folder).map((path) => {
    const file = new SourceFile(relative(folder, path), 'python', readFileSync(path, 'utf8'));
    lines += file.lines.count;
    const ir = lowerModule(parseModule(file.text));
    words += ir.code.length;
    return { file, ir };
  });
  const { counts: work, failures } = analyze(files, MODELS, NO_LISTENER);
  counts[name] = {
    lines,
    words,
    ...work,
    stepsPerLine: Number((work.steps / lines).toFixed(2)),
    failures: failures.length,
  };
}
if (check) {
  const before = JSON.parse(readFileSync(target, 'utf8'));
  for (const [name, now] of Object.entries(counts)) {
    if (now.failures > 0) {
      console.error(`${name}: ${now.failures} functions could not be interpreted`);
      process.exitCode = 1;
    }
    for (const key of ['words', 'steps', 'runs', 'joins']) {
      const old = before[name]?.[key];
      if (old !== undefined && now[key] > old * 1.05) {
        console.error(`${name}: ${key} grew from ${old} to ${now[key]}`);
        process.exitCode = 1;
      }
    }
  }
} else {
  writeFileSync(target, `${JSON.stringify(counts, null, 2)}\n`);
  console.log(`wrote bench/counts.json: ${Object.keys(counts).join(', ')}`);
}
