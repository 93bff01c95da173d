/** What the page's script gets from the page, as JSON. Every text is escaped already: it holds no control or bidirectional character. */
export interface PageData {
  readonly clauses: readonly PageClause[];
  readonly rules: readonly PageRule[];
  readonly advice: readonly string[];
  readonly findings: readonly PageFinding[];
  readonly sites: PageSites;
}

/** A clause by its id; `checks` are indexes into `PageSites.checks`. */
export interface PageClause {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly checks: readonly number[];
}

/** One line of code: its number and text; for the line that is meant, what stands before, in and behind the part that is meant. */
export type PageLine =
  | readonly [number: number, text: string]
  | readonly [number: number, before: string, marked: string, after: string];

/** What findings of a rule have in common. */
export interface PageRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

/** One hop of a finding's path. */
export interface PageStep {
  readonly place: string;
  readonly note: string;
  readonly code: readonly PageLine[];
}

/** A finding as the page shows it. */
export interface PageFinding {
  /** Index into `PageData.rules`, and into `PageData.clauses`. */
  readonly rule: number;
  readonly clauses: readonly number[];
  readonly severity: string;
  readonly confidence: string;
  readonly tier: string | null;
  readonly status: string;
  readonly message: string;
  /** Index into `PageData.advice`: what to write instead. */
  readonly instead: number;
  readonly place: string;
  readonly code: readonly PageLine[];
  readonly steps: readonly PageStep[];
  readonly others: number;
  readonly cwe: readonly number[];
  readonly fix: string | null;
  readonly accepted: string | null;
  readonly fingerprint: string;
}

/** Places that were examined, by column: a report has many thousands. `rows` are check, reason, note, path, line, code, one after the other; all but the line are indexes. */
export interface PageSites {
  readonly checks: readonly string[];
  readonly reasons: readonly {
    readonly id: string;
    readonly name: string;
    readonly meaning: string;
    readonly unknown: boolean;
  }[];
  readonly notes: readonly string[];
  readonly paths: readonly string[];
  readonly codes: readonly string[];
  readonly rows: readonly number[];
}
