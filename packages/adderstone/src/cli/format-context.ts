import type { Host } from '../host/host.ts';
import type { FormatName, FormatOptions } from '../report/format.ts';
import type { Problem, Report } from '../scan/outcome.ts';
import type { Outputs } from './output.ts';
import { readInside } from './project.ts';

/** What formats are told beyond the report and the palette. */
export type FormatContext = Pick<FormatOptions, 'date' | 'history' | 'since'>;

/** Formats that say a time, earlier runs, or how old a comment is. */
const DATED: ReadonlySet<FormatName> = new Set(['html', 'markdown', 'summary', 'gitlab', 'oscal']);

/**
 * The date of the report, the runs recorded before it, and since when each suppression and waiver stands there; nothing is looked up when no
 * format of the run says it.
 */
export async function contextOf(
  host: Host,
  root: string,
  report: Report,
  outputs: Outputs,
): Promise<FormatContext | { readonly error: string }> {
  const formats = [outputs.printed, ...outputs.written.map(({ format }) => format)];
  if (!formats.some((format) => DATED.has(format))) return {};
  const [{ commitDate }, { parseHistory, readHistoryText }, { ageOfLines }, { historyEntryOf }] = await Promise.all([
    import('../store/commit-date.ts'),
    import('../store/history.ts'),
    import('../store/disposition-age.ts'),
    import('../scan/verdict-history.ts'),
  ]);
  const date = commitDate(host, root);
  if (date !== null && typeof date === 'object') return date;
  const text = readHistoryText(host, root);
  if (text !== null && typeof text === 'object') return text;
  const { entries } = parseHistory(text);
  // A run that was recorded before is this one.
  const own = date === null ? '' : JSON.stringify(historyEntryOf(report, date));
  const history = entries.filter((entry) => JSON.stringify(entry) !== own);
  const texts = new Map<string, readonly string[]>();
  const places = report.findings.flatMap(({ disposition }) => {
    if (disposition === null) return [];
    const { path, line } = disposition;
    if (!texts.has(path)) {
      const bytes = readInside(host, root, path);
      texts.set(path, bytes === null ? [] : Buffer.from(bytes).toString('utf8').split('\n'));
    }
    const found = texts.get(path)?.[line - 1];
    return found === undefined ? [] : [{ path, line, text: found }];
  });
  const since = ageOfLines(host, root, places);
  return { history, since, ...(date === null ? {} : { date }) };
}

/** What is wrong with the history of a project. */
export async function historyProblems(host: Host, root: string): Promise<readonly Problem[]> {
  const { parseHistory, readHistoryText } = await import('../store/history.ts');
  const text = readHistoryText(host, root);
  return typeof text === 'object' && text !== null ? [] : parseHistory(text).problems;
}
