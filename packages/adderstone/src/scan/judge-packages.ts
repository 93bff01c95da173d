import { PACKAGES_CHECK } from '../audit/contribution.ts';
import type { Manifests } from '../audit/read-manifests.ts';
import type { Contribution } from '../findings/contribution.ts';
import { checkOf } from '../findings/finding.ts';
import { compareProblems, type Problem } from '../findings/problem.ts';
import { settle } from '../findings/settle.ts';
import { resolveWaivers } from '../findings/waiver.ts';
import { parseWaivers } from '../findings/waiver-file.ts';
import { type SecretSpan, scanText } from '../secrets/scan-text.ts';
import { compliance, judge } from '../standards/judge.ts';
import { covers, requirementsOf } from '../standards/mapping.ts';
import type { SourceFile } from '../text/source-file.ts';
import type { Configuration } from './configuration.ts';
import { sortedSites } from './examined-sites.ts';
import { makeReport } from './make-report.ts';
import type { Report } from './outcome.ts';
import { readPolicy, type ScanInput, type ScanRefusal, selectorsOf } from './pipeline.ts';
import { DESCRIPTORS } from './producers.ts';

/** Everything that a report about packages alone rests on. */
export interface PackagesCase {
  readonly policy: Pick<ScanInput, 'standard' | 'waivers' | 'baseline'>;
  readonly configuration: Configuration;
  readonly contribution: Contribution;
  readonly manifests: Manifests;
  readonly incomplete: readonly string[];
  readonly problems: readonly Problem[];
  readonly today: string;
}

/**
 * A report about packages alone: their findings with waivers, and the verdicts of the clauses that an audit is evidence for. Secrets in
 * manifests are masked. The exit code is for the caller to decide.
 */
export function judgePackages(given: PackagesCase): Report | ScanRefusal {
  const policy = readPolicy(given.policy);
  if ('refused' in policy) return policy;
  const { standard, mapping } = policy;
  const { contribution, configuration, policy: files } = given;
  const sources = new Map<string, SourceFile>();
  for (const { source } of given.manifests.readings) if (source !== null) sources.set(source.path, source);
  const secrets = new Map<string, readonly SecretSpan[]>();
  for (const [path, file] of sources) {
    const spans = scanText(file.text);
    if (spans.length > 0) secrets.set(path, spans);
  }
  const parsed = files.waivers === null ? null : parseWaivers(files.waivers.text, files.waivers.path);
  const waivers = parsed === null ? null : resolveWaivers(parsed.waivers, selectorsOf(mapping), given.today);
  const settled = settle({
    findings: contribution.findings,
    sources,
    secrets,
    suppressions: new Map(),
    statements: new Map(),
    waivers: waivers?.waivers ?? [],
    baseline: null,
    foreign: 'show',
    clausesOf: (finding) => requirementsOf(mapping, checkOf(finding)),
    noWaiver: new Set([...mapping.clauses].flatMap(([id, clause]) => (clause.noWaiver ? [id] : []))),
    equivalentsOf: () => [],
    ran: new Set(),
  });
  const concerned = standard.requirements.filter(({ id }) => {
    const clause = mapping.clauses.get(id);
    return (
      clause !== undefined &&
      [...clause.checks, ...clause.any].some(
        (selector) => covers(selector, PACKAGES_CHECK) || selector === 'external:pip-audit',
      )
    );
  });
  const verdicts = judge({
    standard: { ...standard, requirements: concerned },
    mapping,
    checks: contribution.checks,
    findings: settled.findings,
    sites: contribution.sites,
    incomplete: given.incomplete,
    before: null,
  });
  const found = new Set(settled.findings.map(({ rule }) => rule));
  const problems = [
    ...given.problems,
    ...contribution.problems,
    ...(parsed?.problems ?? []),
    ...(waivers?.problems ?? []),
  ];
  const { incomplete } = given;
  const facts = { command: 'deps', configuration, standard, incomplete, exit: 0, compliant: compliance(verdicts) };
  return makeReport(facts, {
    verdicts,
    findings: settled.findings,
    rules: DESCRIPTORS.filter(
      ({ id }) => found.has(id) || id === 'audit/vulnerable-package' || id === 'audit/malicious-package',
    ).sort((a, b) => (a.id < b.id ? -1 : 1)),
    files: {
      examined: given.manifests.readings.length,
      lines: [...sources.values()].reduce((sum, file) => sum + file.lines.count, 0),
      skipped: [],
    },
    problems: problems.sort(compareProblems),
    sites: sortedSites(contribution.sites, sources, new Map()),
    dispositions: settled.dispositions,
    sources: settled.sources,
  });
}
