import { type CharSet, contains, NO_CHARS, unite } from './char-set.ts';
import type { AssertionNode, PatternNode, RepeatNode } from './node.ts';
import type { Pattern } from './pattern.ts';

/** What an instruction does; its operands stand at the same index in `Program.a` and `Program.b`. */
export const OP = {
  /** One character of set `a`. */
  set: 0,
  /** On at `a`. */
  jump: 1,
  /** On at `a`; when that fails, at `b`. */
  split: 2,
  /** Position into slot `a`. */
  save: 3,
  /** Assertion `a` (an index of `ASSERTIONS`), word set `b`. */
  assert: 4,
  /** Loop `a` starts. */
  loopStart: 5,
  /** End of a body of loop `a`, whose body begins at `b`; the rest follows. */
  loopUntil: 6,
  /** A lazy loop `a` tries its body at `b` once more. */
  loopMore: 7,
  /** A repeat `b` of the single set `a`. */
  one: 8,
  /** A look-around or atomic group `a` starts. */
  cutStart: 9,
  /** Atomic group `a` ends: its choices are given up. */
  atomicEnd: 10,
  /** Positive look-around `a` ends. */
  lookEnd: 11,
  /** Negative look-around `a` starts; when its body fails, on at `b`. */
  notLookStart: 12,
  /** The body of negative look-around `a` matched. */
  notLookEnd: 13,
  /** Back by `a` characters, or fail. */
  back: 14,
  /** Group `a` again; `b` is 0, 1 (ignore case) or 2 (ignore case, ASCII). */
  reference: 15,
  /** On if group `a` has matched, else at `b`. */
  condition: 16,
  /** The pattern has matched. */
  match: 17,
} as const;

export const ASSERTIONS: readonly AssertionNode['at'][] = [
  'text-start',
  'line-start',
  'text-end',
  'last-line-end',
  'line-end',
  'boundary',
  'not-boundary',
];

/** A set with a table for its ASCII part. */
export class SetTable {
  readonly chars: CharSet;
  private readonly low: Uint8Array;

  constructor(chars: CharSet) {
    this.chars = chars;
    this.low = new Uint8Array(128);
    for (let i = 0; i < chars.length; i += 2) {
      for (let point = chars[i] as number; point <= (chars[i + 1] as number) && point < 128; point++)
        this.low[point] = 1;
    }
  }

  has(codePoint: number): boolean {
    return codePoint < 128 ? this.low[codePoint] === 1 : contains(this.chars, codePoint);
  }
}

export interface Loop {
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
  /** Registers of the count and of the position where the last optional body began. */
  readonly count: number;
  readonly last: number;
}

export interface OneRepeat {
  readonly min: number;
  readonly max: number;
  readonly mode: RepeatNode['mode'];
}

/** A pattern as instructions for `runProgram`. */
export interface Program {
  readonly op: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly sets: readonly SetTable[];
  readonly loops: readonly Loop[];
  readonly ones: readonly OneRepeat[];
  readonly registers: number;
  readonly groups: number;
}

/**
 * Compiles a pattern. With `merged`, alternatives of one character each become one set, as CPython's compiler does
 * (`Lib/re/_parser.py`, `_parse_sub`): `(\d|0)*` then has one way through.
 */
export function compileProgram(pattern: Pattern, merged: boolean): Program {
  const compiler = new Compiler(pattern.groups, merged);
  compiler.emitNode(pattern.root);
  compiler.emit(OP.match, 0, 0);
  return compiler.program();
}

class Compiler {
  private readonly op: number[] = [];
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly sets: SetTable[] = [];
  private readonly setIds = new Map<CharSet, number>();
  private readonly loops: Loop[] = [];
  private readonly ones: OneRepeat[] = [];
  private readonly groups: number;
  private readonly merged: boolean;
  private registers: number;

  constructor(groups: number, merged: boolean) {
    this.groups = groups;
    this.merged = merged;
    this.registers = 2 * (groups + 1);
  }

  program(): Program {
    const { op, a, b, sets, loops, ones, registers, groups } = this;
    return { op, a, b, sets, loops, ones, registers, groups };
  }

  emit(op: number, a: number, b: number): number {
    this.op.push(op);
    this.a.push(a);
    this.b.push(b);
    return this.op.length - 1;
  }

  private setId(chars: CharSet): number {
    const known = this.setIds.get(chars);
    if (known !== undefined) return known;
    this.sets.push(new SetTable(chars));
    this.setIds.set(chars, this.sets.length - 1);
    return this.sets.length - 1;
  }

  private twoRegisters(): number {
    this.registers += 2;
    return this.registers - 2;
  }

  emitNode(node: PatternNode): void {
    switch (node.kind) {
      case 'set':
        this.emit(OP.set, this.setId(node.chars), 0);
        return;
      case 'sequence':
        for (const item of node.items) this.emitNode(item);
        return;
      case 'branch':
        this.emitBranch(node.branches);
        return;
      case 'repeat':
        this.emitRepeat(node);
        return;
      case 'group':
        if (node.index > 0) this.emit(OP.save, 2 * node.index, 0);
        this.emitNode(node.body);
        if (node.index > 0) this.emit(OP.save, 2 * node.index + 1, 0);
        return;
      case 'atomic':
        this.emitAtomic(() => this.emitNode(node.body));
        return;
      case 'look': {
        const cut = this.twoRegisters();
        const start = this.emit(node.negated ? OP.notLookStart : OP.cutStart, cut, 0);
        if (!node.ahead) this.emit(OP.back, node.width, 0);
        this.emitNode(node.body);
        this.emit(node.negated ? OP.notLookEnd : OP.lookEnd, cut, 0);
        if (node.negated) this.b[start] = this.op.length;
        return;
      }
      case 'conditional': {
        const test = this.emit(OP.condition, node.group, 0);
        this.emitNode(node.yes);
        const jump = this.emit(OP.jump, 0, 0);
        this.b[test] = this.op.length;
        this.emitNode(node.no);
        this.a[jump] = this.op.length;
        return;
      }
      case 'backreference':
        this.emit(OP.reference, node.group, node.ignoreCase ? (node.ascii ? 2 : 1) : 0);
        return;
      case 'assertion':
        this.emit(OP.assert, ASSERTIONS.indexOf(node.at), this.setId(node.word));
        return;
    }
  }

  private emitBranch(branches: readonly PatternNode[]): void {
    if (this.merged) {
      const set = mergedSet(branches);
      if (set !== undefined) {
        this.emit(OP.set, this.setId(set), 0);
        return;
      }
    }
    const jumps: number[] = [];
    for (let i = 0; i < branches.length; i++) {
      const last = i === branches.length - 1;
      const split = last ? -1 : this.emit(OP.split, this.op.length + 1, 0);
      this.emitNode(branches[i] as PatternNode);
      if (!last) {
        jumps.push(this.emit(OP.jump, 0, 0));
        this.b[split] = this.op.length;
      }
    }
    for (const jump of jumps) this.a[jump] = this.op.length;
  }

  private emitAtomic(body: () => void): void {
    const cut = this.twoRegisters();
    this.emit(OP.cutStart, cut, 0);
    body();
    this.emit(OP.atomicEnd, cut, 0);
  }

  private emitRepeat(node: RepeatNode): void {
    if (node.max === 0) return;
    const single = this.singleSet(node.body);
    if (single !== undefined) {
      this.ones.push({ min: node.min, max: node.max, mode: node.mode });
      this.emit(OP.one, this.setId(single), this.ones.length - 1);
      return;
    }
    if (node.mode === 'possessive') this.emitAtomic(() => this.emitLoop(node));
    else this.emitLoop(node);
  }

  private emitLoop(node: RepeatNode): void {
    const count = this.twoRegisters();
    const loop = this.loops.length;
    const lazy = node.mode === 'lazy';
    this.loops.push({ min: node.min, max: node.max, lazy, count, last: count + 1 });
    this.emit(OP.loopStart, loop, 0);
    const jump = this.emit(OP.jump, 0, 0);
    const body = this.op.length;
    this.emitNode(node.body);
    this.a[jump] = this.emit(OP.loopUntil, loop, body);
    if (lazy) {
      // Layout: until, jump to the rest, more. The rest is tried first; `loopUntil` names `more` as the other choice.
      const over = this.emit(OP.jump, 0, 0);
      this.emit(OP.loopMore, loop, body);
      this.a[over] = this.op.length;
    }
  }

  private singleSet(node: PatternNode): CharSet | undefined {
    if (node.kind === 'set') return node.chars;
    if (node.kind === 'group' && node.index === 0) return this.singleSet(node.body);
    if (node.kind === 'branch' && this.merged) return mergedSet(node.branches);
    return undefined;
  }
}

function mergedSet(branches: readonly PatternNode[]): CharSet | undefined {
  let union: CharSet = NO_CHARS;
  for (const branch of branches) {
    let node = branch;
    while (node.kind === 'group' && node.index === 0) node = node.body;
    if (node.kind !== 'set' || node.form.kind === 'dot') return undefined;
    if (node.form.kind === 'class' && node.form.negated) return undefined;
    union = unite(union, node.chars);
  }
  return union;
}
