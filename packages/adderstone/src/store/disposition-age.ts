import type { Host } from '../host/host.ts';

/** Commits of a file that are looked at; a line that is older counts from the oldest of them. */
const MOST_COMMITS = 500;
/** Files that are looked at. */
const MOST_FILES = 200;
/** Bytes of all versions of a file that are looked at; older ones do not count. */
const MOST_BYTES = 64 << 20;

/** A comment or waiver by its place in the project as it is now. */
export interface Place {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** The text of that line. */
  readonly text: string;
}

/**
 * Since which day (`YYYY-MM-DD`, UTC, by commit time) each line stands in its file, by `path:line`: the oldest commit of an unbroken run, from
 * HEAD back, whose version of the file has the line's text. Read through git's plumbing, so that nothing of the repository runs. A place
 * that is not committed, or outside a repository, is left out.
 */
export function ageOfLines(host: Host, root: string, places: readonly Place[]): ReadonlyMap<string, string> {
  const ages = new Map<string, string>();
  if (places.length === 0) return ages;
  const shown = host.git(root, ['rev-parse', '--show-prefix']);
  if (shown === null) return ages;
  const prefix = Buffer.from(shown).toString('utf8').replace(/\n$/, '');
  const byPath = [...Map.groupBy(places, ({ path }) => path)].slice(0, MOST_FILES);
  for (const [path, own] of byPath) {
    if (/[\n\0]/.test(path)) continue;
    const versions = versionsOf(host, root, prefix + path);
    for (const { line, text } of own) {
      let since: number | null = null;
      for (const { seconds, lines } of versions) {
        if (!lines.has(text.trim())) break;
        since = seconds;
      }
      if (since !== null) ages.set(`${path}:${line}`, new Date(since * 1000).toISOString().slice(0, 10));
    }
  }
  return ages;
}

interface Version {
  readonly seconds: number;
  readonly lines: ReadonlySet<string>;
}

/** The versions of a file, newest first, each with its lines without white space around them. */
function versionsOf(host: Host, root: string, full: string): readonly Version[] {
  const listed = host.git(root, [
    'rev-list',
    '--timestamp',
    `--max-count=${MOST_COMMITS}`,
    'HEAD',
    '--',
    `:(top,literal)${full}`,
  ]);
  if (listed === null) return [];
  const commits = Buffer.from(listed)
    .toString('latin1')
    .split('\n')
    .flatMap((row) => {
      const match = /^([0-9]+) ([0-9a-f]+)$/.exec(row);
      return match === null ? [] : [{ seconds: Number(match[1]), id: match[2] as string }];
    });
  if (commits.length === 0) return [];
  const names = commits.map(({ id }) => `${id}:${full}`);
  const sizes = host.git(root, ['cat-file', '--batch-check=%(objectsize)'], names.map((name) => `${name}\n`).join(''));
  if (sizes === null) return [];
  let total = 0;
  let taken = 0;
  for (const size of Buffer.from(sizes).toString('latin1').split('\n')) {
    total += Number(size);
    // A version that is not there ends the run; its size is no number.
    if (!(total <= MOST_BYTES) || taken === names.length) break;
    taken++;
  }
  const wanted = names.slice(0, taken);
  if (wanted.length === 0) return [];
  const out = host.git(root, ['cat-file', '--batch'], wanted.map((name) => `${name}\n`).join(''));
  if (out === null) return [];
  const bytes = Buffer.from(out);
  const versions: Version[] = [];
  let at = 0;
  for (const { seconds } of commits.slice(0, taken)) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const size = / blob ([0-9]+)$/.exec(bytes.toString('latin1', at, end));
    // The commit that took the file away, or made it anew: what is older does not count.
    if (size === null) break;
    const length = Number(size[1]);
    const text = bytes.toString('utf8', end + 1, end + 1 + length);
    versions.push({ seconds, lines: new Set(text.split('\n').map((line) => line.trim())) });
    at = end + 1 + length + 1;
  }
  return versions;
}
