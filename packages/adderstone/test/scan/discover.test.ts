import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry, Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { discover, isPythonOfProject } from '../../src/scan/discover.ts';
import { type Glob, parseGlob } from '../../src/text/glob.ts';

/** A tree in memory: texts are files, null is a folder that cannot be read. */
type Tree = { readonly [name: string]: string | null | Tree };

function host(tree: Tree): Host {
  const at = (path: string): string | null | Tree | undefined => {
    let here: string | null | Tree | undefined = tree;
    for (const part of path.split('/').slice(2)) {
      if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
      here = here[part];
    }
    return here;
  };
  const kindOf = (path: string): 'file' | 'folder' | null => {
    const found = at(path);
    return found === undefined ? null : typeof found === 'string' ? 'file' : 'folder';
  };
  return Object.assign(Object.create(nodeHost()) as Host, {
    resolve: (path: string) => (at(path) === undefined ? null : path),
    kindOf,
    list: (path: string): readonly Entry[] | null => {
      const found = at(path);
      if (typeof found !== 'object' || found === null) return null;
      return Object.keys(found)
        .sort()
        .map((name) => ({ name, kind: kindOf(`${path}/${name}`) as 'file' | 'folder' }));
    },
    read: (path: string) => {
      const found = at(path);
      return typeof found === 'string'
        ? { kind: 'bytes', bytes: Buffer.from(found) }
        : { kind: 'refused', reason: 'missing', message: '' };
    },
  });
}

const ALL = { include: [], exclude: [], maxFiles: 100_000 };
const glob = (text: string): Glob => parseGlob(text) as Glob;

test('a folder that cannot be read is said, and makes the run incomplete', () => {
  const found = discover(host({ 'a.py': '', locked: null }), '/r', ['/r'], ALL);
  expect(found.files.map(({ path }) => path)).toEqual(['a.py']);
  expect(found.skipped).toEqual([
    { path: 'locked', reason: 'unreadable', message: 'the folder cannot be read', gap: true },
  ]);
});

test('files beyond the limit are counted, not dropped silently', () => {
  const tree = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.py`, '']));
  const found = discover(host(tree), '/r', ['/r'], { ...ALL, maxFiles: 10 });
  expect(found.files).toHaveLength(10);
  expect(found.skipped).toEqual([
    {
      path: found.files.at(-1)?.path,
      reason: 'too-many-files',
      message: '2 further files are not looked at: the limit is 10',
      gap: true,
    },
  ]);
});

test('a folder too deep is said', () => {
  let tree: Tree = { 'x.py': '' };
  for (let i = 0; i < 150; i++) tree = { d: tree };
  const found = discover(host(tree), '/r', ['/r'], ALL);
  expect(found.files).toEqual([]);
  expect(found.skipped.map(({ reason, gap }) => [reason, gap])).toEqual([['too-deep', true]]);
});

test('each Python file is either looked at or told, whatever the starts and their order', () => {
  const name = fc.constantFrom('a', 'b', 'build', 'node_modules');
  const leaf = fc.constantFrom('x.py', 'y.pyi', 'z.txt', 'n.ipynb');
  const level = (below: fc.Arbitrary<Tree> | null): fc.Arbitrary<Tree> =>
    fc
      .tuple(
        fc.dictionary(leaf, fc.constant(''), { maxKeys: 3 }),
        below === null ? fc.constant({}) : fc.dictionary(name, below, { maxKeys: 3 }),
      )
      .map(([files, folders]): Tree => ({ ...files, ...folders }));
  const tree = level(level(level(level(null))));
  fc.assert(
    fc.property(tree, fc.shuffledSubarray(['/r', '/r/a', '/r/b'], { minLength: 1 }), (files, starts) => {
      const selection = { ...ALL, exclude: [glob('build')] };
      const machine = host(files);
      const usable = starts.filter((start) => machine.kindOf(start) !== null);
      const first = discover(machine, '/r', usable, selection);
      expect(discover(machine, '/r', [...usable].reverse(), selection)).toEqual(first);
      const told = [...first.files.map(({ path }) => path), ...first.skipped.map(({ path }) => path)];
      const walk = (folder: Tree, prefix: string): void => {
        for (const [key, value] of Object.entries(folder)) {
          const path = prefix + key;
          if (typeof value !== 'string') walk(value as Tree, `${path}/`);
          else if (isPythonOfProject(selection, path) && usable.some((start) => `/r/${path}`.startsWith(`${start}/`)))
            expect(told).toContain(path);
        }
      };
      walk(files, '');
      for (const { path } of first.files) expect(isPythonOfProject(selection, path)).toBe(true);
    }),
    { numRuns: 60, seed: 5 },
  );
});
