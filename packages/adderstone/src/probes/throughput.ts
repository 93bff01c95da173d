import type { Host } from '../host/host.ts';
import { LEAST_TARGETS } from './throughput-behaviour.ts';
import type { BlockingCall } from './throughput-inside.ts';
import { judge, type Limits, type ThroughputFinding } from './throughput-judge.ts';
import { type Measures, measure } from './throughput-measure.ts';
import { type Run, runOnce } from './throughput-run.ts';
import { waitsOf } from './throughput-waits.ts';

/** Runs of `failing` where timing decides. */
const REPEATS = 3;
/** Seconds of the deadline of a repeated run. */
const REPEAT_DEADLINE = 6;
/** Multiple of the deadline within which a further run must be able to end. */
const BUDGET = 3.4;
/** Seconds of the deadline of a run with shortened sleeps, which tells whether retries end. */
const HASTY_DEADLINE = 10;

/** What is validated. */
export interface ThroughputOptions extends Limits {
  /** The command, `{url}` somewhere in it. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly progress: (text: string) => void;
}

/** The outcome, as `--json` writes it, and the runs that it rests on. */
export interface ThroughputResult {
  /** False when no request came or the scanner crashed: nothing is verified then. */
  readonly reached: boolean;
  /** Why nothing is verified, one sentence; null when `reached`. */
  readonly because: string | null;
  readonly measures: Measures;
  readonly findings: readonly ThroughputFinding[];
  /** What a reader must know beside the findings. */
  readonly notes: readonly string[];
  readonly limits: Limits;
  readonly command: readonly string[];
  readonly python: string | null;
  readonly runs: readonly Run[];
}

/** Validates a scanner: one run for the crowd, up to three for failures, one with shortened sleeps where the end of retries is open. */
export async function validateScanner(
  host: Host,
  options: ThroughputOptions,
): Promise<ThroughputResult | { readonly error: string }> {
  const runs: Run[] = [];
  const go = async (scenario: Run['scenario'], deadline: number, hasty = false): Promise<string | null> => {
    const targets = hasty ? LEAST_TARGETS : options.targets;
    const progress = (text: string): void => options.progress(`run ${runs.length + 1}, ${text}`);
    const run = await runOnce(host, { ...options, targets, scenario, deadline, hasty, progress });
    if ('error' in run) return run.error;
    runs.push(run);
    return null;
  };
  const began = host.monotonic();
  let error = await go('crowd', options.deadline);
  if (error !== null) return { error };
  if (reachedBy(runs[0] as Run) && (runs[0] as Run).inside.processes.length > 0) {
    error = await go('failing', options.deadline);
    if (error !== null) return { error };
    const first = runs[1] as Run;
    if (reachedBy(first) && first.stopped !== 'enough' && waitsOf(first).length > 0) {
      const short = Math.min(REPEAT_DEADLINE, options.deadline);
      const time = (): boolean =>
        host.monotonic() - began + short + Math.max(...runs.map((run) => run.began - run.started)) <=
        options.deadline * BUDGET;
      if (measure(runs).forever === null) {
        error = await go('failing', Math.min(HASTY_DEADLINE, options.deadline), true);
        if (error !== null) return { error };
      }
      for (let i = 1; i < REPEATS && time(); i++) {
        error = await go('failing', short);
        if (error !== null) return { error };
      }
    }
  }
  const measures = measure(runs);
  const because = troubleOf(runs, measures);
  return {
    reached: because === null,
    because,
    measures,
    findings: judge(measures, options),
    notes: notesOf(runs, measures),
    limits: {
      targets: options.targets,
      maxConcurrency: options.maxConcurrency,
      maxRps: options.maxRps,
      deadline: options.deadline,
    },
    command: options.command,
    python: runs[0]?.inside.python ?? null,
    runs,
  };
}

function reachedBy(run: Run): boolean {
  return run.wire.requests.length > 0;
}

function troubleOf(runs: readonly Run[], measures: Measures): string | null {
  for (const run of runs) {
    if (run.end?.failure) return `the command cannot be started: ${run.end.failure}`;
    if (!reachedBy(run))
      return run.stopped === null
        ? `no request came: the program ended with ${endOf(run)}`
        : `no request came within ${Math.round(run.over - run.started)} seconds`;
  }
  // Shortened sleeps are no fault of the scanner.
  for (const run of runs.filter(({ hasty }) => !hasty)) {
    if (run.inside.crash !== null) {
      const { name, file, line } = run.inside.crash;
      return `the scanner crashed: ${name}${file === null ? '' : ` at ${file}:${line}`}`;
    }
    if (run.end?.signal) return `the scanner was ended by ${run.end.signal}`;
    if (run.inside.processes.length === 0)
      return 'the scanner was not seen from inside: it is no Python program, or was started with -I, -E or -S';
  }
  if (measures.forever === null)
    return `it still retried at the deadline, after ${measures.foreverAttempts} attempts: a longer --deadline tells whether retries end`;
  return null;
}

function endOf(run: Run): string {
  return run.end?.signal ? `signal ${run.end.signal}` : `exit code ${run.end?.code ?? 'unknown'}`;
}

function notesOf(runs: readonly Run[], measures: Measures): string[] {
  const notes: string[] = [];
  const refused = [...new Set(runs.flatMap(({ inside }) => inside.refused))];
  if (refused.length > 0)
    notes.push(
      `it also asked for ${refused.slice(0, 5).join(', ')}${refused.length > 5 ? ', …' : ''}: nothing was sent, a validation stays on this machine`,
    );
  const late = runs.filter(({ stopped }) => stopped === 'deadline').length;
  if (late > 0) notes.push(`it was ended at the deadline in ${late} of ${runs.length} runs`);
  if (measures.backOff === null && measures.attemptsMax <= 1)
    notes.push('it never retried: back-off and jitter were not judged');
  else if (measures.backOff !== null && measures.backOff.spread === null)
    notes.push('too few targets were retried to judge jitter');
  if (measures.retryAfter.length === 0) notes.push('no answer 429 was retried: Retry-After was not judged');
  const repeats = runs.filter(({ scenario, hasty }) => scenario === 'failing' && !hasty).length;
  if (measures.backOff !== null && repeats < REPEATS && runs.every(({ stopped }) => stopped !== 'enough'))
    notes.push(`waits were measured in ${repeats} of ${REPEATS} runs: there was no time for more`);
  if (runs.some(({ inside }) => inside.full)) notes.push('a process had more to report than is kept');
  if (runs.some(({ wire }) => wire.unrecorded > 0))
    notes.push('more requests came than are written down; all were answered');
  return notes;
}

/** The outcome as JSON: figures rounded to milliseconds. */
export function throughputJson(result: ThroughputResult): Readonly<Record<string, unknown>> {
  const { measures: m } = result;
  const worst = [...m.retryAfter].sort((a, b) => a.waited - a.asked - (b.waited - b.asked))[0];
  return {
    schema: 'adderstone/throughput-1',
    reached: result.reached,
    because: result.because,
    command: result.command,
    python: result.python,
    targets: result.limits.targets,
    deadline: result.limits.deadline,
    maxConcurrency: result.limits.maxConcurrency,
    maxRps: result.limits.maxRps,
    runs: result.runs.map(({ scenario, hasty, stopped, began, over, wire }) => ({
      scenario,
      hasty,
      stopped,
      seconds: round(over - began),
      requests: wire.requests.length + wire.unrecorded,
    })),
    threadsMax: m.threadsMax,
    inFlightMax: m.inFlightMax,
    connectionsMax: m.connectionsMax,
    socketsMax: m.socketsMax,
    idleMax: m.idleMax,
    peakRps: Math.max(0, ...m.peaks),
    attemptsMax: m.attemptsMax,
    retryAfter:
      worst === undefined
        ? null
        : {
            asked: round(worst.asked),
            waited: round(worst.waited),
            forms: m.retryAfter.map((row) => ({ ...row, asked: round(row.asked), waited: round(row.waited) })),
          },
    gaps: m.gaps.map(round),
    jitterQuartiles: m.backOff === null ? null : m.backOff.quartiles.map(round),
    backOff:
      m.backOff === null
        ? null
        : {
            source: m.backOff.source,
            paths: m.backOff.paths,
            spread: m.backOff.spread === null ? null : round(m.backOff.spread),
            growth: m.backOff.growth === null ? null : round(m.backOff.growth),
          },
    hung: m.hung,
    hungSeconds: round(m.hungSeconds),
    givenUp: m.givenUp,
    blocking: m.blocking.map(({ file, line, call }: BlockingCall) => ({ file, line, call })),
    loop: { asyncio: m.asyncio, library: m.library },
    findings: result.findings,
    notes: result.notes,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
