import type { Tier } from '../models/vocabulary.ts';
import type { Edit } from '../text/edit.ts';

/** How bad it is when it is real; SARIF security-severity 9.5, 8.0, 5.5, 2.5. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** How sure the analysis is. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What kind of evidence a finding rests on. */
export type Cause = 'form' | 'flow' | 'setting' | 'package' | 'secret' | 'probe';

/** What has become of a finding. `baselined` and `new` are open; the others have a disposition. */
export type Status = 'new' | 'baselined' | 'suppressed' | 'waived' | 'disputed';

/** A place as people count it: 1-based lines and columns (UTF-16 code units), end exclusive; `cell` 1-based in a notebook. */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly cell: number | null;
}

/** One hop of a trace, source first, sink last; `note` is one line in our own words. */
export interface TraceStep extends Location {
  readonly note: string;
}

/** Traces of further origins that a finding keeps; of those beyond it has the number. */
export const MAX_WAYS = 10;

/** A mechanical way out. `review`: it changes behaviour, and `title` says how. */
export interface Fix {
  readonly title: string;
  readonly safety: 'safe' | 'review';
  readonly edits: readonly { readonly path: string; readonly edit: Edit }[];
}

/** A weakness found at a place, before it is compared with suppressions, waivers and baseline. */
export interface RawFinding {
  /** `family/name`. */
  readonly rule: string;
  readonly cwe: readonly number[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly cause: Cause;
  /** Tier of the origin for a flow, else null. */
  readonly tier: Tier | null;
  /** One sentence: what is wrong here. Names from the code only as identifiers in backquotes. */
  readonly message: string;
  /** One sentence: what to write instead. */
  readonly instead: string;
  readonly location: Location;
  /** Half-open offsets of the place in its file (UTF-16 code units). */
  readonly start: number;
  readonly end: number;
  readonly trace: readonly TraceStep[];
  /** How data of further origins gets here, a trace each; at most `MAX_WAYS`. Absent where there is one origin. */
  readonly ways?: readonly (readonly TraceStep[])[];
  /** How many further origins there are, those beyond `MAX_WAYS` included. Absent: as many as `ways` has. */
  readonly origins?: number;
  readonly fix: Fix | null;
  /**
   * Stands in the fingerprint instead of the place's text: the name that a secret or personal datum is bound to (its text
   * must enter no hash), the name of a package. Absent where the text of the place identifies it.
   */
  readonly anchor?: string;
  /** The check that it violates, of producers other than rules: `secret:…`, `audit:…`, `probe:…`, `external:…`. Absent: `rule:` and the rule's id. */
  readonly check?: string;
  /** Other tools that report it too, with their ids: `bandit B602`; sorted. */
  readonly seenBy?: readonly string[];
  /** `tool:id` names that are meant by a suppression comment of that tool, of a finding that another tool made. */
  readonly equivalents?: readonly string[];
  /**
   * True for a flow that is mended where its data comes in rather than here: a report may tell it together with others of the same
   * origin (`findings/join.ts`).
   */
  readonly joins?: boolean;
  /** What stands for the origin of a finding without a flow: two with the same text are of one defect. In no output. */
  readonly group?: string;
  /** True when the analysis of data examined the same place and found no untrusted origin there: suspected by its form alone. */
  readonly vouched?: boolean;
}

/** The check that a finding violates. */
export function checkOf(finding: { readonly rule: string; readonly check?: string }): string {
  return finding.check ?? `rule:${finding.rule}`;
}

/** A suppression, waiver or foreign comment that concerns a finding. */
export interface Disposition {
  readonly kind: 'suppressed' | 'waived' | 'disputed' | 'foreign';
  readonly reason: string | null;
  readonly owner: string | null;
  /** ISO date since which it is there, where it says so; else null. */
  readonly since: string | null;
  /** ISO date after which it no longer holds, or null. */
  readonly until: string | null;
  readonly path: string;
  readonly line: number;
}

/** A finding with its identity and its state. */
export interface Finding extends RawFinding {
  /** Full ids of the clauses of the standard that it concerns, sorted. */
  readonly requirements: readonly string[];
  /** How many further findings of the same rule at the same place, from other origins, this one stands for. */
  readonly others: number;
  /** 32 hexadecimal digits from rule, path, text of the place (both ends of a flow) and ordinal; no line number in it. */
  readonly fingerprint: string;
  readonly status: Status;
  readonly disposition: Disposition | null;
  /** Further places that data of the same origin reaches, where a report tells them as one (`findings/join.ts`). */
  readonly also?: readonly JoinedPlace[];
}

/** A further place of a joined finding, with the identity that it has as a finding of its own. */
export interface JoinedPlace extends Location {
  readonly fingerprint: string;
}

/** Why a site is safe. */
export type SafeReason =
  | 'constant'
  | 'parameterised'
  | 'argument-list'
  | 'cleaned'
  | 'guarded'
  | 'verified'
  | 'safe-loader'
  | 'safe-setting'
  | 'no-untrusted-origin'
  | 'nothing-found'
  | 'no-advisory'
  | 'disputed';

/** Why nothing can be said about a site. */
export type UnknownReason = 'unresolved-call' | 'unmodelled-library' | 'dynamic-code' | 'budget' | 'not-audited';

/** A place that a check examined, and what came of it. */
export interface Site {
  /** The check that examined it: a rule id, or `secret:…`, `audit:…`, `probe:…`. */
  readonly check: string;
  readonly outcome: 'safe' | 'violating' | 'unknown';
  readonly reason: SafeReason | UnknownReason | null;
  /** A few of our own words, e.g. `resolve() then is_relative_to()`; may be empty. */
  readonly note: string;
  readonly path: string;
  readonly line: number;
}
