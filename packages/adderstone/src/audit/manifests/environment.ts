import type { Host } from '../../host/host.ts';
import { type Origin, type Place, type Reading, ReadingBuilder } from '../manifest.ts';
import { readReference } from '../reference.ts';
import { parseSpecifiers } from '../specifier.ts';
import { isTable, textOf } from './toml-places.ts';

const LIMIT = 4 << 20;
const MOST_PACKAGES = 20_000;

/**
 * Reads what is installed in a virtual environment, a folder `site-packages`, or a conda environment: `METADATA` of every `.dist-info`, `PKG-INFO` of
 * every `.egg-info`, `direct_url.json` (PEP 610), `conda-meta`. Nothing is run. Null where the folder is none of these.
 * @param folder absolute real path
 * @param shown its name in the report
 */
export function readEnvironment(host: Host, folder: string, shown: string): Reading | null {
  const reading = new ReadingBuilder(shown, 'environment', '');
  const packages = packageFolders(host, folder);
  if (packages.length === 0) return null;
  const seen = new Set<string>();
  for (const place of packages) {
    const entries = host.list(place) ?? [];
    if (entries.length > MOST_PACKAGES * 5) reading.unreadable(`at most ${MOST_PACKAGES * 5} names in a folder`, null);
    for (const { name } of entries.slice(0, MOST_PACKAGES * 5)) {
      const path = `${place}/${name}`;
      if (name.endsWith('.dist-info')) add(host, reading, path, 'METADATA', seen);
      else if (name.endsWith('.egg-info'))
        add(host, reading, path, host.kindOf(path) === 'file' ? '' : 'PKG-INFO', seen);
      else if (name.endsWith('.egg') && host.kindOf(path) === 'folder')
        add(host, reading, `${path}/EGG-INFO`, 'PKG-INFO', seen);
    }
  }
  return { ...reading.finish(true), source: null };
}

/** The folders that hold packages: the one that is named, or those of a virtual environment. */
function packageFolders(host: Host, folder: string): readonly string[] {
  const holds = (path: string): boolean =>
    (host.list(path) ?? []).some(({ name }) => /\.(?:dist-info|egg-info|egg)$/.test(name));
  const candidates = [`${folder}/Lib/site-packages`];
  for (const library of ['lib', 'lib64'])
    for (const { name } of host.list(`${folder}/${library}`) ?? [])
      if (/^(?:python|pypy)[0-9.]*$/.test(name))
        for (const last of ['site-packages', 'dist-packages']) candidates.push(`${folder}/${library}/${name}/${last}`);
  const found = new Map<string, string>();
  for (const candidate of candidates) {
    const real = host.resolve(candidate);
    if (real !== null && host.kindOf(real) === 'folder') found.set(real, candidate);
  }
  if (found.size > 0) return [...found.keys()];
  return holds(folder) ? [folder] : [];
}

function add(host: Host, reading: ReadingBuilder, folder: string, file: string, seen: Set<string>): void {
  const base = folder.slice(folder.lastIndexOf('/') + 1);
  const place: Place = { path: reading.path, line: 1, column: 1, endLine: 1, endColumn: 1, start: 0, end: 0 };
  const bytes = read(host, file === '' ? folder : `${folder}/${file}`);
  const head = bytes === null ? '' : (bytes.split(/\r?\n\r?\n/)[0] as string);
  const name = /^Name:[ \t]*(\S+)/m.exec(head)?.[1] ?? null;
  const version = /^Version:[ \t]*(\S+)/m.exec(head)?.[1] ?? null;
  if (name === null || version === null) {
    // What an installer left half-removed begins with `~`, and Python does not import it.
    if (base.startsWith('~')) return;
    reading.unreadable(
      `name and version in the metadata of ${/^[\w.+-]{1,80}$/.test(base) ? base : 'a package'}`,
      null,
    );
    return;
  }
  if (seen.has(`${name}\0${version}`)) return;
  seen.add(`${name}\0${version}`);
  const { origin, obstacle } = originOf(host, folder);
  reading.add({
    name,
    version,
    asked: `==${version}`,
    clauses: parseSpecifiers(`===${version}`) ?? [],
    origin,
    obstacle,
    place,
    hashed: true,
  });
}

function originOf(host: Host, folder: string): { origin: Origin; obstacle: string | null } {
  const text = read(host, `${folder}/direct_url.json`);
  if (text === null) return { origin: 'index', obstacle: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { origin: 'index', obstacle: null };
  }
  if (!isTable(value)) return { origin: 'index', obstacle: null };
  if (isTable(value['vcs_info'])) return { origin: 'repository', obstacle: null };
  if (isTable(value['dir_info'])) return { origin: 'folder', obstacle: null };
  return {
    origin: readReference(textOf(value['url']) ?? '').origin === 'folder' ? 'folder' : 'archive',
    obstacle: null,
  };
}

function read(host: Host, path: string): string | null {
  const found = host.read(path, LIMIT);
  return found.kind === 'bytes' ? Buffer.from(found.bytes).toString('utf8') : null;
}
