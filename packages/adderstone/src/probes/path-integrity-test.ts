import type { Host } from '../host/host.ts';
import type { PathIntegrity } from './path-integrity.ts';
import type { PathSettings } from './path-integrity-drive.ts';
import { parentOf } from './path-integrity-payloads.ts';
import { isArchive, type Reached } from './path-integrity-reach.ts';
import { argument, pythonText, surfaceName } from './path-integrity-reproduce.ts';

/** The text that a written test is made from, or null when the Python part is not there. */
export function pathTestTemplate(host: Host): string | null {
  const sources = host.pythonFolder();
  const read = sources === null ? null : host.read(`${sources}/adderstone_probe/paths_test_template.py`, 1 << 20);
  return read?.kind === 'bytes' ? Buffer.from(read.bytes).toString('utf8') : null;
}

/**
 * A pytest of the escapes of a validation: fails while they work, passes when they do not. Needs pytest and the code under test only.
 * @param folder the folder that it is written to, absolute: what it names is relative to it
 */
export function pathTest(template: string, settings: PathSettings, result: PathIntegrity, folder: string): string {
  const places = result.surfaces.flatMap(({ reached }) =>
    reached !== null && result.escapes.some((one) => one.reached === reached) ? [reached] : [],
  );
  const first = places[0] as Reached;
  const above = parentOf(result.base);
  const escapes = result.escapes.map((one) => [
    one.class,
    one.effect,
    places.indexOf(one.reached),
    above === '/' ? one.payload : one.payload.replaceAll(above, '{above}'),
    one.literal,
  ]);
  const { drive } = settings;
  const lines: readonly (readonly [string, string])[] = [
    ['escapes', `ESCAPES = ${literal(escapes)}`],
    ['places', `PLACES = ${literal(places.map((one, call) => placeOf(one, call, result.base)))}`],
    ['headers', `HEADERS = ${literal(settings.headers)}`],
    ['command', `COMMAND = ${literal('command' in drive ? (drive.command ?? []) : [])}`],
    ['calls', `CALLS = [\n${places.map((one) => `    ${callOf(one, drive)},\n`).join('')}]`],
  ];
  const words: Readonly<Record<string, string>> = {
    title: `Path integrity of ${plain(result.target)}: ${places.map((one) => plain(surfaceName(one.surface, one.shape))).join('; ')}.`,
    root: plain(relative(folder, settings.cwd)),
    base: plain(relative(settings.cwd, result.base)),
    token: result.token,
    extension: plain(first.landing.extension),
    symlink: settings.symlink ? 'yes' : 'no',
    module: 'module' in drive ? plain(drive.module.replace(/\.py$/, '').replaceAll('/', '.')) : '',
    attribute: 'attribute' in drive ? plain(drive.attribute.replace(/\(\)$/, '') || 'app') : '',
    host: result.host,
    address: 'address' in drive ? drive.address[0] : '',
    port: 'address' in drive ? String(drive.address[1]) : '',
  };
  const kept = sectionsOf(settings, result, places);
  const text = template
    .split(/^(?=# --- [a-z]+$)/m)
    .filter((part, i) => i === 0 || kept.has((/^# --- ([a-z]+)/.exec(part) as RegExpExecArray)[1] as string))
    .map((part) => part.replace(/^# --- [a-z]+\n+/, '').trimEnd())
    .join('\n\n\n');
  const filled = text
    .split('\n')
    .map((line) => lines.find(([name]) => line.endsWith(`  # @${name}@`))?.[1] ?? line)
    .join('\n');
  return `${filled.replace(/@([a-z]+)@/g, (whole, name: string) => (Object.hasOwn(words, name) ? (words[name] as string) : whole))}\n`;
}

function sectionsOf(settings: PathSettings, result: PathIntegrity, places: readonly Reached[]): ReadonlySet<string> {
  const kept = new Set<string>();
  const { drive } = settings;
  if (places.some(({ shape, surface }) => isArchive(shape) || surface.kind === 'body')) kept.add('archive');
  switch (drive.kind) {
    case 'function':
      for (const one of ['seen', 'finish', 'function']) kept.add(one);
      if (places.some(({ returns }) => returns)) kept.add('returns');
      break;
    case 'app': {
      const asynchronous =
        result.framework === 'starlette' || result.framework === 'asgi' || result.framework === 'django-asgi';
      for (const one of ['seen', 'request', 'app', 'archive']) kept.add(one);
      if (result.framework === 'aiohttp') for (const one of ['socket', 'aiohttp']) kept.add(one);
      else kept.add(asynchronous ? 'asgi' : 'wsgi');
      break;
    }
    case 'url':
      for (const one of ['request', 'archive', 'socket', 'url']) kept.add(one);
      if (drive.command !== null) kept.add('server');
      break;
    case 'command': {
      const name = drive.command[0] ?? '';
      const script = /^python[0-9.]*$/.test(name.slice(name.lastIndexOf('/') + 1));
      for (const one of script ? ['seen', 'script'] : ['command']) kept.add(one);
      break;
    }
  }
  return kept;
}

function placeOf(reached: Reached, call: number, base: string): unknown {
  const { surface, fill, shape } = reached;
  const legitimate = reached.legitimate.replaceAll(base, '{base}');
  if (surface.method === undefined) return { call, legitimate };
  const kind = surface.kind === 'file' && shape === 'value' ? 'form' : shape === 'json' ? 'json' : surface.kind;
  return {
    kind,
    name: surface.name,
    method: surface.method,
    path: surface.path,
    shape,
    fill: Object.fromEntries(Object.entries(fill).filter(([, values]) => Object.keys(values).length > 0)),
    files: surface.files ?? [],
    legitimate,
  };
}

function callOf(reached: Reached, drive: PathSettings['drive']): string {
  const { surface, shape, returns } = reached;
  if (drive.kind !== 'function') return 'None';
  const cut = drive.attribute.lastIndexOf('.');
  const made =
    surface.construct == null
      ? drive.attribute
      : `${drive.attribute.slice(0, cut)}(${keywords(surface.construct)})${drive.attribute.slice(cut)}`;
  const rest = keywords(reached.fill['arguments'] ?? {});
  const call = `module.${made}(${surface.name}=${valueOf(shape)}${rest === '' ? '' : `, ${rest}`})`;
  return `lambda module, value: ${returns ? `_checked(${call})` : call}`;
}

function keywords(words: Readonly<Record<string, string | number>>): string {
  return Object.entries(words)
    .map(([name, word]) => {
      const text = String(word);
      if (text === 'base') return `${name}=BASE`;
      if (text === 'base-text') return `${name}=str(BASE)`;
      if (text === 'upload') return `${name}=Upload('file.txt', CONTENT)`;
      return `${name}=${argument(text, '')}`;
    })
    .join(', ');
}

function valueOf(shape: string): string {
  const kind = shape.includes('zip') ? 'zip' : 'tar';
  switch (shape.replace(/zip|tar/, '*')) {
    case 'path':
      return 'Path(value)';
    case 'bytes':
      return "value.encode('utf-8', 'surrogateescape')";
    case 'upload':
      return 'Upload(value, CONTENT)';
    case 'upload-*':
      return `Upload('file.${kind}', archive('${kind}', value))`;
    case '*-bytes':
      return `archive('${kind}', value)`;
    case '*-file':
      return `io.BytesIO(archive('${kind}', value))`;
    case '*-path':
      return `on_disk('${kind}', value)`;
    case '*-text':
      return `str(on_disk('${kind}', value))`;
    default:
      return 'value';
  }
}

/** A Python literal, lists one entry a line at the top. */
function literal(value: unknown, deep = false): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonText(value);
  if (Array.isArray(value))
    return deep || value.length === 0
      ? `[${value.map((one) => literal(one, true)).join(', ')}]`
      : `[\n${value.map((one) => `    ${literal(one, true)},\n`).join('')}]`;
  return `{${Object.entries(value as Record<string, unknown>)
    .map(([key, one]) => `${pythonText(key)}: ${literal(one, true)}`)
    .join(', ')}}`;
}

/** A text inside a Python string or docstring of the template: what would end it or mean something there is escaped. */
function plain(text: string): string {
  return pythonText(text).slice(1, -1).replaceAll('"', '\\"');
}

/** The way from a folder to a path, both absolute. */
function relative(from: string, to: string): string {
  const a = from.split('/').filter((part) => part !== '');
  const b = to.split('/').filter((part) => part !== '');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  // Beyond what both share by chance, e.g. two folders of the system, the absolute path is the plainer.
  if (same === 0) return to;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}
