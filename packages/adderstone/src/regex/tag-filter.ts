import { codePointsOf, runProgram } from './matcher.ts';
import type { Pattern } from './pattern.ts';
import { compileProgram, type Program } from './program.ts';

/** Something that a browser takes as a script or a comment and the pattern lets through. */
export type TagFilterGap =
  | 'upper-case-tag'
  | 'mixed-case-tag'
  | 'newline-in-script'
  | 'blank-in-end-tag'
  | 'attribute-in-end-tag'
  | 'newline-in-comment'
  | 'comment-end-bang';

const MOST_STEPS = 20_000;

/** Texts that a script filter finds whole, without and with attributes. */
const SCRIPTS = ['<script>foo</script>', '<script src="foo"></script>', '<script type="x">foo</script>'] as const;

const SCRIPT_VARIANTS: readonly (readonly [TagFilterGap, (script: string) => string])[] = [
  ['upper-case-tag', (script) => script.replaceAll('script', 'SCRIPT')],
  ['mixed-case-tag', (script) => script.replaceAll('script', 'sCrIpT')],
  ['blank-in-end-tag', (script) => script.replace('</script>', '</script >')],
  ['attribute-in-end-tag', (script) => script.replace('</script>', '</script foo="bar">')],
  ['newline-in-script', (script) => script.replace('></script>', '>foo</script>').replace('>foo', '>foo\nbar')],
];

const COMMENT_VARIANTS: readonly (readonly [TagFilterGap, string])[] = [
  ['newline-in-comment', '<!-- foo\nbar -->'],
  ['comment-end-bang', '<!-- foo --!>'],
];

/**
 * What a pattern that finds HTML scripts or comments misses of them (CWE-116, CWE-185, CWE-186): decided by our own bounded
 * matcher on a few texts. Empty for patterns that are no such filters, or that miss none of the texts.
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-end-tag-name-state, #comment-end-bang-state
 */
export function tagFilterGaps(pattern: Pattern): readonly TagFilterGap[] {
  if (!/script|!\\?-/i.test(pattern.text)) return [];
  const program = compileProgram(pattern, true);
  const gaps: TagFilterGap[] = [];
  // A pattern that finds any text finds these too, and filters nothing.
  if (findsWhole(program, 'foo bar') || findsWhole(program, '<b>foo</b>bar')) return gaps;
  const script = SCRIPTS.find((text) => findsWhole(program, text));
  if (script !== undefined) {
    for (const [gap, variant] of SCRIPT_VARIANTS) if (misses(program, variant(script))) gaps.push(gap);
    if (gaps.includes('upper-case-tag')) return gaps.filter((gap) => gap !== 'mixed-case-tag');
  } else if (findsWhole(program, '<!-- foo -->') || findsWhole(program, '<!--foo-->')) {
    for (const [gap, text] of COMMENT_VARIANTS) if (misses(program, text)) gaps.push(gap);
  }
  return gaps;
}

function findsWhole(program: Program, text: string): boolean {
  const subject = codePointsOf(text);
  const outcome = runProgram(program, subject, 'search', MOST_STEPS);
  return outcome.kind === 'match' && outcome.groups[0] === 0 && outcome.groups[1] === subject.length;
}

/** True when nothing of it is found: a filter that finds only the start tag still stops the script. */
function misses(program: Program, text: string): boolean {
  return runProgram(program, codePointsOf(text), 'search', MOST_STEPS).kind === 'no-match';
}
