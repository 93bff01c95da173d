/**
 * The place language: how models and rules name a part of a library.
 *
 *     place     := ['await '] path [slots] [condition]
 *     path      := name ('.' name | '#' name | '()' )*      `#` is a member of an instance of the class before it
 *     name      := identifier | '{' dotted (',' dotted)* '}'
 *     dotted    := identifier (('.' | '#') identifier)*
 *     slots     := '(' slot (',' slot)* ')'                 directly behind the path
 *     slot      := number | identifier | number '|' identifier | 'self' | '*' | '**'
 *     condition := (' if ' | ' unless ') test (' and ' test)* | ' when ' ('True' | 'False')
 *     test      := slot '=' literal ('|' literal)* | slot ' in ' path (' ' path)*
 *
 * Alternatives in braces are expanded, so a parsed place has one or more plain paths.
 */

/** One argument position of a call: by number (0-based), by keyword, or both. */
export interface Slot {
  readonly position: number | null;
  readonly keyword: string | null;
  /** `self`: the receiver; `rest`: all positional; `keywords`: all keyword arguments; `argument`: as position and keyword say. */
  readonly role: 'argument' | 'self' | 'rest' | 'keywords';
}

/** A test of one argument. */
export interface SlotTest {
  readonly slot: Slot;
  /** Constant texts (Python literals) or dotted paths that satisfy the test. */
  readonly values: readonly string[];
  readonly isPath: boolean;
}

/** When a place counts. */
export type Condition =
  | { readonly kind: 'if' | 'unless'; readonly tests: readonly SlotTest[] }
  | { readonly kind: 'when'; readonly outcome: boolean };

/** A parsed place. */
export interface PlacePattern {
  readonly paths: readonly string[];
  readonly awaited: boolean;
  readonly slots: readonly Slot[];
  readonly condition: Condition | null;
}

/** Why a place could not be read: 0-based column in the text and what was expected. */
export interface PlaceProblem {
  readonly column: number;
  readonly expected: string;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DOTTED = /[A-Za-z_][A-Za-z0-9_]*(?:[.#][A-Za-z_][A-Za-z0-9_]*)*/y;

class Reader {
  readonly text: string;
  at: number;
  constructor(text: string) {
    this.text = text;
    this.at = 0;
  }
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at += found[0].length;
    return found[0];
  }
  fail(expected: string): never {
    throw new PlaceError(this.at, expected);
  }
}

class PlaceError extends Error {
  readonly column: number;
  readonly expected: string;
  constructor(column: number, expected: string) {
    super(expected);
    this.column = column;
    this.expected = expected;
  }
}

/** Reads a place. Refuses a text outside the grammar with a problem that names the column and what was expected there. */
export function parsePlace(text: string): PlacePattern | PlaceProblem {
  try {
    return readPlace(new Reader(text));
  } catch (error) {
    if (error instanceof PlaceError) return { column: error.column, expected: error.expected };
    throw error;
  }
}

/** True when `parsePlace` refused. */
export function isPlaceProblem(result: PlacePattern | PlaceProblem): result is PlaceProblem {
  return 'expected' in result;
}

function readPlace(reader: Reader): PlacePattern {
  const awaited = reader.take('await ');
  const paths = readPath(reader);
  const slots: Slot[] = [];
  if (reader.take('(')) {
    do {
      while (reader.take(' '));
      slots.push(readSlot(reader));
    } while (reader.take(','));
    if (!reader.take(')')) reader.fail('`,` or `)`');
  }
  const condition = readCondition(reader);
  if (reader.at !== reader.text.length) reader.fail('the end, ` if `, ` unless ` or ` when `');
  return { paths, awaited, slots, condition };
}

function readPath(reader: Reader): string[] {
  let paths = readName(reader);
  for (;;) {
    if (reader.take('()')) {
      paths = paths.map((path) => `${path}()`);
    } else if (reader.text[reader.at] === '.' || reader.text[reader.at] === '#') {
      const separator = reader.text[reader.at] as string;
      reader.at++;
      const names = readName(reader);
      paths = paths.flatMap((path) => names.map((name) => path + separator + name));
    } else {
      return paths;
    }
  }
}

function readName(reader: Reader): string[] {
  if (!reader.take('{')) return [reader.match(NAME) ?? reader.fail('a name or `{`')];
  const names: string[] = [];
  do {
    while (reader.take(' '));
    names.push(reader.match(DOTTED) ?? reader.fail('a name'));
  } while (reader.take(','));
  if (!reader.take('}')) reader.fail('`,` or `}`');
  return names;
}

function readSlot(reader: Reader): Slot {
  if (reader.take('**')) return { position: null, keyword: null, role: 'keywords' };
  if (reader.take('*')) return { position: null, keyword: null, role: 'rest' };
  const number = reader.match(/[0-9]{1,3}/y);
  if (number === null) {
    const keyword = reader.match(NAME) ?? reader.fail('a slot: number, name, `self`, `*` or `**`');
    if (keyword === 'self') return { position: null, keyword: null, role: 'self' };
    return { position: null, keyword, role: 'argument' };
  }
  const keyword = reader.take('|') ? (reader.match(NAME) ?? reader.fail('a name')) : null;
  return { position: Number(number), keyword, role: 'argument' };
}

function readCondition(reader: Reader): Condition | null {
  if (reader.take(' when ')) {
    if (reader.take('True')) return { kind: 'when', outcome: true };
    if (reader.take('False')) return { kind: 'when', outcome: false };
    reader.fail('`True` or `False`');
  }
  const kind = reader.take(' if ') ? 'if' : reader.take(' unless ') ? 'unless' : null;
  if (kind === null) return null;
  const tests: SlotTest[] = [];
  do {
    const slot = readSlot(reader);
    if (reader.take('=')) {
      const values: string[] = [];
      do values.push(reader.match(/'[^']*'|"[^"]*"|-?[0-9]+|True|False|None/y) ?? reader.fail('a literal'));
      while (reader.take('|'));
      tests.push({ slot, values, isPath: false });
    } else if (reader.take(' in')) {
      const values: string[] = [];
      while (!reader.text.startsWith(' and ', reader.at) && reader.take(' ')) values.push(...readPath(reader));
      if (values.length === 0) reader.fail('a path');
      tests.push({ slot, values, isPath: true });
    } else reader.fail('`=` or ` in `');
  } while (reader.take(' and '));
  return { kind, tests };
}
