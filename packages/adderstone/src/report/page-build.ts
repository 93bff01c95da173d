import type { Finding, Location } from '../findings/finding.ts';
import { SEVERITIES } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { acceptedText } from './accepted.ts';
import { escapeControls } from './escape.ts';
import type { FormatOptions } from './format.ts';
import type { PageData, PageFinding, PageLine, PageSites } from './page-data.ts';
import { placeText } from './place.ts';
import { reasonWords } from './site-words.ts';

/** Lines of context on each side of a finding's place. */
const CONTEXT = 2;
/** Characters of a line that are shown; a longer one is cut around the place, with `…`. */
const WIDEST = 240;
/** Lines of a place of many lines that are shown. */
const MOST_LINES = 12;

/** The data of the page: findings with the most severe first, their code, and every place that was examined. */
export function buildPageData(report: Report, options: FormatOptions): PageData {
  const sites = siteColumns(report);
  const index = new Map(sites.checks.map((check, i) => [check, i]));
  const rank = new Map(SEVERITIES.map((severity, i) => [severity, i]));
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const order = (finding: Finding): number =>
    (finding.status === 'new' ? 0 : finding.status === 'baselined' ? 10 : 20) + (rank.get(finding.severity) ?? 9);
  // Sorting is stable: within a severity the report's order holds.
  const findings = [...report.findings].sort((a, b) => order(a) - order(b));
  const advice = table();
  const named = table();
  const clauses = new Map(report.verdicts.map(({ requirement }, i) => [requirement, i]));
  const pageFindings = findings.map((finding) => pageFinding(finding, report, options, { advice, named, clauses }));
  return {
    rules: named.values.map((id) => ({
      id: escapeControls(id),
      title: escapeControls(rules.get(id)?.title ?? id),
      why: escapeControls(rules.get(id)?.why ?? ''),
    })),
    advice: advice.values,
    clauses: report.verdicts.map(({ requirement, title, state, checks }) => ({
      id: escapeControls(requirement),
      title: escapeControls(title),
      state,
      checks: checks.flatMap((check) => index.get(escapeControls(check)) ?? []),
    })),
    findings: pageFindings,
    sites,
  };
}

function pageFinding(
  finding: Finding,
  report: Report,
  options: FormatOptions,
  tables: { readonly advice: Table; readonly named: Table; readonly clauses: ReadonlyMap<string, number> },
): PageFinding {
  const { trace, fix } = finding;
  return {
    rule: tables.named.index(finding.rule),
    clauses: finding.requirements.flatMap((id) => tables.clauses.get(id) ?? []),
    severity: finding.severity,
    confidence: finding.confidence,
    tier: finding.tier,
    status: finding.status,
    message: escapeControls(finding.message),
    instead: tables.advice.index(escapeControls(finding.instead)),
    place: placeText(finding.location),
    code: codeLines(report, finding.location, CONTEXT),
    steps: trace.map((step) => ({
      place: placeText(step),
      note: escapeControls(step.note),
      code: codeLines(report, step, 0),
    })),
    others: finding.others,
    cwe: finding.cwe,
    fix: fix === null ? null : `${escapeControls(fix.title)}${fix.safety === 'review' ? ' (read it first)' : ''}`,
    accepted: acceptedText(finding, options.since),
    fingerprint: finding.fingerprint,
  };
}

/** The lines of a place with some around it; none where the file's text is not at hand. */
function codeLines(report: Report, location: Location, context: number): readonly PageLine[] {
  const file = report.sources.get(location.path);
  if (file === undefined) return [];
  const start = file.offset(location.line, location.column, location.cell);
  const end = Math.max(start, file.offset(location.endLine, location.endColumn, location.cell));
  const first = file.lines.position(start).line;
  const last = Math.min(file.lines.position(Math.max(start, end - 1)).line, first + MOST_LINES - 1);
  const shift = location.line - first;
  const lines: PageLine[] = [];
  for (let n = first - context; n <= last + context; n++) {
    if (n < 1 || n > file.lines.count) continue;
    const span = file.lines.span(n);
    if (file.position(span.start).cell !== location.cell) continue;
    const inside = n >= first && n <= last;
    const indent = /\S/.exec(file.slice(span.start, span.end))?.index ?? 0;
    const from = inside ? Math.max(start, n > first ? span.start + indent : span.start) : span.end;
    const to = inside ? Math.max(from, Math.min(end, span.end)) : span.end;
    const cut = cutLine(file.slice(span.start, from), file.slice(from, to), file.slice(to, span.end));
    lines.push(inside ? [n + shift, ...cut] : [n + shift, cut[0]]);
  }
  while (lines.length > 0 && isBlank(lines.at(-1) as PageLine)) lines.pop();
  while (lines.length > 0 && isBlank(lines[0] as PageLine)) lines.shift();
  return dedent(lines);
}

/** Lines without the spaces that all of them start with. */
function dedent(lines: readonly PageLine[]): readonly PageLine[] {
  const common = Math.min(...lines.filter((line) => !isBlank(line)).map((line) => indentOf(line[1])));
  if (!Number.isFinite(common) || common === 0) return lines;
  return lines.map((line): PageLine => {
    const text = line[1].slice(Math.min(common, indentOf(line[1])));
    return line.length === 2 ? [line[0], text] : [line[0], text, line[2], line[3]];
  });
}

function indentOf(text: string): number {
  return /^ */.exec(text)?.[0].length ?? 0;
}

function isBlank([, ...texts]: PageLine): boolean {
  return texts.join('').trim() === '';
}

/** What stands before, in and behind the part that is meant, escaped, together at most about `WIDEST` characters. */
function cutLine(before: string, marked: string, after: string): readonly [string, string, string] {
  const show = (text: string): string => escapeControls(text.replaceAll('\t', '    '));
  if (marked === '' && after === '') return [show(keepStart(before, WIDEST)), '', ''];
  const middle = keepStart(marked, WIDEST);
  const room = Math.max(40, WIDEST - middle.length);
  const left =
    before.length <= room / 2 ? before : `…${before.slice(charStart(before, before.length - Math.floor(room / 2)))}`;
  return [show(left), show(middle), show(keepStart(after, Math.max(40, room - left.length)))];
}

function keepStart(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, charStart(text, limit))}…`;
}

/** An offset that does not split a surrogate pair. */
function charStart(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

/** Distinct texts, each with its number. */
interface Table {
  readonly values: readonly string[];
  readonly index: (value: string) => number;
}

function table(): Table {
  const known = new Map<string, number>();
  const values: string[] = [];
  const index = (value: string): number => {
    const at = known.get(value);
    if (at !== undefined) return at;
    known.set(value, values.length);
    values.push(value);
    return values.length - 1;
  };
  return { values, index };
}

function siteColumns(report: Report): PageSites {
  const checks = table();
  const reasons = table();
  const notes = table();
  const paths = table();
  const codes = table();
  const rows: number[] = [];
  const described: PageSites['reasons'][number][] = [];
  for (const { check, outcome, reason, note, path, line, code } of report.sites) {
    const id = reason ?? 'safe';
    const at = reasons.index(id);
    if (at === described.length) {
      const words = reasonWords(reason);
      described.push({ id: escapeControls(id), ...words, unknown: outcome === 'unknown' });
    }
    rows.push(
      checks.index(escapeControls(check)),
      at,
      notes.index(escapeControls(note)),
      paths.index(escapeControls(path)),
      line,
      codes.index(escapeControls(code)),
    );
  }
  return {
    checks: checks.values,
    reasons: described,
    notes: notes.values,
    paths: paths.values,
    codes: codes.values,
    rows,
  };
}
