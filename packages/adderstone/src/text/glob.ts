/** Longest glob, in UTF-16 code units; longer ones are refused. */
export const MAX_GLOB = 512;
/** Most alternatives that braces may multiply to; more are refused. */
export const MAX_ALTERNATIVES = 64;

/** A glob that can be matched against project-relative paths with `/`. */
export interface Glob {
  readonly text: string;
  /** The glob with its braces multiplied out, as lists of path segments. */
  readonly alternatives: readonly (readonly string[])[];
}

/**
 * Reads a glob: `*` and `?` inside a segment, `**` for any number of segments, `{a,b}` for alternatives; everything else,
 * brackets included, is literal. A trailing `/` means everything below. A glob without `/` matches at any depth.
 * Refuses an empty one, one over the bounds, nested or unclosed braces, and `..`, with a sentence.
 */
export function parseGlob(text: string): Glob | { readonly error: string } {
  if (text === '') return { error: 'the glob is empty' };
  if (text.length > MAX_GLOB) return { error: `the glob is longer than ${MAX_GLOB} characters` };
  const expanded = expandBraces(text);
  if (expanded === null) return { error: 'braces of the glob are nested or not closed' };
  if (expanded.length > MAX_ALTERNATIVES) return { error: `the glob has more than ${MAX_ALTERNATIVES} alternatives` };
  const alternatives: string[][] = [];
  for (const one of expanded) {
    let glob = one.startsWith('./') ? one.slice(2) : one;
    if (!glob.includes('/')) glob = `**/${glob}`;
    if (glob.startsWith('/')) glob = glob.slice(1);
    if (glob.endsWith('/')) glob += '**';
    const segments = glob.split('/');
    if (segments.includes('..')) return { error: 'a glob stays below the root: `..` is not possible' };
    alternatives.push(segments);
  }
  return { text, alternatives };
}

/** Whether a path matches. Time is bounded by the product of both lengths. */
export function matchesGlob(glob: Glob, path: string): boolean {
  const segments = path.split('/');
  for (const alternative of glob.alternatives) if (matchSegments(alternative, segments)) return true;
  return false;
}

function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = new Uint8Array(path.length + 1);
  reached[0] = 1;
  for (const part of pattern) {
    const next = new Uint8Array(path.length + 1);
    if (part === '**') {
      let any = 0;
      for (let i = 0; i <= path.length; i++) {
        any |= reached[i] as number;
        next[i] = any;
      }
    } else {
      for (let i = 0; i < path.length; i++)
        if (reached[i] === 1 && matchSegment(part, path[i] as string)) next[i + 1] = 1;
    }
    reached = next;
  }
  return reached[path.length] === 1;
}

/** `*` and `?` by the two-pointer method: only the last star is ever tried again. */
function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Every text that the braces stand for; null when they are nested or not closed. Stops just above the bound. */
function expandBraces(text: string): string[] | null {
  let heads = [''];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const close = text.indexOf('}', open);
    if (close < 0) return null;
    const inner = text.slice(open + 1, close);
    if (inner.includes('{')) return null;
    const next: string[] = [];
    for (const head of heads) for (const choice of inner.split(',')) next.push(head + text.slice(at, open) + choice);
    heads = next;
    if (heads.length > MAX_ALTERNATIVES) return heads;
    at = close + 1;
  }
  return heads.map((head) => head + text.slice(at));
}
