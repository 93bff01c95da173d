import type { EntryRow } from '../models/model.ts';
import { isPlaceProblem, parsePlace, type Slot } from '../models/place.ts';
import type { Kind, Tier } from '../models/vocabulary.ts';
import { remembered } from '../text/remembered.ts';
import { isAnnotated } from './annotated.ts';
import { pageOf, statesOtherType } from './answer-headers.ts';
import type { Args } from './arguments.ts';
import { isOpen, Shape, Tag, UNKNOWN, type Val } from './domain.ts';
import type { Engine } from './engine.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import type { ClassInfo, FunctionInfo, ModuleInfo } from './program.ts';
import { judgeDetails, reach, slotOf } from './sinks.ts';

/** A function that something outside the project calls with untrusted data. */
export interface EntryPoint {
  readonly tier: Tier;
  readonly rows: readonly EntryRow[];
}

/** The entry points of the project: by decorator, base class, registration, name. */
export class Entries {
  private readonly engine: Engine;
  private readonly known = new Map<FunctionInfo, EntryPoint | null>();
  private readonly marked = new Map<FunctionInfo, EntryRow[]>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Why a function is an entry point, or null. */
  of(fn: FunctionInfo): EntryPoint | null {
    const before = this.known.get(fn);
    if (before !== undefined) return before;
    const rows = this.rowsOf(fn);
    const first = rows[0];
    const entry = first === undefined ? null : { tier: first.origin, rows };
    // Decorators are known once the definition has run.
    if (fn.module.state === 2) this.known.set(fn, entry);
    return entry;
  }

  private rowsOf(fn: FunctionInfo): readonly EntryRow[] {
    if (fn.ir.kind !== 'function' && fn.ir.kind !== 'lambda') return [];
    const rows: EntryRow[] = [];
    const { knowledge } = this.engine;
    for (const { value } of fn.decorators) {
      for (const atom of value.atoms) {
        if (atom.external === null) {
          const object = atom.object;
          if (object?.cls?.external) this.decorated(object.cls.external.parent?.forms ?? [], rows);
          continue;
        }
        const called = atom.external.isCall ? atom.external.parent : atom.external;
        this.decorated(called?.forms ?? [], rows);
      }
    }
    if (rows.length === 0) this.registered(fn, rows);
    if (fn.cls !== null) {
      const bases = this.basesOf(fn.cls);
      // What is known of the nearest base counts most.
      for (let at = 0; at < bases.length; at++) {
        const list = knowledge.subclasses.get(bases[at] as string);
        if (list === undefined || bases.indexOf(bases[at] as string) < at) continue;
        for (const row of list) if (isNamed(row, fn.ir.name)) rows.push(row);
      }
      for (const row of knowledge.functions.get(fn.ir.name) ?? []) if (row.methods.includes('self')) rows.push(row);
      if (isCloudHandler(fn)) for (const row of knowledge.functions.get('lambda_handler') ?? []) rows.push(row);
    } else if (fn.ir.parent === 0) {
      const name = isCloudHandler(fn) ? 'lambda_handler' : fn.ir.name;
      for (const row of knowledge.functions.get(name) ?? []) if (!row.methods.includes('self')) rows.push(row);
    }
    if (fn.cls !== null && fn.ir.name === '__init__') this.ofViews(fn.cls, rows);
    const { signatures, parameters } = knowledge;
    if (signatures.size > 0) {
      const names = (fn.hasReceiver ? fn.ir.parameters.slice(1) : fn.ir.parameters).map(({ name }) => name);
      for (const row of signatures.get(names.join(', ')) ?? []) rows.push(row);
      for (const name of names) for (const row of parameters.get(name) ?? []) rows.push(row);
    }
    for (const row of this.marked.get(fn) ?? []) rows.push(row);
    return rows;
  }

  /**
   * Rows of a function that an application handed in registers, `def setup(app): @app.route("/files/<name>")`: of which library it is
   * nobody says, but its route names parameters.
   */
  private registered(fn: FunctionInfo, rows: EntryRow[]): void {
    for (const { value, start, end } of fn.decorators) {
      if (value.atoms.some(({ external, object }) => external !== null || object !== null)) continue;
      const route = ROUTED.exec(fn.module.file.text.slice(start, end))?.[1];
      if (route === undefined) continue;
      const named = [...route.matchAll(/<(?:[a-z]+:)?([A-Za-z_]\w*)>|\{([A-Za-z_]\w*)(?::[a-z]+)?\}/g)];
      if (!named.some((one) => fn.ir.parameters.some(({ name }) => name === (one[1] ?? one[2])))) continue;
      const place = route.includes('<') ? 'flask.Flask#route' : 'fastapi.FastAPI#get';
      const row = this.engine.knowledge.decorators.get(place)?.[0];
      if (row === undefined) continue;
      const before = this.routes.get(fn) ?? [];
      if (!before.includes(route)) this.routes.set(fn, [...before, route]);
      rows.push({ ...row, taints: 'route', returns: null });
      return;
    }
  }

  /** Rows of a class whose methods are views: what they type by name the framework makes the object with. */
  private ofViews(cls: ClassInfo, rows: EntryRow[]): void {
    const found: EntryRow[] = [];
    for (const one of [cls, ...cls.subclasses])
      for (const { value } of one.attributes.values())
        for (const { fn } of value.atoms)
          for (const decorator of fn?.decorators ?? [])
            for (const { external, object } of decorator.value.atoms)
              this.decorated((external ?? object?.cls?.external)?.parent?.forms ?? [], found);
    for (const row of found) {
      const slots = Object.keys(row.types);
      if (row.taints === 'none' && slots.length > 0 && slots.every((slot) => !/^[0-9]/.test(slot))) rows.push(row);
    }
  }

  private decorated(forms: readonly string[], rows: EntryRow[]): void {
    for (const form of forms)
      for (const row of this.engine.knowledge.decorators.get(form) ?? []) if (!rows.includes(row)) rows.push(row);
  }

  private readonly bases = new Map<ClassInfo, readonly string[]>();

  /** Paths of all bases of a class that are outside the project, nearest first. */
  private basesOf(cls: ClassInfo): readonly string[] {
    const known = this.bases.get(cls);
    if (known !== undefined) return known;
    const found: string[] = [];
    const { classes, externals } = cls.resolution();
    // The classes that gRPC generates for a service, where they are files of the project.
    if (classes.some((one) => one !== cls && isServicer(one.path))) found.push('grpc.Servicer');
    for (const external of externals) {
      for (const form of external.forms) {
        for (const one of this.engine.externals.withBases(form)) if (!found.includes(one)) found.push(one);
        if (isServicer(form)) found.push('grpc.Servicer');
      }
    }
    if (cls.state === 2) this.bases.set(cls, found);
    return found;
  }

  /** What a parameter is an instance of by the entry rows of its function, or null. */
  parameterType(fn: FunctionInfo, index: number): Val | null {
    const entry = this.of(fn);
    if (entry === null) return null;
    for (const row of entry.rows) {
      for (const [slot, cls] of Object.entries(row.types)) {
        if (!this.isSlot(fn, index, slot)) continue;
        const { engine } = this;
        return engine.domain.external(engine.externals.instanceOf(engine.externals.path(cls)));
      }
    }
    const injected = this.injected(fn, index);
    for (const given of injected) {
      // An instance of the class that makes the dependency.
      const type = given.atoms.some(({ tag }) => tag === Tag.class) ? this.engine.instanceOf(given) : null;
      if (type !== null) return type;
    }
    const name = fn.ir.parameters[index]?.name ?? '';
    const { engine } = this;
    if (
      (entry.tier === 'remote' && this.routesOf(fn).some((route) => plainInRoute(route, name))) ||
      (entry.tier === 'local' && this.isPlainOption(fn, name))
    )
      return engine.domain.external(engine.externals.instanceOf(engine.externals.path('builtins.int')));
    return null;
  }

  /** The texts of the routes that lead to a function. */
  private routesOf(fn: FunctionInfo): readonly string[] {
    const found: string[] = [...(this.routes.get(fn) ?? [])];
    for (const { value } of fn.decorators) found.push(...routesIn(this.engine, value));
    return found;
  }

  /** True when a slot as a row writes it (`0|request`) is the parameter; the object of a method does not count. */
  private isSlot(fn: FunctionInfo, index: number, slot: string): boolean {
    const parts = slot.split('|');
    const shift = fn.hasReceiver ? 1 : 0;
    return parts.some((part) =>
      /^[0-9]+$/.test(part) ? index === Number(part) + shift : fn.ir.parameters[index]?.name === part,
    );
  }

  /**
   * What a framework calls for a parameter: what is handed in at a `call` row by the parameter's default, `Depends(f)`, or by what its
   * type tells; without an argument the type itself. Empty when nothing is.
   */
  injected(fn: FunctionInfo, index: number): readonly Val[] {
    const parameter = fn.ir.parameters[index];
    if (parameter === undefined) return [];
    const { engine } = this;
    const told: Val[] = [fn.defaults?.[index] ?? UNKNOWN];
    let type: Val | null = null;
    for (const name of parameter.annotation) {
      const named = engine.dotted(fn.module, name, fn);
      const made = isAnnotated(named) ? (named.atoms[0]?.object ?? null) : null;
      type ??= made?.get('(0') ?? named;
      if (made !== null) told.push(...made.vals.slice(1));
    }
    const found: Val[] = [];
    for (const { atoms } of told) {
      for (const { object } of atoms) {
        const call = object?.cls?.external?.parent ?? null;
        if (object === null || call === null) continue;
        for (const row of engine.knowledge.of(call)?.entries ?? []) {
          const place = placeOf(row.place);
          if (row.by !== 'call' || isPlaceProblem(place)) continue;
          const [slot] = place.slots;
          const given = object.get(`(${slot?.position}`) ?? object.get(`(${slot?.keyword}`);
          const one = given ?? (object.vals.length === 0 ? type : null);
          if (one === null) continue;
          if (given === null)
            for (const { cls } of one.atoms)
              if (cls !== null) this.markMethods(cls, row, (name) => name === '__init__' && isNamed(row, name));
          found.push(one);
        }
      }
    }
    return found;
  }

  /** The tier of the data that a parameter is given from outside, or null. */
  tierOf(fn: FunctionInfo, index: number, path: readonly string[] = []): Tier | null {
    const entry = this.of(fn);
    const parameter = fn.ir.parameters[index];
    if (entry === null || parameter === undefined) return null;
    // A function that is made a method of a class afterwards takes its object all the same.
    if (index === 0 && (fn.hasReceiver || parameter.name === 'self')) return null;
    for (const row of entry.rows) {
      if (row.taints === 'none') continue;
      if (Object.keys(row.types).some((slot) => this.isSlot(fn, index, slot))) continue;
      if (row.taints === 'route') {
        if (!this.isInRoute(fn, parameter.name)) continue;
      } else if (row.taints !== 'params' && !row.taints.split(',').some((slot) => this.isSlot(fn, index, slot.trim())))
        continue;
      const injected = this.injected(fn, index);
      if (injected.some((given) => this.isRecord(given) || this.givesData(given))) return row.origin;
      if (injected.length > 0) continue;
      if (row.except.length > 0 && this.isExcepted(fn, index, row.except)) continue;
      if (this.isPlainAt(fn, index, []) || this.isPlainOption(fn, parameter.name)) continue;
      if (this.routesOf(fn).some((route) => plainInRoute(route, parameter.name))) continue;
      const step = path[0];
      const isOther = row.parts.length > 0 && step?.startsWith('[s:') && !row.parts.includes(step.slice(3, -1));
      if (isOther || (path.length > 0 && this.isPlainAt(fn, index, path))) continue;
      return row.origin;
    }
    return null;
  }

  /** True for a class without code of its own to make its objects: what it is made with are its fields. */
  private isRecord(given: Val): boolean {
    return given.atoms.some(({ tag, cls }) => tag === Tag.class && cls?.isRecord === true);
  }

  /** True for an object of a library whose call, by the models, gives data from outside. */
  private givesData(given: Val): boolean {
    const { knowledge } = this.engine;
    return given.atoms.some(({ external, object }) => {
      const called = external ?? object?.cls?.external ?? null;
      const forms =
        called === null
          ? []
          : [...called.classes.map((one) => `${one}#__call__()`), ...called.forms.map((one) => `${one}()`)];
      return (knowledge.ofForms(forms)?.tier ?? null) !== null;
    });
  }

  /** What calling a dependency gives, in terms of its own parameters. */
  resultsOf(given: Val): readonly Val[] {
    const found: Val[] = [];
    for (const { tag, fn, object } of given.atoms) {
      if ((tag === Tag.function || tag === Tag.bound) && fn !== null) found.push(this.engine.summary(fn).result);
      const cls = object?.shape === Shape.instance ? object.cls?.cls : null;
      for (const one of cls?.resolution().classes ?? [])
        for (const method of one.attributes.get('__call__')?.value.atoms ?? [])
          if (method.fn !== null) found.push(this.engine.summary(method.fn).result);
    }
    return found;
  }

  /** True when the route of a decorator or registration has a placeholder of that name that takes any text; a route that is not known may have. */
  private isInRoute(fn: FunctionInfo, name: string): boolean {
    const routes = this.routesOf(fn);
    const known = routes.length > 0;
    for (const route of routes) {
      for (const found of route.matchAll(
        /<(?:([A-Za-z_]\w*)(?:\([^<>]*\))?:)?([A-Za-z_]\w*)(?::([A-Za-z_]\w*))?[^<>]{0,200}>/g,
      )) {
        // `<int:number>` (Flask), `<number:int>` (Bottle, Sanic).
        const plain = /^(?:int|float|uuid|number|integer|ymd)$/;
        if (found[2] === name && !plain.test(found[1] ?? '') && !plain.test(found[3] ?? '')) return true;
        if (found[1] === name && found[3] === undefined && !plain.test(found[2] ?? '')) return true;
      }
    }
    // `{name}` (Chalice, Falcon), `:name` (Bottle's old way).
    const other = new RegExp(`\\{${name}\\}|/:${name}(?![A-Za-z0-9_])`);
    return !known || routes.some((route) => other.test(route));
  }

  /** Routes of registrations by call. */
  private readonly routes = new Map<FunctionInfo, string[]>();

  /** True for a parameter that an option or argument of the command line fills, `@click.option("--count", type=int)`, with no text. */
  private isPlainOption(fn: FunctionInfo, name: string): boolean {
    for (const { value } of fn.decorators) {
      for (const { object } of value.atoms) {
        if (
          object === null ||
          !/^click\.(?:decorators\.)?(?:option|argument)\(\)$/.test(object.cls?.external?.path ?? '')
        )
          continue;
        const names = [object.get('(0'), object.get('(1'), object.get('(2')];
        const isOf = names.some((one) => {
          const text = one === null ? null : this.engine.domain.onlyConstant(one)?.value;
          return typeof text === 'string' && text.replace(/^-+/, '').replaceAll('-', '_').toLowerCase() === name;
        });
        if (isOf && (object.get('(is_flag') !== null || isPlainType(object.get('(type')))) return true;
      }
    }
    return false;
  }

  /** True for annotations that leave no room for a text. */
  isPlain(annotation: readonly string[]): boolean {
    return (
      annotation.length > 0 &&
      annotation.every((one) =>
        /^(?:int|float|bool|None|Optional|typing\.Optional|Union|typing\.Union|uuid\.UUID|UUID|UUID4|datetime|date|time|timedelta|datetime\.\w+|Decimal|decimal\.Decimal|PositiveInt|NonNegativeInt|conint|Annotated|typing\.Annotated|Query|Path|Body|Header|Cookie|Form)$/.test(
          one,
        ),
      ) &&
      annotation.some((one) =>
        /^(?:int|float|bool|uuid\.UUID|UUID|UUID4|datetime|date|time|timedelta|datetime\.\w+|Decimal|decimal\.Decimal|PositiveInt|NonNegativeInt|conint)$/.test(
          one,
        ),
      )
    );
  }

  /**
   * True for what a parameter's annotation, by the classes of the project that it names, says to be no text: `order.lines[].count` of
   * `order: Order`.
   */
  isPlainAt(fn: FunctionInfo, index: number, path: readonly string[]): boolean {
    let module = fn.module;
    let names = fn.ir.parameters[index]?.annotation ?? [];
    for (const step of path) {
      if (this.classesNamed(module, names, fn).some(isEnumeration)) return true;
      if (step.startsWith('[')) {
        // Of a list, its items; a mapping's keys and values are not told apart.
        if (step.startsWith('[s:')) return false;
        names = names.filter((name) => name.startsWith('[')).map((name) => name.slice(1, -1));
        continue;
      }
      const field = step.slice(1);
      const found = this.classesNamed(module, names, fn)
        .filter(({ isRecord }) => isRecord)
        .flatMap((cls) => cls.resolution().classes)
        .find(({ ir }) => ir.annotations.has(field));
      if (found === undefined) return false;
      module = found.module;
      names = found.ir.annotations.get(field) ?? [];
    }
    return this.isPlain(names) || this.classesNamed(module, names, fn).some(isEnumeration);
  }

  private classesNamed(module: ModuleInfo, names: readonly string[], reader: FunctionInfo): readonly ClassInfo[] {
    const found: ClassInfo[] = [];
    for (const name of names) {
      if (name.startsWith('[')) continue;
      for (const { tag, cls } of this.engine.dotted(module, name, reader).atoms)
        if (tag === Tag.class && cls !== null) found.push(cls);
    }
    return found;
  }

  private isExcepted(fn: FunctionInfo, index: number, except: readonly string[]): boolean {
    const { engine } = this;
    const parameter = fn.ir.parameters[index];
    const forms: string[] = [];
    const add = (value: Val): void => {
      for (const atom of value.atoms) {
        const external = atom.external ?? atom.object?.cls?.external ?? null;
        if (external === null) continue;
        forms.push(...external.forms, ...external.classes);
        if (external.isCall && external.parent !== null) forms.push(...external.parent.forms);
      }
    };
    for (const name of parameter?.annotation ?? []) add(engine.dotted(fn.module, name, fn));
    const given = fn.defaults?.[index] ?? null;
    if (given !== null) add(given);
    return except.some((path) => forms.includes(path));
  }

  /** Functions handed in at the slots of `call` rows become entry points. */
  mark(frame: Frame, rows: readonly EntryRow[], args: Args): void {
    for (const row of rows) {
      const place = placeOf(row.place);
      if (isPlaceProblem(place)) continue;
      for (const slot of place.slots) this.markSlot(frame, row, args, slot);
    }
  }

  /**
   * A decorator is called like any function, `view = app.route("/x")(view)`: what it is given is decorated by it. True when `called`,
   * the decorator or what made it, is one that rows name.
   */
  decorate(frame: Frame, called: External | null, decorator: Val, given: Val): boolean {
    const { decorators } = this.engine.knowledge;
    if (called === null || !called.forms.some((form) => decorators.has(form))) return false;
    frame.ask(given);
    const value = this.engine.desymbolized(frame.freeze(decorator, 0));
    const { start, end } = frame.callPlace();
    for (const { tag, fn } of given.atoms) {
      if ((tag !== Tag.function && tag !== Tag.bound) || fn === null) continue;
      if (fn.decorators.some((one) => one.start === start && one.end === end)) continue;
      fn.decorators = [...fn.decorators, { value, start, end }];
      this.known.delete(fn);
      fn.parameterTypes = null;
      if (this.rowsOf(fn).some((row) => Object.keys(row.types).length > 0)) this.engine.seeAgain(fn);
    }
    return true;
  }

  /** `page.exposed = True` below a method says of CherryPy's handlers what its decorator says. */
  expose(fn: FunctionInfo): void {
    if (!fn.module.file.text.includes('cherrypy')) return;
    for (const row of this.engine.knowledge.decorators.get('cherrypy.expose') ?? []) this.markFunction(fn, row);
  }

  private markSlot(frame: Frame, row: EntryRow, args: Args, slot: Slot): void {
    const found = slotOf(args, slot);
    if (found === null) return;
    const open: Val[] = [found.value];
    for (let i = 0; i < open.length && i < 64; i++) {
      for (const atom of (open[i] as Val).atoms) {
        if ((atom.tag === Tag.function || atom.tag === Tag.bound) && atom.fn !== null) {
          this.addRoutes(atom.fn, args);
          this.markFunction(atom.fn, row);
          // What passes all its arguments on stands for what it holds.
          if (
            atom.captured !== null &&
            atom.fn.ir.parameters.some(({ kind }) => kind === 'rest' || kind === 'keywords')
          )
            for (const held of atom.captured) if (held !== null) open.push(held);
        } else if (atom.tag === Tag.class && atom.cls !== null) {
          const { methods } = row;
          const isWanted = (name: string): boolean =>
            methods.includes('__init__') ? name === '__init__' : isNamed(row, name);
          for (const fn of this.markMethods(atom.cls, row, isWanted)) this.addRoutes(fn, args);
        } else if (atom.tag === Tag.object || atom.tag === Tag.frozen) {
          const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
          const cls = object?.shape === Shape.instance ? (object.cls?.cls ?? null) : null;
          if (cls !== null) this.markMethods(cls, row, (name) => name !== '__init__' && isNamed(row, name));
          if (object !== null && (object.shape <= Shape.dict || object.shape === Shape.partial))
            open.push(...object.vals);
        } else if (atom.tag === Tag.parameter && atom.index === 0 && atom.fn?.hasReceiver && atom.fn.cls !== null)
          // The object itself: `Parser(self)`.
          this.markMethods(atom.fn.cls, row, (name) => name !== '__init__' && isNamed(row, name));
      }
    }
  }

  /** The texts of a registration that may be routes. */
  private addRoutes(fn: FunctionInfo, args: Args): void {
    const routes = this.routes.get(fn) ?? [];
    for (let i = 0; i < args.positional.length; i++) {
      const text = this.engine.domain.onlyConstant(args.positional[i] as Val)?.value;
      if (typeof text === 'string' && (i === 0 || /[/<{(]/.test(text)) && !routes.includes(text)) routes.push(text);
    }
    if (routes.length > 0) this.routes.set(fn, routes);
  }

  private markFunction(fn: FunctionInfo, row: EntryRow): void {
    const list = this.marked.get(fn) ?? [];
    if (!list.includes(row)) {
      list.push(row);
      if (Object.keys(row.types).length > 0) this.engine.seeAgain(fn);
    }
    this.marked.set(fn, list);
    this.known.delete(fn);
    fn.parameterTypes = null;
  }

  /** The methods of a class, own and inherited, that have one of the wanted names become entry points. */
  private markMethods(cls: ClassInfo, row: EntryRow, isWanted: (name: string) => boolean): readonly FunctionInfo[] {
    const marked: FunctionInfo[] = [];
    for (const one of cls.resolution().classes) {
      for (const [name, cell] of one.attributes) {
        if (!isWanted(name)) continue;
        for (const { fn } of cell.value.atoms) {
          if (fn === null) continue;
          this.markFunction(fn, row);
          marked.push(fn);
        }
      }
    }
    return marked;
  }

  /** A class is decorated: methods that rows of the decorator name become entry points. */
  decoratedClass(cls: ClassInfo, decorator: Val): void {
    const rows: EntryRow[] = [];
    for (const { external, object } of decorator.atoms) {
      const called = external?.isCall ? external.parent : external;
      this.decorated((called ?? object?.cls?.external?.parent)?.forms ?? [], rows);
    }
    for (const row of rows) {
      if (row.methods.length === 0) continue;
      for (const fn of this.markMethods(cls, row, (name) => isNamed(row, name))) {
        const routes = routesIn(this.engine, decorator);
        if (routes.length > 0) this.routes.set(fn, [...(this.routes.get(fn) ?? []), ...routes]);
      }
    }
  }

  /** A return of an entry point whose framework sends it on: a sink of that kind. */
  returned(frame: Frame, value: Val, start: number, end: number): void {
    let fn: FunctionInfo | undefined = frame.fn;
    if (fn.ir.kind !== 'function') return;
    const entry = this.of(fn);
    if (entry === null) return;
    const kind = this.responseKind(frame, fn) ?? entry.rows.find((row) => row.returns !== null)?.returns ?? null;
    const page = kind === null && isCloudHandler(fn) ? pageOf(frame, value) : null;
    fn = undefined;
    if (page !== null) this.judgeReturn(frame, 'html', page, start, end);
    const isServed = entry.rows.some(({ by, returns }) => by === 'signature' && returns !== null);
    const body = isServed ? pieces(frame, value, start) : null;
    if (
      entry.tier === 'remote' &&
      (kind !== null || entry.rows.some((row) => row.by === 'decorator' || row.by === 'call'))
    )
      for (const part of body ?? [value]) this.judgeDetails(frame, part, start, end);
    if (kind !== null) for (const part of body ?? texts(frame, value)) this.judgeReturn(frame, kind, part, start, end);
  }

  /** What the response class that a route names does with a returned text. */
  private responseKind(frame: Frame, fn: FunctionInfo): Kind | null {
    for (const { value } of fn.decorators) {
      for (const atom of value.atoms) {
        const given = atom.object?.get('(response_class') ?? null;
        const media = frame.engine.domain.onlyConstant(atom.object?.get('(media_type') ?? UNKNOWN)?.value;
        if (typeof media === 'string' && /html/i.test(media)) return 'html';
        for (const cls of [...(given?.atoms ?? []), ...(atom.object?.get('(media_type')?.atoms ?? [])]) {
          const name = cls.external?.name ?? '';
          if (name === 'HTML') return 'html';
          if (name === 'HTMLResponse') return 'html';
          if (name === 'RedirectResponse') return 'redirect';
          if (name === 'FileResponse') return 'path';
        }
      }
    }
    return null;
  }

  /** What is sent to a client may tell of an exception. */
  private judgeDetails(frame: Frame, value: Val, start: number, end: number): void {
    judgeDetails(frame, value, start, end, { start, end }, 'return');
  }

  private judgeReturn(frame: Frame, kind: Kind, value: Val, start: number, end: number): void {
    const { engine } = this;
    const set = value.taint;
    const site = engine.sinkSite(kind, frame.module, start, end, start, end, 'return');
    if (set === 0) {
      site.came('no-untrusted-origin');
      return;
    }
    for (const label of engine.domain.taints.of(set)) reach(frame, label, site);
  }
}

const placeOf = remembered(parsePlace);

/** The route in a decorator that reads like one of a web application. */
const ROUTED =
  /^[\w.]*(?:app|application|bp|blueprint|router|api|server)\.(?:route|get|post|put|patch|delete)\(\s*r?["'](\/[^"'\n]*)["']/;

/** True for the path of a class that gRPC generates for a service. */
function isServicer(path: string): boolean {
  return /_pb2_grpc\.\w+Servicer$/.test(path);
}

/** True for an enumeration: its values are the words that it lists. */
function isEnumeration(cls: ClassInfo): boolean {
  return cls.resolution().externals.some(({ path }) => /^enum\.(?:Str|Int)?Enum$/.test(path));
}

/** The routes that a decorator was made with. */
function routesIn(engine: Engine, decorator: Val): readonly string[] {
  const found: string[] = [];
  for (const { object } of decorator.atoms) {
    if (object === null || !object.cls?.external) continue;
    const given = object.get('(0') ?? object.get('(rule') ?? object.get('(path') ?? object.get('(uri');
    const text = given === null ? null : engine.domain.onlyConstant(given);
    if (typeof text?.value === 'string') found.push(text.value);
  }
  return found;
}

/** What of a returned value may be a text; objects and containers are not. */
function texts(frame: Frame, value: Val): readonly Val[] {
  if (value.atoms.length === 0) return [value];
  const object = frame.objectOf(value);
  if (object !== null) {
    // A tuple is the body with status and headers.
    if (object.shape === Shape.tuple && object.vals[0] !== undefined) {
      const isOther = object.vals.slice(1).some((one) => statesOtherType(frame, one));
      return isOther ? [] : texts(frame, object.vals[0]);
    }
    return [];
  }
  return isOneOfSeveralAnswers(frame, value) ? [] : [value];
}

/** The body in pieces that a WSGI application gives (PEP 3333), as a list that is written there; what another one gave is judged in that. */
function pieces(frame: Frame, value: Val, start: number): readonly Val[] {
  if (!/[[(]/.test(frame.module.file.text[start] ?? '')) return [];
  const only = value.atoms.length === 1 ? value.atoms[0] : undefined;
  const object = only?.tag === Tag.object ? frame.object(only.index) : null;
  return object !== null && (object.shape === Shape.list || object.shape === Shape.tuple) ? object.vals : [];
}

/** True for a value that is one of several objects, none of them a tuple: whichever it is, it was made into an answer before. */
function isOneOfSeveralAnswers(frame: Frame, value: Val): boolean {
  if (isOpen(value) || value.atoms.length < 2) return false;
  return value.atoms.every(({ tag, index, object }) => {
    const shape = (tag === Tag.object ? frame.object(index) : tag === Tag.frozen ? object : null)?.shape;
    return shape !== undefined && shape !== Shape.tuple;
  });
}

/** True for a type of an option that lets numbers, moments and one of some words through alone. */
function isPlainType(type: Val | null): boolean {
  return (
    type !== null &&
    type.atoms.length > 0 &&
    type.atoms.every((atom) => {
      const external = atom.external ?? atom.object?.cls?.external ?? null;
      return (
        external !== null &&
        /^(?:builtins\.(?:int|float|bool)|click\.(?:INT|FLOAT|BOOL|UUID|(?:IntRange|FloatRange|Choice|DateTime)\(\)))$/.test(
          external.path,
        )
      );
    })
  );
}

/** True for a function that takes an event and its context and nothing else, as those that AWS Lambda and its likes call. */
function isCloudHandler(fn: FunctionInfo): boolean {
  const [event, context, ...rest] = fn.hasReceiver ? fn.ir.parameters.slice(1) : fn.ir.parameters;
  return event?.name === 'event' && /^_?(?:lambda_)?context$/.test(context?.name ?? '') && rest.length === 0;
}

/** True when a row names a method, by name, by its beginning (`validate_*`), or all public ones (`*`). */
function isNamed(row: EntryRow, name: string): boolean {
  for (const one of row.methods) {
    if (one === name || (one === '*' && !name.startsWith('_'))) return true;
    if (one.length > 1 && one.endsWith('*') && name.startsWith(one.slice(0, -1))) return true;
  }
  return false;
}

/** True when a route lets only numbers and the like stand for a parameter. */
function plainInRoute(route: string, name: string): boolean {
  const plain = '(?:int|float|uuid|number|integer|ymd|datetime|date|timedelta|decimal|dt)';
  return (
    new RegExp(`<${plain}(?:\\([^<>]*\\))?:${name}>|[<{]${name}:${plain}(?:\\([^<>{}]*\\))?[>}]`).test(route) ||
    new RegExp(`\\(\\?P<${name}>(?:\\\\d|\\[0-9\\]|\\[\\\\d\\])(?:[+*]|\\{[0-9,]+\\})?\\)`).test(route)
  );
}
