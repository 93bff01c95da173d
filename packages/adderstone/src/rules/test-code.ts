import type { Confidence } from '../findings/finding.ts';
import type { Scope } from '../flow/event.ts';
import type { ModuleIr } from '../flow/ir.ts';
import type { SourceFile } from '../text/source-file.ts';

/**
 * The confidence of a finding whose weakness protects nothing in a test (throwaway keys, local servers, fixtures): low in
 * test files, so that it is only shown when asked for; unchanged elsewhere.
 */
export function confidenceIn(scope: Scope, confidence: Confidence): Confidence {
  return scope.isTest ? 'low' : confidence;
}

/** Libraries that run tests; what imports one is there to be run by it. */
const RUNNERS =
  /^(?:pytest|unittest2?|nose2?|testtools|hypothesis|asynctest|aiounittest|django\.test|twisted\.trial)(?:\.|$)/;

/** The part of a path up to its folder `test` or `tests`; null when it lies in none. */
function testFolder(path: string): string | null {
  const found = /^(?:.*\/)?tests?\//.exec(path);
  return found === null ? null : found[0];
}

/**
 * Paths of the code that only tests run: files that are named as tests and import what runs tests, `test_*.py` with test functions,
 * and whatever lies beside such a file in a folder of tests. A name alone shows nothing: a program may be called `test.py`.
 * @param files every file, with whether it is named as a test
 */
export function testFiles(
  files: readonly { readonly file: SourceFile; readonly isTest: boolean; readonly ir: ModuleIr }[],
): ReadonlySet<string> {
  const named = files.filter(({ isTest }) => isTest);
  const shown = named.filter(
    ({ file: { path }, ir }) =>
      ir.imports.some(({ module, level }) => level === 0 && RUNNERS.test(module)) ||
      (/(?:^|\/)test_\w*\.py$/.test(path) &&
        ir.functions.some(({ kind, name }) => kind === 'function' && /^test_\w/.test(name))),
  );
  const folders = new Set(shown.map(({ file }) => testFolder(file.path)));
  const paths = new Set(shown.map(({ file }) => file.path));
  for (const { file } of named) {
    const folder = testFolder(file.path);
    if (folder !== null && folders.has(folder)) paths.add(file.path);
  }
  return paths;
}
