import { createHash } from 'node:crypto';
import type { VerdictState } from '../standards/verdict.ts';
import type { Report } from './outcome.ts';

/** One recorded run, as a line of `.adderstone/history.jsonl` holds it. */
export interface HistoryEntry {
  /** Of the newest commit, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly date: string;
  /** How many clauses are in each state. */
  readonly clauses: Readonly<Record<VerdictState, number>>;
  /** Findings that nobody has accepted, those in the baseline included. */
  readonly open: number;
  /** First 16 hexadecimal digits of the SHA-256 of the standards document; empty without one. */
  readonly standard: string;
  /** First 16 hexadecimal digits of the SHA-256 of every clause with its state and its numbers of sites. */
  readonly digest: string;
}

/** The entry that a report makes. Holds numbers and digests only: no path, name or text of the project. */
export function historyEntryOf(report: Report, date: string): HistoryEntry {
  const clauses: Record<VerdictState, number> = {
    violated: 0,
    'not-verified': 0,
    unmapped: 0,
    waived: 0,
    met: 0,
    'not-applicable': 0,
  };
  for (const { state } of report.verdicts) clauses[state]++;
  const judged = report.verdicts.map(({ requirement, state, sites }) => [
    requirement,
    state,
    sites.examined,
    sites.safe,
    sites.violating,
    sites.unknown,
    sites.waived,
  ]);
  return {
    date,
    clauses,
    open: report.findings.filter(({ status }) => status === 'new' || status === 'baselined').length,
    standard: (report.run.standardDigest ?? '').slice(0, 16),
    digest: createHash('sha256').update(JSON.stringify(judged)).digest('hex').slice(0, 16),
  };
}
