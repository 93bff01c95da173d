import type { Host } from '../host/host.ts';
import { line, prefixOf, readBlobs } from './base-state.ts';
import type { Configuration } from './configuration.ts';
import { isPythonOfProject, isTextOfProject } from './discover.ts';
import type { Skipped } from './outcome.ts';
import type { InputFile } from './pipeline.ts';

/** A path with the object that stands there. */
interface Entry {
  readonly path: string;
  readonly id: string;
}

/** Files of one state, Python and settings apart. */
export interface Files {
  readonly files: readonly InputFile[];
  readonly texts: readonly InputFile[];
}

const NOTHING = /^0+$/;

/** Paths that settings of a project have by name. */
const POLICY = /^(?:adderstone\.toml|pyproject\.toml|\.adderstone\/.*)$/;

/**
 * What the index changes against HEAD: no work tree is touched, and only changed files are read. Before the first commit everything in the
 * index is a change.
 */
export class StagedChange {
  private policy: ReadonlySet<string> | null = null;
  private readonly host: Host;
  private readonly root: string;
  private readonly prefix: string;
  private readonly head: string | null;
  private readonly now: readonly Entry[];
  private readonly old: readonly Entry[];
  /** Project-relative paths of everything that is staged, of whatever sort. */
  readonly paths: ReadonlySet<string>;
  readonly skipped: readonly Skipped[];

  private constructor(
    host: Host,
    root: string,
    prefix: string,
    head: string | null,
    entries: { readonly now: readonly Entry[]; readonly old: readonly Entry[]; readonly paths: ReadonlySet<string> },
    skipped: readonly Skipped[],
  ) {
    this.host = host;
    this.root = root;
    this.prefix = prefix;
    this.head = head;
    this.now = entries.now;
    this.old = entries.old;
    this.paths = entries.paths;
    this.skipped = skipped;
  }

  /** Refuses a folder outside git and an index that cannot be read. */
  static open(host: Host, root: string): StagedChange | { readonly error: string } {
    const prefix = prefixOf(host, root);
    if (prefix === null)
      return { error: 'git does not know this as a repository of yours (or git is not there): --staged needs one' };
    const head = line(host.git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}']));
    const listed =
      head === null
        ? host.git(root, ['ls-files', '--full-name', '--stage', '-z', '--', '.'])
        : host.git(root, ['diff-index', '--cached', '-r', '-z', '--no-renames', '--full-index', head]);
    if (listed === null) return { error: 'the index cannot be read' };
    const text = Buffer.from(listed).toString('utf8');
    const [entries, unmerged] = head === null ? fromIndex(text, prefix) : fromDifference(text, prefix);
    const skipped = unmerged.map((path) => ({ path, reason: 'unmerged', message: 'is not merged yet', gap: true }));
    return new StagedChange(host, root, prefix, head, entries, skipped);
  }

  /** The changed files as they are in the index. */
  current(configuration: Configuration): Files {
    return this.read(this.now, configuration);
  }

  /** The same files as they are at HEAD; those that are not there are left out. */
  before(configuration: Configuration, paths: ReadonlySet<string>): Files {
    return this.read(
      this.old.filter(({ path }) => paths.has(path)),
      configuration,
    );
  }

  /** The bytes of a project-relative file at HEAD, or null. */
  readHead(path: string): Uint8Array | null {
    if (this.head === null) return null;
    // Most of the files that settings may be in are not there: one list is asked for instead of each of them.
    if (POLICY.test(path)) {
      this.policy ??= this.policyAtHead(this.head);
      if (this.policy?.has(`${this.prefix}${path}`) === false) return null;
    }
    return this.host.git(this.root, ['cat-file', 'blob', `${this.head}:${this.prefix}${path}`]);
  }

  /** Paths of the files with settings at HEAD, from the repository's root; null when git does not say. */
  private policyAtHead(head: string): ReadonlySet<string> | null {
    const places = ['adderstone.toml', 'pyproject.toml', '.adderstone'].map((name) => `${this.prefix}${name}`);
    const listed = this.host.git(this.root, [
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      head,
      '--',
      ...places,
    ]);
    return listed === null ? null : new Set(Buffer.from(listed).toString('utf8').split('\0'));
  }

  private read(entries: readonly Entry[], configuration: Configuration): Files {
    const wanted = entries.filter(
      ({ path }) => isPythonOfProject(configuration, path) || isTextOfProject(configuration, path),
    );
    const read = readBlobs(this.host, this.root, wanted, configuration.maxFileSize);
    return {
      files: read.filter(({ path }) => isPythonOfProject(configuration, path)),
      texts: read.filter(({ path }) => !isPythonOfProject(configuration, path)),
    };
  }
}

type Parsed = readonly [
  { readonly now: readonly Entry[]; readonly old: readonly Entry[]; readonly paths: ReadonlySet<string> },
  readonly string[],
];

/** `ls-files --stage -z`. */
function fromIndex(text: string, prefix: string): Parsed {
  const now: Entry[] = [];
  const unmerged = new Set<string>();
  for (const entry of text.split('\0')) {
    const match = /^100[0-7]{3} ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(entry);
    if (match === null || !(match[3] as string).startsWith(prefix)) continue;
    const path = (match[3] as string).slice(prefix.length);
    if (match[2] === '0') now.push({ path, id: match[1] as string });
    else unmerged.add(path);
  }
  now.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return [{ now, old: [], paths: new Set(now.map(({ path }) => path)) }, [...unmerged].sort()];
}

/** `diff-index -r -z`: `:mode mode id id status`, NUL, path, NUL. */
function fromDifference(text: string, prefix: string): Parsed {
  const now: Entry[] = [];
  const old: Entry[] = [];
  const paths = new Set<string>();
  const unmerged: string[] = [];
  const parts = text.split('\0');
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const match = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(parts[i] as string);
    const full = parts[i + 1] as string;
    if (match === null || !full.startsWith(prefix)) continue;
    const path = full.slice(prefix.length);
    const [, oldMode, newMode, oldId, newId, status] = match as unknown as string[];
    paths.add(path);
    if (status === 'U') unmerged.push(path);
    if (newMode?.startsWith('100') && !NOTHING.test(newId as string)) now.push({ path, id: newId as string });
    if (oldMode?.startsWith('100') && !NOTHING.test(oldId as string)) old.push({ path, id: oldId as string });
  }
  return [{ now, old, paths }, unmerged];
}
