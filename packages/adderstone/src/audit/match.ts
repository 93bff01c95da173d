import type { Advisory } from './advisory.ts';
import type { AdvisoryData } from './advisory-data.ts';
import { cvssScore, cvssWord } from './cvss.ts';
import { parseVersion, type Version } from './pep440.ts';

/** How bad one or more advisories say that it is. */
export interface Rating {
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | null;
  /** CVSS base score, computed from `vector`; null where the source gives none that can be read. */
  readonly score: number | null;
  readonly vector: string | null;
}

/** Advisories about the same weakness, joined through their aliases, that concern one version. */
export interface MatchedAdvisory extends Rating {
  /** Ids of the records that match, sorted. */
  readonly ids: readonly string[];
  /** Other names of the same weakness, sorted. */
  readonly aliases: readonly string[];
  /** Every name in the closure of aliases over the package's advisories: what an ignore may name. */
  readonly names: readonly string[];
  readonly malicious: boolean;
  readonly summary: string;
  /** First fixed versions above the one asked about, lowest first. */
  readonly fixed: readonly string[];
}

/** What the data say of one version of a package. */
export interface Match {
  readonly advisories: readonly MatchedAdvisory[];
  /** Advisories that cannot be compared with this version, with the reason: not looked at is never clean. */
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[];
}

/** An advisory with its bounds read. */
interface Prepared {
  readonly advisory: Advisory;
  readonly ranges: readonly { readonly from: string; readonly to: string | null; readonly fixed: boolean }[];
  readonly listed: ReadonlySet<string>;
  readonly listedKeys: ReadonlySet<string>;
  readonly component: number;
  readonly rating: Rating;
  /** Bounds at which it is fixed, as versions, with their texts; lowest first. */
  readonly fixes: readonly { readonly key: string; readonly text: string }[];
}

/** A package's advisories, ready to be compared. */
interface PreparedPackage {
  readonly advisories: readonly Prepared[];
  /** Every name of each component, sorted. */
  readonly names: ReadonlyMap<number, readonly string[]>;
}

/** Answers which advisories concern a version. Keeps what it has read of a package. */
export class Matcher {
  private readonly data: AdvisoryData;
  private readonly packages = new Map<string, PreparedPackage>();

  constructor(data: AdvisoryData) {
    this.data = data;
  }

  /**
   * The advisories that concern a version: it is listed, as text or as a version, or it lies in a range (PEP 440). Local segments of the version
   * asked about are left off for ranges. What is no version by PEP 440 is compared as text only.
   * @param name form of PEP 503
   */
  match(name: string, text: string): Match {
    const matched: Prepared[] = [];
    const unreadable: { id: string; reason: string }[] = [];
    const version = parseVersion(text);
    const prepared = this.prepared(name);
    for (const one of prepared.advisories) {
      if (affects(one, version, text)) matched.push(one);
      else if (one.advisory.unreadable.length > 0 && one.advisory.versions.length === 0)
        unreadable.push({
          id: one.advisory.id,
          reason: `its bound \`${quoted(one.advisory.unreadable[0] as string)}\` is no version of PEP 440`,
        });
      else if (version === null && one.ranges.length > 0)
        unreadable.push({ id: one.advisory.id, reason: 'the version asked about is none of PEP 440' });
    }
    return { advisories: matched.length === 0 ? [] : joined(prepared, matched, version), unreadable };
  }

  /** Whether any advisory of the package concerns a version, but for those whose names are left out. */
  concerns(name: string, text: string, except: (names: readonly string[]) => boolean): boolean {
    return this.match(name, text).advisories.some(({ names }) => !except(names));
  }

  /**
   * The lowest version, of those at which something is fixed, that is above another and that no advisory concerns; a final release where there is
   * one. Null where none is known.
   */
  lowestFix(name: string, text: string, except: (names: readonly string[]) => boolean = () => false): string | null {
    const version = parseVersion(text);
    if (version === null) return null;
    const candidates = new Map<string, { text: string; version: Version }>();
    for (const { ranges } of this.prepared(name).advisories.map((one) => one.advisory))
      for (const { to, fixed } of ranges) {
        const bound = to === null || !fixed ? null : parseVersion(to);
        if (bound !== null && bound.publicKey > version.publicKey)
          candidates.set(bound.publicKey, { text: to as string, version: bound });
      }
    const good = [...candidates.values()]
      .filter((one) => !this.concerns(name, one.text, except))
      .sort((a, b) => (a.version.key < b.version.key ? -1 : 1));
    return (good.find((one) => !one.version.isPrerelease) ?? good[0])?.text ?? null;
  }

  /** Every bound and listed version of a package that is a version: where its advisories begin and end. */
  landmarks(name: string): readonly string[] {
    const found = new Set<string>();
    for (const { ranges, versions } of this.prepared(name).advisories.map((one) => one.advisory)) {
      for (const { from, to } of ranges) for (const bound of [from, to]) if (bound !== null) found.add(bound);
      for (const version of versions) if (parseVersion(version) !== null) found.add(version);
    }
    return [...found];
  }

  /** Whether the data have any advisory about a package. */
  knows(name: string): boolean {
    return this.prepared(name).advisories.length > 0;
  }

  private prepared(name: string): PreparedPackage {
    const before = this.packages.get(name);
    if (before !== undefined) return before;
    const advisories = this.data.of(name);
    const components = componentsOf(advisories);
    const prepared = advisories.map((advisory, i): Prepared => {
      const keys = advisory.versions.flatMap((one) => parseVersion(one)?.key ?? []);
      return {
        advisory,
        ranges: advisory.ranges.map(({ from, to, fixed }) => ({
          from: from === null ? '' : (parseVersion(from)?.key ?? ''),
          to: to === null ? null : (parseVersion(to)?.key ?? ''),
          fixed,
        })),
        listed: new Set(advisory.versions),
        listedKeys: new Set(keys),
        component: components[i] as number,
        rating: ratingOf(advisory),
        fixes: fixesOf(advisory),
      };
    });
    const names = new Map<number, readonly string[]>();
    for (const [component, members] of Map.groupBy(prepared, (one) => one.component))
      names.set(component, [...new Set(members.flatMap(({ advisory }) => [advisory.id, ...advisory.aliases]))].sort());
    const whole = { advisories: prepared, names };
    this.packages.set(name, whole);
    return whole;
  }
}

/** Joins what is about the same weakness. Advisories come sorted by id. */
function joined(
  prepared: PreparedPackage,
  matched: readonly Prepared[],
  version: Version | null,
): readonly MatchedAdvisory[] {
  const groups = new Map<number, Prepared[]>();
  for (const one of matched) {
    const group = groups.get(one.component);
    if (group === undefined) groups.set(one.component, [one]);
    else group.push(one);
  }
  const result: MatchedAdvisory[] = [];
  for (const [component, members] of groups) {
    const ids = members.map(({ advisory }) => advisory.id);
    const aliases =
      members.length === 1
        ? (members[0] as Prepared).advisory.aliases
        : [...new Set(members.flatMap(({ advisory }) => advisory.aliases))].filter((one) => !ids.includes(one));
    result.push({
      ids,
      aliases: [...aliases].sort(),
      names: prepared.names.get(component) ?? [],
      malicious: members.some(({ advisory }) => advisory.malicious),
      summary: members.find(({ advisory }) => advisory.summary !== '')?.advisory.summary ?? '',
      fixed: fixedAbove(members, version),
      ...worst(members),
    });
  }
  return result;
}

function affects(one: Prepared, version: Version | null, text: string): boolean {
  if (one.listed.size > 0 && (one.listed.has(text) || one.listed.has(text.trim()))) return true;
  if (version === null) return false;
  if (one.listedKeys.size > 0 && (one.listedKeys.has(version.key) || one.listedKeys.has(version.publicKey)))
    return true;
  const at = version.publicKey;
  for (const { from, to, fixed } of one.ranges) {
    if (at < from) continue;
    if (to === null || (fixed ? at < to : at <= to)) return true;
  }
  return false;
}

/** Which advisories of a package are about the same: those that share an id or alias, directly or through others. */
function componentsOf(advisories: readonly Advisory[]): readonly number[] {
  const parent = advisories.map((_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  const first = new Map<string, number>();
  advisories.forEach(({ id, aliases }, i) => {
    for (const name of [id, ...aliases]) {
      const other = first.get(name);
      if (other === undefined) first.set(name, i);
      else parent[find(i)] = find(other);
    }
  });
  return advisories.map((_, i) => find(i));
}

function fixesOf({ ranges }: Advisory): Prepared['fixes'] {
  const fixes: { key: string; text: string }[] = [];
  for (const { to, fixed } of ranges) {
    const bound = to === null || !fixed ? null : parseVersion(to);
    if (bound !== null) fixes.push({ key: bound.publicKey, text: to as string });
  }
  return fixes.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function fixedAbove(members: readonly Prepared[], version: Version | null): readonly string[] {
  const above = (one: Prepared): Prepared['fixes'] =>
    version === null ? one.fixes : one.fixes.filter(({ key }) => key > version.publicKey);
  if (members.length === 1) return above(members[0] as Prepared).map(({ text }) => text);
  const found = new Map(members.flatMap(above).map(({ key, text }) => [key, text]));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

/** The highest score of a vector; without one the word that the source gives. */
function ratingOf({ vectors, rated }: Advisory): Rating {
  let best: { score: number; vector: string } | null = null;
  for (const vector of vectors) {
    const score = cvssScore(vector);
    if (score !== null && (best === null || score > best.score)) best = { score, vector };
  }
  if (best === null) return { severity: rated, score: null, vector: null };
  const word = cvssWord(best.score);
  return { severity: word === 'none' ? 'low' : word, score: best.score, vector: best.vector };
}

const WORDS = ['critical', 'high', 'medium', 'low'] as const;

/** The rating with the highest score; where none has a score, the worst word. */
function worst(members: readonly Prepared[]): Rating {
  let best = (members[0] as Prepared).rating;
  for (const { rating } of members) {
    if (
      rating.score !== null
        ? best.score === null || rating.score > best.score
        : best.score === null && rank(rating) < rank(best)
    )
      best = rating;
  }
  return best;
}

function rank({ severity }: Rating): number {
  return severity === null ? WORDS.length : WORDS.indexOf(severity);
}

function quoted(text: string): string {
  return /^[\w.+!-]{1,60}$/.test(text) ? text : '…';
}
