import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { discover } from '../../src/scan/discover.ts';
import { git, project, write } from './run.ts';

const PATTERNS =
  'a b a/ /a b/a *.py !*.py !a !a/ a/** **/b a/**/b /b/* !b/a.py ?.py [ab].py [!a].py \\!a #x a.py /a.py !/a.py * !*/ b/ A ** /**/a a*b !b !b/ c/* !c/a.py [a- \\a.py'.split(
    ' ',
  );
const FILES = 'a.py b.py a/a.py a/b.py a/b/a.py b/a.py b/b/a.py b/c/b.py c/a.py c/a/b/a.py'.split(' ');
const lines = (patterns: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...patterns), { maxLength: 4 }).map((list) => `${list.join('\n')}\n`);
/** A folder that a file further down takes in again is in the test below. */
const NESTED = PATTERNS.filter((pattern) => !pattern.startsWith('!') || pattern.endsWith('.py'));

test('what ignore files leave out is what git leaves out', () => {
  const root = realpathSync(project(Object.fromEntries(FILES.map((path) => [path, '']))));
  git(root, 'init', '-q');
  const host = nodeHost();
  fc.assert(
    fc.property(lines([...PATTERNS, 'a.py ']), fc.constantFrom('a', 'b', 'c'), lines(NESTED), (top, folder, nested) => {
      write(root, { '.gitignore': top, [`${folder}/.gitignore`]: nested });
      const found = discover(host, root, [root], { include: [], exclude: [], maxFiles: 100 });
      const listed = git(root, 'ls-files', '--others', '--exclude-standard', '-z').split('\0');
      rmSync(join(root, folder, '.gitignore'));
      expect([top, folder, nested, found.files.map(({ path }) => path)]).toEqual([
        top,
        folder,
        nested,
        listed.filter((path) => path.endsWith('.py')).sort(),
      ]);
    }),
    { numRuns: 80, seed: 11 },
  );
});

test('MISSING: a folder that a nested ignore file takes in again stays left out below it, and is told', () => {
  const root = realpathSync(project({ '.gitignore': 'a/\n', 'c/.gitignore': '!a/\n', 'c/a/b/a.py': '' }));
  git(root, 'init', '-q');
  expect(git(root, 'ls-files', '--others', '--exclude-standard', '--', '*.py')).toBe('c/a/b/a.py\n');
  const found = discover(nodeHost(), root, [root], { include: [], exclude: [], maxFiles: 100 });
  expect(found.files).toEqual([]);
  expect(found.skipped.map(({ path, reason }) => `${path} ${reason}`)).toEqual(['c/a/b ignored']);
});
