// The files of the Python package: launcher, bundle without source maps, notices.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Lays the sources of the Python package, with the built bundle in it, into an empty folder. */
export function stagePythonPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = join(root, 'packages/python');
  for (const name of ['pyproject.toml', 'README.md']) cpSync(join(source, name), join(folder, name));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  mkdirSync(join(folder, 'adderstone/bundle'), { recursive: true });
  for (const name of readdirSync(join(source, 'adderstone')))
    if (name.endsWith('.py')) cpSync(join(source, 'adderstone', name), join(folder, 'adderstone', name));
  const program = join(root, 'packages/adderstone');
  for (const name of ['bin', 'dist', 'schemas', 'NOTICE.md', 'package.json'])
    cpSync(join(program, name), join(folder, 'adderstone/bundle', name), {
      recursive: true,
      filter: (path) => !/\.(?:map|blob)$/.test(path),
    });
}
