import { parse, TomlError } from 'smol-toml';

/** A table of TOML. */
export type Table = Readonly<Record<string, unknown>>;

/** Reads TOML 1.0; `line` is where it stops being that. */
export function readToml(text: string): { readonly table: Table } | { readonly line: number | null } {
  try {
    return { table: parse(text.replace(/^\ufeff/, ' ')) as Table };
  } catch (error) {
    return { line: error instanceof TomlError ? error.line : null };
  }
}

/** Half-open offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Every text of a TOML document, in order: finds where a value that was parsed stands. */
export class TomlTexts {
  private readonly places = new Map<string, Span[]>();

  constructor(source: string) {
    for (const { value, ...span } of scan(source)) {
      const list = this.places.get(value);
      if (list === undefined) this.places.set(value, [span]);
      else list.push(span);
    }
    for (const list of this.places.values()) list.reverse();
  }

  /** The place of the next text with this value that was not asked for before, its quotes left out; null where there is none. */
  next(value: string): Span | null {
    return this.places.get(value)?.pop() ?? null;
  }
}

/**
 * Where keys stand: `header` and key, a line end between them, to the span of the line's assignment; a header by itself to its own. Of tables in
 * the usual form, a key a line; of keys that stand twice the first.
 */
export function keyPlaces(source: string): ReadonlyMap<string, Span> {
  const places = new Map<string, Span>();
  const put = (key: string, span: Span): void => {
    if (!places.has(key)) places.set(key, span);
  };
  let header = '';
  let at = 0;
  for (const line of source.split('\n')) {
    const start = at + line.length - line.trimStart().length;
    const text = line.trim();
    at += line.length + 1;
    const head = /^\[\[?([^\]]*)\]/.exec(text);
    if (head !== null) {
      header = (head[1] as string).replace(/[\s"']/g, '');
      put(header, { start, end: start + head[0].length });
      continue;
    }
    const cut = text.indexOf('=');
    if (cut <= 0 || text.startsWith('#')) continue;
    const key = text.slice(0, cut).trim().replace(/["']/g, '').split('.')[0] as string;
    put(`${header}\n${key}`, { start, end: start + text.length });
  }
  return places;
}

function scan(source: string): (Span & { readonly value: string })[] {
  const texts: (Span & { readonly value: string })[] = [];
  const token = /#[^\n]*|"""(?:[^\\]|\\[\s\S])*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g;
  for (const match of source.matchAll(token)) {
    const raw = match[0];
    if (raw[0] === '#') continue;
    const quotes = raw.startsWith('"""') || raw.startsWith("'''") ? 3 : 1;
    const body = raw.slice(quotes, raw.length - quotes);
    const start = (match.index as number) + quotes;
    texts.push({ value: raw[0] === '"' ? unescape(body) : body, start, end: start + body.length });
  }
  return texts;
}

function unescape(body: string): string {
  return body.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, one: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return one === 'n' ? '\n' : one === 't' ? '\t' : one === 'r' ? '\r' : (one as string);
  });
}

/** Half-open offsets of the value of the line `name = …` below each header `[[header]]`, in order. */
export function entryPlaces(source: string, header: string): { readonly start: number; readonly end: number }[] {
  const places: { start: number; end: number }[] = [];
  const heads = [...source.matchAll(new RegExp(`^[ \\t]*\\[\\[[ \\t]*${header}[ \\t]*\\]\\]`, 'gm'))];
  heads.forEach((head, i) => {
    const from = head.index as number;
    const to = heads[i + 1]?.index ?? source.length;
    const block = source.slice(from, to);
    const name = /^[ \t]*name[ \t]*=[ \t]*(["'][^"'\n]*["'])/m.exec(block);
    if (name === null) places.push({ start: from, end: from + head[0].length });
    else {
      const start = from + name.index + name[0].length - (name[1] as string).length;
      places.push({ start, end: start + (name[1] as string).length });
    }
  });
  return places;
}

/** A value that is a table; an empty one otherwise. */
export function tableOf(value: unknown): Table {
  return isTable(value) ? value : {};
}

/** Whether a value is a table. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value that is a text; null otherwise. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A value that is a list; an empty one otherwise. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
