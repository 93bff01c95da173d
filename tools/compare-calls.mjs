// Compares calls that were recorded while a package's own tests ran (tools/record_calls.py) with the call graph of the analysis.
// usage: node tools/compare-calls.mjs PACKAGE_FOLDER RECORDED.json [--missed]
// Prints how many recorded edges the analysis has, and the others by what their caller or callee is; --missed lists each.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const src = new URL('../packages/adderstone/src/', import.meta.url);
const { analyze } = await import(new URL('flow/analyze.ts', src));
const { NO_LISTENER } = await import(new URL('flow/engine.ts', src));
const { FunctionInfo } = await import(new URL('flow/program.ts', src));
const { MODELS } = await import(new URL('models/compiled.generated.ts', src));
const { parseModule } = await import(new URL('python/parser.ts', src));
const { SourceFile } = await import(new URL('text/source-file.ts', src));

const [folder, recorded] = process.argv.slice(2).map((path) => resolve(path));
if (recorded === undefined) {
  console.error('usage: node tools/compare-calls.mjs PACKAGE_FOLDER RECORDED.json [--missed]');
  process.exit(2);
}
const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
// The package by its name, as its own code imports it.
const top = resolve(folder, '..');
const files = paths.map((path) => new SourceFile(relative(top, path), 'python', readFileSync(path, 'utf8')));
const prefix = `${relative(top, folder)}/`;
const known = new Set();
const nodes = new Map();
const placeOf = (fn) => `${fn.module.file.path.slice(prefix.length)}:${fn.module.file.position(fn.ir.start).line}`;
const edge = (caller, callee) => {
  if (caller instanceof FunctionInfo && callee instanceof FunctionInfo)
    known.add(`${placeOf(caller)}>${placeOf(callee)}`);
};
analyze(
  files.map((file) => ({ file, tree: parseModule(file.text) })),
  MODELS,
  { ...NO_LISTENER, edge },
);

/** Functions by file and every line from the first decorator to the `def`: what CPython calls the first line differs by version. */
for (const file of files) {
  const short = file.path.slice(prefix.length);
  (function visit(node) {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (node.kind === 'FunctionDef' || node.kind === 'AsyncFunctionDef' || node.kind === 'Lambda') {
      const first = Math.min(node.start, ...(node.decorators ?? []).map((one) => one.start));
      for (let line = file.position(first).line; line <= file.position(node.start).line; line++)
        nodes.set(`${short}:${line}:${node.kind === 'Lambda' ? '<lambda>' : ''}`, {
          line: file.position(node.start).line,
          node,
          file,
        });
    }
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
  })(parseModule(file.text));
}
const find = (path, line, name) =>
  nodes.get(`${path}:${line}:${name === '<lambda>' ? '<lambda>' : ''}`) ?? nodes.get(`${path}:${line}:<lambda>`);
let met = 0;
let judged = 0;
const missed = new Map();
const list = [];
for (const [callerPath, callerLine, path, line, name] of JSON.parse(readFileSync(recorded, 'utf8'))) {
  if (/^<(?:genexpr|listcomp|setcomp|dictcomp|module)>$/.test(name)) continue;
  const caller = find(callerPath, callerLine, '');
  const callee = find(path, line, name);
  if (caller === undefined || callee === undefined) continue;
  judged++;
  if (known.has(`${callerPath}:${caller.line}>${path}:${callee.line}`)) {
    met++;
    continue;
  }
  const text = caller.file.text.slice(caller.node.start, caller.node.end);
  const why = /^__\w+__$/.test(name)
    ? 'a special method that the language calls'
    : new RegExp(`\\b${name}\\b`).test(text)
      ? 'named in the caller, on something that is not known'
      : 'not named in the caller: a callback, a descriptor, a name that is worked out';
  missed.set(why, (missed.get(why) ?? 0) + 1);
  list.push(`${callerPath}:${callerLine} -> ${path}:${line} ${name}`);
}
console.log(`${met} of ${judged} recorded edges are in the call graph (${((100 * met) / judged).toFixed(1)} %)`);
for (const [why, count] of [...missed].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(5)}  ${why}`);
if (process.argv.includes('--missed')) for (const one of list) console.log(one);
