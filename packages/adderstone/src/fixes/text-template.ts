import type { Expr } from '../python/nodes.ts';
import type { Edit } from '../text/edit.ts';
import type { FixSite } from './site.ts';

/** A part of a text that is put together: literal source text (no escapes in it), or the code of a value. Offsets are those of its source. */
export type Segment =
  | { readonly kind: 'literal'; readonly raw: string; readonly start: number; readonly end: number }
  | { readonly kind: 'hole'; readonly code: string; readonly start: number; readonly end: number };

/** An expression that puts a text together out of plain literals and values. */
export interface TextTemplate {
  readonly expression: Expr;
  readonly segments: readonly Segment[];
  /**
   * Edits that turn the expression into one literal in which some spans are replaced, in the file's own layout.
   * @param replacements edits inside of literals and instead of holes; every hole must be among them
   */
  literal(replacements: readonly Edit[]): readonly Edit[] | null;
}

/** A literal token that can be read without unescaping: prefix, quotes and body. */
interface Token {
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
  readonly quote: string;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** Reads the source of one string literal; null for several in a row, for escapes, and for bytes. */
function tokenOf(text: string, start: number, end: number): Token | null {
  const source = text.slice(start, end);
  const found = /^([rRuUfF]{0,2})("""|'''|"|')/.exec(source);
  if (found === null) return null;
  const prefix = found[1] as string;
  const quote = found[2] as string;
  const bodyStart = start + found[0].length;
  const bodyEnd = end - quote.length;
  if (bodyEnd < bodyStart || !source.endsWith(quote)) return null;
  return { start, end, prefix, quote, bodyStart, bodyEnd };
}

function isPlainBody(body: string, quote: string): boolean {
  return !body.includes('\\') && !body.includes(quote);
}

/** Reads an expression as a template: an f-string, `%` with `%s`, `.format` with `{}`, or `+`. Null for every other and for escapes. */
export function templateOf(site: FixSite, expression: Expr): TextTemplate | null {
  switch (expression.kind) {
    case 'Constant':
      return constantTemplate(site, expression);
    case 'JoinedStr':
      return formatted(site, expression);
    case 'BinOp':
      if (expression.op === '%') return percent(site, expression);
      return expression.op === '+' ? concatenated(site, expression) : null;
    case 'Call':
      return formatCall(site, expression);
    default:
      return null;
  }
}

function constantTemplate(site: FixSite, expression: Expr): TextTemplate | null {
  const token = literalToken(site, expression);
  if (token === null) return null;
  const raw = site.file.text.slice(token.bodyStart, token.bodyEnd);
  return {
    expression,
    segments: [{ kind: 'literal', raw, start: token.bodyStart, end: token.bodyEnd }],
    literal: (replacements) => replacements,
  };
}

function literalToken(site: FixSite, expression: Expr): Token | null {
  if (expression.kind !== 'Constant' || expression.type !== 'str') return null;
  const token = tokenOf(site.file.text, expression.start, expression.end);
  if (token === null || /f/i.test(token.prefix)) return null;
  return isPlainBody(site.file.text.slice(token.bodyStart, token.bodyEnd), token.quote) ? token : null;
}

/** The code of a value as an argument: with parentheses where a comma or keyword would read it otherwise. */
function codeOf(site: FixSite, value: Expr): string | null {
  const code = site.text(value);
  if (!site.isPlainLine(value.start, value.end)) return null;
  if (['NamedExpr', 'Yield', 'YieldFrom', 'Starred', 'GeneratorExp', 'Lambda', 'Tuple'].includes(value.kind))
    return null;
  return code;
}

function formatted(site: FixSite, expression: Extract<Expr, { kind: 'JoinedStr' }>): TextTemplate | null {
  const { text } = site.file;
  const token = tokenOf(text, expression.start, expression.end);
  if (token === null || !/^f$/i.test(token.prefix)) return null;
  const segments: Segment[] = [];
  let at = token.bodyStart;
  for (const part of expression.values) {
    // Parts that do not touch belong to several literals in a row.
    if (part.start !== at) return null;
    at = part.end;
    if (part.kind === 'Constant') {
      const raw = text.slice(part.start, part.end);
      if (!isPlainBody(raw, token.quote) || /[{}]/.test(raw)) return null;
      segments.push({ kind: 'literal', raw, start: part.start, end: part.end });
    } else if (part.kind === 'FormattedValue') {
      const code = codeOf(site, part.value);
      if (part.conversion !== -1 || part.formatSpec !== null || code === null) return null;
      if (text.slice(part.start + 1, part.end - 1).trim() !== code) return null;
      segments.push({ kind: 'hole', code, start: part.start, end: part.end });
    } else return null;
  }
  if (at !== token.bodyEnd) return null;
  const prefix: Edit = { start: token.start, end: token.start + token.prefix.length, text: '' };
  return { expression, segments, literal: (replacements) => [prefix, ...replacements] };
}

function percent(site: FixSite, expression: Extract<Expr, { kind: 'BinOp' }>): TextTemplate | null {
  const token = literalToken(site, expression.left);
  if (token === null) return null;
  const { right } = expression;
  const values = right.kind === 'Tuple' ? right.elts : [right];
  if (right.kind === 'Dict' || values.some((value) => value.kind === 'Starred')) return null;
  return placeholders(site, expression, token, /%s/g, values, /%(?!s)/, right.kind !== 'Tuple');
}

function formatCall(site: FixSite, expression: Extract<Expr, { kind: 'Call' }>): TextTemplate | null {
  const { func } = expression;
  if (func.kind !== 'Attribute' || func.attr !== 'format' || expression.keywords.length > 0) return null;
  const token = literalToken(site, func.value);
  return token === null
    ? null
    : placeholders(site, expression, token, /\{\}/g, expression.args, /\{(?!\})|(?<!\{)\}/, false);
}

/** A template whose literal has marks for the values in order. `foreign`: what in the literal means something else. */
function placeholders(
  site: FixSite,
  expression: Expr,
  token: Token,
  mark: RegExp,
  values: readonly Expr[],
  foreign: RegExp,
  single: boolean,
): TextTemplate | null {
  const body = site.file.text.slice(token.bodyStart, token.bodyEnd);
  if (foreign.test(body)) return null;
  const segments: Segment[] = [];
  let at = 0;
  let count = 0;
  for (const found of body.matchAll(mark)) {
    const value = values[count++];
    if (value === undefined) return null;
    const code = codeOf(site, value);
    if (code === null || value.kind === 'Starred') return null;
    if (found.index > at) segments.push(literalSegment(body, token.bodyStart, at, found.index));
    at = found.index + found[0].length;
    segments.push({ kind: 'hole', code, start: token.bodyStart + found.index, end: token.bodyStart + at });
  }
  if (at < body.length) segments.push(literalSegment(body, token.bodyStart, at, body.length));
  // `text % pair` takes a tuple apart, which only the running program knows.
  if (count !== values.length || (single && count !== 1)) return null;
  if (!site.isPlainLine(token.end, expression.end)) return null;
  const rest: Edit = { start: token.end, end: expression.end, text: '' };
  // A parenthesised literal, `("…") % x`, would lose its closing parenthesis.
  if (expression.start !== token.start) return null;
  return { expression, segments, literal: (replacements) => [...replacements, rest] };
}

function literalSegment(body: string, offset: number, from: number, to: number): Segment {
  return { kind: 'literal', raw: body.slice(from, to), start: offset + from, end: offset + to };
}

function concatenated(site: FixSite, expression: Extract<Expr, { kind: 'BinOp' }>): TextTemplate | null {
  if (!site.isPlainLine(expression.start, expression.end)) return null;
  const operands: Expr[] = [];
  let at: Expr = expression;
  while (at.kind === 'BinOp' && at.op === '+' && operands.length < 64) {
    operands.unshift(at.right);
    at = at.left;
  }
  operands.unshift(at);
  const segments: Segment[] = [];
  const tokens: Token[] = [];
  for (const operand of operands) {
    const token = literalToken(site, operand);
    if (token !== null) {
      tokens.push(token);
      const raw = site.file.text.slice(token.bodyStart, token.bodyEnd);
      segments.push({ kind: 'literal', raw, start: token.bodyStart, end: token.bodyEnd });
      continue;
    }
    if (operand.kind === 'Constant' || operand.kind === 'JoinedStr') return null;
    // `"a" + (b + c)` may add numbers first.
    if (operand.kind === 'BinOp' || operand.kind === 'BoolOp' || operand.kind === 'IfExp') return null;
    const inner = wrapped(operand);
    const code = codeOf(site, inner);
    if (code === null) return null;
    segments.push({ kind: 'hole', code, start: operand.start, end: operand.end });
  }
  const first = tokens[0];
  if (first === undefined || tokens.some((token) => token.quote !== first.quote || token.prefix !== '')) return null;
  return {
    expression,
    segments,
    literal(replacements) {
      let body = '';
      for (const segment of segments) {
        if (segment.kind === 'hole') {
          const edit = replacements.find((one) => one.start === segment.start && one.end === segment.end);
          if (edit === undefined) return null;
          body += edit.text;
          continue;
        }
        let from = segment.start;
        const inside = replacements
          .filter((one) => one.start >= segment.start && one.end <= segment.end)
          .sort((a, b) => a.start - b.start);
        for (const edit of inside) {
          body += site.file.text.slice(from, edit.start) + edit.text;
          from = edit.end;
        }
        body += site.file.text.slice(from, segment.end);
      }
      return [{ start: expression.start, end: expression.end, text: `${first.quote}${body}${first.quote}` }];
    },
  };
}

/** The value inside `str(…)`. */
function wrapped(expression: Expr): Expr {
  if (expression.kind !== 'Call' || expression.args.length !== 1 || expression.keywords.length > 0) return expression;
  const argument = expression.args[0] as Expr;
  return expression.func.kind === 'Name' && expression.func.id === 'str' && argument.kind !== 'Starred'
    ? argument
    : expression;
}

/** A Python literal of a text without control characters and backslashes; null when it holds some. */
export function pythonText(text: string): string | null {
  if (/[\0-\x1f\x7f\\]/.test(text)) return null;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? null : `'${text}'`;
}
