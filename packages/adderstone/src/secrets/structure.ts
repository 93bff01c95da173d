import { createHash } from 'node:crypto';
import { isPublished } from './published.ts';

/**
 * Structure inside a credential that tells an issued one from text of the same shape. No value leaves these functions.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

let crcTable: Uint32Array | null = null;

function crc32(text: string): number {
  if (crcTable === null) {
    crcTable = new Uint32Array(256);
    for (let n = 0; n < 256; n++) {
      let c = n;
      for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
      crcTable[n] = c >>> 0;
    }
  }
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) crc = (crcTable[(crc ^ text.charCodeAt(i)) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * True when the last six characters are the CRC-32 of the random part before them in base 62, as GitHub and npm issue their tokens.
 * @param prefixLength length of the public prefix, which the checksum does not cover
 */
export function hasChecksum62(token: string, prefixLength: number): boolean {
  let sum = crc32(token.slice(prefixLength, -6));
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = (DIGITS[sum % 62] as string) + digits;
    sum = Math.floor(sum / 62);
  }
  return token.endsWith(digits);
}

/** True when the first part of a JSON Web Token decodes to a JSON object with an `alg` (RFC 7519), and it is no published sample and no public key. */
export function hasJwtHeader(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    if (typeof header !== 'object' || header === null || !('alg' in header)) return false;
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    // The sample of jwt.io, and the key that Supabase gives to every visitor.
    return !isPublished(token) && !/"sub":\s*"1234567890"|John Doe|"role":\s*"anon"/.test(payload);
  } catch {
    return false;
  }
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** True when the last four of the bytes that a base-58 text stands for are the double SHA-256 of those before them (Base58Check of Bitcoin). */
export function isBase58Check(text: string): boolean {
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) return false;
    number = number * 58n + BigInt(digit);
  }
  let hex = number.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const bytes = Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex, 'hex')]);
  if (bytes.length < 5) return false;
  const once = createHash('sha256').update(bytes.subarray(0, -4)).digest();
  return createHash('sha256').update(once).digest().subarray(0, 4).equals(bytes.subarray(-4));
}

/** True when a base-64 text begins like a PEM private key (RFC 7468): a key inside a kubeconfig or a Kubernetes secret. */
export function isEncodedPrivateKey(text: string): boolean {
  return /^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY/.test(Buffer.from(text.slice(0, 80), 'base64').toString('latin1'));
}

/** Shannon entropy of a text in bits a character; 0 for the empty text. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** True when a text could have been drawn at random: no placeholder word, no run or sequence, enough different characters. */
export function looksRandom(text: string): boolean {
  if (isPlaceholder(text) || isPublished(text)) return false;
  const distinct = new Set(text).size;
  return (
    distinct >= Math.min(8, Math.ceil(text.length / 3)) &&
    !/(.)\1{5}/.test(text) &&
    !/(?:0123456789|1234567890|abcdefghij|ABCDEFGHIJ)/.test(text)
  );
}

const PLACEHOLDER =
  /example|placeholder|change[-_ ]?me|changeit|dummy|sample|redacted|censored|your[-_ ]|[-_ ]here\b|insert|replace|fixme|todo|xxxx|\*\*\*|\.\.\.|<[a-z_ -]{2,40}>|\$\{|\{\{|%\(|\bfoo\b|\bbar\b|lorem|deadbeef|not[-_ ]?a[-_ ]?(?:real|secret)|fake|mock|testing|test[-_]?(?:key|token|secret|password)/i;

/** True when a value says of itself that it is not one. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
