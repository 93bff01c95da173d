/** Most characters of a YAML file that is read. */
export const MAX_YAML = 1 << 20;
/** Deepest nesting of brackets or indentation columns of a YAML file: beyond it readers of YAML take time by the square. */
const DEEPEST_YAML = 500;
/** Deepest nesting of lists and quotes of a Markdown document. */
const DEEPEST_MARKDOWN = 100;
/** What Markdown's delimiters may cost, in pairs that a reader may have to compare: about two seconds. */
const MOST_PAIRS = 30_000_000;

/** Why a YAML text would cost too much to read, in one sentence without its subject; null when it is bounded. Linear. */
export function yamlTrouble(text: string): string | null {
  if (text.length > MAX_YAML) return `has ${text.length} characters; at most ${MAX_YAML} are read`;
  let depth = 0;
  let line = 1;
  let column = 0;
  let indenting = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\n') {
      line++;
      column = 0;
      indenting = true;
      continue;
    }
    if (indenting && (c === ' ' || c === '-' || c === '\t' || c === '?')) {
      column++;
      if (column > DEEPEST_YAML) return `is nested too deep on line ${line}`;
    } else indenting = false;
    if (c === '[' || c === '{') {
      depth++;
      if (depth > DEEPEST_YAML) return `is nested too deep on line ${line}`;
    } else if ((c === ']' || c === '}') && depth > 0) depth--;
  }
  return null;
}

/**
 * Why a Markdown text would cost too much to read, in one sentence without its subject; null when it is bounded. Readers of Markdown
 * compare the delimiters of a paragraph, the lines of a quote and the rows of a table with each other, which a hostile text makes quadratic. Linear.
 */
export function markdownTrouble(text: string): string | null {
  let delimiters = 0;
  let quoted = 0;
  let rows = 0;
  let pairs = 0;
  let line = 0;
  // Code in a fence costs nothing. Where a block of HTML could hold what only looks like a fence, none is taken for one.
  const fenced = !/^ {0,3}<(?:pre|script|style|textarea|!|\?)/im.test(text);
  let fence = '';
  let blank = true;
  for (const content of text.split('\n')) {
    line++;
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(content)?.[1] ?? '';
    const inside = fence !== '';
    if (inside && marker.startsWith(fence) && content.trim() === marker) fence = '';
    else if (!inside && fenced && blank && marker !== '') fence = marker;
    blank = content.trim() === '';
    if (inside) continue;
    const { depth, indent, rest } = headOf(content);
    if (depth > DEEPEST_MARKDOWN)
      return `is nested ${depth} levels deep on line ${line}; at most ${DEEPEST_MARKDOWN} are read`;
    if (indent > 4 * DEEPEST_MARKDOWN && depth > 0)
      return `is indented by ${indent} columns on line ${line}; lists are read to ${4 * DEEPEST_MARKDOWN}`;
    const trimmed = content.trimStart();
    quoted = trimmed.startsWith('>') ? quoted + 1 : 0;
    rows = trimmed.startsWith('|') ? rows + 1 : 0;
    if (rest === '' || /^(?:[-*+|]|\d+[.)])/.test(trimmed)) delimiters = 0;
    const before = delimiters;
    for (let i = 0; i < content.length; i++) if ('*_[]<&!`|'.includes(content[i] as string)) delimiters++;
    pairs += delimiters * delimiters - before * before + 8 * quoted + 2 * rows;
    if (pairs > MOST_PAIRS)
      return `has more Markdown delimiters in one place than can be read in time, up to line ${line}`;
  }
  return null;
}

/** How deep lists and quotes nest on a line, from its markers alone; the column of its last marker; the text behind them. */
function headOf(line: string): { depth: number; indent: number; rest: string } {
  let depth = 0;
  let indent = 0;
  let i = 0;
  for (; i < line.length; i++) {
    const c = line[i] as string;
    if (c === '>' || ((c === '-' || c === '*' || c === '+') && /[ \t]/.test(line[i + 1] ?? ''))) {
      depth++;
      indent = i;
    } else if (c !== ' ' && c !== '\t') break;
  }
  const numbered = /^\d{1,9}[.)][ \t]/.exec(line.slice(i, i + 12));
  if (numbered !== null) {
    depth++;
    indent = i;
  }
  return { depth, indent, rest: line.slice(i).trim() };
}
