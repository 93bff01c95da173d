import type { Finding, Location, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { SourceFile } from '../text/source-file.ts';
import { flatPlace } from './clause.ts';
import { escapeControls, escapeLine, renderJson } from './escape.ts';
import { newFindings } from './summary.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'ERROR',
  high: 'ERROR',
  medium: 'WARNING',
  low: 'INFO',
};

interface Position {
  readonly line: number;
  readonly column?: number;
}

/**
 * reviewdog's diagnostic format, `rdjson`: new findings, each with its fix as suggestions where the fix stays in the finding's file. Columns
 * count bytes of UTF-8, as the format wants; where the file's text is not at hand, and in notebooks, only lines are given.
 */
export function renderRdjson(report: Report): string {
  return renderJson({
    source: { name: report.tool.name, url: 'https://www.npmjs.com/package/adderstone' },
    diagnostics: newFindings(report).map((finding) => diagnostic(finding, report)),
  });
}

function diagnostic(finding: Finding, report: Report): unknown {
  const { location, trace, cwe } = finding;
  const { inCell } = flatPlace(location);
  const clauses = finding.requirements.length === 0 ? '' : ` [${finding.requirements.join(', ')}]`;
  const place = inCell === '' ? '' : ` (${inCell})`;
  const number = cwe[0];
  const suggestions = suggestionsOf(finding, report);
  return {
    message: `${escapeLine(finding.message)}${place}${escapeLine(clauses)}\n${escapeLine(finding.instead)}`,
    location: placeOf(location, report),
    severity: SEVERITY[finding.severity],
    code: {
      value: escapeControls(finding.rule),
      ...(number === undefined ? {} : { url: `https://cwe.mitre.org/data/definitions/${number}.html` }),
    },
    ...(suggestions.length === 0 ? {} : { suggestions }),
    ...(trace.length === 0
      ? {}
      : {
          related_locations: trace.map((step) => ({
            message: escapeControls(step.note),
            location: placeOf(step, report),
          })),
        }),
  };
}

function placeOf(location: Location, report: Report): unknown {
  const { path, line, endLine } = flatPlace(location);
  const file = report.sources.get(location.path);
  if (location.cell !== null || file === undefined)
    return { path: escapeControls(path), range: { start: { line }, end: { line: endLine } } };
  const start = file.offset(location.line, location.column, null);
  const end = Math.max(start, file.offset(location.endLine, location.endColumn, null));
  return { path: escapeControls(path), range: { start: position(file, start), end: position(file, end) } };
}

/** Line, and column as a 1-based count of UTF-8 bytes, of an offset. */
function position(file: SourceFile, offset: number): Position {
  const { line } = file.lines.position(offset);
  const { start } = file.lines.span(line);
  return { line, column: Buffer.byteLength(file.slice(start, offset)) + 1 };
}

/** The edits of a fix; none when one is in another file or in a notebook, where half a fix would be offered. */
function suggestionsOf(finding: Finding, report: Report): readonly unknown[] {
  const { fix, location } = finding;
  const file = report.sources.get(location.path);
  if (fix === null || file === undefined || file.kind === 'notebook') return [];
  if (fix.edits.some(({ path }) => path !== location.path)) return [];
  return [...fix.edits]
    .sort((a, b) => a.edit.start - b.edit.start)
    .map(({ edit }) => ({
      range: { start: position(file, edit.start), end: position(file, edit.end) },
      text: edit.text,
    }));
}
