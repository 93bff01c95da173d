import type { Value } from '../../flow/value.ts';

/** Where PyJWT and its relatives read a token. */
export const DECODERS: readonly string[] = [
  'jwt.{decode,decode_complete}',
  'jwt.api_jwt.{decode,decode_complete}',
  'jwt.PyJWT#{decode,decode_complete}',
  'jwt.PyJWT()#{decode,decode_complete}',
  'jose.jwt.decode',
  'python_jose.jwt.decode',
];

/** Where they write one. */
export const ENCODERS: readonly string[] = [
  'jwt.encode',
  'jwt.api_jwt.encode',
  'jwt.PyJWT#encode',
  'jwt.PyJWT()#encode',
  'jose.jwt.encode',
  'python_jose.jwt.encode',
];

/** The names of algorithms that a value may hold: of a list, a tuple or one text; in lower case. */
export function algorithmsOf(value: Value | null): readonly string[] {
  if (value === null) return [];
  const names: string[] = [];
  for (const one of [value, ...(value.elements ?? [])]) {
    for (const constant of one.constants) if (constant.type === 'str') names.push(String(constant.value).toLowerCase());
  }
  return names;
}
