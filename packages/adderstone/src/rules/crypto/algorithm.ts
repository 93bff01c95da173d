import type { Value } from '../../flow/value.ts';
import { textOf } from '../../flow/value.ts';

/** Hash functions for which collisions are practical (RFC 6151, RFC 6194). */
const BROKEN_HASHES = new Set(['md2', 'md4', 'md5', 'sha', 'sha0', 'sha1', 'md5sha1']);
/** Hash functions that are fast by design: right for data, wrong for passwords. */
const FAST_HASH =
  /^(?:md[245]|sha|sha[0123]|sha(?:224|256|384|512)(?:224|256)?|sha3\d{3}|shake\d{3}|blake2[bs]|ripemd(?:160)?)$/;

/** A name of an algorithm as one word in lower case: `SHA-1`, `sha_1` and `Sha1` are `sha1`. */
export function algorithmName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_/ ]/g, '');
}

/** True when a hash of this name is broken. */
export function isBrokenHash(name: string): boolean {
  return BROKEN_HASHES.has(algorithmName(name));
}

/** The hash that a value names: as a text, as `hashlib.md5`, as a module `Crypto.Hash.MD5` or as an instance `hashes.MD5()`; null when it is none that is known. */
export function hashOf(value: Value | null): string | null {
  if (value === null) return null;
  const text = textOf(value);
  if (text !== null) return algorithmName(text);
  for (const path of value.references) {
    const name = /\.([A-Za-z0-9_]+)(?:\.new)?(?:\(\))?$/.exec(path)?.[1];
    if (name === undefined) continue;
    const found = algorithmName(name);
    if (FAST_HASH.test(found)) return found;
  }
  return null;
}

/** The one whole number that a value is known to be, or null. */
export function wholeNumber(value: Value | null): number | null {
  if (value === null) return null;
  let found: number | null = null;
  for (const constant of value.constants) {
    if (constant.type !== 'int') continue;
    const number = Number(constant.value);
    found = found === null ? number : Math.min(found, number);
  }
  return found;
}

/** True when a value is nothing but constant text or bytes. */
export function isConstantText(value: Value | null): boolean {
  return (
    value?.complete === true &&
    value.constants.length > 0 &&
    value.references.length === 0 &&
    value.constants.every((constant) => constant.type === 'bytes' || constant.type === 'str')
  );
}
