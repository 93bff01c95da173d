import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { CompiledModels, EntryRow } from './model.ts';
import { isPlaceProblem, parsePlace } from './place.ts';
import { KINDS, type Kind, TIERS, type Tier } from './vocabulary.ts';

/** Why a model file was refused: 1-based line and column, and what was expected there. */
export interface ModelProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

const PARTS = [
  'library',
  'docs',
  'types',
  'bases',
  'aliases',
  'returns',
  'entries',
  'sources',
  'sinks',
  'sanitizers',
  'guards',
  'flows',
];
const ENTRY_FORMS = ['decorator', 'subclass', 'signature', 'function', 'call'] as const;
const ENTRY_KEYS = [...ENTRY_FORMS, 'taints', 'origin', 'except', 'methods', 'types', 'returns', 'parts'];
const SIGNATURE = /^(?:[A-Za-z_]\w*(?:, [A-Za-z_]\w*)*|\*, [A-Za-z_]\w*)$/;
const PATH = /^[A-Za-z_][\w.#()[\]]*$/;

/**
 * Compiles the texts of model files (YAML) to one table; rows keep the order of the files as given. Refuses the whole with one
 * problem a wrong row, each with line and column.
 */
export function compileModels(
  files: readonly { readonly path: string; readonly text: string }[],
): { readonly models: CompiledModels } | { readonly problems: readonly ModelProblem[] } {
  const compiler = new Compiler();
  for (const file of files) compiler.file(file.path, file.text);
  return compiler.problems.length > 0 ? { problems: compiler.problems } : { models: compiler.models };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Compiler {
  readonly problems: ModelProblem[] = [];
  private readonly types: Record<string, string[]> = {};
  private readonly bases: Record<string, string[]> = {};
  private readonly aliases: Record<string, string> = {};
  private readonly returns: Record<string, string> = {};
  private readonly libraries: { library: string; docs: string }[] = [];
  private readonly entries: EntryRow[] = [];
  private readonly sources: { tier: Tier; place: string }[] = [];
  private readonly sinks: { kind: Kind; place: string }[] = [];
  private readonly sanitizers: { kind: Kind; place: string }[] = [];
  private readonly guards: { kind: Kind; place: string }[] = [];
  private readonly flows: string[] = [];
  private path = '';
  private lines = new LineCounter();

  get models(): CompiledModels {
    const { libraries, types, bases, aliases, returns, entries, sources, sinks, sanitizers, guards, flows } = this;
    return { libraries, types, bases, aliases, returns, entries, sources, sinks, sanitizers, guards, flows };
  }

  file(path: string, text: string): void {
    this.path = path;
    this.lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    for (const error of document.errors)
      this.problem(error.pos[0], `YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}`);
    if (document.errors.length > 0) return;
    const root = document.contents;
    if (!isMap(root)) {
      this.problem(0, 'a map of the parts of a model');
      return;
    }
    const library = this.text(root.get('library', true) as Node | undefined);
    const docs = this.text(root.get('docs', true) as Node | undefined);
    if (library === null || docs === null) {
      this.problem(root.range?.[0] ?? 0, 'the keys `library` and `docs`');
      return;
    }
    this.libraries.push({ library, docs });
    for (const pair of root.items) {
      const key = this.text(pair.key as Node);
      const value = pair.value as Node;
      const at = this.offset(pair.key as Node);
      if (key === null || !PARTS.includes(key)) {
        this.problem(at, `one of ${PARTS.join(', ')}`);
        continue;
      }
      switch (key) {
        case 'types':
          this.lists(value, (cls, place, offset) => {
            for (const path of this.paths(place, offset)) add(this.types, path, cls);
          });
          break;
        case 'bases':
          this.lists(value, (cls, place, offset) => {
            for (const path of this.paths(place, offset)) add(this.bases, cls, path);
          });
          break;
        case 'aliases':
          this.lists(value, (to, place, offset) => {
            for (const path of this.paths(place, offset)) this.aliases[path] = to;
          });
          break;
        case 'returns':
          this.lists(value, (to, place, offset) => {
            for (const path of this.paths(place, offset)) this.returns[path] = to;
          });
          break;
        case 'sources':
          this.vocabulary(value, TIERS, (tier, place) => this.sources.push({ tier, place }));
          break;
        case 'sinks':
          this.vocabulary(value, KINDS, (kind, place) => this.sinks.push({ kind, place }));
          break;
        case 'sanitizers':
          this.vocabulary(value, KINDS, (kind, place) => this.sanitizers.push({ kind, place }));
          break;
        case 'guards':
          this.vocabulary(value, KINDS, (kind, place) => this.guards.push({ kind, place }));
          break;
        case 'flows':
          for (const [text, offset] of this.texts(value)) {
            const sides = text.split(/ [-=]> /);
            if (sides.length !== 2) this.problem(offset, '`place -> target` or `place => target`');
            else {
              this.place(sides[0] as string, offset);
              this.flows.push(text);
            }
          }
          break;
        case 'entries':
          this.entryRows(value);
          break;
        default:
          break;
      }
    }
  }

  private entryRows(node: Node): void {
    if (!isSeq(node)) {
      this.problem(this.offset(node), 'a list of entry rows');
      return;
    }
    for (const item of node.items as Node[]) {
      const at = this.offset(item);
      if (!isMap(item)) {
        this.problem(at, 'a map with one of decorator, subclass, signature, function, call');
        continue;
      }
      const row: Partial<Writable<EntryRow>> = {
        methods: [],
        parts: [],
        except: [],
        taints: 'params',
        types: {},
        returns: null,
      };
      for (const pair of (item as YAMLMap).items) {
        const key = this.text(pair.key as Node) ?? '';
        const value = pair.value as Node;
        if (!ENTRY_KEYS.includes(key)) this.problem(this.offset(pair.key as Node), `one of ${ENTRY_KEYS.join(', ')}`);
        const form = ENTRY_FORMS.find((one) => one === key);
        if (form !== undefined) {
          const text = this.text(value) ?? '';
          const offset = this.offset(value) + (isScalar(value) && value.type?.startsWith('QUOTE') ? 1 : 0);
          if (form !== 'signature') this.place(text, offset);
          else if (!SIGNATURE.test(text))
            this.problem(offset, 'names of parameters, `environ, start_response`, or `*, REQUEST`');
          row.by = form;
          row.place = text;
        } else if (key === 'taints') row.taints = this.text(value) ?? 'params';
        else if (key === 'origin') {
          const tier = TIERS.find((one) => one === this.text(value));
          if (tier === undefined) this.problem(this.offset(value), `one of ${TIERS.join(', ')}`);
          else row.origin = tier;
        } else if (key === 'returns') {
          const kind = KINDS.find((one) => one === this.text(value));
          if (kind === undefined) this.problem(this.offset(value), `one of ${KINDS.join(', ')}`);
          else row.returns = kind;
        } else if (key === 'types') row.types = this.slotTypes(value);
        else if (key === 'except') row.except = this.texts(value).map(([text]) => text);
        else if (key === 'parts') row.parts = this.texts(value).map(([text]) => text);
        else if (key === 'methods') row.methods = this.texts(value).map(([text]) => text);
      }
      if (row.by === undefined || row.origin === undefined) this.problem(at, 'a form and `origin`');
      else this.entries.push(row as EntryRow);
    }
  }

  private slotTypes(node: Node): Readonly<Record<string, string>> {
    const types: Record<string, string> = {};
    if (!isMap(node)) {
      this.problem(this.offset(node), 'a map of slots to classes');
      return types;
    }
    for (const pair of node.items) {
      const slot = this.text(pair.key as Node) ?? '';
      const cls = this.text(pair.value as Node) ?? '';
      if (!/^(?:[0-9]{1,2}|[A-Za-z_]\w*)(?:\|[A-Za-z_]\w*)*$/.test(slot))
        this.problem(this.offset(pair.key as Node), 'a slot in quotes: number, name or `number|name`');
      else if (!PATH.test(cls)) this.problem(this.offset(pair.value as Node), 'a dotted path');
      else types[slot] = cls;
    }
    return types;
  }

  private vocabulary<K extends string>(node: Node, words: readonly K[], add: (word: K, place: string) => void): void {
    this.lists(node, (key, place, offset, keyOffset) => {
      const word = words.find((one) => one === key);
      if (word === undefined) this.problem(keyOffset, `one of ${words.join(', ')}`);
      else {
        this.place(place, offset);
        add(word, place);
      }
    });
  }

  private lists(node: Node, add: (key: string, text: string, offset: number, keyOffset: number) => void): void {
    if (!isMap(node)) {
      this.problem(this.offset(node), 'a map to lists');
      return;
    }
    for (const pair of node.items) {
      const key = this.text(pair.key as Node);
      const keyOffset = this.offset(pair.key as Node);
      if (key === null) this.problem(keyOffset, 'a text');
      else for (const [text, offset] of this.texts(pair.value as Node)) add(key, text, offset, keyOffset);
    }
  }

  private texts(node: Node | null): [string, number][] {
    if (!isSeq(node)) {
      this.problem(this.offset(node), 'a list of texts');
      return [];
    }
    const found: [string, number][] = [];
    for (const item of node.items as Node[]) {
      const text = this.text(item);
      if (text === null) this.problem(this.offset(item), 'a text; quote places that hold `{`, `#` or `: `');
      // A quoted text starts behind its quote.
      else found.push([text, this.offset(item) + (isScalar(item) && item.type?.startsWith('QUOTE') ? 1 : 0)]);
    }
    return found;
  }

  private place(text: string, offset: number): void {
    const place = parsePlace(text.replaceAll('[]', ''));
    if (isPlaceProblem(place)) this.problem(offset + place.column, place.expected);
  }

  /** The plain paths of a place without slots and condition; `[]` stands for an item. */
  private paths(text: string, offset: number): readonly string[] {
    let paths: readonly string[] = [''];
    const pieces = text.split('[]');
    for (let i = 0; i < pieces.length; i++) {
      const piece = pieces[i] as string;
      if (i > 0) paths = paths.map((path) => `${path}[]`);
      if (piece === '') continue;
      // Behind an item the place goes on with a dot, which the grammar wants a name before.
      const place = parsePlace(i === 0 ? piece : `x${piece}`);
      if (isPlaceProblem(place)) {
        this.problem(offset + place.column, place.expected);
        return [];
      }
      if (place.slots.length > 0 || place.condition !== null) {
        this.problem(offset, 'a path without slots and condition');
        return [];
      }
      const tails = place.paths.map((path) => path.replaceAll('()#', '().').slice(i === 0 ? 0 : 1));
      paths = paths.flatMap((path) => tails.map((tail) => path + tail));
    }
    for (const path of paths) if (!PATH.test(path)) this.problem(offset, 'a dotted path');
    return paths;
  }

  private text(node: Node | null | undefined): string | null {
    return isScalar(node) && typeof node.value === 'string' ? node.value : null;
  }

  private offset(node: Node | null): number {
    return node?.range?.[0] ?? 0;
  }

  private problem(offset: number, expected: string): void {
    const { line, col } = this.lines.linePos(offset);
    this.problems.push({ path: this.path, line, column: col, expected });
  }
}

function add(table: Record<string, string[]>, key: string, value: string): void {
  const list = table[key];
  if (list === undefined) table[key] = [value];
  else list.push(value);
}
