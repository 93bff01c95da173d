import type { CheckRun } from '../findings/check-run.ts';
import type { Contribution } from '../findings/contribution.ts';
import type { RawFinding, Site } from '../findings/finding.ts';
import type { Problem } from '../findings/problem.ts';
import type { SourceFile } from '../text/source-file.ts';
import type { ImportedReport, ImportedResult, Tool } from './imported.ts';
import { judgeTests } from './test-source.ts';
import { isEquivalent, isInformational, likeness } from './weakness.ts';

/** How many lines apart two tools may place the same defect. */
const NEAR = 2;

/** What a run knows when reports are laid beside it. */
export interface MatchInput {
  readonly reports: readonly ImportedReport[];
  /** Findings of this run that are reported. */
  readonly findings: readonly RawFinding[];
  /** Places that this run examined. */
  readonly sites: readonly Site[];
  /** Files of this run by path. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly equivalentsOf: (rule: string) => readonly string[];
  /** Ids of other tools' audit checks, as the mapping lists them. */
  readonly informational: readonly string[];
  /** Whether what a tool reports as suppressed counts as disposed of. */
  readonly foreign: 'show' | 'honour';
}

/** What has become of one report. */
export interface ReportSummary {
  readonly tool: Tool;
  readonly name: string;
  readonly version: string | null;
  readonly source: string;
  readonly digest: string;
  readonly results: number;
  /** Results that are a finding of ours. */
  readonly matched: number;
  readonly informational: number;
  readonly suppressed: number;
  /** Results that are no finding of ours and count as open. */
  readonly open: number;
  /** Results about files that this run did not look at. */
  readonly elsewhere: number;
  readonly unproven: string | null;
}

/** Reports laid beside a run. */
export interface Matched {
  /** The findings, each with the tools that saw it too. */
  readonly findings: readonly RawFinding[];
  /** Open results as findings, and the checks that the reports stand for. */
  readonly contribution: Contribution;
  readonly summaries: readonly ReportSummary[];
}

/** The check that a tool's reports stand for. */
export function checkOfTool(tool: Tool): string {
  return tool === 'guard' ? 'probe:guard' : `external:${tool}`;
}

/**
 * Lays other tools' reports beside the findings of a run, so that one defect is told once: a result belongs to a finding in the same file, at most two
 * lines away or on a step of its trace, whose rule names the tool's id as an equivalent or whose weakness is of the same family. What belongs to none is
 * a finding of its own, unless it is an audit check. Pure; the order of reports and results has no influence but on ties.
 */
export function matchReports(input: MatchInput): Matched {
  const byPath = Map.groupBy(input.findings, ({ location }) => location.path);
  const seenBy = new Map<RawFinding, Set<string>>();
  const open: RawFinding[] = [];
  const sites: Site[] = [];
  const checks: CheckRun[] = [];
  const problems: Problem[] = [];
  const summaries: ReportSummary[] = [];
  for (const report of input.reports) {
    const results = distinct(report.results);
    const counts = { matched: 0, informational: 0, suppressed: 0, open: 0, elsewhere: 0 };
    const elsewhere = new Set<string>();
    for (const result of results) {
      const found = nearest(result, report.tool, byPath.get(result.path) ?? [], input);
      if (found !== null) {
        counts.matched++;
        const names = seenBy.get(found) ?? new Set();
        names.add(`${report.tool} ${result.id}`);
        seenBy.set(found, names);
      } else if (isInformational(report.tool, result.id, input.informational)) counts.informational++;
      else if (result.suppressed && input.foreign === 'honour') counts.suppressed++;
      else if (!input.sources.has(result.path)) {
        counts.elsewhere++;
        elsewhere.add(result.path);
      } else {
        counts.open++;
        open.push(openFinding(result, report, input));
      }
    }
    if (elsewhere.size > 0) problems.push(elsewhereProblem(report, counts.elsewhere, [...elsewhere].sort()));
    const { tool, name, version, source, digest } = report;
    const about = { tool, name, version, source, digest };
    if (tool === 'junit') {
      const tests = judgeTests(report, input.sources);
      open.push(...tests.findings);
      sites.push(...tests.sites);
      checks.push({ ...tests.check, note: `${titleOf(report)}: ${tests.check.note ?? ''}` });
      const results = report.tests.length;
      summaries.push({ ...about, results, ...counts, open: tests.findings.length, unproven: tests.check.reason });
      continue;
    }
    summaries.push({ ...about, results: results.length, ...counts, unproven: report.unproven });
    checks.push({
      check: checkOfTool(tool),
      ran: report.unproven === null,
      optional: true,
      reason: report.unproven === null ? null : `${titleOf(report)}: ${report.unproven}`,
      note: `${titleOf(report)}: ${resultsText(results.length, counts)}${coverageText(report, input.sources)}`,
    });
    if (report.unproven !== null)
      problems.push({
        severity: 'warning',
        code: 'evidence-unproven',
        message: `the report of ${tool} proves nothing, because ${report.unproven}; what it found counts all the same`,
        path: null,
        line: null,
      });
  }
  const findings = input.findings.map((finding) => {
    const names = seenBy.get(finding);
    return names === undefined ? finding : { ...finding, seenBy: [...names].sort() };
  });
  return {
    findings,
    contribution: { checks: merged(checks), findings: open, sites, problems, incomplete: [] },
    summaries,
  };
}

/** The finding that a result is about: by equivalent before weakness, then by distance. */
function nearest(
  result: ImportedResult,
  tool: Tool,
  candidates: readonly RawFinding[],
  input: MatchInput,
): RawFinding | null {
  let best: { finding: RawFinding; rank: number } | null = null;
  for (const finding of candidates) {
    const distance = distanceOf(result, finding);
    if (distance === null) continue;
    const equal = isEquivalent(tool, result.id, input.equivalentsOf(finding.rule));
    const alike = equal ? 3 : likeness(result.cwe, finding.cwe);
    if (alike === 0) continue;
    const rank = alike * 10 - distance;
    if (best === null || rank > best.rank) best = { finding, rank };
  }
  return best?.finding ?? null;
}

/** Lines between a result and a finding, its trace in the same file included; null when they are not near. */
function distanceOf(result: ImportedResult, finding: RawFinding): number | null {
  const gap = (line: number, endLine: number): number =>
    result.line > endLine ? result.line - endLine : line > result.endLine ? line - result.endLine : 0;
  const { location, trace } = finding;
  const here = gap(location.line, location.endLine);
  if (here <= NEAR) return here;
  const step = trace.some((one) => one.path === result.path && gap(one.line, one.line) === 0);
  return step ? NEAR + 1 : null;
}

function openFinding(result: ImportedResult, report: ImportedReport, input: MatchInput): RawFinding {
  const file = input.sources.get(result.path);
  const check = checkOfTool(report.tool);
  const line = file === undefined ? 1 : Math.min(result.line, file.lines.count);
  const text = file?.lines.lineText(line) ?? '';
  const indent = text.length - text.trimStart().length;
  const start = (file?.lines.span(line).start ?? 0) + indent;
  const end = start + text.trim().length;
  const safe = input.sites.find(
    (site) =>
      site.outcome === 'safe' &&
      site.path === result.path &&
      site.line >= result.line &&
      site.line <= result.endLine &&
      isEquivalent(report.tool, result.id, input.equivalentsOf(site.check.replace(/^rule:/, ''))),
  );
  const ours =
    safe === undefined
      ? 'no finding of adderstone says the same'
      : `\`${safe.check.replace(/^rule:/, '')}\` examined this place and found it safe (${safe.reason})`;
  return {
    rule: `external/${report.tool}`,
    cwe: result.cwe.length > 0 ? result.cwe : [710],
    severity: result.severity,
    confidence: result.certain ? 'high' : 'medium',
    cause: report.tool === 'guard' ? 'probe' : 'form',
    tier: null,
    message: `${report.tool} reports \`${result.id}\` here; ${ours}`,
    instead: 'Mend it, or record with a reason that it is none (`kind: disputed` in .adderstone/waivers.yaml).',
    location: {
      path: result.path,
      line,
      column: indent + 1,
      endLine: line,
      endColumn: indent + 1 + text.trim().length,
      cell: null,
    },
    start,
    end,
    trace: [],
    fix: null,
    anchor: result.id,
    check,
    equivalents: [`${report.tool}:${result.id}`],
  };
}

/** Results of the same check at the same place count once. */
function distinct(results: readonly ImportedResult[]): readonly ImportedResult[] {
  const seen = new Set<string>();
  return results.filter(({ id, path, line, endLine }) => {
    const key = JSON.stringify([id, path, line, endLine]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Several reports of one tool are one check: it ran when all of them prove something. */
function merged(checks: readonly CheckRun[]): readonly CheckRun[] {
  return [...Map.groupBy(checks, ({ check }) => check).values()].map((group) => {
    const failed = group.find(({ ran }) => !ran);
    const notes = group.flatMap(({ note }) => note ?? []);
    return { ...(failed ?? (group[0] as CheckRun)), note: notes.join('; ') };
  });
}

function titleOf({ name, version, source, digest }: ImportedReport): string {
  return `${name}${version === null ? '' : ` ${version}`} (${source}, SHA-256 ${digest.slice(0, 12)}…)`;
}

function resultsText(
  results: number,
  counts: {
    readonly matched: number;
    readonly informational: number;
    readonly suppressed: number;
    readonly open: number;
    readonly elsewhere: number;
  },
): string {
  const parts = [
    [counts.matched, 'that adderstone tells too'],
    [counts.open, 'open'],
    [counts.informational, 'for information'],
    [counts.suppressed, 'suppressed there'],
    [counts.elsewhere, 'about files that were not looked at here'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${results} ${results === 1 ? 'result' : 'results'}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

function coverageText(report: ImportedReport, sources: ReadonlyMap<string, SourceFile>): string {
  if (report.looked === null) return '';
  const looked = new Set(report.looked);
  const missed = [...sources.keys()].filter((path) => !looked.has(path)).length;
  const total = sources.size;
  return missed === 0 ? `; it looked at all ${total} files` : `; it looked at ${total - missed} of ${total} files`;
}

function elsewhereProblem(report: ImportedReport, count: number, paths: readonly string[]): Problem {
  return {
    severity: 'info',
    code: 'evidence-elsewhere',
    message: `${count} ${count === 1 ? 'result' : 'results'} of ${report.tool} ${count === 1 ? 'is' : 'are'} about files that this run did not look at (${paths.length} in all, this one first)`,
    path: paths[0] ?? null,
    line: null,
  };
}
