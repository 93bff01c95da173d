import { type Kind, TIERS, type Tier } from '../models/vocabulary.ts';
import { ANY_NAME } from './access.ts';
import { CONFIDENTIAL_BIT, CoarseReach, DETAILS_BIT } from './coarse-reach.ts';
import { keepsConfidential } from './confidential.ts';
import { DATA, isPartOfCall, Shape, Tag, Val } from './domain.ts';
import type { Engine } from './engine.ts';
import type { Cell, ClassInfo, FunctionInfo, ModuleInfo, Summary } from './program.ts';
import { ARCHIVE_MEMBER } from './propagation.ts';
import { type CallOnWay, type SinkTarget, tellSinks } from './sink-entry.ts';
import type { SinkSite } from './sink-site.ts';
import { isPlainText, isVouched } from './sinks.ts';
import { isMember, withMember } from './small-set.ts';
import {
  DERIVED,
  type Facts,
  IDENTIFIER,
  JOINED,
  type Label,
  maskOf,
  NUMERIC,
  type Origin,
  staysBelow,
} from './taint.ts';

/** A place of a flow's way. */
export interface FlowStep {
  readonly module: ModuleInfo;
  readonly start: number;
  readonly end: number;
  readonly note: string;
}

/** Data from an untrusted origin reaches a sink. */
export interface Flow {
  readonly kind: Kind;
  readonly tier: Tier;
  readonly site: SinkSite;
  /** Origin first, sink last. */
  readonly steps: readonly FlowStep[];
  /** True when some step of the way is not known. */
  readonly weak: boolean;
}

/** Sinks that data reaches, behind a call where there is one, and what checks have shown on the way. */
interface Reached {
  readonly target: SinkTarget;
  readonly call: CallOnWay | null;
  readonly facts: Facts;
}

interface Draft extends Reached {
  readonly label: Label;
}

/** A place where data comes in, and what is done to it on the way to where the search began. */
interface End {
  readonly origin: Origin;
  readonly tier: Tier;
  readonly description: string;
  readonly lo: number;
  readonly hi: number;
  readonly weak: boolean;
}

/** An origin on the way of a search, and the least that was done to its data. */
interface Visit {
  readonly origin: Origin;
  lo: number;
  hi: number;
  readonly weak: boolean;
  /** True until it is looked at. */
  waits: boolean;
}

interface Search {
  readonly ends: readonly End[];
  readonly complete: boolean;
}

interface Under {
  readonly set: number;
  readonly end: Pick<End, 'origin' | 'tier' | 'description'> | null;
}

/** Origins that a search looks at; of what lies further away it is only asked whether untrusted data may come from there. */
const MAX_VISITED = 64;

/** True for a number that one function reads and another spends: numbers are bounded where they are read as a rule. */
function isFarNumber({ target, call }: Reached, origin: Origin, hi: number): boolean {
  if (target.kind !== 'resource' || (hi & NUMERIC) === 0) return false;
  return origin.kind !== 'source' || call !== null;
}

/** Collects what reaches sinks, and works out at the end where it came from. */
export class Flows {
  private readonly engine: Engine;
  private readonly drafts: Draft[] = [];
  private readonly found = new Map<string, Flow>();
  private readonly directUnder = new Map<Origin, Under>();
  private readonly allUnder = new Map<Origin, Under>();
  private readonly fields = new Map<string, number>();
  private readonly ancestries = new Map<ClassInfo, ReadonlySet<ClassInfo>>();
  private readonly families = new Map<ClassInfo, ReadonlySet<ClassInfo>>();
  private readonly constructors = new Map<ReadonlySet<ClassInfo>, readonly FunctionInfo[]>();
  private readonly marks = new Map<string, number>();
  private readonly coarse: CoarseReach;
  private holdersOf: Map<string, ClassInfo[]> | null = null;

  constructor(engine: Engine) {
    this.engine = engine;
    this.coarse = new CoarseReach(engine.domain.taints, (origin) => this.under(origin, false));
  }

  /** Data of a label reaches a sink, or those behind a call. */
  add(label: Label, target: SinkTarget, call: CallOnWay | null, facts: Facts): void {
    if (isMember(target.drafted, label)) return;
    target.drafted = withMember(target.drafted, label);
    this.drafts.push({ label, target, call, facts });
  }

  /** All flows, by place of the sink. */
  get all(): readonly Flow[] {
    return [...this.found.values()].sort(
      (a, b) =>
        a.site.module.entry.index - b.site.module.entry.index ||
        a.site.start - b.site.start ||
        (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) ||
        compareSteps(a.steps[0] as FlowStep, b.steps[0] as FlowStep),
    );
  }

  /** Works out the origins of everything that was collected. */
  resolve(): void {
    const known = new Map<Origin, Search>();
    for (const draft of this.drafts) this.resolveFrom(draft.label.origin, draft.label, draft, false, known);
    known.clear();
    for (const module of this.engine.modules) for (const fn of module.functions) this.resolveSinks(fn.summary);
    for (const summary of this.engine.inherited) this.resolveSinks(summary);
  }

  private resolveSinks(summary: Summary): void {
    if (summary.sinks.length === 0) return;
    // Nobody else asks for the ends of a function's own origins: kept for all functions they are a sixth of the memory.
    const direct = new Map<Origin, Search>();
    const late = new Map<Origin, Search>();
    for (const entry of summary.sinks) {
      const reached = { target: entry, call: null, facts: null };
      this.resolveFrom(entry.origin, entry, reached, !entry.isLate, entry.isLate ? late : direct);
    }
  }

  private resolveFrom(
    origin: Origin,
    change: { readonly lo: number; readonly hi: number; readonly weak: boolean },
    reached: Reached,
    fromSummary: boolean,
    known: Map<Origin, Search>,
  ): void {
    const { target, facts } = reached;
    const { kind } = target;
    this.engine.tick();
    if (this.engine.isTimeOver()) {
      tellSinks(target, null, this.markOf('unfinished'), (site) => this.engine.unfinished.add(site.module));
      return;
    }
    const mask = maskOf(kind);
    const { ends, complete } =
      facts === null ? this.endsOf(origin, fromSummary, known) : this.search(origin, fromSummary, facts);
    if (!complete && this.mayCome(origin, kind)) target.came('unknown');
    for (const end of ends) {
      if (keepsConfidential(kind) !== (end.origin.confidential !== null)) {
        target.came('no-untrusted-origin');
        continue;
      }
      const clean =
        staysBelow(change.hi | end.hi, kind) ||
        (kind === 'nosql' && isPlainText(end.origin, change.hi | end.hi)) ||
        ((change.lo | end.lo) & mask.lo) !== 0 ||
        ((change.hi | end.hi) & mask.hi) !== 0;
      if (!clean && end.tier === 'library')
        tellSinks(target, null, this.markOf('takes-any'), (site) => {
          site.takesAny = true;
        });
      if (clean) target.came('cleaned');
      else if (isVouched(end.origin, kind, facts)) target.came('guarded');
      else if (isFarNumber(reached, origin, change.hi | end.hi)) target.came('no-untrusted-origin');
      else if (((change.hi | end.hi) & IDENTIFIER) !== 0 && (end.tier === 'library' || end.tier === 'local'))
        target.came('no-untrusted-origin');
      else if (end.tier === 'library' && isPurpose(kind, end.origin, change.hi | end.hi))
        target.came('no-untrusted-origin');
      else this.flow(end, change.weak || end.weak, reached);
    }
    target.came('no-untrusted-origin');
  }

  /** True when data that is asked about for a kind of sink may be behind an origin, seen coarsely. */
  private mayCome(origin: Origin, kind: Kind): boolean {
    // Whether callers may hand it in is decided by the whole path, which is not looked at coarsely.
    if (!keepsConfidential(kind) && this.engine.isAsked('library', kind)) return true;
    return (this.coarse.tiers(origin) & this.askedBits(kind)) !== 0;
  }

  /** The bits of `CoarseReach` that matter to a kind of sink. */
  private askedBits(kind: Kind): number {
    if (keepsConfidential(kind)) return CONFIDENTIAL_BIT;
    if (kind === 'stack-trace') return DETAILS_BIT;
    let bits = 0;
    TIERS.forEach((tier, i) => {
      if (this.engine.isAsked(tier, kind)) bits |= 1 << i;
    });
    return bits;
  }

  /** Where an origin's data came in, whatever the sink; `known` holds what was found out before. */
  private endsOf(origin: Origin, direct: boolean, known: Map<Origin, Search>): Search {
    let found = known.get(origin);
    if (found === undefined) {
      found = this.search(origin, direct, null);
      known.set(origin, found);
    }
    return found;
  }

  private search(origin: Origin, direct: boolean, facts: Facts): Search {
    const { taints } = this.engine.domain;
    const ends: End[] = [];
    const sources: Visit[] = [];
    // By whether every step of the way is known.
    const sure = new Map<Origin, Visit>();
    const weak = new Map<Origin, Visit>();
    const start: Visit = { origin, lo: 0, hi: 0, weak: false, waits: true };
    const open: Visit[] = origin.kind === 'source' ? [] : [start];
    if (origin.kind === 'source') sources.push(start);
    sure.set(origin, start);
    let complete = true;
    for (let i = 0; i < open.length; i++) {
      const one = open[i] as Visit;
      one.waits = false;
      show(one, facts);
      const under = this.under(one.origin, direct && i === 0);
      if (under.end !== null) ends.push({ ...under.end, lo: one.lo, hi: one.hi, weak: one.weak });
      for (const label of taints.of(under.set)) {
        const lo = one.lo | label.lo;
        const hi = one.hi | label.hi;
        const isWeak = one.weak || label.weak;
        // Again only when this way is less clean, or surer, than those before.
        const surely = sure.get(label.origin);
        if (surely !== undefined && isCovered(lo, hi, surely)) continue;
        const before = isWeak ? weak.get(label.origin) : surely;
        if (before !== undefined) {
          if (isCovered(lo, hi, before)) continue;
          if (before.waits) {
            before.lo &= lo;
            before.hi &= hi;
            continue;
          }
        }
        const isSource = label.origin.kind === 'source';
        if (!isSource && open.length >= MAX_VISITED) {
          complete = false;
          continue;
        }
        const next: Visit = {
          origin: label.origin,
          lo: before === undefined ? lo : lo & before.lo,
          hi: before === undefined ? hi : hi & before.hi,
          weak: isWeak,
          waits: true,
        };
        (isWeak ? weak : sure).set(label.origin, next);
        (isSource ? sources : open).push(next);
      }
    }
    for (const one of sources) {
      show(one, facts);
      const { lo, hi } = one;
      const { tier, description } = one.origin;
      ends.push({ origin: one.origin, tier: tier as Tier, description, lo, hi, weak: one.weak });
    }
    return { ends, complete };
  }

  /** What is one step below an origin: labels, and whether the data comes in there. */
  private under(origin: Origin, direct: boolean): Under {
    const known = direct ? this.directUnder : this.allUnder;
    let found = known.get(origin);
    if (found === undefined) {
      found = this.below(origin, direct);
      known.set(origin, found);
    }
    return found;
  }

  /** The labels that an origin's data may have, and the entry point that it is. */
  private below(origin: Origin, direct: boolean): Under {
    const { engine } = this;
    const { taints } = engine.domain;
    const path = origin.path;
    if (origin.kind === 'cell') return { set: origin.cell === null ? 0 : this.inCell(origin.cell, path), end: null };
    const fn = origin.fn;
    if (fn === null) return { set: 0, end: null };
    const tier = engine.entries.tierOf(fn, origin.index, path);
    const name = fn.ir.parameters[origin.index]?.name ?? '';
    if (tier !== null)
      return { set: 0, end: { origin, tier, description: `parameter \`${name}\` of \`${fn.ir.name}\`` } };
    let set = 0;
    // What a caller gives was passed on where the call was followed; only what no call explains is looked up here.
    if (!direct) set = taints.union(set, this.extended(taints.unionOf(fn.given?.[origin.index] ?? []), path));
    for (const given of engine.entries.injected(fn, origin.index)) {
      for (const result of engine.entries.resultsOf(given)) {
        set = taints.union(set, this.inValue(result, path, 0, 0));
        // What is yielded is what the parameter is.
        for (const { object } of result.atoms)
          if (object?.shape === Shape.iterator) set = taints.union(set, this.inValue(result, ['[]', ...path], 0, 0));
      }
    }
    const step = path[0];
    const isSelf = origin.index === 0 && fn.hasReceiver;
    if (step?.startsWith('.')) {
      const skip = direct && fn.applied && origin.index === 0;
      if (!skip) {
        for (const cls of this.classesOf(fn, origin.index))
          set = taints.union(set, this.field(cls, isSelf, step.slice(1), path.slice(1)));
      }
    }
    const end =
      set === 0 && !isSelf && isPublic(fn) && !engine.entries.isPlainAt(fn, origin.index, path)
        ? { origin, tier: 'library' as const, description: `argument \`${name}\` of \`${fn.ir.name}\`` }
        : null;
    return { set, end };
  }

  private classesOf(fn: FunctionInfo, index: number): readonly ClassInfo[] {
    if (index === 0 && fn.hasReceiver && fn.cls !== null) return [fn.cls];
    const classes: ClassInfo[] = [];
    for (const atom of this.engine.parameterType(fn, index)?.atoms ?? []) {
      const cls = atom.object?.cls?.cls;
      if (cls) classes.push(cls);
    }
    return classes;
  }

  /** What an attribute of an object may hold: one of the class or, `below`, of a class right below it. */
  private field(cls: ClassInfo, below: boolean, name: string, path: readonly string[]): number {
    const key = `${cls.id}${below ? '/' : '.'}${name}${path.join('')}`;
    const known = this.fields.get(key);
    if (known !== undefined) return known;
    const { taints } = this.engine.domain;
    let set = 0;
    const family = below ? this.family(cls) : this.ancestry(cls);
    for (const one of this.holdersIn(family, name)) {
      const cell = one.fields.get(name);
      if (cell !== undefined) set = taints.union(set, this.inCell(cell, path));
      const attribute = one.attributes.get(name);
      if (attribute !== undefined) set = taints.union(set, this.inCell(attribute, path));
    }
    if (set === 0 && this.engine.storesAny && name !== ANY_NAME && this.holdersIn(family, name).length === 0)
      for (const one of this.holdersIn(family, ANY_NAME))
        set = taints.union(set, this.inCell(one.fields.get(ANY_NAME) as Cell, path));
    for (const fn of this.refusing(family)) set = this.asConstructed(set, fn, `.${name}`);
    this.fields.set(key, set);
    return set;
  }

  /** The constructors of a family that show something of what they are given when they come back: an object of which they do not is never there. */
  private refusing(family: ReadonlySet<ClassInfo>): readonly FunctionInfo[] {
    let known = this.constructors.get(family);
    if (known === undefined) {
      const found: FunctionInfo[] = [];
      for (const cls of family)
        for (const { fn } of cls.attributes.get('__init__')?.value.atoms ?? [])
          if (fn !== null && fn.summary.onReturn !== null) found.push(fn);
      known = found;
      this.constructors.set(family, known);
    }
    return known;
  }

  /** What a constructor was given and keeps, with what it has shown of it when it comes back. */
  private asConstructed(set: number, fn: FunctionInfo, step: string): number {
    const { taints } = this.engine.domain;
    const facts = fn.summary.onReturn;
    return taints.map(set, (label) => {
      const single = taints.single(label);
      if (label.origin.kind !== 'parameter' || label.origin.fn !== fn) return single;
      const kept: Visit = { origin: label.origin, lo: 0, hi: 0, weak: false, waits: false };
      show(kept, facts);
      // Of the attribute, read again after it was set.
      for (const [origin, shown] of facts ?? []) {
        if (origin instanceof Val || origin.step !== step || origin.depth !== 1) continue;
        if (origin.fn !== fn || origin.index !== 0) continue;
        kept.lo |= shown.lo;
        kept.hi |= shown.hi;
      }
      return taints.clean(single, kept.lo, kept.hi);
    });
  }

  /** A class and what it inherits from. */
  private ancestry(cls: ClassInfo): ReadonlySet<ClassInfo> {
    let known = this.ancestries.get(cls);
    if (known === undefined) {
      known = new Set(cls.resolution().classes);
      this.ancestries.set(cls, known);
    }
    return known;
  }

  /** The classes that the attributes of an object of a class, or of one right below it, may come from. */
  private family(cls: ClassInfo): ReadonlySet<ClassInfo> {
    const known = this.families.get(cls);
    if (known !== undefined) return known;
    const family = new Set(cls.resolution().classes);
    for (const heir of cls.subclasses) for (const one of heir.resolution().classes) family.add(one);
    this.families.set(cls, family);
    return family;
  }

  /** The classes of a family that hold an attribute of a name, by number. */
  private holdersIn(family: ReadonlySet<ClassInfo>, name: string): readonly ClassInfo[] {
    const all = this.holders(name);
    if (all.length <= family.size) return all.filter((one) => family.has(one));
    return [...family].filter((one) => one.fields.has(name) || one.attributes.has(name)).sort((a, b) => a.id - b.id);
  }

  /** The classes that hold an attribute of a name, in their bodies or on their objects. */
  private holders(name: string): readonly ClassInfo[] {
    if (this.holdersOf === null) {
      this.holdersOf = new Map();
      for (const module of this.engine.modules) {
        for (const cls of module.classes) {
          for (const one of new Set([...cls.fields.keys(), ...cls.attributes.keys()])) {
            const list = this.holdersOf.get(one);
            if (list === undefined) this.holdersOf.set(one, [cls]);
            else list.push(cls);
          }
        }
      }
    }
    return this.holdersOf.get(name) ?? [];
  }

  private extended(set: number, path: readonly string[]): number {
    const { taints } = this.engine.domain;
    let result = set;
    for (const step of path) result = taints.extend(result, step);
    return result;
  }

  private inCell(cell: Cell, path: readonly string[]): number {
    return this.inValue(cell.value, path, 0, 0);
  }

  private inValue(value: Val, path: readonly string[], at: number, depth: number): number {
    const { taints } = this.engine.domain;
    let set = this.extended(value.taint, path.slice(at));
    if (depth > 4) return set;
    for (const atom of value.atoms) {
      const object = atom.tag === Tag.frozen ? atom.object : null;
      if (object === null) continue;
      const step = path[at];
      for (let i = 0; i < object.vals.length; i++) {
        const key = object.keys[i];
        if (isPartOfCall(key)) continue;
        if (step !== undefined && !matches(step, key, i)) continue;
        set = taints.union(set, this.inValue(object.vals[i] as Val, path, at + 1, depth + 1));
      }
      if (object.rest !== null) set = taints.union(set, this.inValue(object.rest, path, at + 1, depth + 1));
    }
    return set;
  }

  private markOf(text: string): number {
    let mark = this.marks.get(text);
    if (mark === undefined) {
      mark = this.marks.size;
      this.marks.set(text, mark);
    }
    return mark;
  }

  /** Data that came in somewhere reaches sinks. */
  private flow({ origin, tier, description }: End, weak: boolean, { target, call }: Reached): void {
    let { module, start, end } = origin;
    if (origin.kind !== 'source' && origin.fn !== null) {
      module = origin.fn.module;
      const parameter = origin.fn.ir.parameters[origin.index];
      start = parameter?.start ?? origin.fn.ir.start;
      end = parameter?.end ?? origin.fn.ir.end;
    }
    if (module === null) return;
    const first: FlowStep = { module, start, end, note: description };
    // Names of members that lead out of a folder are what unpacking an archive is about.
    const isMember = target.kind === 'path' && description === ARCHIVE_MEMBER;
    // Of what nobody asked about, one of a kind says enough.
    const isAsked = this.engine.isAsked(tier, isMember ? 'archive' : target.kind);
    const from = isAsked ? `${module.entry.index}:${start}` : '';
    tellSinks(target, call, this.markOf(`${tier}:${from}:${isMember}:${weak}`), (reached, calls) => {
      const site = isMember ? this.engine.siteOfKind('archive', reached) : reached;
      if (tier === 'library' && site.kind === 'decompress' && !UNPACKS_TEXT.test(site.callee)) return;
      const key = `${site.module.entry.index}:${site.start}:${site.callStart}:${site.kind}:${tier}:${from}`;
      const before = this.found.get(key);
      if (before !== undefined && (!before.weak || weak)) return;
      const steps = [first];
      for (const { module, start, end, callee } of calls())
        steps.push({ module, start, end, note: `passed to \`${callee}\`` });
      steps.push({
        module: site.module,
        start: site.start,
        end: site.end,
        note: `reaches ${SINK_WORDS[site.kind] ?? site.kind}`,
      });
      this.found.set(key, { kind: site.kind, tier, site, steps, weak });
    });
  }
}

/** True when a way with these marks is no less clean than another. */
function isCovered(lo: number, hi: number, before: Visit): boolean {
  return (before.lo & ~lo) === 0 && (before.hi & ~hi) === 0;
}

/** Adds what checks have shown of an origin, or of what it is a part of. */
function show(one: Visit, facts: Facts): void {
  if (facts === null) return;
  for (let at: Origin | null = one.origin; at !== null; at = at.parent) {
    const shown = facts.get(at);
    if (shown === undefined) continue;
    one.lo |= shown.lo;
    one.hi |= shown.hi;
  }
}

function matches(step: string, key: unknown, i: number): boolean {
  if (step === '[]') return true;
  if (step.startsWith('.')) return typeof key !== 'string' || key === step.slice(1) || key === DATA;
  if (typeof key === 'string') return true;
  if (key === undefined) return String(i) === step.slice(3, -1);
  // A key that is no constant, e.g. a class, is none that a step names.
  const { constant } = key as { readonly constant: { readonly value: unknown } | null };
  return constant !== null && String(constant.value).slice(0, 60) === step.slice(3, -1);
}

function compareSteps(a: FlowStep, b: FlowStep): number {
  return a.module.entry.index - b.module.entry.index || a.start - b.start;
}

/**
 * True when using an argument like this is what the function is for: a file whose whole path is given, a query or piece of code that is
 * the argument itself. What is put behind a folder, or into a text, is meant to stay a part of it; what an argument holds is no more
 * than data. The folders and names that an object is made with, and those that an object of the program holds, are the program's own.
 */
function isPurpose(kind: Kind, origin: Origin, hi: number): boolean {
  if (kind === 'path' || kind === 'archive')
    return (hi & JOINED) === 0 || origin.fn?.ir.name === '__init__' || isOwnObject(origin);
  if (kind === 'argv' && origin.depth === 0 && OPTIONS.test(parameterName(origin))) return true;
  if (kind === 'sql' && QUERIES.test(parameterName(origin)) && origin.path.every((step) => step === '[]')) return true;
  if (origin.depth > 0 || (kind === 'code' && !isMeantToRun(origin))) return false;
  return (
    (kind === 'shell' || kind === 'argv' || kind === 'code' || kind === 'sql' || kind === 'decompress') &&
    (hi & DERIVED) === 0
  );
}

/** Names of arguments, functions and classes that say that the text is code. */
const CODE_WORD =
  /code|(?:^|_)source$|^src|script|expr|formula|statement|stmt|program|snippet|command|cmd|eval|exec|compil|interpret|repl|console|shell|python|py$|lambda|func|callable|callback|condition|predicate|cell|block|kernel|query|macro|rule|plugin|module|ast|tree|node|body|line|file|path|template|definition|globals|namespace/i;

/** Names of arguments that are options of the program that is started, as its own command line takes them. */
const OPTIONS = /(?:^|_)(?:options?|opts?|args?|arguments?|argv|flags?|switches)$/i;

/** Names of arguments that are whole queries, whatever is done to them: taken apart, a comment put in front. */
const QUERIES =
  /^(?:raw_?)?(?:sqls?|hql|cql|sql_?(?:text|query|string|statements?)|query_?(?:text|string|sql)|statements?|stmts?)$/i;

function parameterName({ fn, index }: Origin): string {
  return fn?.ir.parameters[index]?.name ?? '';
}

/** True where an argument's name, or that of the function or class that takes it, says that it is run. */
function isMeantToRun(origin: Origin): boolean {
  const { fn } = origin;
  if (fn === null) return true;
  return [parameterName(origin), fn.ir.name, fn.cls?.ir.name ?? ''].some((one) => CODE_WORD.test(one));
}

/** What unpacks bytes that it is given, and not an archive that a caller names. */
const UNPACKS_TEXT = /\b(?:decompress|uncompress|stream_reader)$/;

/** Names of annotations that say nothing of a class: how several types are put together. */
const COMBINES =
  /^(?:typing\.|t\.|te\.|typing_extensions\.)?(?:None|Optional|Union|Annotated|Final|ClassVar|Type|type|Self)$|^\[/;
/** Classes that are texts, hold them as containers do, or carry what comes from outside: connections, requests, messages, files, records. */
const CARRIES_DATA =
  /^(?:[A-Z]|[A-Z]+_?[A-Z]*|Any|AnyStr|Callable|Literal|LiteralString|SupportsRead|Protocol)$|(?:Str|Text|Bytes|Path|PathLike|URL|Url|URI|Uri|Json|JSON|Dict|List|Tuple|Set|Map|Mapping|MutableMapping|Sequence|Iterable|Iterator|Generator|Collection|Queue|IO|TextIO|BinaryIO|Stream|Reader|Buffer|Connection|Session|Client|Channel|Socket|Transport|Request|Response|Message|Event|Update|Upload|Attachment|Info|File|Archive|Member|Item|Entry|Record|Row|Document|Node|Element|Payload|Body|Params|Args|Kwargs|Data|Form|Field|Query|Input|Content|Value|Type|Namespace)$/;

/** True for an argument that is an object of the program by its annotation, `poetry: Poetry`: it was made by code, not chosen by a user. */
function isOwnObject({ fn, index }: Origin): boolean {
  const annotation = fn?.ir.parameters[index]?.annotation ?? [];
  const classes = annotation.filter((one) => !COMBINES.test(one)).map((one) => one.slice(one.lastIndexOf('.') + 1));
  return classes.length > 0 && classes.every((one) => /^[A-Z]/.test(one) && !CARRIES_DATA.test(one));
}

/** True for functions that users of the project as a library may call. */
function isPublic(fn: FunctionInfo): boolean {
  const { entry } = fn.module;
  if (entry.isTest || fn.ir.kind !== 'function') return false;
  if (fn.ir.name.startsWith('_') && !/^__(?:init|call|new|getitem|setitem|enter|contains|iter)__$/.test(fn.ir.name))
    return false;
  if (entry.name.split('.').some((part) => part.startsWith('_') && part !== '__init__' && part !== '__main__'))
    return false;
  if (
    /(?:^|\.)(?:setup|conftest|noxfile|migrations|tests?|docs?|examples?|benchmarks?|scripts?|tools?)(?:\.|$)/.test(
      entry.name,
    ) ||
    /(?:^|\/)(?:docs?|examples?|benchmarks?|scripts?|tools?)\//.test(fn.module.file.path)
  )
    return false;
  let parent = fn.ir.parent;
  while (parent > 0) {
    const around = fn.module.functions[parent];
    if (around === undefined || around.ir.kind !== 'class' || around.ir.name.startsWith('_')) return false;
    parent = around.ir.parent;
  }
  return true;
}

/** What a kind of sink is, in the words of a trace. */
export const SINK_WORDS: Readonly<Partial<Record<Kind, string>>> = {
  shell: 'a command line that a shell reads',
  argv: 'a program that is started',
  code: 'code that is run',
  sql: 'the text of a query',
  nosql: 'a query of a document database',
  prompt: 'the instructions of a language model',
  'mass-assignment': 'the fields of a record',
  'prompt-user': 'a message to a language model',
  secret: 'a log or terminal',
  storage: 'a file or cookie',
  'password-hash': 'a fast hash',
  'nosql-text': 'the text of a query of a database',
  ldap: 'a query of a directory',
  xpath: 'an XPath expression',
  xslt: 'a style sheet that is run',
  template: 'the source of a template',
  html: 'a page without escaping',
  path: 'the path of a file',
  'path-join': 'a joined path',
  archive: 'the target of an extraction',
  url: 'the address of a request',
  'url-part': 'a part of the address of a request',
  redirect: 'the target of a redirect',
  header: 'a header of a response',
  cookie: 'a cookie',
  log: 'a log entry',
  email: 'a header of a mail',
  deserialize: 'a deserializer',
  xml: 'an XML parser that resolves entities',
  'xml-bomb': 'an XML parser that expands entities',
  regex: 'a pattern',
  format: 'a format string',
  decompress: 'a decompressor without bound',
  external: 'a library that is not modelled',
  resource: 'an amount of work or memory',
  'ldap-dn': 'a distinguished name',
  normalization: 'a normalization of unbounded text',
  'match-time': 'a pattern whose time grows faster than the text',
  cors: 'the header that says who may read the answer',
  'bind-password': 'the password of a login at a directory',
  expiry: 'the check of a token of any age',
};
