/** A file that `init` would write. */
export interface PlannedFile {
  /** Project-relative. */
  readonly path: string;
  /** What is there now; null: nothing. */
  readonly before: string | null;
  /** What would be there; equal to `before` when nothing is to do. */
  readonly after: string;
}

/** A file that has to be changed by hand, and why, in one sentence. */
export interface ByHand {
  readonly path: string;
  readonly byHand: string;
}

/** Gives the text of a project-relative file, or null when there is none. */
export type ReadFile = (path: string) => string | null;
