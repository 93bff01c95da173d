import type { Contribution } from '../findings/contribution.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import type { Location, RawFinding, Severity, Site } from '../findings/finding.ts';
import { type Problem, quotable } from '../findings/problem.ts';
import type { Escape, PathIntegrity } from './path-integrity.ts';
import type { PayloadClass } from './path-integrity-payloads.ts';

/** The check that a validation of paths serves. */
export const PATH_CHECK = 'probe:path-integrity';

/** What the findings of a validation of paths mean. */
export const PATH_DESCRIPTORS: readonly Descriptor[] = [
  {
    id: 'probe/path-escape',
    title: 'A value was seen to leave the folder that it must stay in',
    severity: 'critical',
    confidence: 'high',
    default: true,
    check: PATH_CHECK,
    cwe: [22],
    equivalents: [],
    why: 'The code was run, and a path made from a value of the outside was opened, changed or removed outside of its base.',
    instead:
      'Decode and normalise first, then `resolve()` the joined path and refuse it unless it `is_relative_to()` the base.',
  },
];

const CWE: Readonly<Partial<Record<PayloadClass, readonly number[]>>> = {
  absolute: [22, 36],
  dotdot: [22, 23],
  symlink: [22, 59],
  encoded: [22, 177],
  nfkc: [22, 180],
  nul: [22, 158],
  backslash: [22, 25],
};

const WORDS: Readonly<Record<Escape['effect'], string>> = {
  read: 'reads a file or folder',
  write: 'writes',
  delete: 'deletes',
};

/** Where a validation was asked for, and how places become offsets. */
export interface PathPlace {
  /** The project's root, absolute. */
  readonly root: string;
  /** Project-relative path of what names the target. */
  readonly path: string;
  /** Half-open offsets of a line of a file of the project; null when the file is not known. */
  readonly lineOf: (
    path: string,
    line: number,
  ) => { readonly start: number; readonly end: number; readonly columns: number } | null;
}

/**
 * What validations of paths contribute to `check --validate`: one check, which ran when every target was reached and tried to its end; a finding for each
 * escape at the line that opened the path; a safe site with the payloads tried for each place without an escape.
 */
export function pathContribution(results: readonly PathIntegrity[], place: PathPlace): Contribution {
  const findings: RawFinding[] = [];
  const sites: Site[] = [];
  const problems: Problem[] = [];
  const incomplete: string[] = [];
  const inside = (at: readonly [string, number] | null): readonly [string, number] | null =>
    at?.[0].startsWith(`${place.root}/`) ? [at[0].slice(place.root.length + 1), at[1]] : null;
  for (const result of results) {
    for (const escape of result.escapes)
      if (escape.posix) findings.push(findingOf(result, escape, place, inside(escape.at)));
    for (const surface of result.surfaces) {
      const [path, line] = inside(surface.at) ?? [place.path, 1];
      if (surface.reached === null) {
        problems.push({
          severity: 'info',
          code: 'probe-not-reached',
          message:
            'a place that takes a path was not reached by a legitimate name, and is not validated; name one with `legitimate`',
          path,
          line,
        });
      } else if (!result.escapes.some((one) => one.reached === surface.reached && one.posix) && result.complete)
        sites.push({
          check: PATH_CHECK,
          outcome: 'safe',
          reason: 'verified',
          note: `${surface.tried} payloads tried, none left the base`,
          path,
          line,
        });
    }
    if (!result.reached) incomplete.push('the validation of paths did not reach a target');
    else if (!result.complete) incomplete.push('the validation of paths did not try everything');
    if (result.problem !== null)
      problems.push({
        severity: 'error',
        code: 'probe-not-reached',
        message: `a target of \`validate\` was not reached: ${result.problem}`,
        path: place.path,
        line: null,
      });
  }
  const ran = results.length > 0 && results.every((one) => one.complete);
  return {
    checks: [{ check: PATH_CHECK, ran, optional: false, reason: ran ? null : (incomplete[0] ?? 'no target is named') }],
    findings,
    sites,
    problems,
    incomplete: [...new Set(incomplete)],
  };
}

function findingOf(
  result: PathIntegrity,
  escape: Escape,
  place: PathPlace,
  at: readonly [string, number] | null,
): RawFinding {
  const [path, line] = at ?? [place.path, 1];
  const span = place.lineOf(path, line);
  const location: Location = {
    path,
    line,
    column: 1,
    endLine: line,
    endColumn: span === null ? 1 : span.columns + 1,
    cell: null,
  };
  const severity: Severity = escape.class === 'symlink' ? 'medium' : escape.effect === 'read' ? 'high' : 'critical';
  const { surface } = escape.reached;
  return {
    rule: 'probe/path-escape',
    check: PATH_CHECK,
    cwe: CWE[escape.class] ?? [22],
    severity,
    confidence: 'high',
    cause: 'probe',
    tier: null,
    message: `a value of class \`${escape.class}\` in ${surface.kind} ${surface.kind === 'stdin' || surface.name === '{}' ? '' : `${quotable(surface.name)} `}leaves the base: it ${WORDS[escape.effect]} outside of it`,
    instead: (PATH_DESCRIPTORS[0] as Descriptor).instead,
    location,
    start: span?.start ?? 0,
    end: span?.end ?? 0,
    trace: [],
    fix: null,
    anchor: `${result.target} ${surface.method ?? ''} ${surface.path ?? ''} ${surface.kind} ${surface.name} ${escape.class} ${escape.effect}`,
  };
}
