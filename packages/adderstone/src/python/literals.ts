import type { ConstantType, ConstantValue } from './nodes.ts';

/** Type and value of a number literal's text, as Constant holds them. Digits beyond what a bigint of 20,000 digits holds become a float infinity. */
export function numberValue(text: string): { type: ConstantType; value: ConstantValue } {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const last = plain.charCodeAt(plain.length - 1) | 32;
  const radix = plain.charCodeAt(0) === 48 && plain.length > 1 ? plain.charCodeAt(1) | 32 : 0;
  if (radix === 120 || radix === 111 || radix === 98) return integer(plain.toLowerCase());
  if (last === 106) return { type: 'complex', value: Number(plain.slice(0, -1)) };
  if (/[.eE]/.test(plain)) return { type: 'float', value: Number(plain) };
  const digits = last === 108 ? plain.slice(0, -1) : plain;
  // `0755` is octal in Python 2, which alone reads it.
  if (digits.charCodeAt(0) === 48 && /^0+[1-7][0-7]*$/.test(digits)) return integer(`0o${digits.replace(/^0+/, '')}`);
  return integer(digits.replace(/^0+(?=\d)/, ''));
}

function integer(text: string): { type: ConstantType; value: ConstantValue } {
  if (text.length > 20_000) return { type: 'float', value: Number.POSITIVE_INFINITY };
  const small = Number(text);
  if (Number.isSafeInteger(small)) return { type: 'int', value: small };
  try {
    return { type: 'int', value: BigInt(text) };
  } catch {
    return { type: 'int', value: 0 };
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Decodes the escapes of a str literal's body. An unknown escape stays as it is; a named character becomes U+FFFD, its name is not looked up. */
export function decodeText(body: string): string {
  return decode(body, true);
}

/** Decodes the escapes of a bytes literal's body into one character a byte. */
export function decodeBytes(body: string): string {
  return decode(body, false);
}

function decode(body: string, unicode: boolean): string {
  let at = body.indexOf('\\');
  if (at < 0) return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  let out = '';
  let from = 0;
  while (at >= 0) {
    out += body.slice(from, at);
    const next = body[at + 1];
    if (next === undefined) {
      from = at;
      break;
    }
    const simple = SIMPLE[next];
    if (simple !== undefined) {
      out += simple;
      from = at + 2;
    } else if (next === '\n') from = at + 2;
    else if (next === '\r') from = at + (body[at + 2] === '\n' ? 3 : 2);
    else if (next >= '0' && next <= '7') {
      const digits = /^[0-7]{1,3}/.exec(body.slice(at + 1, at + 4))?.[0] ?? '0';
      out += String.fromCharCode(Number.parseInt(digits, 8) & (unicode ? 0x1ff : 0xff));
      from = at + 1 + digits.length;
    } else if (next === 'x' || (unicode && (next === 'u' || next === 'U'))) {
      const length = next === 'x' ? 2 : next === 'u' ? 4 : 8;
      const digits = body.slice(at + 2, at + 2 + length);
      if (digits.length === length && /^[0-9a-fA-F]+$/.test(digits)) {
        const point = Number.parseInt(digits, 16);
        out += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
        from = at + 2 + length;
      } else {
        out += `\\${next}`;
        from = at + 2;
      }
    } else if (unicode && next === 'N' && body[at + 2] === '{') {
      const close = body.indexOf('}', at);
      out += '\ufffd';
      from = close < 0 ? at + 3 : close + 1;
    } else {
      out += `\\${next}`;
      from = at + 2;
    }
    at = body.indexOf('\\', from);
  }
  out += body.slice(from);
  return out;
}
