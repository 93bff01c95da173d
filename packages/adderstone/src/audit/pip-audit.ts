import type { Day } from '../findings/date.ts';
import type { MatchedAdvisory } from './match.ts';
import { compareVersions, parseVersion } from './pep440.ts';
import { normalizeName } from './pep508.ts';
import { daysBetween } from './update.ts';

/** Days after which what pip-audit said proves nothing. */
export const EVIDENCE_DAYS = 14;

/** What pip-audit said of one version of a package. */
export interface PipAuditEntry {
  readonly name: string;
  /** Null for what it skipped. */
  readonly version: string | null;
  /** Its reason for skipping; null for what it audited. */
  readonly skipped: string | null;
  readonly advisories: readonly MatchedAdvisory[];
}

/** What pip-audit said, in one run. */
export interface PipAuditReport {
  readonly entries: readonly PipAuditEntry[];
  /** The day it says that it ran; null where the form has none. */
  readonly day: Day | null;
}

/** Reads pip-audit's JSON (`-f json`, 2.x) or CycloneDX (`-f cyclonedx-json`); anything else is refused in one sentence. */
export function readPipAudit(text: string): PipAuditReport | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { refused: 'is not valid JSON: expected what `pip-audit -f json` writes' };
  }
  if (isRecord(value) && value['bomFormat'] === 'CycloneDX') return readCycloneDx(value);
  // Before 2.0 the whole was a list.
  const list = Array.isArray(value) ? value : isRecord(value) ? value['dependencies'] : null;
  if (!Array.isArray(list)) return { refused: 'has no `dependencies`: expected what `pip-audit -f json` writes' };
  const entries: PipAuditEntry[] = [];
  for (const one of list as readonly unknown[]) {
    const name = isRecord(one) ? one['name'] : null;
    if (!isRecord(one) || typeof name !== 'string') return { refused: 'has an entry without `name`' };
    if (typeof one['skip_reason'] === 'string') {
      entries.push({ name: normalizeName(name), version: null, skipped: one['skip_reason'], advisories: [] });
      continue;
    }
    if (typeof one['version'] !== 'string' || !Array.isArray(one['vulns']))
      return { refused: 'has an entry without `version` and `vulns`' };
    const advisories: MatchedAdvisory[] = [];
    for (const found of one['vulns'] as readonly unknown[]) {
      if (!isRecord(found) || typeof found['id'] !== 'string') return { refused: 'has a vulnerability without `id`' };
      advisories.push(
        advisory(found['id'], texts(found['aliases']), texts(found['fix_versions']), found['description']),
      );
    }
    entries.push({ name: normalizeName(name), version: one['version'], skipped: null, advisories });
  }
  return { entries, day: null };
}

function readCycloneDx(value: Record<string, unknown>): PipAuditReport | { readonly refused: string } {
  const byRef = new Map<string, { name: string; version: string; advisories: MatchedAdvisory[] }>();
  const components = Array.isArray(value['components']) ? (value['components'] as readonly unknown[]) : [];
  for (const one of components) {
    if (!isRecord(one) || typeof one['name'] !== 'string' || typeof one['version'] !== 'string')
      return { refused: 'has a component without name and version' };
    const ref = typeof one['bom-ref'] === 'string' ? one['bom-ref'] : `${one['name']}@${one['version']}`;
    byRef.set(ref, { name: normalizeName(one['name']), version: one['version'], advisories: [] });
  }
  const found = Array.isArray(value['vulnerabilities']) ? (value['vulnerabilities'] as readonly unknown[]) : [];
  for (const one of found) {
    if (!isRecord(one) || typeof one['id'] !== 'string') return { refused: 'has a vulnerability without `id`' };
    const references = Array.isArray(one['references']) ? (one['references'] as readonly unknown[]) : [];
    const aliases = references.flatMap((reference) => (isRecord(reference) ? texts([reference['id']]) : []));
    for (const affected of Array.isArray(one['affects']) ? (one['affects'] as readonly unknown[]) : []) {
      const component = isRecord(affected) ? byRef.get(String(affected['ref'])) : undefined;
      component?.advisories.push(advisory(one['id'], aliases, [], one['description']));
    }
  }
  const stamp = isRecord(value['metadata']) ? value['metadata']['timestamp'] : null;
  return {
    entries: [...byRef.values()].map((one) => ({ ...one, skipped: null })),
    day: typeof stamp === 'string' && /^[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(stamp) ? stamp.slice(0, 10) : null,
  };
}

function advisory(
  id: string,
  aliases: readonly string[],
  fixed: readonly string[],
  description: unknown,
): MatchedAdvisory {
  const line = typeof description === 'string' ? description.replace(/[\s\0-\x1f\x7f-\x9f]+/g, ' ').trim() : '';
  const points = [...line];
  return {
    ids: [id],
    aliases: aliases.filter((one) => one !== id).sort(),
    names: [id, ...aliases],
    malicious: id.startsWith('MAL-'),
    summary: points.length <= 110 ? line : `${points.slice(0, 109).join('').trimEnd()}…`,
    fixed,
    severity: null,
    score: null,
    vector: null,
  };
}

/** What may be said with a report of pip-audit about some packages. */
export interface PipAuditEvidence {
  readonly report: PipAuditReport;
  /** Why it is not taken as evidence: too old, or about other packages; null where it is. */
  readonly refused: string | null;
}

/**
 * Binds a report to the packages that are audited: it must name each of them with the same version, and not be older than 14 days.
 * @param day when it was written, by itself or by its file
 * @param packages those that say a version, in the form of PEP 503
 */
export function bindEvidence(
  report: PipAuditReport,
  day: Day,
  today: Day,
  packages: readonly { readonly name: string; readonly version: string }[],
): PipAuditEvidence {
  const age = daysBetween(day, today);
  if (!(age >= -1) || age > EVIDENCE_DAYS)
    return {
      report,
      refused: `it is ${age > 0 ? age : 'an unknown number of'} days old, and ${EVIDENCE_DAYS} are the most`,
    };
  const other = packages.filter(({ name, version }) => entryOf(report, name, version) === null);
  if (other.length === 0) return { report, refused: null };
  const { name, version } = other[0] as (typeof other)[number];
  return {
    report,
    refused: `it was made for other manifests: ${other.length} ${other.length === 1 ? 'package is' : 'packages are'} not in it, the first is \`${name}\` ${plain(version)}`,
  };
}

/** What a report says of a version; a skipped entry stands for every version of its package. Null where it says nothing. */
export function entryOf(report: PipAuditReport, name: string, version: string): PipAuditEntry | null {
  const wanted = parseVersion(version);
  for (const entry of report.entries) {
    if (entry.name !== name) continue;
    if (entry.version === null || entry.version === version) return entry;
    const theirs = parseVersion(entry.version);
    if (wanted !== null && theirs !== null && compareVersions(wanted, theirs) === 0) return entry;
  }
  return null;
}

function plain(text: string): string {
  return /^[\w.+!-]{1,80}$/.test(text) ? text : '(unprintable)';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
