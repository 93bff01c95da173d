import { type Place, type Reading, ReadingBuilder } from '../manifest.ts';
import { type Marker, parseMarker } from '../marker.ts';
import { normalizeName, parseRequirement } from '../pep508.ts';
import { hasCredentials, isLoopback } from '../reference.ts';
import { parseSpecifiers, pinned } from '../specifier.ts';
import { poetrySpecifiers } from './poetry-specifiers.ts';
import { askedOf, readDirect, resolveWithin } from './requirements.ts';
import { isTable, keyPlaces, listOf, readToml, type Table, TomlTexts, tableOf, textOf } from './toml-places.ts';

/**
 * Reads `pyproject.toml`: `project` (PEP 621) with its extras, `dependency-groups` (PEP 735), `build-system`, and the tables of poetry, pdm, uv
 * and hatch. Files that setuptools or hatch read the requirements from are included.
 */
export function readPyproject(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'pyproject', text);
  const read = readToml(text);
  if ('line' in read) {
    reading.unreadable('TOML', read.line);
    return reading.finish(false);
  }
  const texts = new TomlTexts(text);
  const { table } = read;
  const project = tableOf(table['project']);
  const tool = tableOf(table['tool']);
  const own = textOf(project['name']);
  const sources = new Map(
    Object.entries(tableOf(tableOf(tool['uv'])['sources'])).map(([name, source]) => [normalizeName(name), source]),
  );
  reading.requiresPython = textOf(project['requires-python']);
  const list = (given: unknown, role: 'required' | 'constraint' | 'build', where: string): void => {
    if (given === undefined) return;
    if (!Array.isArray(given)) {
      reading.unreadable(`a list in \`${where}\``, headerLine(text, where));
      return;
    }
    for (const one of given) {
      if (typeof one === 'string') requirement(reading, texts, one, role, own, sources);
      else if (!isTable(one) || textOf(one['include-group']) === null)
        reading.unreadable(`texts in \`${where}\``, headerLine(text, where));
    }
  };
  list(project['dependencies'], 'required', 'project.dependencies');
  for (const [extra, given] of Object.entries(tableOf(project['optional-dependencies'])))
    list(given, 'required', `project.optional-dependencies.${printable(extra)}`);
  for (const [group, given] of Object.entries(tableOf(table['dependency-groups'])))
    list(given, 'required', `dependency-groups.${printable(group)}`);
  list(tableOf(table['build-system'])['requires'], 'build', 'build-system.requires');
  const uv = tableOf(tool['uv']);
  list(uv['dev-dependencies'], 'required', 'tool.uv.dev-dependencies');
  for (const key of ['constraint-dependencies', 'override-dependencies']) list(uv[key], 'constraint', `tool.uv.${key}`);
  for (const [group, given] of Object.entries(tableOf(tableOf(tool['pdm'])['dev-dependencies'])))
    list(given, 'required', `tool.pdm.dev-dependencies.${printable(group)}`);
  for (const [name, environment] of Object.entries(tableOf(tableOf(tool['hatch'])['envs'])))
    for (const key of ['dependencies', 'extra-dependencies'])
      list(tableOf(environment)[key], 'required', `tool.hatch.envs.${printable(name)}.${key}`);
  readPoetry(reading, text, tableOf(tool['poetry']));
  readDynamic(reading, text, project, tool);
  const indexes = [
    ...listOf(uv['index']),
    ...listOf(tableOf(tool['poetry'])['source']),
    ...listOf(tableOf(tool['pdm'])['source']),
  ];
  for (const index of indexes) if (isTable(index)) tellIndex(reading, texts, index);
  for (const url of listOf(uv['extra-index-url']))
    if (typeof url === 'string') tellIndex(reading, texts, { url, explicit: false });
  return reading.finish(false);
}

function requirement(
  reading: ReadingBuilder,
  texts: TomlTexts,
  entry: string,
  role: 'required' | 'constraint' | 'build',
  own: string | null,
  sources: ReadonlyMap<string, unknown>,
): void {
  const span = texts.next(entry) ?? { start: 0, end: 0 };
  const place = reading.place(span.start, span.end);
  const read = parseRequirement(entry);
  if ('expected' in read) {
    reading.unreadable(read.expected, place.line);
    return;
  }
  const source = sources.get(normalizeName(read.name));
  const one = isTable(source) ? source : isTable(listOf(source)[0]) ? (listOf(source)[0] as Table) : null;
  if (one !== null && (one['workspace'] === true || textOf(one['path']) !== null)) {
    reading.add({ name: read.name, marker: read.marker, origin: 'folder', role, place });
    return;
  }
  const address = one === null ? null : (textOf(one['url']) ?? repositoryOf(one));
  if (read.url !== null || address !== null) {
    const marker = /\s;(.*)$/.exec(entry)?.[1];
    const direct = read.url ?? (address as string);
    readDirect(reading, marker === undefined ? direct : `${direct} ;${marker}`, read.name, place, role, false);
    return;
  }
  reading.add({
    name: read.name,
    version: pinned(read.clauses),
    clauses: read.clauses,
    asked: askedOf(entry),
    marker: read.marker,
    origin: own !== null && normalizeName(own) === normalizeName(read.name) ? 'project' : 'index',
    role,
    place,
  });
}

function repositoryOf(source: Table): string | null {
  const git = textOf(source['git']);
  const ref = textOf(source['rev']) ?? textOf(source['tag']) ?? textOf(source['branch']);
  return git === null ? null : `git+${git.replace(/^git\+/, '')}${ref === null ? '' : `@${ref}`}`;
}

function readPoetry(reading: ReadingBuilder, text: string, poetry: Table): void {
  const groups = Object.entries(tableOf(poetry['group'])).map(([name, group]): [string, unknown] => [
    `tool.poetry.group.${name}.dependencies`,
    tableOf(group)['dependencies'],
  ]);
  const tables: [string, unknown][] = [
    ['tool.poetry.dependencies', poetry['dependencies']],
    ['tool.poetry.dev-dependencies', poetry['dev-dependencies']],
    ...groups,
  ];
  const keys = keyPlaces(text);
  for (const [where, table] of tables) {
    for (const [name, value] of Object.entries(tableOf(table))) {
      const span = keys.get(`${where}\n${name}`) ?? keys.get(`${where}.${name}`) ?? keys.get(where);
      const place = reading.place(span?.start ?? 0, span?.end ?? 0);
      if (name === 'python') {
        const specifiers = typeof value === 'string' ? poetrySpecifiers(value) : null;
        if (specifiers !== null) reading.requiresPython ??= specifiers;
        continue;
      }
      // Several constraints for several environments stand in a list.
      for (const one of Array.isArray(value) ? value : [value]) poetryEntry(reading, name, one, place);
    }
  }
}

function poetryEntry(reading: ReadingBuilder, name: string, value: unknown, place: Place): void {
  const table: Table = isTable(value) ? value : { version: value };
  const markers = [textOf(table['markers'])];
  const python = textOf(table['python']);
  const pythonSpecifiers = python === null ? null : poetrySpecifiers(python);
  for (const clause of (pythonSpecifiers ?? '').split(',')) {
    const parts = /^\s*(===|==|!=|<=|>=|~=|<|>)\s*(\S+)$/.exec(clause);
    if (parts !== null) markers.push(`python_version ${parts[1]} '${parts[2]}'`);
  }
  const platform = textOf(table['platform']);
  if (platform !== null) markers.push(`sys_platform == '${platform.replaceAll("'", '')}'`);
  const parts: Marker[] = [];
  for (const one of markers) {
    const marker = one === null ? null : parseMarker(one);
    if (marker !== null && !('expected' in marker)) parts.push(marker);
  }
  const marker: Marker | null = parts.length === 0 ? null : { kind: 'and', parts };
  const address = repositoryOf(table) ?? textOf(table['url']);
  if (address !== null) {
    const before = reading.dependencies.length;
    readDirect(reading, address, name, place, 'required', false);
    const added = reading.dependencies[before];
    if (added !== undefined) reading.dependencies[before] = { ...added, marker };
    return;
  }
  if (textOf(table['path']) !== null || textOf(table['file']) !== null) {
    reading.add({ name, marker, origin: 'folder', place });
    return;
  }
  const asked = textOf(table['version']);
  const specifiers = asked === null ? '' : poetrySpecifiers(asked);
  // Alternatives (`^1 || ^2`) are no one set of specifiers: any version may be meant.
  const clauses = specifiers === null ? [] : (parseSpecifiers(specifiers) ?? []);
  reading.add({ name, version: pinned(clauses), clauses, asked: (asked ?? '').slice(0, 200), marker, place });
}

/** Where the requirements are when `project` says that a build tool finds them. */
function readDynamic(reading: ReadingBuilder, text: string, project: Table, tool: Table): void {
  const folder = reading.path.includes('/') ? reading.path.slice(0, reading.path.lastIndexOf('/')) : '';
  const include = (given: unknown, line: number | null): boolean => {
    const files = typeof given === 'string' ? [given] : listOf(given);
    for (const file of files) {
      const path = typeof file === 'string' ? resolveWithin(folder, file) : null;
      if (path === null) reading.unreadable('a file inside the project', line);
      else reading.includes.push({ path, constraint: false, line: line ?? 1 });
    }
    return files.length > 0;
  };
  const dynamic = listOf(project['dynamic']).filter((one) => one === 'dependencies' || one === 'optional-dependencies');
  if (dynamic.length === 0) return;
  const line = headerLine(text, 'project.dynamic');
  const setuptools = tableOf(tableOf(tool['setuptools'])['dynamic']);
  const hatch = tableOf(tableOf(tableOf(tableOf(tool['hatch'])['metadata'])['hooks'])['requirements_txt']);
  let found =
    include(tableOf(setuptools['dependencies'])['file'], line) || include(hatch['files'] ?? hatch['filename'], line);
  for (const extra of Object.values(tableOf(setuptools['optional-dependencies'])))
    found = include(tableOf(extra)['file'], line) || found;
  if (!found && isTable(tool['poetry'])) return;
  if (!found && dynamic.includes('dependencies'))
    reading.warn(
      'dependencies-dynamic',
      'the requirements are found by a build tool that is not run: those in setup.cfg and setup.py are read, others are not',
      line,
    );
}

function tellIndex(reading: ReadingBuilder, texts: TomlTexts, index: Table): void {
  const url = textOf(index['url']) ?? '';
  const span = texts.next(url) ?? { start: 0, end: 0 };
  const place = reading.place(span.start, span.end);
  if (/^http:/i.test(url) && !isLoopback(url))
    reading.risks.push({ rule: 'plain-http-index', about: 'an index or list of links', place });
  if (hasCredentials(url)) reading.risks.push({ rule: 'index-credentials', about: 'of an index', place });
  const only = index['explicit'] === true || index['default'] === true || index['priority'] === 'explicit';
  if (!only && url !== '' && !/^https:\/\/pypi\.org(?:\/|$)/.test(url))
    reading.risks.push({ rule: 'extra-index', about: 'beside the index', place });
}

/** 1-based line of a key by its dotted name, as near as a search for its last part says. */
function headerLine(text: string, where: string): number | null {
  const key = where.slice(where.lastIndexOf('.') + 1).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const found = new RegExp(`^[ \\t]*(?:\\[[^\\]\\n]*)?["']?${key}["']?[ \\t]*[=\\]]`, 'm').exec(text);
  return found === null ? null : text.slice(0, found.index).split('\n').length;
}

function printable(name: string): string {
  return /^[\w.-]{1,60}$/.test(name) ? name : '…';
}
