import type { ModuleEntry } from '../project/module-table.ts';
import { linearize } from '../project/mro.ts';
import type { SourceFile } from '../text/source-file.ts';
import { Askers } from './askers.ts';
import { type Atom, type Key, NEVER, Tag, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import { type ClassIr, type FunctionIr, type ModuleIr, Op, operationSize } from './ir.ts';
import type { SinkEntry } from './sink-entry.ts';
import type { Facts, Origin } from './taint.ts';

/** A place that outlives a frame: a module's variable, a class attribute, an instance field, a captured variable. Its value is the join of all stores. */
export class Cell {
  /** Join of all stores; without heap indices. */
  value: Val = NEVER;
  /** Stores of the module's or class's own body, which may hold objects of its heap. */
  raw: Val = NEVER;
  /** The frame of the module's own code, while `value` does not have the last stores. */
  running: Frame | null = null;
  /** Stores of other code. */
  extra: Val = NEVER;
  /** Functions that read it before it was complete. */
  readers: FunctionInfo[] | null = null;
  /** Place of the last store; `module` null while there is none. */
  module: ModuleInfo | null = null;
  start = 0;
  end = 0;
}

/** What a call changes through one of its parameters: an attribute, or with `key` null the whole contents of a container. */
export interface Write {
  readonly parameter: number;
  readonly key: Key | null;
  readonly value: Val;
}

/** Data that a call adds to a container that an attribute of one of its parameters holds; `key` is the constant that it is put under, else null. */
export interface Put {
  readonly parameter: number;
  readonly field: string;
  readonly key: Atom | null;
  readonly shape: number;
  readonly value: Val;
}

/** What callers need to know of a function; in terms of its parameters. */
export class Summary {
  result: Val = NEVER;
  writes: readonly Write[] = [];
  puts: readonly Put[] = [];
  /** Bits of parameters on whose values more depends than the result's symbols say: worth a run of their own for known arguments. */
  asks = 0;
  /** Bits of parameters whose container is changed in place. */
  mutates = 0;
  /** True when no run comes back. */
  never = false;
  complete = true;
  /** Sinks that the parameters' data reaches, here or below. */
  sinks: readonly SinkEntry[] = [];
  /** Taint that is put into what a parameter refers to: parameter, taint; one for each parameter. */
  fills: readonly (readonly [number, number])[] = [];
  /** Taint of exceptions that leave. */
  raises = 0;
  /** What holds of the parameters' data when a run comes back; when what comes back counts as true; as false. */
  onReturn: Facts = null;
  whenTrue: Facts = null;
  whenFalse: Facts = null;
  /** Whose calls it is for, where it is one for known arguments. */
  askers: Askers | null = null;
}

/** Bits of what decorators make of a function. */
export const FunctionFlag = { property: 1, static: 2, class: 4, context: 8, abstract: 16, overload: 32 } as const;

/** A function of the project. */
export class FunctionInfo {
  readonly id: number;
  readonly ir: FunctionIr;
  readonly module: ModuleInfo;
  /** The class in whose body it is defined, or null. */
  readonly cls: ClassInfo | null;
  readonly path: string;
  /** The attribute of its object that a method does nothing but return, or null. */
  readonly getter: string | null;
  flags = 0;
  /** Values of the parameters' defaults, null where there is none; set when the definition runs. */
  defaults: (Val | null)[] | null = null;
  decorators: readonly { readonly value: Val; readonly start: number; readonly end: number }[] = [];
  /** 0: not run; 1: running; 2: run. */
  state = 0;
  /** When it was first run, counted from 1, and the first run of those that it calls, over any ways, while they ran; 0 before. (Tarjan's low-link.) */
  order = 0;
  low = 0;
  /** True from its run on until those that it is in a circle with have run. */
  open = false;
  summary: Summary = new Summary();
  clones: Map<string, Summary> | null = null;
  /** Cells of captured variables, by slot. */
  cells: Map<number, Cell> | null = null;
  parameterValues: Val[] | null = null;
  parameterOrigins: Origin[] | null = null;
  /** Taint of arguments by parameter, over all calls, as sets that are not joined yet; for data that escapes its call. */
  given: number[][] | null = null;
  /** True once its code asked its object for a method that subclasses override. */
  dispatches = false;
  /** True once some call with a known receiver was followed. */
  applied = false;
  parameterTypes: (Val | null)[] | null = null;
  /** Attributes read that are sources, as written: where. */
  reads: Map<string, readonly { readonly start: number; readonly end: number }[]> | null = null;
  reruns = 0;
  queued = false;
  /** Bits of path events that someone wants of it; -1 while unknown. */
  wanted = -1;

  constructor(id: number, ir: FunctionIr, module: ModuleInfo, cls: ClassInfo | null) {
    this.id = id;
    this.ir = ir;
    this.module = module;
    this.cls = cls;
    this.path = ir.qualifiedName === '' ? module.entry.name : `${module.entry.name}.${ir.qualifiedName}`;
    this.getter = cls === null ? null : attributeReturned(ir, module.ir);
  }

  /** True for a method whose first parameter is its object or class. */
  get hasReceiver(): boolean {
    return this.cls !== null && (this.flags & FunctionFlag.static) === 0;
  }

  cell(slot: number): Cell {
    this.cells ??= new Map();
    let cell = this.cells.get(slot);
    if (cell === undefined) {
      cell = new Cell();
      this.cells.set(slot, cell);
    }
    return cell;
  }
}

/** The name in `return self.name`, when a function's code is nothing else; else null. */
function attributeReturned({ codeStart, codeEnd, parameters }: FunctionIr, { code, names }: ModuleIr): string | null {
  if (codeStart === codeEnd || code[codeStart] !== Op.Attribute) return null;
  if (code[codeStart + 2] !== 0 || parameters.length === 0) return null;
  const end = codeStart + operationSize(code, codeStart);
  if (code[end] !== Op.Return || code[end + 1] !== code[codeStart + 1] || end + 4 !== codeEnd) return null;
  return names[code[codeStart + 3] as number] ?? null;
}

/** The order in which attributes of a class are looked up: the project's classes, then external ones. */
export interface Resolution {
  readonly classes: readonly ClassInfo[];
  readonly externals: readonly External[];
  /** False when a base is not known. */
  readonly complete: boolean;
}

/** Counts changes of any class's bases, so that what was worked out from them is dropped. */
let hierarchy = 0;

/** A class of the project. */
export class ClassInfo {
  readonly id: number;
  readonly ir: ClassIr;
  readonly module: ModuleInfo;
  readonly path: string;
  bases: readonly Val[] = [];
  /** Names bound in its body. */
  readonly attributes = new Map<string, Cell>();
  /** Attributes stored on instances. */
  readonly fields = new Map<string, Cell>();
  /** Methods that store each attribute on `self`. */
  readonly writers = new Map<string, FunctionInfo[]>();
  readonly subclasses: ClassInfo[] = [];
  /** 0: not run; 1: its body runs; 2: run. */
  state = 0;
  /** Bits of path events that someone wants of it; -1 while unknown. */
  wanted = -1;
  private order: Resolution | null = null;
  private overridersOf: Map<string, readonly ClassInfo[]> | null = null;
  /** True when some method is left to subclasses. */
  isAbstract = false;
  /** True once something was stored on its objects under a name that is not known. */
  storesAny = false;
  private overridersAt = -1;

  constructor(id: number, ir: ClassIr, module: ModuleInfo) {
    this.id = id;
    this.ir = ir;
    this.module = module;
    this.path = `${module.entry.name}.${ir.qualifiedName}`;
  }

  /** Sets the bases and forgets the lookup order. */
  setBases(bases: readonly Val[]): void {
    this.bases = bases;
    this.order = null;
    hierarchy++;
    for (const base of bases) {
      for (const atom of base.atoms) {
        if (atom.cls !== null && atom.tag === Tag.class && !atom.cls.subclasses.includes(this)) {
          atom.cls.subclasses.push(this);
        }
      }
    }
  }

  /** Notes that its body has run: its attributes are there. */
  finish(): void {
    this.state = 2;
    hierarchy++;
  }

  /** The lookup order (C3 over the project's classes, then external bases). */
  resolution(): Resolution {
    this.order ??= this.resolve(0);
    return this.order;
  }

  /** Subclasses, direct and indirect, whose own body binds a name; at most five. Kept until a class gets new bases. */
  overriders(name: string): readonly ClassInfo[] {
    if (this.overridersAt !== hierarchy) {
      this.overridersAt = hierarchy;
      this.overridersOf = null;
    }
    this.overridersOf ??= new Map();
    let found = this.overridersOf.get(name);
    if (found === undefined) {
      const all: ClassInfo[] = [];
      for (const one of this.below()) {
        if (one.attributes.has(name)) all.push(one);
        if (all.length === 5) break;
      }
      found = all;
      this.overridersOf.set(name, found);
    }
    return found;
  }

  /** Subclasses, direct and indirect, that take a method from here; at most `most`. */
  heirs(name: string, most: number): readonly ClassInfo[] {
    const found: ClassInfo[] = [];
    for (const one of this.below()) {
      const owner = one.resolution().classes.find((cls) => cls.attributes.has(name));
      // A constructor of an heir runs the one that it overrides.
      if (owner === this || (name === '__init__' && owner !== undefined)) found.push(one);
      if (found.length === most) break;
    }
    return found;
  }

  /** Every class below, the nearest first. */
  *below(): Generator<ClassInfo> {
    // A set keeps the order of what is added while it is walked.
    const open = new Set(this.subclasses);
    for (const one of open) {
      yield one;
      for (const next of one.subclasses) open.add(next);
    }
  }

  /** True for a class without code of its own to make its objects: what it is made with are its fields. */
  get isRecord(): boolean {
    return !this.resolution().classes.some(({ attributes }) => attributes.has('__init__'));
  }

  private resolve(depth: number): Resolution {
    const direct: ClassInfo[] = [];
    const externals: External[] = [];
    let complete = true;
    for (const base of this.bases) {
      if (base.open) complete = false;
      for (const atom of base.atoms) {
        if (atom.tag === Tag.class && atom.cls !== null && atom.cls !== this) direct.push(atom.cls);
        else {
          // A base that a call made, `class Point(namedtuple("Point", "x y"))`, is known by the call.
          const external = atom.external ?? atom.object?.cls?.external ?? null;
          if (external !== null && !externals.includes(external)) externals.push(external);
        }
      }
    }
    if (depth > 40) return { classes: [this], externals, complete: false };
    const orders: (readonly ClassInfo[])[] = [];
    for (const base of direct) {
      const order = base.order ?? base.resolve(depth + 1);
      orders.push(order.classes.filter((one) => one !== this));
      if (!order.complete) complete = false;
      for (const one of order.externals) if (!externals.includes(one)) externals.push(one);
    }
    return { classes: linearize<ClassInfo>(this, direct, orders), externals, complete };
  }

  field(name: string): Cell {
    let cell = this.fields.get(name);
    if (cell === undefined) {
      cell = new Cell();
      this.fields.set(name, cell);
    }
    return cell;
  }
}

/** A module of the project. */
export class ModuleInfo {
  readonly entry: ModuleEntry;
  readonly file: SourceFile;
  readonly ir: ModuleIr;
  /** Values of its constants; set by the engine. */
  constants: readonly Val[] = [];
  functions: readonly FunctionInfo[] = [];
  classes: readonly ClassInfo[] = [];
  readonly globals = new Map<string, Cell>();
  /** Functions and classes defined at module level, by name; null where several definitions share it. */
  readonly definitions = new Map<string, FunctionInfo | ClassInfo | null>();
  /** Imports that bind a name, by name. */
  readonly importedNames = new Map<string, number>();
  /** Modules star-imported, in order. */
  readonly stars: (ModuleInfo | External)[] = [];
  /** True when the project's settings call it a network tool. */
  isNetworkTool = false;
  /** Whether its code names what only a request of Django has; null until it was looked at. */
  namesDjangoData: boolean | null = null;
  /** Whose calls the general runs of its functions are for. */
  readonly askers: Askers;
  /** 0: not run; 1: running; 2: run. */
  state = 0;

  constructor(entry: ModuleEntry, file: SourceFile, ir: ModuleIr) {
    this.entry = entry;
    this.file = file;
    this.ir = ir;
    this.askers = entry.isTest ? Askers.inTest(file.path) : Askers.EVERYBODY;
  }

  cell(name: string): Cell {
    let cell = this.globals.get(name);
    if (cell === undefined) {
      cell = new Cell();
      this.globals.set(name, cell);
    }
    return cell;
  }
}
