import { createHash } from 'node:crypto';
import type { Host } from '../host/host.ts';
import { VERSION } from './version.ts';

/**
 * The folder that holds what is kept about a project, made where it is not there: `$XDG_CACHE_HOME/adderstone/<version>/<hash of root>`, 0700.
 * Null where there is none to be had: no home, a folder inside the project, or one that others may write.
 * @param explicit folder given on the command line
 */
export function openCacheFolder(host: Host, root: string, explicit: string | null): string | null {
  const home = host.env['XDG_CACHE_HOME'] || (host.env['HOME'] ? `${host.env['HOME']}/.cache` : null);
  const base =
    explicit === null
      ? home === null
        ? null
        : `${home}/adderstone`
      : explicit.startsWith('/')
        ? explicit
        : `${host.cwd}/${explicit}`;
  if (base === null || !base.startsWith('/')) return null;
  const folder = `${base}/${VERSION}/${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  let above = folder;
  while (above !== '' && host.resolve(above) === null) above = above.slice(0, above.lastIndexOf('/'));
  if (isBelow(host.resolve(above || '/'), root)) return null;
  if (host.makeFolder(folder, 0o700) !== null || !host.isPrivate(folder)) return null;
  const real = host.resolve(folder);
  return real === null || isBelow(real, root) ? null : real;
}

function isBelow(path: string | null, root: string): boolean {
  return path !== null && (path === root || path.startsWith(`${root}/`));
}
