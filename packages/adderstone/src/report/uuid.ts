import { createHash } from 'node:crypto';

/** Namespace of this project's identifiers: the UUIDv5 of `https://www.npmjs.com/package/adderstone` in the URL namespace of RFC 9562. */
const NAMESPACE = 'c9964da6-9992-5590-abf0-04d3ac8bcb24';

/** The UUIDv5 (RFC 9562, 5.5) of a text in this project's namespace: the same text gives the same UUID. */
export function uuidOf(text: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(text)
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
