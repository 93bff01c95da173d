import type { CompiledModels } from '../models/model.ts';
import { python2Module, sixMove } from './moved-names.ts';

/** Paths with more steps than this are not followed further. */
const MAX_STEPS = 10;
/** Names of functions in capitals that give an object or nothing: `gdal.Open`, `runfiles.Create`. */
const MAKES = /^(?:Create|Open|Get|Find|Load|Parse|Connect|Lookup)$/;
/** Forms (names by which rules may know it) that a node keeps at most. */
const MAX_FORMS = 12;

/**
 * Something outside the project: a node of the trie of paths `sqlite3`, `sqlite3.connect`, `sqlite3.connect()`,
 * `sqlite3.connect().cursor`, …. `forms` are all dotted paths that rules and models may know it by, most specific
 * first: members of a class as `Class#member`, the literal path last.
 */
export class External {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly steps: number;
  readonly forms: readonly string[];
  /** Paths of the classes that it is an instance of, each followed by its bases. */
  readonly classes: readonly string[];
  readonly isCall: boolean;
  readonly parent: External | null;
  /** Bits of event kinds that someone listens to at one of the forms; -1 while unknown. */
  wanted: number;
  members: Map<string, External> | null;
  result: External | null;
  items: External | null;
  instance: External | null;

  constructor(
    id: number,
    path: string,
    name: string,
    steps: number,
    forms: readonly string[],
    classes: readonly string[],
    isCall: boolean,
    parent: External | null,
  ) {
    this.id = id;
    this.path = path;
    this.name = name;
    this.steps = steps;
    this.forms = forms;
    this.classes = classes;
    this.isCall = isCall;
    this.parent = parent;
    this.wanted = -1;
    this.members = null;
    this.result = null;
    this.items = null;
    this.instance = null;
  }

  /** True for a plain dotted path that may be a module, written in small letters. */
  get isModuleLike(): boolean {
    return /^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*$/.test(this.path);
  }

  /** True when it reads like a class: its name starts with a capital letter and is no verb. */
  get looksLikeClass(): boolean {
    return /^_*[A-Z][A-Za-z0-9]*[a-z]|^[A-Z]{1,4}$/.test(this.name) && !MAKES.test(this.name);
  }
}

/** Modules of the standard library that other libraries pass on under their own name (`from library.compat import pickle`). */
const REEXPORTED: ReadonlySet<string> = new Set(['pickle', 'cPickle', '_pickle', 'marshal']);

/** All external things of one analysis, with what the models say of them. */
export class Externals {
  readonly models: CompiledModels;
  private readonly roots = new Map<string, External>();
  private readonly instances = new Map<string, External>();
  private readonly allBases = new Map<string, readonly string[]>();
  count = 0;

  constructor(models: CompiledModels) {
    this.models = models;
  }

  /** The node of an absolute dotted path without calls. */
  path(path: string): External {
    const parts = path.split('.');
    const first = parts[0] as string;
    let node = this.roots.get(first);
    if (node === undefined) {
      const moved = python2Module(first);
      node =
        moved === null
          ? new External(this.count++, first, first, 1, [first], this.classesOf([first]), false, null)
          : this.path(moved);
      this.roots.set(first, node);
    }
    for (let i = 1; i < parts.length; i++) node = this.member(node, parts[i] as string) ?? node;
    return node;
  }

  /** The node of an attribute; null when the path gets too long. */
  member(of: External, name: string): External | null {
    of.members ??= new Map();
    const known = of.members.get(name);
    if (known !== undefined) return known;
    if (of.steps >= MAX_STEPS) return null;
    const path = of.path.endsWith('#') ? `${of.path}${name}` : `${of.path}.${name}`;
    const alias = this.models.aliases[path];
    if (alias !== undefined && alias !== path && !alias.includes('()')) {
      const node = this.path(alias);
      of.members.set(name, node);
      return node;
    }
    // `six` is often vendored: `library.six.moves`.
    const moved = of.name === 'moves' && of.parent?.name === 'six' ? sixMove(name) : null;
    if (moved !== null || (of.isModuleLike && REEXPORTED.has(name))) {
      const node = this.path(moved ?? name);
      of.members.set(name, node);
      return node;
    }
    const forms: string[] = [];
    for (const one of of.classes) if (forms.length < MAX_FORMS) forms.push(`${one}#${name}`);
    for (const one of of.forms) {
      const form = one.endsWith('#') ? `${one}${name}` : `${one}.${name}`;
      if (forms.length < MAX_FORMS && !forms.includes(form)) forms.push(form);
    }
    let classes = this.classesOf(forms);
    // What attributes of any other name are, as the class's own `__getattr__` says.
    if (classes.length === 0 && of.classes.length > 0 && !name.startsWith('__'))
      classes = this.classesOf(of.classes.map((one) => `${one}#__getattr__()`));
    const node = new External(this.count++, path, name, of.steps + 1, forms, classes, false, of);
    of.members.set(name, node);
    return node;
  }

  /** The node of a call's result. */
  call(of: External): External | null {
    if (of.result !== null) return of.result;
    if (of.steps >= MAX_STEPS) return null;
    const path = `${of.path}()`;
    for (const form of of.forms) {
      const same = this.models.returns[`${form}()`];
      if (same !== undefined && !same.includes('()') && !same.includes('#')) {
        of.result = this.path(same);
        return of.result;
      }
    }
    const forms: string[] = [];
    for (const one of of.forms) forms.push(`${one}()`);
    // An object that is called.
    for (const one of of.classes) if (forms.length < MAX_FORMS) forms.push(`${one}#__call__()`);
    let classes = this.classesOf(forms);
    if (classes.length === 0 && of.looksLikeClass) {
      const all: string[] = [];
      for (const one of of.forms) for (const cls of this.withBases(one)) if (!all.includes(cls)) all.push(cls);
      classes = all;
    }
    of.result = new External(this.count++, path, of.name, of.steps + 1, forms, classes, true, of);
    return of.result;
  }

  /** The node of an item by key or position. */
  item(of: External): External | null {
    if (of.items !== null) return of.items;
    if (of.steps >= MAX_STEPS) return null;
    const forms: string[] = [];
    for (const one of of.classes) forms.push(`${one}[]`);
    for (const one of of.forms) if (!forms.includes(`${one}[]`)) forms.push(`${one}[]`);
    of.items = new External(
      this.count++,
      `${of.path}[]`,
      of.name,
      of.steps + 1,
      forms,
      this.classesOf(forms),
      true,
      of,
    );
    return of.items;
  }

  /** The node of some instance of a class, of which nothing else is known. */
  instanceOf(cls: External): External {
    if (cls.instance !== null) return cls.instance;
    const classes: string[] = [];
    for (const one of cls.forms)
      for (const base of this.withBases(one)) if (!classes.includes(base)) classes.push(base);
    cls.instance = new External(this.count++, `${cls.path}#`, '', cls.steps + 1, [], classes, false, cls);
    return cls.instance;
  }

  /** The node of some instance of a class by its dotted path. */
  instanceOfPath(path: string): External {
    const known = this.instances.get(path);
    if (known !== undefined) return known;
    const node = this.instanceOf(this.path(path));
    this.instances.set(path, node);
    return node;
  }

  /** A class and all its known bases, in order. */
  withBases(cls: string): readonly string[] {
    const known = this.allBases.get(cls);
    if (known !== undefined) return known;
    const all = [cls];
    for (let i = 0; i < all.length && all.length < 32; i++) {
      for (const base of this.models.bases[all[i] as string] ?? []) if (!all.includes(base)) all.push(base);
    }
    this.allBases.set(cls, all);
    return all;
  }

  private classesOf(forms: readonly string[]): readonly string[] {
    let found: string[] | null = null;
    for (const form of forms) {
      for (const cls of this.models.types[form] ?? []) {
        for (const one of this.withBases(cls)) {
          found ??= [];
          if (!found.includes(one)) found.push(one);
        }
      }
    }
    return found ?? NONE;
  }
}

const NONE: readonly string[] = [];
