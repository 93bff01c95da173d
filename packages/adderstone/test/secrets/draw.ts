import { createHash } from 'node:crypto';

/** A labelled file: whether it holds a credential or personal datum, and of which sort. */
export interface Labelled {
  readonly category: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly holds: boolean;
}

export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const ALNUM = UPPER + LOWER + DIGITS;
export const HEX = '0123456789abcdef';
export const BASE32 = `${UPPER}234567`;
export const URLSAFE = `${ALNUM}-_`;
export const BASE64 = `${ALNUM}+/`;

/** Text of an alphabet drawn from a seed: values are made here, so that none stands in the repository. */
export function draw(alphabet: string, length: number, seed: string | number): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    const digest = createHash('sha256').update(`${seed} ${length} ${alphabet.length} ${block}`).digest();
    for (const byte of digest) if (text.length < length) text += alphabet[byte % alphabet.length];
  }
  return text;
}

/** A UUID drawn from a seed. */
export function uuid(seed: string | number): string {
  const hex = draw(HEX, 32, `uuid ${seed}`);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A token with the check digits of GitHub and npm. */
export function checked(prefix: string, seed: string | number): string {
  const body = draw(ALNUM, 30, seed);
  let crc = 0xffffffff;
  for (const letter of body) {
    crc ^= letter.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let sum = (crc ^ 0xffffffff) >>> 0;
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = BASE62[sum % 62] + digits;
    sum = Math.floor(sum / 62);
  }
  return prefix + body + digits;
}

/** A JSON Web Token that nobody signed. */
export function webToken(seed: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: draw(HEX, 12, seed), admin: true })}.${draw(URLSAFE, 43, seed)}`;
}
