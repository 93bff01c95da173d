import { type IgnoredAdvisory, readIgnores } from '../audit/ignore.ts';
import type { Confidence, Severity } from '../findings/finding.ts';
import { CONFIDENCES, SEVERITIES } from '../findings/finding.ts';
import { editDistance } from '../findings/selector.ts';
import type { Host } from '../host/host.ts';
import { TIERS, type Tier } from '../models/vocabulary.ts';
import { type Glob, parseGlob } from '../text/glob.ts';
import type { LoweredProtection } from './outcome.ts';
import { NOTHING_TO_VALIDATE, readValidate, type ValidateSettings } from './validate-settings.ts';

/** Everything that a check is told, once: command line over configuration file over defaults. */
export interface Configuration {
  readonly standard: string | null;
  /** Documents behind the first, in order of precedence. */
  readonly furtherStandards: readonly string[];
  readonly require: 'static' | 'all' | readonly string[];
  readonly tiers: readonly Tier[];
  /** Null: the default set. */
  readonly select: readonly string[] | null;
  readonly extendSelect: readonly string[];
  readonly ignore: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly failOn: Severity;
  readonly include: readonly Glob[];
  readonly exclude: readonly Glob[];
  readonly perFileIgnores: readonly { readonly glob: Glob; readonly selectors: readonly string[] }[];
  readonly foreignSuppressions: 'show' | 'honour';
  readonly models: readonly string[];
  readonly asyncTools: readonly Glob[];
  /** Targets and commands of the dynamic checks. */
  readonly validate: ValidateSettings;
  readonly maxFileSize: number;
  /** Decisions not to act on advisories about packages. */
  readonly ignoredAdvisories: readonly IgnoredAdvisory[];
  /** Files of the project that were read, project-relative; one that the user named, absolute. */
  readonly files: readonly string[];
  readonly lowered: readonly LoweredProtection[];
  /** Settings that are given and that nothing follows yet. */
}

/** What is wrong with a configuration: file, 1-based line where known, and what was expected. */
export interface ConfigurationError {
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
}

/** The defaults of every key. */
export const DEFAULTS: Configuration = {
  standard: null,
  furtherStandards: [],
  require: 'static',
  tiers: [],
  select: null,
  extendSelect: [],
  ignore: [],
  severity: 'low',
  confidence: 'medium',
  failOn: 'low',
  include: [],
  exclude: [],
  perFileIgnores: [],
  foreignSuppressions: 'show',
  models: [],
  asyncTools: [],
  validate: NOTHING_TO_VALIDATE,
  maxFileSize: 10_000_000,
  ignoredAdvisories: [],
  files: [],
  lowered: [],
};

/** Keys of `[tool.adderstone]` and `adderstone.toml`, with what each holds; the shipped JSON Schema is made from this. */
export const KEYS: Readonly<
  Record<
    string,
    {
      readonly type: 'text' | 'list' | 'number' | 'table' | 'text-or-list';
      readonly values?: readonly string[];
      readonly about: string;
    }
  >
> = {
  standard: {
    type: 'text-or-list',
    about:
      'Path of the standards document, inside the project; several in order of precedence. Default: the shipped one.',
  },
  require: { type: 'text-or-list', about: 'Clauses that must be verified: `static`, `all`, or a list of ids.' },
  tiers: {
    type: 'list',
    values: [...TIERS, 'all'],
    about: 'Trust tiers of origins that are reported in addition to the defaults.',
  },
  select: {
    type: 'list',
    about: 'Rules, families, clauses, CWEs or equivalents instead of the default set; `ALL` for everything.',
  },
  'extend-select': { type: 'list', about: 'Further rules beside the default set.' },
  ignore: { type: 'list', about: 'Rules that are not reported.' },
  severity: { type: 'text', values: SEVERITIES, about: 'Least severity that is reported.' },
  confidence: { type: 'text', values: CONFIDENCES, about: 'Least confidence that is reported.' },
  'fail-on': { type: 'text', values: SEVERITIES, about: 'Least severity of a new finding that makes the exit code 1.' },
  include: { type: 'list', about: 'Globs of files to look at. Default: every Python file.' },
  exclude: { type: 'list', about: 'Globs of files and folders that are not looked at.' },
  'per-file-ignores': { type: 'table', about: 'Glob to a list of rules that are not reported in these files.' },
  'foreign-suppressions': {
    type: 'text',
    values: ['show', 'honour'],
    about: 'Whether `nosec`, `noqa` and `nosemgrep` only show, or suppress.',
  },
  models: { type: 'list', about: 'Paths of further library models (YAML), inside the project.' },
  'async-tools': {
    type: 'list',
    about:
      'Globs of files that are network tools as a whole: in them clients that block, threads in loops and tasks without a bound are found whatever they go through.',
  },
  validate: { type: 'table', about: 'Targets and commands of the dynamic checks.' },
  deps: {
    type: 'table',
    about:
      '`ignore`: advisories about packages that are not acted on, each `{ id, package, version, reason, expires }`; `id` and `reason` are needed.',
  },
  'max-file-size': { type: 'number', about: 'Bytes; larger files are not looked at, and the run is incomplete.' },
  extend: { type: 'text', about: 'Another configuration file inside the project, read first.' },
};
/** Bytes; `max-file-size` may not be more. */
const LARGEST_FILE = 100_000_000;

/** Whether a setting makes less be reported, required or looked at than the default does. */
function lowers(key: string, value: unknown): boolean {
  switch (key) {
    case 'ignore':
    case 'exclude':
    case 'include':
      return !Array.isArray(value) || value.length > 0;
    case 'select':
      return !(Array.isArray(value) && value.includes('ALL'));
    case 'deps':
      return isRecord(value) && Array.isArray(value['ignore']) && value['ignore'].length > 0;
    case 'per-file-ignores':
      return isRecord(value) && Object.keys(value).length > 0;
    case 'require':
      return value !== 'static' && value !== 'all';
    case 'foreign-suppressions':
      return value === 'honour';
    case 'fail-on':
    case 'severity':
      return value !== 'low';
    case 'confidence':
      return value === 'high';
    default:
      return false;
  }
}

/**
 * The folder of the nearest configuration file or repository at or above a place. Absolute, links resolved.
 * @param otherwise the root where there is none; null: the place itself
 */
export function findRoot(host: Host, start: string, otherwise: string | null): string {
  let folder = host.kindOf(start) === 'file' ? parent(start) : start;
  const first = folder;
  for (;;) {
    if (
      host.kindOf(`${folder}/adderstone.toml`) === 'file' ||
      host.kindOf(`${folder}/.git`) !== null ||
      host.kindOf(`${folder}/pyproject.toml`) === 'file'
    )
      return folder;
    const above = parent(folder);
    if (above === folder) return otherwise ?? first;
    folder = above;
  }
}

function parent(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

/** How a configuration's file is read: from the tree, or from a commit. */
export type ReadText = (path: string) => string | null;

/**
 * Reads the configuration of a project: `adderstone.toml`, else `[tool.adderstone]` of `pyproject.toml`. Refuses broken TOML, unknown keys (with the
 * nearest known one), wrong values, and paths outside the root.
 * @param explicit a file given on the command line, project-relative or absolute, read instead
 */
export async function readConfiguration(
  read: ReadText,
  explicit: string | null,
): Promise<Configuration | ConfigurationError> {
  const candidates = explicit === null ? ['adderstone.toml', 'pyproject.toml'] : [explicit];
  for (const path of candidates) {
    const text = read(path);
    if (text === null) {
      if (explicit !== null) return { path, line: null, message: 'is not there or cannot be read' };
      continue;
    }
    const result = await readFile(read, path, text, new Set());
    if (result === null) continue;
    return result;
  }
  return DEFAULTS;
}

/**
 * Lays a table of TOML over a configuration: the user's own file, or one `key = value` of the command line (a bare word is taken as a text).
 * These are orders, so nothing of them counts as lowered protection; keys that name files of a project are refused.
 */
export async function layConfiguration(
  base: Configuration,
  path: string,
  text: string,
): Promise<Configuration | ConfigurationError> {
  const { parse } = await import('smol-toml');
  const tables = [text, text.replace(/=\s*([A-Za-z][\w-]*)\s*$/, '= "$1"')].flatMap((one) => {
    try {
      return [parse(one) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
  const table = tables[0];
  if (table === undefined) return { path, line: null, message: 'is not valid TOML: expected `key = value`' };
  for (const key of ['standard', 'extend', 'models'])
    if (Object.hasOwn(table, key)) return { path, line: null, message: `\`${key}\` can be set in a project only` };
  const result = apply(base, table, path, text);
  return isConfigurationError(result) ? result : { ...result, files: base.files, lowered: base.lowered };
}

async function readFile(
  read: ReadText,
  path: string,
  text: string,
  above: Set<string>,
): Promise<Configuration | ConfigurationError | null> {
  const { parse, TomlError } = await import('smol-toml');
  let root: Record<string, unknown>;
  try {
    root = parse(text) as Record<string, unknown>;
  } catch (error) {
    const line = error instanceof TomlError ? error.line : null;
    return { path, line, message: 'is not valid TOML here' };
  }
  let table: unknown = root;
  if (path.endsWith('pyproject.toml')) {
    const tool = root['tool'];
    table = isRecord(tool) ? tool['adderstone'] : undefined;
    if (table === undefined) return null;
  }
  if (!isRecord(table)) return { path, line: null, message: '`[tool.adderstone]` is not a table' };
  let base: Configuration = DEFAULTS;
  const extend = table['extend'];
  if (typeof extend === 'string') {
    const line = lineOf(text, 'extend', path);
    if (!isInside(extend)) return { path, line, message: '`extend` names a file outside the project' };
    if (above.has(extend) || above.size > 8) return { path, line, message: '`extend` goes in a circle' };
    const more = read(extend);
    if (more === null) return { path, line, message: '`extend` names a file that is not there' };
    const result = await readFile(read, extend, more, new Set([...above, path]));
    if (result === null || isConfigurationError(result))
      return result ?? { path, line, message: '`extend` names a file without configuration' };
    base = result;
  }
  return apply(base, table, path, text);
}

function apply(
  base: Configuration,
  table: Record<string, unknown>,
  path: string,
  text: string,
): Configuration | ConfigurationError {
  const result: { -readonly [K in keyof Configuration]: Configuration[K] } = { ...base, files: [...base.files, path] };
  const lowered: LoweredProtection[] = [...base.lowered];
  for (const [key, value] of Object.entries(table)) {
    const line = lineOf(text, key, path);
    const spec = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    const fail = (message: string): ConfigurationError => ({ path, line, message });
    if (spec === undefined) {
      const nearest = Object.keys(KEYS).sort((a, b) => editDistance(key, a, 20) - editDistance(key, b, 20))[0];
      return fail(`the key is not known; the nearest is \`${nearest}\``);
    }
    const listed = Array.isArray(value) && value.every((item) => typeof item === 'string') ? (value as string[]) : null;
    const wrong =
      spec.type === 'text'
        ? typeof value !== 'string'
        : spec.type === 'list'
          ? listed === null
          : spec.type === 'number'
            ? typeof value !== 'number' && typeof value !== 'bigint'
            : spec.type === 'table'
              ? !isRecord(value)
              : typeof value !== 'string' && listed === null;
    if (wrong)
      return fail(
        `\`${key}\`: expected ${spec.type === 'list' ? 'a list of texts' : spec.type === 'text-or-list' ? 'a text or a list of texts' : `a ${spec.type}`}`,
      );
    for (const one of typeof value === 'string' ? [value] : (listed ?? [])) {
      if (spec.values !== undefined && !spec.values.includes(one))
        return fail(`\`${key}\`: expected ${spec.values.map((known) => `\`${known}\``).join(', ')}`);
    }
    const globs = (list: readonly string[]): readonly Glob[] | ConfigurationError => {
      const parsed: Glob[] = [];
      for (const one of list) {
        const glob = parseGlob(one);
        if ('error' in glob) return fail(`\`${key}\`: ${glob.error}`);
        parsed.push(glob);
      }
      return parsed;
    };
    if (lowers(key, value)) {
      lowered.push({ setting: key, path, line, text: `\`${key}\` is set` });
    }
    switch (key) {
      case 'standard':
        if (listed?.length === 0) return fail('`standard`: expected a path, or a list of paths');
        for (const one of listed ?? [value as string])
          if (!isInside(one)) return fail('`standard` names a file outside the project');
        result.standard = listed?.[0] ?? (value as string);
        result.furtherStandards = listed?.slice(1) ?? [];
        break;
      case 'require':
        if (typeof value === 'string' && value !== 'static' && value !== 'all')
          return fail('`require`: expected `static`, `all`, or a list of clause ids');
        result.require = value === 'static' || value === 'all' ? value : (listed as string[]);
        break;
      case 'tiers':
        result.tiers = (listed as string[]).includes('all') ? TIERS : (listed as Tier[]);
        break;
      case 'select':
        result.select = listed as string[];
        break;
      case 'extend-select':
        result.extendSelect = listed as string[];
        break;
      case 'ignore':
        result.ignore = listed as string[];
        break;
      case 'severity':
        result.severity = value as Severity;
        break;
      case 'confidence':
        result.confidence = value as Confidence;
        break;
      case 'fail-on':
        result.failOn = value as Severity;
        break;
      case 'include':
      case 'exclude':
      case 'async-tools': {
        const parsed = globs(listed as string[]);
        if ('message' in parsed) return parsed;
        if (key === 'include') result.include = parsed;
        else if (key === 'exclude') result.exclude = parsed;
        else result.asyncTools = parsed;
        break;
      }
      case 'per-file-ignores': {
        const entries: { glob: Glob; selectors: readonly string[] }[] = [];
        for (const [glob, selectors] of Object.entries(value as Record<string, unknown>)) {
          const parsed = globs([glob]);
          if ('message' in parsed) return parsed;
          if (!Array.isArray(selectors) || !selectors.every((item) => typeof item === 'string'))
            return fail('`per-file-ignores`: expected a list of rules for each glob');
          entries.push({ glob: parsed[0] as Glob, selectors: selectors as string[] });
        }
        result.perFileIgnores = entries;
        break;
      }
      case 'deps': {
        const table = value as Record<string, unknown>;
        const other = Object.keys(table).find((name) => name !== 'ignore');
        if (other !== undefined) return fail('`deps`: expected `ignore`');
        const ignores = readIgnores(table['ignore'] ?? [], path, (id) => {
          const at = text.indexOf(`"${id}"`);
          return at < 0 ? line : text.slice(0, at).split('\n').length;
        });
        if ('wrong' in ignores) return fail(ignores.wrong);
        result.ignoredAdvisories = [...base.ignoredAdvisories, ...ignores];
        break;
      }
      case 'foreign-suppressions':
        result.foreignSuppressions = value as 'show' | 'honour';
        break;
      case 'models':
        if (!(listed as string[]).every(isInside)) return fail('`models` names files outside the project');
        if ((listed as string[]).some((one) => /[*?{[]/.test(one)))
          return fail('`models`: expected paths of files, not globs');
        result.models = listed as string[];
        break;
      case 'validate': {
        const read = readValidate(value as Record<string, unknown>, path);
        if ('message' in read) return fail(read.message);
        result.validate = read;
        break;
      }
      case 'max-file-size': {
        const size = Number(value);
        if (!Number.isSafeInteger(size) || size < 1 || size > LARGEST_FILE)
          return fail(`\`max-file-size\`: expected a number of bytes from 1 to ${LARGEST_FILE}`);
        result.maxFileSize = size;
        break;
      }
      default:
        break;
    }
  }
  result.lowered = lowered;
  return result;
}

/** True when reading refused. */
export function isConfigurationError(result: Configuration | ConfigurationError): result is ConfigurationError {
  return 'message' in result;
}

function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/^[A-Za-z]:/.test(path) && !path.split(/[/\\]/).includes('..');
}

/** The 1-based line that sets a key; in `pyproject.toml` only within the tables of `tool.adderstone`. */
function lineOf(text: string, key: string, path: string): number | null {
  const within = path.endsWith('pyproject.toml');
  let header: number | null = null;
  let inside = !within;
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (within && trimmed.startsWith('[')) {
      inside = /^\[+\s*tool\s*\.\s*"?adderstone"?\s*[\].]/.test(trimmed);
      if (inside) header ??= i + 1;
    }
    if (!inside) continue;
    const bare = trimmed.startsWith('"') ? trimmed.slice(1) : trimmed;
    if (bare.startsWith(key) && /^"?\s*[=\].]/.test(bare.slice(key.length))) return i + 1;
    if (trimmed.startsWith('[') && (trimmed.endsWith(`.${key}]`) || trimmed === `[${key}]`)) return i + 1;
  }
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
