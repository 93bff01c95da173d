import type { Host } from '../host/host.ts';

/** Files that git is asked about; the age of others is not known. */
export const MOST_FILES = 500;

/**
 * When the newest commit that touched each file was made, `YYYY-MM-DD` in the committer's zone: an upper bound for the day since which a line of it is
 * there. Files that are not committed, and those of a project without git, are left out.
 * @param paths project-relative; only the first 500 are asked about
 */
export function committedDays(host: Host, root: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const path of paths.slice(0, MOST_FILES)) {
    const out = host.git(root, ['rev-list', '-1', '--format=%cs', 'HEAD', '--', `:(literal)${path}`]);
    const day = out === null ? null : /^(\d{4}-\d\d-\d\d)$/m.exec(Buffer.from(out).toString('latin1'));
    if (day !== null) days.set(path, day[1] as string);
  }
  return days;
}

/** Days from one day of the calendar to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
