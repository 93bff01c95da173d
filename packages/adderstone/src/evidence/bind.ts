import { type ImportedReport, type ReportRefusal, shownName } from './imported.ts';

/** What a report is held against. */
export interface Ground {
  /** Absolute path of the project, links resolved, without a slash at its end. */
  readonly root: string;
  /** Folder that the tool may have been started in, absolute: relative paths that are not there below the root are tried below it. */
  readonly cwd: string;
  /** SHA-256 of a file of the project by its relative path; null where there is no such file. */
  readonly digestOf: (path: string) => string | null;
  /** Lines of a file of the project, or null. */
  readonly linesOf: (path: string) => readonly string[] | null;
  /** When the newest commit was made, in milliseconds since 1970; null outside a repository. */
  readonly committed: number | null;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
}

/** Without a repository a report older than this many days proves nothing. */
export const OLDEST_DAYS = 30;

/**
 * Ties a report to a project: every path made relative to it, its files there and as the report saw them. Refuses a report about files that the project
 * does not have, or has in another state (by digest, by the lines that it quotes, by their number). One that is older than the newest commit, or that
 * names no file at all, is kept and proves nothing: what it found counts, what it did not find does not.
 */
export function bindReport(report: ImportedReport, ground: Ground): ImportedReport | ReportRefusal {
  const known = new Map<string, string | null>();
  const relative = (path: string): string | null => {
    let answer = known.get(path);
    if (answer === undefined) {
      answer = locate(path, ground);
      known.set(path, answer);
    }
    return answer;
  };
  const named = [
    ...report.results.map(({ path }) => path),
    ...(report.looked ?? []),
    ...report.hashes.map(({ path }) => path),
  ];
  const missing = [...new Set(named)].filter((path) => relative(path) === null);
  if (missing.length > 0) {
    const all = missing.length === new Set(named).size;
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    const what = all ? 'is about other files' : 'is also about other files';
    return { refused: `${what}: this project has no ${JSON.stringify(shownPath(missing[0] as string))}${others}` };
  }
  for (const { path, sha256 } of report.hashes) {
    if (ground.digestOf(relative(path) as string) !== sha256)
      return { refused: `is about another state of ${JSON.stringify(shownPath(path))}: its digest is not the file’s` };
  }
  for (const { path, line, seen } of report.results) {
    const lines = ground.linesOf(relative(path) as string);
    if (lines === null) continue;
    if (line > Math.max(1, lines.length))
      return { refused: `is about another state of ${JSON.stringify(shownPath(path))}: it has no line ${line}` };
    const other = seen.find((one) => !sameText(lines[one.line - 1] ?? '', one.text));
    if (other !== undefined)
      return {
        refused: `is about another state of ${JSON.stringify(shownPath(path))}: line ${other.line} is not what the report quotes`,
      };
  }
  const unproven =
    report.unproven ??
    staleness(report, ground) ??
    (isBound(report, named) ? null : 'it names no file of this project');
  return {
    ...report,
    unproven,
    results: report.results.map((result) => ({ ...result, path: relative(result.path) as string })),
    looked: report.looked?.map((path) => relative(path) as string).sort() ?? null,
    hashes: report.hashes.map(({ path, sha256 }) => ({ path: relative(path) as string, sha256 })),
  };
}

/** JUnit and the guard are bound by other means: by the tests that are found in the project, and by its command. */
function isBound(report: ImportedReport, named: readonly string[]): boolean {
  return named.length > 0 || report.tool === 'junit' || report.tool === 'guard';
}

function staleness(report: ImportedReport, ground: Ground): string | null {
  if (report.time === null) return null;
  if (ground.committed !== null) return report.time < ground.committed ? 'it is older than the newest commit' : null;
  const days = Math.floor((ground.now - report.time) / 86_400_000);
  return days > OLDEST_DAYS ? `it is more than ${OLDEST_DAYS} days old` : null;
}

/** The project-relative path of a file that a report names, or null where the project has no such file. */
function locate(path: string, ground: Ground): string | null {
  const { root, cwd } = ground;
  const slashed = path.replaceAll('\\', '/');
  const candidates = slashed.startsWith('/') ? [slashed] : [`${root}/${slashed}`, `${cwd}/${slashed}`];
  for (const candidate of candidates) {
    const clean = normalise(candidate);
    if (clean === null || !clean.startsWith(`${root}/`)) continue;
    const below = clean.slice(root.length + 1);
    if (ground.digestOf(below) !== null) return below;
  }
  return null;
}

function normalise(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a line holds what a report quotes of it. Only ASCII is compared: tools decode the rest in their own ways. */
function sameText(line: string, quoted: string): boolean {
  const plain = (text: string): string => text.replace(/[^!-~]+/g, '');
  return plain(line).includes(plain(quoted));
}

function shownPath(path: string): string {
  const shown = path.replace(/[^ -~]/g, '?');
  return shown.length > 200 ? `…${shown.slice(-199)}` : shown || shownName(path);
}
