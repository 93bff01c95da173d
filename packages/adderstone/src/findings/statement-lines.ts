import type { ExceptHandler, Expr, MatchCase, Module, Stmt } from '../python/nodes.ts';

/**
 * Spans of the statements of one file, sorted and disjoint, as pairs of half-open offsets: of a compound statement only its
 * header up to the colon, each decorator, handler and case by itself. Small enough to keep when the tree is dropped.
 */
export type StatementSpans = Int32Array;

/** A half-open span in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Collects the statement spans of a tree, without recursion; `text` is the text it was parsed from. */
export function statementSpans(module: Module, text: string): StatementSpans {
  const pairs: Span[] = [];
  const pending: (readonly Stmt[])[] = [module.body];
  for (let body = pending.pop(); body !== undefined; body = pending.pop()) {
    for (const statement of body) {
      switch (statement.kind) {
        case 'FunctionDef':
        case 'ClassDef': {
          for (const decorator of statement.decorators) pairs.push({ start: decorator.start, end: decorator.end });
          // The header starts at its keyword, which stands on the line of the name or, with a continuation, before it.
          const start = lineStart(text, statement.nameStart);
          pairs.push({ start, end: headerEnd(text, lastOfHeader(statement)) });
          pending.push(statement.body);
          break;
        }
        case 'If':
        case 'While':
          pairs.push({ start: statement.start, end: headerEnd(text, statement.test.end) });
          pending.push(statement.body, statement.orelse);
          break;
        case 'For':
          pairs.push({ start: statement.start, end: headerEnd(text, statement.iter.end) });
          pending.push(statement.body, statement.orelse);
          break;
        case 'With':
          pairs.push({ start: statement.start, end: headerEnd(text, lastEnd(statement.items, statement.start)) });
          pending.push(statement.body);
          break;
        case 'Match':
          pairs.push({ start: statement.start, end: headerEnd(text, statement.subject.end) });
          for (const each of statement.cases) pushHeader(each, (each.guard ?? each.pattern).end);
          break;
        case 'Try':
          pairs.push({ start: statement.start, end: headerEnd(text, statement.start) });
          for (const each of statement.handlers) pushHeader(each, each.type?.end ?? each.start);
          pending.push(statement.body, statement.orelse, statement.finalbody);
          break;
        default:
          pairs.push({ start: statement.start, end: statement.end });
      }
    }
  }
  pairs.sort((a, b) => a.start - b.start);
  const spans = new Int32Array(pairs.length * 2);
  pairs.forEach((pair, i) => {
    spans[i * 2] = pair.start;
    spans[i * 2 + 1] = pair.end;
  });
  return spans;

  function pushHeader(part: ExceptHandler | MatchCase, from: number): void {
    pairs.push({ start: part.start, end: headerEnd(text, from) });
    pending.push(part.body);
  }
}

/** The statement (or header) that an offset lies in, or null: between statements, on an `else:`. */
export function statementAt(spans: StatementSpans, offset: number): Span | null {
  let low = 0;
  let high = spans.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = spans[middle * 2] as number;
    const end = spans[middle * 2 + 1] as number;
    if (offset < start) high = middle - 1;
    else if (offset > end) low = middle + 1;
    else return { start, end };
  }
  return null;
}

function lastOfHeader(statement: Extract<Stmt, { kind: 'FunctionDef' | 'ClassDef' }>): number {
  const parts: (readonly { end: number }[])[] = [statement.typeParams];
  if (statement.kind === 'ClassDef') parts.push(statement.bases, statement.keywords);
  else {
    const { args } = statement;
    const values: Expr[] = [...args.defaults];
    for (const value of args.kwDefaults) if (value !== null) values.push(value);
    parts.push([args], args.posonlyargs, args.args, args.kwonlyargs, values);
    for (const one of [args.vararg, args.kwarg, statement.returns]) if (one !== null) parts.push([one]);
  }
  let end = statement.nameStart + statement.name.length;
  for (const part of parts) end = lastEnd(part, end);
  return end;
}

function lastEnd(parts: readonly { readonly end: number }[], least: number): number {
  let end = least;
  for (const part of parts) if (part.end > end) end = part.end;
  return end;
}

/** The offset behind the colon that ends a header, from the end of its last expression; comments are stepped over. */
function headerEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === ':') return at + 1;
    if (character === '#') {
      while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    } else at++;
  }
  return from;
}

function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}
