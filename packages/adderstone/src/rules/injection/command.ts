import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';

/** Starts a program with `shell=` among its arguments. */
export const SUBPROCESS: readonly string[] = ['subprocess.{run,call,check_call,check_output,Popen}'];

/** Hands its first argument to a shell, always. */
export const SHELL_CALLS: readonly string[] = [
  'os.{system,popen,popen2,popen3,popen4}',
  'subprocess.{getoutput,getstatusoutput}',
  'commands.{getoutput,getstatusoutput,getstatus}',
  'popen2.{popen2,popen3,popen4,Popen3,Popen4}',
  'asyncio.create_subprocess_shell',
  'asyncio.subprocess.create_subprocess_shell',
  'asyncio.AbstractEventLoop#subprocess_shell',
  'posix.{system,popen}',
  'pty.spawn',
];

/** Runs its first argument by a shell on another host. */
export const REMOTE_SHELL_CALLS: readonly string[] = [
  'paramiko.SSHClient#exec_command',
  'paramiko.Channel#exec_command',
  'paramiko.client.SSHClient#exec_command',
  'fabric.Connection#{run,sudo,local}',
  'invoke.run',
  'invoke.Context#{run,sudo}',
  'fabric.api.{run,sudo,local}',
  'fabric.operations.{run,sudo,local}',
  'pexpect.{run,runu,spawn}',
  'asyncssh.SSHClientConnection#run',
];

/** What is known of a command or query text. */
export type Composition = 'constant' | 'list' | 'composed' | 'unknown';

/** Conversions after which a value cannot carry syntax. */
const HARMLESS =
  /^(?:builtins\.(?:int|float|bool|len|abs|round|hash|id|ord)|uuid\.(?:UUID|uuid[1-8])|ipaddress\.ip_(?:address|network|interface)|decimal\.Decimal)\(\)$/;
const HARMLESS_INSTANCES = new Set(['builtins.int', 'builtins.float', 'builtins.bool', 'uuid.UUID']);

/** True when a value can only be a number or one of a few constants, so that no syntax of a language fits in. */
export function isHarmless(value: Value): boolean {
  if (value.complete && value.constants.length > 0 && value.references.length === 0) return true;
  if (value.references.length > 0 && value.references.every((path) => HARMLESS.test(path))) return true;
  // An annotation is taken at its word.
  return (
    value.instances.length > 0 &&
    value.instances.every((path) => HARMLESS_INSTANCES.has(path)) &&
    (value.complete || value.parameter !== null)
  );
}

/** Functions whose result is quoted for a shell. */
const QUOTED = /^(?:shlex\.(?:quote|join)|pipes\.quote|subprocess\.list2cmdline)\(\)$/;

/** True when a value was quoted for a shell. */
export function isShellQuoted(value: Value): boolean {
  return value.references.length > 0 && value.references.every((path) => QUOTED.test(path));
}

/** How a text was put together: `composed` when parts that are not constant stand in a text that is at least partly literal. */
export function compositionOf(value: Value | null, isSafePart: (value: Value) => boolean = isHarmless): Composition {
  if (value === null) return 'unknown';
  if (value.complete && value.constants.length > 0 && value.references.length === 0 && value.text === null)
    return 'constant';
  if (
    value.elements !== null ||
    value.instances.includes('builtins.list') ||
    value.instances.includes('builtins.tuple')
  )
    return 'list';
  const text = value.text;
  if (text !== null) return holesOf(value).every((hole) => isSafePart(hole)) ? 'constant' : 'composed';
  return 'unknown';
}

/** The values that fill the holes of a text, those of texts inside included; at most 64. */
export function holesOf(value: Value): readonly Value[] {
  const holes: Value[] = [];
  const open: Value[] = [value];
  while (open.length > 0 && holes.length < 64) {
    const next = open.pop() as Value;
    if (next.text === null) {
      holes.push(next);
      continue;
    }
    for (const part of next.text.parts) if ('hole' in part) open.push(part.hole);
  }
  return holes;
}

/** The literal text of a composed value, holes as `\0`; empty when there is none. At most 4,000 characters. */
export function literalOf(value: Value | null): string {
  if (value === null) return '';
  const only = value.constants[0];
  if (value.text === null)
    return only !== undefined && typeof only.value === 'string' ? only.value.slice(0, 4000) : '\0';
  let out = '';
  for (const part of value.text.parts) {
    out += 'literal' in part ? part.literal : literalOf(part.hole);
    if (out.length > 4000) break;
  }
  return out.slice(0, 4000);
}

/** The command of a call: its first argument, or `args`, `cmd`, `command`. */
export function commandOf(call: CallEvent): Value | null {
  return call.argument(0, 'args') ?? call.argument(null, 'command') ?? call.argument(null, 'cmd');
}
