// The call graph of each program below a folder of PyCG's micro-benchmark, scored against its callgraph.json:
// node tools/pycg.mjs [SNIPPETS_FOLDER] [--out FOLDER] [--verbose]. Without a folder: .corpora/pycg/micro-benchmark/snippets.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const src = new URL('../packages/adderstone/src/', import.meta.url);
const { analyze } = await import(new URL('flow/analyze.ts', src));
const { parseModule } = await import(new URL('python/parser.ts', src));
const { MODELS } = await import(new URL('models/compiled.generated.ts', src));
const { SourceFile } = await import(new URL('text/source-file.ts', src));

const collect = (path) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? collect(join(path, entry.name)) : entry.name.endsWith('.py') ? [join(path, entry.name)] : [],
  );

/** Names of PyCG: builtins as `<builtin>.name`, methods of external instances behind their class. */
function nameOf(callee) {
  const method = /^builtins\.(str|dict|list|set|tuple)#(\w+)$/.exec(callee.path);
  if (method !== null) return `<**Py${method[1][0].toUpperCase()}${method[1].slice(1)}**>.${method[2]}`;
  const path = callee.path
    .replaceAll('()', '')
    .replaceAll('[]', '')
    .replaceAll('#', '.')
    .replace(/\.+/g, '.')
    .replace(/\.$/, '');
  return 'ir' in callee ? callee.path : path.replace(/^builtins\./, '<builtin>.');
}

/** The call graph of the Python files below a folder: caller to sorted callees. */
export function callGraph(folder) {
  const graph = new Map();
  const files = collect(folder).map((path) => {
    const file = new SourceFile(relative(folder, path), 'python', readFileSync(path, 'utf8'));
    return { file, tree: parseModule(file.text) };
  });
  analyze(files, MODELS, {
    wants: () => false,
    all: new Set(),
    tell() {},
    edge(caller, callee) {
      const from = caller.path;
      if (!graph.has(from)) graph.set(from, new Set());
      graph.get(from).add(nameOf(callee));
    },
  });
  return Object.fromEntries([...graph].sort().map(([from, to]) => [from, [...to].sort()]));
}

/** Scores every program: complete when no edge is missing, sound when none is too many. */
export function score(snippets) {
  const rows = [];
  for (const topic of readdirSync(snippets).sort()) {
    for (const name of readdirSync(join(snippets, topic)).sort()) {
      const folder = join(snippets, topic, name);
      if (!existsSync(join(folder, 'callgraph.json'))) continue;
      const want = JSON.parse(readFileSync(join(folder, 'callgraph.json'), 'utf8'));
      const graph = callGraph(folder);
      const edges = (one) =>
        new Set(Object.entries(one).flatMap(([from, to]) => to.map((callee) => `${from} -> ${callee}`)));
      const wanted = edges(want);
      const got = edges(graph);
      rows.push({
        name: `${topic}/${name}`,
        graph,
        missing: [...wanted].filter((edge) => !got.has(edge)),
        extra: [...got].filter((edge) => !wanted.has(edge)),
      });
    }
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf('--out');
  const out = at < 0 ? null : args.splice(at, 2)[1];
  const verbose = args.includes('--verbose');
  const folder = args.find((arg) => !arg.startsWith('--')) ?? join(root, '.corpora/pycg/micro-benchmark/snippets');
  const rows = score(folder);
  for (const row of rows) {
    if (verbose) {
      for (const edge of row.missing) console.log(`${row.name}: missing ${edge}`);
      for (const edge of row.extra) console.log(`${row.name}: extra ${edge}`);
    }
    if (out !== null) {
      mkdirSync(join(out, row.name), { recursive: true });
      writeFileSync(join(out, row.name, 'callgraph.json'), JSON.stringify(row.graph));
    }
  }
  const complete = rows.filter((row) => row.missing.length === 0).length;
  const sound = rows.filter((row) => row.extra.length === 0).length;
  const percent = (n) => `${n} of ${rows.length} (${((100 * n) / rows.length).toFixed(1)} %)`;
  console.log(`complete: ${percent(complete)}, sound: ${percent(sound)}`);
}
