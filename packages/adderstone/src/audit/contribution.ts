import type { CheckRun } from '../findings/check-run.ts';
import type { Contribution } from '../findings/contribution.ts';
import type { RawFinding, Site } from '../findings/finding.ts';
import type { Problem } from '../findings/problem.ts';
import type { AdvisoryData } from './advisory-data.ts';
import { type Audit, type AuditedAdvisory, type AuditedPackage, audit } from './audit.ts';
import { AUDIT_DESCRIPTORS, RISK_MESSAGES } from './descriptors.ts';
import type { IgnoredAdvisory } from './ignore.ts';
import type { Place } from './manifest.ts';
import { Matcher } from './match.ts';
import { type Manifests, type ManifestTree, readManifests } from './read-manifests.ts';

/** The check that packages are free of known vulnerabilities. */
export const PACKAGES_CHECK = 'audit:packages';

/** What an audit adds to a run: a finding for each open advisory about a package, a site for every other package. */
export function contributionOf(audit: Audit, manifests: Manifests): Contribution {
  return {
    checks: [{ check: PACKAGES_CHECK, ran: true, optional: false, reason: null }],
    findings: [...audit.packages.flatMap(findingsOf), ...riskFindings(manifests)],
    sites: [...audit.packages.flatMap(siteOf), ...audit.problems.flatMap(unreadSite)],
    problems: audit.problems,
    incomplete: [],
  };
}

/** Reads and audits the manifests of a tree, for every environment and without a base. */
export async function auditProject(
  tree: ManifestTree,
  data: AdvisoryData,
  ignores: readonly IgnoredAdvisory[],
  today: string,
): Promise<Contribution> {
  const manifests = await readManifests(tree);
  const result = audit(manifests, new Matcher(data), data.header.withdrawn, {
    target: { python: null, platform: null },
    ignores,
    today,
    base: null,
    evidence: null,
    without: '',
  });
  return contributionOf(result, manifests);
}

/** What a run without an audit says of it. */
export function notAudited(reason: string, remedy: string): Contribution {
  const check: CheckRun = { check: PACKAGES_CHECK, ran: false, optional: false, reason, remedy };
  return { checks: [check], findings: [], sites: [], problems: [], incomplete: [] };
}

/** One finding for each open advisory about a package. */
export function findingsOf(one: AuditedPackage): readonly RawFinding[] {
  if (one.status !== 'vulnerable' && one.status !== 'malicious') return [];
  return one.advisories.filter(({ ignored }) => ignored === null).map((advisory) => findingOf(one, advisory));
}

function findingOf(one: AuditedPackage, advisory: AuditedAdvisory): RawFinding {
  const rule = advisory.malicious ? 'audit/malicious-package' : 'audit/vulnerable-package';
  const descriptor = AUDIT_DESCRIPTORS.find(({ id }) => id === rule) as (typeof AUDIT_DESCRIPTORS)[number];
  const stated = one.version === null ? `every version that \`${plain(one.asked)}\` allows` : plain(one.version);
  const names = [...advisory.ids, ...advisory.aliases].join(', ');
  const fixed = advisory.fixed[0];
  const place = one.pin ?? one.place;
  return {
    rule,
    cwe: descriptor.cwe,
    severity: advisory.malicious ? 'critical' : (advisory.severity ?? 'high'),
    confidence: 'high',
    cause: 'package',
    tier: null,
    message: `\`${one.name}\` ${stated} is ${advisory.malicious ? 'malicious' : 'vulnerable'}: ${names}`,
    instead: advisory.malicious
      ? descriptor.instead
      : one.fix !== null
        ? `Update to ${plain(one.fix)}, the lowest version that nothing known concerns.`
        : fixed === undefined
          ? 'No fixed version is known: replace the package, or record why it does not matter here.'
          : `Fixed in ${plain(fixed)}, but no version is known that nothing concerns.`,
    ...located(place),
    trace: [],
    fix: null,
    anchor: `${one.name} ${one.version ?? one.asked} ${advisory.ids.join(' ')}`,
    check: PACKAGES_CHECK,
  };
}

/** Findings about where packages come from. They do not speak of vulnerabilities, so they violate no clause about those. */
export function riskFindings(manifests: Manifests): readonly RawFinding[] {
  return manifests.readings.flatMap((reading) =>
    reading.risks.map(({ rule, about, place }): RawFinding => {
      const descriptor = AUDIT_DESCRIPTORS.find(
        ({ id }) => id === `audit/${rule}`,
      ) as (typeof AUDIT_DESCRIPTORS)[number];
      return {
        rule: descriptor.id,
        cwe: descriptor.cwe,
        severity: descriptor.severity,
        confidence: descriptor.confidence,
        cause: 'package',
        tier: null,
        message: RISK_MESSAGES[rule](about),
        instead: descriptor.instead,
        ...located(place),
        trace: [],
        fix: null,
        anchor: about,
        check: 'audit:sources',
      };
    }),
  );
}

function siteOf(one: AuditedPackage): readonly Site[] {
  const { path, line } = one.place;
  const name = `\`${one.name}\`${one.version === null ? '' : ` ${plain(one.version)}`}`;
  if (one.status === 'clean')
    return [{ check: PACKAGES_CHECK, outcome: 'safe', reason: 'no-advisory', note: '', path, line }];
  if (one.status === 'not-audited')
    return [
      { check: PACKAGES_CHECK, outcome: 'unknown', reason: 'not-audited', note: `${name}: ${one.reason}`, path, line },
    ];
  return [];
}

/** A place of a manifest that could not be read may name any package. */
function unreadSite({ code, path, line, message }: Problem): readonly Site[] {
  if (code !== 'manifest-unreadable' || path === null) return [];
  return [{ check: PACKAGES_CHECK, outcome: 'unknown', reason: 'not-audited', note: message, path, line: line ?? 1 }];
}

function located(place: Place): Pick<RawFinding, 'location' | 'start' | 'end'> {
  const { path, line, column, endLine, endColumn, start, end } = place;
  return { location: { path, line, column, endLine, endColumn, cell: null }, start, end };
}

/** A version or specifier of the tree as it may stand in a message. */
function plain(text: string): string {
  return /^[\w.,<>=!~*+^ |-]{1,100}$/.test(text) ? text : '(unprintable)';
}
