import type { Contribution } from '../findings/contribution.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import type { RawFinding } from '../findings/finding.ts';
import { GUARD_SCHEMA, type GuardRule, type GuardViolation, violationOf } from './guard-report.ts';

const CHECK = 'probe:guard';

/** What the findings of the runtime guard mean. */
export const GUARD_DESCRIPTORS: readonly Descriptor[] = [
  describe(
    'path-traversal',
    'A path left its base folder while the program ran',
    'high',
    22,
    'Resolve the path, and refuse it unless it lies below the resolved base.',
    'A name from outside that leads out of the folder it is meant for reads or overwrites other files.',
  ),
  describe(
    'signature-failed',
    'Bytes whose signature did not match were deserialized',
    'critical',
    347,
    'Leave before the deserializer when the comparison fails.',
    'A signature that is checked and not obeyed protects nothing.',
  ),
  describe(
    'unsafe-deserialization',
    'A deserializer named, ran or wrote what data must not',
    'critical',
    502,
    'Use a format that carries data only, or verify a signature first.',
    'Who writes the data chooses what runs.',
  ),
  describe(
    'shell-injection',
    'An input became syntax of a shell command',
    'critical',
    78,
    'Pass a list of arguments without a shell.',
    'A shell reads metacharacters in the input as commands.',
  ),
];

function describe(
  rule: GuardRule,
  title: string,
  severity: 'critical' | 'high',
  cwe: number,
  instead: string,
  why: string,
): Descriptor {
  return {
    id: `guard/${rule}`,
    title,
    severity,
    confidence: 'high',
    default: true,
    cwe: [cwe],
    equivalents: [],
    check: CHECK,
    why,
    instead,
  };
}

/**
 * What a report of `guard run --json` adds to a check as evidence for `probe:guard`. Broken rules become findings at their first-party line; those
 * without one, an unguarded child, and a report of another shape make the check one that has not run, with the reason.
 * @param json the parsed report
 * @param source what the report is called in messages
 * @param toProject a file of the report as a path of the project, with `/`; null when it lies elsewhere
 * @param lineOf the half-open offsets of a line of a file of the project; null when there is none
 */
export function guardContribution(
  json: unknown,
  source: string,
  toProject: (file: string) => string | null,
  lineOf: (
    path: string,
    line: number,
  ) => { readonly start: number; readonly end: number; readonly length: number } | null,
): Contribution {
  const gap = (reason: string): Contribution => ({
    checks: [{ check: CHECK, ran: false, optional: true, reason }],
    findings: [],
    sites: [],
    problems: [
      { severity: 'warning', code: 'guard-evidence', message: `${source}: ${reason}`, path: null, line: null },
    ],
    incomplete: [],
  });
  if (typeof json !== 'object' || json === null) return gap('expected the JSON of `adderstone guard run --json`');
  const report = json as Readonly<Record<string, unknown>>;
  const { violations: listed, blindSpots, verdict } = report;
  if (report['schema'] !== GUARD_SCHEMA || !Array.isArray(listed) || !Array.isArray(blindSpots))
    return gap(`expected a report with the schema ${GUARD_SCHEMA}`);
  const violations = listed.map((one: unknown) =>
    typeof one === 'object' && one !== null ? violationOf(one as Readonly<Record<string, unknown>>) : null,
  );
  if (violations.includes(null)) return gap('a violation in it is not of the shape that the schema says');
  const findings: RawFinding[] = [];
  let elsewhere = 0;
  for (const violation of violations as readonly GuardViolation[]) {
    const finding = findingOf(violation, toProject, lineOf);
    if (finding === null) elsewhere++;
    else findings.push(finding);
  }
  const open =
    elsewhere > 0
      ? `${elsewhere} of its violations have no line in this project`
      : findings.length === 0 && verdict !== 'met'
        ? blindSpots.length > 0
          ? `${blindSpots.length} of the processes that the program started were not guarded`
          : 'it does not say that the run was guarded as a whole'
        : null;
  if (open !== null && findings.length === 0) return gap(open);
  return {
    checks: [{ check: CHECK, ran: open === null, optional: true, reason: open }],
    findings,
    sites: [],
    problems: [],
    incomplete: [],
  };
}

function findingOf(
  violation: GuardViolation,
  toProject: (file: string) => string | null,
  lineOf: Parameters<typeof guardContribution>[3],
): RawFinding | null {
  const match = /^(.*):(\d{1,7})$/s.exec(violation.at ?? '');
  const path = match === null ? null : toProject(match[1] as string);
  if (match === null || path === null) return null;
  const line = Number(match[2]);
  const span = lineOf(path, line);
  if (span === null) return null;
  const descriptor = GUARD_DESCRIPTORS.find(({ id }) => id === `guard/${violation.rule}`) as Descriptor;
  return {
    rule: descriptor.id,
    cwe: descriptor.cwe,
    severity: descriptor.severity,
    confidence: 'high',
    cause: 'probe',
    tier: null,
    message: `${descriptor.title}: \`${/^[\w.]{1,60}$/.test(violation.event) ? violation.event : 'a call'}\``,
    instead: descriptor.instead,
    location: { path, line, column: 1, endLine: line, endColumn: span.length + 1, cell: null },
    start: span.start,
    end: span.end,
    trace: [],
    fix: null,
    check: CHECK,
  };
}
