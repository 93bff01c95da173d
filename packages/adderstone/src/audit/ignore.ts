import { type Day, isDay, isExpired } from '../findings/date.ts';
import type { Problem } from '../findings/problem.ts';
import type { WithdrawnRecord } from './advisory.ts';
import { compareVersions, parseVersion } from './pep440.ts';
import { normalizeName } from './pep508.ts';

/** A decision not to act on an advisory: from the configuration, or from a statement of OpenVEX. */
export interface IgnoredAdvisory {
  /** Any name of the weakness: PYSEC, GHSA or CVE. */
  readonly id: string;
  /** In the form of PEP 503; null: whichever package. */
  readonly package: string | null;
  /** Null: whichever version. */
  readonly version: string | null;
  readonly reason: string;
  /** Last day on which it holds; null: no end. */
  readonly expires: Day | null;
  readonly path: string;
  readonly line: number | null;
  /** Where it comes from a statement of OpenVEX: its status. */
  readonly status: 'not_affected' | 'fixed' | null;
}

const KEYS = new Set(['id', 'package', 'version', 'reason', 'expires']);

/**
 * Reads the entries of `deps.ignore` in a configuration: `{id, package, version?, reason, expires?}`.
 * @returns the entries, or what is wrong with the first bad one, in one sentence
 */
export function readIgnores(
  value: unknown,
  path: string,
  lineOf: (id: string) => number | null,
): readonly IgnoredAdvisory[] | { readonly wrong: string } {
  if (!Array.isArray(value)) return { wrong: '`deps.ignore`: expected a list of tables' };
  const ignores: IgnoredAdvisory[] = [];
  for (const entry of value as readonly unknown[]) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      return { wrong: '`deps.ignore`: expected tables with `id`, `package`, `reason` and `expires`' };
    const table = entry as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(table).find((key) => !KEYS.has(key));
    if (unknown !== undefined)
      return { wrong: `\`deps.ignore\`: expected the keys ${[...KEYS].map((key) => `\`${key}\``).join(', ')}` };
    const { id, reason, expires } = table;
    if (typeof id !== 'string' || !/^[\w.:-]{3,100}$/.test(id))
      return { wrong: '`deps.ignore`: expected an `id` such as `CVE-2024-1234`, `GHSA-…` or `PYSEC-…`' };
    if (typeof reason !== 'string' || reason.trim() === '')
      return { wrong: '`deps.ignore`: expected a `reason` in each entry' };
    const day = expires instanceof Date ? expires.toISOString().slice(0, 10) : expires;
    if (day !== undefined && (typeof day !== 'string' || !isDay(day)))
      return { wrong: '`deps.ignore`: expected `expires` as `YYYY-MM-DD`' };
    const [name, version] = [table['package'], table['version']];
    if (name !== undefined && typeof name !== 'string') return { wrong: '`deps.ignore`: expected `package` as a text' };
    if (version !== undefined && typeof version !== 'string')
      return { wrong: '`deps.ignore`: expected `version` as a text' };
    ignores.push({
      id,
      package: name === undefined ? null : normalizeName(name),
      version: version ?? null,
      reason: reason.trim(),
      expires: day ?? null,
      path,
      line: lineOf(id),
      status: null,
    });
  }
  return ignores;
}

/** Finds the decision about an advisory, by any of its names; remembers which were used. */
export class Ignores {
  private readonly entries: readonly IgnoredAdvisory[];
  private readonly today: Day;
  private readonly used = new Set<IgnoredAdvisory>();

  constructor(entries: readonly IgnoredAdvisory[], today: Day) {
    this.entries = entries;
    this.today = today;
  }

  /** The decision that holds for one of the names of an advisory about a package's version; null where there is none. */
  find(names: readonly string[], name: string, version: string | null): IgnoredAdvisory | null {
    let found: IgnoredAdvisory | null = null;
    for (const entry of this.entries) {
      if (!names.includes(entry.id) || (entry.package !== null && entry.package !== name)) continue;
      if (entry.version !== null && (version === null || !sameVersion(entry.version, version))) continue;
      this.used.add(entry);
      if (entry.expires === null || !isExpired(entry.expires, this.today)) found ??= entry;
    }
    return found;
  }

  /** What is wrong with decisions: those that no longer hold, that are about nothing here, or about a withdrawn record. */
  problems(withdrawn: readonly WithdrawnRecord[], present: ReadonlySet<string>): readonly Problem[] {
    return this.entries.flatMap((entry): Problem[] => {
      const tell = (code: string, message: string): Problem[] => [
        { severity: 'warning', code, message: `\`${entry.id}\`: ${message}`, path: entry.path, line: entry.line },
      ];
      if (entry.expires !== null && isExpired(entry.expires, this.today))
        return tell('ignore-expired', `no longer ignored since ${entry.expires} has passed`);
      if (this.used.has(entry)) return [];
      if (withdrawn.some(({ id, aliases }) => id === entry.id || aliases.includes(entry.id)))
        return tell('ignore-stale', 'the advisory was withdrawn; remove the entry');
      if (entry.package !== null && !present.has(entry.package))
        return tell('ignore-stale', 'the package is not used any more; remove the entry');
      return tell('ignore-stale', 'no version that is used here is affected; remove the entry');
    });
  }
}

function sameVersion(a: string, b: string): boolean {
  const [x, y] = [parseVersion(a), parseVersion(b)];
  return x === null || y === null ? a === b : compareVersions(x, y) === 0;
}
