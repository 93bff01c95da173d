/**
 * For whose calls a function is run once more with known arguments: what such a run shows concerns its callers alone.
 * Only callers in files that are named as tests are told apart; one other is as good as all.
 */
export class Askers {
  /** What a run asks that was not asked for by anyone in particular, outside of files that are named as tests. */
  static readonly EVERYBODY: Askers = new Askers(null, true);
  /** The file that is named as a test and asks; null for the askers of a run. */
  private readonly path: string | null;
  private isEverybody: boolean;
  private runs: Set<Askers> | null = null;

  private constructor(path: string | null, isEverybody: boolean) {
    this.path = path;
    this.isEverybody = isEverybody;
  }

  /** The code of a file that is named as a test. */
  static inTest(path: string): Askers {
    return new Askers(path, false);
  }

  /** Of a run that a first caller asks for. */
  static of(asker: Askers): Askers {
    const askers = new Askers(null, false);
    askers.add(asker);
    return askers;
  }

  /** A further caller. */
  add(asker: Askers): void {
    if (this.isEverybody || asker === this) return;
    if (asker.isEverybody) {
      this.isEverybody = true;
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
      if (one.path !== null && !inTest(one.path)) return false;
      for (const run of one.runs ?? []) seen.add(run);
    }
    return true;
  }
}
