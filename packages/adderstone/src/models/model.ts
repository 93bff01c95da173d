import type { Kind, Tier } from './vocabulary.ts';

/** One entry point: whose parameters or fields bring untrusted data. As written in the model; read by the flow analysis. */
export interface EntryRow {
  readonly by: 'decorator' | 'subclass' | 'signature' | 'function' | 'call';
  /** A place; of a signature the names of all parameters behind the object, in order; `*, REQUEST` any that has such a parameter. */
  readonly place: string;
  /** Names of methods, `validate_*` by beginning, `*` all public ones: of the subclasses, or of the object or class that is handed in or decorated. */
  readonly methods: readonly string[];
  readonly taints: string;
  readonly origin: Tier;
  /** Keys of a mapping that bring the data; under others of its keys there is none. All when empty. */
  readonly parts: readonly string[];
  /** Annotations and callees of defaults by dotted path: a parameter that names one is not untrusted. */
  readonly except: readonly string[];
  /** Classes of parameters, by slot (`0|request`). */
  readonly types: Readonly<Record<string, string>>;
  /** What the framework does with a returned text: the kind of sink that it is; null: nothing of note. */
  readonly returns: Kind | null;
}

/** Compiled knowledge about all libraries: the `models/*.yaml` merged. Paths are plain, alternatives expanded, rows sorted by library, then as written. */
export interface CompiledModels {
  /** Library name and documentation address. */
  readonly libraries: readonly { readonly library: string; readonly docs: string }[];
  /** Path of a value (a call's result ends in `()`) to the classes that it is an instance of. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Path of a class to its direct bases. */
  readonly bases: Readonly<Record<string, readonly string[]>>;
  /** Path to the path by which rules and models call the same thing. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Path of a call's result to what it is the same as: another path. */
  readonly returns: Readonly<Record<string, string>>;
  readonly entries: readonly EntryRow[];
  readonly sources: readonly { readonly tier: Tier; readonly place: string }[];
  readonly sinks: readonly { readonly kind: Kind; readonly place: string }[];
  readonly sanitizers: readonly { readonly kind: Kind; readonly place: string }[];
  readonly guards: readonly { readonly kind: Kind; readonly place: string }[];
  readonly flows: readonly string[];
}

/** Models that say nothing. */
export const NO_MODELS: CompiledModels = {
  libraries: [],
  types: {},
  bases: {},
  aliases: {},
  returns: {},
  entries: [],
  sources: [],
  sinks: [],
  sanitizers: [],
  guards: [],
  flows: [],
};
