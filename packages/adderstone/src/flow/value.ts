import type { Kind, Tier } from '../models/vocabulary.ts';
import type { ConstantType, ConstantValue } from '../python/nodes.ts';
import type { SourceFile } from '../text/source-file.ts';

/** A piece of a file: half-open offsets in UTF-16 code units. Everything that can be pointed at is one. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A known constant: `type` and `value` as in the tree's Constant node. */
export interface Constant {
  readonly type: ConstantType;
  readonly value: ConstantValue;
}

/** How a string came to be out of parts. */
export type TextMaking = 'f-string' | 'percent' | 'format' | 'concatenation' | 'join' | 'template';

/** A part of a string whose structure is known: literal text, or a hole filled by a value. */
export type TextPart = { readonly literal: string } | { readonly hole: Value };

/** A string built from literals and values, outermost making first. */
export interface Text {
  readonly making: TextMaking;
  readonly parts: readonly TextPart[];
}

/** Where data that must not be trusted came in. */
export interface Origin {
  readonly tier: Tier;
  /** What it is in a few of our own words, e.g. `a query parameter of the request`. */
  readonly description: string;
  readonly place: Place;
  /** True when its data was made harmless for a kind of sink on every way to here. */
  isCleanFor(kind: Kind): boolean;
}

/**
 * What the analysis knows of an expression's value at one program point, as rules see it. Several possibilities may
 * hold at once (branches join): `constants`, `references` and `instances` list them, and `complete` says that there
 * is no further one.
 */
export interface Value extends Place {
  /** Constants that it may be, at most eight; folded through operators, f-strings, variables, imports and settings. */
  readonly constants: readonly Constant[];
  /**
   * Dotted paths of functions, classes, modules and external things that it may be, resolved through every alias and
   * re-export: `yaml.SafeLoader`, `ssl.CERT_NONE`, `os.environ.get()` for what an external call gave, `app.models.User`
   * for the project's own. For a project class the paths of all its base classes follow its own.
   */
  readonly references: readonly string[];
  /** Dotted paths of the classes that it may be an instance of, each followed by its bases: `flask.Flask`, `builtins.list`. */
  readonly instances: readonly string[];
  /** True when nothing but the listed possibilities is left; false when it may also be something unknown. */
  readonly complete: boolean;
  /** Items of a list, tuple or set whose items are known in order; null otherwise. */
  readonly elements: readonly Value[] | null;
  /** Entries of a dict display or `dict()` by constant text key; null otherwise. `complete` of the dict says if there may be more. */
  readonly entries: ReadonlyMap<string, Value> | null;
  /** Attributes that code has set on the object so far, by name; null when it is no object with such. */
  readonly attributes: ReadonlyMap<string, Value> | null;
  /**
   * For an instance of an external class: the arguments of the call that made it, by position (`0`) or keyword
   * (`autoescape`); null for anything else.
   */
  readonly made: ReadonlyMap<string, Value> | null;
  /** Structure of a string built from parts; null for a plain constant or something unknown. */
  readonly text: Text | null;
  /** Untrusted origins that reach it. */
  readonly origins: readonly Origin[];
  /** The parameter of the enclosing function that it is, unchanged, or null. */
  readonly parameter: string | null;
  /** The default of the parameter that it is, or null. What callers give instead may be anything. */
  readonly parameterDefault: Value | null;
  /** The last assignment or definition that gave it its constant or reference, when that is elsewhere; for messages and evidence. */
  readonly setAt: Place | null;
}

/** The one text (str) that a value is known to be, or null. */
export function textOf(value: Value | null | undefined): string | null {
  const only =
    value?.complete === true && value.constants.length === 1 && value.references.length === 0
      ? value.constants[0]
      : undefined;
  return only?.type === 'str' && typeof only.value === 'string' ? only.value : null;
}

/** True when one of the constants that the value may be is exactly `wanted` (compared with `===`). */
export function mayBe(value: Value | null | undefined, wanted: ConstantValue): boolean {
  return value?.constants.some((constant) => constant.value === wanted) ?? false;
}

/** True when one of the constants that the value may be counts as true in a condition. */
export function mayBeTrue(value: Value | null | undefined): boolean {
  return (
    value?.constants.some(
      ({ type, value: constant }) =>
        type === 'ellipsis' ||
        (constant !== null && constant !== false && constant !== 0 && constant !== 0n && constant !== ''),
    ) ?? false
  );
}

/** True when the value is certainly a constant that counts as false in a condition. */
export function isOnlyFalse(value: Value | null | undefined): boolean {
  return value?.complete === true && value.references.length === 0 && value.constants.length > 0 && !mayBeTrue(value);
}

/** True when the value is certainly one of `wanted` and nothing else. */
export function isOnly(value: Value | null | undefined, ...wanted: readonly ConstantValue[]): boolean {
  return (
    value?.complete === true &&
    value.references.length === 0 &&
    value.constants.length > 0 &&
    value.constants.every((constant) => wanted.includes(constant.value))
  );
}

/** True when the value may be the thing at one of the dotted paths. */
export function refersTo(value: Value | null | undefined, ...paths: readonly string[]): boolean {
  return value?.references.some((path) => paths.includes(path)) ?? false;
}

/** True when the value may be an instance of one of the classes at the dotted paths, or of a subclass. */
export function isInstance(value: Value | null | undefined, ...paths: readonly string[]): boolean {
  return value?.instances.some((path) => paths.includes(path)) ?? false;
}
