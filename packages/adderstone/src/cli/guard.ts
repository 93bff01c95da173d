import type { Host } from '../host/host.ts';
import { type GuardedRun, type GuardSettings, runGuarded, STOPPED } from '../probes/guard.ts';
import { type BlindSpot, GUARD_SCHEMA, type GuardViolation, verdictOf } from '../probes/guard-report.ts';
import { escapeControls, renderJson } from '../report/escape.ts';
import { VERSION } from '../scan/version.ts';
import { foresee, readFindings } from './foresight.ts';
import { type Arguments, GUARD_OPTIONS, readArguments } from './options.ts';
import { absolute } from './project.ts';
import { printable, refuse } from './say.ts';

/** `adderstone guard run --base DIR … -- COMMAND`: runs a program under the guard; 86 when a rule was broken, else the program's own end. */
export async function guard(args: readonly string[], host: Host): Promise<number> {
  const cut = args.indexOf('--');
  const command = cut < 0 ? [] : args.slice(cut + 1);
  const read = readArguments(cut < 0 ? args : args.slice(0, cut), GUARD_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.paths[0] !== 'run') return refuse(host, 'expected `adderstone guard run --base DIR -- python app.py`');
  if (read.paths.length > 1)
    return refuse(host, `${JSON.stringify(read.paths[1])}: the program and its arguments stand behind \`--\``);
  if (command.length === 0) return refuse(host, 'the program that is to be guarded is missing: `-- python app.py`');
  const settings = settingsOf(read, host);
  if ('error' in settings) return refuse(host, settings.error);
  const findings = read.values.get('findings')?.[0];
  const known = findings === undefined ? null : readFindings(host, absolute(host, findings));
  if (known !== null && 'error' in known) return refuse(host, known.error);

  const run = await runGuarded(host, command, settings);
  if ('error' in run) return refuse(host, run.error);
  const foreseen =
    run.violations.length === 0 ? { violations: [], gap: null } : await foresee(host, run.violations, known);
  const code = exitCodeOf(run, settings);
  say(host, run, foreseen, settings, command);
  const target = read.values.get('json')?.[0];
  if (target !== undefined) {
    const path = absolute(host, target);
    const problem = host.write(path, renderJson(documentOf(run, foreseen, settings, command, code)));
    if (problem !== null) {
      host.stderr(`adderstone guard: ${printable(path)} is not written: ${problem}\n`);
      return code === STOPPED ? code : 2;
    }
  }
  if (code === null) {
    if (run.end.kind === 'signal') host.endBySignal(run.end.signal);
    return 2;
  }
  return code;
}

function settingsOf(read: Arguments, host: Host): GuardSettings | { readonly error: string } {
  const several = (name: string): readonly string[] =>
    (read.values.get(name) ?? []).map((path) => (path.startsWith('/') ? path : `${host.cwd}/${path}`));
  const bases = several('base');
  if (bases.length === 0)
    return { error: '--base is missing: the folder that paths must not leave, for instance the one for uploads' };
  for (const path of bases) {
    const kind = host.kindOf(path);
    if (kind !== null && kind !== 'folder')
      return { error: `--base: expected a folder, ${JSON.stringify(path)} is none` };
    // A folder that the program makes itself is fine; one below nothing is a slip of the pen.
    if (kind === null && host.kindOf(path.replace(/\/+[^/]*\/*$/, '') || '/') !== 'folder')
      return { error: `--base: neither ${JSON.stringify(path)} nor the folder above it is there` };
  }
  const mode = (read.values.get('on-violation')?.[0] ?? 'exit') as GuardSettings['mode'];
  const learn = read.flags.has('learn');
  if (learn && read.values.has('on-violation') && mode !== 'log')
    return { error: '--learn stops nothing, and does not go with --on-violation' };
  return { bases, reads: several('allow-read'), writes: several('allow-write'), mode: learn ? 'log' : mode, learn };
}

/** The exit code; null for a program that a signal ended, which this process does after it. */
function exitCodeOf(run: GuardedRun, settings: GuardSettings): number | null {
  if (run.violations.length > 0 && settings.mode !== 'log') return STOPPED;
  if (run.end.kind === 'not-started') return 2;
  if (run.processes.length === 0) return 2;
  return run.end.kind === 'exit' ? run.end.code : null;
}

type Foreseen = Awaited<ReturnType<typeof foresee>>;

function say(
  host: Host,
  run: GuardedRun,
  foreseen: Foreseen,
  settings: GuardSettings,
  command: readonly string[],
): void {
  const line = (text: string): void => host.stderr(`adderstone guard: ${escapeControls(text)}\n`);
  if (run.end.kind === 'not-started') return line(`${command[0]} ${run.end.message}`);
  if (run.processes.length === 0)
    line(
      'the guard was never loaded: this was no CPython 3.9 or newer that reads PYTHONPATH. Nothing was guarded; the program ended by itself',
    );
  if (settings.learn) learned(host, run.violations);
  else for (const text of new Set(foreseen.violations.map(foresightText))) line(text);
  if (foreseen.gap !== null) line(foreseen.gap);
  for (const spot of run.blindSpots) line(`not guarded: ${spotText(spot)}`);
  if (run.damaged > 0) line(`${run.damaged} lines of the record are damaged: the report is not complete`);
}

function foresightText({ rule, at, foreseen }: GuardViolation): string {
  const where = at ?? 'a place without first-party code';
  if (foreseen === null)
    return `${rule} at ${where}: no finding of the analysis foresaw this. It is a gap of the analysis`;
  const clauses = foreseen.requirements.length === 0 ? '' : ` (${foreseen.requirements.join(', ')})`;
  return `${rule} at ${where}: foreseen by ${foreseen.rule}${clauses} at ${foreseen.path}:${foreseen.line}`;
}

function spotText({ program, reason, at }: BlindSpot): string {
  return `${program}${at === null ? '' : `, started at ${at}`}: ${reason}`;
}

/** Prints the allow-list that a run would have needed, for a person to look through. */
function learned(host: Host, violations: readonly GuardViolation[]): void {
  const rows = new Map<string, Set<string>>();
  const other: string[] = [];
  for (const { rule, resolved, write, writtenBelow, at, message } of violations) {
    if (rule !== 'path-traversal' || resolved === null || writtenBelow === true) {
      other.push(`${rule} at ${at ?? '?'}: ${message}`);
      continue;
    }
    const folder = resolved.slice(0, resolved.lastIndexOf('/')) || '/';
    const row = `--allow-${write ? 'write' : 'read'} ${shellWord(folder === '/' ? resolved : folder)}`;
    const places = rows.get(row) ?? new Set();
    rows.set(row, places.add(at ?? '?'));
  }
  const lines = [...rows].sort().map(([row, places]) => `${row}    # ${[...places].sort().slice(0, 5).join(', ')}`);
  if (lines.length > 0)
    host.stderr(
      `adderstone guard: to look through, then to allow:\n${lines.map((one) => `  ${escapeControls(one)}\n`).join('')}`,
    );
  if (other.length > 0)
    host.stderr(
      `adderstone guard: not for an allow-list:\n${[...new Set(other)].map((one) => `  ${escapeControls(one)}\n`).join('')}`,
    );
  if (lines.length + other.length === 0) host.stderr('adderstone guard: nothing outside of the base was used\n');
}

function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The report of `--json`: the fields of the first violation at the top, every violation in a list. */
function documentOf(
  run: GuardedRun,
  foreseen: Foreseen,
  settings: GuardSettings,
  command: readonly string[],
  code: number | null,
): Readonly<Record<string, unknown>> {
  const violations = run.violations.length === 0 ? [] : foreseen.violations;
  const first = violations[0];
  return {
    schema: GUARD_SCHEMA,
    tool: { name: 'adderstone', version: VERSION },
    command,
    bases: settings.bases,
    onViolation: settings.learn ? 'learn' : settings.mode,
    verdict: verdictOf(run),
    guarded: run.processes.length > 0,
    exit: code ?? null,
    signal: run.end.kind === 'signal' ? run.end.signal : null,
    rule: first?.rule ?? null,
    requirement: first?.requirement ?? null,
    event: first?.event ?? null,
    path: first?.path ?? null,
    resolved: first?.resolved ?? null,
    base: first?.base ?? null,
    write: first?.write ?? null,
    writtenBelow: first?.writtenBelow ?? null,
    at: first?.at ?? null,
    stack: first?.stack ?? [],
    pid: first?.pid ?? run.processes[0]?.pid ?? null,
    python: first?.python ?? run.processes[0]?.python ?? null,
    foreseen: first?.foreseen ?? null,
    blindSpots: run.blindSpots,
    count: violations.length,
    violations,
    processes: run.processes,
    damaged: run.damaged,
    analysis: foreseen.gap,
  };
}
