import { decodeBytes, decodeText, numberValue } from './literals.ts';
import * as n from './nodes.ts';
import {
  CODE,
  DEDENT,
  EOF,
  FSTRING,
  INDENT,
  NAME,
  NEWLINE,
  NUMBER,
  STRING,
  skipFormatted,
  TEXT,
  type Tokens,
  tokenize,
} from './tokenizer.ts';

const code = (text: string): number => CODE.get(text) as number;
const K = {
  False: code('False'),
  None: code('None'),
  True: code('True'),
  and: code('and'),
  as: code('as'),
  assert: code('assert'),
  async: code('async'),
  await: code('await'),
  break: code('break'),
  class: code('class'),
  continue: code('continue'),
  def: code('def'),
  del: code('del'),
  elif: code('elif'),
  else: code('else'),
  except: code('except'),
  finally: code('finally'),
  for: code('for'),
  from: code('from'),
  global: code('global'),
  if: code('if'),
  import: code('import'),
  in: code('in'),
  is: code('is'),
  lambda: code('lambda'),
  nonlocal: code('nonlocal'),
  not: code('not'),
  or: code('or'),
  pass: code('pass'),
  raise: code('raise'),
  return: code('return'),
  try: code('try'),
  while: code('while'),
  with: code('with'),
  yield: code('yield'),
  open: code('('),
  close: code(')'),
  openBracket: code('['),
  closeBracket: code(']'),
  openBrace: code('{'),
  closeBrace: code('}'),
  comma: code(','),
  colon: code(':'),
  semicolon: code(';'),
  dot: code('.'),
  ellipsis: code('...'),
  arrow: code('->'),
  assign: code('='),
  walrus: code(':='),
  plus: code('+'),
  minus: code('-'),
  star: code('*'),
  slash: code('/'),
  percent: code('%'),
  at: code('@'),
  pipe: code('|'),
  double: code('**'),
  tilde: code('~'),
  bang: code('!'),
  notEqualOld: code('<>'),
} as const;

const PRECEDENCE = new Int8Array(256);
for (const [level, signs] of [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']].entries()) {
  for (const sign of signs) PRECEDENCE[code(sign)] = level + 1;
}
const AUGMENTED: ReadonlyMap<number, n.BinaryOperator> = new Map(
  ['+', '-', '*', '/', '%', '@', '&', '|', '^', '<<', '>>', '//', '**'].map((sign) => [
    code(`${sign}=`),
    sign as n.BinaryOperator,
  ]),
);
const COMPARISON: ReadonlyMap<number, n.CompareOperator> = new Map(
  ['<', '>', '<=', '>=', '==', '!='].map((sign) => [code(sign), sign as n.CompareOperator]),
);
const EMPTY: readonly never[] = [];
/** Nesting of expressions and blocks that is read; deeper code becomes an error node. */
const DEEPEST = 200;
const MOST_PROBLEMS = 100;

/** Reads Python source (3.8 to 3.15). Never throws: what cannot be read becomes error nodes and problems. Offsets are UTF-16 code units. */
export function parseModule(text: string): n.Module {
  const tokens = tokenize(text, 0, text.length, false);
  const parser = new Parser(text, tokens, []);
  const body = parser.file();
  for (const at of tokens.misindented) parser.problem('the indentation of a line before', at, at);
  return new n.Module(0, text.length, body, Int32Array.from(tokens.comments), parser.problems);
}

class Parser {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly problems: n.SyntaxProblem[];
  at: number;
  depth: number;
  /** Displays and parentheses around what is read: those of comprehensions nest without an expression between them. */
  brackets: number;
  stringLevel: number;
  /** The last generator expression read as an argument without parentheses of its own. */
  bareGenerator: n.GeneratorExp | null;
  /** Statements found where only `case` can stand: they follow the `match` statement. */
  strays: n.Stmt[];
  constructor(text: string, tokens: Tokens, problems: n.SyntaxProblem[], stringLevel = 0, depth = 0) {
    this.text = text;
    this.kinds = tokens.kinds;
    this.starts = tokens.starts;
    this.ends = tokens.ends;
    this.problems = problems;
    this.at = 0;
    this.depth = depth;
    this.brackets = depth;
    this.stringLevel = stringLevel;
    this.bareGenerator = null;
    this.strays = [];
  }

  // ---- tokens

  kind(): number {
    return this.kinds[this.at] as number;
  }
  peek(by: number): number {
    return (this.kinds[this.at + by] as number | undefined) ?? EOF;
  }
  start(): number {
    return this.starts[this.at] as number;
  }
  last(): number {
    return this.at > 0 ? (this.ends[this.at - 1] as number) : 0;
  }
  word(at = this.at): string {
    return this.text.slice(this.starts[at] as number, this.ends[at] as number);
  }
  /** End of the last token that is no line end or indentation: where a compound statement ends. */
  blockEnd(start: number): number {
    let at = this.at - 1;
    while (at > 0 && (this.kinds[at] === NEWLINE || this.kinds[at] === INDENT || this.kinds[at] === DEDENT)) at--;
    return Math.max(start, at >= 0 ? (this.ends[at] as number) : 0);
  }
  /** End of the last token, or `start` where nothing could be read. */
  until(start: number): number {
    return Math.max(this.last(), start);
  }
  take(kind: number): boolean {
    if (this.kinds[this.at] !== kind) return false;
    this.at++;
    return true;
  }
  isWord(word: string, by = 0): boolean {
    return this.peek(by) === NAME && this.word(this.at + by) === word;
  }
  problem(expected: string, start = this.start(), end = Math.max(start, this.ends[this.at] as number)): void {
    if (this.problems.length > MOST_PROBLEMS) return;
    const before = this.problems.at(-1);
    if (before !== undefined && before.start === start) return;
    if (this.problems.length === MOST_PROBLEMS) {
      this.problems.push({ start, end, message: 'further problems of this file are not listed' });
      return;
    }
    this.problems.push({ start, end, message: `expected ${expected}` });
  }
  expect(kind: number): boolean {
    if (this.take(kind)) return true;
    this.problem(`\`${TEXT[kind - 20] ?? 'something else'}\``);
    return false;
  }
  identifier(): string {
    if (this.kind() === NAME) {
      const raw = this.word();
      this.at++;
      return normalise(raw);
    }
    this.problem('a name');
    return '';
  }

  // ---- statements

  file(): n.Stmt[] {
    const body: n.Stmt[] = [];
    while (this.kind() !== EOF) {
      if (this.kind() === INDENT || this.kind() === DEDENT || this.kind() === NEWLINE) {
        if (this.kind() === INDENT) this.indented(body);
        else this.at++;
        continue;
      }
      this.statement(body);
    }
    return body;
  }

  statement(into: n.Stmt[]): void {
    if (this.kind() === INDENT) {
      this.indented(into);
      return;
    }
    const before = this.at;
    const compound = this.compound();
    if (compound !== null) into.push(compound);
    else this.simpleLine(into);
    if (this.strays.length > 0) {
      for (const stray of this.strays) into.push(stray);
      this.strays = [];
    }
    if (this.at === before) {
      this.problem('a statement');
      this.skipLine(into);
    }
  }

  /** Statements that are indented without reason: read as part of the block around them, up to where the indentation ends. */
  indented(into: n.Stmt[]): void {
    this.problem('no further indentation');
    this.at++;
    if (++this.depth > DEEPEST) this.skipBlock(into);
    else {
      while (this.kind() !== DEDENT && this.kind() !== EOF) this.statement(into);
      this.take(DEDENT);
    }
    this.depth--;
  }

  skipLine(into: n.Stmt[]): void {
    const start = this.start();
    let end = start;
    while (this.kind() !== NEWLINE && this.kind() !== EOF && this.kind() !== INDENT && this.kind() !== DEDENT) {
      end = this.ends[this.at] as number;
      this.at++;
    }
    if (end > start) into.push(new n.ErrorStmt(start, end, EMPTY));
    this.take(NEWLINE);
  }

  simpleLine(into: n.Stmt[]): void {
    for (;;) {
      into.push(this.simple());
      if (this.take(K.semicolon)) {
        if (this.take(NEWLINE)) return;
        continue;
      }
      if (this.take(NEWLINE) || this.kind() === EOF) return;
      this.problem('the end of the statement');
      this.skipLine(into);
      return;
    }
  }

  simple(): n.Stmt {
    const start = this.start();
    switch (this.kind()) {
      case K.pass:
        this.at++;
        return new n.Pass(start, this.until(start));
      case K.break:
        this.at++;
        return new n.Break(start, this.until(start));
      case K.continue:
        this.at++;
        return new n.Continue(start, this.until(start));
      case K.return: {
        this.at++;
        const value = this.startsExpression() ? this.expressions(true) : null;
        return new n.Return(start, this.until(start), value);
      }
      case K.raise: {
        this.at++;
        const exc = this.startsExpression() ? this.expression() : null;
        const cause = this.take(K.from) ? this.expression() : null;
        return new n.Raise(start, this.until(start), exc, cause);
      }
      case K.global:
      case K.nonlocal: {
        const isGlobal = this.kind() === K.global;
        this.at++;
        const names = [this.identifier()];
        while (this.take(K.comma)) names.push(this.identifier());
        return isGlobal
          ? new n.Global(start, this.until(start), names)
          : new n.Nonlocal(start, this.until(start), names);
      }
      case K.del: {
        this.at++;
        const targets: n.Expr[] = [];
        do {
          if (!this.startsExpression()) break;
          targets.push(setContext(this.expression(), 'del'));
        } while (this.take(K.comma));
        return new n.Delete(start, this.until(start), targets);
      }
      case K.assert: {
        this.at++;
        const test = this.expression();
        const msg = this.take(K.comma) ? this.expression() : null;
        return new n.Assert(start, this.until(start), test, msg);
      }
      case K.import:
        return this.importNames(start, false);
      case K.from:
        return this.importFrom(start, false);
      default:
        break;
    }
    if (this.isWord('lazy')) {
      if (this.peek(1) === K.import) {
        this.at++;
        return this.importNames(start, true);
      }
      if (this.peek(1) === K.from) {
        this.at++;
        return this.importFrom(start, true);
      }
    }
    if (this.isWord('type') && this.peek(1) === NAME && (this.peek(2) === K.assign || this.peek(2) === K.openBracket)) {
      const alias = this.typeAlias(start);
      if (alias !== null) return alias;
    }
    return this.expressionStatement(start);
  }

  typeAlias(start: number): n.Stmt | null {
    const from = this.at;
    const problems = this.problems.length;
    this.at++;
    const nameStart = this.start();
    const name = new n.Name(nameStart, this.ends[this.at] as number, this.identifier(), 'store');
    const parameters = this.typeParameters();
    if (!this.take(K.assign)) {
      this.at = from;
      this.problems.length = problems;
      return null;
    }
    const value = this.expression();
    return new n.TypeAlias(start, this.until(start), name, parameters, value);
  }

  importNames(start: number, isLazy: boolean): n.Stmt {
    this.at++;
    const names: n.Alias[] = [];
    do {
      const from = this.start();
      const name = this.dotted();
      const asname = this.take(K.as) ? this.identifier() : null;
      names.push(new n.Alias(from, this.until(from), name, asname));
    } while (this.take(K.comma));
    return new n.Import(start, this.until(start), names, isLazy);
  }

  dotted(): string {
    let name = this.identifier();
    while (this.kind() === K.dot) {
      this.at++;
      name += `.${this.identifier()}`;
    }
    return name;
  }

  importFrom(start: number, isLazy: boolean): n.Stmt {
    this.at++;
    let level = 0;
    for (;;) {
      if (this.take(K.dot)) level++;
      else if (this.take(K.ellipsis)) level += 3;
      else break;
    }
    const module = this.kind() === NAME ? this.dotted() : null;
    const names: n.Alias[] = [];
    if (!this.expect(K.import)) return new n.ImportFrom(start, this.until(start), module, names, level, isLazy);
    if (this.kind() === K.star) {
      names.push(new n.Alias(this.start(), this.ends[this.at] as number, '*', null));
      this.at++;
    } else {
      const parenthesised = this.take(K.open);
      for (;;) {
        if (this.kind() !== NAME) break;
        const from = this.start();
        const name = this.identifier();
        const asname = this.take(K.as) ? this.identifier() : null;
        names.push(new n.Alias(from, this.until(from), name, asname));
        if (!this.take(K.comma)) break;
      }
      if (names.length === 0) this.problem('a name to import');
      if (parenthesised) this.expect(K.close);
    }
    return new n.ImportFrom(start, this.until(start), module, names, level, isLazy);
  }

  expressionStatement(start: number): n.Stmt {
    if (!this.startsExpression()) {
      const from = this.at;
      this.problem('a statement');
      while (
        this.kind() !== NEWLINE &&
        this.kind() !== EOF &&
        this.kind() !== K.semicolon &&
        this.kind() !== DEDENT &&
        this.kind() !== INDENT
      )
        this.at++;
      if (this.at === from && this.kind() !== EOF && this.kind() !== NEWLINE) this.at++;
      return new n.ErrorStmt(start, this.until(start), EMPTY);
    }
    const first = this.kind() === K.yield ? this.yieldExpression() : this.expressions(true);
    const kind = this.kind();
    if (kind === K.assign) {
      const targets: n.Expr[] = [];
      let value = first;
      while (this.take(K.assign)) {
        targets.push(setContext(value, 'store'));
        value = this.kind() === K.yield ? this.yieldExpression() : this.expressions(true);
      }
      return new n.Assign(start, this.until(start), targets, value);
    }
    const augmented = AUGMENTED.get(kind);
    if (augmented !== undefined) {
      this.at++;
      const value = this.kind() === K.yield ? this.yieldExpression() : this.expressions(true);
      return new n.AugAssign(start, this.until(start), setContext(first, 'store'), augmented, value);
    }
    if (kind === K.colon) {
      this.at++;
      const annotation = this.expressions(true);
      const value = this.take(K.assign)
        ? this.kind() === K.yield
          ? this.yieldExpression()
          : this.expressions(true)
        : null;
      const simple = first.kind === 'Name' && first.start === start;
      return new n.AnnAssign(start, this.until(start), setContext(first, 'store'), annotation, value, simple);
    }
    return new n.ExprStmt(start, this.until(start), first);
  }

  compound(): n.Stmt | null {
    const start = this.start();
    switch (this.kind()) {
      case K.if:
        return this.ifStatement();
      case K.while: {
        this.at++;
        const test = this.namedExpression();
        const body = this.block();
        const orelse = this.take(K.else) ? this.block() : EMPTY;
        return new n.While(start, this.blockEnd(start), test, body, orelse);
      }
      case K.for:
        return this.forStatement(start, false);
      case K.try:
        return this.tryStatement();
      case K.with:
        return this.withStatement(start, false);
      case K.def:
        return this.functionDef(start, EMPTY, false);
      case K.class:
        return this.classDef(start, EMPTY);
      case K.at:
        return this.decorated();
      case K.async:
        if (this.peek(1) === K.def) {
          this.at++;
          return this.functionDef(start, EMPTY, true);
        }
        if (this.peek(1) === K.for) {
          this.at++;
          return this.forStatement(start, true);
        }
        if (this.peek(1) === K.with) {
          this.at++;
          return this.withStatement(start, true);
        }
        return null;
      case NAME:
        return this.isWord('match') ? this.matchStatement() : null;
      default:
        return null;
    }
  }

  block(): readonly n.Stmt[] {
    if (!this.take(K.colon)) {
      this.problem('`:`');
      while (this.kind() !== NEWLINE && this.kind() !== EOF && this.kind() !== K.colon) this.at++;
      this.take(K.colon);
    }
    const body: n.Stmt[] = [];
    if (!this.take(NEWLINE)) {
      if (this.kind() === EOF || this.kind() === DEDENT) this.problem('a statement');
      else this.simpleLine(body);
      return body;
    }
    if (!this.take(INDENT)) {
      this.problem('an indented block');
      return body;
    }
    if (++this.depth > DEEPEST) {
      this.skipBlock(body);
      this.depth--;
      return body;
    }
    while (this.kind() !== DEDENT && this.kind() !== EOF) {
      if (this.take(NEWLINE)) continue;
      this.statement(body);
    }
    this.take(DEDENT);
    this.depth--;
    return body;
  }

  skipBlock(into: n.Stmt[]): void {
    const start = this.start();
    this.problem('less nesting');
    let level = 1;
    while (this.kind() !== EOF) {
      if (this.kind() === INDENT) level++;
      if (this.kind() === DEDENT && --level === 0) break;
      this.at++;
    }
    into.push(new n.ErrorStmt(start, Math.max(start, this.until(start)), EMPTY));
    this.take(DEDENT);
  }

  ifStatement(): n.Stmt {
    const arms: { start: number; test: n.Expr; body: readonly n.Stmt[] }[] = [];
    let orelse: readonly n.Stmt[] = EMPTY;
    do {
      const start = this.start();
      this.at++;
      const test = this.namedExpression();
      arms.push({ start, test, body: this.block() });
    } while (this.kind() === K.elif);
    if (this.take(K.else)) orelse = this.block();
    const end = this.blockEnd(arms[0]?.start ?? 0);
    let result: n.If | null = null;
    for (let i = arms.length - 1; i >= 0; i--) {
      const arm = arms[i] as (typeof arms)[number];
      const rest: readonly n.Stmt[] = result === null ? orelse : [result];
      result = new n.If(arm.start, end, arm.test, arm.body, rest);
    }
    return result as n.If;
  }

  forStatement(start: number, isAsync: boolean): n.Stmt {
    this.at++;
    const target = setContext(this.targets(), 'store');
    this.expect(K.in);
    const iter = this.expressions(true);
    const body = this.block();
    const orelse = this.take(K.else) ? this.block() : EMPTY;
    return new n.For(start, this.blockEnd(start), target, iter, body, orelse, isAsync);
  }

  /** Targets of `for`: a list of expressions that stop before `in`. */
  targets(): n.Expr {
    const start = this.start();
    const first = this.target();
    if (this.kind() !== K.comma) return first;
    const elts = [first];
    while (this.take(K.comma)) {
      if (this.kind() === K.in || !this.startsExpression()) break;
      elts.push(this.target());
    }
    return new n.Tuple(start, this.until(start), elts, 'store');
  }
  target(): n.Expr {
    const start = this.start();
    if (this.take(K.star)) {
      const value = this.binary(0);
      return new n.Starred(start, this.until(start), value, 'store');
    }
    return this.binary(0);
  }

  tryStatement(): n.Stmt {
    const start = this.start();
    this.at++;
    const body = this.block();
    const handlers: n.ExceptHandler[] = [];
    let isStar = false;
    while (this.kind() === K.except) {
      const from = this.start();
      this.at++;
      if (this.take(K.star)) isStar = true;
      let type: n.Expr | null = null;
      let name: string | null = null;
      if (this.kind() !== K.colon && this.startsExpression()) {
        const typeStart = this.start();
        type = this.expression();
        if (this.kind() === K.comma) {
          const elts = [type];
          while (this.take(K.comma)) {
            if (!this.startsExpression()) break;
            elts.push(this.expression());
          }
          type = new n.Tuple(typeStart, this.until(typeStart), elts, 'load');
        }
        if (this.take(K.as)) name = this.identifier();
      }
      const block = this.block();
      handlers.push(new n.ExceptHandler(from, this.blockEnd(from), type, name, block));
    }
    const orelse = this.take(K.else) ? this.block() : EMPTY;
    const finalbody = this.take(K.finally) ? this.block() : EMPTY;
    if (handlers.length === 0 && finalbody.length === 0) this.problem('`except` or `finally`');
    return new n.Try(start, this.blockEnd(start), body, handlers, orelse, finalbody, isStar);
  }

  withStatement(start: number, isAsync: boolean): n.Stmt {
    this.at++;
    const items: n.WithItem[] = [];
    if (this.kind() === K.open && this.parenthesisedItems()) {
      this.at++;
      while (this.kind() !== K.close && this.kind() !== EOF) {
        items.push(this.withItem());
        if (!this.take(K.comma)) break;
      }
      this.expect(K.close);
    } else {
      do {
        items.push(this.withItem());
      } while (this.take(K.comma));
    }
    const body = this.block();
    return new n.With(start, this.blockEnd(start), items, body, isAsync);
  }
  withItem(): n.WithItem {
    const start = this.start();
    const context = this.expression();
    const vars = this.take(K.as) ? setContext(this.target(), 'store') : null;
    return new n.WithItem(start, this.until(start), context, vars);
  }
  /** Decides whether `(` behind `with` opens a list of items: its bracket closes before `:`, and what is inside is more than one expression. */
  parenthesisedItems(): boolean {
    let level = 0;
    let hasAs = false;
    let hasComma = false;
    let other = false;
    for (let i = this.at; ; i++) {
      const kind = this.kinds[i] as number;
      if (kind === EOF || kind === NEWLINE) return false;
      if (kind === K.open || kind === K.openBracket || kind === K.openBrace) level++;
      else if (kind === K.close || kind === K.closeBracket || kind === K.closeBrace) {
        level--;
        if (level === 0) return this.kinds[i + 1] === K.colon && (hasAs || (hasComma && !other));
      } else if (level === 1) {
        if (kind === K.as) hasAs = true;
        else if (kind === K.comma) hasComma = true;
        else if (kind === K.for || kind === K.yield || kind === K.walrus || kind === K.star) other = true;
      }
    }
  }

  decorated(): n.Stmt {
    const decorators: n.Expr[] = [];
    while (this.take(K.at)) {
      decorators.push(this.namedExpression());
      this.take(NEWLINE);
    }
    const start = this.start();
    if (this.kind() === K.class) return this.classDef(start, decorators);
    if (this.kind() === K.async && this.peek(1) === K.def) {
      this.at++;
      return this.functionDef(start, decorators, true);
    }
    if (this.kind() === K.def) return this.functionDef(start, decorators, false);
    this.problem('`def` or `class`');
    return new n.ErrorStmt(decorators[0]?.start ?? start, this.last(), decorators);
  }

  functionDef(start: number, decorators: readonly n.Expr[], isAsync: boolean): n.Stmt {
    this.at++;
    const nameStart = this.start();
    const name = this.identifier();
    const typeParams = this.typeParameters();
    const from = this.start();
    let args: n.Arguments;
    if (this.expect(K.open)) {
      args = this.parameters(K.close, true);
      this.expect(K.close);
    } else args = new n.Arguments(from, from, EMPTY, EMPTY, null, EMPTY, EMPTY, null, EMPTY);
    const returns = this.take(K.arrow) ? this.expressions(true) : null;
    const body = this.block();
    return new n.FunctionDef(
      start,
      this.blockEnd(start),
      name,
      args,
      body,
      decorators,
      returns,
      typeParams,
      isAsync,
      nameStart,
    );
  }

  typeParameters(): readonly n.TypeParam[] {
    if (!this.take(K.openBracket)) return EMPTY;
    const found: n.TypeParam[] = [];
    while (this.kind() !== K.closeBracket && this.kind() !== EOF && this.kind() !== NEWLINE) {
      const start = this.start();
      if (this.take(K.star)) {
        const name = this.identifier();
        const value = this.take(K.assign) ? (this.kind() === K.star ? this.target() : this.expression()) : null;
        found.push(new n.TypeVarTuple(start, this.until(start), name, value));
      } else if (this.take(K.double)) {
        const name = this.identifier();
        const value = this.take(K.assign) ? this.expression() : null;
        found.push(new n.ParamSpec(start, this.until(start), name, value));
      } else {
        const name = this.identifier();
        const bound = this.take(K.colon) ? this.expression() : null;
        const value = this.take(K.assign) ? this.expression() : null;
        found.push(new n.TypeVar(start, this.until(start), name, bound, value));
      }
      if (!this.take(K.comma)) break;
    }
    this.expect(K.closeBracket);
    return found;
  }

  parameters(close: number, annotated: boolean): n.Arguments {
    const start = this.start();
    let posonly: n.Arg[] = [];
    let args: n.Arg[] = [];
    const kwonly: n.Arg[] = [];
    const kwDefaults: (n.Expr | null)[] = [];
    const defaults: n.Expr[] = [];
    let vararg: n.Arg | null = null;
    let kwarg: n.Arg | null = null;
    let keywordOnly = false;
    while (this.kind() !== close && this.kind() !== EOF && this.kind() !== NEWLINE) {
      if (this.take(K.slash)) {
        posonly = args;
        args = [];
      } else if (this.take(K.star)) {
        keywordOnly = true;
        if (this.kind() === NAME) vararg = this.parameter(annotated, true);
      } else if (this.take(K.double)) {
        kwarg = this.parameter(annotated, false);
      } else if (this.kind() === NAME) {
        const arg = this.parameter(annotated, false);
        const value = this.take(K.assign) ? this.expression() : null;
        if (keywordOnly) {
          kwonly.push(arg);
          kwDefaults.push(value);
        } else {
          args.push(arg);
          if (value !== null) defaults.push(value);
        }
      } else {
        this.problem('a parameter');
        break;
      }
      if (!this.take(K.comma)) break;
    }
    return new n.Arguments(
      start,
      Math.max(start, this.until(start)),
      posonly,
      args,
      vararg,
      kwonly,
      kwDefaults,
      kwarg,
      defaults,
    );
  }
  parameter(annotated: boolean, starred: boolean): n.Arg {
    const start = this.start();
    const name = this.identifier();
    let annotation: n.Expr | null = null;
    if (annotated && this.take(K.colon)) {
      const from = this.start();
      if (starred && this.take(K.star)) {
        const value = this.expression();
        annotation = new n.Starred(from, this.until(from), value, 'load');
      } else annotation = this.expression();
    }
    return new n.Arg(start, this.until(start), name, annotation);
  }

  classDef(start: number, decorators: readonly n.Expr[]): n.Stmt {
    this.at++;
    const nameStart = this.start();
    const name = this.identifier();
    const typeParams = this.typeParameters();
    let bases: readonly n.Expr[] = EMPTY;
    let keywords: readonly n.Keyword[] = EMPTY;
    if (this.take(K.open)) {
      [bases, keywords] = this.callArguments();
      this.expect(K.close);
    }
    const body = this.block();
    return new n.ClassDef(start, this.blockEnd(start), name, bases, keywords, body, decorators, typeParams, nameStart);
  }

  // ---- match

  matchStatement(): n.Stmt | null {
    // `match` is a statement when its line ends in `:` and a block of `case` follows.
    const next = this.peek(1);
    if (
      next === NEWLINE ||
      next === K.dot ||
      next === K.assign ||
      next === K.comma ||
      next === K.colon ||
      next === K.close ||
      AUGMENTED.has(next) ||
      next === EOF
    )
      return null;
    let level = 0;
    let i = this.at + 1;
    for (; ; i++) {
      const kind = this.kinds[i] as number;
      if (kind === NEWLINE || kind === EOF || kind === K.semicolon) break;
      if (kind === K.open || kind === K.openBracket || kind === K.openBrace) level++;
      if (kind === K.close || kind === K.closeBracket || kind === K.closeBrace) level--;
    }
    if (level !== 0 || this.kinds[i - 1] !== K.colon || this.kinds[i] !== NEWLINE || this.kinds[i + 1] !== INDENT)
      return null;
    if (this.kinds[i + 2] !== NAME || this.word(i + 2) !== 'case') return null;
    const start = this.start();
    this.at++;
    const subject = this.expressions(true);
    this.expect(K.colon);
    this.take(NEWLINE);
    this.take(INDENT);
    const cases: n.MatchCase[] = [];
    while (this.isWord('case')) {
      const from = this.start();
      this.at++;
      const pattern = this.openPattern();
      const guard = this.take(K.if) ? this.namedExpression() : null;
      const body = this.block();
      cases.push(new n.MatchCase(from, this.blockEnd(from), pattern, guard, body));
    }
    const end = cases.at(-1)?.end ?? this.until(start);
    const strays: n.Stmt[] = [];
    while (this.kind() !== DEDENT && this.kind() !== EOF) {
      this.problem('`case`');
      this.statement(strays);
    }
    this.take(DEDENT);
    this.strays = strays;
    return new n.Match(start, end, subject, cases);
  }

  openPattern(): n.Pattern {
    const start = this.start();
    const first = this.pattern();
    if (this.kind() !== K.comma) {
      return first.kind === 'MatchStar' ? new n.MatchSequence(start, this.until(start), [first]) : first;
    }
    const patterns = [first];
    while (this.take(K.comma)) {
      if (this.kind() === K.colon || this.kind() === K.if) break;
      patterns.push(this.pattern());
    }
    return new n.MatchSequence(start, this.until(start), patterns);
  }

  pattern(): n.Pattern {
    const start = this.start();
    if (this.take(K.star)) {
      const name = this.identifier();
      return new n.MatchStar(start, this.until(start), name === '_' ? null : name);
    }
    if (++this.depth > DEEPEST) {
      this.depth--;
      this.skipNested();
      return new n.MatchAs(start, this.until(start), null, null);
    }
    let pattern = this.closedPattern();
    if (this.kind() === K.pipe) {
      const patterns = [pattern];
      while (this.take(K.pipe)) patterns.push(this.closedPattern());
      pattern = new n.MatchOr(start, this.until(start), patterns);
    }
    if (this.take(K.as)) {
      const name = this.identifier();
      pattern = new n.MatchAs(start, this.until(start), pattern, name);
    }
    this.depth--;
    return pattern;
  }

  closedPattern(): n.Pattern {
    const start = this.start();
    switch (this.kind()) {
      case K.None:
      case K.True:
      case K.False: {
        const value = this.kind() === K.None ? null : this.kind() === K.True;
        this.at++;
        return new n.MatchSingleton(start, this.until(start), value);
      }
      case NUMBER:
      case STRING:
      case FSTRING:
      case K.plus:
      case K.minus: {
        const value = this.binary(4);
        return new n.MatchValue(start, this.until(start), value);
      }
      case K.open:
      case K.openBracket: {
        const close = this.kind() === K.open ? K.close : K.closeBracket;
        this.at++;
        const patterns: n.Pattern[] = [];
        let comma = false;
        while (this.kind() !== close && this.kind() !== EOF && this.kind() !== NEWLINE) {
          patterns.push(this.pattern());
          if (!this.take(K.comma)) break;
          comma = true;
        }
        this.expect(close);
        if (close === K.close && patterns.length === 1 && !comma && patterns[0]?.kind !== 'MatchStar')
          return patterns[0] as n.Pattern;
        return new n.MatchSequence(start, this.until(start), patterns);
      }
      case K.openBrace: {
        this.at++;
        const keys: n.Expr[] = [];
        const patterns: n.Pattern[] = [];
        let rest: string | null = null;
        while (this.kind() !== K.closeBrace && this.kind() !== EOF && this.kind() !== NEWLINE) {
          if (this.take(K.double)) rest = this.identifier();
          else {
            keys.push(this.binary(0));
            this.expect(K.colon);
            patterns.push(this.pattern());
          }
          if (!this.take(K.comma)) break;
        }
        this.expect(K.closeBrace);
        return new n.MatchMapping(start, this.until(start), keys, patterns, rest);
      }
      case NAME: {
        if (this.peek(1) !== K.dot && this.peek(1) !== K.open) {
          const name = this.identifier();
          return new n.MatchAs(start, this.until(start), null, name === '_' ? null : name);
        }
        let value: n.Expr = new n.Name(start, this.ends[this.at] as number, this.identifier(), 'load');
        while (this.take(K.dot)) {
          const attr = this.identifier();
          value = new n.Attribute(start, this.until(start), value, attr, 'load');
        }
        if (!this.take(K.open)) return new n.MatchValue(start, this.until(start), value);
        const patterns: n.Pattern[] = [];
        const names: string[] = [];
        const keywordPatterns: n.Pattern[] = [];
        while (this.kind() !== K.close && this.kind() !== EOF && this.kind() !== NEWLINE) {
          if (this.kind() === NAME && this.peek(1) === K.assign) {
            names.push(this.identifier());
            this.at++;
            keywordPatterns.push(this.pattern());
          } else patterns.push(this.pattern());
          if (!this.take(K.comma)) break;
        }
        this.expect(K.close);
        return new n.MatchClass(start, this.until(start), value, patterns, names, keywordPatterns);
      }
      default:
        this.problem('a pattern');
        if (this.kind() !== K.colon && this.kind() !== NEWLINE && this.kind() !== EOF) this.at++;
        return new n.MatchAs(start, Math.max(start, this.until(start)), null, null);
    }
  }

  // ---- expressions

  startsExpression(): boolean {
    const kind = this.kind();
    switch (kind) {
      case NAME:
      case NUMBER:
      case STRING:
      case FSTRING:
      case K.None:
      case K.True:
      case K.False:
      case K.open:
      case K.openBracket:
      case K.openBrace:
      case K.minus:
      case K.plus:
      case K.tilde:
      case K.not:
      case K.lambda:
      case K.await:
      case K.yield:
      case K.ellipsis:
      case K.star:
        return true;
      default:
        return false;
    }
  }

  /** One expression or a tuple without parentheses. */
  expressions(starred: boolean): n.Expr {
    const start = this.start();
    if (this.kind() === K.yield) return this.yieldExpression();
    const first = this.element(starred);
    if (this.kind() !== K.comma) return first;
    const elts = [first];
    while (this.take(K.comma)) {
      if (!this.startsExpression()) break;
      elts.push(this.element(starred));
    }
    return new n.Tuple(start, this.until(start), elts, 'load');
  }

  element(starred: boolean): n.Expr {
    if (starred && this.kind() === K.star) {
      const start = this.start();
      this.at++;
      const value = this.binary(0);
      return new n.Starred(start, this.until(start), value, 'load');
    }
    return this.namedExpression();
  }

  yieldExpression(): n.Expr {
    const start = this.start();
    this.at++;
    if (this.take(K.from)) {
      const value = this.expression();
      return new n.YieldFrom(start, this.until(start), value);
    }
    if (++this.depth > DEEPEST) {
      this.depth--;
      this.skipNested();
      return new n.ErrorExpr(start, this.until(start), EMPTY);
    }
    const value = this.startsExpression() ? this.expressions(true) : null;
    this.depth--;
    return new n.Yield(start, this.until(start), value);
  }

  namedExpression(): n.Expr {
    const start = this.start();
    if (this.kind() === K.yield) return this.yieldExpression();
    const value = this.expression();
    if (this.kind() === K.walrus) {
      this.at++;
      const right = this.expression();
      if (value.kind === 'Name')
        return new n.NamedExpr(start, this.until(start), new n.Name(value.start, value.end, value.id, 'store'), right);
      this.problem('a name before `:=`', start, this.last());
      return new n.ErrorExpr(start, this.until(start), [value, right]);
    }
    return value;
  }

  /** Goes past what is nested too deeply: to the bracket that closes it, or to the end of the line. */
  skipNested(): void {
    this.problem('less nesting');
    let level = 0;
    const from = this.at;
    while (this.kind() !== EOF && this.kind() !== NEWLINE) {
      const kind = this.kind();
      if (kind === K.open || kind === K.openBracket || kind === K.openBrace) level++;
      else if (kind === K.close || kind === K.closeBracket || kind === K.closeBrace) {
        if (level === 0) break;
        level--;
      } else if (level === 0 && (kind === K.comma || kind === K.colon || kind === K.else || kind === K.assign)) break;
      this.at++;
    }
    if (this.at === from && this.kind() !== EOF && this.kind() !== NEWLINE && level > 0) this.at++;
  }

  expression(): n.Expr {
    const start = this.start();
    if (++this.depth > DEEPEST) {
      this.depth--;
      this.skipNested();
      return new n.ErrorExpr(start, Math.max(start, this.until(start)), EMPTY);
    }
    let result: n.Expr;
    if (this.kind() === K.lambda) result = this.lambda();
    else {
      result = this.disjunction();
      if (this.kind() === K.if) {
        this.at++;
        const test = this.disjunction();
        const orelse = this.expect(K.else) ? this.expression() : new n.ErrorExpr(this.last(), this.last(), EMPTY);
        result = new n.IfExp(start, this.until(start), test, result, orelse);
      }
    }
    this.depth--;
    return result;
  }

  lambda(): n.Expr {
    const start = this.start();
    this.at++;
    const args = this.parameters(K.colon, false);
    this.expect(K.colon);
    const body = this.expression();
    return new n.Lambda(start, this.until(start), args, body);
  }

  disjunction(): n.Expr {
    const start = this.start();
    const first = this.conjunction();
    if (this.kind() !== K.or) return first;
    const values = [first];
    while (this.take(K.or)) values.push(this.conjunction());
    return new n.BoolOp(start, this.until(start), 'or', values);
  }
  conjunction(): n.Expr {
    const start = this.start();
    const first = this.inversion();
    if (this.kind() !== K.and) return first;
    const values = [first];
    while (this.take(K.and)) values.push(this.inversion());
    return new n.BoolOp(start, this.until(start), 'and', values);
  }
  inversion(): n.Expr {
    if (this.kind() !== K.not) return this.comparison();
    const starts: number[] = [];
    while (this.kind() === K.not) {
      starts.push(this.start());
      this.at++;
    }
    let value = this.comparison();
    const end = this.last();
    let more = 0;
    for (let i = starts.length - 1; i >= 0; i--) {
      if (++more > DEEPEST) {
        this.problem('less nesting', starts[0], end);
        break;
      }
      value = new n.UnaryOp(starts[i] as number, end, 'not', value);
    }
    return value;
  }

  comparison(): n.Expr {
    const start = this.start();
    const left = this.binary(0);
    let ops: n.CompareOperator[] | null = null;
    let comparators: n.Expr[] | null = null;
    for (;;) {
      const kind = this.kind();
      let op: n.CompareOperator | undefined;
      if (kind === K.in) op = 'in';
      else if (kind === K.not && this.peek(1) === K.in) {
        this.at++;
        op = 'not in';
      } else if (kind === K.is) {
        if (this.peek(1) === K.not) {
          this.at++;
          op = 'is not';
        } else op = 'is';
      } else if (kind === K.notEqualOld) {
        this.problem('`!=`');
        op = '!=';
      } else op = COMPARISON.get(kind);
      if (op === undefined) break;
      this.at++;
      if (ops === null || comparators === null) {
        ops = [];
        comparators = [];
      }
      ops.push(op);
      comparators.push(this.binary(0));
    }
    return ops === null || comparators === null
      ? left
      : new n.Compare(start, this.until(start), left, ops, comparators);
  }

  /** Binary operators by precedence climbing: 1 `|` … 6 `*`; then unary and power. */
  binary(least: number): n.Expr {
    const start = this.start();
    let left = this.unary();
    for (;;) {
      const kind = this.kind();
      const level = PRECEDENCE[kind] as number;
      if (level === 0 || level <= least) return left;
      this.at++;
      const right = this.binary(level);
      left = new n.BinOp(start, this.until(start), left, TEXT[kind - 20] as n.BinaryOperator, right);
    }
  }

  unary(): n.Expr {
    const kind = this.kind();
    if (kind !== K.minus && kind !== K.plus && kind !== K.tilde) return this.power();
    const signs: number[] = [];
    for (;;) {
      const sign = this.kind();
      if (sign !== K.minus && sign !== K.plus && sign !== K.tilde) break;
      signs.push(this.at);
      this.at++;
    }
    let value = this.power();
    const end = this.last();
    if (signs.length > DEEPEST) this.problem('less nesting', this.starts[signs[0] as number], end);
    for (let i = signs.length - 1, more = 0; i >= 0 && more < DEEPEST; i--, more++) {
      const at = signs[i] as number;
      value = new n.UnaryOp(
        this.starts[at] as number,
        end,
        TEXT[(this.kinds[at] as number) - 20] as n.UnaryOperator,
        value,
      );
    }
    return value;
  }

  power(): n.Expr {
    const start = this.start();
    let base: n.Expr;
    if (this.kind() === K.await) {
      this.at++;
      const value = this.postfix();
      base = new n.Await(start, this.until(start), value);
    } else base = this.postfix();
    if (this.kind() !== K.double) return base;
    this.at++;
    if (++this.depth > DEEPEST) {
      this.depth--;
      this.skipNested();
      return new n.ErrorExpr(start, this.until(start), [base]);
    }
    const exponent = this.unary();
    this.depth--;
    return new n.BinOp(start, this.until(start), base, '**', exponent);
  }

  postfix(): n.Expr {
    const start = this.start();
    let value = this.atom();
    for (;;) {
      switch (this.kind()) {
        case K.dot: {
          this.at++;
          if (this.kind() !== NAME) {
            const end = this.last();
            this.problem('a name behind `.`');
            if (this.kind() >= 20 && /^[a-z]+$/i.test(TEXT[this.kind() - 20] as string)) this.at++;
            value = new n.ErrorExpr(start, Math.max(end, this.last()), [value]);
            break;
          }
          const attr = this.identifier();
          value = new n.Attribute(start, this.until(start), value, attr, 'load');
          break;
        }
        case K.open: {
          const from = this.start();
          this.at++;
          const [args, keywords] = this.callArguments();
          this.expect(K.close);
          const only = args.length === 1 && keywords.length === 0 ? args[0] : undefined;
          if (only?.kind === 'GeneratorExp' && only === this.bareGenerator) {
            const whole = new n.GeneratorExp(from, this.until(from), only.elt, only.generators);
            value = new n.Call(start, this.until(start), value, [whole], keywords);
          } else value = new n.Call(start, this.until(start), value, args, keywords);
          break;
        }
        case K.openBracket: {
          this.at++;
          const slice = this.slices();
          this.expect(K.closeBracket);
          value = new n.Subscript(start, this.until(start), value, slice, 'load');
          break;
        }
        default:
          return value;
      }
    }
  }

  callArguments(): [readonly n.Expr[], readonly n.Keyword[]] {
    const args: n.Expr[] = [];
    const keywords: n.Keyword[] = [];
    while (this.kind() !== K.close && this.kind() !== EOF && this.kind() !== NEWLINE) {
      const start = this.start();
      if (this.take(K.double)) {
        const value = this.expression();
        keywords.push(new n.Keyword(start, this.until(start), null, value));
      } else if (this.take(K.star)) {
        const value = this.expression();
        const starred = new n.Starred(start, this.until(start), value, 'load');
        if (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for)) {
          this.bareGenerator = new n.GeneratorExp(start, this.until(start), starred, this.comprehensions());
          args.push(this.bareGenerator);
        } else args.push(starred);
      } else if (this.kind() === NAME && this.peek(1) === K.assign) {
        const name = this.identifier();
        this.at++;
        const value = this.expression();
        keywords.push(new n.Keyword(start, this.until(start), name, value));
      } else if (this.startsExpression()) {
        const value = this.namedExpression();
        if (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for)) {
          const generators = this.comprehensions();
          this.bareGenerator = new n.GeneratorExp(start, this.until(start), value, generators);
          args.push(this.bareGenerator);
        } else args.push(value);
      } else {
        this.problem('an argument or `)`');
        break;
      }
      if (!this.take(K.comma)) break;
    }
    return [args.length > 0 ? args : EMPTY, keywords.length > 0 ? keywords : EMPTY];
  }

  slices(): n.Expr {
    const start = this.start();
    const first = this.slice();
    if (this.kind() !== K.comma)
      return first.kind === 'Starred' ? new n.Tuple(start, this.until(start), [first], 'load') : first;
    const elts = [first];
    while (this.take(K.comma)) {
      if (this.kind() === K.closeBracket) break;
      elts.push(this.slice());
    }
    return new n.Tuple(start, this.until(start), elts, 'load');
  }
  slice(): n.Expr {
    const start = this.start();
    if (this.take(K.star)) {
      const value = this.expression();
      return new n.Starred(start, this.until(start), value, 'load');
    }
    const lower = this.kind() === K.colon ? null : this.startsExpression() ? this.namedExpression() : null;
    if (this.kind() !== K.colon) {
      if (lower === null) {
        this.problem('an index');
        return new n.ErrorExpr(start, start, EMPTY);
      }
      return lower;
    }
    this.at++;
    const upper = this.startsExpression() ? this.expression() : null;
    let step: n.Expr | null = null;
    if (this.take(K.colon)) step = this.startsExpression() ? this.expression() : null;
    return new n.Slice(start, this.until(start), lower, upper, step);
  }

  comprehensions(): readonly n.Comprehension[] {
    const found: n.Comprehension[] = [];
    while (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for)) {
      const start = this.start();
      const isAsync = this.take(K.async);
      this.at++;
      const target = setContext(this.targets(), 'store');
      this.expect(K.in);
      const iter = this.disjunction();
      const ifs: n.Expr[] = [];
      while (this.take(K.if)) {
        const from = this.start();
        let condition = this.kind() === K.lambda ? this.lambda() : this.disjunction();
        if (this.kind() === K.walrus && condition.kind === 'Name') {
          this.at++;
          const right = this.disjunction();
          condition = new n.NamedExpr(
            from,
            this.last(),
            new n.Name(condition.start, condition.end, condition.id, 'store'),
            right,
          );
        }
        ifs.push(condition);
      }
      found.push(new n.Comprehension(start, this.until(start), target, iter, ifs, isAsync));
    }
    return found;
  }

  atom(): n.Expr {
    const start = this.start();
    const end = this.ends[this.at] as number;
    switch (this.kind()) {
      case NAME: {
        const id = this.identifier();
        return new n.Name(start, end, id, 'load');
      }
      case NUMBER: {
        if (isOldNumber(this.word())) this.problem('a number as Python 3 writes it');
        const { type, value } = numberValue(this.word());
        this.at++;
        return new n.Constant(start, end, type, value, '');
      }
      case STRING:
      case FSTRING:
        return this.strings();
      case K.None:
        this.at++;
        return new n.Constant(start, end, 'none', null, '');
      case K.True:
        this.at++;
        return new n.Constant(start, end, 'bool', true, '');
      case K.False:
        this.at++;
        return new n.Constant(start, end, 'bool', false, '');
      case K.ellipsis:
        this.at++;
        return new n.Constant(start, end, 'ellipsis', null, '');
      case K.open:
      case K.openBracket:
      case K.openBrace: {
        if (++this.brackets > DEEPEST) {
          this.brackets--;
          this.skipNested();
          return new n.ErrorExpr(start, this.until(start), EMPTY);
        }
        const value =
          this.kind() === K.open ? this.parenthesised() : this.kind() === K.openBracket ? this.list() : this.braces();
        this.brackets--;
        return value;
      }
      default: {
        this.problem('an expression');
        // Consume what cannot go on any expression, so that every call makes progress or the statement ends.
        if (
          this.kind() === CODE.get('`') ||
          this.kind() === CODE.get('$') ||
          this.kind() === CODE.get('?') ||
          this.kind() === K.bang ||
          this.kind() === 9
        )
          this.at++;
        return new n.ErrorExpr(start, Math.max(start, Math.min(end, this.last())), EMPTY);
      }
    }
  }

  parenthesised(): n.Expr {
    const start = this.start();
    this.at++;
    if (this.take(K.close)) return new n.Tuple(start, this.until(start), EMPTY, 'load');
    if (this.kind() === K.yield) {
      const value = this.yieldExpression();
      this.expect(K.close);
      return value;
    }
    const first = this.element(true);
    if (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for)) {
      const generators = this.comprehensions();
      this.expect(K.close);
      return new n.GeneratorExp(start, this.until(start), first, generators);
    }
    if (this.kind() !== K.comma) {
      this.expect(K.close);
      return first;
    }
    const elts = [first];
    while (this.take(K.comma)) {
      if (!this.startsExpression()) break;
      elts.push(this.element(true));
    }
    this.expect(K.close);
    return new n.Tuple(start, this.until(start), elts, 'load');
  }

  list(): n.Expr {
    const start = this.start();
    this.at++;
    const elts: n.Expr[] = [];
    while (this.startsExpression()) {
      elts.push(this.element(true));
      if (elts.length === 1 && (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for))) {
        const generators = this.comprehensions();
        this.expect(K.closeBracket);
        return new n.ListComp(start, this.until(start), elts[0] as n.Expr, generators);
      }
      if (!this.take(K.comma)) break;
    }
    this.expect(K.closeBracket);
    return new n.List(start, this.until(start), elts, 'load');
  }

  braces(): n.Expr {
    const start = this.start();
    this.at++;
    const keys: (n.Expr | null)[] = [];
    const values: n.Expr[] = [];
    let isDict: boolean | null = null;
    while (this.kind() !== K.closeBrace && this.kind() !== EOF && this.kind() !== NEWLINE) {
      if (this.take(K.double)) {
        isDict ??= true;
        keys.push(null);
        values.push(this.binary(0));
        if (values.length === 1 && (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for))) {
          const generators = this.comprehensions();
          this.expect(K.closeBrace);
          return new n.DictComp(start, this.until(start), values[0] as n.Expr, null, generators);
        }
      } else {
        if (!this.startsExpression()) {
          this.problem('an item or `}`');
          break;
        }
        const key = this.element(true);
        if (this.kind() === K.colon) {
          isDict ??= true;
          this.at++;
          const value = this.expression();
          if (values.length === 0 && (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for))) {
            const generators = this.comprehensions();
            this.expect(K.closeBrace);
            return new n.DictComp(start, this.until(start), key, value, generators);
          }
          keys.push(key);
          values.push(value);
        } else {
          isDict ??= false;
          if (values.length === 0 && (this.kind() === K.for || (this.kind() === K.async && this.peek(1) === K.for))) {
            const generators = this.comprehensions();
            this.expect(K.closeBrace);
            return new n.SetComp(start, this.until(start), key, generators);
          }
          if (isDict) {
            this.problem('`:` and a value');
            keys.push(key);
            values.push(new n.ErrorExpr(this.last(), this.last(), EMPTY));
          } else values.push(key);
        }
      }
      if (!this.take(K.comma)) break;
    }
    this.expect(K.closeBrace);
    return isDict === false
      ? new n.Set(start, this.until(start), values)
      : new n.Dict(start, this.until(start), keys, values);
  }

  // ---- strings

  strings(): n.Expr {
    const start = this.start();
    const first = this.at;
    let formatted = false;
    let template = false;
    while (this.kind() === STRING || this.kind() === FSTRING) {
      if (this.kind() === FSTRING) {
        formatted = true;
        if (/^[rR]?[tT]/.test(this.text.slice(this.start(), this.start() + 2))) template = true;
      }
      this.at++;
    }
    const last = this.at;
    const end = this.last();
    if (!formatted) {
      let value = '';
      let prefix = '';
      let isBytes = false;
      for (let i = first; i < last; i++) {
        const literal = readLiteral(this.text, this.starts[i] as number, this.ends[i] as number);
        if (i === first) {
          prefix = literal.prefix;
          isBytes = literal.prefix.includes('b');
        }
        value += literal.value;
        if (!literal.closed) this.problem('the end of the string', this.starts[i] as number, this.ends[i] as number);
      }
      return new n.Constant(start, end, isBytes ? 'bytes' : 'str', value, prefix);
    }
    const values: n.Expr[] = [];
    for (let i = first; i < last; i++) {
      const from = this.starts[i] as number;
      const to = this.ends[i] as number;
      if (this.kinds[i] === STRING) {
        const literal = readLiteral(this.text, from, to);
        pushText(values, from, to, literal.value);
      } else this.formatted(from, to, values, template);
    }
    return template ? new n.TemplateStr(start, end, values) : new n.JoinedStr(start, end, values);
  }

  formatted(from: number, to: number, values: n.Expr[], template: boolean): void {
    let quoteAt = from;
    while (this.text.charCodeAt(quoteAt) !== 34 && this.text.charCodeAt(quoteAt) !== 39) quoteAt++;
    const raw = /r/i.test(this.text.slice(from, quoteAt));
    const quote = this.text[quoteAt] as string;
    const triple = this.text.startsWith(quote.repeat(3), quoteAt) && to - quoteAt >= 6;
    const open = quoteAt + (triple ? 3 : 1);
    const mark = triple ? quote.repeat(3) : quote;
    const closed = to - open >= mark.length && this.text.startsWith(mark, to - mark.length);
    if (!closed) this.problem('the end of the string', from, to);
    this.parts(open, closed ? to - mark.length : to, raw, values, template, false);
  }

  /** Literal text and replacement fields of `[at, to)`; in a format specification braces are not doubled. */
  parts(at: number, to: number, raw: boolean, values: n.Expr[], template: boolean, spec: boolean): void {
    let literalStart = at;
    let i = at;
    const text = this.text;
    const flush = (end: number): void => {
      if (end > literalStart) {
        let piece = text.slice(literalStart, end);
        if (!spec) piece = piece.replace(/\{\{/g, '{').replace(/\}\}/g, '}');
        pushText(values, literalStart, end, raw ? piece.replace(/\r\n?/g, '\n') : decodeText(piece));
      }
    };
    while (i < to) {
      const c = text.charCodeAt(i);
      if (c === 92 && !raw) {
        if (text.charCodeAt(i + 1) === 78 && text.charCodeAt(i + 2) === 123) {
          const close = text.indexOf('}', i);
          i = close < 0 || close > to ? i + 2 : close + 1;
        } else if (text.charCodeAt(i + 1) === 123) i++;
        else i += 2;
        continue;
      }
      if (c === 123) {
        if (!spec && text.charCodeAt(i + 1) === 123) {
          i += 2;
          continue;
        }
        flush(i);
        const end = fieldEnd(text, i, to);
        values.push(this.field(i, end, raw, template, values));
        i = end;
        literalStart = end;
        continue;
      }
      i++;
    }
    flush(to);
  }

  /** The replacement field of `[start, end)`, braces included; the text that `{x=}` shows goes to `before`. */
  field(start: number, end: number, raw: boolean, template: boolean, before: n.Expr[]): n.Expr {
    const text = this.text;
    const stop = text.charCodeAt(end - 1) === 125 && end - 1 > start ? end - 1 : end;
    if (this.stringLevel > 20 || Math.max(this.depth, this.brackets) > DEEPEST - 20) {
      this.problem('less nesting', start, end);
      return new n.ErrorExpr(start, end, EMPTY);
    }
    if (stop === end) this.problem('`}`', end, end);
    const tokens = tokenize(text, start + 1, stop, true);
    const depth = Math.max(this.depth, this.brackets) + 10;
    const inner = new Parser(text, tokens, this.problems, this.stringLevel + 1, depth);
    let level = 0;
    let cut = -1;
    for (let i = 0; i < tokens.count; i++) {
      const kind = tokens.kinds[i] as number;
      if (kind === K.open || kind === K.openBracket || kind === K.openBrace) level++;
      else if (kind === K.close || kind === K.closeBracket || kind === K.closeBrace) level--;
      else if (level === 0 && (kind === K.colon || kind === K.bang || kind === K.walrus)) {
        cut = i;
        break;
      }
    }
    let expressionEnd = stop;
    let conversion = -1;
    let spec: n.JoinedStr | null = null;
    let debug = '';
    if (cut >= 0) {
      let behind = tokens.starts[cut] as number;
      expressionEnd = behind;
      if (tokens.kinds[cut] === K.bang) {
        let at = behind + 1;
        while (at < stop && text.charCodeAt(at) <= 32) at++;
        conversion = text.charCodeAt(at);
        at++;
        while (at < stop && text.charCodeAt(at) <= 32) at++;
        behind = text.charCodeAt(at) === 58 && at < stop ? at : -1;
      }
      if (behind >= 0) {
        const parts: n.Expr[] = [];
        this.stringLevel++;
        this.parts(behind + 1, stop, raw, parts, template, true);
        this.stringLevel--;
        spec = new n.JoinedStr(behind, stop, parts);
      }
    }
    let trimmed = expressionEnd;
    while (trimmed > start + 1 && text.charCodeAt(trimmed - 1) <= 32) trimmed--;
    if (text.charCodeAt(trimmed - 1) === 61 && !/[=!<>]/.test(text[trimmed - 2] ?? '')) {
      debug = text.slice(start + 1, expressionEnd);
      trimmed--;
    }
    const limited = cut >= 0 || debug !== '' ? tokenize(text, start + 1, trimmed, true) : tokens;
    const reader = limited === tokens ? inner : new Parser(text, limited, this.problems, this.stringLevel + 1, depth);
    const value = reader.expressions(true);
    if (reader.kind() !== EOF) reader.problem('the end of the replacement field');
    if (debug !== '') {
      pushText(before, start + 1, start + 1 + debug.length, debug);
      if (conversion === -1 && spec === null) conversion = 114;
    }
    return template
      ? new n.Interpolation(start, end, value, text.slice(start + 1, trimmed), conversion, spec)
      : new n.FormattedValue(start, end, value, conversion, spec);
  }
}

function fieldEnd(text: string, at: number, to: number): number {
  // The scanner of whole f-strings knows how to skip a field; a field is what stands between braces in an f-string of its own.
  const end = skipFormattedField(text, at, to, 0);
  return Math.min(Math.max(end, at + 1), to);
}

function skipFormattedField(text: string, at: number, to: number, level: number): number {
  let i = at + 1;
  let depth = 0;
  let inSpec = false;
  while (i < to) {
    const c = text.charCodeAt(i);
    if (inSpec) {
      if (c === 92) {
        i += 2;
        continue;
      }
      if (c === 123) {
        i = level > 20 ? i + 1 : skipFormattedField(text, i, to, level + 1);
        continue;
      }
      if (c === 125) return i + 1;
      i++;
      continue;
    }
    if (c === 34 || c === 39) {
      const before = /[A-Za-z]{0,2}$/.exec(text.slice(Math.max(at + 1, i - 2), i))?.[0].toLowerCase() ?? '';
      const formatted = /^(?:f|t|rf|fr|rt|tr)$/.test(before);
      let end: number;
      if (formatted) end = skipFormatted(text, i, to, before.length === 2, 0);
      else {
        const mark = text[i] as string;
        const triple = text.startsWith(mark.repeat(3), i);
        let at2 = i + (triple ? 3 : 1);
        for (; at2 < to; at2++) {
          if (text.charCodeAt(at2) === 92) at2++;
          else if (text.startsWith(triple ? mark.repeat(3) : mark, at2)) break;
        }
        end = at2 + (triple ? 3 : 1);
      }
      i = Math.max(end, i + 1);
      continue;
    }
    if (c === 35) {
      while (i < to && text.charCodeAt(i) !== 10) i++;
      continue;
    }
    if (c === 40 || c === 91 || c === 123) depth++;
    else if (c === 41 || c === 93) depth--;
    else if (c === 125) {
      if (depth <= 0) return i + 1;
      depth--;
    } else if (c === 58 && depth === 0) inSpec = true;
    i++;
  }
  return to;
}

function pushText(values: n.Expr[], start: number, end: number, value: string): void {
  if (value === '' && start === end) return;
  const before = values.at(-1);
  if (before?.kind === 'Constant') {
    values[values.length - 1] = new n.Constant(
      before.start,
      end,
      'str',
      (before.value as string) + value,
      before.prefix,
    );
  } else if (value !== '') values.push(new n.Constant(start, end, 'str', value, ''));
}

function readLiteral(text: string, start: number, end: number): { value: string; prefix: string; closed: boolean } {
  let at = start;
  while (text.charCodeAt(at) !== 34 && text.charCodeAt(at) !== 39) at++;
  const prefix = text.slice(start, at).toLowerCase();
  const quote = text[at] as string;
  const triple = end - at >= 6 && text.startsWith(quote.repeat(3), at);
  const mark = triple ? quote.repeat(3) : quote;
  const open = at + mark.length;
  const closed = end - open >= mark.length && text.startsWith(mark, end - mark.length);
  const body = text.slice(open, closed ? end - mark.length : end);
  const value = prefix.includes('r')
    ? body.replace(/\r\n?/g, '\n')
    : prefix.includes('b')
      ? decodeBytes(body)
      : decodeText(body);
  return { value, prefix, closed };
}

/** `0777` and `10L`, which only Python 2 reads. */
function isOldNumber(word: string): boolean {
  const last = word.charCodeAt(word.length - 1) | 32;
  if (word.charCodeAt(0) !== 48 && last !== 108) return false;
  return /^[0-9_]+[lL]?$/.test(word) && (last === 108 || (word.length > 1 && /[1-9]/.test(word)));
}

function normalise(name: string): string {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 127) return name.normalize('NFKC');
  return name;
}

/** The same expression as a target. */
function setContext(expression: n.Expr, ctx: n.ExprContext): n.Expr {
  switch (expression.kind) {
    case 'Name':
      return new n.Name(expression.start, expression.end, expression.id, ctx);
    case 'Attribute':
      return new n.Attribute(expression.start, expression.end, expression.value, expression.attr, ctx);
    case 'Subscript':
      return new n.Subscript(expression.start, expression.end, expression.value, expression.slice, ctx);
    case 'Starred':
      return new n.Starred(expression.start, expression.end, setContext(expression.value, ctx), ctx);
    case 'Tuple':
      return new n.Tuple(
        expression.start,
        expression.end,
        expression.elts.map((elt) => setContext(elt, ctx)),
        ctx,
      );
    case 'List':
      return new n.List(
        expression.start,
        expression.end,
        expression.elts.map((elt) => setContext(elt, ctx)),
        ctx,
      );
    default:
      return expression;
  }
}
