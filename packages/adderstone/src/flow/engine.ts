import type { CompiledModels, EntryRow } from '../models/model.ts';
import { isReportedWith, type Kind, type Tier } from '../models/vocabulary.ts';
import { ModuleTable, rootPackage } from '../project/module-table.ts';
import { isBottle, vendoredName } from '../project/vendored.ts';
import type { SourceFile } from '../text/source-file.ts';
import { isAnnotated } from './annotated.ts';
import type { Args } from './arguments.ts';
import { Askers } from './askers.ts';
import { BUILTINS } from './builtin-names.ts';
import { requestAmong } from './conventional.ts';
import { Domain, isOpen, loosenedObject, NEVER, Obj, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import { Entries } from './entries.ts';
import type { Event } from './event.ts';
import { type External, Externals } from './external.ts';
import { Flows } from './flows.ts';
import { Frame } from './frame.ts';
import { isData } from './guards.ts';
import { type ImportIr, type ModuleIr, Op, operationSize } from './ir.ts';
import { Knowledge } from './knowledge.ts';
import { Cell, ClassInfo, FunctionInfo, ModuleInfo, Summary } from './program.ts';
import { type CallOnWay, markLate, type SinkTarget, sharedEntries } from './sink-entry.ts';
import { SinkSite } from './sink-site.ts';
import type { Facts, Label, Origin } from './taint.ts';
import type { Place } from './value.ts';

/** Event kinds that name a path, as bits of what someone listens to. */
export const PathEvent = { call: 1, store: 2, read: 4, import: 8 } as const;

/** Who is told events. */
export interface Listener {
  /** True when someone listens to this kind of event at this path. */
  wants(kind: 'call' | 'store' | 'read' | 'import', path: string): boolean;
  /** Kinds of which every event is wanted. */
  readonly all: ReadonlySet<Event['kind']>;
  /**
   * Called for each event that is wanted, once a program point; again, with those whose calls it is for, when a run for a caller's known
   * arguments or with more knowledge of fields comes by. `named` is false when no target of the event was wanted by path. Values of
   * the event are valid during the call.
   */
  tell(event: Event, again: Askers | null, named: boolean): void;
  /** Told every edge of the call graph that is followed, repeatedly: of project functions, or of one and something external. */
  edge?(caller: FunctionInfo, callee: FunctionInfo | External): void;
}

/** Listens to nothing. */
export const NO_LISTENER: Listener = { wants: () => false, all: new Set(), tell: () => {} };

/** Something that the analysis did not follow, and why. */
export interface Gap extends Place {
  readonly reason: 'unresolved-call' | 'unmodelled-library' | 'dynamic-code' | 'budget';
  /** A few of our own words. */
  readonly note: string;
}

/** How much work was done; equal for equal input. */
export interface Counts {
  modules: number;
  functions: number;
  steps: number;
  runs: number;
  clones: number;
  reruns: number;
  joins: number;
  atoms: number;
  externals: number;
  events: number;
  gaps: number;
}

/** Calls nested deeper than this are not followed; the callee is analysed by itself. */
const MAX_DEMAND = 40;
/** Own recursion of the interpreter (regions and calls) that is allowed. */
const MAX_NESTING = 420;
/** Re-exports that are followed through modules which still run. */
const MAX_FOLLOWED = 16;
/** Runs of one function for known arguments. */
const MAX_CLONES = 8;
/** Further such runs for functions of libraries that it holds, whatever else it is called with. */
const MAX_LIBRARY_CLONES = 4;
/** Code words above which a function is not run for known arguments. */
const MAX_CLONE_SIZE = 1_000;
/** The same for an object of a subclass that inherits it. */
const MAX_HEIR_SIZE = 4_000;
/** Functions in a circle that are run once more; everything that one of them reaches is in all their summaries. */
const MAX_CIRCLE = 100;
/** Known arguments as callees see them that are remembered before they are forgotten and made anew. */
const MAX_RELABELS = 25_000;
/** Subclasses for which an inherited entry point is run. */
const MAX_HEIRS = 8;
/** Runs of one function after fields or globals that it reads have grown. */
const MAX_RERUNS = 1;

/** Builtins of Python 2 that code for both still names. */
const FORMER_BUILTINS = new Set([
  'unicode',
  'basestring',
  'long',
  'unichr',
  'xrange',
  'raw_input',
  'reduce',
  'file',
  'execfile',
  'cmp',
  'apply',
  'buffer',
  'coerce',
  'intern',
  'reload',
  'WindowsError',
  'StandardError',
  'get_ipython',
  'reveal_type',
  '_',
  'ngettext',
  'gettext',
  'exit',
  'quit',
  'copyright',
  'credits',
  'license',
  'undefined',
]);

/** True when a cell's new value says something that matters beyond the old: more than one constant beside others. */
function grown(before: Val, after: Val): boolean {
  let constants = false;
  for (const atom of before.atoms) if (atom.tag === Tag.constant) constants = true;
  if (after.open && !before.open && before !== NEVER) return true;
  for (const atom of after.atoms) {
    if (atom.tag === Tag.constant && constants) continue;
    if (!before.atoms.includes(atom)) return true;
  }
  return false;
}

/** Absolute dotted names that files import modules by; of names out of a package only where they are all that is said. */
function* importedNames(files: readonly { readonly ir: ModuleIr }[]): Generator<string> {
  for (const { ir } of files)
    for (const { module, level } of ir.imports) if (level === 0 && module.includes('.')) yield module;
}

/** What is asked of an analysis beside its files. */
export interface AnalysisOptions {
  /** Tiers that are asked about at every kind of sink, beside those that are by default: of the others one flow a sink is told. */
  readonly tiers?: readonly Tier[];
  /** Paths of files of which only what the others use is interpreted. */
  readonly context?: ReadonlySet<string>;
  /** True once the time for the analysis is over: no further function is interpreted then. */
  readonly isOver?: () => boolean;
  /** Called now and then while memory is used; the host may give some back. */
  readonly boundHeap?: () => void;
  /** Paths of files that are network tools as a whole. */
  readonly networkTools?: ReadonlySet<string>;
}

const NO_PATHS: ReadonlySet<string> = new Set();

/** Attributes with data that a request of Django has and nothing else is called. */
const DJANGO_DATA: ReadonlySet<string> = new Set(['GET', 'POST', 'META', 'COOKIES']);

const NO_NAMES = { sources: NO_PATHS, sinks: NO_PATHS };

/** The analysis of one project: modules, demand for summaries, names across files. */
export class Engine {
  readonly domain = new Domain();
  readonly externals: Externals;
  readonly knowledge: Knowledge;
  readonly entries: Entries;
  readonly flows: Flows;
  private readonly sinkSites = new Map<ModuleInfo, Map<number, SinkSite[]>>();
  private readonly relabels = new Map<string, Val>();
  private readonly sharedCells = new Map<string, Cell>();
  /** True where a program logs in at a directory: only there it matters whether a text is empty. */
  readonly bindsToDirectory: boolean;
  readonly modules: readonly ModuleInfo[];
  readonly table: ModuleTable;
  readonly listener: Listener;
  private readonly tiers: readonly Tier[];
  /** Paths of files of which only what others use is interpreted. */
  private readonly context: ReadonlySet<string>;
  private readonly isOver: () => boolean;
  private readonly boundHeap: () => void;
  private ticks = 0;
  private over = false;
  /** Modules with code that was not interpreted when the time was over. */
  readonly unfinished = new Set<ModuleInfo>();
  readonly gaps: Gap[] = [];
  /** Summaries of entry points for objects of subclasses that inherit them. */
  readonly inherited: Summary[] = [];
  /** True once something was stored under a name that is not known on an object of one of the project's classes. */
  storesAny = false;
  /** Faults of the analysis itself, by file. */
  readonly failures: { readonly path: string; readonly message: string }[] = [];
  readonly counts: Counts = {
    modules: 0,
    functions: 0,
    steps: 0,
    runs: 0,
    clones: 0,
    reruns: 0,
    joins: 0,
    atoms: 0,
    externals: 0,
    events: 0,
    gaps: 0,
  };
  readonly wantsEdges: boolean;
  readonly wantsCalls: boolean;
  readonly wantsStores: boolean;
  readonly wantsCompare: boolean;
  readonly wantsText: boolean;
  readonly wantsReads: boolean;
  readonly wantsImports: boolean;
  readonly wantsFunctions: boolean;
  readonly wantsClasses: boolean;
  readonly wantsReturns: boolean;
  /** Demand depth and nesting of regions at the moment. */
  private demand = 0;
  private following = 0;
  nesting = 0;
  private readonly queue: FunctionInfo[] = [];
  /** Functions that are being run for the first time, each for the one before it. */
  private readonly demanding: FunctionInfo[] = [];
  /** Functions that were run and may be in a circle with one that is running, in the order in which they ended. */
  private readonly circle: FunctionInfo[] = [];
  private orders = 0;
  /** Names of attributes that some code stores on an object from outside its methods. */
  readonly attributesStored = new Set<string>();
  private readonly roots = new Set<string>();
  /** True when the project is itself a library that the models speak of, a framework for instance, and is looked at as one. */
  readonly isModelled: boolean;
  /** Then the names of its attributes that are sources, and of its functions and classes that redirect. */
  readonly ownNames: { readonly sources: ReadonlySet<string>; readonly sinks: ReadonlySet<string> };
  private readonly ownPlaces = new Map<string, External | null>();
  private readonly builtins = new Map<string, Val>();
  private readonly gapPlaces = new Set<string>();

  constructor(
    files: readonly { readonly file: SourceFile; readonly ir: ModuleIr }[],
    models: CompiledModels,
    listener: Listener,
    {
      tiers = [],
      context = NO_PATHS,
      networkTools = NO_PATHS,
      isOver = () => false,
      boundHeap = () => {},
    }: AnalysisOptions = {},
  ) {
    this.tiers = tiers;
    this.context = context;
    this.isOver = isOver;
    this.boundHeap = boundHeap;
    this.externals = new Externals(models);
    this.knowledge = new Knowledge(models);
    this.entries = new Entries(this);
    this.flows = new Flows(this);
    this.listener = listener;
    this.wantsEdges = listener.edge !== undefined;
    this.wantsCalls = listener.all.has('call');
    this.wantsStores = listener.all.has('store');
    this.wantsCompare = listener.all.has('compare');
    this.wantsText = listener.all.has('text');
    this.wantsReads = listener.all.has('read');
    this.wantsImports = listener.all.has('import');
    this.wantsFunctions = listener.all.has('function');
    this.wantsClasses = listener.all.has('class');
    this.wantsReturns = listener.all.has('return');
    const sorted = [...files].sort((a, b) => (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0));
    const paths = sorted.map((one) => one.file.path);
    this.table = new ModuleTable(paths, rootPackage(paths, importedNames(sorted)));
    let functionId = 0;
    let classId = 0;
    this.bindsToDirectory = sorted.some(({ ir }) =>
      ir.names.some((name) => /^(?:simple_bind(?:_s)?|bind_s)$/.test(name)),
    );
    this.modules = sorted.map((one, i) => {
      const entry = this.table.entries[i] as (typeof this.table.entries)[number];
      const module = new ModuleInfo(entry, one.file, one.ir);
      module.isNetworkTool = networkTools.has(one.file.path);
      module.constants = one.ir.constants.map((constant) => this.domain.constant(constant.type, constant.value));
      module.classes = one.ir.classes.map((ir) => new ClassInfo(classId++, ir, module));
      module.functions = one.ir.functions.map(
        (ir) => new FunctionInfo(functionId++, ir, module, ir.cls < 0 ? null : (module.classes[ir.cls] as ClassInfo)),
      );
      this.index(module);
      for (const name of one.ir.attributesStored) this.attributesStored.add(name);
      const dot = entry.name.indexOf('.');
      this.roots.add(dot < 0 ? entry.name : entry.name.slice(0, dot));
      for (const [start, end] of one.ir.tooDeep) this.gap(module, start, end, 'budget', 'code nested too deep');
      return module;
    });
    this.isModelled =
      this.isAsked('library', 'path') && [...this.roots].some((root) => this.knowledge.knowsLibrary(root));
    this.ownNames = this.isModelled ? this.knowledge.namesBelow(this.roots) : NO_NAMES;
    this.counts.modules = this.modules.length;
    this.counts.functions = functionId;
  }

  /**
   * What the models call a function or class of the project, `name` of the module, or of `cls` or what it inherits from; null when they
   * say nothing of it. Only asked where the project is itself modelled.
   */
  ownPlace(module: ModuleInfo, cls: ClassInfo | null, name: string): External | null {
    const key = cls === null ? `${module.entry.name}.${name}` : `${cls.id}#${name}`;
    const known = this.ownPlaces.get(key);
    if (known !== undefined) return known;
    let found: External | null = null;
    if (cls === null) found = this.externals.path(key);
    else
      for (const one of cls.resolution().classes) {
        const type = this.externals.instanceOfPath(`${one.module.entry.name}.${one.ir.name}`);
        found = this.externals.member(type, name);
        if (found !== null && this.knowledge.of(found) !== null) break;
      }
    if (found !== null && this.knowledge.of(found) === null) found = null;
    this.ownPlaces.set(key, found);
    return found;
  }

  /** Interprets everything: modules in the order of their paths, then functions in file order, then what has to be seen again. */
  run(): void {
    const asked = this.modules.filter(({ file }) => !this.context.has(file.path));
    for (const module of asked) this.runModule(module);
    for (const module of asked) {
      for (const fn of module.functions) {
        if (fn.state === 0 && (fn.ir.kind === 'function' || fn.ir.kind === 'lambda')) this.summary(fn);
      }
    }
    for (let i = 0; i < this.queue.length; i++) {
      const fn = this.queue[i] as FunctionInfo;
      fn.queued = false;
      if (fn.state !== 2 || fn.reruns >= MAX_RERUNS) continue;
      fn.reruns++;
      this.counts.reruns++;
      fn.state = 1;
      const { sinks } = fn.summary;
      this.frame(fn, null, null, fn.reruns > 0 ? 2 : 1, fn.summary);
      fn.summary.sinks = sharedEntries(sinks, fn.summary.sinks);
      markLate(sinks, fn.summary.sinks);
      fn.state = 2;
    }
    this.runInherited();
    this.release();
    this.boundHeap();
    this.flows.resolve();
    this.counts.joins = this.domain.joins;
    this.counts.atoms = this.domain.atomCount;
    this.counts.externals = this.externals.count;
    this.counts.gaps = this.gaps.length;
  }

  /** Lets go of what only interpreting needs: the origins of flows are worked out in the memory that it took. */
  private release(): void {
    for (const { functions } of this.modules) {
      for (const fn of functions) {
        fn.clones = null;
        fn.summary.writes = [];
        fn.summary.puts = [];
      }
    }
    this.relabels.clear();
    this.domain.release();
  }

  /**
   * Runs entry points, and methods of abstract classes, once more for objects of the subclasses that inherit them and override what they
   * call on themselves: what is called is the subclass's.
   */
  private runInherited(): void {
    for (const module of this.modules) {
      if (this.context.has(module.file.path)) continue;
      for (const fn of module.functions) {
        if (!fn.dispatches || fn.cls === null) continue;
        if (this.entries.of(fn) === null && !fn.cls.isAbstract) continue;
        const heirs = fn.cls.heirs(fn.ir.name, MAX_HEIRS + 1);
        if (heirs.length > MAX_HEIRS)
          this.gap(
            fn.module,
            fn.ir.start,
            fn.ir.end,
            'unresolved-call',
            'inherited by more classes than are told apart',
          );
        for (const cls of heirs.slice(0, MAX_HEIRS)) {
          const atom = this.domain.class(cls).atoms[0] ?? null;
          const object = this.domain.frozen(new Obj(Shape.instance, atom, [], [], null, false));
          const bound: (Val | null)[] = fn.ir.parameters.map((_, i) => (i === 0 ? object : null));
          const key = `0:${this.domain.key(object)};`;
          const summary = this.clone(fn, key, bound, null, fn.module.askers, false, MAX_HEIR_SIZE);
          if (summary !== fn.summary) this.inherited.push(summary);
        }
      }
    }
  }

  /** True when flows of a tier into a kind of sink are asked for. */
  isAsked(tier: Tier, kind: Kind): boolean {
    return isReportedWith(this.tiers, tier, kind);
  }

  /** Records a gap, once a place, reason and note. */
  gap(module: ModuleInfo, start: number, end: number, reason: Gap['reason'], note: string): void {
    const key = `${module.entry.index}:${start}:${reason}:${note}`;
    if (this.gapPlaces.has(key)) return;
    this.gapPlaces.add(key);
    this.gaps.push({ file: module.file, start, end, reason, note });
  }

  // Data.

  /** The site of a sink, one a place and kind. */
  sinkSite(
    kind: Kind,
    module: ModuleInfo,
    start: number,
    end: number,
    callStart: number,
    callEnd: number,
    callee: string,
  ): SinkSite {
    let byStart = this.sinkSites.get(module);
    if (byStart === undefined) {
      byStart = new Map();
      this.sinkSites.set(module, byStart);
    }
    const list = byStart.get(start);
    if (list !== undefined) for (const one of list) if (one.callStart === callStart && one.kind === kind) return one;
    const site = new SinkSite(kind, module, start, end, callStart, callEnd, callee);
    if (list === undefined) byStart.set(start, [site]);
    else list.push(site);
    return site;
  }

  /** The same place as a site of another kind. */
  siteOfKind(kind: Kind, site: SinkSite): SinkSite {
    return this.sinkSite(kind, site.module, site.start, site.end, site.callStart, site.callEnd, site.callee);
  }

  /** All sites of sinks, in the order of their files and places. */
  get sites(): readonly SinkSite[] {
    const all: SinkSite[] = [];
    for (const byStart of this.sinkSites.values()) for (const list of byStart.values()) all.push(...list);
    return all.sort(
      (a, b) =>
        a.module.entry.index - b.module.entry.index ||
        a.start - b.start ||
        a.callStart - b.callStart ||
        (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
    );
  }

  /** Data of an origin that is no parameter of the running function reaches a sink. */
  draft(label: Label, target: SinkTarget, call: CallOnWay | null, facts: Facts): void {
    this.flows.add(label, target, call, facts);
  }

  /** A value read from a cell: its data is worked out at the end, whatever the order of the stores. */
  viaCell(cell: Cell, value: Val): Val {
    if (!isData(value)) return value;
    return this.domain.withTaint(value, this.domain.taints.only(this.domain.taints.cell(cell)));
  }

  /** Taint of the field of a project class by all stores. */
  fieldTaint(cls: ClassInfo, name: string): number {
    const { taints } = this.domain;
    let set = 0;
    for (const one of cls.resolution().classes) {
      const cell = one.fields.get(name) ?? (one.writers.has(name) ? one.field(name) : undefined);
      if (cell !== undefined) set = taints.union(set, taints.only(taints.cell(cell)));
    }
    return set;
  }

  /** Data is put into what was read from the places that a taint names: cells, fields of the running method's object. */
  fillPlaces(frame: Frame, place: number, set: number): void {
    if (place === 0 || set === 0) return;
    const { taints } = this.domain;
    const data = this.desymbolized(this.domain.withTaint(UNKNOWN, frame.baked(set)));
    for (const { origin, hi, weak } of taints.of(place)) {
      if (weak || hi !== 0) continue;
      if (origin.kind === 'cell' && origin.cell !== null) {
        this.joinCell(origin.cell, data, frame.module, frame.callPlace().start, frame.callPlace().end);
      } else if (origin.kind === 'parameter' && origin.fn?.cls && origin.index === 0 && origin.depth === 1) {
        const cell = origin.fn.cls.field(origin.step.slice(1));
        this.joinCell(cell, data, frame.module, frame.callPlace().start, frame.callPlace().end);
      }
    }
  }

  /** A known argument as a callee's run sees it: its data is that of the parameter, whatever the caller gave. */
  relabelled(value: Val, origin: Origin, depth: number): Val {
    if (!isData(value)) return value;
    let constant = !value.open && value.atoms.length > 0;
    for (const atom of value.atoms) if (atom.tag !== Tag.constant) constant = false;
    if (constant) return this.domain.withTaint(value, 0);
    const { taints } = this.domain;
    const own = taints.only(origin);
    let frozen = false;
    for (const atom of value.atoms) if (atom.tag === Tag.frozen) frozen = true;
    if (!frozen || depth > 3) return this.domain.withTaint(value, own);
    let result = value.open ? UNKNOWN : NEVER;
    for (const atom of value.atoms) {
      const object = atom.object;
      if (atom.tag !== Tag.frozen || object === null) {
        result = this.domain.union(result, this.domain.withTaint(atom.only, 0));
        continue;
      }
      const key = `${atom.id}:${origin.id}`;
      let known = this.relabels.get(key);
      if (known === undefined) {
        const vals = object.vals.map((one, i) => {
          const name = object.keys[i];
          if (typeof name === 'string' && name.startsWith('(')) return this.domain.withTaint(one, 0);
          const constant = typeof name === 'string' ? null : (name?.constant ?? null);
          const step =
            typeof name === 'string'
              ? `.${name}`
              : constant === null
                ? `[i:${i}]`
                : `[${constant.type === 'str' ? 's' : 'i'}:${String(constant.value).slice(0, 60)}]`;
          return this.relabelled(one, taints.step(origin, step), depth + 1);
        });
        const rest = object.rest === null ? null : this.relabelled(object.rest, taints.step(origin, '[]'), depth + 1);
        known = this.domain.frozen(new Obj(object.shape, object.cls, object.keys, vals, rest, object.exact));
        if (this.relabels.size >= MAX_RELABELS) this.relabels.clear();
        this.relabels.set(key, known);
      }
      result = this.domain.union(result, known);
    }
    return this.domain.tainted(result, own);
  }

  /** A call hands in functions that it calls with untrusted data. */
  markEntries(frame: Frame, rows: readonly EntryRow[], args: Args): void {
    this.entries.mark(frame, rows, args);
  }

  /** A decorator is called with a function; true when rows name it (`called`: itself, or what made it). */
  decorates(frame: Frame, called: External | null, decorator: Val, given: Val): boolean {
    return this.entries.decorate(frame, called, decorator, given);
  }

  /** A class is decorated; its methods may be what the decorator's library calls. */
  decoratedClass(cls: ClassInfo, decorator: Val): void {
    this.entries.decoratedClass(cls, decorator);
  }

  /** A function returns a value; what its framework does with that is judged. */
  returnSite(frame: Frame, value: Val, start: number, end: number): void {
    this.entries.returned(frame, value, start, end);
  }

  private index(module: ModuleInfo): void {
    for (const fn of module.functions) {
      if (fn.cls !== null && fn.ir.kind === 'function') {
        for (const name of fn.ir.fieldsStored) {
          const writers = fn.cls.writers.get(name);
          if (writers === undefined) fn.cls.writers.set(name, [fn]);
          else writers.push(fn);
        }
      }
      if (fn.ir.kind === 'function' && fn.ir.parent === 0) {
        module.definitions.set(fn.ir.name, module.definitions.has(fn.ir.name) ? null : fn);
      }
    }
    for (const cls of module.classes) {
      if (cls.ir.parent === 0) {
        module.definitions.set(cls.ir.name, module.definitions.has(cls.ir.name) ? null : cls);
      }
    }
    module.ir.imports.forEach((one, i) => {
      if (one.name === '*') return;
      const bound = one.alias ?? (one.module.split('.')[0] as string);
      module.importedNames.set(bound, i);
    });
  }

  // Running.

  /** Runs a module's own code, once. */
  runModule(module: ModuleInfo): void {
    if (module.state !== 0) return;
    const root = module.functions[0];
    if (root === undefined) return;
    if (this.demand > MAX_DEMAND || this.nesting > MAX_NESTING) return;
    module.state = 1;
    root.state = 1;
    const frame = this.frame(root, null, null, 1, root.summary);
    root.state = 2;
    const slots = root.ir.slots;
    for (let i = 0; i < slots.length; i++) {
      const name = slots[i] as string;
      const cell = module.globals.get(name);
      if (cell === undefined) continue;
      cell.running = null;
      let value = frame.freeze(cell.raw, 0);
      if (module.ir.changedInPlace.has(name)) value = this.loosened(value);
      this.setCell(cell, this.domain.union(value, cell.extra));
    }
    module.state = 2;
  }

  /** A function about which more is known than when it was interpreted is seen again. */
  seeAgain(fn: FunctionInfo): void {
    if (fn.state !== 2 || fn.queued || fn.reruns >= MAX_RERUNS) return;
    fn.queued = true;
    this.queue.push(fn);
  }

  /** Replaces a cell's value; functions that read it before are seen again when it may now be more. */
  setCell(cell: Cell, value: Val): void {
    if (value === cell.value) return;
    const grew = cell.readers !== null && grown(cell.value, value);
    cell.value = value;
    if (!grew || cell.readers === null) return;
    for (const reader of cell.readers) {
      if (!reader.queued && reader.reruns < MAX_RERUNS) {
        reader.queued = true;
        this.queue.push(reader);
      }
    }
    cell.readers = null;
  }

  /** Joins a value into a cell. */
  joinCell(cell: Cell, value: Val, module: ModuleInfo, start: number, end: number): void {
    cell.module = module;
    cell.start = start;
    cell.end = end;
    cell.extra = this.domain.union(cell.extra, value);
    this.setCell(cell, this.domain.union(cell.value, value));
  }

  /** What is read from a cell by a function. */
  readCell(cell: Cell, reader: FunctionInfo): Val {
    if (cell.running !== null) {
      const frame = cell.running;
      cell.running = null;
      this.setCell(cell, this.domain.union(cell.value, frame.freeze(cell.raw, 0)));
    }
    if (reader.ir.kind === 'function' || reader.ir.kind === 'lambda') {
      if (cell.readers === null) cell.readers = [reader];
      else if (cell.readers[cell.readers.length - 1] !== reader) cell.readers.push(reader);
    }
    return cell.value;
  }

  /** What the program keeps under a name on a library's shared object; objects of the same name are one. */
  sharedCell(external: External, name: string): Cell {
    const key = `${external.name}.${name}`;
    let cell = this.sharedCells.get(key);
    if (cell === undefined) {
      cell = new Cell();
      this.sharedCells.set(key, cell);
    }
    return cell;
  }

  /**
   * The summary of a function for any arguments. Functions that call each other in a circle see what is known of each other so far while they run first, and
   * are run once more each when all have (Tarjan's strongly connected components, found along the demand).
   */
  summary(fn: FunctionInfo): Summary {
    if (fn.state === 2 || fn.state === 1) {
      const caller = this.demanding[this.demanding.length - 1];
      if (caller !== undefined && (fn.state === 1 || fn.open)) {
        caller.low = Math.min(caller.low, fn.low);
        if (caller === fn) fn.open = true;
      }
      return fn.summary;
    }
    if (this.demand >= MAX_DEMAND || this.nesting >= MAX_NESTING) {
      return fn.summary;
    }
    fn.state = 1;
    fn.order = ++this.orders;
    fn.low = fn.order;
    const caller = this.demanding[this.demanding.length - 1];
    const before = this.circle.length;
    this.demanding.push(fn);
    this.frame(fn, null, null, 1, fn.summary);
    this.demanding.pop();
    fn.state = 2;
    this.circle.push(fn);
    if (fn.low < fn.order) {
      fn.open = true;
      if (caller !== undefined) caller.low = Math.min(caller.low, fn.low);
      return fn.summary;
    }
    const members = this.circle.splice(before);
    if (members.length > 1 || fn.open) this.runCircle(members);
    return fn.summary;
  }

  /** Runs functions once more, now that all of them were run, those that were called first. */
  private runCircle(members: readonly FunctionInfo[]): void {
    if (members.length > MAX_CIRCLE) {
      const { module, ir } = members[members.length - 1] as FunctionInfo;
      this.gap(module, ir.start, ir.end, 'budget', 'more functions call each other in a circle than are run again');
      for (const member of members) member.open = false;
      return;
    }
    for (const member of members) {
      this.counts.reruns++;
      member.state = 1;
      this.demanding.push(member);
      const { sinks } = member.summary;
      this.frame(member, null, null, 2, member.summary);
      member.summary.sinks = sharedEntries(sinks, member.summary.sinks);
      this.demanding.pop();
      member.state = 2;
    }
    for (const member of members) member.open = false;
  }

  /**
   * The summary of a function for some known arguments that someone asks for; the general one when there were too many such. `further`
   * allows some more.
   */
  clone(
    fn: FunctionInfo,
    key: string,
    bound: readonly (Val | null)[],
    captured: readonly (Val | null)[] | null,
    asker: Askers,
    further = false,
    mostCode = MAX_CLONE_SIZE,
  ): Summary {
    fn.clones ??= new Map();
    const known = fn.clones.get(key);
    if (known !== undefined) {
      known.askers?.add(asker);
      return known;
    }
    if (
      fn.clones.size >= (further ? MAX_CLONES + MAX_LIBRARY_CLONES : MAX_CLONES) ||
      fn.ir.codeEnd - fn.ir.codeStart > mostCode ||
      this.demand >= MAX_DEMAND ||
      this.nesting >= MAX_NESTING
    ) {
      if (fn.clones.size === MAX_CLONES) {
        this.gap(fn.module, fn.ir.start, fn.ir.end, 'budget', 'called with more than eight kinds of arguments');
      }
      return fn.summary;
    }
    const summary = new Summary();
    summary.askers = Askers.of(asker);
    fn.clones.set(key, summary);
    this.counts.clones += 1;
    this.frame(fn, bound, captured, 2, summary);
    summary.sinks = sharedEntries(fn.summary.sinks, summary.sinks);
    return summary;
  }

  /** Asks the clock; once the time is over it stays so. */
  isTimeOver(): boolean {
    this.over ||= this.isOver();
    return this.over;
  }

  /** Called for each step of a long work: asks the host every so often to keep the memory in bounds. */
  tick(): void {
    if ((++this.ticks & 255) === 0) this.boundHeap();
  }

  private frame(
    fn: FunctionInfo,
    bound: readonly (Val | null)[] | null,
    captured: readonly (Val | null)[] | null,
    tell: number,
    summary: Summary,
  ): Frame {
    this.demand++;
    this.counts.runs++;
    this.tick();
    const { demand, nesting } = this;
    const frame = new Frame(this, fn, bound, captured, tell, summary, null);
    try {
      if (this.isTimeOver()) {
        summary.complete = false;
        this.unfinished.add(fn.module);
      } else frame.run();
    } catch (error) {
      // One function that cannot be interpreted must not take the others along; it is reported, never silent.
      this.demand = demand;
      this.nesting = nesting;
      this.following = 0;
      summary.complete = false;
      this.gap(fn.module, fn.ir.start, fn.ir.end, 'budget', 'the analysis failed here');
      this.failures.push({
        path: fn.module.file.path,
        message: error instanceof Error ? error.message : String(error),
      });
    }
    this.counts.steps += frame.steps;
    this.demand--;
    return frame;
  }

  /** Runs a class body inside the frame that defines it. */
  runClass(cls: ClassInfo, parent: Frame): void {
    const body = cls.module.functions[cls.ir.body] as FunctionInfo;
    if (this.nesting >= MAX_NESTING) return;
    cls.state = 1;
    this.counts.runs++;
    const frame = new Frame(this, body, null, null, parent.tell, new Summary(), parent);
    frame.run();
    this.counts.steps += frame.steps;
    const slots = body.ir.slots;
    const places = frame.lastStores();
    for (let i = 0; i < slots.length; i++) {
      const name = slots[i] as string;
      const value = frame.v[i] as Val;
      if (value === NEVER || name.includes('\0')) continue;
      let cell = cls.attributes.get(name);
      if (cell === undefined) {
        cell = new Cell();
        cls.attributes.set(name, cell);
      }
      cell.module = cls.module;
      cell.start = cls.ir.start;
      cell.end = cls.ir.end;
      if ((places[2 * i] as number) >= 0) {
        cell.start = places[2 * i] as number;
        cell.end = places[2 * i + 1] as number;
      }
      this.setCell(cell, this.domain.union(frame.freeze(value, 0), cell.extra));
    }
    cls.finish();
  }

  // Names.

  /** A name of a module as code of any function sees it: global, star import, builtin. */
  global(module: ModuleInfo, name: string, reader: FunctionInfo): Val {
    const found = this.moduleName(module, name, reader, 0);
    if (found !== null) return found;
    return this.builtin(name);
  }

  /** A builtin by name; unknown when there is none of that name. */
  builtin(name: string): Val {
    let value = this.builtins.get(name);
    if (value === undefined) {
      value = BUILTINS.has(name) ? this.domain.external(this.externals.path(`builtins.${name}`)) : UNKNOWN;
      this.builtins.set(name, value);
    }
    return value;
  }

  /** True for a global name that no code of the project or of the language binds. */
  isProvided(module: ModuleInfo, name: string): boolean {
    return (
      !BUILTINS.has(name) &&
      !FORMER_BUILTINS.has(name) &&
      !module.globals.has(name) &&
      !module.importedNames.has(name) &&
      !module.definitions.has(name) &&
      module.stars.length === 0 &&
      !module.ir.globalStores.has(name) &&
      !(module.functions[0]?.ir.slots.includes(name) ?? false) &&
      !/^__\w+__$/.test(name)
    );
  }

  /** A name bound in a module, star imports followed; null when there is none. */
  moduleName(module: ModuleInfo, name: string, reader: FunctionInfo, depth: number): Val | null {
    if (module.state === 0) this.runModule(module);
    const cell = module.globals.get(name);
    if (cell !== undefined) {
      const isFinal = module.state === 2 && !module.ir.globalStores.has(name);
      const value = isFinal ? cell.value : this.readCell(cell, reader);
      if (value !== NEVER) {
        const late = module.ir.globalStores.has(name) || cell.extra !== NEVER;
        return late && reader.ir.kind !== 'module' ? this.viaCell(cell, value) : value;
      }
    }
    if (module.state !== 2) {
      const early = this.early(module, name);
      if (early !== null) {
        if (reader.ir.kind === 'function') this.readCell(module.cell(name), reader);
        return early;
      }
    }
    if (depth < 20) {
      for (let i = module.stars.length - 1; i >= 0; i--) {
        const star = module.stars[i] as ModuleInfo | External;
        if (star instanceof ModuleInfo) {
          if (!this.exports(star, name)) continue;
          const found = this.moduleName(star, name, reader, depth + 1);
          if (found !== null) return found;
        }
      }
      if (!BUILTINS.has(name)) {
        for (const star of module.stars) {
          if (!(star instanceof ModuleInfo)) return this.domain.external(this.externals.member(star, name));
        }
      }
    }
    return null;
  }

  /** The module, star imports followed, that binds a name, and its cell; the module itself without a cell when none does. */
  definitionOf(module: ModuleInfo, name: string): { module: ModuleInfo; cell: Cell | null } {
    const seen: ModuleInfo[] = [module];
    for (let i = 0; i < seen.length && i < 64; i++) {
      const one = seen[i] as ModuleInfo;
      const cell = one.globals.get(name);
      if (cell !== undefined && (cell.value !== NEVER || cell.raw !== NEVER)) return { module: one, cell };
      for (const star of [...one.stars].reverse()) {
        if (star instanceof ModuleInfo && !seen.includes(star)) seen.push(star);
      }
    }
    return { module, cell: null };
  }

  /** True when a star import takes a name: `__all__` where that is known, else names without a leading underscore. */
  private exports(module: ModuleInfo, name: string): boolean {
    if (module.state === 0) this.runModule(module);
    const all = module.globals.get('__all__');
    const allowed = all === undefined ? NEVER : this.readCell(all, module.functions[0] as FunctionInfo);
    if (allowed.atoms.length === 1) {
      const object = allowed.atoms[0]?.object;
      if (object?.exact) {
        return object.vals.some((one) => this.domain.onlyConstant(one)?.value === name);
      }
    }
    return !name.startsWith('_');
  }

  /** What a name of a module that still runs will be: a definition or an import. */
  private early(module: ModuleInfo, name: string): Val | null {
    const definition = module.definitions.get(name);
    if (definition instanceof FunctionInfo) return this.domain.function(definition);
    if (definition instanceof ClassInfo) return this.domain.class(definition);
    const imported = module.importedNames.get(name);
    // Modules that import a name from each other in a circle never bind it.
    if (imported === undefined || this.following >= MAX_FOLLOWED) return null;
    const ir = module.ir.imports[imported] as ImportIr;
    this.following++;
    const value = this.imported(module, ir, module.functions[0] as FunctionInfo);
    this.following--;
    return value;
  }

  /** The value that an import binds. */
  imported(module: ModuleInfo, ir: ImportIr, reader: FunctionInfo): Val {
    const table = this.table;
    const name = ir.name;
    const copied = this.vendored(module, ir);
    if (copied !== null) return this.domain.external(this.externals.path(copied));
    if (name === null) {
      const wanted = ir.alias === null ? (ir.module.split('.')[0] as string) : ir.module;
      const full = table.resolve(ir.module, module.entry);
      if (full !== null) this.runModule(this.modules[full.index] as ModuleInfo);
      const entry = ir.alias === null ? table.resolve(wanted, module.entry) : full;
      if (entry !== null) {
        const target = this.modules[entry.index] as ModuleInfo;
        this.runModule(target);
        return this.domain.module(target);
      }
      return this.domain.external(this.externals.path(wanted));
    }
    const entry =
      ir.level > 0 ? table.relative(ir.module, ir.level, module.entry) : table.resolve(ir.module, module.entry);
    if (entry !== null) {
      const target = this.modules[entry.index] as ModuleInfo;
      if (target !== module) {
        const found = this.moduleName(target, name, reader, 0);
        if (found !== null) return found;
      } else if (!target.entry.isPackage) {
        return UNKNOWN;
      }
    }
    const base = table.absolute(ir.module, ir.level, module.entry);
    const path = base === null || base === '' ? name : `${base}.${name}`;
    const submodule =
      ir.level > 0
        ? table.relative(ir.module === '' ? name : `${ir.module}.${name}`, ir.level, module.entry)
        : table.resolve(path, module.entry);
    if (submodule !== null) {
      const target = this.modules[submodule.index] as ModuleInfo;
      this.runModule(target);
      return this.domain.module(target);
    }
    if (entry !== null && this.modules[entry.index] === module) {
      const early = this.early(module, name);
      if (early !== null) return early;
    }
    return this.domain.external(this.externals.path(path));
  }

  /** What an import names where that is in a copy of a library that the models know, as the library has it; null for any other. The copies see their own code. */
  private vendored(module: ModuleInfo, ir: ImportIr): string | null {
    if (ir.name === null && ir.alias === null) return null;
    const copy = vendoredName(this.importPath(module, ir));
    if (copy === null || !this.knowledge.knowsLibrary(copy.name.split('.', 1)[0] as string)) return null;
    if (vendoredName(module.entry.name) !== null) return null;
    if (!copy.isBesideOthers) return copy.name;
    const file = this.table.named(copy.root);
    return file !== null && isBottle((this.modules[file.index] as ModuleInfo).file.text) ? copy.name : null;
  }

  /** The module, or the external, that a star import takes its names from. */
  starred(module: ModuleInfo, ir: ImportIr): ModuleInfo | External | null {
    const entry =
      ir.level > 0
        ? this.table.relative(ir.module, ir.level, module.entry)
        : this.table.resolve(ir.module, module.entry);
    if (entry !== null) {
      const target = this.modules[entry.index] as ModuleInfo;
      if (target === module) return null;
      this.runModule(target);
      return target;
    }
    return this.externals.path(this.importPath(module, ir));
  }

  /** Absolute path of what an import names. */
  importPath(module: ModuleInfo, ir: ImportIr): string {
    const base = this.table.absolute(ir.module, ir.level, module.entry) ?? ir.module;
    if (ir.name === null || ir.name === '*') return base;
    return base === '' ? ir.name : `${base}.${ir.name}`;
  }

  /** An attribute of a module: a name in it, or a submodule. */
  moduleAttribute(module: ModuleInfo, name: string, reader: FunctionInfo): Val {
    const found = this.moduleName(module, name, reader, 0);
    if (found !== null) return found;
    if (module.entry.isPackage) {
      const entry = this.table.relative(name, 1, module.entry);
      if (entry !== null) {
        const target = this.modules[entry.index] as ModuleInfo;
        this.runModule(target);
        return this.domain.module(target);
      }
    }
    return UNKNOWN;
  }

  /** An attribute of something external; a path that turns out to be a module of the project is that. */
  member(external: External, name: string): Val {
    if (this.roots.has(external.path.split('.', 1)[0] as string) && !external.path.includes('(')) {
      const entry = this.table.named(`${external.path}.${name}`);
      if (entry !== null) {
        const target = this.modules[entry.index] as ModuleInfo;
        this.runModule(target);
        return this.domain.module(target);
      }
    }
    return this.domain.external(this.externals.member(external, name));
  }

  /** A dotted name as an annotation writes it, seen from a module; unknown when it names nothing. */
  dotted(module: ModuleInfo, name: string, reader: FunctionInfo): Val {
    const parts = name.split('.');
    let value = this.global(module, parts[0] as string, reader);
    for (let i = 1; i < parts.length && value.atoms.length === 1; i++) {
      const atom = value.atoms[0];
      if (atom?.module) value = this.moduleAttribute(atom.module, parts[i] as string, reader);
      else if (atom?.external) value = this.member(atom.external, parts[i] as string);
      else if (atom?.cls) value = atom.cls.attributes.get(parts[i] as string)?.value ?? UNKNOWN;
      else return UNKNOWN;
    }
    return value;
  }

  /** What a parameter is by its annotation or, for the first of a method, by its class; null when nothing is known. */
  parameterType(fn: FunctionInfo, index: number): Val | null {
    fn.parameterTypes ??= new Array<Val | null>(fn.ir.parameters.length);
    const known = fn.parameterTypes[index];
    if (known !== undefined) return known;
    fn.parameterTypes[index] = null;
    let type: Val | null = null;
    const parameter = fn.ir.parameters[index];
    if (parameter !== undefined) {
      if (index === 0 && fn.cls !== null && (fn.flags & 2) === 0 && parameter.kind !== 'rest') {
        const isClass = (fn.flags & 4) !== 0 || fn.ir.name === '__new__' || fn.ir.name === '__init_subclass__';
        type = isClass
          ? this.domain.class(fn.cls)
          : this.domain.frozen(
              new Obj(Shape.instance, this.domain.class(fn.cls).atoms[0] ?? null, [], [], null, false),
            );
      } else if (parameter.kind !== 'rest' && parameter.kind !== 'keywords') {
        type = this.entries.parameterType(fn, index) ?? this.annotated(fn.module, parameter.annotation, fn);
        if (type === null && index === (fn.cls === null ? 0 : 1)) {
          const request = this.conventionalRequest(fn, index, parameter.name);
          if (request !== null) type = this.domain.external(this.externals.instanceOf(this.externals.path(request)));
        }
      }
    }
    fn.parameterTypes[index] = type;
    return type;
  }

  /** True when a function reads of a parameter what only a request of Django has, whatever its name. */
  private readAsDjangoRequest({ ir, module }: FunctionInfo, index: number): boolean {
    const { code, names } = module.ir;
    if (!this.namesDjangoData(module)) return false;
    for (let pc = ir.codeStart; pc < ir.codeEnd; pc += operationSize(code, pc)) {
      if (code[pc] !== Op.Attribute || code[pc + 2] !== index) continue;
      if (DJANGO_DATA.has(names[code[pc + 3] as number] as string)) return true;
    }
    return false;
  }

  private readonly requests = new Map<ModuleInfo, string | null>();

  /** The class of a framework's requests, where a first parameter is called as in its documentation and its module imports the framework; else null. */
  private conventionalRequest(fn: FunctionInfo, index: number, name: string): string | null {
    if (name === 'request' || name === 'req') {
      const request = this.requestOf(fn.module);
      if (name === 'request' || request === 'webob.Request') return request;
    }
    return this.readAsDjangoRequest(fn, index) ? 'django.http.HttpRequest' : null;
  }

  private requestOf(module: ModuleInfo): string | null {
    let request = this.requests.get(module);
    if (request === undefined) {
      request = requestAmong(module.ir.imports.map((one) => this.importPath(module, one)));
      if (request === null && this.namesDjangoData(module)) request = 'django.http.HttpRequest';
      this.requests.set(module, request);
    }
    return request;
  }

  /** True when code of a module names what only a request of Django has. */
  private namesDjangoData(module: ModuleInfo): boolean {
    module.namesDjangoData ??= module.ir.names.some((name) => DJANGO_DATA.has(name));
    return module.namesDjangoData;
  }

  /** Instances of the classes that an annotation names; null when it names none that is known. */
  annotated(module: ModuleInfo, names: readonly string[], reader: FunctionInfo): Val | null {
    let type = NEVER;
    for (const name of names) {
      if (name === 'None' || name === 'Any' || name === 'object') continue;
      const named = this.dotted(module, name, reader);
      // A name for `Annotated[T, …]`.
      const cls = (isAnnotated(named) ? named.atoms[0]?.object?.get('(0') : null) ?? named;
      const instance = this.instanceOf(cls);
      if (instance !== null) type = this.domain.union(type, instance);
    }
    return type === NEVER ? null : type;
  }

  /** Instances of the classes that a value may be; null when it may be none. */
  instanceOf(cls: Val): Val | null {
    let result = NEVER;
    for (const atom of cls.atoms) {
      if (atom.tag === Tag.class) {
        result = this.domain.union(result, this.domain.frozen(new Obj(Shape.instance, atom, [], [], null, false)));
      } else if (atom.external !== null && !atom.external.isCall) {
        result = this.domain.union(result, this.domain.external(this.externals.instanceOf(atom.external)));
      }
    }
    return result === NEVER ? null : result;
  }

  /** A value without what only makes sense in the frame of its function: parameters become their types, or unknown. */
  desymbolized(value: Val): Val {
    if (!value.symbolic) return value;
    if (value.atoms.length === 0) return value.text === null ? value : this.domain.withTaint(UNKNOWN, value.taint);
    let result = value.open ? UNKNOWN : NEVER;
    for (const atom of value.atoms) {
      if (!atom.symbolic) result = this.domain.union(result, atom.only);
      else if (atom.tag === Tag.parameter && atom.fn !== null) {
        const type = this.parameterType(atom.fn, atom.index);
        const given = atom.fn.defaults?.[atom.index] ?? null;
        const isKept = given !== null && (this.domain.onlyConstant(given)?.type === 'bool' || isCallable(given));
        if (type !== null) result = this.domain.union(result, type);
        result = this.domain.opened(this.domain.union(result, isKept ? given : type === null ? UNKNOWN : NEVER));
      } else if (atom.tag === Tag.frozen && atom.object !== null) {
        if (atom.plain === null) {
          const object = atom.object;
          const vals = object.vals.map((one) => this.desymbolized(one));
          const rest = object.rest === null ? null : this.desymbolized(object.rest);
          atom.plain = this.domain.frozen(new Obj(object.shape, object.cls, object.keys, vals, rest, object.exact));
        }
        result = this.domain.union(result, atom.plain);
      } else if (atom.tag === Tag.function && atom.fn !== null && atom.captured !== null) {
        const captured = atom.captured.map((one) => (one === null || one.symbolic ? null : one));
        result = this.domain.union(result, this.domain.closure(atom.fn, captured));
      } else if (atom.tag === Tag.bound && atom.fn !== null && atom.receiver !== null) {
        const fn = this.domain.function(atom.fn).atoms[0];
        if (fn !== undefined)
          result = this.domain.union(result, this.domain.bound(fn, this.desymbolized(atom.receiver)));
      } else result = this.domain.opened(result === NEVER ? UNKNOWN : result);
    }
    return this.domain.withTaint(result === NEVER ? UNKNOWN : result, value.taint);
  }

  /** Containers in it made such that more may be inside. */
  private loosened(value: Val): Val {
    let result = value.open ? this.domain.opened(NEVER) : NEVER;
    for (const atom of value.atoms) {
      const object = atom.object;
      if (atom.tag === Tag.frozen && object !== null && object.shape !== Shape.tuple) {
        result = this.domain.union(result, this.domain.frozen(loosenedObject(this.domain, object)));
      } else result = this.domain.union(result, atom.only);
    }
    return this.domain.tainted(isOpen(value) ? this.domain.opened(result) : result, value.taint);
  }

  // Listening.

  /** Bits of the path events that someone wants at one of the forms of something external. */
  wanted(external: External): number {
    if (external.wanted < 0) external.wanted = this.wantedAt(external.forms);
    return external.wanted;
  }

  /** Bits of the path events that someone wants at one of the paths. */
  wantedAt(forms: readonly string[]): number {
    let bits = 0;
    for (const form of forms) {
      if (this.listener.wants('call', form)) bits |= PathEvent.call;
      if (this.listener.wants('store', form)) bits |= PathEvent.store;
      if (this.listener.wants('read', form)) bits |= PathEvent.read;
      if (this.listener.wants('import', form)) bits |= PathEvent.import;
    }
    return bits;
  }

  /** Tells an event. */
  tell(event: Event, again: Askers | null, named = true): void {
    this.counts.events++;
    this.listener.tell(event, again, named);
  }
}

/** True for functions and classes alone, by name: what a parameter's default says is called unless a caller says otherwise. */
function isCallable(value: Val): boolean {
  return (
    value.atoms.length > 0 &&
    !value.symbolic &&
    value.atoms.every(
      (atom) =>
        (atom.tag === Tag.function && atom.captured === null) ||
        (atom.tag === Tag.external && atom.external !== null && !atom.external.isCall),
    )
  );
}
