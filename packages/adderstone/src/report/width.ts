import { escapeControls } from './escape.ts';

/** Columns to the next tab stop. */
const TAB = 4;

/** Whether a code point takes two columns: East Asian Wide and Fullwidth blocks (UAX #11), and pictographs. */
export function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0x33ff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xa000 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1f6ff) ||
    (code >= 0x1f900 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** A character as it is shown at a column (0-based), and how many columns it takes. Marks that combine take none. */
export function showCharacter(character: string, column: number): { readonly text: string; readonly width: number } {
  if (character === '\t') {
    const width = TAB - (column % TAB);
    return { text: ' '.repeat(width), width };
  }
  const safe = escapeControls(character);
  if (safe !== character) return { text: safe, width: safe.length };
  if (/^\p{M}$/u.test(character)) return { text: character, width: 0 };
  return { text: character, width: isWide(character.codePointAt(0) as number) ? 2 : 1 };
}
