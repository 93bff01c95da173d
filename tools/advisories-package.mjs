// Lays out the data package `adderstone-advisories`: node tools/advisories-package.mjs FILE.adv FOLDER
// FILE.adv is what `adderstone deps update --data FILE.adv` wrote. The package holds data and no code; its version is the day of the data.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, folder] = process.argv.slice(2);
if (file === undefined || folder === undefined) {
  console.error('usage: node tools/advisories-package.mjs FILE.adv FOLDER');
  process.exit(2);
}
const { AdvisoryData } = await import('../packages/adderstone/src/audit/advisory-data.ts');
const bytes = readFileSync(file);
const data = AdvisoryData.decode(bytes);
if ('refused' in data) {
  console.error(`${file} ${data.refused}`);
  process.exit(2);
}
const { taken, newest, records, packages } = data.header;
const version = taken.split('-').map(Number).join('.');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'pypi.adv'), bytes);
writeFileSync(
  join(folder, 'package.json'),
  `${JSON.stringify({ name: 'adderstone-advisories', version, description: `Condensed advisories about packages of PyPI, ${taken}`, license: 'CC-BY-4.0', files: ['pypi.adv', 'ADVISORIES-NOTICE.md'] }, null, 2)}\n`,
);
writeFileSync(
  join(folder, 'ADVISORIES-NOTICE.md'),
  `# Notice

${records} advisories about ${packages} packages, taken on ${taken}, the newest of ${newest.slice(0, 10)}.

Source: the OSV database (https://osv.dev) with records of the Python Packaging Advisory Database, the GitHub Advisory Database and OpenSSF's
malicious packages. Licence of the first two: Creative Commons Attribution 4.0 (https://creativecommons.org/licenses/by/4.0/); of the last: Apache-2.0.

Changes: ranges condensed, text shortened.

Use: \`adderstone deps audit --data pypi.adv\`, or \`ADDERSTONE_ADVISORIES=/path/of/pypi.adv\`.
`,
);
console.log(`${folder}: adderstone-advisories ${version}, ${bytes.length} bytes`);
