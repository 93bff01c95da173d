import type { Host } from '../host/host.ts';
import { type PathIntegrity, validatePathIntegrity } from '../probes/path-integrity.ts';
import type { Drive, PathSettings } from '../probes/path-integrity-drive.ts';
import { type Arguments, readArguments, VALIDATE_PATHS_OPTIONS } from './options.ts';
import { absolute, throughLink } from './project.ts';
import { printable, refuse } from './say.ts';

/** `adderstone validate paths`: drives the target, prints what left the base, gives the exit code. */
export async function validatePaths(args: readonly string[], host: Host): Promise<number> {
  const cut = args.indexOf('--');
  const command = cut < 0 ? [] : args.slice(cut + 1);
  const read = readArguments(cut < 0 ? args : args.slice(0, cut), VALIDATE_PATHS_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.flags.has('propose')) return (await import('./validate-propose.ts')).propose(read, host);
  const settings = pathSettings(read, command, host);
  if ('usage' in settings) return refuse(host, settings.usage);
  const testFile = read.values.get('write-test')?.[0] ?? null;
  const jsonFile = read.values.get('json')?.[0] ?? null;
  for (const file of [testFile, jsonFile === '-' ? null : jsonFile])
    if (file !== null && host.kindOf(parent(absolute(host, file))) !== 'folder')
      return refuse(host, `${JSON.stringify(file)} cannot be written: its folder is not there`);

  const result = await validatePathIntegrity(host, settings, progressOf(host));
  if (host.stderrIsTerminal) host.stderr('\r\x1b[2K');
  let failed = false;
  const put = (file: string, text: string): void => {
    const path = absolute(host, file);
    const problem = throughLink(host, path, host.cwd) ?? host.write(path, text);
    if (problem === null) return;
    failed = true;
    host.stderr(`adderstone: ${printable(file)} is not written: ${problem}\n`);
  };
  const json = `${JSON.stringify(pathIntegrityJson(result), null, 2)}\n`;
  if (jsonFile === '-') host.stdout(json);
  else {
    if (jsonFile !== null) put(jsonFile, json);
    host.stdout(summary(result, host.cwd));
  }
  if (testFile !== null && result.escapes.length > 0) {
    const { pathTest, pathTestTemplate } = await import('../probes/path-integrity-test.ts');
    const template = pathTestTemplate(host);
    if (template === null)
      return refuse(host, 'the Python part of adderstone is not where it should be: install it again');
    put(testFile, pathTest(template, settings, result, parent(absolute(host, testFile))));
    host.stderr(
      `adderstone: ${printable(testFile)} holds ${result.escapes.length} tests; they fail until the code is right\n`,
    );
  } else if (testFile !== null) host.stderr(`adderstone: ${printable(testFile)} is not written: nothing escaped\n`);
  return failed ? 2 : exitOf(result);
}

/** 0: reached and all tried without an escape; 1: an escape; 2: not reached, or not everything was tried. */
export function exitOf(result: PathIntegrity): 0 | 1 | 2 {
  if (!result.reached) return 2;
  if (result.escapes.some(({ posix }) => posix)) return 1;
  return result.complete ? 0 : 2;
}

/** The outcome in the form of `--json`. */
export function pathIntegrityJson(result: PathIntegrity): unknown {
  return {
    target: result.target,
    base: result.base,
    reached: result.reached,
    tried: result.tried,
    escapes: result.escapes.map((one) => ({
      payload: one.payload,
      class: one.class,
      encoding: one.encoding,
      received: one.received,
      resolved: one.resolved,
      effect: one.effect,
      posix: one.posix,
      reproduce: one.reproduce,
    })),
    skipped: [
      ...(result.problem === null ? [] : [{ what: result.target, reason: result.problem }]),
      ...result.skipped.map(({ what, reason }) => ({ what, reason })),
    ],
  };
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** What the arguments ask for, or why they are not accepted. */
export function pathSettings(
  read: Arguments,
  command: readonly string[],
  host: Host,
): PathSettings | { readonly usage: string } {
  const one = (name: string): string | null => read.values.get(name)?.[0] ?? null;
  if (read.paths.length > 0)
    return { usage: `validate paths: ${JSON.stringify(read.paths[0])} is unexpected; a command goes behind \`--\`` };
  const base = one('base');
  if (base === null) return { usage: 'validate paths: --base DIR is needed: the folder that nothing may leave' };
  const given = [one('target'), one('app'), one('url')].filter((value) => value !== null);
  if (given.length > 1) return { usage: 'validate paths: give one of --target, --app and --url' };
  if (given.length === 0 && command.length === 0)
    return {
      usage:
        'validate paths: what shall be driven? --target MODULE:FUNCTION, --app MODULE:APP, --url URL or -- COMMAND {}',
    };
  if (command.length > 0 && (one('target') !== null || one('app') !== null))
    return { usage: 'validate paths: a command behind `--` goes with --url, or alone' };
  const deadline = one('deadline') ?? '60';
  if (!/^[0-9]{1,4}(?:\.[0-9]+)?$/.test(deadline) || Number(deadline) <= 0)
    return { usage: '--deadline: expected a number of seconds' };
  const headers: Record<string, string> = {};
  for (const header of read.values.get('header') ?? []) {
    const at = header.indexOf(':');
    if (at <= 0 || /[\r\n\0]/.test(header)) return { usage: '--header: expected `NAME: VALUE`' };
    headers[header.slice(0, at).trim()] = header.slice(at + 1).trim();
  }
  const method = one('method');
  if (method !== null && !/^[A-Za-z]{1,16}$/.test(method)) return { usage: '--method: expected a method of HTTP' };
  let urlPath = one('url-path');
  if (urlPath !== null && (one('app') === null || !urlPath.startsWith('/')))
    return { usage: '--url-path: expected a path that begins with /, and goes with --app' };
  let drive: Drive;
  if (one('url') !== null) {
    const parsed = loopback(one('url') as string);
    if ('usage' in parsed) return parsed;
    urlPath = parsed.path;
    drive = { kind: 'url', address: parsed.address, command: command.length > 0 ? command : null };
  } else if (one('app') !== null) {
    const [module, attribute] = splitTarget(one('app') as string);
    drive = { kind: 'app', module, attribute };
  } else if (one('target') !== null) {
    const text = one('target') as string;
    const [module, attribute] = splitTarget(text);
    const words = text.includes('{}') || /\s/.test(text) ? shellWords(text) : null;
    if (words !== null && words.length > 0) drive = { kind: 'command', command: words };
    else if (attribute === '' || module === '')
      return {
        usage: '--target: expected MODULE:FUNCTION, MODULE:CLASS.METHOD or a command with {} in it',
      };
    else drive = { kind: 'function', module, attribute };
  } else drive = { kind: 'command', command };
  const cwd = host.resolve(host.cwd) ?? host.cwd;
  const resolvedBase = host.resolve(absolute(host, base));
  if (resolvedBase === null) return { usage: `--base: ${JSON.stringify(base)} is not there` };
  return {
    target: given[0] ?? command.join(' '),
    drive,
    base: resolvedBase,
    cwd,
    python: one('python') ?? pythonOf(host),
    method: method?.toUpperCase() ?? null,
    field: one('field'),
    urlPath,
    headers,
    legitimate: read.values.get('legitimate') ?? [],
    symlink: read.flags.has('symlink'),
    deadline: Number(deadline),
  };
}

/** The words of a command line: quotes and backslashes as a shell reads them; nothing is expanded. */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/gy;
  for (const match of text.matchAll(pattern))
    words.push(
      (match[1] as string).replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, single, double, one) =>
        single !== undefined ? single : double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : one,
      ),
    );
  return words;
}

/** Module and attribute of `module:attribute`; an empty attribute where there is none. */
export function splitTarget(text: string): readonly [string, string] {
  const at = text.lastIndexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The interpreter of the active virtual environment, else what PATH has as `python3`. */
export function pythonOf(host: Host): string {
  const active = host.env['VIRTUAL_ENV'];
  if (active?.startsWith('/') && host.kindOf(`${active}/bin/python`) === 'file') return `${active}/bin/python`;
  return 'python3';
}

/** Address and path of a URL on a loopback address; anything else is refused. */
export function loopback(
  text: string,
): { readonly address: readonly [string, number]; readonly path: string } | { readonly usage: string } {
  const match = /^http:\/\/(127(?:\.[0-9]{1,3}){3}|localhost|\[::1\])(?::([0-9]{1,5}))?(\/[^\s#]*)?$/i.exec(text);
  if (match === null)
    return {
      usage: '--url: expected http:// and a loopback address: 127.0.0.1, localhost or [::1]; others are refused',
    };
  const [, name = '', port, path] = match;
  const number = port === undefined ? 80 : Number(port);
  if (number < 1 || number > 65535) return { usage: '--url: the port is not from 1 to 65535' };
  return {
    address: [name.toLowerCase() === 'localhost' ? '127.0.0.1' : name.replace(/^\[|\]$/g, ''), number],
    path: path ?? '/',
  };
}

function progressOf(host: Host): (line: string) => void {
  if (!host.stderrIsTerminal) return () => {};
  let last = -1e9;
  return (line) => {
    const now = host.clock();
    if (now - last < 100) return;
    last = now;
    host.stderr(`\r\x1b[2K${printable(line)}`);
  };
}

/** The outcome for people. */
export function summary(result: PathIntegrity, cwd: string): string {
  const lines: string[] = [];
  const by = [result.framework, result.python === '' ? '' : `Python ${result.python}`]
    .filter((word) => word !== '')
    .join(', ');
  lines.push(`${printable(result.target)}${by === '' ? '' : ` (${by})`}, base ${printable(result.base)}`);
  if (!result.reached) lines.push(`  not reached: ${printable(result.problem ?? 'nothing was tried')}`);
  for (const surface of result.surfaces) {
    const state =
      surface.reached === null
        ? `not reached: ${printable(surface.reason ?? '')}`
        : `${surface.tried} payloads tried, ${count(result.escapes.filter((one) => one.reached === surface.reached).length, 'escape')}`;
    lines.push(`  ${printable(surface.name)}: ${state}`);
    for (const escape of result.escapes) {
      if (escape.reached !== surface.reached || surface.reached === null) continue;
      const at =
        escape.at === null
          ? ''
          : ` at ${printable(escape.at[0].startsWith(`${cwd}/`) ? escape.at[0].slice(cwd.length + 1) : escape.at[0])}:${escape.at[1]}`;
      lines.push(
        `    ${escape.class}: ${VERB[escape.effect]} ${printable(escape.resolved)}${at}${escape.posix ? '' : ' (not on POSIX)'}`,
        `      payload  ${printable(JSON.stringify(escape.payload))}${escape.encoding === 'none' ? '' : ` (${escape.encoding})`}`,
        `      again    ${printable(escape.reproduce)}`,
      );
    }
  }
  const rest = result.skipped.filter(
    ({ what }) => !result.surfaces.some((one) => one.name === what && one.reached === null),
  );
  if (rest.length > 0) {
    lines.push('  not tried:');
    const reasons = new Map<string, string[]>();
    for (const { what, reason } of rest) reasons.set(reason, [...(reasons.get(reason) ?? []), what]);
    for (const [reason, whats] of reasons) lines.push(`    ${printable(reason)}: ${whats.map(printable).join('; ')}`);
  }
  const verdict = !result.reached
    ? 'not reached: nothing is proved'
    : result.escapes.length > 0
      ? `${count(result.escapes.length, 'escape')} from the base`
      : result.complete
        ? `no escape in ${result.tried} payloads`
        : 'not everything was tried: nothing is proved';
  lines.push(verdict);
  return `${lines.join('\n')}\n`;
}

const VERB = { read: 'reads', write: 'writes', delete: 'deletes' } as const;

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
