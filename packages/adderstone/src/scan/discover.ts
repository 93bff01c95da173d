import ignore, { type Ignore } from 'ignore';
import type { Host } from '../host/host.ts';
import { type Glob, matchesGlob } from '../text/glob.ts';
import type { Skipped } from './outcome.ts';

/** A file to look at: its path as reported, and the real one. */
export interface Candidate {
  readonly path: string;
  readonly real: string;
}

/** What a discovery found. */
export interface Discovery {
  /** Sorted by path. */
  readonly files: readonly Candidate[];
  readonly skipped: readonly Skipped[];
}

/** What decides which files are looked at. Globs are project-relative. */
export interface Selection {
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
  readonly maxFiles: number;
}

/** Folders that hold no code of the project. */
const NEVER = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  'node_modules',
  '__pycache__',
  '__pypackages__',
  '.venv',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.direnv',
]);
const PYTHON = /\.(?:py|pyi|pyw|ipynb)$/;
const DEEPEST = 100;

/**
 * The Python files below some paths: `.py`, `.pyi`, `.pyw`, `.ipynb`, in a fixed order, each real file once. `.gitignore` and `.ignore` are
 * followed, nested ones too; version control, caches and virtual environments are left out. Links are followed when their target lies in
 * the root. What is left out for another reason than the user's wish is told with `gap: true`.
 * @param root absolute real path of the project
 * @param starts absolute paths below the root
 */
export function discover(host: Host, root: string, starts: readonly string[], selection: Selection): Discovery {
  const walk = new Walk(host, root, selection);
  for (const start of [...starts].sort()) walk.start(start);
  const files = walk.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const kept = files.slice(0, selection.maxFiles);
  if (files.length > kept.length) {
    walk.skip(
      kept.at(-1)?.path ?? '.',
      'too-many-files',
      `${files.length - kept.length} further files are not looked at: the limit is ${selection.maxFiles}`,
      true,
    );
  }
  walk.skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files: kept, skipped: walk.skipped };
}

interface Rules {
  readonly folder: string;
  readonly patterns: Ignore;
}

class Walk {
  readonly files: Candidate[] = [];
  readonly skipped: Skipped[] = [];
  private readonly seen = new Set<string>();
  private readonly host: Host;
  private readonly root: string;
  private readonly selection: Selection;

  constructor(host: Host, root: string, selection: Selection) {
    this.host = host;
    this.root = root;
    this.selection = selection;
  }

  skip(path: string, reason: string, message: string, gap: boolean): void {
    this.skipped.push({ path, reason, message, gap });
  }

  start(path: string): void {
    const real = this.host.resolve(path);
    const shown = this.relative(path) ?? path;
    if (real === null) {
      this.skip(shown, 'missing', 'is not there', true);
      return;
    }
    const relative = this.relative(real);
    if (relative === null) {
      this.skip(shown, 'link-outside', 'leads out of the project', true);
      return;
    }
    const kind = this.host.kindOf(real);
    if (kind === 'folder') this.folder(real, relative === '' ? '' : relative, this.inherited(relative), 0);
    else if (kind === 'file') this.file(real, relative, true);
    else this.skip(relative, 'not-a-file', 'is no regular file', true);
  }

  /** The ignore files of the folders above a start, outermost first. */
  private inherited(relative: string): readonly Rules[] {
    const rules: Rules[] = [];
    const parts = relative === '' ? [] : relative.split('/');
    for (let i = 0; i < parts.length; i++) {
      const folder = parts.slice(0, i).join('/');
      const own = this.rulesOf(folder);
      if (own !== null) rules.push(own);
    }
    return rules;
  }

  private rulesOf(relative: string): Rules | null {
    const folder = relative === '' ? this.root : `${this.root}/${relative}`;
    let patterns: Ignore | null = null;
    for (const name of ['.gitignore', '.ignore']) {
      const read = this.host.read(`${folder}/${name}`, 1 << 20);
      if (read.kind !== 'bytes') continue;
      patterns ??= ignore();
      patterns.add(Buffer.from(read.bytes).toString('utf8'));
    }
    return patterns === null ? null : { folder: relative, patterns };
  }

  private isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
    for (let i = rules.length - 1; i >= 0; i--) {
      const { folder, patterns } = rules[i] as Rules;
      const below = folder === '' ? path : path.slice(folder.length + 1);
      if (below === '' || below.startsWith('../')) continue;
      const verdict = patterns.test(isFolder ? `${below}/` : below);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }

  private folder(real: string, relative: string, above: readonly Rules[], depth: number): void {
    if (this.seen.has(real)) return;
    this.seen.add(real);
    if (depth > DEEPEST) {
      this.skip(relative, 'too-deep', `lies more than ${DEEPEST} folders deep`, true);
      return;
    }
    const entries = this.host.list(real);
    if (entries === null) {
      this.skip(relative || '.', 'unreadable', 'the folder cannot be read', true);
      return;
    }
    if (depth > 0 && entries.some((entry) => entry.name === 'pyvenv.cfg')) {
      this.skip(relative, 'environment', 'is a virtual environment', false);
      return;
    }
    const own = this.rulesOf(relative);
    const rules = own === null ? above : [...above, own];
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      let kind = entry.kind;
      let target = `${real}/${entry.name}`;
      if (kind === 'link') {
        const resolved = this.host.resolve(target);
        const inside = resolved === null ? null : this.relative(resolved);
        if (resolved === null || inside === null) {
          if (PYTHON.test(entry.name) || resolved === null || this.host.kindOf(resolved) === 'folder') {
            this.skip(
              path,
              'link-outside',
              resolved === null ? 'is a link to nothing' : 'is a link that leads out of the project',
              resolved !== null || PYTHON.test(entry.name),
            );
          }
          continue;
        }
        target = resolved;
        const what = this.host.kindOf(resolved);
        kind = what === 'folder' ? 'folder' : what === 'file' ? 'file' : 'other';
        if (kind === 'folder' && !this.seen.has(resolved)) {
          // The folder is met by its own name as well; looking at it once is enough.
          continue;
        }
      }
      if (kind === 'folder') {
        if (NEVER.has(entry.name) || this.isIgnored(path, true, rules)) continue;
        if (this.selection.exclude.some((glob) => matchesGlob(glob, path) || matchesGlob(glob, `${path}/`))) {
          this.skip(path, 'excluded', 'is excluded by the configuration', false);
          continue;
        }
        this.folder(target, path, rules, depth + 1);
      } else if (PYTHON.test(entry.name)) {
        if (this.isIgnored(path, false, rules)) continue;
        if (kind === 'other') this.skip(path, 'not-a-file', 'is no regular file', true);
        else this.file(target, path, false);
      }
    }
  }

  private file(real: string, path: string, named: boolean): void {
    if (this.seen.has(real)) return;
    this.seen.add(real);
    if (this.selection.exclude.some((glob) => matchesGlob(glob, path))) {
      this.skip(path, 'excluded', 'is excluded by the configuration', false);
      return;
    }
    if (
      !named &&
      this.selection.include.length > 0 &&
      !this.selection.include.some((glob) => matchesGlob(glob, path))
    ) {
      this.skip(path, 'not-included', 'is not in `include`', false);
      return;
    }
    this.files.push({ path, real });
  }

  /** Path relative to the root with `/`, `''` for the root itself, null outside. */
  private relative(path: string): string | null {
    if (path === this.root) return '';
    const prefix = this.root === '/' ? '/' : `${this.root}/`;
    return path.startsWith(prefix) ? path.slice(prefix.length) : null;
  }
}
