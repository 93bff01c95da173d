import type { Advisory, AffectedRange } from './advisory.ts';
import { parseVersion } from './pep440.ts';
import { isName, normalizeName } from './pep508.ts';

/** What a record of OSV holds for PyPI. */
export interface OsvRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly withdrawn: boolean;
  /** ISO 8601, as written. */
  readonly modified: string;
  /** By the package's name (PEP 503). */
  readonly affected: ReadonlyMap<string, Advisory>;
}

const SUMMARY = 110;
const RATINGS: Readonly<Record<string, Advisory['rated']>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MODERATE: 'medium',
  MEDIUM: 'medium',
  LOW: 'low',
};

/**
 * Reads one record (OSV schema 1.x, https://ossf.github.io/osv-schema/). Entries for other ecosystems are passed over.
 * @returns the record, or one sentence saying what it lacks
 */
export function readOsvRecord(text: string): OsvRecord | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'is not valid JSON' };
  }
  if (!isRecord(value)) return { reason: 'is no JSON object' };
  const { id, modified } = value;
  if (typeof id !== 'string' || !/^[\w.:-]{1,100}$/.test(id)) return { reason: 'has no `id` as OSV has them' };
  const aliases = texts(value['aliases']).filter((alias) => /^[\w.:-]{1,100}$/.test(alias));
  const entries = value['affected'] ?? [];
  if (!Array.isArray(entries)) return { reason: '`affected` is no list' };
  const affected = new Map<string, Advisory>();
  for (const entry of entries) {
    const read = readAffected(value, id, aliases, entry);
    if (read === null) continue;
    if ('reason' in read) return read;
    const before = affected.get(read.name);
    affected.set(read.name, before === undefined ? read.advisory : joined(before, read.advisory));
  }
  return {
    id,
    aliases,
    withdrawn: typeof value['withdrawn'] === 'string',
    modified: typeof modified === 'string' ? modified : '',
    affected,
  };
}

function readAffected(
  record: Record<string, unknown>,
  id: string,
  aliases: readonly string[],
  entry: unknown,
): { readonly name: string; readonly advisory: Advisory } | { readonly reason: string } | null {
  if (!isRecord(entry) || !isRecord(entry['package'])) return { reason: 'an entry of `affected` has no package' };
  const { ecosystem, name } = entry['package'];
  if (typeof ecosystem !== 'string') return { reason: 'an entry of `affected` has no ecosystem' };
  if (ecosystem.split(':')[0] !== 'PyPI') return null;
  if (typeof name !== 'string' || !isName(name)) return { reason: 'an entry of `affected` has no package name' };
  const given = entry['ranges'] ?? [];
  if (!Array.isArray(given)) return { reason: '`ranges` is no list' };
  const ranges: AffectedRange[] = [];
  const unreadable: string[] = [];
  for (const range of given) {
    if (!isRecord(range)) return { reason: 'an entry of `ranges` is no object' };
    if (range['type'] === 'GIT') continue;
    const read = readEvents(range['events']);
    if (read === null) return { reason: '`events` is no list of introduced, fixed, last_affected or limit' };
    if (read.unreadable.length > 0) unreadable.push(...read.unreadable);
    else ranges.push(...read.ranges);
  }
  const listed = texts(entry['versions']);
  const versions = [...new Set(listed)].filter((version) => !isInRanges(ranges, version)).sort();
  const malicious = isMalicious(record, id, aliases, entry);
  const vectors = [...new Set([...vectorsOf(record['severity']), ...vectorsOf(entry['severity'])])].sort();
  return {
    name: normalizeName(name),
    advisory: {
      id,
      aliases,
      ranges: merged(ranges),
      versions,
      vectors,
      rated: ratingOf(record) ?? ratingOf(entry),
      summary: malicious ? '' : summaryOf(record),
      malicious,
      unreadable,
    },
  };
}

interface Bound {
  readonly kind: 'introduced' | 'fixed' | 'last_affected';
  readonly text: string;
  readonly key: string;
}

/** Events in the order of versions, swept (OSV schema, "Evaluation"); at one version what ends comes before what begins. */
function readEvents(events: unknown): { ranges: readonly AffectedRange[]; unreadable: readonly string[] } | null {
  if (!Array.isArray(events)) return null;
  const bounds: Bound[] = [];
  const unreadable: string[] = [];
  let limit: string | null = null;
  for (const event of events) {
    if (!isRecord(event)) return null;
    const keys = Object.keys(event);
    if (keys.length === 0) return null;
    for (const kind of keys) {
      const text = event[kind];
      if (typeof text !== 'string') return null;
      if (kind === 'limit') {
        if (text === '*') limit = '*';
        else if (parseVersion(text) === null) unreadable.push(text);
        else if (limit === null || (limit !== '*' && key(limit) < key(text))) limit = text;
        continue;
      }
      if (kind !== 'introduced' && kind !== 'fixed' && kind !== 'last_affected') return null;
      if (kind === 'introduced' && text === '0') bounds.push({ kind, text, key: '' });
      else if (parseVersion(text) === null) unreadable.push(text);
      else bounds.push({ kind, text, key: key(text) });
    }
  }
  const order = { last_affected: 0, fixed: 1, introduced: 2 };
  bounds.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : order[a.kind] - order[b.kind]));
  const ranges: AffectedRange[] = [];
  let open: Bound | null = null;
  // `last_affected` at the version that introduced it: that one version.
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] as Bound;
    if (bound.kind === 'introduced') {
      open ??= bound;
      const single = bounds.some((one) => one.kind === 'last_affected' && one.key === bound.key);
      if (single && open === bound) {
        ranges.push({ from: from(open), to: bound.text, fixed: false });
        open = null;
      }
    } else if (open !== null) {
      ranges.push({ from: from(open), to: bound.text, fixed: bound.kind === 'fixed' });
      open = null;
    }
  }
  if (open !== null) ranges.push({ from: from(open), to: null, fixed: false });
  return { ranges: limit === null || limit === '*' ? ranges : limited(ranges, limit), unreadable };
}

function from(bound: Bound): string | null {
  return bound.key === '' ? null : bound.text;
}

function key(text: string): string {
  return parseVersion(text)?.key ?? '';
}

function limited(ranges: readonly AffectedRange[], limit: string): AffectedRange[] {
  return ranges.flatMap((range): AffectedRange[] => {
    if (range.from !== null && key(range.from) >= key(limit)) return [];
    // What lies beyond a limit is not known to be fixed: it is only not said.
    return range.to === null || key(range.to) > key(limit) ? [{ ...range, to: limit, fixed: true }] : [range];
  });
}

/** Ranges in order, those that lie within another left out. */
function merged(ranges: readonly AffectedRange[]): readonly AffectedRange[] {
  const sorted = [...ranges].sort((a, b) => {
    const [x, y] = [a.from === null ? '' : key(a.from), b.from === null ? '' : key(b.from)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  return sorted.filter(
    (range, i) => !sorted.some((other, j) => j !== i && covers(other, range) && (!covers(range, other) || j < i)),
  );
}

function covers(outer: AffectedRange, inner: AffectedRange): boolean {
  const starts = outer.from === null || (inner.from !== null && key(outer.from) <= key(inner.from));
  if (!starts || outer.to === null) return starts;
  if (inner.to === null) return false;
  const [a, b] = [key(outer.to), key(inner.to)];
  return a > b || (a === b && (!outer.fixed || inner.fixed));
}

/** Whether a version lies in one of some ranges, its local segments aside. Never for what is no version. */
export function isInRanges(ranges: readonly AffectedRange[], text: string): boolean {
  const version = parseVersion(text);
  if (version === null) return false;
  const at = version.publicKey;
  for (const { from: low, to, fixed } of ranges) {
    if (low !== null && at < key(low)) continue;
    if (to === null) return true;
    const bound = key(to);
    if (fixed ? at < bound : at <= bound) return true;
  }
  return false;
}

function joined(a: Advisory, b: Advisory): Advisory {
  const ranges = merged([...a.ranges, ...b.ranges]);
  return {
    ...a,
    ranges,
    versions: [...new Set([...a.versions, ...b.versions])].filter((version) => !isInRanges(ranges, version)).sort(),
    vectors: [...new Set([...a.vectors, ...b.vectors])].sort(),
    rated: a.rated ?? b.rated,
    malicious: a.malicious || b.malicious,
    unreadable: [...a.unreadable, ...b.unreadable],
  };
}

function isMalicious(
  record: Record<string, unknown>,
  id: string,
  aliases: readonly string[],
  entry: Record<string, unknown>,
): boolean {
  if (id.startsWith('MAL-') || aliases.some((alias) => alias.startsWith('MAL-'))) return true;
  return [record, entry].some((one) => {
    const specific = one['database_specific'];
    if (!isRecord(specific)) return false;
    if (texts(specific['cwe_ids']).includes('CWE-506')) return true;
    const cwes = specific['cwes'];
    return Array.isArray(cwes) && cwes.some((cwe) => isRecord(cwe) && cwe['cweId'] === 'CWE-506');
  });
}

function vectorsOf(severity: unknown): string[] {
  if (!Array.isArray(severity)) return [];
  return severity.flatMap((one) => {
    if (!isRecord(one) || typeof one['score'] !== 'string' || typeof one['type'] !== 'string') return [];
    return one['type'].startsWith('CVSS') && one['score'].length < 300 ? [one['score']] : [];
  });
}

function ratingOf(holder: Record<string, unknown>): Advisory['rated'] {
  for (const name of ['database_specific', 'ecosystem_specific']) {
    const specific = holder[name];
    const word = isRecord(specific) ? specific['severity'] : null;
    if (typeof word === 'string' && Object.hasOwn(RATINGS, word.toUpperCase()))
      return RATINGS[word.toUpperCase()] as Advisory['rated'];
  }
  return null;
}

/** The summary, or the first sentence of the details, in one line without markup that runs on. */
function summaryOf(record: Record<string, unknown>): string {
  const { summary, details } = record;
  const text =
    typeof summary === 'string' && summary.trim() !== '' ? summary : typeof details === 'string' ? details : '';
  const line = text
    .slice(0, 2000)
    .replace(/^#+[^\n]*\n/, '')
    .replace(/[\s\0-\x1f\x7f-\x9f]+/g, ' ')
    .replace(/[`*]/g, '')
    .trim();
  const sentence = /^.{20,}?[.!?](?= [A-Z]|$)/.exec(line)?.[0] ?? line;
  const points = [...sentence];
  return points.length <= SUMMARY
    ? sentence
    : `${points
        .slice(0, SUMMARY - 1)
        .join('')
        .trimEnd()}…`;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
