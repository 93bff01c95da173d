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

/** A text in TOML with its place: half-open offsets, quotes left out. */
interface Text {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  used: boolean;
}

/** Every text of a TOML document, in order: finds where a value that was parsed stands. */
export class TomlTexts {
  private readonly texts: readonly Text[];

  constructor(source: string) {
    this.texts = scan(source);
  }

  /** The place of the next text with this value that was not asked for before; null where there is none. */
  next(value: string): { readonly start: number; readonly end: number } | null {
    const found = this.texts.find((one) => !one.used && one.value === value);
    if (found === undefined) return null;
    found.used = true;
    return { start: found.start, end: found.end };
  }
}

function scan(source: string): Text[] {
  const texts: Text[] = [];
  const token = /#[^\n]*|"""(?:[^\\]|\\[\s\S])*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g;
  for (const match of source.matchAll(token)) {
    const raw = match[0];
    if (raw[0] === '#') continue;
    const quotes = raw.startsWith('"""') || raw.startsWith("'''") ? 3 : 1;
    const body = raw.slice(quotes, raw.length - quotes);
    const start = (match.index as number) + quotes;
    texts.push({ value: raw[0] === '"' ? unescape(body) : body, start, end: start + body.length, used: false });
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
