import type { Category, CharSet } from './char-set.ts';

/** A half-open stretch of a pattern, in UTF-16 code units from its start. */
export interface PatternSpan {
  readonly start: number;
  readonly end: number;
}

/** An item of a character class, as written. `code` is a code point. */
export type ClassItem = PatternSpan &
  (
    | { readonly kind: 'char'; readonly code: number; readonly escaped: boolean }
    | { readonly kind: 'range'; readonly low: number; readonly high: number }
    | { readonly kind: 'category'; readonly category: Category; readonly negated: boolean }
  );

/** How a set of characters was written. */
export type SetForm =
  | { readonly kind: 'literal'; readonly code: number; readonly escaped: boolean }
  | { readonly kind: 'dot' }
  | { readonly kind: 'category'; readonly category: Category; readonly negated: boolean }
  | { readonly kind: 'class'; readonly items: readonly ClassItem[]; readonly negated: boolean };

/** Exactly one character out of `chars`; flags (case, dot-all, ASCII) are already applied to `chars`. */
export interface SetNode extends PatternSpan {
  readonly kind: 'set';
  readonly chars: CharSet;
  readonly form: SetForm;
}

/** Items one after another; none is the empty pattern. */
export interface SequenceNode extends PatternSpan {
  readonly kind: 'sequence';
  readonly items: readonly PatternNode[];
}

/** Alternatives, tried from left to right. */
export interface BranchNode extends PatternSpan {
  readonly kind: 'branch';
  readonly branches: readonly PatternNode[];
}

/** `body` at least `min` and at most `max` times (`Infinity`: no bound). */
export interface RepeatNode extends PatternSpan {
  readonly kind: 'repeat';
  readonly body: PatternNode;
  readonly min: number;
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** A group: `index` counts from 1, 0 for one that captures nothing. */
export interface GroupNode extends PatternSpan {
  readonly kind: 'group';
  readonly index: number;
  readonly name: string | undefined;
  readonly body: PatternNode;
}

/** `(?>…)`: what it matched is not given up again. */
export interface AtomicNode extends PatternSpan {
  readonly kind: 'atomic';
  readonly body: PatternNode;
}

/** A look-around; `width` is the fixed width of a look-behind, 0 for a look-ahead. */
export interface LookNode extends PatternSpan {
  readonly kind: 'look';
  readonly ahead: boolean;
  readonly negated: boolean;
  readonly width: number;
  readonly body: PatternNode;
}

/** `(?(group)yes|no)`. */
export interface ConditionalNode extends PatternSpan {
  readonly kind: 'conditional';
  readonly group: number;
  readonly yes: PatternNode;
  readonly no: PatternNode;
}

/** `\1` or `(?P=name)`. */
export interface BackreferenceNode extends PatternSpan {
  readonly kind: 'backreference';
  readonly group: number;
  readonly ignoreCase: boolean;
  readonly ascii: boolean;
}

/**
 * A position: `text-start` is `\A` and `^`, `line-start` is `^` with MULTILINE, `text-end` is `\Z`, `last-line-end` is `$`
 * (also before one last newline), `line-end` is `$` with MULTILINE. `word` is the word set that a boundary looks at.
 */
export interface AssertionNode extends PatternSpan {
  readonly kind: 'assertion';
  readonly at: 'text-start' | 'line-start' | 'text-end' | 'last-line-end' | 'line-end' | 'boundary' | 'not-boundary';
  readonly word: CharSet;
}

export type PatternNode =
  | SetNode
  | SequenceNode
  | BranchNode
  | RepeatNode
  | GroupNode
  | AtomicNode
  | LookNode
  | ConditionalNode
  | BackreferenceNode
  | AssertionNode;

/** The nodes directly inside a node, in order. */
export function childrenOf(node: PatternNode): readonly PatternNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'branch':
      return node.branches;
    case 'repeat':
    case 'group':
    case 'atomic':
    case 'look':
      return [node.body];
    case 'conditional':
      return [node.yes, node.no];
    default:
      return [];
  }
}

/** The least and greatest number of characters the node can match (`Infinity`: no bound). */
export interface Width {
  readonly min: number;
  readonly max: number;
}
