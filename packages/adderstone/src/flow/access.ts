import { argsOf } from './arguments.ts';
import { callFunction } from './calls.ts';
import { quotesIdentifier } from './conventional.ts';
import { type Atom, isOpen, NEVER, Obj, SHAPE_CLASS, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import type { External } from './external.ts';
import { foldIndex, foldSlice, sliceIndices } from './fold.ts';
import type { Frame } from './frame.ts';
import { type Cell, type ClassInfo, FunctionFlag, type FunctionInfo } from './program.ts';
import { itemsOfRecord } from './records.ts';

/** Bases that make a class an enumeration. */
const ENUMS = /^enum\.(?:Enum|IntEnum|StrEnum|Flag|IntFlag|ReprEnum)$|\.(?:TextChoices|IntegerChoices)$/;

/** What `value.name` is. `pc` is the operation, for objects that become changeable here. */
export function attributeOf(frame: Frame, value: Val, name: string, pc: number): Val {
  const atoms = value.atoms;
  if (atoms.length === 1 && !value.open)
    return byConvention(frame, attributeOfAtom(frame, atoms[0] as Atom, name, pc), name);
  const domain = frame.engine.domain;
  let result = value.open ? UNKNOWN : NEVER;
  for (const atom of atoms) result = domain.union(result, attributeOfAtom(frame, atom, name, pc));
  return byConvention(frame, result === NEVER ? UNKNOWN : result, name);
}

/** A method of which nothing but its name is known, as what everybody calls so. */
export function byConvention(frame: Frame, value: Val, name: string): Val {
  if (value !== UNKNOWN || !quotesIdentifier(name)) return value;
  return frame.engine.domain.external(frame.engine.externals.path(name));
}

function attributeOfAtom(frame: Frame, atom: Atom, name: string, pc: number): Val {
  const engine = frame.engine;
  const domain = engine.domain;
  switch (atom.tag) {
    case Tag.constant:
      return domain.external(
        engine.externals.member(engine.externals.instanceOfPath(`builtins.${classOfConstant(atom)}`), name),
      );
    case Tag.function:
    case Tag.bound:
      if (name === '__name__' && atom.fn !== null) return domain.string(atom.fn.ir.name);
      if (name === 'setter' || name === 'deleter' || name === 'getter') {
        return domain.external(engine.externals.path(`builtins.property.${name}`));
      }
      if (name === '__wrapped__' || name === '__func__') return atom.only;
      if (name === '__call__') return atom.only;
      return attributeOfDecorated(frame, atom.fn, name);
    case Tag.class:
      return atom.cls === null ? UNKNOWN : classAttribute(frame, atom.cls, name);
    case Tag.module:
      return atom.module === null ? UNKNOWN : engine.moduleAttribute(atom.module, name, frame.fn);
    case Tag.external:
      if (atom.external === null) return UNKNOWN;
      if (isShared(atom.external)) {
        const given = engine.readCell(engine.sharedCell(atom.external, name), frame.fn);
        if (given !== NEVER) return given;
      }
      return engine.member(atom.external, name);
    case Tag.object:
    case Tag.frozen: {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      if (object === null) return UNKNOWN;
      if (object.shape === Shape.instance || object.shape === Shape.parameter) {
        const field = object.get(name);
        if (field !== null) {
          if (atom.tag !== Tag.object) return field;
          const thawed = frame.thaw(field, pc);
          if (thawed !== field) frame.h[atom.index] = frame.object(atom.index).with(name, thawed);
          return thawed;
        }
        if (object.cls?.tag === Tag.class && object.cls.cls !== null) {
          return instanceAttribute(frame, object.cls.cls, name, atom.only, pc);
        }
        if (object.cls?.external) return engine.member(object.cls.external, name);
        return UNKNOWN;
      }
      if (object.shape === Shape.tuple && object.keys.length > 0) {
        const item = object.get(name);
        if (item !== null) return item;
      }
      if (object.shape === Shape.partial) {
        if (name === 'func') return object.vals[0] ?? UNKNOWN;
        return UNKNOWN;
      }
      if (object.cls?.tag === Tag.class && object.cls.cls !== null) {
        return instanceAttribute(frame, object.cls.cls, name, atom.only, pc);
      }
      return domain.external(
        engine.externals.member(engine.externals.instanceOfPath(SHAPE_CLASS[object.shape] || 'builtins.object'), name),
      );
    }
    case Tag.parameter: {
      if (atom.fn === frame.fn) {
        const index = frame.parameterObjects[atom.index];
        if (index !== undefined) {
          const field = frame.object(index).get(name);
          if (field !== null) return field;
        }
      }
      const type = atom.fn === null ? null : engine.parameterType(atom.fn, atom.index);
      if (type === null) {
        frame.ask(atom.only);
        return UNKNOWN;
      }
      let result = NEVER;
      for (const one of type.atoms) {
        const cls = one.object?.cls?.cls ?? null;
        if (one.tag === Tag.frozen && cls !== null) {
          let found = instanceAttribute(frame, cls, name, atom.only, pc);
          const overrides = cls.overriders(name);
          for (let i = 0; i < overrides.length; i++) {
            const cell = (overrides[i] as ClassInfo).attributes.get(name);
            const override = i >= MAX_OVERRIDES || cell === undefined ? UNKNOWN : engine.readCell(cell, frame.fn);
            // Methods of subclasses are followed where a caller's object is known; data decides branches.
            if (isData(override)) found = domain.union(found, override);
            else if (atom.index === 0 && atom.fn === frame.fn) frame.fn.dispatches = true;
          }
          if (atom.index > 0 || isOpen(found) || found.atoms.length !== 1 || overrides.length > 0) frame.ask(atom.only);
          result = domain.union(result, found);
        } else {
          frame.ask(atom.only);
          result = domain.union(result, attributeOfAtom(frame, one, name, pc));
        }
      }
      return result === NEVER ? UNKNOWN : result;
    }
    case Tag.super: {
      if (atom.cls === null || atom.receiver === null) return UNKNOWN;
      return superAttribute(frame, atom.cls, atom.receiver, name, pc);
    }
    default:
      return UNKNOWN;
  }
}

/** An attribute of what decorators make of a function, where the models say what that is: `click.group()(f).command`. */
function attributeOfDecorated(frame: Frame, fn: FunctionInfo | null, name: string): Val {
  const { engine } = frame;
  for (const { value } of fn?.decorators ?? []) {
    for (const { external, object } of value.atoms) {
      const decorator = external ?? object?.cls?.external ?? null;
      const made = decorator === null ? null : engine.externals.call(decorator);
      if (made !== null && made.classes.length > 0) return engine.member(made, name);
    }
  }
  return UNKNOWN;
}

/** Subclasses whose own attribute counts as possible where only the base class is known. */
const MAX_OVERRIDES = 4;

/** Name of the builtin class of a constant. */
export function classOfConstant(atom: Atom): string {
  const type = atom.constant?.type;
  return type === 'none' ? 'NoneType' : (type ?? 'object');
}

/** The class atoms that a receiver is an instance of (or is itself), for `super()`. */
function classOf(frame: Frame, value: Val): ClassInfo | null {
  for (const atom of value.atoms) {
    if (atom.tag === Tag.class) return atom.cls;
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (object?.cls?.cls) return object.cls.cls;
    if (atom.tag === Tag.parameter && atom.fn !== null) {
      const type = frame.engine.parameterType(atom.fn, atom.index);
      if (type !== null) return classOf(frame, type);
    }
  }
  return null;
}

function superAttribute(frame: Frame, cls: ClassInfo, receiver: Val, name: string, pc: number): Val {
  const own = classOf(frame, receiver) ?? cls;
  const order = own.resolution();
  const at = order.classes.indexOf(cls);
  const rest = at < 0 ? cls.resolution().classes.slice(1) : order.classes.slice(at + 1);
  frame.ask(receiver);
  for (const one of rest) {
    const cell = one.attributes.get(name);
    if (cell === undefined) continue;
    return bindAll(frame, frame.engine.readCell(cell, frame.fn), receiver, own, pc);
  }
  return externalAttribute(frame, cls, name, true) ?? UNKNOWN;
}

function externalAttribute(frame: Frame, cls: ClassInfo, name: string, onInstance: boolean): Val | null {
  const engine = frame.engine;
  let result = NEVER;
  for (const external of cls.resolution().externals) {
    const base = onInstance && !external.isCall ? engine.externals.instanceOf(external) : external;
    result = engine.domain.union(result, engine.domain.external(engine.externals.member(base, name)));
  }
  return result === NEVER ? null : result;
}

/** Binds functions among class attributes to a receiver; runs properties. */
function bindAll(frame: Frame, value: Val, receiver: Val, cls: ClassInfo, pc: number): Val {
  let plain = true;
  for (const atom of value.atoms) if (atom.tag === Tag.function) plain = false;
  if (plain) return value;
  const domain = frame.engine.domain;
  let result = value.open ? UNKNOWN : NEVER;
  for (const atom of value.atoms) {
    if (atom.tag !== Tag.function || atom.fn === null) {
      result = domain.union(result, atom.only);
      continue;
    }
    const flags = atom.fn.flags;
    if (flags & FunctionFlag.property) {
      const got = callFunction(frame, atom, receiver, argsOf(), pc);
      result = domain.union(result, got === NEVER ? UNKNOWN : got);
    } else if (flags & FunctionFlag.static) result = domain.union(result, atom.only);
    else if (flags & FunctionFlag.class) result = domain.union(result, domain.bound(atom, domain.class(cls)));
    else result = domain.union(result, domain.bound(atom, receiver));
  }
  return result === NEVER ? UNKNOWN : result;
}

/** An attribute of an instance of a project class: its fields by all stores, then its class's attributes. */
export function instanceAttribute(frame: Frame, cls: ClassInfo, name: string, receiver: Val, pc: number): Val {
  const engine = frame.engine;
  const domain = engine.domain;
  const order = cls.resolution();
  let field = NEVER;
  let attribute: Val | null = null;
  let isAny = false;
  for (const one of order.classes) {
    if (one.storesAny) isAny = true;
    const writers = one.writers.get(name);
    if (writers !== undefined) {
      for (const writer of writers) if (writer.state === 0) engine.summary(writer);
      field = domain.union(field, fieldValue(frame, one.field(name), receiver));
    } else {
      const cell = one.fields.get(name);
      if (cell !== undefined) field = domain.union(field, fieldValue(frame, cell, receiver));
    }
    if (attribute === null) {
      const cell = one.attributes.get(name);
      if (cell !== undefined) {
        const value = engine.readCell(cell, frame.fn);
        attribute = bindAll(frame, cell.extra === NEVER ? value : engine.viaCell(cell, value), receiver, cls, pc);
      }
    }
  }
  // The default of a field says what it is when nothing is given.
  if (attribute !== null && order.externals.length > 0 && cls.isRecord && !attribute.open) {
    if (order.classes.some(({ ir }) => ir.annotations.has(name))) attribute = domain.opened(attribute);
  }
  if (attribute === null && field === NEVER) {
    if (isAny && order.externals.length === 0) {
      for (const one of order.classes) {
        const cell = one.storesAny ? one.fields.get(ANY_NAME) : undefined;
        if (cell !== undefined) field = domain.union(field, domain.opened(fieldValue(frame, cell, receiver)));
      }
    } else attribute = externalAttribute(frame, cls, name, true);
  }
  let result = attribute === null ? field : domain.union(attribute, field);
  if (result === NEVER || isOpen(result)) {
    for (const one of order.classes) {
      const names = one.ir.annotations.get(name) ?? one.ir.ownAnnotations.get(name);
      if (names === undefined) continue;
      const type = engine.annotated(one.module, names, frame.fn);
      if (type !== null) result = domain.opened(domain.union(result, type));
      break;
    }
  }
  if (result === NEVER) {
    if (name === '__class__') return domain.class(cls);
    return ofHeirs(frame, cls, name);
  }
  // Code that does not know the class may have stored something else there.
  if (!result.open && engine.attributesStored.has(name) && isData(result)) return domain.opened(result);
  // What is not set in the class may be set by a name that the code does not say.
  return isAny && domain.onlyConstant(result)?.type === 'none' ? domain.opened(result) : result;
}

/** What a mixin reads that only the libraries' classes have which its heirs inherit from beside it: `self.request` of a view. Open. */
function ofHeirs(frame: Frame, cls: ClassInfo, name: string): Val {
  if (cls.subclasses.length === 0 || name.startsWith('__')) return UNKNOWN;
  const { domain } = frame.engine;
  let result = UNKNOWN;
  let left = MAX_HEIRS;
  for (const heir of cls.below()) {
    result = domain.union(result, externalAttribute(frame, heir, name, true) ?? NEVER);
    if (--left === 0) break;
  }
  return domain.opened(result);
}

/** Classes below a mixin that are looked at. */
const MAX_HEIRS = 8;

/** The value of a field by all stores. Its data is told by the label of a parameter's field, or of the field of the class. */
function fieldValue(frame: Frame, cell: Cell, receiver: Val): Val {
  const { engine } = frame;
  const value = engine.readCell(cell, frame.fn);
  if (receiver.atoms.length === 1 && receiver.atoms[0]?.tag === Tag.parameter)
    return value.taint === 0 ? value : engine.domain.withTaint(value, 0);
  return engine.viaCell(cell, value);
}

/** True when a value holds no function: what outside code stores on objects is seldom one. */
function isData(value: Val): boolean {
  for (const atom of value.atoms) if (atom.tag === Tag.function || atom.tag === Tag.bound) return false;
  return true;
}

/** Any member of an enumeration, as `Color(value)` gives it; null for other classes, and where a member's value is not constant. */
export function memberOf(frame: Frame, cls: ClassInfo): Val | null {
  const { engine } = frame;
  const { domain } = engine;
  if (!cls.resolution().externals.some((external) => ENUMS.test(external.path))) return null;
  let values = NEVER;
  let names = NEVER;
  for (const [name, cell] of cls.attributes) {
    if (name.startsWith('_')) continue;
    const value = engine.readCell(cell, frame.fn);
    if (value.atoms.some(({ tag }) => tag === Tag.function)) continue;
    if (domain.onlyConstant(value) === null) return null;
    values = domain.union(values, value);
    names = domain.union(names, domain.string(name));
  }
  if (values === NEVER) return null;
  const atom = domain.class(cls).atoms[0] as Atom;
  return domain.frozen(new Obj(Shape.instance, atom, ['value', 'name'], [values, names], null, true));
}

/** An attribute of a project class itself. */
function classAttribute(frame: Frame, cls: ClassInfo, name: string): Val {
  const engine = frame.engine;
  const domain = engine.domain;
  const order = cls.resolution();
  for (const one of order.classes) {
    const cell = one.attributes.get(name);
    if (cell === undefined) continue;
    const value = engine.readCell(cell, frame.fn);
    if (order.externals.some((external) => ENUMS.test(external.path)) && !name.startsWith('_')) {
      const constant = domain.onlyConstant(value);
      if (constant !== null) {
        const atom = domain.class(cls).atoms[0] as Atom;
        const vals = [value, domain.string(name)];
        return domain.frozen(new Obj(Shape.instance, atom, ['value', 'name'], vals, null, true));
      }
    }
    let result = value.open ? UNKNOWN : NEVER;
    for (const atom of value.atoms) {
      if (atom.tag === Tag.function && atom.fn !== null && (atom.fn.flags & FunctionFlag.class) !== 0) {
        result = domain.union(result, domain.bound(atom, domain.class(cls)));
      } else result = domain.union(result, atom.only);
    }
    return result === NEVER ? UNKNOWN : result;
  }
  if (name === '__name__') return domain.string(cls.ir.name);
  if (name === '__mro__' || name === '__bases__' || name === '__dict__' || name === '__subclasses__') return UNKNOWN;
  return externalAttribute(frame, cls, name, false) ?? UNKNOWN;
}

/** Sets an attribute: on objects of the heap strongly, on fields of classes by joining. */
export function storeAttribute(frame: Frame, target: Val, name: string, value: Val, start: number, end: number): void {
  const engine = frame.engine;
  const single = target.atoms.length === 1 && !target.open;
  for (const atom of target.atoms) {
    switch (atom.tag) {
      case Tag.object: {
        const object = frame.object(atom.index);
        if (object.shape > Shape.dict && object.shape !== Shape.instance && object.shape !== Shape.parameter) break;
        if (object.shape !== Shape.instance && object.shape !== Shape.parameter) break;
        const before = object.get(name);
        const stored = single || before === null ? value : engine.domain.union(before, value);
        frame.h[atom.index] = object.with(name, single ? stored : engine.domain.opened(stored));
        if (object.cls?.cls) joinField(frame, object.cls.cls, name, value, start, end);
        break;
      }
      case Tag.parameter: {
        if (atom.fn !== frame.fn) break;
        const index = frame.parameterObject(atom.index);
        const object = frame.object(index);
        frame.h[index] = object.with(name, single ? value : engine.domain.opened(value));
        const type = engine.parameterType(atom.fn, atom.index);
        if (type === null) break;
        for (const one of type.atoms) {
          const cls = one.object?.cls?.cls;
          if (cls) joinField(frame, cls, name, value, start, end);
          else if (one.tag === Tag.class && one.cls !== null) joinAttribute(frame, one.cls, name, value, start, end);
        }
        break;
      }
      case Tag.frozen:
        if (atom.object?.cls?.cls) joinField(frame, atom.object.cls.cls, name, value, start, end);
        break;
      case Tag.class:
        if (atom.cls !== null) joinAttribute(frame, atom.cls, name, value, start, end);
        break;
      case Tag.function:
        if (name === 'exposed' && atom.fn !== null && engine.domain.onlyConstant(value)?.value !== false)
          engine.entries.expose(atom.fn);
        break;
      case Tag.module:
        if (atom.module !== null) {
          const cell = atom.module.cell(name);
          engine.joinCell(cell, engine.desymbolized(frame.freeze(value, 0)), frame.module, start, end);
        }
        break;
      case Tag.external:
        if (atom.external !== null && isShared(atom.external)) {
          const cell = engine.sharedCell(atom.external, name);
          engine.joinCell(cell, bare(frame, engine.desymbolized(frame.freeze(value, 0))), frame.module, start, end);
        }
        break;
      default:
        break;
    }
  }
}

/** The field of what is stored under names that are not known: `setattr(self, name, value)`, `self.__dict__.update(values)`. */
export const ANY_NAME = '(*any';

/** Stores under a name that is not known: any attribute that is not set may be from then on. */
export function storeAnyAttribute(frame: Frame, target: Val, value: Val, start: number, end: number): void {
  const { engine } = frame;
  const { domain } = engine;
  for (const atom of target.atoms) {
    const isOwn = atom.tag === Tag.parameter && atom.fn === frame.fn;
    const index = atom.tag === Tag.object ? atom.index : isOwn ? frame.parameterObjects[atom.index] : undefined;
    const object = index === undefined ? atom.object : frame.object(index);
    const typed = isOwn && atom.fn !== null ? engine.parameterType(atom.fn, atom.index) : null;
    for (const cls of [object?.cls?.cls, ...(typed?.atoms ?? []).map((one) => one.object?.cls?.cls)]) {
      if (!cls) continue;
      engine.storesAny = true;
      cls.storesAny = true;
      joinField(frame, cls, ANY_NAME, domain.tainted(UNKNOWN, frame.deep(value)), start, end);
    }
    if (index === undefined || object === null || object.shape < Shape.instance) continue;
    if (!object.vals.some((one) => domain.onlyConstant(one)?.type === 'none')) continue;
    const vals = object.vals.map((one) => (domain.onlyConstant(one)?.type === 'none' ? domain.opened(one) : one));
    frame.h[index] = new Obj(object.shape, object.cls, object.keys, vals, object.rest, object.exact);
  }
}

/** True for a library's object on which a program keeps what all its functions share: `flask.g`, `app.state`. */
function isShared({ name, path }: External): boolean {
  if (name === 'g') return path === 'flask.g' || path === 'flask.globals.g' || path === 'quart.g';
  if (name === 'current_app') return path.startsWith('flask.') || path.startsWith('quart.');
  return name === 'state';
}

function joinField(frame: Frame, cls: ClassInfo, name: string, value: Val, start: number, end: number): void {
  const engine = frame.engine;
  engine.joinCell(cls.field(name), bare(frame, engine.desymbolized(frame.freeze(value, 0))), frame.module, start, end);
}

/** Instances of project classes without their fields, which the class's own cells hold: so a field's value stays small. */
export function bare(frame: Frame, value: Val): Val {
  let plain = true;
  for (const atom of value.atoms) if (hasFields(atom)) plain = false;
  if (plain) return value;
  const domain = frame.engine.domain;
  let result = value.open ? domain.opened(NEVER) : NEVER;
  for (const atom of value.atoms) {
    const cls = atom.object?.cls ?? null;
    const one = hasFields(atom) ? domain.frozen(new Obj(Shape.instance, cls, [], [], null, false)) : atom.only;
    result = domain.union(result, one);
  }
  return result;
}

function hasFields(atom: Atom): boolean {
  const { object } = atom;
  return atom.tag === Tag.frozen && object !== null && object.cls?.tag === Tag.class && object.keys.length > 0;
}

function joinAttribute(frame: Frame, cls: ClassInfo, name: string, value: Val, start: number, end: number): void {
  const engine = frame.engine;
  const cell = cls.attributes.get(name) ?? cls.field(name);
  engine.joinCell(cell, engine.desymbolized(frame.freeze(value, 0)), frame.module, start, end);
}

/** What `value[key]` is. */
export function subscriptOf(frame: Frame, value: Val, key: Val, pc: number): Val {
  const domain = frame.engine.domain;
  frame.ask(key);
  let result = value.open ? UNKNOWN : NEVER;
  for (const atom of value.atoms) result = domain.union(result, itemOf(frame, atom, key, pc));
  return result === NEVER ? UNKNOWN : result;
}

/** An item of an object whose class takes `[]` from a library. */
function itemOfLibrary(frame: Frame, cls: ClassInfo): Val {
  const { domain, externals } = frame.engine;
  let result = NEVER;
  for (const external of cls.resolution().externals) {
    if (!external.isCall)
      result = domain.union(result, domain.external(externals.item(externals.instanceOf(external))));
  }
  return result === NEVER ? UNKNOWN : result;
}

function sliceParts(_frame: Frame, key: Val): readonly Val[] | null {
  const atom = key.atoms.length === 1 ? key.atoms[0] : undefined;
  const object = atom?.tag === Tag.frozen ? atom.object : null;
  return object !== null && object !== undefined && object.shape === Shape.slice ? object.vals : null;
}

function itemOf(frame: Frame, atom: Atom, key: Val, pc: number): Val {
  const engine = frame.engine;
  const domain = engine.domain;
  const slice = sliceParts(frame, key);
  switch (atom.tag) {
    case Tag.constant: {
      if (atom.constant === null) return UNKNOWN;
      if (slice !== null) {
        const [lower, upper, step] = slice.map((one) => domain.onlyConstant(one));
        if (!lower || !upper || !step) return UNKNOWN;
        return foldSlice(domain, atom.constant, lower, upper, step);
      }
      if (isOpen(key) || key.atoms.length === 0) return UNKNOWN;
      let result = NEVER;
      for (const one of key.atoms) {
        result = domain.union(result, one.constant === null ? UNKNOWN : foldIndex(domain, atom.constant, one.constant));
      }
      return result;
    }
    case Tag.object:
    case Tag.frozen: {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
      if (object === null) return UNKNOWN;
      if (object.shape === Shape.instance) {
        if (object.cls?.external) return domain.external(engine.externals.item(object.cls.external));
        if (object.cls?.cls) {
          const method = instanceAttribute(frame, object.cls.cls, '__getitem__', atom.only, pc);
          for (const one of method.atoms) {
            if (one.tag === Tag.bound && one.receiver !== null) {
              const result = callFunction(frame, one, one.receiver, argsOf(key), pc);
              return result === NEVER ? UNKNOWN : result;
            }
          }
          const items = itemsOfRecord(frame, object);
          const index = domain.onlyConstant(key);
          if (items !== null && index?.type === 'int') return items.at(Number(index.value)) ?? UNKNOWN;
          return itemOfLibrary(frame, object.cls.cls);
        }
        return UNKNOWN;
      }
      if (object.shape === Shape.dict) return entryOf(frame, atom, object, key, pc);
      if (slice !== null) {
        if (!object.exact) return frame.allocate(pc * 16, domain.loose(object.shape, domain.anyItem(object)));
        const [lower, upper, step] = slice.map((one) => domain.onlyConstant(one));
        const indices = lower && upper && step ? sliceIndices(lower, upper, step, object.vals.length) : null;
        if (indices === null) return frame.allocate(pc * 16, domain.loose(object.shape, domain.anyItem(object)));
        return frame.allocate(
          pc * 16,
          domain.sequence(
            object.shape,
            indices.map((i) => object.vals[i] as Val),
          ),
        );
      }
      if (object.exact && !isOpen(key) && key.atoms.length > 0) {
        let result = NEVER;
        for (const one of key.atoms) {
          const index =
            one.constant?.type === 'int' || one.constant?.type === 'bool' ? Number(one.constant.value) : Number.NaN;
          const at = index < 0 ? index + object.vals.length : index;
          const item = object.vals[at];
          if (item === undefined) result = domain.union(result, Number.isNaN(index) ? domain.anyItem(object) : NEVER);
          else {
            const thawed = atom.tag === Tag.object ? frame.thaw(item, pc) : item;
            if (thawed !== item) {
              const vals = frame.object(atom.index).vals.slice();
              vals[at] = thawed;
              frame.h[atom.index] = new Obj(object.shape, object.cls, object.keys, vals, null, true);
            }
            result = domain.union(result, thawed);
          }
        }
        return result === NEVER ? UNKNOWN : result;
      }
      const item = domain.anyItem(object);
      return item === NEVER ? UNKNOWN : item;
    }
    case Tag.external: {
      const kept = atom.external !== null && isApplication(atom.external) ? applicationCell(frame, key) : null;
      if (kept !== null) {
        const given = engine.readCell(kept, frame.fn);
        if (given !== NEVER) return engine.viaCell(kept, given);
      }
      if (atom.external === null) return UNKNOWN;
      if (atom.external.looksLikeClass && !atom.external.isCall && atom.external.classes.length === 0) return atom.only;
      return domain.external(engine.externals.item(atom.external));
    }
    case Tag.class:
      return (atom.cls === null ? null : memberOf(frame, atom.cls)) ?? atom.only;
    case Tag.parameter: {
      frame.ask(atom.only);
      const type = atom.fn === null ? null : engine.parameterType(atom.fn, atom.index);
      if (type === null) return UNKNOWN;
      let result = NEVER;
      for (const one of type.atoms) {
        result = domain.union(result, one.external ? domain.external(engine.externals.item(one.external)) : UNKNOWN);
      }
      return result;
    }
    default:
      return UNKNOWN;
  }
}

function entryOf(frame: Frame, atom: Atom, object: Obj, key: Val, pc: number): Val {
  const domain = frame.engine.domain;
  if (isOpen(key) || key.atoms.length === 0) {
    const any = domain.anyItem(object);
    return any === NEVER ? UNKNOWN : any;
  }
  let result = NEVER;
  for (const one of key.atoms) {
    const found = object.get(one);
    if (found === null) {
      if (!object.exact) result = domain.union(result, object.rest ?? UNKNOWN);
      // What something external gives may be any of the keys.
      else if (one.tag === Tag.external || one.tag === Tag.parameter)
        result = domain.union(result, domain.anyItem(object));
      continue;
    }
    const thawed = atom.tag === Tag.object ? frame.thaw(found, pc) : found;
    if (thawed !== found) frame.h[atom.index] = frame.object(atom.index).with(one, thawed);
    result = domain.union(result, thawed);
  }
  return result === NEVER ? UNKNOWN : result;
}

/** True for an application of `aiohttp`, whose items all its handlers share by `request.app["name"]`. */
function isApplication(external: External | null): boolean {
  return (
    external !== null &&
    /^aiohttp\.web(?:_app)?\..*(?:\bApplication(?:\(\))?|[.#](?:app|config_dict))$/.test(external.path)
  );
}

/** Where the item of a constant key of an application is kept; null for any other key. */
function applicationCell(frame: Frame, key: Val): Cell | null {
  const constant = frame.engine.domain.onlyConstant(key);
  if (typeof constant?.value !== 'string') return null;
  const { externals } = frame.engine;
  return frame.engine.sharedCell(externals.path('aiohttp.web.Application'), `[${constant.value}]`);
}

/** Sets or, with `value` null, deletes an item. */
export function storeItem(frame: Frame, target: Val, key: Val, value: Val | null): void {
  const domain = frame.engine.domain;
  frame.ask(target);
  const single = target.atoms.length === 1 && !target.open;
  for (const atom of target.atoms) {
    if (atom.tag === Tag.parameter && atom.fn === frame.fn && atom.index < 30) {
      frame.mutates |= 1 << atom.index;
      frame.asks |= 1 << atom.index;
    }
    if (
      value !== null &&
      isApplication(
        atom.external ?? (atom.tag === Tag.object ? frame.object(atom.index) : atom.object)?.cls?.external ?? null,
      )
    ) {
      const cell = applicationCell(frame, key);
      if (cell !== null) {
        const { start, end } = frame.callPlace();
        frame.engine.joinCell(
          cell,
          bare(frame, frame.engine.desymbolized(frame.freeze(value, 0))),
          frame.module,
          start,
          end,
        );
      }
    }
    if (atom.tag !== Tag.object) continue;
    const object = frame.object(atom.index);
    const constant = !isOpen(key) && key.atoms.length === 1 ? key.atoms[0] : undefined;
    if (object.shape === Shape.dict) {
      if (constant !== undefined && single) {
        if (value !== null) frame.h[atom.index] = object.with(constant, value);
        else {
          const at = object.keys.indexOf(constant);
          if (at >= 0) {
            const keys = object.keys.filter((_, i) => i !== at);
            const vals = object.vals.filter((_, i) => i !== at);
            frame.h[atom.index] = new Obj(object.shape, object.cls, keys, vals, object.rest, object.exact);
          }
        }
      } else {
        const vals = object.vals.map((one) => (value === null ? domain.opened(one) : domain.union(one, value)));
        const rest = value === null ? object.rest : domain.union(object.rest ?? NEVER, value);
        frame.h[atom.index] = new Obj(object.shape, object.cls, object.keys, vals, rest, false);
      }
    } else if (object.shape === Shape.list) {
      const index = constant?.constant?.type === 'int' ? Number(constant.constant.value) : Number.NaN;
      const at = index < 0 ? index + object.vals.length : index;
      if (object.exact && single && object.vals[at] !== undefined) {
        const vals = object.vals.slice();
        if (value === null) vals.splice(at, 1);
        else vals[at] = value;
        frame.h[atom.index] = new Obj(object.shape, object.cls, object.keys, vals, null, true);
      } else {
        const any = domain.union(domain.anyItem(object), value ?? NEVER);
        frame.h[atom.index] = domain.loose(object.shape, sliceParts(frame, key) === null ? any : domain.opened(any));
      }
    }
  }
}
