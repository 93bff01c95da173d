import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { folderAround } from '../text/folder-around.ts';

/**
 * A folder of the user's cache for what every project shares, e.g. `~/.cache/adderstone/snapshots`; it need not be there. Null without a home, and
 * where it could belong to a project that is looked at.
 * @param name of the folder
 * @param looked absolute paths of what is looked at, the working folder first
 */
export function userCacheFolder(name: string, looked: readonly string[]): string | null {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const base = XDG_CACHE_HOME || (HOME ? join(HOME, '.cache') : '');
  if (!isAbsolute(base)) return null;
  const folder = join(base, 'adderstone', name);
  const [working = '/', ...paths] = looked.map(real);
  const all = [working, ...paths, ...(paths.length > 0 ? [paths.reduce(folderAround)] : [])];
  for (let above = real(folder); ; above = dirname(above)) {
    if (all.includes(above) || ['.git', 'pyproject.toml', 'adderstone.toml'].some((mark) => exists(join(above, mark))))
      return null;
    if (above === dirname(above)) return folder;
  }
}

/** The path with its links resolved, as far as it is there. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(real(dirname(path)), path.slice(dirname(path).length));
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
