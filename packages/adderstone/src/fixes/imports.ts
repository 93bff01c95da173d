import type { Module, Node, Stmt } from '../python/nodes.ts';
import { walk } from '../python/walk.ts';
import type { Edit } from '../text/edit.ts';
import type { SourceFile } from '../text/source-file.ts';

/** How a module is called at a place, and the edit that makes it so. */
export interface ModuleName {
  readonly name: string;
  /** Empty when it is imported already. */
  readonly edits: readonly Edit[];
}

/** What the names of one file are bound to, and where a further import belongs. */
export class Imports {
  private readonly file: SourceFile;
  private readonly tree: Module;
  /** Every name that is bound anywhere in the file: the modules that it is imported from, or null for anything else. */
  private readonly bound = new Map<string, Set<string | null>>();

  constructor(file: SourceFile, tree: Module) {
    this.file = file;
    this.tree = tree;
    walk(tree, (node) => this.note(node));
  }

  /** The top-level modules that the file imports from, anywhere. */
  get roots(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const paths of this.bound.values())
      for (const path of paths) if (path !== null && path !== '') found.add(path.split('.')[0] as string);
    return found;
  }

  /** The dotted path that a name stands for when every binding of it in the file is an import of that one thing; else null. */
  pathOf(name: string): string | null {
    const paths = this.bound.get(name);
    const only = paths?.size === 1 ? [...paths][0] : undefined;
    return only ?? null;
  }

  /** The dotted path of a chain of names and attributes that starts at an import; else null. */
  resolve(node: Node): string | null {
    const parts: string[] = [];
    let at = node;
    while (at.kind === 'Attribute') {
      parts.unshift(at.attr);
      at = at.value;
    }
    if (at.kind !== 'Name') return null;
    const path = this.pathOf(at.id);
    return path === null || path === '' ? null : [path, ...parts].join('.');
  }

  /**
   * How to call a module of the standard library, or one that the file uses already, at an offset. Null when its name means something else in this file.
   * @param module a name without dots
   */
  module(module: string, offset: number): ModuleName | null {
    for (const statement of this.tree.body) {
      if (statement.kind !== 'Import' || statement.start > offset) continue;
      for (const alias of statement.names) {
        const local = alias.asname ?? alias.name;
        if (alias.name === module && this.pathOf(local) === module) return { name: local, edits: [] };
      }
    }
    const paths = this.bound.get(module);
    if (paths !== undefined && [...paths].some((path) => path !== module)) return null;
    const edit = this.insertion(`import ${module}`, module, offset);
    return edit === null ? null : { name: module, edits: [edit] };
  }

  private note(node: Node): void {
    switch (node.kind) {
      case 'Name':
        if (node.ctx !== 'load') this.bind(node.id, null);
        return;
      case 'FunctionDef':
      case 'ClassDef':
        this.bind(node.name, null);
        return;
      case 'Arg':
        this.bind(node.arg, null);
        return;
      case 'ExceptHandler':
        if (node.name !== null) this.bind(node.name, null);
        return;
      case 'MatchAs':
      case 'MatchStar':
        if (node.name !== null) this.bind(node.name, null);
        return;
      case 'MatchMapping':
        if (node.rest !== null) this.bind(node.rest, null);
        return;
      case 'Import':
        for (const alias of node.names) {
          if (alias.asname !== null) this.bind(alias.asname, alias.name);
          else this.bind(alias.name.split('.')[0] as string, alias.name.split('.')[0] as string);
        }
        return;
      case 'ImportFrom':
        for (const alias of node.names) {
          // A star may bind anything, which is what an unknown path says; names of the project have no dotted path here.
          const path = node.level > 0 || node.module === null ? null : `${node.module}.${alias.name}`;
          if (alias.name !== '*') this.bind(alias.asname ?? alias.name, path);
        }
        return;
      default:
        return;
    }
  }

  private bind(name: string, path: string | null): void {
    const paths = this.bound.get(name);
    if (paths === undefined) this.bound.set(name, new Set([path]));
    else paths.add(path);
  }

  /**
   * A line of its own with a plain import: in alphabetical place among the plain imports of the first block, else before the first
   * import, else behind docstring and `__future__` imports. Null when the place lies behind `offset`, where the name is needed.
   */
  private insertion(statement: string, module: string, offset: number): Edit | null {
    const { text } = this.file;
    const newline = /\r\n/.test(text.slice(0, 4000)) ? '\r\n' : '\n';
    const { body } = this.tree;
    let first = 0;
    const docstring = body[0];
    if (docstring?.kind === 'ExprStmt' && docstring.value.kind === 'Constant' && docstring.value.type === 'str')
      first = 1;
    while (first < body.length && isFuture(body[first] as Stmt)) first++;
    let target: Stmt | undefined;
    let behind: Stmt | undefined;
    for (let i = first; i < body.length; i++) {
      const one = body[i] as Stmt;
      if (one.kind !== 'Import' && one.kind !== 'ImportFrom') break;
      if (!this.ownsLine(one)) continue;
      if (one.kind === 'Import') {
        if ((one.names[0]?.name ?? '') > module) {
          target = one;
          break;
        }
        behind = one;
      } else {
        // Plain imports come before the others of their block.
        target ??= behind === undefined ? one : undefined;
        break;
      }
    }
    if (target === undefined && behind !== undefined) {
      const at = this.nextLine(behind.end);
      if (at === null || at > offset) return null;
      return { start: at, end: at, text: this.line(statement, newline, at) };
    }
    target ??= body.slice(first).find((one) => this.ownsLine(one));
    if (target === undefined) return null;
    const decorators = target.kind === 'FunctionDef' || target.kind === 'ClassDef' ? target.decorators : [];
    const top = Math.min(target.start, ...decorators.map(({ start }) => start));
    const at = lineStartOf(text, top);
    const isImport = target.kind === 'Import' || target.kind === 'ImportFrom';
    if (at > offset) return null;
    return { start: at, end: at, text: `${statement}${newline}${isImport ? '' : newline}` };
  }

  /** An import for a position that may be the end of a text without a line end. */
  private line(statement: string, newline: string, at: number): string {
    const { text } = this.file;
    const open = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r';
    return `${open ? newline : ''}${statement}${newline}`;
  }

  /** True when a statement is the first on its line. */
  private ownsLine(statement: Stmt): boolean {
    const { text } = this.file;
    const start = lineStartOf(text, statement.start);
    if (start === 0 || text.slice(start, statement.start).trim() === '') {
      const before = this.tree.body[this.tree.body.indexOf(statement) - 1];
      return before === undefined || before.end <= start;
    }
    return false;
  }

  /** Offset of the line behind the one that holds an offset; null when another statement stands on that line. */
  private nextLine(offset: number): number | null {
    const { text } = this.file;
    let at = offset;
    while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    const next = text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : Math.min(at + 1, text.length);
    return this.tree.body.some((one) => one.start >= offset && one.start < at) ? null : next;
  }
}

function isFuture(statement: Stmt): boolean {
  return statement.kind === 'ImportFrom' && statement.module === '__future__';
}

function lineStartOf(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}
