import { type Format, type Place, type Reading, ReadingBuilder } from '../manifest.ts';
import { parseMarker } from '../marker.ts';
import { parseRequirement } from '../pep508.ts';
import { hasCredentials, isLoopback, readReference } from '../reference.ts';
import { pinned } from '../specifier.ts';

/** A line with those that it goes on in, without its comment. */
interface LogicalLine {
  readonly text: string;
  /** Half-open offsets of the physical lines. */
  readonly start: number;
  readonly end: number;
}

const VARIABLE = /\$\{[A-Z0-9_]+\}/;
/** Options of pip that take a value and say nothing about which packages are installed. */
const QUIET_VALUES =
  /^--(?:no-binary|only-binary|use-feature|progress-bar|pre|implementation|platform|abi|python-version)$/;
const QUIET_FLAGS =
  /^--(?:no-index|pre|prefer-binary|require-hashes|no-deps|use-pep517|no-use-pep517|no-build-isolation|always-unzip|process-dependency-links|use-wheel|no-use-wheel|upgrade|user)$/;

/**
 * Reads a requirements or constraints file with everything that pip allows in it ("Requirements File Format"): comments, lines that go on, nested
 * files, options, indexes, hashes, markers, extras, direct references, repositories, editable installs. What cannot be read is a
 * problem of its own; nothing is fetched.
 */
export function readRequirements(path: string, text: string, format: Format = 'requirements'): Reading {
  const reading = new ReadingBuilder(path, format, text);
  const role = format === 'constraints' ? 'constraint' : 'required';
  for (const line of logicalLines(text)) {
    const indent = text.slice(line.start, line.end).search(/\S/);
    const place = reading.place(line.start + Math.max(0, indent), endOfFirst(text, line));
    if (line.text.startsWith('-')) readOption(reading, line.text, place, role);
    else readEntry(reading, line.text, place, role);
  }
  tellHashes(reading);
  // A file that names everything with digests was made by a resolver; any other may leave out what is required indirectly.
  const entries = reading.dependencies;
  return reading.finish(format === 'requirements' && entries.length > 0 && entries.every(({ hashed }) => hashed));
}

/** Lines joined and freed of comments as pip does it. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let joined: { text: string; start: number } | null = null;
  let at = 0;
  const emit = (raw: string, start: number, end: number): void => {
    const bare = withoutComment(raw).trim();
    if (bare !== '') lines.push({ text: bare, start, end });
  };
  while (at <= text.length) {
    const stop = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
    stop.lastIndex = at;
    const found = stop.exec(text);
    const end = found === null ? text.length : found.index;
    const raw = text.slice(at, end);
    const comment = /^\s*#/.test(raw);
    if (raw.endsWith('\\') && !comment) {
      const part = raw.replace(/^\\+|\\+$/g, '');
      if (joined === null) joined = { text: part, start: at };
      else joined.text += part;
    } else if (joined !== null) {
      emit(joined.text + (comment ? ` ${raw}` : raw), joined.start, end);
      joined = null;
    } else emit(raw, at, end);
    if (found === null) break;
    at = end + found[0].length;
  }
  if (joined !== null) emit(joined.text, joined.start, text.length);
  return lines;
}

/** A line up to the `#` that begins it or follows a blank. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1))
    if (at === 0 || /\s/.test(line[at - 1] as string)) return line.slice(0, at);
  return line;
}

/** Where the entry ends in its first physical line: before a comment, a continuation mark and blanks. */
function endOfFirst(text: string, line: LogicalLine): number {
  const first = /^[^\n\r]*/.exec(text.slice(line.start, line.end))?.[0] ?? '';
  return line.start + withoutComment(first).trimEnd().replace(/\\$/, '').trimEnd().length;
}

/** Words of an option line; quotes hold words together. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
}

function readOption(reading: ReadingBuilder, text: string, place: Place, role: 'required' | 'constraint'): void {
  const given = words(text);
  for (let i = 0; i < given.length; i++) {
    const word = given[i] as string;
    const cut = word.startsWith('--') ? word.indexOf('=') : -1;
    const short = /^-[erciIf]./.test(word) && !word.startsWith('--');
    const name = short ? word.slice(0, 2) : cut < 0 ? word : word.slice(0, cut);
    const value = (): string => (short ? word.slice(2) : cut < 0 ? (given[++i] ?? '') : word.slice(cut + 1));
    switch (name) {
      case '-r':
      case '--requirement':
      case '--requirements':
        include(reading, value(), place, role === 'constraint');
        break;
      case '-c':
      case '--constraint':
      case '--constraints':
        include(reading, value(), place, true);
        break;
      case '-e':
      case '--editable':
        readEntry(reading, [value(), ...given.slice(i + 1)].join(' '), place, role, true);
        return;
      case '-i':
      case '--index-url':
      case '--pypi-url':
        index(reading, value(), place);
        break;
      case '--extra-index-url':
        reading.risks.push({ rule: 'extra-index', about: 'beside the index', place });
        index(reading, value(), place);
        break;
      case '-f':
      case '--find-links':
        index(reading, value(), place);
        break;
      case '--trusted-host':
        reading.risks.push({ rule: 'trusted-host', about: quoted(value()), place });
        break;
      default:
        if (QUIET_FLAGS.test(name)) break;
        if (QUIET_VALUES.test(name)) {
          value();
          break;
        }
        reading.unreadable('a requirement or an option that pip knows in a requirements file', place.line);
        return;
    }
  }
}

function quoted(text: string): string {
  return /^[\w.:-]{1,80}$/.test(text) ? `\`${text}\`` : 'a host';
}

function index(reading: ReadingBuilder, address: string, place: Place): void {
  if (/^http:\/\//i.test(address) && !isLoopback(address))
    reading.risks.push({ rule: 'plain-http-index', about: 'an index or list of links', place });
  if (hasCredentials(address)) reading.risks.push({ rule: 'index-credentials', about: 'of an index', place });
}

function include(reading: ReadingBuilder, target: string, place: Place, constraint: boolean): void {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(target) || VARIABLE.test(target) || target === '') {
    reading.unreadable('a file of the project behind `-r` or `-c`', place.line);
    return;
  }
  const folder = reading.path.includes('/') ? reading.path.slice(0, reading.path.lastIndexOf('/')) : '';
  const path = resolveWithin(folder, target);
  if (path === null) reading.unreadable('a file inside the project behind `-r` or `-c`', place.line);
  else reading.includes.push({ path, constraint, line: place.line });
}

/** A path relative to a folder as one relative to the root; null where it leads out of the root. */
export function resolveWithin(folder: string, target: string): string | null {
  const parts = folder === '' ? [] : folder.split('/');
  if (target.startsWith('/')) return null;
  for (const part of target.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else parts.push(part);
  }
  return parts.join('/');
}

function readEntry(
  reading: ReadingBuilder,
  text: string,
  place: Place,
  role: 'required' | 'constraint',
  editable = false,
): void {
  // Options of one requirement stand behind a blank and begin with `-`.
  const cut = /\s--?[A-Za-z]/.exec(text);
  const entry = (cut === null ? text : text.slice(0, cut.index)).trim();
  const hashed = cut !== null && /--hash[=\s]/.test(text.slice(cut.index));
  if (VARIABLE.test(entry)) {
    reading.unreadable('a requirement without variables of the environment', place.line);
    return;
  }
  const isAddress = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|git@)/.test(entry) || /^(?:git|hg|svn|bzr)\+/.test(entry);
  const isPath =
    /^(?:\.{0,2}[/\\]|\.{1,2}(?:$|[[;\s])|[A-Za-z]:[/\\]|~\/)/.test(entry) ||
    (editable && !isAddress) ||
    /^[^\s;@<>=!~]+\.(?:whl|tar\.gz|tgz|zip|tar\.bz2|tar\.xz)(?:\s*;|\[|$)/i.test(entry) ||
    /^file:/.test(entry);
  if (isAddress || isPath) {
    readDirect(reading, entry, null, place, role, hashed);
    return;
  }
  const requirement = parseRequirement(entry);
  if ('expected' in requirement) {
    reading.unreadable(requirement.expected, place.line);
    return;
  }
  if (requirement.url !== null) {
    const marker = /\s;(.*)$/.exec(entry)?.[1];
    readDirect(
      reading,
      marker === undefined ? requirement.url : `${requirement.url} ;${marker}`,
      requirement.name,
      place,
      role,
      hashed,
    );
    return;
  }
  reading.add({
    name: requirement.name,
    version: pinned(requirement.clauses),
    clauses: requirement.clauses,
    asked: askedOf(entry),
    marker: requirement.marker,
    role,
    place,
    hashed,
  });
}

/** The specifiers of a requirement as written, without blanks. */
export function askedOf(entry: string): string {
  return (/^[^;]*/.exec(entry)?.[0] ?? '')
    .replace(/^\s*[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?/, '')
    .replace(/[\s()]+/g, '')
    .slice(0, 200);
}

/** A package by its address, repository or path; `name @` may have named it. */
export function readDirect(
  reading: ReadingBuilder,
  entry: string,
  known: string | null,
  place: Place,
  role: 'required' | 'constraint' | 'build',
  hashed: boolean,
): void {
  const cut = /\s;/.exec(entry);
  const address = (cut === null ? entry : entry.slice(0, cut.index)).trim();
  const marker = cut === null ? null : parseMarker(entry.slice(cut.index + 2));
  if (marker !== null && 'expected' in marker) {
    reading.unreadable(marker.expected, place.line);
    return;
  }
  const reference = readReference(address.replace(/\[[^\]]*\]$/, ''));
  const name = known ?? reference.name;
  const about = name === null || !/^[\w.-]{1,80}$/.test(name) ? 'a package' : `\`${name}\``;
  if (reference.credentials) reading.risks.push({ rule: 'index-credentials', about: `of ${about}`, place });
  if (reference.plain) reading.risks.push({ rule: 'plain-http-index', about, place });
  if (reference.mutable && !hashed) reading.risks.push({ rule: 'mutable-reference', about, place });
  if (reference.origin === 'folder') {
    // Code of the project's own: there is no advisory about it, and its manifests are read where they lie.
    if (name !== null) reading.add({ name, marker, origin: 'folder', role, place });
    return;
  }
  if (name === null) {
    reading.unreadable('a name for the package behind this address (`name @ address`)', place.line);
    return;
  }
  const { version, origin } = reference;
  reading.add({
    name,
    version,
    marker,
    origin,
    role,
    place,
    hashed: hashed || reference.hashed,
    obstacle:
      version !== null
        ? null
        : origin === 'repository'
          ? 'it comes from a repository, whose commits have no version'
          : 'it comes from an address whose text names no version',
  });
}

/** Where some entries have digests pip wants all of them to; where none has, one finding says so. */
function tellHashes(reading: ReadingBuilder): void {
  const wanted = reading.dependencies.filter(({ origin, role }) => origin === 'index' && role === 'required');
  const without = wanted.filter(({ hashed }) => !hashed);
  if (without.length === 0) return;
  const first = without[0] as (typeof without)[number];
  if (without.length === wanted.length)
    reading.risks.push({ rule: 'missing-hash', about: 'no requirement of this file has one', place: first.place });
  else
    for (const { name, place } of without)
      reading.risks.push({ rule: 'missing-hash', about: `\`${name}\` has none`, place });
}
