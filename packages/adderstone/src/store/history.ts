import type { Host } from '../host/host.ts';
import type { Problem } from '../scan/outcome.ts';
import type { HistoryEntry } from '../scan/verdict-history.ts';
import type { VerdictState } from '../standards/verdict.ts';

/** Where recorded runs are kept, below the project's root. */
export const HISTORY_PATH = '.adderstone/history.jsonl';
/** Bytes; a line has about 250. */
const LARGEST = 4 << 20;
const STATES: readonly VerdictState[] = ['violated', 'not-verified', 'unmapped', 'waived', 'met', 'not-applicable'];

/** Recorded runs, oldest first, and what is wrong with lines that were passed over. */
export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `.adderstone/history.jsonl`. A line that is no entry is passed over and told with its number.
 * @param text null when there is no such file
 */
export function parseHistory(text: string | null): History {
  const entries: HistoryEntry[] = [];
  const problems: Problem[] = [];
  for (const [i, line] of (text ?? '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const entry = parseEntry(line);
    if (entry !== null) entries.push(entry);
    else
      problems.push({
        severity: 'warning',
        code: 'history-malformed',
        message:
          'is no recorded run: expected `date`, `clauses` with a number for each state, `open`, `standard`, `digest`',
        path: HISTORY_PATH,
        line: i + 1,
      });
  }
  return { entries, problems };
}

function parseEntry(line: string): HistoryEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const { date, clauses, open, standard, digest } = value;
  if (typeof date !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) return null;
  if (typeof standard !== 'string' || !/^[0-9a-f]{0,64}$/.test(standard)) return null;
  if (typeof digest !== 'string' || !/^[0-9a-f]{1,64}$/.test(digest)) return null;
  if (!isCount(open) || !isRecord(clauses)) return null;
  const counts: Partial<Record<VerdictState, number>> = {};
  for (const state of STATES) {
    const count = clauses[state] ?? 0;
    if (!isCount(count)) return null;
    counts[state] = count;
  }
  return { date, clauses: counts as Record<VerdictState, number>, open, standard, digest };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000_000;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of the history of a project on disk; null when there is none. Refuses a file above 4 MB, and a link that leads out of the project. */
export function readHistoryText(host: Host, root: string): string | null | { readonly error: string } {
  const real = host.resolve(`${root}/${HISTORY_PATH}`);
  if (real === null) return null;
  if (!real.startsWith(`${root}/`)) return { error: `${HISTORY_PATH} leads out of the project` };
  const read = host.read(real, LARGEST);
  if (read.kind === 'bytes') return Buffer.from(read.bytes).toString('utf8');
  return read.reason === 'missing' ? null : { error: `${HISTORY_PATH} ${read.message}` };
}

/**
 * Adds an entry to the history, the file as a whole or not at all. An entry that equals the last one is not added again. Gives whether it was, or
 * why it could not be.
 */
export function recordEntry(
  host: Host,
  root: string,
  before: string | null,
  entry: HistoryEntry,
): { readonly added: boolean } | { readonly error: string } {
  const line = JSON.stringify(entry);
  const lines = (before ?? '').split('\n').filter((one) => one.trim() !== '');
  if (lines.at(-1) === line) return { added: false };
  const failed = host.makeFolder(`${root}/.adderstone`, 0o755);
  if (failed !== null) return { error: `.adderstone cannot be made (${failed})` };
  if (host.resolve(`${root}/.adderstone`) !== `${root}/.adderstone`)
    return { error: '.adderstone leads out of the project through a link' };
  const problem = host.write(`${root}/${HISTORY_PATH}`, `${[...lines, line].join('\n')}\n`);
  return problem === null ? { added: true } : { error: `${HISTORY_PATH} is not written: ${problem}` };
}
