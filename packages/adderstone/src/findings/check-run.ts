/** A check that this build knows: whether it ran, and if not, why. */
export interface CheckRun {
  /** `rule:family/name`, `secret:…`, `audit:…`, `probe:…` or `external:…`. */
  readonly check: string;
  /** True when it ran over everything that it could. */
  readonly ran: boolean;
  /** True for checks that are off unless asked for: a wildcard does not ask for them. */
  readonly optional: boolean;
  /** Why it did not run, in our own words; null when it ran. */
  readonly reason: string | null;
  /** What it saw, in one line of our own words, where counts of sites do not say it. */
  readonly note?: string;
  /** The command that would run it; absent: the one for its kind. */
  readonly remedy?: string;
}
