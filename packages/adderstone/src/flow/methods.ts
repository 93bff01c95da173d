import { classOfConstant } from './access.ts';
import { type Args, argsOf } from './arguments.ts';
import { callValue } from './calls.ts';
import { word, wordsFrom } from './command-words.ts';
import { type Atom, Hole, isOpen, NEVER, Obj, SHAPE_CLASS, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import { foldMethod, formatConstant, formatFields } from './fold.ts';
import type { Frame } from './frame.ts';
import { constantsOf, represented, textOrConstant } from './operators.ts';
import { textOfObject } from './text-of-object.ts';
import type { Constant } from './value.ts';

/** Methods of str whose result is a str again that is built from the receiver. */
const KEEPING = new Set(['strip', 'lstrip', 'rstrip', 'lower', 'upper', 'expandtabs', 'casefold', 'encode', 'decode']);

/** A method of a constant, or of a text that is partly known; null when the receiver is neither. */
export function callText(frame: Frame, receiver: Val, name: string, args: Args, pc: number): Val | null {
  const domain = frame.engine.domain;
  const constants = constantsOf(receiver);
  if (constants === null && receiver.text === null) return null;
  if (receiver.text !== null && receiver.atoms.length > 0) return null;
  for (const one of args.positional) frame.ask(one);
  if (frame.engine.wantsEdges) edgeToBuiltin(frame, 'str', name);
  if (name === 'format' && (receiver.text !== null || constants?.length === 1)) {
    return format(frame, receiver, constants?.[0] ?? null, args, pc);
  }
  if (name === 'join' && constants?.length === 1 && constants[0]?.type === 'str') {
    return join(frame, constants[0].value as string, args, pc);
  }
  if (name === 'replace') {
    const replaced = replacedParts(frame, receiver, constants?.[0] ?? null, args);
    if (replaced !== null) return replaced;
  }
  if (constants === null) {
    if (KEEPING.has(name)) return receiver;
    if (name === 'format_map') return receiver;
    return UNKNOWN;
  }
  const choices: (readonly Constant[])[] = [];
  let pairs = constants.length;
  for (const one of args.positional) {
    const known = constantsOf(one);
    if (known === null) return externalResult(frame, receiver.atoms[0] as Atom, name);
    choices.push(known);
    pairs *= known.length;
  }
  if (args.open || args.names.length > 0 || pairs > 16) return externalResult(frame, receiver.atoms[0] as Atom, name);
  let result = NEVER;
  for (const one of constants) {
    for (const list of combinations(choices)) {
      const folded = foldMethod(domain, one, name, list);
      if (folded === null) return externalResult(frame, receiver.atoms[0] as Atom, name);
      if (Array.isArray(folded)) {
        const shape = name === 'partition' || name === 'rpartition' ? Shape.tuple : Shape.list;
        const items = (folded as readonly string[]).map((text) => domain.string(text));
        return frame.allocate(pc * 16, domain.sequence(shape, items));
      }
      result = domain.union(result, folded as Val);
    }
  }
  return result;
}

function edgeToBuiltin(frame: Frame, cls: string, name: string): void {
  const { engine } = frame;
  const member = engine.externals.member(engine.externals.instanceOfPath(`builtins.${cls}`), name);
  if (member !== null) engine.listener.edge?.(frame.fn, member);
}

function externalResult(frame: Frame, atom: Atom, name: string): Val {
  const engine = frame.engine;
  const member = engine.externals.member(engine.externals.instanceOfPath(`builtins.${classOfConstant(atom)}`), name);
  return member === null ? UNKNOWN : engine.domain.external(engine.externals.call(member));
}

function combinations(choices: readonly (readonly Constant[])[]): Constant[][] {
  let lists: Constant[][] = [[]];
  for (const choice of choices) lists = lists.flatMap((list) => choice.map((one) => [...list, one]));
  return lists;
}

function format(frame: Frame, receiver: Val, constant: Constant | null, args: Args, pc: number): Val {
  const domain = frame.engine.domain;
  const start = frame.code[pc + 6] as number;
  const end = frame.code[pc + 7] as number;
  if (constant === null || constant.type !== 'str') {
    const parts: (string | Hole)[] = [];
    domain.parts(receiver, frame.module, start, end, parts);
    for (let i = 0; i < args.positional.length; i++) parts.push(argumentHole(frame, args, i, start, end));
    return textOrConstant(frame, 'format', parts);
  }
  const fields = formatFields(constant.value as string);
  const parts: (string | Hole)[] = [];
  if (fields === null) {
    parts.push(constant.value as string);
    for (let i = 0; i < args.positional.length; i++) parts.push(argumentHole(frame, args, i, start, end));
    for (const one of args.values) parts.push(new Hole(one, frame.module, start, end));
    return textOrConstant(frame, 'format', parts);
  }
  let next = 0;
  for (const field of fields) {
    if (field.literal !== '') parts.push(field.literal);
    if (field.name === null) continue;
    const head = /^[^.[]*/.exec(field.name)?.[0] ?? '';
    const plain = head === field.name;
    let value: Val = UNKNOWN;
    let from = start;
    let to = end;
    if (head === '' || /^[0-9]+$/.test(head)) {
      const index = head === '' ? next++ : Number(head);
      const given = args.positional[index];
      if (given !== undefined) {
        value = given;
        [from, to] = args.place(frame.code, index);
      }
    } else {
      const at = args.names.indexOf(head);
      if (at >= 0) {
        value = args.values[at] as Val;
        [from, to] = args.keywordPlace(frame.code, at);
      } else if (args.spread !== 0) value = domain.withTaint(UNKNOWN, domain.taints.extend(args.spread, `[s:${head}]`));
    }
    const isRepr = field.conversion === 'r' || field.conversion === 'a';
    if (plain) value = textOfObject(frame, value, isRepr ? 'repr' : field.conversion === 's' ? 'str' : 'format', pc);
    if (isRepr) value = represented(frame, value);
    const only = plain ? domain.onlyConstant(value) : null;
    const text = only === null ? null : formatConstant(only, field.conversion, field.spec);
    if (text !== null) parts.push(text);
    else if (plain && only === null && field.spec === '') domain.parts(value, frame.module, from, to, parts);
    else parts.push(new Hole(value, frame.module, from, to));
  }
  return textOrConstant(frame, 'format', parts);
}

/** `text.replace(needle, x)` as a text with `x` in the holes; null when nothing is gained by that. */
function replacedParts(frame: Frame, receiver: Val, constant: Constant | null, args: Args): Val | null {
  const domain = frame.engine.domain;
  const needle = args.positional[0] === undefined ? null : domain.onlyConstant(args.positional[0]);
  const filler = args.positional[1];
  if (filler === undefined || domain.onlyConstant(filler) !== null) return receiver.text === null ? null : receiver;
  const [start, end] = args.place(frame.code, 1);
  if (constant?.type !== 'str' || needle?.type !== 'str' || needle.value === '') {
    if (receiver.text === null) return null;
    return textOrConstant(frame, 'format', [...receiver.text.parts, new Hole(filler, frame.module, start, end)]);
  }
  const pieces = (constant.value as string).split(needle.value as string);
  if (pieces.length < 2 || pieces.length > 32) return null;
  const parts: (string | Hole)[] = [];
  pieces.forEach((piece, i) => {
    if (i > 0) domain.parts(filler, frame.module, start, end, parts);
    if (piece !== '') parts.push(piece);
  });
  return textOrConstant(frame, 'format', parts);
}

function argumentHole(frame: Frame, args: Args, i: number, start: number, end: number): Hole {
  const [from, to] = args.place(frame.code, i);
  return new Hole(args.positional[i] as Val, frame.module, from < 0 ? start : from, from < 0 ? end : to);
}

function join(frame: Frame, glue: string, args: Args, pc: number): Val {
  const domain = frame.engine.domain;
  const list = args.positional[0];
  const given = args.place(frame.code, 0);
  const start = given[0] < 0 ? (frame.code[pc + 6] as number) : given[0];
  const end = given[0] < 0 ? (frame.code[pc + 7] as number) : given[1];
  if (list === undefined) return UNKNOWN;
  const items = frame.items(list);
  const parts: (string | Hole)[] = [];
  if (items === null) {
    if (glue !== '') parts.push(glue);
    // The characters of a text.
    if (list.text !== null && list.atoms.length === 0)
      return textOrConstant(frame, 'join', [...parts, ...list.text.parts]);
    parts.push(new Hole(frame.freeze(frame.item(list), 1), frame.module, start, end));
    return textOrConstant(frame, 'join', parts);
  }
  for (let i = 0; i < items.length; i++) {
    if (i > 0 && glue !== '') parts.push(glue);
    domain.parts(items[i] as Val, frame.module, start, end, parts);
  }
  return textOrConstant(frame, 'join', parts);
}

/** A list of which not all is known, and one item more behind the others. */
function lengthened({ engine }: Frame, object: Obj, item: Val): Obj {
  const rest = engine.domain.union(engine.domain.furtherItem(object), word(engine.domain, item));
  return new Obj(object.shape, object.cls, object.keys, object.vals, rest, false);
}

/** A method of a list, tuple, set, dict or generator; changes it in the heap. */
export function callContainer(frame: Frame, atom: Atom, object: Obj, name: string, args: Args, pc: number): Val {
  const domain = frame.engine.domain;
  const local = atom.tag === Tag.object;
  const first = args.positional[0];
  if (frame.engine.wantsEdges) edgeToBuiltin(frame, (SHAPE_CLASS[object.shape] as string).slice(9), name);
  const any = (): Val => {
    const item = domain.anyItem(object);
    return item === NEVER ? UNKNOWN : item;
  };
  const put = (next: Obj): void => {
    if (local) frame.h[atom.index] = next;
  };
  if (object.shape === Shape.dict) return callDict(frame, atom, object, name, args, pc, put);
  switch (name) {
    case 'append':
    case 'add': {
      if (first === undefined) return UNKNOWN;
      if (object.exact && !args.open && (object.shape === Shape.list || !isOpen(first))) {
        if (object.shape !== Shape.set || !object.vals.includes(first))
          put(domain.sequence(object.shape, [...object.vals, first]));
      } else if (object.shape === Shape.list) put(lengthened(frame, object, first));
      else put(domain.loose(object.shape, domain.union(domain.anyItem(object), first)));
      return domain.none;
    }
    case 'insert': {
      const value = args.positional[1];
      if (value === undefined) return UNKNOWN;
      const at = first === undefined ? null : domain.onlyConstant(first);
      if (object.exact && at?.type === 'int' && typeof at.value === 'number') {
        const vals = object.vals.slice();
        vals.splice(at.value < 0 ? Math.max(0, vals.length + at.value) : at.value, 0, value);
        put(domain.sequence(object.shape, vals));
      } else put(domain.loose(object.shape, domain.union(domain.anyItem(object), value)));
      return domain.none;
    }
    case 'extend':
    case 'update': {
      if (first === undefined) return domain.none;
      const more = frame.items(first);
      if (object.exact && more !== null) put(domain.sequence(object.shape, [...object.vals, ...more]));
      else if (object.exact && !isOpen(atom.only))
        put(new Obj(object.shape, object.cls, object.keys, object.vals, frame.item(first), false));
      else if (object.shape === Shape.list && more !== null)
        put(
          new Obj(
            object.shape,
            object.cls,
            object.keys,
            object.vals,
            wordsFrom(domain, more, 0, domain.furtherItem(object)),
            false,
          ),
        );
      else if (object.shape === Shape.list) put(lengthened(frame, object, frame.item(first)));
      else put(domain.loose(object.shape, domain.union(domain.anyItem(object), frame.item(first))));
      return domain.none;
    }
    case 'pop': {
      const index = first === undefined ? -1 : domain.onlyConstant(first)?.value;
      if (object.exact && object.shape === Shape.list && typeof index === 'number' && object.vals.length > 0) {
        const at = index < 0 ? index + object.vals.length : index;
        const value = object.vals[at];
        if (value !== undefined) {
          put(
            domain.sequence(
              object.shape,
              object.vals.filter((_, i) => i !== at),
            ),
          );
          return value;
        }
      }
      put(domain.loose(object.shape, any()));
      return any();
    }
    case 'clear':
      put(domain.sequence(object.shape, []));
      return domain.none;
    case 'reverse':
      put(object.exact ? domain.sequence(object.shape, [...object.vals].reverse()) : domain.loose(object.shape, any()));
      return domain.none;
    case 'sort':
    case 'remove':
    case 'discard':
      if (name === 'sort') {
        const key = args.keyword('key');
        if (key !== null) callValue(frame, key, argsOf(any()), pc);
      }
      put(domain.loose(object.shape, any()));
      return domain.none;
    case 'copy':
      return frame.allocate(pc * 16, object);
    case 'index':
    case 'count':
      return UNKNOWN;
    case 'union':
    case 'intersection':
    case 'difference':
    case 'symmetric_difference': {
      let item = any();
      for (const one of args.positional) item = domain.union(item, frame.item(one));
      return frame.allocate(pc * 16, domain.loose(Shape.set, item));
    }
    case '__next__':
    case 'send':
    case '__anext__':
      return any();
    case '__iter__':
    case '__aiter__':
      return atom.only;
    case '__getitem__':
      return any();
    default:
      break;
  }
  const engine = frame.engine;
  const member = engine.externals.member(
    engine.externals.instanceOfPath(SHAPE_CLASS[object.shape] || 'builtins.object'),
    name,
  );
  return member === null ? UNKNOWN : domain.external(engine.externals.call(member));
}

function callDict(
  frame: Frame,
  atom: Atom,
  object: Obj,
  name: string,
  args: Args,
  pc: number,
  put: (next: Obj) => void,
): Val {
  const domain = frame.engine.domain;
  const first = args.positional[0];
  const constant = first !== undefined && !isOpen(first) && first.atoms.length === 1 ? first.atoms[0] : undefined;
  const any = (): Val => {
    const item = domain.anyItem(object);
    return item === NEVER ? UNKNOWN : item;
  };
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault': {
      const fallback = args.get(1, 'default') ?? domain.none;
      let value: Val;
      if (constant === undefined) value = domain.union(any(), fallback);
      else {
        const found = object.get(constant);
        value = found !== null ? found : object.exact ? fallback : domain.union(object.rest ?? UNKNOWN, fallback);
        if (found === null && name === 'setdefault') put(object.with(constant, value));
        if (found !== null && name === 'pop') {
          const at = object.keys.indexOf(constant);
          put(
            new Obj(
              object.shape,
              object.cls,
              object.keys.filter((_, i) => i !== at),
              object.vals.filter((_, i) => i !== at),
              object.rest,
              object.exact,
            ),
          );
        }
      }
      if (constant === undefined && name === 'setdefault') {
        put(
          new Obj(
            Shape.dict,
            object.cls,
            object.keys,
            object.vals,
            domain.union(object.rest ?? NEVER, fallback),
            false,
          ),
        );
      }
      return value;
    }
    case 'update': {
      let next = object;
      if (first !== undefined) {
        const other = frame.objectOf(first);
        if (other?.shape === Shape.dict && other.exact && !isOpen(first)) {
          for (let i = 0; i < other.keys.length; i++) next = next.with(other.keys[i] as Atom, other.vals[i] as Val);
        } else {
          const more = domain.withTaint(UNKNOWN, frame.deep(first));
          const vals = next.vals.map((one) => domain.union(one, more));
          const rest = next.rest === null ? more : domain.union(next.rest, more);
          next = new Obj(Shape.dict, next.cls, next.keys, vals, rest, false);
        }
      }
      for (let i = 0; i < args.names.length; i++) {
        const key = domain.string(args.names[i] as string).atoms[0];
        if (key !== undefined) next = next.with(key, args.values[i] as Val);
      }
      if (args.open) next = new Obj(Shape.dict, next.cls, next.keys, next.vals, UNKNOWN, false);
      put(next);
      return domain.none;
    }
    case 'clear':
      put(new Obj(Shape.dict, null, [], [], null, true));
      return domain.none;
    case 'copy':
      return frame.allocate(pc * 16, object);
    case 'keys':
      return frame.allocate(
        pc * 16,
        object.exact
          ? domain.sequence(
              Shape.iterator,
              object.keys.map((key) => (typeof key === 'string' ? UNKNOWN : key.only)),
            )
          : domain.loose(Shape.iterator, frame.item(atom.only)),
      );
    case 'values':
      return frame.allocate(
        pc * 16,
        object.exact ? domain.sequence(Shape.iterator, object.vals) : domain.loose(Shape.iterator, any()),
      );
    case 'items': {
      if (!object.exact) {
        const pair = domain.frozen(
          new Obj(Shape.tuple, null, [], [frame.freeze(frame.item(atom.only), 2), frame.freeze(any(), 2)], null, true),
        );
        return frame.allocate(pc * 16, domain.loose(Shape.iterator, pair));
      }
      const pairs = object.keys.map((key, i) =>
        domain.frozen(
          new Obj(
            Shape.tuple,
            null,
            [],
            [typeof key === 'string' ? UNKNOWN : key.only, frame.freeze(object.vals[i] as Val, 2)],
            null,
            true,
          ),
        ),
      );
      return frame.allocate(pc * 16, domain.sequence(Shape.iterator, pairs));
    }
    case 'popitem':
      put(new Obj(Shape.dict, object.cls, [], [], any(), false));
      return UNKNOWN;
    case '__getitem__':
      return constant === undefined ? any() : (object.get(constant) ?? object.rest ?? UNKNOWN);
    default: {
      const engine = frame.engine;
      const member = engine.externals.member(engine.externals.instanceOfPath('builtins.dict'), name);
      return member === null ? UNKNOWN : domain.external(engine.externals.call(member));
    }
  }
}
