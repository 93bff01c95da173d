import type { NotebookCell } from '../text/source-file.ts';

/** The code of a notebook as one text, or why it cannot be read. */
export type Notebook =
  | {
      readonly kind: 'notebook';
      readonly text: string;
      readonly cells: readonly NotebookCell[];
      /** 1-based numbers of code cells that are not Python (`%%bash`), left out of the text. */
      readonly foreign: readonly number[];
    }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'other-language'; readonly language: string };

/** A text of a notebook that is no Python code of it: an output, a text cell, a cell of another language, a line for IPython. */
export interface NotebookText {
  readonly text: string;
  /** 1-based number among all cells. */
  readonly cell: number;
  readonly isOutput: boolean;
}

/**
 * The outputs, text cells and cells of other languages of a notebook, and the lines of code cells that `readNotebook` blanks; outputs that are
 * pictures are left out. Empty for what is no notebook.
 */
export function readNotebookTexts(json: string): readonly NotebookText[] {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return [];
  }
  if (!isRecord(root)) return [];
  const listed = Array.isArray(root['cells']) ? root['cells'] : (worksheetCells(root) ?? []);
  const texts: NotebookText[] = [];
  for (const [index, cell] of listed.entries()) {
    if (!isRecord(cell)) continue;
    const source = sourceOf(cell['source'] ?? cell['input']);
    if (source !== null) {
      const isCode = cell['cell_type'] === 'code' && !/^\s*%%/.test(source);
      const text = isCode ? (source.match(/^\s*[%!].*$|=\s*[!%].*$/gm) ?? []).join('\n') : source;
      if (text !== '') texts.push({ text, cell: index + 1, isOutput: false });
    }
    const outputs = Array.isArray(cell['outputs']) ? cell['outputs'] : [];
    for (const output of outputs) {
      const text = outputText(output);
      if (text !== '') texts.push({ text, cell: index + 1, isOutput: true });
    }
  }
  return texts;
}

function outputText(output: unknown): string {
  if (!isRecord(output)) return '';
  const parts: string[] = [];
  const take = (value: unknown): void => {
    const text = sourceOf(value);
    if (text !== null) parts.push(text);
    else if (isRecord(value)) parts.push(JSON.stringify(value));
  };
  take(output['text']);
  take(output['traceback']);
  take(output['evalue']);
  const { data } = output;
  if (isRecord(data)) for (const [type, value] of Object.entries(data)) if (!type.startsWith('image/')) take(value);
  // Colours of a terminal.
  return parts.join('\n').replace(/\x1b\[[0-9;]*m/g, '');
}

/** Cell magics whose body is Python all the same. */
const PYTHON_MAGICS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'python',
  'python3',
  'pypy',
  'debug',
  'memit',
  'mprun',
  'script python',
  'writefile',
]);

/**
 * Joins the code cells of a Jupyter notebook (nbformat 3 and 4), each ended by a line end. Lines that only IPython reads (`%magic`, `!command`,
 * `name?`) are blanked, character for character, so that lines and columns stay those of the cell.
 */
export function readNotebook(json: string): Notebook {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return { kind: 'unreadable', message: 'is not valid JSON' };
  }
  if (!isRecord(root)) return { kind: 'unreadable', message: 'is not a notebook: expected a JSON object' };
  const language = languageOf(root);
  if (language !== null && language !== 'python') return { kind: 'other-language', language };
  const listed = Array.isArray(root['cells']) ? root['cells'] : worksheetCells(root);
  if (listed === null) return { kind: 'unreadable', message: 'is not a notebook: expected `cells`' };
  const cells: NotebookCell[] = [];
  const foreign: number[] = [];
  let text = '';
  let line = 0;
  for (const [index, cell] of listed.entries()) {
    if (!isRecord(cell) || cell['cell_type'] !== 'code') continue;
    const source = sourceOf(cell['source'] ?? cell['input']);
    if (source === null) continue;
    const magic = /^\s*%%\s*([A-Za-z!][\w!]*)/.exec(source)?.[1];
    if (magic !== undefined && (magic === 'writefile' || !PYTHON_MAGICS.has(magic))) {
      foreign.push(index + 1);
      continue;
    }
    const body = blankMagics(source.replace(/\r\n?/g, '\n'));
    const start = text.length;
    text += body.endsWith('\n') ? body : `${body}\n`;
    cells.push({ number: index + 1, start, end: text.length, firstLine: line });
    for (let i = start; i < text.length; i++) if (text.charCodeAt(i) === 10) line++;
  }
  return { kind: 'notebook', text, cells, foreign };
}

/** What only IPython reads at the start of a statement: `%magic`, `!command`, `?name`, `name?`, `name = !command`. */
const MAGIC = /^\s*(?:[%!?]|[A-Za-z_][\w.]*\s*\?{1,2}\s*$|[A-Za-z_][\w, ]*=\s*(?:!|%(?!=)))/;

function blankMagics(source: string): string {
  const open: OpenText = { brackets: 0, quote: null, continued: false };
  /** The line before was IPython's and ended in a backslash. */
  let command = false;
  const lines = source.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (command) {
      command = line.endsWith('\\');
      lines[i] = ' '.repeat(line.length);
    } else if (open.brackets === 0 && open.quote === null && !open.continued && MAGIC.test(line)) {
      command = line.endsWith('\\');
      lines[i] = blankLine(line);
    } else readLine(line, open);
  }
  return lines.join('\n');
}

/** What a line of Python leaves open for the next one. */
interface OpenText {
  brackets: number;
  /** The triple quote of an unfinished string. */
  quote: string | null;
  /** The line ended in a backslash. */
  continued: boolean;
}

function readLine(line: string, open: OpenText): void {
  open.continued = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (open.quote !== null) {
      if (c === '\\') i++;
      else if (line.startsWith(open.quote, i)) {
        i += 2;
        open.quote = null;
      }
    } else if (c === '#') return;
    else if (c === '"' || c === "'") {
      if (line.startsWith(c.repeat(3), i)) {
        open.quote = c.repeat(3);
        i += 2;
      } else {
        for (i++; i < line.length && line[i] !== c; i++) if (line[i] === '\\') i++;
      }
    } else if (c === '(' || c === '[' || c === '{') open.brackets++;
    else if (c === ')' || c === ']' || c === '}') open.brackets = Math.max(0, open.brackets - 1);
    else if (c === '\\' && i === line.length - 1) open.continued = true;
  }
}

/** A line that only IPython reads as Python of the same length: `pass`, or the assigned name and `...`. */
function blankLine(line: string): string {
  const target = /^\s*[A-Za-z_][\w, ]*=\s*(?=[!%])/.exec(line)?.[0];
  const kept = target === undefined ? `${/^\s*/.exec(line)?.[0] ?? ''}pass` : `${target}...`;
  return kept.length <= line.length ? kept.padEnd(line.length) : '#'.padEnd(line.length).slice(0, line.length);
}

function languageOf(root: Record<string, unknown>): string | null {
  const metadata = root['metadata'];
  if (!isRecord(metadata)) return null;
  const info = metadata['language_info'];
  const kernel = metadata['kernelspec'];
  const name = isRecord(info) ? info['name'] : isRecord(kernel) ? kernel['language'] : null;
  return typeof name === 'string' ? name.toLowerCase().replace(/^i?python\d*$/, 'python') : null;
}

function worksheetCells(root: Record<string, unknown>): unknown[] | null {
  const sheets = root['worksheets'];
  if (!Array.isArray(sheets)) return null;
  return sheets.flatMap((sheet: unknown) => (isRecord(sheet) && Array.isArray(sheet['cells']) ? sheet['cells'] : []));
}

function sourceOf(source: unknown): string | null {
  if (typeof source === 'string') return source;
  return Array.isArray(source) && source.every((part) => typeof part === 'string') ? source.join('') : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
