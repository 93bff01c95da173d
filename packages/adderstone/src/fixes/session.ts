import type { Finding } from '../findings/finding.ts';
import { applyFixes, type Fixable, type FixedText, type FixFailure, verifyFixes } from './apply.ts';

type FixableFinding = Finding & Fixable;

/** A fix that was made, at the place that its finding had then. */
export interface MadeFix {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly safety: 'safe' | 'review';
  readonly title: string;
}

/** A fix that was tried and did not hold. */
export interface RefusedFix extends MadeFix {
  readonly why: string;
}

/** What came of fixing a project. */
export interface FixOutcome {
  /** New texts of the changed files by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly made: readonly MadeFix[];
  readonly refused: readonly RefusedFix[];
  /** The findings of the project with all of that in it, and what a check of it gave. */
  readonly findings: readonly Finding[];
  /** True when rounds ran out before fixes did. */
  readonly unfinished: boolean;
}

/** Most checks of the project in one run. */
const MAX_ROUNDS = 40;

/**
 * Applies fixes until none is left: all that do not overlap at once, then a check of the whole project; a file in which one did not
 * hold goes back, without it. Pure but for `check`.
 * @param texts the files that may be changed, by path
 * @param check gives the findings of the project with these texts in place of its own
 * @param wanted which fixes to make
 */
export function fixProject(
  texts: ReadonlyMap<string, string>,
  check: (texts: ReadonlyMap<string, string>) => readonly Finding[],
  wanted: (finding: FixableFinding) => boolean,
): FixOutcome {
  const now = new Map(texts);
  const changed = new Map<string, string>();
  const made: MadeFix[] = [];
  const refused: RefusedFix[] = [];
  const given = new Set<string>();
  /** Files whose fixes are tried one by one, because together they did not hold and nothing says which. */
  const alone = new Set<string>();
  let findings = check(now);
  for (let round = 1; round < MAX_ROUNDS; round++) {
    const candidates = findings
      .filter(isFixable)
      .filter(
        (finding) =>
          (finding.status === 'new' || finding.status === 'baselined') &&
          now.has(finding.location.path) &&
          !given.has(keyOf(finding)) &&
          wanted(finding),
      );
    if (candidates.length === 0) return { texts: changed, made, refused, findings, unfinished: false };
    const attempts = new Map<string, FixedText>();
    for (const [path, list] of Map.groupBy(candidates, (finding) => finding.location.path))
      attempts.set(path, applyFixes(now.get(path) as string, alone.has(path) ? list.slice(0, 1) : list));
    const next = new Map(now);
    for (const [path, attempt] of attempts) next.set(path, attempt.text);
    const after = check(next);
    const failures = failuresOf(now, attempts, findings, after);
    for (const [path, failure] of failures) {
      const attempt = attempts.get(path) as FixedText;
      const culprit = failure.finding ?? (attempt.applied.length === 1 ? (attempt.applied[0] as Fixable) : null);
      if (culprit === null) {
        alone.add(path);
        continue;
      }
      given.add(keyOf(culprit));
      refused.push({ ...madeOf(culprit), why: failure.message });
    }
    for (const [path, attempt] of attempts) {
      if (failures.has(path)) continue;
      now.set(path, attempt.text);
      changed.set(path, attempt.text);
      made.push(...attempt.applied.map(madeOf));
    }
    findings = failures.size === 0 ? after : check(now);
  }
  return { texts: changed, made, refused, findings, unfinished: true };
}

/** What did not hold, by file. Something new in a file that no fix is in counts against every fix of the round. */
function failuresOf(
  texts: ReadonlyMap<string, string>,
  attempts: ReadonlyMap<string, FixedText>,
  before: readonly Finding[],
  after: readonly Finding[],
): Map<string, FixFailure> {
  const failures = new Map<string, FixFailure>();
  const old = Map.groupBy(before, (finding) => finding.location.path);
  const now = Map.groupBy(after, (finding) => finding.location.path);
  for (const [path, attempt] of attempts) {
    const failure = verifyFixes(texts.get(path) as string, attempt, old.get(path) ?? [], now.get(path) ?? []);
    if (failure !== null) failures.set(path, failure);
  }
  for (const [path, list] of now) {
    if (attempts.has(path)) continue;
    const known = old.get(path) ?? [];
    const fresh = list.find((one) => !known.some((was) => was.rule === one.rule && was.start === one.start));
    if (fresh === undefined) continue;
    for (const at of attempts.keys())
      failures.set(at, { finding: null, message: `\`${fresh.rule}\` would be found in another file` });
  }
  return failures;
}

function isFixable(finding: Finding): finding is FixableFinding {
  return finding.fix !== null;
}

function keyOf(finding: Fixable): string {
  return `${finding.rule}\0${finding.location.path}\0${(finding as Partial<Finding>).fingerprint ?? ''}`;
}

function madeOf(finding: Fixable): MadeFix {
  const { path, line, column } = finding.location;
  return { path, line, column, rule: finding.rule, safety: finding.fix.safety, title: finding.fix.title };
}
