import type { ImportedReport } from '../evidence/imported.ts';
import { matchReports } from '../evidence/match.ts';
import type { CheckRun } from '../findings/check-run.ts';
import type { Contribution } from '../findings/contribution.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import { CONFIDENCES, checkOf, type Finding, type RawFinding } from '../findings/finding.ts';
import { SecretTexts } from '../findings/mask.ts';
import { compareText } from '../findings/problem.ts';
import { settle } from '../findings/settle.ts';
import { type StatementSpans, statementSpans } from '../findings/statement-lines.ts';
import { type FileSuppressions, readSuppressions } from '../findings/suppression.ts';
import { withFixes } from '../fixes/suggest.ts';
import type { Analysis } from '../flow/analyze.ts';
import type { ModelProblem } from '../models/compile.ts';
import { MODELS } from '../models/compiled.generated.ts';
import type { CompiledModels } from '../models/model.ts';
import { layModels, type ModelFile } from '../models/user-models.ts';
import { proposeTargets } from '../probes/proposals.ts';
import type { Module } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import { isPython2 } from '../python/python2.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Rule } from '../rules/rule.ts';
import { type RunOptions, type RunResult, runRules } from '../rules/run.ts';
import { BUILTIN_STANDARD } from '../standards/builtin.generated.ts';
import { compliance, exitCode, judge, requiredClauses } from '../standards/judge.ts';
import { lockProblems, suspicions } from '../standards/lock.ts';
import { requirementsOf } from '../standards/mapping.ts';
import { Reach } from '../standards/reach.ts';
import type { Standard } from '../standards/standard.ts';
import type { VerdictState } from '../standards/verdict.ts';
import { matchesGlob } from '../text/glob.ts';
import { SourceFile } from '../text/source-file.ts';
import {
  type Chosen,
  chooseRules,
  isReported,
  narrowedClauses,
  reasonNotReported,
  reasonNotRun,
  resolveRequired,
  type ScanRefusal,
  sitesOf,
  unreportedSites,
} from './choice.ts';
import type { Configuration } from './configuration.ts';
import { sortedSites } from './examined-sites.ts';
import {
  compareWithBefore,
  incompleteness,
  newSuppressions,
  readBaseline,
  readSources,
  readWaivers,
} from './inputs.ts';
import { countFailing, makeReport } from './make-report.ts';
import type { Problem, Report, Skipped } from './outcome.ts';
import { type Policy, type PolicyDocument, readLock, readPolicy } from './policy.ts';
import { DESCRIPTORS } from './producers.ts';
import { readTexts, SecretScan } from './secret-scan.ts';

export { type ScanRefusal, selectorsOf } from './choice.ts';

/** The bytes of one file, or why they were not had. */
export type InputFile = { readonly path: string } & (
  | { readonly bytes: Uint8Array }
  | { readonly reason: string; readonly message: string }
);

export { type Policy, type PolicyDocument, readPolicy } from './policy.ts';

/** Everything that a scan needs; nothing else reaches it. */
export interface ScanInput {
  readonly command: string;
  /** Sorted by path. */
  readonly files: readonly InputFile[];
  /** Settings files beside them, in which only secrets and personal data are looked for, and templates of pages; sorted by path. */
  readonly texts?: readonly InputFile[];
  readonly skipped: readonly Skipped[];
  readonly configuration: Configuration;
  /** The standards document and its mapping by path; null: the shipped ones. */
  readonly standard: PolicyDocument | null;
  /** Documents behind the first: clauses of theirs that it does not have. */
  readonly furtherStandards?: readonly PolicyDocument[];
  /** The lock of the standard; null or absent: there is none. */
  readonly lock?: { readonly path: string; readonly text: string } | null;
  /** True when every clause must be what the lock holds. */
  readonly locked?: boolean;
  /** Models of libraries that the project brings. */
  readonly models?: readonly ModelFile[];
  readonly waivers: { readonly path: string; readonly text: string } | null;
  readonly baseline: { readonly path: string; readonly text: string } | null;
  readonly today: string;
  readonly maxUnknown: number | null;
  /** Findings of the base state, with `--since` or `--staged`; null otherwise. */
  readonly before: readonly Finding[] | null;
  /** How the clauses stood at the base, by id. */
  readonly statesBefore?: Readonly<Record<string, VerdictState>>;
  /** Problems that the caller found, e.g. a changed policy. */
  readonly problems: readonly Problem[];
  /** What other producers than the rules found. */
  readonly contributions?: readonly Contribution[];
  /** Reports of other tools, bound to the project. */
  readonly evidence?: readonly ImportedReport[];
  readonly progress?: (path: string) => void;
  /** True once the time for the run is over: what is left is then not verified. */
  readonly isOver?: () => boolean;
  /** Called now and then while memory is used; the host may give some back. */
  readonly boundHeap?: () => void;
  /** Paths of files that are there for what the others use of them; what is reported there is by chance. */
  readonly context?: ReadonlySet<string>;
  /** The standard and mapping where they have been read already; then the document's own examples are not checked again. */
  readonly policy?: Pick<Policy, 'standard' | 'mapping'> & Partial<Pick<Policy, 'lowered'>>;
  /** Parses a file; for a process that stays up and keeps trees. */
  readonly parse?: (file: SourceFile) => Module;
}

/** The files of a scan, gone through once: a caller that needs them no more can let go of each as it is read. */
export interface ScanFiles {
  readonly files: Iterable<InputFile>;
  readonly texts?: Iterable<InputFile>;
}

/** Why a file was not looked at, or not to its end, when the time for a run was over. */
export const LATE = 'deadline';

/** The steps of a check, in order: read, parse and run rules, settle, judge, report. Pure but for `progress`. */
export function scan(input: Omit<ScanInput, keyof ScanFiles> & ScanFiles): Report | ScanRefusal {
  const policy = input.policy ?? readPolicy(input);
  if ('refused' in policy) return policy;
  const { standard, mapping } = policy;
  const chosen = chooseRules(input.configuration, mapping);
  if ('refused' in chosen) return chosen;
  const require = resolveRequired(input.configuration.require, standard, chosen.selectors);
  if (typeof require === 'object' && 'refused' in require) return require;

  const sources = readSources(input);
  const suppressions = new Map<string, FileSuppressions>();
  const statements = new Map<string, StatementSpans>();
  const skipped: Skipped[] = [...input.skipped, ...sources.skipped];
  const secrets = new SecretScan(sources.notebookTexts);
  const texts = lookAtTexts(input, secrets);
  skipped.push(...texts.skipped);
  const templates = texts.files.filter(({ kind }) => kind === 'template');
  const former = new Set<string>();
  const parse = (file: SourceFile): Module => {
    const tree = input.parse === undefined ? parseModule(file.text) : input.parse(file);
    const isOld = tree.problems.length > 0 && isPython2(file.text, tree);
    if (isOld) {
      former.add(file.path);
      skipped.push({
        path: file.path,
        reason: 'python-2',
        message: 'is Python 2, which is not verified; what Python 3 has as well was looked at',
        gap: true,
      });
    }
    if (input.context?.has(file.path) === true) return tree;
    secrets.python(file, isOld ? null : tree);
    if (/adderstone|nosec|noqa|nosemgrep/i.test(file.text)) {
      suppressions.set(file.path, readSuppressions(file, tree.comments, chosen.selectors, input.today));
      statements.set(file.path, statementSpans(tree, file.text));
    }
    return tree;
  };
  const models = layModels(MODELS, input.models ?? []);
  if ('problems' in models) return { refused: modelRefusal(models.problems) };
  const run = interpret(sources.files, chosen.rules, models.models, input.configuration, {
    parse,
    tiers: input.configuration.tiers,
    templates,
    ...(input.context === undefined ? {} : { context: input.context }),
    ...(input.isOver === undefined ? {} : { isOver: input.isOver }),
    ...(input.boundHeap === undefined ? {} : { boundHeap: input.boundHeap }),
    networkTools: new Set(
      sources.files
        .map(({ path }) => path)
        .filter((path) => input.configuration.asyncTools.some((glob) => matchesGlob(glob, path))),
    ),
    ...(input.progress === undefined ? {} : { beforeFile: input.progress }),
  });
  input.boundHeap?.();
  const inTemplates = new Set(run.findings.map(({ location }) => location.path));
  for (const file of templates) if (inTemplates.has(file.path)) secrets.template(file);
  for (const [path, problems] of run.syntax) {
    const file = sources.files.find((one) => one.path === path);
    const first = problems[0];
    if (file === undefined || first === undefined || former.has(path)) continue;
    const line = file.position(first.start).line;
    skipped.push({
      path,
      reason: 'syntax',
      message: `is not valid Python on line ${line}: ${first.message}; what could be read was looked at`,
      gap: true,
    });
  }

  const unread = new Set(run.late);
  for (const path of unread)
    skipped.push({ path, reason: LATE, message: 'was not looked at: the time of `--deadline` was over', gap: true });
  for (const path of run.unfinished)
    skipped.push({ path, reason: LATE, message: 'was not followed to its end within `--deadline`', gap: true });
  for (const { file, start, reason, note } of run.gaps) {
    // Beyond eight kinds of arguments a call is judged by all kinds together: nothing is left out.
    if (reason !== 'budget' || note.startsWith('called with')) continue;
    const { line } = file.position(start);
    skipped.push({
      path: file.path,
      reason,
      message: `was not followed to its end at line ${line}: ${note}`,
      gap: true,
    });
  }

  const lock = readLock(input);
  if (lock !== null && 'refused' in lock) return lock;
  const waivers = readWaivers(input, chosen.selectors);
  if ('refused' in waivers) return waivers;
  const baseline = readBaseline(input);
  if (baseline !== null && 'refused' in baseline) return baseline;
  const found = secrets.contribution((check) => reasonNotRun(check, chosen, input.configuration));
  const named = found.findings.filter((finding) => isReported(finding, input.configuration, chosen));
  const produced = [found, ...(input.contributions ?? [])];
  const own = [...withoutSuperseded(run.findings, named), ...produced.flatMap(({ findings }) => findings)];
  const byId = new Map(DESCRIPTORS.map((rule) => [rule.id, rule]));
  const equivalentsOf = (rule: string): readonly string[] => byId.get(rule)?.equivalents ?? [];
  const reach = new Reach(standard);
  const byPath = new Map([...sources.files, ...texts.files].map((file) => [file.path, file]));
  const masks = secrets.masks();
  const secretTexts = new SecretTexts(byPath, masks);
  const matched = matchReports({
    reports: input.evidence ?? [],
    findings: own.filter((finding) => isReported(finding, input.configuration, chosen)),
    sites: run.sites,
    sources: byPath,
    equivalentsOf,
    informational: mapping.informational,
    foreign: input.configuration.foreignSuppressions,
  });
  const contributions = [...produced, matched.contribution];
  const raw = [...own, ...matched.contribution.findings];
  const imported = matched.contribution.findings.filter((finding) => isReported(finding, input.configuration, chosen));
  const reported = [...matched.findings, ...imported];
  const settled = settle({
    findings: withFixes(reported, byPath),
    sources: byPath,
    secrets: masks,
    suppressions,
    statements,
    waivers: waivers.waivers,
    baseline,
    foreign: input.configuration.foreignSuppressions,
    clausesOf: (finding) => {
      const check = checkOf(finding);
      return requirementsOf(mapping, check).filter((id) => reach.binds(id, check, finding.location.path));
    },
    noWaiver: new Set([...mapping.clauses].flatMap(([id, clause]) => (clause.noWaiver ? [id] : []))),
    equivalentsOf,
    ran: chosenWithReports(ranIds(chosen, contributions), input.evidence ?? []),
  });

  const problems: Problem[] = [
    ...input.problems,
    ...waivers.problems,
    ...settled.problems,
    ...standard.problems.map((problem) => ({ ...problem, path: problem.path ?? standard.path })),
    ...(lock === null ? [] : lockProblems(lock, standard)),
    ...run.problems.map(({ rule, path, message }) => ({
      severity: 'error' as const,
      code: 'rule-failed',
      message: `the rule \`${rule}\` failed: ${secretTexts.mask(message)}`,
      path,
      line: null,
    })),
    ...contributions.flatMap((one) => one.problems),
    // Those of the shipped standard were checked when the program was built.
    ...(input.policy === undefined && standard.text !== BUILTIN_STANDARD ? checkExamples(standard, chosen.rules) : []),
  ];
  const unseen = incompleteness(skipped, run.problems.length);
  const incomplete = [...unseen, ...contributions.flatMap((one) => one.incomplete)];
  const since = input.before === null ? null : compareWithBefore(settled.findings, input.before);
  const findings = since === null ? settled.findings : since.findings;
  if (input.before !== null) problems.push(...newSuppressions(findings, input.before));
  const checks = [
    ...checksOf(chosen, input.configuration),
    ...contributedChecks(contributions, chosen, input.configuration),
  ];
  const sites = [
    ...sitesOf(run.sites),
    ...sitesOf(contributions.flatMap((one) => one.sites)),
    ...unreportedSites(raw, input.configuration, chosen),
  ];
  const verdicts = judge({
    standard,
    mapping,
    checks,
    findings,
    sites,
    incomplete: unseen,
    partly: contributions.map((one) => ({ checks: one.checks.map(({ check }) => check), reasons: one.incomplete })),
    remedies: run.remedies,
    before: since === null ? null : { fixed: since.fixed, states: new Map(Object.entries(input.statesBefore ?? {})) },
    files: sources.files.map(({ path }) => path),
    suspicions: lock === null ? new Map() : suspicions(lock, standard, mapping),
  });
  const narrowed = narrowedClauses(mapping, checks, input.configuration);
  const failing = countFailing(findings, input.configuration.failOn);
  const required = requiredClauses(require, mapping, verdicts);
  const exit = exitCode({
    complete: incomplete.length === 0,
    failing,
    verdicts,
    required,
    narrowed,
    maxUnknown: input.maxUnknown,
    locked: input.locked === true,
  });
  skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.reason < b.reason ? -1 : 1));
  const { command, configuration } = input;
  const lowered = [
    ...(policy.lowered ?? []),
    ...models.lowering.map(({ path, line, text }) => ({ setting: 'models', path, line, text })),
  ];
  const facts = { command, configuration, standard, incomplete, exit, compliant: compliance(verdicts), lowered };
  return makeReport(facts, {
    verdicts,
    findings,
    sites: sortedSites(sites, byPath, masks),
    rules: described(chosen, findings),
    files: {
      examined: sources.files.length - unread.size,
      lines: sources.files.reduce((sum, file) => sum + file.lines.count, 0),
      skipped,
    },
    problems,
    evidence: matched.summaries,
    dispositions: settled.dispositions,
    sources: settled.sources,
  });
}

/**
 * Looks for secrets in settings files, and keeps those of which something may be told: where something was found, that other producers name, or all
 * where reports of other tools may name them; and templates.
 */
function lookAtTexts(
  { texts = [], contributions = [], evidence = [] }: ScanFiles & Pick<ScanInput, 'contributions' | 'evidence'>,
  secrets: SecretScan,
): { readonly files: readonly SourceFile[]; readonly skipped: readonly Skipped[] } {
  const named = new Set(
    contributions.flatMap(({ findings, sites }) => [
      ...findings.map(({ location }) => location.path),
      ...sites.map(({ path }) => path),
    ]),
  );
  return readTexts(
    texts,
    (file) => file.kind === 'template' || secrets.settings(file) || evidence.length > 0 || named.has(file.path),
  );
}

/** The ids that this run looked for: of other tools' results only where a report of the tool was given. */
function chosenWithReports(ids: ReadonlySet<string>, reports: readonly ImportedReport[]): ReadonlySet<string> {
  const given = new Set(reports.map(({ tool }) => `external/${tool}`));
  return new Set([...ids].filter((id) => !id.startsWith('external/') || given.has(id)));
}

/** Every wrong row of a project's models, a line each. */
function modelRefusal(problems: readonly ModelProblem[]): string {
  return problems
    .map(({ path, line, column, expected }) => `${path}:${line}:${column}: expected ${expected}`)
    .join('\n');
}

/** The rules that ran, and what the findings of other producers mean, sorted by id. */
function described(chosen: Chosen, findings: readonly Finding[]): readonly Descriptor[] {
  const found = new Set(findings.map(({ rule }) => rule));
  const ran = new Set(chosen.rules.map(({ id }) => id));
  return DESCRIPTORS.filter(({ id }) => ran.has(id) || found.has(id)).sort((a, b) => compareText(a.id, b.id));
}

/** Ids of which can be said that nothing more is found: of other producers, those whose check ran. */
function ranIds(chosen: Chosen, contributions: readonly Contribution[]): ReadonlySet<string> {
  const ran = new Set(contributions.flatMap(({ checks }) => checks.filter((run) => run.ran).map(({ check }) => check)));
  const off = DESCRIPTORS.filter(({ check }) => check !== undefined && !ran.has(check));
  const ids = new Set(chosen.ids);
  for (const { id } of off) ids.delete(id);
  return ids;
}

/** The checks of other producers: one whose findings a selection keeps back did not run in the sense of a verdict. */
function contributedChecks(
  contributions: readonly Contribution[],
  chosen: Chosen,
  configuration: Configuration,
): CheckRun[] {
  const narrowed =
    configuration.severity !== 'low' || CONFIDENCES.indexOf(configuration.confidence) < CONFIDENCES.indexOf('medium');
  return contributions
    .flatMap(({ checks }) => checks)
    .map((run): CheckRun => {
      const own = DESCRIPTORS.filter((one) => one.check === run.check && one.default);
      const off = own.find(({ id }) => !chosen.ids.has(id));
      if (!run.ran || own.length === 0) return run;
      const reason =
        off !== undefined
          ? chosen.ignored.has(off.id)
            ? 'ignored'
            : 'not selected'
          : own.some(({ id }) => chosen.perFile.some(({ rules }) => rules.has(id)))
            ? 'ignored in some files'
            : narrowed
              ? 'some severities or confidences are not reported'
              : null;
      return reason === null ? run : { ...run, ran: false, reason };
    });
}

/** How the dynamic checks are run here: as they are configured, else on what the analysis saw. */
function remediesOf({ validate }: Configuration, analysis: Analysis): ReadonlyMap<string, string> {
  const proposed = proposeTargets(analysis);
  const remedies = new Map<string, string>();
  for (const [check, kind] of [
    ['probe:path-integrity', 'paths'],
    ['probe:throughput', 'throughput'],
  ] as const) {
    const first = proposed.find((one) => one.kind === kind);
    if (validate[kind].length > 0) remedies.set(check, 'adderstone check --validate .');
    else if (first !== undefined) remedies.set(check, first.command);
  }
  return remedies;
}

/** What running the rules gives, without the analysis itself: nothing of what is returned holds it, and it is most of the memory. */
function interpret(
  files: readonly SourceFile[],
  rules: readonly Rule[],
  models: CompiledModels,
  configuration: Configuration,
  options: RunOptions,
): Omit<RunResult, 'analysis'> &
  Pick<Analysis, 'unfinished' | 'gaps'> & { readonly remedies: ReadonlyMap<string, string> } {
  const { analysis, ...run } = runRules(files, rules, models, options);
  const { unfinished, gaps } = analysis;
  return { ...run, unfinished, gaps, remedies: remediesOf(configuration, analysis) };
}

/** Every check of this build: what ran over everything, and what a selection or the default set left out. */
function checksOf(chosen: Chosen, configuration: Configuration): CheckRun[] {
  return ALL_RULES.map((rule): CheckRun => {
    const reason = reasonNotReported(rule.id, chosen, configuration);
    return { check: `rule:${rule.id}`, ran: reason === null, optional: !rule.default, reason };
  });
}

/** Findings of rules without those on whose lines the scan for secrets reports the same. */
function withoutSuperseded(findings: readonly RawFinding[], named: readonly RawFinding[]): readonly RawFinding[] {
  return findings.filter(
    ({ rule, location }) =>
      !rule.startsWith('credentials/') ||
      !named.some(
        (one) =>
          one.location.path === location.path &&
          one.location.cell === location.cell &&
          one.location.line >= location.line &&
          one.location.line <= location.endLine,
      ),
  );
}

/** What the rules say of the document's own Python examples, at the document's lines. */
export function checkExamples(standard: Standard, rules: readonly Rule[]): Problem[] {
  const problems: Problem[] = [];
  for (const example of standard.examples) {
    if (example.language !== 'python' && example.language !== 'py') continue;
    const file = new SourceFile('example.py', 'python', `${example.text}\n`);
    for (const finding of runRules([file], rules, MODELS).findings) {
      problems.push({
        severity: 'warning',
        code: 'unsound-example',
        message: `the standard's own example breaks \`${finding.rule}\`: ${finding.message}; the example should change`,
        path: example.path ?? standard.path,
        line: example.line + finding.location.line - 1,
      });
    }
  }
  return problems;
}
