import type { Confidence, Severity } from './finding.ts';
import type { Selectable } from './selector.ts';

/** What a rule id means to a reader: of a rule over code, or of what another producer reports (secrets, packages, probes). */
export interface Descriptor extends Selectable {
  /** Short: what is wrong. */
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** False for what is only reported when it is selected. */
  readonly default: boolean;
  /** The check that its findings violate, of producers other than rules; absent: `rule:` and the id. */
  readonly check?: string;
  readonly why: string;
  readonly instead: string;
}
