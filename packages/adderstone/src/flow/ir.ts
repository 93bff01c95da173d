import type { Constant } from './value.ts';

/**
 * The lowered form of a module: register code of all its functions in one Int32Array, with structured regions instead
 * of jumps. Registers: a local variable's slot is its number (0-based); temporaries are negative, `-1 - n`; NONE means
 * that there is no register. A *span* is two words, half-open offsets in UTF-16 code units into the file's text.
 * Regions follow the operation that owns them, in the order in which their lengths are given.
 */

/** No register. */
export const NONE = -0x40000000;

/** Operation codes; `OPERANDS` says what each is followed by. The interpreter's switch has the literal numbers, so that V8 builds a jump table. */
export const Op = {
  Const: 0,
  Move: 1,
  Store: 2,
  LoadGlobal: 3,
  StoreGlobal: 4,
  LoadFree: 5,
  StoreFree: 6,
  LoadName: 7,
  Delete: 8,
  Attribute: 9,
  StoreAttribute: 10,
  Subscript: 11,
  StoreSubscript: 12,
  DeleteSubscript: 13,
  Call: 14,
  CallMethod: 15,
  Binary: 16,
  Unary: 17,
  Compare: 18,
  Bools: 19,
  IfExpression: 20,
  If: 21,
  While: 22,
  For: 23,
  Try: 24,
  Sequence: 25,
  Dict: 26,
  Text: 27,
  Function: 28,
  Class: 29,
  Return: 30,
  Raise: 31,
  Yield: 32,
  Break: 33,
  Continue: 34,
  Unpack: 35,
  Slice: 36,
  Import: 37,
  Enter: 38,
  Append: 39,
  Put: 40,
  PatternTest: 41,
  Await: 42,
  StarImport: 43,
} as const;

/** Names and operands of the operations, for the printer and for readers. `…` marks a variable tail. */
export const OPERANDS: readonly string[] = [
  'const d k',
  'move d s',
  'store slot s span vspan aug',
  'load-global d name span callee',
  'store-global name s span vspan aug',
  'load-free d free span callee',
  'store-free free s span vspan aug',
  'load-name d slot name span callee',
  'delete slot',
  'attribute d o name span ospan callee',
  'store-attribute o name s span ospan vspan aug',
  'subscript d o k span',
  'store-subscript o k s span ospan vspan aug',
  'delete-subscript o k',
  'call d f n flags span fspan args…',
  'call-method d o name n flags span ospan args…',
  'binary d op a b span aspan bspan nested',
  'unary d op a',
  'compare d op a b span aspan bspan',
  'bools d and n operands…',
  'if-expression d c then thenReg else elseReg',
  'if n clauses… else',
  'while cond c body else',
  'for item iter body else flags',
  'try body else final n handlers…',
  'sequence d kind n span items…',
  'dict d n span items…',
  'text d making n span nested parts…',
  'function d index n pairs… m decorators…',
  'class d index n bases… k keywords… m decorators…',
  'return r span',
  'raise r',
  'yield d r',
  'break',
  'continue',
  'unpack s n star dests…',
  'slice d a b c',
  'import d index',
  'enter d c',
  'append o v star',
  'put o k v',
  'pattern-test d kind s a n',
  'await d s',
  'star-import index',
];

/** Bits of a call's flags. */
export const CallFlag = { awaited: 1, inLoop: 2, inWith: 4, unused: 8, nested: 16, decorator: 32 } as const;

/** What a parameter takes. */
export type ParameterKind = 'positional-only' | 'normal' | 'rest' | 'keyword-only' | 'keywords';

/** A parameter of a lowered function. Its slot is its index in the list. */
export interface ParameterIr {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly start: number;
  readonly end: number;
  /** Dotted names in its annotation, as written: `Optional[http.Request]` gives `http.Request`. */
  readonly annotation: readonly string[];
}

/** A variable of an enclosing function that is used here. */
export interface FreeVariable {
  readonly name: string;
  /** Index of the function that owns it, in the module. */
  readonly owner: number;
  readonly slot: number;
}

/** A lowered function, lambda, class body, or the module's own code (index 0). */
export interface FunctionIr {
  readonly index: number;
  readonly kind: 'module' | 'function' | 'lambda' | 'class';
  readonly name: string;
  /** Within the module: `Cart.add`, `outer.inner`; empty for the module. */
  readonly qualifiedName: string;
  /** Place of the name (of the whole for a lambda and the module). */
  readonly start: number;
  readonly end: number;
  /** Half-open range of its code in the module's arena. */
  readonly codeStart: number;
  readonly codeEnd: number;
  readonly slots: readonly string[];
  readonly temporaries: number;
  readonly parameters: readonly ParameterIr[];
  /** Dotted names in the annotation of the result, as written. */
  readonly returns: readonly string[];
  /** Index of the function whose code defines it; -1 for the module. */
  readonly parent: number;
  /** Index of the class in whose body it is defined, -1 when none. For a class body, the class itself. */
  readonly cls: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly free: readonly FreeVariable[];
  /** Slots read or written by functions defined inside. */
  readonly captured: readonly number[];
  /** Attributes stored on the first parameter, for methods. */
  readonly fieldsStored: readonly string[];
}

/** A class statement. */
export interface ClassIr {
  readonly index: number;
  readonly name: string;
  readonly qualifiedName: string;
  readonly start: number;
  readonly end: number;
  /** Index of the function that runs its body. */
  readonly body: number;
  /** Index of the function whose code has the statement. */
  readonly parent: number;
  /** Names that its body annotates, in order, with the dotted names of the annotation as written. */
  readonly annotations: ReadonlyMap<string, readonly string[]>;
  /** The same of attributes that methods set on their object, which are no fields of a data class. */
  readonly ownAnnotations: ReadonlyMap<string, readonly string[]>;
}

/** One imported name: `import module`, or `from module import name`. `name` is null for the first form, `*` for a star. */
export interface ImportIr {
  readonly module: string;
  readonly level: number;
  readonly name: string | null;
  /** The name it is bound to; null when only the first part of the dotted name is. */
  readonly alias: string | null;
  readonly start: number;
  readonly end: number;
  /** True when it stands below `if TYPE_CHECKING:`. */
  readonly typeOnly: boolean;
}

/** Everything that later steps know of a file's code. */
export interface ModuleIr {
  readonly names: readonly string[];
  readonly constants: readonly Constant[];
  readonly code: Int32Array;
  readonly functions: readonly FunctionIr[];
  readonly classes: readonly ClassIr[];
  readonly imports: readonly ImportIr[];
  /** Names that functions of the module bind by `global`, with the functions' indices. */
  readonly globalStores: ReadonlyMap<string, readonly number[]>;
  /** Module-level names whose object some function changes in place (an item or attribute store, a changing method). */
  readonly changedInPlace: ReadonlySet<string>;
  /** Names of attributes that are stored on anything but the first parameter of the function. */
  readonly attributesStored: ReadonlySet<string>;
  readonly hasMain: boolean;
  /** Places where the nesting was too deep to lower: half-open spans. */
  readonly tooDeep: readonly (readonly [number, number])[];
}

/** Words of the operation at `pc`, its regions not counted. */
export function operationSize(code: Int32Array, pc: number): number {
  const fixed = SIZES[code[pc] as number] as number;
  if (fixed > 0) return fixed;
  switch (code[pc]) {
    case Op.Call:
      return 9 + 4 * (code[pc + 3] as number);
    case Op.CallMethod:
      return 10 + 4 * (code[pc + 4] as number);
    case Op.Bools:
      return 4 + 2 * (code[pc + 3] as number);
    case Op.If:
      return 3 + 3 * (code[pc + 1] as number);
    case Op.Try:
      return 5 + 3 * (code[pc + 4] as number);
    case Op.Sequence:
      return 6 + 2 * (code[pc + 3] as number);
    case Op.Dict:
      return 5 + 2 * (code[pc + 2] as number);
    case Op.Text:
      return 7 + 6 * (code[pc + 3] as number);
    case Op.Function: {
      const decorators = pc + 4 + 2 * (code[pc + 3] as number);
      return decorators + 1 + 3 * (code[decorators] as number) - pc;
    }
    case Op.Class: {
      const keywords = pc + 4 + 2 * (code[pc + 3] as number);
      const decorators = keywords + 1 + 4 * (code[keywords] as number);
      return decorators + 1 + 3 * (code[decorators] as number) - pc;
    }
    case Op.Unpack:
      return 4 + (code[pc + 2] as number);
    default:
      throw new RangeError(`operation ${code[pc]}`);
  }
}

/** Sizes by operation; 0 where the size varies. */
const SIZES: readonly number[] = [
  3, 3, 8, 6, 8, 6, 8, 7, 2, 9, 11, 6, 11, 3, 0, 0, 12, 4, 11, 0, 7, 0, 5, 6, 0, 0, 0, 0, 0, 0, 4, 2, 4, 1, 1, 0, 5, 3,
  3, 4, 4, 6, 3, 2,
];
