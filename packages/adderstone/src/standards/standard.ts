/** How strongly a clause binds; sets the wording of its verdict, never the severity of a finding. */
export type Obligation = 'must' | 'must-not' | 'should' | 'should-not' | 'may' | 'procedure' | 'validation';

/** One numbered clause of a standards document. `requirement` in types and JSON, clause in prose. */
export interface Requirement {
  /** In full, as the document writes it: `REQ-PY_SEC-01`. */
  readonly id: string;
  /** `document`: written there; `derived`: made for a stop condition without an id. */
  readonly idSource: 'document' | 'derived';
  readonly title: string;
  /** The clause's own text, Markdown removed, repaired for display. */
  readonly statement: string;
  readonly obligation: Obligation;
  /** Headings above it, outermost first. */
  readonly section: readonly string[];
  /** 1-based lines of the document. */
  readonly line: number;
  readonly endLine: number;
  /** SHA-256 of the statement with white space collapsed, hexadecimal: the clause's fingerprint. */
  readonly digest: string;
  /** For `IF … THEN …`: the condition and the action apart, else null. */
  readonly procedure: { readonly condition: string; readonly action: string } | null;
  /** Check boxes in the clause: their 1-based lines and whether they are ticked. */
  readonly boxes: readonly { readonly line: number; readonly ticked: boolean }[];
  /** Path of the document that it stands in. */
  readonly document: string;
  /** Globs, relative to the project, of the files that it binds; empty: every file. */
  readonly globs: readonly string[];
}

/** A fenced example of the document. */
export interface StandardExample {
  /** Info string's first word in lower case, e.g. `python`. */
  readonly language: string;
  readonly text: string;
  /** 1-based line of the document on which the example's first line stands. */
  readonly line: number;
  readonly section: readonly string[];
  /** Its document, where several are read together. */
  readonly path?: string;
}

/** Something that a reader of the document should know; never stops the load unless `error`. */
export interface StandardProblem {
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable name, kebab-case: `duplicate-id`, `mojibake-repaired`, `unsound-example`, … */
  readonly code: string;
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** Its document, where several are read together. */
  readonly path?: string;
}

/** When and to which files a document applies, from any dialect of front matter. */
export interface Activation {
  readonly mode: 'always' | 'glob' | 'model-decision' | 'manual';
  readonly globs: readonly string[];
  readonly description: string | null;
}

/** One document of a standard. */
export interface StandardDocument {
  readonly path: string;
  readonly title: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
  /** The agent whose rule file it is, by its place; `plain` for any other Markdown. */
  readonly dialect: string;
  readonly activation: Activation;
  /** Globs, relative to the project, of the files that its clauses bind; empty: every file. */
  readonly globs: readonly string[];
}

/** A standards document, read; or several as one, the first that has a clause deciding its text. */
export interface Standard {
  /** Short name of its clauses' scope, e.g. `PY_SEC`; null when the ids have none or several. */
  readonly scope: string | null;
  readonly title: string;
  readonly path: string;
  /** SHA-256 of the document's bytes, hexadecimal; of several documents, of their digests in order. */
  readonly digest: string;
  readonly documents: readonly StandardDocument[];
  /** The document itself, text mended for display; the lines of clauses count in it. */
  readonly text: string;
  readonly activation: Activation;
  /** Role, Purpose, Activates When, Trigger and the like. */
  readonly fields: ReadonlyMap<string, string>;
  readonly requirements: readonly Requirement[];
  readonly examples: readonly StandardExample[];
  /** Text that belongs to no clause, with its 1-based line. */
  readonly informative: readonly { readonly line: number; readonly text: string; readonly path?: string }[];
  readonly problems: readonly StandardProblem[];
}

/** What proves a clause. A selector of checks: `rule:injection/shell`, `rule:crypto/*`, `rule:*`, `secret:…`, `audit:…`, `probe:…`, `external:…`. */
export type CheckSelector = string;

/** The checks of one clause. */
export interface ClauseMapping {
  /** All must run and hold. */
  readonly checks: readonly CheckSelector[];
  /** Any one suffices. */
  readonly any: readonly CheckSelector[];
  /** Further evidence: it can violate, its absence is no gap. */
  readonly also: readonly CheckSelector[];
  /** Refuses accepted risk and inline suppression. */
  readonly noWaiver: boolean;
  /** Why no check can prove it, for clauses that only people can judge; else null. */
  readonly manual: string | null;
}

/** Which checks prove which clauses of a standard. */
export interface Mapping {
  readonly standard: string;
  readonly path: string;
  readonly clauses: ReadonlyMap<string, ClauseMapping>;
  /** Ids of other tools' audit checks (`bandit:B404`): what they report is information, no open result. */
  readonly informational: readonly string[];
}
