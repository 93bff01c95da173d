/** A target of `validate paths`, as `[[tool.adderstone.validate.paths]]` names it. */
export interface PathTarget {
  /** The folder that nothing may leave, relative to the project. */
  readonly base: string;
  /** Exactly one of the four is given. */
  readonly target: string | null;
  readonly app: string | null;
  readonly url: string | null;
  /** With `url`: what serves it; alone: a command with `{}` in it. Empty: none. */
  readonly command: readonly string[];
  readonly urlPath: string | null;
  readonly method: string | null;
  readonly field: string | null;
  readonly legitimate: readonly string[];
  readonly symlink: boolean;
  /** Seconds. */
  readonly deadline: number;
}

/** A scanner of `validate throughput`, as `[[tool.adderstone.validate.throughput]]` names it. */
export interface ThroughputTarget {
  /** With `{url}` in it. */
  readonly command: readonly string[];
  readonly targets: number;
  readonly maxConcurrency: number | null;
  readonly maxRps: number | null;
  /** Seconds. */
  readonly deadline: number;
}

/** What `check --validate` runs. */
export interface ValidateSettings {
  readonly paths: readonly PathTarget[];
  readonly throughput: readonly ThroughputTarget[];
  /** The configuration file that names them, project-relative; null when none does. */
  readonly path: string | null;
}

/** Where no configuration names a target. */
export const NOTHING_TO_VALIDATE: ValidateSettings = { paths: [], throughput: [], path: null };

/** Why a table is not accepted. */
export interface ValidateProblem {
  readonly message: string;
}

/** What a value of an entry is. */
export type Shape = 'text' | 'texts' | 'flag' | 'number';

/** Keys of `validate.paths`; the shipped JSON Schema is made from this. */
export const PATH_KEYS: Readonly<Record<string, Shape>> = {
  base: 'text',
  target: 'text',
  app: 'text',
  url: 'text',
  command: 'texts',
  'url-path': 'text',
  method: 'text',
  field: 'text',
  legitimate: 'texts',
  symlink: 'flag',
  deadline: 'number',
};
/** Keys of `validate.throughput`. */
export const THROUGHPUT_KEYS: Readonly<Record<string, Shape>> = {
  command: 'texts',
  targets: 'number',
  'max-concurrency': 'number',
  'max-rps': 'number',
  deadline: 'number',
};
/** Entries of each list. */
export const MOST_ENTRIES = 50;

/**
 * Reads the table `validate`. Refuses unknown keys, wrong values, a base outside the project, and what names no or several targets.
 * @param path the configuration file, for the reports
 */
export function readValidate(
  table: Readonly<Record<string, unknown>>,
  path: string,
): ValidateSettings | ValidateProblem {
  const unknown = Object.keys(table).find((key) => key !== 'paths' && key !== 'throughput');
  if (unknown !== undefined) return { message: '`validate`: expected lists of tables `paths` and `throughput`' };
  const paths: PathTarget[] = [];
  const throughput: ThroughputTarget[] = [];
  for (const [name, keys] of [
    ['paths', PATH_KEYS],
    ['throughput', THROUGHPUT_KEYS],
  ] as const) {
    const list = table[name] ?? [];
    if (!Array.isArray(list) || list.length > MOST_ENTRIES)
      return { message: `\`validate.${name}\`: expected a list of at most ${MOST_ENTRIES} tables` };
    for (const entry of list) {
      const read = readEntry(entry, keys, `validate.${name}`);
      if ('message' in read) return read as unknown as ValidateProblem;
      const made = name === 'paths' ? pathTarget(read) : throughputTarget(read);
      if ('message' in made) return made;
      if (name === 'paths') paths.push(made as PathTarget);
      else throughput.push(made as ThroughputTarget);
    }
  }
  return { paths, throughput, path };
}

type Entry = Readonly<Record<string, unknown>>;

function readEntry(entry: unknown, keys: Readonly<Record<string, Shape>>, name: string): Entry | ValidateProblem {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { message: `\`${name}\`: expected tables` };
  for (const [key, value] of Object.entries(entry)) {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (shape === undefined) return { message: `\`${name}\`: the keys are ${Object.keys(keys).join(', ')}` };
    const right =
      shape === 'text'
        ? typeof value === 'string' && value !== ''
        : shape === 'texts'
          ? Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
          : shape === 'flag'
            ? typeof value === 'boolean'
            : typeof value === 'number' && Number.isFinite(value) && value > 0;
    if (!right)
      return {
        message: `\`${name}.${key}\`: expected ${shape === 'text' ? 'a text' : shape === 'texts' ? 'a list of texts' : shape === 'flag' ? 'true or false' : 'a number above 0'}`,
      };
  }
  return entry as Entry;
}

function text(entry: Entry, key: string): string | null {
  return (entry[key] as string | undefined) ?? null;
}

function pathTarget(entry: Entry): PathTarget | ValidateProblem {
  const base = text(entry, 'base');
  if (base === null) return { message: '`validate.paths`: `base` is needed: the folder that nothing may leave' };
  if (base.startsWith('/') || /^[A-Za-z]:/.test(base) || base.split(/[/\\]/).includes('..'))
    return { message: '`validate.paths.base` names a folder outside the project' };
  const given = ['target', 'app', 'url'].filter((key) => entry[key] !== undefined);
  const command = (entry['command'] as readonly string[] | undefined) ?? [];
  if (
    given.length > 1 ||
    (given.length === 0 && command.length === 0) ||
    (command.length > 0 && given[0] !== undefined && given[0] !== 'url')
  )
    return {
      message: '`validate.paths`: expected one of `target`, `app`, `url` and `command`; `command` also with `url`',
    };
  return {
    base,
    target: text(entry, 'target'),
    app: text(entry, 'app'),
    url: text(entry, 'url'),
    command,
    urlPath: text(entry, 'url-path'),
    method: text(entry, 'method'),
    field: text(entry, 'field'),
    legitimate: (entry['legitimate'] as readonly string[] | undefined) ?? [],
    symlink: entry['symlink'] === true,
    deadline: (entry['deadline'] as number | undefined) ?? 60,
  };
}

function throughputTarget(entry: Entry): ThroughputTarget | ValidateProblem {
  const command = (entry['command'] as readonly string[] | undefined) ?? [];
  if (!command.some((word) => word.includes('{url}')))
    return { message: '`validate.throughput`: expected a `command` with `{url}` in it' };
  return {
    command,
    targets: (entry['targets'] as number | undefined) ?? 60,
    maxConcurrency: (entry['max-concurrency'] as number | undefined) ?? null,
    maxRps: (entry['max-rps'] as number | undefined) ?? null,
    deadline: (entry['deadline'] as number | undefined) ?? 15,
  };
}
