import type { Finding, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { flatPlace, isOpen } from './clause.ts';
import { escapeControls, escapeMarkdown, renderJson } from './escape.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
};

/**
 * Issues of the Code Climate specification as one array, which is what GitLab's code quality report (`artifacts:reports:codequality`)
 * takes. Every open finding, those of the baseline included, since GitLab compares branches by fingerprint. The format has no place for
 * what was not verified or was accepted.
 */
export function renderCodeclimate(report: Report): string {
  return renderJson(report.findings.filter(isOpen).map(issue));
}

function issue(finding: Finding): unknown {
  const { location, trace } = finding;
  const { path, line, endLine, inCell } = flatPlace(location);
  const at = inCell === '' ? '' : ` (${inCell})`;
  const clauses = finding.requirements.length === 0 ? '' : ` [${finding.requirements.join(', ')}]`;
  const steps = trace.map((step, i) => {
    const place = flatPlace(step);
    const where = `${place.path}:${place.inCell === '' ? place.line : place.inCell}`;
    return `${i + 1}. ${escapeMarkdown(where)} ${escapeMarkdown(step.note)}`;
  });
  return {
    type: 'issue',
    check_name: escapeControls(finding.rule),
    description: `${escapeControls(finding.message)}${at}${escapeControls(clauses)}`,
    content: { body: [escapeMarkdown(finding.instead), ...(steps.length === 0 ? [] : ['', ...steps])].join('\n') },
    categories: ['Security'],
    severity: SEVERITY[finding.severity],
    fingerprint: finding.fingerprint,
    location: { path: escapeControls(path), lines: { begin: line, end: endLine } },
    ...(trace.length === 0
      ? {}
      : {
          other_locations: trace.map((step) => {
            const place = flatPlace(step);
            return { path: escapeControls(place.path), lines: { begin: place.line, end: place.endLine } };
          }),
        }),
  };
}
