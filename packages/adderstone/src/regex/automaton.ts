import { type Alphabet, alphabetOf, type ClassSet, classesOf, common, meets } from './alphabet.ts';
import { ALL_CHARS, type CharSet, complement } from './char-set.ts';
import type { PatternNode, PatternSpan, RepeatNode, SetNode } from './node.ts';
import type { Pattern } from './pattern.ts';

/** From one character position to the next; `several` when more than one way leads there without a character between. */
export interface Edge {
  readonly to: number;
  /** The classes by which the step is taken. */
  readonly on: ClassSet;
  readonly several: boolean;
}

/** The pattern may end here if the next character is of `next`, or at the end of the text if `end`. */
export interface Acceptance {
  readonly next: ClassSet;
  readonly end: boolean;
  /** Only if that next character is the last one: `$` before one last newline. */
  readonly last: boolean;
}

/** The steps from some place. */
export interface Follow {
  readonly edges: readonly Edge[];
  readonly accepts: readonly Acceptance[];
}

/**
 * The position automaton of a pattern: a state for each place where a character is consumed. It accepts at least what the
 * pattern accepts: backreferences count as empty, most look-arounds and boundaries as true, long counts as unbounded.
 */
export interface Automaton {
  readonly alphabet: Alphabet;
  /** From the start of the text, and from a later start. */
  readonly first: Follow;
  readonly restart: Follow;
  /** Per position, what follows it. */
  readonly follow: readonly Follow[];
  /** Per position, its set's place in the pattern. */
  readonly spans: readonly PatternSpan[];
  /** True when nothing was approximated. */
  readonly exact: boolean;
}

/** Why an automaton was not built. */
export interface TooLarge {
  readonly tooLarge: string;
}

const MAX_POSITIONS = 6000;
const MAX_EDGES = 300_000;
/** A counted part is unrolled up to so many copies and positions, beyond it is taken as unbounded. */
const MAX_COPIES = 70;
const MAX_UNROLLED = 400;

const EPSILON = 0;
const CHARACTER = 1;
const LOOP = 2;
const BODY_END = 3;
const GUARD = 4;
const ACCEPT = 5;
const TEXT_START = 6;

/** The graph with empty steps, before closures. */
class Graph {
  readonly kind: number[] = [];
  /** Character: set number. Loop and body end: loop number. Guard: guard number. */
  readonly data: number[] = [];
  readonly out: number[][] = [];
  readonly sets: CharSet[] = [];
  readonly spans: PatternSpan[] = [];
  readonly guards: { readonly next: number; readonly end: boolean; readonly last: boolean }[] = [];
  exact = true;
  positions = 0;
  loops = 0;
  private readonly setIds = new Map<string, number>();

  setId(chars: CharSet): number {
    const key = chars.join();
    const known = this.setIds.get(key);
    if (known !== undefined) return known;
    this.sets.push(chars);
    this.setIds.set(key, this.sets.length - 1);
    return this.sets.length - 1;
  }

  node(kind: number, data: number): number {
    this.kind.push(kind);
    this.data.push(data);
    this.out.push([]);
    return this.kind.length - 1;
  }

  link(from: number, to: number): void {
    (this.out[from] as number[]).push(to);
  }

  /** Adds the node behind `from`; returns where it ends. */
  build(node: PatternNode, from: number): number {
    switch (node.kind) {
      case 'set':
        return this.character(node, from);
      case 'sequence': {
        let at = from;
        for (const item of node.items) at = this.build(item, at);
        return at;
      }
      case 'branch':
        return this.alternatives(node.branches, from);
      case 'conditional':
        this.exact = false;
        return this.alternatives([node.yes, node.no], from);
      case 'group':
        return this.build(node.body, from);
      case 'atomic':
        this.exact = false;
        return this.build(node.body, from);
      case 'repeat':
        if (node.mode === 'possessive') this.exact = false;
        return this.repeat(node, from);
      case 'backreference':
        this.exact = false;
        return from;
      case 'look':
        return this.look(node, from);
      case 'assertion':
        switch (node.at) {
          case 'text-start':
            return this.step(TEXT_START, 0, from);
          case 'text-end':
            return this.guard([], true, from);
          case 'last-line-end':
            return this.guard([0x0a, 0x0a], true, from, true);
          case 'line-end':
            return this.guard([0x0a, 0x0a], true, from);
          default:
            this.exact = false;
            return from;
        }
    }
  }

  private step(kind: number, data: number, from: number): number {
    const node = this.node(kind, data);
    this.link(from, node);
    return node;
  }

  private guard(next: CharSet, end: boolean, from: number, last = false): number {
    this.guards.push({ next: this.setId(next), end, last });
    return this.step(GUARD, this.guards.length - 1, from);
  }

  private character(node: SetNode, from: number): number {
    if (this.positions >= MAX_POSITIONS) throw new LargeGraph();
    this.positions++;
    const at = this.step(CHARACTER, this.setId(node.chars), from);
    this.spans[at] = node;
    return at;
  }

  private alternatives(branches: readonly PatternNode[], from: number): number {
    const end = this.node(EPSILON, 0);
    for (const branch of branches) this.link(this.build(branch, this.step(EPSILON, 0, from)), end);
    return end;
  }

  private repeat(node: RepeatNode, from: number): number {
    if (node.max === 0) return from;
    const size = positionsOf(node.body);
    let { min, max } = node;
    const wanted = max === Number.POSITIVE_INFINITY ? min : max;
    const allowed = Math.max(1, Math.min(MAX_COPIES, Math.floor(MAX_UNROLLED / Math.max(1, size))));
    if (wanted > allowed) {
      this.exact = false;
      min = Math.min(min, allowed);
      max = Number.POSITIVE_INFINITY;
    }
    let at = from;
    if (max === Number.POSITIVE_INFINITY) {
      for (let i = 1; i < min; i++) at = this.build(node.body, at);
      const loop = this.loops++;
      const entry = this.node(LOOP, loop);
      const body = this.node(EPSILON, 0);
      const exit = this.node(EPSILON, 0);
      this.link(entry, body);
      this.link(entry, exit);
      const end = this.step(BODY_END, loop, this.build(node.body, body));
      this.link(end, entry);
      this.link(end, exit);
      this.link(at, min > 0 ? body : entry);
      return exit;
    }
    for (let i = 0; i < min; i++) at = this.build(node.body, at);
    const exit = this.node(EPSILON, 0);
    for (let i = min; i < max; i++) {
      this.link(at, exit);
      at = this.build(node.body, this.step(EPSILON, 0, at));
    }
    this.link(at, exit);
    return exit;
  }

  private look(node: Extract<PatternNode, { kind: 'look' }>, from: number): number {
    const { body } = node;
    if (!node.ahead) {
      this.exact = false;
      return from;
    }
    if (body.kind === 'set' && node.negated) return this.guard(complement(body.chars), true, from);
    if (body.kind === 'set') return this.guard(body.chars, false, from);
    this.exact = false;
    // What is inside can be slow on its own: a branch that ends in nothing.
    this.build(body, this.step(EPSILON, 0, from));
    if (!node.negated) {
      const first = firstOf(body);
      if (first !== undefined) return this.guard(first, false, from);
    }
    return from;
  }
}

class LargeGraph extends Error {}

/** How many positions a node has after unrolling, up to a little over the limit. */
function positionsOf(node: PatternNode): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
    case 'branch': {
      let sum = 0;
      for (const item of node.kind === 'sequence' ? node.items : node.branches) sum += positionsOf(item);
      return sum;
    }
    case 'conditional':
      return positionsOf(node.yes) + positionsOf(node.no);
    case 'group':
    case 'atomic':
    case 'look':
      return positionsOf(node.body);
    case 'repeat': {
      const size = positionsOf(node.body);
      const copies = node.max === Number.POSITIVE_INFINITY ? Math.max(1, node.min) : node.max;
      return size * Math.max(1, Math.min(copies, MAX_COPIES, Math.floor(MAX_UNROLLED / Math.max(1, size))));
    }
    default:
      return 0;
  }
}

/** The characters that a node can begin with; undefined when it can be empty or that is not plain. */
function firstOf(node: PatternNode): CharSet | undefined {
  switch (node.kind) {
    case 'set':
      return node.chars;
    case 'group':
    case 'atomic':
      return firstOf(node.body);
    case 'sequence':
      return node.items[0] === undefined ? undefined : firstOf(node.items[0]);
    case 'repeat':
      return node.min > 0 ? firstOf(node.body) : undefined;
    default:
      return undefined;
  }
}

/** Builds the automaton, or says why the pattern is too large for it. `full`: the match must end at the text's end. */
export function automatonOf(pattern: Pattern, full: boolean): Automaton | TooLarge {
  const graph = new Graph();
  const start = graph.node(EPSILON, 0);
  // So that texts can hold a newline, and something else, whatever the pattern names.
  graph.setId([0x0a, 0x0a]);
  graph.setId(ALL_CHARS);
  try {
    const end = graph.build(pattern.root, start);
    const accept = graph.node(ACCEPT, 0);
    if (full) {
      graph.guards.push({ next: graph.setId([]), end: true, last: false });
      const guard = graph.node(GUARD, graph.guards.length - 1);
      graph.link(end, guard);
      graph.link(guard, accept);
    } else graph.link(end, accept);
    const alphabet = alphabetOf(graph.sets);
    const closure = new Closure(graph, alphabet);
    const follow: Follow[] = [];
    const spans: PatternSpan[] = [];
    for (const node of closure.characters) {
      const { start: from, end: to } = graph.spans[node] as PatternSpan;
      spans.push({ start: from, end: to });
      follow.push(closure.after(node));
    }
    const first = closure.from(start, true);
    const restart = closure.from(start, false);
    return merged({ alphabet, first, restart, follow, spans, exact: graph.exact });
  } catch (failure) {
    if (failure instanceof LargeGraph) return { tooLarge: 'the pattern has too many positions' };
    throw failure;
  }
}

/** Loops begun since the last character. */
interface Begun {
  readonly loop: number;
  readonly rest: Begun | undefined;
}

/** What may come next, on the way of empty steps. */
interface Constraint {
  readonly id: number;
  readonly next: ClassSet;
  readonly end: boolean;
  readonly last: boolean;
}

class Closure {
  readonly characters: readonly number[];
  private readonly graph: Graph;
  private readonly alphabet: Alphabet;
  private readonly index: Int32Array;
  private readonly known = new Map<number, Follow>();
  private readonly constraints = new Map<string, Constraint>();
  private edges = 0;

  constructor(graph: Graph, alphabet: Alphabet) {
    this.graph = graph;
    this.alphabet = alphabet;
    this.index = new Int32Array(graph.kind.length).fill(-1);
    const characters: number[] = [];
    for (let node = 0; node < graph.kind.length; node++) {
      if (graph.kind[node] !== CHARACTER) continue;
      this.index[node] = characters.length;
      characters.push(node);
    }
    this.characters = characters;
  }

  private constraint(next: ClassSet, end: boolean, last: boolean): Constraint {
    const key = `${end} ${last} ${next.join()}`;
    let known = this.constraints.get(key);
    if (known === undefined) {
      known = { id: this.constraints.size, next, end, last };
      this.constraints.set(key, known);
    }
    return known;
  }

  /** The steps after a character; what leads on in the same way is worked out once. */
  after(character: number): Follow {
    const { kind, out } = this.graph;
    let node = character;
    for (let next = out[node] as number[]; next.length === 1; next = out[node] as number[]) {
      const only = next[0] as number;
      if (kind[only] !== EPSILON) break;
      node = only;
    }
    let follow = this.known.get(node);
    if (follow === undefined) {
      follow = this.from(node, false);
      this.known.set(node, follow);
    }
    return follow;
  }

  /**
   * The steps after a node. A loop body that began and ended without a character is not begun again, as in CPython. A node
   * is walked at most twice in the same condition: two ways are as good as many.
   */
  from(start: number, textStart: boolean): Follow {
    const { graph, alphabet } = this;
    const targets = new Map<number, { to: number; on: ClassSet; ways: number }>();
    const accepts = new Map<number, Acceptance>();
    const visits = new Map<number, number>();
    const stack: { node: number; constraint: Constraint; begun: Begun | undefined }[] = [];
    const push = (node: number, constraint: Constraint, begun: Begun | undefined): void => {
      const key = (constraint.id * graph.kind.length + node) * 2 + (begun === undefined ? 0 : 1);
      const count = visits.get(key) ?? 0;
      if (count >= 2) return;
      visits.set(key, count + 1);
      if (++this.edges > MAX_EDGES * 4) throw new LargeGraph();
      stack.push({ node, constraint, begun });
    };
    for (const next of graph.out[start] as number[]) push(next, this.constraint(alphabet.all, true, false), undefined);
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      const { node } = item;
      let { constraint, begun } = item;
      const data = graph.data[node] as number;
      const out = graph.out[node] as number[];
      switch (graph.kind[node]) {
        case CHARACTER: {
          const on = common(alphabet.sets[data] as ClassSet, constraint.next);
          if (!meets(on, on)) continue;
          const key = constraint.id * graph.kind.length + node;
          const known = targets.get(key);
          if (known === undefined) targets.set(key, { to: this.index[node] as number, on, ways: 1 });
          else known.ways++;
          continue;
        }
        case ACCEPT:
          accepts.set(constraint.id, { next: constraint.next, end: constraint.end, last: constraint.last });
          continue;
        case TEXT_START:
          if (!textStart) continue;
          break;
        case GUARD: {
          const guard = graph.guards[data] as (typeof graph.guards)[number];
          const next = common(constraint.next, alphabet.sets[guard.next] as ClassSet);
          constraint = this.constraint(next, constraint.end && guard.end, constraint.last || guard.last);
          if (!constraint.end && !meets(next, next)) continue;
          break;
        }
        case LOOP:
          push(out[1] as number, constraint, begun);
          push(out[0] as number, constraint, { loop: data, rest: begun });
          continue;
        case BODY_END: {
          let empty = false;
          for (let at = begun; at !== undefined; at = at.rest) if (at.loop === data) empty = true;
          while (begun !== undefined && empty) {
            const was = begun.loop;
            begun = begun.rest;
            if (was === data) break;
          }
          push(out[empty ? 1 : 0] as number, constraint, begun);
          continue;
        }
      }
      for (const next of out) push(next, constraint, begun);
    }
    const edges: Edge[] = [];
    for (const { to, on, ways } of targets.values()) edges.push({ to, on, several: ways > 1 });
    this.edges += edges.length;
    return { edges, accepts: [...accepts.values()] };
  }
}

/**
 * Merges positions that are followed by the same, again and again until nothing changes. Ways through the automaton stay as
 * many as they are: two ways to merged positions become two edges.
 */
function merged(automaton: Automaton): Automaton {
  let current = automaton;
  for (;;) {
    const states = new Map<string, number>();
    const stateOf = new Int32Array(current.follow.length);
    const keys = new Map<Follow, string>();
    for (const [position, follow] of current.follow.entries()) {
      let key = keys.get(follow);
      if (key === undefined) {
        key = keyOf(follow);
        keys.set(follow, key);
      }
      const state = states.get(key) ?? states.size;
      states.set(key, state);
      stateOf[position] = state;
    }
    if (states.size === current.follow.length) return current;
    const follow: Follow[] = [];
    const spans: PatternSpan[] = [];
    for (let position = 0; position < current.follow.length; position++) {
      const state = stateOf[position] as number;
      const span = current.spans[position] as PatternSpan;
      const known = spans[state];
      if (known === undefined) {
        follow[state] = onStates(current.follow[position] as Follow, stateOf);
        spans[state] = span;
      } else spans[state] = { start: Math.min(known.start, span.start), end: Math.max(known.end, span.end) };
    }
    const { alphabet, exact } = current;
    const first = onStates(current.first, stateOf);
    const restart = onStates(current.restart, stateOf);
    current = { alphabet, first, restart, follow, spans, exact };
  }
}

function keyOf(follow: Follow): string {
  const edges = follow.edges.map((edge) => `${edge.to}:${edge.on.join()}${edge.several ? '*' : ''}`).sort();
  const accepts = follow.accepts.map((accept) => `${accept.next.join()} ${accept.end} ${accept.last}`).sort();
  return `${edges.join(';')}|${accepts.join(';')}`;
}

/** Edges to states instead of positions; those to one state by different classes become one. */
function onStates(follow: Follow, stateOf: Int32Array): Follow {
  const byTarget = new Map<number, { to: number; on: ClassSet; several: boolean }[]>();
  for (const edge of follow.edges) {
    const to = stateOf[edge.to] as number;
    const known = byTarget.get(to);
    if (known === undefined) {
      byTarget.set(to, [{ to, on: edge.on, several: edge.several }]);
      continue;
    }
    const apart = known.find((other) => other.several === edge.several && !meets(other.on, edge.on));
    if (apart === undefined) known.push({ to, on: edge.on, several: edge.several });
    else apart.on = apart.on.map((word, i) => word | (edge.on[i] as number));
  }
  return { edges: [...byTarget.values()].flat(), accepts: follow.accepts };
}

/** A readable text for a word of classes. */
export function wordText(alphabet: Alphabet, word: readonly number[]): string {
  let text = '';
  for (const c of word) text += String.fromCodePoint(alphabet.representative[c] as number);
  return text;
}

/** Some class of a set, the `nth` of those there are. */
export function someClass(set: ClassSet, nth: number): number {
  const classes = classesOf(set, 16);
  return classes[nth % classes.length] as number;
}
