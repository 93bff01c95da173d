import type { Descriptor } from '../findings/descriptor.ts';
import { selectionError } from '../findings/selector.ts';
import type { Host } from '../host/host.ts';
import { conciseLine } from '../report/concise.ts';
import { escapeLine } from '../report/escape.ts';
import { codeFrame } from '../report/frame.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Example } from '../rules/rule.ts';
import { readPolicy, scan, selectorsOf } from '../scan/pipeline.ts';
import { DESCRIPTORS } from '../scan/producers.ts';
import { requirementsOf } from '../standards/mapping.ts';
import { openProject, policyOnDisk, readFiles } from './project.ts';
import { refuse } from './say.ts';

/** `adderstone explain WHAT`: a rule, family, clause, CWE or another tool's id, or a finding by (the beginning of) its fingerprint, in full. */
export async function explain(args: readonly string[], host: Host): Promise<number> {
  const [what] = args;
  if (what === undefined || what.startsWith('-')) {
    host.stderr('adderstone: usage: adderstone explain RULE|FAMILY/*|CLAUSE|CWE-N|bandit:B602|FINGERPRINT [PATH…]\n');
    return what === '--help' ? 0 : 2;
  }
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  const files = 'error' in project ? project : policyOnDisk(host, project, null, false);
  if ('error' in files) return refuse(host, files.error);
  const policy = readPolicy(files);
  if ('refused' in policy) return refuse(host, policy.refused);
  if (/^[0-9a-f]{8,32}$/.test(what)) return explainFinding(what, host, args.slice(1));
  const selection = selectorsOf(policy.mapping).resolve(what);
  if (!selection.ok) return refuse(host, selectionError(selection, `\`${what.slice(0, 80)}\``));
  for (const id of selection.clauses) {
    const clause = policy.standard.requirements.find((requirement) => requirement.id === id);
    const mapping = policy.mapping.clauses.get(id);
    host.stdout(`${id}  ${clause?.title ?? 'not in this document'}\n  ${clause?.statement ?? ''}\n`);
    if (mapping !== undefined) {
      const parts = [
        ['all of', mapping.checks],
        ['any of', mapping.any],
        ['also', mapping.also],
      ] as const;
      for (const [word, checks] of parts)
        if (checks.length > 0) host.stdout(`  proved by ${word}: ${checks.join(', ')}\n`);
    }
    host.stdout('\n');
  }
  const rules = DESCRIPTORS.filter((rule) => selection.rules.includes(rule.id));
  const full = rules.length <= 3;
  for (const rule of rules)
    host.stdout(
      full
        ? page(rule, requirementsOf(policy.mapping, rule.check ?? `rule:${rule.id}`))
        : `${rule.id}  ${rule.title}\n`,
    );
  return 0;
}

/** A finding with its code, its trace and the page of its rule. The project is scanned for it, with every rule. */
async function explainFinding(fingerprint: string, host: Host, paths: readonly string[]): Promise<number> {
  const project = await openProject(host, { paths, flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const policy = policyOnDisk(host, project, null, false);
  if ('error' in policy) return refuse(host, policy.error);
  const report = scan({
    command: 'explain',
    ...readFiles(host, project, paths),
    ...policy,
    configuration: { ...project.configuration, select: ['ALL'] },
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  });
  if ('refused' in report) return refuse(host, report.refused);
  const found = report.findings.filter((finding) => finding.fingerprint.startsWith(fingerprint));
  if (found.length === 0) return refuse(host, `no finding has the fingerprint \`${fingerprint}\``);
  for (const finding of found) {
    const file = report.sources.get(finding.location.path);
    host.stdout(`${conciseLine(finding)}\n`);
    for (const line of file === undefined ? [] : codeFrame(file, finding.location)) host.stdout(`  ${line}\n`);
    for (const [index, step] of finding.trace.entries()) {
      host.stdout(`  ${index + 1}. ${escapeLine(step.path)}:${step.line}:${step.column}  ${escapeLine(step.note)}\n`);
    }
    const rule = DESCRIPTORS.find((one) => one.id === finding.rule);
    if (rule !== undefined) host.stdout(`\n${page(rule, finding.requirements)}`);
  }
  return 0;
}

function page(rule: Descriptor, clauses: readonly string[]): string {
  const lines = [
    `${rule.id}  (${rule.severity}, confidence ${rule.confidence}${rule.default ? '' : ', audit: off by default'})`,
    `  ${rule.title}.`,
    '',
    `  ${rule.why}`,
    `  Instead: ${rule.instead}`,
    '',
    `  ${rule.cwe.map((cwe) => `CWE-${cwe}`).join(', ')}${clauses.length > 0 ? ` · ${clauses.join(', ')}` : ''}${rule.equivalents.length > 0 ? ` · ${rule.equivalents.join(', ')}` : ''}`,
    '',
  ];
  const shown = ALL_RULES.find(({ id }) => id === rule.id);
  if (shown !== undefined) lines.push('  Reported:', example(shown.bad[0]), '  Fine:', example(shown.good[0]));
  return `${lines.join('\n')}\n`;
}

function example(given: Example | undefined): string {
  const texts =
    given === undefined
      ? []
      : typeof given === 'string'
        ? [given]
        : Object.entries(given).map(([path, text]) => `# ${path}\n${text}`);
  return texts
    .flatMap((text) => text.trimEnd().split('\n'))
    .map((line) => `    ${line.replace(/\s*# ! .*$/, '  # <-')}`.trimEnd())
    .concat('')
    .join('\n');
}
