import { attributeOf, storeAnyAttribute, storeAttribute, storeItem, subscriptOf } from './access.ts';
import { ANNOTATED } from './annotated.ts';
import { type Args, argsOf, NO_ARGS } from './arguments.ts';
import { callMethod, callValue, methodOf, raise, viewsClass } from './calls.ts';
import { confidentialResult } from './confidential.ts';
import { defaultOf, isOpen, NEVER, Obj, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import { PathEvent } from './engine.ts';
import { tellCall, tellCompare, tellImport, tellRead, tellReturn, tellStore, tellText } from './events.ts';
import type { Frame } from './frame.ts';
import { comparisonGuard, isData, leftoverGuard, methodGuard } from './guards.ts';
import { CallFlag, NONE, Op } from './ir.ts';
import { BINARY_OPERATORS, UNARY_OPERATORS } from './lower-expression.ts';
import { binaryValue, COMPARISONS, compareValue, formatted, unaryValue } from './operators.ts';
import type { FunctionInfo } from './program.ts';
import { namedByPeer, throughText, throughUnknown } from './propagation.ts';
import { judge, judgeNamedHeader, refusesLineEnds } from './sinks.ts';
import { AMOUNTS, DERIVED, JOINED, maskOf } from './taint.ts';

/**
 * What an operation of the IR does in a frame; gives the place of the next one. Functions of their own instead of one switch: the compiler of V8 handles
 * each once, and small.
 */
export type Operation = (frame: Frame, pc: number) => number;

function constant(frame: Frame, pc: number): number {
  const { code } = frame;
  const k = code[pc + 2] as number;
  frame.set(code[pc + 1] as number, k < 0 ? UNKNOWN : (frame.module.constants[k] as Val));
  return pc + 3;
}

function move(frame: Frame, pc: number): number {
  const { code } = frame;
  frame.set(code[pc + 1] as number, frame.get(code[pc + 2] as number));
  if ((code[pc + 1] as number) >= 0) frame.stored(code[pc + 1] as number, frame.get(code[pc + 2] as number), 0, 0);
  return pc + 3;
}

function storeName(frame: Frame, pc: number): number {
  const { code } = frame;
  const slot = code[pc + 1] as number;
  const value = frame.get(code[pc + 2] as number);
  if (frame.tell !== 0 && (code[pc + 5] as number) >= 0) tellStore(frame, pc, 'name', value);
  frame.v[slot] = value;
  frame.stored(slot, value, code[pc + 3] as number, code[pc + 4] as number);
  return pc + 8;
}

function loadGlobal(frame: Frame, pc: number): number {
  const { code } = frame;
  const name = frame.module.ir.names[code[pc + 2] as number] as string;
  let value = frame.engine.global(frame.module, name, frame.fn);
  if (value.taint === 0) {
    value =
      value === UNKNOWN && frame.engine.isProvided(frame.module, name)
        ? frame.provided(name, code[pc + 3] as number, code[pc + 4] as number)
        : frame.sourced(value, code[pc + 3] as number, code[pc + 4] as number, false);
  }
  frame.set(code[pc + 1] as number, value);
  if (frame.tell !== 0 && code[pc + 5] === 0) readName(frame, value, code[pc + 3] as number, code[pc + 4] as number);
  return pc + 6;
}

function storeGlobal(frame: Frame, pc: number): number {
  const { code } = frame;
  const name = frame.module.ir.names[code[pc + 1] as number] as string;
  const value = frame.get(code[pc + 2] as number);
  if (frame.tell !== 0 && (code[pc + 5] as number) >= 0) tellStore(frame, pc, 'name', value);
  frame.engine.joinCell(
    frame.module.cell(name),
    frame.engine.desymbolized(frame.freeze(value, 0)),
    frame.module,
    code[pc + 3] as number,
    code[pc + 4] as number,
  );
  return pc + 8;
}

function loadFree(frame: Frame, pc: number): number {
  const { code } = frame;
  const value = frame.loadFree(code[pc + 2] as number);
  frame.set(code[pc + 1] as number, value);
  if (frame.tell !== 0 && code[pc + 5] === 0) readName(frame, value, code[pc + 3] as number, code[pc + 4] as number);
  return pc + 6;
}

function storeFree(frame: Frame, pc: number): number {
  const { code } = frame;
  const free = frame.fn.ir.free[code[pc + 1] as number];
  const value = frame.get(code[pc + 2] as number);
  if (free !== undefined) {
    const owner = frame.module.functions[free.owner] as FunctionInfo;
    const frozen = frame.engine.desymbolized(frame.freeze(value, 0));
    frame.engine.joinCell(owner.cell(free.slot), frozen, frame.module, code[pc + 3] as number, code[pc + 4] as number);
  }
  if (frame.tell !== 0 && (code[pc + 5] as number) >= 0) tellStore(frame, pc, 'name', value);
  return pc + 8;
}

function loadName(frame: Frame, pc: number): number {
  const { code } = frame;
  const slot = code[pc + 2] as number;
  let value = frame.v[slot] as Val;
  if (value === NEVER) {
    value = unbound(frame, code[pc + 3] as number);
    const name = frame.module.ir.names[code[pc + 3] as number] as string;
    if (value === UNKNOWN && frame.engine.isProvided(frame.module, name))
      value = frame.provided(name, code[pc + 4] as number, code[pc + 5] as number);
  }
  if (value.taint === 0) value = frame.sourced(value, code[pc + 4] as number, code[pc + 5] as number, false);
  frame.set(code[pc + 1] as number, value);
  if (frame.tell !== 0 && code[pc + 6] === 0) readName(frame, value, code[pc + 4] as number, code[pc + 5] as number);
  return pc + 7;
}

function deleteName(frame: Frame, pc: number): number {
  const { code } = frame;
  frame.v[code[pc + 1] as number] = NEVER;
  return pc + 2;
}

function attribute(frame: Frame, pc: number): number {
  const { code } = frame;
  const name = frame.module.ir.names[code[pc + 3] as number] as string;
  const object = frame.get(code[pc + 2] as number);
  const value = frame.attribute(
    object,
    name,
    attributeOf(frame, object, name, pc),
    code[pc + 4] as number,
    code[pc + 5] as number,
  );
  frame.set(code[pc + 1] as number, value);
  const use = code[pc + 8] as number;
  if (use >= 2) frame.v[use - 2] = object;
  if (frame.tell !== 0 && use !== 1) readName(frame, value, code[pc + 4] as number, code[pc + 5] as number);
  return pc + 9;
}

function storeMember(frame: Frame, pc: number): number {
  const { code } = frame;
  const object = frame.get(code[pc + 1] as number);
  const name = frame.module.ir.names[code[pc + 2] as number] as string;
  const value = frame.bakedValue(frame.get(code[pc + 3] as number));
  if (frame.tell !== 0) tellStore(frame, pc, 'attribute', value);
  storeAttribute(frame, object, name, value, code[pc + 4] as number, code[pc + 5] as number);
  if (frame.tell !== 0) storeSinks(frame, object, name, value, pc);
  return pc + 11;
}

function subscript(frame: Frame, pc: number): number {
  const { code } = frame;
  const object = frame.get(code[pc + 2] as number);
  const key = frame.get(code[pc + 3] as number);
  let value = typeTold(frame, object, key, pc) ?? subscriptOf(frame, object, key, pc);
  if (object.taint !== 0)
    value = partAt(frame, object, key) ?? frame.engine.domain.tainted(value, itemTaint(frame, object.taint, key));
  frame.set(code[pc + 1] as number, frame.sourced(value, code[pc + 4] as number, code[pc + 5] as number, false));
  return pc + 6;
}

/** `Annotated[T, …]`: the type with what is told of it, `(0` and on; null for any other subscript. */
function typeTold(frame: Frame, object: Val, key: Val, pc: number): Val | null {
  const atom = object.atoms.length === 1 ? object.atoms[0] : undefined;
  if (!atom?.external || !ANNOTATED.test(atom.external.path)) return null;
  const items = frame.items(key);
  if (items === null) return null;
  const names = items.map((_, i) => `(${i}`);
  return frame.allocate(pc * 16, new Obj(Shape.instance, atom, names, [...items], null, false));
}

function storeSubscript(frame: Frame, pc: number): number {
  const { code } = frame;
  const value = frame.bakedValue(frame.get(code[pc + 3] as number));
  if (frame.tell !== 0) tellStore(frame, pc, 'item', value);
  const object = frame.get(code[pc + 1] as number);
  storeItem(frame, object, frame.get(code[pc + 2] as number), value);
  if (frame.tell !== 0) storeSinks(frame, object, null, value, pc);
  storeData(frame, code[pc + 1] as number, object, value);
  if (object.taint !== 0) {
    const key = frame.get(code[pc + 2] as number);
    const only = key.atoms.length === 1 && !isOpen(key) ? key.atoms[0] : undefined;
    frame.putInPlace(object, only?.constant ? only : null, value);
  }
  return pc + 11;
}

function deleteSubscript(frame: Frame, pc: number): number {
  const { code } = frame;
  storeItem(frame, frame.get(code[pc + 1] as number), frame.get(code[pc + 2] as number), null);
  return pc + 3;
}

/** What a called parameter may be besides what callers give: a function of a library that is its default, `def make(number=random.random)`. */
function orDefault(frame: Frame, callee: Val): Val {
  const given = defaultOf(callee);
  const external = given?.atoms.length === 1 ? (given.atoms[0]?.external ?? null) : null;
  if (given === null || external === null || external.isCall) return callee;
  frame.ask(callee);
  return frame.engine.domain.opened(given);
}

function call(frame: Frame, pc: number): number {
  const { code } = frame;
  let callee = frame.get(code[pc + 2] as number);
  if (callee.symbolic && callee.atoms[0]?.tag === Tag.parameter) callee = orDefault(frame, callee);
  const n = code[pc + 3] as number;
  const args = frame.args(pc + 9, n);
  if (frame.tell !== 0) tellCall(frame, pc, callee, null, null, args);
  frame.receiver = null;
  let result = callValue(frame, callee, args, pc);
  if (result === NEVER) frame.die();
  else {
    if (isUnknownCallee(callee)) result = throughUnknown(frame, null, null, args, result);
    result = confidentialResult(frame, callee, null, result, code[pc + 5] as number, code[pc + 6] as number);
    if (!isOfProject(callee)) result = frame.sourced(result, code[pc + 5] as number, code[pc + 6] as number, true);
    frame.set(code[pc + 1] as number, result);
  }
  return pc + 9 + 4 * n;
}

/** `self.__dict__.update(values)`, `vars(self).update(values)`: attributes by names that are not known. */
function updateAttributes(frame: Frame, pc: number, args: Args): void {
  const { code, engine } = frame;
  const written = frame.module.file.text.slice(code[pc + 8] as number, code[pc + 9] as number);
  const name = OWN_DICT.exec(written);
  const slot = name === null ? -1 : frame.fn.ir.slots.indexOf((name[1] ?? name[2]) as string);
  if (slot < 0) return;
  let taint = 0;
  for (const one of [...args.positional, args.rest])
    if (one !== NEVER) taint = engine.domain.taints.union(taint, frame.deep(one));
  const items = engine.domain.taints.extend(taint, '[]');
  const value = engine.domain.tainted(UNKNOWN, items);
  storeAnyAttribute(frame, frame.v[slot] as Val, value, code[pc + 6] as number, code[pc + 7] as number);
}

/** The constant key that a method of a container is asked for, without what else it is given. */
function keyAlone(frame: Frame, args: Args): Args {
  const key = args.positional[0];
  return key === undefined || frame.engine.domain.onlyConstant(key) === null ? NO_ARGS : argsOf(key);
}

const OWN_DICT = /^(\w+)\.__dict__$|^vars\((\w+)\)$/;

function methodCall(frame: Frame, pc: number): number {
  const { code } = frame;
  const receiver = frame.get(code[pc + 2] as number);
  const name = frame.module.ir.names[code[pc + 3] as number] as string;
  const n = code[pc + 4] as number;
  const args = frame.args(pc + 10, n);
  // What a check has shown stays with what is put away on its side.
  if (frame.facts !== null && ADDS.test(name))
    for (let i = 0; i < args.positional.length; i++) args.positional[i] = frame.bakedValue(args.positional[i] as Val);
  const method = methodOf(frame, receiver, name, pc);
  if (frame.tell !== 0) tellCall(frame, pc, method, receiver, name, args);
  frame.receiver = receiver;
  let result =
    method === null || receiver.text !== null
      ? callMethod(frame, receiver, name, args, pc)
      : viewsClass(receiver, name, callValue(frame, method, args, pc));
  frame.receiver = null;
  if (result === NEVER) frame.die();
  else {
    if (method !== null && receiver.text === null) {
      if (isUnknownCallee(method)) result = throughUnknown(frame, receiver, name, args, result);
    } else if (receiver.text !== null || isTextConstant(receiver)) {
      result = throughText(frame, receiver, name, args, result);
    } else if (method === null && receiver.taint !== 0 && isData(result) && !isMutator(name)) {
      // A container that is data as a whole: what is read out of it is data.
      result = throughUnknown(
        frame,
        frame.engine.domain.withTaint(UNKNOWN, receiver.taint),
        name,
        receiver.atoms.length === 0 ? args : keyAlone(frame, args),
        result,
      );
    }
    if (receiver.taint !== 0 && ADDS.test(name)) {
      const added = args.positional[name === 'insert' || name === 'setdefault' ? 1 : 0];
      if (added !== undefined) {
        const isWhole = name === 'extend' || name === 'update';
        const key = name === 'setdefault' ? (args.positional[0]?.atoms[0] ?? null) : null;
        frame.putInPlace(receiver, key?.constant ? key : null, isWhole ? frame.item(added) : added);
      }
    }
    if (method === null && name === 'get') result = namedByPeer(frame, args, result);
    if (name === 'update') updateAttributes(frame, pc, args);
    if ((name === 'issubset' || name === 'issuperset') && result.guard === null)
      result = frame.engine.domain.guarded(result, methodGuard(frame, receiver, name, args));
    result = confidentialResult(frame, null, name, result, code[pc + 6] as number, code[pc + 7] as number);
    if (method === null || !isOfProject(method))
      result = frame.sourced(result, code[pc + 6] as number, code[pc + 7] as number, true);
    frame.set(code[pc + 1] as number, result);
    if (frame.tell !== 0 && result.text !== null && ((code[pc + 5] as number) & CallFlag.nested) === 0) {
      if (name === 'format' || name === 'join' || name === 'replace')
        tellText(frame, code[pc + 6] as number, code[pc + 7] as number, result);
    }
  }
  return pc + 10 + 4 * n;
}

function binary(frame: Frame, pc: number): number {
  const { code } = frame;
  let result = binaryValue(frame, pc);
  if (result.atoms.length === 0 || result.open || !isConstantOnly(result)) {
    const a = frame.get(code[pc + 3] as number);
    const b = frame.get(code[pc + 4] as number);
    const operator = (code[pc + 2] as number) % 16;
    if ((a.taint !== 0 || b.taint !== 0) && result.text === null && CARRIES[operator] === 1) {
      const { taints } = frame.engine.domain;
      let both = taints.union(a.taint, taints.clean(b.taint, 0, JOINED));
      // `Markup("<b>%s</b>") % text`, `Markup("<b>") + text` escape the other side.
      if (isMarkup(frame, a) || isMarkup(frame, b)) both = taints.clean(both, HTML.lo, HTML.hi);
      // What is left of a division is bounded by the divisor.
      if ((BINARY_OPERATORS[operator] === '%' || BINARY_OPERATORS[operator] === '&') && isIntegral(frame, b))
        both = taints.clean(both, AMOUNTS.lo, AMOUNTS.hi);
      result = frame.engine.domain.tainted(result, taints.clean(both, 0, DERIVED));
    }
    if (BINARY_OPERATORS[operator] === '-') result = frame.engine.domain.guarded(result, leftoverGuard(frame, a, b));
  }
  frame.set(code[pc + 1] as number, result);
  if (frame.tell !== 0 && result.text !== null && code[pc + 11] === 0) {
    tellText(frame, code[pc + 5] as number, code[pc + 6] as number, result);
  }
  return pc + 12;
}

function unary(frame: Frame, pc: number): number {
  const { code } = frame;
  const operand = frame.get(code[pc + 3] as number);
  let result = unaryValue(frame, code[pc + 2] as number, operand);
  const guard = frame.guardOf(operand);
  if (guard !== null && isNot(code[pc + 2] as number))
    result = frame.engine.domain.guarded(result, { whenTrue: guard.whenFalse, whenFalse: guard.whenTrue });
  frame.set(code[pc + 1] as number, result);

  return pc + 4;
}

function compare(frame: Frame, pc: number): number {
  const { code } = frame;
  const a = frame.get(code[pc + 3] as number);
  const b = frame.get(code[pc + 4] as number);
  if (frame.tell !== 0 && frame.engine.wantsCompare) tellCompare(frame, pc, a, b);
  frame.set(
    code[pc + 1] as number,
    frame.engine.domain.guarded(
      compareValue(frame, code[pc + 2] as number, a, b),
      comparisonGuard(frame, COMPARISONS[code[pc + 2] as number] as string, a, b, pc),
    ),
  );
  return pc + 11;
}

function sequence(frame: Frame, pc: number): number {
  const { code } = frame;
  const kind = code[pc + 2] as number;
  const n = code[pc + 3] as number;
  const vals: Val[] = [];
  let loose = NEVER;
  for (let i = 0; i < n; i++) {
    const value = frame.get(code[pc + 6 + 2 * i] as number);
    if (code[pc + 7 + 2 * i] === 0) vals.push(value);
    else {
      const items = frame.items(value);
      // Of data an exact list is but what was seen to be put in.
      if (items === null || value.taint !== 0) loose = frame.engine.domain.union(loose, frame.item(value));
      else for (const one of items) vals.push(one);
    }
  }
  const shape = kind === 0 ? Shape.tuple : kind === 1 ? Shape.list : Shape.set;
  let object = frame.engine.domain.sequence(shape, vals);
  if (loose !== NEVER)
    object = frame.engine.domain.loose(shape, frame.engine.domain.union(loose, frame.engine.domain.anyItem(object)));
  frame.set(code[pc + 1] as number, frame.allocate(pc * 16, object));
  return pc + 6 + 2 * n;
}

function text(frame: Frame, pc: number): number {
  const { code } = frame;
  const n = code[pc + 3] as number;
  const result = formatted(frame, pc);
  frame.set(code[pc + 1] as number, result);
  if (frame.tell !== 0 && result.text !== null && code[pc + 6] === 0) {
    tellText(frame, code[pc + 4] as number, code[pc + 5] as number, result);
  }
  return pc + 7 + 6 * n;
}

function returnValue(frame: Frame, pc: number): number {
  const { code } = frame;
  const value = frame.get(code[pc + 1] as number);
  if (frame.tell !== 0 && frame.engine.wantsReturns && (code[pc + 2] as number) >= 0) {
    tellReturn(frame, code[pc + 2] as number, code[pc + 3] as number, value);
  }
  frame.returned(value, code[pc + 2] as number, code[pc + 3] as number);
  frame.leave();
  frame.dead = true;
  return pc + 4;
}

function raiseValue(frame: Frame, pc: number): number {
  const { code } = frame;
  if (code[pc + 1] !== NONE) {
    const value = frame.get(code[pc + 1] as number);
    frame.raised = frame.engine.domain.taints.union(frame.raised, frame.deep(value));
    raise(frame, value, pc);
  }
  frame.die();
  return pc + 2;
}

function yieldValue(frame: Frame, pc: number): number {
  const { code } = frame;
  const register = code[pc + 2] as number;
  let result = UNKNOWN;
  if (register !== NONE) {
    const value = frame.get(register);
    const item = code[pc + 3] === 1 ? frame.item(value) : value;
    if (isDriven(frame.fn)) result = item;
    frame.yielded = frame.engine.domain.union(frame.yielded, frame.freeze(item, 0));
  } else frame.yielded = frame.engine.domain.union(frame.yielded, frame.engine.domain.none);
  frame.set(code[pc + 1] as number, result);
  return pc + 4;
}

/** Decorators that run a generator and give it what it yields, once that is there. */
const DRIVES = /^(?:twisted\.internet\.defer\.inlineCallbacks|tornado\.gen\.(?:coroutine|engine)|asyncio\.coroutine)$/;

function isDriven({ decorators }: FunctionInfo): boolean {
  return decorators.some(({ value }) =>
    value.atoms.some(({ external }) => external !== null && DRIVES.test(external.path)),
  );
}

function breakLoop(frame: Frame, pc: number): number {
  const loop = frame.loops[frame.loops.length - 1];
  if (loop !== undefined) loop.breaks = frame.joinEnvs(loop.breaks, frame.snapshot());
  frame.dead = true;
  return pc + 1;
}

function continueLoop(frame: Frame, pc: number): number {
  const loop = frame.loops[frame.loops.length - 1];
  if (loop !== undefined) {
    if (loop.handling >= 0 && frame.handling > loop.handling)
      loop.unread = frame.joinEnvs(loop.unread, frame.snapshot());
    else loop.continues = frame.joinEnvs(loop.continues, frame.snapshot());
  }
  frame.dead = true;
  return pc + 1;
}

function slice(frame: Frame, pc: number): number {
  const { code } = frame;
  const part = (at: number): Val => {
    const register = code[pc + at] as number;
    return register === NONE ? frame.engine.domain.none : frame.get(register);
  };
  const parts = [part(2), part(3), part(4)];
  frame.set(code[pc + 1] as number, frame.engine.domain.frozen(new Obj(Shape.slice, null, [], parts, null, true)));
  return pc + 5;
}

function importName(frame: Frame, pc: number): number {
  const { code } = frame;
  const ir = frame.module.ir.imports[code[pc + 2] as number] as (typeof frame.module.ir.imports)[number];
  if (frame.tell !== 0) tellImport(frame, ir);
  frame.set(code[pc + 1] as number, frame.engine.imported(frame.module, ir, frame.fn));
  return pc + 3;
}

function enter(frame: Frame, pc: number): number {
  const { code } = frame;
  frame.set(code[pc + 1] as number, frame.entered(frame.get(code[pc + 2] as number), pc));
  return pc + 3;
}

function append(frame: Frame, pc: number): number {
  const { code } = frame;
  const value = frame.get(code[pc + 2] as number);
  const item = frame.bakedValue(code[pc + 3] === 1 ? frame.item(value) : value);
  for (const atom of frame.get(code[pc + 1] as number).atoms) {
    if (atom.tag !== Tag.object) continue;
    const object = frame.object(atom.index);
    const all = frame.engine.domain.union(frame.engine.domain.anyItem(object), item);
    frame.checked.set(atom.index, frame.guardOf(value));
    frame.noteMade(atom.index);
    frame.h[atom.index] = frame.engine.domain.loose(object.shape, all);
  }
  return pc + 4;
}

function putItem(frame: Frame, pc: number): number {
  const { code } = frame;
  const value = frame.get(code[pc + 3] as number);
  for (const atom of frame.get(code[pc + 1] as number).atoms) {
    if (atom.tag !== Tag.object) continue;
    const object = frame.object(atom.index);
    const all = frame.engine.domain.union(frame.engine.domain.anyItem(object), value);
    frame.noteMade(atom.index);
    frame.h[atom.index] = new Obj(Shape.dict, null, [], [], all, false);
  }
  return pc + 4;
}

function patternTest(frame: Frame, pc: number): number {
  const { code } = frame;
  frame.set(code[pc + 1] as number, frame.patternTest(pc));
  return pc + 6;
}

function awaitValue(frame: Frame, pc: number): number {
  const { code } = frame;
  frame.set(code[pc + 1] as number, frame.get(code[pc + 2] as number));
  return pc + 3;
}

function starImport(frame: Frame, pc: number): number {
  const { code } = frame;
  const ir = frame.module.ir.imports[code[pc + 1] as number] as (typeof frame.module.ir.imports)[number];
  if (frame.tell !== 0) tellImport(frame, ir);
  const star = frame.engine.starred(frame.module, ir);
  if (star !== null && !frame.module.stars.includes(star)) frame.module.stars.push(star);
  return pc + 2;
}

/** Sinks that are stores. */
function storeSinks(frame: Frame, object: Val, name: string | null, value: Val, pc: number): void {
  const code = frame.code;
  const { engine } = frame;
  for (const atom of object.atoms) {
    let external = atom.external;
    if (external === null) {
      const held = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      external = held?.cls?.external ?? null;
      if (external === null && atom.tag === Tag.parameter && atom.fn !== null)
        external = engine.parameterType(atom.fn, atom.index)?.atoms[0]?.external ?? null;
    }
    if (external === null) continue;
    const target = name === null ? engine.externals.item(external) : engine.externals.member(external, name);
    if (target === null) continue;
    const known = engine.knowledge.of(target);
    if (known === null) continue;
    const place = { start: code[pc + 4] as number, end: code[pc + 5] as number };
    for (const row of known.stores) {
      if (name !== null || (row.kind !== 'header' && row.kind !== 'email') || !refusesLineEnds(target.path))
        judge(frame, row.kind, value, code[pc + 8] as number, code[pc + 9] as number, place, target.path);
      if (name !== null) continue;
      const key = frame.get(code[pc + 2] as number);
      if (row.kind === 'header')
        judgeNamedHeader(frame, key, value, code[pc + 8] as number, code[pc + 9] as number, place, target.path);
      if (frame.deep(key) !== 0) judge(frame, row.kind, key, place.start, place.end, place, target.path);
    }
  }
}

/** Data stored in an item of something that is no container of the heap. */
function storeData(frame: Frame, register: number, object: Val, value: Val): void {
  const set = frame.deep(value);
  if (set === 0) return;
  let container = false;
  for (const atom of object.atoms) {
    if (atom.tag !== Tag.object) continue;
    const held = frame.object(atom.index);
    if (held.shape <= Shape.dict) container = true;
  }
  if (container && object.atoms.length === 1) {
    frame.engine.fillPlaces(frame, object.taint, set);
    return;
  }
  frame.fill(object, set);
  if (register >= 0 && frame.v[register] === object) frame.v[register] = frame.engine.domain.tainted(object, set);
}

/** True for a whole number that is written in the code, not counted from the end. */
function isIntegral(frame: Frame, value: Val): boolean {
  const constant = frame.engine.domain.onlyConstant(value);
  return constant?.type === 'int' && (constant.value as number | bigint) >= 0;
}

/** A part of what the standard library took apart, by the number of its place. */
function partAt(frame: Frame, object: Val, key: Val): Val | null {
  const place = key.atoms.length === 1 ? key.atoms[0]?.constant : null;
  return place?.type === 'int' ? frame.partByPlace(object, Number(place.value)) : null;
}

/** The taint of an item by its key. */
function itemTaint(frame: Frame, taint: number, key: Val): number {
  const { domain } = frame.engine;
  const constant = domain.onlyConstant(key);
  if (constant === null || (constant.type !== 'str' && constant.type !== 'int')) {
    // A slice of a text is a part of it.
    const slice = key.atoms[0]?.object ?? null;
    if (slice?.shape !== Shape.slice) return domain.taints.extend(taint, '[]');
    // `text[:100]` is as long as that at most.
    const bounded = slice.vals[1] !== undefined && isIntegral(frame, slice.vals[1]);
    return domain.taints.clean(taint, 0, bounded ? DERIVED | AMOUNTS.hi : DERIVED);
  }
  return domain.taints.extend(taint, `[${constant.type === 'str' ? 's' : 'i'}:${String(constant.value).slice(0, 60)}]`);
}

function readName(frame: Frame, value: Val, start: number, end: number): void {
  for (const atom of value.atoms) {
    if (atom.external !== null) {
      if (frame.engine.wantsReads || (frame.engine.wanted(atom.external) & PathEvent.read) !== 0) {
        tellRead(frame, value, start, end);
        return;
      }
    }
  }
}

/** A name of the module or class body that nothing here has bound yet. */
function unbound(frame: Frame, nameIndex: number): Val {
  const name = frame.module.ir.names[nameIndex] as string;
  if (frame.fn.ir.kind === 'module') {
    const star = frame.engine.moduleName(frame.module, name, frame.fn, 0);
    return star ?? frame.engine.builtin(name);
  }
  if (frame.fn.ir.kind === 'class') {
    const free = frame.fn.ir.free.findIndex((one) => one.name === name);
    return free >= 0 ? frame.loadFree(free) : frame.engine.global(frame.module, name, frame.fn);
  }
  return UNKNOWN;
}

/** By number of the binary operator: whether its result holds the operands' data. */
const CARRIES = BINARY_OPERATORS.map((one) =>
  one === '+' || one === '%' || one === '/' || one === '*' || one === '|' || one === '&' ? 1 : 0,
);

function isNot(number: number): boolean {
  return UNARY_OPERATORS[number] === 'not';
}

function isUnknownCallee(callee: Val): boolean {
  if (callee.open || callee.atoms.length === 0) return true;
  for (const atom of callee.atoms) if (atom.tag === Tag.parameter || atom.tag === Tag.constant) return true;
  return false;
}

function isTextConstant(value: Val): boolean {
  for (const atom of value.atoms) if (atom.constant?.type === 'str' || atom.constant?.type === 'bytes') return true;
  return false;
}

/** Methods that add to a container in place. */
const ADDS = /^(?:append|appendleft|add|insert|extend|update|setdefault)$/;

function isMutator(name: string): boolean {
  return /^(?:append|extend|insert|add|update|remove|clear|sort|reverse|discard)$/.test(name);
}

function isConstantOnly(value: Val): boolean {
  for (const atom of value.atoms) if (atom.tag !== Tag.constant) return false;
  return value.text === null;
}

/** True for functions of the project alone, where what they give became a source already. */
function isOfProject(callee: Val): boolean {
  if (callee.open || callee.atoms.length === 0) return false;
  for (const { tag } of callee.atoms) if (tag !== Tag.function && tag !== Tag.bound) return false;
  return true;
}

const HTML = maskOf('html');

/** True for a text that is marked as HTML, which escapes what it is put together with. */
function isMarkup(frame: Frame, value: Val): boolean {
  const external = value.atoms.length === 1 ? (value.atoms[0]?.external ?? frame.objectOf(value)?.cls?.external) : null;
  return external?.classes.includes('markupsafe.Markup') === true;
}

/** By the number of the operation. */
export const OPERATIONS: readonly Operation[] = operations([
  [Op.Const, constant],
  [Op.Move, move],
  [Op.Store, storeName],
  [Op.LoadGlobal, loadGlobal],
  [Op.StoreGlobal, storeGlobal],
  [Op.LoadFree, loadFree],
  [Op.StoreFree, storeFree],
  [Op.LoadName, loadName],
  [Op.Delete, deleteName],
  [Op.Attribute, attribute],
  [Op.StoreAttribute, storeMember],
  [Op.Subscript, subscript],
  [Op.StoreSubscript, storeSubscript],
  [Op.DeleteSubscript, deleteSubscript],
  [Op.Call, call],
  [Op.CallMethod, methodCall],
  [Op.Binary, binary],
  [Op.Unary, unary],
  [Op.Compare, compare],
  [Op.Bools, (frame, pc) => frame.bools(pc)],
  [Op.IfExpression, (frame, pc) => frame.ifExpression(pc)],
  [Op.If, (frame, pc) => frame.branches(pc)],
  [Op.While, (frame, pc) => frame.whileLoop(pc)],
  [Op.For, (frame, pc) => frame.forLoop(pc)],
  [Op.Try, (frame, pc) => frame.tryBlock(pc)],
  [Op.Sequence, sequence],
  [Op.Dict, (frame, pc) => frame.dict(pc)],
  [Op.Text, text],
  [Op.Function, (frame, pc) => frame.functionDefinition(pc)],
  [Op.Class, (frame, pc) => frame.classDefinition(pc)],
  [Op.Return, returnValue],
  [Op.Raise, raiseValue],
  [Op.Yield, yieldValue],
  [Op.Break, breakLoop],
  [Op.Continue, continueLoop],
  [Op.Unpack, (frame, pc) => frame.unpack(pc)],
  [Op.Slice, slice],
  [Op.Import, importName],
  [Op.Enter, enter],
  [Op.Append, append],
  [Op.Put, putItem],
  [Op.PatternTest, patternTest],
  [Op.Await, awaitValue],
  [Op.StarImport, starImport],
]);

function operations(pairs: readonly (readonly [number, Operation])[]): readonly Operation[] {
  const all: Operation[] = [];
  for (const [number, operation] of pairs) all[number] = operation;
  return all;
}
