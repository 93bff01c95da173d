import {
  type Arguments,
  Attribute,
  type BinaryOperator,
  type BinOp,
  type Call,
  type CompareOperator,
  type Comprehension,
  type ConstantType,
  type ConstantValue,
  type Expr,
  type JoinedStr,
  type Keyword,
  type Lambda,
  type Stmt,
  type TemplateStr,
} from '../python/nodes.ts';
import { CallFlag, type ClassIr, type FreeVariable, type ImportIr, NONE, Op, type ParameterIr } from './ir.ts';
import { Bindings } from './scope.ts';
import type { Constant } from './value.ts';

/** Operators by number, as BINARY has them; in-place forms have 16 added. */
export const BINARY_OPERATORS: readonly BinaryOperator[] = [
  '+',
  '-',
  '*',
  '@',
  '/',
  '%',
  '**',
  '<<',
  '>>',
  '|',
  '^',
  '&',
  '//',
];
/** Comparisons by number. */
export const COMPARE_OPERATORS: readonly CompareOperator[] = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'is',
  'is not',
  'in',
  'not in',
];
/** Unary operators by number. */
export const UNARY_OPERATORS = ['~', 'not', '+', '-'] as const;

/** Methods that change their receiver in place. */
export const CHANGING_METHODS: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'clear',
  'sort',
  'reverse',
  'add',
  'discard',
  'update',
  'setdefault',
  'popitem',
  '__setitem__',
]);

/** Nested expressions and blocks deeper than this are left out and listed in `tooDeep`. */
const MAX_DEPTH = 250;

/** Names of a comprehension, which live in slots of the function around it. */
interface Overlay {
  readonly names: Map<string, number>;
  readonly outer: Overlay | null;
}

/** A function whose body waits until the one around it is lowered. */
export interface Job {
  readonly builder: FunctionBuilder;
  readonly body: readonly Stmt[] | Expr;
}

/** The read of a method that is called by another name later. */
interface MethodRead {
  /** Of the `Attribute` operation, in the module's code. */
  readonly pc: number;
  readonly node: Attribute;
  /** The slot that keeps the object; -1 while nothing calls it. */
  slot: number;
}

/** A function while it is lowered. */
export class FunctionBuilder {
  readonly index: number;
  readonly kind: 'module' | 'function' | 'lambda' | 'class';
  readonly name: string;
  readonly qualifiedName: string;
  readonly start: number;
  readonly end: number;
  readonly parent: FunctionBuilder | null;
  readonly parentOverlay: Overlay | null;
  readonly cls: number;
  readonly bindings: Bindings;
  readonly parameters: readonly ParameterIr[];
  readonly returns: readonly string[];
  readonly isAsync: boolean;
  readonly free: FreeVariable[];
  readonly captured: number[];
  readonly fieldsStored: string[];
  /** Variables that hold `object.method` of one statement alone: where its read stands in the code. */
  readonly methods: Map<string, MethodRead>;
  isGenerator: boolean;
  /** How many lambdas it has so far. */
  lambdas: number;
  temporaries: number;
  codeStart: number;
  codeEnd: number;

  constructor(
    index: number,
    kind: 'module' | 'function' | 'lambda' | 'class',
    name: string,
    start: number,
    end: number,
    parent: FunctionBuilder | null,
    parentOverlay: Overlay | null,
    cls: number,
    parameters: readonly ParameterIr[],
    returns: readonly string[],
    isAsync: boolean,
  ) {
    this.index = index;
    this.kind = kind;
    this.name = name;
    this.qualifiedName = parent === null || parent.qualifiedName === '' ? name : `${parent.qualifiedName}.${name}`;
    this.start = start;
    this.end = end;
    this.parent = parent;
    this.parentOverlay = parentOverlay;
    this.cls = cls;
    this.bindings = new Bindings();
    this.parameters = parameters;
    this.returns = returns;
    this.isAsync = isAsync;
    this.free = [];
    this.captured = [];
    this.fieldsStored = [];
    this.methods = new Map();
    this.isGenerator = false;
    this.lambdas = 0;
    this.temporaries = 0;
    this.codeStart = 0;
    this.codeEnd = 0;
    for (const parameter of parameters) this.bindings.slot(parameter.name);
  }
}

/** Turns expressions into operations. All state of one module's lowering lives here; statements extend it. */
export class ExpressionLowering {
  code: Int32Array = new Int32Array(1024);
  at = 0;
  readonly names: string[] = [];
  private readonly nameIndex = new Map<string, number>();
  readonly constants: Constant[] = [];
  private readonly constantIndex = new Map<string, number>();
  private readonly stringIndex = new Map<string, number>();
  readonly builders: FunctionBuilder[] = [];
  readonly classes: ClassIr[] = [];
  readonly imports: ImportIr[] = [];
  readonly globalStores = new Map<string, number[]>();
  readonly changedInPlace = new Set<string>();
  readonly attributesStored = new Set<string>();
  readonly jobs: Job[] = [];
  readonly tooDeep: [number, number][] = [];
  fn!: FunctionBuilder;
  overlay: Overlay | null = null;
  temp = 0;
  loops = 0;
  depth = 0;
  hiddenCount = 0;

  emit(word: number): void {
    if (this.at === this.code.length) this.grow();
    this.code[this.at++] = word;
  }

  private grow(): void {
    const grown = new Int32Array(this.code.length * 2);
    grown.set(this.code);
    this.code = grown;
  }

  emit2(a: number, b: number): void {
    if (this.at + 2 > this.code.length) this.grow();
    const { code, at } = this;
    code[at] = a;
    code[at + 1] = b;
    this.at = at + 2;
  }

  emit3(a: number, b: number, c: number): void {
    if (this.at + 3 > this.code.length) this.grow();
    const { code, at } = this;
    code[at] = a;
    code[at + 1] = b;
    code[at + 2] = c;
    this.at = at + 3;
  }

  emit4(a: number, b: number, c: number, d: number): void {
    if (this.at + 4 > this.code.length) this.grow();
    const { code, at } = this;
    code[at] = a;
    code[at + 1] = b;
    code[at + 2] = c;
    code[at + 3] = d;
    this.at = at + 4;
  }

  /** A new temporary, free again when its statement ends. */
  temporary(): number {
    const t = this.temp++;
    if (this.temp > this.fn.temporaries) this.fn.temporaries = this.temp;
    return -1 - t;
  }

  nameOf(name: string): number {
    const known = this.nameIndex.get(name);
    if (known !== undefined) return known;
    const index = this.names.length;
    this.names.push(name);
    this.nameIndex.set(name, index);
    return index;
  }

  constantOf(type: ConstantType, value: ConstantValue): number {
    const key = type === 'str' ? (value as string) : Object.is(value, -0) ? '-0' : `${type}${String(value)}`;
    const table = type === 'str' ? this.stringIndex : this.constantIndex;
    const known = table.get(key);
    if (known !== undefined) return known;
    const index = this.constants.length;
    this.constants.push({ type, value });
    table.set(key, index);
    return index;
  }

  constant(type: ConstantType, value: ConstantValue): number {
    const d = this.temporary();
    this.emit3(Op.Const, d, this.constantOf(type, value));
    return d;
  }

  /** Sets a word that was left open. */
  patch(at: number, word: number): void {
    this.code[at] = word;
  }

  /** Runs `make` and gives the number of words that it emitted. */
  region(make: () => void): number {
    const start = this.at;
    make();
    return this.at - start;
  }

  /** Lowers an expression; gives the register that holds it. `nested`: it is a part of a larger text. */
  expression(node: Expr, nested = false): number {
    if (this.depth >= MAX_DEPTH) {
      this.tooDeep.push([node.start, node.end]);
      return this.unknown();
    }
    this.depth++;
    const result = this.dispatch(node, nested);
    this.depth--;
    return result;
  }

  /** A register that holds nothing known. */
  unknown(): number {
    const d = this.temporary();
    this.emit3(Op.Const, d, -1);
    return d;
  }

  private dispatch(node: Expr, nested: boolean): number {
    switch (node.kind) {
      case 'Name':
        return this.load(node.id, node.start, node.end, false);
      case 'Constant':
        return this.constant(node.type, node.value);
      case 'Attribute':
        return this.attribute(node);
      case 'Subscript': {
        const o = this.expression(node.value);
        const k = this.expression(node.slice);
        const d = this.temporary();
        this.emit4(Op.Subscript, d, o, k);
        this.emit2(node.start, node.end);
        return d;
      }
      case 'Call':
        return this.call(node, nested ? CallFlag.nested : 0);
      case 'BinOp':
        return this.binary(node, nested);
      case 'BoolOp': {
        const d = this.temporary();
        this.emit4(Op.Bools, d, node.op === 'and' ? 1 : 0, node.values.length);
        const operands = this.at;
        for (let i = 0; i < node.values.length * 2; i++) this.emit(0);
        for (let i = 0; i < node.values.length; i++) {
          const start = this.at;
          const r = this.expression(node.values[i] as Expr);
          this.code[operands + 2 * i] = this.at - start;
          this.code[operands + 2 * i + 1] = r;
        }
        return d;
      }
      case 'UnaryOp': {
        const a = this.expression(node.operand);
        const d = this.temporary();
        this.emit4(Op.Unary, d, UNARY_OPERATORS.indexOf(node.op), a);
        return d;
      }
      case 'Compare':
        return this.compare(node);
      case 'IfExp': {
        const c = this.expression(node.test);
        const d = this.temporary();
        this.emit3(Op.IfExpression, d, c);
        const patch = this.at;
        this.emit4(0, 0, 0, 0);
        let start = this.at;
        const a = this.expression(node.body, nested);
        this.code[patch] = this.at - start;
        this.code[patch + 1] = a;
        start = this.at;
        const b = this.expression(node.orelse, nested);
        this.code[patch + 2] = this.at - start;
        this.code[patch + 3] = b;
        return d;
      }
      case 'Lambda':
        return this.lambda(node);
      case 'Tuple':
        return this.sequence(0, node.elts, node.start, node.end);
      case 'List':
        return this.sequence(1, node.elts, node.start, node.end);
      case 'Set':
        return this.sequence(2, node.elts, node.start, node.end);
      case 'Dict': {
        const registers: number[] = [];
        for (let i = 0; i < node.values.length; i++) {
          const key = node.keys[i];
          registers.push(key === null || key === undefined ? NONE : this.expression(key));
          registers.push(this.expression(node.values[i] as Expr));
        }
        const d = this.temporary();
        this.emit3(Op.Dict, d, node.values.length);
        this.emit2(node.start, node.end);
        for (const r of registers) this.emit(r);
        return d;
      }
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
        return this.comprehension(node.generators, node.kind === 'SetComp' ? 2 : 1, node.elt, null, node);
      case 'DictComp':
        return this.comprehension(node.generators, 3, node.key, node.value, node);
      case 'Await': {
        const s =
          node.value.kind === 'Call' ? this.call(node.value, CallFlag.awaited) : this.expression(node.value, nested);
        const d = this.temporary();
        this.emit3(Op.Await, d, s);
        return d;
      }
      case 'Yield': {
        this.fn.isGenerator = true;
        const s = node.value === null ? NONE : this.expression(node.value);
        const d = this.temporary();
        this.emit4(Op.Yield, d, s, 0);
        return d;
      }
      case 'YieldFrom': {
        this.fn.isGenerator = true;
        const s = this.expression(node.value);
        const d = this.temporary();
        this.emit4(Op.Yield, d, s, 1);
        return d;
      }
      case 'NamedExpr': {
        const s = this.expression(node.value);
        this.store(node.target.id, s, node.target.start, node.target.end, node.value.start, node.value.end, 0, true);
        return s;
      }
      case 'Starred':
        return this.expression(node.value);
      case 'Slice': {
        const a = node.lower === null ? NONE : this.expression(node.lower);
        const b = node.upper === null ? NONE : this.expression(node.upper);
        const c = node.step === null ? NONE : this.expression(node.step);
        const d = this.temporary();
        this.emit2(Op.Slice, d);
        this.emit3(a, b, c);
        return d;
      }
      case 'JoinedStr':
      case 'TemplateStr':
        return this.formatted(node, nested);
      case 'FormattedValue':
      case 'Interpolation':
        return this.expression(node.value);
      case 'ErrorExpr': {
        for (const part of node.parts) this.expression(part);
        return this.unknown();
      }
    }
  }

  private attribute(node: Attribute): number {
    const o = this.expression(node.value);
    const d = this.temporary();
    this.emit4(Op.Attribute, d, o, this.nameOf(node.attr));
    this.emit4(node.start, node.end, node.value.start, node.value.end);
    this.emit(0);
    return d;
  }

  /** `getattr(object, "name")` as the attribute that it reads; anything else as it is. */
  private attributeRead(node: Expr): Expr {
    if (node.kind !== 'Call' || node.func.kind !== 'Name' || node.func.id !== 'getattr') return node;
    const [object, name] = node.args;
    if (node.args.length !== 2 || node.keywords.length > 0 || name?.kind !== 'Constant' || name.type !== 'str')
      return node;
    const attr = String(name.value);
    if (object === undefined || object.kind === 'Starred' || !/^[A-Za-z_]\w*$/.test(attr)) return node;
    for (let scope: FunctionBuilder | null = this.fn; scope !== null; scope = scope.parent)
      if (scope.bindings.names.has('getattr')) return node;
    return new Attribute(node.start, node.end, object, attr, 'load');
  }

  /** Lowers what is assigned to a name; remembers `object.method`, so that a call by the name has its object. */
  assigned(name: string, value: Expr): number {
    const read = this.attributeRead(value);
    const { fn } = this;
    const { again, globals, nonlocals } = fn.bindings;
    if (read.kind !== 'Attribute') return this.expression(value);
    if (fn.kind === 'class' || again.has(name) || globals.has(name) || nonlocals.has(name))
      return this.expression(read);
    const d = this.expression(read);
    fn.methods.set(name, { pc: this.at - 9, node: read, slot: -1 });
    return d;
  }

  /** The method that a name holds, with the slot of its object; null where it may hold something else. */
  private methodHeld(func: Expr): MethodRead | null {
    if (func.kind !== 'Name' || this.fn.methods.size === 0) return null;
    for (let over = this.overlay; over !== null; over = over.outer) if (over.names.has(func.id)) return null;
    const held = this.fn.methods.get(func.id);
    if (held === undefined) return null;
    if (held.slot < 0) {
      held.slot = this.hiddenSlot(func.id);
      this.patch(held.pc + 8, 2 + held.slot);
    }
    return held;
  }

  // Names.

  /** Emits a read of a name; gives its register. */
  load(name: string, start: number, end: number, callee: boolean): number {
    for (let over = this.overlay; over !== null; over = over.outer) {
      const slot = over.names.get(name);
      if (slot !== undefined) return slot;
    }
    const fn = this.fn;
    const flag = callee ? 1 : 0;
    if (!fn.bindings.globals.has(name)) {
      const slot = fn.bindings.names.get(name);
      if (slot !== undefined) {
        if (fn.kind !== 'module' && fn.kind !== 'class' && !fn.bindings.imported.has(name)) return slot;
        const d = this.temporary();
        this.emit4(Op.LoadName, d, slot, this.nameOf(name));
        this.emit3(start, end, flag);
        return d;
      }
      const free = this.freeVariable(fn, name);
      if (free >= 0) {
        const d = this.temporary();
        this.emit3(Op.LoadFree, d, free);
        this.emit3(start, end, flag);
        return d;
      }
    }
    const d = this.temporary();
    this.emit3(Op.LoadGlobal, d, this.nameOf(name));
    this.emit3(start, end, flag);
    return d;
  }

  /** The index among `fn.free` of a variable of a function around `fn`; -1 when there is none. */
  private freeVariable(fn: FunctionBuilder, name: string): number {
    const known = fn.free.findIndex((one) => one.name === name);
    if (known >= 0) return known;
    if (fn.parent === null) return -1;
    let owner = -1;
    let slot = -1;
    const between: FunctionBuilder[] = [fn];
    let overlay = fn.parentOverlay;
    for (let scope: FunctionBuilder | null = fn.parent; scope !== null; scope = scope.parent) {
      for (let over = overlay; over !== null; over = over.outer) {
        const found = over.names.get(name);
        if (found !== undefined) {
          owner = scope.index;
          slot = found;
          break;
        }
      }
      if (owner < 0 && scope.kind !== 'class' && scope.kind !== 'module') {
        if (scope.bindings.globals.has(name)) return -1;
        const found = scope.bindings.names.get(name);
        if (found !== undefined) {
          owner = scope.index;
          slot = found;
        }
      }
      if (owner >= 0) {
        if (!scope.captured.includes(slot)) scope.captured.push(slot);
        break;
      }
      between.push(scope);
      overlay = scope.parentOverlay;
    }
    if (owner < 0) return -1;
    for (const one of between) {
      if (!one.free.some((other) => other.name === name)) one.free.push({ name, owner, slot });
    }
    return fn.free.findIndex((one) => one.name === name);
  }

  /** Emits a store to a name. `outer`: of a walrus, which binds outside comprehensions. */
  store(
    name: string,
    s: number,
    start: number,
    end: number,
    vstart: number,
    vend: number,
    augmented: number,
    outer = false,
  ): void {
    const fn = this.fn;
    if (!outer) {
      for (let over = this.overlay; over !== null; over = over.outer) {
        const slot = over.names.get(name);
        if (slot !== undefined) {
          this.emit3(Op.Move, slot, s);
          return;
        }
      }
    }
    if (fn.bindings.globals.has(name)) {
      const stores = this.globalStores.get(name);
      if (stores === undefined) this.globalStores.set(name, [fn.index]);
      else if (!stores.includes(fn.index)) stores.push(fn.index);
      this.emit3(Op.StoreGlobal, this.nameOf(name), s);
    } else if (fn.bindings.nonlocals.has(name)) {
      const free = this.freeVariable(fn, name);
      if (free < 0) return;
      this.emit3(Op.StoreFree, free, s);
    } else {
      this.emit3(Op.Store, fn.bindings.slot(name), s);
    }
    this.emit4(start, end, vstart, vend);
    this.emit(augmented);
  }

  /** A slot without a name, for a comprehension's variables. */
  private hiddenSlot(name: string): number {
    return this.fn.bindings.slot(`${name}\0${this.hiddenCount++}`);
  }

  // Calls.

  call(node: Call, flags: number): number {
    const all = flags | (this.loops > 0 ? CallFlag.inLoop : 0);
    const held = this.methodHeld(node.func);
    const func = held === null ? this.attributeRead(node.func) : held.node;
    if (func.kind === 'Attribute') {
      const o =
        held === null
          ? this.expression(func.value, func.attr === 'format' || func.attr === 'join' || func.attr === 'replace')
          : held.slot;
      if (CHANGING_METHODS.has(func.attr)) this.noteChange(func.value);
      const args = this.args(node);
      const d = this.temporary();
      this.emit4(Op.CallMethod, d, o, this.nameOf(func.attr));
      this.emit2(args.length >> 2, all);
      const object = held === null ? func.value : node.func;
      this.emit4(node.start, node.end, object.start, object.end);
      for (const word of args) this.emit(word);
      return d;
    }
    const f = func.kind === 'Name' ? this.load(func.id, func.start, func.end, true) : this.expression(func);
    const args = this.args(node);
    const d = this.temporary();
    this.emit4(Op.Call, d, f, args.length >> 2);
    this.emit(all);
    this.emit4(node.start, node.end, func.start, func.end);
    for (const word of args) this.emit(word);
    return d;
  }

  private args(node: Call): number[] {
    const words: number[] = [];
    for (const arg of node.args) {
      if (arg.kind === 'Starred') words.push(-2, this.expression(arg.value), arg.start, arg.end);
      else words.push(-1, this.expression(arg), arg.start, arg.end);
    }
    for (const keyword of node.keywords) this.keyword(keyword, words);
    return words;
  }

  private keyword(keyword: Keyword, words: number[]): void {
    const r = this.expression(keyword.value);
    words.push(keyword.arg === null ? -3 : this.nameOf(keyword.arg), r, keyword.value.start, keyword.value.end);
  }

  /** Notes that the object of a module-level name is changed in place inside a function. */
  noteChange(receiver: Expr): void {
    let root = receiver;
    while (root.kind === 'Attribute' || root.kind === 'Subscript') root = root.value;
    if (root.kind !== 'Name' || this.fn.kind === 'module') return;
    if (this.fn.bindings.names.has(root.id) && !this.fn.bindings.globals.has(root.id)) return;
    this.changedInPlace.add(root.id);
  }

  // Operators.

  private binary(node: BinOp, nested: boolean): number {
    const spine: BinOp[] = [];
    let left: Expr = node;
    while (left.kind === 'BinOp') {
      spine.push(left);
      left = left.left;
    }
    const inner = spine[spine.length - 1] as BinOp;
    let a = this.expression(left, isTextOperator(inner.op));
    for (let i = spine.length - 1; i >= 0; i--) {
      const one = spine[i] as BinOp;
      const outer = i > 0 ? isTextOperator((spine[i - 1] as BinOp).op) : nested;
      const b = this.expression(one.right, isTextOperator(one.op));
      const d = this.temporary();
      this.emit4(Op.Binary, d, BINARY_OPERATORS.indexOf(one.op), a);
      this.emit3(b, one.start, one.end);
      this.emit4(one.left.start, one.left.end, one.right.start, one.right.end);
      this.emit(outer && isTextOperator(one.op) ? 1 : 0);
      a = d;
    }
    return a;
  }

  private compare(node: Extract<Expr, { kind: 'Compare' }>): number {
    let left = node.left;
    let a = this.expression(left);
    if (node.ops.length === 1) {
      const right = node.comparators[0] as Expr;
      return this.comparison(
        node.ops[0] as CompareOperator,
        a,
        this.expression(right),
        node.start,
        node.end,
        left,
        right,
      );
    }
    const d = this.temporary();
    const results: number[] = [];
    for (let i = 0; i < node.ops.length; i++) {
      const right = node.comparators[i] as Expr;
      const b = this.expression(right);
      results.push(this.comparison(node.ops[i] as CompareOperator, a, b, left.start, right.end, left, right));
      a = b;
      left = right;
    }
    this.emit4(Op.Bools, d, 1, results.length);
    for (const r of results) this.emit2(0, r);
    return d;
  }

  comparison(op: CompareOperator, a: number, b: number, start: number, end: number, left: Expr, right: Expr): number {
    const d = this.temporary();
    this.emit4(Op.Compare, d, COMPARE_OPERATORS.indexOf(op), a);
    this.emit3(b, start, end);
    this.emit4(left.start, left.end, right.start, right.end);
    return d;
  }

  private sequence(kind: number, elts: readonly Expr[], start: number, end: number): number {
    const registers: number[] = [];
    for (const one of elts) registers.push(this.expression(one), one.kind === 'Starred' ? 1 : 0);
    const d = this.temporary();
    this.emit4(Op.Sequence, d, kind, elts.length);
    this.emit2(start, end);
    for (const word of registers) this.emit(word);
    return d;
  }

  private formatted(node: JoinedStr | TemplateStr, nested: boolean): number {
    const words: number[] = [];
    let count = 0;
    for (const part of node.values) {
      count++;
      if (part.kind === 'Constant') {
        words.push(0, this.constantOf(part.type, part.value), -1, part.start, part.end, -1);
      } else if (part.kind === 'FormattedValue' || part.kind === 'Interpolation') {
        const r = this.expression(part.value, true);
        let spec = -1;
        if (part.formatSpec !== null) {
          const only = part.formatSpec.values;
          if (only.length === 0) spec = -1;
          else if (only.length === 1 && only[0]?.kind === 'Constant') spec = this.constantOf('str', only[0].value);
          else {
            spec = -2;
            for (const one of only) if (one.kind !== 'Constant') this.expression(one);
          }
        }
        words.push(1, r, part.conversion, part.value.start, part.value.end, spec);
      } else {
        words.push(1, this.expression(part, true), -1, part.start, part.end, -1);
      }
    }
    const d = this.temporary();
    this.emit4(Op.Text, d, node.kind === 'JoinedStr' ? 0 : 1, count);
    this.emit3(node.start, node.end, nested ? 1 : 0);
    for (const word of words) this.emit(word);
    return d;
  }

  private comprehension(
    generators: readonly Comprehension[],
    kind: number,
    elt: Expr,
    value: Expr | null,
    node: Expr,
  ): number {
    const d = this.temporary();
    if (kind === 3) {
      this.emit3(Op.Dict, d, 0);
      this.emit2(node.start, node.end);
    } else {
      this.emit4(Op.Sequence, d, kind, 0);
      this.emit2(node.start, node.end);
    }
    const saved = this.overlay;
    this.generator(generators, 0, kind, d, elt, value);
    this.overlay = saved;
    return d;
  }

  private generator(
    generators: readonly Comprehension[],
    index: number,
    kind: number,
    d: number,
    elt: Expr,
    value: Expr | null,
  ): void {
    const one = generators[index];
    if (one === undefined) {
      if (kind === 3 && value !== null) {
        const k = this.expression(elt);
        const v = this.expression(value);
        this.emit4(Op.Put, d, k, v);
      } else {
        const v = this.expression(elt);
        this.emit4(Op.Append, d, v, elt.kind === 'Starred' ? 1 : 0);
      }
      return;
    }
    const iter = this.expression(one.iter);
    const item = this.temporary();
    const names = new Map<string, number>();
    this.collectNames(one.target, names);
    this.overlay = { names, outer: this.overlay };
    this.emit3(Op.For, item, iter);
    const patch = this.at;
    this.emit3(0, 0, one.isAsync ? 3 : 1);
    const start = this.at;
    this.loops++;
    this.storeTarget(one.target, item, one.iter.start, one.iter.end);
    this.conditions(one.ifs, 0, generators, index, kind, d, elt, value);
    this.loops--;
    this.code[patch] = this.at - start;
  }

  private conditions(
    ifs: readonly Expr[],
    at: number,
    generators: readonly Comprehension[],
    index: number,
    kind: number,
    d: number,
    elt: Expr,
    value: Expr | null,
  ): void {
    const test = ifs[at];
    if (test === undefined) {
      this.generator(generators, index + 1, kind, d, elt, value);
      return;
    }
    this.emit2(Op.If, 1);
    const patch = this.at;
    this.emit4(0, 0, 0, 0);
    let start = this.at;
    const c = this.expression(test);
    this.code[patch] = this.at - start;
    this.code[patch + 1] = c;
    start = this.at;
    this.conditions(ifs, at + 1, generators, index, kind, d, elt, value);
    this.code[patch + 2] = this.at - start;
  }

  private collectNames(target: Expr, into: Map<string, number>): void {
    if (target.kind === 'Name') {
      if (!into.has(target.id)) into.set(target.id, this.hiddenSlot(target.id));
    } else if (target.kind === 'Tuple' || target.kind === 'List') {
      for (const one of target.elts) this.collectNames(one, into);
    } else if (target.kind === 'Starred') this.collectNames(target.value, into);
  }

  // Targets.

  /** Emits stores of a register to an assignment target. `augmented` is 0 or the operator's number plus 1. */
  storeTarget(target: Expr, s: number, vstart: number, vend: number, augmented = 0): void {
    switch (target.kind) {
      case 'Name':
        this.store(target.id, s, target.start, target.end, vstart, vend, augmented);
        break;
      case 'Attribute': {
        const o = this.expression(target.value);
        this.noteField(target.value, target.attr);
        this.noteChange(target.value);
        this.emit4(Op.StoreAttribute, o, this.nameOf(target.attr), s);
        this.emit4(target.start, target.end, target.value.start, target.value.end);
        this.emit3(vstart, vend, augmented);
        break;
      }
      case 'Subscript': {
        const o = this.expression(target.value);
        const k = this.expression(target.slice);
        this.noteChange(target.value);
        this.emit4(Op.StoreSubscript, o, k, s);
        this.emit4(target.start, target.end, target.value.start, target.value.end);
        this.emit3(vstart, vend, augmented);
        break;
      }
      case 'Tuple':
      case 'List': {
        const star = target.elts.findIndex((one) => one.kind === 'Starred');
        const dests = target.elts.map(() => this.temporary());
        this.emit4(Op.Unpack, s, target.elts.length, star);
        for (const d of dests) this.emit(d);
        for (let i = 0; i < dests.length; i++) {
          this.storeTarget(target.elts[i] as Expr, dests[i] as number, vstart, vend);
        }
        break;
      }
      case 'Starred':
        this.storeTarget(target.value, s, vstart, vend);
        break;
      default:
        this.expression(target);
        break;
    }
  }

  private noteField(receiver: Expr, name: string): void {
    const first = this.fn.parameters[0];
    if (first === undefined || this.fn.cls < 0 || receiver.kind !== 'Name' || receiver.id !== first.name) {
      this.attributesStored.add(name);
      return;
    }
    if (!this.fn.fieldsStored.includes(name)) this.fn.fieldsStored.push(name);
  }

  // Functions.

  private lambda(node: Lambda): number {
    const defaults = this.defaults(node.args);
    const builder = new FunctionBuilder(
      this.builders.length,
      'lambda',
      `<lambda${++this.fn.lambdas}>`,
      node.start,
      node.end,
      this.fn,
      this.overlay,
      -1,
      parameters(node.args),
      [],
      false,
    );
    this.builders.push(builder);
    this.jobs.push({ builder, body: node.body });
    return this.makeFunction(builder.index, defaults, []);
  }

  /**
   * Emits the defaults of a parameter list: pairs of parameter index and register. What a framework is told of a parameter,
   * `Annotated[T, Depends(f)]`, stands where its default would.
   */
  defaults(args: Arguments): number[] {
    const pairs: number[] = [];
    const plain = args.posonlyargs.length + args.args.length;
    for (let i = 0; i < args.defaults.length; i++) {
      const index = plain - args.defaults.length + i;
      pairs.push(index, this.expression(args.defaults[i] as Expr));
    }
    const first = plain + (args.vararg === null ? 0 : 1);
    for (let i = 0; i < args.kwDefaults.length; i++) {
      const value = args.kwDefaults[i];
      if (value !== null && value !== undefined) pairs.push(first + i, this.expression(value));
    }
    const lists = [args.posonlyargs, args.args, args.vararg === null ? [] : [args.vararg], args.kwonlyargs].flat();
    for (let i = 0; i < lists.length; i++) {
      const told = toldOf(lists[i]?.annotation ?? null);
      if (told !== null && !pairs.some((one, at) => at % 2 === 0 && one === i)) pairs.push(i, this.expression(told));
    }
    return pairs;
  }

  makeFunction(index: number, defaults: readonly number[], decorators: readonly number[]): number {
    const d = this.temporary();
    this.emit4(Op.Function, d, index, defaults.length >> 1);
    for (const word of defaults) this.emit(word);
    this.emit(decorators.length / 3);
    for (const word of decorators) this.emit(word);
    return d;
  }
}

/** The first call behind the type in `Annotated[T, …]`, or null. */
function toldOf(annotation: Expr | null): Expr | null {
  if (annotation?.kind !== 'Subscript' || annotation.slice.kind !== 'Tuple') return null;
  if (!/(?:^|\.)Annotated$/.test(dottedName(annotation.value) ?? '')) return null;
  return annotation.slice.elts.slice(1).find(({ kind }) => kind === 'Call') ?? null;
}

function isTextOperator(op: BinaryOperator): boolean {
  return op === '+' || op === '%';
}

/** The parameters of a list, in the order of their slots. */
export function parameters(args: Arguments): ParameterIr[] {
  const list: ParameterIr[] = [];
  const add = (arg: Arguments['args'][number], kind: ParameterIr['kind']): void => {
    list.push({ name: arg.arg, kind, start: arg.start, end: arg.end, annotation: annotationNames(arg.annotation) });
  };
  for (const arg of args.posonlyargs) add(arg, 'positional-only');
  for (const arg of args.args) add(arg, 'normal');
  if (args.vararg !== null) add(args.vararg, 'rest');
  for (const arg of args.kwonlyargs) add(arg, 'keyword-only');
  if (args.kwarg !== null) add(args.kwarg, 'keywords');
  return list;
}

const EMPTY: readonly never[] = [];
const DOTTED = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Dotted names of the types that an annotation allows: of `Optional[X]`, `X | None`, `Annotated[X, …]`, `"X"` it is `X`; of `list[X]` it is `list` and, for its items, `[X]`. */
export function annotationNames(node: Expr | null): readonly string[] {
  if (node === null) return EMPTY;
  const names: string[] = [];
  collectAnnotation(node, names, 0);
  return exact(names);
}

/** A list without room for more: lists of the IR are many, and live as long as the analysis. */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? EMPTY : list.slice();
}

function collectAnnotation(node: Expr, into: string[], depth: number): void {
  if (depth > 8 || into.length >= 8) return;
  switch (node.kind) {
    case 'Name':
    case 'Attribute': {
      const name = dottedName(node);
      if (name !== null) into.push(name);
      break;
    }
    case 'Constant':
      if (node.type === 'str' && typeof node.value === 'string' && node.value.length < 200) {
        for (const part of node.value.split('|')) {
          const name = part.trim().replace(/^(?:typing\.)?Optional\[(.{1,150})\]$/, '$1');
          if (DOTTED.test(name)) into.push(name);
        }
      }
      break;
    case 'BinOp':
      if (node.op === '|') {
        collectAnnotation(node.left, into, depth + 1);
        collectAnnotation(node.right, into, depth + 1);
      }
      break;
    case 'Subscript': {
      const name = dottedName(node.value)?.replace(/^.*\./, '');
      const items = node.slice.kind === 'Tuple' ? node.slice.elts : [node.slice];
      if (name === 'Union') for (const one of items) collectAnnotation(one, into, depth + 1);
      else if (name === 'Optional' || name === 'Annotated' || name === 'ClassVar' || name === 'Final') {
        if (items[0] !== undefined) collectAnnotation(items[0], into, depth + 1);
      } else {
        collectAnnotation(node.value, into, depth + 1);
        // Of a list, what its items are.
        if (items.length === 1) {
          for (const item of annotationNames(items[0] as Expr))
            if (!item.startsWith('[') && into.length < 8) into.push(`[${item}]`);
        }
      }
      break;
    }
    default:
      break;
  }
}

/** `a.b.c` of a chain of names, or null. */
export function dottedName(node: Expr): string | null {
  const parts: string[] = [];
  let one = node;
  while (one.kind === 'Attribute') {
    parts.push(one.attr);
    one = one.value;
  }
  if (one.kind !== 'Name') return null;
  parts.push(one.id);
  return parts.reverse().join('.');
}
