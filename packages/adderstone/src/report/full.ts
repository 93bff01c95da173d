import type { Finding, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { Verdict, VerdictState } from '../standards/verdict.ts';
import { cut, escapeLine } from './escape.ts';
import type { FormatOptions } from './format.ts';
import { codeFrame } from './frame.ts';
import type { Palette } from './palette.ts';
import { placeText } from './place.ts';
import { countText, filesText, isCompliant, lastLine, newFindings } from './summary.ts';

/** Longest piece of a clause's statement beside a finding, in characters. */
const MAX_STATEMENT = 240;
/** Most steps of a trace that are written out; the middle of a longer one is counted. */
const MAX_STEPS = 30;

/**
 * For people: each new finding with its place first, frame, trace, the clause's own sentence and the way out; then what has a
 * disposition, what was not examined, problems, settings that lower protection, the table of verdicts, and the line
 * about compliance, which alone may be green and only when it holds.
 */
export function renderFull(report: Report, options: FormatOptions): string {
  const { palette } = options;
  const blocks: string[][] = newFindings(report).map((finding) => findingBlock(finding, report, palette));
  blocks.push(
    dispositionBlock(report, palette),
    skippedBlock(report, palette),
    problemBlock(report, palette),
    loweredBlock(report, palette),
    verdictBlock(report, palette),
  );
  const last = lastLine(report);
  const tint = isCompliant(report) ? palette.green : report.run.compliant === false ? palette.red : palette.yellow;
  blocks.push([`${countText(report)}; ${filesText(report)}`, palette.bold(tint(last))]);
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;
}

function findingBlock(finding: Finding, report: Report, palette: Palette): string[] {
  const tint = severityTint(finding.severity, palette);
  const ids = finding.requirements.map(escapeLine).join(', ');
  const doubt = finding.confidence === 'high' ? '' : ` (confidence ${finding.confidence})`;
  const tier = finding.tier === null ? '' : `, ${finding.tier} data`;
  const rows = [
    `${palette.bold(placeText(finding.location))}  ${tint(finding.severity)}  ${escapeLine(finding.rule)}${ids === '' ? '' : `  ${palette.cyan(ids)}`}`,
    `  ${escapeLine(finding.message)}${palette.dim(`${tier}${doubt}`)}`,
  ];
  const file = report.sources.get(finding.location.path);
  if (file !== undefined) for (const row of codeFrame(file, finding.location, palette)) rows.push(`  ${row}`);
  rows.push(...traceRows(finding, palette));
  if (finding.others > 0) {
    const from = (finding.ways ?? []).flatMap((way) => way.slice(0, 1)).map(placeText);
    const rest = finding.others > from.length ? ', …' : '';
    rows.push(
      `  ${finding.others} more ${finding.others === 1 ? 'origin reaches' : 'origins reach'} this place${from.length === 0 ? '' : `: ${from.join(', ')}${rest}`}`,
    );
  }
  const also = finding.also ?? [];
  if (also.length > 0) rows.push(`  also at ${also.map(placeText).join(', ')}`);
  for (const id of finding.requirements) {
    const verdict = report.verdicts.find((each) => each.requirement === id);
    if (verdict !== undefined)
      rows.push(`  ${palette.cyan(escapeLine(id))}: ${escapeLine(cut(verdict.statement, MAX_STATEMENT))}`);
  }
  rows.push(`  ${palette.bold('instead')}: ${escapeLine(finding.instead)}`);
  if (finding.fix !== null) {
    const care = finding.fix.safety === 'review' ? ' (read it first)' : '';
    rows.push(`  ${palette.bold('fix')}${care}: ${escapeLine(finding.fix.title)}; adderstone fix`);
  }
  const seenBy = finding.seenBy ?? [];
  if (seenBy.length > 0) rows.push(palette.dim(`  also seen by ${escapeLine(seenBy.join(', '))}`));
  if (finding.disposition?.kind === 'foreign')
    rows.push(`  ${palette.yellow(escapeLine(finding.disposition.reason ?? ''))}`);
  return rows;
}

function traceRows(finding: Finding, palette: Palette): string[] {
  const { trace } = finding;
  const rows: string[] = [];
  const width = String(trace.length).length;
  for (const [i, step] of trace.entries()) {
    if (trace.length > MAX_STEPS && i === MAX_STEPS / 2)
      rows.push(`  … ${trace.length - MAX_STEPS} steps more; --output json has them`);
    if (trace.length > MAX_STEPS && i >= MAX_STEPS / 2 && i < trace.length - MAX_STEPS / 2) continue;
    rows.push(`  ${String(i + 1).padStart(width)}. ${palette.dim(placeText(step))}  ${escapeLine(step.note)}`);
  }
  return rows;
}

function dispositionBlock(report: Report, palette: Palette): string[] {
  const rows: string[] = [];
  for (const status of ['waived', 'disputed', 'suppressed'] as const) {
    for (const finding of report.findings) {
      const { disposition } = finding;
      if (finding.status !== status || disposition === null) continue;
      const owner = disposition.owner === null ? '' : ` by ${escapeLine(disposition.owner)}`;
      const until = disposition.until === null ? '' : ` until ${escapeLine(disposition.until)}`;
      const at = `${escapeLine(disposition.path)}:${disposition.line}`;
      rows.push(
        `  ${placeText(finding.location)}  ${status}${owner}${until}: ${escapeLine(finding.rule)}: ${escapeLine(disposition.reason ?? 'no reason given')} (${at})`,
      );
    }
  }
  return rows.length === 0 ? [] : [palette.bold('Not counted'), ...rows];
}

function skippedBlock(report: Report, palette: Palette): string[] {
  const row = (path: string, message: string): string => `  ${escapeLine(path)}: ${escapeLine(message)}`;
  const gaps = report.files.skipped.filter((each) => each.gap).map((each) => row(each.path, each.message));
  const excluded = report.files.skipped.filter((each) => !each.gap).map((each) => row(each.path, each.message));
  return [
    ...(gaps.length === 0 ? [] : [palette.bold(palette.yellow('Not examined')), ...gaps]),
    ...(excluded.length === 0 ? [] : [palette.bold('Excluded'), ...excluded]),
  ];
}

function problemBlock(report: Report, palette: Palette): string[] {
  if (report.problems.length === 0) return [];
  const rows = report.problems.map((problem) => {
    const tint =
      problem.severity === 'error' ? palette.red : problem.severity === 'warning' ? palette.yellow : palette.dim;
    const place =
      problem.path === null ? '' : `${escapeLine(problem.path)}${problem.line === null ? '' : `:${problem.line}`}: `;
    return `  ${place}${tint(problem.severity)}: ${escapeLine(problem.message)}`;
  });
  return [palette.bold('Problems'), ...rows];
}

function loweredBlock(report: Report, palette: Palette): string[] {
  if (report.run.lowered.length === 0) return [];
  const rows = report.run.lowered.map((each) => {
    const line = each.line === null ? '' : `:${each.line}`;
    return `  ${escapeLine(each.path)}${line}: ${escapeLine(each.setting)}: ${escapeLine(each.text)}`;
  });
  return [palette.bold('Settings that lower protection'), ...rows];
}

function verdictBlock(report: Report, palette: Palette): string[] {
  if (report.verdicts.length === 0) return [];
  const width = Math.max(...report.verdicts.map((verdict) => escapeLine(verdict.requirement).length));
  const rows = report.verdicts.map((verdict) => {
    const id = escapeLine(verdict.requirement).padEnd(width);
    return `  ${id}  ${stateTint(verdict.state, report, palette)(verdict.state.padEnd(14))}  ${escapeLine(verdict.title)}: ${sitesText(verdict)}`;
  });
  return [palette.bold('Clauses'), ...rows];
}

/** What was examined for a clause, or why nothing can be said. */
function sitesText(verdict: Verdict): string {
  const { examined, safe, violating, unknown, waived } = verdict.sites;
  const parts: string[] = [];
  if (examined > 0) {
    const kinds = [
      [safe, 'safe'],
      [violating, 'violating'],
      [waived, 'waived'],
      [unknown, 'unknown'],
    ] as const;
    const counts = kinds.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
    parts.push(
      `${examined} ${examined === 1 ? 'site' : 'sites'}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`,
    );
  } else parts.push('no site');
  if (verdict.because !== null) parts.push(verdict.because);
  if (verdict.suspect.length > 0) parts.push(`suspect: ${verdict.suspect.join(', ')}`);
  if (verdict.baselined > 0) parts.push(`${verdict.baselined} in the baseline`);
  if (verdict.change !== null) parts.push(`this change: ${verdict.change.new} new, ${verdict.change.fixed} fixed`);
  for (const gap of verdict.gaps) parts.push(escapeLine(gap.text));
  return parts.join('; ');
}

function severityTint(severity: Severity, palette: Palette): (text: string) => string {
  if (severity === 'critical' || severity === 'high') return palette.red;
  return severity === 'medium' ? palette.yellow : palette.dim;
}

/** Nothing is green while the whole is not compliant. */
function stateTint(state: VerdictState, report: Report, palette: Palette): (text: string) => string {
  if (state === 'violated') return palette.red;
  if (state === 'not-verified' || state === 'unmapped' || state === 'waived') return palette.yellow;
  return isCompliant(report) ? palette.green : (text) => text;
}
