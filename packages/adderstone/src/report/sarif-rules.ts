import type { Descriptor } from '../findings/descriptor.ts';
import type { Severity } from '../findings/finding.ts';
import { compareText } from '../findings/problem.ts';
import type { Report } from '../scan/outcome.ts';
import { escapeControls, escapeMarkdown, escapeSarifText } from './escape.ts';

/** SARIF level of a severity. */
export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};
/** GitHub's `security-severity`, a CVSS-like number as a text. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
};
const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
};

type Described = Omit<Descriptor, 'equivalents' | 'aliases'>;

/**
 * The rules of a run as SARIF descriptors, sorted by id: those that ran, and, for findings of other producers, one made from
 * their findings. `index` is each rule's place in the list; `cwes` are all CWE numbers in it, sorted, the taxa of taxonomy 0.
 */
export function sarifRules(report: Report): {
  readonly rules: readonly unknown[];
  readonly index: ReadonlyMap<string, number>;
  readonly cwes: readonly number[];
} {
  const described = new Map<string, Described>(report.rules.map((rule) => [rule.id, rule]));
  for (const finding of report.findings) {
    if (described.has(finding.rule)) continue;
    const { rule: id, severity, confidence, cwe, instead } = finding;
    described.set(id, { id, title: id, severity, confidence, cwe, why: '', instead, default: true });
  }
  const sorted = [...described.values()].sort((a, b) => compareText(a.id, b.id));
  const cwes = [...new Set([...sorted, ...report.findings].flatMap((each) => each.cwe))].sort((a, b) => a - b);
  return {
    rules: sorted.map((rule) => descriptor(rule, cwes)),
    index: new Map(sorted.map((rule, i) => [rule.id, i])),
    cwes,
  };
}

function descriptor(rule: Described, cwes: readonly number[]): unknown {
  const why = rule.why === '' ? rule.title : rule.why;
  const first = rule.cwe[0];
  return {
    id: escapeControls(rule.id),
    name: escapeControls(rule.id),
    shortDescription: { text: escapeSarifText(rule.title) },
    fullDescription: { text: escapeSarifText(why) },
    help: {
      text: escapeSarifText(`${why} Instead: ${rule.instead}`),
      markdown: [
        `**${escapeMarkdown(rule.title)}**`,
        escapeMarkdown(why),
        `**Instead:** ${escapeMarkdown(rule.instead)}`,
        ...(rule.cwe.length === 0
          ? []
          : [rule.cwe.map((n) => `[CWE-${n}](https://cwe.mitre.org/data/definitions/${n}.html)`).join(', ')]),
      ].join('\n\n'),
    },
    ...(first === undefined ? {} : { helpUri: `https://cwe.mitre.org/data/definitions/${first}.html` }),
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.default },
    relationships: rule.cwe.map((number) => ({
      target: { id: `CWE-${number}`, index: cwes.indexOf(number), toolComponent: { name: 'CWE', index: 0 } },
      kinds: ['superset'],
    })),
    properties: {
      tags: ['security', ...rule.cwe.map((number) => `external/cwe/cwe-${String(number).padStart(3, '0')}`)],
      precision: rule.confidence,
      'problem.severity': PROBLEM_SEVERITY[rule.severity],
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  };
}
