/** What the page's script gets from the page, as JSON. Every text is escaped already: it holds no control or bidirectional character. */
export interface PageData {
  readonly clauses: readonly PageClause[];
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

/** One line of code; in the middle the part that is meant, empty where the line is only context. */
export interface PageLine {
  readonly number: number;
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** One hop of a finding's path. */
export interface PageStep {
  readonly place: string;
  readonly note: string;
  readonly code: readonly PageLine[];
}

/** A finding as the page shows it. */
export interface PageFinding {
  readonly rule: string;
  readonly title: string;
  readonly why: string;
  readonly clauses: readonly string[];
  readonly severity: string;
  readonly confidence: string;
  readonly tier: string | null;
  readonly status: string;
  readonly message: string;
  readonly instead: string;
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
