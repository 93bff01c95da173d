import type { CheckRun } from './check-run.ts';
import type { RawFinding, Site } from './finding.ts';
import type { Problem } from './problem.ts';

/**
 * What a producer of evidence beside the rules adds to one run: the scan for secrets, the dependency audit, the dynamic
 * validation, another tool's report. Its findings name their check in `RawFinding.check`; their rule ids are described in
 * `scan/producers.ts`. They are settled, judged and reported like those of rules.
 */
export interface Contribution {
  /** Which checks ran, and why the others did not: one that is not listed counts as not run. */
  readonly checks: readonly CheckRun[];
  readonly findings: readonly RawFinding[];
  /** Places that were examined and are not violating: safe or unknown. */
  readonly sites: readonly Site[];
  readonly problems: readonly Problem[];
  /** Why the run is incomplete because of this producer, one sentence each; empty when it looked at everything. */
  readonly incomplete: readonly string[];
}
