import { compareText, type Problem } from '../findings/problem.ts';
import type { WithdrawnRecord } from './advisory.ts';
import { type IgnoredAdvisory, Ignores } from './ignore.ts';
import type { Place } from './manifest.ts';
import { type Environment, environments, mayHold, type Target } from './marker.ts';
import type { MatchedAdvisory, Matcher } from './match.ts';
import { parseVersion } from './pep440.ts';
import { entryOf, type PipAuditEvidence } from './pip-audit.ts';
import { type Manifests, type Resolved, statementOf } from './read-manifests.ts';
import { allows } from './specifier.ts';

/** What became of one package that a manifest names. */
export type PackageStatus = 'vulnerable' | 'clean' | 'malicious' | 'not-audited' | 'skipped';

/** An advisory about a package, and the decision about it. */
export interface AuditedAdvisory extends MatchedAdvisory {
  readonly ignored: IgnoredAdvisory | null;
}

/** One package of one manifest, audited. */
export interface AuditedPackage {
  /** In the form of PEP 503. */
  readonly name: string;
  /** The version that is installed; null where none is said. */
  readonly version: string | null;
  /** Specifiers as written; may be empty. */
  readonly asked: string;
  readonly status: PackageStatus;
  /** Why it is not audited or was skipped, or what else there is to say; null otherwise. */
  readonly reason: string | null;
  readonly advisories: readonly AuditedAdvisory[];
  /** The lowest version that nothing open concerns; null where none is known or needed. */
  readonly fix: string | null;
  readonly place: Place;
  /** Where the version stands, when it is another place: a constraint. */
  readonly pin: Place | null;
  /** Against the base; `added` without one. */
  readonly change: 'added' | 'changed' | 'same';
  /** Whether it decides the exit code. */
  readonly gated: boolean;
  readonly dependency: Resolved;
}

/** What an audit is told beside manifests and data. */
export interface AuditOptions {
  readonly target: Target;
  readonly ignores: readonly IgnoredAdvisory[];
  readonly today: string;
  /** What the base says by package; null without a base. */
  readonly base: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** What pip-audit said, where it is bound to these packages. */
  readonly evidence: PipAuditEvidence | null;
  /** Why there are no advisories to compare with; asked for without a matcher. */
  readonly without: string;
}

/** An audit's outcome. */
export interface Audit {
  /** Sorted by file, line, name. */
  readonly packages: readonly AuditedPackage[];
  readonly problems: readonly Problem[];
}

/**
 * Compares every package of some manifests with advisories. Pure.
 * @param matcher null where there are no advisories: then only evidence speaks
 * @param withdrawn records that no longer say anything
 */
export function audit(
  manifests: Manifests,
  matcher: Matcher | null,
  withdrawn: readonly WithdrawnRecord[],
  options: AuditOptions,
): Audit {
  const problems: Problem[] = [...manifests.problems];
  const ignores = new Ignores(options.ignores, options.today);
  const packages = manifests.dependencies.map((one) => auditOne(one, matcher, ignores, options, problems));
  packages.sort(
    (a, b) =>
      compareText(a.place.path, b.place.path) ||
      a.place.start - b.place.start ||
      compareText(a.name, b.name) ||
      compareText(a.version ?? '', b.version ?? ''),
  );
  const present = new Set(packages.map(({ name }) => name));
  if (matcher !== null) problems.push(...ignores.problems(withdrawn, present));
  return { packages, problems };
}

function auditOne(
  one: Resolved,
  matcher: Matcher | null,
  ignores: Ignores,
  options: AuditOptions,
  problems: Problem[],
): AuditedPackage {
  const change = changeOf(one, options.base);
  const ours = judge(one, matcher, ignores, options);
  const judged = withEvidence(one, ours, matcher !== null, ignores, options.evidence, problems);
  const { place, name, version, asked } = one;
  return {
    name,
    version,
    asked,
    fix: null,
    advisories: [],
    place,
    pin: one.pinnedBy !== null && !one.covered ? one.pinnedBy.place : null,
    change,
    gated: options.base === null || change !== 'same',
    dependency: one,
    ...judged,
  };
}

function changeOf(one: Resolved, base: AuditOptions['base']): AuditedPackage['change'] {
  const before = base?.get(one.name);
  if (before === undefined) return 'added';
  return before.has(statementOf(one)) ? 'same' : 'changed';
}

type Judged = Pick<AuditedPackage, 'status' | 'reason'> & Partial<Pick<AuditedPackage, 'advisories' | 'fix'>>;

/** Joins what pip-audit said: its findings count, what it skipped is not audited, and differences are told. */
function withEvidence(
  one: Resolved,
  ours: Judged,
  compared: boolean,
  ignores: Ignores,
  evidence: PipAuditEvidence | null,
  problems: Problem[],
): Judged {
  if (evidence === null || evidence.refused !== null || one.version === null || ours.status === 'skipped') return ours;
  const entry = entryOf(evidence.report, one.name, one.version);
  if (entry === null) return ours;
  const tell = (message: string): void => {
    const { path, line } = one.place;
    problems.push({
      severity: 'warning',
      code: 'pip-audit-difference',
      message: `\`${one.name}\`: ${message}`,
      path,
      line,
    });
  };
  const mine = ours.advisories ?? [];
  if (entry.skipped !== null) {
    if (ours.status !== 'clean' && ours.status !== 'not-audited') return ours;
    return unaudited('pip-audit skipped it');
  }
  const version = one.version;
  const further = entry.advisories.filter(
    ({ names }) => !mine.some((own) => own.names.some((id) => names.includes(id))),
  );
  const advisories = [
    ...mine,
    ...further.map(
      (advisory): AuditedAdvisory => ({
        ...advisory,
        ignored: ignores.find(advisory.names, one.name, version),
      }),
    ),
  ];
  if (compared) {
    for (const { ids } of further) tell(`pip-audit reports ${quotedId(ids[0])}, adderstone does not`);
    for (const own of mine)
      if (!entry.advisories.some(({ names }) => names.some((id) => own.names.includes(id))))
        tell(`adderstone reports ${quotedId(own.ids[0])}, pip-audit does not`);
  }
  const open = advisories.filter(({ ignored }) => ignored === null);
  if (open.length > 0) {
    const malicious = open.some((advisory) => advisory.malicious);
    const fix = ours.fix ?? (further.length === 1 && mine.length === 0 ? (further[0]?.fixed[0] ?? null) : null);
    return { status: malicious ? 'malicious' : 'vulnerable', reason: null, advisories, fix };
  }
  if (advisories.length > 0) return { status: 'skipped', reason: 'every advisory about it is ignored', advisories };
  return compared ? ours : { status: 'clean', reason: null };
}

function quotedId(id: string | undefined): string {
  return id !== undefined && /^[\w.:-]{1,100}$/.test(id) ? id : 'an advisory';
}

function judge(one: Resolved, matcher: Matcher | null, ignores: Ignores, { target, without }: AuditOptions): Judged {
  if (one.origin === 'project') return { status: 'skipped', reason: 'it is the project itself' };
  if (one.origin === 'folder') return { status: 'skipped', reason: 'it is a folder or file of the project' };
  if (one.role === 'constraint') return { status: 'skipped', reason: 'a constraint, which installs nothing by itself' };
  if (one.marker !== null) {
    const marker = one.marker;
    const possible = environments(target, one.reading.requiresPython);
    if (!possible.some((environment: Environment) => mayHold(marker, environment)))
      return { status: 'skipped', reason: 'its marker holds in none of the environments that are asked about' };
  }
  if (one.covered) return { status: 'skipped', reason: `pinned by ${printablePath(one.pinnedBy?.place.path ?? '')}` };
  if (matcher === null) return unaudited(without);
  if (one.version === null) return one.obstacle === null ? judgeOpen(one, matcher, ignores) : unaudited(one.obstacle);
  const judged = judgeVersion(one, one.version, matcher, ignores);
  if (judged.status !== 'clean') return judged;
  if (one.origin === 'repository')
    return unaudited('it comes from a repository: what it is there, a version does not say');
  return one.obstacle === null ? judged : unaudited(one.obstacle);
}

function unaudited(reason: string): Judged {
  return { status: 'not-audited', reason };
}

function judgeVersion(one: Resolved, version: string, matcher: Matcher, ignores: Ignores): Judged {
  const match = matcher.match(one.name, version);
  const advisories = match.advisories.map(
    (advisory): AuditedAdvisory => ({
      ...advisory,
      ignored: ignores.find(advisory.names, one.name, version),
    }),
  );
  const open = advisories.filter(({ ignored }) => ignored === null);
  if (open.length > 0) {
    const fix = matcher.lowestFix(one.name, version, (names) => ignores.find(names, one.name, version) !== null);
    const malicious = open.some((advisory) => advisory.malicious);
    return { status: malicious ? 'malicious' : 'vulnerable', reason: null, advisories, fix: malicious ? null : fix };
  }
  const [unreadable] = match.unreadable.filter(({ id }) => ignores.find([id], one.name, version) === null);
  if (unreadable !== undefined)
    return { ...unaudited(`the advisory ${unreadable.id} cannot be compared: ${unreadable.reason}`), advisories };
  if (parseVersion(version) === null && !matcher.knows(one.name) && !/^[\w.+!-]+$/.test(version))
    return { ...unaudited('its version is none of PEP 440'), advisories };
  if (advisories.length > 0) return { status: 'skipped', reason: 'every advisory about it is ignored', advisories };
  return { status: 'clean', reason: null };
}

/** No version is pinned: what is affected of the versions that may be installed, told by the bounds of the advisories. */
function judgeOpen(one: Resolved, matcher: Matcher, ignores: Ignores): Judged {
  const candidates = candidatesOf(one, matcher);
  const affected = candidates.filter((version) =>
    matcher.match(one.name, version).advisories.some(({ names }) => ignores.find(names, one.name, version) === null),
  );
  const asked = one.asked === '' ? 'any version' : `\`${quoted(one.asked)}\``;
  if (candidates.length > 0 && affected.length === candidates.length) {
    const lowest = sorted(affected)[0] as string;
    const advisories = matcher
      .match(one.name, sorted(affected).at(-1) as string)
      .advisories.map(
        (advisory): AuditedAdvisory => ({ ...advisory, ignored: ignores.find(advisory.names, one.name, null) }),
      );
    const malicious = advisories.some((advisory) => advisory.malicious);
    return {
      status: malicious ? 'malicious' : 'vulnerable',
      reason: `every version that ${asked} allows is affected`,
      advisories,
      fix: malicious
        ? null
        : matcher.lowestFix(one.name, lowest, (names) => ignores.find(names, one.name, null) !== null),
    };
  }
  if (one.role === 'build') return { status: 'skipped', reason: 'needed to build only, and no version is pinned' };
  if (affected.length === 0)
    return unaudited(
      `no version is pinned: ${asked} allows several${matcher.knows(one.name) ? ', and no advisory is known about those' : ', and no advisory is known about the package'}`,
    );
  const fix = matcher.lowestFix(one.name, sorted(affected).at(-1) as string);
  return {
    ...unaudited(
      `no version is pinned: ${asked} allows versions that are affected${fix === null ? '' : `; from ${fix} on none is known to be`}`,
    ),
    fix,
  };
}

/**
 * Versions that stand for all that specifiers allow: every bound of an advisory, what comes right after a last affected one, the bounds of the
 * specifiers, and one beyond all. Pre-releases count only where nothing else is allowed, as installers do.
 */
function candidatesOf(one: Resolved, matcher: Matcher): readonly string[] {
  const landmarks = matcher.landmarks(one.name);
  const after = landmarks.map((bound) => (/^[0-9.]+$/.test(bound) ? `${bound}.0.0.0.1` : `${bound}.1`));
  const bounds = one.clauses.filter(({ operator }) => operator !== '!=').map(({ text }) => text);
  const beyond = '99999999';
  const allowed = [...new Set([...landmarks, ...after, ...bounds, beyond])].filter((text) => {
    const version = parseVersion(text);
    return version !== null && allows(one.clauses, version, text);
  });
  const final = allowed.filter((text) => parseVersion(text)?.isPrerelease === false);
  if (final.length > 0) return final;
  return allowed.length > 0 ? allowed : ['0'].filter((text) => allows(one.clauses, parseVersion(text) as never, text));
}

function sorted(versions: readonly string[]): readonly string[] {
  return [...versions].sort((a, b) => {
    const [x, y] = [parseVersion(a)?.key ?? '', parseVersion(b)?.key ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

function quoted(text: string): string {
  return /^[\w.,<>=!~*+^ |-]{1,100}$/.test(text) ? text : '…';
}

function printablePath(path: string): string {
  return /^[\w./@+ -]{1,200}$/.test(path) ? path : 'another file';
}
