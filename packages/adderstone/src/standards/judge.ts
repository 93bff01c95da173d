import type { CheckRun } from '../findings/check-run.ts';
import { checkOf, type Finding, type SafeReason, type Site } from '../findings/finding.ts';
import type { Suspicion } from './lock.ts';
import { covers } from './mapping.ts';
import { Reach } from './reach.ts';
import type { ClauseMapping, Mapping, Requirement, Standard } from './standard.ts';
import type { Because, Evidence, Gap, SiteCounts, Verdict, VerdictState } from './verdict.ts';

/** Everything that a judgement rests on. */
export interface Case {
  readonly standard: Standard;
  readonly mapping: Mapping;
  /** Every check of this build; one that the mapping names and that is not here is not built. */
  readonly checks: readonly CheckRun[];
  readonly findings: readonly Finding[];
  readonly sites: readonly Site[];
  /** Why the run is incomplete, one sentence each; empty when it is complete. */
  readonly incomplete: readonly string[];
  /** The same of single producers: it concerns the clauses of their checks. */
  readonly partly?: readonly { readonly checks: readonly string[]; readonly reasons: readonly string[] }[];
  /** How to run a check that did not run, by its name, where more is known than the command. */
  readonly remedies?: ReadonlyMap<string, string>;
  /** Fingerprints that the base state had, with `--since`; null otherwise. */
  readonly before: {
    readonly fixed: readonly { readonly rule: string; readonly check?: string }[];
    readonly states: ReadonlyMap<string, VerdictState>;
  } | null;
  /** Paths of the files that were examined, to say which of them a document's globs leave out. */
  readonly files?: readonly string[];
  /** Clauses that are not what was reviewed. */
  readonly suspicions?: ReadonlyMap<string, readonly Suspicion[]>;
}

/** How to run a check that did not run here, by the selector's beginning. */
const REMEDIES: readonly (readonly [string, string])[] = [
  ['secret:', 'adderstone secrets .'],
  ['audit:packages', 'adderstone deps audit'],
  ['external:pip-audit', 'adderstone deps audit --evidence pip-audit=FILE'],
  ['probe:path-integrity', 'adderstone validate paths'],
  ['probe:throughput', 'adderstone validate throughput'],
  ['probe:guard', 'adderstone guard run -- python app.py'],
  ['external:junit', 'adderstone check . --evidence junit=FILE'],
  ['external:', 'adderstone check . --evidence TOOL=FILE'],
];

/** Evidence of a check that ran and met nothing to examine. */
export const NOTHING_SEEN = 'ran, no site';

/** Reasons as words behind a number: of one place, of several. */
const SAFE_WORDS: Readonly<Record<SafeReason, string | readonly [string, string]>> = {
  constant: 'constant',
  parameterised: 'parameterised',
  'argument-list': ['argument list', 'argument lists'],
  cleaned: 'cleaned',
  guarded: 'guarded',
  verified: 'verified',
  'safe-loader': ['safe loader', 'safe loaders'],
  'safe-setting': ['safe setting', 'safe settings'],
  'no-untrusted-origin': 'without untrusted origin',
  'nothing-found': 'files without any',
  'no-advisory': 'without a known advisory',
  disputed: 'disputed',
};

/** Judges every clause of a standard. Pure: the same case gives the same verdicts. */
export function judge(given: Case): readonly Verdict[] {
  const reach = new Reach(given.standard);
  return given.standard.requirements.map((requirement) => {
    const clause = given.mapping.clauses.get(requirement.id);
    const judged = clause === undefined ? unmapped(requirement) : judgeClause(given, requirement, clause, reach);
    const suspect = given.suspicions?.get(requirement.id) ?? [];
    return suspect.length === 0 ? judged : { ...judged, suspect };
  });
}

function unmapped(requirement: Requirement): Verdict {
  return verdict(
    requirement,
    'unmapped',
    null,
    [],
    { examined: 0, safe: 0, violating: 0, unknown: 0, waived: 0 },
    [],
    [{ check: '-', text: 'no check is mapped to this clause', remedy: 'add it to the mapping beside the document' }],
    0,
    null,
  );
}

function verdict(
  requirement: Requirement,
  state: VerdictState,
  because: Because | null,
  checks: readonly string[],
  sites: SiteCounts,
  evidence: readonly Evidence[],
  gaps: readonly Gap[],
  baselined: number,
  change: Verdict['change'],
): Verdict {
  const { id, title, statement, obligation } = requirement;
  return {
    requirement: id,
    title,
    statement,
    obligation,
    state,
    because,
    checks,
    sites,
    evidence,
    gaps,
    baselined,
    change,
    suspect: [],
  };
}

/** The checks of this build that a selector stands for: a wildcard leaves out optional ones that did not run. */
function expand(selector: string, checks: readonly CheckRun[]): readonly CheckRun[] {
  return checks.filter((run) => covers(selector, run.check) && (run.ran || !run.optional || selector === run.check));
}

function judgeClause(given: Case, requirement: Requirement, clause: ClauseMapping, reach: Reach): Verdict {
  const selectors = [...clause.checks, ...clause.any, ...clause.also];
  const concerns = (check: string): boolean => selectors.some((selector) => covers(selector, check));
  const binds = (check: string, path: string): boolean => concerns(check) && reach.binds(requirement.id, check, path);
  const findings = given.findings.filter((finding) => binds(checkOf(finding), finding.location.path));
  const sites = given.sites.filter((site) => binds(`rule:${site.check}`, site.path) || binds(site.check, site.path));
  const open = findings.filter((finding) => finding.status === 'new' || finding.status === 'baselined');
  const disputed = findings.filter((finding) => finding.status === 'disputed').length;
  const waived = findings.filter((finding) => finding.status === 'waived' || finding.status === 'suppressed').length;
  const safe = sites.filter((site) => site.outcome === 'safe').length + disputed;
  const everything = clause.checks.includes('rule:*');
  const unknown = sites.filter((site) => site.outcome === 'unknown').length;
  const counts: SiteCounts = {
    examined: open.length + waived + safe + unknown,
    safe,
    violating: open.length,
    unknown,
    waived,
  };
  const gaps = [...gapsOf(given, clause, requirement.id)];
  const notRun = gaps.length > 0;
  const incomplete = [
    ...given.incomplete,
    ...(given.partly ?? []).flatMap(({ checks, reasons }) => (checks.some(concerns) ? reasons : [])),
  ];
  for (const reason of incomplete) gaps.push({ check: '-', text: reason, remedy: null });
  if (unknown > 0 && !everything)
    gaps.push({
      check: '-',
      text: `${unknown} ${unknown === 1 ? 'site' : 'sites'} of which nothing can be said`,
      remedy: null,
    });
  const ran = selectors.some((selector) => expand(selector, given.checks).some((run) => run.ran));
  let state: VerdictState;
  let because: Because | null = null;
  if (open.length > 0) state = 'violated';
  else if (incomplete.length > 0 && (ran || !notRun)) {
    state = 'not-verified';
    because = 'incomplete';
  } else if (notRun) {
    state = 'not-verified';
    because = 'not-run';
  } else if (unknown > 0 && !everything) {
    state = 'not-verified';
    because = 'unknown-sites';
  } else if (waived > 0) state = 'waived';
  else if (safe > 0) state = 'met';
  else state = 'not-applicable';
  const outside = reach.outside(requirement.id, given.files ?? []);
  const baselined = open.filter((finding) => finding.status === 'baselined').length;
  const change =
    given.before === null
      ? null
      : {
          new: findings.filter((finding) => finding.status === 'new').length,
          fixed: given.before.fixed.filter((finding) => concerns(checkOf(finding))).length,
          was: given.before.states.get(requirement.id) ?? null,
        };
  return verdict(
    requirement,
    state,
    because,
    [...new Set(selectors.flatMap((selector) => expand(selector, given.checks).map(({ check }) => check)))].sort(),
    counts,
    [...evidenceOf(given, selectors, sites, open, findings), ...outsideEvidence(outside, requirement)],
    gaps,
    baselined,
    change,
  );
}

/** Says how many examined files the clause does not bind. */
function outsideEvidence(outside: number, requirement: Requirement): readonly Evidence[] {
  if (outside === 0) return [];
  const files = `${outside} examined ${outside === 1 ? 'file lies' : 'files lie'}`;
  return [
    { check: '-', text: `${files} outside of ${requirement.globs.join(', ')}, which it binds`, places: [], more: 0 },
  ];
}

/** What of the clause's mapping did not run. `any` needs one of its checks; `also` is never a gap. */
function* gapsOf(given: Case, clause: ClauseMapping, id: string): Generator<Gap> {
  for (const selector of clause.checks) {
    const runs = expand(selector, given.checks);
    if (runs.length === 0)
      yield {
        check: selector,
        text: `\`${selector}\` is not built in this version`,
        remedy: remedyOf(given, selector),
      };
    for (const run of runs)
      if (!run.ran)
        yield {
          check: run.check,
          text: `\`${run.check}\` did not run: ${run.reason ?? 'switched off'}`,
          remedy: `adderstone check . --select ${id}`,
        };
  }
  if (clause.any.length > 0 && !clause.any.some((selector) => expand(selector, given.checks).some((run) => run.ran))) {
    const first = clause.any[0] as string;
    const told = clause.any.flatMap((selector) => expand(selector, given.checks)).find(({ reason }) => reason !== null);
    const why = told === undefined ? '' : `: ${told.reason}`;
    yield {
      check: first,
      text: `none of ${clause.any.map((selector) => `\`${selector}\``).join(', ')} ran${why}`,
      remedy: told?.remedy ?? remedyOf(given, first),
    };
  }
  if (clause.manual !== null && clause.checks.length === 0 && clause.any.length === 0) {
    yield { check: 'manual', text: `only people can judge it: ${clause.manual}`, remedy: null };
  }
}

function remedyOf(given: Case, selector: string): string | null {
  return given.remedies?.get(selector) ?? REMEDIES.find(([prefix]) => selector.startsWith(prefix))?.[1] ?? null;
}

function evidenceOf(
  given: Case,
  selectors: readonly string[],
  sites: readonly Site[],
  open: readonly Finding[],
  findings: readonly Finding[],
): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const rules = new Set<string>();
  for (const selector of selectors) for (const run of expand(selector, given.checks)) if (run.ran) rules.add(run.check);
  for (const check of [...rules].sort()) {
    const rule = check.startsWith('rule:') ? check.slice(5) : check;
    const own = sites.filter((site) => site.check === rule || site.check === check);
    const violating = open.filter((finding) => checkOf(finding) === check);
    const note = given.checks.find((one) => one.check === check)?.note;
    if (note === undefined && own.length === 0 && violating.length === 0 && rules.size > 12) continue;
    const reasons = new Map<string, number>();
    for (const site of own) {
      if (site.outcome !== 'safe' || site.reason === null) continue;
      reasons.set(site.reason, (reasons.get(site.reason) ?? 0) + 1);
    }
    const parts = [...reasons]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, count]) => {
        const words = SAFE_WORDS[reason as SafeReason] ?? reason;
        return `${count} ${typeof words === 'string' ? words : words[count === 1 ? 0 : 1]}`;
      });
    const unknown = own.filter((site) => site.outcome === 'unknown').length;
    if (unknown > 0) parts.push(`${unknown} unknown`);
    if (violating.length > 0) parts.unshift(`${violating.length} violating`);
    const noted = own.filter(
      (site) =>
        site.note !== '' &&
        (site.outcome === 'unknown' ||
          site.reason === 'guarded' ||
          site.reason === 'verified' ||
          site.reason === 'safe-setting'),
    );
    noted.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
    const total = own.filter((site) => site.outcome !== 'violating').length + violating.length;
    evidence.push({
      check,
      text: note ?? (total === 0 ? NOTHING_SEEN : `${total} ${total === 1 ? 'site' : 'sites'}: ${parts.join(', ')}`),
      places: noted.slice(0, 10).map(({ path, line, note }) => ({ path, line, note })),
      more: Math.max(0, noted.length - 10),
    });
  }
  for (const finding of findings) {
    if (finding.status === 'new' || finding.status === 'baselined') continue;
    evidence.push({
      check: checkOf(finding),
      text: `${finding.status}: ${finding.disposition?.reason ?? 'no reason'}${finding.disposition?.until == null ? '' : `, until ${finding.disposition.until}`}`,
      places: [{ path: finding.location.path, line: finding.location.line, note: '' }],
      more: 0,
    });
  }
  return evidence;
}

/** Which clauses a run must verify: `static`, `all`, or a list of ids. */
export type Required = 'static' | 'all' | readonly string[];

/** The ids of the clauses that must be verified. `static` are those that rules and the scan for secrets alone prove. */
export function requiredClauses(
  required: Required,
  mapping: Mapping,
  verdicts: readonly Verdict[],
): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { requirement } of verdicts) {
    const clause = mapping.clauses.get(requirement);
    const isStatic =
      clause !== undefined &&
      clause.checks.length > 0 &&
      clause.any.length === 0 &&
      clause.checks.every((selector) => /^(?:rule|secret):/.test(selector));
    if (
      required === 'all' ||
      (required === 'static' && isStatic) ||
      (Array.isArray(required) && required.includes(requirement))
    )
      ids.add(requirement);
  }
  return ids;
}

/** What decides the exit code of a check. */
export interface ExitCase {
  readonly complete: boolean;
  /** New findings at or above the level that fails. */
  readonly failing: number;
  readonly verdicts: readonly Verdict[];
  readonly required: ReadonlySet<string>;
  /** Clauses whose checks a selection switched off: they are not required. */
  readonly narrowed: ReadonlySet<string>;
  readonly maxUnknown: number | null;
  /** True when every clause must be what was reviewed. */
  readonly locked?: boolean;
}

/** 0: nothing new and all verified; 1: something new; 2: incomplete, a required clause did not run, or one that must be reviewed is not. 2 wins over 1. */
export function exitCode(given: ExitCase): 0 | 1 | 2 {
  if (!given.complete) return 2;
  if (given.locked === true && given.verdicts.some(({ suspect }) => suspect.length > 0)) return 2;
  for (const { requirement, state, because } of given.verdicts) {
    if (
      state === 'not-verified' &&
      because === 'not-run' &&
      given.required.has(requirement) &&
      !given.narrowed.has(requirement)
    )
      return 2;
  }
  if (given.failing > 0) return 1;
  const unknown = given.verdicts.reduce((sum, { sites }) => sum + sites.unknown, 0);
  return given.maxUnknown !== null && unknown > given.maxUnknown ? 1 : 0;
}

/** True, false, or null when it is not known: nothing is compliant while a clause is violated, not verified or not what was reviewed. */
export function compliance(verdicts: readonly Verdict[]): boolean | null {
  if (verdicts.some(({ state }) => state === 'violated')) return false;
  const open = verdicts.some(
    ({ state, suspect }) => state === 'not-verified' || state === 'unmapped' || suspect.length > 0,
  );
  return open ? null : true;
}
