import type { Suspicion } from './lock.ts';
import type { Obligation } from './standard.ts';

/** State of a clause, in the order in which it is decided. */
export type VerdictState = 'violated' | 'not-verified' | 'waived' | 'met' | 'not-applicable' | 'unmapped';

/** Why a clause is not verified. */
export type Because = 'incomplete' | 'not-run' | 'unknown-sites';

/** How many sites the checks of a clause examined, and how each ended. */
export interface SiteCounts {
  readonly examined: number;
  readonly safe: number;
  readonly violating: number;
  readonly unknown: number;
  readonly waived: number;
}

/** One piece of evidence: a check and what it saw, in one line of our own words. */
export interface Evidence {
  readonly check: string;
  readonly text: string;
  /** Places behind it, at most ten; `more` says how many further ones there are. */
  readonly places: readonly { readonly path: string; readonly line: number; readonly note: string }[];
  readonly more: number;
}

/** Something that keeps a clause from being verified, and the command or row that would verify it. */
export interface Gap {
  readonly check: string;
  readonly text: string;
  readonly remedy: string | null;
}

/** The judgement of one clause. */
export interface Verdict {
  readonly requirement: string;
  readonly title: string;
  readonly statement: string;
  readonly obligation: Obligation;
  readonly state: VerdictState;
  readonly because: Because | null;
  /** The checks of this build that the clause rests on, sorted: `rule:injection/shell`; those that did not run included. */
  readonly checks: readonly string[];
  readonly sites: SiteCounts;
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly Gap[];
  /** Open findings that are in the baseline; new ones are the rest. */
  readonly baselined: number;
  /** With `--since` or `--staged`: what the change did, and the clause's state before it (null for a clause that was not there); else null. */
  readonly change: { readonly new: number; readonly fixed: number; readonly was: VerdictState | null } | null;
  /** Why the verdict is suspect: the clause or its mapping is not what the lock holds. Empty when it is, or there is no lock. */
  readonly suspect: readonly Suspicion[];
}
