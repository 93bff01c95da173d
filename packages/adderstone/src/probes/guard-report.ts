/** The rules of the runtime guard. */
export const GUARD_RULES = ['path-traversal', 'signature-failed', 'unsafe-deserialization', 'shell-injection'] as const;
export type GuardRule = (typeof GUARD_RULES)[number];

/** The `schema` field: name and version; changes within a version only add. */
export const GUARD_SCHEMA = 'adderstone-guard/1';

/** A finding of the analysis at a line that was on the stack when a rule was broken. */
export interface Foresight {
  readonly rule: string;
  readonly requirements: readonly string[];
  readonly path: string;
  readonly line: number;
  readonly fingerprint: string;
}

/** One broken rule. */
export interface GuardViolation {
  readonly rule: GuardRule;
  /** Full id of the clause in the built-in standard. */
  readonly requirement: string;
  /** The audit event, or the function that was called. */
  readonly event: string;
  /** As the program wrote it: a path, the text of a command, a name in a pickle; null where there is none. */
  readonly path: string | null;
  /** The path with every link resolved. */
  readonly resolved: string | null;
  readonly base: string | null;
  /** Null for what is no access to a file. */
  readonly write: boolean | null;
  /** True for a path that is written as below the base: no allowance covers that. */
  readonly writtenBelow: boolean | null;
  /** `file:line` of the innermost first-party frame, relative to the folder that the program was started in. */
  readonly at: string | null;
  readonly message: string;
  /** `file:line function`, innermost first, at most 60. */
  readonly stack: readonly string[];
  readonly pid: number;
  readonly python: string;
  /** The finding that foresaw it, or null: none did. */
  readonly foreseen: Foresight | null;
}

/** Something that the guard could not look into. */
export interface BlindSpot {
  readonly event: string;
  readonly reason: string;
  readonly program: string;
  readonly at: string | null;
  readonly pid: number | null;
}

/** What the processes of one guarded run wrote down. */
export interface GuardRecords {
  readonly processes: readonly { readonly pid: number; readonly python: string }[];
  readonly violations: readonly GuardViolation[];
  readonly blindSpots: readonly BlindSpot[];
  /** Lines that are not what the guard writes. */
  readonly damaged: number;
}

/** What was seen over a whole run: `violated` before `not-verified` before `met`. */
export type GuardVerdict = 'met' | 'violated' | 'not-verified';

/**
 * Reads the records of a run, one JSON object a line. Lines of another shape are counted, not guessed at: the program could write there.
 */
export function readRecords(text: string): GuardRecords {
  const processes: { pid: number; python: string }[] = [];
  const violations: GuardViolation[] = [];
  const blindSpots: BlindSpot[] = [];
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const value = parse(line);
    const pid = value?.['pid'];
    if (value === null || typeof pid !== 'number') damaged++;
    else if (value['kind'] === 'started' && typeof value['python'] === 'string')
      processes.push({ pid, python: value['python'] });
    else if (value['kind'] === 'blind')
      blindSpots.push({
        event: textOf(value['event']) ?? '',
        reason: textOf(value['reason']) ?? '',
        program: textOf(value['program']) ?? '',
        at: textOf(value['at']),
        pid,
      });
    else {
      const violation = value['kind'] === 'violation' ? violationOf(value) : null;
      if (violation === null) damaged++;
      else violations.push(violation);
    }
  }
  return { processes, violations, blindSpots, damaged };
}

/** Reads one broken rule, from a record or a report; null when it is none. */
export function violationOf(value: Readonly<Record<string, unknown>>): GuardViolation | null {
  const rule = GUARD_RULES.find((one) => one === value['rule']);
  const { requirement, event, pid, python, stack } = value;
  if (rule === undefined || typeof requirement !== 'string' || typeof event !== 'string') return null;
  if (typeof pid !== 'number' || typeof python !== 'string' || !Array.isArray(stack)) return null;
  return {
    rule,
    requirement,
    event,
    path: textOf(value['path']),
    resolved: textOf(value['resolved']),
    base: textOf(value['base']),
    write: typeof value['write'] === 'boolean' ? value['write'] : null,
    writtenBelow: typeof value['writtenBelow'] === 'boolean' ? value['writtenBelow'] : null,
    at: textOf(value['at']),
    message: textOf(value['message']) ?? '',
    stack: stack.filter((one): one is string => typeof one === 'string'),
    pid,
    python,
    foreseen: null,
  };
}

/** The verdict of a run: broken rules violate; an unguarded child, a damaged record or a run without Python leaves it open. */
export function verdictOf(records: GuardRecords): GuardVerdict {
  if (records.violations.length > 0) return 'violated';
  const seen = records.processes.length > 0 && records.blindSpots.length === 0 && records.damaged === 0;
  return seen ? 'met' : 'not-verified';
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
