import { argsOf } from './arguments.ts';
import { callMethod } from './calls.ts';
import { wordsFrom } from './command-words.ts';
import { type Atom, Hole, isOpen, NEVER, Obj, Shape, Tag, TextShape, UNKNOWN, type Val } from './domain.ts';
import { foldBinary, foldCompare, foldPercent, foldUnary, formatConstant, truthOf } from './fold.ts';
import type { Frame } from './frame.ts';
import { BINARY_OPERATORS, COMPARE_OPERATORS, UNARY_OPERATORS } from './lower-expression.ts';

/** Comparison operators by number. */
export const COMPARISONS: readonly string[] = COMPARE_OPERATORS;

import { DERIVED, JOINED, LINE_BREAKS } from './taint.ts';
import { textOfObject } from './text-of-object.ts';
import type { Constant, TextMaking } from './value.ts';

/** Combinations of constants that one operation folds at most. */
const MAX_PAIRS = 64;

/** 1: certainly true; 0: certainly false; -1: not known. */
export function truth(frame: Frame, value: Val): number {
  if (value.open || value.atoms.length === 0) return -1;
  let seen = -1;
  for (const atom of value.atoms) {
    const one = truthOfAtom(frame, atom);
    if (one < 0 || (seen >= 0 && one !== seen)) return -1;
    seen = one;
  }
  return seen;
}

/** The truth of a value as a value: True, False, both, or something unknown beside them. `negated`: of `not value`. */
export function truths(frame: Frame, value: Val, negated: boolean): Val {
  const domain = frame.engine.domain;
  let result = isOpen(value) || value.atoms.length === 0 ? UNKNOWN : NEVER;
  for (const atom of value.atoms) {
    const known = truthOfAtom(frame, atom);
    result = domain.union(result, known < 0 ? UNKNOWN : domain.bool((known === 1) !== negated));
  }
  return result;
}

function truthOfAtom(frame: Frame, atom: Atom): number {
  switch (atom.tag) {
    case Tag.constant:
      return atom.constant !== null && truthOf(atom.constant) ? 1 : 0;
    case Tag.function:
    case Tag.class:
    case Tag.module:
    case Tag.bound:
      return 1;
    case Tag.object: {
      const object = frame.object(atom.index);
      if (object.shape > Shape.dict || !object.exact) return -1;
      return object.vals.length > 0 ? 1 : 0;
    }
    case Tag.frozen:
      return atom.object?.shape === Shape.tuple && atom.object.exact ? (atom.object.vals.length > 0 ? 1 : 0) : -1;
    default:
      return -1;
  }
}

/** The constants that a value is, when it is nothing else; null otherwise. */
export function constantsOf(value: Val): readonly Constant[] | null {
  if (value.open || value.atoms.length === 0) return null;
  for (const atom of value.atoms) if (atom.constant === null) return null;
  return value.atoms.map((atom) => atom.constant as Constant);
}

/** True when a value is certainly a string that is not wholly known, or may be a constant string. */
function isTextual(value: Val): boolean {
  if (value.text !== null) return true;
  for (const atom of value.atoms) if (atom.constant?.type === 'str') return true;
  return false;
}

/** The result of the binary operation at `pc`. */
export function binaryValue(frame: Frame, pc: number): Val {
  const code = frame.code;
  const domain = frame.engine.domain;
  const number = code[pc + 2] as number;
  const inPlace = number >= 16;
  const op = BINARY_OPERATORS[inPlace ? number - 16 : number] as string;
  const a = frame.get(code[pc + 3] as number);
  const b = frame.get(code[pc + 4] as number);
  frame.ask(a);
  frame.ask(b);
  const x = constantsOf(a);
  const y = constantsOf(b);
  if (x !== null && y !== null) {
    if (x.length * y.length > MAX_PAIRS) return UNKNOWN;
    let result = NEVER;
    for (const p of x) for (const q of y) result = domain.union(result, foldBinary(domain, op, p, q));
    return result;
  }
  if (op === '+') {
    const sequence = concatenated(frame, a, b, pc, inPlace);
    if (sequence !== null) return sequence;
    if (isTextual(a) || isTextual(b)) {
      const parts: (string | Hole)[] = [];
      domain.parts(a, frame.module, code[pc + 7] as number, code[pc + 8] as number, parts);
      domain.parts(b, frame.module, code[pc + 9] as number, code[pc + 10] as number, parts);
      return textOrConstant(frame, 'concatenation', parts);
    }
  }
  if (op === '*') {
    const repetition = repeated(frame, a, b, pc) ?? repeated(frame, b, a, pc);
    if (repetition !== null) return repetition;
  }
  if (op === '%' && isTextual(a)) {
    const format = domain.onlyConstant(a);
    if (format?.type === 'str') return percent(frame, format.value as string, b, pc);
    const parts: (string | Hole)[] = [];
    domain.parts(a, frame.module, code[pc + 7] as number, code[pc + 8] as number, parts);
    parts.push(new Hole(b, frame.module, code[pc + 9] as number, code[pc + 10] as number));
    return textOrConstant(frame, 'percent', parts);
  }
  if (op === '%') {
    const format = domain.onlyConstant(a);
    if (format?.type === 'bytes' && typeof format.value === 'string') return percent(frame, format.value, b, pc, true);
  }
  if (op === '/' || op === '|') {
    // Path joining and unions of types keep what is known of the left side's class.
    for (const atom of a.atoms) {
      const object = op !== '/' ? null : atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      const type =
        op === '/' && atom.tag === Tag.parameter && atom.fn !== null
          ? frame.engine.parameterType(atom.fn, atom.index)
          : null;
      const external = atom.external ?? object?.cls?.external ?? type?.atoms[0]?.external;
      if (external?.classes.some((one) => one.startsWith('pathlib.')))
        return domain.external(frame.engine.externals.instanceOfPath('pathlib.Path'));
    }
  }
  const method = METHODS[op];
  const object = method === undefined ? null : frame.objectOf(a);
  if (method !== undefined && object?.cls?.cls) {
    if (object.cls.cls.resolution().classes.some((one) => one.attributes.has(method))) {
      const result = callMethod(frame, a, method, argsOf(b), pc);
      return result === NEVER ? UNKNOWN : result;
    }
  }
  if (op === '|' && a.atoms.length > 0 && b.atoms.length > 0 && flagLike(a) && flagLike(b)) return domain.union(a, b);
  if (op === '|' && (isBits(a) || isBits(b) || hasFlag(a) || hasFlag(b)))
    return domain.union(domain.union(a, b), UNKNOWN);
  return UNKNOWN;
}

/** True when a value is nothing but whole numbers: in `mode | 0o22` the result has these bits, whatever the rest. */
function isBits(value: Val): boolean {
  if (value.open || value.atoms.length === 0) return false;
  for (const atom of value.atoms) if (atom.constant?.type !== 'int') return false;
  return true;
}

/** True when a value is nothing but external constants, which `|` adds to whatever the rest is. */
function hasFlag(value: Val): boolean {
  return value.atoms.length > 0 && !value.open && flagLike(value);
}

/** External constants combined by `|` (flags): the result refers to both. */
function flagLike(value: Val): boolean {
  for (const atom of value.atoms) if (atom.external === null || atom.external.isCall) return false;
  return true;
}

const METHODS: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '%': '__mod__',
  '|': '__or__',
  '&': '__and__',
};

function concatenated(frame: Frame, a: Val, b: Val, pc: number, inPlace: boolean): Val | null {
  const domain = frame.engine.domain;
  const x = frame.objectOf(a);
  if (x === null) return behindUnknown(frame, a, b, pc);
  if (x.shape > Shape.list) return null;
  const more = frame.items(b);
  let object: Obj;
  if (x.exact && more !== null && !isOpen(a)) object = domain.sequence(x.shape, [...x.vals, ...more]);
  else if (x.exact && !isOpen(a)) object = new Obj(x.shape, null, x.keys, x.vals, frame.item(b), false);
  else if (more !== null && !isOpen(a))
    object = new Obj(x.shape, null, x.keys, x.vals, wordsFrom(domain, more, 0, domain.furtherItem(x)), false);
  else object = domain.loose(x.shape, domain.union(domain.anyItem(x), frame.item(b)));
  const atom = a.atoms[0] as Atom;
  if (inPlace && atom.tag === Tag.object && x.shape === Shape.list) {
    frame.h[atom.index] = object;
    return a;
  }
  return frame.allocate(pc * 16, object);
}

/** A list, tuple or constant text that is repeated an unknown number of times: `["%s"] * len(names)`; null for anything else. */
function repeated(frame: Frame, value: Val, times: Val, pc: number): Val | null {
  if (value.open || frame.objectOf(times) !== null || isTextual(times)) return null;
  const { domain } = frame.engine;
  const object = frame.objectOf(value);
  if (object !== null)
    return object.shape > Shape.list
      ? null
      : frame.allocate(pc * 16, domain.loose(object.shape, domain.anyItem(object)));
  if (domain.onlyConstant(value)?.type !== 'str') return null;
  const { code } = frame;
  const hole = new Hole(value, frame.module, code[pc + 7] as number, code[pc + 8] as number);
  return textOrConstant(frame, 'concatenation', [hole]);
}

/** A list behind something of which no more is known than that it is a list too, or one of several: `reply["headers"] + [("A", "b")]`. */
function behindUnknown(frame: Frame, a: Val, b: Val, pc: number): Val | null {
  if (b.atoms.length === 0 || isOpen(b)) return null;
  if (!b.atoms.every(({ only }) => frame.objectOf(only)?.shape === Shape.list)) return null;
  if (!a.atoms.every(({ only }) => (frame.objectOf(only)?.shape ?? Shape.list) <= Shape.list)) return null;
  const { domain } = frame.engine;
  return frame.allocate(pc * 16, domain.loose(Shape.list, domain.union(frame.item(a), frame.item(b))));
}

/** True for the folder that the program runs in. */
export function isWorkingFolder({ atoms }: Val): boolean {
  if (atoms.length === 0) return false;
  for (const { external } of atoms)
    if (external === null || !/^(?:os\.getcwdb?|pathlib\.(?:Posix|Windows)?Path\.cwd)\(\)$/.test(external.path))
      return false;
  return true;
}

/** A constant when all parts are literal, else a text. Parts that lie side by side are put together. */
export function textOrConstant(frame: Frame, making: TextMaking, parts: readonly (string | Hole)[]): Val {
  const joined: (string | Hole)[] = [];
  for (const part of parts) {
    const last = joined[joined.length - 1];
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  const domain = frame.engine.domain;
  if (joined.length === 0) return domain.string('');
  if (joined.length === 1 && typeof joined[0] === 'string') return domain.string(joined[0]);
  let taint = 0;
  // A path in front of which nothing stands but the folder that the program runs in is only made absolute.
  let isFirst = true;
  for (let i = 0; i < joined.length; i++) {
    const part = joined[i] as string | Hole;
    if (typeof part === 'string') {
      if (isFirst && !/^[/\\]*$/.test(part)) isFirst = false;
      continue;
    }
    const own = frame.deep(part.value);
    if (own !== 0) taint = domain.taints.union(taint, isFirst ? own : domain.taints.clean(own, 0, JOINED));
    if (isFirst && !isWorkingFolder(part.value)) isFirst = false;
  }
  if (joined.length > 1) taint = domain.taints.clean(taint, 0, DERIVED);
  return domain.withTaint(domain.text(new TextShape(making, joined)), taint);
}

/** A format with its values put in; of bytes what all of it is constant is left unknown. */
function percent(frame: Frame, format: string, value: Val, pc: number, isBytes = false): Val {
  const domain = frame.engine.domain;
  const code = frame.code;
  const start = code[pc + 9] as number;
  const end = code[pc + 10] as number;
  const atom = value.atoms.length === 1 && !value.open ? value.atoms[0] : undefined;
  const object = atom?.tag === Tag.object || atom?.tag === Tag.frozen ? frame.objectOf(value) : null;
  let items: readonly Val[] | null = null;
  if (object === null) items = [value];
  else if (object.shape === Shape.tuple) items = object.exact ? object.vals : null;
  else if (object.shape !== Shape.dict) items = [value];
  if (items !== null) {
    const constants = items.map((one) => domain.onlyConstant(one));
    if (constants.every((one) => one !== null)) {
      if (isBytes) return UNKNOWN;
      const folded = foldPercent(domain, format, constants);
      if (folded !== null) return folded;
    }
  }
  const parts: (string | Hole)[] = [];
  let next = 0;
  let at = 0;
  const spec = /%(?:\(([^)]*)\))?[-#0 +]*(?:\*|[0-9]*)(?:\.(?:\*|[0-9]*))?[hlL]?([diouxXeEfFgGcrsa%])/g;
  for (const found of format.matchAll(spec)) {
    if (found.index > at) parts.push(format.slice(at, found.index));
    at = found.index + found[0].length;
    if (found[2] === '%') {
      parts.push('%');
      continue;
    }
    let filler = UNKNOWN;
    if (found[1] !== undefined) {
      const key = (isBytes ? domain.constant('bytes', found[1]) : domain.string(found[1])).atoms[0];
      filler =
        (key === undefined ? null : object?.get(key)) ??
        domain.tainted(object?.rest ?? UNKNOWN, domain.taints.extend(value.taint, `[s:${found[1]}]`));
    } else filler = items?.[next++] ?? UNKNOWN;
    const constant = domain.onlyConstant(filler);
    const piece = constant === null ? null : foldPercent(domain, found[0].replace(/\([^)]*\)/, ''), [constant]);
    const isNumber = found[2] !== 's' && found[2] !== 'r' && found[2] !== 'a' && found[2] !== 'c';
    if (found[2] === 's') filler = textOfObject(frame, filler, 'str', pc);
    if (found[2] === 'r' || found[2] === 'a') filler = represented(frame, textOfObject(frame, filler, 'repr', pc));
    domain.parts(piece ?? (isNumber ? number(frame) : filler), frame.module, start, end, parts);
  }
  if (at < format.length) parts.push(format.slice(at));
  const known = items !== null || object?.shape === Shape.dict;
  if (!known && !parts.some((part) => part instanceof Hole)) parts.push(new Hole(value, frame.module, start, end));
  return textOrConstant(frame, 'percent', parts);
}

/** Some number. */
function number(frame: Frame): Val {
  const { externals, domain } = frame.engine;
  return domain.external(externals.call(externals.path('builtins.int')));
}

/** What `repr` shows of a value: its line breaks are escaped. */
export function represented(frame: Frame, value: Val): Val {
  const { domain } = frame.engine;
  return value.taint === 0
    ? value
    : domain.withTaint(value, domain.taints.clean(value.taint, LINE_BREAKS.lo, LINE_BREAKS.hi));
}

/** The result of a unary operation by its number. */
export function unaryValue(frame: Frame, number: number, a: Val): Val {
  const domain = frame.engine.domain;
  frame.ask(a);
  const op = UNARY_OPERATORS[number] as string;
  if (op === 'not') {
    return truths(frame, a, true);
  }
  const constants = constantsOf(a);
  if (constants === null) return UNKNOWN;
  let result = NEVER;
  for (const one of constants) result = domain.union(result, foldUnary(domain, op, one));
  return result;
}

/** The result of a comparison by its number: True, False, or either. */
export function compareValue(frame: Frame, number: number, a: Val, b: Val): Val {
  const domain = frame.engine.domain;
  frame.ask(a);
  frame.ask(b);
  const op = COMPARE_OPERATORS[number] as string;
  if (op === 'in' || op === 'not in') {
    const decided = membership(frame, a, b);
    if (decided !== null) return domain.bool(op === 'in' ? decided : !decided);
  }
  if (a.atoms.length === 0 || b.atoms.length === 0 || a.atoms.length * b.atoms.length > MAX_PAIRS) return UNKNOWN;
  let result = isOpen(a) || isOpen(b) ? UNKNOWN : NEVER;
  for (const x of a.atoms) {
    for (const y of b.atoms) {
      const known = compareAtoms(frame, op, x, y);
      result = domain.union(result, known === null ? UNKNOWN : domain.bool(known));
    }
  }
  return result;
}

function compareAtoms(frame: Frame, op: string, x: Atom, y: Atom): boolean | null {
  if (x.constant !== null && y.constant !== null) return foldCompare(op, x.constant, y.constant);
  const same = op === 'is' || op === '==';
  if (!same && op !== 'is not' && op !== '!=') return null;
  const definite = (atom: Atom): boolean =>
    atom.tag === Tag.function || atom.tag === Tag.class || atom.tag === Tag.module;
  if (x === y && definite(x)) return same;
  if (definite(x) && definite(y)) return !same;
  const none = (atom: Atom): boolean => atom.constant?.type === 'none';
  const thing = (atom: Atom): boolean => definite(atom) || isThing(frame, atom);
  if ((none(x) && thing(y)) || (none(y) && thing(x))) return !same;
  return null;
}

/** True for an object that is there: a container, one of the project's classes or what a library's class made, not what a function of a library gave. */
function isThing(frame: Frame, atom: Atom): boolean {
  const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
  if (object === null) return false;
  const made = object.cls?.external;
  return !made?.isCall || made.parent?.looksLikeClass === true;
}

function membership(frame: Frame, a: Val, b: Val): boolean | null {
  const domain = frame.engine.domain;
  const wanted = domain.onlyConstant(a);
  if (wanted === null) return null;
  const atom = b.atoms.length === 1 && !isOpen(b) ? b.atoms[0] : undefined;
  const object = atom === undefined ? null : frame.objectOf(b);
  if (object === null || !object.exact || object.shape > Shape.dict) return null;
  if (atom?.tag === Tag.frozen && object.shape !== Shape.tuple) return null;
  let unsure = false;
  const items =
    object.shape === Shape.dict
      ? object.keys.map((key) => (typeof key === 'string' ? UNKNOWN : key.only))
      : object.vals;
  for (const one of items) {
    const constant = domain.onlyConstant(one);
    const known = constant === null ? null : foldCompare('==', wanted, constant);
    if (known === true) return true;
    if (known === null) unsure = true;
  }
  return unsure ? null : false;
}

/** The value of the f-string or t-string at `pc`. */
export function formatted(frame: Frame, pc: number): Val {
  const code = frame.code;
  const domain = frame.engine.domain;
  const making: TextMaking = code[pc + 2] === 0 ? 'f-string' : 'template';
  const n = code[pc + 3] as number;
  const parts: (string | Hole)[] = [];
  for (let i = 0; i < n; i++) {
    const base = pc + 7 + 6 * i;
    const operand = code[base + 1] as number;
    if (code[base] === 0) {
      const literal = frame.module.ir.constants[operand]?.value;
      if (typeof literal === 'string') parts.push(literal);
      continue;
    }
    let value = frame.get(operand);
    frame.ask(value);
    const isRepr = code[base + 2] === 114 || code[base + 2] === 97;
    value = textOfObject(frame, value, isRepr ? 'repr' : code[base + 2] === 115 ? 'str' : 'format', pc);
    if (isRepr) value = represented(frame, value);
    const start = code[base + 3] as number;
    const end = code[base + 4] as number;
    const specIndex = code[base + 5] as number;
    const constant = domain.onlyConstant(value);
    if (constant !== null && specIndex !== -2) {
      const conversion = code[base + 2] as number;
      const spec = specIndex < 0 ? '' : String(frame.module.ir.constants[specIndex]?.value ?? '');
      const text = formatConstant(constant, conversion < 0 ? '' : String.fromCharCode(conversion), spec);
      if (text !== null) {
        parts.push(text);
        continue;
      }
    }
    const spec = specIndex < 0 ? null : frame.module.ir.constants[specIndex]?.value;
    if (constant === null && typeof spec === 'string' && /[bdeEfFgGnoxX%]$/.test(spec)) value = number(frame);
    if (constant === null && specIndex === -1) domain.parts(value, frame.module, start, end, parts);
    else parts.push(new Hole(value, frame.module, start, end));
  }
  if (making === 'template') return domain.text(new TextShape(making, parts));
  return textOrConstant(frame, making, parts);
}
