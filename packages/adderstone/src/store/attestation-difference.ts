import type { Attestation, AttestedFinding, AttestedVerdict, Input } from './attestation.ts';

/** How the inputs of a project differ from those of an attestation, by path, sorted. */
export interface InputDifference {
  readonly changed: readonly string[];
  /** Attested, and not read now. */
  readonly missing: readonly string[];
  /** Read now, and not attested. */
  readonly added: readonly string[];
}

/** Compares the inputs that were attested with those that were read now. */
export function compareInputs(attested: readonly Input[], now: readonly Input[]): InputDifference {
  const before = new Map(attested.map(({ path, digest }) => [path, digest]));
  const after = new Map(now.map(({ path, digest }) => [path, digest]));
  return {
    changed: attested.flatMap(({ path, digest }) => (after.has(path) && after.get(path) !== digest ? [path] : [])),
    missing: attested.flatMap(({ path }) => (after.has(path) ? [] : [path])),
    added: now.flatMap(({ path }) => (before.has(path) ? [] : [path])),
  };
}

/** What a repeated run is compared by. */
export type Judged = Pick<Attestation, 'complete' | 'compliant' | 'verdicts' | 'findings' | 'notExamined'>;

/** How the verdicts of a repeated run differ from those of an attestation, one sentence each; empty where they are the same. */
export function compareVerdicts(attested: Judged, now: Judged): readonly string[] {
  const differences: string[] = [];
  if (attested.complete !== now.complete)
    differences.push(`everything could be examined: attested ${attested.complete}, now ${now.complete}`);
  if (attested.compliant !== now.compliant)
    differences.push(`compliant: attested ${attested.compliant ?? 'unknown'}, now ${now.compliant ?? 'unknown'}`);
  const after = new Map(now.verdicts.map((verdict) => [verdict.requirement, verdict]));
  for (const verdict of attested.verdicts) {
    const other = after.get(verdict.requirement);
    after.delete(verdict.requirement);
    differences.push(...verdictDifferences(verdict, other));
  }
  for (const { requirement, state } of after.values()) differences.push(`${requirement}: not attested, now ${state}`);
  for (const [what, list] of findingDifferences(attested.findings, now.findings))
    differences.push(...list.map((text) => `${what}: ${text}`));
  const unread = new Set(now.notExamined.map(({ path, reason }) => `${path} (${reason})`));
  const unreadBefore = new Set(attested.notExamined.map(({ path, reason }) => `${path} (${reason})`));
  for (const one of unreadBefore)
    if (!unread.has(one)) differences.push(`not examined as attested, examined now: ${one}`);
  for (const one of unread)
    if (!unreadBefore.has(one)) differences.push(`examined as attested, not examined now: ${one}`);
  return differences;
}

function verdictDifferences(before: AttestedVerdict, now: AttestedVerdict | undefined): readonly string[] {
  const { requirement } = before;
  if (now === undefined) return [`${requirement}: attested ${before.state}, and no clause now`];
  const shown = ({ state, because }: AttestedVerdict): string => (because === null ? state : `${state} (${because})`);
  const found: string[] = [];
  if (shown(before) !== shown(now)) found.push(`${requirement}: attested ${shown(before)}, now ${shown(now)}`);
  const counts = (['examined', 'safe', 'violating', 'unknown', 'waived'] as const).filter(
    (name) => before.sites[name] !== now.sites[name],
  );
  for (const name of counts)
    found.push(
      `${requirement}: ${name === 'examined' ? 'places examined' : `${name} places`}: attested ${before.sites[name]}, now ${now.sites[name]}`,
    );
  if (before.statement !== now.statement) found.push(`${requirement}: its text is not the one attested`);
  if (before.mapping !== now.mapping) found.push(`${requirement}: its checks are not those attested`);
  return found;
}

/** Findings that are not in the other list as often, by fingerprint and status. */
function findingDifferences(
  before: readonly AttestedFinding[],
  now: readonly AttestedFinding[],
): readonly (readonly [string, readonly string[]])[] {
  const left = (list: readonly AttestedFinding[], other: readonly AttestedFinding[]): readonly string[] => {
    const counts = new Map<string, number>();
    const keyOf = ({ rule, fingerprint, status }: AttestedFinding): string =>
      JSON.stringify([rule, fingerprint, status]);
    for (const one of other) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
    return list.flatMap((one) => {
      const count = counts.get(keyOf(one)) ?? 0;
      counts.set(keyOf(one), count - 1);
      return count > 0 ? [] : [`${one.path}:${one.line} ${one.rule} (${one.status})`];
    });
  };
  return [
    ['attested, not found now', left(before, now)],
    ['found now, not attested', left(now, before)],
  ];
}
