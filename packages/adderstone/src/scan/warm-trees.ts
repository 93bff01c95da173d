import { importedPaths } from '../project/neighbours.ts';
import type { Module } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import type { SourceFile } from '../text/source-file.ts';

/** Characters of source whose trees are kept; a tree takes some fifty times as many bytes. */
const MOST_CHARACTERS = 6_000_000;

/** Trees and imports of the files that a process that stays up has seen, each as of its last text. */
export class WarmTrees {
  private readonly trees = new Map<string, { readonly hash: string; readonly tree: Module }>();
  private readonly imports = new Map<string, readonly (readonly string[])[]>();
  private characters = 0;

  /** The tree of a file; parsed where its text is not the one that was seen last. */
  parse(file: SourceFile): Module {
    const kept = this.trees.get(file.path);
    if (kept?.hash === file.hash) return kept.tree;
    const tree = parseModule(file.text);
    if (file.kind === 'python') this.imports.set(file.path, importedPaths(tree, file.path));
    if (kept !== undefined) this.trees.delete(file.path);
    if (this.characters + file.text.length <= MOST_CHARACTERS) {
      this.characters += file.text.length;
      this.trees.set(file.path, { hash: file.hash, tree });
    }
    return tree;
  }

  /** Forgets files that are not there any more. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of [...this.imports.keys()]) if (!paths.has(path)) this.imports.delete(path);
    for (const path of [...this.trees.keys()]) if (!paths.has(path)) this.trees.delete(path);
  }

  /** The files that an edit touches first: the edited ones, what imports them, and what all of those import. Sorted. */
  touched(edited: ReadonlySet<string>, present: ReadonlySet<string>): ReadonlySet<string> {
    const targets = (path: string): readonly string[] =>
      (this.imports.get(path) ?? []).flatMap((candidates) => candidates.find((one) => present.has(one)) ?? []);
    const result = new Set(edited);
    for (const path of this.imports.keys()) if (targets(path).some((one) => edited.has(one))) result.add(path);
    for (const path of [...result]) for (const one of targets(path)) result.add(one);
    return result;
  }
}
