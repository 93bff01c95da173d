import { createHash } from 'node:crypto';
import { LineIndex } from './line-index.ts';

/** What the text of a file is read as. */
export type SourceKind = 'python' | 'stub' | 'notebook' | 'settings' | 'template';

/** One code cell of a notebook: which part of the joined text it is. */
export interface NotebookCell {
  /** 1-based number among all cells of the notebook, code or not. */
  readonly number: number;
  /** Half-open span of the cell in the joined text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** 0-based line of the joined text on which the cell starts. */
  readonly firstLine: number;
}

/** A place as people and formats count it. */
export interface Position {
  /** 1-based line; in a notebook, within the cell. */
  readonly line: number;
  /** 1-based column in UTF-16 code units. */
  readonly column: number;
  /** 1-based cell number of a notebook, else null. */
  readonly cell: number | null;
}

/** The decoded text of one file of the project, and the way from offsets to lines. */
export class SourceFile {
  /** Relative to the project's root, with `/`. May hold any character but NUL: escape before showing. */
  readonly path: string;
  readonly kind: SourceKind;
  /** Decoded text; for a notebook its code cells joined with line ends. */
  readonly text: string;
  /** Code cells in order; empty unless a notebook. */
  readonly cells: readonly NotebookCell[];
  private index: LineIndex | null;
  private digest: string | null;

  constructor(path: string, kind: SourceKind, text: string, cells: readonly NotebookCell[] = []) {
    this.path = path;
    this.kind = kind;
    this.text = text;
    this.cells = cells;
    this.index = null;
    this.digest = null;
  }

  /** SHA-256 of `text`, in hexadecimal; worked out on first use. */
  get hash(): string {
    this.digest ??= createHash('sha256').update(this.text).digest('hex');
    return this.digest;
  }

  /** The line table, built on first use. */
  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }

  /** Line, column and cell of an offset (UTF-16 code units, clamped to the text). */
  position(offset: number): Position {
    const { line, column } = this.lines.position(offset);
    const cell = this.cellAt(offset);
    return cell === null ? { line, column, cell: null } : { line: line - cell.firstLine, column, cell: cell.number };
  }

  /**
   * The offset of a 1-based line and column, the inverse of `position`; a line or column that is not there is clamped to
   * the nearest one. `cell` as in `Position`; an unknown cell counts as none.
   */
  offset(line: number, column: number, cell: number | null): number {
    let first = 0;
    for (const each of this.cells) if (each.number === cell) first = each.firstLine;
    const span = this.lines.span(Math.max(1, Math.min(first + line, this.lines.count)));
    return Math.max(span.start, Math.min(span.start + column - 1, span.end));
  }

  /** The text of a half-open span. */
  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  private cellAt(offset: number): NotebookCell | null {
    let found: NotebookCell | null = null;
    for (const cell of this.cells) {
      if (cell.start > offset) break;
      found = cell;
    }
    return found;
  }
}
