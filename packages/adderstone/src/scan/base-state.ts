import type { Host } from '../host/host.ts';
import type { Configuration } from './configuration.ts';
import { isPythonOfProject, isTextOfProject } from './discover.ts';
import type { Problem, Skipped } from './outcome.ts';
import type { InputFile } from './pipeline.ts';

/** What went wrong, in one sentence. */
interface BaseError {
  readonly error: string;
}

/** Files that decide how the code is judged. */
const POLICY = ['.adderstone/waivers.yaml', '.adderstone/baseline.json', '.adderstone/standard.lock'];

/**
 * The state of a repository at a commit, read through git's plumbing: no work tree is touched and nothing of the repository runs.
 */
export class BaseState {
  private readonly host: Host;
  private readonly root: string;
  private readonly prefix: string;
  private readonly blobs: ReadonlyMap<string, string>;

  private constructor(host: Host, root: string, prefix: string, blobs: ReadonlyMap<string, string>) {
    this.host = host;
    this.root = root;
    this.prefix = prefix;
    this.blobs = blobs;
  }

  /** The state at a commit itself. Refuses a folder outside git and a name that is no commit. */
  static at(host: Host, root: string, ref: string): BaseState | BaseError {
    const prefix = prefixOf(host, root);
    if (prefix === null) return { error: 'git does not know this as a repository of yours (or git is not there)' };
    const commit = commitOf(host, root, ref);
    if (commit === null) return { error: `${JSON.stringify(ref.slice(0, 80))} is no commit of this repository` };
    return BaseState.tree(host, root, prefix, commit);
  }

  /** The merge base of a commit and HEAD; empty before the first commit. Refuses a folder outside git and a name that is no commit. */
  static open(host: Host, root: string, ref: string): BaseState | BaseError {
    const prefix = prefixOf(host, root);
    if (prefix === null)
      return {
        error: 'git does not know this as a repository of yours (or git is not there): --since and --staged need one',
      };
    if (ref === 'HEAD' && line(host.git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])) === null)
      return new BaseState(host, root, prefix, new Map());
    const commit = commitOf(host, root, ref);
    if (commit === null) return { error: `${JSON.stringify(ref.slice(0, 80))} is no commit of this repository` };
    return BaseState.tree(host, root, prefix, line(host.git(root, ['merge-base', commit, 'HEAD'])) ?? commit);
  }

  private static tree(host: Host, root: string, prefix: string, commit: string): BaseState | BaseError {
    const listed = host.git(root, ['ls-tree', '-r', '-z', '--full-tree', commit]);
    if (listed === null) return { error: 'the tree of the base commit cannot be read' };
    const blobs = new Map<string, string>();
    for (const entry of Buffer.from(listed).toString('utf8').split('\0')) {
      const match = /^100[0-7]{3} blob ([0-9a-f]+)\t(.*)$/s.exec(entry);
      if (match !== null) blobs.set(match[2] as string, match[1] as string);
    }
    return new BaseState(host, root, prefix, blobs);
  }

  /**
   * The files of the index, below the project: its Python files, settings files and templates, or those that are asked for.
   * @param wants by project-relative path
   */
  static staged(
    host: Host,
    root: string,
    configuration: Configuration,
    wants: (path: string) => boolean = (path) =>
      isPythonOfProject(configuration, path) || isTextOfProject(configuration, path),
  ):
    | {
        readonly files: readonly InputFile[];
        readonly texts: readonly InputFile[];
        readonly skipped: readonly Skipped[];
      }
    | BaseError {
    const prefix = prefixOf(host, root);
    if (prefix === null)
      return { error: 'git does not know this as a repository of yours (or git is not there): --staged needs one' };
    const listed = host.git(root, ['ls-files', '--full-name', '--stage', '-z', '--', '.']);
    if (listed === null) return { error: 'the index cannot be read' };
    const wanted: { path: string; id: string }[] = [];
    const unmerged = new Set<string>();
    for (const entry of Buffer.from(listed).toString('utf8').split('\0')) {
      const match = /^100[0-7]{3} ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(entry);
      if (match === null || !(match[3] as string).startsWith(prefix)) continue;
      const path = (match[3] as string).slice(prefix.length);
      if (!wants(path)) continue;
      if (match[2] === '0') wanted.push({ path, id: match[1] as string });
      else unmerged.add(path);
    }
    wanted.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const read = readBlobs(host, root, wanted, configuration.maxFileSize);
    return {
      files: read.filter(({ path }) => isPythonOfProject(configuration, path)),
      texts: read.filter(({ path }) => !isPythonOfProject(configuration, path)),
      skipped: [...unmerged]
        .sort()
        .map((path) => ({ path, reason: 'unmerged', message: 'is not merged yet', gap: true })),
    };
  }

  /** The bytes of a project-relative file at the base, or null. */
  read(path: string): Uint8Array | null {
    const id = this.blobs.get(this.prefix + path);
    return id === undefined ? null : this.host.git(this.root, ['cat-file', 'blob', id]);
  }

  /** The Python files of the base state below the project. */
  pythonFiles(configuration: Configuration): readonly InputFile[] {
    return this.files((path) => isPythonOfProject(configuration, path), configuration.maxFileSize);
  }

  /** The settings files and templates of the base state below the project. */
  settingsFiles(configuration: Configuration): readonly InputFile[] {
    return this.files((path) => isTextOfProject(configuration, path), configuration.maxFileSize);
  }

  /**
   * The files of the base state below the project that are asked for, sorted by path.
   * @param wants by project-relative path
   * @param limit bytes; larger files come with a reason instead of bytes
   */
  files(wants: (path: string) => boolean, limit: number): readonly InputFile[] {
    const wanted: { path: string; id: string }[] = [];
    for (const [full, id] of this.blobs) {
      if (!full.startsWith(this.prefix)) continue;
      const path = full.slice(this.prefix.length);
      if (wants(path)) wanted.push({ path, id });
    }
    wanted.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    return readBlobs(this.host, this.root, wanted, limit);
  }

  /** Tells each file of the policy that is not what it was at the base. */
  policyChanges(
    current: (path: string) => Uint8Array | null,
    configuration: Configuration,
    now: Configuration,
  ): readonly Problem[] {
    const { standard, furtherStandards } = configuration;
    const documents = standard === null ? [] : [standard, ...furtherStandards];
    const own = documents.flatMap((path) => [path, path.replace(/\.[A-Za-z]+$/, '.checks.yaml')]);
    const problems: Problem[] = [];
    const tell = (path: string): void => {
      problems.push({
        severity: 'warning',
        code: 'policy-changed',
        message: 'this change alters the policy that judges it; the base’s policy is used',
        path,
        line: null,
      });
    };
    // A configuration is compared by what it says: most changes of a pyproject.toml are about other things.
    const said = (one: Configuration): string =>
      JSON.stringify({ ...one, lowered: one.lowered.map(({ setting, path }) => [setting, path]) });
    if (said(configuration) !== said(now)) tell(now.files.at(-1) ?? configuration.files.at(-1) ?? 'adderstone.toml');
    for (const path of [...POLICY, ...own]) {
      const before = this.read(path);
      const after = current(path);
      const same = before === null ? after === null : after !== null && normalised(before).equals(normalised(after));
      if (!same) tell(path);
    }
    return problems;
  }
}

/** The full id of what a name of the user means as a commit; null when it means none. */
function commitOf(host: Host, root: string, ref: string): string | null {
  return line(host.git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]));
}

/** Line ends alike, so that a checkout with CRLF is not a change. */
function normalised(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The project's folder within the repository, with a trailing `/`; empty at its top; null outside a repository. */
export function prefixOf(host: Host, root: string): string | null {
  const out = host.git(root, ['rev-parse', '--show-prefix']);
  return out === null ? null : Buffer.from(out).toString('utf8').replace(/\n$/, '');
}

/** What git printed, on one line; null when it failed or said nothing. */
export function line(out: Uint8Array | null): string | null {
  return out === null ? null : Buffer.from(out).toString('utf8').trim() || null;
}

/** Reads many blobs with one process. */
export function readBlobs(
  host: Host,
  root: string,
  wanted: readonly { path: string; id: string }[],
  limit: number,
): readonly InputFile[] {
  if (wanted.length === 0) return [];
  const out = host.git(root, ['cat-file', '--batch'], `${wanted.map(({ id }) => id).join('\n')}\n`);
  const bytes = out === null ? Buffer.alloc(0) : Buffer.from(out);
  let at = 0;
  return wanted.map(({ path }): InputFile => {
    const end = bytes.indexOf(10, at);
    const size = end < 0 ? null : / blob ([0-9]+)$/.exec(bytes.toString('latin1', at, end));
    if (size === null) {
      at = end < 0 ? bytes.length : end + 1;
      return { path, reason: 'unreadable', message: 'cannot be read from git' };
    }
    const length = Number(size[1]);
    const content = bytes.subarray(end + 1, end + 1 + length);
    at = end + 1 + length + 1;
    if (length > limit)
      return { path, reason: 'too-large', message: `has ${length} bytes, more than the ${limit} of \`max-file-size\`` };
    return { path, bytes: content };
  });
}
