import { type Glance, glance } from './prefilter.ts';
import { PROVIDERS, type Provider } from './provider.ts';

/** A credential in a text. The value itself is in no field: only where it is, and what it is. */
export interface SecretSpan {
  /** Half-open offsets in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly title: string;
  /** Public prefix of the provider, which may be shown, or empty. */
  readonly prefix: string;
  /** `validated`: the format alone proves it; `named`: it has the form, and check digits that do not hold. */
  readonly certainty: 'validated' | 'named';
}

/** Shortest row of letters and digits in a format whose marker is one sign. */
const SHORTEST_UNMARKED = 24;
/** How far `near` looks on each side. */
const REACH = 400;

/** Providers by marker, so that one search decides for all formats with the same one. */
const BY_MARKER: ReadonlyMap<string, readonly Provider[]> = Map.groupBy(PROVIDERS, (provider) => provider.marker);
/**
 * Finds credentials in the formats of providers, wherever in a text they stand. Linear in the text for each format whose
 * marker occurs. Overlapping matches are told once, the longest first.
 * @param seen what `glance` saw of the text, where it is known already
 */
export function scanText(text: string, seen: Glance = glance(text)): readonly SecretSpan[] {
  if (seen.longest === 0 && seen.markers.size === 0) return [];
  const found: SecretSpan[] = [];
  for (const [marker, providers] of BY_MARKER) {
    if (marker.length === 1 ? seen.longest < SHORTEST_UNMARKED : !seen.markers.has(marker)) continue;
    if (seen.longest === 0 && marker.length > 1 && !isTelling(marker)) continue;
    for (const provider of providers) {
      if (provider.shortest !== undefined && seen.longest < provider.shortest) continue;
      for (const match of text.matchAll(provider.pattern)) {
        const value = match[1] ?? match[0];
        if (provider.holds !== undefined && !provider.holds(value)) continue;
        const start = match.index + match[0].lastIndexOf(value);
        const { kind, title, prefix, near, checksum } = provider;
        if (near !== undefined && !near.test(text.slice(Math.max(0, start - REACH), start + value.length + REACH)))
          continue;
        const certainty = checksum === undefined || checksum(value) ? 'validated' : 'named';
        found.push({ start, end: start + value.length, kind, title, prefix, certainty });
      }
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: SecretSpan[] = [];
  for (const span of found) {
    const last = kept.at(-1);
    if (last !== undefined && span.start < last.end) continue;
    kept.push(span);
  }
  return kept;
}

/** True for markers long and odd enough to be looked at without a long row of letters and digits: `glpat-`, `sk_live_`. */
export function isTelling(marker: string): boolean {
  return marker === 'hf_' || (marker.length > 3 && /[-_. /]/.test(marker));
}
