import type { BinaryOperator, CompareOperator } from '../python/nodes.ts';
import type { SourceFile } from '../text/source-file.ts';
import { attributeOf, classOfConstant } from './access.ts';
import { type Args, partialArgs } from './arguments.ts';
import type { Askers } from './askers.ts';
import { type Atom, defaultOf, isOpen, SHAPE_CLASS, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import { type Engine, PathEvent } from './engine.ts';
import type {
  CallEvent,
  ClassEvent,
  CompareEvent,
  FunctionEvent,
  FunctionScope,
  ImportEvent,
  ReadEvent,
  ReturnEvent,
  Scope,
  StoreEvent,
  TextEvent,
} from './event.ts';
import type { Frame } from './frame.ts';
import { CallFlag, type ImportIr, Op, operationSize } from './ir.ts';
import { BINARY_OPERATORS, COMPARE_OPERATORS } from './lower-expression.ts';
import { originsOf } from './origins.ts';
import type { ClassInfo, FunctionInfo, ModuleInfo } from './program.ts';
import type { Constant, Origin, Place, Text, TextPart, Value } from './value.ts';

/** A value as rules see it; what is asked is worked out when it is asked. */
export class ValueView implements Value {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  private readonly frame: Frame;
  private readonly value: Val;
  private readonly register: number | null;
  private readonly pc: number;

  constructor(frame: Frame, value: Val, start: number, end: number, register: number | null = null, pc = 0) {
    this.file = frame.module.file;
    this.start = start;
    this.end = end;
    this.frame = frame;
    this.value = value;
    this.register = register;
    this.pc = pc;
  }

  get constants(): readonly Constant[] {
    const found: Constant[] = [];
    for (const atom of this.value.atoms) if (atom.constant !== null) found.push(atom.constant);
    return found;
  }

  get references(): readonly string[] {
    const found: string[] = [];
    const add = (path: string): void => {
      if (!found.includes(path)) found.push(path);
    };
    for (const atom of this.value.atoms) {
      if (atom.tag === Tag.function || atom.tag === Tag.bound) {
        if (atom.fn !== null) for (const form of formsOfFunction(this.frame.engine, atom.fn)) add(form);
      } else if (atom.tag === Tag.class && atom.cls !== null) {
        for (const path of pathsOfClass(this.frame.engine, atom.cls)) add(path);
      } else if (atom.tag === Tag.module && atom.module !== null) add(atom.module.entry.name);
      else if (atom.external !== null) {
        if (!atom.external.path.endsWith('#')) {
          add(atom.external.path);
          for (const form of atom.external.forms) add(form);
        }
      } else {
        const object = this.objectOf(atom);
        if (object?.cls?.external && !object.cls.external.path.endsWith('#')) {
          for (const form of object.cls.external.forms) add(form);
        } else if (object?.shape === Shape.partial) add('functools.partial()');
      }
    }
    return found;
  }

  get instances(): readonly string[] {
    const found: string[] = [];
    const add = (path: string): void => {
      if (path !== '' && !found.includes(path)) found.push(path);
    };
    const addAtom = (atom: Atom): void => {
      if (atom.constant !== null) add(`builtins.${classOfConstant(atom)}`);
      else if (atom.external !== null) for (const path of atom.external.classes) add(path);
      else if (atom.tag === Tag.parameter && atom.fn !== null) {
        const type = this.frame.engine.parameterType(atom.fn, atom.index);
        if (type !== null) for (const one of type.atoms) if (one.tag !== Tag.parameter) addAtom(one);
      } else {
        const object = this.objectOf(atom);
        if (object === null) return;
        if (object.cls?.cls) for (const path of pathsOfClass(this.frame.engine, object.cls.cls)) add(path);
        else if (object.cls?.external) for (const path of object.cls.external.classes) add(path);
        else add(SHAPE_CLASS[object.shape] as string);
      }
    };
    for (const atom of this.value.atoms) addAtom(atom);
    if (this.value.text !== null) add('builtins.str');
    return found;
  }

  get complete(): boolean {
    if (isOpen(this.value) || this.value.atoms.length === 0) return false;
    // A constant beside an object cannot be told apart by its lists alone: then something more is possible.
    let constants = 0;
    let objects = 0;
    for (const atom of this.value.atoms) {
      if (atom.tag === Tag.constant) constants++;
      else if (atom.tag === Tag.object || atom.tag === Tag.frozen) objects++;
    }
    return constants === 0 || objects === 0;
  }

  get elements(): readonly Value[] | null {
    const object = this.frame.objectOf(this.value);
    if (object === null || !object.exact || object.shape > Shape.set) return null;
    return object.vals.map((one) => this.inner(one));
  }

  get entries(): ReadonlyMap<string, Value> | null {
    const object = this.frame.objectOf(this.value);
    if (object === null || object.shape !== Shape.dict) return null;
    const map = new Map<string, Value>();
    for (let i = 0; i < object.keys.length; i++) {
      const key = object.keys[i];
      const text = typeof key === 'string' ? key : key?.constant?.value;
      if (typeof text === 'string') map.set(text, this.inner(object.vals[i] as Val));
    }
    return map;
  }

  get attributes(): ReadonlyMap<string, Value> | null {
    const object = this.frame.objectOf(this.value);
    if (object === null || object.shape !== Shape.instance) return null;
    const map = new Map<string, Value>();
    for (let i = 0; i < object.keys.length; i++) {
      const key = object.keys[i];
      if (typeof key === 'string' && !key.startsWith('(')) map.set(key, this.inner(object.vals[i] as Val));
    }
    return map;
  }

  get made(): ReadonlyMap<string, Value> | null {
    const object = this.frame.objectOf(this.value);
    if (object === null || object.shape !== Shape.instance || !object.cls?.external) return null;
    const map = new Map<string, Value>();
    for (let i = 0; i < object.keys.length; i++) {
      const key = object.keys[i];
      if (typeof key === 'string' && key.startsWith('(')) map.set(key.slice(1), this.inner(object.vals[i] as Val));
    }
    return map;
  }

  get text(): Text | null {
    const shape = this.value.text;
    if (shape === null) return null;
    const parts: TextPart[] = shape.parts.map((part) => {
      if (typeof part === 'string') return { literal: part };
      if (part.module === this.frame.module) {
        return { hole: new ValueView(this.frame, part.value, part.start, part.end) };
      }
      return { hole: new ElsewhereView(this.frame, part.value, part.module, part.start, part.end) };
    });
    return { making: shape.making, parts };
  }

  get origins(): readonly Origin[] {
    return originsOf(this.frame, this.value);
  }

  get parameter(): string | null {
    const atom = this.value.atoms.length === 1 ? this.value.atoms[0] : undefined;
    if (atom?.tag !== Tag.parameter || atom.fn === null) return null;
    return atom.fn.ir.parameters[atom.index]?.name ?? null;
  }

  get parameterDefault(): Value | null {
    const given = defaultOf(this.value);
    return given === null ? null : new ValueView(this.frame, given, this.start, this.end);
  }

  get setAt(): Place | null {
    if (this.register === null) return null;
    return placeOfRegister(this.frame, this.register, this.pc);
  }

  private objectOf(atom: Atom): Val['atoms'][number]['object'] {
    return atom.tag === Tag.object ? this.frame.object(atom.index) : atom.object;
  }

  private inner(value: Val): ValueView {
    return new ValueView(this.frame, value, this.start, this.end);
  }
}

/** A value whose place is in another module. */
class ElsewhereView extends ValueView {
  override readonly file: SourceFile;
  constructor(frame: Frame, value: Val, module: ModuleInfo, start: number, end: number) {
    super(frame, value, start, end);
    this.file = module.file;
  }
}

/** Where a register got its value: the textually last store before `pc` to a local, or the store to the global or import that it was loaded from. */
function placeOfRegister(frame: Frame, register: number, pc: number): Place | null {
  const code = frame.code;
  const file = frame.module.file;
  let found: Place | null = null;
  const { codeStart } = frame.fn.ir;
  for (let at = codeStart; at < pc; at += operationSize(code, at)) {
    const op = code[at];
    if (register >= 0) {
      if (op === Op.Store && code[at + 1] === register) {
        found = { file, start: code[at + 3] as number, end: code[at + 4] as number };
      }
    } else if (code[at + 1] === register) {
      if (op === Op.LoadGlobal) {
        const cell = frame.module.globals.get(frame.module.ir.names[code[at + 2] as number] as string);
        found = cell?.module ? { file: cell.module.file, start: cell.start, end: cell.end } : null;
      } else if (op === Op.LoadName) found = placeOfRegister(frame, code[at + 2] as number, at);
      else if (op === Op.Attribute) found = null;
      else if (op === Op.Const) found = null;
    }
  }
  return found;
}

/** Dotted paths of a project class, its own first, then its bases'. */
export function pathsOfClass(engine: Engine, cls: ClassInfo): readonly string[] {
  const order = cls.resolution();
  const paths = order.classes.map((one) => one.path);
  for (const external of order.externals) {
    for (const form of external.forms) {
      for (const path of engine.externals.withBases(form)) if (!paths.includes(path)) paths.push(path);
    }
  }
  return paths;
}

/** Dotted paths of a project function: as a method of its class and all bases, then plain. */
export function formsOfFunction(engine: Engine, fn: FunctionInfo): readonly string[] {
  if (fn.cls === null) return [fn.path];
  const forms = pathsOfClass(engine, fn.cls).map((path) => `${path}#${fn.ir.name}`);
  forms.push(fn.path);
  return forms;
}

/** The forms by which something that may be called is known. */
function formsOfAtom(frame: Frame, atom: Atom): readonly string[] {
  if (atom.external !== null) return atom.external.forms;
  if ((atom.tag === Tag.function || atom.tag === Tag.bound) && atom.fn !== null)
    return formsOfFunction(frame.engine, atom.fn);
  if (atom.tag === Tag.class && atom.cls !== null) return pathsOfClass(frame.engine, atom.cls);
  if (atom.tag === Tag.frozen || atom.tag === Tag.object) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (object?.shape === Shape.partial) {
      const forms: string[] = [];
      for (const one of object.vals[0]?.atoms ?? []) forms.push(...formsOfAtom(frame, one));
      return forms;
    }
  }
  return [];
}

function wantedBits(frame: Frame, atom: Atom): number {
  if (atom.external !== null) return frame.engine.wanted(atom.external);
  const owner = atom.fn ?? (atom.tag === Tag.class ? atom.cls : null);
  if (owner === null) {
    const forms = formsOfAtom(frame, atom);
    return forms.length === 0 ? 0 : frame.engine.wantedAt(forms);
  }
  if (owner.wanted < 0) owner.wanted = frame.engine.wantedAt(formsOfAtom(frame, atom));
  return owner.wanted;
}

class ScopeView implements Scope {
  readonly module: string;
  readonly function: FunctionScope | null;
  readonly className: string | null;
  readonly isTest: boolean;
  readonly isNetworkTool: boolean;
  constructor(module: ModuleInfo, fn: FunctionScope | null, className: string | null) {
    this.module = module.entry.name;
    this.function = fn;
    this.className = className;
    this.isTest = module.entry.isTest;
    this.isNetworkTool = module.isNetworkTool;
  }
}

/** A function as events see it. */
class FunctionScopeView implements FunctionScope {
  readonly file: SourceFile;
  private readonly frame: Frame;
  private readonly fn: FunctionInfo;
  constructor(frame: Frame, fn: FunctionInfo) {
    this.file = fn.module.file;
    this.frame = frame;
    this.fn = fn;
  }
  get start(): number {
    return this.fn.ir.start;
  }
  get end(): number {
    return this.fn.ir.end;
  }
  get name(): string {
    return this.fn.ir.name;
  }
  get qualifiedName(): string {
    return this.fn.path;
  }
  get isAsync(): boolean {
    return this.fn.ir.isAsync;
  }
  get isGenerator(): boolean {
    return this.fn.ir.isGenerator;
  }
  get parameters(): readonly string[] {
    return this.fn.ir.parameters.map((one) => one.name);
  }
  get decorators(): readonly Value[] {
    return this.fn.decorators.map((one) => new ValueView(this.frame, one.value, one.start, one.end));
  }
  get parent(): FunctionScope | null {
    return functionAround(this.frame, this.fn.ir.parent);
  }
}

function functionAround(frame: Frame, index: number): FunctionScope | null {
  let at = index;
  while (at > 0) {
    const fn = frame.module.functions[at];
    if (fn === undefined) return null;
    if (fn.ir.kind === 'function' || fn.ir.kind === 'lambda') return new FunctionScopeView(frame, fn);
    at = fn.ir.parent;
  }
  return null;
}

function scopeOf(frame: Frame): Scope {
  let scope = frame.scope;
  if (scope === null) {
    let className: string | null = null;
    for (let at = frame.fn.ir.index; at > 0; ) {
      const fn = frame.module.functions[at];
      if (fn === undefined) break;
      if (fn.cls !== null) {
        className = fn.cls.path;
        break;
      }
      at = fn.ir.parent;
    }
    scope = new ScopeView(frame.module, functionAround(frame, frame.fn.ir.index), className);
    frame.scope = scope;
  }
  return scope;
}

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

class CallView implements CallEvent {
  readonly kind = 'call' as const;
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  private readonly frame: Frame;
  private readonly pc: number;
  private readonly calleeValue: Val;
  private readonly receiverValue: Val | null;
  private readonly given: Args;
  private paths: readonly string[] | null;
  /** What several rules ask for, once worked out. */
  private written: string | null | undefined;
  private words: ReadonlyMap<string, Value> | null;
  private values: readonly Value[] | null;

  constructor(frame: Frame, pc: number, method: string | null, callee: Val, receiver: Val | null, given: Args) {
    const at = frame.code[pc] === Op.Call ? pc + 5 : pc + 6;
    this.file = frame.module.file;
    this.start = frame.code[at] as number;
    this.end = frame.code[at + 1] as number;
    this.frame = frame;
    this.pc = pc;
    this.calleeValue = callee;
    this.receiverValue = receiver;
    this.given = given;
    this.paths = null;
    this.written = method === null ? undefined : method;
    this.words = null;
    this.values = null;
  }

  get targets(): readonly string[] {
    if (this.paths === null) {
      const { atoms } = this.calleeValue;
      if (atoms.length === 1) this.paths = formsOfAtom(this.frame, atoms[0] as Atom);
      else {
        const paths: string[] = [];
        for (const atom of atoms) {
          for (const form of formsOfAtom(this.frame, atom)) if (!paths.includes(form)) paths.push(form);
        }
        this.paths = paths;
      }
    }
    return this.paths;
  }
  get name(): string | null {
    if (this.written === undefined) {
      const { code } = this.frame;
      const text = this.file.text.slice(code[this.pc + 7] as number, code[this.pc + 8] as number);
      this.written = NAME.test(text) ? text : null;
    }
    return this.written;
  }
  get scope(): Scope {
    return scopeOf(this.frame);
  }
  get callee(): Value {
    const code = this.frame.code;
    if (code[this.pc] === Op.Call) {
      const at = this.pc + 7;
      return new ValueView(
        this.frame,
        this.calleeValue,
        code[at] as number,
        code[at + 1] as number,
        code[this.pc + 2] as number,
        this.pc,
      );
    }
    // The code has the receiver's place only; the name is the next thing behind it, or the place is that of another name for the method.
    const receiverEnd = code[this.pc + 9] as number;
    const name = this.name ?? '';
    const at = this.file.text.indexOf(name, receiverEnd);
    const open = this.file.text.indexOf('(', receiverEnd);
    const end = at < 0 || open < at ? receiverEnd : at + name.length;
    return new ValueView(this.frame, this.calleeValue, code[this.pc + 8] as number, end);
  }
  get receiver(): Value | null {
    if (this.receiverValue === null) return null;
    const code = this.frame.code;
    return new ValueView(
      this.frame,
      this.receiverValue,
      code[this.pc + 8] as number,
      code[this.pc + 9] as number,
      code[this.pc + 2] as number,
      this.pc,
    );
  }
  get args(): readonly Value[] {
    this.values ??= this.given.positional.map((_, i) => this.positional(i));
    return this.values;
  }
  get keywords(): ReadonlyMap<string, Value> {
    if (this.words === null) {
      const map = new Map<string, Value>();
      for (let i = 0; i < this.given.names.length; i++) map.set(this.given.names[i] as string, this.keyword(i));
      this.words = map;
    }
    return this.words;
  }
  get open(): boolean {
    return this.given.open;
  }
  argument(position: number | null, keyword: string | null): Value | null {
    if (position !== null && position < this.given.positional.length) return this.positional(position);
    const at = keyword === null ? -1 : this.given.names.indexOf(keyword);
    return at < 0 ? null : this.keyword(at);
  }
  get awaited(): boolean {
    return (this.flags & CallFlag.awaited) !== 0;
  }
  get inLoop(): boolean {
    return (this.flags & CallFlag.inLoop) !== 0;
  }
  get inWith(): boolean {
    return (this.flags & CallFlag.inWith) !== 0;
  }
  get unused(): boolean {
    return (this.flags & CallFlag.unused) !== 0;
  }
  get caught(): readonly string[] {
    const paths: string[] = [];
    const add = (value: Val): void => {
      for (const atom of value.atoms) {
        if (atom.external !== null) paths.push(atom.external.path);
        else if (atom.tag === Tag.class && atom.cls !== null) paths.push(...pathsOfClass(this.frame.engine, atom.cls));
        else {
          const object = this.frame.objectOf(atom.only);
          if (object !== null && object.shape === Shape.tuple) for (const one of object.vals) add(one);
        }
      }
    };
    for (const one of this.frame.caught) add(one);
    return paths;
  }

  private get flags(): number {
    return this.frame.code[this.frame.code[this.pc] === Op.Call ? this.pc + 4 : this.pc + 5] as number;
  }
  private positional(i: number): Value {
    const [start, end] = this.given.place(this.frame.code, i);
    if (start < 0) return new ValueView(this.frame, this.given.positional[i] as Val, this.start, this.end);
    return new ValueView(this.frame, this.given.positional[i] as Val, start, end, this.registerAt(start), this.pc);
  }
  private keyword(i: number): Value {
    const [start, end] = this.given.keywordPlace(this.frame.code, i);
    if (start < 0) return new ValueView(this.frame, this.given.values[i] as Val, this.start, this.end);
    return new ValueView(this.frame, this.given.values[i] as Val, start, end, this.registerAt(start), this.pc);
  }
  private registerAt(start: number): number | null {
    const code = this.frame.code;
    const isCall = code[this.pc] === Op.Call;
    const n = code[isCall ? this.pc + 3 : this.pc + 4] as number;
    const base = isCall ? this.pc + 9 : this.pc + 10;
    for (let i = 0; i < n; i++) {
      if (code[base + 4 * i + 2] === start) return code[base + 4 * i + 1] as number;
    }
    return null;
  }
}

/** True when a rule asks for calls of an atom. */
export function isWantedCall(frame: Frame, atom: Atom): boolean {
  return (wantedBits(frame, atom) & PathEvent.call) !== 0;
}

/** Whose calls a run that tells something again is for; null for the first run. */
function askersOf(frame: Frame): Askers | null {
  return frame.tell === 2 ? frame.askers : null;
}

/** Tells a call, when someone listens to what may be called. `callee` is null for a method call. */
export function tellCall(
  frame: Frame,
  pc: number,
  callee: Val | null,
  receiver: Val | null,
  name: string | null,
  args: Args,
): void {
  const engine = frame.engine;
  let value = callee;
  if (value === null && receiver !== null && name !== null) {
    value = receiver.atoms.length === 0 && receiver.text === null ? UNKNOWN : attributeOf(frame, receiver, name, pc);
    if (receiver.text !== null) {
      const member = engine.externals.member(engine.externals.instanceOfPath('builtins.str'), name);
      value = engine.domain.union(value, engine.domain.external(member));
    }
  }
  if (value === null) return;
  let wanted = false;
  for (const atom of value.atoms) if ((wantedBits(frame, atom) & PathEvent.call) !== 0) wanted = true;
  if (wanted) {
    for (const one of args.positional) frame.ask(one);
    for (const one of args.values) frame.ask(one);
  } else if (!engine.wantsCalls) return;
  const held = value.atoms.length === 1 ? frame.objectOf(value) : null;
  const given = held?.shape === Shape.partial ? partialArgs(held, args) : args;
  engine.tell(new CallView(frame, pc, name, value, receiver, given), askersOf(frame), wanted);
}

class StoreView implements StoreEvent {
  readonly kind = 'store' as const;
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly form: 'name' | 'attribute' | 'item';
  readonly name: string | null;
  readonly targets: readonly string[];
  readonly augmented: BinaryOperator | null;
  private readonly frame: Frame;
  private readonly pc: number;
  private readonly stored: Val;

  constructor(
    frame: Frame,
    pc: number,
    form: 'name' | 'attribute' | 'item',
    name: string | null,
    targets: readonly string[],
    stored: Val,
  ) {
    const code = frame.code;
    const at = form === 'name' ? pc + 3 : pc + 4;
    this.file = frame.module.file;
    this.start = code[at] as number;
    this.end = code[at + 1] as number;
    this.form = form;
    this.name = name;
    this.targets = targets;
    const augmented = code[form === 'name' ? pc + 7 : pc + 10] as number;
    this.augmented = augmented === 0 ? null : (BINARY_OPERATORS[augmented - 1] ?? null);
    this.frame = frame;
    this.pc = pc;
    this.stored = stored;
  }

  get scope(): Scope {
    return scopeOf(this.frame);
  }
  get receiver(): Value | null {
    if (this.form === 'name') return null;
    const code = this.frame.code;
    const register = code[this.pc + 1] as number;
    return new ValueView(
      this.frame,
      this.frame.get(register),
      code[this.pc + 6] as number,
      code[this.pc + 7] as number,
      register,
      this.pc,
    );
  }
  get value(): Value {
    const code = this.frame.code;
    const at = this.form === 'name' ? this.pc + 5 : this.pc + 8;
    const register = code[this.form === 'name' ? this.pc + 2 : this.pc + 3] as number;
    return new ValueView(this.frame, this.stored, code[at] as number, code[at + 1] as number, register, this.pc);
  }
}

/** Forms of what an object is, for stores to its attributes and items. */
function ownForms(frame: Frame, value: Val): readonly string[] {
  const forms: string[] = [];
  const add = (form: string): void => {
    if (!forms.includes(form)) forms.push(form);
  };
  const addAtom = (atom: Atom, instance: boolean): void => {
    if (atom.external !== null) {
      if (instance) for (const cls of atom.external.classes) add(`${cls}#`);
      for (const form of atom.external.forms) add(form);
    } else if (atom.tag === Tag.class && atom.cls !== null)
      for (const path of pathsOfClass(frame.engine, atom.cls)) add(path);
    else if (atom.tag === Tag.module && atom.module !== null) add(atom.module.entry.name);
    else if (atom.tag === Tag.parameter && atom.fn !== null) {
      const type = frame.engine.parameterType(atom.fn, atom.index);
      if (type !== null) for (const one of type.atoms) if (one.tag !== Tag.parameter) addAtom(one, instance);
    } else {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      if (object?.cls?.cls) for (const path of pathsOfClass(frame.engine, object.cls.cls)) add(`${path}#`);
      else if (object?.cls?.external) addAtom(object.cls.external === null ? atom : object.cls, true);
    }
  };
  for (const atom of value.atoms) addAtom(atom, true);
  return forms;
}

/** Tells a store, when someone listens to its target. */
export function tellStore(frame: Frame, pc: number, form: 'name' | 'attribute' | 'item', value: Val): void {
  const engine = frame.engine;
  const code = frame.code;
  const names = frame.module.ir.names;
  let targets: string[] = [];
  let name: string | null = null;
  if (form === 'name') {
    if (code[pc] === Op.StoreGlobal) name = names[code[pc + 1] as number] as string;
    else if (code[pc] === Op.StoreFree) name = frame.fn.ir.free[code[pc + 1] as number]?.name ?? null;
    else name = frame.fn.ir.slots[code[pc + 1] as number] as string;
    if (frame.fn.ir.kind === 'module' || code[pc] === Op.StoreGlobal) targets = [`${frame.module.entry.name}.${name}`];
    else if (frame.fn.ir.kind === 'class' && frame.fn.cls !== null) {
      targets = pathsOfClass(engine, frame.fn.cls).map((path) => `${path}.${name}`);
    }
  } else {
    const forms = ownForms(frame, frame.get(code[pc + 1] as number));
    if (form === 'attribute') {
      name = names[code[pc + 2] as number] as string;
      targets = forms.map((one) => (one.endsWith('#') ? `${one}${name}` : `${one}.${name}`));
    } else {
      const key = frame.get(code[pc + 2] as number);
      const constant = engine.domain.onlyConstant(key);
      name = typeof constant?.value === 'string' ? constant.value : null;
      targets = forms.map((one) => (one.endsWith('#') ? `${one}__setitem__` : one));
    }
  }
  let wanted = false;
  for (const one of targets) if (engine.listener.wants('store', one)) wanted = true;
  if (wanted) frame.ask(value);
  else if (!engine.wantsStores) return;
  engine.tell(new StoreView(frame, pc, form, name, targets, value), askersOf(frame), wanted);
}

/** Tells a comparison. */
export function tellCompare(frame: Frame, pc: number, a: Val, b: Val): void {
  const code = frame.code;
  const event: CompareEvent = {
    kind: 'compare',
    file: frame.module.file,
    start: code[pc + 5] as number,
    end: code[pc + 6] as number,
    scope: scopeOf(frame),
    operator: COMPARE_OPERATORS[code[pc + 2] as number] as CompareOperator,
    left: new ValueView(frame, a, code[pc + 7] as number, code[pc + 8] as number, code[pc + 3] as number, pc),
    right: new ValueView(frame, b, code[pc + 9] as number, code[pc + 10] as number, code[pc + 4] as number, pc),
  };
  frame.engine.tell(event, askersOf(frame));
}

/** Tells a text that was built here. */
export function tellText(frame: Frame, start: number, end: number, value: Val): void {
  if (!frame.engine.wantsText) return;
  const event: TextEvent = {
    kind: 'text',
    file: frame.module.file,
    start,
    end,
    scope: scopeOf(frame),
    value: new ValueView(frame, value, start, end),
  };
  frame.engine.tell(event, askersOf(frame));
}

/** Tells a read of something external. */
export function tellRead(frame: Frame, value: Val, start: number, end: number): void {
  const targets: string[] = [];
  for (const atom of value.atoms) {
    for (const form of atom.external?.forms ?? []) if (!targets.includes(form)) targets.push(form);
  }
  const event: ReadEvent = { kind: 'read', file: frame.module.file, start, end, scope: scopeOf(frame), targets };
  frame.engine.tell(event, askersOf(frame));
}

/** Tells an import, when someone listens to its path or what contains it. */
export function tellImport(frame: Frame, ir: ImportIr): void {
  // Only type checkers run it.
  if (ir.typeOnly) return;
  tellImported(frame, frame.engine.importPath(frame.module, ir), ir.start, ir.end);
}

/** Tells an import of an absolute path, by a statement or a call. */
export function tellImported(frame: Frame, path: string, start: number, end: number): void {
  const engine = frame.engine;
  if (!engine.wantsImports) {
    let wanted = false;
    for (let one = path; one !== ''; one = one.includes('.') ? one.slice(0, one.lastIndexOf('.')) : '') {
      if (engine.listener.wants('import', one)) wanted = true;
    }
    if (!wanted) return;
  }
  const event: ImportEvent = {
    kind: 'import',
    file: frame.module.file,
    start,
    end,
    scope: scopeOf(frame),
    path,
  };
  engine.tell(event, askersOf(frame));
}

/** Tells a definition of a function. */
export function tellFunction(
  frame: Frame,
  fn: FunctionInfo,
  defaults: ReadonlyMap<string, readonly [Val, number, number]>,
): void {
  const shown = new Map<string, Value>();
  for (const [name, [value, start, end]] of defaults) shown.set(name, new ValueView(frame, value, start, end));
  const engine = frame.engine;
  const event: FunctionEvent = {
    kind: 'function',
    file: frame.module.file,
    start: fn.ir.start,
    end: fn.ir.end,
    scope: scopeOf(frame),
    definition: new FunctionScopeView(frame, fn),
    defaults: shown,
    get annotations() {
      const map = new Map<string, readonly string[]>();
      for (const parameter of fn.ir.parameters) {
        if (parameter.annotation.length === 0) continue;
        const paths: string[] = [];
        for (const name of parameter.annotation) {
          const value = engine.dotted(fn.module, name, frame.fn);
          for (const atom of value.atoms) {
            if (atom.external !== null) paths.push(...atom.external.forms);
            else if (atom.tag === Tag.class && atom.cls !== null) paths.push(...pathsOfClass(engine, atom.cls));
          }
        }
        map.set(parameter.name, paths);
      }
      return map;
    },
  };
  engine.tell(event, askersOf(frame));
}

/** Tells a definition of a class. */
export function tellClass(
  frame: Frame,
  cls: ClassInfo,
  keywords: ReadonlyMap<string, readonly [Val, number, number]>,
  decorators: readonly { readonly value: Val; readonly start: number; readonly end: number }[],
): void {
  const shown = new Map<string, Value>();
  for (const [name, [value, start, end]] of keywords) shown.set(name, new ValueView(frame, value, start, end));
  const members = new Map<string, Value>();
  for (const [name, cell] of cls.attributes) members.set(name, new ValueView(frame, cell.value, cell.start, cell.end));
  const paths = pathsOfClass(frame.engine, cls);
  const event: ClassEvent = {
    kind: 'class',
    file: frame.module.file,
    start: cls.ir.start,
    end: cls.ir.end,
    scope: scopeOf(frame),
    path: cls.path,
    decorators: decorators.map((one) => new ValueView(frame, one.value, one.start, one.end)),
    bases: paths.slice(1),
    keywords: shown,
    members,
  };
  frame.engine.tell(event, askersOf(frame));
}

/** Tells a `return` with a value. */
export function tellReturn(frame: Frame, start: number, end: number, value: Val): void {
  const event: ReturnEvent = {
    kind: 'return',
    file: frame.module.file,
    start,
    end,
    scope: scopeOf(frame),
    value: new ValueView(frame, value, start, end),
  };
  frame.engine.tell(event, askersOf(frame));
}
