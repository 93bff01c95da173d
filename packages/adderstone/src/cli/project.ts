import type { Host } from '../host/host.ts';
import {
  type Configuration,
  type ConfigurationError,
  DEFAULTS,
  findRoot,
  isConfigurationError,
  layConfiguration,
  type ReadText,
  readConfiguration,
} from '../scan/configuration.ts';
import { type Candidate, discover } from '../scan/discover.ts';
import type { Skipped } from '../scan/outcome.ts';
import type { InputFile, PolicyDocument, ScanInput } from '../scan/pipeline.ts';
import { isManifest } from '../scan/project-packages.ts';
import { LOCK_PATH } from '../standards/lock.ts';
import { folderAround } from '../text/folder-around.ts';
import type { Arguments } from './options.ts';

/** A project on disk, ready to be scanned. */
export interface Project {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly configuration: Configuration;
}

/** What is wrong, in one sentence for the user. */
export interface ProjectError {
  readonly error: string;
}

const TEXT_LIMIT = 4 << 20;

/** The bytes of a file of a project; null when it is not there, is too large, or lies outside the root once its links are resolved. */
export function readInside(host: Host, root: string, path: string): Uint8Array | null {
  const real = host.resolve(`${root}/${path}`);
  if (real === null || !(root === '/' || real.startsWith(`${root}/`))) return null;
  const read = host.read(real, TEXT_LIMIT);
  return read.kind === 'bytes' ? read.bytes : null;
}

/** As `readInside`, as text; an absolute path is one that the user named, and may lie anywhere. */
export function readBelow(host: Host, root: string, path: string): string | null {
  if (!path.startsWith('/')) return textOf(readInside(host, root, path));
  const real = host.resolve(path);
  const read = real === null ? null : host.read(real, TEXT_LIMIT);
  return read?.kind === 'bytes' ? textOf(read.bytes) : null;
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** Why a project's file is not written there: its folder leads out of the project through a link. Null when it does not. */
export function throughLink(host: Host, path: string, root: string): string | null {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const real = host.resolve(folder);
  if (real === null) return 'its folder is not there';
  const named = folder === root || folder.startsWith(`${root}/`);
  const inside = real === root || real.startsWith(`${root}/`);
  return named && !inside ? 'its folder leads out of the project through a link' : null;
}

/** An absolute path with `/`, from one relative to the current folder. */
export function absolute(host: Host, path: string): string {
  const joined = path.startsWith('/') ? path : `${host.cwd}/${path}`;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * Finds the project of some paths, reads its configuration and lays the user's own configuration and the command line over it. The root is the
 * nearest folder with a configuration file or repository at or above what the paths have in common; where there is none, the current
 * folder if it holds the paths.
 * @param given the root, where it is known already; absolute, links resolved
 */
export async function openProject(host: Host, args: Arguments, given?: string): Promise<Project | ProjectError> {
  const named = args.paths.filter((path) => path !== '-');
  const starts: string[] = [];
  for (const path of named.length === 0 ? ['.'] : named) {
    const start = host.resolve(absolute(host, path));
    if (start === null) return { error: `${JSON.stringify(path)} is not there` };
    starts.push(start);
  }
  const top = starts.reduce(folderAround);
  const current = host.resolve(host.cwd) ?? host.cwd;
  const root = given ?? findRoot(host, top, top === current || top.startsWith(`${current}/`) ? current : null);
  const configuration = await readLayers(host, root, args, (path) => readBelow(host, root, path));
  return 'error' in configuration ? configuration : { root, configuration };
}

/**
 * The project's configuration under the user's own (`$XDG_CONFIG_HOME/adderstone/adderstone.toml`) and the command line, which are orders.
 * @param read how files of the project are read: from disk, or from a commit
 */
export async function readLayers(
  host: Host,
  root: string,
  args: Arguments,
  read: ReadText,
): Promise<Configuration | ProjectError> {
  const given = args.values.get('config') ?? [];
  const files = given.filter((one) => !/^[a-z-]+\s*=/.test(one));
  if (files.length > 1) return { error: '--config: one file at most; further values are KEY=VALUE' };
  let configuration: Configuration | ConfigurationError = DEFAULTS;
  const explicit = files[0] === undefined ? null : absolute(host, files[0]);
  if (explicit !== null || !args.flags.has('isolated')) {
    configuration = await readConfiguration(
      (path) => (path === explicit ? readBelow(host, root, path) : read(path)),
      explicit,
    );
    if (isConfigurationError(configuration)) return { error: sentence(configuration) };
  }
  const home = host.env['XDG_CONFIG_HOME'] || (host.env['HOME'] ? `${host.env['HOME']}/.config` : '');
  const own = `${home}/adderstone/adderstone.toml`;
  const text = args.flags.has('isolated') || !home.startsWith('/') ? null : readBelow(host, root, own);
  if (text !== null) {
    configuration = await layConfiguration(configuration, 'the user’s adderstone.toml', text);
    if (isConfigurationError(configuration)) return { error: sentence(configuration) };
  }
  for (const one of given.filter((value) => value !== files[0])) {
    configuration = await layConfiguration(configuration, '--config', one);
    if (isConfigurationError(configuration)) return { error: sentence(configuration) };
  }
  return overlay(configuration, args);
}

function sentence({ path, line, message }: ConfigurationError): string {
  return `${path}${line === null ? '' : `:${line}`}: ${message}`;
}

function overlay(base: Configuration, args: Arguments): Configuration {
  const result: { -readonly [K in keyof Configuration]: Configuration[K] } = { ...base };
  const one = (name: string): string | undefined => args.values.get(name)?.[0];
  const select = args.values.get('select');
  if (select !== undefined) result.select = select;
  result.extendSelect = [...base.extendSelect, ...(args.values.get('extend-select') ?? [])];
  result.ignore = [...base.ignore, ...(args.values.get('ignore') ?? [])];
  if (one('severity') !== undefined) result.severity = one('severity') as Configuration['severity'];
  if (one('confidence') !== undefined) result.confidence = one('confidence') as Configuration['confidence'];
  if (one('fail-on') !== undefined) result.failOn = one('fail-on') as Configuration['failOn'];
  const tiers = args.values.get('tier') ?? [];
  if (tiers.length > 0)
    result.tiers = [
      ...new Set([
        ...base.tiers,
        ...(tiers.includes('all')
          ? (['remote', 'response', 'content', 'local', 'library'] as const)
          : (tiers as Configuration['tiers'])),
      ]),
    ];
  const required = one('require');
  if (required !== undefined)
    result.require =
      required === 'static' || required === 'all' ? required : required.split(',').map((id) => id.trim());
  if (one('foreign-suppressions') !== undefined)
    result.foreignSuppressions = one('foreign-suppressions') as 'show' | 'honour';
  return result;
}

/** The files of a project that its arguments name, with their bytes. */
export function readFiles(
  host: Host,
  project: Project,
  paths: readonly string[],
): {
  readonly files: readonly InputFile[];
  readonly texts: readonly InputFile[];
  readonly skipped: readonly Skipped[];
  /** Manifests and lock files of packages that were met on the way. */
  readonly manifests: readonly Candidate[];
} {
  const starts = (paths.length === 0 ? ['.'] : paths).map((path) => absolute(host, path));
  const { configuration, root } = project;
  const found = discover(host, root, starts, {
    include: configuration.include,
    exclude: configuration.exclude,
    maxFiles: 100_000,
    also: isManifest,
  });
  const read = (candidate: Candidate): InputFile => {
    const content = host.read(candidate.real, configuration.maxFileSize);
    return content.kind === 'bytes'
      ? { path: candidate.path, bytes: content.bytes }
      : { path: candidate.path, reason: content.reason, message: content.message };
  };
  return {
    files: found.files.map(read),
    texts: found.texts.map(read),
    skipped: found.skipped,
    manifests: found.others,
  };
}

/** What decides how code is judged, read from files. */
export type PolicyFiles = Pick<ScanInput, 'standard' | 'furtherStandards' | 'models' | 'waivers' | 'baseline' | 'lock'>;

/** Standards documents that the user named, with the mappings beside them: from anywhere; inside the project by their path there. */
export function readNamedStandards(
  host: Host,
  root: string,
  named: readonly string[],
): readonly PolicyDocument[] | ProjectError {
  const documents: PolicyDocument[] = [];
  const read = (path: string): Uint8Array | null => {
    const file = host.read(path, TEXT_LIMIT);
    return file.kind === 'bytes' ? file.bytes : null;
  };
  for (const one of named) {
    const path = host.resolve(absolute(host, one));
    const bytes = path === null ? null : read(path);
    if (path === null || bytes === null)
      return { error: `the standards document ${JSON.stringify(one)} is not there or cannot be read` };
    const shown = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : one;
    const mapping = textOf(read(mappingPathOf(path)));
    documents.push({
      path: shown,
      bytes,
      mapping: mapping === null ? null : { path: mappingPathOf(shown), text: mapping },
    });
  }
  return documents;
}

/** What `readPolicyFiles` reads, from the project as it is on disk. */
export function policyOnDisk(
  host: Host,
  { root, configuration }: Pick<Project, 'root' | 'configuration'>,
  named: PolicyDocument | readonly PolicyDocument[] | null,
  isolated: boolean,
): PolicyFiles | ProjectError {
  return readPolicyFiles(configuration, named, isolated, (path) => readInside(host, root, path));
}

/**
 * The documents, mappings, lock, waivers and baseline of a run, read through one function (from disk or from a commit).
 * @param named documents that the user named instead of the configured ones, in order of precedence
 */
export function readPolicyFiles(
  configuration: Configuration,
  named: PolicyDocument | readonly PolicyDocument[] | null,
  isolated: boolean,
  readBytes: (path: string) => Uint8Array | null,
): PolicyFiles | ProjectError {
  const text = (path: string): string | null => {
    const bytes = readBytes(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const documents: PolicyDocument[] = named === null ? [] : 'path' in named ? [named] : [...named];
  if (documents.length === 0 && configuration.standard !== null) {
    for (const path of [configuration.standard, ...configuration.furtherStandards]) {
      const bytes = readBytes(path);
      if (bytes === null)
        return { error: `the standards document ${JSON.stringify(path)} is not there or cannot be read` };
      const mappingPath = mappingPathOf(path);
      const mapping = text(mappingPath);
      documents.push({ path, bytes, mapping: mapping === null ? null : { path: mappingPath, text: mapping } });
    }
  }
  const models: { path: string; text: string }[] = [];
  for (const path of configuration.models) {
    const model = text(path);
    if (model === null) return { error: `the models ${JSON.stringify(path)} are not there or cannot be read` };
    models.push({ path, text: model });
  }
  const waivers = isolated ? null : text('.adderstone/waivers.yaml');
  const baseline = isolated ? null : text('.adderstone/baseline.json');
  const lock = isolated ? null : text(LOCK_PATH);
  return {
    standard: documents[0] ?? null,
    models,
    furtherStandards: documents.slice(1),
    lock: lock === null ? null : { path: LOCK_PATH, text: lock },
    waivers: waivers === null ? null : { path: '.adderstone/waivers.yaml', text: waivers },
    baseline: baseline === null ? null : { path: '.adderstone/baseline.json', text: baseline },
  };
}

/** Writes a file of the project with the folders above it, never through a link that leads out. Null, or what went wrong. */
export function writeInside(host: Host, root: string, path: string, text: string): string | null {
  const folders = path.split('/').slice(0, -1);
  for (let i = 1; i <= folders.length; i++) {
    const folder = `${root}/${folders.slice(0, i).join('/')}`;
    const real = host.resolve(folder);
    if (real === null) {
      const problem = host.makeFolder(folder, 0o755);
      if (problem !== null) return `its folder cannot be made (${problem})`;
    } else if (real !== folder) return 'its folder is a link';
  }
  return host.write(`${root}/${path}`, text);
}

/** `rules.checks.yaml` beside `rules.md`. */
export function mappingPathOf(document: string): string {
  return `${document.replace(/\.[A-Za-z]+$/, '')}.checks.yaml`;
}
