/**
 * The syntax tree of one Python file: one class a node kind, with the shapes and names of CPython's `ast` where they
 * make sense in TypeScript (asynchronous forms are a flag, decorators are `decorators`). Spans are half-open
 * `[start, end)` offsets in UTF-16 code units into the file's text, equal to CPython's `ast` positions. Nodes are
 * immutable once built. The reference is CPython's Python.asdl.
 */

/** How a name or place is used: read, bound or deleted. */
export type ExprContext = 'load' | 'store' | 'del';
/** The operators of BinOp and AugAssign. */
export type BinaryOperator = '+' | '-' | '*' | '@' | '/' | '%' | '**' | '<<' | '>>' | '|' | '^' | '&' | '//';
/** The operators of UnaryOp. */
export type UnaryOperator = '~' | 'not' | '+' | '-';
/** The operators of Compare. */
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';
/** What a Constant is. */
export type ConstantType = 'none' | 'bool' | 'ellipsis' | 'int' | 'float' | 'complex' | 'str' | 'bytes';
/** The value of a Constant; see Constant for which type holds what. */
export type ConstantValue = null | boolean | number | bigint | string;

/** A name. `id` is NFKC-normalised as Python does (PEP 3131). */
export class Name {
  readonly kind = 'Name' as const;
  readonly start: number;
  readonly end: number;
  readonly id: string;
  readonly ctx: ExprContext;
  constructor(start: number, end: number, id: string, ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.id = id;
    this.ctx = ctx;
  }
}

/** A literal. `value` by `type`: str as text, bytes as one character a byte (latin-1), int as bigint when above 2^53 else number, float as number, complex as its imaginary part. Implicitly concatenated strings are one Constant. `prefix` is the first string token's prefix in lower case (`r`, `b`, `rb`, `u`, …) or empty. */
export class Constant {
  readonly kind = 'Constant' as const;
  readonly start: number;
  readonly end: number;
  readonly type: ConstantType;
  readonly value: ConstantValue;
  readonly prefix: string;
  constructor(start: number, end: number, type: ConstantType, value: ConstantValue, prefix: string) {
    this.start = start;
    this.end = end;
    this.type = type;
    this.value = value;
    this.prefix = prefix;
  }
}

/** `value.attr`. */
export class Attribute {
  readonly kind = 'Attribute' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  readonly attr: string;
  readonly ctx: ExprContext;
  constructor(start: number, end: number, value: Expr, attr: string, ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.attr = attr;
    this.ctx = ctx;
  }
}

/** `value[slice]`. */
export class Subscript {
  readonly kind = 'Subscript' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  readonly slice: Expr;
  readonly ctx: ExprContext;
  constructor(start: number, end: number, value: Expr, slice: Expr, ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.slice = slice;
    this.ctx = ctx;
  }
}

/** A call; `args` may hold Starred, `keywords` may hold `**` (arg null). Both in source order. */
export class Call {
  readonly kind = 'Call' as const;
  readonly start: number;
  readonly end: number;
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
  constructor(start: number, end: number, func: Expr, args: readonly Expr[], keywords: readonly Keyword[]) {
    this.start = start;
    this.end = end;
    this.func = func;
    this.args = args;
    this.keywords = keywords;
  }
}

/** A binary operation. Left-deep chains are built without recursion. */
export class BinOp {
  readonly kind = 'BinOp' as const;
  readonly start: number;
  readonly end: number;
  readonly left: Expr;
  readonly op: BinaryOperator;
  readonly right: Expr;
  constructor(start: number, end: number, left: Expr, op: BinaryOperator, right: Expr) {
    this.start = start;
    this.end = end;
    this.left = left;
    this.op = op;
    this.right = right;
  }
}

/** `a and b and c`, flattened as CPython does. */
export class BoolOp {
  readonly kind = 'BoolOp' as const;
  readonly start: number;
  readonly end: number;
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
  constructor(start: number, end: number, op: 'and' | 'or', values: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.op = op;
    this.values = values;
  }
}

/** A unary operation. */
export class UnaryOp {
  readonly kind = 'UnaryOp' as const;
  readonly start: number;
  readonly end: number;
  readonly op: UnaryOperator;
  readonly operand: Expr;
  constructor(start: number, end: number, op: UnaryOperator, operand: Expr) {
    this.start = start;
    this.end = end;
    this.op = op;
    this.operand = operand;
  }
}

/** A comparison chain. */
export class Compare {
  readonly kind = 'Compare' as const;
  readonly start: number;
  readonly end: number;
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
  constructor(start: number, end: number, left: Expr, ops: readonly CompareOperator[], comparators: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.left = left;
    this.ops = ops;
    this.comparators = comparators;
  }
}

/** `body if test else orelse`. */
export class IfExp {
  readonly kind = 'IfExp' as const;
  readonly start: number;
  readonly end: number;
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
  constructor(start: number, end: number, test: Expr, body: Expr, orelse: Expr) {
    this.start = start;
    this.end = end;
    this.test = test;
    this.body = body;
    this.orelse = orelse;
  }
}

/** A lambda. */
export class Lambda {
  readonly kind = 'Lambda' as const;
  readonly start: number;
  readonly end: number;
  readonly args: Arguments;
  readonly body: Expr;
  constructor(start: number, end: number, args: Arguments, body: Expr) {
    this.start = start;
    this.end = end;
    this.args = args;
    this.body = body;
  }
}

/** A tuple, with or without parentheses. */
export class Tuple {
  readonly kind = 'Tuple' as const;
  readonly start: number;
  readonly end: number;
  readonly elts: readonly Expr[];
  readonly ctx: ExprContext;
  constructor(start: number, end: number, elts: readonly Expr[], ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.elts = elts;
    this.ctx = ctx;
  }
}

/** A list display. */
export class List {
  readonly kind = 'List' as const;
  readonly start: number;
  readonly end: number;
  readonly elts: readonly Expr[];
  readonly ctx: ExprContext;
  constructor(start: number, end: number, elts: readonly Expr[], ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.elts = elts;
    this.ctx = ctx;
  }
}

/** A set display. */
export class Set {
  readonly kind = 'Set' as const;
  readonly start: number;
  readonly end: number;
  readonly elts: readonly Expr[];
  constructor(start: number, end: number, elts: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.elts = elts;
  }
}

/** A dict display; key null stands for `**value`. */
export class Dict {
  readonly kind = 'Dict' as const;
  readonly start: number;
  readonly end: number;
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
  constructor(start: number, end: number, keys: readonly (Expr | null)[], values: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.keys = keys;
    this.values = values;
  }
}

/** `[elt for …]`; elt may be Starred (PEP 798). */
export class ListComp {
  readonly kind = 'ListComp' as const;
  readonly start: number;
  readonly end: number;
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
  constructor(start: number, end: number, elt: Expr, generators: readonly Comprehension[]) {
    this.start = start;
    this.end = end;
    this.elt = elt;
    this.generators = generators;
  }
}

/** `{elt for …}`. */
export class SetComp {
  readonly kind = 'SetComp' as const;
  readonly start: number;
  readonly end: number;
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
  constructor(start: number, end: number, elt: Expr, generators: readonly Comprehension[]) {
    this.start = start;
    this.end = end;
    this.elt = elt;
    this.generators = generators;
  }
}

/** `{key: value for …}`; value null stands for `{**key for …}` (PEP 798). */
export class DictComp {
  readonly kind = 'DictComp' as const;
  readonly start: number;
  readonly end: number;
  readonly key: Expr;
  readonly value: Expr | null;
  readonly generators: readonly Comprehension[];
  constructor(start: number, end: number, key: Expr, value: Expr | null, generators: readonly Comprehension[]) {
    this.start = start;
    this.end = end;
    this.key = key;
    this.value = value;
    this.generators = generators;
  }
}

/** `(elt for …)`. */
export class GeneratorExp {
  readonly kind = 'GeneratorExp' as const;
  readonly start: number;
  readonly end: number;
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
  constructor(start: number, end: number, elt: Expr, generators: readonly Comprehension[]) {
    this.start = start;
    this.end = end;
    this.elt = elt;
    this.generators = generators;
  }
}

/** `await value`. */
export class Await {
  readonly kind = 'Await' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  constructor(start: number, end: number, value: Expr) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `yield value`. */
export class Yield {
  readonly kind = 'Yield' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr | null;
  constructor(start: number, end: number, value: Expr | null) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `yield from value`. */
export class YieldFrom {
  readonly kind = 'YieldFrom' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  constructor(start: number, end: number, value: Expr) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `target := value`. */
export class NamedExpr {
  readonly kind = 'NamedExpr' as const;
  readonly start: number;
  readonly end: number;
  readonly target: Name;
  readonly value: Expr;
  constructor(start: number, end: number, target: Name, value: Expr) {
    this.start = start;
    this.end = end;
    this.target = target;
    this.value = value;
  }
}

/** `*value`. */
export class Starred {
  readonly kind = 'Starred' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  readonly ctx: ExprContext;
  constructor(start: number, end: number, value: Expr, ctx: ExprContext) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.ctx = ctx;
  }
}

/** `lower:upper:step`. */
export class Slice {
  readonly kind = 'Slice' as const;
  readonly start: number;
  readonly end: number;
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
  constructor(start: number, end: number, lower: Expr | null, upper: Expr | null, step: Expr | null) {
    this.start = start;
    this.end = end;
    this.lower = lower;
    this.upper = upper;
    this.step = step;
  }
}

/** An f-string: Constant and FormattedValue parts with real offsets (PEP 701). */
export class JoinedStr {
  readonly kind = 'JoinedStr' as const;
  readonly start: number;
  readonly end: number;
  readonly values: readonly Expr[];
  constructor(start: number, end: number, values: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.values = values;
  }
}

/** A t-string: Constant and Interpolation parts (PEP 750). */
export class TemplateStr {
  readonly kind = 'TemplateStr' as const;
  readonly start: number;
  readonly end: number;
  readonly values: readonly Expr[];
  constructor(start: number, end: number, values: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.values = values;
  }
}

/** A replacement field of an f-string; conversion is -1 or the character code of s, r, a. */
export class FormattedValue {
  readonly kind = 'FormattedValue' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  readonly conversion: number;
  readonly formatSpec: JoinedStr | null;
  constructor(start: number, end: number, value: Expr, conversion: number, formatSpec: JoinedStr | null) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.conversion = conversion;
    this.formatSpec = formatSpec;
  }
}

/** A replacement field of a t-string; `text` is the expression's source. */
export class Interpolation {
  readonly kind = 'Interpolation' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  readonly text: string;
  readonly conversion: number;
  readonly formatSpec: JoinedStr | null;
  constructor(start: number, end: number, value: Expr, text: string, conversion: number, formatSpec: JoinedStr | null) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.text = text;
    this.conversion = conversion;
    this.formatSpec = formatSpec;
  }
}

/** Where an expression could not be read; what was readable is kept in `parts`. */
export class ErrorExpr {
  readonly kind = 'ErrorExpr' as const;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Expr[];
  constructor(start: number, end: number, parts: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.parts = parts;
  }
}

/** `def` and `async def`. The span starts at `def`/`async`, as in CPython; `nameStart` is the name's offset. */
export class FunctionDef {
  readonly kind = 'FunctionDef' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly returns: Expr | null;
  readonly typeParams: readonly TypeParam[];
  readonly isAsync: boolean;
  readonly nameStart: number;
  constructor(
    start: number,
    end: number,
    name: string,
    args: Arguments,
    body: readonly Stmt[],
    decorators: readonly Expr[],
    returns: Expr | null,
    typeParams: readonly TypeParam[],
    isAsync: boolean,
    nameStart: number,
  ) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.args = args;
    this.body = body;
    this.decorators = decorators;
    this.returns = returns;
    this.typeParams = typeParams;
    this.isAsync = isAsync;
    this.nameStart = nameStart;
  }
}

/** A class. */
export class ClassDef {
  readonly kind = 'ClassDef' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly typeParams: readonly TypeParam[];
  readonly nameStart: number;
  constructor(
    start: number,
    end: number,
    name: string,
    bases: readonly Expr[],
    keywords: readonly Keyword[],
    body: readonly Stmt[],
    decorators: readonly Expr[],
    typeParams: readonly TypeParam[],
    nameStart: number,
  ) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.bases = bases;
    this.keywords = keywords;
    this.body = body;
    this.decorators = decorators;
    this.typeParams = typeParams;
    this.nameStart = nameStart;
  }
}

/** `return`. */
export class Return {
  readonly kind = 'Return' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr | null;
  constructor(start: number, end: number, value: Expr | null) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `del`. */
export class Delete {
  readonly kind = 'Delete' as const;
  readonly start: number;
  readonly end: number;
  readonly targets: readonly Expr[];
  constructor(start: number, end: number, targets: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.targets = targets;
  }
}

/** `a = b = value`. */
export class Assign {
  readonly kind = 'Assign' as const;
  readonly start: number;
  readonly end: number;
  readonly targets: readonly Expr[];
  readonly value: Expr;
  constructor(start: number, end: number, targets: readonly Expr[], value: Expr) {
    this.start = start;
    this.end = end;
    this.targets = targets;
    this.value = value;
  }
}

/** `type X = …` (PEP 695). */
export class TypeAlias {
  readonly kind = 'TypeAlias' as const;
  readonly start: number;
  readonly end: number;
  readonly name: Name;
  readonly typeParams: readonly TypeParam[];
  readonly value: Expr;
  constructor(start: number, end: number, name: Name, typeParams: readonly TypeParam[], value: Expr) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.typeParams = typeParams;
    this.value = value;
  }
}

/** `target op= value`. */
export class AugAssign {
  readonly kind = 'AugAssign' as const;
  readonly start: number;
  readonly end: number;
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
  constructor(start: number, end: number, target: Expr, op: BinaryOperator, value: Expr) {
    this.start = start;
    this.end = end;
    this.target = target;
    this.op = op;
    this.value = value;
  }
}

/** `target: annotation = value`. */
export class AnnAssign {
  readonly kind = 'AnnAssign' as const;
  readonly start: number;
  readonly end: number;
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
  readonly simple: boolean;
  constructor(start: number, end: number, target: Expr, annotation: Expr, value: Expr | null, simple: boolean) {
    this.start = start;
    this.end = end;
    this.target = target;
    this.annotation = annotation;
    this.value = value;
    this.simple = simple;
  }
}

/** `for`, `async for`. */
export class For {
  readonly kind = 'For' as const;
  readonly start: number;
  readonly end: number;
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  readonly isAsync: boolean;
  constructor(
    start: number,
    end: number,
    target: Expr,
    iter: Expr,
    body: readonly Stmt[],
    orelse: readonly Stmt[],
    isAsync: boolean,
  ) {
    this.start = start;
    this.end = end;
    this.target = target;
    this.iter = iter;
    this.body = body;
    this.orelse = orelse;
    this.isAsync = isAsync;
  }
}

/** `while`. */
export class While {
  readonly kind = 'While' as const;
  readonly start: number;
  readonly end: number;
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  constructor(start: number, end: number, test: Expr, body: readonly Stmt[], orelse: readonly Stmt[]) {
    this.start = start;
    this.end = end;
    this.test = test;
    this.body = body;
    this.orelse = orelse;
  }
}

/** `if`; an `elif` is an If alone in `orelse`. Walk long chains without recursion. */
export class If {
  readonly kind = 'If' as const;
  readonly start: number;
  readonly end: number;
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  constructor(start: number, end: number, test: Expr, body: readonly Stmt[], orelse: readonly Stmt[]) {
    this.start = start;
    this.end = end;
    this.test = test;
    this.body = body;
    this.orelse = orelse;
  }
}

/** `with`, `async with`. */
export class With {
  readonly kind = 'With' as const;
  readonly start: number;
  readonly end: number;
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
  readonly isAsync: boolean;
  constructor(start: number, end: number, items: readonly WithItem[], body: readonly Stmt[], isAsync: boolean) {
    this.start = start;
    this.end = end;
    this.items = items;
    this.body = body;
    this.isAsync = isAsync;
  }
}

/** `match`. */
export class Match {
  readonly kind = 'Match' as const;
  readonly start: number;
  readonly end: number;
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
  constructor(start: number, end: number, subject: Expr, cases: readonly MatchCase[]) {
    this.start = start;
    this.end = end;
    this.subject = subject;
    this.cases = cases;
  }
}

/** `raise`. */
export class Raise {
  readonly kind = 'Raise' as const;
  readonly start: number;
  readonly end: number;
  readonly exc: Expr | null;
  readonly cause: Expr | null;
  constructor(start: number, end: number, exc: Expr | null, cause: Expr | null) {
    this.start = start;
    this.end = end;
    this.exc = exc;
    this.cause = cause;
  }
}

/** `try`; `isStar` for `except*`. */
export class Try {
  readonly kind = 'Try' as const;
  readonly start: number;
  readonly end: number;
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
  readonly isStar: boolean;
  constructor(
    start: number,
    end: number,
    body: readonly Stmt[],
    handlers: readonly ExceptHandler[],
    orelse: readonly Stmt[],
    finalbody: readonly Stmt[],
    isStar: boolean,
  ) {
    this.start = start;
    this.end = end;
    this.body = body;
    this.handlers = handlers;
    this.orelse = orelse;
    this.finalbody = finalbody;
    this.isStar = isStar;
  }
}

/** `assert`. */
export class Assert {
  readonly kind = 'Assert' as const;
  readonly start: number;
  readonly end: number;
  readonly test: Expr;
  readonly msg: Expr | null;
  constructor(start: number, end: number, test: Expr, msg: Expr | null) {
    this.start = start;
    this.end = end;
    this.test = test;
    this.msg = msg;
  }
}

/** `import`; `isLazy` for `lazy import` (PEP 810). */
export class Import {
  readonly kind = 'Import' as const;
  readonly start: number;
  readonly end: number;
  readonly names: readonly Alias[];
  readonly isLazy: boolean;
  constructor(start: number, end: number, names: readonly Alias[], isLazy: boolean) {
    this.start = start;
    this.end = end;
    this.names = names;
    this.isLazy = isLazy;
  }
}

/** `from … import …`; a star import has one Alias named `*`. */
export class ImportFrom {
  readonly kind = 'ImportFrom' as const;
  readonly start: number;
  readonly end: number;
  readonly module: string | null;
  readonly names: readonly Alias[];
  readonly level: number;
  readonly isLazy: boolean;
  constructor(
    start: number,
    end: number,
    module: string | null,
    names: readonly Alias[],
    level: number,
    isLazy: boolean,
  ) {
    this.start = start;
    this.end = end;
    this.module = module;
    this.names = names;
    this.level = level;
    this.isLazy = isLazy;
  }
}

/** `global`. */
export class Global {
  readonly kind = 'Global' as const;
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
  constructor(start: number, end: number, names: readonly string[]) {
    this.start = start;
    this.end = end;
    this.names = names;
  }
}

/** `nonlocal`. */
export class Nonlocal {
  readonly kind = 'Nonlocal' as const;
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
  constructor(start: number, end: number, names: readonly string[]) {
    this.start = start;
    this.end = end;
    this.names = names;
  }
}

/** An expression as a statement (CPython `Expr`). */
export class ExprStmt {
  readonly kind = 'ExprStmt' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  constructor(start: number, end: number, value: Expr) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `pass`. */
export class Pass {
  readonly kind = 'Pass' as const;
  readonly start: number;
  readonly end: number;
  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }
}

/** `break`. */
export class Break {
  readonly kind = 'Break' as const;
  readonly start: number;
  readonly end: number;
  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }
}

/** `continue`. */
export class Continue {
  readonly kind = 'Continue' as const;
  readonly start: number;
  readonly end: number;
  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }
}

/** Where a statement could not be read; what was readable is kept in `parts`. */
export class ErrorStmt {
  readonly kind = 'ErrorStmt' as const;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Expr[];
  constructor(start: number, end: number, parts: readonly Expr[]) {
    this.start = start;
    this.end = end;
    this.parts = parts;
  }
}

/** A literal or dotted name pattern. */
export class MatchValue {
  readonly kind = 'MatchValue' as const;
  readonly start: number;
  readonly end: number;
  readonly value: Expr;
  constructor(start: number, end: number, value: Expr) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** None, True, False. */
export class MatchSingleton {
  readonly kind = 'MatchSingleton' as const;
  readonly start: number;
  readonly end: number;
  readonly value: null | boolean;
  constructor(start: number, end: number, value: null | boolean) {
    this.start = start;
    this.end = end;
    this.value = value;
  }
}

/** `[a, b]`. */
export class MatchSequence {
  readonly kind = 'MatchSequence' as const;
  readonly start: number;
  readonly end: number;
  readonly patterns: readonly Pattern[];
  constructor(start: number, end: number, patterns: readonly Pattern[]) {
    this.start = start;
    this.end = end;
    this.patterns = patterns;
  }
}

/** `{k: p, **rest}`. */
export class MatchMapping {
  readonly kind = 'MatchMapping' as const;
  readonly start: number;
  readonly end: number;
  readonly keys: readonly Expr[];
  readonly patterns: readonly Pattern[];
  readonly rest: string | null;
  constructor(start: number, end: number, keys: readonly Expr[], patterns: readonly Pattern[], rest: string | null) {
    this.start = start;
    this.end = end;
    this.keys = keys;
    this.patterns = patterns;
    this.rest = rest;
  }
}

/** `C(p, a=p)`. */
export class MatchClass {
  readonly kind = 'MatchClass' as const;
  readonly start: number;
  readonly end: number;
  readonly cls: Expr;
  readonly patterns: readonly Pattern[];
  readonly kwdAttrs: readonly string[];
  readonly kwdPatterns: readonly Pattern[];
  constructor(
    start: number,
    end: number,
    cls: Expr,
    patterns: readonly Pattern[],
    kwdAttrs: readonly string[],
    kwdPatterns: readonly Pattern[],
  ) {
    this.start = start;
    this.end = end;
    this.cls = cls;
    this.patterns = patterns;
    this.kwdAttrs = kwdAttrs;
    this.kwdPatterns = kwdPatterns;
  }
}

/** `*name`. */
export class MatchStar {
  readonly kind = 'MatchStar' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string | null;
  constructor(start: number, end: number, name: string | null) {
    this.start = start;
    this.end = end;
    this.name = name;
  }
}

/** `p as name`; a capture has pattern null, the wildcard has both null. */
export class MatchAs {
  readonly kind = 'MatchAs' as const;
  readonly start: number;
  readonly end: number;
  readonly pattern: Pattern | null;
  readonly name: string | null;
  constructor(start: number, end: number, pattern: Pattern | null, name: string | null) {
    this.start = start;
    this.end = end;
    this.pattern = pattern;
    this.name = name;
  }
}

/** `a | b`. */
export class MatchOr {
  readonly kind = 'MatchOr' as const;
  readonly start: number;
  readonly end: number;
  readonly patterns: readonly Pattern[];
  constructor(start: number, end: number, patterns: readonly Pattern[]) {
    this.start = start;
    this.end = end;
    this.patterns = patterns;
  }
}

/** A parameter list, as CPython's `arguments`: `defaults` belong to the last of posonlyargs + args. Its span covers the list without parentheses. */
export class Arguments {
  readonly kind = 'Arguments' as const;
  readonly start: number;
  readonly end: number;
  readonly posonlyargs: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonlyargs: readonly Arg[];
  readonly kwDefaults: readonly (Expr | null)[];
  readonly kwarg: Arg | null;
  readonly defaults: readonly Expr[];
  constructor(
    start: number,
    end: number,
    posonlyargs: readonly Arg[],
    args: readonly Arg[],
    vararg: Arg | null,
    kwonlyargs: readonly Arg[],
    kwDefaults: readonly (Expr | null)[],
    kwarg: Arg | null,
    defaults: readonly Expr[],
  ) {
    this.start = start;
    this.end = end;
    this.posonlyargs = posonlyargs;
    this.args = args;
    this.vararg = vararg;
    this.kwonlyargs = kwonlyargs;
    this.kwDefaults = kwDefaults;
    this.kwarg = kwarg;
    this.defaults = defaults;
  }
}

/** A parameter. */
export class Arg {
  readonly kind = 'Arg' as const;
  readonly start: number;
  readonly end: number;
  readonly arg: string;
  readonly annotation: Expr | null;
  constructor(start: number, end: number, arg: string, annotation: Expr | null) {
    this.start = start;
    this.end = end;
    this.arg = arg;
    this.annotation = annotation;
  }
}

/** `name=value`, or `**value` with arg null. */
export class Keyword {
  readonly kind = 'Keyword' as const;
  readonly start: number;
  readonly end: number;
  readonly arg: string | null;
  readonly value: Expr;
  constructor(start: number, end: number, arg: string | null, value: Expr) {
    this.start = start;
    this.end = end;
    this.arg = arg;
    this.value = value;
  }
}

/** An imported name. */
export class Alias {
  readonly kind = 'Alias' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly asname: string | null;
  constructor(start: number, end: number, name: string, asname: string | null) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.asname = asname;
  }
}

/** `expr as vars`. */
export class WithItem {
  readonly kind = 'WithItem' as const;
  readonly start: number;
  readonly end: number;
  readonly contextExpr: Expr;
  readonly optionalVars: Expr | null;
  constructor(start: number, end: number, contextExpr: Expr, optionalVars: Expr | null) {
    this.start = start;
    this.end = end;
    this.contextExpr = contextExpr;
    this.optionalVars = optionalVars;
  }
}

/** An `except` clause. */
export class ExceptHandler {
  readonly kind = 'ExceptHandler' as const;
  readonly start: number;
  readonly end: number;
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
  constructor(start: number, end: number, type: Expr | null, name: string | null, body: readonly Stmt[]) {
    this.start = start;
    this.end = end;
    this.type = type;
    this.name = name;
    this.body = body;
  }
}

/** `for target in iter if …`. */
export class Comprehension {
  readonly kind = 'Comprehension' as const;
  readonly start: number;
  readonly end: number;
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly isAsync: boolean;
  constructor(start: number, end: number, target: Expr, iter: Expr, ifs: readonly Expr[], isAsync: boolean) {
    this.start = start;
    this.end = end;
    this.target = target;
    this.iter = iter;
    this.ifs = ifs;
    this.isAsync = isAsync;
  }
}

/** A `case` clause. */
export class MatchCase {
  readonly kind = 'MatchCase' as const;
  readonly start: number;
  readonly end: number;
  readonly pattern: Pattern;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
  constructor(start: number, end: number, pattern: Pattern, guard: Expr | null, body: readonly Stmt[]) {
    this.start = start;
    this.end = end;
    this.pattern = pattern;
    this.guard = guard;
    this.body = body;
  }
}

/** `T: bound = default`. */
export class TypeVar {
  readonly kind = 'TypeVar' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly bound: Expr | null;
  readonly defaultValue: Expr | null;
  constructor(start: number, end: number, name: string, bound: Expr | null, defaultValue: Expr | null) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.bound = bound;
    this.defaultValue = defaultValue;
  }
}

/** `**P`. */
export class ParamSpec {
  readonly kind = 'ParamSpec' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly defaultValue: Expr | null;
  constructor(start: number, end: number, name: string, defaultValue: Expr | null) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.defaultValue = defaultValue;
  }
}

/** `*Ts`. */
export class TypeVarTuple {
  readonly kind = 'TypeVarTuple' as const;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly defaultValue: Expr | null;
  constructor(start: number, end: number, name: string, defaultValue: Expr | null) {
    this.start = start;
    this.end = end;
    this.name = name;
    this.defaultValue = defaultValue;
  }
}

/** Any expression. */
export type Expr =
  | Name
  | Constant
  | Attribute
  | Subscript
  | Call
  | BinOp
  | BoolOp
  | UnaryOp
  | Compare
  | IfExp
  | Lambda
  | Tuple
  | List
  | Set
  | Dict
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | NamedExpr
  | Starred
  | Slice
  | JoinedStr
  | TemplateStr
  | FormattedValue
  | Interpolation
  | ErrorExpr;

/** Any statement. */
export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue
  | ErrorStmt;

/** Any pattern of a `case`. */
export type Pattern =
  | MatchValue
  | MatchSingleton
  | MatchSequence
  | MatchMapping
  | MatchClass
  | MatchStar
  | MatchAs
  | MatchOr;

/** A type parameter (PEP 695). */
export type TypeParam = TypeVar | ParamSpec | TypeVarTuple;

/** Any node. */
export type Node =
  | Expr
  | Stmt
  | Pattern
  | Module
  | Arguments
  | Arg
  | Keyword
  | Alias
  | WithItem
  | ExceptHandler
  | Comprehension
  | MatchCase
  | TypeVar
  | ParamSpec
  | TypeVarTuple;

/** Something in a file that is not valid Python; the tree around it is still complete. */
export interface SyntaxProblem {
  /** Half-open span in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** One sentence in our own words: what was expected. Never text of the file. */
  readonly message: string;
}

/** The tree of one file, or of all code cells of a notebook in order. */
export class Module {
  readonly kind = 'Module' as const;
  readonly start: number;
  readonly end: number;
  readonly body: readonly Stmt[];
  /** Comments as pairs of half-open offsets: start0, end0, start1, end1, … `#` included. */
  readonly comments: Int32Array;
  readonly problems: readonly SyntaxProblem[];
  constructor(
    start: number,
    end: number,
    body: readonly Stmt[],
    comments: Int32Array,
    problems: readonly SyntaxProblem[],
  ) {
    this.start = start;
    this.end = end;
    this.body = body;
    this.comments = comments;
    this.problems = problems;
  }
}
