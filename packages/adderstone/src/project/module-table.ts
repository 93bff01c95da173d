/** A file of the project as a module. */
export interface ModuleEntry {
  /** Index in the list of paths that the table was made from. */
  readonly index: number;
  readonly path: string;
  /** Dotted name: of a package its own, of a script the file name without suffix. */
  readonly name: string;
  /** Dotted name of the package that relative imports start from. */
  readonly package: string;
  readonly isPackage: boolean;
  readonly isTest: boolean;
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;
/** Folders that hold import roots by convention. */
const ROOT_FOLDERS = new Set(['src', 'lib', 'python', 'source']);
const SUFFIX = /\.(?:pyi?|pyw|ipynb)$/;

/**
 * Which file is which module, and what an import names. Import roots are: the project's root, `src`-like folders at the top, and
 * every folder that holds modules or packages without being a package itself (a script finds its neighbours there).
 * Where several files have one name, a `.py` wins over a stub and a notebook, then the first path.
 * Made from paths relative to the project's root, with `/`; their order does not matter to the result.
 */
export class ModuleTable {
  readonly entries: readonly ModuleEntry[];
  private readonly byFile = new Map<string, ModuleEntry>();
  private readonly byName = new Map<string, ModuleEntry>();
  private readonly packageFolders = new Set<string>();
  private readonly folders = new Set<string>();
  private readonly resolved = new Map<string, ModuleEntry | null>();
  private readonly own: string | null;

  /** `own`: the name of the package that the project's root itself is, where it is one (see `rootPackage`). */
  constructor(paths: readonly string[], own: string | null = null) {
    this.own = own;
    for (const path of paths) {
      const slash = path.lastIndexOf('/');
      const folder = slash < 0 ? '' : path.slice(0, slash);
      if (/^__init__\.pyi?$/.test(path.slice(slash + 1))) this.packageFolders.add(folder);
      for (let one = folder; !this.folders.has(one); one = parentOf(one)) {
        this.folders.add(one);
        if (one === '') break;
      }
    }
    this.entries = paths.map((path, index) => this.entry(path, index, own));
    for (const entry of [...this.entries].sort(byPreference)) {
      const file = entry.path.replace(SUFFIX, '');
      if (!this.byFile.has(file)) this.byFile.set(file, entry);
      if (!this.byName.has(entry.name)) this.byName.set(entry.name, entry);
    }
  }

  /** The module of a dotted name as names are given here, or null. */
  named(name: string): ModuleEntry | null {
    return this.byName.get(name) ?? null;
  }

  /**
   * The module that `import name` (absolute, dotted) in a file means, or null when it is none of the project.
   * Looked up from the import roots around the file, nearest first, then by name.
   */
  resolve(name: string, from: ModuleEntry): ModuleEntry | null {
    const slash = from.path.lastIndexOf('/');
    const folder = slash < 0 ? '' : from.path.slice(0, slash);
    const key = `${folder}\0${name}`;
    let found = this.resolved.get(key);
    if (found === undefined) {
      found = this.search(name, folder, null);
      this.resolved.set(key, found);
    }
    // A script that imports its own name means a library: nobody imports the file that is running.
    return found === from && !this.packageFolders.has(folder) ? this.search(name, folder, from) : found;
  }

  /** True when the dotted name is a folder of the project below an import root of the file, with or without `__init__.py`. */
  isFolder(name: string, from: ModuleEntry): boolean {
    const tail = name.replaceAll('.', '/');
    const slash = from.path.lastIndexOf('/');
    for (let root = slash < 0 ? '' : from.path.slice(0, slash); ; root = parentOf(root)) {
      if (!this.packageFolders.has(root) && this.folders.has(root === '' ? tail : `${root}/${tail}`)) return true;
      if (root === '') return false;
    }
  }

  /** Absolute dotted name of `from ...name import` with `level` dots in a module; null when it leaves the top package. */
  absolute(name: string, level: number, from: ModuleEntry): string | null {
    if (level === 0) return name;
    let base = from.package;
    for (let i = 1; i < level; i++) {
      if (base === '') return null;
      const dot = base.lastIndexOf('.');
      base = dot < 0 ? '' : base.slice(0, dot);
    }
    return name === '' ? base : base === '' ? name : `${base}.${name}`;
  }

  /** The module that a relative import means, by the folder of the file; null when there is none. */
  relative(name: string, level: number, from: ModuleEntry): ModuleEntry | null {
    const slash = from.path.lastIndexOf('/');
    let folder = slash < 0 ? '' : from.path.slice(0, slash);
    for (let i = 1; i < level; i++) {
      if (folder === '') return null;
      folder = parentOf(folder);
    }
    return this.at(folder, name);
  }

  private search(name: string, folder: string, except: ModuleEntry | null): ModuleEntry | null {
    for (let root = folder; ; root = parentOf(root)) {
      if (!this.packageFolders.has(root)) {
        const found = this.at(root, name);
        if (found !== null && found !== except) return found;
      }
      if (root === '') break;
    }
    for (const top of ROOT_FOLDERS) {
      if (!this.folders.has(top)) continue;
      const found = this.at(top, name);
      if (found !== null && found !== except) return found;
    }
    let named = this.byName.get(name) ?? null;
    // The root is a folder of a namespace package: `google.cloud.storage` from the folder `google`.
    if (named === null && this.own !== null && !this.packageFolders.has('') && name.startsWith(`${this.own}.`))
      named = this.at('', name.slice(this.own.length + 1));
    return named === except ? null : named;
  }

  private at(root: string, name: string): ModuleEntry | null {
    const tail = name.replaceAll('.', '/');
    const file = root === '' ? tail : tail === '' ? root : `${root}/${tail}`;
    if (tail !== '') {
      const found = this.byFile.get(file);
      if (found !== undefined) return found;
    }
    return this.byFile.get(file === '' ? '__init__' : `${file}/__init__`) ?? null;
  }

  private entry(path: string, index: number, own: string | null): ModuleEntry {
    const parts = path.replace(SUFFIX, '').split('/');
    const stem = parts.pop() as string;
    const isPackage = stem === '__init__';
    let first = parts.length;
    if (this.packageFolders.has(parts.join('/'))) {
      while (first > 0 && this.packageFolders.has(parts.slice(0, first).join('/'))) first--;
    } else {
      first = 0;
      if (parts.length > 0 && ROOT_FOLDERS.has(parts[0] as string)) first = 1;
      for (let i = parts.length - 1; i >= first; i--) {
        if (!IDENTIFIER.test(parts[i] as string)) {
          first = i + 1;
          break;
        }
      }
    }
    const isOwn =
      own !== null && first === 0 && this.packageFolders.has(parts.join('/')) && this.packageFolders.has('');
    const folders = isOwn ? [own, ...parts] : parts.slice(first);
    const name = (isPackage ? folders : [...folders, stem]).join('.');
    return {
      index,
      path,
      name: name === '' ? stem : name,
      package: folders.join('.'),
      isPackage,
      isTest: isTestPath(path),
    };
  }
}

/**
 * The name of the package, or namespace package, that the project's root itself is, as its own files import it; null when the root is none,
 * or nobody says.
 * `imports` are the absolute dotted names that files import, e.g. `shop.cart` for `from shop.cart import Cart` and `from shop import cart`.
 */
export function rootPackage(paths: readonly string[], imports: Iterable<string>): string | null {
  const isPackage = paths.some((path) => /^__init__\.pyi?$/.test(path));
  const modules = new Set<string>();
  for (const path of paths) {
    const name = path.replace(SUFFIX, '').replaceAll('/', '.');
    for (let one = name; one !== ''; one = one.slice(0, Math.max(0, one.lastIndexOf('.')))) modules.add(one);
  }
  const votes = new Map<string, number>();
  for (const name of imports) {
    const [first, second, third] = name.split('.');
    if (first === undefined || second === undefined) continue;
    // A folder of a namespace package has no file that says so: only whole names of modules further down count.
    if (!isPackage) {
      if (third !== undefined && !modules.has(first) && modules.has(name.slice(first.length + 1)))
        votes.set(first, (votes.get(first) ?? 0) + 1);
      continue;
    }
    votes.set(first, (votes.get(first) ?? 0) + (modules.has(second) ? 1 : -1));
  }
  let best: string | null = null;
  for (const [name, count] of votes)
    if (
      count > 0 &&
      (best === null || count > (votes.get(best) as number) || (count === votes.get(best) && name < best))
    )
      best = name;
  return best;
}

/** True for files of tests: `test_*.py`, `*_test.py`, `conftest.py`, or below a folder `test` or `tests`. */
export function isTestPath(path: string): boolean {
  const parts = path.split('/');
  const file = (parts.pop() as string).replace(SUFFIX, '');
  if (/^test_|_tests?$|^tests?$|^conftest$/.test(file)) return true;
  return parts.some((part) => part === 'test' || part === 'tests');
}

function parentOf(folder: string): string {
  const slash = folder.lastIndexOf('/');
  return slash < 0 ? '' : folder.slice(0, slash);
}

function byPreference(a: ModuleEntry, b: ModuleEntry): number {
  return rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function rank(path: string): number {
  return path.endsWith('.py') ? 0 : path.endsWith('.pyi') ? 1 : 2;
}
