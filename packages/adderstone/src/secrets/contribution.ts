import type { Contribution } from '../findings/contribution.ts';
import type { Confidence, RawFinding, Site } from '../findings/finding.ts';
import type { MaskSpan } from '../findings/mask.ts';
import { isTestPath } from '../project/module-table.ts';
import type { SourceFile } from '../text/source-file.ts';
import { CREDENTIALS_CHECK, PERSONAL_CHECK, SECRET_DESCRIPTORS } from './descriptors.ts';
import type { Detection } from './detection.ts';
import { isInExample } from './example-text.ts';

const BY_ID = new Map(SECRET_DESCRIPTORS.map((one) => [one.id, one]));

/** The spans of detections in a file's text, for masking. */
export function maskSpans(detections: readonly Detection[]): readonly MaskSpan[] {
  return detections.flatMap(({ spans, prefix, cell }) =>
    cell === undefined ? spans.map(({ start, end }) => ({ start, end, prefix })) : [],
  );
}

/** Places where values are made up: test code, fixtures, recorded answers. */
function isMadeUp(path: string): boolean {
  return isTestPath(path) || /(?:^|\/)(?:fixtures?|test_?data|__tests__|testing|cassettes|mocks?|e2e)\//.test(path);
}

/**
 * A finding for a detection. Its sentence holds the kind, the name, a public prefix and the length, no character of the value.
 * Named credentials and personal data in test code and in examples of the documentation are of low confidence; a format that proves itself
 * is what it is anywhere.
 */
export function findingFor(detection: Detection, file: SourceFile): RawFinding {
  const { rule, what, name, prefix, length, certainty, spans, site, cell } = detection;
  const descriptor = BY_ID.get(rule);
  if (descriptor === undefined) throw new Error(`no descriptor for ${rule}`);
  const first = spans[0] ?? { start: 0, end: 0 };
  const confidence: Confidence =
    certainty === 'validated' && rule.startsWith('secret/')
      ? 'high'
      : isMadeUp(file.path) || certainty === 'look' || (site === 'docstring' && isInExample(file.text, first.start))
        ? 'low'
        : 'medium';
  const bound = name !== null && /^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u.test(name) ? ` under the name \`${name}\`` : '';
  const measure = `${prefix === '' ? '' : `\`${prefix}\`, `}${length} ${length === 1 ? 'character' : 'characters'}`;
  const where =
    site === 'output'
      ? 'in the output of a cell'
      : site === 'markdown'
        ? 'in the text of a cell'
        : site === 'comment'
          ? 'in a comment'
          : site === 'docstring'
            ? 'in a text of the documentation'
            : site === 'settings'
              ? 'in this file'
              : 'in the source';
  const parts = spans.length > 1 ? `, put together from ${spans.length} parts` : '';
  const place = placeOf(file, first, cell);
  return {
    rule,
    cwe: descriptor.cwe,
    severity: descriptor.severity,
    confidence,
    cause: 'secret',
    tier: null,
    message: `${what}${bound} stands ${where} (${measure}${parts})`,
    instead: descriptor.instead,
    ...place,
    trace: [],
    fix: null,
    anchor: `${detection.kind} ${name ?? ''}`,
    check: descriptor.check ?? CREDENTIALS_CHECK,
  };
}

function placeOf(
  file: SourceFile,
  span: { readonly start: number; readonly end: number },
  cell: Detection['cell'],
): Pick<RawFinding, 'location' | 'start' | 'end'> {
  if (cell !== undefined) {
    const at = file.cells.find(({ number }) => number === cell.number)?.start ?? 0;
    const { line } = cell;
    return {
      location: { path: file.path, line, column: 1, endLine: line, endColumn: 1, cell: cell.number },
      start: at,
      end: at,
    };
  }
  const start = file.position(span.start);
  const end = file.position(span.end);
  return {
    location: {
      path: file.path,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      cell: start.cell,
    },
    start: span.start,
    end: span.end,
  };
}

/**
 * What the scan adds to a run: findings for all detections, a safe site of each check for every file in which it found nothing.
 * @param clean paths of files in which nothing was found
 * @param notRun why a check did not run, by check; absent when it ran
 */
export function contributionOf(
  scanned: readonly { readonly file: SourceFile; readonly detections: readonly Detection[] }[],
  clean: readonly string[],
  notRun: ReadonlyMap<string, string>,
): Contribution {
  const findings: RawFinding[] = [];
  const sites: Site[] = [];
  const isSafe = (check: string, path: string): void => {
    sites.push({ check, outcome: 'safe', reason: 'nothing-found', note: '', path, line: 1 });
  };
  for (const path of clean) for (const check of [CREDENTIALS_CHECK, PERSONAL_CHECK]) isSafe(check, path);
  for (const { file, detections } of scanned) {
    const violated = new Set<string>();
    for (const detection of detections) {
      const finding = findingFor(detection, file);
      findings.push(finding);
      violated.add(finding.check ?? '');
    }
    for (const check of [CREDENTIALS_CHECK, PERSONAL_CHECK]) if (!violated.has(check)) isSafe(check, file.path);
  }
  return {
    checks: [CREDENTIALS_CHECK, PERSONAL_CHECK].map((check) => ({
      check,
      ran: !notRun.has(check),
      optional: false,
      reason: notRun.get(check) ?? null,
    })),
    findings,
    sites,
    problems: [],
    incomplete: [],
  };
}
