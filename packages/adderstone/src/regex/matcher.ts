import { canonicalCase } from './char-set.ts';
import { ASSERTIONS, type Loop, type OneRepeat, OP, type Program, type SetTable } from './program.ts';

/** Which function of `re` is imitated. */
export type MatchMode = 'match' | 'search' | 'fullmatch';

/**
 * What a bounded run found. `steps` counts instructions and characters looked at. `groups` holds start and end of the
 * whole match and of each group in characters, -1 where a group took no part. `undecided`: the budget ran out.
 */
export type MatchOutcome =
  | { readonly kind: 'match'; readonly steps: number; readonly groups: readonly number[] }
  | { readonly kind: 'no-match'; readonly steps: number }
  | { readonly kind: 'undecided'; readonly steps: number };

/** Code points of a text; lone surrogates stay as they are. */
export function codePointsOf(text: string): number[] {
  const points: number[] = [];
  for (const c of text) points.push(c.codePointAt(0) as number);
  return points;
}

/** Frames of the backtracking stack are four numbers: a tag and three operands. */
const CHOICE = 0;
const UNDO = 1;
const GREEDY_ONE = 2;
const LAZY_ONE = 3;
const FRAME = 4;
const MAX_STACK = 4_000_000;

/**
 * Runs a program on code points the way CPython's `sre` backtracks (same order, same guard against empty bodies), for at
 * most `maxSteps` steps. This is our own interpreter: the time it takes is bounded by `maxSteps`, whatever the pattern.
 */
export function runProgram(
  program: Program,
  subject: readonly number[],
  mode: MatchMode,
  maxSteps: number,
): MatchOutcome {
  const machine = new Machine(program, subject, mode === 'fullmatch', maxSteps);
  const last = mode === 'search' ? subject.length : 0;
  for (let start = 0; start <= last; start++) {
    const result = machine.runAt(start);
    if (result === 'match') return { kind: 'match', steps: machine.steps, groups: machine.groups() };
    if (result === 'undecided') return { kind: 'undecided', steps: machine.steps };
  }
  return { kind: 'no-match', steps: machine.steps };
}

class Machine {
  steps = 0;
  private readonly program: Program;
  private readonly subject: readonly number[];
  private readonly full: boolean;
  private readonly maxSteps: number;
  private readonly registers: number[];
  private readonly stack: number[] = [];

  constructor(program: Program, subject: readonly number[], full: boolean, maxSteps: number) {
    this.program = program;
    this.subject = subject;
    this.full = full;
    this.maxSteps = maxSteps;
    this.registers = new Array<number>(program.registers).fill(-1);
  }

  groups(): readonly number[] {
    return this.registers.slice(0, 2 * (this.program.groups + 1));
  }

  private put(register: number, value: number): void {
    this.stack.push(UNDO, register, this.registers[register] as number, 0);
    this.registers[register] = value;
  }

  /** Gives up the choices above a height, keeping what undoes registers. */
  private cut(height: number): void {
    const stack = this.stack;
    let to = height;
    for (let from = height; from < stack.length; from += FRAME) {
      if (stack[from] !== UNDO) continue;
      stack[to] = UNDO;
      stack[to + 1] = stack[from + 1] as number;
      stack[to + 2] = stack[from + 2] as number;
      to += FRAME;
    }
    this.steps += (stack.length - height) / FRAME;
    stack.length = to;
  }

  private drop(height: number): void {
    const stack = this.stack;
    while (stack.length > height) {
      const at = stack.length - FRAME;
      if (stack[at] === UNDO) this.registers[stack[at + 1] as number] = stack[at + 2] as number;
      stack.length = at;
      this.steps++;
    }
  }

  runAt(start: number): 'match' | 'no-match' | 'undecided' {
    const { program, subject, registers, stack } = this;
    const { op, a, b, sets, loops, ones } = program;
    const end = subject.length;
    registers.fill(-1);
    stack.length = 0;
    let pc = 0;
    let pos = start;
    for (;;) {
      if (++this.steps > this.maxSteps || stack.length > MAX_STACK) return 'undecided';
      let ok = true;
      const x = a[pc] as number;
      const y = b[pc] as number;
      switch (op[pc]) {
        case OP.set:
          ok = pos < end && (sets[x] as SetTable).has(subject[pos] as number);
          pos++;
          pc++;
          break;
        case OP.jump:
          pc = x;
          break;
        case OP.split:
          stack.push(CHOICE, y, pos, 0);
          pc = x;
          break;
        case OP.save:
          this.put(x, pos);
          pc++;
          break;
        case OP.assert:
          ok = this.holds(x, sets[y] as SetTable, pos);
          pc++;
          break;
        case OP.loopStart: {
          const loop = loops[x] as Loop;
          this.put(loop.count, 0);
          this.put(loop.last, -1);
          pc++;
          break;
        }
        case OP.loopUntil: {
          const loop = loops[x] as Loop;
          const count = registers[loop.count] as number;
          if (count < loop.min) {
            this.put(loop.count, count + 1);
            pc = y;
          } else if (loop.lazy) {
            stack.push(CHOICE, pc + 2, pos, 0);
            pc++;
          } else if (count < loop.max && pos !== registers[loop.last]) {
            stack.push(CHOICE, pc + 1, pos, 0);
            this.put(loop.count, count + 1);
            this.put(loop.last, pos);
            pc = y;
          } else pc++;
          break;
        }
        case OP.loopMore: {
          const loop = loops[x] as Loop;
          const count = registers[loop.count] as number;
          ok = count < loop.max && pos !== registers[loop.last];
          if (ok) {
            this.put(loop.count, count + 1);
            this.put(loop.last, pos);
            pc = y;
          }
          break;
        }
        case OP.one: {
          const set = sets[x] as SetTable;
          const repeat = ones[y] as OneRepeat;
          const want = repeat.mode === 'lazy' ? repeat.min : repeat.max;
          let to = pos;
          while (to < end && to - pos < want && set.has(subject[to] as number)) to++;
          this.steps += to - pos;
          const least = pos + repeat.min;
          ok = to >= least;
          if (ok) {
            pc++;
            if (repeat.mode === 'greedy' && to > least) stack.push(GREEDY_ONE, pc, to, least);
            else if (repeat.mode === 'lazy' && repeat.max > repeat.min) stack.push(LAZY_ONE, pc - 1, to, repeat.min);
            pos = to;
          }
          break;
        }
        case OP.cutStart:
          this.put(x, stack.length);
          this.put(x + 1, pos);
          pc++;
          break;
        case OP.atomicEnd:
          this.cut(registers[x] as number);
          pc++;
          break;
        case OP.lookEnd:
          this.cut(registers[x] as number);
          pos = registers[x + 1] as number;
          pc++;
          break;
        case OP.notLookStart:
          this.put(x, stack.length);
          stack.push(CHOICE, y, pos, 0);
          pc++;
          break;
        case OP.notLookEnd: {
          this.drop(registers[x] as number);
          ok = false;
          break;
        }
        case OP.back:
          ok = pos >= x;
          pos -= x;
          pc++;
          break;
        case OP.reference: {
          const from = registers[2 * x] as number;
          const to = registers[2 * x + 1] as number;
          ok = from >= 0 && to >= from && pos + to - from <= end;
          for (let i = from; ok && i < to; i++, pos++) {
            this.steps++;
            const left = subject[i] as number;
            const right = subject[pos] as number;
            ok = left === right || (y > 0 && canonicalCase(left, y === 2) === canonicalCase(right, y === 2));
          }
          pc++;
          break;
        }
        case OP.condition:
          pc = (registers[2 * x + 1] as number) >= 0 ? pc + 1 : y;
          break;
        case OP.match:
          ok = !this.full || pos === end;
          if (ok) {
            registers[0] = start;
            registers[1] = pos;
            return 'match';
          }
          break;
      }
      if (ok) continue;
      // Back to the last choice.
      for (;;) {
        const at = stack.length - FRAME;
        if (at < 0) return 'no-match';
        this.steps++;
        const tag = stack[at];
        const first = stack[at + 1] as number;
        const second = stack[at + 2] as number;
        const third = stack[at + 3] as number;
        if (tag === UNDO) {
          registers[first] = second;
          stack.length = at;
          continue;
        }
        if (tag === CHOICE) {
          stack.length = at;
          pc = first;
          pos = second;
        } else if (tag === GREEDY_ONE) {
          pc = first;
          pos = second - 1;
          if (pos > third) stack[at + 2] = pos;
          else stack.length = at;
        } else {
          const set = sets[a[first] as number] as SetTable;
          const repeat = ones[b[first] as number] as OneRepeat;
          if (second >= end || !set.has(subject[second] as number)) {
            stack.length = at;
            continue;
          }
          pos = second + 1;
          pc = first + 1;
          if (third + 1 < repeat.max) {
            stack[at + 2] = pos;
            stack[at + 3] = third + 1;
          } else stack.length = at;
        }
        break;
      }
    }
  }

  private holds(assertion: number, word: SetTable, pos: number): boolean {
    const { subject } = this;
    const end = subject.length;
    switch (ASSERTIONS[assertion]) {
      case 'text-start':
        return pos === 0;
      case 'line-start':
        return pos === 0 || subject[pos - 1] === 0x0a;
      case 'text-end':
        return pos === end;
      case 'last-line-end':
        return pos === end || (pos === end - 1 && subject[pos] === 0x0a);
      case 'line-end':
        return pos === end || subject[pos] === 0x0a;
      default: {
        const before = pos > 0 && word.has(subject[pos - 1] as number);
        const after = pos < end && word.has(subject[pos] as number);
        // `\B` matches the empty text, as from 3.14 on.
        return (before !== after) === (ASSERTIONS[assertion] === 'boundary');
      }
    }
  }
}
