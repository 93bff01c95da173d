import type { RawFinding } from '../findings/finding.ts';
import { maskFinding, SecretTexts } from '../findings/mask.ts';
import type { Host } from '../host/host.ts';
import type { NotebookText } from '../python/notebook.ts';
import { parseModule } from '../python/parser.ts';
import { findingFor, maskSpans } from '../secrets/contribution.ts';
import type { Detection } from '../secrets/detection.ts';
import { needsTree, scanNotebookTexts, scanPython, scanSettings } from '../secrets/scan-source.ts';
import { settingsForm } from '../secrets/settings-file.ts';
import type { SourceFile } from '../text/source-file.ts';
import { line, prefixOf, readBlobs } from './base-state.ts';
import type { Configuration } from './configuration.ts';
import { isPythonOfProject, isSettingsOfProject } from './discover.ts';
import { readSources } from './inputs.ts';
import type { Skipped } from './outcome.ts';
import type { InputFile } from './pipeline.ts';
import { readTexts } from './secret-scan.ts';

/** Commits whose changes are listed by one process. */
const COMMITS_AT_ONCE = 400;
/** Files that are read by one process, and the bytes that they may have together. */
const FILES_AT_ONCE = 500;
const BYTES_AT_ONCE = 32 << 20;
/** Files whose values are remembered, for telling new ones from old ones. */
const REMEMBERED = 20_000;

/** What a walk over commits found. */
export interface History {
  readonly findings: readonly RawFinding[];
  readonly skipped: readonly Skipped[];
  readonly commits: number;
  /** Versions of files that were looked at. */
  readonly examined: number;
  readonly lines: number;
}

interface Change {
  readonly commit: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/**
 * Walks the commits of a range once, oldest first, and tells each credential or personal datum in the commit that brought it: one that its
 * file had in the version before is not told again. Reads through plumbing only; memory is bounded by a batch of files, not by the history.
 * @param range `REF..REF`, or one `REF` for all that leads to it
 * @returns what was found, or why the range cannot be walked
 */
export function walkHistory(
  host: Host,
  root: string,
  range: string,
  configuration: Configuration,
): History | { readonly error: string } {
  const prefix = prefixOf(host, root);
  if (prefix === null)
    return { error: 'git does not know this as a repository of yours (or git is not there): --history needs one' };
  const ends = range.split('..');
  if (ends.length > 2 || ends.some((end) => end === '' || end.startsWith('.')))
    return { error: `--history: expected REF..REF or REF, not ${JSON.stringify(range.slice(0, 80))}` };
  const ids: string[] = [];
  for (const end of ends) {
    const id = line(host.git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${end}^{commit}`]));
    if (id === null) return { error: `${JSON.stringify(end.slice(0, 80))} is no commit of this repository` };
    ids.push(id);
  }
  const selected = ids.length === 2 ? [`${ids[0]}..${ids[1]}`] : [ids[0] as string];
  const listed = host.git(root, ['rev-list', '--reverse', '--topo-order', ...selected, '--']);
  if (listed === null) return { error: 'the commits of the range cannot be listed' };
  const commits = Buffer.from(listed)
    .toString('latin1')
    .split('\n')
    .filter((id) => id !== '');
  const walk = new Walk(host, root, configuration);
  for (let at = 0; at < commits.length; at += COMMITS_AT_ONCE) {
    const changes = changesOf(host, root, prefix, commits.slice(at, at + COMMITS_AT_ONCE));
    if (changes === null) return { error: 'the changes of the commits cannot be read' };
    walk.take(
      changes.filter(({ path }) => isPythonOfProject(configuration, path) || isSettingsOfProject(configuration, path)),
    );
  }
  return {
    findings: walk.findings,
    skipped: walk.skipped,
    commits: commits.length,
    examined: walk.examined,
    lines: walk.lines,
  };
}

/** What commits change against each of their parents, in order. */
function changesOf(host: Host, root: string, prefix: string, commits: readonly string[]): readonly Change[] | null {
  const out = host.git(
    root,
    ['diff-tree', '--stdin', '--root', '-m', '-r', '-z', '--no-renames', '--full-index'],
    `${commits.join('\n')}\n`,
  );
  if (out === null) return null;
  const parts = Buffer.from(out).toString('utf8').split('\0');
  const changes: Change[] = [];
  let commit = '';
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (!part.startsWith(':')) {
      const id = /^([0-9a-f]{40,64})/.exec(part)?.[1];
      if (id !== undefined) commit = id;
      continue;
    }
    const path = parts[++i] ?? '';
    const match = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(part);
    if (match === null || !match[2]?.startsWith('100') || !path.startsWith(prefix)) continue;
    changes.push({
      commit,
      path: path.slice(prefix.length),
      before: match[1]?.startsWith('100') ? (match[3] as string) : null,
      after: match[4] as string,
    });
  }
  return changes;
}

/** One detection of a version of a file, with its value: in memory only, to be compared. */
interface Held {
  readonly detection: Detection;
  readonly value: string;
}

class Walk {
  readonly findings: RawFinding[] = [];
  readonly skipped: Skipped[] = [];
  examined = 0;
  lines = 0;
  private readonly host: Host;
  private readonly root: string;
  private readonly configuration: Configuration;
  /** Values by version of a file, oldest first. */
  private readonly known = new Map<string, ReadonlySet<string>>();
  /** Values by rule, path and name, so that one that comes back is told once. */
  private readonly told = new Map<string, Set<string>>();

  constructor(host: Host, root: string, configuration: Configuration) {
    this.host = host;
    this.root = root;
    this.configuration = configuration;
  }

  take(changes: readonly Change[]): void {
    for (let at = 0; at < changes.length; at += FILES_AT_ONCE) this.batch(changes.slice(at, at + FILES_AT_ONCE));
  }

  private batch(changes: readonly Change[]): void {
    const wanted = new Map<string, string>();
    for (const { path, before, after } of changes) {
      if (!this.known.has(`${after}\0${path}`)) wanted.set(`${after}\0${path}`, path);
      if (before !== null && !this.known.has(`${before}\0${path}`)) wanted.set(`${before}\0${path}`, path);
    }
    const fresh = new Map<string, { readonly file: SourceFile; readonly held: readonly Held[] }>();
    const entries = [...wanted].map(([key, path]) => ({ key, path, id: key.slice(0, key.indexOf('\0')) }));
    for (const part of this.parts(entries)) {
      const read = readBlobs(this.host, this.root, part, this.configuration.maxFileSize);
      read.forEach((input, i) => {
        const version = this.look(input);
        if (version !== null) fresh.set((part[i] as { key: string }).key, version);
      });
    }
    for (const { commit, path, before, after } of changes) {
      const version = fresh.get(`${after}\0${path}`);
      if (version !== undefined && version.held.length > 0) {
        const old =
          before === null ? null : (this.known.get(`${before}\0${path}`) ?? valuesOf(fresh.get(`${before}\0${path}`)));
        this.tell(version.file, version.held, old, commit);
      }
    }
    for (const [key, version] of fresh) {
      this.known.set(key, valuesOf(version) ?? new Set());
      if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value as string);
    }
  }

  /** Entries in groups that one process reads within the bound of memory. */
  private *parts<E extends { readonly id: string }>(entries: readonly E[]): Generator<readonly E[]> {
    if (entries.length === 0) return;
    const out = this.host.git(
      this.root,
      ['cat-file', '--batch-check=%(objectsize)'],
      `${entries.map(({ id }) => id).join('\n')}\n`,
    );
    const sizes = out === null ? [] : Buffer.from(out).toString('latin1').split('\n').map(Number);
    let group: E[] = [];
    let bytes = 0;
    for (const [i, entry] of entries.entries()) {
      const size = sizes[i] ?? 0;
      if (group.length > 0 && bytes + size > BYTES_AT_ONCE) {
        yield group;
        group = [];
        bytes = 0;
      }
      group.push(entry);
      bytes += Number.isNaN(size) ? 0 : size;
    }
    if (group.length > 0) yield group;
  }

  private look(input: InputFile): { readonly file: SourceFile; readonly held: readonly Held[] } | null {
    const isSettings = settingsForm(input.path) !== null;
    const read = isSettings
      ? { ...readTexts([input]), notebookTexts: new Map<string, readonly NotebookText[]>() }
      : readSources({ files: [input] });
    for (const one of read.skipped)
      if (!this.skipped.some(({ path, reason }) => path === one.path && reason === one.reason)) this.skipped.push(one);
    const [file] = read.files;
    if (file === undefined) return null;
    this.examined++;
    this.lines += file.lines.count;
    const detections = isSettings
      ? scanSettings(file)
      : scanPython(file, needsTree(file.text) ? parseModule(file.text) : null);
    const texts = read.notebookTexts.get(file.path);
    const beside = texts === undefined ? [] : scanNotebookTexts(texts);
    return {
      file,
      held: [
        ...detections.map((detection) => ({
          detection,
          value: detection.spans.map(({ start, end }) => file.slice(start, end)).join(''),
        })),
        ...beside.map((detection) => ({ detection, value: `cell ${detection.kind} ${detection.length}` })),
      ],
    };
  }

  private tell(file: SourceFile, held: readonly Held[], old: ReadonlySet<string> | null, commit: string): void {
    const secrets = new SecretTexts(
      new Map([[file.path, file]]),
      new Map([[file.path, maskSpans(held.map(({ detection }) => detection))]]),
    );
    for (const { detection, value } of held) {
      const finding = findingFor(detection, file);
      if (old?.has(`${finding.rule}\0${value}`)) continue;
      const identity = `${finding.rule}\0${file.path}\0${finding.anchor}`;
      const values = this.told.get(identity) ?? new Set();
      if (values.has(value)) continue;
      values.add(value);
      this.told.set(identity, values);
      const masked = maskFinding(finding, secrets);
      this.findings.push({
        ...masked,
        message: `${masked.message}, since commit \`${commit.slice(0, 12)}\``,
        // The first value under a name has the identity that it has in a check; each later one its own.
        ...(values.size > 1 ? { anchor: `${finding.anchor} #${values.size}` } : {}),
      });
    }
  }
}

function valuesOf(version: { readonly held: readonly Held[] } | undefined): ReadonlySet<string> | null {
  return version === undefined
    ? null
    : new Set(version.held.map(({ detection, value }) => `${detection.rule}\0${value}`));
}
