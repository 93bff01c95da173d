import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** A folder may import only from folders of a lower number; folders of the same number do not import each other. */
const LAYERS: Record<string, number> = {
  text: 0,
  host: 1,
  python: 1,
  regex: 1,
  template: 1,
  project: 2,
  models: 3,
  flow: 4,
  findings: 5,
  fixes: 6,
  rules: 6,
  secrets: 6,
  audit: 6,
  probes: 6,
  evidence: 6,
  standards: 7,
  scan: 8,
  report: 9,
  store: 9,
  agents: 10,
  setup: 11,
  cli: 12,
  lsp: 12,
  mcp: 12,
};

/** Only `host` touches files, processes, network and workers; `crypto`, `path` and `util` are pure. */
const CAPABILITIES =
  /^(?:node:)?(?:fs|fs\/promises|child_process|net|tls|http|https|http2|dgram|dns|worker_threads|cluster|os|process|readline|tty|v8|vm|inspector)$/;
const MAY_USE_HOST = new Set(['host', 'audit', 'probes', 'scan', 'store', 'cli', 'lsp', 'mcp']);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function imports(text: string): string[] {
  const found: string[] = [];
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;
  for (const match of text.matchAll(pattern)) found.push(match[2] as string);
  return found;
}

test('imports go down the layers, and only host touches the machine', () => {
  const wrong: string[] = [];
  for (const file of sources(src)) {
    const name = relative(src, file);
    const folder = name.split('/')[0] as string;
    const layer = LAYERS[folder];
    if (layer === undefined) {
      wrong.push(`${name}: folder ${folder} has no layer`);
      continue;
    }
    for (const specifier of imports(readFileSync(file, 'utf8'))) {
      if (CAPABILITIES.test(specifier) && folder !== 'host') wrong.push(`${name} imports ${specifier}`);
      if (!specifier.startsWith('.')) continue;
      const target = relative(src, resolve(dirname(file), specifier)).split('/')[0] as string;
      if (target === folder) continue;
      const below = LAYERS[target];
      if (below === undefined || below >= layer)
        wrong.push(`${name} imports ${specifier}: ${folder} may not use ${target}`);
      if (target === 'host' && !MAY_USE_HOST.has(folder)) wrong.push(`${name} imports host`);
    }
  }
  expect(wrong).toEqual([]);
});

test('no code reaches the machine without an import', () => {
  const wrong: string[] = [];
  for (const file of sources(src)) {
    const name = relative(src, file);
    // Compiled models hold names of Python things, no code.
    if (name.startsWith('host/') || name === 'models/compiled.generated.ts') continue;
    const text = readFileSync(file, 'utf8').replace(/(?:py|before: |after: )`[^`]*`|\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    if (
      /(?<![.\w'"`])(?:fetch|eval)\s*\(|\bnew\s+(?:Function|Worker|WebSocket)\b|(?<![.\w])process\.(?!exitCode\b)/.test(
        text,
      )
    )
      wrong.push(name);
  }
  expect(wrong).toEqual([]);
});

test('no folder or file is called after nothing', () => {
  const vague = /(?:^|[/-])(?:utils?|helpers?|common|misc|manager|impl)(?=[/.-]|$)/;
  expect(
    sources(src)
      .map((file) => relative(src, file))
      .filter((name) => vague.test(name)),
  ).toEqual([]);
});
