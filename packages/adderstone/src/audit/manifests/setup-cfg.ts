import { type Reading, ReadingBuilder } from '../manifest.ts';
import { parseRequirement } from '../pep508.ts';
import { pinned } from '../specifier.ts';
import { askedOf, readDirect, resolveWithin } from './requirements.ts';

/** Sections and keys of `setup.cfg` that name packages (setuptools, "Configuring setuptools using setup.cfg"). */
const KEYS: Readonly<Record<string, 'required' | 'build'>> = {
  install_requires: 'required',
  'install-requires': 'required',
  tests_require: 'required',
  setup_requires: 'build',
};

/** Reads `setup.cfg`: `install_requires`, `setup_requires`, `tests_require`, every extra; `file:` includes. */
export function readSetupCfg(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'setup.cfg', text);
  let section = '';
  let role: 'required' | 'build' | null = null;
  let at = 0;
  for (const raw of text.split('\n')) {
    const start = at;
    at += raw.length + 1;
    const line = raw.replace(/\r$/, '');
    const head = /^\[([^\]]*)\]/.exec(line);
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    if (head !== null) {
      section = (head[1] as string).trim();
      role = null;
      continue;
    }
    const indented = /^\s/.test(line);
    if (!indented) {
      const cut = line.search(/[=:]/);
      if (cut < 0) continue;
      const name = line.slice(0, cut).trim().toLowerCase();
      const value = line.slice(cut + 1).trim();
      const extra = section === 'options.extras_require';
      role = extra ? 'required' : section === 'options' && Object.hasOwn(KEYS, name) ? (KEYS[name] ?? null) : null;
      if (name === 'python_requires' && section === 'options') reading.requiresPython = value;
      if (role !== null) entries(reading, line.slice(cut + 1), start + cut + 1, role);
    } else if (role !== null) entries(reading, line, start, role);
  }
  return reading.finish(false);
}

/** The requirements of one line: `;` stands before a marker, so that several stand on several lines. */
function entries(reading: ReadingBuilder, line: string, offset: number, role: 'required' | 'build'): void {
  const text = line.trim();
  if (text === '') return;
  const start = offset + line.indexOf(text);
  const place = reading.place(start, start + text.length);
  if (/^file:/i.test(text)) {
    const folder = reading.path.includes('/') ? reading.path.slice(0, reading.path.lastIndexOf('/')) : '';
    for (const one of text.slice(5).split(',')) {
      const target = resolveWithin(folder, one.trim());
      if (target === null) reading.unreadable('a file inside the project', place.line);
      else reading.includes.push({ path: target, constraint: false, line: place.line });
    }
    return;
  }
  addRequirement(reading, text, place, role);
}

/** Adds one dependency specifier (PEP 508), or tells that it is none. */
export function addRequirement(
  reading: ReadingBuilder,
  text: string,
  place: Reading['dependencies'][number]['place'],
  role: 'required' | 'build',
): void {
  const read = parseRequirement(text);
  if ('expected' in read) {
    reading.unreadable(read.expected, place.line);
    return;
  }
  if (read.url !== null) {
    const marker = /\s;(.*)$/.exec(text)?.[1];
    readDirect(reading, marker === undefined ? read.url : `${read.url} ;${marker}`, read.name, place, role, false);
    return;
  }
  reading.add({
    name: read.name,
    version: pinned(read.clauses),
    clauses: read.clauses,
    asked: askedOf(text),
    marker: read.marker,
    role,
    place,
  });
}
