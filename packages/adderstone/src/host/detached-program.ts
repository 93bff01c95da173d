import { spawn } from 'node:child_process';

/**
 * Starts this Node on a script of the program, apart from this process and without its streams, and does not wait for it. Where it cannot be started
 * nothing is said: who needs it does without, or tries again.
 * @param words the script and its arguments
 */
export function startDetached(words: readonly string[], cwd: string): void {
  const { PATH, HOME, XDG_CACHE_HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, words, {
    cwd,
    env: { PATH, HOME, XDG_CACHE_HOME, TMPDIR },
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => {});
  child.unref();
}
