import type { Finding } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { escapeLine } from './escape.ts';
import { placeText } from './place.ts';
import { countText, lastLine, newFindings } from './summary.ts';

/**
 * One line a new finding, `path:line:column: severity rule [clauses] message`, then the counts, problems and the line
 * about compliance.
 */
export function renderConcise(report: Report): string {
  const lines = newFindings(report).map(conciseLine);
  for (const problem of report.problems) {
    const place = problem.path === null ? '' : `${escapeLine(problem.path)}:${problem.line ?? 1}: `;
    lines.push(`${place}${problem.severity} ${escapeLine(problem.message)}`);
  }
  for (const skipped of report.files.skipped) {
    if (skipped.gap) lines.push(`${escapeLine(skipped.path)}:1: not verified: ${escapeLine(skipped.message)}`);
  }
  lines.push(countText(report), lastLine(report));
  return `${lines.join('\n')}\n`;
}

/** A finding on one line. */
export function conciseLine(finding: Finding): string {
  const clauses = finding.requirements.length === 0 ? '' : ` [${finding.requirements.map(escapeLine).join(', ')}]`;
  const foreign = finding.disposition?.kind === 'foreign' ? ` (${escapeLine(finding.disposition.reason ?? '')})` : '';
  return `${placeText(finding.location)}: ${finding.severity} ${escapeLine(finding.rule)}${clauses} ${escapeLine(finding.message)}${foreign}`;
}
