import type { Fix, RawFinding } from '../findings/finding.ts';
import { parseModule } from '../python/parser.ts';
import { applyEdits, type Edit } from '../text/edit.ts';

/** A finding that has a fix. */
export type Fixable = RawFinding & { readonly fix: Fix };

/** One file with some of its fixes applied. */
export interface FixedText {
  readonly text: string;
  /** The fixes that are in it. */
  readonly applied: readonly Fixable[];
  /** Fixes whose edits overlap those of others: for another round. */
  readonly left: readonly Fixable[];
  readonly edits: readonly Edit[];
}

const sameEdit = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;
const collide = (a: Edit, b: Edit): boolean =>
  a.start < b.end && b.start < a.end ? true : a.start === b.start && (a.start === a.end) !== (b.start === b.end);

/** Applies the fixes of one file, in order of place, as far as their edits do not overlap; equal edits (an import that two need) are made once. */
export function applyFixes(text: string, findings: readonly Fixable[]): FixedText {
  const edits: Edit[] = [];
  const applied: Fixable[] = [];
  const left: Fixable[] = [];
  for (const finding of [...findings].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const wanted = finding.fix.edits.map(({ edit }) => edit);
    const added = wanted.filter((edit) => !edits.some((one) => sameEdit(one, edit)));
    if (added.some((edit) => edits.some((one) => collide(edit, one)))) left.push(finding);
    else {
      edits.push(...added);
      applied.push(finding);
    }
  }
  return { text: applyEdits(text, edits), applied, left, edits };
}

/** What of a fix did not hold. */
export interface FixFailure {
  /** The finding that is still there, or null when it is about the file. */
  readonly finding: Fixable | null;
  readonly message: string;
}

/**
 * Whether fixes of one file hold: the new text parses, has the comments of the old one, none of the fixed findings is left, and none
 * has come that was not there. Null when all of that is so.
 * @param before the findings of the old text, the fixed ones among them
 * @param after the findings of the new text, of the same rules
 */
export function verifyFixes(
  old: string,
  fixed: FixedText,
  before: readonly RawFinding[],
  after: readonly RawFinding[],
): FixFailure | null {
  const tree = parseModule(fixed.text);
  if (tree.problems.length > 0) return { finding: null, message: 'the file would not be valid Python' };
  if (commentsOf(old) !== commentsOf(fixed.text)) return { finding: null, message: 'a comment would be lost' };
  const place = (finding: RawFinding): Span => moved(finding, fixed.edits);
  for (const finding of fixed.applied) {
    const here = place(finding);
    const others = before.filter(
      (one) => one.rule === finding.rule && one !== finding && !fixed.applied.includes(one as Fixable),
    );
    const still = after.find(
      (one) => one.rule === finding.rule && overlaps(one, here) && !others.some((other) => overlaps(one, place(other))),
    );
    if (still !== undefined) return { finding, message: 'the finding would still be there' };
  }
  const kept = before
    .filter((one) => !fixed.applied.includes(one as Fixable))
    .map((one) => ({ rule: one.rule, span: place(one) }));
  for (const one of after) {
    if (kept.some(({ rule, span }) => rule === one.rule && overlaps(one, span))) continue;
    const cause = fixed.applied.find((finding) => overlaps(one, place(finding))) ?? null;
    return { finding: cause, message: `\`${one.rule}\` would be found instead` };
  }
  return null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Where a span of the old text lies in the new one: as wide as what took its place. */
function moved(span: Span, edits: readonly Edit[]): Span {
  let start = span.start;
  let end = span.end;
  for (const edit of edits) {
    const delta = edit.text.length - (edit.end - edit.start);
    if (edit.end <= span.start) {
      start += delta;
      end += delta;
    } else if (edit.start < span.end || (edit.start === edit.end && edit.start === span.end)) {
      if (edit.start < span.start) start += edit.start - span.start;
      end += delta;
    }
  }
  return { start, end: Math.max(start, end) };
}

function commentsOf(text: string): string {
  const { comments } = parseModule(text);
  const out: string[] = [];
  for (let i = 0; i < comments.length; i += 2) out.push(text.slice(comments[i], comments[i + 1]));
  return out.join('\n');
}
