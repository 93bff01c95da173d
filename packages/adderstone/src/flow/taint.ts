import { KINDS, type Kind, type Tier } from '../models/vocabulary.ts';
import type { Val } from './domain.ts';
import type { Cell, FunctionInfo, ModuleInfo } from './program.ts';
import { numberOf, type SmallTable, withNumber } from './small-table.ts';

/** Steps of an access path that are told apart; deeper ones fall together. */
const MAX_DEPTH = 3;
/** Steps from one origin from which on they are looked up in a table. */
const MOST_LISTED = 8;
/** Unions that are remembered before they are forgotten and worked out anew. */
const MAX_UNIONS = 200_000;
/** Labels that a set keeps. */
const MAX_LABELS = 24;
/** Labels that are put in order one by one. */
const MAX_INSERTED = 48;

/** Bits of kinds that a value was cleaned for: the first 31 kinds in `lo`, the others in `hi`. */
export interface Mask {
  readonly lo: number;
  readonly hi: number;
}

const SPLIT = 31;
/** Bit in `hi`: the value is a path without `..` and links. */
export const NORMALIZED = 1 << 29;
/** Bit in `hi`: the value was made from the origin's data, and is not that data itself. */
export const DERIVED = 1 << 28;
/** Bit in `hi`: stands where a query has a name, which no parameter can take. */
export const IDENTIFIER = 1 << 26;
/** Bit in `hi`: something stands in front of it, e.g. the folder that a path is meant to lie in. */
export const JOINED = 1 << 27;

/** Bit in `hi`: parsed from a text, so that it may be more than a text. */
export const PARSED = 1 << 25;

/** Bit in `hi`: every backslash was taken out. */
export const NO_BACKSLASH = 1 << 24;

/** Bit in `hi`: the host part of the address that the origin's data is. */
export const HOST_PART = 1 << 21;

/** Bits in `hi` that checks show: a path without `..`, and one that does not start at the root. Both together stay below the folder in front. */
export const NO_PARENTS = 1 << 23;
export const NOT_ABSOLUTE = 1 << 22;

/** Bit in `hi`: a number that was read from the data. */
export const NUMERIC = 1 << 20;

/** The bits of a name without a folder in it. */
export const ONE_PART: Mask = { lo: 0, hi: NO_PARENTS | NOT_ABSOLUTE };

/** True when what was shown of a path keeps it below the folder that it is put behind. */
export function staysBelow(hi: number, kind: Kind): boolean {
  return (kind === 'path' || kind === 'archive') && (hi & ONE_PART.hi) === ONE_PART.hi;
}

/** True for what is read as the name of something, as of an archive's member. */
export function isMemberName(origin: Origin): boolean {
  return /^\.(?:name|filename|path)$/.test(origin.step);
}

const MASKS: ReadonlyMap<Kind, Mask> = new Map(
  KINDS.map((kind, at) => [kind, at < SPLIT ? { lo: 1 << at, hi: 0 } : { lo: 0, hi: 1 << (at - SPLIT) }]),
);

/** The bits of a kind. */
export function maskOf(kind: Kind): Mask {
  return MASKS.get(kind) as Mask;
}

/** The bits of several kinds. */
export function maskOfAll(kinds: readonly Kind[]): Mask {
  let lo = 0;
  let hi = 0;
  for (const kind of kinds) {
    const mask = maskOf(kind);
    lo |= mask.lo;
    hi |= mask.hi;
  }
  return { lo, hi };
}

/** The bits of every kind. */
export const EVERY_KIND: Mask = maskOfAll(KINDS);

/** The bits of kinds to which a line break matters. */
export const LINE_BREAKS: Mask = maskOfAll(['log', 'header', 'email']);

/** The bits of details of an exception: harmless but where they are sent to a client. */
export const EXCEPTION_DETAILS: Mask = {
  lo: EVERY_KIND.lo & ~maskOf('stack-trace').lo,
  hi: EVERY_KIND.hi & ~maskOf('stack-trace').hi,
};

/** What an origin and everything reached through it have in common. */
interface Root {
  readonly kind: 'source' | 'parameter' | 'cell';
  readonly tier: Tier | null;
  /** A few of our own words about a source. */
  readonly description: string;
  readonly module: ModuleInfo | null;
  /** Half-open offsets in the module's text. */
  readonly start: number;
  readonly end: number;
  readonly fn: FunctionInfo | null;
  /** Number of the parameter; from the number of parameters on: of the captured variable. */
  readonly index: number;
  readonly cell: Cell | null;
}

const NOTHING: Omit<Root, 'kind'> = {
  tier: null,
  description: '',
  module: null,
  start: 0,
  end: 0,
  fn: null,
  index: 0,
  cell: null,
};

/**
 * Where data came in, as a function's own code sees it: a source that is written in the code, a parameter or something
 * reached through it, or a cell (variable of a module, field of a class, captured variable) whose contents are worked out at the end.
 */
export class Origin {
  readonly id: number;
  readonly kind: 'source' | 'parameter' | 'cell';
  /** What a step was taken from, or null. */
  readonly parent: Origin | null;
  /** `.name`, `[s:key]`, `[i:0]`, or `[]` for any item; empty for a root. */
  readonly step: string;
  readonly depth: number;
  readonly root: Origin;
  private readonly data: Root;
  /** Origins one step further: the last one made, or all by their step once there are many. */
  private children: Origin | Map<string, Origin> | null = null;
  /** The one that the same step's start had before, or null. */
  private readonly sibling: Origin | null;
  /** True for a source whose items are texts whatever is sent: a query string, a form, headers. */
  hasTexts = false;
  /** For data that must not become known: what its name says of it. */
  confidential: 'password' | 'secret' | 'certificate' | null = null;
  /** The label about it that was made last. */
  labels: Label | null = null;

  constructor(id: number, parent: Origin | null, step: string, data: Root, sibling: Origin | null = null) {
    this.sibling = sibling;
    this.id = id;
    this.kind = data.kind;
    this.parent = parent;
    this.step = step;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.root = parent === null ? this : parent.root;
    this.data = data;
  }

  get tier(): Tier | null {
    return this.data.tier;
  }

  get description(): string {
    return this.data.description;
  }

  get module(): ModuleInfo | null {
    return this.data.module;
  }

  get start(): number {
    return this.data.start;
  }

  get end(): number {
    return this.data.end;
  }

  get fn(): FunctionInfo | null {
    return this.data.fn;
  }

  get index(): number {
    return this.data.index;
  }

  get cell(): Cell | null {
    return this.data.cell;
  }

  /** What one step further is; itself where the path gets too long. */
  at(step: string, makeId: () => number): Origin {
    if (this.depth >= MAX_DEPTH || (this.step === '[]' && step === '[]')) return this;
    const { children } = this;
    if (children instanceof Map) {
      let child = children.get(step);
      if (child === undefined) {
        child = new Origin(makeId(), this, step, this.data);
        children.set(step, child);
      }
      return child;
    }
    let count = 0;
    for (let one = children; one !== null; one = one.sibling) {
      if (one.step === step) return one;
      count++;
    }
    const child = new Origin(makeId(), this, step, this.data, children);
    this.children = child;
    // Most have a few; a list of many is slow to look through.
    if (count >= MOST_LISTED) {
      const all = new Map<string, Origin>();
      for (let one: Origin | null = child; one !== null; one = one.sibling) all.set(one.step, one);
      this.children = all;
    }
    return child;
  }

  /** True for an item of a source whose items are texts. */
  get isText(): boolean {
    return this.root.hasTexts && this.depth > 0;
  }

  /** The steps from the root. */
  get path(): readonly string[] {
    const steps: string[] = [];
    for (let one: Origin | null = this; one !== null && one.parent !== null; one = one.parent) steps.push(one.step);
    return steps.reverse();
  }
}

/** An origin, what was done to its data on the way, and whether every step of the way is known. Interned. */
export class Label {
  readonly id: number;
  readonly origin: Origin;
  readonly lo: number;
  readonly hi: number;
  /** True when the data went through a call of which nothing is known. */
  readonly weak: boolean;
  /** Number of the set that holds this alone; 0 while there is none. */
  set = 0;
  /** Another label about the same origin, or null. */
  readonly next: Label | null;
  /** How soon it is dropped from a set that holds too many, 0 last: data of sources is kept before that of callers, text before numbers. */
  readonly rank: number;
  constructor(id: number, origin: Origin, lo: number, hi: number, weak: boolean, next: Label | null) {
    this.id = id;
    this.origin = origin;
    this.lo = lo;
    this.hi = hi;
    this.weak = weak;
    this.next = next;
    this.rank = ((hi & NUMERIC) === 0 ? 0 : 2) + (origin.kind === 'source' ? 0 : 1);
  }
}

/**
 * What checks have shown of origins on the current path: masks by origin. Of a value that was made of an origin's data a check shows nothing
 * about the origin: then the value itself is the key, until a path is taken on which it holds. Immutable; null stands for nothing.
 */
export type Facts = ReadonlyMap<Origin | Val, Mask> | null;

/** What a condition shows of origins when it holds, and when it does not. */
export interface Guard {
  readonly whenTrue: Facts;
  readonly whenFalse: Facts;
  /** Of a number that is read from data or counts it: what an upper bound of the number shows. */
  readonly bounded?: Facts;
  /** Of a text that was cut at its separators: what the text is shown to be when none of its parts leads up. */
  readonly parts?: Facts;
  /** Of a path that was split in two: what is shown of it when the first of them is empty. */
  readonly head?: Facts;
}

/** The bits of kinds to which only the amount matters. */
export const AMOUNTS: Mask = maskOfAll(['resource', 'normalization', 'decompress', 'match-time']);

/** Bits that a conversion to a number cleans for. */
export const NUMBER: Mask = {
  lo: EVERY_KIND.lo & ~maskOf('resource').lo,
  hi: EVERY_KIND.hi & ~maskOf('resource').hi,
};

/** Both facts hold. */
export function bothFacts(a: Facts, b: Facts): Facts {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const all = new Map(a);
  for (const [origin, mask] of b) {
    const before = all.get(origin);
    all.set(origin, before === undefined ? mask : { lo: before.lo | mask.lo, hi: before.hi | mask.hi });
  }
  return all;
}

/** What holds whichever of the two holds. */
export function eitherFacts(a: Facts, b: Facts): Facts {
  if (a === b) return a;
  if (a === null || b === null) return null;
  let all: Map<Origin | Val, Mask> | null = null;
  for (const [origin, mask] of a) {
    const other = b.get(origin);
    if (other === undefined) continue;
    const lo = mask.lo & other.lo;
    const hi = mask.hi & other.hi;
    if (lo === 0 && hi === 0) continue;
    all ??= new Map();
    all.set(origin, { lo, hi });
  }
  return all;
}

/** True when the facts are the same. */
export function sameFacts(a: Facts, b: Facts): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.size !== b.size) return false;
  for (const [origin, mask] of a) {
    const other = b.get(origin);
    if (other === undefined || other.lo !== mask.lo || other.hi !== mask.hi) return false;
  }
  return true;
}

/** Puts labels in the order of their numbers, in place. Most lists are short and nearly in order. */
function sortLabels(labels: Label[]): void {
  if (labels.length > MAX_INSERTED) {
    labels.sort((a, b) => a.id - b.id);
    return;
  }
  for (let i = 1; i < labels.length; i++) {
    const label = labels[i] as Label;
    let at = i;
    for (; at > 0 && (labels[at - 1] as Label).id > label.id; at--) labels[at] = labels[at - 1] as Label;
    labels[at] = label;
  }
}

function sameLabels(a: readonly Label[], b: readonly Label[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Keeps as many labels as a set may have, by rank, in their order. */
function keepBest(labels: Label[]): void {
  const counts = [0, 0, 0, 0];
  for (const { rank } of labels) counts[rank] = (counts[rank] as number) + 1;
  let left = MAX_LABELS;
  const room = counts.map((count) => {
    const taken = Math.min(count, left);
    left -= taken;
    return taken;
  });
  let kept = 0;
  for (const one of labels) {
    const { rank } = one;
    if (room[rank] === 0) continue;
    room[rank] = (room[rank] as number) - 1;
    labels[kept++] = one;
  }
  labels.length = kept;
}

/** Interned sets of labels by number; 0 is the empty set. One belongs to one analysis. */
export class Taints {
  private readonly sets: (readonly Label[])[] = [[]];
  /** Numbers of sets of several labels, by a hash of their labels. */
  private readonly numbers = new Map<number, number | number[]>();
  private labels = 0;
  /** By the smaller of two sets: by the other, their union. */
  private readonly unions: SmallTable<number>[] = [];
  private unionCount = 0;
  private readonly sources = new Map<string, Origin>();
  private readonly cells = new Map<Cell, Origin>();
  private readonly extended: SmallTable<string>[] = [];
  /** By set: bits that were set, and what came of it, three numbers each. */
  private readonly cleaned: (number[] | undefined)[] = [];
  private readonly weakened: (number | undefined)[] = [];
  private readonly symbolicSets: (boolean | undefined)[] = [false];
  private origins = 0;
  /** True once a set had to drop labels. */
  overflowed = false;

  private readonly nextOrigin = (): number => this.origins++;

  /** The labels of a set. */
  of(set: number): readonly Label[] {
    return this.sets[set] as readonly Label[];
  }

  private label(origin: Origin, lo: number, hi: number, weak: boolean): Label {
    for (let one = origin.labels; one !== null; one = one.next)
      if (one.lo === lo && one.hi === hi && one.weak === weak) return one;
    const label = new Label(this.labels++, origin, lo, hi, weak, origin.labels);
    origin.labels = label;
    return label;
  }

  private set(labels: Label[]): number {
    if (labels.length === 0) return 0;
    if (labels.length === 1) {
      const only = labels[0] as Label;
      if (only.set === 0) {
        only.set = this.sets.length;
        this.sets.push(labels);
      }
      return only.set;
    }
    sortLabels(labels);
    if (labels.length > MAX_LABELS) {
      this.overflowed = true;
      keepBest(labels);
    }
    let hash = labels.length;
    for (const one of labels) hash = (Math.imul(hash, 31) + one.id) & 0x3fffffff;
    const known = this.numbers.get(hash);
    if (typeof known === 'number') {
      if (sameLabels(this.of(known), labels)) return known;
    } else if (known !== undefined) {
      for (const one of known) if (sameLabels(this.of(one), labels)) return one;
    }
    const number = this.sets.length;
    this.sets.push(labels);
    if (known === undefined) this.numbers.set(hash, number);
    else if (typeof known === 'number') this.numbers.set(hash, [known, number]);
    else known.push(number);
    return number;
  }

  /** The set of one origin's data as it came. */
  only(origin: Origin): number {
    return this.single(this.label(origin, 0, 0, false));
  }

  /** A source that is written in the code. */
  source(module: ModuleInfo, start: number, end: number, tier: Tier, description: string): Origin {
    const key = `${module.entry.index}:${start}:${end}:${tier}`;
    let origin = this.sources.get(key);
    if (origin === undefined) {
      origin = new Origin(this.nextOrigin(), null, '', {
        ...NOTHING,
        kind: 'source',
        module,
        start,
        end,
        tier,
        description,
      });
      this.sources.set(key, origin);
    }
    return origin;
  }

  /** A parameter, or a captured variable, of a function. */
  parameter(fn: FunctionInfo, index: number): Origin {
    fn.parameterOrigins ??= new Array<Origin>(fn.ir.parameters.length);
    let origin = fn.parameterOrigins[index];
    if (origin === undefined) {
      origin = new Origin(this.nextOrigin(), null, '', { ...NOTHING, kind: 'parameter', fn, index });
      fn.parameterOrigins[index] = origin;
    }
    return origin;
  }

  /** The contents of a cell. */
  cell(cell: Cell): Origin {
    let origin = this.cells.get(cell);
    if (origin === undefined) {
      origin = new Origin(this.nextOrigin(), null, '', { ...NOTHING, kind: 'cell', cell });
      this.cells.set(cell, origin);
    }
    return origin;
  }

  /** What one step further is. */
  step(origin: Origin, step: string): Origin {
    return origin.at(step, this.nextOrigin);
  }

  /** True when a parameter of some function is among the origins. */
  symbolic(set: number): boolean {
    let known = this.symbolicSets[set];
    if (known === undefined) {
      known = this.of(set).some((one) => one.origin.kind === 'parameter');
      this.symbolicSets[set] = known;
    }
    return known;
  }

  union(a: number, b: number): number {
    if (a === b || b === 0) return a;
    if (a === 0) return b;
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const known = this.unions[low];
    let result = numberOf(known, high);
    if (result === undefined) {
      const x = this.of(a);
      const y = this.of(b);
      const all: Label[] = [];
      let i = 0;
      let j = 0;
      while (i < x.length || j < y.length) {
        const p = x[i];
        const q = y[j];
        if (q === undefined || (p !== undefined && p.id <= q.id)) {
          all.push(p as Label);
          i++;
          if (p === q) j++;
        } else {
          all.push(q);
          j++;
        }
      }
      result = all.length === x.length ? a : all.length === y.length ? b : this.set(all);
      if (++this.unionCount > MAX_UNIONS) {
        this.unions.fill(undefined);
        this.unionCount = 1;
      }
      this.unions[low] = withNumber(this.unions[low], high, result);
    }
    return result;
  }

  /** The union of several sets, made at once. */
  unionOf(sets: readonly number[]): number {
    if (sets.length < 2) return sets[0] ?? 0;
    const all = new Set<Label>();
    for (const set of sets) for (const label of this.of(set)) all.add(label);
    return this.set([...all]);
  }

  /** Forgets unions that were worked out; the numbers of sets stay. */
  release(): void {
    this.unions.length = 0;
    this.cleaned.length = 0;
    this.weakened.length = 0;
  }

  /** Each label replaced by a set. */
  map(set: number, change: (label: Label) => number): number {
    if (set === 0) return 0;
    const labels = this.of(set);
    if (labels.length === 1) return change(labels[0] as Label);
    // Gathered first: a union at a time would make a set of every part.
    let result = 0;
    let all: Label[] | null = null;
    for (const one of labels) {
      const changed = change(one);
      if (changed === 0 || changed === result) continue;
      if (result === 0) result = changed;
      else {
        all ??= this.of(result).slice();
        for (const label of this.of(changed)) if (!all.includes(label)) all.push(label);
      }
    }
    return all === null ? result : this.set(all);
  }

  /** The data at one step below, e.g. after reading an attribute. */
  extend(set: number, step: string): number {
    if (set === 0) return 0;
    const labels = this.of(set);
    if (labels.length === 1) {
      const only = labels[0] as Label;
      if ((only.hi & DERIVED) !== 0 || only.weak) return set;
      return this.single(this.below(only, step));
    }
    const steps = this.extended[set];
    const known = numberOf(steps, step);
    if (known !== undefined) return known;
    const further = new Set<Label>();
    for (const one of labels) {
      // An item of data that was changed on the way is no item of the origin.
      if ((one.hi & DERIVED) !== 0 || one.weak) further.add(one);
      else further.add(this.below(one, step));
    }
    const result = this.set([...further]);
    this.extended[set] = withNumber(steps, step, result);
    return result;
  }

  /** The label one step below. Where the path gets too long for it, what is read is a part of the origin: a check of it says nothing of the others. */
  private below({ origin, lo, hi, weak }: Label, step: string): Label {
    const next = origin.at(step, this.nextOrigin);
    return this.label(next, lo, next === origin && step !== '[]' ? hi | DERIVED : hi, weak);
  }

  /** With bits set: cleaned for kinds, normalized, derived. */
  clean(set: number, lo: number, hi: number): number {
    if (set === 0 || (lo === 0 && hi === 0)) return set;
    const all = this.of(set);
    if (all.length === 1) {
      const { origin, lo: shownLo, hi: shownHi, weak } = all[0] as Label;
      return this.single(this.label(origin, shownLo | lo, shownHi | hi, weak));
    }
    const known = this.cleaned[set];
    if (known !== undefined)
      for (let i = 0; i < known.length; i += 3)
        if (known[i] === lo && known[i + 1] === hi) return known[i + 2] as number;
    const labels = new Set<Label>();
    for (const one of all) labels.add(this.label(one.origin, one.lo | lo, one.hi | hi, one.weak));
    const result = this.set([...labels]);
    if (known === undefined) this.cleaned[set] = [lo, hi, result];
    else known.push(lo, hi, result);
    return result;
  }

  /** The labels that have none of some bits in `hi`. */
  without(set: number, hi: number): number {
    if (set === 0 || this.of(set).every((one) => (one.hi & hi) === 0)) return set;
    return this.set(this.of(set).filter((one) => (one.hi & hi) === 0));
  }

  /** Without bits. */
  unclean(set: number, lo: number, hi: number): number {
    return this.map(set, (one) => this.set([this.label(one.origin, one.lo & ~lo, one.hi & ~hi, one.weak)]));
  }

  /** With the note that the way is not wholly known. */
  weaken(set: number): number {
    if (set === 0) return 0;
    const all = this.of(set);
    if (all.length === 1) {
      const { origin, lo, hi } = all[0] as Label;
      return this.single(this.label(origin, lo, hi | DERIVED, true));
    }
    let result = this.weakened[set];
    if (result === undefined) {
      const labels = new Set<Label>();
      for (const one of all) labels.add(this.label(one.origin, one.lo, one.hi | DERIVED, true));
      result = this.set([...labels]);
      this.weakened[set] = result;
    }
    return result;
  }

  /** The label's own changes put on top of another set: what a callee did to what a caller gave. */
  through(set: number, change: Mask & { readonly weak: boolean }): number {
    const cleaned = this.clean(set, change.lo, change.hi);
    return change.weak ? this.weaken(cleaned) : cleaned;
  }

  /** A set with one label. */
  single(label: Label): number {
    return label.set === 0 ? this.set([label]) : label.set;
  }

  get count(): number {
    return this.sets.length;
  }
}
