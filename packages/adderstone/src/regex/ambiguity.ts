import { type ClassSet, common, hasClass, meets } from './alphabet.ts';
import type { Acceptance, Automaton, Edge, Follow } from './automaton.ts';

/** A way to go round at `position` that several paths take; `pump` holds the classes of each step. */
export interface Pump {
  /** The position the pump starts from; -1 stands for a search that starts anew at each character. */
  readonly from: number;
  /** The position that the word also leads to and keeps: the same as `from` for exponential ambiguity. */
  readonly to: number;
  readonly pump: readonly ClassSet[];
  /** Every position on the paths. */
  readonly through: readonly number[];
}

/** Steps that an analysis may take; shared by its parts. */
export class Budget {
  private left: number;

  constructor(steps: number) {
    this.left = steps;
  }

  /** Takes steps; false when there are none left. */
  take(steps: number): boolean {
    this.left -= steps;
    return this.left >= 0;
  }

  get spent(): boolean {
    return this.left < 0;
  }
}

/** Component numbers of positions, and whether a component has a cycle. */
export interface Components {
  readonly of: Int32Array;
  readonly cyclic: readonly boolean[];
}

/** Strongly connected components (Tarjan, without recursion). */
export function componentsOf(count: number, successors: (node: number) => readonly number[]): Components {
  const of = new Int32Array(count).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const cyclic: boolean[] = [];
  const open: number[] = [];
  let next = 0;
  for (let root = 0; root < count; root++) {
    if ((order[root] as number) >= 0) continue;
    const frames: { node: number; targets: readonly number[]; at: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = next++;
      open.push(node);
      frames.push({ node, targets: successors(node), at: 0 });
    };
    enter(root);
    while (frames.length > 0) {
      const frame = frames[frames.length - 1] as { node: number; targets: readonly number[]; at: number };
      const { node } = frame;
      if (frame.at < frame.targets.length) {
        const target = frame.targets[frame.at++] as number;
        if ((order[target] as number) < 0) enter(target);
        else if ((of[target] as number) < 0) low[node] = Math.min(low[node] as number, order[target] as number);
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] as number, low[node] as number);
      if (low[node] !== order[node]) continue;
      const size = open.length;
      for (let member = open.pop() as number; ; member = open.pop() as number) {
        of[member] = cyclic.length;
        if (member === node) break;
      }
      cyclic.push(size - open.length > 1 || successors(node).includes(node));
    }
  }
  return { of, cyclic };
}

/** Components of the automaton's positions. */
export function positionComponents(automaton: Automaton): Components {
  return componentsOf(automaton.follow.length, (node) =>
    (automaton.follow[node] as Follow).edges.map((edge) => edge.to),
  );
}

interface PairStep {
  readonly left: number;
  readonly right: number;
  readonly on: ClassSet;
  /** The two paths part on this step: by different edges, or by an edge that stands for several ways. */
  readonly parts: boolean;
}

/** Steps of two paths side by side within one component. Pairs are unordered: `left` ≤ `right`. */
function pairSteps(automaton: Automaton, components: Components, left: number, right: number): PairStep[] {
  const out: PairStep[] = [];
  const component = components.of[left];
  const lefts = (automaton.follow[left] as Follow).edges;
  const rights = (automaton.follow[right] as Follow).edges;
  const same = left === right;
  for (let i = 0; i < lefts.length; i++) {
    const a = lefts[i] as Edge;
    if (components.of[a.to] !== component) continue;
    for (let j = same ? i : 0; j < rights.length; j++) {
      const b = rights[j] as Edge;
      if (components.of[b.to] !== component || !meets(a.on, b.on)) continue;
      const parts = same && (i !== j || a.several);
      out.push({ left: Math.min(a.to, b.to), right: Math.max(a.to, b.to), on: common(a.on, b.on), parts });
    }
  }
  return out;
}

/**
 * Positions with two different paths back to themselves over one word: exponential ambiguity (Weber and Seidl 1991;
 * Weideman et al. 2016). At most `most` pumps, short ones first. The budget says whether the search was complete.
 */
export function exponentialPumps(
  automaton: Automaton,
  components: Components,
  budget: Budget,
  most: number,
): readonly Pump[] {
  const count = automaton.follow.length;
  const ids = new Map<number, number>();
  const pairs: { left: number; right: number; steps: PairStep[]; targets: number[] }[] = [];
  const idOf = (left: number, right: number): number => {
    const key = left * count + right;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, pairs.length);
    pairs.push({ left, right, steps: [], targets: [] });
    return pairs.length - 1;
  };
  for (let p = 0; p < count; p++) if (components.cyclic[components.of[p] as number]) idOf(p, p);
  const diagonal = pairs.length;
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] as (typeof pairs)[number];
    pair.steps = pairSteps(automaton, components, pair.left, pair.right);
    const cost =
      (automaton.follow[pair.left] as Follow).edges.length * (automaton.follow[pair.right] as Follow).edges.length;
    if (!budget.take(1 + cost)) return [];
    pair.targets = pair.steps.map((step) => idOf(step.left, step.right));
  }
  const pairComponents = componentsOf(pairs.length, (node) => (pairs[node] as (typeof pairs)[number]).targets);
  const ambiguous = new Set<number>();
  for (let i = 0; i < pairs.length; i++) {
    const component = pairComponents.of[i] as number;
    const pair = pairs[i] as (typeof pairs)[number];
    for (const [j, step] of pair.steps.entries()) {
      if (step.parts && pairComponents.of[pair.targets[j] as number] === component) ambiguous.add(component);
    }
  }
  const pumps: Pump[] = [];
  for (let i = 0; i < diagonal; i++) {
    const component = pairComponents.of[i] as number;
    if (!ambiguous.has(component)) continue;
    const inside = (id: number): boolean => pairComponents.of[id] === component;
    const pump = shortestRound(pairs, i, inside, budget);
    if (pump !== undefined) pumps.push(pump);
  }
  pumps.sort((a, b) => a.pump.length - b.pump.length);
  return spread(pumps, components, most);
}

/** The first of each component, then the seconds, and so on. */
function spread(pumps: readonly Pump[], components: Components, most: number): readonly Pump[] {
  const seen = new Map<number, number>();
  const ranked = pumps.map((pump, index) => {
    const component = components.of[pump.from] as number;
    const round = seen.get(component) ?? 0;
    seen.set(component, round + 1);
    return { pump, round, index };
  });
  ranked.sort((a, b) => a.round - b.round || a.index - b.index);
  return ranked.slice(0, most).map((item) => item.pump);
}

function shortestRound(
  pairs: readonly { left: number; right: number; steps: PairStep[]; targets: number[] }[],
  start: number,
  inside: (id: number) => boolean,
  budget: Budget,
): Pump | undefined {
  // A search node is a pair and whether the paths have parted.
  const cameFrom = new Map<number, { node: number; on: ClassSet }>();
  const queue = [2 * start];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] as number;
    const pair = pairs[node >> 1] as (typeof pairs)[number];
    if (!budget.take(pair.steps.length)) return undefined;
    for (const [j, step] of pair.steps.entries()) {
      const target = pair.targets[j] as number;
      if (!inside(target)) continue;
      const next = 2 * target + ((node & 1) === 1 || step.parts ? 1 : 0);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, { node, on: step.on });
      if (next === 2 * start + 1) return walkBack(pairs, cameFrom, next, 2 * start);
      queue.push(next);
    }
  }
  return undefined;
}

function walkBack(
  pairs: readonly { left: number; right: number }[],
  cameFrom: ReadonlyMap<number, { node: number; on: ClassSet }>,
  end: number,
  start: number,
): Pump {
  const pump: ClassSet[] = [];
  const through = new Set<number>();
  let node = end;
  do {
    const pair = pairs[node >> 1] as { left: number; right: number };
    through.add(pair.left).add(pair.right);
    const step = cameFrom.get(node) as { node: number; on: ClassSet };
    pump.push(step.on);
    node = step.node;
  } while (node !== start);
  const from = (pairs[start >> 1] as { left: number }).left;
  return { from, to: from, pump: pump.reverse(), through: [...through] };
}

/**
 * Pairs of positions p, q of different cycles where one word leads from p to p, from p to q and from q to q: polynomial
 * ambiguity. With `search`, a start at every character counts as the first of such cycles (`from` = -1).
 */
export function polynomialPumps(
  automaton: Automaton,
  components: Components,
  search: boolean,
  budget: Budget,
  most: number,
): readonly Pump[] {
  const pumps: Pump[] = [];
  const cyclic: number[] = [];
  for (let p = 0; p < automaton.follow.length; p++) if (components.cyclic[components.of[p] as number]) cyclic.push(p);
  const anywhere: Edge = { to: -1, on: automaton.alphabet.all, several: false };
  const done = new Set<string>();
  for (const from of search ? [-1, ...cyclic] : cyclic) {
    for (const to of cyclic) {
      const key = `${from < 0 ? -1 : components.of[from]} ${components.of[to]}`;
      if ((from >= 0 && components.of[from] === components.of[to]) || done.has(key)) continue;
      const pump = sharedWord(automaton, components, from, to, anywhere, budget);
      if (budget.spent) return pumps;
      if (pump === undefined) continue;
      done.add(key);
      pumps.push(pump);
      if (pumps.length >= most) return pumps;
    }
  }
  return pumps;
}

const MAX_SHARED = 400;

function sharedWord(
  automaton: Automaton,
  components: Components,
  from: number,
  to: number,
  anywhere: Edge,
  budget: Budget,
): Pump | undefined {
  const edgesOf = (node: number): readonly Edge[] =>
    node < 0 ? [anywhere, ...automaton.restart.edges] : (automaton.follow[node] as Follow).edges;
  const keepsFrom = (edge: Edge): boolean =>
    from < 0 ? edge.to < 0 : edge.to >= 0 && components.of[edge.to] === components.of[from];
  const keepsTo = (edge: Edge): boolean => components.of[edge.to] === components.of[to];
  interface Triple {
    readonly x: number;
    readonly y: number;
    readonly z: number;
    readonly by: ClassSet | undefined;
    readonly parent: Triple | undefined;
  }
  const seen = new Set<string>();
  const queue: Triple[] = [{ x: from, y: from, z: to, by: undefined, parent: undefined }];
  for (let head = 0; head < queue.length && head < MAX_SHARED; head++) {
    const triple = queue[head] as Triple;
    for (const a of edgesOf(triple.x)) {
      if (!keepsFrom(a)) continue;
      for (const c of edgesOf(triple.z)) {
        if (!keepsTo(c) || !meets(a.on, c.on)) continue;
        const on = common(a.on, c.on);
        for (const b of edgesOf(triple.y)) {
          if (!budget.take(1)) return undefined;
          if (!meets(on, b.on)) continue;
          const next: Triple = { x: a.to, y: b.to, z: c.to, by: common(on, b.on), parent: triple };
          if (next.x === from && next.y === to && next.z === to) {
            const pump: ClassSet[] = [];
            const through = new Set<number>();
            for (let at: Triple | undefined = next; at?.by !== undefined; at = at.parent) {
              pump.push(at.by);
              for (const node of [at.x, at.y, at.z]) if (node >= 0) through.add(node);
            }
            return { from, to, pump: pump.reverse(), through: [...through] };
          }
          const key = `${next.x} ${next.y} ${next.z}`;
          if (seen.has(key)) continue;
          seen.add(key);
          queue.push(next);
        }
      }
    }
  }
  return undefined;
}

/** The shortest word (its classes) from the start of a match to a position, with the place before the position's step. */
export function wordTo(automaton: Automaton, target: number): readonly ClassSet[] | undefined {
  if (target < 0) return [];
  const cameFrom = new Map<number, { node: number; on: ClassSet }>();
  const queue: number[] = [];
  const visit = (node: number, follow: Follow): void => {
    for (const edge of follow.edges) {
      if (cameFrom.has(edge.to)) continue;
      cameFrom.set(edge.to, { node, on: edge.on });
      queue.push(edge.to);
    }
  };
  visit(-1, automaton.first);
  for (let head = 0; head < queue.length && !cameFrom.has(target); head++)
    visit(queue[head] as number, automaton.follow[queue[head] as number] as Follow);
  if (!cameFrom.has(target)) return undefined;
  const word: ClassSet[] = [];
  for (let node = target; node !== -1; ) {
    const step = cameFrom.get(node) as { node: number; on: ClassSet };
    word.push(step.on);
    node = step.node;
  }
  return word.reverse();
}

function acceptsBefore(accepts: readonly Acceptance[], next: number): boolean {
  for (const accept of accepts) if (!accept.last && hasClass(accept.next, next)) return true;
  return false;
}

function advance(automaton: Automaton, states: readonly number[], on: number): number[] | undefined {
  const out = new Set<number>();
  for (const state of states) {
    const follow = automaton.follow[state] as Follow;
    if (acceptsBefore(follow.accepts, on)) return undefined;
    for (const edge of follow.edges) if (hasClass(edge.on, on)) out.add(edge.to);
  }
  return [...out].sort((a, b) => a - b);
}

/**
 * Words after which nothing that was reached from `state` by the pump can match any more: the shortest one that leaves the
 * text rejected, and the shortest that leaves no state at all. None when the pump itself is accepted on the way.
 */
export function rejectingSuffixes(
  automaton: Automaton,
  state: number,
  pump: readonly number[],
  budget: Budget,
): readonly (readonly number[])[] {
  const MAX_NODES = 150;
  const MAX_DEPTH = 6;
  let states: number[] | undefined = [state];
  for (let round = 0; round < 2 && states !== undefined; round++) {
    for (const on of pump) {
      if (states === undefined || !budget.take(states.length)) return [];
      states = advance(automaton, states, on);
    }
  }
  if (states === undefined) return [];
  const found: (readonly number[])[] = [];
  const seen = new Set<string>([`${states.join()}false`]);
  interface Reached {
    readonly states: readonly number[];
    readonly word: readonly number[];
    /** A match may end before the last character of the word, if that stays the last. */
    readonly endsBefore: boolean;
  }
  const queue: Reached[] = [{ states, word: [], endsBefore: false }];
  for (let head = 0; head < queue.length && head < MAX_NODES; head++) {
    const { states: now, word, endsBefore } = queue[head] as Reached;
    const ends =
      endsBefore || now.some((node) => (automaton.follow[node] as Follow).accepts.some((accept) => accept.end));
    if (!ends && (now.length === 0 || found.length === 0)) found.push(word);
    if (now.length === 0) break;
    if (word.length >= MAX_DEPTH) continue;
    for (let on = 0; on < automaton.alphabet.size && on < 400; on++) {
      if (!budget.take(now.length)) return found;
      const next = advance(automaton, now, on);
      if (next === undefined) continue;
      const stops = now.some((node) =>
        (automaton.follow[node] as Follow).accepts.some((accept) => accept.last && hasClass(accept.next, on)),
      );
      const key = `${next.join()}${stops}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ states: next, word: [...word, on], endsBefore: stops });
    }
  }
  return found;
}
