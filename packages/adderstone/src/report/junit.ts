import type { Finding } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { Verdict } from '../standards/verdict.ts';
import { byCheck, countSites, findingsOf, flatPlace, isOpen } from './clause.ts';
import { escapeXml } from './escape.ts';
import { placeText } from './place.ts';

/** One test case: what became of a check of a clause in one file, or of a check as a whole. */
interface Case {
  readonly name: string;
  readonly file: string | null;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

/**
 * JUnit XML as Jenkins and GitLab read it: a suite a clause, a case for each check and file with findings, and one for each check that
 * ran without any. Violations, in the baseline or not, are `failure` with the rule as type; what was not verified is `error`; what is
 * waived, suppressed or disputed is `skipped` with its reason. What was left unread is a suite of its own. No times.
 */
export function renderJunit(report: Report): string {
  const suites = report.verdicts.map((verdict) => ({
    name: `${verdict.requirement} ${verdict.title}`.trim(),
    classname: verdict.requirement,
    state: verdict.state as string,
    cases: casesOf(report, verdict),
  }));
  const rest = unclaimed(report);
  if (rest.length > 0)
    suites.push({ name: 'Findings that no clause claims', classname: 'none', state: '-', cases: rest });
  const unread = report.files.skipped
    .filter(({ gap }) => gap)
    .map(
      ({ path, reason, message }): Case => ({
        name: path,
        file: path,
        outcome: 'error',
        type: reason,
        message,
        text: `${path} ${message}`,
      }),
    );
  if (unread.length > 0)
    suites.push({ name: 'Files not examined', classname: 'files', state: 'not-verified', cases: unread });
  const all = suites.flatMap(({ cases }) => cases);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="adderstone"${totals(all)}>`];
  for (const { name, classname, state, cases } of suites) {
    lines.push(`  <testsuite name="${escapeXml(name)}"${totals(cases)}>`);
    lines.push(`    <properties><property name="state" value="${escapeXml(state)}"/></properties>`);
    for (const one of cases) lines.push(...caseLines(one, classname));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

function totals(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseLines(one: Case, classname: string): readonly string[] {
  const file = one.file === null ? '' : ` file="${escapeXml(one.file)}"`;
  const head = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(one.name)}"${file}`;
  if (one.outcome === 'passed')
    return one.text === ''
      ? [`${head}/>`]
      : [`${head}>`, `      <system-out>${xmlLines(one.text)}</system-out>`, '    </testcase>'];
  const message = ` message="${escapeXml(one.message)}"`;
  if (one.outcome === 'skipped') return [`${head}>`, `      <skipped${message}/>`, '    </testcase>'];
  return [
    `${head}>`,
    `      <${one.outcome} type="${escapeXml(one.type)}"${message}>${xmlLines(one.text)}</${one.outcome}>`,
    '    </testcase>',
  ];
}

/** Several lines of text, each escaped by itself. */
function xmlLines(text: string): string {
  return text.split('\n').map(escapeXml).join('\n');
}

function casesOf(report: Report, verdict: Verdict): readonly Case[] {
  const cases: Case[] = [];
  const findings = findingsOf(report, verdict);
  for (const [check, own] of byCheck(findings)) cases.push(...findingCases(check, own));
  const violating = new Set(byCheck(findings.filter(isOpen)).keys());
  for (const evidence of verdict.evidence) {
    if (violating.has(evidence.check) || evidence.places.some(({ note }) => note === '')) continue;
    cases.push(passed(evidence.check, evidence.text));
  }
  for (const gap of verdict.gaps) {
    const remedy = gap.remedy === null ? '' : `\nTo verify it: ${gap.remedy}`;
    cases.push({
      name: gap.check === '-' ? gap.text : gap.check,
      file: null,
      outcome: 'error',
      type: verdict.because ?? verdict.state,
      message: gap.text,
      text: `${gap.text}${remedy}`,
    });
  }
  if (cases.length === 0 && verdict.state === 'unmapped')
    return [
      {
        name: 'mapping',
        file: null,
        outcome: 'error',
        type: 'unmapped',
        message: 'no check is mapped to this clause',
        text: 'No check is mapped to this clause.',
      },
    ];
  if (cases.length === 0 && verdict.state === 'not-verified')
    return [
      {
        name: 'verification',
        file: null,
        outcome: 'error',
        type: verdict.because ?? 'not-verified',
        message: 'not verified',
        text: countSites(verdict),
      },
    ];
  if (cases.length === 0) cases.push(passed('every check', countSites(verdict)));
  return cases;
}

function passed(check: string, text: string): Case {
  return { name: check, file: null, outcome: 'passed', type: '', message: '', text };
}

/** Open findings: one failing case a file. The others: one skipped case each. */
function findingCases(check: string, findings: readonly Finding[]): readonly Case[] {
  const cases: Case[] = [];
  const files = Map.groupBy(findings.filter(isOpen), (finding) => finding.location.path);
  for (const [path, own] of files) {
    const first = own[0] as Finding;
    const more = own.length === 1 ? '' : ` (${own.length} places)`;
    cases.push({
      name: `${check} ${path}`,
      file: path,
      outcome: 'failure',
      type: first.rule,
      message: `${placeText(first.location)}: ${first.message}${more}`,
      text: own.map(failureText).join('\n'),
    });
  }
  for (const finding of findings) {
    if (isOpen(finding)) continue;
    const { disposition, status, location } = finding;
    const owner = disposition?.owner == null ? '' : ` by ${disposition.owner}`;
    const until = disposition?.until == null ? '' : ` until ${disposition.until}`;
    const { line, inCell } = flatPlace(location);
    cases.push({
      name: `${check} ${location.path}:${inCell === '' ? line : inCell}`,
      file: location.path,
      outcome: 'skipped',
      type: '',
      message: `${status}${owner}${until}: ${disposition?.reason ?? 'no reason given'}`,
      text: '',
    });
  }
  return cases;
}

/** Place, severity, sentence, trace and way out of a finding, each on its line. */
function failureText(finding: Finding): string {
  const state = finding.status === 'baselined' ? ', in the baseline' : '';
  const lines = [
    `${placeText(finding.location)}: ${finding.severity}${state}: ${finding.message.replaceAll('\n', ' ')}`,
  ];
  for (const [i, step] of finding.trace.entries())
    lines.push(`  ${i + 1}. ${placeText(step)} ${step.note.replaceAll('\n', ' ')}`);
  lines.push(`  instead: ${finding.instead.replaceAll('\n', ' ')}`);
  return lines.join('\n');
}

function unclaimed(report: Report): readonly Case[] {
  const claimed = new Set(report.verdicts.map(({ requirement }) => requirement));
  const findings = report.findings.filter(({ requirements }) => !requirements.some((id) => claimed.has(id)));
  return [...byCheck(findings)].flatMap(([check, own]) => findingCases(check, own));
}
