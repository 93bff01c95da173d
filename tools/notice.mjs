// packages/adderstone/NOTICE.md: the licences of everything that is bundled, with their texts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of an installed package, seen from another one's folder. */
function locate(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) throw new Error(`${name} is not installed (needed by ${from})`);
  }
}

/** The notice, from the packages that `packages/adderstone/package.json` names and all that they need at run time. */
export function notice() {
  const own = JSON.parse(readFileSync(join(root, 'packages/adderstone/package.json'), 'utf8'));
  const queue = Object.keys(own.devDependencies)
    .filter((name) => !name.startsWith('@types/'))
    .map((name) => [name, join(root, 'packages/adderstone')]);
  const found = new Map();
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = locate(...next);
    const meta = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const key = `${meta.name} ${meta.version}`;
    if (found.has(key) || meta.name.startsWith('@types/')) continue;
    const file = readdirSync(folder).find((name) => /^licen[cs]e(?:\.md|\.txt)?$/i.test(name));
    found.set(key, {
      licence: meta.license ?? 'unknown',
      text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim(),
    });
    for (const name of Object.keys(meta.dependencies ?? {})) queue.push([name, folder]);
  }
  const out = ['# Notice', '', 'adderstone bundles these packages. Their licences:', ''];
  for (const [name, { licence, text }] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.push(`## ${name} (${licence})`, '', '```', text.replaceAll('\r\n', '\n') || `Licence: ${licence}`, '```', '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}
