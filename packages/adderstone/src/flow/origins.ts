import type { Kind } from '../models/vocabulary.ts';
import type { Val } from './domain.ts';
import type { Frame } from './frame.ts';
import { EVERY_KIND, type Origin as FlowOrigin, maskOf } from './taint.ts';
import type { Origin } from './value.ts';

const MOST_ORIGINS = 4;

/** An origin, and what was done to its data on all ways from it. */
class Known implements Origin {
  readonly tier: Origin['tier'];
  readonly description: string;
  readonly place: Origin['place'];
  lo: number;
  hi: number;
  constructor(tier: Origin['tier'], description: string, place: Origin['place'], lo: number, hi: number) {
    this.tier = tier;
    this.description = description;
    this.place = place;
    this.lo = lo;
    this.hi = hi;
  }

  isCleanFor(kind: Kind): boolean {
    const mask = maskOf(kind);
    return (this.lo & mask.lo) !== 0 || (this.hi & mask.hi) !== 0;
  }
}

/**
 * The untrusted origins of a value that are known where it stands: sources in the code, one a tier and place. What comes in by a parameter
 * is followed by the flow analysis alone.
 */
export function originsOf(frame: Frame, value: Val): readonly Origin[] {
  const found: Known[] = [];
  for (const { origin, weak, lo, hi } of frame.engine.domain.taints.of(frame.deep(value))) {
    if (origin.kind !== 'source' || weak || origin.module === null || origin.tier === null) continue;
    // Shown to be harmless, or harmless from the start, whatever it is used for.
    if ((lo & EVERY_KIND.lo) === EVERY_KIND.lo && (hi & EVERY_KIND.hi) === EVERY_KIND.hi) continue;
    let shownLo = lo;
    let shownHi = hi;
    for (let one: FlowOrigin | null = origin; one !== null && frame.facts !== null; one = one.parent) {
      const shown = frame.facts.get(one);
      shownLo |= shown?.lo ?? 0;
      shownHi |= shown?.hi ?? 0;
    }
    if ((shownLo & EVERY_KIND.lo) === EVERY_KIND.lo) continue;
    const { tier, description, module, start, end } = origin;
    const before = found.find((one) => one.tier === tier && one.place.start === start);
    if (before !== undefined) {
      before.lo &= shownLo;
      before.hi &= shownHi;
      continue;
    }
    found.push(new Known(tier, description, { file: module.file, start, end }, shownLo, shownHi));
    if (found.length >= MOST_ORIGINS) break;
  }
  return found;
}
