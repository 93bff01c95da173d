import { storeAttribute } from './access.ts';
import type { Args } from './arguments.ts';
import { type Atom, Obj, Shape, UNKNOWN, type Val } from './domain.ts';
import type { Frame } from './frame.ts';
import type { ClassInfo } from './program.ts';

/** Classes of `typing` whose subclasses' annotations are the fields of a tuple. */
const TUPLE = /^(?:typing|typing_extensions)\.NamedTuple$|^collections\.namedtuple\(\)$/;
/** Classes whose calls give a plain dict. */
const DICT = /^(?:typing|typing_extensions)\.TypedDict(?:\(\))?$/;
/** Classes whose keyword arguments become attributes. */
const NAMESPACE = /^(?:types\.SimpleNamespace|argparse\.Namespace)$/;

/** What is known of an object made of named values: `types.SimpleNamespace(a=1)`. Null for other classes, and where names are not known. */
export function namespaceOf(path: string, args: Args, cls: Atom): Obj | null {
  if (args.open || args.positional.length > 0 || !NAMESPACE.test(path)) return null;
  return new Obj(Shape.instance, cls, [...args.names], [...args.values], null, false);
}

/** True for a class whose call gives a dict of its keyword arguments. */
export function isTypedDict(paths: readonly string[]): boolean {
  return paths.some((path) => DICT.test(path));
}

/** The fields that `collections.namedtuple("Point", "x y")` names, in order; null where they are not constant. */
function fieldsNamed(frame: Frame, made: Obj): readonly string[] | null {
  const given = made.get('(1') ?? made.get('(field_names');
  if (given === null) return null;
  const { domain } = frame.engine;
  const text = domain.onlyConstant(given);
  if (typeof text?.value === 'string') return text.value.split(/[\s,]+/).filter((name) => name !== '');
  const names: string[] = [];
  for (const item of frame.items(given) ?? [UNKNOWN]) {
    const name = domain.onlyConstant(item);
    if (typeof name?.value !== 'string') return null;
    names.push(name.value);
  }
  return names;
}

/** The tuple that a call of a named tuple's class gives, with the names of its items; null where they are not known. */
export function namedTuple(frame: Frame, made: Obj, args: Args): Obj | null {
  if (made.cls?.external?.path !== 'collections.namedtuple()' || args.open) return null;
  const names = fieldsNamed(frame, made);
  if (names === null) return null;
  const vals = names.map((name, i) => args.get(i, name) ?? UNKNOWN);
  return new Obj(Shape.tuple, null, names, vals, null, true);
}

/** Names of the fields of a class that is made from annotations or from a named tuple, in order. */
function fieldsOf(frame: Frame, cls: ClassInfo): readonly string[] {
  const names: string[] = [];
  const { classes } = cls.resolution();
  for (let i = classes.length - 1; i >= 0; i--) {
    const one = classes[i] as ClassInfo;
    for (const base of one.bases) {
      const made = frame.objectOf(base);
      if (made?.cls?.external?.path === 'collections.namedtuple()') names.push(...(fieldsNamed(frame, made) ?? []));
    }
    for (const name of one.ir.annotations.keys()) if (!names.includes(name)) names.push(name);
  }
  return names;
}

/** Fields of classes that are made from annotations: data classes, named tuples, models. */
export function fillFields(frame: Frame, cls: ClassInfo, object: Val, args: Args): void {
  const names = fieldsOf(frame, cls);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const annotation = args.mapping === 0 ? [] : (cls.ir.annotations.get(name) ?? []);
    const { domain, entries } = frame.engine;
    const spread =
      args.mapping === 0 || entries.isPlain(annotation)
        ? null
        : domain.withTaint(UNKNOWN, domain.taints.extend(args.mapping, `[s:${name}]`));
    const value = args.get(i, name) ?? spread;
    if (value !== null) storeAttribute(frame, object, name, frame.bakedValue(value), cls.ir.start, cls.ir.end);
  }
}

/** The items of an instance of a class that is a named tuple, in order; null for any other object. */
export function itemsOfRecord(frame: Frame, object: Obj): readonly Val[] | null {
  const cls = object.shape === Shape.instance ? (object.cls?.cls ?? null) : null;
  if (cls === null || !cls.resolution().externals.some(({ path }) => TUPLE.test(path))) return null;
  return fieldsOf(frame, cls).map((name) => {
    const fallback = cls.attributes.get(name);
    return object.get(name) ?? (fallback === undefined ? UNKNOWN : frame.engine.readCell(fallback, frame.fn));
  });
}
