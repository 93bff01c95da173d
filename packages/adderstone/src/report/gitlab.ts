import type { Finding, Severity } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { flatPlace, isOpen } from './clause.ts';
import { cut, escapeControls, escapeMarkdown, renderJson } from './escape.ts';
import { type FormatOptions, NO_DATE } from './format.ts';
import { lastLine } from './summary.ts';
import { uuidOf } from './uuid.ts';

/** Version of GitLab's security report schemas that the file follows. */
export const GITLAB_SCHEMA = '15.2.1';
const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};
/** Longest name of a vulnerability, in characters (schema). */
const LONGEST_NAME = 255;

/**
 * GitLab's SAST report (`artifacts:reports:sast`): every open finding, those of the baseline included, since GitLab itself compares
 * branches. Findings with a disposition are left out and counted in `scan.messages`, where everything stands that was not looked at.
 * Ids are UUIDv5 of the fingerprint; the times are those of the newest commit.
 */
export function renderGitlab(report: Report, options: FormatOptions): string {
  const tool = {
    id: report.tool.name,
    name: report.tool.name,
    version: report.tool.version,
    vendor: { name: report.tool.name },
  };
  const date = (options.date ?? NO_DATE).slice(0, 19);
  const titles = new Map(report.rules.map((rule) => [rule.id, rule.title]));
  return renderJson({
    version: GITLAB_SCHEMA,
    scan: {
      analyzer: tool,
      scanner: tool,
      type: 'sast',
      start_time: date,
      end_time: date,
      status: report.run.complete ? 'success' : 'failure',
      messages: messages(report),
    },
    vulnerabilities: report.findings
      .filter(isOpen)
      .map((finding) => vulnerability(finding, titles.get(finding.rule) ?? finding.rule)),
    remediations: [],
  });
}

function vulnerability(finding: Finding, title: string): unknown {
  const { location, trace, others } = finding;
  const { path, line, endLine, inCell } = flatPlace(location);
  const place = inCell === '' ? '' : ` (${inCell})`;
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'origin reaches' : 'origins reach'} this place.`;
  return {
    id: uuidOf(finding.fingerprint),
    category: 'sast',
    name: cut(escapeControls(title), LONGEST_NAME),
    description: `${escapeMarkdown(finding.message)}${place}.${more}`,
    severity: SEVERITY[finding.severity],
    solution: escapeMarkdown(finding.instead),
    identifiers: [
      { type: 'adderstone_rule_id', name: escapeControls(finding.rule), value: escapeControls(finding.rule) },
      ...finding.cwe.map((number) => ({
        type: 'cwe',
        name: `CWE-${number}`,
        value: String(number),
        url: `https://cwe.mitre.org/data/definitions/${number}.html`,
      })),
      ...finding.requirements.map((id) => ({
        type: 'requirement',
        name: escapeControls(id),
        value: escapeControls(id),
      })),
    ],
    location: { file: escapeControls(path), start_line: line, end_line: endLine },
    tracking: {
      type: 'source',
      items: [
        {
          file: escapeControls(path),
          start_line: line,
          end_line: endLine,
          signatures: [{ algorithm: 'hash', value: finding.fingerprint }],
        },
      ],
    },
    ...(trace.length === 0 ? {} : { details: { code_flows: codeFlow(finding) } }),
  };
}

/** The trace as GitLab's `code-flows`: the first step is the source, the last the sink. */
function codeFlow(finding: Finding): unknown {
  const last = finding.trace.length - 1;
  return {
    type: 'code-flows',
    name: 'code_flows',
    items: [
      finding.trace.map((step, i) => {
        const { path, line, endLine } = flatPlace(step);
        return {
          type: 'code-flow-node',
          node_type: i === last ? 'sink' : i === 0 ? 'source' : 'propagation',
          file_location: {
            type: 'file-location',
            file_name: escapeControls(path),
            line_start: line,
            line_end: endLine,
          },
        };
      }),
    ],
  };
}

function messages(report: Report): readonly unknown[] {
  const disposed = report.findings.filter((finding) => !isOpen(finding)).length;
  return [
    ...report.files.skipped
      .filter(({ gap }) => gap)
      .map(({ path, message }) => ({ level: 'warn', value: escapeControls(`${path} ${message}`) })),
    ...report.problems.map(({ severity, path, line, message }) => ({
      level: severity === 'info' ? 'info' : 'warn',
      value: escapeControls(`${path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `}${message}`),
    })),
    ...(disposed === 0
      ? []
      : [{ level: 'info', value: `${disposed} waived, disputed or suppressed findings are not listed` }]),
    { level: 'info', value: lastLine(report) },
  ];
}
