import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const snippets = resolve(import.meta.dirname, '../../../../.corpora/pycg/micro-benchmark/snippets');

interface Row {
  readonly name: string;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

test.runIf(existsSync(snippets))("call graphs of PyCG's programs are nine tenths complete and sound", async () => {
  const tool = resolve(import.meta.dirname, '../../../../tools/pycg.mjs');
  const { score } = (await import(tool)) as { score: (folder: string) => readonly Row[] };
  const rows = score(snippets);
  expect(rows.length).toBeGreaterThanOrEqual(112);
  const incomplete = rows.filter((row) => row.missing.length > 0).map((row) => row.name);
  const unsound = rows.filter((row) => row.extra.length > 0).map((row) => row.name);
  expect(incomplete.length / rows.length, incomplete.join(', ')).toBeLessThanOrEqual(0.1);
  expect(unsound.length / rows.length, unsound.join(', ')).toBeLessThanOrEqual(0.1);
});
