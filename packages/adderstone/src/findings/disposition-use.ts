import type { Day } from './date.ts';

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
