// Bundles the command line into packages/adderstone/dist: one entry, lazily loaded chunks, no dependency left to install.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('../packages/adderstone/', import.meta.url).pathname;
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
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, target: 'es2023', verbatimModuleSyntax: true } },
  logLevel: 'warning',
});
