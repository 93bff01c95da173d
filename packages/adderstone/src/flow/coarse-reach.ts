import { TIERS } from '../models/vocabulary.ts';
import { EXCEPTION_DETAILS, type Label, type Origin, type Taints } from './taint.ts';

/** What lies one step below an origin: labels, and the entry point that it is itself. */
export interface Below {
  /** Number of a set of labels. */
  readonly set: number;
  readonly end: { readonly tier: (typeof TIERS)[number] } | null;
}

/** Bit of data that must not become known, above the bits of the tiers. */
export const CONFIDENTIAL_BIT = 1 << TIERS.length;
/** Bit of what exceptions tell, which matters only where a client sees it. */
export const DETAILS_BIT = 2 << TIERS.length;

interface Node {
  readonly origin: Origin;
  tiers: number;
  index: number;
  low: number;
  open: boolean;
  next: readonly Node[];
  at: number;
}

/**
 * Which tiers of data may be behind an origin, for more origins than a search can look at: of a path the first step alone is told apart, and what was
 * done on the way is left out. So it says too much, never too little. Each strongly connected part of the graph is worked out once
 * (Tarjan, Depth-first search and linear graph algorithms, 1972).
 */
export class CoarseReach {
  private readonly taints: Taints;
  private readonly below: (origin: Origin) => Below;
  private readonly nodes = new Map<Origin, Node>();
  private readonly stack: Node[] = [];
  private count = 0;

  constructor(taints: Taints, below: (origin: Origin) => Below) {
    this.taints = taints;
    this.below = below;
  }

  /** A bit a tier, by its place in `TIERS`, `CONFIDENTIAL_BIT` and `DETAILS_BIT`. */
  tiers(origin: Origin): number {
    const first = cut(origin);
    const known = this.nodes.get(first);
    if (known !== undefined) return known.tiers;
    const root = this.node(first);
    this.open(root);
    const path: Node[] = [root];
    while (path.length > 0) {
      const node = path[path.length - 1] as Node;
      const next = node.next[node.at++];
      if (next !== undefined) {
        if (next.index < 0) {
          this.open(next);
          path.push(next);
        } else if (next.open) node.low = Math.min(node.low, next.index);
        else node.tiers |= next.tiers;
        continue;
      }
      path.pop();
      if (node.low === node.index) this.close(node);
      const parent = path[path.length - 1];
      if (parent !== undefined) {
        parent.low = Math.min(parent.low, node.low);
        parent.tiers |= node.tiers;
      }
    }
    return root.tiers;
  }

  private node(origin: Origin): Node {
    let node = this.nodes.get(origin);
    if (node === undefined) {
      node = { origin, tiers: 0, index: -1, low: 0, open: false, next: [], at: 0 };
      this.nodes.set(origin, node);
    }
    return node;
  }

  private open(node: Node): void {
    node.index = this.count;
    node.low = this.count++;
    node.open = true;
    this.stack.push(node);
    const { origin } = node;
    if (origin.kind === 'source') {
      node.tiers |= bitsOf(origin);
      return;
    }
    const { set, end } = this.below(origin);
    if (end !== null) node.tiers |= 1 << TIERS.indexOf(end.tier);
    const next = new Set<Node>();
    for (const label of this.taints.of(set)) {
      if (isDetails(label)) node.tiers |= DETAILS_BIT;
      else next.add(this.node(cut(label.origin)));
    }
    node.next = [...next];
  }

  /** All of a strongly connected part reach the same. */
  private close(root: Node): void {
    let one: Node | undefined;
    do {
      one = this.stack.pop();
      if (one === undefined) return;
      one.open = false;
      one.tiers = root.tiers;
      one.next = [];
    } while (one !== root);
  }
}

/** The bits of a source. */
function bitsOf(origin: Origin): number {
  if (origin.root.confidential !== null) return CONFIDENTIAL_BIT;
  return origin.tier === null ? 0 : 1 << TIERS.indexOf(origin.tier);
}

/** True for what an exception tells, which is clean for every other kind of sink. */
function isDetails({ origin, lo }: Label): boolean {
  return origin.kind === 'source' && (lo & EXCEPTION_DETAILS.lo) === EXCEPTION_DETAILS.lo;
}

function cut(origin: Origin): Origin {
  let one = origin;
  while (one.depth > 1 && one.parent !== null) one = one.parent;
  return one;
}
