// Bundles the command line into packages/adderstone/dist: one entry, lazily loaded chunks, no dependency left to install.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../packages/adderstone/', import.meta.url).pathname;
/** Digest of every source by path and content; the same on every machine. */
function sourcesDigest() {
  const hash = createHash('sha256');
  const paths = readdirSync(`${root}src`, { recursive: true }).filter((path) => path.endsWith('.ts'));
  for (const path of paths.sort())
    hash
      .update(`${path}\0`)
      .update(readFileSync(`${root}src/${path}`))
      .update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** The compiled models as one text for `JSON.parse`: V8 reads it several times faster than the same as a literal of the program. */
const modelsAsJson = {
  name: 'models-as-json',
  setup({ onLoad }) {
    onLoad({ filter: /\/compiled\.generated\.ts$/ }, async ({ path }) => {
      const { MODELS } = await import(pathToFileURL(path).href);
      return { contents: `export const MODELS=JSON.parse(${JSON.stringify(JSON.stringify(MODELS))});`, loader: 'js' };
    });
  },
};

await rm(`${root}dist`, { recursive: true, force: true });
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22.12',
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  keepNames: false,
  plugins: [modelsAsJson],
  legalComments: 'none',
  define: { __ADDERSTONE_BUILD__: JSON.stringify(sourcesDigest()) },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, target: 'es2023', verbatimModuleSyntax: true } },
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: {
    cli: 'src/cli/main.ts',
    start: 'src/cli/start.ts',
    'build-snapshot': 'src/cli/build-snapshot.ts',
  },
  outdir: 'dist',
  splitting: true,
  format: 'esm',
  chunkNames: 'chunk-[hash]',
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
// What V8 makes a snapshot of has to be one script; where it lies is known when it starts.
await build({
  ...options,
  entryPoints: { snapshot: 'src/cli/snapshot.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { ...options.define, 'import.meta.dirname': '__programFolder' },
  banner: {
    js: "Object.defineProperty(globalThis,'__programFolder',{get(){const{dirname,join}=require('node:path');return join(dirname(process.argv[1]),'../dist')}});",
  },
});

// What runs inside the programs of others: Python as it is written.
await cp(new URL('../python/src/', import.meta.url).pathname, `${root}dist/python`, {
  recursive: true,
  filter: (path) => !path.endsWith('__pycache__'),
});

// A checkout starts from its snapshot at once; elsewhere the program builds it when it is used for the second time.
if (typeof process.execve === 'function')
  execFileSync(process.execPath, [`${root}dist/build-snapshot.js`], { stdio: 'inherit' });
