import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const TOOL = join(import.meta.dirname, '../../../../tools/oracle.mjs');

test("a sample of CPython's own tests is read as CPython 3.13 reads it", { timeout: 60_000 }, (context) => {
  const run = spawnSync(process.execPath, [TOOL, '--installed'], { encoding: 'utf8' });
  if (run.status === 3) {
    console.warn('NOT TESTED: the parser against CPython, since no CPython 3.13 was found (set PYTHON313)');
    context.skip('no CPython 3.13');
  }
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(run.stdout).toMatch(/^CPython's tests: [1-9]\d* of \d+ files equal/);
});
