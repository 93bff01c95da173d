import type { Host } from '../host/host.ts';
import {
  type Configuration,
  DEFAULTS,
  findRoot,
  isConfigurationError,
  readConfiguration,
} from '../scan/configuration.ts';
import { discover } from '../scan/discover.ts';
import type { Skipped } from '../scan/outcome.ts';
import type { InputFile, ScanInput } from '../scan/pipeline.ts';
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

/** Reads a text file below a root, without following links; null when it is not there or not text. */
export function readBelow(host: Host, root: string, path: string): string | null {
  const read = host.read(path.startsWith('/') ? path : `${root}/${path}`, TEXT_LIMIT);
  return read.kind === 'bytes' ? Buffer.from(read.bytes).toString('utf8') : null;
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

/** Finds the project of the first path, reads its configuration and lays the command line over it. */
export async function openProject(host: Host, args: Arguments): Promise<Project | ProjectError> {
  const first = args.paths.find((path) => path !== '-') ?? '.';
  const start = host.resolve(absolute(host, first));
  if (start === null) return { error: `${JSON.stringify(first)} is not there` };
  const root = findRoot(host, start);
  let configuration: Configuration = DEFAULTS;
  const explicit = args.values.get('config')?.[0] ?? null;
  if (!args.flags.has('isolated') || explicit !== null) {
    const read = await readConfiguration(
      (path) => readBelow(host, root, path),
      explicit === null ? null : absolute(host, explicit),
    );
    if (isConfigurationError(read))
      return { error: `${read.path}${read.line === null ? '' : `:${read.line}`}: ${read.message}` };
    configuration = read;
  }
  return { root, configuration: overlay(configuration, args) };
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
): { readonly files: readonly InputFile[]; readonly skipped: readonly Skipped[] } {
  const starts = (paths.length === 0 ? ['.'] : paths).map((path) => absolute(host, path));
  const { configuration, root } = project;
  const found = discover(host, root, starts, {
    include: configuration.include,
    exclude: configuration.exclude,
    maxFiles: 100_000,
  });
  const files = found.files.map((candidate): InputFile => {
    const read = host.read(candidate.real, configuration.maxFileSize);
    return read.kind === 'bytes'
      ? { path: candidate.path, bytes: read.bytes }
      : { path: candidate.path, reason: read.reason, message: read.message };
  });
  return { files, skipped: found.skipped };
}

/** The document, mapping, waivers and baseline of a run, read through one function (from disk or from a commit). */
export function readPolicyFiles(
  configuration: Configuration,
  explicitStandard: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly mapping: { readonly path: string; readonly text: string } | null;
  } | null,
  isolated: boolean,
  readBytes: (path: string) => Uint8Array | null,
): Pick<ScanInput, 'standard' | 'waivers' | 'baseline'> | ProjectError {
  const text = (path: string): string | null => {
    const bytes = readBytes(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  let standard = explicitStandard;
  if (standard === null && configuration.standard !== null) {
    const bytes = readBytes(configuration.standard);
    if (bytes === null)
      return {
        error: `the standards document ${JSON.stringify(configuration.standard)} is not there or cannot be read`,
      };
    const mappingPath = mappingPathOf(configuration.standard);
    const mapping = text(mappingPath);
    standard = {
      path: configuration.standard,
      bytes,
      mapping: mapping === null ? null : { path: mappingPath, text: mapping },
    };
  }
  const waivers = isolated ? null : text('.adderstone/waivers.yaml');
  const baseline = isolated ? null : text('.adderstone/baseline.json');
  return {
    standard,
    waivers: waivers === null ? null : { path: '.adderstone/waivers.yaml', text: waivers },
    baseline: baseline === null ? null : { path: '.adderstone/baseline.json', text: baseline },
  };
}

/** `rules.checks.yaml` beside `rules.md`. */
export function mappingPathOf(document: string): string {
  return `${document.replace(/\.[A-Za-z]+$/, '')}.checks.yaml`;
}
