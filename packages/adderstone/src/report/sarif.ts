import { gzipSync } from 'node:zlib';
import type { Finding, Location } from '../findings/finding.ts';
import type { Problem, Report } from '../scan/outcome.ts';
import {
  escapeControls,
  escapeMarkdown,
  escapeMarkdownSentence,
  escapeSarifText,
  pathToUri,
  renderJson,
} from './escape.ts';
import type { FormatOptions } from './format.ts';
import { LEVELS, sarifRules } from './sarif-rules.ts';

/** What GitHub's code scanning accepts or keeps (docs.github.com, "SARIF support for code scanning"). */
export const GITHUB_LIMITS = {
  results: 25_000,
  resultsKept: 5_000,
  rules: 25_000,
  flowLocations: 10_000,
  flowLocationsKept: 1_000,
  tags: 20,
  tagsKept: 10,
  gzipBytes: 10_000_000,
} as const;

/**
 * SARIF 2.1.0 (OASIS). The file holds every finding: those with a disposition carry `suppressions`, those in the baseline
 * `baselineState: unchanged`. Sites that could not be decided and verdicts are never results. What a receiver would drop is said in
 * notifications. Lines of notebooks count within a cell, which SARIF cannot say: such results point at line 1 and name cell
 * and line in their message.
 */
export function renderSarif(report: Report, options: FormatOptions): string {
  const limits = limitNotifications(report);
  const text = renderJson(sarifLog(report, options, limits));
  // Compression is only tried where it could matter.
  if (text.length <= GITHUB_LIMITS.gzipBytes || gzipSync(text).length <= GITHUB_LIMITS.gzipBytes) return text;
  limits.push(notice('github-limit-size', 'this file is larger than the 10 MB, compressed, that GitHub accepts'));
  return renderJson(sarifLog(report, options, limits));
}

interface Notification {
  readonly descriptor: { readonly id: string };
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly locations?: readonly unknown[];
}

function sarifLog(report: Report, options: FormatOptions, limits: readonly Notification[]): unknown {
  const { tool, standard, run } = report;
  const { rules, index, cwes } = sarifRules(report);
  const clauses = report.verdicts.map((verdict) => verdict.requirement);
  const clauseTaxonomy = standard?.scope ?? 'clauses';
  const compared = report.findings.some((finding) => finding.status === 'baselined');
  const notifications = [...limits, ...gapNotifications(report), ...report.problems.map(problemNotification)];
  const lowered = run.lowered.map(
    (each): Notification => ({
      descriptor: { id: 'lowered-protection' },
      level: 'note',
      message: { text: escapeSarifText(`${each.setting} lowers protection: ${each.text}`) },
      locations: [fileLocation(each.path, each.line)],
    }),
  );
  const codes = [...new Set([...notifications, ...lowered].map((each) => each.descriptor.id))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            semanticVersion: tool.version,
            informationUri: 'https://www.npmjs.com/package/adderstone',
            rules,
            notifications: codes.map((id) => ({ id })),
            supportedTaxonomies: [
              { name: 'CWE', index: 0 },
              ...(clauses.length > 0 ? [{ name: clauseTaxonomy, index: 1 }] : []),
            ],
          },
        },
        automationDetails: { id: `${tool.name}/${options.category ?? run.command}/` },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the project.' } } },
        columnKind: 'utf16CodeUnits',
        ...(options.versionControl === undefined ? {} : { versionControlProvenance: [options.versionControl] }),
        invocations: [
          {
            executionSuccessful: run.complete,
            exitCode: run.exit,
            toolExecutionNotifications: notifications,
            toolConfigurationNotifications: lowered,
          },
        ],
        taxonomies: [
          {
            name: 'CWE',
            organization: 'MITRE',
            informationUri: 'https://cwe.mitre.org/',
            shortDescription: { text: 'Common Weakness Enumeration' },
            isComprehensive: false,
            taxa: cwes.map((number) => ({
              id: `CWE-${number}`,
              helpUri: `https://cwe.mitre.org/data/definitions/${number}.html`,
            })),
          },
          ...(clauses.length > 0
            ? [
                {
                  name: clauseTaxonomy,
                  shortDescription: { text: escapeSarifText(standard?.title ?? 'The clauses of the standard') },
                  isComprehensive: true,
                  taxa: report.verdicts.map((verdict) => ({
                    id: escapeControls(verdict.requirement),
                    name: escapeControls(verdict.title) || escapeControls(verdict.requirement),
                    shortDescription: { text: escapeSarifText(verdict.title || verdict.requirement) },
                    fullDescription: { text: escapeSarifText(verdict.statement || verdict.requirement) },
                  })),
                },
              ]
            : []),
        ],
        results: report.findings.map((finding) => result(finding, report, index, clauses, clauseTaxonomy, compared)),
        properties: { compliant: run.compliant, complete: run.complete, standardDigest: run.standardDigest },
      },
    ],
  };
}

function result(
  finding: Finding,
  report: Report,
  index: ReadonlyMap<string, number>,
  clauses: readonly string[],
  taxonomy: string,
  compared: boolean,
): unknown {
  const { location, disposition, trace } = finding;
  const origin = trace[0];
  const inCell =
    location.cell === null ? '' : ` (cell ${location.cell}, line ${location.line}, column ${location.column})`;
  const others = finding.others === 0 ? '' : ` ${finding.others} more origins reach this place.`;
  const sentence = finding.message.replace(/\.$/, '');
  const message = `${escapeSarifText(sentence)}${inCell}`;
  const markdown = `${escapeMarkdownSentence(sentence)}${inCell}`;
  const taxa = finding.requirements.filter((id) => clauses.includes(id));
  const related = [
    ...(origin === undefined ? [] : [{ ...place(origin), message: { text: escapeSarifText(origin.note) } }]),
    ...(finding.also ?? []).map((one) => ({
      ...place(one),
      message: { text: 'the same defect shows at this place too' },
    })),
  ].map((one, i) => ({ id: i + 1, ...one }));
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule),
    level: LEVELS[finding.severity],
    message: {
      text: `${message}${origin === undefined ? '' : `; it comes from [${escapeSarifText(origin.path)}](1)`}.${others}`,
      markdown: `${markdown}${origin === undefined ? '' : `; it comes from [${escapeMarkdown(origin.path)}](1)`}.${others}`,
    },
    locations: [place(location)],
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint}:1`,
      'adderstone/v1': finding.fingerprint,
    },
    ...(compared ? { baselineState: finding.status === 'baselined' ? 'unchanged' : 'new' } : {}),
    ...(trace.length === 0
      ? {}
      : {
          codeFlows: [trace, ...(finding.ways ?? [])].map((way) => ({
            threadFlows: [
              {
                locations: way.map((step, i) => ({
                  location: { ...place(step), message: { text: escapeSarifText(step.note) } },
                  importance: i === 0 || i === way.length - 1 ? 'essential' : 'important',
                })),
              },
            ],
          })),
        }),
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    // Another tool's comment is a request to suppress that nobody of ours has accepted: SARIF calls it under review.
    ...(disposition === null ||
    ((finding.status === 'new' || finding.status === 'baselined') && disposition.kind !== 'foreign')
      ? {}
      : {
          suppressions: [
            {
              kind: finding.status === 'suppressed' || disposition.kind === 'foreign' ? 'inSource' : 'external',
              status: finding.status === 'new' || finding.status === 'baselined' ? 'underReview' : 'accepted',
              justification: escapeControls(disposition.reason ?? 'no reason given'),
              location: fileLocation(disposition.path, disposition.line),
              properties: { kind: disposition.kind, owner: disposition.owner, until: disposition.until },
            },
          ],
        }),
    ...fixes(finding, report),
    ...(taxa.length === 0
      ? {}
      : {
          taxa: taxa.map((id) => ({
            id: escapeControls(id),
            index: clauses.indexOf(id),
            toolComponent: { name: taxonomy, index: 1 },
          })),
        }),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      tier: finding.tier,
      kind: finding.cause,
      cwe: finding.cwe.map((number) => `CWE-${number}`),
      status: finding.status,
      instead: finding.instead,
      ...(location.cell === null ? {} : { cell: location.cell, line: location.line, column: location.column }),
      ...(finding.seenBy === undefined ? {} : { seenBy: finding.seenBy }),
      ...(disposition?.kind === 'foreign' ? { foreign: disposition.reason } : {}),
    },
  };
}

function place(location: Location): { readonly physicalLocation: unknown } & Record<string, unknown> {
  const artifactLocation = { uri: pathToUri(location.path), uriBaseId: '%SRCROOT%' };
  if (location.cell !== null) {
    return {
      physicalLocation: { artifactLocation, region: { startLine: 1 } },
      logicalLocations: [
        { name: `cell ${location.cell}`, fullyQualifiedName: `cell ${location.cell}, line ${location.line}` },
      ],
    };
  }
  const { line, column, endLine, endColumn } = location;
  return {
    physicalLocation: {
      artifactLocation,
      region: { startLine: line, startColumn: column, endLine: Math.max(line, endLine), endColumn },
    },
  };
}

function fileLocation(path: string, line: number | null): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: pathToUri(path), uriBaseId: '%SRCROOT%' },
      ...(line === null ? {} : { region: { startLine: line } }),
    },
  };
}

/** A fix, where the texts of its files are at hand and are not notebooks: SARIF could not say which cell. */
function fixes(finding: Finding, report: Report): { readonly fixes?: readonly unknown[] } {
  const { fix } = finding;
  if (fix === null) return {};
  const byPath = Map.groupBy(fix.edits, (each) => each.path);
  const changes: unknown[] = [];
  for (const [path, edits] of byPath) {
    const file = report.sources.get(path);
    if (file === undefined || file.kind === 'notebook') return {};
    changes.push({
      artifactLocation: { uri: pathToUri(path), uriBaseId: '%SRCROOT%' },
      replacements: [...edits]
        .sort((a, b) => a.edit.start - b.edit.start)
        .map(({ edit }) => {
          const start = file.position(edit.start);
          const end = file.position(edit.end);
          return {
            deletedRegion: {
              startLine: start.line,
              startColumn: start.column,
              endLine: end.line,
              endColumn: end.column,
            },
            insertedContent: { text: edit.text },
          };
        }),
    });
  }
  const properties = { safety: fix.safety };
  return { fixes: [{ description: { text: escapeSarifText(fix.title) }, artifactChanges: changes, properties }] };
}

function notice(id: string, message: string): Notification {
  return { descriptor: { id }, level: 'warning', message: { text: message } };
}

/** What GitHub would refuse or drop of this report. */
function limitNotifications(report: Report): Notification[] {
  const told: Notification[] = [];
  const { results, resultsKept, rules, flowLocations, flowLocationsKept, tags, tagsKept } = GITHUB_LIMITS;
  const count = report.findings.length;
  if (count > results)
    told.push(notice('github-limit-results', `GitHub refuses more than ${results} results; here are ${count}`));
  else if (count > resultsKept)
    told.push(notice('github-limit-results', `GitHub keeps the ${resultsKept} most severe of these ${count} results`));
  if (report.rules.length > rules)
    told.push(notice('github-limit-rules', `GitHub refuses more than ${rules} rules; here are ${report.rules.length}`));
  const longest = report.findings.reduce((most, finding) => Math.max(most, finding.trace.length), 0);
  if (longest > flowLocations)
    told.push(
      notice(
        'github-limit-flow',
        `GitHub refuses flows of more than ${flowLocations} places; the longest has ${longest}`,
      ),
    );
  else if (longest > flowLocationsKept)
    told.push(
      notice('github-limit-flow', `GitHub keeps ${flowLocationsKept} places of a flow; the longest has ${longest}`),
    );
  const most = report.rules.reduce((many, rule) => Math.max(many, rule.cwe.length + 1), 0);
  if (most > tagsKept)
    told.push(
      notice('github-limit-tags', `GitHub accepts ${tags} tags of a rule and keeps ${tagsKept}; one has ${most}`),
    );
  return told;
}

function gapNotifications(report: Report): Notification[] {
  return report.files.skipped.map((skipped) => ({
    descriptor: { id: `skipped-${skipped.reason}` },
    level: skipped.gap ? ('error' as const) : ('note' as const),
    message: { text: escapeSarifText(skipped.message) },
    locations: [fileLocation(skipped.path, null)],
  }));
}

function problemNotification(problem: Problem): Notification {
  return {
    descriptor: { id: problem.code },
    level: problem.severity === 'info' ? 'note' : problem.severity,
    message: { text: escapeSarifText(problem.message) },
    ...(problem.path === null ? {} : { locations: [fileLocation(problem.path, problem.line)] }),
  };
}
