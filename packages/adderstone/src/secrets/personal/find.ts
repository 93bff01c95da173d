import type { Detection } from '../detection.ts';
import type { KnownText } from '../python-credentials.ts';

/** Personal data in a known text. */
export function findPersonal(_known: KnownText, _source: string): readonly Detection[] {
  return [];
}
