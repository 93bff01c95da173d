import type { BinaryOperator, CompareOperator } from '../python/nodes.ts';
import type { Place, Value } from './value.ts';

/** The function, class or module whose code an event happens in. */
export interface Scope {
  /** Dotted name of the module: `shop.views`; a script's is its file name without suffix. */
  readonly module: string;
  /** Innermost function, or null in module and class bodies. */
  readonly function: FunctionScope | null;
  /** Dotted name of the innermost class, or null. */
  readonly className: string | null;
  /** True in files of tests: `test_*.py`, `*_test.py`, `conftest.py`, or below a folder `test` or `tests`. */
  readonly isTest: boolean;
  /** True in files that the project's settings call network tools. */
  readonly isNetworkTool: boolean;
}

/** A function as its events see it. */
export interface FunctionScope extends Place {
  readonly name: string;
  /** `shop.views.Cart.add`; nested functions as `outer.inner`. */
  readonly qualifiedName: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly parameters: readonly string[];
  readonly decorators: readonly Value[];
  readonly parent: FunctionScope | null;
}

/** A call. The place is the whole call expression. */
export interface CallEvent extends Place {
  readonly kind: 'call';
  readonly scope: Scope;
  readonly callee: Value;
  /**
   * Dotted paths of what may be called, most specific first: `yaml.load`, `hashlib.md5`, `requests.Session#get` for a
   * method of an instance (then for every base class that is known), `app.views.helper` for project code,
   * `sqlite3.connect().cursor` where no class is known.
   */
  readonly targets: readonly string[];
  /** The name that is called as written, the last after dots: `execute` of `cursor.execute(…)`; null when it is no name. For calls of which no target is known. */
  readonly name: string | null;
  /** The value before the dot, for method calls. */
  readonly receiver: Value | null;
  /** Positional arguments, those of a `*` with known items included. */
  readonly args: readonly Value[];
  /** Keyword arguments, those of a `**` with known entries included. */
  readonly keywords: ReadonlyMap<string, Value>;
  /** True when a `*` or `**` with unknown contents may fill further arguments. */
  readonly open: boolean;
  /** The value bound to a slot by position (0-based, null: keyword only) or keyword (null: positional only); null when nothing is. Look at `open` before taking null for absent. */
  argument(position: number | null, keyword: string | null): Value | null;
  readonly awaited: boolean;
  /** True inside a loop or comprehension of the same function. */
  readonly inLoop: boolean;
  /** True as the context expression of `with` or `async with`. */
  readonly inWith: boolean;
  /** True when the result is thrown away (an expression statement). */
  readonly unused: boolean;
  /** Lines of the standard library's `try` around it: dotted paths of the exceptions that are caught, empty outside. */
  readonly caught: readonly string[];
}

/** A store to a name, an attribute or a key. The place is the target; `value` has its own. */
export interface StoreEvent extends Place {
  readonly kind: 'store';
  readonly scope: Scope;
  /** What is stored to: a variable, an attribute of `receiver`, or an item of `receiver`. */
  readonly form: 'name' | 'attribute' | 'item';
  /** Name of the variable or attribute; for an item its constant text key, else null. */
  readonly name: string | null;
  readonly receiver: Value | null;
  /**
   * Dotted paths of the target where known: `shop.settings.DEBUG`, `flask.Flask#config` for an item of it, `ssl.SSLContext#verify_mode`,
   * `django.http.HttpResponse#__setitem__` for an item of the object itself.
   */
  readonly targets: readonly string[];
  readonly value: Value;
  /** The operator of an augmented assignment, else null. */
  readonly augmented: BinaryOperator | null;
}

/** A comparison of two values; a chain tells one event a pair. */
export interface CompareEvent extends Place {
  readonly kind: 'compare';
  readonly scope: Scope;
  readonly operator: CompareOperator;
  readonly left: Value;
  readonly right: Value;
}

/** A string built from parts of which at least one is not constant; only the outermost making is told. */
export interface TextEvent extends Place {
  readonly kind: 'text';
  readonly scope: Scope;
  readonly value: Value;
}

/** A read of an attribute or imported name that is not called, of something external: `ssl.PROTOCOL_SSLv3`, `request.args`. */
export interface ReadEvent extends Place {
  readonly kind: 'read';
  readonly scope: Scope;
  readonly targets: readonly string[];
}

/** An import of a module or of a name from one. `path` is absolute: `xml.etree.ElementTree`, `yaml.load`. A rule at `telnetlib` is also told `telnetlib.Telnet`. Calls that import a constant name (`__import__`, `importlib.import_module`) are told alike. */
export interface ImportEvent extends Place {
  readonly kind: 'import';
  readonly scope: Scope;
  readonly path: string;
}

/** A definition of a function; the place is its name. Parameters with their defaults and annotations. */
export interface FunctionEvent extends Place {
  readonly kind: 'function';
  readonly scope: Scope;
  readonly definition: FunctionScope;
  readonly defaults: ReadonlyMap<string, Value>;
  /** Dotted paths of each parameter's annotation, where it names something. */
  readonly annotations: ReadonlyMap<string, readonly string[]>;
}

/** A definition of a class; the place is its name. */
export interface ClassEvent extends Place {
  readonly kind: 'class';
  readonly scope: Scope;
  /** Dotted path of the class. */
  readonly path: string;
  readonly decorators: readonly Value[];
  /** Dotted paths of all known base classes, direct and indirect, in method resolution order. */
  readonly bases: readonly string[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Values of the names bound in its body. */
  readonly members: ReadonlyMap<string, Value>;
}

/** A `return` with a value. */
export interface ReturnEvent extends Place {
  readonly kind: 'return';
  readonly scope: Scope;
  readonly value: Value;
}

/** Everything that the interpretation tells. */
export type Event =
  | CallEvent
  | StoreEvent
  | CompareEvent
  | TextEvent
  | ReadEvent
  | ImportEvent
  | FunctionEvent
  | ClassEvent
  | ReturnEvent;

/** One module of the project after its code was interpreted. */
export interface ModuleView extends Place {
  /** Dotted name. */
  readonly name: string;
  readonly isTest: boolean;
  /** True when it has an `if __name__ == "__main__"` block. */
  readonly hasMain: boolean;
  /** Absolute paths of everything it imports. */
  readonly imports: readonly string[];
  /** What a module-level name is at the end of the module's code (imports and star imports followed), or null. */
  binding(name: string): Value | null;
  /** Module-level names in order of first binding. */
  readonly names: readonly string[];
}

/** The whole project, for rules that judge it at once (settings). */
export interface ProjectView {
  readonly modules: readonly ModuleView[];
  /** The module of a dotted name, or null. */
  module(name: string): ModuleView | null;
}
