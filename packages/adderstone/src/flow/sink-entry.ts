import type { Kind } from '../models/vocabulary.ts';
import type { ModuleInfo } from './program.ts';
import { isWorse, type SinkOutcome, SinkSite } from './sink-site.ts';
import { isMember, type SmallSet, withMember } from './small-set.ts';
import type { Label, Origin } from './taint.ts';

/** A call on the way to a sink: its place, and the function that is called. */
export interface CallOnWay {
  readonly module: ModuleInfo;
  readonly start: number;
  readonly end: number;
  /** Name of the function that is called here. */
  readonly callee: string;
}

/** Where data that reaches a place goes on to: a sink, or the sinks of a callee. */
export type SinkTarget = SinkSite | SinkEntry;

/** Calls that a trace keeps. */
const MAX_CALLS = 16;
/** Sinks, and calls with sinks behind them, of one summary. */
const MAX_SINKS = 4_000;

/** One of the places that an entry's data goes on to. In a list rather than an array: most entries have one, and there are hundreds of thousands. */
export interface SinkLink {
  readonly target: SinkTarget;
  /** The first call that leads to it; null for a sink of the function itself. */
  readonly call: CallOnWay | null;
  next: SinkLink | null;
}

/**
 * The sinks of a kind that data of a parameter reaches with the same changes on the way, as callers see them: in the function itself, and as entries of
 * the functions that it calls. A caller keeps one reference for all of them; which they are is worked out where data of someone arrives.
 */
export class SinkEntry {
  readonly kind: Kind;
  readonly origin: Origin;
  readonly lo: number;
  readonly hi: number;
  readonly weak: boolean;
  /** Sinks of the function itself, and entries of callees, in the order in which they were added. */
  first: SinkLink | null = null;
  private last: SinkLink | null = null;
  /** True when some of its sinks were found after callers were interpreted: none of them has put its data in. */
  isLate = false;
  /** The labels of data that reaches it over calls, noted so far. */
  drafted: SmallSet<Label> = undefined;
  private outcome: SinkOutcome = 'constant';
  private marks: SmallSet<number> = undefined;

  /** The entry of the same function and origin that was made before it, or null. */
  readonly sibling: SinkEntry | null;

  constructor(kind: Kind, label: Pick<Label, 'origin' | 'lo' | 'hi' | 'weak'>, sibling: SinkEntry | null) {
    this.sibling = sibling;
    this.kind = kind;
    this.origin = label.origin;
    this.lo = label.lo;
    this.hi = label.hi;
    this.weak = label.weak;
  }

  /** Keeps the worst outcome for all of its sinks. */
  came(outcome: SinkOutcome): void {
    if (!isWorse(outcome, this.outcome)) return;
    this.outcome = outcome;
    for (let link = this.first; link !== null; link = link.next) link.target.came(outcome);
  }

  /** True the first time that it is asked for a mark. */
  isNew(mark: number): boolean {
    if (isMember(this.marks, mark)) return false;
    this.marks = withMember(this.marks, mark);
    return true;
  }

  /** True when it is of a kind, and its data was changed like a label's. */
  isOf(kind: Kind, { lo, hi, weak }: Pick<Label, 'lo' | 'hi' | 'weak'>): boolean {
    return this.kind === kind && this.lo === lo && this.hi === hi && this.weak === weak;
  }

  /** True when the same data, changed alike, goes on to the same places. */
  equals(other: SinkEntry): boolean {
    if (!this.isOf(other.kind, other)) return false;
    let one = this.first;
    let two = other.first;
    while (one !== null && two !== null && one.target === two.target) {
      one = one.next;
      two = two.next;
    }
    return one === null && two === null;
  }

  /** True when a place is one of those that its data goes on to. */
  leadsTo(target: SinkTarget): boolean {
    for (let link = this.first; link !== null; link = link.next) if (link.target === target) return true;
    return false;
  }

  /**
   * Adds a place that its data goes on to.
   * @param call the first call that leads to it; null for a sink of the function itself
   */
  addLink(target: SinkTarget, call: CallOnWay | null): void {
    const link: SinkLink = { target, call, next: null };
    if (this.last === null) this.first = link;
    else this.last.next = link;
    this.last = link;
    target.came(this.outcome);
  }
}

interface Way {
  readonly target: SinkTarget;
  readonly call: CallOnWay | null;
  readonly before: Way | null;
}

/**
 * Goes through the sinks of a place by the fewest calls, leaving out entries for which the same was told before: what is told of data is the same for
 * all that has its mark, so every entry is gone through once for a mark.
 * @param call the call that leads to it; null in its own function
 * @param mark what data is told apart by, as a number
 */
export function tellSinks(
  target: SinkTarget,
  call: CallOnWay | null,
  mark: number,
  tell: (site: SinkSite, calls: () => readonly CallOnWay[]) => void,
): void {
  const ways: Way[] = [{ target, call, before: null }];
  for (let i = 0; i < ways.length; i++) {
    const way = ways[i] as Way;
    if (way.target instanceof SinkSite) {
      tell(way.target, () => callsOf(way));
      continue;
    }
    if (!way.target.isNew(mark)) continue;
    for (let link = way.target.first; link !== null; link = link.next)
      ways.push({ target: link.target, call: link.call, before: way });
  }
}

/**
 * The entries of a further run of a function, with those of an earlier one in the place of equal ones: most runs find what others found, and what
 * callers keep of an entry is then kept once.
 */
export function sharedEntries(known: readonly SinkEntry[], found: readonly SinkEntry[]): readonly SinkEntry[] {
  if (known.length === 0 || found.length === 0) return found;
  const byOrigin = new Map<Origin, SinkEntry>();
  for (const one of known) byOrigin.set(one.origin, one);
  let isSame = known.length === found.length;
  const shared = found.map((one, i) => {
    let equal = byOrigin.get(one.origin) ?? null;
    while (equal !== null && !equal.equals(one)) equal = equal.sibling;
    if (equal !== known[i]) isSame = false;
    return equal ?? one;
  });
  return isSame ? known : shared;
}

/** Marks those entries of a function that was seen again that have sinks which its callers did not know. */
export function markLate(before: readonly SinkEntry[], after: readonly SinkEntry[]): void {
  if (before === after) return;
  for (const entry of after) {
    const known = sitesOf(
      before.filter(({ kind, origin, isLate }) => kind === entry.kind && origin === entry.origin && !isLate),
    );
    for (const site of sitesOf([entry])) if (!known.has(site)) entry.isLate = true;
  }
}

/** All sinks of entries, those behind calls included. */
function sitesOf(entries: readonly SinkEntry[]): ReadonlySet<SinkSite> {
  const sites = new Set<SinkSite>();
  const all = new Set(entries);
  // A set gives what is added while it is gone through.
  for (const entry of all) {
    for (let link = entry.first; link !== null; link = link.next) {
      if (link.target instanceof SinkSite) sites.add(link.target);
      else all.add(link.target);
    }
  }
  return sites;
}

function callsOf(way: Way): readonly CallOnWay[] {
  const calls: CallOnWay[] = [];
  for (let one: Way | null = way; one !== null && calls.length < MAX_CALLS; one = one.before)
    if (one.call !== null) calls.push(one.call);
  return calls.reverse();
}

/** The sinks that data of a function's parameters reaches, by what was done to it on the way. */
export class SinkEntries {
  readonly all: SinkEntry[] = [];
  private readonly byOrigin = new Map<Origin, SinkEntry>();
  private size = 0;

  /**
   * Adds where a label's data goes on to, unless it is known.
   * @param call the call that leads to it; null for a sink of the function itself
   * @returns false when there are too many
   */
  add(label: Label, target: SinkTarget, call: CallOnWay | null): boolean {
    const entry = this.entryOf(target.kind, label);
    if (entry.leadsTo(target)) return true;
    if (this.size >= MAX_SINKS) return false;
    this.size++;
    entry.addLink(target, call);
    return true;
  }

  private entryOf(kind: Kind, label: Label): SinkEntry {
    const before = this.byOrigin.get(label.origin) ?? null;
    for (let one = before; one !== null; one = one.sibling) if (one.isOf(kind, label)) return one;
    const entry = new SinkEntry(kind, label, before);
    this.byOrigin.set(label.origin, entry);
    this.all.push(entry);
    return entry;
  }
}
