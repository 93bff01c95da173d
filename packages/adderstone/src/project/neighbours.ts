import type { Module } from '../python/nodes.ts';
import { walk } from '../python/walk.ts';

/**
 * Where the modules that a file imports may lie in its project, most likely first, each with every file that it may be. Relative imports are
 * resolved from the file's folder, absolute ones from each folder above it. The paths are project-relative with `/`, and need not be there.
 */
export function importedPaths(tree: Module, path: string): readonly (readonly string[])[] {
  const folder = path.split('/').slice(0, -1);
  const found: string[][] = [];
  const add = (bases: readonly (readonly string[])[], parts: readonly string[]): void => {
    const files: string[] = [];
    for (const base of bases) {
      const full = [...base, ...parts].join('/');
      if (full !== '') files.push(`${full}.py`, `${full}/__init__.py`);
    }
    if (files.length > 0) found.push(files);
  };
  const above = Array.from({ length: folder.length + 1 }, (_, i) => folder.slice(0, folder.length - i));
  const roots = [...above, ['src'], ['lib']];
  walk(tree, (node) => {
    if (node.kind === 'Import') {
      for (const alias of node.names) add(roots, alias.name.split('.'));
    } else if (node.kind === 'ImportFrom') {
      const parts = node.module === null ? [] : node.module.split('.');
      if (node.level > folder.length + 1) return;
      const bases = node.level > 0 ? [folder.slice(0, folder.length - node.level + 1)] : roots;
      for (const alias of node.names) if (alias.name !== '*') add(bases, [...parts, alias.name]);
      if (parts.length > 0) add(bases, parts);
    }
  });
  return found;
}
