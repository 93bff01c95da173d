import { createHash } from 'node:crypto';
import type { SourceFile } from '../text/source-file.ts';
import type { Location, RawFinding } from './finding.ts';
import { compareText } from './problem.ts';

/**
 * Fingerprints of findings, in the order given: 32 hexadecimal digits of the SHA-256 of rule, path, text of the place, text
 * of the origin of a flow, and the ordinal among findings for which all of these are equal, counted by position. White space
 * is collapsed. No line number enters, so moved lines keep it. A finding with an `anchor` uses it instead of any text.
 * `sources` must be masked: no character of a secret may enter a hash. A file that is not there counts as an empty text.
 */
export function fingerprints(
  findings: readonly RawFinding[],
  sources: ReadonlyMap<string, SourceFile>,
): readonly string[] {
  const keys = findings.map((finding) => identity(finding, sources));
  const groups = new Map<string, number[]>();
  keys.forEach((key, i) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  });
  const result = new Array<string>(findings.length).fill('');
  for (const [key, members] of groups) {
    members.sort((a, b) => comparePosition(findings[a] as RawFinding, findings[b] as RawFinding));
    members.forEach((member, ordinal) => {
      result[member] = createHash('sha256').update(`${key}\n${ordinal}`).digest('hex').slice(0, 32);
    });
  }
  return result;
}

/** Orders findings by path, position (offsets), rule, message. */
export function comparePosition(a: RawFinding, b: RawFinding): number {
  return (
    compareText(a.location.path, b.location.path) ||
    a.start - b.start ||
    a.end - b.end ||
    a.location.line - b.location.line ||
    a.location.column - b.location.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function identity(finding: RawFinding, sources: ReadonlyMap<string, SourceFile>): string {
  const { rule, location, anchor } = finding;
  if (anchor !== undefined) return JSON.stringify([rule, location.path, 'anchor', anchor]);
  const place = sources.get(location.path)?.slice(finding.start, finding.end) ?? '';
  const origin = finding.trace[0];
  const from = origin === undefined || finding.cause !== 'flow' ? '' : textAt(origin, sources);
  return JSON.stringify([rule, location.path, collapse(place), collapse(from)]);
}

function textAt(location: Location, sources: ReadonlyMap<string, SourceFile>): string {
  const file = sources.get(location.path);
  if (file === undefined) return '';
  const { line, column, endLine, endColumn, cell } = location;
  return file.slice(file.offset(line, column, cell), file.offset(endLine, endColumn, cell));
}

/** White space collapsed, and runs of masking characters too, so that a secret's length is in no hash. */
function collapse(text: string): string {
  return text
    .replace(/\*{3,}/g, '***')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}
