import ignore, { type Ignore } from 'ignore';
import type { Entry, Host } from '../host/host.ts';
import { settingsForm } from '../secrets/settings-file.ts';
import { isTemplatePath } from '../template/template.ts';
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
  /** Settings files beside them (`.env`, TOML, YAML, INI, JSON), in which only secrets and personal data are looked for, and templates of pages. Sorted by path. */
  readonly texts: readonly Candidate[];
  /** Files that `Selection.also` asked for and that are no Python files, sorted by path. */
  readonly others: readonly Candidate[];
  readonly skipped: readonly Skipped[];
}

/** What decides which files are looked at. Globs are project-relative. */
export interface Selection {
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
  readonly maxFiles: number;
  /** Further files that are wanted, by their project-relative path; `include` does not concern them. */
  readonly also?: (path: string) => boolean;
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
 * The Python files below some paths: `.py`, `.pyi`, `.pyw`, `.ipynb` and scripts by their first line, in a fixed order, each real file once. `.gitignore` and `.ignore` are
 * followed, nested ones too; version control, caches and virtual environments are left out. Links are followed when their target lies in
 * the root. What is left out for another reason than the user's wish is told with `gap: true`.
 * @param root absolute real path of the project
 * @param starts absolute paths below the root
 */
export function discover(host: Host, root: string, starts: readonly string[], selection: Selection): Discovery {
  const walk = new Walk(host, root, selection);
  for (const start of [...starts].sort()) walk.start(start);
  walk.links();
  const [files, texts] = [walk.files, walk.texts].map((found) => {
    found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const kept = found.slice(0, selection.maxFiles);
    if (found.length > kept.length) {
      walk.skip(
        kept.at(-1)?.path ?? '.',
        'too-many-files',
        `${found.length - kept.length} further files are not looked at: the limit is ${selection.maxFiles}`,
        true,
      );
    }
    return kept;
  }) as [Candidate[], Candidate[]];
  walk.skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const others = walk.others.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, texts, others, skipped: walk.skipped };
}

/** Whether a project-relative path, or a folder above it, is excluded. */
export function isExcluded(exclude: readonly Glob[], path: string): boolean {
  if (exclude.length === 0) return false;
  for (let cut = path.indexOf('/'); cut >= 0; cut = path.indexOf('/', cut + 1)) {
    const folder = path.slice(0, cut);
    if (exclude.some((glob) => matchesGlob(glob, folder))) return true;
  }
  return exclude.some((glob) => matchesGlob(glob, path) || matchesGlob(glob, `${path}/`));
}

/** Whether a project-relative path lies in no folder of tools and is not excluded, ignore files apart. */
export function isOfProject(exclude: readonly Glob[], path: string): boolean {
  return !path.split('/').some((part) => NEVER.has(part)) && !isExcluded(exclude, path);
}

/** Whether a project-relative path is one of a Python file that a scan of the whole project looks at, ignore files apart. */
export function isPythonOfProject(selection: Pick<Selection, 'include' | 'exclude'>, path: string): boolean {
  return PYTHON.test(path) && isWanted(selection, path);
}

/** Whether a project-relative path is one of a settings file that a scan of the whole project looks at, ignore files apart. */
export function isSettingsOfProject(selection: Pick<Selection, 'include' | 'exclude'>, path: string): boolean {
  return settingsForm(path) !== null && isWanted(selection, path);
}

function isWanted(selection: Pick<Selection, 'include' | 'exclude'>, path: string): boolean {
  if (path.split('/').some((part) => NEVER.has(part)) || isExcluded(selection.exclude, path)) return false;
  return selection.include.length === 0 || selection.include.some((glob) => matchesGlob(glob, path));
}

/** Whether a project-relative path is one of a settings file or template that a scan of the whole project looks at, ignore files apart. */
export function isTextOfProject(selection: Pick<Selection, 'include' | 'exclude'>, path: string): boolean {
  return isSettingsOfProject(selection, path) || (isTemplatePath(path) && isWanted(selection, path));
}

function isText(path: string): boolean {
  return settingsForm(path) !== null || isTemplatePath(path);
}

interface Rules {
  readonly folder: string;
  readonly patterns: Ignore;
}

class Walk {
  readonly files: Candidate[] = [];
  readonly texts: Candidate[] = [];
  readonly others: Candidate[] = [];
  readonly skipped: Skipped[] = [];
  private readonly seen = new Set<string>();
  /** Real paths inside the root that links lead to. */
  private readonly deferred: string[] = [];
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
      this.skip(shown, 'outside', `lies outside the project ${this.root}`, true);
      return;
    }
    const kind = this.host.kindOf(real);
    if (this.isExcluded(relative)) this.skip(relative, 'excluded', 'is excluded by the configuration', false);
    else if (kind === 'folder') this.folder(real, relative === '' ? '' : relative, this.inherited(relative), 0);
    else if (kind === 'file' && !PYTHON.test(relative) && this.selection.also?.(relative) === true)
      this.other(real, relative);
    else if (kind === 'file') this.file(real, relative, true);
    else this.skip(relative, 'not-a-file', 'is no regular file', true);
  }

  /**
   * Visits what links inside the root lead to and was not met by its own name: what lies in a folder that holds no code of the project or
   * that is ignored or excluded stays out.
   */
  links(): void {
    this.deferred.sort();
    for (const real of this.deferred) {
      const relative = this.relative(real) as string;
      const parts = relative.split('/');
      if (this.seen.has(real) || parts.some((part) => NEVER.has(part)) || this.isExcluded(relative)) continue;
      const rules = this.inherited(relative);
      const isFolder = this.host.kindOf(real) === 'folder';
      const isIgnored = parts.some((_, i) =>
        this.isIgnored(parts.slice(0, i + 1).join('/'), isFolder || i < parts.length - 1, rules),
      );
      if (isIgnored) continue;
      if (isFolder) this.folder(real, relative, rules, parts.length);
      else this.file(real, relative, false);
    }
  }

  /** Whether the configuration excludes a path or a folder above it. */
  private isExcluded(path: string): boolean {
    return isExcluded(this.selection.exclude, path);
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

  /** @param entries what is in the folder, where it is known: most folders have no rules, and asking the system for them costs more than the list */
  private rulesOf(relative: string, entries: readonly Entry[] | null = null): Rules | null {
    const folder = relative === '' ? this.root : `${this.root}/${relative}`;
    let patterns: Ignore | null = null;
    for (const name of ['.gitignore', '.ignore']) {
      if (entries !== null && !entries.some((entry) => entry.name === name)) continue;
      const read = this.host.read(`${folder}/${name}`, 1 << 20);
      if (read.kind !== 'bytes') continue;
      patterns ??= ignore({ ignorecase: false });
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
    const own = this.rulesOf(relative, entries);
    const rules = own === null ? above : [...above, own];
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      let kind = entry.kind;
      let target = `${real}/${entry.name}`;
      if (kind === 'link') {
        const resolved = this.host.resolve(target);
        const inside = resolved === null ? null : this.relative(resolved);
        const left =
          NEVER.has(entry.name) ||
          this.isExcluded(path) ||
          this.isIgnored(path, false, rules) ||
          this.isIgnored(path, true, rules);
        if (left) {
          this.skip(path, 'ignored', 'is a link that is left out by its name', false);
          continue;
        }
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
        if (what === 'folder' || (what === 'file' && PYTHON.test(entry.name) && PYTHON.test(resolved))) {
          this.deferred.push(resolved);
          continue;
        }
        kind = what === 'file' ? 'file' : 'other';
      }
      if (entry.name.includes('\ufffd') && this.host.kindOf(target) === null) {
        if (kind === 'folder' || PYTHON.test(entry.name))
          this.skip(path, 'name', 'has a name that is not valid UTF-8', true);
        continue;
      }
      if (kind === 'folder') {
        if (NEVER.has(entry.name)) {
          if (entry.name !== '.git') this.skip(path, 'tools-folder', 'holds no code of the project by its name', false);
          continue;
        }
        if (this.isIgnored(path, true, rules)) {
          this.skip(path, 'ignored', 'is left out by an ignore file', false);
          continue;
        }
        if (this.isExcluded(path)) {
          this.skip(path, 'excluded', 'is excluded by the configuration', false);
          continue;
        }
        this.folder(target, path, rules, depth + 1);
        continue;
      }
      const isAlso = !PYTHON.test(entry.name) && kind !== 'other' && this.selection.also?.(path) === true;
      if (isAlso && !this.isIgnored(path, false, rules) && !this.isExcluded(path))
        this.others.push({ path, real: target });
      if (
        PYTHON.test(entry.name) ||
        (kind === 'file' && (isText(entry.name) || (!isAlso && this.isScript(target, entry.name))))
      ) {
        if (this.isIgnored(path, false, rules)) {
          this.skip(path, 'ignored', 'is left out by an ignore file', false);
          continue;
        }
        if (kind === 'other') this.skip(path, 'not-a-file', 'is no regular file', true);
        else this.file(target, path, false);
      }
    }
  }

  private other(real: string, path: string): void {
    if (this.seen.has(real)) return;
    this.seen.add(real);
    this.others.push({ path, real });
  }

  /** True for a file without an extension whose first line says that Python runs it. */
  private isScript(real: string, name: string): boolean {
    if (name.includes('.')) return false;
    const head = this.host.head(real, 120);
    return head !== null && /^#![^\n]{0,100}\bpython[0-9.]*\b/.test(Buffer.from(head).toString('latin1'));
  }

  private file(real: string, path: string, named: boolean): void {
    if (this.seen.has(real)) return;
    this.seen.add(real);
    if (this.isExcluded(path)) {
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
    (isText(path) ? this.texts : this.files).push({ path, real });
  }

  /** Path relative to the root with `/`, `''` for the root itself, null outside. */
  private relative(path: string): string | null {
    if (path === this.root) return '';
    const prefix = this.root === '/' ? '/' : `${this.root}/`;
    return path.startsWith(prefix) ? path.slice(prefix.length) : null;
  }
}
