/** Versions from `from` (null: from the first) up to `to`: without it when `fixed`, with it otherwise; `to` null: without end. */
export interface AffectedRange {
  readonly from: string | null;
  readonly to: string | null;
  readonly fixed: boolean;
}

/** What one record of OSV says of one package, condensed. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Sorted, not overlapping. */
  readonly ranges: readonly AffectedRange[];
  /** Versions that are affected beside those in the ranges, as written. */
  readonly versions: readonly string[];
  /** CVSS vectors as written. */
  readonly vectors: readonly string[];
  /** A word for how bad it is, where the source gives one beside or instead of a vector. */
  readonly rated: 'critical' | 'high' | 'medium' | 'low' | null;
  /** One line, shortened; may be empty. */
  readonly summary: string;
  /** True when the package itself is meant to do harm. */
  readonly malicious: boolean;
  /** Bounds that are no versions: with nothing else to go by, the record cannot be matched. */
  readonly unreadable: readonly string[];
}

/** A record of the source that says nothing now. */
export interface WithdrawnRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Names (PEP 503) of the packages that it was about. */
  readonly packages: readonly string[];
}

/** What is known of a set of advisories beside the advisories. */
export interface DataHeader {
  /** Where it was taken from: an address, or `file`. */
  readonly source: string;
  /** Day on which the source was last seen to say this, `YYYY-MM-DD`. */
  readonly taken: string;
  /** When the newest record was changed, ISO 8601; empty without records. */
  readonly newest: string;
  /** Records that were read, withdrawn ones included. */
  readonly records: number;
  readonly packages: number;
  readonly withdrawn: readonly WithdrawnRecord[];
  /** Records that could not be read, with the reason. */
  readonly damaged: readonly { readonly file: string; readonly reason: string }[];
  /** For a conditional request. */
  readonly etag: string | null;
  readonly lastModified: string | null;
}
