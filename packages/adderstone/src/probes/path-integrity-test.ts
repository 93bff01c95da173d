import type { PathIntegrity } from './path-integrity.ts';
import type { PathSettings } from './path-integrity-drive.ts';

/** A pytest of the escapes. */
export function pathTest(_settings: PathSettings, _result: PathIntegrity, _folder: string): string {
  return '';
}
