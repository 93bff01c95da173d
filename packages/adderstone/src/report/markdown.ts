import type { Report } from '../scan/outcome.ts';
import { withoutHtml } from '../standards/html.ts';
import type { Requirement, Standard } from '../standards/standard.ts';
import type { Verdict } from '../standards/verdict.ts';
import { BECAUSE_MEANINGS, changeText, countSites, findingsOf, isOpen, STATE_WORDS, STATES } from './clause.ts';
import {
  cut,
  escapeControls,
  escapeMarkdown,
  escapeMarkdownInline,
  escapeMarkdownSentence,
  markdownCode,
} from './escape.ts';
import type { FormatOptions } from './format.ts';
import { filesText, isCompliant, lastLine } from './summary.ts';

/** Places that are written out below a clause; the others are counted. */
const MOST_PLACES = 10;
/** Longest message beside a place, in characters. */
const LONGEST = 300;

/**
 * The standards document itself with its verdicts: every clause has a check box, ticked only where it is met, and its evidence below it;
 * the rows of tables get a further column, and their evidence follows the table. Boxes of the document are ticked and unticked likewise.
 * Raw HTML of the document is shown as text. Without a document, or for clauses that stand where nothing can be added, a list at the end.
 */
export function renderMarkdown(report: Report, options: FormatOptions): string {
  const summary = summaryLines(report);
  const { standard } = report;
  if (standard === null) {
    return lines([...summary, ...report.verdicts.flatMap((verdict) => ['', ...section(verdict, report, options)])]);
  }
  const verdicts = new Map(report.verdicts.map((verdict) => [verdict.requirement, verdict]));
  const text = withoutHtml(standard.text).split('\n').map(documentLine);
  const added = new Map<number, string[]>();
  const add = (line: number, more: readonly string[]): void => {
    added.set(line, [...(added.get(line) ?? []), ...more]);
  };
  const rest: Verdict[] = [];
  const tables = new Map<number, Verdict[]>();
  for (const requirement of standard.requirements) {
    const verdict = verdicts.get(requirement.id);
    if (verdict === undefined) continue;
    verdicts.delete(requirement.id);
    for (const { line } of requirement.boxes) tick(text, line, verdict);
    const shape = shapeOf(text[requirement.line - 1] ?? '');
    if (shape.kind === 'item') add(requirement.endLine, itemLines(verdict, report, options, shape.indent, requirement));
    else if (shape.kind === 'heading')
      add(requirement.endLine, ['', ...evidenceLines(verdict, report, options, ''), '']);
    else if (shape.kind === 'row') {
      const table = tableAt(text, requirement.line);
      tables.set(table.first, [...(tables.get(table.first) ?? []), verdict]);
    } else rest.push(verdict);
  }
  for (const [first, own] of tables) {
    const last = addColumn(text, first, standard, new Map(own.map((verdict) => [verdict.requirement, verdict])));
    add(last, [
      '',
      ...own.flatMap((verdict) => [headLine(verdict, '- '), ...evidenceLines(verdict, report, options, '').slice(1)]),
      '',
    ]);
  }
  rest.push(...verdicts.values());
  const body: string[] = [];
  const start = frontMatterEnd(text);
  for (const [i, line] of text.entries()) {
    if (i === start) body.push(...(start > 0 ? [''] : []), ...summary, '');
    body.push(line, ...(added.get(i + 1) ?? []));
  }
  if (start >= text.length) body.push('', ...summary);
  if (rest.length > 0) body.push('', '## Verdicts of clauses that stand elsewhere');
  for (const verdict of rest) body.push('', ...section(verdict, report, options));
  return lines([...body, ...tail(report, options)]);
}

/** A line of the document: no control characters, and nothing that a build runner takes for a command. */
function documentLine(line: string): string {
  return escapeControls(line.replace(/\t/g, '    ').replace(/\r$/, ''))
    .replace(/##(?=\[|vso\[)/g, '&#35;#')
    .replace(/^(\s*):(?=:)/, '$1&#58;');
}

function lines(all: readonly string[]): string {
  return `${all
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

/** What the whole comes to, as a quotation above the document. */
function summaryLines(report: Report): string[] {
  const counts = STATES.map((state) => [state, report.verdicts.filter((each) => each.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${STATE_WORDS[state]}`);
  return [
    `> **${isCompliant(report) ? 'Compliant' : report.run.compliant === false ? 'Not compliant' : 'Compliance unknown'}.** ${report.verdicts.length} ${report.verdicts.length === 1 ? 'clause' : 'clauses'}: ${counts.join(', ')}.`,
    `> ${escapeMarkdownInline(filesText(report))}. ${report.tool.name} ${report.tool.version}${report.run.standardDigest === null ? '' : `, standard ${report.run.standardDigest.slice(0, 12)}`}.`,
    '>',
    `> ${escapeMarkdownSentence(lastLine(report, (id) => id))}`,
  ];
}

type Shape = { readonly kind: 'item'; readonly indent: string } | { readonly kind: 'heading' | 'row' | 'other' };

/** What a clause stands in, from its first line. */
function shapeOf(line: string): Shape {
  const item = /^( *(?:[-*+]|[0-9]{1,9}[.)]) {1,4})\S/.exec(line);
  if (item !== null) return { kind: 'item', indent: ' '.repeat((item[1] as string).length) };
  if (/^ {0,3}#{1,6} /.test(line)) return { kind: 'heading' };
  return { kind: /^ {0,3}\|/.test(line) ? 'row' : 'other' };
}

/** Ticks or unticks the box of a line. */
function tick(text: string[], line: number, verdict: Verdict): void {
  const before = text[line - 1];
  if (before === undefined) return;
  text[line - 1] = before.replace(
    /^(\s*(?:[-*+]|[0-9]{1,9}[.)])\s+)\[[ xX]\]/,
    (_, head: string) => `${head}[${verdict.state === 'met' ? 'x' : ' '}]`,
  );
}

function box(verdict: Verdict): string {
  return verdict.state === 'met' ? '[x]' : '[ ]';
}

/** `- [x] **met**: 9 sites: 9 safe`. */
function stateText(verdict: Verdict): string {
  const parts = [countSites(verdict)];
  if (verdict.because !== null) parts.push(BECAUSE_MEANINGS[verdict.because]);
  if (verdict.baselined > 0) parts.push(`${verdict.baselined} in the baseline`);
  const change = changeText(verdict);
  if (change !== null) parts.push(`this change: ${change}`);
  return `**${STATE_WORDS[verdict.state]}**: ${parts.join('; ')}`;
}

/** An id as it is where no mark in it means anything. */
function idText(id: string): string {
  return /^[A-Za-z0-9][\w-]*[A-Za-z0-9]$/.test(id) ? id : escapeMarkdownInline(id);
}

function headLine(verdict: Verdict, before: string): string {
  return `${before}${box(verdict)} ${idText(verdict.requirement)} ${stateText(verdict)}`;
}

/** Below a list item: where the clause has boxes of its own, only the state; else with a box. */
function itemLines(
  verdict: Verdict,
  report: Report,
  options: FormatOptions,
  indent: string,
  requirement: Requirement,
): readonly string[] {
  const [head, ...rest] = evidenceLines(verdict, report, options, indent);
  return requirement.boxes.length === 0 ? [head as string, ...rest] : [`${indent}- ${stateText(verdict)}`, ...rest];
}

function section(verdict: Verdict, report: Report, options: FormatOptions): readonly string[] {
  const title = verdict.title === '' ? '' : ` ${escapeMarkdownInline(verdict.title)}`;
  return [
    `### ${idText(verdict.requirement)}${title}`,
    '',
    escapeMarkdown(verdict.statement),
    '',
    ...evidenceLines(verdict, report, options, ''),
  ];
}

/** The box with the state, and below it evidence, violating places, what was accepted, and what would verify the rest. */
function evidenceLines(verdict: Verdict, report: Report, options: FormatOptions, indent: string): readonly string[] {
  const rows = [`${indent}- ${box(verdict)} ${stateText(verdict)}`];
  const row = (text: string): void => {
    rows.push(`${indent}  - ${text}`);
  };
  for (const { check, text, places, more } of verdict.evidence) {
    // What was accepted is told below, with its dates.
    if (places.some(({ note }) => note === '')) continue;
    row(`${markdownCode(check)}: ${escapeMarkdownInline(text)}`);
    for (const { path, line, note } of places)
      rows.push(`${indent}    - ${markdownCode(`${path}:${line}`)} ${escapeMarkdownSentence(cut(note, LONGEST))}`);
    if (more > 0) rows.push(`${indent}    - and ${more} more`);
  }
  const findings = findingsOf(report, verdict);
  const open = findings.filter(isOpen);
  for (const { location, message, severity, status } of open.slice(0, MOST_PLACES)) {
    const known = status === 'baselined' ? ', in the baseline' : '';
    const cell = location.cell === null ? '' : `:cell ${location.cell}`;
    row(
      `${severity}${known}: ${markdownCode(`${location.path}${cell}:${location.line}`)} ${escapeMarkdownSentence(cut(message, LONGEST))}`,
    );
  }
  if (open.length > MOST_PLACES) row(`and ${open.length - MOST_PLACES} more violating places`);
  for (const { location, rule, status, disposition } of findings) {
    if (disposition === null || status === 'new' || status === 'baselined') continue;
    const owner = disposition.owner === null ? '' : ` by ${escapeMarkdownInline(disposition.owner)}`;
    const from = options.since?.get(`${disposition.path}:${disposition.line}`);
    const dates = `${from === undefined ? '' : ` since ${from}`}${disposition.until === null ? '' : ` until ${escapeMarkdownInline(disposition.until)}`}`;
    row(
      `${status}${owner}${dates}: ${markdownCode(`${location.path}:${location.line}`)} ${markdownCode(rule)}: ${escapeMarkdownInline(disposition.reason ?? 'no reason given')}`,
    );
  }
  for (const { text, remedy } of verdict.gaps)
    row(
      `not verified: ${escapeMarkdownSentence(text)}${remedy === null ? '' : `; verify with ${markdownCode(remedy)}`}`,
    );
  return rows;
}

/** The lines of the table around a row, 1-based. */
function tableAt(text: readonly string[], line: number): { readonly first: number; readonly last: number } {
  const isRow = (n: number): boolean => /^ {0,3}\|/.test(text[n - 1] ?? '');
  let first = line;
  let last = line;
  while (first > 1 && isRow(first - 1)) first--;
  while (isRow(last + 1)) last++;
  return { first, last };
}

/** Adds the column of verdicts to a table; gives its last line. */
function addColumn(text: string[], first: number, standard: Standard, verdicts: ReadonlyMap<string, Verdict>): number {
  const { last } = tableAt(text, first);
  const byLine = new Map(standard.requirements.map(({ id, line }) => [line, id]));
  for (let n = first; n <= last; n++) {
    const row = (text[n - 1] as string).trimEnd().replace(/(?<!\\)\|$/, '');
    const verdict = verdicts.get(byLine.get(n) ?? '');
    const cell =
      n === first
        ? 'Verdict'
        : n === first + 1
          ? '---'
          : verdict === undefined
            ? ''
            : `${verdict.state === 'met' ? '☑' : '☐'} ${STATE_WORDS[verdict.state]}`;
    text[n - 1] = `${row}| ${cell} |`;
  }
  return last;
}

/** How many lines the front matter has, its marks included; 0 without one. */
function frontMatterEnd(text: readonly string[]): number {
  if (text[0]?.trimEnd() !== '---') return 0;
  for (let i = 1; i < text.length; i++) if (text[i]?.trimEnd() === '---') return i + 1;
  return 0;
}

/** What is not about one clause: unread files, problems, settings, recorded runs. */
function tail(report: Report, { history }: FormatOptions): readonly string[] {
  const rows: string[] = [];
  const list = (title: string, items: readonly string[]): void => {
    if (items.length > 0) rows.push('', `## ${title}`, '', ...items.map((item) => `- ${item}`));
  };
  const place = (path: string | null, line: number | null): string =>
    path === null ? '' : `${markdownCode(`${path}${line === null ? '' : `:${line}`}`)} `;
  const skipped = (gap: boolean): string[] =>
    report.files.skipped
      .filter((each) => each.gap === gap)
      .map(({ path, message }) => `${place(path, null)}${escapeMarkdownInline(message)}`);
  list('Not examined', skipped(true));
  list('Excluded', skipped(false));
  list(
    'Settings that lower protection',
    report.run.lowered.map(
      ({ path, line, setting, text }) =>
        `${place(path, line)}${escapeMarkdownInline(setting)}: ${escapeMarkdownSentence(text)}`,
    ),
  );
  list(
    'Problems',
    report.problems.map(
      ({ path, line, severity, message }) => `${place(path, line)}${severity}: ${escapeMarkdownSentence(message)}`,
    ),
  );
  list(
    'Recorded before',
    (history ?? []).map(({ date, clauses, open }) => {
      const counts = STATES.filter((state) => clauses[state] > 0).map(
        (state) => `${clauses[state]} ${STATE_WORDS[state]}`,
      );
      return `${date.slice(0, 10)}: ${counts.join(', ')}; ${open} open findings`;
    }),
  );
  return rows;
}
