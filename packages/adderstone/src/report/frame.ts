import type { Location } from '../findings/finding.ts';
import type { SourceFile } from '../text/source-file.ts';
import { type Palette, PLAIN } from './palette.ts';
import { showCharacter } from './width.ts';

/** Widest piece of a line that a frame shows, in terminal columns. */
export const FRAME_COLUMNS = 100;
/** Columns kept before the place when a line is cut. */
const BEFORE = 30;
/** The start of a command that build runners know anywhere in a line, and what stands for its first character. */
const RUNNER_COMMAND = /^##(?:\[|vso\[)/;
const BROKEN_MARK = { text: '\\x23', width: 4 };
/** Most characters of a run of combining marks; more are left out, so that they cannot climb over other lines. */
const MAX_MARKS = 4;

/**
 * The line of a place with carets under it, one line of context on each side, numbers in front. Tabs become spaces to the next
 * stop, wide characters take two columns, controls are shown as escapes. A line too wide is cut around the place, with `…`, and a
 * note says so; so does one for a place of several lines. The file must be masked. Lines without a final line end.
 */
export function codeFrame(file: SourceFile, location: Location, palette: Palette = PLAIN): readonly string[] {
  const start = file.offset(location.line, location.column, location.cell);
  const line = file.lines.position(start).line;
  const span = file.lines.span(line);
  const end = Math.min(file.offset(location.endLine, location.endColumn, location.cell), span.end);
  const piece = showLine(file.slice(span.start, span.end), start - span.start, Math.max(end, start) - span.start);

  const shift = location.line - line;
  const first = inSameCell(file, line - 1, location) ? line - 1 : line;
  const last = inSameCell(file, line + 1, location) ? line + 1 : line;
  const gutter = String(last + shift).length;
  const number = (n: number): string => String(n + shift).padStart(gutter);
  const blank = ' '.repeat(gutter);

  const rows: string[] = [];
  if (first < line) rows.push(palette.dim(`  ${number(first)} | ${contextLine(file, first)}`.trimEnd()));
  rows.push(`> ${number(line)} | ${piece.text}`.trimEnd());
  rows.push(`  ${blank} | ${' '.repeat(piece.caret)}${palette.red('^'.repeat(Math.max(1, piece.carets)))}`);
  if (last > line) rows.push(palette.dim(`  ${number(last)} | ${contextLine(file, last)}`.trimEnd()));
  if (piece.cut) rows.push(palette.dim(`  ${blank} = the line is ${piece.length} characters long and is cut here`));
  if (location.endLine > location.line)
    rows.push(palette.dim(`  ${blank} = the place goes on to line ${location.endLine}`));
  return rows;
}

interface Piece {
  readonly text: string;
  /** Columns before the first caret, and how many carets. */
  readonly caret: number;
  readonly carets: number;
  readonly cut: boolean;
  readonly length: number;
}

/** One line with a place in it (offsets into the line), at most `FRAME_COLUMNS` wide. Looks only at the part that is shown. */
function showLine(line: string, start: number, end: number): Piece {
  const from = line.length <= FRAME_COLUMNS ? 0 : Math.max(0, charStart(line, start - BEFORE));
  let text = from > 0 ? '…' : '';
  let column = text.length;
  let caret = -1;
  let carets = 0;
  let marks = 0;
  let at = from;
  while (at < line.length) {
    const character = String.fromCodePoint(line.codePointAt(at) as number);
    const shown = RUNNER_COMMAND.test(line.slice(at, at + 6)) ? BROKEN_MARK : showCharacter(character, column);
    marks = shown.width === 0 ? marks + 1 : 0;
    if (column + shown.width > FRAME_COLUMNS) break;
    if (at >= start && caret < 0) caret = column;
    if (at >= start && at < end) carets += shown.width;
    if (marks <= MAX_MARKS) text += shown.text;
    column += shown.width;
    at += character.length;
    // A run of zero-width characters must not grow without end.
    if (marks > FRAME_COLUMNS) break;
  }
  if (caret < 0) caret = column;
  const cutEnd = at < line.length;
  return { text: cutEnd ? `${text}…` : text, caret, carets, cut: from > 0 || cutEnd, length: line.length };
}

function contextLine(file: SourceFile, line: number): string {
  const { start, end } = file.lines.span(line);
  return showLine(file.slice(start, end), 0, 0).text;
}

/** An offset that does not split a surrogate pair. */
function charStart(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

function inSameCell(file: SourceFile, line: number, location: Location): boolean {
  if (line < 1 || line > file.lines.count) return false;
  return file.position(file.lines.span(line).start).cell === location.cell;
}
