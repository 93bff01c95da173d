import type { ClauseMapping, Mapping, Requirement, Standard } from './standard.ts';

/** A standard and what proves it, at one time. */
export interface Edition {
  readonly standard: Standard;
  readonly mapping: Mapping;
}

/** What became of one clause between two editions. */
export interface ClauseChange {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed';
  /** The id before, of a renamed clause. */
  readonly from: string | null;
  /** What differs: `statement`, `title`, `obligation`, `globs`, `checks`, `waivers`; empty for added and removed ones. */
  readonly parts: readonly string[];
  readonly before: Requirement | null;
  readonly after: Requirement | null;
  /** Selectors of the mapping that came, and that went. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** What happens to its verdict, one sentence. */
  readonly verdict: string;
}

/** What differs between two editions of a standard, in the order of the later one, what is gone last. A clause with the same text under another id is renamed. */
export function difference(before: Edition, after: Edition): readonly ClauseChange[] {
  const old = new Map(before.standard.requirements.map((requirement) => [requirement.id, requirement]));
  const now = new Set(after.standard.requirements.map(({ id }) => id));
  const gone = before.standard.requirements.filter(({ id }) => !now.has(id));
  const changes: ClauseChange[] = [];
  const renamed = new Set<string>();
  for (const requirement of after.standard.requirements) {
    const known = old.get(requirement.id);
    if (known !== undefined) {
      const change = changeOf('changed', known, requirement, before, after);
      if (change.parts.length > 0) changes.push(change);
      continue;
    }
    const twin = gone.find(({ id, digest }) => digest === requirement.digest && !renamed.has(id));
    if (twin === undefined) changes.push(changeOf('added', null, requirement, before, after));
    else {
      renamed.add(twin.id);
      changes.push(changeOf('renamed', twin, requirement, before, after));
    }
  }
  for (const requirement of gone)
    if (!renamed.has(requirement.id)) changes.push(changeOf('removed', requirement, null, before, after));
  return changes;
}

function changeOf(
  kind: ClauseChange['kind'],
  from: Requirement | null,
  to: Requirement | null,
  before: Edition,
  after: Edition,
): ClauseChange {
  const mappedBefore = from === null ? undefined : before.mapping.clauses.get(from.id);
  const mappedAfter = to === null ? undefined : after.mapping.clauses.get(to.id);
  const selectorsBefore = selectorsOf(mappedBefore);
  const selectorsAfter = selectorsOf(mappedAfter);
  const parts: string[] = [];
  if (from !== null && to !== null) {
    if (from.digest !== to.digest) parts.push('statement');
    if (from.title !== to.title) parts.push('title');
    if (from.obligation !== to.obligation) parts.push('obligation');
    if (from.globs.join('\n') !== to.globs.join('\n')) parts.push('globs');
    if (selectorsBefore.join('\n') !== selectorsAfter.join('\n')) parts.push('checks');
    if ((mappedBefore?.noWaiver ?? false) !== (mappedAfter?.noWaiver ?? false)) parts.push('waivers');
  }
  const gained = selectorsAfter.filter((one) => !selectorsBefore.includes(one));
  const lost = selectorsBefore.filter((one) => !selectorsAfter.includes(one));
  const change = {
    id: (to ?? from)?.id ?? '',
    kind,
    from: kind === 'renamed' ? (from?.id ?? null) : null,
    parts,
    before: from,
    after: to,
    gained,
    lost,
  };
  return { ...change, verdict: verdictOf(change, mappedAfter) };
}

/** Selectors with their place: `checks rule:x`, sorted. */
function selectorsOf(clause: ClauseMapping | undefined): readonly string[] {
  if (clause === undefined) return [];
  const of = (name: 'checks' | 'any' | 'also'): string[] =>
    clause[name].map((one) => (name === 'checks' ? one : `${name} ${one}`));
  return [...of('checks'), ...of('any'), ...of('also'), ...(clause.manual === null ? [] : ['manual'])].sort();
}

function verdictOf(change: Omit<ClauseChange, 'verdict'>, mapped: ClauseMapping | undefined): string {
  const { kind, parts } = change;
  if (kind === 'removed') return 'it is no longer judged';
  if (kind === 'added')
    return mapped === undefined ? 'new, and unmapped: nothing proves it yet' : 'new: judged by its checks from now on';
  const sentences: string[] = [];
  if (kind === 'renamed') sentences.push(mapped === undefined ? 'the new id is unmapped' : 'judged under the new id');
  if (parts.includes('checks')) sentences.push('other checks decide it');
  if (parts.includes('globs')) sentences.push('it binds other files');
  if (parts.includes('waivers')) sentences.push('other dispositions are accepted');
  if (parts.includes('statement')) sentences.push('its checks are the same, and were chosen for the text before');
  if (sentences.length === 0) return 'no verdict is touched';
  return `${sentences.join('; ')}; suspect until reviewed`;
}
