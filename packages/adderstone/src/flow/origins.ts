import type { Val } from './domain.ts';
import type { Frame } from './frame.ts';
import { EVERY_KIND } from './taint.ts';
import type { Origin } from './value.ts';

const MOST_ORIGINS = 4;

/**
 * The untrusted origins of a value that are known where it stands: sources in the code, one a tier and place. What comes in by a parameter
 * is followed by the flow analysis alone.
 */
export function originsOf(frame: Frame, value: Val): readonly Origin[] {
  const found: Origin[] = [];
  for (const { origin, weak, lo, hi } of frame.engine.domain.taints.of(frame.deep(value))) {
    if (origin.kind !== 'source' || weak || origin.module === null || origin.tier === null) continue;
    // Shown to be harmless, or harmless from the start, whatever it is used for.
    if ((lo & EVERY_KIND.lo) === EVERY_KIND.lo && (hi & EVERY_KIND.hi) === EVERY_KIND.hi) continue;
    const shown = frame.facts?.get(origin);
    if (shown !== undefined && (shown.lo & EVERY_KIND.lo) === EVERY_KIND.lo) continue;
    const { tier, description, module, start, end } = origin;
    if (found.some((one) => one.tier === tier && one.place.start === start)) continue;
    found.push({ tier, description, place: { file: module.file, start, end } });
    if (found.length >= MOST_ORIGINS) break;
  }
  return found;
}
