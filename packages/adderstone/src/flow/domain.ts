import type { ConstantType, ConstantValue } from '../python/nodes.ts';
import { wordsFrom } from './command-words.ts';
import type { External } from './external.ts';
import type { ClassInfo, FunctionInfo, ModuleInfo } from './program.ts';
import { type Guard, Taints } from './taint.ts';
import type { Constant, TextMaking } from './value.ts';

/**
 * The domain of the interpretation: interned atoms, immutable shared values, immutable objects in a heap by index.
 * One `Domain` belongs to one analysis; nothing of it outlives that.
 */

/** Strings longer than this are not folded further (UTF-16 code units). */
export const MAX_STRING = 65_536;
/** Integers with more bits are not folded further. */
export const MAX_BITS = 1_024;
/** Items that a container keeps apart. */
export const MAX_ITEMS = 256;
/** Constants that a value keeps apart. */
export const MAX_CONSTANTS = 8;
/** Possibilities of all sorts that a value keeps apart. */
const MAX_ATOMS = 24;
/** Parts that a text keeps apart. */
const MAX_PARTS = 64;

/** What an atom is. */
export const Tag = {
  constant: 0,
  function: 1,
  class: 2,
  module: 3,
  external: 4,
  bound: 5,
  object: 6,
  frozen: 7,
  parameter: 8,
  super: 9,
} as const;

/** What an object is. */
export const Shape = {
  tuple: 0,
  list: 1,
  set: 2,
  dict: 3,
  instance: 4,
  iterator: 5,
  partial: 6,
  parameter: 7,
  slice: 8,
} as const;
/** The builtin class of each shape, where there is one. */
export const SHAPE_CLASS: readonly string[] = [
  'builtins.tuple',
  'builtins.list',
  'builtins.set',
  'builtins.dict',
  '',
  'builtins.generator',
  'functools.partial',
  '',
];

/** One thing that a value may be. Interned: equal atoms are one object, but for objects of a frame's heap. */
export class Atom {
  readonly tag: number;
  readonly id: number;
  readonly constant: Constant | null;
  readonly fn: FunctionInfo | null;
  readonly cls: ClassInfo | null;
  readonly module: ModuleInfo | null;
  readonly external: External | null;
  /** Heap index of an object; index of a parameter. */
  readonly index: number;
  /** Receiver of a bound method or `super()`. */
  readonly receiver: Val | null;
  /** Contents of a frozen object. */
  readonly object: Obj | null;
  /** Values of the free variables of a closure, by index of the function's list; null entries stand for the cell. */
  readonly captured: readonly (Val | null)[] | null;
  /** True when a parameter is inside. */
  readonly symbolic: boolean;
  /** The value that is this and nothing else. */
  readonly only: Val;
  /** The same without parameters of functions inside, once worked out; for frozen objects. */
  plain: Val | null;

  constructor(
    tag: number,
    id: number,
    constant: Constant | null,
    fn: FunctionInfo | null,
    cls: ClassInfo | null,
    module: ModuleInfo | null,
    external: External | null,
    index: number,
    receiver: Val | null,
    object: Obj | null,
    captured: readonly (Val | null)[] | null,
    symbolic: boolean,
    taint = 0,
  ) {
    this.tag = tag;
    this.id = id;
    this.constant = constant;
    this.fn = fn;
    this.cls = cls;
    this.module = module;
    this.external = external;
    this.index = index;
    this.receiver = receiver;
    this.object = object;
    this.captured = captured;
    this.symbolic = symbolic;
    this.only = new Val([this], false, null, symbolic, taint);
    this.plain = null;
  }
}

/** A hole of a text: what fills it, and where. */
export class Hole {
  readonly value: Val;
  readonly module: ModuleInfo;
  readonly start: number;
  readonly end: number;
  constructor(value: Val, module: ModuleInfo, start: number, end: number) {
    this.value = value;
    this.module = module;
    this.start = start;
    this.end = end;
  }
}

let shapes = 0;

/** A string out of literal parts and holes. */
export class TextShape {
  /** Tells texts apart in tables; says nothing of their contents. */
  readonly number = shapes++;
  readonly making: TextMaking;
  readonly parts: readonly (string | Hole)[];
  readonly symbolic: boolean;
  constructor(making: TextMaking, parts: readonly (string | Hole)[]) {
    this.making = making;
    this.parts = parts;
    let symbolic = false;
    for (const part of parts) if (typeof part !== 'string' && part.value.symbolic) symbolic = true;
    this.symbolic = symbolic;
  }
}

/** Everything known of a value. Immutable and shared; compared by pointer first. */
export class Val {
  /** Possibilities, by ascending id. */
  readonly atoms: readonly Atom[];
  /** True when it may also be something unknown. */
  readonly open: boolean;
  readonly text: TextShape | null;
  readonly symbolic: boolean;
  /** Interned set of taint labels; 0 is none. */
  readonly taint: number;
  key: string | null;
  /** The same value, open; made once. */
  opened: Val | null;
  /** What is shown of origins where the value counts as true, and where it does not. */
  readonly guard: Guard | null;

  constructor(
    atoms: readonly Atom[],
    open: boolean,
    text: TextShape | null,
    symbolic: boolean,
    taint: number,
    guard: Guard | null = null,
  ) {
    this.atoms = atoms;
    this.open = open;
    this.text = text;
    this.symbolic = symbolic;
    this.taint = taint;
    this.key = null;
    this.opened = null;
    this.guard = guard;
  }
}

/** True when the value may be something that is not listed: unknown, or a parameter. */
export function isOpen(value: Val): boolean {
  if (value.open) return true;
  if (value.symbolic) for (const atom of value.atoms) if (atom.tag === Tag.parameter) return true;
  return false;
}

/** What a value that is a parameter, and nothing else, is where a caller gives nothing; null for any other, and for one that must be given. */
export function defaultOf({ atoms }: Val): Val | null {
  const atom = atoms.length === 1 ? atoms[0] : undefined;
  return atom?.tag !== Tag.parameter || atom.fn === null ? null : (atom.fn.defaults?.[atom.index] ?? null);
}

/** Nothing known. */
export const UNKNOWN = new Val([], true, null, false, 0);
/** No value: an unbound variable, the result of what never returns. */
export const NEVER = new Val([], false, null, false, 0);

/** The key of a dict's entry: a constant atom; an attribute's is its name. */
export type Key = Atom | string;

/** Field of an instance that holds what was put into it by calls. */
export const DATA = '(*data';

/** True for an entry that keeps an argument that an object was made with. */
export function isPartOfCall(key: Key | undefined): boolean {
  return typeof key === 'string' && key.startsWith('(') && key !== DATA;
}

const NO_KEYS: readonly Key[] = [];
const NO_VALS: readonly Val[] = [];

/** An object's contents. Immutable; a change puts a new one at the heap index. */
export class Obj {
  readonly shape: number;
  /** Class of an instance: a class atom, or an external call. */
  readonly cls: Atom | null;
  /** Keys of a dict, names of attributes; empty for sequences. */
  readonly keys: readonly Key[];
  readonly vals: readonly Val[];
  /** Join of items whose key or position is not known; null when there are none. */
  readonly rest: Val | null;
  /** True when keys or positions are complete. */
  readonly exact: boolean;
  /** Join of all items, once worked out. */
  item: Val | null;
  /** The value of these contents outside any frame, once made; only where no value inside is of a heap. */
  frozen: Val | null;
  /** Taint of everything inside, once worked out; -1 before. Only where no value inside is of a heap. */
  deep: number;
  constructor(
    shape: number,
    cls: Atom | null,
    keys: readonly Key[],
    vals: readonly Val[],
    rest: Val | null,
    exact: boolean,
  ) {
    this.shape = shape;
    this.cls = cls;
    this.keys = keys;
    this.vals = vals;
    this.rest = rest;
    this.exact = exact;
    this.item = null;
    this.frozen = null;
    this.deep = -1;
  }

  /** The entry of a key, or null. */
  get(key: Key): Val | null {
    const at = this.keys.indexOf(key);
    return at < 0 ? null : (this.vals[at] as Val);
  }

  /** With an entry set. */
  with(key: Key, value: Val): Obj {
    const at = this.keys.indexOf(key);
    if (at >= 0) {
      if (this.vals[at] === value) return this;
      const vals = this.vals.slice();
      vals[at] = value;
      return new Obj(this.shape, this.cls, this.keys, vals, this.rest, this.exact);
    }
    if (this.keys.length >= MAX_ITEMS) {
      return new Obj(this.shape, this.cls, this.keys, this.vals, UNKNOWN, false);
    }
    return new Obj(this.shape, this.cls, [...this.keys, key], [...this.vals, value], this.rest, this.exact);
  }
}

/** The same for objects with equal contents; texts are equal to themselves alone. */
function hashOf(object: Obj): number {
  let hash = object.shape * 2 + (object.exact ? 1 : 0) + (object.cls === null ? 0 : object.cls.id * 7);
  for (const key of object.keys) {
    hash = (Math.imul(hash, 31) + (typeof key === 'string' ? hashOfName(key) : key.id)) & 0x3fffffff;
  }
  for (const value of object.vals) hash = (Math.imul(hash, 31) + hashOfValue(value)) & 0x3fffffff;
  if (object.rest !== null) hash = (Math.imul(hash, 37) + hashOfValue(object.rest)) & 0x3fffffff;
  return hash;
}

function hashOfName(name: string): number {
  let hash = name.length;
  for (let i = 0; i < name.length && i < 16; i++) hash = Math.imul(hash, 31) + name.charCodeAt(i);
  return hash;
}

function hashOfValue(value: Val): number {
  let hash = (value.open ? 3 : 1) + value.taint * 5 + (value.text === null ? 0 : value.text.number * 11);
  for (const atom of value.atoms) hash = (Math.imul(hash, 31) + atom.id) & 0x3fffffff;
  return hash;
}

function isSameObject(a: Obj, b: Obj): boolean {
  if (a.shape !== b.shape || a.exact !== b.exact || a.cls !== b.cls) return false;
  if (a.keys.length !== b.keys.length || a.vals.length !== b.vals.length) return false;
  for (let i = 0; i < a.keys.length; i++) if (a.keys[i] !== b.keys[i]) return false;
  for (let i = 0; i < a.vals.length; i++) if (!isSameValue(a.vals[i] as Val, b.vals[i] as Val)) return false;
  return a.rest === b.rest || (a.rest !== null && b.rest !== null && isSameValue(a.rest, b.rest));
}

function isSameValue(a: Val, b: Val): boolean {
  if (a === b) return true;
  if (a.text !== null || b.text !== null || a.open !== b.open || a.taint !== b.taint) return false;
  if (a.atoms.length !== b.atoms.length) return false;
  for (let i = 0; i < a.atoms.length; i++) if (a.atoms[i] !== b.atoms[i]) return false;
  return true;
}

/** An object of these contents: one of two of that shape where they are its own. */
function unlessSame(
  a: Obj,
  b: Obj,
  cls: Atom | null,
  keys: readonly Key[],
  vals: readonly Val[],
  rest: Val | null,
  exact: boolean,
): Obj {
  for (const one of [a, b]) if (one.shape === a.shape && holdsExactly(one, cls, keys, vals, rest, exact)) return one;
  return new Obj(a.shape, cls, keys, vals, rest, exact);
}

function holdsExactly(
  object: Obj,
  cls: Atom | null,
  keys: readonly Key[],
  vals: readonly Val[],
  rest: Val | null,
  exact: boolean,
): boolean {
  if (object.exact !== exact || object.rest !== rest || object.cls !== cls) return false;
  if (object.keys.length !== keys.length || object.vals.length !== vals.length) return false;
  for (let i = 0; i < vals.length; i++) if (vals[i] !== object.vals[i]) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== object.keys[i]) return false;
  return true;
}

/** Makes and joins atoms and values. */
export class Domain {
  readonly taints = new Taints();
  private readonly taintedUnknowns: (Val | undefined)[] = [];
  private nextAtom = 0;
  private readonly strings = new Map<string, Atom>();
  private readonly bytes = new Map<string, Atom>();
  private readonly integers = new Map<number | bigint, Atom>();
  private readonly floats = new Map<number, Atom>();
  private readonly complexes = new Map<number, Atom>();
  readonly none: Val;
  readonly yes: Val;
  readonly no: Val;
  private readonly ellipsis: Val;
  private readonly objects: Atom[] = [];
  private readonly functions = new Map<FunctionInfo, Atom>();
  private readonly classes = new Map<ClassInfo, Atom>();
  private readonly modules = new Map<ModuleInfo, Atom>();
  private readonly externals: (Atom | undefined)[] = [];
  private readonly interned = new Map<string, Atom>();
  /** Frozen objects by a hash of their contents. */
  private readonly contents = new Map<number, Atom | Atom[]>();
  joins = 0;

  constructor() {
    this.none = this.makeConstant('none', null).only;
    this.yes = this.makeConstant('bool', true).only;
    this.no = this.makeConstant('bool', false).only;
    this.ellipsis = this.makeConstant('ellipsis', null).only;
  }

  private atom(
    tag: number,
    constant: Constant | null,
    fn: FunctionInfo | null,
    cls: ClassInfo | null,
    module: ModuleInfo | null,
    external: External | null,
    index: number,
    receiver: Val | null,
    object: Obj | null,
    captured: readonly (Val | null)[] | null,
    symbolic: boolean,
    taint = 0,
  ): Atom {
    return new Atom(
      tag,
      this.nextAtom++,
      constant,
      fn,
      cls,
      module,
      external,
      index,
      receiver,
      object,
      captured,
      symbolic,
      taint,
    );
  }

  private makeConstant(type: ConstantType, value: ConstantValue): Atom {
    return this.atom(Tag.constant, { type, value }, null, null, null, null, 0, null, null, null, false);
  }

  /** The value of a constant; over the bounds it is unknown. */
  constant(type: ConstantType, value: ConstantValue): Val {
    switch (type) {
      case 'none':
        return this.none;
      case 'bool':
        return value === true ? this.yes : this.no;
      case 'ellipsis':
        return this.ellipsis;
      case 'str':
        return this.string(value as string);
      case 'bytes': {
        const text = value as string;
        if (text.length > MAX_STRING) return UNKNOWN;
        let atom = this.bytes.get(text);
        if (atom === undefined) {
          atom = this.makeConstant('bytes', text);
          this.bytes.set(text, atom);
        }
        return atom.only;
      }
      case 'int':
        return this.integer(value as number | bigint);
      case 'float':
        return this.number(this.floats, 'float', value as number);
      case 'complex':
        return this.number(this.complexes, 'complex', value as number);
    }
  }

  string(text: string): Val {
    if (text.length > MAX_STRING) return UNKNOWN;
    let atom = this.strings.get(text);
    if (atom === undefined) {
      atom = this.makeConstant('str', text);
      this.strings.set(text, atom);
    }
    return atom.only;
  }

  /** An integer: a number where that is exact, else a bigint. */
  integer(value: number | bigint): Val {
    let plain = value;
    if (typeof plain === 'bigint') {
      if (plain >= -9007199254740991n && plain <= 9007199254740991n) plain = Number(plain);
      else if (plain >= LIMIT || plain <= -LIMIT) return UNKNOWN;
    } else if (!Number.isSafeInteger(plain)) return UNKNOWN;
    if (plain === 0) plain = 0;
    let atom = this.integers.get(plain);
    if (atom === undefined) {
      atom = this.makeConstant('int', plain);
      this.integers.set(plain, atom);
    }
    return atom.only;
  }

  bool(value: boolean): Val {
    return value ? this.yes : this.no;
  }

  private number(table: Map<number, Atom>, type: 'float' | 'complex', value: number): Val {
    if (Object.is(value, -0)) return this.makeConstant(type, value).only;
    let atom = table.get(value);
    if (atom === undefined) {
      atom = this.makeConstant(type, value);
      table.set(value, atom);
    }
    return atom.only;
  }

  /** A function without captured values. */
  function(fn: FunctionInfo): Val {
    let atom = this.functions.get(fn);
    if (atom === undefined) {
      atom = this.atom(Tag.function, null, fn, null, null, null, 0, null, null, null, false);
      this.functions.set(fn, atom);
    }
    return atom.only;
  }

  /** A function with the values of its free variables. */
  closure(fn: FunctionInfo, captured: readonly (Val | null)[]): Val {
    let key = `c${fn.id}`;
    let symbolic = false;
    for (const one of captured) {
      key += one === null ? ',' : `,${this.key(one)}`;
      if (one?.symbolic) symbolic = true;
    }
    let atom = this.interned.get(key);
    if (atom === undefined) {
      atom = this.atom(Tag.function, null, fn, null, null, null, 0, null, null, captured, symbolic);
      this.interned.set(key, atom);
    }
    return atom.only;
  }

  class(cls: ClassInfo): Val {
    let atom = this.classes.get(cls);
    if (atom === undefined) {
      atom = this.atom(Tag.class, null, null, cls, null, null, 0, null, null, null, false);
      this.classes.set(cls, atom);
    }
    return atom.only;
  }

  module(module: ModuleInfo): Val {
    let atom = this.modules.get(module);
    if (atom === undefined) {
      atom = this.atom(Tag.module, null, null, null, module, null, 0, null, null, null, false);
      this.modules.set(module, atom);
    }
    return atom.only;
  }

  /** Something external; null gives the unknown. */
  external(external: External | null): Val {
    if (external === null) return UNKNOWN;
    let atom = this.externals[external.id];
    if (atom === undefined) {
      atom = this.atom(Tag.external, null, null, null, null, external, 0, null, null, null, false);
      this.externals[external.id] = atom;
    }
    return atom.only;
  }

  /** A method with its receiver. */
  bound(fn: Atom, receiver: Val): Val {
    const key = `b${fn.id},${this.key(receiver)}`;
    let atom = this.interned.get(key);
    if (atom === undefined) {
      atom = this.atom(
        Tag.bound,
        null,
        fn.fn,
        null,
        null,
        null,
        0,
        receiver,
        null,
        fn.captured,
        receiver.symbolic || fn.symbolic,
      );
      this.interned.set(key, atom);
    }
    return atom.only;
  }

  /** `super()` in a method of `cls`, for a receiver. */
  super(cls: ClassInfo, receiver: Val): Val {
    const key = `s${cls.id},${this.key(receiver)}`;
    let atom = this.interned.get(key);
    if (atom === undefined) {
      atom = this.atom(Tag.super, null, null, cls, null, null, 0, receiver, null, null, receiver.symbolic);
      this.interned.set(key, atom);
    }
    return atom.only;
  }

  /** An object of the running frame's heap. */
  object(index: number): Val {
    let atom = this.objects[index];
    if (atom === undefined) {
      atom = this.atom(Tag.object, null, null, null, null, null, index, null, null, null, false);
      this.objects[index] = atom;
    }
    return atom.only;
  }

  /** An object outside any frame; equal contents are one atom. Its values hold no heap index. */
  frozen(object: Obj): Val {
    const known = object.frozen;
    if (known !== null) return known;
    const hash = hashOf(object);
    const bucket = this.contents.get(hash);
    let atom: Atom | undefined;
    if (bucket instanceof Atom) {
      if (isSameObject(bucket.object as Obj, object)) atom = bucket;
    } else if (bucket !== undefined) atom = bucket.find((one) => isSameObject(one.object as Obj, object));
    if (atom === undefined) {
      let symbolic = object.rest?.symbolic ?? false;
      for (const value of object.vals) if (value.symbolic) symbolic = true;
      atom = this.atom(Tag.frozen, null, null, null, null, null, 0, null, object, null, symbolic);
      if (bucket === undefined) this.contents.set(hash, atom);
      else if (bucket instanceof Atom) this.contents.set(hash, [bucket, atom]);
      else bucket.push(atom);
    }
    object.frozen = atom.only;
    return atom.only;
  }

  /** A parameter of a function, as its code sees it. */
  parameter(fn: FunctionInfo, index: number): Val {
    fn.parameterValues ??= new Array<Val>(fn.ir.parameters.length);
    const known = fn.parameterValues[index];
    if (known !== undefined) return known;
    const taint = this.taints.only(this.taints.parameter(fn, index));
    const atom = this.atom(Tag.parameter, null, fn, null, null, null, index, null, null, null, true, taint);
    fn.parameterValues[index] = atom.only;
    return atom.only;
  }

  /** Forgets which values were made and joined before: later ones are right, but equal ones need not be one object. */
  release(): void {
    this.interned.clear();
    this.contents.clear();
    this.taints.release();
  }

  /** A text that is equal for equal values without heap indices. */
  key(value: Val): string {
    if (value.key !== null) return value.key;
    let key = value.open ? '+' : '';
    for (const atom of value.atoms) key += `${atom.id}_`;
    if (value.taint !== 0) key += `~${value.taint}`;
    if (value.text !== null) key += `t${this.nextAtom++}`;
    value.key = key;
    return key;
  }

  /** A string of which the parts are known. */
  text(shape: TextShape): Val {
    let taint = 0;
    for (const part of shape.parts) if (typeof part !== 'string') taint = this.taints.union(taint, part.value.taint);
    return new Val([], true, shape, shape.symbolic || this.taints.symbolic(taint), taint);
  }

  /** The value with more taint. */
  tainted(value: Val, taint: number): Val {
    if (taint === 0 || value === NEVER) return value;
    const all = this.taints.union(value.taint, taint);
    return all === value.taint ? value : this.withTaint(value, all);
  }

  /** The value with this taint instead of its own. */
  withTaint(value: Val, taint: number): Val {
    if (value.taint === taint) return value;
    if (value === UNKNOWN) {
      let known = this.taintedUnknowns[taint];
      if (known === undefined) {
        known = new Val([], true, null, this.taints.symbolic(taint), taint);
        this.taintedUnknowns[taint] = known;
      }
      return known;
    }
    let symbolic = this.taints.symbolic(taint) || (value.text?.symbolic ?? false);
    for (const atom of value.atoms) if (atom.symbolic) symbolic = true;
    return new Val(value.atoms, value.open, value.text, symbolic, taint, value.guard);
  }

  /** The value with what its truth shows. */
  guarded(value: Val, guard: Guard | null): Val {
    if (guard === null) return value;
    const { whenTrue, whenFalse, bounded, parts, head } = guard;
    if ((whenTrue ?? whenFalse ?? bounded ?? parts ?? head ?? null) === null) return value;
    return new Val(value.atoms, value.open, value.text, value.symbolic, value.taint, guard);
  }

  /** The value with "or something unknown" added. */
  opened(value: Val): Val {
    if (value.open) return value;
    if (value.atoms.length === 0 && value.text === null) return this.withTaint(UNKNOWN, value.taint);
    value.opened ??= new Val(value.atoms, true, value.text, value.symbolic, value.taint);
    return value.opened;
  }

  /** What may be one or the other. */
  union(a: Val, b: Val): Val {
    if (a === b || b === NEVER) return a;
    if (a === NEVER) return b;
    this.joins++;
    const x = a.atoms;
    const y = b.atoms;
    let open = a.open || b.open;
    const text = a.text ?? b.text;
    const taint = this.taints.union(a.taint, b.taint);
    if (x.length === 0 && y.length === 0) {
      if (text === a.text && open === a.open && taint === a.taint) return a;
      if (text === b.text && open === b.open && taint === b.taint) return b;
    }
    const atoms: Atom[] = [];
    let i = 0;
    let j = 0;
    let constants = 0;
    while (i < x.length || j < y.length) {
      const p = x[i];
      const q = y[j];
      let next: Atom;
      if (p !== undefined && (q === undefined || p.id <= q.id)) {
        next = p;
        i++;
        if (p === q) j++;
      } else {
        next = q as Atom;
        j++;
      }
      if (next.tag === Tag.constant) constants++;
      atoms.push(next);
    }
    if (open === a.open && text === a.text && taint === a.taint && atoms.length === x.length) return a;
    if (open === b.open && text === b.text && taint === b.taint && atoms.length === y.length) return b;
    let kept = atoms;
    if (constants > MAX_CONSTANTS) {
      kept = atoms.filter((atom) => atom.tag !== Tag.constant);
      open = true;
    }
    if (kept.length > MAX_ATOMS) {
      kept = kept.slice(0, MAX_ATOMS);
      open = true;
    }
    if (kept.length === 0 && text === null && open) return this.withTaint(UNKNOWN, taint);
    let symbolic = (text?.symbolic ?? false) || this.taints.symbolic(taint);
    for (const atom of kept) if (atom.symbolic) symbolic = true;
    return new Val(kept, open, text, symbolic, taint);
  }

  /** Without the atoms that `keep` refuses; the same value when none is refused. */
  filter(value: Val, keep: (atom: Atom) => boolean): Val {
    let all = true;
    for (const atom of value.atoms) if (!keep(atom)) all = false;
    if (all) return value;
    const kept = value.atoms.filter(keep);
    if (kept.length === 1 && !value.open && value.taint === (kept[0] as Atom).only.taint) return (kept[0] as Atom).only;
    return new Val(
      kept,
      value.open,
      value.text,
      kept.some((atom) => atom.symbolic) || (value.text?.symbolic ?? false) || this.taints.symbolic(value.taint),
      value.taint,
    );
  }

  /** With the constants taken out and opened, for what a loop keeps changing. */
  widened(value: Val): Val {
    const kept = value.atoms.filter((atom) => atom.tag !== Tag.constant);
    if (kept.length === 0 && value.text === null) return this.withTaint(UNKNOWN, value.taint);
    const symbolic =
      kept.some((atom) => atom.symbolic) || (value.text?.symbolic ?? false) || this.taints.symbolic(value.taint);
    return new Val(kept, true, value.text, symbolic, value.taint);
  }

  /** True when everything that `a` may be, `b` may be. */
  within(a: Val, b: Val): boolean {
    if (a === b || a === NEVER) return true;
    if (a.open && !b.open) return false;
    if (a.taint !== 0 && this.taints.union(a.taint, b.taint) !== b.taint) return false;
    for (const atom of a.atoms) if (!b.atoms.includes(atom)) return false;
    return true;
  }

  /** A sequence, exact while within bounds. */
  sequence(shape: number, vals: readonly Val[]): Obj {
    if (vals.length <= MAX_ITEMS) return new Obj(shape, null, NO_KEYS, vals, null, true);
    let rest = NEVER;
    for (const one of vals) rest = this.union(rest, one);
    return new Obj(shape, null, NO_KEYS, NO_VALS, rest, false);
  }

  /** A sequence of which only what the items may be is known. */
  loose(shape: number, item: Val): Obj {
    return new Obj(shape, null, NO_KEYS, NO_VALS, item, false);
  }

  /** What an item of an object may be, whatever its position or key. */
  anyItem(object: Obj): Val {
    if (object.item !== null) return object.item;
    let item = object.rest ?? NEVER;
    for (const one of object.vals) item = this.union(item, one);
    if (item === NEVER && !object.exact) item = UNKNOWN;
    object.item = item;
    return item;
  }

  /** What an item of a sequence may be behind those that are known. */
  furtherItem(object: Obj): Val {
    return object.rest ?? (object.exact ? NEVER : UNKNOWN);
  }

  /** What an object may be after two branches; the first itself where the second adds nothing, so that a loop is seen to settle. */
  joinObjects(a: Obj, b: Obj): Obj {
    if (a === b) return a;
    if (a.shape !== b.shape || a.cls !== b.cls || a.shape === Shape.partial)
      return unlessSame(a, b, a.cls === b.cls ? a.cls : null, NO_KEYS, NO_VALS, UNKNOWN, false);
    if (a.shape === Shape.dict || a.shape === Shape.instance || a.shape === Shape.parameter) {
      const keys: Key[] = [];
      const vals: Val[] = [];
      let exact = a.exact && b.exact;
      for (let i = 0; i < a.keys.length; i++) {
        const key = a.keys[i] as Key;
        const mine = a.vals[i] as Val;
        const other = b.get(key);
        keys.push(key);
        if (other !== null) vals.push(this.union(mine, other));
        else {
          vals.push(this.opened(mine));
          if (a.shape === Shape.dict) exact = false;
        }
      }
      for (let i = 0; i < b.keys.length; i++) {
        const key = b.keys[i] as Key;
        if (a.keys.includes(key)) continue;
        keys.push(key);
        vals.push(this.opened(b.vals[i] as Val));
        if (a.shape === Shape.dict) exact = false;
      }
      const rest = a.rest === null ? b.rest : b.rest === null ? a.rest : this.union(a.rest, b.rest);
      return unlessSame(a, b, a.cls, keys, vals, rest, exact);
    }
    if (a.exact && b.exact && a.vals.length === b.vals.length) {
      const vals = a.vals.map((one, i) => this.union(one, b.vals[i] as Val));
      // Names of a named tuple's items.
      const keys = a.keys.length > 0 && a.keys.every((key, i) => key === b.keys[i]) ? a.keys : NO_KEYS;
      return unlessSame(a, b, a.cls, keys, vals, null, true);
    }
    if (a.shape > Shape.list || a.vals.length === 0 || b.vals.length === 0) {
      const item = this.union(this.anyItem(a), this.anyItem(b));
      return unlessSame(a, b, a.cls, NO_KEYS, NO_VALS, item, false);
    }
    // The first items are those of both.
    const common = Math.min(a.vals.length, b.vals.length);
    const vals: Val[] = [];
    for (let i = 0; i < common; i++) vals.push(this.union(a.vals[i] as Val, b.vals[i] as Val));
    const rest = wordsFrom(
      this,
      b.vals,
      common,
      wordsFrom(this, a.vals, common, this.union(this.furtherItem(a), this.furtherItem(b))),
    );
    return unlessSame(a, b, a.cls, NO_KEYS, vals, rest === NEVER ? UNKNOWN : rest, false);
  }

  /** The parts of a value as pieces of a text: literal for a constant string, its own parts for a text, else a hole. */
  parts(value: Val, module: ModuleInfo, start: number, end: number, into: (string | Hole)[]): void {
    if (value.text !== null && value.atoms.length === 0) {
      for (const part of value.text.parts) into.push(part);
    } else {
      const only = this.onlyConstant(value);
      if (only !== null && only.type === 'str') into.push(only.value as string);
      else into.push(new Hole(value, module, start, end));
    }
    if (into.length > MAX_PARTS) {
      into.length = MAX_PARTS - 1;
      into.push(new Hole(UNKNOWN, module, start, end));
    }
  }

  /** The one constant that a value is, or null. */
  onlyConstant(value: Val): Constant | null {
    if (value.open || value.atoms.length !== 1) return null;
    return (value.atoms[0] as Atom).constant;
  }

  get atomCount(): number {
    return this.nextAtom;
  }
}

const LIMIT = 1n << BigInt(MAX_BITS);

/** A container, or an object, of which more may be inside than is known. */
export function loosenedObject(domain: Domain, object: Obj): Obj {
  if (object.shape !== Shape.dict && object.shape !== Shape.instance)
    return domain.loose(object.shape, domain.opened(domain.anyItem(object)));
  const vals = object.vals.map((one) => domain.opened(one));
  return new Obj(object.shape, object.cls, object.keys, vals, UNKNOWN, false);
}
