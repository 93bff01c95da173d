import { enterSnapshot } from '../host/startup-snapshot.ts';
import { BUILD } from '../scan/version.ts';

/**
 * Becomes the program from its snapshot, where there is one that fits; else returns.
 * @param program path of the entry file
 */
export function start(program: string): void {
  enterSnapshot(program, BUILD);
}
