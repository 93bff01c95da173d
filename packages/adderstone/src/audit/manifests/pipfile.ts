import { type Place, type Reading, ReadingBuilder } from '../manifest.ts';
import { type Marker, parseMarker } from '../marker.ts';
import { hasCredentials, isLoopback, readReference } from '../reference.ts';
import { parseSpecifiers, pinned } from '../specifier.ts';
import { isTable, keyPlaces, listOf, readToml, type Table, tableOf, textOf } from './toml-places.ts';

/** Tables of a `Pipfile` that name no packages. */
const OTHER = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile']);

/** Reads a `Pipfile` (pipenv): every category of packages, and its sources. */
export function readPipfile(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'pipfile', text);
  const read = readToml(text);
  if ('line' in read) {
    reading.unreadable('TOML', read.line);
    return reading.finish(false);
  }
  const version = textOf(tableOf(read.table['requires'])['python_version']);
  reading.requiresPython = version === null ? null : `==${version}.*`;
  const keys = keyPlaces(text);
  const placeOf = (key: string): Place => reading.place(keys.get(key)?.start ?? 0, keys.get(key)?.end ?? 0);
  tellSources(reading, listOf(read.table['source']), placeOf('source'));
  for (const [category, table] of Object.entries(read.table)) {
    if (OTHER.has(category) || !isTable(table)) continue;
    for (const [name, value] of Object.entries(table)) {
      add(reading, name, value, placeOf(`${category}\n${name}`), false);
    }
  }
  return reading.finish(false);
}

/** Reads `Pipfile.lock` (pipenv, JSON): every package of every category. */
export function readPipfileLock(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'pipfile.lock', text);
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    reading.unreadable('JSON', 1);
    return reading.finish(true);
  }
  if (!isTable(root)) {
    reading.unreadable('a JSON object', 1);
    return reading.finish(true);
  }
  const meta = tableOf(root['_meta']);
  const version = textOf(tableOf(meta['requires'])['python_version']);
  reading.requiresPython = version === null ? null : `==${version}.*`;
  tellSources(reading, listOf(meta['sources']), reading.place(0, 0));
  for (const [category, table] of Object.entries(root)) {
    if (category === '_meta' || !isTable(table)) continue;
    const at = { offset: Math.max(0, text.indexOf(`"${category}"`)), lost: false };
    for (const [name, value] of Object.entries(table)) {
      const start = keyAfter(text, name, at);
      add(reading, name, value, reading.place(start, start + name.length + 2), true);
    }
  }
  return reading.finish(true);
}

function add(reading: ReadingBuilder, name: string, value: unknown, place: Place, lock: boolean): void {
  const table: Table = isTable(value) ? value : { version: value };
  const about = /^[\w.-]{1,80}$/.test(name) ? `\`${name}\`` : 'a package';
  const git = textOf(table['git']);
  const folder = textOf(table['path']);
  const file = textOf(table['file']);
  const marker = markerOf(table);
  const common = { name, marker, place };
  for (const address of [git, file]) {
    if (address !== null && hasCredentials(address))
      reading.risks.push({ rule: 'index-credentials', about: `of ${about}`, place });
    if (address !== null && /^(?:http|git):/i.test(address) && !isLoopback(address))
      reading.risks.push({ rule: 'plain-http-index', about, place });
  }
  if (git !== null) {
    const ref = textOf(table['ref']);
    if (ref === null || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref))
      reading.risks.push({ rule: 'mutable-reference', about, place });
    const obstacle = 'it comes from a repository, whose commits have no version';
    reading.add({ ...common, origin: 'repository', obstacle });
    return;
  }
  if (file !== null && /^[a-z]+:\/\//i.test(file)) {
    const { version } = readReference(file);
    if (listOf(table['hashes']).length === 0) reading.risks.push({ rule: 'mutable-reference', about, place });
    const obstacle = version === null ? 'it comes from an address whose text names no version' : null;
    reading.add({ ...common, version, origin: 'archive', obstacle });
    return;
  }
  if (folder !== null || file !== null) {
    reading.add({ ...common, origin: 'folder' });
    return;
  }
  const asked = textOf(table['version']);
  const clauses = asked === null || asked.trim() === '*' ? [] : parseSpecifiers(asked);
  if (clauses === null) {
    reading.unreadable('version specifiers as in PEP 440, or `*`', place.line);
    return;
  }
  const version = pinned(clauses);
  reading.add({
    ...common,
    version,
    clauses,
    asked: asked === null || asked === '*' ? '' : asked.replace(/\s+/g, '').slice(0, 200),
    hashed: listOf(table['hashes']).length > 0,
    obstacle: lock && version === null ? 'the lock file says no version' : null,
  });
}

/** `markers`, and keys such as `sys_platform` that pipenv takes as markers. */
function markerOf(table: Table): Marker | null {
  const parts: Marker[] = [];
  const texts = [textOf(table['markers'])];
  for (const key of ['sys_platform', 'os_name', 'python_version', 'platform_system', 'platform_machine']) {
    const value = textOf(table[key]);
    if (value !== null) texts.push(`${key} ${value}`);
  }
  for (const text of texts) {
    const marker = text === null ? null : parseMarker(text);
    if (marker !== null && !('expected' in marker)) parts.push(marker);
  }
  return parts.length === 0 ? null : { kind: 'and', parts };
}

function tellSources(reading: ReadingBuilder, sources: readonly unknown[], place: Place): void {
  for (const source of sources) {
    if (!isTable(source)) continue;
    const url = textOf(source['url']) ?? '';
    if (/^http:/i.test(url) && !isLoopback(url))
      reading.risks.push({ rule: 'plain-http-index', about: 'an index or list of links', place });
    if (hasCredentials(url)) reading.risks.push({ rule: 'index-credentials', about: 'of an index', place });
    if (source['verify_ssl'] === false && !isLoopback(url))
      reading.risks.push({ rule: 'trusted-host', about: 'a host (`verify_ssl = false`)', place });
  }
}

/** The offset of a key of JSON behind another; where one is not found as it is written, no further one is searched. */
function keyAfter(text: string, name: string, at: { offset: number; lost: boolean }): number {
  const key = JSON.stringify(name);
  for (let found = at.lost ? -1 : text.indexOf(key, at.offset); ; found = text.indexOf(key, found + 1)) {
    if (found < 0) {
      at.lost = true;
      return at.offset;
    }
    let after = found + key.length;
    while (text[after] === ' ' || text[after] === '\n' || text[after] === '\r' || text[after] === '\t') after++;
    if (text[after] !== ':') continue;
    at.offset = after;
    return found;
  }
}
