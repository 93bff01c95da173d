import { checkOf, type Finding } from '../findings/finding.ts';
import { settle } from '../findings/settle.ts';
import { type StatementSpans, statementSpans } from '../findings/statement-lines.ts';
import { type FileSuppressions, readSuppressions } from '../findings/suppression.ts';
import type { Module } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import { isPython2 } from '../python/python2.ts';
import { SECRET_DESCRIPTORS } from '../secrets/descriptors.ts';
import { glance } from '../secrets/prefilter.ts';
import { needsTree } from '../secrets/scan-source.ts';
import { settingsForm } from '../secrets/settings-file.ts';
import { compliance, exitCode, judge } from '../standards/judge.ts';
import { requirementsOf } from '../standards/mapping.ts';
import {
  chooseRules,
  isReported,
  narrowedClauses,
  reasonNotRun,
  type ScanRefusal,
  sitesOf,
  unreportedSites,
} from './choice.ts';
import { sortedSites } from './examined-sites.ts';
import type { History } from './history.ts';
import {
  compareWithBefore,
  incompleteness,
  newSuppressions,
  readBaseline,
  readSources,
  readWaivers,
} from './inputs.ts';
import { countFailing, makeReport } from './make-report.ts';
import type { Report, Skipped } from './outcome.ts';
import type { ScanInput } from './pipeline.ts';
import { readPolicy } from './policy.ts';
import { readTexts, SecretScan } from './secret-scan.ts';

/**
 * The scan for secrets and personal data alone: the steps of a check without its rules, over files that are parsed only where their text
 * says that it can matter. The verdicts are those of the clauses that such a scan proves. Pure.
 */
export function scanForSecrets(input: ScanInput): Report | ScanRefusal {
  const policy = input.policy ?? readPolicy(input);
  if ('refused' in policy) return policy;
  const { standard, mapping } = policy;
  const chosen = chooseRules(input.configuration, mapping);
  if ('refused' in chosen) return chosen;
  const isOurs = (selector: string): boolean => selector.startsWith('secret:');
  const clauses = new Map(
    [...mapping.clauses].filter(([, { checks, any, also }]) => [...checks, ...any, ...also].some(isOurs)),
  );

  const sources = readSources(input);
  const texts = readTexts((input.texts ?? []).filter(({ path }) => settingsForm(path) !== null));
  const skipped: Skipped[] = [...input.skipped, ...sources.skipped, ...texts.skipped];
  const secrets = new SecretScan(sources.notebookTexts);
  const suppressions = new Map<string, FileSuppressions>();
  const statements = new Map<string, StatementSpans>();
  for (const file of sources.files) {
    input.progress?.(file.path);
    let tree: Module | null = null;
    const commented = /adderstone|nosec|noqa|nosemgrep/i.test(file.text);
    const seen = glance(file.text);
    if (needsTree(file.text, seen) || commented) {
      tree = parseModule(file.text);
      if (tree.problems.length > 0 && isPython2(file.text, tree)) {
        skipped.push({ path: file.path, reason: 'python-2', message: 'is Python 2, which is not verified', gap: true });
        tree = null;
      } else if (commented) {
        suppressions.set(file.path, readSuppressions(file, tree.comments, chosen.selectors, input.today));
        statements.set(file.path, statementSpans(tree, file.text));
      }
      const first = tree?.problems[0];
      if (first !== undefined)
        skipped.push({
          path: file.path,
          reason: 'syntax',
          message: `is not valid Python on line ${file.position(first.start).line}: ${first.message}; what could be read was looked at`,
          gap: true,
        });
    }
    secrets.python(file, tree, seen);
  }
  for (const file of texts.files) secrets.settings(file);

  const waivers = readWaivers(input, chosen.selectors);
  if ('refused' in waivers) return waivers;
  const baseline = readBaseline(input);
  if (baseline !== null && 'refused' in baseline) return baseline;
  const contribution = secrets.contribution((check) => reasonNotRun(check, chosen, input.configuration));
  const ours = new Set(SECRET_DESCRIPTORS.map(({ id }) => id));
  const byPath = new Map([...sources.files, ...texts.files].map((file) => [file.path, file]));
  const masks = secrets.masks();
  const settled = settle({
    findings: contribution.findings.filter((finding) => isReported(finding, input.configuration, chosen)),
    sources: byPath,
    secrets: masks,
    suppressions,
    statements,
    waivers: waivers.waivers,
    baseline,
    foreign: input.configuration.foreignSuppressions,
    clausesOf: (finding) => requirementsOf(mapping, checkOf(finding)),
    noWaiver: new Set([...mapping.clauses].flatMap(([id, clause]) => (clause.noWaiver ? [id] : []))),
    equivalentsOf: (rule) => SECRET_DESCRIPTORS.find(({ id }) => id === rule)?.equivalents ?? [],
    ran: new Set([...chosen.ids].filter((id) => ours.has(id))),
  });
  const since = input.before === null ? null : compareWithBefore(settled.findings, input.before);
  const findings: readonly Finding[] = since === null ? settled.findings : since.findings;
  const incomplete = incompleteness(skipped, 0);
  const verdicts = judge({
    standard: { ...standard, requirements: standard.requirements.filter(({ id }) => clauses.has(id)) },
    mapping: { ...mapping, clauses },
    checks: contribution.checks,
    findings,
    sites: [...sitesOf(contribution.sites), ...unreportedSites(contribution.findings, input.configuration, chosen)],
    incomplete,
    before: since === null ? null : { fixed: since.fixed, states: new Map() },
  });
  const exit = exitCode({
    complete: incomplete.length === 0,
    failing: countFailing(findings, input.configuration.failOn),
    verdicts,
    required: new Set(clauses.keys()),
    narrowed: narrowedClauses(mapping, contribution.checks, input.configuration),
    maxUnknown: input.maxUnknown,
  });
  skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.reason < b.reason ? -1 : 1));
  const found = new Set(findings.map(({ rule }) => rule));
  const { command, configuration } = input;
  const facts = { command, configuration, standard, incomplete, exit, compliant: compliance(verdicts) };
  return makeReport(facts, {
    verdicts,
    findings,
    rules: SECRET_DESCRIPTORS.filter(({ id }) => chosen.ids.has(id) || found.has(id)),
    files: {
      examined: sources.files.length + texts.files.length,
      lines: [...sources.files, ...texts.files].reduce((sum, file) => sum + countLines(file.text), 0),
      skipped,
    },
    problems: [
      ...input.problems,
      ...waivers.problems,
      ...settled.problems,
      ...(input.before === null ? [] : newSuppressions(findings, input.before)),
    ],
    sites: sortedSites(sitesOf(contribution.sites), byPath, masks),
    dispositions: settled.dispositions,
    sources: settled.sources,
  });
}

/** Lines of a text, as its line table counts them but for lone carriage returns; without building the table. */
function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The report on a walk over commits: findings under the project's waivers and baseline; no clause is judged by the past. */
export function historyReport(input: ScanInput, history: History): Report | ScanRefusal {
  const policy = readPolicy(input);
  if ('refused' in policy) return policy;
  const { standard, mapping } = policy;
  const chosen = chooseRules(input.configuration, mapping);
  if ('refused' in chosen) return chosen;
  const waivers = readWaivers(input, chosen.selectors);
  if ('refused' in waivers) return waivers;
  const baseline = readBaseline(input);
  if (baseline !== null && 'refused' in baseline) return baseline;
  const { findings } = settle({
    findings: history.findings.filter((finding) => isReported(finding, input.configuration, chosen)),
    sources: new Map(),
    secrets: new Map(),
    suppressions: new Map(),
    statements: new Map(),
    waivers: waivers.waivers,
    baseline,
    foreign: input.configuration.foreignSuppressions,
    clausesOf: (finding) => requirementsOf(mapping, checkOf(finding)),
    noWaiver: new Set([...mapping.clauses].flatMap(([id, clause]) => (clause.noWaiver ? [id] : []))),
    equivalentsOf: () => [],
    ran: new Set(),
  });
  const incomplete = incompleteness(history.skipped, 0);
  const failing = countFailing(findings, input.configuration.failOn);
  const found = new Set(findings.map(({ rule }) => rule));
  const { command, configuration } = input;
  const exit = incomplete.length > 0 ? 2 : failing > 0 ? 1 : 0;
  return makeReport(
    { command, configuration, standard, incomplete, exit, compliant: null },
    {
      verdicts: [],
      findings,
      rules: SECRET_DESCRIPTORS.filter(({ id }) => chosen.ids.has(id) || found.has(id)),
      files: { examined: history.examined, lines: history.lines, skipped: history.skipped },
      problems: [...input.problems, ...waivers.problems],
    },
  );
}
