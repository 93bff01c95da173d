import type { Host } from '../host/host.ts';
import { AdvisoryData } from './advisory-data.ts';

/** Bytes that a file of condensed advisories may have. */
export const DATA_LIMIT = 64 << 20;
/** Where none was named, the command that gets advisories. */
export const UPDATE_COMMAND = 'adderstone deps update';

/**
 * The file in which the user's advisories are kept: `$XDG_CACHE_HOME/adderstone/advisories/pypi.adv`, its folder made with mode 0700 when `make` says so.
 * Null where there is no place for it: no home, a folder that others may write, or one inside the project.
 * @param root absolute real path of the project; null outside one
 */
export function dataFile(host: Host, root: string | null, make: boolean): string | null {
  const home = host.env['XDG_CACHE_HOME'] || (host.env['HOME'] ? `${host.env['HOME']}/.cache` : '');
  if (!home.startsWith('/')) return null;
  const folder = `${home}/adderstone/advisories`;
  if (make && host.kindOf(folder) === null && host.makeFolder(folder, 0o700) !== null) return null;
  const real = host.resolve(folder);
  if (real === null || !host.isPrivate(real)) return null;
  const inside = root !== null && root !== '/' && (real === root || real.startsWith(`${root}/`));
  return inside ? null : `${real}/pypi.adv`;
}

/** The file of advisories that a check takes: the one that the environment names, else the user's; null where there is no place for one. */
export function advisoriesPath(host: Host, root: string | null): string | null {
  const named = host.env['ADDERSTONE_ADVISORIES'] || null;
  return named?.startsWith('/') ? named : dataFile(host, root, false);
}

/** Condensed advisories as found, or why there are none, as the end of a sentence. */
export type FoundData = AdvisoryData | { readonly missing: string };

/**
 * Loads the user's advisories, or those of a file that the user named: as an argument, or in the environment as `ADDERSTONE_ADVISORIES`.
 * @param explicit absolute path
 */
export function loadData(host: Host, root: string | null, explicit: string | null): FoundData {
  const named = host.env['ADDERSTONE_ADVISORIES'] || null;
  const path = explicit ?? advisoriesPath(host, root);
  if (path === null) return { missing: 'there are no advisories on this machine' };
  const real = host.resolve(path);
  const read = real === null ? null : host.read(real, DATA_LIMIT);
  if (read === null || (read.kind === 'refused' && read.reason === 'missing'))
    return {
      missing:
        explicit === null && named === null
          ? 'there are no advisories on this machine'
          : 'the file of advisories is not there',
    };
  if (read.kind === 'refused') return { missing: `the file of advisories ${read.message}` };
  const data = AdvisoryData.decode(read.bytes);
  return 'refused' in data ? { missing: `the file of advisories ${data.refused}` } : data;
}
