import { compareText, type Problem } from './problem.ts';

/** Findings that were there when a team began; `.adderstone/baseline.json`. */
export interface Baseline {
  /** Sorted by path, rule, fingerprint. */
  readonly entries: readonly BaselineEntry[];
}

/** One known finding. No line number, no text of the code. */
export interface BaselineEntry {
  readonly fingerprint: string;
  /** How many findings with this fingerprint are known; at least 1. */
  readonly count: number;
  readonly rule: string;
  readonly path: string;
}

/** What of a finding enters a baseline. */
export interface Known {
  readonly fingerprint: string;
  readonly rule: string;
  readonly location: { readonly path: string };
}

/** The version that is read and written. */
export const BASELINE_FORMAT = 'adderstone-baseline/1';
const MAX_ENTRIES = 1_000_000;

/** A baseline of these findings; give only open ones. */
export function createBaseline(findings: readonly Known[]): Baseline {
  const counts = new Map<string, BaselineEntry>();
  for (const { fingerprint, rule, location } of findings) {
    const known = counts.get(fingerprint);
    counts.set(fingerprint, { fingerprint, count: (known?.count ?? 0) + 1, rule, path: location.path });
  }
  return { entries: [...counts.values()].sort(compareEntries) };
}

/** The text of the file: one line an entry, so that merges are readable. Ends with a line end. */
export function renderBaseline(baseline: Baseline): string {
  const lines = [...baseline.entries].sort(compareEntries).map((entry) => {
    const { fingerprint, count, rule, path } = entry;
    return `    ${JSON.stringify({ fingerprint, count, rule, path })}`;
  });
  const entries = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "format": "${BASELINE_FORMAT}",\n  "findings": ${entries}\n}\n`;
}

/** Reads the file. A broken one, another version or a wrong entry is a problem, and then nothing of it counts. */
export function parseBaseline(text: string, path: string): Baseline | { readonly problem: Problem } {
  const refuse = (message: string): { readonly problem: Problem } => ({
    problem: { severity: 'error', code: 'baseline-malformed', message, path, line: null },
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(
      'the baseline is not valid JSON; after a merge conflict, write it again with `adderstone baseline create`',
    );
  }
  if (!isRecord(value) || typeof value['format'] !== 'string' || !value['format'].startsWith('adderstone-baseline/')) {
    return refuse(`the file is not a baseline: expected "format": "${BASELINE_FORMAT}"`);
  }
  if (value['format'] !== BASELINE_FORMAT) {
    return refuse(`the baseline is of another version; this one reads ${BASELINE_FORMAT}`);
  }
  const list = value['findings'];
  if (!Array.isArray(list)) return refuse('`findings` is not a list');
  if (list.length > MAX_ENTRIES) return refuse(`the baseline has more than ${MAX_ENTRIES} entries`);
  const entries: BaselineEntry[] = [];
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    const entry = readEntry(item);
    if (entry === null) return refuse(`entry ${i + 1} does not have fingerprint, count, rule and path`);
    if (seen.has(entry.fingerprint)) return refuse(`entry ${i + 1} has the fingerprint of an earlier one`);
    seen.add(entry.fingerprint);
    entries.push(entry);
  }
  return { entries: entries.sort(compareEntries) };
}

/**
 * Which findings are known: true at the index of each, in order, for as many of a fingerprint as the baseline counts. `gone`
 * are entries, with the count that no finding took up.
 */
export function compareBaseline(
  baseline: Baseline,
  findings: readonly Known[],
): { readonly known: readonly boolean[]; readonly gone: readonly BaselineEntry[] } {
  const left = new Map(baseline.entries.map((entry) => [entry.fingerprint, entry.count]));
  const known = findings.map(({ fingerprint }) => {
    const count = left.get(fingerprint) ?? 0;
    if (count > 0) left.set(fingerprint, count - 1);
    return count > 0;
  });
  const gone: BaselineEntry[] = [];
  for (const entry of baseline.entries) {
    const count = left.get(entry.fingerprint) as number;
    if (count > 0) gone.push({ ...entry, count });
  }
  return { known, gone };
}

/** The baseline without what no longer occurs; never grows. */
export function pruneBaseline(baseline: Baseline, findings: readonly Known[]): Baseline {
  const gone = new Map(compareBaseline(baseline, findings).gone.map((entry) => [entry.fingerprint, entry.count]));
  const entries: BaselineEntry[] = [];
  for (const entry of baseline.entries) {
    const count = entry.count - (gone.get(entry.fingerprint) ?? 0);
    if (count > 0) entries.push({ ...entry, count });
  }
  return { entries };
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return compareText(a.path, b.path) || compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint);
}

function readEntry(item: unknown): BaselineEntry | null {
  if (!isRecord(item)) return null;
  const { fingerprint, count, rule, path } = item as { [key: string]: unknown };
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{32}$/.test(fingerprint)) return null;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1) return null;
  if (typeof rule !== 'string' || typeof path !== 'string') return null;
  return { fingerprint, count, rule, path };
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
