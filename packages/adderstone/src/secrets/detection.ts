/** Half-open offsets in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a value was recognised: its format proves it; a name or position says so; only its look speaks for it. */
export type Certainty = 'validated' | 'named' | 'look';

/** Where in a file a value stands, as far as it changes what is said. */
export type Site = 'code' | 'comment' | 'docstring' | 'settings' | 'output' | 'markdown';

/**
 * A credential or a personal datum in a text. The value is in no field: only where it is, what it is and what it is bound to.
 */
export interface Detection {
  /** Rule id: `secret/…` or `personal-data/…`. */
  readonly rule: string;
  /** Kind, kebab-case: `github-token`, `password`, `email`. */
  readonly kind: string;
  /** With its article, for a sentence: `a GitHub token`. */
  readonly what: string;
  /** The parts of the value in source order; at least one. The first is the place that is reported. All are masked. */
  readonly spans: readonly Span[];
  /** Name that the value is bound to: identifier, attribute, key or parameter; null when there is none. */
  readonly name: string | null;
  /** Public prefix of the provider, which may be shown; empty when there is none. */
  readonly prefix: string;
  /** Length of the value in characters. */
  readonly length: number;
  readonly certainty: Certainty;
  readonly site: Site;
  /** Number of the notebook cell when the value is not in the joined code text; the spans are then offsets into no text and must not be used. */
  readonly cell?: { readonly number: number; readonly line: number };
}
