import type { ImportedReport } from '../evidence/imported.ts';
import { matchReports } from '../evidence/match.ts';
import { type Baseline, parseBaseline } from '../findings/baseline.ts';
import type { CheckRun } from '../findings/check-run.ts';
import type { Contribution } from '../findings/contribution.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import { CONFIDENCES, checkOf, type Finding, type RawFinding, SEVERITIES, type Site } from '../findings/finding.ts';
import { compareText } from '../findings/problem.ts';
import { type Selection, Selectors, selectionError } from '../findings/selector.ts';
import { settle } from '../findings/settle.ts';
import { type StatementSpans, statementSpans } from '../findings/statement-lines.ts';
import { type FileSuppressions, readSuppressions } from '../findings/suppression.ts';
import { type ResolvedWaiver, resolveWaivers } from '../findings/waiver.ts';
import { parseWaivers } from '../findings/waiver-file.ts';
import { withFixes } from '../fixes/suggest.ts';
import { MODELS } from '../models/compiled.generated.ts';
import { isReportedByDefault } from '../models/vocabulary.ts';
import { decodePython } from '../python/decode.ts';
import { Module } from '../python/nodes.ts';
import { readNotebook } from '../python/notebook.ts';
import { parseModule } from '../python/parser.ts';
import { isPython2 } from '../python/python2.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Rule } from '../rules/rule.ts';
import { runRules } from '../rules/run.ts';
import { type SecretSpan, scanText } from '../secrets/scan-text.ts';
import { compliance, exitCode, judge, requiredClauses } from '../standards/judge.ts';
import { lockProblems, suspicions } from '../standards/lock.ts';
import { covers, requirementsOf } from '../standards/mapping.ts';
import { Reach } from '../standards/reach.ts';
import type { Mapping, Standard } from '../standards/standard.ts';
import { matchesGlob } from '../text/glob.ts';
import { SourceFile } from '../text/source-file.ts';
import type { Configuration } from './configuration.ts';
import type { Problem, Report, Skipped } from './outcome.ts';
import { type Policy, type PolicyDocument, readLock, readPolicy } from './policy.ts';
import { DESCRIPTORS } from './producers.ts';
import { VERSION } from './version.ts';

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
  readonly waivers: { readonly path: string; readonly text: string } | null;
  readonly baseline: { readonly path: string; readonly text: string } | null;
  readonly today: string;
  readonly maxUnknown: number | null;
  /** Findings of the base state, with `--since` or `--staged`; null otherwise. */
  readonly before: readonly Finding[] | null;
  /** Problems that the caller found, e.g. a changed policy. */
  readonly problems: readonly Problem[];
  /** What other producers than the rules found. */
  readonly contributions?: readonly Contribution[];
  /** Reports of other tools, bound to the project. */
  readonly evidence?: readonly ImportedReport[];
  readonly progress?: (path: string) => void;
  /** The standard and mapping where they have been read already; then the document's own examples are not checked again. */
  readonly policy?: Pick<Policy, 'standard' | 'mapping'> & Partial<Pick<Policy, 'lowered'>>;
  /** Parses a file; for a process that stays up and keeps trees. */
  readonly parse?: (file: SourceFile) => Module;
}

/** Why a scan could not be started: a usage or configuration error, in one sentence. */
export interface ScanRefusal {
  readonly refused: string;
}

/** The steps of a check, in order: read, parse and run rules, settle, judge, report. Pure but for `progress`. */
export function scan(input: ScanInput): Report | ScanRefusal {
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
  const secrets = new Map<string, readonly SecretSpan[]>();
  for (const file of sources.files) {
    const spans = scanText(file.text);
    if (spans.length > 0) secrets.set(file.path, spans);
  }
  const parse = (file: SourceFile): Module => {
    const tree = input.parse === undefined ? parseModule(file.text) : input.parse(file);
    if (tree.problems.length > 0 && isPython2(file.text, tree)) {
      skipped.push({ path: file.path, reason: 'python-2', message: 'is Python 2, which is not verified', gap: true });
      return new Module(0, 0, [], new Int32Array(0), []);
    }
    if (/adderstone|nosec|noqa|nosemgrep/i.test(file.text)) {
      suppressions.set(file.path, readSuppressions(file, tree.comments, chosen.selectors, input.today));
      statements.set(file.path, statementSpans(tree, file.text));
    }
    return tree;
  };
  const run = runRules(sources.files, chosen.rules, MODELS, {
    parse,
    tiers: input.configuration.tiers,
    ...(input.progress === undefined ? {} : { beforeFile: input.progress }),
  });
  for (const [path, problems] of run.syntax) {
    const file = sources.files.find((one) => one.path === path);
    const first = problems[0];
    if (file === undefined || first === undefined) continue;
    const line = file.position(first.start).line;
    skipped.push({
      path,
      reason: 'syntax',
      message: `is not valid Python on line ${line}: ${first.message}; what could be read was looked at`,
      gap: true,
    });
  }

  for (const { file, start, reason, note } of run.analysis.gaps) {
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
  const own = [...run.findings, ...(input.contributions ?? []).flatMap(({ findings }) => findings)];
  const byId = new Map(DESCRIPTORS.map((rule) => [rule.id, rule]));
  const equivalentsOf = (rule: string): readonly string[] => byId.get(rule)?.equivalents ?? [];
  const reach = new Reach(standard);
  const byPath = new Map(sources.files.map((file) => [file.path, file]));
  const matched = matchReports({
    reports: input.evidence ?? [],
    findings: own.filter((finding) => isReported(finding, input.configuration, chosen)),
    sites: run.sites,
    sources: byPath,
    equivalentsOf,
    informational: mapping.informational,
    foreign: input.configuration.foreignSuppressions,
  });
  const contributions = [...(input.contributions ?? []), matched.contribution];
  const raw = [...own, ...matched.contribution.findings];
  const imported = matched.contribution.findings.filter((finding) => isReported(finding, input.configuration, chosen));
  const reported = [...matched.findings, ...imported];
  const settled = settle({
    findings: withFixes(reported, byPath),
    sources: byPath,
    secrets,
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
    ran: chosenWithReports(chosen, input.evidence ?? []),
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
      message: `the rule \`${rule}\` failed: ${message}`,
      path,
      line: null,
    })),
    ...contributions.flatMap((one) => one.problems),
    ...(input.policy === undefined ? checkExamples(standard, chosen.rules) : []),
  ];
  const incomplete = [
    ...incompleteness(skipped, run.problems.length),
    ...contributions.flatMap((one) => one.incomplete),
  ];
  const since = input.before === null ? null : compareWithBefore(settled.findings, input.before);
  const findings = since === null ? settled.findings : since.findings;
  if (input.before !== null) problems.push(...newSuppressions(findings, input.before));
  const checks = [...checksOf(chosen, input.configuration), ...contributions.flatMap((one) => one.checks)];
  const verdicts = judge({
    standard,
    mapping,
    checks,
    findings,
    sites: [
      ...sitesOf(run.sites),
      ...sitesOf(contributions.flatMap((one) => one.sites)),
      ...unreportedSites(raw, input.configuration, chosen),
    ],
    incomplete,
    before: since === null ? null : { fixed: since.fixed },
    files: sources.files.map(({ path }) => path),
    suspicions: lock === null ? new Map() : suspicions(lock, standard, mapping),
  });
  const narrowed = narrowedClauses(mapping, checks, input.configuration);
  const failLevel = SEVERITIES.indexOf(input.configuration.failOn);
  const failing = findings.filter(
    (finding) => finding.status === 'new' && SEVERITIES.indexOf(finding.severity) <= failLevel,
  ).length;
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
  return {
    tool: { name: 'adderstone', version: VERSION },
    run: {
      command: input.command,
      complete: incomplete.length === 0,
      exit,
      compliant: compliance(verdicts),
      config: input.configuration.files,
      standardDigest: standard.digest,
      lowered: [...input.configuration.lowered, ...(policy.lowered ?? [])],
    },
    standard,
    verdicts,
    findings,
    rules: described(chosen, findings),
    files: {
      examined: sources.files.length,
      lines: sources.files.reduce((sum, file) => sum + file.lines.count, 0),
      skipped,
    },
    problems,
    evidence: matched.summaries,
    dispositions: settled.dispositions,
    sources: settled.sources,
  };
}

/** The ids that this run looked for: of other tools' results only where a report of the tool was given. */
function chosenWithReports(chosen: Chosen, reports: readonly ImportedReport[]): ReadonlySet<string> {
  const given = new Set(reports.map(({ tool }) => `external/${tool}`));
  return new Set([...chosen.ids].filter((id) => !id.startsWith('external/') || given.has(id)));
}

/** The rules of a run and how they were chosen. */
interface Chosen {
  readonly rules: readonly Rule[];
  /** Ids of everything that is reported, of other producers too. */
  readonly ids: ReadonlySet<string>;
  readonly selectors: Selectors;
  /** Everything at every confidence. */
  readonly all: boolean;
  readonly explicit: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
  readonly perFile: readonly {
    readonly glob: Configuration['perFileIgnores'][number]['glob'];
    readonly rules: ReadonlySet<string>;
  }[];
}

/** The selector language over this build's rules and a mapping. */
export function selectorsOf(mapping: Mapping): Selectors {
  const clauses = new Map<string, string[]>();
  for (const id of mapping.clauses.keys()) clauses.set(id, []);
  for (const one of DESCRIPTORS)
    for (const id of requirementsOf(mapping, checkOf({ rule: one.id, ...one }))) clauses.get(id)?.push(one.id);
  return new Selectors(DESCRIPTORS, clauses);
}

function chooseRules(configuration: Configuration, mapping: Mapping): Chosen | ScanRefusal {
  const selectors = selectorsOf(mapping);
  const resolve = (names: readonly string[]): Extract<Selection, { ok: true }>[] | ScanRefusal => {
    const resolved: Extract<Selection, { ok: true }>[] = [];
    for (const name of names) {
      const selection = selectors.resolve(name);
      if (!selection.ok) return { refused: selectionError(selection, `\`${name.slice(0, 80)}\``) };
      resolved.push(selection);
    }
    return resolved;
  };
  const select = configuration.select === null ? null : resolve(configuration.select);
  const extend = resolve(configuration.extendSelect);
  const ignore = resolve(configuration.ignore);
  for (const part of [select, extend, ignore]) if (part !== null && 'refused' in part) return part;
  const chosen = new Set<string>();
  const explicit = new Set<string>();
  let all = false;
  const take = (selections: readonly Extract<Selection, { ok: true }>[]): void => {
    for (const selection of selections) {
      if (selection.all) all = true;
      for (const rule of selection.all ? DESCRIPTORS.map(({ id }) => id) : selection.rules) {
        chosen.add(rule);
        explicit.add(rule);
      }
    }
  };
  if (select === null) for (const one of DESCRIPTORS) if (one.default) chosen.add(one.id);
  if (select !== null) take(select as Extract<Selection, { ok: true }>[]);
  take(extend as Extract<Selection, { ok: true }>[]);
  const ignored = new Set<string>();
  for (const selection of ignore as Extract<Selection, { ok: true }>[])
    for (const rule of selection.rules) ignored.add(rule);
  const perFile: { glob: Configuration['perFileIgnores'][number]['glob']; rules: ReadonlySet<string> }[] = [];
  for (const { glob, selectors: names } of configuration.perFileIgnores) {
    const resolved = resolve(names);
    if ('refused' in resolved) return resolved;
    perFile.push({
      glob,
      rules: new Set(
        resolved.flatMap((selection) => (selection.all ? DESCRIPTORS.map(({ id }) => id) : [...selection.rules])),
      ),
    });
  }
  for (const id of ignored) chosen.delete(id);
  const rules = ALL_RULES.filter((rule) => chosen.has(rule.id));
  return { rules, ids: chosen, selectors, all, explicit, ignored, perFile };
}

/** The clauses that must be verified, in full ids. Refuses what is no clause of the document: a slip must not switch the requirement off. */
function resolveRequired(
  required: Configuration['require'],
  standard: Standard,
  selectors: Selectors,
): Configuration['require'] | ScanRefusal {
  if (required === 'static' || required === 'all') return required;
  const known = new Set(standard.requirements.map(({ id }) => id));
  const ids: string[] = [];
  for (const name of required) {
    if (known.has(name)) {
      ids.push(name);
      continue;
    }
    const selection = selectors.resolve(name);
    const clauses = selection.ok ? selection.clauses.filter((id) => known.has(id)) : [];
    if (clauses.length === 0)
      return { refused: `\`require\`: \`${name.slice(0, 80)}\` is no clause of ${standard.path}` };
    ids.push(...clauses);
  }
  return ids;
}

/** The rules that ran, and what the findings of other producers mean, sorted by id. */
function described(chosen: Chosen, findings: readonly Finding[]): readonly Descriptor[] {
  const found = new Set(findings.map(({ rule }) => rule));
  const ran = new Set(chosen.rules.map(({ id }) => id));
  return DESCRIPTORS.filter(({ id }) => ran.has(id) || found.has(id)).sort((a, b) => compareText(a.id, b.id));
}

/** True for a flow from a tier of origins that nobody asked about for this kind of sink. */
function isOfOtherTier(finding: RawFinding, configuration: Configuration): boolean {
  const kind = ALL_RULES.find((rule) => rule.id === finding.rule)?.kind;
  if (finding.tier === null || kind === undefined) return false;
  return !isReportedByDefault(finding.tier, kind) && !configuration.tiers.includes(finding.tier);
}

function isReported(finding: RawFinding, configuration: Configuration, chosen: Chosen): boolean {
  if (!chosen.ids.has(finding.rule)) return false;
  if (isOfOtherTier(finding, configuration)) return false;
  if (SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(configuration.severity)) return false;
  if (!chosen.all && CONFIDENCES.indexOf(finding.confidence) > CONFIDENCES.indexOf(configuration.confidence))
    return false;
  return !chosen.perFile.some(({ glob, rules }) => rules.has(finding.rule) && matchesGlob(glob, finding.location.path));
}

function readSources(input: ScanInput): { files: SourceFile[]; skipped: Skipped[] } {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  for (const one of input.files) {
    const skip = (reason: string, message: string): void => {
      skipped.push({ path: one.path, reason, message, gap: true });
    };
    if (!('bytes' in one)) {
      skip(one.reason, one.message);
      continue;
    }
    if (one.path.endsWith('.ipynb')) {
      const notebook = readNotebook(Buffer.from(one.bytes).toString('utf8'));
      if (notebook.kind === 'notebook') {
        files.push(new SourceFile(one.path, 'notebook', notebook.text, notebook.cells));
        for (const cell of notebook.foreign) skip('foreign-cell', `cell ${cell} is not Python`);
      } else if (notebook.kind === 'other-language')
        skipped.push({
          path: one.path,
          reason: 'other-language',
          message: 'is a notebook in another language',
          gap: false,
        });
      else skip('unreadable', notebook.message);
      continue;
    }
    const decoded = decodePython(one.bytes);
    if (decoded.kind !== 'text') {
      skip(decoded.reason, decoded.message);
      continue;
    }
    files.push(new SourceFile(one.path, one.path.endsWith('.pyi') ? 'stub' : 'python', decoded.text));
  }
  return { files, skipped };
}

function readWaivers(
  input: ScanInput,
  selectors: Selectors,
): { waivers: readonly ResolvedWaiver[]; problems: readonly Problem[] } | ScanRefusal {
  if (input.waivers === null) return { waivers: [], problems: [] };
  const parsed = parseWaivers(input.waivers.text, input.waivers.path);
  const resolved = resolveWaivers(parsed.waivers, selectors, input.today);
  return { waivers: resolved.waivers, problems: [...parsed.problems, ...resolved.problems] };
}

function readBaseline(input: ScanInput): Baseline | null | ScanRefusal {
  if (input.baseline === null) return null;
  const parsed = parseBaseline(input.baseline.text, input.baseline.path);
  return 'problem' in parsed ? { refused: `${input.baseline.path}: ${parsed.problem.message}` } : parsed;
}

/** One sentence for each sort of thing that was not looked at. */
function incompleteness(skipped: readonly Skipped[], failures: number): string[] {
  const reasons = new Map<string, number>();
  for (const { reason, gap } of skipped) if (gap) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const sentences = [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, count]) => `${count} ${count === 1 ? 'file was' : 'files were'} not fully looked at (${reason})`);
  if (failures > 0) sentences.push(`${failures} ${failures === 1 ? 'rule' : 'rules'} failed`);
  return sentences;
}

/** Every check of this build: what ran over everything, and what a selection or the default set left out. */
function checksOf(chosen: Chosen, configuration: Configuration): CheckRun[] {
  const ran = new Set(chosen.rules.map((rule) => rule.id));
  const narrowed =
    configuration.severity !== 'low' || CONFIDENCES.indexOf(configuration.confidence) < CONFIDENCES.indexOf('medium');
  return ALL_RULES.map((rule): CheckRun => {
    const partly = chosen.perFile.some(({ rules }) => rules.has(rule.id));
    const on = ran.has(rule.id);
    const reason = !on
      ? chosen.ignored.has(rule.id)
        ? 'ignored'
        : 'not selected'
      : partly
        ? 'ignored in some files'
        : narrowed
          ? 'some severities or confidences are not reported'
          : null;
    return { check: `rule:${rule.id}`, ran: reason === null, optional: !rule.default, reason };
  });
}

/** Clauses that the selection of this run switched off, at least partly: they are not required in it. */
function narrowedClauses(
  mapping: Mapping,
  checks: readonly CheckRun[],
  configuration: Configuration,
): ReadonlySet<string> {
  const narrowed = new Set<string>();
  const selecting =
    configuration.select !== null ||
    configuration.ignore.length > 0 ||
    configuration.perFileIgnores.length > 0 ||
    configuration.severity !== 'low' ||
    configuration.confidence === 'high';
  if (!selecting) return narrowed;
  for (const [id, clause] of mapping.clauses) {
    if (
      clause.checks.some((selector) =>
        checks.some((check) => covers(selector, check.check) && !check.ran && !check.optional),
      )
    )
      narrowed.add(id);
  }
  return narrowed;
}

function sitesOf(sites: readonly Site[]): readonly Site[] {
  return sites.filter((site) => site.outcome !== 'violating');
}

/** What findings that are kept back leave as sites: below the least confidence nothing certain can be said; of a tier that nobody asked for there is no untrusted origin. */
function unreportedSites(findings: readonly RawFinding[], configuration: Configuration, chosen: Chosen): Site[] {
  const other: Site[] = findings
    .filter((finding) => isOfOtherTier(finding, configuration))
    .map(({ rule, check, tier, location }) => ({
      check: check ?? rule,
      outcome: 'safe',
      reason: 'no-untrusted-origin',
      note: `only from the tier \`${tier}\`, which is not asked for here`,
      path: location.path,
      line: location.line,
    }));
  if (chosen.all) return other;
  const least = CONFIDENCES.indexOf(configuration.confidence);
  const suspected: Site[] = findings
    .filter(
      (finding) =>
        CONFIDENCES.indexOf(finding.confidence) > least &&
        finding.vouched !== true &&
        !isOfOtherTier(finding, configuration),
    )
    .map(({ rule, check, location }) => ({
      check: check ?? rule,
      outcome: 'unknown',
      reason: 'dynamic-code',
      note: 'suspected, with low confidence',
      path: location.path,
      line: location.line,
    }));
  return [...other, ...suspected];
}

/** New findings against the base state, by fingerprint and count; older ones are in the baseline of the change. */
function compareWithBefore(
  findings: readonly Finding[],
  before: readonly Finding[],
): { findings: readonly Finding[]; fixed: readonly Finding[] } {
  const open = (finding: Finding): boolean => finding.status === 'new' || finding.status === 'baselined';
  const counts = new Map<string, number>();
  for (const finding of before)
    if (open(finding)) counts.set(finding.fingerprint, (counts.get(finding.fingerprint) ?? 0) + 1);
  const marked = findings.map((finding) => {
    const known = counts.get(finding.fingerprint) ?? 0;
    if (finding.status !== 'new' || known === 0) return finding;
    counts.set(finding.fingerprint, known - 1);
    return { ...finding, status: 'baselined' as const };
  });
  const now = new Set(findings.filter(open).map((finding) => finding.fingerprint));
  return { findings: marked, fixed: before.filter((finding) => open(finding) && !now.has(finding.fingerprint)) };
}

/** Tells each finding that a suppression hides now and none did at the base. */
function newSuppressions(findings: readonly Finding[], before: readonly Finding[]): Problem[] {
  const known = new Set(before.filter(({ status }) => status === 'suppressed').map(({ fingerprint }) => fingerprint));
  return findings.flatMap(({ status, fingerprint, rule, disposition }): Problem[] =>
    status !== 'suppressed' || disposition === null || known.has(fingerprint)
      ? []
      : [
          {
            severity: 'warning',
            code: 'suppression-new',
            message: `this change suppresses a finding of \`${rule}\``,
            path: disposition.path,
            line: disposition.line,
          },
        ],
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
