import type { Advisory, DataHeader, WithdrawnRecord } from './advisory.ts';
import { AdvisoryData } from './advisory-data.ts';
import { type ArchiveBounds, ArchiveRefusal, readArchive } from './archive.ts';
import { readOsvRecord } from './osv.ts';

/** Least share of the records that were there before that a new set must have. */
export const LEAST_SHARE = 0.8;

/** Where a set comes from, and what a later conditional request needs. */
export type Origin = Pick<DataHeader, 'source' | 'taken' | 'etag' | 'lastModified'>;

/**
 * Condenses an archive of OSV records (`PyPI/all.zip`). A record that cannot be read is one entry of `header.damaged` and nothing else; withdrawn
 * ones keep their names only. Refuses, in one sentence: an archive that is none or is cut short, one without a record for PyPI, and one of
 * which more than a tenth cannot be read.
 */
export async function condense(
  bytes: Uint8Array,
  origin: Origin,
  bounds: ArchiveBounds,
): Promise<AdvisoryData | { readonly refused: string }> {
  const packages = new Map<string, Advisory[]>();
  const withdrawn: WithdrawnRecord[] = [];
  const damaged: { file: string; reason: string }[] = [];
  const seen = new Set<string>();
  let newest = '';
  let records = 0;
  try {
    for await (const entry of readArchive(bytes, bounds)) {
      const record = 'reason' in entry ? entry : readOsvRecord(entry.text);
      if ('reason' in record) {
        damaged.push({ file: entry.name.slice(0, 200), reason: record.reason });
        continue;
      }
      if (seen.has(record.id)) {
        damaged.push({ file: entry.name.slice(0, 200), reason: 'has the id of another record' });
        continue;
      }
      seen.add(record.id);
      if (record.affected.size === 0) continue;
      records++;
      if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T/.test(record.modified) && record.modified > newest) newest = record.modified;
      if (record.withdrawn) {
        const { id, aliases } = record;
        withdrawn.push({ id, aliases, packages: [...record.affected.keys()].sort() });
        continue;
      }
      for (const [name, advisory] of record.affected) {
        const list = packages.get(name);
        if (list === undefined) packages.set(name, [advisory]);
        else list.push(advisory);
      }
    }
  } catch (error) {
    if (error instanceof ArchiveRefusal) return { refused: error.message };
    throw error;
  }
  if (records === 0) return { refused: 'the archive holds no advisory for PyPI' };
  if (damaged.length > 10 && damaged.length > records / 10)
    return {
      refused: `${damaged.length} records of the archive cannot be read and ${records} can; the first: ${damaged[0]?.file} ${damaged[0]?.reason}`,
    };
  withdrawn.sort((a, b) => (a.id < b.id ? -1 : 1));
  damaged.sort((a, b) => (a.file < b.file ? -1 : 1));
  return AdvisoryData.from({ ...origin, newest, records, packages: packages.size, withdrawn, damaged }, packages);
}

/** Why a new set does not take the place of the one that is there: it has lost too much. Null when it may. */
export function shrunken(before: AdvisoryData | null, after: AdvisoryData): string | null {
  if (before === null) return null;
  const [old, now] = [before.header, after.header];
  if (now.records < old.records * LEAST_SHARE)
    return `it has ${now.records} records where the present set has ${old.records}: the present one stays`;
  if (now.packages < old.packages * LEAST_SHARE)
    return `it is about ${now.packages} packages where the present set is about ${old.packages}: the present one stays`;
  return null;
}

/** Whole days from one day (`YYYY-MM-DD`) to another; NaN for what is none. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
}

/** Days after which data are told to be old, and after which they prove nothing. */
export const OLD_AFTER = 14;
export const STALE_AFTER = 45;

/** How far data may be trusted on a day: `taken` in the future counts as stale. */
export function freshness(header: DataHeader, today: string): 'fresh' | 'old' | 'stale' {
  const age = daysBetween(header.taken, today);
  if (!(age >= -1) || age > STALE_AFTER) return 'stale';
  return age > OLD_AFTER ? 'old' : 'fresh';
}
