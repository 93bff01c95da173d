import type { Finding } from '../findings/finding.ts';
import { SEVERITIES } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { Verdict } from '../standards/verdict.ts';
import { escapeLine } from './escape.ts';

/** Findings that gate: neither in the baseline nor with a disposition. */
export function newFindings(report: Report): readonly Finding[] {
  return report.findings.filter((finding) => finding.status === 'new');
}

/** `3 new findings (1 critical, 2 low), 4 in the baseline, 1 waived`. */
export function countText(report: Report): string {
  const fresh = newFindings(report);
  const severities = SEVERITIES.map((severity) => ({
    severity,
    count: fresh.filter((finding) => finding.severity === severity).length,
  })).filter((each) => each.count > 0);
  const parts = [`${fresh.length} new ${fresh.length === 1 ? 'finding' : 'findings'}`];
  if (severities.length > 0) parts[0] += ` (${severities.map((each) => `${each.count} ${each.severity}`).join(', ')})`;
  for (const status of ['baselined', 'waived', 'disputed', 'suppressed'] as const) {
    const count = report.findings.filter((finding) => finding.status === status).length;
    if (count > 0) parts.push(`${count} ${status === 'baselined' ? 'in the baseline' : status}`);
  }
  return parts.join(', ');
}

/** `files examined, lines`, and what was not; one sentence. */
export function filesText(report: Report): string {
  const { examined, lines, skipped } = report.files;
  const gaps = skipped.filter((each) => each.gap).length;
  const excluded = skipped.length - gaps;
  const parts = [`${examined} ${examined === 1 ? 'file' : 'files'} examined, ${lines} lines`];
  if (gaps > 0) parts.push(`${gaps} not verified`);
  if (excluded > 0) parts.push(`${excluded} excluded`);
  return parts.join('; ');
}

/**
 * Whether anything may be called compliant or be green: the run is complete and says so, there are clauses, and none is violated,
 * not verified or unmapped.
 */
export function isCompliant(report: Report): boolean {
  const { run, verdicts } = report;
  if (!run.complete || run.compliant !== true || verdicts.length === 0) return false;
  return verdicts.every(({ state }) => state === 'met' || state === 'waived' || state === 'not-applicable');
}

/**
 * The last line of every human output: says `Compliant` only when it is so, else names every clause that is violated or not
 * verified, and for the latter the commands that would verify them. Escaped, without colour.
 */
export function lastLine(report: Report, name: (id: string) => string = (id) => id): string {
  const { run, verdicts } = report;
  const violated = verdicts.filter((verdict) => verdict.state === 'violated');
  const open = verdicts.filter((verdict) => verdict.state === 'not-verified' || verdict.state === 'unmapped');
  const parts: string[] = [];
  if (!run.complete) parts.push('Incomplete: something was left unexamined.');
  if (verdicts.length === 0) {
    parts.push('No standard was judged, so nothing is said about compliance.');
    return parts.join(' ');
  }
  if (violated.length > 0)
    parts.push(`Violated: ${violated.map((each) => escapeLine(name(each.requirement))).join(', ')}.`);
  if (open.length > 0) parts.push(`Not verified: ${byRemedy(open, name)}.`);
  const suspect = verdicts.filter((verdict) => verdict.suspect.length > 0);
  if (suspect.length > 0)
    parts.push(
      `Suspect until reviewed: ${suspect.map((each) => escapeLine(name(each.requirement))).join(', ')} (adderstone standard accept).`,
    );
  if (isCompliant(report)) {
    const count = (state: Verdict['state']): number => verdicts.filter((verdict) => verdict.state === state).length;
    const rest = [`${count('met')} ${count('met') === 1 ? 'clause' : 'clauses'} met`];
    if (count('waived') > 0) rest.push(`${count('waived')} waived`);
    if (count('not-applicable') > 0) rest.push(`${count('not-applicable')} not applicable`);
    parts.push(`Compliant: ${rest.join(', ')}.`);
  } else if (run.compliant === false || violated.length > 0) parts.unshift('Not compliant.');
  else parts.unshift('Compliance unknown.');
  return parts.join(' ');
}

/** Clauses with the same ways out stand together: `A, B (adderstone deps update)`. */
function byRemedy(verdicts: readonly Verdict[], name: (id: string) => string): string {
  const groups = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const remedies = [...new Set(verdict.gaps.map((gap) => gap.remedy).filter((remedy) => remedy !== null))];
    const key = remedies.length > 0 ? remedies.map((remedy) => escapeLine(remedy)).join('; ') : reasonText(verdict);
    groups.set(key, [...(groups.get(key) ?? []), escapeLine(name(verdict.requirement))]);
  }
  return [...groups].map(([key, ids]) => `${ids.join(', ')} (${key})`).join(', ');
}

function reasonText(verdict: Verdict): string {
  if (verdict.state === 'unmapped') return 'no check is mapped to it; `adderstone standard lint`';
  if (verdict.because === 'incomplete') return 'mend what is listed as not examined, then `adderstone check`';
  if (verdict.because === 'unknown-sites') {
    const { unknown } = verdict.sites;
    return `${unknown} ${unknown === 1 ? 'site' : 'sites'} could not be decided; \`adderstone report\``;
  }
  return 'its checks did not run; `adderstone check` without a selection';
}
