import { type Domain, MAX_BITS, MAX_STRING, UNKNOWN, type Val } from './domain.ts';
import type { Constant } from './value.ts';

/**
 * Constant folding with Python's semantics, bounded: what would be larger than the bounds of `domain.ts`, raises in Python, or
 * depends on more than the operands is UNKNOWN. Checked against CPython by a property test.
 */

const SURROGATE = /[\ud800-\udfff]/;
const NOT_ASCII = /[^\x00-\x7f]/;

function isIntegral(one: Constant): boolean {
  return one.type === 'int' || one.type === 'bool';
}

function isNumber(one: Constant): boolean {
  return one.type === 'int' || one.type === 'bool' || one.type === 'float';
}

function integerOf(one: Constant): number | bigint {
  return one.type === 'bool' ? (one.value === true ? 1 : 0) : (one.value as number | bigint);
}

/** A float of an int, bool or float; null when the integer has no exact one. */
function floatOf(one: Constant): number | null {
  const value = integerOf(one);
  return typeof value === 'bigint' ? null : value;
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

/** `a op b` on constants; operators as in the tree. */
export function foldBinary(domain: Domain, op: string, a: Constant, b: Constant): Val {
  if (isIntegral(a) && isIntegral(b)) return integerOperation(domain, op, integerOf(a), integerOf(b), a, b);
  if (isNumber(a) && isNumber(b)) {
    const x = floatOf(a);
    const y = floatOf(b);
    return x === null || y === null ? UNKNOWN : floatOperation(domain, op, x, y);
  }
  if ((a.type === 'str' && b.type === 'str') || (a.type === 'bytes' && b.type === 'bytes')) {
    const x = a.value as string;
    const y = b.value as string;
    if (op === '+') return x.length + y.length > MAX_STRING ? UNKNOWN : domain.constant(a.type, x + y);
    if (op === '%' && a.type === 'str') return foldPercent(domain, x, [b]) ?? UNKNOWN;
    return UNKNOWN;
  }
  if (op === '*' && (a.type === 'str' || a.type === 'bytes') && isIntegral(b)) return repeat(domain, a, integerOf(b));
  if (op === '*' && (b.type === 'str' || b.type === 'bytes') && isIntegral(a)) return repeat(domain, b, integerOf(a));
  if (op === '%' && a.type === 'str') return foldPercent(domain, a.value as string, [b]) ?? UNKNOWN;
  return UNKNOWN;
}

function repeat(domain: Domain, text: Constant, times: number | bigint): Val {
  const value = text.value as string;
  if (times <= 0 || value === '') return domain.constant(text.type, '');
  if (typeof times === 'bigint' || value.length * times > MAX_STRING) return UNKNOWN;
  return domain.constant(text.type, value.repeat(times));
}

function integerOperation(
  domain: Domain,
  op: string,
  x: number | bigint,
  y: number | bigint,
  a: Constant,
  b: Constant,
): Val {
  if (a.type === 'bool' && b.type === 'bool' && (op === '&' || op === '|' || op === '^')) {
    const p = a.value === true;
    const q = b.value === true;
    return domain.bool(op === '&' ? p && q : op === '|' ? p || q : p !== q);
  }
  if (op === '/') {
    if (typeof x === 'bigint' || typeof y === 'bigint' || y === 0) return UNKNOWN;
    return domain.constant('float', x / y);
  }
  const p = BigInt(x);
  const q = BigInt(y);
  switch (op) {
    case '+':
      return domain.integer(p + q);
    case '-':
      return domain.integer(p - q);
    case '*':
      return domain.integer(p * q);
    case '//': {
      if (q === 0n) return UNKNOWN;
      const quotient = p / q;
      return domain.integer(p % q !== 0n && p < 0n !== q < 0n ? quotient - 1n : quotient);
    }
    case '%': {
      if (q === 0n) return UNKNOWN;
      const remainder = p % q;
      return domain.integer(remainder !== 0n && remainder < 0n !== q < 0n ? remainder + q : remainder);
    }
    case '**': {
      if (q < 0n) {
        if (p === 0n) return UNKNOWN;
        // Only powers of which the reciprocal is exact in both libraries are folded.
        return p === 1n || p === -1n ? domain.constant('float', p === 1n || q % 2n === 0n ? 1 : -1) : UNKNOWN;
      }
      if (p === 0n || p === 1n) return domain.integer(q === 0n ? 1 : Number(p));
      if (p === -1n) return domain.integer(q % 2n === 0n ? 1 : -1);
      if (q > BigInt(MAX_BITS) || BigInt(bits(p) - 4) * q > BigInt(MAX_BITS)) return UNKNOWN;
      return domain.integer(p ** q);
    }
    case '<<':
      if (q < 0n || q > BigInt(MAX_BITS)) return UNKNOWN;
      return domain.integer(p << q);
    case '>>':
      if (q < 0n) return UNKNOWN;
      return domain.integer(q > BigInt(2 * MAX_BITS) ? (p < 0n ? -1n : 0n) : p >> q);
    case '&':
      return domain.integer(p & q);
    case '|':
      return domain.integer(p | q);
    case '^':
      return domain.integer(p ^ q);
    default:
      return UNKNOWN;
  }
}

function floatOperation(domain: Domain, op: string, x: number, y: number): Val {
  switch (op) {
    case '+':
      return domain.constant('float', x + y);
    case '-':
      return domain.constant('float', x - y);
    case '*':
      return domain.constant('float', x * y);
    case '/':
      return y === 0 ? UNKNOWN : domain.constant('float', x / y);
    default:
      return UNKNOWN;
  }
}

/** A unary operator (by sign) on a constant; `not` is the caller's, through `truth`. */
export function foldUnary(domain: Domain, op: string, a: Constant): Val {
  if (isIntegral(a)) {
    const x = BigInt(integerOf(a));
    return domain.integer(op === '-' ? -x : op === '~' ? -x - 1n : x);
  }
  if (a.type === 'float') {
    const x = a.value as number;
    return op === '~' ? UNKNOWN : domain.constant('float', op === '-' ? -x : x);
  }
  return UNKNOWN;
}

/** Truth of a constant. */
export function truthOf(one: Constant): boolean {
  switch (one.type) {
    case 'none':
      return false;
    case 'bool':
      return one.value === true;
    case 'ellipsis':
      return true;
    case 'str':
    case 'bytes':
      return one.value !== '';
    default:
      return typeof one.value === 'bigint' ? one.value !== 0n : one.value !== 0;
  }
}

/** Outcome of a comparison of constants: true, false, or null when it is not known (or raises). */
export function foldCompare(op: string, a: Constant, b: Constant): boolean | null {
  switch (op) {
    case '==':
      return equal(a, b);
    case '!=': {
      const same = equal(a, b);
      return same === null ? null : !same;
    }
    case 'is':
    case 'is not': {
      if (a.type === 'none' || b.type === 'none' || (a.type === 'bool' && b.type === 'bool')) {
        const same = a.type === b.type && a.value === b.value;
        return op === 'is' ? same : !same;
      }
      return a.type !== b.type ? op !== 'is' : null;
    }
    case 'in':
    case 'not in': {
      if (!(a.type === 'str' && b.type === 'str') && !(a.type === 'bytes' && b.type === 'bytes')) return null;
      const found = (b.value as string).includes(a.value as string);
      return op === 'in' ? found : !found;
    }
    default:
      break;
  }
  let order: number;
  if (isNumber(a) && isNumber(b)) {
    const x = integerOf(a);
    const y = integerOf(b);
    if (Number.isNaN(x) || Number.isNaN(y)) return false;
    order = x < y ? -1 : x > y ? 1 : 0;
  } else if ((a.type === 'str' && b.type === 'str') || (a.type === 'bytes' && b.type === 'bytes')) {
    const x = a.value as string;
    const y = b.value as string;
    if (SURROGATE.test(x) || SURROGATE.test(y)) return null;
    order = x < y ? -1 : x > y ? 1 : 0;
  } else return null;
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : op === '>=' ? order >= 0 : null;
}

function equal(a: Constant, b: Constant): boolean | null {
  if (isNumber(a) && isNumber(b)) {
    const x = integerOf(a);
    const y = integerOf(b);
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of equal value are equal in Python
    return x == y;
  }
  if (a.type === 'complex' || b.type === 'complex') return null;
  return a.type === b.type && a.value === b.value;
}

/** `str(x)` of a constant, or null when it is not known. */
export function textOfConstant(one: Constant): string | null {
  switch (one.type) {
    case 'str':
      return one.value as string;
    case 'none':
      return 'None';
    case 'bool':
      return one.value === true ? 'True' : 'False';
    case 'ellipsis':
      return 'Ellipsis';
    case 'int':
      return String(one.value);
    case 'float':
      return textOfFloat(one.value as number);
    default:
      return null;
  }
}

function textOfFloat(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (x === Number.POSITIVE_INFINITY) return 'inf';
  if (x === Number.NEGATIVE_INFINITY) return '-inf';
  if (Object.is(x, -0)) return '-0.0';
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits, exponent] = x.toExponential().split('e') as [string, string];
    const sign = exponent[0] === '-' ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(x) ? `${x}.0` : String(x);
}

/** `repr(x)` of a constant, or null when it is not known. */
export function reprOfConstant(one: Constant): string | null {
  if (one.type !== 'str') return one.type === 'bytes' ? null : textOfConstant(one);
  const text = one.value as string;
  if (/[^ -~]|\\/.test(text)) return null;
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? null : `"${text}"`;
}

/** `text % args` where it is known, else null. Knows `%s %d %i %r %x %X %o %c %%` with zero padding and width. */
export function foldPercent(domain: Domain, text: string, args: readonly (Constant | null)[]): Val | null {
  let result = '';
  let next = 0;
  let at = 0;
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    if (percent < 0) break;
    result += text.slice(at, percent);
    const spec = /%(-?0?)([0-9]{0,3})([sdirxXoc%])/y;
    spec.lastIndex = percent;
    const found = spec.exec(text);
    if (found === null) return null;
    at = spec.lastIndex;
    const letter = found[3] as string;
    if (letter === '%') {
      if (found[1] !== '' || found[2] !== '') return null;
      result += '%';
      continue;
    }
    const arg = args[next++];
    if (arg === null || arg === undefined) return null;
    const piece = percentPiece(letter, arg);
    if (piece === null) return null;
    const width = found[2] === '' ? 0 : Number(found[2]);
    const flag = found[1] as string;
    if (flag.includes('-')) {
      if (flag.length > 1) return null;
      result += padEnd(piece, width);
    } else if (flag === '0' && isNumber(arg) && letter !== 's' && letter !== 'r') {
      result += piece.startsWith('-') ? `-${piece.slice(1).padStart(width - 1, '0')}` : piece.padStart(width, '0');
    } else if (SURROGATE.test(piece)) return null;
    else result += piece.padStart(width, ' ');
    if (result.length > MAX_STRING) return null;
  }
  if (next !== args.length) return null;
  result += text.slice(at);
  return result.length > MAX_STRING ? null : domain.string(result);
}

function padEnd(piece: string, width: number): string {
  return piece.padEnd(width, ' ');
}

function percentPiece(letter: string, arg: Constant): string | null {
  if (letter === 's') return textOfConstant(arg);
  if (letter === 'r') return reprOfConstant(arg);
  if (letter === 'c') return arg.type === 'str' && (arg.value as string).length === 1 ? (arg.value as string) : null;
  if (!isIntegral(arg)) return null;
  const value = integerOf(arg);
  if (letter === 'd' || letter === 'i') return String(value);
  const text = value.toString(letter === 'o' ? 8 : 16);
  return letter === 'X' ? text.toUpperCase() : text;
}

/** `format(x, spec)` of a constant, or null. Knows fill, alignment, width, zero padding and the types `s d x X o b` for the matching values. */
export function formatConstant(one: Constant, conversion: string, spec: string): string | null {
  let text: string | null;
  let value = one;
  if (conversion === 'r' || conversion === 'a') {
    text = reprOfConstant(one);
    if (text === null || (conversion === 'a' && NOT_ASCII.test(text))) return null;
    value = { type: 'str', value: text };
  } else if (conversion === 's') {
    text = textOfConstant(one);
    if (text === null) return null;
    value = { type: 'str', value: text };
  }
  if (spec === '') return textOfConstant(value);
  const found = /^(?:(.)?([<>^]))?(0?)([0-9]{0,9})([sdxXob]?)$/su.exec(spec);
  if (found === null) return null;
  const letter = found[5] as string;
  const numeric = value.type === 'int';
  if (numeric) {
    if (letter === 's') return null;
    const base = letter === 'x' || letter === 'X' ? 16 : letter === 'o' ? 8 : letter === 'b' ? 2 : 10;
    text = (value.value as number | bigint).toString(base);
    if (letter === 'X') text = text.toUpperCase();
  } else if (value.type === 'str') {
    if (letter !== '' && letter !== 's') return null;
    text = value.value as string;
  } else return null;
  const width = found[4] === '' ? 0 : Number(found[4]);
  if (width > MAX_STRING) return null;
  if (SURROGATE.test(text)) return null;
  let fill = found[1] ?? ' ';
  let align = found[2] ?? (numeric ? '>' : '<');
  if (found[3] === '0') {
    if (found[2] !== undefined || !numeric) return null;
    if (text.startsWith('-')) return `-${text.slice(1).padStart(width - 1, '0')}`;
    fill = '0';
    align = '>';
  }
  if (fill.length !== 1) return null;
  if (align === '<') return text.padEnd(width, fill);
  if (align === '>') return text.padStart(width, fill);
  const missing = Math.max(0, width - text.length);
  const before = missing >> 1;
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

/** A piece of a format string: literal text, or a field by name, number or order, with conversion and format spec. */
export interface FormatField {
  readonly literal: string;
  /** null: only the literal. */
  readonly name: string | null;
  readonly conversion: string;
  readonly spec: string;
}

/** Splits a text for `str.format` into fields, each with the literal before it; null when it is malformed or has nested fields. */
export function formatFields(text: string): FormatField[] | null {
  const fields: FormatField[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const c = text[at] as string;
    if (c === '{' || c === '}') {
      if (text[at + 1] === c) {
        literal += c;
        at += 2;
        continue;
      }
      if (c === '}') return null;
      const close = text.indexOf('}', at);
      if (close < 0) return null;
      const inner = text.slice(at + 1, close);
      if (inner.includes('{')) return null;
      const colon = inner.indexOf(':');
      const head = colon < 0 ? inner : inner.slice(0, colon);
      const bang = head.indexOf('!');
      fields.push({
        literal,
        name: bang < 0 ? head : head.slice(0, bang),
        conversion: bang < 0 ? '' : head.slice(bang + 1),
        spec: colon < 0 ? '' : inner.slice(colon + 1),
      });
      if (fields.length > 256) return null;
      literal = '';
      at = close + 1;
      continue;
    }
    const next = text.slice(at).search(/[{}]/);
    const end = next < 0 ? text.length : at + next;
    literal += text.slice(at, end);
    at = end;
  }
  fields.push({ literal, name: null, conversion: '', spec: '' });
  return fields;
}

/** Length of a str or bytes constant in Python's counting; null when it is not known. */
export function lengthOf(one: Constant): number | null {
  if (one.type !== 'str' && one.type !== 'bytes') return null;
  const text = one.value as string;
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** `text[index]` of a str or bytes constant. */
export function foldIndex(domain: Domain, one: Constant, index: Constant): Val {
  if ((one.type !== 'str' && one.type !== 'bytes') || !isIntegral(index)) return UNKNOWN;
  const text = one.value as string;
  const i = integerOf(index);
  if (typeof i === 'bigint' || SURROGATE.test(text)) return UNKNOWN;
  const at = i < 0 ? i + text.length : i;
  if (at < 0 || at >= text.length) return UNKNOWN;
  return one.type === 'str' ? domain.string(text[at] as string) : domain.integer(text.charCodeAt(at));
}

/** Start, stop and step of a slice over `length` items, as `slice.indices` gives them; null when it is not known. */
export function sliceIndices(
  lower: Constant | null,
  upper: Constant | null,
  step: Constant | null,
  length: number,
): readonly number[] | null {
  const read = (one: Constant | null): number | null | undefined => {
    if (one === null || one.type === 'none') return null;
    if (!isIntegral(one)) return undefined;
    const value = integerOf(one);
    return typeof value === 'bigint' ? undefined : value;
  };
  const a = read(lower);
  const b = read(upper);
  const c = read(step);
  if (a === undefined || b === undefined || c === undefined || c === 0) return null;
  const by = c ?? 1;
  const clamp = (i: number, low: number, high: number): number => {
    const at = i < 0 ? i + length : i;
    return Math.max(low, Math.min(high, at));
  };
  const indices: number[] = [];
  if (by > 0) {
    const to = b === null ? length : clamp(b, 0, length);
    for (let i = a === null ? 0 : clamp(a, 0, length); i < to; i += by) indices.push(i);
  } else {
    const to = b === null ? -1 : clamp(b, -1, length - 1);
    for (let i = a === null ? length - 1 : clamp(a, -1, length - 1); i > to; i += by) indices.push(i);
  }
  return indices;
}

/** A slice of a str or bytes constant. */
export function foldSlice(
  domain: Domain,
  one: Constant,
  lower: Constant | null,
  upper: Constant | null,
  step: Constant | null,
): Val {
  if (one.type !== 'str' && one.type !== 'bytes') return UNKNOWN;
  const text = one.value as string;
  if (SURROGATE.test(text)) return UNKNOWN;
  const indices = sliceIndices(lower, upper, step, text.length);
  if (indices === null) return UNKNOWN;
  let result = '';
  for (const i of indices) result += text[i];
  return domain.constant(one.type, result);
}

/** What a method of a str or bytes constant gives with constant arguments: a value, a list of texts, or null when it is not known. */
export function foldMethod(
  domain: Domain,
  receiver: Constant,
  name: string,
  args: readonly Constant[],
): Val | readonly string[] | null {
  if (receiver.type !== 'str' && receiver.type !== 'bytes') return null;
  const type = receiver.type;
  const text = receiver.value as string;
  const first = args[0];
  const second = args[1];
  const make = (value: string): Val => domain.constant(type, value);
  const ascii = !NOT_ASCII.test(text);
  switch (name) {
    case 'lower':
    case 'casefold':
      return args.length === 0 && ascii ? make(text.toLowerCase()) : null;
    case 'upper':
      return args.length === 0 && ascii ? make(text.toUpperCase()) : null;
    case 'capitalize':
      return args.length === 0 && ascii ? make(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()) : null;
    case 'swapcase':
      return args.length === 0 && ascii
        ? make(text.replace(/[a-zA-Z]/g, (c) => (c >= 'a' ? c.toUpperCase() : c.toLowerCase())))
        : null;
    case 'title':
      return args.length === 0 && ascii
        ? make(text.toLowerCase().replace(/[a-z]+/g, (word) => (word[0] as string).toUpperCase() + word.slice(1)))
        : null;
    case 'strip':
    case 'lstrip':
    case 'rstrip': {
      if (args.length > 1 || !ascii) return null;
      let set = ' \t\n\r\v\f';
      if (type === 'str') set += '\x1c\x1d\x1e\x1f';
      if (first !== undefined && first.type !== 'none') {
        if (first.type !== type) return null;
        set = first.value as string;
      }
      let from = 0;
      let to = text.length;
      if (name !== 'rstrip') while (from < to && set.includes(text[from] as string)) from++;
      if (name !== 'lstrip') while (to > from && set.includes(text[to - 1] as string)) to--;
      return make(text.slice(from, to));
    }
    case 'replace': {
      if (args.length !== 2 || first?.type !== type || second?.type !== type) return null;
      const from = first.value as string;
      const to = second.value as string;
      if (from === '') return null;
      const parts = text.split(from);
      if (text.length + (parts.length - 1) * to.length > MAX_STRING) return null;
      return make(parts.join(to));
    }
    case 'startswith':
      return args.length === 1 && first?.type === type ? domain.bool(text.startsWith(first.value as string)) : null;
    case 'endswith':
      return args.length === 1 && first?.type === type ? domain.bool(text.endsWith(first.value as string)) : null;
    case 'removeprefix':
      return args.length === 1 && first?.type === type
        ? make(text.startsWith(first.value as string) ? text.slice((first.value as string).length) : text)
        : null;
    case 'removesuffix': {
      if (args.length !== 1 || first?.type !== type) return null;
      const suffix = first.value as string;
      return make(suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text);
    }
    case 'find':
    case 'rfind': {
      if (args.length !== 1 || first?.type !== type || SURROGATE.test(text)) return null;
      const wanted = first.value as string;
      return domain.integer(name === 'find' ? text.indexOf(wanted) : text.lastIndexOf(wanted));
    }
    case 'count': {
      if (args.length !== 1 || first?.type !== type || first.value === '') return null;
      return domain.integer(text.split(first.value as string).length - 1);
    }
    case 'zfill': {
      if (args.length !== 1 || first?.type !== 'int' || !ascii) return null;
      const width = first.value;
      if (typeof width !== 'number' || width > MAX_STRING) return null;
      const sign = /^[+-]/.test(text) ? (text[0] as string) : '';
      return make(sign + text.slice(sign.length).padStart(width - sign.length, '0'));
    }
    case 'ljust':
    case 'rjust': {
      if (first?.type !== 'int' || typeof first.value !== 'number' || first.value > MAX_STRING || !ascii) return null;
      if (second !== undefined && (second.type !== type || (second.value as string).length !== 1)) return null;
      const fill = second === undefined ? ' ' : (second.value as string);
      return make(name === 'ljust' ? text.padEnd(first.value, fill) : text.padStart(first.value, fill));
    }
    case 'encode': {
      if (type !== 'str' || !ascii || !isEncoding(first)) return null;
      return domain.constant('bytes', text);
    }
    case 'decode': {
      if (type !== 'bytes' || !ascii || !isEncoding(first)) return null;
      return domain.string(text);
    }
    case 'isdigit':
    case 'isdecimal':
    case 'isnumeric':
      return ascii && type === 'str' ? domain.bool(/^[0-9]+$/.test(text)) : null;
    case 'isalpha':
      return ascii ? domain.bool(/^[A-Za-z]+$/.test(text)) : null;
    case 'isalnum':
      return ascii ? domain.bool(/^[A-Za-z0-9]+$/.test(text)) : null;
    case 'hex':
      if (type !== 'bytes' || args.length > 0 || text.length * 2 > MAX_STRING) return null;
      return domain.string([...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''));
    case 'split':
    case 'rsplit': {
      if (args.length === 0 || first?.type === 'none') {
        if (args.length > 1 || !ascii) return null;
        const words = text.split(/[ \t\n\r\v\f\x1c-\x1f]+/).filter((word) => word !== '');
        return type === 'str' ? words : null;
      }
      if (type !== 'str' || first?.type !== 'str' || first.value === '') return null;
      const parts = text.split(first.value as string);
      if (second === undefined) return parts;
      if (args.length > 2 || second.type !== 'int' || typeof second.value !== 'number') return null;
      const limit = second.value;
      if (limit < 0 || parts.length <= limit + 1) return parts;
      const glue = first.value as string;
      return name === 'split'
        ? [...parts.slice(0, limit), parts.slice(limit).join(glue)]
        : [parts.slice(0, parts.length - limit).join(glue), ...parts.slice(parts.length - limit)];
    }
    case 'partition':
    case 'rpartition': {
      if (type !== 'str' || args.length !== 1 || first?.type !== 'str' || first.value === '') return null;
      const glue = first.value as string;
      const at = name === 'partition' ? text.indexOf(glue) : text.lastIndexOf(glue);
      if (at < 0) return name === 'partition' ? [text, '', ''] : ['', '', text];
      return [text.slice(0, at), glue, text.slice(at + glue.length)];
    }
    case 'splitlines':
      if (type !== 'str' || args.length > 0 || /[\v\f\x1c-\x1e\x85\u2028\u2029]/.test(text)) return null;
      return text === '' ? [] : text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
    default:
      return null;
  }
}

function isEncoding(one: Constant | undefined): boolean {
  if (one === undefined) return true;
  return one.type === 'str' && /^(?:utf-?8|ascii|us-ascii|latin-?1|iso-8859-1)$/i.test(one.value as string);
}
