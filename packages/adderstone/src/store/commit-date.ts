import type { Host } from '../host/host.ts';

/**
 * The time that a report is dated with: `SOURCE_DATE_EPOCH` (reproducible-builds.org: seconds since 1970, decimal) where it is set, else that of
 * the newest commit. `YYYY-MM-DDTHH:MM:SSZ` in UTC; null outside a repository and before the first commit. Refuses a
 * `SOURCE_DATE_EPOCH` that is no such number.
 */
export function commitDate(host: Host, root: string): string | null | { readonly error: string } {
  const given = host.env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && given !== '') {
    if (!/^[0-9]{1,11}$/.test(given))
      return { error: 'SOURCE_DATE_EPOCH: expected the seconds since 1970 as a decimal number' };
    return isoOf(Number(given));
  }
  const out = host.git(root, ['rev-list', '--max-count=1', '--timestamp', 'HEAD']);
  const seconds = out === null ? null : /^([0-9]{1,11}) [0-9a-f]+\n?$/.exec(Buffer.from(out).toString('latin1'));
  return seconds === null ? null : isoOf(Number(seconds[1]));
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
