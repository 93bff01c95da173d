import { AdvisoryData } from '../../src/audit/advisory-data.ts';
import { ARCHIVE_BOUNDS } from '../../src/audit/archive.ts';
import { condense } from '../../src/audit/update.ts';
import { zip } from './zip.ts';

/** A record of OSV about one package of PyPI. */
export function record(id: string, name: string, more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { events, versions, ...rest } = more;
  return {
    id,
    modified: '2026-11-01T00:00:00Z',
    published: '2026-10-01T00:00:00Z',
    aliases: [],
    details: `${name} has a weakness that a test knows. And more is said about it.`,
    affected: [
      {
        package: { ecosystem: 'PyPI', name, purl: `pkg:pypi/${name}` },
        ...(events === undefined ? {} : { ranges: [{ type: 'ECOSYSTEM', events }] }),
        ...(versions === undefined ? {} : { versions }),
      },
    ],
    ...rest,
  };
}

const since = (introduced: string, fixed: string): unknown => [{ introduced }, { fixed }];

/** A few records, made up, about packages that tests use. */
export const RECORDS: readonly Record<string, unknown>[] = [
  record('PYSEC-1-1', 'weak', {
    aliases: ['CVE-1-1', 'GHSA-aaaa-bbbb-cccc'],
    events: since('0', '2.0'),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  }),
  record('GHSA-aaaa-bbbb-cccc', 'Weak', { aliases: ['CVE-1-1'], events: since('0', '2.0.1') }),
  record('PYSEC-1-2', 'weak', { aliases: ['CVE-1-2'], events: since('1.5', '1.9') }),
  record('MAL-1-1', 'evil-pkg', { events: [{ introduced: '0' }] }),
  record('PYSEC-1-3', 'listed', { versions: ['0.5', '0.7.4.svn.r2010'] }),
  record('PYSEC-1-4', 'unfixed', { events: [{ introduced: '0' }] }),
  record('PYSEC-1-5', 'odd', { events: since('0', '0.2.0-n653') }),
  record('PYSEC-1-6', 'gone', { withdrawn: '2026-10-02T00:00:00Z', events: [{ introduced: '0' }] }),
];

/** An archive of records as OSV's `all.zip` is one. */
export function archiveOf(records: readonly Record<string, unknown>[]): Buffer {
  return zip(Object.fromEntries(records.map((one) => [`${String(one['id'])}.json`, JSON.stringify(one)])));
}

/** Records, condensed as `deps update` does it. */
export async function dataOf(
  records: readonly Record<string, unknown>[] = RECORDS,
  taken = '2026-11-27',
): Promise<AdvisoryData> {
  const data = await condense(
    archiveOf(records),
    { source: 'test', taken, etag: null, lastModified: null },
    ARCHIVE_BOUNDS,
  );
  if ('refused' in data) throw new Error(data.refused);
  const again = AdvisoryData.decode(data.encode());
  if ('refused' in again) throw new Error(again.refused);
  return again;
}
