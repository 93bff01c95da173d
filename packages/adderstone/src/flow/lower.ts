import type { Expr, If, Module, Pattern, Stmt, Try } from '../python/nodes.ts';
import { CallFlag, type FunctionIr, type ModuleIr, NONE, Op } from './ir.ts';
import { lateImport } from './late-import.ts';
import {
  annotationNames,
  BINARY_OPERATORS,
  COMPARE_OPERATORS,
  ExpressionLowering,
  exact,
  FunctionBuilder,
  parameters,
} from './lower-expression.ts';
import { collectBindings } from './scope.ts';

/** Nested blocks deeper than this are left out and listed in `tooDeep`. */
const MAX_BLOCKS = 60;

/** Lowers a file's tree. The tree is not needed afterwards. Never throws on a tree that the parser made. */
export function lowerModule(tree: Module): ModuleIr {
  return new Lowering().module(tree);
}

class Lowering extends ExpressionLowering {
  private hasMain = false;
  private typeOnly = false;
  private blocks = 0;

  module(tree: Module): ModuleIr {
    const root = new FunctionBuilder(0, 'module', '', tree.start, tree.end, null, null, -1, [], [], false);
    this.builders.push(root);
    this.jobs.push({ builder: root, body: tree.body });
    for (let i = 0; i < this.jobs.length; i++) {
      const job = this.jobs[i] as (typeof this.jobs)[number];
      this.function(job.builder, job.body);
    }
    return {
      names: exact(this.names),
      constants: exact(this.constants),
      code: this.code.slice(0, this.at),
      functions: this.builders.map(finish),
      classes: exact(this.classes),
      imports: exact(this.imports),
      globalStores: this.globalStores,
      changedInPlace: this.changedInPlace,
      attributesStored: this.attributesStored,
      hasMain: this.hasMain,
      tooDeep: this.tooDeep,
    };
  }

  private function(builder: FunctionBuilder, body: readonly Stmt[] | Expr): void {
    this.fn = builder;
    this.overlay = null;
    this.temp = 0;
    this.loops = 0;
    this.depth = 0;
    this.blocks = 0;
    builder.codeStart = this.at;
    if (Array.isArray(body)) {
      collectBindings(body as readonly Stmt[], builder.bindings);
      this.block(body as readonly Stmt[]);
    } else {
      const expression = body as Expr;
      const r = this.expression(expression);
      this.emit4(Op.Return, r, expression.start, expression.end);
    }
    builder.codeEnd = this.at;
  }

  private block(body: readonly Stmt[]): void {
    if (body.length === 0) return;
    if (this.blocks >= MAX_BLOCKS) {
      this.tooDeep.push([(body[0] as Stmt).start, (body[body.length - 1] as Stmt).end]);
      return;
    }
    this.blocks++;
    const base = this.temp;
    for (const statement of body) {
      this.statement(statement);
      this.temp = base;
    }
    this.blocks--;
  }

  private statement(node: Stmt): void {
    switch (node.kind) {
      case 'FunctionDef':
        this.functionDef(node);
        break;
      case 'ClassDef':
        this.classDef(node);
        break;
      case 'Return':
        if (node.value === null) {
          const d = this.constant('none', null);
          this.emit4(Op.Return, d, -1, -1);
        } else {
          const r = this.expression(node.value);
          this.emit4(Op.Return, r, node.value.start, node.value.end);
        }
        break;
      case 'Delete':
        for (const target of node.targets) this.deleteTarget(target);
        break;
      case 'Assign': {
        const only = node.targets.length === 1 ? node.targets[0] : undefined;
        const late = only?.kind === 'Name' ? lateImport(node.value) : null;
        if (late !== null && only?.kind === 'Name') {
          const d = this.importOne(late, 0, null, only.id, node.value.start, node.value.end);
          this.store(only.id, d, only.start, only.end, -1, -1, 0);
          break;
        }
        const s = only?.kind === 'Name' ? this.assigned(only.id, node.value) : this.expression(node.value);
        for (const target of node.targets) this.storeTarget(target, s, node.value.start, node.value.end);
        break;
      }
      case 'TypeAlias': {
        const s = this.expression(node.value);
        this.storeTarget(node.name, s, node.value.start, node.value.end);
        break;
      }
      case 'AugAssign': {
        const op = BINARY_OPERATORS.indexOf(node.op);
        const target = node.target;
        const a = this.expression(target);
        const b = this.expression(node.value, node.op === '+' || node.op === '%');
        const d = this.temporary();
        this.noteChange(target);
        this.emit4(Op.Binary, d, op + 16, a);
        this.emit3(b, node.start, node.end);
        this.emit4(target.start, target.end, node.value.start, node.value.end);
        this.emit(0);
        this.storeTarget(target, d, node.value.start, node.value.end, op + 1);
        break;
      }
      case 'AnnAssign':
        if (node.value !== null) {
          const s = this.expression(node.value);
          this.storeTarget(node.target, s, node.value.start, node.value.end);
        }
        break;
      case 'For': {
        const iter = this.expression(node.iter);
        const item = this.temporary();
        this.emit3(Op.For, item, iter);
        const patch = this.at;
        this.emit3(0, 0, node.isAsync ? 2 : 0);
        this.loops++;
        this.patch(
          patch,
          this.region(() => {
            this.storeTarget(node.target, item, node.iter.start, node.iter.end);
            this.block(node.body);
          }),
        );
        this.loops--;
        this.patch(
          patch + 1,
          this.region(() => this.block(node.orelse)),
        );
        break;
      }
      case 'While': {
        this.emit(Op.While);
        const patch = this.at;
        this.emit4(0, 0, 0, 0);
        this.loops++;
        const start = this.at;
        const c = this.expression(node.test);
        this.code[patch] = this.at - start;
        this.code[patch + 1] = c;
        this.patch(
          patch + 2,
          this.region(() => this.block(node.body)),
        );
        this.loops--;
        this.patch(
          patch + 3,
          this.region(() => this.block(node.orelse)),
        );
        break;
      }
      case 'If':
        this.ifChain(node);
        break;
      case 'With':
        for (const item of node.items) {
          const value = item.contextExpr;
          const c =
            value.kind === 'Call'
              ? this.call(value, CallFlag.inWith)
              : value.kind === 'Await' && value.value.kind === 'Call'
                ? this.call(value.value, CallFlag.inWith | CallFlag.awaited)
                : this.expression(value);
          const d = this.temporary();
          this.emit3(Op.Enter, d, c);
          if (item.optionalVars !== null) {
            this.storeTarget(item.optionalVars, d, item.contextExpr.start, item.contextExpr.end);
          }
        }
        this.block(node.body);
        break;
      case 'Match':
        this.match(node);
        break;
      case 'Raise': {
        const r = node.exc === null ? NONE : this.expression(node.exc);
        if (node.cause !== null) this.expression(node.cause);
        this.emit2(Op.Raise, r);
        break;
      }
      case 'Try':
        this.tryStatement(node);
        break;
      case 'Assert': {
        const c = this.expression(node.test);
        const d = this.temporary();
        this.emit4(Op.Unary, d, 1, c);
        this.emit4(Op.If, 1, 0, d);
        const patch = this.at;
        this.emit2(0, 0);
        this.patch(
          patch,
          this.region(() => {
            if (node.msg !== null) this.expression(node.msg);
            this.emit2(Op.Raise, NONE);
          }),
        );
        break;
      }
      case 'Import':
        for (const alias of node.names) {
          const bound = alias.asname ?? (alias.name.split('.')[0] as string);
          const d = this.importOne(alias.name, 0, null, alias.asname, alias.start, alias.end);
          this.store(bound, d, alias.start, alias.end, -1, -1, 0);
        }
        break;
      case 'ImportFrom':
        for (const alias of node.names) {
          const module = node.module ?? '';
          if (alias.name === '*') {
            this.imports.push({
              module,
              level: node.level,
              name: '*',
              alias: null,
              start: alias.start,
              end: alias.end,
              typeOnly: this.typeOnly,
            });
            this.emit2(Op.StarImport, this.imports.length - 1);
            continue;
          }
          const bound = alias.asname ?? alias.name;
          const d = this.importOne(module, node.level, alias.name, bound, alias.start, alias.end);
          this.store(bound, d, alias.start, alias.end, -1, -1, 0);
        }
        break;
      case 'Global':
      case 'Nonlocal':
      case 'Pass':
        break;
      case 'ExprStmt':
        this.expressionStatement(node.value);
        break;
      case 'Break':
        this.emit(Op.Break);
        break;
      case 'Continue':
        this.emit(Op.Continue);
        break;
      case 'ErrorStmt':
        for (const part of node.parts) this.expression(part);
        break;
    }
  }

  private expressionStatement(value: Expr): void {
    if (value.kind === 'Constant') return;
    if (value.kind === 'Call') this.call(value, CallFlag.unused);
    else if (value.kind === 'Await' && value.value.kind === 'Call') {
      this.call(value.value, CallFlag.unused | CallFlag.awaited);
    } else this.expression(value);
  }

  private importOne(
    module: string,
    level: number,
    name: string | null,
    alias: string | null,
    start: number,
    end: number,
  ): number {
    this.imports.push({ module, level, name, alias, start, end, typeOnly: this.typeOnly });
    const d = this.temporary();
    this.emit3(Op.Import, d, this.imports.length - 1);
    return d;
  }

  private deleteTarget(target: Expr): void {
    if (target.kind === 'Name') {
      const slot = this.fn.bindings.names.get(target.id);
      if (slot !== undefined && !this.fn.bindings.globals.has(target.id)) this.emit2(Op.Delete, slot);
    } else if (target.kind === 'Subscript') {
      const o = this.expression(target.value);
      const k = this.expression(target.slice);
      this.noteChange(target.value);
      this.emit3(Op.DeleteSubscript, o, k);
    } else if (target.kind === 'Tuple' || target.kind === 'List') {
      for (const one of target.elts) this.deleteTarget(one);
    } else if (target.kind === 'Attribute') this.expression(target.value);
  }

  private ifChain(first: If): void {
    const clauses: If[] = [];
    let orelse: readonly Stmt[] = [first];
    while (orelse.length === 1 && orelse[0]?.kind === 'If') {
      clauses.push(orelse[0]);
      orelse = orelse[0].orelse;
    }
    this.emit2(Op.If, clauses.length);
    const patch = this.at;
    for (let i = 0; i < clauses.length * 3 + 1; i++) this.emit(0);
    for (let i = 0; i < clauses.length; i++) {
      const clause = clauses[i] as If;
      const base = this.temp;
      const start = this.at;
      const c = this.expression(clause.test);
      this.code[patch + 3 * i] = this.at - start;
      this.code[patch + 3 * i + 1] = c;
      if (this.fn.kind === 'module' && isMainTest(clause.test)) this.hasMain = true;
      const typeOnly = this.typeOnly;
      if (isTypeChecking(clause.test)) this.typeOnly = true;
      this.patch(
        patch + 3 * i + 2,
        this.region(() => this.block(clause.body)),
      );
      this.typeOnly = typeOnly;
      this.temp = base;
    }
    this.patch(
      patch + 3 * clauses.length,
      this.region(() => this.block(orelse)),
    );
  }

  private tryStatement(node: Try): void {
    const types: number[] = [];
    for (const handler of node.handlers) {
      types.push(handler.type === null ? NONE : this.expression(handler.type), this.temporary());
    }
    this.emit(Op.Try);
    const patch = this.at;
    this.emit4(0, 0, 0, node.handlers.length);
    for (let i = 0; i < node.handlers.length; i++) {
      this.emit3(types[2 * i] as number, types[2 * i + 1] as number, 0);
    }
    this.patch(
      patch,
      this.region(() => this.block(node.body)),
    );
    this.patch(
      patch + 1,
      this.region(() => this.block(node.orelse)),
    );
    for (let i = 0; i < node.handlers.length; i++) {
      const handler = node.handlers[i] as (typeof node.handlers)[number];
      this.patch(
        patch + 4 + 3 * i + 2,
        this.region(() => {
          if (handler.name !== null) {
            const place = handler.type ?? handler;
            this.store(handler.name, types[2 * i + 1] as number, place.start, place.end, place.start, place.end, 0);
          }
          this.block(handler.body);
        }),
      );
    }
    this.patch(
      patch + 2,
      this.region(() => this.block(node.finalbody)),
    );
  }

  private match(node: Extract<Stmt, { kind: 'Match' }>): void {
    const subject = this.expression(node.subject);
    this.emit2(Op.If, node.cases.length);
    const patch = this.at;
    for (let i = 0; i < node.cases.length * 3 + 1; i++) this.emit(0);
    for (let i = 0; i < node.cases.length; i++) {
      const one = node.cases[i] as (typeof node.cases)[number];
      const base = this.temp;
      const start = this.at;
      let c = this.pattern(one.pattern, subject, node.subject);
      if (one.guard !== null) {
        const both = this.temporary();
        this.emit4(Op.Bools, both, 1, 2);
        this.emit2(0, c);
        const guard = this.at;
        this.emit2(0, 0);
        const from = this.at;
        const g = this.expression(one.guard);
        this.code[guard] = this.at - from;
        this.code[guard + 1] = g;
        c = both;
      }
      this.code[patch + 3 * i] = this.at - start;
      this.code[patch + 3 * i + 1] = c;
      this.patch(
        patch + 3 * i + 2,
        this.region(() => this.block(one.body)),
      );
      this.temp = base;
    }
  }

  /** Emits the test of a pattern, with its captures; gives the register of the outcome. */
  private pattern(pattern: Pattern, subject: number, place: Expr): number {
    switch (pattern.kind) {
      case 'MatchValue': {
        const v = this.expression(pattern.value);
        return this.comparison('==', subject, v, pattern.start, pattern.end, place, pattern.value);
      }
      case 'MatchSingleton': {
        const v = this.constant(pattern.value === null ? 'none' : 'bool', pattern.value);
        const d = this.temporary();
        this.emit4(Op.Compare, d, COMPARE_OPERATORS.indexOf('is'), subject);
        this.emit3(v, pattern.start, pattern.end);
        this.emit4(place.start, place.end, pattern.start, pattern.end);
        return d;
      }
      case 'MatchSequence': {
        const star = pattern.patterns.findIndex((one) => one.kind === 'MatchStar');
        const test = this.patternTest(0, subject, star, pattern.patterns.length);
        const dests = pattern.patterns.map(() => this.temporary());
        this.emit4(Op.Unpack, subject, dests.length, star);
        for (const d of dests) this.emit(d);
        const tests = [test];
        for (let i = 0; i < dests.length; i++) {
          tests.push(this.pattern(pattern.patterns[i] as Pattern, dests[i] as number, place));
        }
        return this.all(tests);
      }
      case 'MatchMapping': {
        const tests = [this.patternTest(1, subject, NONE, pattern.keys.length)];
        for (let i = 0; i < pattern.keys.length; i++) {
          const k = this.expression(pattern.keys[i] as Expr);
          const d = this.temporary();
          this.emit4(Op.Subscript, d, subject, k);
          this.emit2(pattern.start, pattern.end);
          tests.push(this.pattern(pattern.patterns[i] as Pattern, d, place));
        }
        if (pattern.rest !== null) this.capture(pattern.rest, this.unknown(), pattern);
        return this.all(tests);
      }
      case 'MatchClass': {
        const cls = this.expression(pattern.cls);
        const tests = [this.patternTest(2, subject, cls, pattern.patterns.length)];
        for (const one of pattern.patterns) {
          // `str(x)` and the like capture the subject itself; other classes by `__match_args__`.
          tests.push(this.pattern(one, pattern.patterns.length === 1 ? subject : this.unknown(), place));
        }
        for (let i = 0; i < pattern.kwdAttrs.length; i++) {
          const d = this.temporary();
          this.emit4(Op.Attribute, d, subject, this.nameOf(pattern.kwdAttrs[i] as string));
          this.emit4(pattern.start, pattern.end, place.start, place.end);
          this.emit(1);
          tests.push(this.pattern(pattern.kwdPatterns[i] as Pattern, d, place));
        }
        return this.all(tests);
      }
      case 'MatchStar':
        if (pattern.name !== null) this.capture(pattern.name, subject, pattern);
        return this.constant('bool', true);
      case 'MatchAs': {
        const test =
          pattern.pattern === null ? this.constant('bool', true) : this.pattern(pattern.pattern, subject, place);
        if (pattern.name !== null) this.capture(pattern.name, subject, pattern);
        return test;
      }
      case 'MatchOr': {
        const tests = pattern.patterns.map((one) => this.pattern(one, subject, place));
        const d = this.temporary();
        this.emit4(Op.Bools, d, 0, tests.length);
        for (const r of tests) this.emit2(0, r);
        return d;
      }
    }
  }

  private capture(name: string, s: number, pattern: Pattern): void {
    this.store(name, s, pattern.start, pattern.end, pattern.start, pattern.end, 0);
  }

  private patternTest(kind: number, subject: number, a: number, n: number): number {
    const d = this.temporary();
    this.emit3(Op.PatternTest, d, kind);
    this.emit3(subject, a, n);
    return d;
  }

  private all(tests: readonly number[]): number {
    if (tests.length === 1) return tests[0] as number;
    const d = this.temporary();
    this.emit4(Op.Bools, d, 1, tests.length);
    for (const r of tests) this.emit2(0, r);
    return d;
  }

  private functionDef(node: Extract<Stmt, { kind: 'FunctionDef' }>): void {
    const decorators: number[] = [];
    for (const one of node.decorators) {
      const r = one.kind === 'Call' ? this.call(one, CallFlag.decorator) : this.expression(one);
      decorators.push(r, one.start, one.end);
    }
    const defaults = this.defaults(node.args);
    const builder = new FunctionBuilder(
      this.builders.length,
      'function',
      node.name,
      node.nameStart,
      node.nameStart + node.name.length,
      this.fn,
      this.overlay,
      this.fn.kind === 'class' ? this.fn.cls : -1,
      parameters(node.args),
      annotationNames(node.returns),
      node.isAsync,
    );
    this.builders.push(builder);
    this.jobs.push({ builder, body: node.body });
    const d = this.makeFunction(builder.index, defaults, decorators);
    this.store(node.name, d, builder.start, builder.end, -1, -1, 0);
  }

  private classDef(node: Extract<Stmt, { kind: 'ClassDef' }>): void {
    const decorators: number[] = [];
    for (const one of node.decorators) {
      const r = one.kind === 'Call' ? this.call(one, CallFlag.decorator) : this.expression(one);
      decorators.push(r, one.start, one.end);
    }
    const bases: number[] = [];
    for (const one of node.bases) bases.push(this.expression(one), one.kind === 'Starred' ? 1 : 0);
    const keywords: number[] = [];
    for (const one of node.keywords) {
      keywords.push(
        one.arg === null ? -3 : this.nameOf(one.arg),
        this.expression(one.value),
        one.value.start,
        one.value.end,
      );
    }
    const index = this.classes.length;
    const start = node.nameStart;
    const end = start + node.name.length;
    const builder = new FunctionBuilder(
      this.builders.length,
      'class',
      node.name,
      start,
      end,
      this.fn,
      this.overlay,
      index,
      [],
      [],
      false,
    );
    this.builders.push(builder);
    this.jobs.push({ builder, body: node.body });
    const annotations = new Map<string, readonly string[]>();
    for (const one of node.body) {
      if (one.kind === 'AnnAssign' && one.target.kind === 'Name') {
        annotations.set(one.target.id, annotationNames(one.annotation));
      }
    }
    const ownAnnotations = new Map<string, readonly string[]>();
    for (const method of node.body) {
      if (method.kind !== 'FunctionDef') continue;
      // `self.connection: Connection = connection`
      for (const one of method.body)
        if (one.kind === 'AnnAssign' && one.target.kind === 'Attribute' && one.target.value.kind === 'Name')
          if (one.target.value.id === 'self') ownAnnotations.set(one.target.attr, annotationNames(one.annotation));
    }
    this.classes.push({
      index,
      name: node.name,
      qualifiedName: builder.qualifiedName,
      start,
      end,
      body: builder.index,
      parent: this.fn.index,
      annotations,
      ownAnnotations,
    });
    const d = this.temporary();
    this.emit4(Op.Class, d, index, bases.length >> 1);
    for (const word of bases) this.emit(word);
    this.emit(keywords.length >> 2);
    for (const word of keywords) this.emit(word);
    this.emit(decorators.length / 3);
    for (const word of decorators) this.emit(word);
    this.store(node.name, d, start, end, -1, -1, 0);
  }
}

function finish(builder: FunctionBuilder): FunctionIr {
  return {
    index: builder.index,
    kind: builder.kind,
    name: builder.name,
    qualifiedName: builder.qualifiedName,
    start: builder.start,
    end: builder.end,
    codeStart: builder.codeStart,
    codeEnd: builder.codeEnd,
    slots: exact([...builder.bindings.names.keys()]),
    temporaries: builder.temporaries,
    parameters: exact(builder.parameters),
    returns: exact(builder.returns),
    parent: builder.parent?.index ?? -1,
    cls: builder.cls,
    isAsync: builder.isAsync,
    isGenerator: builder.isGenerator,
    free: exact(builder.free),
    captured: exact(builder.captured.sort((a, b) => a - b)),
    fieldsStored: exact(builder.fieldsStored),
  };
}

function isMainTest(test: Expr): boolean {
  return (
    test.kind === 'Compare' &&
    test.left.kind === 'Name' &&
    test.left.id === '__name__' &&
    test.comparators[0]?.kind === 'Constant' &&
    test.comparators[0].value === '__main__'
  );
}

function isTypeChecking(test: Expr): boolean {
  return (
    (test.kind === 'Name' && test.id === 'TYPE_CHECKING') ||
    (test.kind === 'Attribute' && test.attr === 'TYPE_CHECKING')
  );
}
