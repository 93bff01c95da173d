import type { SourceFile } from '../text/source-file.ts';
import { type Baseline, type BaselineEntry, compareBaseline } from './baseline.ts';
import { type DispositionUse, dispositionsOf, note, type Uses } from './disposition-use.ts';
import { CONFIDENCES, type Disposition, type Finding, type RawFinding, SEVERITIES, type Status } from './finding.ts';
import { comparePosition, fingerprints } from './fingerprint.ts';
import { foreignConcerns } from './foreign.ts';
import { type MaskSpan, maskFile, maskFinding, SecretTexts } from './mask.ts';
import { compareProblems, compareText, type Problem, quotable } from './problem.ts';
import { type StatementSpans, statementAt } from './statement-lines.ts';
import { type FileSuppressions, type Suppression, SuppressionIndex, type Target } from './suppression.ts';
import { type ResolvedWaiver, waives } from './waiver.ts';

/** Everything that decides what becomes of findings. Maps are by project-relative path. */
export interface SettleInput {
  readonly findings: readonly RawFinding[];
  /** Files as read; at least those with findings, trace steps or secrets. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly secrets: ReadonlyMap<string, readonly MaskSpan[]>;
  readonly suppressions: ReadonlyMap<string, FileSuppressions>;
  readonly statements: ReadonlyMap<string, StatementSpans>;
  readonly waivers: readonly ResolvedWaiver[];
  readonly baseline: Baseline | null;
  /** Whether other tools' comments only show, or suppress (all but `noWaiver` clauses). */
  readonly foreign: 'show' | 'honour';
  /** Full ids of the clauses that a finding concerns. */
  readonly clausesOf: (finding: RawFinding) => readonly string[];
  /** Clauses that refuse accepted risk, suppression and foreign comments, and take only `disputed`. */
  readonly noWaiver: ReadonlySet<string>;
  /** `tool:id` names of a rule in other tools. */
  readonly equivalentsOf: (rule: string) => readonly string[];
  /** Ids of the checks that ran on everything: only of these can be said that a suppression is unused. */
  readonly ran: ReadonlySet<string>;
}

/** What has become of findings. */
export interface Settled {
  /** Sorted by path, position, rule. Findings with a disposition or in the baseline are included. */
  readonly findings: readonly Finding[];
  /** Masked texts of the files that findings or their traces are in. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Of suppressions and waivers: malformed, refused, expired, unused. Sorted. */
  readonly problems: readonly Problem[];
  /** Every suppression, waiver and foreign comment, by path and line. */
  readonly dispositions: readonly DispositionUse[];
  /** Entries of the baseline that no finding took up. */
  readonly gone: readonly BaselineEntry[];
}

/**
 * From what the producers found to what is reported: merge, order, mask, fingerprint, dispose, compare with the baseline.
 * Pure; the order of any list in the input has no influence. Dispositions, first that holds: `disputed`, `waived`, suppressed by our own
 * comment, suppressed by an honoured foreign one. The baseline is asked only for findings without one.
 */
export function settle(input: SettleInput): Settled {
  const masked = new Map<string, SourceFile>();
  for (const [path, file] of input.sources) masked.set(path, maskFile(file, input.secrets.get(path) ?? []));
  const secrets = new SecretTexts(input.sources, input.secrets);
  const merged = mergeFindings(input.findings.map((finding) => maskFinding(finding, secrets)));
  const prints = fingerprints(merged, masked);

  const problems: Problem[] = [];
  const used: Uses = new Map();
  const indexes = new Map<string, SuppressionIndex>();
  for (const [path, comments] of input.suppressions) indexes.set(path, new SuppressionIndex(comments));
  const disposed = merged.map((finding, i) => {
    const index = indexes.get(finding.location.path) ?? null;
    const settled = dispose(finding, prints[i] as string, input, index, used, problems);
    return { ...settled, disposition: maskDisposition(settled.disposition, secrets) };
  });
  const open = disposed.filter((finding) => finding.status === 'new');
  const { known, gone } = input.baseline === null ? { known: [], gone: [] } : compareBaseline(input.baseline, open);
  const baselined = new Set(open.filter((_, i) => known[i] === true));
  const findings = disposed.map((finding) =>
    baselined.has(finding) ? { ...finding, status: 'baselined' as const } : finding,
  );

  for (const { problems: own } of input.suppressions.values()) problems.push(...own);
  tellUnused(input, used, problems);

  const sources = new Map<string, SourceFile>();
  const paths = new Set(
    findings.flatMap((finding) => [finding.location.path, ...finding.trace.map((step) => step.path)]),
  );
  for (const path of [...paths].sort(compareText)) {
    const file = masked.get(path);
    if (file !== undefined) sources.set(path, file);
  }
  const dispositions = dispositionsOf(input, used, (text) => secrets.mask(text));
  return { findings, sources, problems: distinct(problems.sort(compareProblems)), dispositions, gone };
}

/**
 * Findings of the same rule at the same place become one: the most severe, then the surest, then the one with the shortest
 * trace; `others` counts the rest that differ in their origin. Sorted by path, position, rule.
 */
function mergeFindings(findings: readonly RawFinding[]): readonly (RawFinding & { readonly others: number })[] {
  const groups = new Map<string, RawFinding[]>();
  for (const finding of findings) {
    const { rule, location, start, end } = finding;
    const key = JSON.stringify([rule, location.path, start, end, finding.anchor ?? null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const merged: (RawFinding & { readonly others: number })[] = [];
  for (const group of groups.values()) {
    const ranked = group.map((finding) => ({ finding, text: JSON.stringify(finding) }));
    ranked.sort((a, b) => compareStrength(a.finding, b.finding) || compareText(a.text, b.text));
    const best = (ranked[0] as { finding: RawFinding }).finding;
    const origins = new Set(group.map((finding) => JSON.stringify(finding.trace[0] ?? null)));
    merged.push({ ...best, others: origins.size - 1 + (best.origins ?? best.ways?.length ?? 0) });
  }
  return merged.sort(comparePosition);
}

function compareStrength(a: RawFinding, b: RawFinding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    a.trace.length - b.trace.length
  );
}

function dispose(
  finding: RawFinding & { readonly others: number },
  fingerprint: string,
  input: SettleInput,
  index: SuppressionIndex | null,
  used: Uses,
  problems: Problem[],
): Finding {
  const { path } = finding.location;
  const requirements = [...new Set(input.clausesOf(finding))].sort(compareText);
  const strict = requirements.find((clause) => input.noWaiver.has(clause)) ?? null;
  const identified = { rule: finding.rule, requirements, fingerprint };
  const settled = (status: Status, disposition: Disposition | null): Finding => ({
    ...finding,
    requirements,
    fingerprint,
    status,
    disposition,
  });
  const refuse = (what: string, path: string, line: number): void => {
    const clause = quotable(strict as string);
    const message = `${clause} takes no ${what}, only \`disputed\` in .adderstone/waivers.yaml`;
    problems.push({ severity: 'warning', code: 'suppression-refused', message, path, line });
  };

  let disposition: Disposition | null = null;
  const waivers = input.waivers.filter((waiver) => waives(waiver, identified, path));
  waivers.sort((a, b) => compareText(a.kind, b.kind) || compareText(a.path, b.path) || a.line - b.line);
  for (const waiver of waivers) {
    const { kind, reason, owner, since, until } = waiver;
    const refused = kind === 'waived' && strict !== null;
    note(used, waiver, refused, true);
    if (waiver.expired) continue;
    if (refused) refuse('accepted risk', waiver.path, waiver.line);
    else disposition ??= { kind, reason, owner, since, until, path: waiver.path, line: waiver.line };
  }
  const target = index === null ? null : targetOf(finding, requirements, input);
  for (const suppression of target === null ? [] : (index as SuppressionIndex).covering(target)) {
    note(used, suppression, strict !== null, true);
    if (suppression.expired) continue;
    const { reason, owner, since, until, line } = suppression;
    if (strict !== null) refuse('inline suppression', path, line);
    else disposition ??= { kind: 'suppressed', reason, owner, since, until, path, line };
  }
  if (disposition !== null) {
    return settled(disposition.kind === 'foreign' ? 'suppressed' : disposition.kind, disposition);
  }
  const equivalents = [...(finding.equivalents ?? []), ...input.equivalentsOf(finding.rule)];
  const placed = target === null ? [] : (index as SuppressionIndex).foreignAt(target);
  const foreign = placed.find((comment) => foreignConcerns(comment, equivalents));
  if (foreign === undefined) return settled('new', null);
  const honoured = input.foreign === 'honour' && strict === null;
  note(used, foreign, false, honoured);
  const shown: Disposition = {
    kind: 'foreign',
    reason: `suppressed for ${foreign.tool}, no reason`,
    owner: null,
    since: null,
    until: null,
    path,
    line: foreign.line,
  };
  return settled(honoured ? 'suppressed' : 'new', shown);
}

/** Reason and owner are text of the tree, so a secret in them is masked wherever it stands. */
function maskDisposition(disposition: Disposition | null, secrets: SecretTexts): Disposition | null {
  if (disposition === null) return null;
  const mask = (text: string | null): string | null => (text === null ? null : secrets.mask(text));
  return { ...disposition, reason: mask(disposition.reason), owner: mask(disposition.owner) };
}

function targetOf(finding: RawFinding, requirements: readonly string[], input: SettleInput): Target {
  const { path } = finding.location;
  const file = input.sources.get(path);
  const spans = input.statements.get(path);
  const span = (spans === undefined ? null : statementAt(spans, finding.start)) ?? finding;
  const lineOf = (offset: number): number => file?.lines.position(offset).line ?? finding.location.line;
  return {
    rule: finding.rule,
    requirements,
    first: lineOf(span.start),
    last: lineOf(Math.max(span.start, span.end - 1)),
    line: lineOf(finding.start),
  };
}

function tellUnused(input: SettleInput, used: Uses, problems: Problem[]): void {
  const tell = (item: Suppression | ResolvedWaiver, code: string, message: string): void => {
    if (used.has(item) || item.expired || !item.selection.rules.every((rule) => input.ran.has(rule))) return;
    problems.push({ severity: 'warning', code, message, path: item.path, line: item.line });
  };
  for (const { suppressions } of input.suppressions.values()) {
    for (const each of suppressions) {
      const where = each.scope === 'statement' ? ' on the statement that starts or ends here, or starts below' : '';
      tell(each, 'suppression-unused', `nothing that ${quotable(each.selection.selector)} names is found${where}`);
    }
  }
  for (const waiver of input.waivers) {
    tell(waiver, 'waiver-unused', `nothing that this waiver names is found; remove it`);
  }
}

function distinct(sorted: readonly Problem[]): readonly Problem[] {
  return sorted.filter((problem, i) => i === 0 || compareProblems(sorted[i - 1] as Problem, problem) !== 0);
}
