import { argsOf } from './arguments.ts';
import { callMethod } from './calls.ts';
import { type Atom, NEVER, Shape, Tag, type Val } from './domain.ts';
import type { Frame } from './frame.ts';
import type { ClassInfo } from './program.ts';

/** How a value becomes a text: `str()`, `repr()`, or a format's own (`__format__`, which asks `__str__` unless a class has its own). */
export type Writing = 'str' | 'repr' | 'format';

const METHODS: Readonly<Record<Writing, readonly string[]>> = {
  str: ['__str__', '__repr__'],
  repr: ['__repr__'],
  format: ['__format__', '__str__', '__repr__'],
};

/** Bases whose objects are written by name and address like those of any class. */
const PLAIN_BASE = /^(?:builtins\.object|abc\.ABC|typing\.\w+|typing_extensions\.\w+|collections\.abc\.\w+)$/;

/** The class of the project that something is an object of, or null. */
function classOf(frame: Frame, atom: Atom): ClassInfo | null {
  if (atom.tag === Tag.object || atom.tag === Tag.frozen) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    return object?.shape === Shape.instance ? (object.cls?.cls ?? null) : null;
  }
  if (atom.tag !== Tag.parameter || atom.fn === null) return null;
  const type = frame.engine.parameterType(atom.fn, atom.index);
  const only = type?.atoms.length === 1 ? type.atoms[0] : undefined;
  return only?.object?.shape === Shape.instance ? (only.object.cls?.cls ?? null) : null;
}

/**
 * What stands in a text for a value that is put into it. An object of the project is written as its class says; where no class says
 * anything, by name and address (Python's data model, `object.__repr__`), so that what it holds does not get into the text.
 * Records, whose fields a decorator or base may write out, and objects of classes with unknown bases stay as they are.
 */
export function textOfObject(frame: Frame, value: Val, writing: Writing, pc: number): Val {
  const { domain } = frame.engine;
  // Most values are none of the project's objects.
  if (!value.atoms.some((atom) => classOf(frame, atom) !== null)) return value;
  let result = NEVER;
  let isChanged = false;
  for (const atom of value.atoms) {
    const cls = classOf(frame, atom);
    const one = domain.withTaint(atom.only, value.taint);
    const written = cls === null ? null : writtenBy(frame, cls, one, writing, pc);
    if (written === null) result = domain.union(result, one);
    else {
      isChanged = true;
      result = domain.union(result, written);
    }
  }
  if (!isChanged) return value;
  return value.open ? domain.tainted(domain.opened(result), value.taint) : result;
}

/** A class's text of one of its objects; null where it is not known how it is made. */
function writtenBy(frame: Frame, cls: ClassInfo, value: Val, writing: Writing, pc: number): Val | null {
  const { domain, externals } = frame.engine;
  const names = METHODS[writing];
  const order = cls.resolution();
  const name = names.find((one) => order.classes.some(({ attributes }) => attributes.has(one)));
  for (const heir of cls.below()) if (names.some((one) => heir.attributes.has(one))) return null;
  if (name !== undefined) {
    const text = callMethod(frame, value, name, argsOf(), pc);
    return text === NEVER ? null : text;
  }
  if (!order.complete || cls.isRecord || !order.externals.every(({ path }) => PLAIN_BASE.test(path))) return null;
  return domain.external(externals.call(externals.path('builtins.str')));
}
