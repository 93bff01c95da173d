/** Something that went wrong or that the reader must know, not tied to a finding. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable name, kebab-case. */
  readonly code: string;
  /** One sentence in our own words; formats escape it. */
  readonly message: string;
  readonly path: string | null;
  /** 1-based, or null; in a notebook within a cell, which the message names where it matters. */
  readonly line: number | null;
}

/** Orders problems by path, line, code and message; those without a path first. */
export function compareProblems(a: Problem, b: Problem): number {
  return (
    compareText(a.path ?? '', b.path ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Orders texts by UTF-16 code units, so that no locale enters an output. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A word of a scanned file that may stand in a message: a name of at most 80 characters of the selector alphabet. Anything
 * else becomes `a name with other characters`.
 */
export function quotable(word: string): string {
  return /^[\w.:*/@-]{1,80}$/.test(word) ? `\`${word}\`` : 'a name with other characters';
}
