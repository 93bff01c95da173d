import type { Kind, Tier } from '../models/vocabulary.ts';
import { keepsConfidential } from './confidential.ts';
import { Tag, type Val } from './domain.ts';
import type { Engine } from './engine.ts';
import type { Cell, ClassInfo, FunctionInfo, ModuleInfo, Summary } from './program.ts';
import { ARCHIVE_MEMBER } from './propagation.ts';
import { isPlainText, isVouched, type SinkSite, type Via } from './sinks.ts';
import { DERIVED, type Facts, IDENTIFIER, JOINED, type Label, maskOf, type Origin, staysBelow } from './taint.ts';

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

interface Draft {
  readonly label: Label;
  readonly site: SinkSite;
  readonly via: Via | null;
  readonly facts: Facts;
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

interface Search {
  readonly ends: readonly End[];
  readonly complete: boolean;
}

interface Under {
  readonly set: number;
  readonly end: Pick<End, 'origin' | 'tier' | 'description'> | null;
}

/** Origins of one draft that are looked at. */
const MAX_VISITED = 400;

/** Collects what reaches sinks, and works out at the end where it came from. */
export class Flows {
  private readonly engine: Engine;
  private readonly drafts: Draft[] = [];
  private readonly draftKeys = new Set<string>();
  private readonly found = new Map<string, Flow>();
  private readonly directEnds = new Map<Origin, Search>();
  private readonly allEnds = new Map<Origin, Search>();
  private readonly directUnder = new Map<Origin, Under>();
  private readonly allUnder = new Map<Origin, Under>();
  private readonly fields = new Map<string, number>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Data of a label reaches a sink over some calls. */
  add(label: Label, site: SinkSite, via: Via | null, facts: Facts): void {
    const key = `${label.id}:${site.module.entry.index}:${site.start}:${site.callStart}:${site.kind}`;
    if (this.draftKeys.has(key)) return;
    this.draftKeys.add(key);
    this.drafts.push({ label, site, via, facts });
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
    for (const draft of this.drafts) this.resolveFrom(draft.label.origin, draft.label, draft, false);
    for (const module of this.engine.modules) for (const fn of module.functions) this.resolveSinks(fn.summary);
    for (const summary of this.engine.inherited) this.resolveSinks(summary);
  }

  private resolveSinks(summary: Summary): void {
    for (const entry of summary.sinks) {
      const draft: Draft = { label: entry as unknown as Label, site: entry.site, via: entry.via, facts: null };
      this.resolveFrom(entry.origin, entry, draft, true);
    }
  }

  private resolveFrom(
    origin: Origin,
    change: { readonly lo: number; readonly hi: number; readonly weak: boolean },
    draft: Draft,
    fromSummary: boolean,
  ): void {
    const mask = maskOf(draft.site.kind);
    const { ends, complete } =
      draft.facts === null ? this.endsOf(origin, fromSummary) : this.search(origin, fromSummary, draft.facts);
    if (!complete) draft.site.came('unknown');
    for (const end of ends) {
      if (keepsConfidential(draft.site.kind) !== (end.origin.confidential !== null)) {
        draft.site.came('no-untrusted-origin');
        continue;
      }
      const clean =
        staysBelow(change.hi | end.hi, draft.site.kind) ||
        (draft.site.kind === 'nosql' && isPlainText(end.origin, change.hi | end.hi)) ||
        ((change.lo | end.lo) & mask.lo) !== 0 ||
        ((change.hi | end.hi) & mask.hi) !== 0;
      if (clean) draft.site.came('cleaned');
      else if (isVouched(end.origin, draft.site.kind, draft.facts)) draft.site.came('guarded');
      else if (((change.hi | end.hi) & IDENTIFIER) !== 0 && (end.tier === 'library' || end.tier === 'local'))
        draft.site.came('no-untrusted-origin');
      else if (end.tier === 'library' && isPurpose(draft.site.kind, end.origin, change.hi | end.hi))
        draft.site.came('no-untrusted-origin');
      else this.flow(end.origin, end.tier, end.description, change.weak || end.weak, draft);
    }
    draft.site.came('no-untrusted-origin');
  }

  /** Where an origin's data came in, whatever the sink. */
  private endsOf(origin: Origin, direct: boolean): Search {
    const known = direct ? this.directEnds : this.allEnds;
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
    const visited = new Map<Origin, { lo: number; hi: number }>();
    const open: { origin: Origin; lo: number; hi: number; weak: boolean; first: boolean }[] = [
      { origin, lo: 0, hi: 0, weak: false, first: true },
    ];
    for (let i = 0; i < open.length; i++) {
      const one = open[i] as (typeof open)[number];
      const before = visited.get(one.origin);
      if (before !== undefined) {
        // Again only when this way is less clean than those before.
        if ((before.lo & ~one.lo) === 0 && (before.hi & ~one.hi) === 0) continue;
        before.lo &= one.lo;
        before.hi &= one.hi;
      } else visited.set(one.origin, { lo: one.lo, hi: one.hi });
      if (i >= MAX_VISITED) return { ends, complete: false };
      let { lo, hi } = one;
      for (let at: Origin | null = facts === null ? null : one.origin; at !== null; at = at.parent) {
        const shown = facts?.get(at);
        if (shown !== undefined) {
          lo |= shown.lo;
          hi |= shown.hi;
        }
      }
      if (one.origin.kind === 'source') {
        ends.push({
          origin: one.origin,
          tier: one.origin.tier as Tier,
          description: one.origin.description,
          lo,
          hi,
          weak: one.weak,
        });
        continue;
      }
      const under = this.under(one.origin, direct && one.first);
      if (under.end !== null) ends.push({ ...under.end, lo, hi, weak: one.weak });
      for (const label of taints.of(under.set)) {
        open.push({
          origin: label.origin,
          lo: lo | label.lo,
          hi: hi | label.hi,
          weak: one.weak || label.weak,
          first: false,
        });
      }
    }
    return { ends, complete: true };
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
    const tier = engine.entries.tierOf(fn, origin.index);
    const name = fn.ir.parameters[origin.index]?.name ?? '';
    if (tier !== null)
      return { set: 0, end: { origin, tier, description: `parameter \`${name}\` of \`${fn.ir.name}\`` } };
    let set = 0;
    // What a caller gives was passed on where the call was followed; only what no call explains is looked up here.
    if (!direct) set = taints.union(set, this.extended(fn.given?.[origin.index] ?? 0, path));
    const step = path[0];
    if (step?.startsWith('.')) {
      const skip = direct && fn.applied && origin.index === 0;
      if (!skip) {
        for (const cls of this.classesOf(fn, origin.index))
          set = taints.union(set, this.field(cls, step.slice(1), path.slice(1)));
      }
    }
    const isSelf = origin.index === 0 && fn.cls !== null && (fn.flags & 2) === 0;
    const end =
      set === 0 && !isSelf && isPublic(fn) && !engine.entries.isPlain(fn.ir.parameters[origin.index]?.annotation ?? [])
        ? { origin, tier: 'library' as const, description: `argument \`${name}\` of \`${fn.ir.name}\`` }
        : null;
    return { set, end };
  }

  private classesOf(fn: FunctionInfo, index: number): readonly ClassInfo[] {
    if (index === 0 && fn.cls !== null && (fn.flags & 2) === 0) return [fn.cls, ...fn.cls.subclasses];
    const classes: ClassInfo[] = [];
    for (const atom of this.engine.parameterType(fn, index)?.atoms ?? []) {
      const cls = atom.object?.cls?.cls;
      if (cls) classes.push(cls);
    }
    return classes;
  }

  private field(cls: ClassInfo, name: string, path: readonly string[]): number {
    const key = `${cls.id}.${name}${path.join('')}`;
    const known = this.fields.get(key);
    if (known !== undefined) return known;
    const { taints } = this.engine.domain;
    let set = 0;
    for (const one of cls.resolution().classes) {
      const cell = one.fields.get(name);
      if (cell !== undefined) set = taints.union(set, this.inCell(cell, path));
      const attribute = one.attributes.get(name);
      if (attribute !== undefined) set = taints.union(set, this.inCell(attribute, path));
    }
    this.fields.set(key, set);
    return set;
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
        if (typeof key === 'string' && key.startsWith('(') && key !== '(data') continue;
        if (step !== undefined && !matches(step, key, i)) continue;
        set = taints.union(set, this.inValue(object.vals[i] as Val, path, at + 1, depth + 1));
      }
      if (object.rest !== null) set = taints.union(set, this.inValue(object.rest, path, at + 1, depth + 1));
    }
    return set;
  }

  private flow(origin: Origin, tier: Tier, description: string, weak: boolean, draft: Draft): void {
    // Names of members that lead out of a folder are what unpacking an archive is about.
    const site =
      draft.site.kind === 'path' && description === ARCHIVE_MEMBER
        ? this.engine.siteOfKind('archive', draft.site)
        : draft.site;
    let { module, start, end } = origin;
    if (origin.kind !== 'source' && origin.fn !== null) {
      module = origin.fn.module;
      const parameter = origin.fn.ir.parameters[origin.index];
      start = parameter?.start ?? origin.fn.ir.start;
      end = parameter?.end ?? origin.fn.ir.end;
    }
    if (module === null) return;
    const steps: FlowStep[] = [{ module, start, end, note: description }];
    for (let one = draft.via; one !== null; one = one.next) {
      steps.push({ module: one.module, start: one.start, end: one.end, note: `passed to \`${one.callee}\`` });
    }
    steps.push({
      module: site.module,
      start: site.start,
      end: site.end,
      note: `reaches ${SINK_WORDS[site.kind] ?? site.kind}`,
    });
    const key = `${site.module.entry.index}:${site.start}:${site.callStart}:${site.kind}:${tier}:${module.entry.index}:${start}`;
    const before = this.found.get(key);
    if (before !== undefined && (!before.weak || weak)) return;
    this.found.set(key, { kind: site.kind, tier, site, steps, weak });
  }
}

function matches(step: string, key: unknown, i: number): boolean {
  if (step === '[]') return true;
  if (step.startsWith('.')) return typeof key !== 'string' || key === step.slice(1) || key === '(data';
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
 * than data. The folders and names that an object is made with are the program's own.
 */
function isPurpose(kind: Kind, origin: Origin, hi: number): boolean {
  if (kind === 'path' || kind === 'archive') return (hi & JOINED) === 0 || origin.fn?.ir.name === '__init__';
  if (origin.depth > 0) return false;
  return (kind === 'shell' || kind === 'code' || kind === 'sql' || kind === 'template') && (hi & DERIVED) === 0;
}

/** True for functions that users of the project as a library may call. */
function isPublic(fn: FunctionInfo): boolean {
  const { entry } = fn.module;
  if (entry.isTest || fn.ir.kind !== 'function') return false;
  if (fn.ir.name.startsWith('_') && !/^__(?:init|call|new|getitem|setitem|enter|contains|iter)__$/.test(fn.ir.name))
    return false;
  if (entry.name.split('.').some((part) => part.startsWith('_') && part !== '__init__' && part !== '__main__'))
    return false;
  if (/(?:^|\.)(?:setup|conftest|tests?|docs?|examples?|benchmarks?|scripts?|tools?)(?:\.|$)/.test(entry.name))
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
};
