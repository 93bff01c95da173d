import type { Expr, Node } from '../python/nodes.ts';
import { children } from '../python/walk.ts';
import type { Span } from './detection.ts';

/** Longest text that is put together, in characters. */
const LONGEST = 1 << 16;
/** How deep expressions and names are followed. */
const DEEPEST = 24;
/** How many expressions one fold visits: names that are bound to sums of names multiply. */
const MOST_STEPS = 2000;
/** Stands in a folded text for what is not known. */
export const UNKNOWN = '\0';

/** A text that an expression gives whatever runs, as far as it can be told without running anything. */
export interface Folded {
  /** The text; bytes as one character a byte. What is not known is `UNKNOWN`. */
  readonly text: string;
  /** The literals that it is made of, in order of use. */
  readonly literals: readonly Span[];
  /** True for one literal as it stands: what the text scan sees too. */
  readonly plain: boolean;
}

/** What the names of one function or module are bound to, where they are bound exactly once to begin with. */
export interface Scope {
  readonly bindings: ReadonlyMap<string, readonly Expr[] | null>;
  readonly outer: Scope | null;
}

/** The scope of a function or module; its bindings are looked for when a name is asked for. */
export function scopeOf(body: readonly Node[], outer: Scope | null): Scope {
  let bindings: ReadonlyMap<string, readonly Expr[] | null> | null = null;
  return {
    outer,
    get bindings() {
      bindings ??= bindingsOf(body);
      return bindings;
    },
  };
}

/**
 * The bindings of a body: a name with one plain assignment, then only `+=`, has that list of parts; one that is bound in any other way
 * is null. Functions and classes inside are not entered.
 */
function bindingsOf(body: readonly Node[]): ReadonlyMap<string, readonly Expr[] | null> {
  const bindings = new Map<string, Expr[] | null>();
  const stack: Node[] = [...body].reverse();
  const below: Node[] = [];
  const bind = (name: string, value: Expr): void => {
    bindings.set(name, bindings.has(name) ? null : [value]);
  };
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda') continue;
    if (node.kind === 'Assign') {
      for (const target of node.targets) {
        if (target.kind === 'Name') bind(target.id, node.value);
        else if (
          target.kind === 'Tuple' &&
          node.value.kind === 'Tuple' &&
          target.elts.length === node.value.elts.length
        ) {
          for (const [i, one] of target.elts.entries())
            if (one.kind === 'Name') bind(one.id, node.value.elts[i] as Expr);
            else loseNames(one, bindings);
        } else loseNames(target, bindings);
      }
    } else if (node.kind === 'AnnAssign' && node.target.kind === 'Name') {
      if (node.value !== null) bind(node.target.id, node.value);
    } else if (node.kind === 'NamedExpr') bind(node.target.id, node.value);
    else if (node.kind === 'AugAssign' && node.target.kind === 'Name') {
      const parts = bindings.get(node.target.id);
      if (node.op === '+' && parts != null) parts.push(node.value);
      else bindings.set(node.target.id, null);
    } else if (node.kind === 'For') loseNames(node.target, bindings);
    below.length = 0;
    children(node, below);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Node);
  }
  return bindings;
}

function loseNames(target: Expr, bindings: Map<string, Expr[] | null>): void {
  if (target.kind === 'Name') bindings.set(target.id, null);
  else if (target.kind === 'Tuple' || target.kind === 'List') for (const one of target.elts) loseNames(one, bindings);
  else if (target.kind === 'Starred') loseNames(target.value, bindings);
}

/** The parts that a name is bound to in a scope or one around it; null when that is not known. */
export function bindingOf(name: string, scope: Scope | null): readonly Expr[] | null {
  for (let at = scope; at !== null; at = at.outer) {
    const parts = at.bindings.get(name);
    if (parts !== undefined) return parts;
  }
  return null;
}

/** Folds an expression to a text: literals, `+`, `%`, `*`, f-strings, `format`, `join`, slices, `b64decode`, `fromhex`, `bytes([…])`, `chr`, names that are bound once. Null when nothing of it is known. */
export function fold(node: Expr, scope: Scope | null): Folded | null {
  const folded = foldAt(node, scope, 0, { left: MOST_STEPS });
  return folded === null || folded.text.length > LONGEST || /^\0*$/.test(folded.text) ? null : folded;
}

function foldAt(node: Expr, scope: Scope | null, depth: number, steps: { left: number }): Folded | null {
  if (depth > DEEPEST || --steps.left < 0) return null;
  const go = (one: Expr): Folded | null => foldAt(one, scope, depth + 1, steps);
  switch (node.kind) {
    case 'Constant':
      if (node.type !== 'str' && node.type !== 'bytes') return null;
      return { text: node.value as string, literals: [node], plain: true };
    case 'Name': {
      const parts = bindingOf(node.id, scope);
      if (parts === null) return null;
      return composed(parts.map((part) => foldAt(part, scope, depth + 4, steps)));
    }
    case 'JoinedStr':
      return composed(
        node.values.map((value) =>
          value.kind !== 'FormattedValue' ? go(value) : value.formatSpec === null ? go(value.value) : null,
        ),
      );
    case 'BinOp':
      return foldOperation(node, scope, go);
    case 'Subscript':
      return foldSlice(node, go);
    case 'NamedExpr':
      return go(node.value);
    case 'Call':
      return foldCall(node, scope, go);
    default:
      return null;
  }
}

/** Texts one behind the other; what is null is unknown. */
function composed(parts: readonly (Folded | null)[], between = ''): Folded {
  let text = '';
  for (const [i, part] of parts.entries()) {
    text += (i === 0 ? '' : between) + (part?.text ?? UNKNOWN);
    if (text.length > LONGEST) break;
  }
  return { text, literals: parts.flatMap((part) => part?.literals ?? []), plain: false };
}

function changed(from: Folded, text: string): Folded {
  return { text, literals: from.literals, plain: false };
}

/** What an encoded text stands for when that can be read, else the encoded text itself: key material. */
function decoded(from: Folded, text: string): Folded {
  return changed(from, text !== '' && /^[\t\n\r\x20-\x7e]+$/.test(text) ? text : from.text);
}

function foldOperation(
  node: Extract<Expr, { kind: 'BinOp' }>,
  scope: Scope | null,
  go: (one: Expr) => Folded | null,
): Folded | null {
  if (node.op === '+') {
    // Left-deep chains are long: flatten them.
    const operands: Expr[] = [];
    let at: Expr = node;
    while (at.kind === 'BinOp' && at.op === '+') {
      operands.push(at.right);
      at = at.left;
    }
    operands.push(at);
    return composed(operands.reverse().map(go));
  }
  if (node.op === '%') {
    const pattern = go(node.left);
    if (pattern === null) return null;
    const named = namedValues(node.right, scope, go);
    if (named !== null) {
      const text = pattern.text.replace(
        /%\((\w*)\)[-#0-9.]*[a-z]/gi,
        (_, name: string) => named.get(name)?.text ?? UNKNOWN,
      );
      return {
        text,
        literals: [...pattern.literals, ...[...named.values()].flatMap((one) => one?.literals ?? [])],
        plain: false,
      };
    }
    const values = node.right.kind === 'Tuple' ? node.right.elts.map(go) : [go(node.right)];
    let next = 0;
    const text = pattern.text.replace(/%(?:\(\w*\))?[-#0-9.]*[a-z%]/gi, (mark) => {
      if (mark === '%%') return '%';
      return values[next++]?.text ?? UNKNOWN;
    });
    return { text, literals: [...pattern.literals, ...values.flatMap((value) => value?.literals ?? [])], plain: false };
  }
  return null;
}

/** The values of a dictionary by the texts of its keys, or of what a name is bound to; null for anything else. */
function namedValues(
  node: Expr,
  scope: Scope | null,
  go: (one: Expr) => Folded | null,
): ReadonlyMap<string, Folded | null> | null {
  const [bound, more] = node.kind === 'Name' ? (bindingOf(node.id, scope) ?? []) : [node];
  if (bound?.kind !== 'Dict' || more !== undefined || bound.keys.length > 256) return null;
  return new Map(
    bound.keys.flatMap((key, i) =>
      key?.kind === 'Constant' && typeof key.value === 'string'
        ? [[key.value, go(bound.values[i] as Expr)] as const]
        : [],
    ),
  );
}

function foldSlice(node: Extract<Expr, { kind: 'Subscript' }>, go: (one: Expr) => Folded | null): Folded | null {
  const { slice } = node;
  if (slice.kind !== 'Slice') return null;
  const value = go(node.value);
  if (value === null) return null;
  const bound = (one: Expr | null): number | null | undefined => (one === null ? null : integerOf(one));
  const [lower, upper, step] = [bound(slice.lower), bound(slice.upper), bound(slice.step)];
  if (lower === undefined || upper === undefined || step === undefined) return null;
  const letters = [...value.text];
  if (step === -1 && lower === null && upper === null) return changed(value, letters.reverse().join(''));
  const cut = letters.slice(lower ?? 0, upper ?? letters.length);
  if (step === null || step === 1) return changed(value, cut.join(''));
  return step > 1 ? changed(value, cut.filter((_, i) => i % step === 0).join('')) : null;
}

function integerOf(node: Expr): number | undefined {
  if (node.kind === 'Constant' && typeof node.value === 'number' && node.type === 'int') return node.value;
  if (node.kind === 'UnaryOp' && node.op === '-') {
    const value = integerOf(node.operand);
    return value === undefined ? undefined : -value;
  }
  return undefined;
}

/** The last name of what is called: `b64decode` of `base64.b64decode`. */
export function calledName(func: Expr): string | null {
  return func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : null;
}

const UNCHANGED = new Set([
  'encode',
  'lower',
  'upper',
  'decode',
  'strip',
  'lstrip',
  'rstrip',
  'str',
  'bytes',
  'bytearray',
  'format_map',
  'dedent',
  'SecretStr',
  'SecretBytes',
  'Secret',
  'mark_safe',
  'intern',
  'memoryview',
  'quote',
  'quote_plus',
]);

function foldCall(
  node: Extract<Expr, { kind: 'Call' }>,
  scope: Scope | null,
  go: (one: Expr) => Folded | null,
): Folded | null {
  const name = calledName(node.func);
  if (name === null) return null;
  const first = node.args[0];
  const receiver = node.func.kind === 'Attribute' ? node.func.value : null;
  if (name === 'join' && receiver?.kind === 'Name' && receiver.id === 'str' && node.args.length === 2) {
    const between = go(first as Expr);
    const parts = elementsOf(node.args[1] as Expr, scope);
    return between === null || parts === null ? null : composed(parts.map(go), between.text);
  }
  if (name === 'join' && receiver !== null && first !== undefined) {
    const between = go(receiver);
    const parts = elementsOf(first, scope);
    if (between !== null && parts === null && first.kind === 'Call' && calledName(first.func) === 'reversed') {
      const text = go(first);
      return text === null ? null : changed(text, [...text.text].join(between.text));
    }
    return between === null || parts === null ? null : composed(parts.map(go), between.text);
  }
  if (name === 'format' && receiver !== null) return foldFormat(node, receiver, go);
  if (name === 'replace' && receiver !== null && node.args.length === 2) {
    const [text, from, to] = [go(receiver), go(first as Expr), go(node.args[1] as Expr)];
    if (text === null || from === null || to === null || from.text === '') return null;
    return changed(text, text.text.slice(0, LONGEST).split(from.text).join(to.text));
  }
  if (
    /^(?:standard_|urlsafe_)?b64decode$|^a2b_base64$|^decodestring$|^decodebytes$/.test(name) &&
    first !== undefined
  ) {
    const text = go(first);
    if (text === null || /\0/.test(text.text) || text.text.length < 8) return null;
    return decoded(text, Buffer.from(text.text, 'base64').toString('latin1'));
  }
  if (/^b32decode$/.test(name) && first !== undefined) {
    const text = go(first);
    return text === null ? null : decoded(text, decodeBase32(text.text));
  }
  if (/^(?:fromhex|unhexlify|a2b_hex|b16decode)$/.test(name) && first !== undefined) {
    const text = go(first);
    if (text === null) return null;
    const digits = text.text.replace(/\s/g, '');
    return /^(?:[0-9a-f]{2})+$/i.test(digits) ? decoded(text, Buffer.from(digits, 'hex').toString('latin1')) : null;
  }
  if ((name === 'bytes' || name === 'bytearray') && first !== undefined) {
    const codes = elementsOf(first, scope)?.map(integerOf);
    if (codes !== undefined && codes.length > 0 && codes.every((code) => code !== undefined && code >= 0 && code < 256))
      return { text: String.fromCharCode(...(codes as number[]).slice(0, 4096)), literals: [first], plain: false };
  }
  if (name === 'chr' && first !== undefined) {
    const code = integerOf(first);
    return code === undefined || code < 1 || code > 0x10ffff
      ? null
      : { text: String.fromCodePoint(code), literals: [first], plain: false };
  }
  if (name === 'reversed' && first !== undefined) {
    const text = go(first);
    return text === null ? null : changed(text, [...text.text].reverse().join(''));
  }
  if (
    (name === 'decode' || name === 'encode') &&
    first !== undefined &&
    node.args.length >= 2 &&
    receiver?.kind === 'Name' &&
    receiver.id === 'codecs'
  ) {
    const text = go(first);
    const codec = go(node.args[1] as Expr)?.text;
    if (text === null) return null;
    if (codec !== undefined && /^rot_?-?13$/i.test(codec)) return changed(text, rotate13(text.text));
    if (codec === 'hex') return decoded(text, Buffer.from(text.text, 'hex').toString('latin1'));
    if (codec === 'base64') return decoded(text, Buffer.from(text.text, 'base64').toString('latin1'));
    return text;
  }
  // `env.str("NAME", …)` reads a setting; only the builtin leaves its argument as it is.
  if (receiver !== null && /^(?:str|bytes|bytearray)$/.test(name)) return null;
  if (UNCHANGED.has(name)) {
    const inner = receiver !== null && !/^[A-Z]|^(?:str|bytes|bytearray|quote)/.test(name) ? receiver : (first ?? null);
    const text = inner === null ? null : go(inner);
    if (text !== null && (name === 'lower' || name === 'upper'))
      return changed(text, name === 'lower' ? text.text.toLowerCase() : text.text.toUpperCase());
    return text === null ? null : changed(text, /strip$/.test(name) ? text.text.trim() : text.text);
  }
  return null;
}

function foldFormat(
  node: Extract<Expr, { kind: 'Call' }>,
  receiver: Expr,
  go: (one: Expr) => Folded | null,
): Folded | null {
  const pattern = go(receiver);
  if (pattern === null) return null;
  const positional = node.args.map(go);
  const named = new Map(node.keywords.flatMap(({ arg, value }) => (arg === null ? [] : [[arg, go(value)] as const])));
  let next = 0;
  const text = pattern.text.replace(
    /\{\{|\}\}|\{([\w]*)(?:![rsa])?(?::[^{}]{0,20})?\}/g,
    (mark, name: string | undefined) => {
      if (mark === '{{' || mark === '}}') return mark.slice(1);
      if (name === undefined || name === '') return positional[next++]?.text ?? UNKNOWN;
      return (/^[0-9]+$/.test(name) ? positional[Number(name)]?.text : named.get(name)?.text) ?? UNKNOWN;
    },
  );
  const used = [pattern, ...positional, ...named.values()];
  return { text, literals: used.flatMap((one) => one?.literals ?? []), plain: false };
}

/** The elements of a list or tuple, or of what a name is bound to; null for anything else. */
function elementsOf(node: Expr, scope: Scope | null): readonly Expr[] | null {
  if (node.kind === 'List' || node.kind === 'Tuple' || node.kind === 'Set') return node.elts;
  if (node.kind === 'Name') {
    const parts = bindingOf(node.id, scope);
    const lists = parts?.map((part) => (part.kind === 'List' || part.kind === 'Tuple' ? part.elts : null));
    return lists === undefined || lists.includes(null) ? null : lists.flatMap((list) => list ?? []);
  }
  if (node.kind === 'GeneratorExp' || node.kind === 'ListComp') return comprehended(node, scope);
  if (node.kind === 'Call' && calledName(node.func) === 'map' && node.args.length === 2) {
    const mapped = node.args[0] as Expr;
    if (mapped.kind !== 'Name' || mapped.id !== 'chr') return null;
    const codes = elementsOf(node.args[1] as Expr, scope);
    return codes === null ? null : codes.map((code) => characterOf(code) ?? code);
  }
  if (node.kind === 'Call' && calledName(node.func) === 'reversed' && node.args.length === 1) {
    const elements = elementsOf(node.args[0] as Expr, scope);
    return elements === null ? null : [...elements].reverse();
  }
  return null;
}

/** What `chr(c) for c in [80, 97]` gives, with a number added, taken away or exclusive-ored; null for any other comprehension. */
function comprehended(
  node: Extract<Expr, { kind: 'GeneratorExp' | 'ListComp' }>,
  scope: Scope | null,
): readonly Expr[] | null {
  const [generator] = node.generators;
  if (generator === undefined || node.generators.length > 1 || generator.ifs.length > 0) return null;
  const { target } = generator;
  const elements = elementsOf(generator.iter, scope);
  if (elements === null || target.kind !== 'Name') return null;
  if (node.elt.kind === 'Name') return node.elt.id === target.id ? elements : null;
  if (node.elt.kind !== 'Call' || calledName(node.elt.func) !== 'chr' || node.elt.args.length !== 1) return null;
  const change = changeOf(node.elt.args[0] as Expr, target.id);
  return change === null ? null : elements.map((element) => characterOf(element, change) ?? element);
}

/** A change of one number by a constant: `c`, `c - 3`, `c ^ 42`; null when it is another. */
function changeOf(node: Expr, name: string): ((code: number) => number) | null {
  if (node.kind === 'Name' && node.id === name) return (code) => code;
  if (node.kind !== 'BinOp' || node.left.kind !== 'Name' || node.left.id !== name) return null;
  const by = integerOf(node.right);
  if (by === undefined) return null;
  if (node.op === '+') return (code) => code + by;
  if (node.op === '-') return (code) => code - by;
  return node.op === '^' ? (code) => code ^ by : null;
}

function characterOf(node: Expr, change: (code: number) => number = (code) => code): Expr | null {
  const given = integerOf(node);
  const code = given === undefined ? undefined : change(given);
  if (code === undefined || code < 1 || code > 0x10ffff || node.kind !== 'Constant') return null;
  return { ...node, type: 'str', value: String.fromCodePoint(code) };
}

function decodeBase32(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0;
  let held = 0;
  let out = '';
  for (const letter of text.toUpperCase().replace(/=/g, '')) {
    const index = alphabet.indexOf(letter);
    if (index < 0) return UNKNOWN;
    held = ((held << 5) | index) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 255);
    }
  }
  return out;
}

function rotate13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
