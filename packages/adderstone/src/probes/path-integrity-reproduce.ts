import type { PathSettings, Surface } from './path-integrity-drive.ts';
import type { Reached } from './path-integrity-reach.ts';

/** A surface in a few words: `GET /download?name=`, `argument name of save`. */
export function surfaceName(surface: Surface, shape: string | null): string {
  const inside =
    shape !== null && /zip|tar/.test(shape) ? `, a member’s name in a ${shape.includes('zip') ? 'zip' : 'tar'}` : '';
  if (surface.method === undefined)
    return surface.kind === 'stdin' ? 'standard input' : `argument ${surface.name}${inside}`;
  const where = `${surface.method} ${(surface.path ?? '').replace('{adderstone}', '{}')}`;
  switch (surface.kind) {
    case 'path':
      return surface.name === 'adderstone' ? where : `${where} (${surface.name})`;
    case 'query':
      return `${where}${where.includes('?') ? '&' : '?'}${surface.name}=`;
    case 'file':
      return `${where} file ${surface.name}${inside}`;
    case 'body':
      return `${where} body${inside}`;
    default:
      return `${where} ${surface.kind} ${surface.name}`;
  }
}

/** One line for a shell that sends a value to the target again. */
export function reproduction(settings: PathSettings, reached: Reached, value: string, literal: boolean): string {
  const { drive } = settings;
  const { surface } = reached;
  if (drive.kind === 'command')
    return surface.kind === 'stdin'
      ? `printf '%s\\n' ${shellWord(value)} | ${drive.command.map(shellWord).join(' ')}`
      : drive.command.map((word) => shellWord(word.replaceAll('{}', value))).join(' ');
  if (drive.kind === 'function') {
    const module = drive.module.replace(/\.py$/, '').replaceAll('/', '.');
    const call = /zip|tar|upload/.test(reached.shape)
      ? `# ${drive.attribute}: ${surfaceName(surface, reached.shape)} ${pythonText(value)}`
      : `${module}.${drive.attribute}(${surface.name}=${reached.shape === 'path' ? `pathlib.Path(${pythonText(value)})` : reached.shape === 'bytes' ? `${pythonText(value)}.encode()` : pythonText(value)}${others(reached)})`;
    return `python -c ${shellWord(`import pathlib, ${module}; print(${call})`.replace(/print\(# (.*)\)$/, '# $1'))}`;
  }
  const root = drive.kind === 'url' ? `http://${drive.address[0]}:${drive.address[1]}` : 'http://127.0.0.1:8000';
  const encode = (text: string): string =>
    encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '')).replace(
      /[!'()*]/g,
      (one) => `%${one.charCodeAt(0).toString(16)}`,
    );
  let path = (surface.path ?? '/').replaceAll(`{${surface.name}}`, literal ? value : encode(value));
  for (const [key, one] of Object.entries(reached.fill['path'] ?? {}))
    path = path.replaceAll(`{${key}}`, encode(String(one)));
  const query = Object.entries({
    ...reached.fill['query'],
    ...(surface.kind === 'query' ? { [surface.name]: value } : {}),
  }).map(([key, one]) => `${encode(key)}=${encode(String(one))}`);
  if (query.length > 0) path += (path.includes('?') ? '&' : '?') + query.join('&');
  const words = ['curl', '--path-as-is'];
  const method = surface.method ?? 'GET';
  if (method !== 'GET') words.push('-X', method);
  const form = Object.entries(reached.fill['form'] ?? {}).map(([key, one]) => `${key}=${String(one)}`);
  const field = { ...surface };
  switch (
    reached.shape === 'value' && field.kind === 'file' ? 'form' : reached.shape === 'json' ? 'json' : field.kind
  ) {
    case 'file':
      for (const one of form) words.push('-F', shellWord(one));
      words.push(
        '-F',
        shellWord(
          reached.shape === 'file'
            ? `${surface.name}=@/dev/null;filename="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
            : `${surface.name}=@archive.${reached.shape}`,
        ),
      );
      break;
    case 'form':
      for (const one of form) words.push('-d', shellWord(one));
      words.push('-d', shellWord(`${surface.name}=${encode(value)}`));
      break;
    case 'json':
      words.push(
        '-H',
        "'Content-Type: application/json'",
        '-d',
        shellWord(JSON.stringify({ ...reached.fill['json'], [surface.name]: value })),
      );
      break;
    case 'header':
      words.push('-H', shellWord(`${surface.name}: ${value}`));
      break;
    case 'cookie':
      words.push('-b', shellWord(`${surface.name}=${encode(value)}`));
      break;
    case 'body':
      words.push('--data-binary', shellWord(`@archive.${reached.shape}`));
      break;
    default:
      break;
  }
  const member = /zip|tar/.test(reached.shape) ? `  # a member named ${pythonText(value)}` : '';
  return `${words.join(' ')} ${shellWord(root + path)}${member}`;
}

function others(reached: Reached): string {
  const fill = reached.fill['arguments'] ?? {};
  return Object.entries(fill)
    .map(([name, word]) => `, ${name}=${argument(String(word), reached.landing.base)}`)
    .join('');
}

/** The Python text of what a filler word stands for. */
export function argument(word: string, base: string): string {
  const cut = word.indexOf(':');
  const kind = cut < 0 ? word : word.slice(0, cut);
  const rest = cut < 0 ? '' : word.slice(cut + 1);
  switch (kind) {
    case 'base':
      return `pathlib.Path(${pythonText(base)})`;
    case 'base-text':
      return pythonText(base);
    case 'true':
      return 'True';
    case 'number':
      return '1';
    case 'content':
      return "b'adderstone content\\n'";
    case 'content-text':
      return "'adderstone content\\n'";
    case 'file':
    case 'upload':
      return "__import__('io').BytesIO(b'adderstone content\\n')";
    default:
      return pythonText(rest === '' ? 'adderstone.txt' : rest);
  }
}

/** A Python literal of a text, ASCII only. */
export function pythonText(text: string): string {
  let out = "'";
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    if (letter === "'" || letter === '\\') out += `\\${letter}`;
    else if (code >= 0x20 && code < 0x7f) out += letter;
    else if (code < 0x100) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${out}'`;
}

/** A word of a POSIX shell. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  let out = "$'";
  for (const byte of Buffer.from(text, 'utf8'))
    out +=
      byte === 0x27 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte >= 0x20 && byte < 0x7f
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).padStart(2, '0')}`;
  return `${out}'`;
}
