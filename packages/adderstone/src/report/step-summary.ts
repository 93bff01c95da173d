import type { Report } from '../scan/outcome.ts';
import { cut, escapeMarkdown } from './escape.ts';
import { countText, filesText, lastLine, newFindings } from './summary.ts';

/** Findings that the page lists; the others are counted. GitHub takes 1 MiB a step. */
const SHOWN = 50;
/** Characters of a message on the page. */
const LONGEST = 300;

/**
 * The page that GitHub shows for a step of a workflow, in Markdown: what was found, clause by clause, and the last line that every
 * output has. Nothing of the scanned code becomes markup. Ends with a line end.
 */
export function renderStepSummary(report: Report): string {
  const fresh = newFindings(report);
  const lines = [
    '## adderstone',
    '',
    `${escapeMarkdown(countText(report))}. ${escapeMarkdown(filesText(report))}.`,
    '',
  ];
  if (fresh.length > 0) {
    lines.push('| severity | rule | place | what |', '|---|---|---|---|');
    for (const { severity, rule, location, message } of fresh.slice(0, SHOWN)) {
      const place = escapeMarkdown(cut(`${location.path}:${location.line}`, LONGEST));
      lines.push(`| ${severity} | ${escapeMarkdown(rule)} | ${place} | ${escapeMarkdown(cut(message, LONGEST))} |`);
    }
    lines.push('');
    if (fresh.length > SHOWN) lines.push(`${fresh.length - SHOWN} more are in the log.`, '');
  }
  if (report.verdicts.length > 0) {
    lines.push('| clause | state | |', '|---|---|---|');
    for (const { requirement, state, title } of report.verdicts)
      lines.push(`| ${escapeMarkdown(requirement)} | ${state} | ${escapeMarkdown(cut(title, LONGEST))} |`);
    lines.push('');
  }
  lines.push(escapeMarkdown(lastLine(report)), '');
  return lines.join('\n');
}
