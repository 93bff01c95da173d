import type { Fix } from '../findings/finding.ts';
import type { Edit } from '../text/edit.ts';
import type { FixSite } from './site.ts';

/** A way out for one finding: `title` says what is done and, for `review`, what behaves differently after it. */
export interface Draft {
  readonly title: string;
  readonly safety: Fix['safety'];
  readonly edits: readonly Edit[];
}

/** An executable example: the same file before and after all fixes of the rule, with `review` ones where it says so. */
export interface FixExample {
  readonly before: string;
  readonly after: string;
  /** The rule, where the fixer has several. */
  readonly rule?: string;
}

/** Knows the mechanical way out of what one rule (or several alike) reports. Pure; never text that the finding's file does not hold but names of the standard library and literals. */
export interface Fixer {
  readonly rules: readonly string[];
  /** Null where nothing can be changed with certainty. */
  fix(site: FixSite): Draft | null;
  readonly examples: readonly FixExample[];
}

/** Declares a fixer; gives it back unchanged, with its type checked. */
export function defineFixer(fixer: Fixer): Fixer {
  return fixer;
}
