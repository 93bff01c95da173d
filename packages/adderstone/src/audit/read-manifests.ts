import { compareProblems, compareText, type Problem } from '../findings/problem.ts';
import type { Dependency, Format, Reading } from './manifest.ts';
import { formatOf } from './manifest.ts';
import { decodeManifest } from './manifests/decode.ts';
import { readPdmLock, readPoetryLock, readPylock, readUvLock } from './manifests/lock-files.ts';
import { readPipfile, readPipfileLock } from './manifests/pipfile.ts';
import { readPyproject } from './manifests/pyproject.ts';
import { readRequirements } from './manifests/requirements.ts';
import { readScript } from './manifests/script.ts';
import { readSetupCfg } from './manifests/setup-cfg.ts';
import { readSetupPy } from './manifests/setup-py.ts';
import { parseVersion } from './pep440.ts';
import { allows } from './specifier.ts';

/** The manifests of a project at one moment: on disk, in the index, at a commit. Paths are relative to the root. */
export interface ManifestTree {
  /** Paths of manifests by their names, and of Python files that may be scripts with metadata. */
  readonly paths: readonly string[];
  /** Bytes of a file inside the root, or why they are not had. */
  readonly read: (path: string) => Uint8Array | { readonly reason: string };
  /** Forms given on the command line, over what the name says. */
  readonly formats?: ReadonlyMap<string, Format>;
}

/** A dependency, and where its version comes from when its own line says none. */
export interface Resolved extends Dependency {
  readonly reading: Reading;
  /** The lock, constraint or list of pins that says its version. */
  readonly pinnedBy: Dependency | null;
  /** True where `pinnedBy` is itself audited, so that this one needs no audit. */
  readonly covered: boolean;
}

/** Everything that a project's manifests say. */
export interface Manifests {
  readonly readings: readonly Reading[];
  readonly dependencies: readonly Resolved[];
  readonly problems: readonly Problem[];
}

/** Files of manifests that are read. */
const MOST_FILES = 2_000;

/**
 * Reads every manifest of a tree with the files that they include, each once for each role, and joins what they say: constraints pin what the files that
 * name them require; a lock file or list of pins beside a manifest pins what that leaves open.
 */
export async function readManifests(tree: ManifestTree): Promise<Manifests> {
  const readings = new Map<string, Reading>();
  const problems: Problem[] = [];
  const readOne = async (path: string, format: Format, from: { path: string; line: number } | null): Promise<void> => {
    const key = keyOf(path, format);
    if (readings.has(key)) return;
    if (readings.size >= MOST_FILES) {
      problems.push({
        severity: 'error',
        code: 'manifest-unreadable',
        message: `is not read: ${MOST_FILES} files with packages are the most`,
        path,
        line: null,
      });
      return;
    }
    const bytes = tree.read(path);
    if ('reason' in bytes) {
      problems.push({
        severity: 'error',
        code: 'manifest-unreadable',
        message: from === null ? `${bytes.reason}; it is not audited` : `names a file that ${bytes.reason}`,
        path: from?.path ?? path,
        line: from?.line ?? null,
      });
      return;
    }
    const reading = await readAs(path, format, bytes);
    if (reading === null) return;
    if ('reason' in reading) {
      problems.push({ severity: 'error', code: 'manifest-unreadable', message: reading.reason, path, line: null });
      return;
    }
    readings.set(key, reading);
    for (const include of reading.includes)
      await readOne(include.path, include.constraint ? 'constraints' : 'requirements', { path, line: include.line });
  };
  const formats = tree.paths.map((path): [string, Format] => [
    path,
    tree.formats?.get(path) ?? formatOf(path) ?? 'script',
  ]);
  for (const [path, format] of formats) if (format !== 'constraints') await readOne(path, format, null);
  // A file of constraints that nothing names bounds nothing that is known; what it says is told all the same.
  for (const [path, format] of formats)
    if (format === 'constraints' && !readings.has(keyOf(path, 'requirements'))) await readOne(path, format, null);
  const list = [...readings.values()].sort((a, b) => compareText(a.path, b.path) || compareText(a.format, b.format));
  return { readings: list, ...resolve(list, problems) };
}

function keyOf(path: string, format: Format): string {
  return `${format === 'constraints' ? 'c' : 'r'}:${path}`;
}

async function readAs(path: string, format: Format, bytes: Uint8Array): Promise<Reading | { reason: string } | null> {
  const text = decodeManifest(bytes);
  if (text === null) return { reason: 'holds zero bytes where text was expected; it is not audited' };
  switch (format) {
    case 'requirements':
    case 'constraints':
      return readRequirements(path, text, format);
    case 'pyproject':
      return readPyproject(path, text);
    case 'poetry.lock':
      return readPoetryLock(path, text);
    case 'uv.lock':
      return readUvLock(path, text);
    case 'pdm.lock':
      return readPdmLock(path, text);
    case 'pylock':
      return readPylock(path, text);
    case 'pipfile':
      return readPipfile(path, text);
    case 'pipfile.lock':
      return readPipfileLock(path, text);
    case 'setup.cfg':
      return readSetupCfg(path, text);
    case 'setup.py':
      return readSetupPy(path, text);
    case 'script':
      return readScript(path, text);
    case 'conda':
      return (await import('./manifests/conda.ts')).readConda(path, text);
    case 'environment':
      return null;
  }
}

/** Joins readings: what pins what. Also for an installed environment beside them. */
export function resolve(
  readings: readonly Reading[],
  before: readonly Problem[] = [],
): { readonly dependencies: readonly Resolved[]; readonly problems: readonly Problem[] } {
  const problems = [...before, ...readings.flatMap((reading) => reading.problems)];
  const links = new Links(readings);
  const used = new Set<Dependency>();
  const dependencies: Resolved[] = [];
  for (const reading of readings) {
    for (const one of reading.dependencies) {
      let pinnedBy: Dependency | null = null;
      let covered = false;
      if (one.version === null && one.role === 'required' && one.origin === 'index') {
        pinnedBy = links.constraints(reading, one.name).find((pin) => fits(one, pin)) ?? null;
        if (pinnedBy === null) {
          pinnedBy = pinOutside(one, reading, links);
          covered = pinnedBy !== null;
        }
      }
      if (pinnedBy !== null && !covered) used.add(pinnedBy);
      const version = one.version ?? (covered ? null : (pinnedBy?.version ?? null));
      dependencies.push({ ...one, version, reading, pinnedBy, covered });
    }
  }
  tellIndirect(readings, problems);
  return { dependencies, problems: distinct(problems) };
}

/** What readings have to do with each other. */
class Links {
  private readonly byName = new Map<Reading, ReadonlyMap<string, readonly Dependency[]>>();
  private readonly byFolder = new Map<string, Reading[]>();
  private readonly below = new Map<Reading, Reading[]>();
  private readonly above = new Map<Reading, Reading[]>();
  private readonly bounding = new Map<Reading, readonly Reading[]>();

  constructor(readings: readonly Reading[]) {
    const byKey = new Map(readings.map((reading) => [keyOf(reading.path, reading.format), reading]));
    for (const reading of readings) {
      const folder = folderOf(reading.path);
      this.byFolder.set(folder, [...(this.byFolder.get(folder) ?? []), reading]);
      this.byName.set(
        reading,
        Map.groupBy(reading.dependencies, ({ name }) => name),
      );
      for (const { path, constraint } of reading.includes) {
        const inner = byKey.get(keyOf(path, constraint ? 'constraints' : 'requirements'));
        if (inner === undefined) continue;
        this.below.set(reading, [...(this.below.get(reading) ?? []), inner]);
        this.above.set(inner, [...(this.above.get(inner) ?? []), reading]);
      }
    }
  }

  /** What a reading says of a package. */
  named(reading: Reading, name: string): readonly Dependency[] {
    return this.byName.get(reading)?.get(name) ?? [];
  }

  /** Readings of a folder. */
  inFolder(folder: string): readonly Reading[] {
    return this.byFolder.get(folder) ?? [];
  }

  /** The pins of a package in the files of constraints that a file, or one that includes it, names. */
  constraints(reading: Reading, name: string): readonly Dependency[] {
    let files = this.bounding.get(reading);
    if (files === undefined) {
      const above = reach([reading], this.above);
      const bounds = above.flatMap((one) =>
        (this.below.get(one) ?? []).filter(({ format }) => format === 'constraints'),
      );
      files = [...reach(bounds, this.below), reading];
      this.bounding.set(reading, files);
    }
    return files.flatMap((one) =>
      this.named(one, name).filter(({ role, version }) => role === 'constraint' && version !== null),
    );
  }
}

/** Everything that links lead to, the beginnings included, each once. */
function reach(from: readonly Reading[], links: ReadonlyMap<Reading, readonly Reading[]>): readonly Reading[] {
  const found = new Set(from);
  for (const one of found) for (const next of links.get(one) ?? []) found.add(next);
  return [...found];
}

function fits(one: Dependency, pin: Dependency): boolean {
  const version = pin.version === null ? null : parseVersion(pin.version);
  return version !== null && allows(one.clauses, version, pin.version as string);
}

/** A lock in the folder of a manifest or above it, or a list of pins beside it, that says the version. */
function pinOutside(one: Dependency, reading: Reading, links: Links): Dependency | null {
  const { path, format, lock } = reading;
  const compiled = path.endsWith('.in');
  if (lock || format === 'conda' || format === 'environment' || (format === 'requirements' && !compiled)) return null;
  const folder = folderOf(path);
  for (let at = folder; ; at = folderOf(at)) {
    for (const other of links.inFolder(at)) {
      if (other === reading) continue;
      const isLock = /^(?:poetry\.lock|uv\.lock|pdm\.lock|pylock|pipfile\.lock)$/.test(other.format);
      const speaks =
        format === 'pipfile'
          ? other.format === 'pipfile.lock' && at === folder
          : compiled
            ? other.path === path.replace(/\.in$/, '.txt')
            : format === 'script'
              ? other.path === `${path}.lock`
              : isLock || (other.format === 'requirements' && at === folder);
      if (!speaks) continue;
      const pin = links
        .named(other, one.name)
        .find(
          (entry) =>
            entry.role === 'required' &&
            (isLock ? entry.version !== null || entry.origin !== 'index' : entry.version !== null && fits(one, entry)),
        );
      if (pin !== undefined) return pin;
    }
    if (at === '') return null;
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Says once where only what is required directly is known. */
function tellIndirect(readings: readonly Reading[], problems: Problem[]): void {
  const complete = readings.filter(({ lock }) => lock);
  const open = readings.filter(
    ({ lock, format, dependencies, path }) =>
      !lock &&
      format !== 'constraints' &&
      dependencies.some(({ role, origin }) => role === 'required' && origin === 'index') &&
      !complete.some((other) => folderOf(other.path) === folderOf(path) || folderOf(other.path) === ''),
  );
  for (const { path } of open)
    problems.push({
      severity: 'info',
      code: 'indirect-unknown',
      message:
        'names what is required directly; what those packages require is audited from a lock file or with --environment',
      path,
      line: null,
    });
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  const sorted = [...problems].sort(compareProblems);
  return sorted.filter((problem, i) => i === 0 || compareProblems(sorted[i - 1] as Problem, problem) !== 0);
}

/** The names that manifests give packages, with every version or specifier that they say: what a later state is compared with. */
export function statedVersions(manifests: Manifests): ReadonlyMap<string, ReadonlySet<string>> {
  const stated = new Map<string, Set<string>>();
  for (const one of manifests.dependencies) {
    const name = one.name;
    const set = stated.get(name) ?? new Set();
    set.add(statementOf(one));
    stated.set(name, set);
  }
  return stated;
}

/** What of a dependency counts as a change: its version, else its specifiers, and where it comes from. */
export function statementOf(one: Dependency): string {
  const { origin, version, asked } = one;
  return `${origin === 'index' || origin === 'archive' ? '' : `${origin} `}${version ?? asked}`;
}
