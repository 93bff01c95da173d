import { type Finding, type JoinedPlace, MAX_WAYS } from './finding.ts';
import { compareText } from './problem.ts';

/** What findings of one defect have in common: rule, weight, state, and where their data came in. Null: it stands alone. */
function keyOf(finding: Finding): string | null {
  const { rule, severity, confidence, tier, trace, status, disposition, group } = finding;
  const [first] = trace;
  const origin = group ?? (tier === null || first === undefined ? null : [first.path, first.line, first.column]);
  if (origin === null || disposition !== null) return null;
  return JSON.stringify([rule, severity, confidence, tier, status, origin]);
}

/**
 * Findings of one rule whose data came in at the same place, and that are mended there (`RawFinding.joins`), become one: with the first
 * that stands by itself, else at the place that the fewest steps lead to. The other places are its `also`, and its message counts them.
 * A finding with a disposition stands alone, so that a comment at one place hides no other. Pure; keeps the order.
 */
export function joinByOrigin(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const joined = new Map<Finding, Finding | null>();
  for (const group of groups.values()) {
    const ranked = [...group].sort((a, b) => a.trace.length - b.trace.length || compareMeant(a, b));
    const first = ranked.find((one) => one.joins !== true) ?? ranked[0];
    const rest = ranked.filter((one) => one !== first && one.joins === true);
    if (first === undefined || rest.length === 0) continue;
    const also = rest.map(placeOf).sort(comparePlaces);
    const more = `at ${also.length} more ${also.length === 1 ? 'place' : 'places'}`;
    joined.set(first, { ...first, ...waysOf(first, rest), message: `${first.message}, here and ${more}`, also });
    for (const one of rest) joined.set(one, null);
  }
  return findings.flatMap((finding) => {
    const one = joined.get(finding);
    return one === undefined ? [finding] : one === null ? [] : [one];
  });
}

/** The ways of further origins to any of the places, one of each origin. */
function waysOf(first: Finding, rest: readonly Finding[]): Pick<Finding, 'ways' | 'others'> {
  const own = first.ways ?? [];
  const known = new Set([first.trace, ...own].map(startOf));
  const further = rest
    .flatMap(({ ways = [] }) => ways)
    .filter((way) => !known.has(startOf(way)) && known.add(startOf(way)));
  if (further.length === 0) return { others: first.others };
  return { ways: [...own, ...further].slice(0, MAX_WAYS), others: first.others + further.length };
}

function startOf([step]: Finding['trace']): string {
  return JSON.stringify(step === undefined ? null : [step.path, step.line, step.column]);
}

function placeOf({ location, fingerprint }: Finding): JoinedPlace {
  return { ...location, fingerprint };
}

function compareMeant(a: Finding, b: Finding): number {
  return comparePlaces(a.location, b.location) || compareText(a.fingerprint, b.fingerprint);
}

function comparePlaces(a: Finding['location'], b: Finding['location']): number {
  return compareText(a.path, b.path) || (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column;
}
