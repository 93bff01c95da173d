import { type Origin, type Reading, ReadingBuilder } from '../manifest.ts';
import { type Marker, parseMarker } from '../marker.ts';
import { readReference } from '../reference.ts';
import { parseSpecifiers } from '../specifier.ts';
import { entryPlaces, isTable, listOf, readToml, type Table, tableOf, textOf } from './toml-places.ts';

/** What a lock file says about where one of its packages comes from. */
interface Source {
  readonly origin: Origin;
  readonly mutable: boolean;
  readonly address: string | null;
}

const INDEX: Source = { origin: 'index', mutable: false, address: null };

/** Reads `poetry.lock` (poetry 1 and 2): every package with its version, source and markers. */
export function readPoetryLock(path: string, text: string): Reading {
  return readLock(path, text, 'poetry.lock', 'package', (entry) => {
    const source = tableOf(entry['source']);
    const address = textOf(source['url']);
    switch (source['type']) {
      case 'git':
        return { origin: 'repository', mutable: !isCommit(source['resolved_reference']), address };
      case 'url':
        return { origin: 'archive', mutable: !hasFileHash(entry), address };
      case 'file':
      case 'directory':
        return { origin: 'folder', mutable: false, address: null };
      default:
        return { ...INDEX, address };
    }
  });
}

/** Reads `uv.lock`: every package with its version and source; the project and its workspace are marked as such. */
export function readUvLock(path: string, text: string): Reading {
  return readLock(path, text, 'uv.lock', 'package', (entry) => {
    const source = tableOf(entry['source']);
    for (const key of ['virtual', 'editable', 'directory'])
      if (textOf(source[key]) !== null)
        return { origin: key === 'directory' ? 'folder' : 'project', mutable: false, address: null };
    const git = textOf(source['git']);
    if (git !== null)
      return { origin: 'repository', mutable: !isCommit(git.slice(git.lastIndexOf('#') + 1)), address: git };
    const url = textOf(source['url']);
    if (url !== null) return { origin: 'archive', mutable: !hasFileHash(entry), address: url };
    return textOf(source['path']) === null ? { ...INDEX, address: textOf(source['registry']) } : INDEX;
  });
}

/** Reads `pdm.lock`: every package with its version, source and marker. */
export function readPdmLock(path: string, text: string): Reading {
  return readLock(path, text, 'pdm.lock', 'package', (entry) => {
    const git = textOf(entry['git']);
    if (git !== null) return { origin: 'repository', mutable: !isCommit(entry['revision']), address: git };
    const url = textOf(entry['url']);
    if (url !== null) return { origin: 'archive', mutable: !hasFileHash(entry), address: url };
    return textOf(entry['path']) === null ? INDEX : { origin: 'folder', mutable: false, address: null };
  });
}

/** Reads `pylock.toml` and `pylock.NAME.toml` (PEP 751): every package with its version, source and marker. */
export function readPylock(path: string, text: string): Reading {
  return readLock(path, text, 'pylock', 'packages', (entry) => {
    const repository = entry['vcs'];
    if (isTable(repository))
      return {
        origin: 'repository',
        mutable: !isCommit(repository['commit-id']),
        address: textOf(repository['url']),
      };
    if (isTable(entry['directory'])) return { origin: 'folder', mutable: false, address: null };
    const archive = entry['archive'];
    if (isTable(archive))
      return { origin: 'archive', mutable: !isTable(archive['hashes']), address: textOf(archive['url']) };
    return { ...INDEX, address: textOf(entry['index']) };
  });
}

function readLock(
  path: string,
  text: string,
  format: 'poetry.lock' | 'uv.lock' | 'pdm.lock' | 'pylock',
  key: 'package' | 'packages',
  sourceOf: (entry: Table) => Source,
): Reading {
  const reading = new ReadingBuilder(path, format, text);
  const read = readToml(text);
  if ('line' in read) {
    reading.unreadable('TOML', read.line);
    return reading.finish(true);
  }
  reading.requiresPython =
    textOf(read.table['requires-python']) ?? textOf(tableOf(read.table['metadata'])['requires_python']);
  const entries = read.table[key] ?? [];
  if (!Array.isArray(entries)) {
    reading.unreadable(`a list of tables \`[[${key}]]\``, 1);
    return reading.finish(true);
  }
  const places = entryPlaces(text, key);
  entries.forEach((entry: unknown, i) => {
    const span = places[i] ?? { start: 0, end: 0 };
    const place = reading.place(span.start, span.end);
    const name = isTable(entry) ? textOf(entry['name']) : null;
    if (!isTable(entry) || name === null) {
      reading.unreadable(`a name in this \`[[${key}]]\``, place.line);
      return;
    }
    const source = sourceOf(entry);
    const about = /^[\w.-]{1,80}$/.test(name) ? `\`${name}\`` : 'a package';
    if (source.mutable) reading.risks.push({ rule: 'mutable-reference', about, place });
    if (source.address !== null && source.address !== '') {
      const reference = readReference(source.address);
      if (reference.credentials) reading.risks.push({ rule: 'index-credentials', about: `of ${about}`, place });
      if (reference.plain) reading.risks.push({ rule: 'plain-http-index', about, place });
    }
    const version = textOf(entry['version']);
    reading.add({
      name,
      version,
      asked: version === null ? '' : `==${version}`,
      clauses: version === null ? [] : (parseSpecifiers(`===${version}`) ?? []),
      marker: markerOf(entry),
      origin: source.origin,
      place,
      hashed: true,
      obstacle:
        version === null && source.origin !== 'project' && source.origin !== 'folder'
          ? 'the lock file says no version'
          : null,
    });
  });
  return reading.finish(true);
}

/** A package is installed where any of its markers holds (poetry 2 has one for each group). A marker that cannot be read may always hold. */
function markerOf(entry: Table): Marker | null {
  const given = entry['marker'] ?? entry['markers'];
  const texts = isTable(given) ? Object.values(given) : given === undefined ? [] : [given];
  const parts: Marker[] = [];
  for (const text of texts) {
    const marker = typeof text === 'string' && text.trim() !== '' ? parseMarker(text) : null;
    if (marker === null || 'expected' in marker) return null;
    parts.push(marker);
  }
  return parts.length === 0 ? null : { kind: 'or', parts };
}

function isCommit(value: unknown): boolean {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}

function hasFileHash(entry: Table): boolean {
  const files = [...listOf(entry['files']), ...listOf(entry['wheels']), entry['sdist']];
  return files.some((file) => isTable(file) && textOf(file['hash']) !== null);
}
