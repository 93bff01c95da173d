import type { CheckRun } from '../findings/check-run.ts';
import { CONFIDENCES, checkOf, type RawFinding, SEVERITIES, type Site } from '../findings/finding.ts';
import { type Selection, Selectors, selectionError } from '../findings/selector.ts';
import { isReportedWith } from '../models/vocabulary.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Rule } from '../rules/rule.ts';
import { covers, requirementsOf } from '../standards/mapping.ts';
import type { Mapping, Standard } from '../standards/standard.ts';
import { matchesGlob } from '../text/glob.ts';
import type { Configuration } from './configuration.ts';
import { DESCRIPTORS } from './producers.ts';

/** Why a scan could not be started: a usage or configuration error, in one sentence. */
export interface ScanRefusal {
  readonly refused: string;
}

/** The rules of a run and how they were chosen. */
export interface Chosen {
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

export function chooseRules(configuration: Configuration, mapping: Mapping): Chosen | ScanRefusal {
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
export function resolveRequired(
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

/** True for a flow from a tier of origins that nobody asked about for this kind of sink. */
export function isOfOtherTier(finding: RawFinding, configuration: Configuration): boolean {
  const kind = ALL_RULES.find((rule) => rule.id === finding.rule)?.kind;
  if (finding.tier === null || kind === undefined) return false;
  return !isReportedWith(configuration.tiers, finding.tier, kind);
}

export function isReported(finding: RawFinding, configuration: Configuration, chosen: Chosen): boolean {
  if (!chosen.ids.has(finding.rule)) return false;
  if (isOfOtherTier(finding, configuration)) return false;
  if (SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(configuration.severity)) return false;
  if (!chosen.all && CONFIDENCES.indexOf(finding.confidence) > CONFIDENCES.indexOf(configuration.confidence))
    return false;
  return !chosen.perFile.some(({ glob, rules }) => rules.has(finding.rule) && matchesGlob(glob, finding.location.path));
}

/** Why findings of a rule are not all reported; null when they are. */
export function reasonNotReported(id: string, chosen: Chosen, configuration: Configuration): string | null {
  if (!chosen.ids.has(id)) return chosen.ignored.has(id) ? 'ignored' : 'not selected';
  if (chosen.perFile.some(({ rules }) => rules.has(id))) return 'ignored in some files';
  return configuration.severity !== 'low' ||
    CONFIDENCES.indexOf(configuration.confidence) < CONFIDENCES.indexOf('medium')
    ? 'some severities or confidences are not reported'
    : null;
}

/** Why a check of another producer does not count as run: one of the rule ids that it reports under is not reported everywhere. */
export function reasonNotRun(check: string, chosen: Chosen, configuration: Configuration): string | null {
  for (const one of DESCRIPTORS) {
    if (one.check !== check || !one.default) continue;
    const reason = reasonNotReported(one.id, chosen, configuration);
    if (reason !== null) return reason;
  }
  return null;
}

/** Clauses that the selection of this run switched off, at least partly: they are not required in it. */
export function narrowedClauses(
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

export function sitesOf(sites: readonly Site[]): readonly Site[] {
  return sites.filter((site) => site.outcome !== 'violating');
}

/** What findings that are kept back leave as sites: below the least confidence nothing certain can be said; of a tier that nobody asked for there is no untrusted origin. */
export function unreportedSites(findings: readonly RawFinding[], configuration: Configuration, chosen: Chosen): Site[] {
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
