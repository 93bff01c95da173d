/**
 * For whose calls a function is run once more with known arguments: what such a run shows concerns its callers alone.
 * Only callers in files that are named as tests are told apart; one other is as good as all.
 */
export class Askers {
  /** What a run asks that was not asked for by anyone in particular, outside of files that are named as tests. */
  static readonly EVERYBODY: Askers = new Askers(null);
  private isEverybody: boolean;
  private paths: Set<string> | null = null;
  private runs: Set<Askers> | null = null;

  /** @param path the file that is named as a test, or null for everybody */
  constructor(path: string | null) {
    this.isEverybody = path === null;
    if (path !== null) this.paths = new Set([path]);
  }

  /** Of a run that a first caller asks for. */
  static of(asker: Askers): Askers {
    const askers = new Askers(null);
    askers.isEverybody = false;
    askers.add(asker);
    return askers;
  }

  /** A further caller. */
  add(asker: Askers): void {
    if (this.isEverybody || asker === this) return;
    if (asker.isEverybody) {
      this.isEverybody = true;
      this.paths = null;
      this.runs = null;
    } else {
      this.runs ??= new Set();
      this.runs.add(asker);
    }
  }

  /** True when each caller, over any number of such runs, is in one of these files. */
  areAll(inTest: (path: string) => boolean): boolean {
    const seen = new Set<Askers>([this]);
    for (const one of seen) {
      if (one.isEverybody) return false;
      for (const path of one.paths ?? []) if (!inTest(path)) return false;
      for (const run of one.runs ?? []) seen.add(run);
    }
    return true;
  }
}
