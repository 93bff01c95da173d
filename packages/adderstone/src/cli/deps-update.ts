import { AdvisoryData } from '../audit/advisory-data.ts';
import { ARCHIVE_BOUNDS } from '../audit/archive.ts';
import { DATA_LIMIT, dataFile, loadData } from '../audit/data-place.ts';
import { condense, daysBetween, OLD_AFTER, type Origin, shrunken } from '../audit/update.ts';
import type { Host } from '../host/host.ts';
import { DEPS_UPDATE_OPTIONS, readArguments } from './options.ts';
import { absolute } from './project.ts';
import { printable, refuse } from './say.ts';

/** OSV's public bucket: every record about PyPI (PYSEC, GHSA, MAL). */
const DEFAULT_SOURCE = 'https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip';
/** Bytes of an archive. */
const ARCHIVE_LIMIT = 512 << 20;

/** `adderstone deps update`: fetches or reads an archive of OSV and condenses it. What goes wrong leaves the present set as it is. */
export async function depsUpdate(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, DEPS_UPDATE_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.paths.length > 0) return refuse(host, 'usage: adderstone deps update [--from URL|FILE] [--data FILE]');
  const seconds = read.values.get('timeout')?.[0] ?? '30';
  if (!/^[0-9]{1,4}$/.test(seconds) || Number(seconds) === 0)
    return refuse(host, '--timeout: expected a number of seconds');
  const named = read.values.get('data')?.[0];
  const target = named === undefined ? dataFile(host, null, true) : absolute(host, named);
  if (target === null)
    return refuse(
      host,
      'there is no place for the advisories: expected a home with `.cache/adderstone/advisories` closed to others; `--data FILE` names another',
    );
  const found = loadData(host, null, target);
  const before = found instanceof AdvisoryData ? found : null;
  const source = read.values.get('from')?.[0] ?? DEFAULT_SOURCE;
  const got = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(source)
    ? await fetchArchive(host, source, before, Number(seconds) * 1000)
    : readArchiveFile(host, source);
  if ('failed' in got) return refuse(host, `the advisories stay as they are: ${got.failed}`);
  if ('unchanged' in got) {
    const kept = (before as AdvisoryData).withHeader({ ...(before as AdvisoryData).header, taken: host.today() });
    const problem = host.write(target, kept.encode());
    if (problem !== null) return refuse(host, `${printable(target)} is not written: ${problem}`);
    host.stdout(`nothing new: ${kept.header.records} advisories about ${kept.header.packages} packages\n`);
    return 0;
  }
  const data = await condense(got.bytes, { ...got.origin, taken: host.today() }, ARCHIVE_BOUNDS);
  if ('refused' in data) return refuse(host, `the advisories stay as they are: ${data.refused}`);
  const lost = read.flags.has('allow-shrink') ? null : shrunken(before, data);
  if (lost !== null)
    return refuse(host, `${lost} (\`--allow-shrink\` takes the new set where you know that it is right)`);
  const bytes = data.encode();
  if (bytes.length > DATA_LIMIT)
    return refuse(host, `the advisories have ${bytes.length} bytes, more than ${DATA_LIMIT}`);
  const problem = host.write(target, bytes);
  if (problem !== null) return refuse(host, `${printable(target)} is not written: ${problem}`);
  const { header } = data;
  for (const { file, reason } of header.damaged) host.stderr(`warning: ${printable(file)} ${printable(reason)}\n`);
  for (const name of data.names())
    for (const { id, unreadable, versions } of data.of(name))
      if (unreadable.length > 0)
        host.stderr(
          `warning: ${id}: a bound for ${name} is no version (\`${printable((unreadable[0] as string).slice(0, 60))}\`)${versions.length > 0 ? '; its list of versions is used' : '; versions of it are not audited'}\n`,
        );
  const age = daysBetween(header.newest, host.today());
  if (age > OLD_AFTER)
    host.stderr(`warning: the newest record is ${age} days old: this may be an old copy of the advisories\n`);
  host.stdout(
    `${header.records} advisories about ${header.packages} packages (${header.withdrawn.length} withdrawn, ${header.damaged.length} unreadable), the newest of ${header.newest.slice(0, 10)}\n${printable(target)}: ${bytes.length} bytes\n`,
  );
  return 0;
}

type Got =
  | { readonly bytes: Uint8Array; readonly origin: Omit<Origin, 'taken'> }
  | { readonly unchanged: true }
  | { readonly failed: string };

async function fetchArchive(host: Host, url: string, before: AdvisoryData | null, timeoutMs: number): Promise<Got> {
  const known = before !== null && before.header.source === url ? before.header : null;
  const headers: Record<string, string> = {
    ...(known?.etag == null ? {} : { 'if-none-match': known.etag }),
    ...(known?.lastModified == null ? {} : { 'if-modified-since': known.lastModified }),
  };
  const answer = await host.download({ url, headers, limit: ARCHIVE_LIMIT, timeoutMs });
  if (answer.kind === 'failed') return { failed: `${printable(url.replace(/\/\/[^/@]*@/, '//'))}: ${answer.reason}` };
  if (answer.kind === 'unchanged')
    return known === null
      ? { failed: 'the server says that nothing has changed, but nothing is here yet' }
      : { unchanged: true };
  const { bytes, etag, lastModified } = answer;
  return { bytes, origin: { source: url.replace(/\/\/[^/@]*@/, '//'), etag, lastModified } };
}

function readArchiveFile(host: Host, path: string): Got {
  const real = host.resolve(absolute(host, path));
  if (real === null) return { failed: `${printable(path)} is not there` };
  const read = host.read(real, ARCHIVE_LIMIT);
  if (read.kind === 'refused') return { failed: `${printable(path)} ${read.message}` };
  return { bytes: read.bytes, origin: { source: 'file', etag: null, lastModified: null } };
}
