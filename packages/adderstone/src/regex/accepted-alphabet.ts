import { type CharSet, unionOfRanges, unite } from './char-set.ts';
import { codePointsOf, type MatchMode, runProgram } from './matcher.ts';
import { childrenOf, type PatternNode } from './node.ts';
import type { Pattern } from './pattern.ts';
import { compileProgram } from './program.ts';

/** What a text can hold that passed a whole-text check. */
export interface AcceptedAlphabet {
  /** Every character that an accepted text can have. */
  readonly chars: CharSet;
  /** True when a text may end in a newline only because `$` allows it; the newline is then part of `chars`. */
  readonly trailingNewline: boolean;
}

/**
 * The characters of the texts that a pattern accepts, or undefined when it does not judge the whole text: `fullmatch`, or
 * both ends anchored (`match` anchors the first). `$` lets one newline through at the end. Look-arounds only narrow, and
 * are not counted.
 */
export function acceptedAlphabet(pattern: Pattern, mode: MatchMode): AcceptedAlphabet | undefined {
  if (mode === 'search' && !anchored(pattern.root, true).has('text-start')) return undefined;
  const ends = mode === 'fullmatch' ? new Set(['text-end']) : anchored(pattern.root, false);
  if (!ends.has('text-end') && !ends.has('last-line-end')) return undefined;
  const ranges: number[] = [];
  collect(pattern.root, ranges);
  const chars = unionOfRanges(ranges);
  const trailingNewline = ends.has('last-line-end');
  return { chars: trailingNewline ? unite(chars, [0x0a, 0x0a]) : chars, trailingNewline };
}

/** True or false when our matcher decides within 100,000 steps, undefined otherwise. Constant texts only. */
export function acceptsText(pattern: Pattern, mode: MatchMode, text: string): boolean | undefined {
  const outcome = runProgram(compileProgram(pattern, true), codePointsOf(text), mode, 100_000);
  return outcome.kind === 'undecided' ? undefined : outcome.kind === 'match';
}

/**
 * The anchors that every way through a node has at one end: `text-start` at the left, `text-end` or `last-line-end` at the
 * right (`last-line-end` also where some branches have the stricter one).
 */
function anchored(node: PatternNode, left: boolean): ReadonlySet<string> {
  switch (node.kind) {
    case 'assertion':
      return new Set([node.at]);
    case 'group':
    case 'atomic':
      return anchored(node.body, left);
    case 'sequence': {
      const items = left ? node.items : node.items.toReversed();
      for (const item of items) {
        const found = anchored(item, left);
        if (found.size > 0) return found;
        if (item.kind !== 'look' && item.kind !== 'assertion') return found;
      }
      return new Set();
    }
    case 'branch': {
      const all = node.branches.map((branch) => anchored(branch, left));
      if (left) return all.every((found) => found.has('text-start')) ? new Set(['text-start']) : new Set();
      if (all.every((found) => found.has('text-end'))) return new Set(['text-end']);
      const each = all.every((found) => found.has('text-end') || found.has('last-line-end'));
      return each ? new Set(['last-line-end']) : new Set();
    }
    case 'repeat':
      return node.min > 0 ? anchored(node.body, left) : new Set();
    default:
      return new Set();
  }
}

function collect(node: PatternNode, ranges: number[]): void {
  if (node.kind === 'look') return;
  // A backreference brings nothing new: under IGNORECASE the sets already hold both cases.
  if (node.kind === 'set') for (const edge of node.chars) ranges.push(edge);
  for (const child of childrenOf(node)) collect(child, ranges);
}
