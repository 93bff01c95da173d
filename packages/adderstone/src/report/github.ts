import type { Finding, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { conciseLine } from './concise.ts';
import { escapeCommandData, escapeCommandProperty, escapeLine } from './escape.ts';
import { countText, lastLine, newFindings } from './summary.ts';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
};
/** GitHub shows this many annotations of each level a step. */
const SHOWN = 10;

/**
 * GitHub workflow commands: one annotation a new finding, problem and unexamined file, the most severe first because GitHub
 * shows ten of a level; the whole list as plain lines in a group, in the order of the report. Nothing hostile can become a command.
 */
export function renderGithub(report: Report): string {
  const fresh = newFindings(report);
  const lines: string[] = [];
  if (fresh.length > 0) {
    lines.push(`::group::${escapeCommandData(countText(report))}`);
    for (const finding of fresh) lines.push(conciseLine(finding));
    lines.push('::endgroup::');
  }
  const counts = { error: 0, warning: 0, notice: 0 };
  const order = ['critical', 'high', 'medium', 'low'] as const;
  for (const severity of order) {
    for (const finding of fresh) {
      if (finding.severity !== severity) continue;
      counts[COMMANDS[severity]]++;
      lines.push(annotation(finding));
    }
  }
  for (const skipped of report.files.skipped) {
    if (!skipped.gap) continue;
    counts.warning++;
    const file = escapeCommandProperty(skipped.path);
    lines.push(`::warning file=${file},title=not verified::${escapeCommandData(skipped.message)}`);
  }
  for (const problem of report.problems) {
    const level = problem.severity === 'info' ? 'notice' : problem.severity;
    counts[level]++;
    const place = problem.path === null ? '' : `file=${escapeCommandProperty(problem.path)},line=${problem.line ?? 1},`;
    lines.push(
      `::${level} ${place}title=${escapeCommandProperty(problem.code)}::${escapeCommandData(problem.message)}`,
    );
  }
  for (const level of ['error', 'warning', 'notice'] as const) {
    if (counts[level] > SHOWN) {
      lines.push(
        `GitHub shows ${SHOWN} of these ${counts[level]} annotations of level ${level}; the log has all of them.`,
      );
    }
  }
  lines.push(countText(report), escapeLine(lastLine(report)));
  return `${lines.join('\n')}\n`;
}

function annotation(finding: Finding): string {
  const { path, line, column, endLine, endColumn, cell } = finding.location;
  const title = escapeCommandProperty(`${finding.rule} ${finding.requirements.join(' ')}`.trim());
  // GitHub knows columns only within one line, and no cells.
  const columns = endLine === line ? `,col=${column},endColumn=${Math.max(column, endColumn - 1)}` : '';
  const place = cell === null ? `line=${line},endLine=${endLine}${columns}` : 'line=1';
  const where = cell === null ? '' : ` (cell ${cell}, line ${line})`;
  const text = escapeCommandData(`${finding.message}${where}. ${finding.instead}`);
  return `::${COMMANDS[finding.severity]} file=${escapeCommandProperty(path)},${place},title=${title}::${text}`;
}
