// Bundles the command line into packages/adderstone/dist: one entry, lazily loaded chunks, no dependency left to install.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
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

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  chunkNames: 'chunk-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'none',
  define: { __ADDERSTONE_BUILD__: JSON.stringify(sourcesDigest()) },
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, target: 'es2023', verbatimModuleSyntax: true } },
  logLevel: 'warning',
});

// What runs inside the programs of others: Python as it is written.
await cp(new URL('../python/src/', import.meta.url).pathname, `${root}dist/python`, {
  recursive: true,
  filter: (path) => !path.endsWith('__pycache__'),
});
