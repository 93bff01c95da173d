import { selectionError } from '../findings/selector.ts';
import type { Host } from '../host/host.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Example, Rule } from '../rules/rule.ts';
import { readPolicy, selectorsOf } from '../scan/pipeline.ts';
import { requirementsOf } from '../standards/mapping.ts';
import { openProject, readInside, readPolicyFiles } from './project.ts';
import { refuse } from './say.ts';

/** `adderstone explain WHAT`: a rule, family, clause, CWE or another tool's id, in full. */
export async function explain(args: readonly string[], host: Host): Promise<number> {
  const [what] = args;
  if (what === undefined || what.startsWith('-')) {
    host.stderr('adderstone: usage: adderstone explain RULE|FAMILY/*|CLAUSE|CWE-N|bandit:B602\n');
    return what === '--help' ? 0 : 2;
  }
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  const files =
    'error' in project
      ? project
      : readPolicyFiles(project.configuration, null, false, (path) => readInside(host, project.root, path));
  if ('error' in files) return refuse(host, files.error);
  const policy = readPolicy(files);
  if ('refused' in policy) return refuse(host, policy.refused);
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
  const rules = ALL_RULES.filter((rule) => selection.rules.includes(rule.id));
  const full = rules.length <= 3;
  for (const rule of rules)
    host.stdout(full ? page(rule, requirementsOf(policy.mapping, rule.id)) : `${rule.id}  ${rule.title}\n`);
  return 0;
}

function page(rule: Rule, clauses: readonly string[]): string {
  const lines = [
    `${rule.id}  (${rule.severity}, confidence ${rule.confidence}${rule.default ? '' : ', audit: off by default'})`,
    `  ${rule.title}.`,
    '',
    `  ${rule.why}`,
    `  Instead: ${rule.instead}`,
    '',
    `  ${rule.cwe.map((cwe) => `CWE-${cwe}`).join(', ')}${clauses.length > 0 ? ` · ${clauses.join(', ')}` : ''}${rule.equivalents.length > 0 ? ` · ${rule.equivalents.join(', ')}` : ''}`,
    '',
    '  Reported:',
    example(rule.bad[0]),
    '  Fine:',
    example(rule.good[0]),
  ];
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
