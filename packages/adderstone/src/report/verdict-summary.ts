import type { Report } from '../scan/outcome.ts';
import type { HistoryEntry } from '../scan/verdict-history.ts';
import { NOTHING_SEEN } from '../standards/judge.ts';
import type { Verdict, VerdictState } from '../standards/verdict.ts';
import { BECAUSE_MEANINGS, changeText, countSites, findingsOf, isOpen, STATE_WORDS, STATES } from './clause.ts';
import { cut, escapeLine } from './escape.ts';
import type { FormatOptions } from './format.ts';
import type { Palette } from './palette.ts';
import { placeText } from './place.ts';
import { countText, filesText, isCompliant, lastLine } from './summary.ts';

/** Violating places and places of evidence that are written out for a clause; the others are counted. */
const MOST_PLACES = 3;
/** Longest message beside a place, in characters. */
const LONGEST = 110;
/** Recorded runs that the trend shows. */
const RUNS = 5;

/**
 * The standard clause by clause, for a terminal: state, what was examined, the evidence of each check, the first violating places, and
 * what would verify what is not; then what was accepted, what was not examined, what lowers protection, the trend, and the line about
 * compliance.
 */
export function renderVerdictSummary(report: Report, options: FormatOptions): string {
  const { palette } = options;
  const { standard, verdicts } = report;
  const blocks: string[][] = [];
  if (standard !== null)
    blocks.push([palette.bold(escapeLine(standard.title)), palette.dim(`  ${escapeLine(standard.path)}`)]);
  const width = Math.max(0, ...verdicts.map(({ requirement }) => escapeLine(requirement).length));
  for (const verdict of verdicts) blocks.push(clauseBlock(verdict, report, width, palette));
  blocks.push(acceptedBlock(report, options), skippedBlock(report, palette), problemBlock(report, palette));
  blocks.push(loweredBlock(report, palette), trendBlock(options.history ?? [], palette));
  const last = lastLine(report);
  const tint = isCompliant(report) ? palette.green : report.run.compliant === false ? palette.red : palette.yellow;
  blocks.push([statesText(verdicts), `${countText(report)}; ${filesText(report)}`, palette.bold(tint(last))]);
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;
}

function clauseBlock(verdict: Verdict, report: Report, width: number, palette: Palette): string[] {
  const { requirement, state, title, because } = verdict;
  const tint = tintOf(state, report, palette);
  const rows = [
    `${palette.bold(escapeLine(requirement).padEnd(width))}  ${tint(STATE_WORDS[state])}  ${escapeLine(title)}`,
  ];
  const counts = [countSites(verdict)];
  if (because !== null) counts.push(BECAUSE_MEANINGS[because]);
  if (verdict.baselined > 0) counts.push(`${verdict.baselined} in the baseline`);
  rows.push(`  ${counts.join('; ')}`);
  const change = changeText(verdict);
  if (change !== null) rows.push(`  ${palette.cyan('this change')}: ${change}`);
  rows.push(...evidenceRows(verdict, palette));
  const open = findingsOf(report, verdict).filter(isOpen);
  for (const { location, message, status } of open.slice(0, MOST_PLACES)) {
    const known = status === 'baselined' ? palette.dim(' (in the baseline)') : '';
    rows.push(`    ${palette.red('>')} ${placeText(location)}  ${escapeLine(cut(message, LONGEST))}${known}`);
  }
  if (open.length > MOST_PLACES) rows.push(`    ${palette.red('>')} and ${open.length - MOST_PLACES} more`);
  for (const { text, remedy } of verdict.gaps) {
    rows.push(`    ${palette.yellow('?')} ${escapeLine(text)}`);
    if (remedy !== null) rows.push(`      ${palette.dim('verify with:')} ${escapeLine(remedy)}`);
  }
  return rows;
}

/** A row a check that saw something, with the first places behind it; the checks that saw nothing on one line. */
function evidenceRows({ evidence, sites }: Verdict, palette: Palette): string[] {
  // What was accepted is told with its dates below.
  const told = evidence.filter(({ places }) => places.every(({ note }) => note !== ''));
  const silent = told.filter(({ text }) => text === NOTHING_SEEN).map(({ check }) => escapeLine(check));
  const seen = told.filter(({ text }) => text !== NOTHING_SEEN);
  const rows: string[] = [];
  const width = Math.max(0, ...seen.map(({ check }) => escapeLine(check).length));
  for (const { check, text, places, more } of sites.examined === 0 ? [] : seen) {
    rows.push(`    ${palette.dim(escapeLine(check).padEnd(width))}  ${escapeLine(text)}`);
    for (const { path, line, note } of places.slice(0, MOST_PLACES))
      rows.push(palette.dim(`      ${escapeLine(path)}:${line}  ${escapeLine(cut(note, LONGEST))}`));
    const rest = Math.max(0, places.length - MOST_PLACES) + more;
    if (rest > 0) rows.push(palette.dim(`      and ${rest} more`));
  }
  if (silent.length > 0) rows.push(palette.dim(`    ${NOTHING_SEEN}: ${silent.join(', ')}`));
  return rows;
}

function statesText(verdicts: readonly Verdict[]): string {
  const parts = STATES.map((state) => [state, verdicts.filter((verdict) => verdict.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${STATE_WORDS[state]}`);
  return `${verdicts.length} ${verdicts.length === 1 ? 'clause' : 'clauses'}: ${parts.join(', ') || 'none'}`;
}

function acceptedBlock(report: Report, { palette, since }: FormatOptions): string[] {
  const rows: string[] = [];
  for (const { disposition, status, location, rule } of report.findings) {
    if (disposition === null || status === 'new' || status === 'baselined') continue;
    const owner = disposition.owner === null ? '' : ` by ${escapeLine(disposition.owner)}`;
    const from = since?.get(`${disposition.path}:${disposition.line}`);
    const dates = `${from === undefined ? '' : ` since ${from}`}${disposition.until === null ? ', no end' : ` until ${escapeLine(disposition.until)}`}`;
    rows.push(
      `  ${placeText(location)}  ${escapeLine(rule)}  ${status}${owner}${dates}: ${escapeLine(disposition.reason ?? 'no reason given')} (${escapeLine(disposition.path)}:${disposition.line})`,
    );
  }
  return rows.length === 0 ? [] : [palette.bold('Accepted'), ...rows];
}

function skippedBlock(report: Report, palette: Palette): string[] {
  const gaps = report.files.skipped.filter(({ gap }) => gap);
  return gaps.length === 0
    ? []
    : [
        palette.bold(palette.yellow('Not examined')),
        ...gaps.map(({ path, message }) => `  ${escapeLine(path)} ${escapeLine(message)}`),
      ];
}

function problemBlock(report: Report, palette: Palette): string[] {
  if (report.problems.length === 0) return [];
  const rows = report.problems.map(({ path, line, severity, message }) => {
    const place = path === null ? '' : `${escapeLine(path)}${line === null ? '' : `:${line}`}: `;
    return `  ${place}${severity}: ${escapeLine(message)}`;
  });
  return [palette.bold('Problems'), ...rows];
}

function loweredBlock(report: Report, palette: Palette): string[] {
  if (report.run.lowered.length === 0) return [];
  const rows = report.run.lowered.map(
    ({ path, line, setting, text }) =>
      `  ${escapeLine(path)}${line === null ? '' : `:${line}`}: ${escapeLine(setting)}: ${escapeLine(text)}`,
  );
  return [palette.bold('Settings that lower protection'), ...rows];
}

function trendBlock(history: readonly HistoryEntry[], palette: Palette): string[] {
  if (history.length === 0) return [];
  const rows = history.slice(-RUNS).map(({ date, clauses, open }) => {
    const counts = STATES.filter((state) => clauses[state] > 0).map(
      (state) => `${clauses[state]} ${STATE_WORDS[state]}`,
    );
    return `  ${date.slice(0, 10)}  ${counts.join(', ')}; ${open} open ${open === 1 ? 'finding' : 'findings'}`;
  });
  const earlier = history.length - rows.length;
  if (earlier > 0) rows.unshift(palette.dim(`  ${earlier} earlier ${earlier === 1 ? 'run' : 'runs'}`));
  return [palette.bold('Recorded before'), ...rows];
}

/** Nothing is green while the whole is not compliant. */
function tintOf(state: VerdictState, report: Report, palette: Palette): (text: string) => string {
  if (state === 'violated') return palette.red;
  if (state === 'met' || state === 'not-applicable') return isCompliant(report) ? palette.green : (text) => text;
  return palette.yellow;
}
