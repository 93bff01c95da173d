// Copies of the packages that `npm run corpora` brings, outside of the repository: there they are under `.gitignore`, and would be left out.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;

/**
 * A copy of `.corpora/NAME` in a new temporary folder, removed when the process ends. Throws when the package is not there.
 * @param {string} name
 * @returns {string} the absolute path of the copy
 */
export function corpusCopy(name) {
  const folder = join(root, '.corpora', name);
  if (!existsSync(folder)) throw new Error(`${folder} is not there: run \`npm run corpora\` first`);
  const copy = mkdtempSync(join(tmpdir(), 'adderstone-corpus-'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, join(copy, name), { recursive: true });
  return join(copy, name);
}
