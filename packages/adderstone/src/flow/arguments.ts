import { type Domain, NEVER, Obj, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import type { Frame } from './frame.ts';
import type { ClassInfo, FunctionInfo } from './program.ts';

const NO_NAMES: string[] = [];
const NO_VALUES: Val[] = [];
const NOWHERE: readonly [number, number] = [-1, -1];

/** The arguments of one call, stars taken apart as far as they are known. */
export class Args {
  readonly positional: Val[] = [];
  names: string[] = NO_NAMES;
  values: Val[] = NO_VALUES;
  /** Offset in the code of the words of the first argument; -1 where the call is none of the code. */
  at = -1;
  /** Offsets of the words of each positional and keyword argument, where a star made them differ from their order. */
  origins: number[] | null = null;
  keywordOrigins: number[] | null = null;
  /** True when a star with unknown contents may fill more. */
  open = false;
  /** What a star with unknown contents may hold; NEVER when there is none. */
  rest: Val = NEVER;
  /** Taint of mappings with unknown keys that `**` spreads. */
  mapping = 0;
  /** Taint of those mappings and of everything in them. */
  spread = 0;

  addKeyword(name: string, value: Val): void {
    if (this.names === NO_NAMES) {
      this.names = [name];
      this.values = [value];
    } else {
      this.names.push(name);
      this.values.push(value);
    }
  }

  /** Half-open place of a positional argument in the module's text; [-1, -1] when it has none. */
  place(code: Int32Array, i: number): readonly [number, number] {
    if (this.at < 0) return NOWHERE;
    const at = this.origins === null ? this.at + 4 * i : (this.origins[i] ?? -1);
    return at < 0 ? NOWHERE : [code[at + 2] as number, code[at + 3] as number];
  }

  /** Half-open place of a keyword argument's value. */
  keywordPlace(code: Int32Array, k: number): readonly [number, number] {
    if (this.at < 0) return NOWHERE;
    const at =
      this.keywordOrigins === null ? this.at + 4 * (this.positional.length + k) : (this.keywordOrigins[k] ?? -1);
    return at < 0 ? NOWHERE : [code[at + 2] as number, code[at + 3] as number];
  }

  keyword(name: string): Val | null {
    const at = this.names.indexOf(name);
    return at < 0 ? null : (this.values[at] as Val);
  }

  /** The argument at a position or keyword, or null. */
  get(position: number, name: string | null): Val | null {
    return this.positional[position] ?? (name === null ? null : this.keyword(name));
  }
}

/** The arguments of a call with another value as the first, at the same place. */
export function withFirst(args: Args, first: Val): Args {
  const other = Object.assign(new Args(), args, { positional: args.positional.slice() });
  other.positional[0] = first;
  return other;
}

/** No arguments. */
export const NO_ARGS = new Args();

/** The arguments with which a `functools.partial` calls what it holds: its own, then those of the call; keywords of the call win. */
export function partialArgs(object: Obj, args: Args): Args {
  const all = new Args();
  const keys = object.keys;
  const first = object.vals.length - keys.length;
  all.at = args.at;
  const origins: number[] = [];
  const keywordOrigins: number[] = [];
  for (let i = 1; i < first; i++) {
    all.positional.push(object.vals[i] as Val);
    origins.push(-1);
  }
  for (let i = 0; i < args.positional.length; i++) {
    all.positional.push(args.positional[i] as Val);
    origins.push(args.origins === null ? args.at + 4 * i : (args.origins[i] ?? -1));
  }
  for (let i = 0; i < args.names.length; i++) {
    all.addKeyword(args.names[i] as string, args.values[i] as Val);
    const inOrder = args.at + 4 * (args.positional.length + i);
    keywordOrigins.push(args.keywordOrigins === null ? inOrder : (args.keywordOrigins[i] ?? -1));
  }
  for (let i = 0; i < keys.length; i++) {
    const name = keys[i];
    if (typeof name !== 'string' || all.names.includes(name)) continue;
    all.addKeyword(name, object.vals[first + i] as Val);
    keywordOrigins.push(-1);
  }
  all.origins = origins;
  all.keywordOrigins = keywordOrigins;
  all.open = args.open || !object.exact;
  all.rest = args.rest;
  return all;
}

/** Positional arguments only. */
export function argsOf(...values: Val[]): Args {
  const args = new Args();
  for (const value of values) args.positional.push(value);
  return args;
}

/**
 * What each parameter of a function is in a call (https://docs.python.org/3/reference/expressions.html#calls).
 * Arguments that fit nowhere are dropped; a parameter without argument and default is unknown when a star may fill it.
 */
export function bindArguments(domain: Domain, fn: FunctionInfo, args: Args, receiver: Val | null): Val[] {
  const parameters = fn.ir.parameters;
  const bound: Val[] = [];
  let next = 0;
  const offset = receiver === null ? 0 : 1;
  const positional = (i: number): Val | undefined => (i < offset ? (receiver as Val) : args.positional[i - offset]);
  const used = new Set<string>();
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i] as (typeof parameters)[number];
    let value: Val | null = null;
    if (parameter.kind === 'rest') {
      const items: Val[] = [];
      for (let one = positional(next); one !== undefined; one = positional(++next)) items.push(one);
      if (args.open) {
        let item = args.rest === NEVER ? UNKNOWN : args.rest;
        for (const one of items) item = domain.union(item, one);
        bound.push(domain.frozen(domain.loose(Shape.tuple, item)));
      } else bound.push(domain.frozen(domain.sequence(Shape.tuple, items)));
      continue;
    }
    if (parameter.kind === 'keywords') {
      const keys = [];
      const vals = [];
      for (let k = 0; k < args.names.length; k++) {
        const name = args.names[k] as string;
        if (used.has(name) || parameters.some((one) => one.name === name && one.kind !== 'positional-only')) continue;
        const atom = domain.string(name).atoms[0];
        if (atom === undefined) continue;
        keys.push(atom);
        vals.push(args.values[k] as Val);
      }
      bound.push(
        domain.frozen(
          new Obj(Shape.dict, null, keys, vals, args.open ? spreadItem(domain, args, '[]', UNKNOWN) : null, !args.open),
        ),
      );
      continue;
    }
    if (parameter.kind !== 'keyword-only') {
      value = positional(next) ?? null;
      if (value !== null) next++;
    }
    if (value === null && parameter.kind !== 'positional-only') {
      value = args.keyword(parameter.name);
      if (value !== null) used.add(parameter.name);
    }
    if (value === null) {
      value = fn.defaults?.[i] ?? null;
      if (args.open || (value === null && fn.defaults === null)) {
        value = value === null ? UNKNOWN : domain.opened(value);
        if (parameter.kind !== 'positional-only' && i >= offset)
          value = spreadItem(domain, args, `[s:${parameter.name}]`, value);
      } else if (value === null) value = UNKNOWN;
    }
    bound.push(value);
  }
  return bound;
}

/** A value that may be an item of a mapping that `**` spreads. */
function spreadItem(domain: Domain, args: Args, step: string, value: Val): Val {
  return args.spread === 0 ? value : domain.tainted(value, domain.taints.extend(args.spread, step));
}

/**
 * True when enough is known of an argument for a run of its own: a constant, something that can be called, a typed object, a
 * container or instance with such inside. `own`: the class of a method, of which a bare instance says nothing new. `picks`: true for a function
 * that makes a list.
 */
export function isInteresting(frame: Frame, value: Val, own: ClassInfo | null, picks: boolean, depth = 0): boolean {
  for (const atom of value.atoms) {
    switch (atom.tag) {
      case Tag.parameter:
        break;
      case Tag.external:
        if (atom.external !== null && (!atom.external.isCall || atom.external.classes.length > 0)) return true;
        break;
      case Tag.object:
      case Tag.frozen: {
        const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
        if (object === null || object.shape === Shape.parameter) break;
        if (object.shape === Shape.instance && object.cls?.cls !== own) return true;
        // An object of a library that is known. A helper that makes a list of an archive's members picks them by what is not followed (`isreg`).
        if (own === null && isKnownObject(object) && !(picks && isTarArchive(object))) return true;
        if (object.shape === Shape.partial || depth > 1 || (object.shape <= Shape.dict && object.exact)) return true;
        for (const one of object.vals) if (isInteresting(frame, one, own, picks, depth + 1)) return true;
        if (object.rest !== null && isInteresting(frame, object.rest, own, picks, depth + 1)) return true;
        break;
      }
      default:
        return true;
    }
  }
  return false;
}

function isKnownObject({ cls }: Obj): boolean {
  return (cls?.external?.classes.length ?? 0) > 0;
}

function isTarArchive({ cls }: Obj): boolean {
  return cls?.external?.path.startsWith('tarfile.') === true;
}
