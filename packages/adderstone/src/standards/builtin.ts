import { BUILTIN_STANDARD } from './builtin.generated.ts';
import { MAPPING_READ, STANDARD_READ } from './builtin-read.generated.ts';
import type { ClauseMapping, Mapping, Standard } from './standard.ts';

/** The shipped standard, as `readStandard` gives it: read when the program is built. */
export function builtinStandard(): Standard {
  const read = JSON.parse(STANDARD_READ) as Omit<Standard, 'fields' | 'text'> & {
    readonly fields: readonly (readonly [string, string])[];
  };
  return { ...read, text: BUILTIN_STANDARD, fields: new Map(read.fields) };
}

/** The shipped mapping, as `readMapping` gives it. */
export function builtinMapping(): Mapping {
  const read = JSON.parse(MAPPING_READ) as Omit<Mapping, 'clauses'> & {
    readonly clauses: readonly (readonly [string, ClauseMapping])[];
  };
  return { ...read, clauses: new Map(read.clauses) };
}
