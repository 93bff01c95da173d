import { attributeOf, byConvention, instanceAttribute, memberOf, storeAttribute } from './access.ts';
import { Args, argsOf, bindArguments, isInteresting, partialArgs } from './arguments.ts';
import { callExternal } from './builtins.ts';
import { type Atom, Hole, isOpen, NEVER, Obj, Shape, Tag, TextShape, UNKNOWN, Val } from './domain.ts';
import { isException, keepArguments } from './exceptions.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import { callContainer, callText } from './methods.ts';
import { type ClassInfo, FunctionFlag, type FunctionInfo, type Put, type Summary, type Write } from './program.ts';
import { fillFields, isTypedDict, namedTuple } from './records.ts';
import type { SinkEntry } from './sink-entry.ts';
import { argvTaint } from './sink-structure.ts';
import { judgeOwnRedirect, passSink, slotOf } from './sinks.ts';
import { numberOf, type SmallTable, withNumber } from './small-table.ts';
import { DERIVED, type Facts, isMemberName, type Mask, ONE_PART, type Origin, type Taints } from './taint.ts';

/** What calling a value gives; NEVER when no path comes back. `pc` is the operation, for places and new objects. */
export function callValue(frame: Frame, callee: Val, args: Args, pc: number): Val {
  const domain = frame.engine.domain;
  frame.ask(callee);
  const atoms = callee.atoms;
  if (atoms.length === 1 && !callee.open) return callAtom(frame, atoms[0] as Atom, args, pc);
  let result = callee.open || atoms.length === 0 ? UNKNOWN : NEVER;
  const { receiver } = frame;
  for (const atom of atoms) {
    frame.receiver = receiver;
    result = domain.union(result, callAtom(frame, atom, args, pc));
  }
  return result;
}

function callAtom(frame: Frame, atom: Atom, args: Args, pc: number): Val {
  switch (atom.tag) {
    case Tag.function:
      return callFunction(frame, atom, null, args, pc);
    case Tag.bound:
      return callFunction(frame, atom, atom.receiver, args, pc);
    case Tag.class:
      return atom.cls === null ? UNKNOWN : instantiate(frame, atom, atom.cls, args, pc);
    case Tag.external:
      return atom.external === null ? UNKNOWN : callExternal(frame, atom.external, args, pc);
    case Tag.object:
    case Tag.frozen: {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      if (object === null) return UNKNOWN;
      if (object.shape === Shape.partial) return callPartial(frame, object, args, pc);
      if (object.shape === Shape.instance && object.cls?.cls) {
        const method = instanceAttribute(frame, object.cls.cls, '__call__', atom.only, pc);
        if (method.atoms.length > 0) return callValue(frame, method, args, pc);
      }
      const external = object.cls?.external ?? null;
      if (external === null) return UNKNOWN;
      const tuple = namedTuple(frame, object, args);
      if (tuple !== null) return frame.allocate(pc * 16, tuple);
      const given = functionGiven(args);
      if (given !== null && frame.engine.decorates(frame, external.parent, atom.only, given)) return given;
      return callExternal(frame, external, args, pc);
    }
    case Tag.parameter: {
      // An object of a library whose call, by the models, gives data or takes it.
      const { engine } = frame;
      const type = atom.fn === null ? null : engine.parameterType(atom.fn, atom.index);
      const external = type?.atoms.length === 1 ? (type.atoms[0]?.external ?? null) : null;
      if (external === null) return UNKNOWN;
      const method = engine.externals.member(external, '__call__');
      if (method !== null && (engine.knowledge.of(method)?.sinks.length ?? 0) > 0)
        return callExternal(frame, method, args, pc);
      const result = engine.externals.call(external);
      if (result === null || !engine.knowledge.of(result)?.tier) return UNKNOWN;
      return callExternal(frame, external, args, pc);
    }
    default:
      return UNKNOWN;
  }
}

/** The one argument of a call when it may be a function of the project, or a parameter that may be one; else null. */
export function functionGiven(args: Args): Val | null {
  const given = args.positional[0];
  if (given === undefined || args.positional.length > 1 || args.names.length > 0) return null;
  return given.atoms.some(({ fn }) => fn !== null) ? given : null;
}

function callPartial(frame: Frame, object: Obj, args: Args, pc: number): Val {
  const target = object.vals[0];
  return target === undefined ? UNKNOWN : callValue(frame, target, partialArgs(object, args), pc);
}

/** What `receiver.name` is, for a call; null when the receiver is (also) a constant or container, whose methods are run in place. */
export function methodOf(frame: Frame, receiver: Val, name: string, pc: number): Val | null {
  if (receiver.atoms.length === 0) {
    const named = byConvention(frame, UNKNOWN, name);
    return named === UNKNOWN ? null : named;
  }
  for (const atom of receiver.atoms) {
    if (atom.tag === Tag.constant) return null;
    if (atom.tag === Tag.object || atom.tag === Tag.frozen) {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      if (object === null || (object.shape !== Shape.instance && object.cls?.tag !== Tag.class)) return null;
    } else if (atom.tag === Tag.parameter && CHANGES.has(name)) return null;
  }
  return attributeOf(frame, receiver, name, pc);
}

/** What calling `receiver.name(…)` gives; NEVER when no path comes back. */
export function callMethod(frame: Frame, receiver: Val, name: string, args: Args, pc: number): Val {
  const domain = frame.engine.domain;
  let result = receiver.open || receiver.atoms.length === 0 ? UNKNOWN : NEVER;
  if (receiver.text !== null || result === UNKNOWN) {
    const text = callText(frame, receiver, name, args, pc);
    if (text !== null) return text;
  }
  for (const atom of receiver.atoms) result = domain.union(result, callMethodOf(frame, atom, name, args, pc));
  return result;
}

function callMethodOf(frame: Frame, atom: Atom, name: string, args: Args, pc: number): Val {
  if (atom.tag === Tag.constant) {
    const text = callText(frame, atom.only, name, args, pc);
    return text ?? UNKNOWN;
  }
  if (atom.tag === Tag.object || atom.tag === Tag.frozen) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (
      object !== null &&
      (object.shape <= Shape.dict || object.shape === Shape.iterator) &&
      object.cls?.tag !== Tag.class
    ) {
      return callContainer(frame, atom, object, name, args, pc);
    }
  }
  if (atom.tag === Tag.parameter && CHANGES.has(name) && atom.fn === frame.fn && atom.index < 30) {
    if (frame.engine.parameterType(atom.fn, atom.index) === null) frame.mutates |= 1 << atom.index;
  }
  return callValue(frame, attributeOf(frame, atom.only, name, pc), args, pc);
}

/** What a library makes of a class of views, `View.as_view()`, makes its objects: the class itself. Any other result as it is. */
export function viewsClass(receiver: Val, name: string, result: Val): Val {
  const atom = receiver.atoms.length === 1 ? receiver.atoms[0] : undefined;
  return atom?.tag === Tag.class && AS_VIEW.test(name) && result.atoms.every(isOfLibrary) ? receiver : result;
}

const AS_VIEW = /^as_(?:view|asgi)$/;

function isOfLibrary({ external, object }: Atom): boolean {
  return external !== null || (object?.cls?.external ?? null) !== null;
}

const CHANGES = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'clear',
  'add',
  'discard',
  'update',
  'setdefault',
]);

/** One call of a function: what its summary's symbols stand for, and what was worked out of that. */
class Application {
  readonly fn: FunctionInfo;
  readonly bound: readonly Val[];
  /** A callee's taint to the caller's. */
  private sets: SmallTable<number>;
  /** A callee's objects to the caller's, with the depth at which they were made. */
  private atoms: Map<Atom, { readonly depth: number; readonly value: Val }> | null = null;
  constructor(fn: FunctionInfo, bound: readonly Val[]) {
    this.fn = fn;
    this.bound = bound;
  }

  /** The caller's data behind parameters of the callee and what they hold. */
  private origins: SmallTable<Origin>;

  /** The caller's data behind a parameter, or a part of one; 0 where nothing was given. */
  walk(frame: Frame, origin: Origin): number {
    let set = numberOf(this.origins, origin);
    if (set === undefined) {
      const value = this.bound[origin.index];
      set = value === undefined ? 0 : frame.walk(value, origin.path, 0);
      this.origins = withNumber(this.origins, origin, set);
    }
    return set;
  }

  /** What a set of the callee's was worked out to be here, once it was. */
  known(set: number): number | undefined {
    return numberOf(this.sets, set);
  }

  keep(set: number, result: number): void {
    this.sets = withNumber(this.sets, set, result);
  }

  /** What an atom of the callee's was made to here, at this depth or nearer; undefined while it was not. */
  knownAtom(atom: Atom, depth: number): Val | undefined {
    const known = this.atoms?.get(atom);
    return known !== undefined && known.depth <= depth ? known.value : undefined;
  }

  keepAtom(atom: Atom, depth: number, value: Val): void {
    this.atoms ??= new Map();
    this.atoms.set(atom, { depth, value });
  }

  /** The arguments' contents have changed. */
  forget(): void {
    this.sets = undefined;
    this.atoms = null;
    this.origins = undefined;
  }
}

/** Calls a project function, with its receiver in front of the arguments where there is one. */
export function callFunction(frame: Frame, atom: Atom, receiver: Val | null, args: Args, pc: number): Val {
  const fn = atom.fn as FunctionInfo;
  const engine = frame.engine;
  const domain = engine.domain;
  if (engine.wantsEdges) engine.listener.edge?.(frame.fn, fn);
  const bound = bindArguments(domain, fn, frozenExtras(frame, fn, args, receiver), receiver);
  // What was shown of an argument stays with what the callee keeps of it.
  if (frame.facts !== null) for (let i = 0; i < bound.length; i++) bound[i] = frame.bakedValue(bound[i] as Val);
  frame.receiver = null;
  if (frame.tell !== 0 && engine.ownNames.sinks.has(fn.ir.name) && (fn.cls !== null || fn.ir.parent === 0))
    judgeOwn(frame, engine.ownPlace(fn.module, fn.cls, fn.ir.name), args);
  const general = engine.summary(fn);
  if (fn.dispatches && isOwnObject(frame, bound[0])) frame.fn.dispatches = true;
  if (fn.getter !== null && bound[0] !== undefined && frame.objectOf(bound[0])?.get(fn.getter)) {
    noteApplied(frame, fn, bound);
    return frame.thaw(frame.field(bound[0], fn.getter), pc);
  }
  let summary = general;
  // A run for known arguments may find that it depends on more of them: then it is run for those as well.
  for (let round = 0; round < 3; round++) {
    const asks = general.asks;
    if (asks === 0 || fn.open) break;
    const special = specialised(frame, atom, fn, bound, asks);
    if (special === null) break;
    summary = special;
    if ((summary.asks & ~asks) === 0) break;
    general.asks |= summary.asks;
  }
  // What tests hand over says nothing of who else calls.
  const counts = !frame.module.entry.isTest || fn.module.entry.isTest;
  if (counts && (atom.receiver !== null || receiver !== null)) noteApplied(frame, fn, bound);
  const call = new Application(fn, bound);
  for (let i = 0; counts && i < bound.length; i++) {
    const set = frame.deep(bound[i] as Val);
    if (set !== 0) noteGiven(fn, i, frame.baked(set), domain.taints);
  }
  if (frame.tell !== 0 && summary.sinks.length > 0) {
    const way = { module: frame.module, ...frame.callPlace(), callee: fn.ir.name };
    for (const entry of summary.sinks) {
      if (entry.origin.root.fn !== fn) continue;
      passSink(frame, entry, wholeCommand(frame, entry, bound) ?? call.walk(frame, entry.origin), way);
    }
  }
  for (const [parameter, set] of summary.fills) {
    const target = bound[parameter];
    if (target === undefined) continue;
    const data = mapped(frame, set, call);
    frame.fill(target, data);
    const position = parameter - (receiver === null ? 0 : 1);
    const keyword = fn.ir.parameters[parameter]?.name ?? null;
    const given = slotOf(args, { role: 'argument', position: position < 0 ? null : position, keyword });
    if (given !== null) frame.fillVariable(given, args, data);
  }
  if (summary.raises !== 0) frame.raised = domain.taints.union(frame.raised, mapped(frame, summary.raises, call));
  for (let i = 0; i < summary.writes.length; i++) {
    const write = summary.writes[i] as Write;
    // A place of its own for each, or the containers of several attributes were one.
    applyWrite(frame, write.parameter, write.key, write.value, call, pc + WRITES_APART * i);
  }
  let isPut = false;
  for (const put of summary.puts) if (applyPut(frame, put, call)) isPut = true;
  if (summary.writes.length > 0 || summary.fills.length > 0 || isPut) call.forget();
  if (summary.mutates !== 0 && summary === general) loosen(frame, summary.mutates, bound);
  if (summary.never && fn.state === 2) return NEVER;
  frame.learn(mappedFacts(frame, summary.onReturn, call));
  if (summary.result === NEVER) return UNKNOWN;
  // Within a circle only the data of a result is followed: its structure would grow with every run.
  if (fn.open) return domain.tainted(UNKNOWN, mapped(frame, frame.deep(summary.result), call));
  const given = atom.captured === null ? summary.result : withOwnVariables(frame, summary.result);
  const result = frame.thaw(substituted(frame, given, call, 0), pc);
  if (summary.whenTrue === null && summary.whenFalse === null) return result;
  return domain.guarded(result, {
    whenTrue: mappedFacts(frame, summary.whenTrue, call),
    whenFalse: mappedFacts(frame, summary.whenFalse, call),
  });
}

/** Notes the taint of an argument. Sets are joined when there are many, not one by one: every union would be a set that stays. */
function noteGiven(fn: FunctionInfo, parameter: number, set: number, taints: Taints): void {
  fn.given ??= [];
  const sets = fn.given[parameter];
  if (sets === undefined) fn.given[parameter] = [set];
  else if (!sets.includes(set)) {
    sets.push(set);
    if (sets.length > MAX_GIVEN) fn.given[parameter] = [taints.unionOf(sets)];
  }
}

/** Tells what a framework's own code redirects to, in a call of its own function or class that the models name. */
function judgeOwn(frame: Frame, place: External | null, args: Args): void {
  const known = place === null ? null : frame.engine.knowledge.of(place);
  if (place === null || known === null) return;
  const call = frame.callPlace();
  for (const row of known.sinks) if (row.kind === 'redirect') judgeOwnRedirect(frame, row, args, call, place.path);
}

/** What a function that is defined in the running one gives, with the data that variables of the running one hold now. */
function withOwnVariables(frame: Frame, value: Val): Val {
  const { cells } = frame.fn;
  if (value.taint === 0 || cells === null) return value;
  const { domain } = frame.engine;
  const { taints } = domain;
  let set = value.taint;
  for (const label of taints.of(value.taint)) {
    if (label.origin.kind !== 'cell') continue;
    for (const [slot, cell] of cells) {
      if (cell !== label.origin.cell) continue;
      set = taints.union(set, taints.through(frame.walk(frame.v[slot] as Val, label.origin.path, 0), label));
    }
  }
  return domain.withTaint(value, set);
}

/** What of a list that a function starts as a program can do harm; null where the parameter is not the whole command. */
function wholeCommand(frame: Frame, { kind, origin, hi }: SinkEntry, bound: readonly Val[]): number | null {
  if (kind !== 'argv' || origin.depth > 0 || (hi & DERIVED) !== 0) return null;
  const value = bound[origin.index];
  return value === undefined ? null : argvTaint(frame, value).taint;
}

/** True for the object of the running method itself. */
function isOwnObject(frame: Frame, value: Val | undefined): boolean {
  const atom = value?.atoms.length === 1 ? value.atoms[0] : undefined;
  return atom?.tag === Tag.parameter && atom.index === 0 && atom.fn === frame.fn;
}

/** Notes that a method was followed with an object whose contents are known. */
function noteApplied(frame: Frame, fn: FunctionInfo, bound: readonly Val[]): void {
  if (fn.applied) return;
  const first = bound[0];
  if (first === undefined) return;
  for (const atom of first.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : null;
    if (object !== null && object.shape === Shape.instance && object.keys.length > 0) fn.applied = true;
  }
}

/** A callee's taint in terms of the caller. */
function mapped(frame: Frame, set: number, call: Application): number {
  const { taints } = frame.engine.domain;
  if (!taints.symbolic(set)) return set;
  const known = call.known(set);
  if (known !== undefined) return known;
  const result = taints.map(set, (label) => {
    const { origin } = label;
    if (origin.kind !== 'parameter' || origin.fn !== call.fn) return taints.single(label);
    return taints.through(call.walk(frame, origin), label);
  });
  call.keep(set, result);
  return result;
}

/** What a callee has shown of its parameters' data, as facts about the caller's. */
function mappedFacts(frame: Frame, facts: Facts, call: Application): Facts {
  if (facts === null) return null;
  const { fn, bound } = call;
  let result: Map<Origin | Val, Mask> | null = null;
  const { taints } = frame.engine.domain;
  for (const [origin, mask] of facts) {
    if (origin instanceof Val) continue;
    if (origin.kind !== 'parameter') {
      result ??= new Map();
      result.set(origin, mask);
      continue;
    }
    if (origin.fn !== fn) continue;
    const value = bound[origin.index];
    if (value === undefined) continue;
    for (const label of taints.of(call.walk(frame, origin))) {
      result ??= new Map();
      result.set(label.origin, mask);
      // What is shown of the name of an archive's member is shown of the member.
      const member = isMemberName(label.origin) ? label.origin.parent : null;
      const below = mask.hi & ONE_PART.hi;
      if (member !== null && below !== 0) {
        const before = result.get(member);
        result.set(member, { lo: before?.lo ?? 0, hi: (before?.hi ?? 0) | below });
      }
    }
  }
  return result;
}

/** The summary of a function for what is known of the arguments that it asks for; null when nothing is known of them. */
function specialised(frame: Frame, atom: Atom, fn: FunctionInfo, bound: readonly Val[], asks: number): Summary | null {
  const engine = frame.engine;
  const domain = engine.domain;
  const captured = atom.captured;
  let key = '';
  let libraryKey = '';
  let known: (Val | null)[] | null = null;
  let knownCaptured: (Val | null)[] | null = null;
  const picks = fn.summary.result.atoms.some(
    ({ object }) => object?.shape === Shape.list || object?.shape === Shape.iterator,
  );
  for (let i = 0; i < bound.length && i < 30; i++) {
    if ((asks & (1 << i)) === 0) continue;
    let value = bound[i] as Val;
    frame.ask(value);
    if (!isInteresting(frame, value, i === 0 ? fn.cls : null, picks)) {
      const typed = requestOf(frame, fn, i, value);
      if (typed === null) continue;
      value = typed;
    }
    const frozen = engine.desymbolized(frame.freeze(value, 0));
    if (frozen.atoms.length === 0) continue;
    known ??= bound.map(() => null);
    known[i] = frozen;
    key += `${i}:${domain.key(frozen)};`;
  }
  if (captured !== null) {
    for (let i = 0; i < captured.length; i++) {
      const bit = bound.length + i;
      const value = captured[i];
      if (bit >= 30 || (asks & (1 << bit)) === 0 || value === null || value === undefined) continue;
      frame.ask(value);
      if (!isInteresting(frame, value, null, picks)) continue;
      const frozen = engine.desymbolized(value);
      if (frozen.atoms.length === 0) continue;
      knownCaptured ??= captured.map(() => null);
      knownCaptured[i] = frozen;
      const part = `c${i}:${domain.key(frozen)};`;
      key += part;
      if (isLibraryFunction(frozen)) libraryKey += part;
    }
  }
  if (key === '') return null;
  const exact = engine.clone(fn, key, known ?? bound.map(() => null), knownCaptured, frame.askers);
  if (exact !== fn.summary || libraryKey === '' || libraryKey === key) return exact;
  // Too many arguments to tell apart: a wrapper of a library's function still calls it.
  const called = knownCaptured?.map((one) => (one !== null && isLibraryFunction(one) ? one : null)) ?? null;
  return engine.clone(
    fn,
    libraryKey,
    bound.map(() => null),
    called,
    frame.askers,
    true,
  );
}

/** True for what is nothing but functions and classes of libraries. */
function isLibraryFunction(value: Val): boolean {
  return value.atoms.every(({ external }) => external?.isCall === false);
}

/**
 * What the running function's own parameter is known to be, where it is handed on as it came to a function that does not say what it takes,
 * and things are read from it that come from outside: a request.
 */
function requestOf(frame: Frame, fn: FunctionInfo, index: number, value: Val): Val | null {
  const atom = value.atoms.length === 1 ? value.atoms[0] : undefined;
  if (atom === undefined || atom.tag !== Tag.parameter || atom.fn !== frame.fn || value.open) return null;
  const { engine } = frame;
  if (engine.parameterType(fn, index) !== null) return null;
  const typed = engine.parameterType(frame.fn, atom.index);
  const type = typed?.atoms.length === 1 ? typed.atoms[0] : undefined;
  const classes =
    type?.external?.classes ??
    type?.object?.cls?.cls?.resolution().externals.flatMap(({ path }) => engine.externals.withBases(path));
  return classes?.some((one) => engine.knowledge.carriesData(one)) ? typed : null;
}

/** Arguments that end up in `*args` or `**kwargs` must not hold heap indices. */
function frozenExtras(frame: Frame, fn: FunctionInfo, args: Args, receiver: Val | null): Args {
  const parameters = fn.ir.parameters;
  let plain = true;
  for (const one of parameters) if (one.kind === 'rest' || one.kind === 'keywords') plain = false;
  if (plain) return args;
  let named = -(receiver === null ? 0 : 1);
  for (const one of parameters) if (one.kind === 'positional-only' || one.kind === 'normal') named++;
  const frozen = new Args();
  for (let i = 0; i < args.positional.length; i++) {
    const value = args.positional[i] as Val;
    frozen.positional.push(i < named ? value : frame.freeze(value, 1));
  }
  for (let i = 0; i < args.names.length; i++) {
    const name = args.names[i] as string;
    const value = args.values[i] as Val;
    frozen.addKeyword(name, parameters.some((one) => one.name === name) ? value : frame.freeze(value, 1));
  }
  frozen.open = args.open;
  frozen.spread = args.spread;
  frozen.rest = frame.freeze(args.rest, 1);
  frozen.mapping = args.mapping;
  return frozen;
}

/** Sets of taint that are kept apart for a parameter. */
const MAX_GIVEN = 24;

/** Larger than any place in a module's code. */
const WRITES_APART = 1 << 24;

function applyWrite(frame: Frame, parameter: number, key: unknown, value: Val, call: Application, pc: number): void {
  const { fn } = call;
  const target = call.bound[parameter];
  if (target === undefined) return;
  const actual = substituted(frame, value, call, 0);
  if (typeof key === 'string') {
    storeAttribute(frame, target, key, frame.thaw(actual, pc + 3 + parameter), fn.ir.start, fn.ir.end);
    return;
  }
  for (const atom of target.atoms) {
    if (atom.tag === Tag.parameter && atom.fn === frame.fn && atom.index < 30) frame.mutates |= 1 << atom.index;
    if (atom.tag !== Tag.object) continue;
    const contents = actual.atoms.length === 1 ? actual.atoms[0]?.object : null;
    if (contents !== null && contents !== undefined) frame.h[atom.index] = contents;
  }
}

/** Data that a callee added to a container of an argument is added to that; false where there is none to add, or no such container is known. */
function applyPut(frame: Frame, put: Put, call: Application): boolean {
  const target = call.bound[put.parameter];
  if (target === undefined) return false;
  const { domain } = frame.engine;
  let isChanged = false;
  let actual: Put | null = null;
  for (const atom of target.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : null;
    const isOwn = atom.tag === Tag.parameter && atom.fn === frame.fn;
    if (!isOwn && object?.shape !== Shape.instance && object?.shape !== Shape.parameter) continue;
    if (actual === null) {
      const set = mapped(frame, put.value.taint, call);
      if (set === 0 && put.value.atoms.length === 0) return false;
      actual = { ...put, value: domain.withTaint(put.value, set) };
    }
    if (object === null) frame.addPut({ ...actual, parameter: atom.index });
    else {
      const held = frame.withPut(object.get(put.field) ?? UNKNOWN, actual);
      frame.h[atom.index] = frame.object(atom.index).with(put.field, held);
    }
    isChanged = true;
  }
  return isChanged;
}

function loosen(frame: Frame, bits: number, bound: readonly Val[]): void {
  const domain = frame.engine.domain;
  for (let i = 0; i < bound.length && i < 30; i++) {
    if ((bits & (1 << i)) === 0) continue;
    for (const atom of (bound[i] as Val).atoms) {
      if (atom.tag === Tag.parameter && atom.fn === frame.fn && atom.index < 30) frame.mutates |= 1 << atom.index;
      if (atom.tag !== Tag.object) continue;
      const object = frame.object(atom.index);
      frame.h[atom.index] =
        object.shape === Shape.dict
          ? new Obj(Shape.dict, object.cls, object.keys, object.vals, UNKNOWN, false)
          : object.shape < Shape.dict
            ? domain.loose(object.shape, domain.opened(domain.anyItem(object)))
            : object;
    }
  }
}

/** A value of a callee's summary in terms of the caller: parameters replaced by the arguments. */
function substituted(frame: Frame, value: Val, call: Application, depth: number): Val {
  if (!value.symbolic) return value;
  const domain = frame.engine.domain;
  const taint = mapped(frame, value.taint, call);
  const result = filledIn(frame, domain.withTaint(value, 0), call, depth);
  return domain.tainted(result, taint);
}

function filledIn(frame: Frame, value: Val, call: Application, depth: number): Val {
  const domain = frame.engine.domain;
  if (depth > 4) return UNKNOWN;
  let result = value.open ? domain.opened(NEVER) : NEVER;
  for (const atom of value.atoms) result = domain.union(result, substitutedAtom(frame, atom, call, depth));
  if (value.text !== null) {
    const parts = value.text.parts.map((part) => {
      if (typeof part === 'string' || !part.value.symbolic) return part;
      const filler = substituted(frame, part.value, call, depth + 1);
      return new Hole(frame.freeze(filler, 0), part.module, part.start, part.end);
    });
    const text = domain.withTaint(domain.text(new TextShape(value.text.making, parts)), 0);
    result = result.atoms.length === 0 ? text : domain.union(result, text);
  }
  return result === NEVER ? UNKNOWN : result;
}

function substitutedAtom(frame: Frame, atom: Atom, call: Application, depth: number): Val {
  if (!atom.symbolic) return atom.only;
  const known = call.knownAtom(atom, depth);
  if (known !== undefined) return known;
  const value = madeOf(frame, atom, call, depth);
  if (atom.tag !== Tag.parameter) call.keepAtom(atom, depth, value);
  return value;
}

function madeOf(frame: Frame, atom: Atom, call: Application, depth: number): Val {
  const engine = frame.engine;
  const domain = engine.domain;
  if (atom.tag === Tag.parameter) {
    // The label of the parameter says what taint its data has here.
    if (atom.fn === call.fn) return domain.withTaint(call.bound[atom.index] ?? UNKNOWN, 0);
    return atom.fn === frame.fn ? atom.only : engine.desymbolized(atom.only);
  }
  if (atom.tag === Tag.frozen && atom.object !== null) {
    const object = atom.object;
    const inside = (one: Val): Val => frame.freeze(substituted(frame, one, call, depth + 1), depth + 1);
    const vals = object.vals.map(inside);
    const rest = object.rest === null ? null : inside(object.rest);
    return domain.frozen(new Obj(object.shape, object.cls, object.keys, vals, rest, object.exact));
  }
  if (atom.tag === Tag.function && atom.fn !== null && atom.captured !== null) {
    const captured = atom.captured.map((one) =>
      one === null ? null : frame.freeze(substituted(frame, one, call, depth + 1), 1),
    );
    return domain.closure(atom.fn, captured);
  }
  if (atom.tag === Tag.bound && atom.fn !== null && atom.receiver !== null) {
    const plain =
      atom.captured === null ? domain.function(atom.fn).atoms[0] : domain.closure(atom.fn, atom.captured).atoms[0];
    return plain === undefined ? UNKNOWN : domain.bound(plain, substituted(frame, atom.receiver, call, depth + 1));
  }
  return UNKNOWN;
}

/** Makes an instance of a project class and runs its `__init__`. */
function instantiate(frame: Frame, atom: Atom, cls: ClassInfo, args: Args, pc: number): Val {
  const engine = frame.engine;
  const _domain = engine.domain;
  const object = frame.allocate(pc * 16, new Obj(Shape.instance, atom, [], [], null, false));
  const order = cls.resolution();
  if (engine.isModelled && frame.tell !== 0)
    for (const one of order.classes)
      if (engine.ownNames.sinks.has(one.ir.name)) judgeOwn(frame, engine.ownPlace(one.module, null, one.ir.name), args);
  for (const one of order.classes) {
    const cell = one.attributes.get('__init__') ?? one.attributes.get('__new__');
    if (cell === undefined) continue;
    const isNew = !one.attributes.has('__init__');
    for (const init of engine.readCell(cell, frame.fn).atoms) {
      if (init.tag !== Tag.function || init.fn === null) continue;
      const result = callFunction(frame, init, isNew ? atom.only : object, args, pc + 1);
      if (result === NEVER) return NEVER;
    }
    return object;
  }
  if (engine.wantsEdges) {
    for (const external of order.externals) {
      const init = engine.externals.member(engine.externals.instanceOf(external), '__init__');
      if (init !== null) engine.listener.edge?.(frame.fn, init);
    }
  }
  const member = args.positional.length === 1 ? memberOf(frame, cls) : null;
  if (member !== null) return member;
  if (isTypedDict(order.externals.map(({ path }) => path)))
    return callExternal(frame, engine.externals.path('builtins.dict'), args, pc);
  if (order.externals.some(isException)) keepArguments(frame, object, args.positional);
  fillFields(frame, cls, object, args);
  runAfterFields(frame, order.classes, object, pc);
  return object;
}

/** Runs what a class that is made from annotations calls once its fields are set. */
function runAfterFields(frame: Frame, classes: readonly ClassInfo[], object: Val, pc: number): void {
  for (const one of classes) {
    for (const name of AFTER_FIELDS) {
      const cell = one.attributes.get(name);
      if (cell === undefined) continue;
      for (const method of frame.engine.readCell(cell, frame.fn).atoms)
        if (method.tag === Tag.function && method.fn !== null)
          callFunction(frame, method, object, name === 'model_post_init' ? argsOf(UNKNOWN) : argsOf(), pc + 1);
      return;
    }
  }
}

/** Methods that data classes, attrs and pydantic call once the fields are set. */
const AFTER_FIELDS = ['__post_init__', '__attrs_post_init__', 'model_post_init'];

/** Decorators that make a property. */
const PROPERTIES =
  /^builtins\.property$|(?:^|[._])(?:(?:cached|lazy|memoi[sz]ed|memo)_?(?:property|attribute|attr)|abstractproperty|reify|hybrid_property)$/i;

/** The same of descriptors that the project writes itself. Of `cached_property` it is a matter of cost: where it is written, all is made with it. */
const DESCRIPTORS = /^(?:(?:lazy|memoi[sz]ed|memo)_?(?:property|attribute|attr)|reify)$/i;

/** What a decorator makes of a function (`fn` given) or class. External decorators that are not known keep what they are given. */
export function decorate(frame: Frame, decorator: Val, value: Val, fn: FunctionInfo | null, pc: number): Val {
  const domain = frame.engine.domain;
  let result = NEVER;
  for (const atom of decorator.atoms) {
    const external = atom.external;
    if (external !== null) {
      if (fn !== null) {
        const path = external.path;
        if (
          path === 'builtins.property.setter' ||
          path === 'builtins.property.deleter' ||
          path === 'builtins.property.getter'
        ) {
          const slot = frame.fn.ir.slots.indexOf(fn.ir.name);
          const before = slot < 0 ? NEVER : (frame.v[slot] as Val);
          if (before !== NEVER) return before;
        }
        if (PROPERTIES.test(path)) fn.flags |= FunctionFlag.property;
        else if (path === 'builtins.staticmethod') fn.flags |= FunctionFlag.static;
        else if (path === 'builtins.classmethod') fn.flags |= FunctionFlag.class;
        if (path.startsWith('abc.abstract') && fn.cls !== null) fn.cls.isAbstract = true;
        fn.parameterTypes = null;
      }
      result = domain.union(result, value);
    } else if (frame.objectOf(atom.only)?.cls?.external) {
      result = domain.union(result, value);
    } else if (fn !== null && fn.cls !== null && DESCRIPTORS.test(atom.cls?.ir.name ?? atom.fn?.ir.name ?? '')) {
      // A descriptor of the project: what reading it gives is what the function gives.
      fn.flags |= FunctionFlag.property;
      fn.parameterTypes = null;
      result = domain.union(result, value);
    } else {
      const made = callValue(frame, atom.only, argsOf(value), pc);
      result = domain.union(result, made === NEVER || made.atoms.length === 0 ? value : made);
    }
  }
  if (result === NEVER || isOpen(result)) return domain.union(result, value);
  return result;
}

/** `raise value`: a class is called for its instance. */
export function raise(frame: Frame, value: Val, pc: number): void {
  for (const atom of value.atoms) {
    if (atom.external?.path.startsWith('builtins.NotImplementedError') && frame.fn.cls !== null)
      frame.fn.cls.isAbstract = true;
    if (atom.tag === Tag.class && atom.cls !== null) instantiate(frame, atom, atom.cls, argsOf(), pc);
    else if (atom.external !== null && !atom.external.isCall && frame.engine.wantsEdges) {
      frame.engine.listener.edge?.(frame.fn, atom.external);
    }
  }
}
