import { type ClassSet, hasClass } from './alphabet.ts';
import {
  Budget,
  exponentialPumps,
  type Pump,
  polynomialPumps,
  positionComponents,
  rejectingSuffixes,
  wordTo,
} from './ambiguity.ts';
import { type Automaton, automatonOf, someClass, wordText } from './automaton.ts';
import { codePointsOf, type MatchMode, runProgram } from './matcher.ts';
import { childrenOf, type PatternNode, type PatternSpan } from './node.ts';
import type { Pattern } from './pattern.ts';
import { compileProgram, type Program } from './program.ts';

/** Texts `prefix + pump × n + suffix` on which the cost grows with n. */
export interface SlowText {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** Slow backtracking that our own matcher has confirmed. */
export interface SlowMatch {
  readonly text: SlowText;
  /** The repeat at fault, in the pattern. */
  readonly span: PatternSpan;
  /** Steps that our matcher counted, by number of pumps. */
  readonly growth: readonly { readonly pumps: number; readonly steps: number }[];
  /** The power of the length with which the cost grows; `Infinity` for exponential. */
  readonly degree: number;
  /**
   * False when CPython happens to be spared, because it compiles alternatives of one character each into one set. Other
   * engines, and the next edit of the pattern, are not.
   */
  readonly cpython: boolean;
}

/** What the analysis found. A missing kind with `undecided` set means: not found within the budget. */
export interface Backtracking {
  readonly exponential: SlowMatch | undefined;
  readonly polynomial: SlowMatch | undefined;
  /** Why the search was not complete; undefined when it was. */
  readonly undecided: string | undefined;
}

/** How an analysis is bounded; all in steps, so that its answer does not depend on the machine. */
export interface BacktrackingOptions {
  /** The function of `re` that is used; `search` covers all that look at more than the start. */
  readonly mode: MatchMode;
  /** Also look for polynomial cost. */
  readonly polynomial: boolean;
}

const AUTOMATON_STEPS = 700_000;
const POLYNOMIAL_STEPS = 400_000;
const MATCH_STEPS = 8_000_000;
/** One run of the matcher on one text. */
const RUN_STEPS = 250_000;
const MAX_PUMPS = 12;
const VARIANTS = 6;

/**
 * Looks for texts on which a backtracking matcher takes exponential (CWE-1333) or polynomial time. Candidates come from the
 * ambiguity of the position automaton; only what our matcher, which counts steps as `sre` would spend them, confirms is told.
 */
export function analyzeBacktracking(pattern: Pattern, options: BacktrackingOptions): Backtracking {
  const automaton = automatonOf(pattern, options.mode === 'fullmatch');
  if ('tooLarge' in automaton) return { exponential: undefined, polynomial: undefined, undecided: automaton.tooLarge };
  return new Analysis(pattern, automaton, options).result();
}

class Analysis {
  private readonly pattern: Pattern;
  private readonly automaton: Automaton;
  private readonly options: BacktrackingOptions;
  private readonly plain: Program;
  private readonly merged: Program;
  private readonly matching = new Budget(MATCH_STEPS);
  private readonly merges: boolean;
  private readonly tried = new Set<string>();
  private undecided: string | undefined;

  constructor(pattern: Pattern, automaton: Automaton, options: BacktrackingOptions) {
    this.pattern = pattern;
    this.automaton = automaton;
    this.options = options;
    this.plain = compileProgram(pattern, false);
    this.merged = compileProgram(pattern, true);
    this.merges = this.merged.op.length !== this.plain.op.length;
  }

  result(): Backtracking {
    const components = positionComponents(this.automaton);
    const budget = new Budget(AUTOMATON_STEPS);
    const pumps = exponentialPumps(this.automaton, components, budget, MAX_PUMPS);
    let exponential: SlowMatch | undefined;
    for (const pump of pumps) {
      const found = this.confirm(pump, budget, (text, found) =>
        this.exponentialGrowth(text, found || exponential !== undefined),
      );
      if (found === undefined) continue;
      if (exponential === undefined || found.cpython) exponential = found;
      if (exponential.cpython) break;
    }
    if (budget.spent) this.undecided = 'the pattern has too many ambiguous states';
    this.tried.clear();
    let polynomial: SlowMatch | undefined;
    if (this.options.polynomial && exponential === undefined) polynomial = this.polynomial();
    if (this.matching.spent && exponential === undefined && polynomial === undefined)
      this.undecided ??= 'the matcher ran out of steps';
    return { exponential, polynomial, undecided: this.undecided };
  }

  private polynomial(): SlowMatch | undefined {
    const components = positionComponents(this.automaton);
    const budget = new Budget(POLYNOMIAL_STEPS);
    const search = this.options.mode === 'search';
    const pumps = polynomialPumps(this.automaton, components, search, budget, MAX_PUMPS);
    let worst: SlowMatch | undefined;
    for (const pump of pumps) {
      const found = this.confirm(pump, budget, (text) => this.polynomialGrowth(text));
      if (found !== undefined && (worst === undefined || found.degree > worst.degree)) worst = found;
      if (worst !== undefined && this.matching.spent) break;
    }
    if (budget.spent) this.undecided ??= 'the pattern has too many states';
    return worst;
  }

  private confirm(
    pump: Pump,
    budget: Budget,
    grows: (text: SlowText, found: boolean) => SlowMatch | undefined,
  ): SlowMatch | undefined {
    const way = wordTo(this.automaton, pump.from);
    if (way === undefined) return undefined;
    const { alphabet } = this.automaton;
    let found: SlowMatch | undefined;
    // A pump that is accepted on its way may be saved by one more character on which the position keeps itself.
    const own = pump.to < 0 ? undefined : this.automaton.follow[pump.to]?.edges.find((edge) => edge.to === pump.to);
    const rounds = own === undefined || pump.from !== pump.to ? [pump.pump] : [pump.pump, [...pump.pump, own.on]];
    for (let variant = 0; variant < VARIANTS * rounds.length; variant++) {
      const prefix = wordText(alphabet, choose(way, variant));
      const word = choose(rounds[variant < VARIANTS ? 0 : 1] as readonly ClassSet[], variant);
      const text = wordText(alphabet, word);
      const suffixes = rejectingSuffixes(this.automaton, pump.to, word, budget).map((s) => wordText(alphabet, s));
      if (!this.automaton.exact) suffixes.push(...GUESSED_SUFFIXES);
      for (const suffix of suffixes) {
        for (const before of this.prefixes(pump, prefix)) {
          const slow: SlowText = { prefix: before, pump: text, suffix };
          const key = JSON.stringify(slow);
          if (this.tried.has(key) || this.matching.spent) continue;
          this.tried.add(key);
          const match = grows(slow, found !== undefined);
          if (match === undefined) continue;
          found ??= { ...match, span: this.spanOf(pump) };
          if (match.cpython) return { ...match, span: this.spanOf(pump) };
        }
      }
    }
    return found;
  }

  /** Beginnings of the text: what leads to the pump, and that after a character with which no match starts. */
  private prefixes(pump: Pump, prefix: string): readonly string[] {
    const { alphabet, first, exact } = this.automaton;
    if (pump.from >= 0) return exact ? [prefix] : [prefix, ` ${prefix}`];
    for (let c = 0; c < alphabet.size; c++) {
      if (!first.edges.some((edge) => hasClass(edge.on, c))) return [prefix, wordText(alphabet, [c]) + prefix];
    }
    return [prefix];
  }

  /** The smallest repeat around all places that the pump goes through. */
  private spanOf(pump: Pump): PatternSpan {
    let start = Number.POSITIVE_INFINITY;
    let end = 0;
    for (const position of pump.through) {
      const span = this.automaton.spans[position] as PatternSpan;
      start = Math.min(start, span.start);
      end = Math.max(end, span.end);
    }
    let best: PatternSpan = { start, end };
    const walk = (node: PatternNode): void => {
      if (node.start > start || node.end < end) return;
      // A repeat of single characters has one way only: what makes it exponential is around it.
      const alone = pump.from === pump.to && node.kind === 'repeat' && isSingle(node.body);
      if (node.kind === 'repeat' && node.max > 1 && !alone) best = { start: node.start, end: node.end };
      childrenOf(node).forEach(walk);
    };
    walk(this.pattern.root);
    return best;
  }

  private steps(program: Program, text: SlowText, pumps: number, most: number): number | undefined {
    const subject = codePointsOf(text.prefix + text.pump.repeat(pumps) + text.suffix);
    const outcome = runProgram(program, subject, this.options.mode, most);
    this.matching.take(outcome.steps);
    return outcome.kind === 'undecided' ? undefined : outcome.steps;
  }

  /** `known` says that slowness outside of CPython is already found, so that only CPython's is looked for. */
  private exponentialGrowth(text: SlowText, known: boolean): SlowMatch | undefined {
    const span = { start: 0, end: 0 };
    const degree = Number.POSITIVE_INFINITY;
    const inCpython = this.exponentialIn(this.merged, text);
    if (inCpython !== undefined) return { text, span, growth: inCpython, degree, cpython: true };
    if (known || !this.merges) return undefined;
    const growth = this.exponentialIn(this.plain, text);
    return growth === undefined ? undefined : { text, span, growth, degree, cpython: false };
  }

  /**
   * Counts steps for 1, 2, 3, … pumps until the cap. Two ways a pump mean at least a doubling in the end. Told is what keeps
   * its factor (a power of the length loses it) and, where many pumps fit under the cap, beats the sixth power.
   */
  private exponentialIn(program: Program, text: SlowText): SlowMatch['growth'] | undefined {
    const most = RUN_STEPS * Math.max(1, text.pump.length / 8);
    const ten = this.steps(program, text, 10, most);
    if (ten !== undefined && ten < 2 * (this.steps(program, text, 6, most) ?? 0)) return undefined;
    const growth: { pumps: number; steps: number }[] = [];
    for (let pumps = 1; pumps <= 40; pumps++) {
      const steps = this.steps(program, text, pumps, most);
      if (steps === undefined) break;
      growth.push({ pumps, steps });
      const early = growth[growth.length - 7];
      if (early !== undefined && steps < early.steps * 2) return undefined;
    }
    const last = growth[growth.length - 1];
    const before = growth[growth.length - 2];
    const middle = growth[growth.length - 3];
    const early = growth[growth.length - 4];
    // One pump already passes the cap.
    if (last === undefined) return this.automaton.exact ? [{ pumps: 1, steps: most }] : undefined;
    if (before === undefined || middle === undefined) {
      // Three pumps already pass the cap: the automaton, where it is exact, has to say that the growth goes on.
      const steep = most > 8 * last.steps || (before !== undefined && last.steps > 8 * before.steps);
      return this.automaton.exact && steep ? growth : undefined;
    }
    const factor = last.steps / before.steps;
    if (factor < 0.85 * (before.steps / middle.steps) || factor < (last.pumps < 12 ? 1.9 : 1.35)) return undefined;
    if (early !== undefined && last.pumps >= 12) {
      const power = Math.log(last.steps / early.steps) / Math.log(last.pumps / early.pumps);
      if (power < 6) return undefined;
    }
    return growth;
  }

  /**
   * Counts steps for 16, 32, 64, … pumps until the cap. What is left of a doubling after twice the cost before it belongs to
   * no linear part; its own doubling tells the degree.
   */
  private polynomialGrowth(text: SlowText): SlowMatch | undefined {
    const growth: { pumps: number; steps: number }[] = [];
    const most = 2 * RUN_STEPS * Math.max(1, text.pump.length / 8);
    let degree = 0;
    let before = 0;
    for (let pumps = 16; pumps <= 1024; pumps *= 2) {
      const steps = this.steps(this.merged, text, pumps, most);
      if (steps === undefined) break;
      const last = growth.at(-1);
      growth.push({ pumps, steps });
      if (last === undefined) continue;
      const excess = steps - 2 * last.steps;
      if (excess < 0.02 * steps && pumps >= 128) return undefined;
      degree = before > 0 && excess > 0.1 * steps ? Math.round(Math.log2(excess / before)) : 0;
      before = excess;
    }
    return degree < 2 ? undefined : { text, span: { start: 0, end: 0 }, growth, degree, cpython: true };
  }
}

/** For patterns whose automaton is not exact, endings that often reject. */
const GUESSED_SUFFIXES: readonly string[] = ['', '!', '\n', '\0', 'a', '0', ' ', '_', '"', '\n\n!'];

function isSingle(node: PatternNode): boolean {
  return node.kind === 'set' || (node.kind === 'group' && isSingle(node.body));
}

function choose(word: readonly ClassSet[], variant: number): number[] {
  return word.map((set) => someClass(set, variant));
}
