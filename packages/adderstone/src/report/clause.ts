import { checkOf, type Finding } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { Because, Verdict, VerdictState } from '../standards/verdict.ts';

/** Every state of a clause, the one that needs a reader most first. */
export const STATES: readonly VerdictState[] = [
  'violated',
  'not-verified',
  'unmapped',
  'waived',
  'met',
  'not-applicable',
];

/** A state as people say it. */
export const STATE_WORDS: Readonly<Record<VerdictState, string>> = {
  violated: 'violated',
  'not-verified': 'not verified',
  unmapped: 'unmapped',
  waived: 'waived',
  met: 'met',
  'not-applicable': 'not applicable',
};

/** What a state means, one sentence for a reader who sees it for the first time. */
export const STATE_MEANINGS: Readonly<Record<VerdictState, string>> = {
  violated: 'At least one place breaks the clause, and nobody has accepted that.',
  'not-verified': 'Something that would prove the clause did not run or could not be decided, so nothing is claimed.',
  unmapped: 'No check is mapped to the clause.',
  waived: 'Every place that breaks the clause has an accepted, dated reason.',
  met: 'Every check of the clause ran, and every place that it examined holds.',
  'not-applicable': 'Every check of the clause ran, and there was nothing for it to examine.',
};

/** Why a clause is not verified, one sentence. */
export const BECAUSE_MEANINGS: Readonly<Record<Because, string>> = {
  incomplete: 'part of the code was not looked at',
  'not-run': 'a check of it did not run',
  'unknown-sites': 'some places could not be decided',
};

/** How many sites a clause's checks examined and how they ended: `9 sites: 6 safe, 3 violating`; `no site`. */
export function countSites({ sites }: Pick<Verdict, 'sites'>): string {
  if (sites.examined === 0) return 'no site';
  const counts = (['violating', 'waived', 'unknown', 'safe'] as const).filter((kind) => sites[kind] > 0);
  const parts = counts.map((kind) => `${sites[kind]} ${kind}`);
  return `${sites.examined} ${sites.examined === 1 ? 'site' : 'sites'}: ${parts.join(', ')}`;
}

/** The findings of a clause, whatever has become of them, in the report's order. */
export function findingsOf(report: Report, verdict: Verdict): readonly Finding[] {
  return report.findings.filter((finding) => finding.requirements.includes(verdict.requirement));
}

/** Findings that keep a clause violated: new, or in the baseline. */
export function isOpen(finding: Finding): boolean {
  return finding.status === 'new' || finding.status === 'baselined';
}

/** Where a finding is counted in a file that has no cells: a notebook's lines count within a cell, so that it is at line 1. */
export interface FlatPlace {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  /** `cell 3, line 2`, for a notebook; else empty. */
  readonly inCell: string;
}

/** The place of a finding or step as lines of a file. */
export function flatPlace(location: Finding['location']): FlatPlace {
  const { path, line, endLine, cell } = location;
  if (cell !== null) return { path, line: 1, endLine: 1, inCell: `cell ${cell}, line ${line}` };
  return { path, line, endLine: Math.max(line, endLine), inCell: '' };
}

/** What the change under `--since` did to a clause: `was met; 1 new, 0 fixed`; null without `--since` or where nothing changed. */
export function changeText({ change, state }: Verdict): string | null {
  if (change === null) return null;
  const parts: string[] = [];
  if (change.was === null) parts.push('was not there');
  else if (change.was !== state) parts.push(`was ${STATE_WORDS[change.was]}`);
  if (change.new > 0 || change.fixed > 0) parts.push(`${change.new} new, ${change.fixed} fixed`);
  return parts.length === 0 ? null : parts.join('; ');
}

/** The findings of one check of a clause, by check; checks in order. */
export function byCheck(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = Map.groupBy(findings, checkOf);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
