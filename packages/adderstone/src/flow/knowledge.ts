import type { CompiledModels, EntryRow } from '../models/model.ts';
import { type Condition, isPlaceProblem, type PlacePattern, parsePlace, type Slot } from '../models/place.ts';
import type { Kind, Tier } from '../models/vocabulary.ts';
import type { External } from './external.ts';
import { maskOf } from './taint.ts';

/** A sink at a call: which arguments, and when. Without slots: a store. */
export interface SinkRow {
  readonly kind: Kind;
  readonly slots: readonly Slot[];
  readonly condition: Condition | null;
  /** The row as written. */
  readonly text: string;
}

/** A check: in the branch where the call gave `outcome`, the arguments are clean for the kind. */
export interface GuardRow {
  readonly kind: Kind;
  readonly slots: readonly Slot[];
  readonly outcome: boolean;
}

/** Where the data of arguments goes. */
export interface FlowRow {
  readonly slots: readonly Slot[];
  /** `none`: nowhere. */
  readonly to: 'return' | 'item' | 'self' | 'none' | Slot;
  /** The value itself comes out, unchanged. */
  readonly same: boolean;
}

/** Everything that the models say of one external thing. */
export interface ExternalKnowledge {
  /** Tier of its value when it is a source. */
  readonly tier: Tier | null;
  readonly sinks: readonly SinkRow[];
  /** Rows for stores to it (or to an item of it). */
  readonly stores: readonly SinkRow[];
  /** Kinds that its result is clean for. */
  readonly cleansLo: number;
  readonly cleansHi: number;
  readonly guards: readonly GuardRow[];
  readonly flows: readonly FlowRow[];
  /** Arguments that are filled with data. */
  readonly fills: readonly { readonly tier: Tier; readonly slots: readonly Slot[] }[];
  readonly entries: readonly EntryRow[];
}

interface Writable {
  tier: Tier | null;
  sinks: SinkRow[];
  stores: SinkRow[];
  cleansLo: number;
  cleansHi: number;
  guards: GuardRow[];
  flows: FlowRow[];
  fills: { tier: Tier; slots: readonly Slot[] }[];
  entries: EntryRow[];
}

/** What places of models say, by the paths that they name; worked out once a set of models. */
class Tables {
  readonly byPath = new Map<string, Writable>();
  readonly subclasses = new Map<string, EntryRow[]>();
  readonly decorators = new Map<string, EntryRow[]>();
  readonly functions = new Map<string, EntryRow[]>();
  readonly signatures = new Map<string, EntryRow[]>();
  readonly parameters = new Map<string, EntryRow[]>();
  private libraries: Set<string> | null = null;
  private carriers: Set<string> | null = null;

  constructor(models: CompiledModels) {
    for (const { tier, place } of models.sources) {
      this.each(place, (path, pattern) => {
        if (pattern.slots.length === 0) this.at(path).tier ??= tier;
        else this.at(path).fills.push({ tier, slots: pattern.slots });
      });
    }
    for (const { kind, place } of models.sinks) {
      this.each(place, (path, pattern) => {
        const row = { kind, slots: pattern.slots, condition: pattern.condition, text: place };
        if (pattern.slots.length === 0) this.at(path).stores.push(row);
        else this.at(path).sinks.push(row);
      });
    }
    for (const { kind, place } of models.sanitizers) {
      const mask = maskOf(kind);
      this.each(place, (path) => {
        const known = this.at(path.endsWith('()') ? path.slice(0, -2) : path);
        known.cleansLo |= mask.lo;
        known.cleansHi |= mask.hi;
        // What it gives is a source itself, and clean for the kind from the start.
        const given = path.endsWith('()') ? this.byPath.get(path) : undefined;
        if (given !== undefined && given.tier !== null) {
          given.cleansLo |= mask.lo;
          given.cleansHi |= mask.hi;
        }
      });
    }
    for (const { kind, place } of models.guards) {
      this.each(place, (path, pattern) => {
        const outcome = pattern.condition?.kind === 'when' ? pattern.condition.outcome : true;
        this.at(path).guards.push({ kind, slots: pattern.slots, outcome });
      });
    }
    for (const text of models.flows) {
      const [from, to] = text.split(/ [-=]> /) as [string, string];
      this.each(from, (path, pattern) => {
        const row: FlowRow = { slots: pattern.slots, to: targetOf(to), same: text.includes(' => ') };
        this.at(path).flows.push(row);
      });
    }
    for (const row of models.entries) {
      if (row.by === 'function') add(this.functions, row.place, row);
      else if (row.by === 'signature' && row.place.startsWith('*, ')) add(this.parameters, row.place.slice(3), row);
      else if (row.by === 'signature') add(this.signatures, row.place, row);
      else {
        this.each(row.place, (path) => {
          if (row.by === 'decorator') add(this.decorators, path, row);
          else if (row.by === 'subclass') add(this.subclasses, path, row);
          else this.at(path).entries.push(row);
        });
      }
    }
  }

  private each(place: string, take: (path: string, pattern: PlacePattern) => void): void {
    // `[]` is no part of the grammar of places but of paths.
    const marked = place.replaceAll('[]', '.__item__');
    const pattern = parsePlace(marked);
    if (isPlaceProblem(pattern)) return;
    for (const path of pattern.paths) take(path.replaceAll('.__item__', '[]').replaceAll('()#', '().'), pattern);
  }

  private at(path: string): Writable {
    let known = this.byPath.get(path);
    if (known === undefined) {
      known = {
        tier: null,
        sinks: [],
        stores: [],
        cleansLo: 0,
        cleansHi: 0,
        guards: [],
        flows: [],
        fills: [],
        entries: [],
      };
      this.byPath.set(path, known);
    }
    return known;
  }

  namesBelow(roots: ReadonlySet<string>): {
    readonly sources: ReadonlySet<string>;
    readonly sinks: ReadonlySet<string>;
  } {
    const sources = new Set<string>();
    const sinks = new Set<string>();
    for (const [path, known] of this.byPath) {
      const hasSinks = known.sinks.some(({ kind }) => kind === 'redirect');
      if (known.tier === null && !hasSinks) continue;
      if (!roots.has(path.slice(0, /[^A-Za-z0-9_]|$/.exec(path)?.index))) continue;
      const name = path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf('#')) + 1);
      if (known.tier !== null) sources.add(name);
      if (hasSinks) sinks.add(name);
    }
    return { sources, sinks };
  }

  /** True for a class of which an instance's attribute or method is a source. */
  carriesData(cls: string): boolean {
    if (this.carriers === null) {
      this.carriers = new Set();
      for (const [path, { tier, fills }] of this.byPath) {
        const end = path.indexOf('#');
        if (end > 0 && (tier !== null || fills.length > 0)) this.carriers.add(path.slice(0, end));
      }
    }
    return this.carriers.has(cls);
  }

  /** True when the models say anything of the library at the first name of a path. */
  knowsLibrary(name: string): boolean {
    if (this.libraries === null) {
      this.libraries = new Set();
      for (const path of this.byPath.keys()) this.libraries.add(path.slice(0, /[^A-Za-z0-9_]|$/.exec(path)?.index));
    }
    return this.libraries.has(name);
  }
}

const TABLES = new WeakMap<CompiledModels, Tables>();

function tablesOf(models: CompiledModels): Tables {
  let tables = TABLES.get(models);
  if (tables === undefined) {
    tables = new Tables(models);
    TABLES.set(models, tables);
  }
  return tables;
}

/** The models by the paths of things, for one analysis. */
export class Knowledge {
  private readonly tables: Tables;
  private readonly byExternal: (ExternalKnowledge | null | undefined)[] = [];
  /** Entry rows by the base class whose subclasses they are about. */
  readonly subclasses: ReadonlyMap<string, readonly EntryRow[]>;
  /** Entry rows by decorator. */
  readonly decorators: ReadonlyMap<string, readonly EntryRow[]>;
  /** Entry rows by bare name of the function. */
  readonly functions: ReadonlyMap<string, readonly EntryRow[]>;
  /** Entry rows by the names of the parameters, `environ, start_response`. */
  readonly signatures: ReadonlyMap<string, readonly EntryRow[]>;
  /** The same by the name of one parameter, whatever the others are. */
  readonly parameters: ReadonlyMap<string, readonly EntryRow[]>;

  constructor(models: CompiledModels) {
    this.tables = tablesOf(models);
    this.subclasses = this.tables.subclasses;
    this.decorators = this.tables.decorators;
    this.functions = this.tables.functions;
    this.signatures = this.tables.signatures;
    this.parameters = this.tables.parameters;
  }

  /** True when the models say anything of the library at the first name of a path. */
  knowsLibrary(name: string): boolean {
    return this.tables.knowsLibrary(name);
  }

  /** True for a class of which an instance's attribute or method is a source. */
  carriesData(cls: string): boolean {
    return this.tables.carriesData(cls);
  }

  /** The last names of what the models say to be sources, and of what they say to redirect, below first names of paths. */
  namesBelow(roots: ReadonlySet<string>): {
    readonly sources: ReadonlySet<string>;
    readonly sinks: ReadonlySet<string>;
  } {
    return this.tables.namesBelow(roots);
  }

  /** What is known of an external thing by all its forms, or null. */
  of(external: External): ExternalKnowledge | null {
    const before = this.byExternal[external.id];
    if (before !== undefined) return before;
    const known = this.ofForms(external.forms);
    this.byExternal[external.id] = known;
    return known;
  }

  /** What is known at any of the paths, or null. */
  ofForms(forms: readonly string[]): ExternalKnowledge | null {
    let known: ExternalKnowledge | null = null;
    for (const form of forms) {
      const one = this.tables.byPath.get(form);
      if (one === undefined || one === known) continue;
      known =
        known === null
          ? one
          : {
              tier: known.tier ?? one.tier,
              sinks: [
                ...known.sinks,
                ...one.sinks.filter((row) => !known?.sinks.some((before) => before.text === row.text)),
              ],
              stores: [...known.stores, ...one.stores],
              cleansLo: known.cleansLo | one.cleansLo,
              cleansHi: known.cleansHi | one.cleansHi,
              guards: [...known.guards, ...one.guards],
              flows: [...known.flows, ...one.flows],
              fills: [...known.fills, ...one.fills],
              entries: [...known.entries, ...one.entries],
            };
    }
    return known;
  }
}

function add(table: Map<string, EntryRow[]>, key: string, row: EntryRow): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, [row]);
  else if (!list.includes(row)) list.push(row);
}

function targetOf(text: string): FlowRow['to'] {
  const plain = text.trim();
  if (plain === 'return' || plain === 'self' || plain === 'none') return plain;
  if (plain === 'return[]') return 'item';
  if (plain === 'self[]') return 'self';
  const slot = /^([0-9]{1,3})?\|?([A-Za-z_]\w*)?(?:\[\])?$/.exec(plain);
  return {
    position: slot?.[1] === undefined ? null : Number(slot[1]),
    keyword: slot?.[2] ?? null,
    role: 'argument',
  };
}
