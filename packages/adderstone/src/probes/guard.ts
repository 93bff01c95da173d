import type { ForegroundEnd, Host } from '../host/host.ts';
import { type GuardRecords, readRecords } from './guard-report.ts';

/** What a program is guarded with. Paths are absolute. */
export interface GuardSettings {
  readonly bases: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly mode: 'exit' | 'raise' | 'log';
  readonly learn: boolean;
}

/** A guarded run that is over. */
export interface GuardedRun extends GuardRecords {
  readonly end: ForegroundEnd;
}

/** Exit code of a program that was stopped, or that refused something while it ran. */
export const STOPPED = 86;

const RECORDS_LIMIT = 256 << 20;

/**
 * Runs a program under the guard, in the foreground. Gives how it ended and what was written down; a sentence when it was not started: the shim is
 * not there or others may write it, or there is no folder for temporary files.
 */
export async function runGuarded(
  host: Host,
  command: readonly string[],
  settings: GuardSettings,
): Promise<GuardedRun | { readonly error: string }> {
  const shim = host.pythonPackage('adderstone_guard');
  if (shim === null) return { error: 'the Python part of the guard is not there: the installation is not complete' };
  const open = host.writableByOthers(shim);
  if (open !== null)
    return { error: `others may write ${open}: the guard is not loaded from there. Take their permission away` };
  const state = host.temporaryFolder();
  if (state === null) return { error: 'there is no folder for temporary files that can be written' };
  try {
    const inject = `${shim}/inject`;
    const rest = (host.env['PYTHONPATH'] ?? '').split(':').filter((one) => one !== '' && one !== inject);
    const env = {
      ...host.env,
      ADDERSTONE_GUARD: encodeSettings(settings, state.path),
      PYTHONPATH: [inject, ...rest].join(':'),
    };
    const [program = '', ...args] = throughModule(command, shim);
    const end = await host.runForeground(program, args, env);
    const read = host.read(`${state.path}/records.jsonl`, RECORDS_LIMIT);
    const records = readRecords(read.kind === 'bytes' ? Buffer.from(read.bytes).toString('utf8') : '');
    const unread = read.kind !== 'bytes' && read.reason !== 'missing';
    // A process that has changed its user may be unable to write why it stopped.
    const untold = end.kind === 'exit' && end.code === STOPPED && records.violations.length === 0;
    return { end, ...records, damaged: records.damaged + (unread || untold ? 1 : 0) };
  } finally {
    state.remove();
  }
}

/** The settings as the shim reads them (`adderstone_guard.settings.decode`): lines `key=value`, `%` and line feeds percent-encoded. */
export function encodeSettings(settings: GuardSettings, state: string): string {
  const lines = ['v=1', `mode=${settings.mode}`, `state=${state}`];
  if (settings.learn) lines.push('learn=1');
  lines.push(...settings.bases.map((path) => `base=${path}`));
  lines.push(...settings.reads.map((path) => `read=${path}`));
  lines.push(...settings.writes.map((path) => `write=${path}`));
  return lines.map((line) => line.replaceAll('%', '%25').replaceAll('\n', '%0A')).join('\n');
}

/**
 * A command that starts Python with `-I`, `-E` or `-S`, which reads no `PYTHONPATH` or runs no `sitecustomize`, starts the shim as its program
 * instead, and that the real one. Any other command stays as it is.
 */
export function throughModule(command: readonly string[], shim: string): readonly string[] {
  const name = (command[0] ?? '').replace(/^.*\//, '');
  if (!/^(?:python|pypy)[\d.]*$/.test(name)) return command;
  let without = false;
  for (let at = 1; at < command.length; at++) {
    const word = command[at] as string;
    const letters = /^-([A-Za-z]+)/.exec(word)?.[1];
    if (letters === undefined) return without ? [...command.slice(0, at), shim, '--', ...command.slice(at)] : command;
    // `-c` and `-m` take the rest of the word or the next one, and end the options; `-W` and `-X` take a value likewise.
    const cut = letters.search(/[cmWX]/);
    if (/[IES]/.test(cut < 0 ? letters : letters.slice(0, cut))) without = true;
    if (cut < 0) continue;
    const letter = letters[cut] as string;
    if (letter === 'W' || letter === 'X') {
      if (cut === word.length - 2) at++;
      continue;
    }
    if (!without) return command;
    const before = cut === 0 ? [] : [`-${letters.slice(0, cut)}`];
    const value = word.slice(cut + 2);
    const rest = value === '' ? command.slice(at + 1) : [value, ...command.slice(at + 1)];
    return [...command.slice(0, at), ...before, shim, '--', `-${letter}`, ...rest];
  }
  return command;
}
