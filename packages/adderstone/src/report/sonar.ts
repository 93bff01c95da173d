import type { Finding, Location, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { isOpen } from './clause.ts';
import { escapeControls, escapeHtml, renderJson } from './escape.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'BLOCKER',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
};

/**
 * SonarQube's generic issues (`sonar.externalIssuesReportPaths`, 10.3 and later): every open finding with its rule. Columns are 0-based
 * there. In notebooks only the file is named.
 */
export function renderSonar(report: Report): string {
  const open = report.findings.filter(isOpen);
  const described = new Map(report.rules.map((rule) => [rule.id, rule]));
  const severities = new Map<string, Severity>();
  for (const { rule, severity } of open)
    if (!severities.has(rule)) severities.set(rule, described.get(rule)?.severity ?? severity);
  const ids = [...severities.keys()].sort();
  return renderJson({
    rules: ids.map((id) => ({
      id: escapeControls(id),
      name: escapeControls(described.get(id)?.title ?? id),
      description: escapeHtml(described.get(id)?.why ?? id),
      engineId: report.tool.name,
      cleanCodeAttribute: 'TRUSTWORTHY',
      impacts: [{ softwareQuality: 'SECURITY', severity: SEVERITY[severities.get(id) as Severity] }],
    })),
    issues: open.map((finding) => ({
      ruleId: escapeControls(finding.rule),
      primaryLocation: place(finding.location, messageOf(finding)),
      ...(finding.trace.length === 0
        ? {}
        : { secondaryLocations: finding.trace.map((step) => place(step, step.note)) }),
    })),
  });
}

function messageOf({ message, instead, location: { cell, line } }: Finding): string {
  return `${message}${cell === null ? '' : ` (cell ${cell}, line ${line})`}. ${instead}`;
}

function place(location: Location, message: string): unknown {
  const { path, line, column, endLine, endColumn, cell } = location;
  const empty = endLine < line || (endLine === line && endColumn <= column);
  return {
    message: escapeControls(message),
    filePath: escapeControls(path),
    ...(cell !== null
      ? {}
      : {
          textRange: empty
            ? { startLine: line }
            : { startLine: line, startColumn: column - 1, endLine, endColumn: endColumn - 1 },
        }),
  };
}
