/** A JSON value as `readStrictJson` gives it: objects have no prototype. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** An object: each name once. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** How large a text may be. */
export interface JsonBounds {
  /** UTF-16 code units of the text. */
  readonly length: number;
  /** Objects and lists within each other. */
  readonly depth: number;
  /** Values, those within others included. */
  readonly values: number;
}

/** Signals a refusal within this file only. */
class Refusal extends Error {}

/**
 * Reads JSON (RFC 8259) from an untrusted source. Unlike `JSON.parse` it refuses a name that an object has twice, of which readers make different
 * things, and what is over the bounds; time is linear. A refusal is one sentence without its subject, with line and column.
 */
export function readStrictJson(
  text: string,
  bounds: JsonBounds,
): { readonly value: JsonValue } | { readonly refused: string } {
  if (text.length > bounds.length)
    return { refused: `has ${text.length} characters; at most ${bounds.length} are read` };
  const reader = new Reader(text, bounds);
  try {
    return { value: reader.document() };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

/** An object, or null for any other value. */
export function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
class Reader {
  private at = 0;
  private count = 0;
  private readonly text: string;
  private readonly bounds: JsonBounds;

  constructor(text: string, bounds: JsonBounds) {
    this.text = text;
    this.bounds = bounds;
  }

  document(): JsonValue {
    this.space();
    const value = this.value(0);
    if (this.at < this.text.length) this.refuse('is not valid JSON');
    return value;
  }

  private refuse(why: string): never {
    const before = this.text.slice(0, this.at).split('\n');
    throw new Refusal(`${why}, at line ${before.length}, column ${(before.at(-1) as string).length + 1}`);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) this.refuse('is not valid JSON');
    this.at += found.length;
    return found;
  }

  private space(): void {
    this.match(SPACE);
  }

  /** Takes a character and the space behind it where it stands here. */
  private takes(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    this.space();
    return true;
  }

  private value(depth: number): JsonValue {
    if (++this.count > this.bounds.values) this.refuse(`has more than ${this.bounds.values} values`);
    if (depth > this.bounds.depth) this.refuse(`is nested deeper than ${this.bounds.depth} levels`);
    const value = this.scalarOrContainer(depth);
    this.space();
    return value;
  }

  private scalarOrContainer(depth: number): JsonValue {
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.list(depth);
    if (first === '"') return this.string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    const number = Number(this.match(NUMBER));
    if (!Number.isFinite(number)) this.refuse('has a number that is too large');
    return number;
  }

  private string(): string {
    const start = this.at;
    let end = this.text.indexOf('"', start + 1);
    while (end >= 0 && this.isEscaped(end, start)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.refuse('has a string without an end');
    try {
      const value = JSON.parse(this.text.slice(start, end + 1)) as string;
      this.at = end + 1;
      return value;
    } catch {
      this.refuse('has a string that is not valid JSON');
    }
  }

  /** Whether an odd number of backslashes stands before a place, down to another. */
  private isEscaped(at: number, start: number): boolean {
    let count = 0;
    for (let i = at - 1; i > start && this.text[i] === '\\'; i--) count++;
    return count % 2 === 1;
  }

  private list(depth: number): readonly JsonValue[] {
    this.takes('[');
    const list: JsonValue[] = [];
    if (this.takes(']')) return list;
    do list.push(this.value(depth + 1));
    while (this.takes(','));
    if (this.text[this.at] !== ']') this.refuse('is not valid JSON');
    this.at++;
    return list;
  }

  private object(depth: number): JsonObject {
    this.takes('{');
    const object: { [name: string]: JsonValue } = Object.create(null) as { [name: string]: JsonValue };
    if (this.text[this.at] === '}') {
      this.at++;
      return object;
    }
    do {
      if (this.text[this.at] !== '"') this.refuse('is not valid JSON');
      const start = this.at;
      const name = this.string();
      if (name in object) {
        this.at = start;
        this.refuse(`has the name ${JSON.stringify(name.slice(0, 60))} twice in one object`);
      }
      this.space();
      if (!this.takes(':')) this.refuse('is not valid JSON');
      object[name] = this.value(depth + 1);
    } while (this.takes(','));
    if (this.text[this.at] !== '}') this.refuse('is not valid JSON');
    this.at++;
    return object;
  }
}
