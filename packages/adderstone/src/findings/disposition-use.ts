import type { Day } from './date.ts';
import { compareText } from './problem.ts';
import type { FileSuppressions, PlacedForeign, Suppression } from './suppression.ts';
import type { ResolvedWaiver } from './waiver.ts';

/** A suppression comment, waiver or foreign comment of a run, and what it did. */
export interface DispositionUse {
  readonly kind: 'suppressed' | 'waived' | 'disputed' | 'foreign';
  /**
   * `in-force`: at least one finding has it. `shown`: a foreign comment at a finding that stays open. `expired`, `refused` (a clause takes none) and
   * `unused` (no finding is meant, or none of its rules ran) have no effect.
   */
  readonly state: 'in-force' | 'shown' | 'expired' | 'refused' | 'unused';
  /** What it names, as written: a rule, family, clause, CWE or another tool's id; `everything` for a foreign comment without ids. */
  readonly what: string;
  /** Where it holds: `statement`, `block`, `file`, or a waiver's glob. */
  readonly scope: string;
  readonly reason: string | null;
  readonly owner: string | null;
  /** The day since which it is there, where it says so. */
  readonly since: Day | null;
  readonly until: Day | null;
  /** Its own place: file and 1-based line. */
  readonly path: string;
  readonly line: number;
  /** How many findings it is about. */
  readonly findings: number;
}

/** How often something was about a finding, and whether a clause refused it. */
export interface Use {
  findings: number;
  refused: boolean;
  honoured: boolean;
}
/** Uses by what was used. */
export type Uses = Map<Suppression | ResolvedWaiver | PlacedForeign, Use>;

/** Notes that something is about a finding, and whether a clause refused it or it is honoured. */
export function note(
  used: Uses,
  item: Suppression | ResolvedWaiver | PlacedForeign,
  refused: boolean,
  honoured: boolean,
): void {
  const use = used.get(item) ?? { findings: 0, refused: false, honoured: false };
  use.findings++;
  if (refused) use.refused = true;
  else if (honoured) use.honoured = true;
  used.set(item, use);
}

/** Every suppression, waiver and foreign comment with what it did. Texts of the tree go through `maskText`. */
export function dispositionsOf(
  input: {
    readonly waivers: readonly ResolvedWaiver[];
    readonly suppressions: ReadonlyMap<string, FileSuppressions>;
  },
  used: Uses,
  maskText: (text: string) => string,
): readonly DispositionUse[] {
  const mask = (text: string | null): string | null => (text === null ? null : maskText(text));
  const found: DispositionUse[] = [];
  const stateOf = (item: Suppression | ResolvedWaiver): DispositionUse['state'] => {
    const use = used.get(item);
    if (item.expired) return 'expired';
    if (use === undefined) return 'unused';
    return use.honoured ? 'in-force' : 'refused';
  };
  for (const waiver of input.waivers) {
    const { kind, selector, glob, reason, owner, since, until, path, line } = waiver;
    const findings = used.get(waiver)?.findings ?? 0;
    const texts = { reason: mask(reason), owner: mask(owner), scope: mask(glob.text) ?? '' };
    found.push({ kind, state: stateOf(waiver), what: selector, ...texts, since, until, path, line, findings });
  }
  for (const { suppressions, foreign } of input.suppressions.values()) {
    for (const each of suppressions) {
      const { scope, selection, reason, owner, since, until, path, line } = each;
      const findings = used.get(each)?.findings ?? 0;
      const texts = { reason: mask(reason), owner: mask(owner) };
      found.push({
        kind: 'suppressed',
        state: stateOf(each),
        what: selection.selector,
        scope,
        ...texts,
        since,
        until,
        path,
        line,
        findings,
      });
    }
    for (const each of foreign) {
      const use = used.get(each);
      const state = use === undefined ? 'unused' : use.honoured ? 'in-force' : 'shown';
      const what =
        each.ids === null ? `${each.tool}: everything` : each.ids.map((id) => `${each.tool}:${id}`).join(', ');
      const { path, line } = each;
      found.push({
        kind: 'foreign',
        state,
        what,
        scope: 'statement',
        reason: null,
        owner: null,
        since: null,
        until: null,
        path,
        line,
        findings: use?.findings ?? 0,
      });
    }
  }
  return found.sort((a, b) => compareText(a.path, b.path) || a.line - b.line || compareText(a.what, b.what));
}
