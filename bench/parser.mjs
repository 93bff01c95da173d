// Speed of the parser on a corpus, in this process and after warming up, beside CPython's `ast.parse` on the same files in the same run.
// usage: node bench/parser.mjs [FOLDER] [--runs N] [--python PROGRAM]    default: .corpora/django (npm run corpora), 5 runs, python3
// The ratios count; megabytes a second depend on the machine.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodePython } from '../packages/adderstone/src/python/decode.ts';
import { parseModule } from '../packages/adderstone/src/python/parser.ts';
import { tokenize } from '../packages/adderstone/src/python/tokenizer.ts';
import { walk } from '../packages/adderstone/src/python/walk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, python: { type: 'string', default: 'python3' } },
});
const folder = positionals[0] ?? join(new URL('..', import.meta.url).pathname, '.corpora/django');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const texts = [];
let bytes = 0;
for (const file of files) {
  const data = readFileSync(file);
  const decoded = decodePython(data);
  if (decoded.kind !== 'text') continue;
  bytes += data.length;
  texts.push(decoded.text);
}

/** Least CPU seconds of one pass over all texts. */
function least(pass) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < Number(values.runs); run++) {
    const before = process.cpuUsage();
    for (const text of texts) pass(text);
    const used = process.cpuUsage(before);
    best = Math.min(best, (used.user + used.system) / 1e6);
  }
  return best;
}

let nodes = 0;
const count = () => {
  nodes++;
};
const tokens = least((text) => tokenize(text, 0, text.length, false));
const parse = least((text) => parseModule(text));
nodes = 0;
const both = least((text) => walk(parseModule(text), count));
const script = `
import ast, sys, time
texts = []
for path in sys.stdin.read().split("\\n"):
    with open(path, "rb") as file: texts.append(file.read())
best = 1e9
for run in range(${Number(values.runs)}):
    start = time.process_time()
    for text in texts:
        try: ast.parse(text)
        except (SyntaxError, ValueError): pass
    best = min(best, time.process_time() - start)
print(best, sys.version.split()[0])
`;
const other = spawnSync(values.python, ['-c', script], { input: files.join('\n'), encoding: 'utf8' });
const rate = (seconds) => `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
console.log(`${texts.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${nodes / Number(values.runs)} nodes`);
console.log(`tokens ${rate(tokens)} · parse ${rate(parse)} · parse and visit ${rate(both)}`);
console.log(`parse and visit takes ${(both / tokens).toFixed(2)} times the tokenizer alone`);
if (other.status === 0) {
  const [seconds, version] = other.stdout.trim().split(' ');
  console.log(
    `CPython ${version} ast.parse ${rate(Number(seconds))}: ${(Number(seconds) / both).toFixed(2)} times ours with the visit`,
  );
} else console.log(`no CPython to compare with: ${values.python} did not run`);
