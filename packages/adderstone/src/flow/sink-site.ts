import type { Kind } from '../models/vocabulary.ts';
import type { ModuleInfo } from './program.ts';
import type { SmallSet } from './small-set.ts';
import type { Label } from './taint.ts';

/** How a sink's place came out, best first. */
export type SinkOutcome =
  | 'constant'
  | 'no-untrusted-origin'
  | 'argument-list'
  | 'cleaned'
  | 'guarded'
  | 'unknown'
  | 'violating';

const RANK: Readonly<Record<SinkOutcome, number>> = {
  constant: 0,
  'no-untrusted-origin': 1,
  'argument-list': 2,
  cleaned: 3,
  guarded: 4,
  unknown: 5,
  violating: 6,
};

/** True when an outcome is worse than another. */
export function isWorse(one: SinkOutcome, other: SinkOutcome): boolean {
  return RANK[one] > RANK[other];
}

/** A place where data is used in a way that matters; one a call, argument and kind. */
export class SinkSite {
  readonly kind: Kind;
  readonly module: ModuleInfo;
  /** Half-open place of the argument. */
  readonly start: number;
  readonly end: number;
  /** Half-open place of the whole call or store. */
  readonly callStart: number;
  readonly callEnd: number;
  /** Dotted path of what is called. */
  readonly callee: string;
  outcome: SinkOutcome = 'constant';
  /** True when data that callers choose reaches it unchecked. */
  takesAny = false;
  /** The labels of data that reaches it over calls, noted so far. */
  drafted: SmallSet<Label> = undefined;

  constructor(
    kind: Kind,
    module: ModuleInfo,
    start: number,
    end: number,
    callStart: number,
    callEnd: number,
    callee: string,
  ) {
    this.kind = kind;
    this.module = module;
    this.start = start;
    this.end = end;
    this.callStart = callStart;
    this.callEnd = callEnd;
    this.callee = callee;
  }

  /** Keeps the worst outcome. */
  came(outcome: SinkOutcome): void {
    if (isWorse(outcome, this.outcome)) this.outcome = outcome;
  }
}
