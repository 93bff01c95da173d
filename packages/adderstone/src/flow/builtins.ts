import { attributeOf, storeAnyAttribute, storeAttribute } from './access.ts';
import { Args, argsOf, withFirst } from './arguments.ts';
import { callValue, functionGiven } from './calls.ts';
import { type Atom, Hole, isOpen, NEVER, Obj, Shape, Tag, TextShape, UNKNOWN, type Val } from './domain.ts';
import { isWantedCall, tellCall, tellImported } from './events.ts';
import { initializeException } from './exceptions.ts';
import type { External } from './external.ts';
import { lengthOf, textOfConstant } from './fold.ts';
import type { Frame } from './frame.ts';
import { isData } from './guards.ts';
import { Op } from './ir.ts';
import { constantsOf, textOrConstant, truth, truths } from './operators.ts';
import type { ClassInfo } from './program.ts';
import { throughExternal } from './propagation.ts';
import { isTypedDict, namespaceOf } from './records.ts';
import { AMOUNTS } from './taint.ts';
import { textOfObject, type Writing } from './text-of-object.ts';
import type { Constant } from './value.ts';

/** True for a number that holds no data, or is a limit that the running object was made with. */
function isBound(frame: Frame, value: Val): boolean {
  return frame.engine.domain.taints
    .of(frame.deep(value))
    .every(
      ({ origin: { kind, index, fn, depth, step } }) =>
        kind === 'parameter' && fn?.hasReceiver === true && index === 0 && depth === 1 && LIMITS.test(step),
    );
}

const LIMITS = /^\.\w*(?:max|limit|bound|cap)/i;

/** Calls that never come back. */
const NEVER_RETURNS = new Set([
  'sys.exit',
  'os._exit',
  'os.abort',
  'builtins.exit',
  'builtins.quit',
  'flask.abort',
  'flask.helpers.abort',
  'werkzeug.exceptions.abort',
  'quart.abort',
  'bottle.abort',
  'bottle.redirect',
  'sanic.exceptions.abort',
  'pytest.fail',
  'pytest.skip',
  'flask_restful.abort',
  'flask_restx.abort',
]);

/** Items of `range` that are kept apart. */
const MAX_RANGE = 64;

/** What a call of something external gives: modelled builtins and a few library functions, else the node of its result. */
export function callExternal(frame: Frame, external: External, given: Args, pc: number): Val {
  const { receiver } = frame;
  const writing = WRITES.get(external.path);
  const args = writing === undefined ? given : written(frame, writing, given, pc);
  frame.receiver = null;
  if (external.name === '__init__') initializeException(frame, external, receiver, args);
  // Who calls the functions that are handed over is known before they are run.
  const entries = frame.engine.knowledge.of(external)?.entries ?? [];
  if (entries.length > 0) frame.engine.markEntries(frame, entries, args);
  const known = resultOf(frame, external, args, pc);
  if (known.value === NEVER) {
    throughExternal(frame, external, args, receiver, UNKNOWN, true);
    return NEVER;
  }
  const value = throughExternal(frame, external, args, receiver, known.value, known.precise);
  if (SUBSTITUTES.test(external.path)) return withCount(frame, value, pc);
  return receiver !== null && LOADS_TEMPLATE.test(external.name) ? ofEnvironment(frame, receiver, value, pc) : value;
}

/** Builtins that make a text of an object. */
const WRITES: ReadonlyMap<string, Writing> = new Map([
  ['builtins.str', 'str'],
  ['builtins.unicode', 'str'],
  ['builtins.repr', 'repr'],
  ['builtins.ascii', 'repr'],
  ['builtins.format', 'format'],
]);

/** The arguments of such a builtin with the text in place of the object. */
function written(frame: Frame, writing: Writing, args: Args, pc: number): Args {
  const first = args.positional[0];
  if (first === undefined) return args;
  const text = textOfObject(frame, first, writing, pc);
  return text === first ? args : withFirst(args, text);
}

/** Methods of a template environment that give a template of its own. */
const LOADS_TEMPLATE = /^(?:get_template|select_template|get_or_select_template|from_string)$/;

/** A template with what its environment or lookup was told of escaping; any other value as it is. */
function ofEnvironment(frame: Frame, environment: Val, template: Val, pc: number): Val {
  const given = frame.objectOf(environment);
  const told = given?.get('(autoescape') ? '(autoescape' : '(default_filters';
  const escaping = given?.get(told) ?? null;
  const atom = template.atoms.length === 1 ? template.atoms[0] : undefined;
  const cls = atom?.tag === Tag.external ? atom : (frame.objectOf(template)?.cls ?? null);
  if (escaping === null || cls?.external === null || cls === null) return template;
  const { domain } = frame.engine;
  const made = frame.allocate(pc * 16, new Obj(Shape.instance, cls, [told], [escaping], null, false));
  return domain.withTaint(made, template.taint);
}

/** Functions that give a text and how many replacements they made in it. */
const SUBSTITUTES = /^(?:re|regex)\.(?:subn|Pattern#subn|compile\(\)\.subn)$/;

function withCount(frame: Frame, text: Val, pc: number): Val {
  const { domain, externals } = frame.engine;
  const count = domain.external(externals.instanceOfPath('builtins.int'));
  return frame.allocate(pc * 16, domain.sequence(Shape.tuple, [text, count]));
}

/** What is known of an external call's result; `precise` when its contents are, data included. */
function resultOf(
  frame: Frame,
  external: External,
  args: Args,
  pc: number,
): { readonly value: Val; readonly precise: boolean } {
  const engine = frame.engine;
  const domain = engine.domain;
  const path = external.path;
  if (engine.wantsEdges) engine.listener.edge?.(frame.fn, external);
  if (NEVER_RETURNS.has(path)) return { value: NEVER, precise: true };
  if (path.startsWith('builtins.')) {
    const value = callBuiltin(frame, path.slice(9), args, pc);
    if (value !== null) return { value, precise: true };
  } else {
    const value = callLibrary(frame, path, args, pc);
    if (value !== null) return { value, precise: !path.startsWith('os.') };
  }
  const handed = handedOn(frame, external.name, args, pc);
  if (handed !== null) return { value: handed, precise: true };
  for (const one of args.positional) runCallback(frame, one, pc);
  for (const one of args.values) runCallback(frame, one, pc);
  const given = functionGiven(args);
  const called = domain.external(external);
  if (given !== null && engine.decorates(frame, external.isCall ? external.parent : external, called, given))
    return { value: given, precise: true };
  const node = engine.externals.call(external);
  if (node === null) return { value: given ?? UNKNOWN, precise: false };
  // What a library makes of a function alone is mostly the function with something around it.
  const wraps =
    given?.atoms.some(({ tag }) => tag === Tag.function || tag === Tag.bound) === true &&
    !external.looksLikeClass &&
    node.classes.length === 0;
  const result = wraps && given !== null ? domain.union(domain.external(node), given) : domain.external(node);
  const isRoute = external.forms.some((form) => engine.knowledge.decorators.has(form));
  if (node.isCall && (node.classes.length > 0 || external.looksLikeClass || isRoute || TAKEN_APART.has(path))) {
    const atom = result.atoms[0];
    if (atom !== undefined) {
      const namespace = namespaceOf(path, args, atom);
      if (namespace !== null) return { value: frame.allocate(pc * 16, namespace), precise: true };
      const made = new Obj(Shape.instance, atom, ...madeBy(args), null, false);
      return { value: frame.allocate(pc * 16, made), precise: false };
    }
  }
  return { value: result, precise: false };
}

/** Functions whose result is asked for what it was made with. */
const TAKEN_APART: ReadonlySet<string> = new Set([
  'collections.namedtuple',
  'click.option',
  'click.argument',
  'click.decorators.option',
  'click.decorators.argument',
]);

/** Arguments of a constructor that an instance remembers. */
const MAX_MADE = 16;

/** The arguments of a constructor as fields `(0` and `(keyword`, which no attribute can be called. */
function madeBy(args: Args): [string[], Val[]] {
  const keys: string[] = [];
  const vals: Val[] = [];
  for (let i = 0; i < args.positional.length && i < MAX_MADE; i++) {
    keys.push(`(${i}`);
    vals.push(args.positional[i] as Val);
  }
  for (let i = 0; i < args.names.length && i < MAX_MADE; i++) {
    keys.push(`(${args.names[i]}`);
    vals.push(args.values[i] as Val);
  }
  return [keys, vals];
}

/** Functions of libraries that call what they are given with the arguments behind it; the number is how many come before it. */
const HANDS_ON: ReadonlyMap<string, number> = new Map([
  ['submit', 0],
  ['to_thread', 0],
  ['call_soon', 0],
  ['call_soon_threadsafe', 0],
  ['start_new_thread', 0],
  ['execute', 0],
  ['run_sync', 0],
  ['spawn', 0],
  ['apply_async', 0],
  ['apply', 0],
  ['start_soon', 0],
  ['run_in_executor', 1],
  ['call_later', 1],
  ['call_at', 1],
  ['enqueue', 0],
  ['run_in_threadpool', 0],
  ['add_task', 0],
  ['sync_to_async', 0],
  ['async_to_sync', 0],
]);

/** Methods of pools and executors that call a function for each item of what comes behind it. */
const MAPS_OVER = /^(?:map|imap|imap_unordered|map_async|starmap|starmap_async)$/;

function mappedOver(frame: Frame, name: string, args: Args, pc: number): Val | null {
  const [callee, ...iterables] = args.positional;
  if (callee === undefined || iterables.length === 0 || !callee.atoms.some((atom) => isFollowed(frame, atom)))
    return null;
  const inner = new Args();
  for (const one of iterables) inner.positional.push(frame.item(one));
  if (name.startsWith('star')) {
    const given = frame.items(inner.positional[0] as Val);
    if (given === null) inner.open = true;
    inner.positional.splice(0, inner.positional.length, ...(given ?? []));
  }
  const result = handedTo(frame, callee, inner, pc);
  const { domain } = frame.engine;
  return frame.allocate(pc * 16, domain.loose(Shape.list, result === NEVER ? UNKNOWN : result));
}

/** True for a function of the project, and for one of a library that does something with what it is given or that rules ask for. */
function isFollowed(frame: Frame, atom: Atom): boolean {
  const { tag, fn, external } = atom;
  if (tag === Tag.function || tag === Tag.bound) return fn !== null;
  if (external === null || external.isCall) return false;
  return (frame.engine.knowledge.of(external)?.sinks.length ?? 0) > 0 || isWantedCall(frame, atom);
}

/** What a function gives that is handed to a library together with its arguments; null where that is not so. */
function handedOn(frame: Frame, name: string, args: Args, pc: number): Val | null {
  if (MAPS_OVER.test(name)) return mappedOver(frame, name, args, pc);
  if (name === 'add_job' && args.positional[0] !== undefined) {
    if (!args.positional[0].atoms.some((atom) => isFollowed(frame, atom))) return null;
    started(frame, args.positional[0], args.get(2, 'args'), args.get(3, 'kwargs'), pc);
    return null;
  }
  const at = HANDS_ON.get(name);
  const callee = at === undefined ? undefined : args.positional[at];
  if (at === undefined || callee === undefined) return null;
  if (!callee.atoms.some((atom) => isFollowed(frame, atom))) return null;
  const inner = new Args();
  let rest = args.positional.slice(at + 1);
  const first = rest[0];
  if (/^apply/.test(name) || name === 'start_new_thread') {
    const items = first === undefined ? [] : frame.items(first);
    if (items === null) inner.open = true;
    rest = items === null ? [] : [...items];
  }
  for (const one of rest) inner.positional.push(one);
  for (let i = 0; i < args.names.length; i++) inner.addKeyword(args.names[i] as string, args.values[i] as Val);
  const result = handedTo(frame, callee, inner, pc);
  return result === NEVER ? UNKNOWN : result;
}

/** What a value that is one of several dicts may hold; null where it may be something else. */
function mappingOf(frame: Frame, { atoms }: Val): Obj | null {
  let all: Obj | null = null;
  for (const atom of atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (object?.shape !== Shape.dict) return null;
    all = all === null ? object : frame.engine.domain.joinObjects(all, object);
  }
  return all;
}

/** What a function gives that something else calls: rules are told of the call where it is handed over. */
function handedTo(frame: Frame, callee: Val, args: Args, pc: number): Val {
  const { external } = callee.atoms[0] ?? {};
  const op = frame.code[frame.pc];
  if (frame.tell !== 0 && external && !external.isCall && (op === Op.Call || op === Op.CallMethod))
    tellCall(frame, frame.pc, callee, null, external.name, args);
  return callValue(frame, callee, args, pc + 1);
}

/** A function handed to external code is called by it, with arguments that are not known. */
function runCallback(frame: Frame, value: Val, _pc: number): void {
  for (const atom of value.atoms) {
    if ((atom.tag === Tag.function || atom.tag === Tag.bound) && atom.fn !== null && atom.fn.state === 0) {
      frame.engine.summary(atom.fn);
    }
  }
}

function callBuiltin(frame: Frame, name: string, args: Args, pc: number): Val | null {
  const domain = frame.engine.domain;
  const first = args.positional[0];
  const second = args.positional[1];
  switch (name) {
    case 'len': {
      if (first === undefined) return UNKNOWN;
      frame.ask(first);
      const constants = constantsOf(first);
      if (constants !== null) {
        let result = NEVER;
        for (const one of constants) {
          const length = lengthOf(one);
          result = domain.union(result, length === null ? UNKNOWN : domain.integer(length));
        }
        return result;
      }
      const items = first.atoms[0]?.tag === Tag.object || isTuple(first) ? frame.items(first) : null;
      return items === null ? null : domain.integer(items.length);
    }
    case 'str':
    case 'unicode': {
      if (first === undefined) return domain.string('');
      frame.ask(first);
      if (first.text !== null && first.atoms.length === 0) return first;
      const constants = constantsOf(first);
      if (second !== undefined) return null;
      // A text whose only part is the value: what is known of the value stays known.
      if (constants === null) {
        const [start, end] = args.place(frame.code, 0);
        return domain.text(new TextShape('format', [new Hole(first, frame.module, start, end)]));
      }
      let result = NEVER;
      for (const one of constants) {
        const text = textOfConstant(one);
        result = domain.union(result, text === null ? UNKNOWN : domain.string(text));
      }
      return result;
    }
    case 'int':
    case 'float':
    case 'bool':
      return first === undefined ? null : convert(frame, name, first, args);
    case 'bytes':
    case 'bytearray': {
      const only = first === undefined ? null : domain.onlyConstant(first);
      if (only?.type === 'bytes') return first as Val;
      return null;
    }
    case 'compile': {
      // The same code in another form; what data in it does is told where it is compiled.
      return first?.atoms.some(({ tag }) => tag === Tag.parameter) ? domain.withTaint(first, 0) : null;
    }
    case 'repr':
    case 'ascii':
    case 'format':
      return null;
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'sorted':
    case 'reversed': {
      const shape =
        name === 'list' || name === 'sorted'
          ? Shape.list
          : name === 'tuple'
            ? Shape.tuple
            : name === 'reversed'
              ? Shape.iterator
              : Shape.set;
      if (first === undefined) return frame.allocate(pc * 16, domain.sequence(shape, []));
      const key = args.keyword('key');
      if (key !== null) callValue(frame, key, argsOf(frame.item(first)), pc + 1);
      const items = frame.items(first);
      if (
        items === null ||
        name === 'sorted' ||
        (shape === Shape.set && items.some((one) => constantsOf(one) === null))
      ) {
        return frame.allocate(pc * 16, domain.loose(shape, frame.item(first)));
      }
      if (name === 'reversed') return frame.allocate(pc * 16, domain.sequence(shape, [...items].reverse()));
      return frame.allocate(pc * 16, domain.sequence(shape, shape === Shape.set ? [...new Set(items)] : items));
    }
    case 'dict': {
      let object = new Obj(Shape.dict, null, [], [], null, true);
      // Data of a whole mapping, told apart by its keys as before it was copied.
      let copied = 0;
      if (first !== undefined) {
        const other = mappingOf(frame, first) ?? frame.objectOf(first);
        if (other?.shape === Shape.dict) {
          object = isOpen(first) ? new Obj(other.shape, null, other.keys, other.vals, UNKNOWN, false) : other;
          copied = first.taint;
        } else if (other === null) {
          object = new Obj(Shape.dict, null, [], [], UNKNOWN, false);
          copied = frame.deep(first);
        } else object = new Obj(Shape.dict, null, [], [], domain.withTaint(UNKNOWN, frame.deep(first)), false);
      }
      for (let i = 0; i < args.names.length; i++) {
        const key = domain.string(args.names[i] as string).atoms[0];
        if (key !== undefined) object = object.with(key, args.values[i] as Val);
      }
      if (args.open) object = new Obj(Shape.dict, null, object.keys, object.vals, UNKNOWN, false);
      return domain.tainted(frame.allocate(pc * 16, object), copied);
    }
    case 'range':
    case 'xrange': {
      const constants = args.positional.map((one) => domain.onlyConstant(one));
      if (!args.open && constants.every((one) => one?.type === 'int' && typeof one.value === 'number')) {
        const [a, b, c] = constants.map((one) => one?.value as number);
        const start = b === undefined ? 0 : (a as number);
        const stop = b === undefined ? (a as number) : b;
        const step = c ?? 1;
        const count = step === 0 ? -1 : Math.ceil((stop - start) / step);
        if (count >= 0 && count <= MAX_RANGE) {
          const items: Val[] = [];
          for (let i = 0; i < count; i++) items.push(domain.integer(start + i * step));
          return frame.allocate(pc * 16, domain.sequence(Shape.iterator, items));
        }
      }
      return frame.allocate(pc * 16, domain.loose(Shape.iterator, UNKNOWN));
    }
    case 'enumerate': {
      if (first === undefined) return UNKNOWN;
      const items = frame.items(first);
      const pair = (i: Val, value: Val): Val =>
        domain.frozen(new Obj(Shape.tuple, null, [], [i, frame.freeze(value, 1)], null, true));
      if (items !== null && items.length <= MAX_RANGE && second === undefined && args.names.length === 0) {
        return frame.allocate(
          pc * 16,
          domain.sequence(
            Shape.iterator,
            items.map((one, i) => pair(domain.integer(i), one)),
          ),
        );
      }
      return frame.allocate(pc * 16, domain.loose(Shape.iterator, pair(UNKNOWN, frame.item(first))));
    }
    case 'zip': {
      const lists = args.positional.map((one) => frame.items(one));
      const tuple = (vals: Val[]): Val =>
        domain.frozen(
          new Obj(
            Shape.tuple,
            null,
            [],
            vals.map((one) => frame.freeze(one, 1)),
            null,
            true,
          ),
        );
      if (!args.open && lists.length > 0 && lists.every((one) => one !== null && one.length <= MAX_RANGE)) {
        const length = Math.min(...lists.map((one) => one?.length ?? 0));
        const rows: Val[] = [];
        for (let i = 0; i < length; i++) rows.push(tuple(lists.map((one) => one?.[i] as Val)));
        return frame.allocate(pc * 16, domain.sequence(Shape.iterator, rows));
      }
      const row = args.open ? UNKNOWN : tuple(args.positional.map((one) => frame.item(one)));
      return frame.allocate(pc * 16, domain.loose(Shape.iterator, row));
    }
    case 'map':
    case 'filter': {
      if (first === undefined) return UNKNOWN;
      const called = handedTo(frame, first, argsOf(...args.positional.slice(1).map((one) => frame.item(one))), pc);
      const item = name === 'map' ? called : second === undefined ? UNKNOWN : frame.item(second);
      return frame.allocate(pc * 16, domain.loose(Shape.iterator, item === NEVER ? UNKNOWN : item));
    }
    case 'iter':
      if (first === undefined) return UNKNOWN;
      if (frame.objectOf(first)?.shape === Shape.instance) return null;
      return frame.allocate(pc * 16, domain.loose(Shape.iterator, frame.item(first)));
    case 'next':
    case 'anext':
      return first === undefined ? UNKNOWN : domain.union(frame.item(first), second ?? NEVER);
    case 'min':
    case 'max': {
      let result = NEVER;
      const pool = args.positional.length === 1 && first !== undefined ? [frame.item(first)] : args.positional;
      for (const one of pool) result = domain.union(result, one);
      const key = args.keyword('key');
      if (key !== null) callValue(frame, key, argsOf(result === NEVER ? UNKNOWN : result), pc + 1);
      if (result === NEVER) return UNKNOWN;
      // `min(count, 100)` is no larger than the bound.
      return name === 'min' && result.taint !== 0 && args.positional.some((one) => isBound(frame, one))
        ? domain.withTaint(result, domain.taints.clean(result.taint, AMOUNTS.lo, AMOUNTS.hi))
        : result;
    }
    case 'getattr': {
      const key = second === undefined ? null : constantsOf(second);
      if (first === undefined || second === undefined) return UNKNOWN;
      frame.ask(second);
      frame.ask(first);
      if (key === null) return null;
      let result = NEVER;
      for (const one of key) {
        let value = typeof one.value === 'string' ? attributeOf(frame, first, one.value, pc) : UNKNOWN;
        if (first.taint !== 0 && isData(value))
          value = domain.tainted(value, domain.taints.extend(first.taint, `.${String(one.value)}`));
        result = domain.union(result, value);
      }
      const fallback = args.positional[2];
      return fallback !== undefined && (isOpen(result) || result.atoms.length === 0)
        ? domain.union(result, fallback)
        : result;
    }
    case 'setattr': {
      const key = second === undefined ? null : domain.onlyConstant(second);
      const value = args.positional[2];
      if (first !== undefined && value !== undefined && typeof key?.value === 'string') {
        storeAttribute(frame, first, key.value, value, frame.code[pc + 5] ?? 0, frame.code[pc + 6] ?? 0);
      } else if (first !== undefined && value !== undefined)
        storeAnyAttribute(frame, first, value, frame.code[pc + 5] ?? 0, frame.code[pc + 6] ?? 0);
      return domain.none;
    }
    case 'super': {
      const cls = first?.atoms[0]?.cls ?? enclosingClass(frame);
      const receiver = second ?? (frame.fn.ir.parameters.length > 0 ? (frame.v[0] as Val) : UNKNOWN);
      return cls === null ? UNKNOWN : domain.super(cls, receiver);
    }
    case 'type': {
      if (first === undefined || second !== undefined) return null;
      let result = NEVER;
      for (const atom of first.atoms) {
        const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
        if (object?.cls?.cls) result = domain.union(result, domain.class(object.cls.cls));
        else if (atom.tag === Tag.parameter && atom.fn !== null) {
          const type = frame.engine.parameterType(atom.fn, atom.index)?.atoms[0]?.object?.cls?.cls;
          result = domain.union(result, type ? domain.opened(domain.class(type)) : UNKNOWN);
        } else result = domain.union(result, UNKNOWN);
      }
      return result === NEVER ? null : result;
    }
    case 'isinstance':
    case 'issubclass':
    case 'hasattr':
      if (first !== undefined) frame.ask(first);
      return UNKNOWN;
    case 'callable':
      return first === undefined || truth(frame, first) !== 1 ? UNKNOWN : callableness(frame, first);
    case 'chr': {
      const only = first === undefined ? null : domain.onlyConstant(first);
      return only?.type === 'int' && typeof only.value === 'number' && only.value >= 0 && only.value < 0xd800
        ? domain.string(String.fromCharCode(only.value))
        : null;
    }
    case 'ord': {
      const only = first === undefined ? null : domain.onlyConstant(first);
      return only !== null && (only.type === 'str' || only.type === 'bytes') && lengthOf(only) === 1
        ? domain.integer((only.value as string).codePointAt(0) as number)
        : null;
    }
    case 'abs': {
      const only = first === undefined ? null : domain.onlyConstant(first);
      if (only?.type === 'int') {
        const value = BigInt(only.value as number | bigint);
        return domain.integer(value < 0n ? -value : value);
      }
      return null;
    }
    case 'print':
      return domain.none;
    case '__import__':
      return importByName(frame, '__import__', args, pc);
    default:
      return null;
  }
}

function isTuple(value: Val): boolean {
  return value.atoms[0]?.tag === Tag.frozen && value.atoms[0].object?.shape === Shape.tuple;
}

function callableness(frame: Frame, value: Val): Val {
  for (const atom of value.atoms) {
    if (atom.tag !== Tag.function && atom.tag !== Tag.class && atom.tag !== Tag.bound) return UNKNOWN;
  }
  return frame.engine.domain.yes;
}

/** The class in whose method, nested functions included, the code stands. */
function enclosingClass(frame: Frame): ClassInfo | null {
  let fn = frame.fn;
  while (fn.cls === null && fn.ir.parent > 0) {
    const parent = frame.module.functions[fn.ir.parent];
    if (parent === undefined) return null;
    fn = parent;
  }
  return fn.cls;
}

function convert(frame: Frame, name: string, value: Val, args: Args): Val | null {
  const domain = frame.engine.domain;
  frame.ask(value);
  const constants = constantsOf(value);
  if (name === 'bool') return truths(frame, value, false);
  if (constants === null || args.positional.length > 1 || args.names.length > 0) return null;
  let result = NEVER;
  for (const one of constants) {
    const converted = convertConstant(name, one);
    result = domain.union(
      result,
      converted === null ? UNKNOWN : domain.constant(name === 'int' ? 'int' : 'float', converted),
    );
  }
  return result;
}

function convertConstant(name: string, one: Constant): number | bigint | null {
  if (name === 'int') {
    if (one.type === 'int') return one.value as number | bigint;
    if (one.type === 'bool') return one.value === true ? 1 : 0;
    if (one.type === 'float') {
      const value = Math.trunc(one.value as number);
      return Number.isSafeInteger(value) ? value : null;
    }
    if (one.type === 'str' && /^\s*[+-]?[0-9]{1,300}\s*$/.test(one.value as string)) {
      const text = (one.value as string).trim().replace(/^\+/, '');
      return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
    }
    return null;
  }
  if (one.type === 'float') return one.value as number;
  if (one.type === 'int' && typeof one.value === 'number') return one.value;
  if (one.type === 'bool') return one.value === true ? 1 : 0;
  if (one.type === 'str' && /^\s*[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?\s*$/.test(one.value as string))
    return Number(one.value);
  return null;
}

function callLibrary(frame: Frame, path: string, args: Args, pc: number): Val | null {
  const engine = frame.engine;
  const domain = engine.domain;
  const first = args.positional[0];
  if (isTypedDict([path]) && path.endsWith(')')) return callBuiltin(frame, 'dict', args, pc);
  switch (path) {
    case 'functools.partial':
    case 'functools.partialmethod': {
      if (first === undefined) return UNKNOWN;
      const vals = [...args.positional, ...args.values];
      return frame.allocate(
        pc * 16,
        new Obj(Shape.partial, null, args.names, vals, args.open ? UNKNOWN : null, !args.open),
      );
    }
    case 'functools.reduce': {
      if (first === undefined) return UNKNOWN;
      const item = args.positional[1] === undefined ? UNKNOWN : frame.item(args.positional[1]);
      const result = callValue(frame, first, argsOf(UNKNOWN, item), pc + 1);
      return result === NEVER ? UNKNOWN : result;
    }
    case 'importlib.import_module':
    case 'importlib.__import__':
    case '__builtin__.__import__':
      return importByName(frame, path, args, pc);
    case 'os.getenv':
    case 'os.environ.get': {
      const fallback = args.get(1, 'default');
      const result = domain.external(engine.externals.call(engine.externals.path(path)));
      return fallback === null ? domain.union(result, domain.none) : domain.union(result, fallback);
    }
    case 'os.path.join':
    case 'posixpath.join': {
      const parts = args.positional.map((one) => domain.onlyConstant(one));
      if (args.open || parts.length === 0) return null;
      if (!parts.every((one) => one?.type === 'str'))
        return first === undefined ? null : belowShared(frame, first, args);
      let result = '';
      for (const one of parts) {
        const part = one?.value as string;
        if (part.startsWith('/') || result === '') result = part;
        else result += result.endsWith('/') ? part : `/${part}`;
      }
      return domain.string(result);
    }
    case 're.escape': {
      const text = first === undefined ? null : domain.onlyConstant(first);
      if (typeof text?.value !== 'string' || (text.type !== 'str' && text.type !== 'bytes')) return null;
      // As CPython: of what is special in a pattern, and blanks.
      const escaped = text.value.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
      return text.type === 'str' ? domain.string(escaped) : domain.constant('bytes', escaped);
    }
    case 'typing.cast':
      return args.positional[1] ?? UNKNOWN;
    case 'copy.copy':
    case 'copy.deepcopy': {
      if (first === undefined) return UNKNOWN;
      const object = frame.objectOf(first);
      return object !== null && first.atoms[0]?.tag === Tag.object ? frame.allocate(pc * 16, object) : first;
    }
    case 'asyncio.run':
    case 'asyncio.create_task':
    case 'asyncio.ensure_future':
      return first ?? UNKNOWN;
    case 'threading.Thread':
    case 'multiprocessing.Process':
    case 'multiprocessing.context.Process':
      started(frame, args.get(1, 'target'), args.get(3, 'args'), args.get(4, 'kwargs'), pc);
      return null;
    case 'threading.Timer':
      started(frame, args.get(1, 'function'), args.get(2, 'args'), args.get(3, 'kwargs'), pc);
      return null;
    default:
      return null;
  }
}

/** The text of a path in a folder that every user may write to; null for any other, whose parts do not matter. */
function belowShared(frame: Frame, folder: Val, args: Args): Val | null {
  const only = folder.atoms.length === 1 && !folder.open ? folder.atoms[0] : undefined;
  const text = typeof only?.constant?.value === 'string' ? only.constant.value : null;
  if (only?.external?.path !== 'tempfile.gettempdir()' && !/^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(text ?? ''))
    return null;
  const parts: (string | Hole)[] = [];
  args.positional.forEach((value, i) => {
    if (i > 0) parts.push('/');
    const constant = frame.engine.domain.onlyConstant(value);
    const [start, end] = args.place(frame.code, i);
    parts.push(typeof constant?.value === 'string' ? constant.value : new Hole(value, frame.module, start, end));
  });
  return textOrConstant(frame, 'join', parts);
}

/** Runs what a thread or process is started with, its arguments a sequence and a mapping. */
function started(frame: Frame, target: Val | null, given: Val | null, keywords: Val | null, pc: number): void {
  if (target === null) return;
  const inner = new Args();
  const items = given === null ? [] : frame.items(given);
  if (items === null) inner.open = true;
  else for (const one of items) inner.positional.push(one);
  const named = keywords === null ? null : frame.objectOf(keywords);
  for (let i = 0; i < (named?.keys.length ?? 0); i++) {
    const key = named?.keys[i];
    const name = typeof key === 'string' ? key : key?.constant?.value;
    if (typeof name === 'string') inner.addKeyword(name, named?.vals[i] as Val);
  }
  handedTo(frame, target, inner, pc);
}

/** An import by a call with a constant name: `import_module` gives the module itself, `__import__` its first package. */
function importByName(frame: Frame, path: string, args: Args, pc: number): Val | null {
  const engine = frame.engine;
  const given = args.get(0, 'name');
  if (given === null) return null;
  frame.ask(given);
  const name = engine.domain.onlyConstant(given);
  if (name?.type !== 'str' || !/^\.{0,3}[A-Za-z_][\w.]*$/.test(name.value as string)) return null;
  const text = name.value as string;
  const level = text.length - text.replace(/^\.+/, '').length;
  const ir = {
    module: text.slice(level),
    level,
    name: null,
    alias: path.endsWith('import_module') ? 'module' : null,
    start: 0,
    end: 0,
    typeOnly: false,
  };
  if (frame.tell !== 0) {
    const at = frame.code[pc] === Op.Call ? pc + 5 : pc + 6;
    tellImported(frame, engine.importPath(frame.module, ir), frame.code[at] as number, frame.code[at + 1] as number);
  }
  return engine.imported(frame.module, ir, frame.fn);
}
