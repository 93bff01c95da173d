import { chooseCompilers, enterSnapshot } from '../host/startup-snapshot.ts';
import { BUILD } from '../scan/version.ts';

/**
 * Becomes the program from its snapshot, where there is one that fits; else prepares this process for it and returns.
 * @param program path of the entry file
 * @param staysUp true for a process that runs long enough for all of V8's compilers to pay
 */
export function start(program: string, staysUp: boolean): void {
  enterSnapshot(program, BUILD);
  if (!staysUp) chooseCompilers();
}
