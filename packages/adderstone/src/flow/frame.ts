import { attributeOf, bare } from './access.ts';
import { Args, argsOf } from './arguments.ts';
import type { Askers } from './askers.ts';
import { callMethod, decorate } from './calls.ts';
import { conventionalPath, quotesIdentifier } from './conventional.ts';
import {
  type Atom,
  DATA,
  Hole,
  isOpen,
  isPartOfCall,
  loosenedObject,
  NEVER,
  Obj,
  Shape,
  Tag,
  TextShape,
  UNKNOWN,
  Val,
} from './domain.ts';
import type { Engine } from './engine.ts';
import type { Scope } from './event.ts';
import { tellClass, tellFunction } from './events.ts';
import { CLEANED, declaredFields } from './form-fields.ts';
import { isData, isHostName, isHostOfAddress, ofEvery, partsOf, truthGuard } from './guards.ts';
import { CallFlag, NONE, Op, operationSize } from './ir.ts';
import { OPERATIONS } from './operations.ts';
import { truth } from './operators.ts';
import type { ClassInfo, FunctionInfo, ModuleInfo, Put, Summary, Write } from './program.ts';
import { describe, filled } from './propagation.ts';
import { itemsOfRecord } from './records.ts';
import { type CallOnWay, SinkEntries, type SinkTarget } from './sink-entry.ts';
import { type Given, isOwnArchive } from './sinks.ts';
import {
  bothFacts,
  EVERY_KIND,
  EXCEPTION_DETAILS,
  eitherFacts,
  type Facts,
  type Guard,
  HOST_PART,
  type Label,
  maskOf,
  maskOfAll,
  sameFacts,
} from './taint.ts';

/** Operations that one run may take. */
const MAX_STEPS = 20_000;
/** Operations that the module's own code may take. */
const MAX_MODULE_STEPS = 400_000;
/** Objects of one run's heap. */
const MAX_OBJECTS = 400;
/** Objects of a module's own run. */
const MAX_MODULE_OBJECTS = 4_000;
/** Additions to containers that callers are told of. */
const MAX_PUTS = 32;
/** Objects inside objects that survive the frame. */
const MAX_FREEZE = 3;
/** Values that one freeze takes along. */
const MAX_FROZEN = 400;

interface Env {
  readonly v: Val[];
  readonly h: (Obj | undefined)[];
  readonly f: Facts;
}

/** What the machines behind a name are looked up by. */
const MACHINES = /^socket\.(?:getaddrinfo|gethostbyname_ex)\(\)(?:\[\])?$/;

interface Loop {
  breaks: Env | null;
  continues: Env | null;
  /** Where a handler goes on with the next of the machines behind a name: what it could not read is the address of none. */
  unread: Env | null;
  /** How many handlers were run when it began; -1 for a loop over anything but machines behind a name. */
  readonly handling: number;
}

/** Takes the last part off a path. */
const PATH_SPLIT = /^(?:os\.path|posixpath|ntpath)\.split\(\)$/;
/** The bits of a name that was cut off a path, as of `os.path.basename`. */
const NAME_ALONE = maskOfAll(['path', 'path-join', 'archive']);

/** Fields of an address that was taken apart, in the order of the tuple that it is (urllib.parse). */
const ADDRESS_PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['urllib.parse.urlsplit()', ['scheme', 'netloc', 'path', 'query', 'fragment']],
  ['urllib.parse.urlparse()', ['scheme', 'netloc', 'path', 'params', 'query', 'fragment']],
]);

/** One run of a function's code: locals, temporaries, heap. */
export class Frame {
  readonly engine: Engine;
  readonly fn: FunctionInfo;
  readonly module: ModuleInfo;
  readonly code: Int32Array;
  readonly summary: Summary;
  /** The frame of the function around a class body, else null. */
  readonly parent: Frame | null;
  /** Values of free variables known for this run; null entries and null stand for the cells. */
  readonly captured: readonly (Val | null)[] | null;
  v: Val[];
  readonly t: Val[];
  h: (Obj | undefined)[];
  /** What checks on the current path have shown. */
  facts: Facts = null;
  /** The part of a path that the innermost loop over parts goes through, or null. */
  part: Val | null = null;
  /** The operation that runs. */
  pc = 0;
  /** The value before the dot of the method call that runs, until the called takes it. */
  receiver: Val | null = null;
  /** Taint of exceptions raised since the innermost `try` began. */
  raised = 0;
  dead = false;
  steps = 0;
  /** Where the code stands, as events show it; made on first use. */
  scope: Scope | null = null;
  /** 0: tells nothing; 1: tells; 2: tells again (known arguments, or a rerun). */
  tell: number;
  asks = 0;
  mutates = 0;
  /** Heap indices of objects behind parameters: what is stored on them. */
  readonly parameterObjects: (number | undefined)[] = [];
  /** What is caught around the current code, innermost last. */
  readonly caught: Val[] = [];
  private sites: Map<number, number> | null = null;
  private nextObject = 0;
  private frozenCount = 0;
  readonly loops: Loop[] = [];
  /** How many handlers of exceptions are being run. */
  handling = 0;
  private readonly raises: (Env | null)[] = [];
  private result: Val = NEVER;
  yielded: Val = NEVER;
  private exits: Env | null = null;
  private readonly initial: (Obj | undefined)[] = [];
  private sinkEntries: SinkEntries | null = null;
  private readonly fills: [number, number][] = [];
  private readonly puts: Put[] = [];
  /** By the list that a comprehension makes, in the heap: what its element shows of the item. */
  readonly checked = new Map<number, Guard | null>();
  /** What comprehensions make, in the heap: nothing in them reads it before they end. */
  private made: Set<number> | null = null;
  /** By a value of which nothing but its data is known: the slots of the variables that a check was about. */
  private held: Map<Val, Set<number>> | null = null;
  private onTrue: Facts | undefined;
  private onFalse: Facts | undefined;
  private storeCounts: Int32Array | null = null;
  private budget: number;

  constructor(
    engine: Engine,
    fn: FunctionInfo,
    bound: readonly (Val | null)[] | null,
    captured: readonly (Val | null)[] | null,
    tell: number,
    summary: Summary,
    parent: Frame | null,
  ) {
    this.engine = engine;
    this.fn = fn;
    this.module = fn.module;
    this.code = fn.module.ir.code;
    this.summary = summary;
    this.parent = parent;
    this.captured = captured;
    this.tell = tell;
    this.budget = fn.ir.kind === 'module' ? MAX_MODULE_STEPS : MAX_STEPS;
    const slots = fn.ir.slots.length;
    this.v = new Array(slots);
    for (let i = 0; i < slots; i++) this.v[i] = NEVER;
    this.t = new Array(fn.ir.temporaries);
    for (let i = 0; i < fn.ir.temporaries; i++) this.t[i] = UNKNOWN;
    this.h = [];
    const parameters = fn.ir.parameters;
    for (let i = 0; i < parameters.length; i++) {
      const known = bound?.[i] ?? null;
      if (known === null) this.v[i] = this.generic(i);
      else {
        this.v[i] = this.thaw(engine.relabelled(known, engine.domain.taints.parameter(fn, i), 0), -1 - i);
        for (const atom of (this.v[i] as Val).atoms) {
          if (atom.tag === Tag.object) {
            this.parameterObjects[i] = atom.index;
            this.initial[atom.index] = this.h[atom.index];
          }
        }
      }
    }
    for (const slot of fn.ir.captured) {
      if (slot < parameters.length) this.capture(slot, this.v[slot] as Val, fn.ir.start, fn.ir.end);
    }
  }

  private generic(i: number): Val {
    const parameter = this.fn.ir.parameters[i];
    const domain = this.engine.domain;
    if ((parameter?.kind === 'rest' || parameter?.kind === 'keywords') && i < 30) this.asks |= 1 << i;
    if (parameter?.kind === 'rest' || parameter?.kind === 'keywords') {
      const taint = domain.taints.only(domain.taints.parameter(this.fn, i));
      const item = domain.withTaint(UNKNOWN, domain.taints.extend(taint, '[]'));
      const object =
        parameter.kind === 'rest' ? domain.loose(Shape.tuple, item) : new Obj(Shape.dict, null, [], [], item, false);
      return domain.withTaint(domain.frozen(object), taint);
    }
    return domain.parameter(this.fn, i);
  }

  /** Whose calls this run is for. */
  get askers(): Askers {
    return this.summary.askers ?? this.module.askers;
  }

  /** Runs the code and fills the summary. */
  run(): void {
    const ir = this.fn.ir;
    this.exec(ir.codeStart, ir.codeEnd);
    const summary = this.summary;
    const domain = this.engine.domain;
    if (!this.dead) {
      this.leave();
      this.result = domain.union(this.result, domain.none);
    }
    if (ir.isGenerator) {
      const item = this.yielded === NEVER ? UNKNOWN : this.yielded;
      summary.result = domain.frozen(domain.loose(Shape.iterator, item));
    } else if (quotesIdentifier(ir.name) && this.result !== NEVER) {
      // By its name what it gives is an identifier in quotes, however it puts it together.
      const { externals } = this.engine;
      summary.result = domain.tainted(domain.external(externals.call(externals.path(ir.name))), this.deep(this.result));
    } else summary.result = this.result;
    summary.never = this.exits === null && !ir.isGenerator;
    summary.asks |= this.asks;
    summary.mutates |= this.mutates;
    summary.sinks = this.sinkEntries?.all ?? [];
    summary.fills = this.fills;
    summary.puts = this.puts;
    summary.raises = this.raised;
    // Calling a generator runs none of its checks yet.
    const isRun = !ir.isGenerator;
    summary.onReturn = isRun ? (this.exits?.f ?? null) : null;
    summary.whenTrue = isRun ? (this.onTrue ?? null) : null;
    summary.whenFalse = isRun ? (this.onFalse ?? null) : null;
    if (this.exits !== null) summary.writes = this.writes(this.exits);
  }

  // Taint.

  /** Taint of a value and of everything inside it, down to some depth. */
  deep(value: Val, depth = 0): number {
    if (depth > 3) return value.taint;
    let set = value.taint;
    let open: Obj[] | null = null;
    for (const atom of value.atoms) {
      if (atom.tag === Tag.object) {
        open ??= [];
        open.push(this.object(atom.index));
      } else if (atom.tag === Tag.frozen && atom.object !== null)
        set = this.engine.domain.taints.union(set, this.frozenDeep(atom.object, depth));
    }
    if (open === null) return set;
    // Level by level: what several objects of the heap hold is looked at once, at its least depth.
    const seen = new Set(open);
    for (let level = depth + 1; open.length > 0; level++) {
      const next: Obj[] = [];
      for (const object of open) {
        if (object.shape === Shape.slice) continue;
        if (object.rest !== null) set = this.gather(object.rest, set, level, seen, next);
        for (let i = 0; i < object.vals.length; i++) {
          if (!isPartOfCall(object.keys[i])) set = this.gather(object.vals[i] as Val, set, level, seen, next);
        }
      }
      open = next;
    }
    return set;
  }

  /** Adds what a value inside an object holds; the objects of the heap in it are left for the next level. */
  private gather(value: Val, before: number, level: number, seen: Set<Obj>, next: Obj[]): number {
    const { taints } = this.engine.domain;
    let set = taints.union(before, value.taint);
    if (level > 3) return set;
    for (const atom of value.atoms) {
      if (atom.tag === Tag.object) {
        const object = this.object(atom.index);
        if (seen.has(object)) continue;
        seen.add(object);
        next.push(object);
      } else if (atom.tag === Tag.frozen && atom.object !== null)
        set = taints.union(set, this.frozenDeep(atom.object, level));
    }
    return set;
  }

  private frozenDeep(object: Obj, depth: number): number {
    if (object.shape === Shape.slice) return 0;
    if (object.deep < 0) object.deep = this.inside(object, depth);
    return object.deep;
  }

  private inside(object: Obj, depth: number): number {
    const { taints } = this.engine.domain;
    let set = object.rest === null ? 0 : this.deep(object.rest, depth + 1);
    for (let i = 0; i < object.vals.length; i++) {
      if (!isPartOfCall(object.keys[i])) set = taints.union(set, this.deep(object.vals[i] as Val, depth + 1));
    }
    return set;
  }

  /** The taint at an access path below a value. */
  walk(value: Val, path: readonly string[], at: number): number {
    if (at >= path.length) return this.deep(value);
    const { domain } = this.engine;
    const { taints } = domain;
    let set = value.taint;
    for (let i = at; i < path.length && set !== 0; i++) set = taints.extend(set, path[i] as string);
    const step = path[at] as string;
    for (const atom of value.atoms) {
      const object = atom.tag === Tag.object ? this.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
      if (object === null) continue;
      if (step.startsWith('.')) {
        if (object.shape !== Shape.instance && object.shape !== Shape.parameter) {
          set = taints.union(set, this.inside(object, 0));
          continue;
        }
        const field = object.get(step.slice(1));
        if (field !== null) set = taints.union(set, this.walk(field, path, at + 1));
        else if (object.cls?.cls) {
          const below = this.engine.fieldTaint(object.cls.cls, step.slice(1));
          set = taints.union(set, below);
        }
        const data = object.get(DATA);
        if (data !== null) set = taints.union(set, this.deep(data));
        continue;
      }
      if (object.shape === Shape.dict || object.shape <= Shape.set || object.shape === Shape.iterator) {
        const found = step === '[]' ? null : entryAt(object, step);
        if (found !== null) set = taints.union(set, this.walk(found, path, at + 1));
        else if (step === '[]' || !object.exact) {
          const all = step === '[]' || object.shape !== Shape.dict ? object.vals : [];
          for (const one of all) set = taints.union(set, this.walk(one, path, at + 1));
          if (object.rest !== null) set = taints.union(set, this.walk(object.rest, path, at + 1));
        }
      } else set = taints.union(set, this.inside(object, 0));
    }
    return set;
  }

  /** The half-open place of the call that runs. */
  callPlace(): { readonly start: number; readonly end: number } {
    const code = this.code;
    switch (code[this.pc]) {
      case 14:
        return { start: code[this.pc + 5] as number, end: code[this.pc + 6] as number };
      case 15:
        return { start: code[this.pc + 6] as number, end: code[this.pc + 7] as number };
      case 9:
      case 11:
      case 16:
        return { start: code[this.pc + 4] as number, end: code[this.pc + 5] as number };
      default:
        return { start: this.fn.ir.start, end: this.fn.ir.end };
    }
  }

  /** True when the result of the call that runs is thrown away. */
  callIsUnused(): boolean {
    const code = this.code;
    const op = code[this.pc];
    const flags = op === 14 ? code[this.pc + 4] : op === 15 ? code[this.pc + 5] : 0;
    return ((flags as number) & CallFlag.unused) !== 0;
  }

  /** Takes facts as shown from here on; what is shown of a value holds for the variables that hold it. */
  learn(facts: Facts): void {
    this.facts = bothFacts(this.facts, facts);
    for (const [value, mask] of facts ?? []) {
      if (!(value instanceof Val)) continue;
      const shown = this.engine.domain.taints.clean(value.taint, mask.lo, mask.hi);
      const slots = this.held?.get(value);
      for (let i = 0; i < this.v.length; i++)
        if (this.v[i] === value && slots?.has(i) !== false) this.v[i] = this.engine.domain.withTaint(value, shown);
    }
  }

  /**
   * True where what the running operation shows of a value holds for a variable. What is read out of data is, when nothing else is known of
   * it, the same value as the data and whatever else is read out of it: `tag.name` says nothing of `tag.get("value")`.
   */
  isHeld(value: Val): boolean {
    if (value.atoms.length > 0 || value.text !== null) return true;
    const place = this.operandPlace(value);
    if (place === null) return true;
    const name = SAME_TEXT.exec(this.module.file.text.slice(place[0], place[1]))?.[1];
    const slot = name === undefined ? -1 : this.fn.ir.slots.indexOf(name);
    if (slot < 0) return false;
    this.held ??= new Map();
    const slots = this.held.get(value);
    if (slots === undefined) this.held.set(value, new Set([slot]));
    else slots.add(slot);
    return true;
  }

  /** The half-open place of the operand of the running operation that is a value; null for an operation that is not looked at. */
  private operandPlace(value: Val): readonly [number, number] | null {
    const { code, pc } = this;
    const op = code[pc];
    if (op === Op.Compare) {
      const at = this.get(code[pc + 3] as number) === value ? pc + 7 : pc + 9;
      return [code[at] as number, code[at + 1] as number];
    }
    if (op === Op.CallMethod && this.get(code[pc + 2] as number) === value)
      return [code[pc + 8] as number, code[pc + 9] as number];
    if (op !== Op.CallMethod && op !== Op.Call) return null;
    const [n, first] = op === Op.Call ? [code[pc + 3] as number, pc + 9] : [code[pc + 4] as number, pc + 10];
    for (let at = first; at < first + 4 * n; at += 4)
      if (this.get(code[at + 1] as number) === value) return [code[at + 2] as number, code[at + 3] as number];
    return null;
  }

  private bakedBy(value: Val, facts: Facts): Val {
    return value.taint === 0 ? value : this.engine.domain.withTaint(value, this.baked(value.taint, facts));
  }

  /** Taint with what checks have shown of its origins. */
  baked(set: number, facts: Facts = this.facts): number {
    if (set === 0 || facts === null) return set;
    const { taints } = this.engine.domain;
    let any = false;
    for (const label of taints.of(set)) {
      const mask = facts.get(label.origin);
      if (mask !== undefined && ((label.lo | mask.lo) !== label.lo || (label.hi | mask.hi) !== label.hi)) any = true;
    }
    if (!any) return set;
    return taints.map(set, (label) => {
      const mask = facts.get(label.origin);
      const single = taints.single(label);
      return mask === undefined ? single : taints.clean(single, mask.lo, mask.hi);
    });
  }

  /** A sink, or those behind a call, that data of a parameter reaches. */
  addSink(label: Label, target: SinkTarget, call: CallOnWay | null): void {
    if (this.tell === 0) return;
    this.sinkEntries ??= new SinkEntries();
    if (!this.sinkEntries.add(label, target, call)) {
      this.engine.gap(
        this.module,
        this.fn.ir.start,
        this.fn.ir.end,
        'budget',
        'reaches more sinks than are kept apart',
      );
    }
  }

  /** Puts data into what a value refers to. */
  fill(value: Val, set: number): void {
    const { domain } = this.engine;
    for (const atom of value.atoms) {
      if (atom.tag === Tag.object) {
        const object = this.h[atom.index];
        if (object !== undefined) this.h[atom.index] = filled(this, object, set);
      } else if (atom.tag === Tag.parameter && atom.fn === this.fn) {
        const before = this.fills.find(([parameter]) => parameter === atom.index);
        if (before === undefined) this.fills.push([atom.index, set]);
        else before[1] = domain.taints.union(before[1], set);
        const slot = this.v[atom.index];
        if (slot?.atoms.includes(atom)) this.v[atom.index] = domain.tainted(slot, set);
      }
    }
    this.engine.fillPlaces(this, value.taint, set);
    const code = this.code;
    const register = code[this.pc] === 15 ? (code[this.pc + 2] as number) : NONE;
    if (register >= 0 && this.v[register] === value) this.v[register] = domain.tainted(value, set);
  }

  /** Data is added to a container that an attribute of a parameter, or of an object, holds: `self.items.append(data)`. */
  putInPlace(container: Val, key: Atom | null, value: Val): void {
    // What an object that is added holds stays in the fields of its class.
    if (container.taint === 0) return;
    const { domain } = this.engine;
    const frozen = bare(this, this.freeze(value, 1));
    const set = domain.taints.union(value.taint, this.deep(frozen));
    // Of its structure only the classes of the project's objects: more would grow with every addition.
    let added = UNKNOWN;
    for (const atom of frozen.atoms) if (atom.object?.cls?.tag === Tag.class) added = domain.union(added, atom.only);
    if (set === 0 && added === UNKNOWN) return;
    for (const { origin, hi, weak } of domain.taints.of(container.taint)) {
      if (weak || hi !== 0 || origin.kind !== 'parameter' || origin.fn !== this.fn) continue;
      if (origin.depth !== 1 || !origin.step.startsWith('.')) continue;
      const shape = container.atoms.find(({ object }) => object !== null)?.object?.shape;
      const put: Put = {
        parameter: origin.index,
        field: origin.step.slice(1),
        key,
        shape: shape !== undefined && shape <= Shape.dict ? shape : key === null ? Shape.list : Shape.dict,
        value: domain.withTaint(added, this.baked(set)),
      };
      this.addPut(put);
      this.joinPut(put);
    }
  }

  /** Notes what is added to a container, here and for callers. */
  addPut(put: Put): void {
    const { domain } = this.engine;
    const { parameter, field, key } = put;
    const at = this.parameterObjects[parameter];
    const held = at === undefined ? null : this.object(at).get(field);
    if (at !== undefined && held !== null) {
      this.h[at] = this.object(at).with(field, this.withPut(held, put));
      return;
    }
    const before = this.puts.findIndex((one) => one.parameter === parameter && one.field === field && one.key === key);
    const known = this.puts[before];
    if (known !== undefined) this.puts[before] = { ...known, value: domain.union(known.value, put.value) };
    else if (this.puts.length < MAX_PUTS) this.puts.push(put);
  }

  /** Joins what is added to a container of the running method's object into what its class is known to hold. */
  private joinPut({ parameter, field, shape, value }: Put): void {
    const { engine } = this;
    const cls = parameter === 0 && this.fn.hasReceiver ? this.fn.cls : null;
    if (cls === null) return;
    const container = engine.domain.frozen(new Obj(shape, null, [], [], value, false));
    const { start, end } = this.callPlace();
    engine.joinCell(cls.field(field), engine.desymbolized(container), this.module, start, end);
  }

  /** A value that holds a container, with something more in that. */
  withPut(held: Val, put: Put): Val {
    const { domain } = this.engine;
    const grown = (object: Obj): Obj => {
      if (object.shape === Shape.dict && put.key !== null) {
        const before = object.get(put.key);
        return object.with(put.key, before === null ? put.value : domain.union(before, put.value));
      }
      const rest = object.rest === null ? put.value : domain.union(object.rest, put.value);
      return new Obj(object.shape, object.cls, object.keys, object.vals, rest, false);
    };
    let result = held.open ? domain.opened(NEVER) : NEVER;
    let any = false;
    for (const atom of held.atoms) {
      const object = atom.tag === Tag.object ? this.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
      if (object === null || object.shape > Shape.dict) {
        result = domain.union(result, atom.only);
        continue;
      }
      any = true;
      if (atom.tag === Tag.object) {
        this.h[atom.index] = grown(object);
        result = domain.union(result, atom.only);
      } else result = domain.union(result, domain.frozen(grown(object)));
    }
    if (!any) result = domain.union(result, domain.frozen(grown(new Obj(put.shape, null, [], [], null, false))));
    return domain.tainted(result, held.taint);
  }

  /** Puts data into an argument of the call that runs. */
  fillArgument(given: Given, args: Args, set: number): void {
    this.fill(given.value, set);
    this.fillVariable(given, args, set);
  }

  /** Puts data into the variable that an argument of the call that runs is written as. */
  fillVariable({ value, index, keyword }: Given, args: Args, set: number): void {
    if (args.at < 0 || args.origins !== null) return;
    const at = args.at + 4 * (keyword ? args.positional.length + index : index) + 1;
    const register = this.code[at] as number;
    if (register >= 0 && this.v[register] === value) this.v[register] = this.engine.domain.tainted(value, set);
  }

  /** Taint of what an exception tells of the program. */
  private details(start: number, end: number): number {
    const { taints } = this.engine.domain;
    const origin = taints.source(this.module, start, end, 'remote', 'details of an exception');
    return taints.clean(taints.only(origin), EXCEPTION_DETAILS.lo, EXCEPTION_DETAILS.hi);
  }

  /** An item of something external that is iterated; a source at the place where that came from. */
  private sourcedItem(value: Val): Val {
    const external = value.atoms[0]?.external ?? null;
    if (external === null || (this.engine.knowledge.of(external)?.tier ?? null) === null) return value;
    const code = this.code;
    let place = this.callPlace();
    if (code[this.pc] === 23) {
      const register = code[this.pc + 2] as number;
      for (let at = this.fn.ir.codeStart; at < this.pc; at += operationSize(code, at)) {
        if (code[at + 1] !== register) continue;
        const span = PLACES[code[at] as number] ?? 0;
        if (span > 0) place = { start: code[at + span] as number, end: code[at + span + 1] as number };
      }
    }
    return this.sourced(value, place.start, place.end, false);
  }

  private callHasArguments(): boolean {
    const code = this.code;
    const op = code[this.pc];
    return op === 14 ? (code[this.pc + 3] as number) > 0 : op === 15 && (code[this.pc + 4] as number) > 0;
  }

  /** The value, a source where the models say so. */
  sourced(value: Val, start: number, end: number, fresh: boolean): Val {
    const { atoms } = value;
    let result = value;
    for (let i = 0; i < atoms.length; i++) {
      const atom = atoms[i] as Atom;
      let external = atom.external;
      if (external === null && fresh && atom.tag === Tag.object)
        external = this.object(atom.index).cls?.external ?? null;
      if (external === null) continue;
      if (EXCEPTION_TEXTS.test(external.path)) result = this.engine.domain.tainted(result, this.details(start, end));
      const known = this.engine.knowledge.of(external);
      const tier = known?.tier ?? null;
      if (known === null || tier === null) continue;
      // With arguments of its own it does not read those of the program.
      if (tier === 'local' && external.isCall && PARSES_ARGUMENTS.test(external.name) && this.callHasArguments())
        continue;
      const { taints } = this.engine.domain;
      const place = external.isCall ? { start, end } : this.firstRead(start, end);
      const origin = taints.source(this.module, place.start, place.end, tier, describe(tier, external.path));
      if (TEXT_ITEMS.test(external.name)) origin.hasTexts = true;
      // A form or serializer gives the fields that it declares, and no others.
      const chosen = /^(?:cleaned_data|validated_data)$/.test(external.name)
        ? taints.clean(taints.only(origin), DECLARED.lo, DECLARED.hi)
        : taints.only(origin);
      result = this.engine.domain.tainted(result, taints.clean(chosen, known.cleansLo, known.cleansHi));
    }
    return result;
  }

  /**
   * Where what is read at a place came in: there, or where the function read what is written so before, when something was shown of that
   * since. So a check of `request.args["x"]` holds when it is read again.
   */
  private firstRead(start: number, end: number): { readonly start: number; readonly end: number } {
    const text = this.module.file.text.slice(start, end);
    this.fn.reads ??= new Map();
    const before = this.fn.reads.get(text) ?? [];
    if (this.facts !== null) for (const one of before) if (one.start < start && this.isShown(one.start)) return one;
    const here = { start, end };
    if (before.length < MAX_READS && !before.some((one) => one.start === start))
      this.fn.reads.set(text, [...before, here]);
    return here;
  }

  /** True when a check has shown something of the source at a place of the module. */
  private isShown(start: number): boolean {
    for (const origin of this.facts?.keys() ?? []) {
      if (origin instanceof Val || origin.kind !== 'source') continue;
      if (origin.module === this.module && origin.start === start) return true;
    }
    return false;
  }

  /** The value of a name that nothing binds: whatever runs the code provides it. */
  provided(name: string, start: number, end: number): Val {
    const { domain, externals } = this.engine;
    const path = conventionalPath(name);
    if (path !== null) return domain.external(externals.path(path));
    const origin = domain.taints.source(this.module, start, end, 'local', 'a name that only the surroundings provide');
    return domain.withTaint(UNKNOWN, domain.taints.only(origin));
  }

  attribute(object: Val, name: string, value: Val, start: number, end: number): Val {
    let result = value;
    if (object.taint !== 0 && isData(value) && !NO_DATA.has(name) && !isOfClass(name)) {
      const { taints } = this.engine.domain;
      if (holdsNoData(this, value) || this.isPlainField(object, name)) return value;
      let taint = taints.extend(object.taint, `.${name}`);
      if ((name === 'suffix' || name === 'stem' || name === 'name') && isPathlib(this, object))
        taint = taints.clean(taint, NAME_ALONE.lo, NAME_ALONE.hi);
      if (isHostName(name) && isHostOfAddress(value)) taint = taints.clean(taint, 0, HOST_PART);
      result = this.engine.domain.tainted(value, taint);
    }
    if (this.engine.ownNames.sources.has(name) && isData(value))
      result = this.ownSource(object, name, result, start, end);
    if (SENT_NAMES.has(name) && isData(value)) result = this.namedBySender(object, result, start, end);
    const sourced = this.sourced(result, start, end, false);
    return CLEANED.has(name) ? declaredFields(this, object, sourced) : sourced;
  }

  /** The name of an attachment or download, of whatever library's object it is read: who sent it chose the name. */
  private namedBySender(object: Val, value: Val, start: number, end: number): Val {
    const { domain } = this.engine;
    if (!SENT.test(this.module.file.text.slice(Math.max(start, end - 80), end))) return value;
    // Objects of the project's classes have been filled by its code.
    if (object.atoms.some((atom) => (this.objectOf(atom.only)?.cls?.cls ?? null) !== null)) return value;
    if (domain.taints.of(value.taint).some(({ origin }) => origin.kind === 'source')) return value;
    const origin = domain.taints.source(this.module, start, end, 'response', 'the name of an attachment');
    return domain.tainted(value, domain.taints.only(origin));
  }

  /**
   * An attribute of an object of the project's own class, a source where the project is a framework of which the models say so: what it
   * redirects to. What else its own code does with a request is its purpose.
   */
  private ownSource(object: Val, name: string, value: Val, start: number, end: number): Val {
    const { domain, knowledge } = this.engine;
    const { taints } = domain;
    let result = value;
    for (const atom of object.atoms) {
      const cls = this.classOf(atom);
      const place = cls === null ? null : this.engine.ownPlace(cls.module, cls, name);
      const known = place === null ? null : knowledge.of(place);
      if (place === null || known === null || known.tier === null) continue;
      const first = this.firstRead(start, end);
      const words = describe(known.tier, place.path);
      const origin = taints.source(this.module, first.start, first.end, known.tier, words);
      // Where it came from inside the framework is the same data once more.
      const before = taints.clean(result.taint, REDIRECT.lo, REDIRECT.hi);
      const own = taints.clean(taints.only(origin), known.cleansLo | OTHERS.lo, known.cleansHi | OTHERS.hi);
      result = domain.withTaint(result, taints.union(before, own));
    }
    return result;
  }

  /** The class of the project that something is an object of, by what a parameter is known to be; null for anything else. */
  classOf(atom: Atom): ClassInfo | null {
    const typed =
      atom.tag === Tag.parameter && atom.fn !== null ? this.engine.parameterType(atom.fn, atom.index) : null;
    return (typed?.atoms[0]?.object ?? this.objectOf(atom.only))?.cls?.cls ?? null;
  }

  /** True for a field of a class made from annotations, of which the annotation says that it is no text. */
  private isPlainField(object: Val, name: string): boolean {
    for (const atom of object.atoms) {
      const cls = this.classOf(atom);
      if (cls === null || !cls.isRecord) continue;
      const annotation = cls
        .resolution()
        .classes.find(({ ir }) => ir.annotations.has(name))
        ?.ir.annotations.get(name);
      if (annotation !== undefined && this.engine.entries.isPlain(annotation)) return true;
    }
    return false;
  }

  /** What `object.name` is, read by the call that runs. */
  field(object: Val, name: string): Val {
    const { start, end } = this.callPlace();
    return this.attribute(object, name, attributeOf(this, object, name, this.pc), start, end);
  }

  /**
   * What stands at a place of what the standard library took apart: the field of an address, `urlsplit(url)[1]`; the name behind the folder,
   * `os.path.split(path)[1]`. Null for anything else.
   */
  partByPlace(value: Val, place: number): Val | null {
    const path = (value.atoms[0]?.external ?? this.objectOf(value)?.cls?.external)?.path;
    if (path === undefined) return null;
    const name = ADDRESS_PARTS.get(path)?.[place];
    if (name !== undefined) return this.field(value, name);
    if ((place !== 1 && place !== -1) || !PATH_SPLIT.test(path)) return null;
    const { domain } = this.engine;
    const { lo, hi } = NAME_ALONE;
    return domain.withTaint(UNKNOWN, domain.taints.clean(domain.taints.extend(value.taint, '[i:1]'), lo, hi));
  }

  guardOf(value: Val): Guard | null {
    return value.guard ?? truthGuard(this, value);
  }

  private writes(exit: Env): readonly Write[] {
    const writes: Write[] = [];
    for (let i = 0; i < this.parameterObjects.length; i++) {
      const index = this.parameterObjects[i];
      if (index === undefined) continue;
      const object = exit.h[index];
      const before = this.initial[index];
      if (object === undefined || object === before) continue;
      if (object.shape === Shape.parameter || object.shape === Shape.instance) {
        for (let k = 0; k < object.keys.length; k++) {
          const key = object.keys[k] as string;
          const value = object.vals[k] as Val;
          if (before !== undefined && before.get(key) === value) continue;
          writes.push({ parameter: i, key, value: this.freezeIn(value, exit.h, 0) });
        }
      } else {
        writes.push({ parameter: i, key: null, value: this.freezeIn(this.engine.domain.object(index), exit.h, 0) });
      }
    }
    return writes;
  }

  leave(): void {
    const needed = this.parameterObjects.length > 0;
    if (this.exits === null) this.exits = { v: [], h: needed ? this.h.slice() : [], f: this.facts };
    else {
      const f = eitherFacts(this.exits.f, this.facts);
      this.exits = { v: [], h: needed ? this.joinHeaps(this.exits.h, this.h) : [], f };
    }
  }

  // Registers.

  get(register: number): Val {
    const value = register >= 0 ? (this.v[register] as Val) : (this.t[-1 - register] as Val);
    return value === NEVER ? UNKNOWN : value;
  }

  set(register: number, value: Val): void {
    if (register >= 0) this.v[register] = value;
    else this.t[-1 - register] = value;
  }

  /** Notes that more depends on a value than symbols say: worth another run when a caller knows it. */
  ask(value: Val): void {
    if (!value.symbolic) return;
    for (const atom of value.atoms) {
      if (atom.tag === Tag.parameter && atom.fn === this.fn && atom.index < 30) this.asks |= 1 << atom.index;
    }
  }

  // Heap.

  /** Puts an object into the heap at the index of an allocation site. */
  allocate(site: number, object: Obj): Val {
    this.sites ??= new Map();
    let index = this.sites.get(site);
    if (index === undefined) {
      const limit = this.fn.ir.kind === 'module' ? MAX_MODULE_OBJECTS : MAX_OBJECTS;
      if (this.sites.size >= limit) return this.engine.domain.frozen(this.frozenObject(object));
      index = this.nextObject++;
      this.sites.set(site, index);
    }
    this.h[index] = object;
    return this.engine.domain.object(index);
  }

  private frozenObject(object: Obj): Obj {
    const vals = object.vals.map((one) => this.freeze(one, 0));
    return new Obj(object.shape, object.cls, object.keys, vals, object.rest, false);
  }

  /** The object of the heap behind an atom's index. */
  object(index: number): Obj {
    return this.h[index] ?? EMPTY;
  }

  /** The value without heap indices, so that it may leave the frame. At most MAX_FROZEN values are taken along. */
  freeze(value: Val, depth: number): Val {
    return this.freezeIn(value, this.h, depth);
  }

  private freezeIn(value: Val, heap: (Obj | undefined)[], depth: number): Val {
    const atoms = value.atoms;
    let local = false;
    for (let i = 0; i < atoms.length; i++) {
      const { tag } = atoms[i] as Atom;
      if (tag === Tag.object || tag === Tag.bound || tag === Tag.super) local = true;
    }
    const domain = this.engine.domain;
    const taint = this.facts === null ? value.taint : this.baked(value.taint);
    if (!local) return taint === value.taint ? value : domain.withTaint(value, taint);
    if (depth === 0) this.frozenCount = 0;
    if (atoms.length === 1 && !value.open) return domain.tainted(this.freezeAtom(atoms[0] as Atom, heap, depth), taint);
    let result = value.open ? domain.opened(NEVER) : NEVER;
    for (const atom of atoms) result = domain.union(result, this.freezeAtom(atom, heap, depth));
    return domain.tainted(result, taint);
  }

  private freezeAtom(atom: Atom, heap: (Obj | undefined)[], depth: number): Val {
    const domain = this.engine.domain;
    if (atom.tag === Tag.object) {
      const object = heap[atom.index];
      if (object === undefined || object.shape === Shape.parameter) return UNKNOWN;
      this.frozenCount += object.vals.length + 4;
      if (depth >= MAX_FREEZE || this.frozenCount > MAX_FROZEN) {
        return domain.frozen(new Obj(object.shape, object.cls, [], [], UNKNOWN, false));
      }
      let vals: Val[] | null = null;
      for (let i = 0; i < object.vals.length; i++) {
        const one = object.vals[i] as Val;
        const frozen = this.freezeIn(one, heap, depth + 1);
        if (frozen !== one && vals === null) vals = object.vals.slice();
        if (vals !== null) vals[i] = frozen;
      }
      const rest = object.rest === null ? null : this.freezeIn(object.rest, heap, depth + 1);
      if (vals === null && rest === object.rest) return domain.frozen(object);
      return domain.frozen(new Obj(object.shape, object.cls, object.keys, vals ?? object.vals, rest, object.exact));
    }
    if (atom.tag === Tag.bound && atom.receiver !== null && atom.fn !== null) {
      const receiver = this.freezeIn(atom.receiver, heap, depth + 1);
      if (receiver === atom.receiver) return atom.only;
      const fn =
        atom.captured === null ? domain.function(atom.fn).atoms[0] : domain.closure(atom.fn, atom.captured).atoms[0];
      return fn === undefined ? UNKNOWN : domain.bound(fn, receiver);
    }
    if (atom.tag === Tag.super && atom.receiver !== null && atom.cls !== null) {
      return domain.super(atom.cls, this.freezeIn(atom.receiver, heap, depth + 1));
    }
    return atom.only;
  }

  /** A value from outside made changeable here: containers and instances get a place in the heap. */
  thaw(value: Val, site: number): Val {
    let any = false;
    for (const atom of value.atoms) if (atom.tag === Tag.frozen) any = true;
    if (!any) return value;
    const domain = this.engine.domain;
    let result = value.open ? domain.opened(NEVER) : NEVER;
    let k = 0;
    for (const atom of value.atoms) {
      const object = atom.object;
      if (atom.tag === Tag.frozen && object !== null && object.shape !== Shape.tuple && object.shape !== Shape.slice) {
        result = domain.union(result, this.allocate(site * 16 + 1 + (k++ % 7), object));
      } else result = domain.union(result, atom.only);
    }
    return domain.tainted(result, value.taint);
  }

  /** The heap index of what is stored on a parameter of this function; made when there is none. */
  parameterObject(index: number): number {
    const known = this.parameterObjects[index];
    if (known !== undefined) return known;
    const value = this.allocate(-1000 - index, new Obj(Shape.parameter, null, [], [], null, false));
    const at = value.atoms[0]?.index ?? 0;
    this.parameterObjects[index] = at;
    return at;
  }

  // Environments.

  snapshot(): Env {
    return { v: this.v.slice(), h: this.h.slice(), f: this.facts };
  }

  private enter(env: Env): void {
    this.v = env.v.slice();
    this.h = env.h.slice();
    this.facts = env.f;
    this.dead = false;
  }

  private adopt(env: Env): void {
    this.v = env.v;
    this.h = env.h;
    this.facts = env.f;
    this.dead = false;
  }

  private joinHeaps(a: (Obj | undefined)[], b: (Obj | undefined)[]): (Obj | undefined)[] {
    const domain = this.engine.domain;
    const size = Math.max(a.length, b.length);
    const joined: (Obj | undefined)[] = new Array(size);
    for (let i = 0; i < size; i++) {
      const x = a[i];
      const y = b[i];
      if (x === y) joined[i] = x;
      else if (x === undefined) joined[i] = y?.shape === Shape.parameter ? weakened(domain, y) : y;
      else if (y === undefined) joined[i] = x.shape === Shape.parameter ? weakened(domain, x) : x;
      else joined[i] = domain.joinObjects(x, y);
    }
    return joined;
  }

  joinEnvs(a: Env | null, b: Env | null): Env | null {
    if (a === null) return b;
    if (b === null) return a;
    const domain = this.engine.domain;
    const f = eitherFacts(a.f, b.f);
    // What only one side has shown stays with the values of that side.
    const loseA = a.f !== f && a.f !== null;
    const loseB = b.f !== f && b.f !== null;
    const v: Val[] = new Array(a.v.length);
    for (let i = 0; i < v.length; i++) {
      const x = a.v[i] as Val;
      const y = b.v[i] as Val;
      if (x === y) v[i] = x;
      else v[i] = domain.union(loseA ? this.bakedBy(x, a.f) : x, loseB ? this.bakedBy(y, b.f) : y);
    }
    return { v, h: this.joinHeaps(a.h, b.h), f };
  }

  // Cells.

  private capture(slot: number, value: Val, start: number, end: number): void {
    const engine = this.engine;
    engine.joinCell(this.fn.cell(slot), engine.desymbolized(this.freeze(value, 0)), this.module, start, end);
  }

  stored(slot: number, value: Val, start: number, end: number): void {
    const fn = this.fn;
    if (fn.ir.kind === 'module') {
      const cell = this.module.cell(fn.ir.slots[slot] as string);
      cell.module = this.module;
      cell.start = start;
      cell.end = end;
      cell.raw = this.engine.domain.union(cell.raw, value);
      cell.running = this;
    } else if (fn.ir.captured.length > 0 && fn.ir.captured.includes(slot)) {
      this.capture(slot, value, start, end);
    }
  }

  /** Places of the textually last store to each slot: start and end, or -1. */
  lastStores(): Int32Array {
    const { codeStart, codeEnd, slots } = this.fn.ir;
    const code = this.code;
    const places = new Int32Array(slots.length * 2).fill(-1);
    for (let pc = codeStart; pc < codeEnd; pc += operationSize(code, pc)) {
      if (code[pc] !== 2) continue;
      const slot = code[pc + 1] as number;
      places[2 * slot] = code[pc + 3] as number;
      places[2 * slot + 1] = code[pc + 4] as number;
    }
    return places;
  }

  private storesTo(slot: number): number {
    if (this.storeCounts === null) {
      const counts = new Int32Array(this.fn.ir.slots.length);
      const { codeStart, codeEnd } = this.fn.ir;
      const code = this.code;
      for (let pc = codeStart; pc < codeEnd; pc += operationSize(code, pc)) {
        const op = code[pc];
        if (op === 2 || (op === 1 && (code[pc + 1] as number) >= 0)) {
          const at = code[pc + 1] as number;
          counts[at] = (counts[at] as number) + 1;
        }
      }
      for (let i = 0; i < this.fn.ir.parameters.length; i++) counts[i] = (counts[i] as number) + 1;
      this.storeCounts = counts;
    }
    return this.storeCounts[slot] ?? 0;
  }

  loadFree(index: number): Val {
    const free = this.fn.ir.free[index];
    if (free === undefined) return UNKNOWN;
    const bit = this.fn.ir.parameters.length + index;
    if (bit < 30) this.asks |= 1 << bit;
    const known = this.captured?.[index];
    if (known !== undefined && known !== null) return known;
    for (let frame = this.parent; frame !== null; frame = frame.parent) {
      if (frame.fn.ir.index === free.owner) {
        const value = frame.v[free.slot] as Val;
        if (value !== NEVER) return frame.freeze(value, 0);
      }
    }
    const owner = this.module.functions[free.owner] as FunctionInfo;
    if (owner.state === 0) this.engine.summary(owner);
    const cell = owner.cell(free.slot);
    const value = this.engine.viaCell(cell, this.engine.readCell(cell, this.fn));
    return value === NEVER ? UNKNOWN : value;
  }

  /** A function's value with what it captures here. */
  private makeFunction(fn: FunctionInfo): Val {
    const domain = this.engine.domain;
    if (fn.ir.free.length === 0) return domain.function(fn);
    const captured: (Val | null)[] = [];
    let any = false;
    for (const free of fn.ir.free) {
      let value: Val | null = null;
      if (free.owner === this.fn.ir.index) {
        if (fn.module.ir.changedInPlace.has(free.name)) this.loosen(this.v[free.slot] as Val);
        const now = this.v[free.slot] as Val;
        if (now !== NEVER && this.storesTo(free.slot) === 1) value = this.freeze(now, 0);
      } else {
        const mine = this.fn.ir.free.findIndex((one) => one.name === free.name);
        if (mine >= 0) value = this.captured?.[mine] ?? null;
      }
      captured.push(value);
      if (value !== null) any = true;
    }
    return any ? domain.closure(fn, captured) : domain.function(fn);
  }

  /** Containers that a function changes which captures them may hold anything else from now on. */
  private loosen(value: Val): void {
    for (const atom of value.atoms) {
      if (atom.tag !== Tag.object) continue;
      const object = this.object(atom.index);
      if (object.shape <= Shape.dict) this.h[atom.index] = loosenedObject(this.engine.domain, object);
    }
  }

  // Execution.

  /** Runs the operations of a region. */
  exec(start: number, end: number): void {
    const code = this.code;
    const engine = this.engine;
    const _domain = engine.domain;
    let pc = start;
    if (++engine.nesting > 900) {
      engine.nesting--;
      engine.gap(this.module, this.fn.ir.start, this.fn.ir.end, 'budget', 'blocks nested too deep');
      return;
    }
    while (pc < end && !this.dead) {
      if (++this.steps > this.budget || ((this.steps & 1023) === 0 && engine.isTimeOver())) {
        this.summary.complete = false;
        if (engine.isTimeOver()) engine.unfinished.add(this.module);
        else engine.gap(this.module, this.fn.ir.start, this.fn.ir.end, 'budget', 'function takes too many steps');
        this.dead = true;
        this.leave();
        this.result = UNKNOWN;
        break;
      }
      this.pc = pc;
      const operation = OPERATIONS[code[pc] as number];
      if (operation === undefined) throw new RangeError(`operation ${code[pc]} at ${pc}`);
      pc = operation(this, pc);
    }
    engine.nesting--;
  }

  /** The current path ends here by an exception. */
  die(): void {
    const depth = this.raises.length;
    if (depth > 0) {
      this.raises[depth - 1] = this.joinEnvs(this.raises[depth - 1] ?? null, this.snapshot());
    }
    this.dead = true;
  }

  returned(value: Val, start: number, end: number): void {
    const { domain } = this.engine;
    this.result = domain.union(this.result, this.freeze(value, 0));
    const known = truth(this, value);
    const guard = value.guard;
    if (known !== 0) {
      const facts = guard === null ? this.facts : bothFacts(this.facts, guard.whenTrue);
      this.onTrue = this.onTrue === undefined ? facts : eitherFacts(this.onTrue, facts);
    }
    if (known !== 1) {
      const facts = guard === null ? this.facts : bothFacts(this.facts, guard.whenFalse);
      this.onFalse = this.onFalse === undefined ? facts : eitherFacts(this.onFalse, facts);
    }
    if (this.tell !== 0 && start >= 0) this.engine.returnSite(this, value, start, end);
  }

  /** The arguments of a call from its words. */
  args(at: number, n: number): Args {
    const args = new Args();
    const code = this.code;
    args.at = at;
    for (let i = 0; i < n; i++) {
      const kind = code[at + 4 * i] as number;
      if (kind === -2 || kind === -3) return this.starArgs(at, n);
      const value = this.get(code[at + 4 * i + 1] as number);
      if (kind === -1) args.positional.push(value);
      else args.addKeyword(this.module.ir.names[kind] as string, value);
    }
    return args;
  }

  private starArgs(at: number, n: number): Args {
    const args = new Args();
    const code = this.code;
    const domain = this.engine.domain;
    args.at = at;
    const origins: number[] = [];
    const keywordOrigins: number[] = [];
    args.origins = origins;
    args.keywordOrigins = keywordOrigins;
    for (let i = 0; i < n; i++) {
      const base = at + 4 * i;
      const kind = code[base] as number;
      const value = this.get(code[base + 1] as number);
      if (kind === -1) {
        if (args.open && args.rest !== NEVER) args.rest = domain.union(args.rest, value);
        args.positional.push(value);
        origins.push(base);
      } else if (kind === -2) {
        const items = this.items(value);
        if (items !== null) {
          for (const one of items) {
            args.positional.push(one);
            origins.push(base);
          }
        } else {
          args.open = true;
          args.rest = domain.union(args.rest, this.item(value));
        }
      } else if (kind === -3) {
        if (!this.entries(value, args, base)) {
          args.open = true;
          args.mapping = domain.taints.union(args.mapping, value.taint);
          args.spread = domain.taints.union(args.spread, this.deep(value));
        }
      } else {
        args.addKeyword(this.module.ir.names[kind] as string, value);
        keywordOrigins.push(base);
      }
    }
    return args;
  }

  /** Adds the known entries of a `**` argument; false when there may be more. */
  private entries(value: Val, args: Args, base: number): boolean {
    const object = this.objectOf(value);
    if (object === null || object.shape !== Shape.dict) return false;
    for (let i = 0; i < object.keys.length; i++) {
      const key = object.keys[i];
      const name = typeof key === 'string' ? key : key?.constant?.value;
      if (typeof name !== 'string' || args.names.includes(name)) continue;
      args.addKeyword(name, object.vals[i] as Val);
      args.keywordOrigins?.push(base);
    }
    // A dict that got some keys in one branch only has no others.
    return (object.exact || (object.rest === null && object.keys.length > 0)) && !value.open;
  }

  /** The one object that a value is, in the heap or frozen; null otherwise. */
  objectOf(value: Val): Obj | null {
    if (value.atoms.length !== 1) return null;
    const atom = value.atoms[0];
    if (atom?.tag === Tag.object) return this.object(atom.index);
    return atom?.tag === Tag.frozen ? atom.object : null;
  }

  /** The items of an iterable of which all are known in order; null otherwise. */
  items(value: Val): readonly Val[] | null {
    const items = this.itemsOf(value);
    if (items === null || value.taint === 0) return items;
    const { domain } = this.engine;
    const taint = domain.taints.extend(value.taint, '[]');
    // What is known to be a constant in a container is nobody's data, whatever stands beside it.
    const isContainer = value.atoms[0]?.tag !== Tag.constant;
    return items.map((one) => (isContainer && domain.onlyConstant(one) !== null ? one : domain.tainted(one, taint)));
  }

  private itemsOf(value: Val): readonly Val[] | null {
    if (isOpen(value) || value.atoms.length !== 1) return null;
    const atom = value.atoms[0];
    if (atom === undefined) return null;
    if (atom.tag === Tag.constant) {
      const constant = atom.constant;
      if (constant?.type !== 'str') return null;
      const text = constant.value as string;
      if (text.length > 64) return null;
      return [...text].map((c) => this.engine.domain.string(c));
    }
    const object = atom.tag === Tag.object ? this.object(atom.index) : atom.object;
    if (object?.shape === Shape.instance) return itemsOfRecord(this, object);
    if (object === null || !object.exact) return null;
    if (object.shape === Shape.dict) return object.keys.map((key) => (typeof key === 'string' ? UNKNOWN : key.only));
    return object.shape <= Shape.set || object.shape === Shape.iterator ? object.vals : null;
  }

  /** What each place of a value holds that is one of several sequences of a length; null when it may be something else. */
  private byPosition(value: Val, length: number): readonly Val[] | null {
    if (isOpen(value) || value.atoms.length < 2) return null;
    const { domain } = this.engine;
    let joined: Val[] | null = null;
    for (const atom of value.atoms) {
      // Neither nothing nor a sequence of another length can be taken apart so.
      if (atom.constant?.type === 'none') continue;
      const object = atom.tag === Tag.object ? this.object(atom.index) : atom.object;
      if (object === null || !object.exact || object.shape > Shape.list) return null;
      if (object.vals.length !== length) continue;
      const before: Val[] | null = joined;
      joined = object.vals.map((one, i) => (before === null ? one : domain.union(before[i] as Val, one)));
    }
    if (joined === null || value.taint === 0) return joined;
    const taint = domain.taints.extend(value.taint, '[]');
    return joined.map((one) => domain.tainted(one, taint));
  }

  /** What an item of an iterable may be. */
  item(value: Val): Val {
    const domain = this.engine.domain;
    let result = isOpen(value) ? UNKNOWN : NEVER;
    for (const atom of value.atoms) {
      const object = atom.tag === Tag.object ? this.object(atom.index) : atom.object;
      if (object !== null && atom.tag !== Tag.constant) {
        if (object.shape === Shape.dict) {
          for (const key of object.keys) result = domain.union(result, typeof key === 'string' ? UNKNOWN : key.only);
          if (!object.exact) result = domain.opened(result === NEVER ? UNKNOWN : result);
        } else if (object.shape === Shape.instance) {
          result = domain.union(result, this.iterated(atom.only));
        } else result = domain.union(result, domain.anyItem(object));
      } else if (atom.tag === Tag.constant) {
        const items = this.items(atom.only);
        if (items === null) result = domain.opened(result === NEVER ? UNKNOWN : result);
        else for (const one of items) result = domain.union(result, one);
      } else if (atom.external !== null && !atom.external.looksLikeClass) {
        result = domain.union(result, this.sourcedItem(domain.external(this.engine.externals.item(atom.external))));
      } else if (atom.tag === Tag.parameter && atom.fn !== null) {
        const type = this.engine.parameterType(atom.fn, atom.index)?.atoms[0]?.external ?? null;
        if (type !== null)
          result = domain.union(result, this.sourcedItem(domain.external(this.engine.externals.item(type))));
        result = domain.opened(result === NEVER ? UNKNOWN : result);
      } else if (atom.tag === Tag.class && atom.cls !== null) {
        result = domain.opened(result === NEVER ? UNKNOWN : result);
      } else result = domain.opened(result === NEVER ? UNKNOWN : result);
    }
    this.ask(value);
    if (result === NEVER) result = UNKNOWN;
    return value.taint === 0 ? result : domain.tainted(result, domain.taints.extend(value.taint, '[]'));
  }

  /** What iterating an instance gives: `__iter__`, then `__next__` of what that gave. */
  private iterated(value: Val): Val {
    const object = this.objectOf(value);
    if (object?.cls?.external) {
      if (isOwnArchive(this, object)) return UNKNOWN;
      return this.sourcedItem(this.engine.domain.external(this.engine.externals.item(object.cls.external)));
    }
    const iterator = callMethod(this, value, '__iter__', argsOf(), this.fn.ir.codeStart);
    if (iterator === NEVER) return UNKNOWN;
    const inner = this.objectOf(iterator);
    if (inner !== null && inner.shape !== Shape.instance) return this.item(iterator);
    const next = callMethod(this, iterator, '__next__', argsOf(), this.fn.ir.codeStart);
    return next === NEVER ? UNKNOWN : next;
  }

  entered(value: Val, pc: number): Val {
    const domain = this.engine.domain;
    let result = value.open ? UNKNOWN : NEVER;
    for (const atom of value.atoms) {
      const object = atom.tag === Tag.object ? this.object(atom.index) : atom.object;
      if (object?.shape === Shape.iterator) result = domain.union(result, domain.anyItem(object));
      else if (object?.shape === Shape.instance && object.cls?.tag === Tag.class) {
        const enter = callMethod(this, atom.only, '__enter__', argsOf(), pc);
        callMethod(this, atom.only, '__exit__', argsOf(domain.none, domain.none, domain.none), pc);
        result = domain.union(result, isItself(enter) ? atom.only : enter);
      } else result = domain.union(result, atom.only);
    }
    return domain.tainted(result === NEVER ? UNKNOWN : result, value.taint);
  }

  // Regions.

  bools(pc: number): number {
    const code = this.code;
    const domain = this.engine.domain;
    const isAnd = code[pc + 2] === 1;
    const n = code[pc + 3] as number;
    let at = pc + 4 + 2 * n;
    let result = NEVER;
    let decided = false;
    const before = this.facts;
    // All operands hold (fail), or the first that does not: for `or` the other way round.
    let all: Facts = null;
    let some: Facts | undefined;
    for (let i = 0; i < n; i++) {
      const length = code[pc + 4 + 2 * i] as number;
      const register = code[pc + 5 + 2 * i] as number;
      if (!decided) {
        if (length > 0) this.exec(at, at + length);
        if (this.dead) return this.skip(pc, at, i, n);
        const value = this.get(register);
        const known = truth(this, value);
        const guard = this.guardOf(value);
        const stays = isAnd ? (guard?.whenTrue ?? null) : (guard?.whenFalse ?? null);
        const leaves = bothFacts(all, isAnd ? (guard?.whenFalse ?? null) : (guard?.whenTrue ?? null));
        if (known !== (isAnd ? 1 : 0)) some = some === undefined ? leaves : eitherFacts(some, leaves);
        all = bothFacts(all, stays);
        this.facts = bothFacts(this.facts, stays);
        if (i === n - 1) result = domain.union(result, value);
        else if (known === 1) {
          if (!isAnd) {
            result = domain.union(result, value);
            decided = true;
          }
        } else if (known === 0) {
          if (isAnd) {
            result = domain.union(result, value);
            decided = true;
          }
        } else {
          result = domain.union(
            result,
            domain.filter(value, (atom) => truth(this, atom.only) !== (isAnd ? 1 : 0)),
          );
        }
      }
      at += length;
    }
    this.facts = before;
    const other = some ?? null;
    const guard = isAnd ? { whenTrue: all, whenFalse: other } : { whenTrue: other, whenFalse: all };
    this.set(code[pc + 1] as number, this.engine.domain.guarded(result === NEVER ? UNKNOWN : result, guard));
    return at;
  }

  private skip(pc: number, at: number, i: number, n: number): number {
    let end = at;
    for (let k = i; k < n; k++) end += this.code[pc + 4 + 2 * k] as number;
    return end;
  }

  ifExpression(pc: number): number {
    const code = this.code;
    const condition = this.get(code[pc + 2] as number);
    const known = truth(this, condition);
    this.ask(condition);
    const then = code[pc + 3] as number;
    const other = code[pc + 5] as number;
    let result = NEVER;
    const before = this.facts;
    const guard = this.guardOf(condition);
    const variables = isAboutValues(guard) ? this.v.slice() : null;
    if (known !== 0) {
      this.learn(guard?.whenTrue ?? null);
      this.exec(pc + 7, pc + 7 + then);
      if (!this.dead) result = this.bakedValue(this.get(code[pc + 4] as number));
      this.facts = before;
      if (variables !== null) this.v = variables.slice();
    }
    if (known !== 1 && !this.dead) {
      this.learn(guard?.whenFalse ?? null);
      this.exec(pc + 7 + then, pc + 7 + then + other);
      if (!this.dead) result = this.engine.domain.union(result, this.bakedValue(this.get(code[pc + 6] as number)));
      this.facts = before;
      if (variables !== null) this.v = variables;
    }
    this.set(code[pc + 1] as number, result === NEVER ? UNKNOWN : result);
    return pc + 7 + then + other;
  }

  /** The value with what checks on the current path have shown of its data. */
  bakedValue(value: Val): Val {
    if (this.facts === null || value.taint === 0) return value;
    const { domain } = this.engine;
    const taint = this.baked(value.taint);
    if (taint === value.taint) return value;
    if (value.text === null || value.atoms.length > 0) return domain.withTaint(value, taint);
    const parts = value.text.parts.map((part) =>
      typeof part === 'string' ? part : new Hole(this.bakedValue(part.value), part.module, part.start, part.end),
    );
    return domain.withTaint(domain.text(new TextShape(value.text.making, parts)), taint);
  }

  /** A variable that was found to be false holds no data. */
  private emptied(register: number): void {
    if (register >= this.fn.ir.slots.length) return;
    const value = this.get(register);
    this.set(register, this.engine.domain.withTaint(value, 0));
  }

  branches(pc: number): number {
    const code = this.code;
    const n = code[pc + 1] as number;
    const elseLength = code[pc + 2 + 3 * n] as number;
    let at = pc + 3 + 3 * n;
    let end = at + elseLength;
    for (let i = 0; i < n; i++) end += (code[pc + 2 + 3 * i] as number) + (code[pc + 4 + 3 * i] as number);
    let exits: Env | null = null;
    for (let i = 0; i < n; i++) {
      const conditionLength = code[pc + 2 + 3 * i] as number;
      const bodyLength = code[pc + 4 + 3 * i] as number;
      if (conditionLength > 0) this.exec(at, at + conditionLength);
      if (this.dead) break;
      const condition = this.get(code[pc + 3 + 3 * i] as number);
      this.ask(condition);
      const known = truth(this, condition);
      const body = at + conditionLength;
      at = body + bodyLength;
      const guard = this.guardOf(condition);
      if (known === 0) {
        this.learn(guard?.whenFalse ?? null);
        continue;
      }
      if (known === 1) {
        this.learn(guard?.whenTrue ?? null);
        this.exec(body, at);
        if (exits !== null) {
          const joined: Env | null = this.dead ? exits : this.joinEnvs(exits, { v: this.v, h: this.h, f: this.facts });
          if (joined !== null) this.adopt(joined);
        }
        return end;
      }
      if (bodyLength === 0) {
        const shot = this.snapshot();
        exits = this.joinEnvs(exits, { v: shot.v, h: shot.h, f: bothFacts(shot.f, guard?.whenTrue ?? null) });
        this.learn(guard?.whenFalse ?? null);
        continue;
      }
      const otherwise = this.snapshot();
      this.learn(guard?.whenTrue ?? null);
      this.exec(body, at);
      if (!this.dead) exits = this.joinEnvs(exits, { v: this.v, h: this.h, f: this.facts });
      this.adopt(otherwise);
      this.learn(guard?.whenFalse ?? null);
      if (condition.taint !== 0) this.emptied(code[pc + 3 + 3 * i] as number);
    }
    if (!this.dead && elseLength > 0) this.exec(end - elseLength, end);
    if (exits !== null) {
      const joined: Env | null = this.dead ? exits : this.joinEnvs(exits, { v: this.v, h: this.h, f: this.facts });
      if (joined !== null) this.adopt(joined);
    }
    return end;
  }

  /** Notes an object of the heap that a comprehension makes. */
  noteMade(index: number): void {
    this.made ??= new Set();
    this.made.add(index);
  }

  /** True when a loop changed nothing that was bound before it and that its code reads. */
  private stable(before: Env, after: Env): boolean {
    for (let i = 0; i < before.v.length; i++) {
      const x = before.v[i] as Val;
      if (x !== after.v[i] && x !== NEVER) return false;
    }
    for (let i = 0; i < before.h.length; i++)
      if (before.h[i] !== after.h[i] && this.made?.has(i) !== true) return false;
    return sameFacts(before.f, after.f);
  }

  /** The join with everything that still changes opened. */
  private widen(before: Env, after: Env): Env {
    const domain = this.engine.domain;
    const joined = this.joinEnvs(before, after) as Env;
    for (let i = 0; i < joined.v.length; i++) {
      const x = before.v[i] as Val;
      if (x !== joined.v[i] && x !== NEVER) joined.v[i] = domain.widened(joined.v[i] as Val);
    }
    for (let i = 0; i < before.h.length; i++) {
      const object = joined.h[i];
      if (object !== undefined && object !== before.h[i]) {
        const vals = object.vals.map((one, k) => (one === before.h[i]?.vals[k] ? one : domain.widened(one)));
        const rest = object.rest === null ? null : domain.widened(object.rest);
        joined.h[i] = new Obj(object.shape, object.cls, object.keys, vals, rest, object.exact);
      }
    }
    return joined;
  }

  /**
   * Runs a loop's body until what it starts from no longer changes, at most three times; what still changes then is opened.
   * Every pass tells: what the first iteration does, it does. `pass` runs the body once from the current environment. Leaves the
   * environment at the loop's head; gives what `break` leaves with.
   */
  private iterate(pass: () => void, atEnd?: (facts: Facts) => void, isOfMachines = false): Env | null {
    let head = this.snapshot();
    let breaks: Env | null = null;
    for (let round = 0; ; round++) {
      const after = this.pass(head, pass, isOfMachines);
      breaks = after.breaks;
      atEnd?.(after.end?.f ?? null);
      const joined = after.end === null ? head : (this.joinEnvs(head, after.end) as Env);
      const settled = after.end === null || this.stable(head, joined);
      if (settled || round === 2) {
        head = joined;
        break;
      }
      head = round === 1 ? this.widen(head, joined) : joined;
    }
    this.enter(head);
    return breaks;
  }

  private pass(head: Env, pass: () => void, isOfMachines: boolean): { end: Env | null; breaks: Env | null } {
    const loop: Loop = { breaks: null, continues: null, unread: null, handling: isOfMachines ? this.handling : -1 };
    this.loops.push(loop);
    this.enter(head);
    pass();
    this.loops.pop();
    let end = this.dead ? loop.continues : this.joinEnvs(loop.continues, { v: this.v, h: this.h, f: this.facts });
    if (loop.unread !== null)
      end = end === null ? loop.unread : { ...(this.joinEnvs(end, loop.unread) as Env), f: end.f };
    this.dead = false;
    return { end, breaks: loop.breaks };
  }

  private finishLoop(breaks: Env | null, reachesEnd: boolean, start: number, end: number): void {
    if (reachesEnd) {
      if (end > start) this.exec(start, end);
    } else this.dead = true;
    if (breaks !== null) {
      const joined = this.dead ? breaks : this.joinEnvs(breaks, { v: this.v, h: this.h, f: this.facts });
      if (joined !== null) this.adopt(joined);
    }
  }

  whileLoop(pc: number): number {
    const code = this.code;
    const conditionStart = pc + 5;
    const bodyStart = conditionStart + (code[pc + 1] as number);
    const elseStart = bodyStart + (code[pc + 3] as number);
    const end = elseStart + (code[pc + 4] as number);
    const register = code[pc + 2] as number;
    const first = this.snapshot();
    const tell = this.tell;
    this.tell = 0;
    this.exec(conditionStart, bodyStart);
    this.tell = tell;
    if (this.dead) return end;
    const entry = truth(this, this.get(register));
    this.enter(first);
    if (entry === 0) {
      this.exec(conditionStart, bodyStart);
      if (!this.dead && end > elseStart) this.exec(elseStart, end);
      return end;
    }
    let endless = false;
    const breaks = this.iterate(() => {
      this.exec(conditionStart, bodyStart);
      if (this.dead) return;
      const condition = this.get(register);
      this.ask(condition);
      endless = truth(this, condition) === 1;
      this.learn(this.guardOf(condition)?.whenTrue ?? null);
      this.exec(bodyStart, elseStart);
    });
    this.finishLoop(breaks, !endless, elseStart, end);
    return end;
  }

  forLoop(pc: number): number {
    const code = this.code;
    const item = code[pc + 1] as number;
    const bodyStart = pc + 6;
    const elseStart = bodyStart + (code[pc + 3] as number);
    const end = elseStart + (code[pc + 4] as number);
    const iterable = this.get(code[pc + 2] as number);
    const items = this.items(iterable);
    if (items !== null && items.length === 0) {
      if (end > elseStart) this.exec(elseStart, end);
      return end;
    }
    if (items !== null && ((code[pc + 5] as number) & 1) !== 0 && items.length <= 16) {
      return this.unrolled(items, item, bodyStart, elseStart, end);
    }
    const value = this.thaw(this.item(iterable), pc);
    const before = this.facts;
    let shown: Facts = null;
    const parts = partsOf(this, iterable);
    const outer = this.part;
    this.part = parts === null ? null : value;
    const breaks = this.iterate(
      () => {
        this.set(item, value);
        this.exec(bodyStart, elseStart);
      },
      (facts) => {
        shown = facts;
      },
      iterable.atoms.length === 1 && MACHINES.test(iterable.atoms[0]?.external?.path ?? ''),
    );
    this.part = outer;
    // Whoever comes to the end has had every item checked.
    const isAlone = code[bodyStart] !== Op.Unpack || code[bodyStart + 1] !== item;
    this.learn(ofEvery(this, value, shown, before, isAlone, parts));
    this.finishLoop(breaks, true, elseStart, end);
    return end;
  }

  /** A comprehension over known items, item by item; tells on the join of all items only. */
  private unrolled(items: readonly Val[], item: number, start: number, end: number, after: number): number {
    const tell = this.tell;
    const domain = this.engine.domain;
    const code = this.code;
    // The accumulator is the first operand of the last Append or Put of the body.
    let accumulator = NONE;
    let isPut = false;
    let key = NONE;
    let element = NONE;
    let simple = true;
    for (let pc = start; pc < end; pc += operationSize(code, pc)) {
      const op = code[pc];
      if (op === 39 || op === 40) {
        accumulator = code[pc + 1] as number;
        isPut = op === 40;
        key = code[pc + 2] as number;
        element = code[pc + (isPut ? 3 : 2)] as number;
        if (!isPut && code[pc + 3] === 1) simple = false;
      } else if (op === 21 || op === 23) simple = false;
    }
    const container = accumulator === NONE ? null : this.objectOf(this.get(accumulator));
    const exact = simple && accumulator !== NONE && container?.exact && container.vals.length === 0;
    const at = this.get(accumulator === NONE ? item : accumulator).atoms[0]?.index ?? 0;
    const keys: Val[] = [];
    const vals: Val[] = [];
    this.tell = 0;
    if (exact) {
      for (const one of items) {
        this.set(item, one);
        this.exec(start, end);
        if (this.dead) break;
        if (isPut) keys.push(this.get(key));
        vals.push(this.get(element));
      }
    }
    this.tell = tell;
    if (tell !== 0 || !exact) {
      let all = NEVER;
      for (const one of items) all = domain.union(all, one);
      this.set(item, this.thaw(all, start));
      if (!this.dead) this.exec(start, end);
    }
    if (exact && !this.dead && container !== null) {
      if (!isPut) this.h[at] = domain.sequence(container.shape, vals);
      else {
        let object = new Obj(Shape.dict, null, [], [], null, true);
        for (let i = 0; i < keys.length; i++) {
          const only = keys[i] as Val;
          const atom = only.atoms.length === 1 && !only.open ? only.atoms[0] : undefined;
          if (atom?.tag === Tag.constant) object = object.with(atom, vals[i] as Val);
          else object = new Obj(Shape.dict, null, object.keys, object.vals, vals[i] as Val, false);
        }
        this.h[at] = object;
      }
    }
    return after;
  }

  tryBlock(pc: number): number {
    const code = this.code;
    const n = code[pc + 4] as number;
    const bodyStart = pc + 5 + 3 * n;
    const elseStart = bodyStart + (code[pc + 1] as number);
    let at = elseStart + (code[pc + 2] as number);
    const before = this.snapshot();
    this.raises.push(null);
    const caughtBefore = this.caught.length;
    for (let i = 0; i < n; i++) {
      const register = code[pc + 5 + 3 * i] as number;
      this.caught.push(register === NONE ? this.engine.builtin('BaseException') : this.get(register));
    }
    const raisedBefore = this.raised;
    this.raised = 0;
    this.exec(bodyStart, elseStart);
    const carried = this.raised;
    this.raised = n > 0 ? raisedBefore : this.engine.domain.taints.union(raisedBefore, carried);
    this.caught.length = caughtBefore;
    const raised = this.raises.pop() ?? null;
    let handlerStart = this.joinEnvs(before, raised) as Env;
    if (!this.dead) handlerStart = this.joinEnvs(handlerStart, this.snapshot()) as Env;
    if (!this.dead && at > elseStart) this.exec(elseStart, at);
    let result: Env | null = this.dead ? null : { v: this.v, h: this.h, f: this.facts };
    for (let i = 0; i < n; i++) {
      const length = code[pc + 7 + 3 * i] as number;
      this.enter(handlerStart);
      const register = code[pc + 5 + 3 * i] as number;
      const type = register === NONE ? this.engine.builtin('BaseException') : this.get(register);
      this.set(
        code[pc + 6 + 3 * i] as number,
        this.engine.domain.tainted(
          this.exception(type),
          this.engine.domain.taints.union(carried, this.details(this.fn.ir.start, this.fn.ir.end)),
        ),
      );
      this.handling++;
      this.exec(at, at + length);
      this.handling--;
      if (!this.dead) result = this.joinEnvs(result, { v: this.v, h: this.h, f: this.facts });
      at += length;
    }
    const end = at + (code[pc + 3] as number);
    if (end > at) {
      if (result !== null) {
        this.adopt(result);
        this.exec(at, end);
      } else {
        this.enter(handlerStart);
        this.exec(at, end);
        this.dead = true;
      }
    } else if (result !== null) this.adopt(result);
    else this.dead = true;
    return end;
  }

  private exception(type: Val): Val {
    const items = this.items(type);
    let all = type;
    if (items !== null && type.atoms[0]?.tag !== Tag.constant) {
      all = NEVER;
      for (const one of items) all = this.engine.domain.union(all, one);
    }
    return this.engine.instanceOf(all) ?? UNKNOWN;
  }

  dict(pc: number): number {
    const code = this.code;
    const n = code[pc + 2] as number;
    const domain = this.engine.domain;
    let object = new Obj(Shape.dict, null, [], [], null, true);
    for (let i = 0; i < n; i++) {
      const register = code[pc + 5 + 2 * i] as number;
      const value = this.get(code[pc + 6 + 2 * i] as number);
      if (register === NONE) {
        const other = this.objectOf(value);
        if (other !== null && other.shape === Shape.dict && !isOpen(value)) {
          for (let k = 0; k < other.keys.length; k++) {
            object = object.with(other.keys[k] as never, other.vals[k] as Val);
          }
          if (!other.exact) {
            const rest = domain.union(object.rest ?? NEVER, other.rest ?? UNKNOWN);
            object = new Obj(Shape.dict, null, object.keys, object.vals, rest, false);
          }
        } else {
          const unknown = domain.withTaint(UNKNOWN, this.deep(value));
          const rest = object.rest === null ? unknown : domain.union(object.rest, unknown);
          object = new Obj(Shape.dict, null, object.keys, object.vals, rest, false);
        }
        continue;
      }
      const key = this.get(register);
      const atom = key.atoms.length === 1 && !isOpen(key) && key.taint === 0 ? key.atoms[0] : undefined;
      if (atom !== undefined && atom.tag !== Tag.object) object = object.with(atom, value);
      else {
        const rest = domain.union(object.rest ?? NEVER, domain.tainted(value, this.deep(key)));
        object = new Obj(Shape.dict, null, object.keys, object.vals, rest, false);
      }
    }
    this.set(code[pc + 1] as number, this.allocate(pc * 16, object));
    return pc + 5 + 2 * n;
  }

  unpack(pc: number): number {
    const code = this.code;
    const value = this.get(code[pc + 1] as number);
    const n = code[pc + 2] as number;
    const star = code[pc + 3] as number;
    const items = this.items(value) ?? (star < 0 ? this.byPosition(value, n) : null);
    const domain = this.engine.domain;
    const first = value.guard?.head ?? null;
    const head = first === null ? null : { whenTrue: null, whenFalse: first };
    if (items !== null && (star < 0 ? items.length === n : items.length >= n - 1)) {
      const extra = star < 0 ? 0 : items.length - (n - 1);
      for (let i = 0; i < n; i++) {
        const d = code[pc + 4 + i] as number;
        if (i === 0 && head !== null && star !== 0) this.set(d, domain.guarded(items[0] as Val, head));
        else if (star < 0 || i < star) this.set(d, items[i] as Val);
        else if (i === star) {
          this.set(
            d,
            this.allocate(pc * 16 + 8 + (i & 7), domain.sequence(Shape.list, items.slice(star, star + extra))),
          );
        } else this.set(d, items[i + extra - 1] as Val);
      }
    } else {
      const item = this.item(value);
      // Places are told apart where nothing is known of them, as of the keys and values of a mapping.
      const isPlain =
        star < 0 &&
        value.taint !== 0 &&
        value.atoms.every(({ tag }) => tag === Tag.parameter || tag === Tag.external) &&
        item.taint === domain.taints.extend(value.taint, '[]');
      for (let i = 0; i < n; i++) {
        let one = isPlain ? domain.withTaint(item, domain.taints.extend(value.taint, `[i:${i}]`)) : item;
        if (value.taint !== 0 && star < 0) one = this.partByPlace(value, i) ?? one;
        if (i === 0 && head !== null) one = domain.guarded(one, head);
        this.set(
          code[pc + 4 + i] as number,
          i === star ? this.allocate(pc * 16 + 8 + (i & 7), domain.loose(Shape.list, item)) : one,
        );
      }
    }
    return pc + 4 + n;
  }

  patternTest(pc: number): Val {
    const code = this.code;
    const domain = this.engine.domain;
    const kind = code[pc + 2] as number;
    const subject = this.get(code[pc + 3] as number);
    this.ask(subject);
    if (kind === 0) {
      const items = this.items(subject);
      if (items === null) return UNKNOWN;
      if (subject.atoms[0]?.tag === Tag.constant) return domain.no;
      const star = code[pc + 4] as number;
      const n = code[pc + 5] as number;
      return domain.bool(star < 0 ? items.length === n : items.length >= n - 1);
    }
    if (kind === 1) {
      const constant = domain.onlyConstant(subject);
      return constant !== null ? domain.no : UNKNOWN;
    }
    const cls = this.get(code[pc + 4] as number).atoms[0];
    const constant = domain.onlyConstant(subject);
    if (cls?.external !== null && cls?.external !== undefined && constant !== null) {
      const path = cls.external.path;
      if (/^builtins\.(?:str|int|float|bool|bytes|list|dict|tuple|set)$/.test(path)) {
        const type = path.slice(9);
        return domain.bool(constant.type === type || (type === 'int' && constant.type === 'bool'));
      }
    }
    return UNKNOWN;
  }

  // Definitions.

  functionDefinition(pc: number): number {
    const code = this.code;
    const fn = this.module.functions[code[pc + 2] as number] as FunctionInfo;
    const n = code[pc + 3] as number;
    const domain = this.engine.domain;
    const defaults: (Val | null)[] = fn.ir.parameters.map(() => null);
    const shown = new Map<string, readonly [Val, number, number]>();
    for (let i = 0; i < n; i++) {
      const index = code[pc + 4 + 2 * i] as number;
      const value = this.get(code[pc + 5 + 2 * i] as number);
      const before = fn.defaults?.[index] ?? null;
      const frozen = this.engine.desymbolized(this.freeze(value, 0));
      defaults[index] = before === null ? frozen : domain.union(before, frozen);
      const parameter = fn.ir.parameters[index];
      if (parameter !== undefined) shown.set(parameter.name, [value, parameter.start, parameter.end]);
    }
    fn.defaults = defaults;
    const base = pc + 4 + 2 * n;
    const m = code[base] as number;
    let value = this.makeFunction(fn);
    if (m > 0) {
      const decorators: { value: Val; start: number; end: number }[] = [];
      for (let i = 0; i < m; i++) {
        decorators.push({
          value: this.get(code[base + 1 + 3 * i] as number),
          start: code[base + 2 + 3 * i] as number,
          end: code[base + 3 + 3 * i] as number,
        });
      }
      fn.decorators = decorators.map((one) => ({ ...one, value: this.engine.desymbolized(this.freeze(one.value, 0)) }));
      for (let i = m - 1; i >= 0; i--) {
        value = decorate(this, (decorators[i] as (typeof decorators)[number]).value, value, fn, base + 3 * i);
      }
    }
    if (this.tell !== 0 && this.engine.wantsFunctions) tellFunction(this, fn, shown);
    this.set(code[pc + 1] as number, value);
    return base + 1 + 3 * m;
  }

  classDefinition(pc: number): number {
    const code = this.code;
    const cls = this.module.classes[code[pc + 2] as number] as (typeof this.module.classes)[number];
    const engine = this.engine;
    const n = code[pc + 3] as number;
    const bases: Val[] = [];
    for (let i = 0; i < n; i++) {
      const value = this.get(code[pc + 4 + 2 * i] as number);
      if (code[pc + 5 + 2 * i] === 1) bases.push(UNKNOWN);
      else bases.push(engine.desymbolized(this.freeze(value, 0)));
    }
    cls.setBases(bases);
    let at = pc + 4 + 2 * n;
    const k = code[at] as number;
    const keywords = new Map<string, readonly [Val, number, number]>();
    for (let i = 0; i < k; i++) {
      const name = code[at + 1 + 4 * i] as number;
      if (name < 0) continue;
      keywords.set(this.module.ir.names[name] as string, [
        this.get(code[at + 2 + 4 * i] as number),
        code[at + 3 + 4 * i] as number,
        code[at + 4 + 4 * i] as number,
      ]);
    }
    at += 1 + 4 * k;
    const m = code[at] as number;
    engine.runClass(cls, this);
    let value = engine.domain.class(cls);
    const decorators: { value: Val; start: number; end: number }[] = [];
    for (let i = 0; i < m; i++) {
      decorators.push({
        value: this.get(code[at + 1 + 3 * i] as number),
        start: code[at + 2 + 3 * i] as number,
        end: code[at + 3 + 3 * i] as number,
      });
    }
    for (let i = m - 1; i >= 0; i--) {
      const decorator = (decorators[i] as (typeof decorators)[number]).value;
      engine.decoratedClass(cls, engine.desymbolized(this.freeze(decorator, 0)));
      value = decorate(this, decorator, value, null, at + 3 * i);
    }
    if (this.tell !== 0 && engine.wantsClasses) tellClass(this, cls, keywords, decorators);
    this.set(code[pc + 1] as number, value);
    return at + 1 + 3 * m;
  }
}

/** Where in an operation that gives a value the value's place stands, by the operation. */
const PLACES: Readonly<Record<number, number>> = {
  [Op.Store]: 3,
  [Op.LoadGlobal]: 3,
  [Op.LoadFree]: 3,
  [Op.LoadName]: 4,
  [Op.Attribute]: 4,
  [Op.Subscript]: 4,
  [Op.Call]: 5,
  [Op.CallMethod]: 6,
};

/** True where nothing is known of what entering a context gives, or a library's base class gives it: as a rule the object itself. */
function isItself(entered: Val): boolean {
  if (entered === NEVER || (entered.atoms.length === 0 && entered.open)) return true;
  return (
    entered.atoms.length > 0 &&
    entered.atoms.every(
      ({ external }) => external?.path.endsWith('__enter__()') === true && external.classes.length === 0,
    )
  );
}

/** Attributes that hold the name of a file as its sender called it. */
const SENT_NAMES = new Set([
  'filename',
  'file_name',
  'fileName',
  'long_filename',
  'longFilename',
  'suggested_filename',
]);
/** What is read of an attachment or download, by its name. */
const SENT = /(?:^|[._])(?:attach(?:ment|ed(?:_file)?)?|download)\.\w+$/;

/** A variable, or its text in another form: what is shown of it holds for the variable. */
const SAME_TEXT =
  /^\(*\s*(\w+)\s*\)*(?:\.(?:strip|lstrip|rstrip|lower|upper|casefold|encode|decode|replace|__str__)\([^()]*\))*$/;

/** True when a condition shows something of values, not of origins alone. */
function isAboutValues(guard: Guard | null): boolean {
  for (const key of guard?.whenTrue?.keys() ?? []) if (key instanceof Val) return true;
  for (const key of guard?.whenFalse?.keys() ?? []) if (key instanceof Val) return true;
  return false;
}

/** True for an attribute of a library's object of which models say that it holds none of the object's data. */
function holdsNoData(frame: Frame, value: Val): boolean {
  const external = value.atoms.length === 1 ? value.atoms[0]?.external : null;
  if (external === null || external === undefined || external.isCall) return false;
  return (
    frame.engine.knowledge.of(external)?.flows.some(({ slots, to }) => to === 'none' && slots.length === 0) ?? false
  );
}

const DECLARED = maskOf('mass-assignment');
/** Sources whose items are texts, whatever is sent. */
const TEXT_ITEMS =
  /^(?:args|form|values|cookies|headers|GET|POST|COOKIES|META|params|query|query_params|query_args|path_params|match_info|matchdict|view_args|environ|argv)$/;

/** Calls that give the text or the parts of the exception that is handled. */
const EXCEPTION_TEXTS =
  /^(?:traceback\.(?:format_exc|format_exception|format_exception_only|format_tb|format_stack|extract_tb|extract_stack)|sys\.exc_info)\(\)$/;
/** Functions that read the arguments of the program unless they are given a list. */
const PARSES_ARGUMENTS = /^parse_(?:known_)?args$/;
/** Attributes that hold none of the data. */
const NO_DATA = new Set(['method', 'is_secure', 'status_code', 'content_length', 'size', 'ndim', 'shape', 'dtype']);

/** True for names between two underscores, which a class and not the data says what they are, but for those that give or write what an object holds. */
function isOfClass(name: string): boolean {
  return (
    name.startsWith('__') &&
    name.endsWith('__') &&
    !/^__(?:dict|str|repr|html|cause|context|traceback|self|wrapped|notes|call|getitem|iter|next|enter|aenter)__$/.test(
      name,
    )
  );
}

/** Reads of one source in a function that are told apart. */
const MAX_READS = 8;
const REDIRECT = maskOf('redirect');
const OTHERS = { lo: EVERY_KIND.lo & ~REDIRECT.lo, hi: EVERY_KIND.hi & ~REDIRECT.hi };

/** True for paths of `pathlib`, and nothing else. */
function isPathlib(frame: Frame, value: Val): boolean {
  if (value.atoms.length === 0) return false;
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    const external = atom.external ?? object?.cls?.external ?? null;
    if (external === null || !external.path.startsWith('pathlib.')) return false;
  }
  return true;
}

/** The entry of an object at a step of an access path, or null. */
function entryAt(object: Obj, step: string): Val | null {
  const isText = step.startsWith('[s:');
  const wanted = step.slice(3, -1);
  if (object.shape === Shape.dict) {
    for (let i = 0; i < object.keys.length; i++) {
      const key = object.keys[i];
      const constant = typeof key === 'string' ? null : (key?.constant ?? null);
      if (constant === null) continue;
      if (constant.type === (isText ? 'str' : 'int') && String(constant.value).slice(0, 60) === wanted)
        return object.vals[i] as Val;
    }
    return null;
  }
  if (isText || !object.exact) return null;
  const at = Number(wanted);
  return object.vals[at < 0 ? at + object.vals.length : at] ?? null;
}

const EMPTY = new Obj(Shape.instance, null, [], [], UNKNOWN, false);

function weakened(domain: Engine['domain'], object: Obj): Obj {
  const vals = object.vals.map((one) => domain.opened(one));
  return new Obj(object.shape, object.cls, object.keys, vals, object.rest, object.exact);
}
