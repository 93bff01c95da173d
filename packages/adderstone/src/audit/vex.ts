import { createHash } from 'node:crypto';
import type { AuditedPackage } from './audit.ts';
import type { IgnoredAdvisory } from './ignore.ts';
import { normalizeName } from './pep508.ts';

const JUSTIFICATIONS = new Set([
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]);

/**
 * Reads a document of OpenVEX (specification 0.2.0): its statements `not_affected` and `fixed` about packages of PyPI are decisions not to act; the later
 * of two statements about the same holds. Refuses what is no such document, in one sentence.
 */
export function readOpenVex(text: string, path: string): readonly IgnoredAdvisory[] | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { refused: 'is not valid JSON' };
  }
  if (!isRecord(value) || !String(value['@context'] ?? '').startsWith('https://openvex.dev/ns'))
    return { refused: 'is no OpenVEX document: expected `@context` with https://openvex.dev/ns' };
  if (!Array.isArray(value['statements'])) return { refused: 'has no list of `statements`' };
  const found = new Map<string, IgnoredAdvisory | null>();
  for (const statement of value['statements'] as readonly unknown[]) {
    if (!isRecord(statement)) return { refused: 'has a statement that is no object' };
    const { status, vulnerability } = statement;
    const names = isRecord(vulnerability)
      ? [vulnerability['name'], ...(Array.isArray(vulnerability['aliases']) ? vulnerability['aliases'] : [])]
      : [vulnerability];
    const id = names.find((one): one is string => typeof one === 'string' && one !== '');
    if (id === undefined || typeof status !== 'string')
      return { refused: 'has a statement without vulnerability or status' };
    const said = [statement['justification'], statement['impact_statement'], statement['status_notes']];
    const reason = said.filter((one): one is string => typeof one === 'string' && one !== '').join(': ');
    const products = Array.isArray(statement['products']) ? statement['products'] : [];
    for (const product of products as readonly unknown[]) {
      for (const purl of purlsOf(product)) {
        const match = /^pkg:pypi\/([^@?#]+)(?:@([^?#]+))?/i.exec(purl);
        if (match === null) continue;
        const name = normalizeName(decodeURIComponent(match[1] as string));
        const version = match[2] === undefined ? null : decodeURIComponent(match[2]);
        const holds = status === 'not_affected' || status === 'fixed';
        if (status === 'not_affected' && reason === '')
          return {
            refused: `has a statement \`not_affected\` about \`${name}\` without justification or impact_statement`,
          };
        found.set(
          JSON.stringify([id, name, version]),
          holds
            ? { id, package: name, version, reason: reason || status, expires: null, path, line: null, status }
            : null,
        );
      }
    }
  }
  return [...found.values()].filter((one) => one !== null);
}

/** Package URLs of a product and its subcomponents. */
function purlsOf(product: unknown): string[] {
  if (typeof product === 'string') return [product];
  if (!isRecord(product)) return [];
  const own = [product['@id'], isRecord(product['identifiers']) ? product['identifiers']['purl'] : null];
  const below = Array.isArray(product['subcomponents']) ? product['subcomponents'].flatMap(purlsOf) : [];
  return [...own.filter((one): one is string => typeof one === 'string'), ...below];
}

/** The package URL of a version of a package (purl-spec, `pypi`). */
export function purlOf(name: string, version: string | null): string {
  return `pkg:pypi/${encodeURIComponent(name)}${version === null ? '' : `@${encodeURIComponent(version)}`}`;
}

/**
 * An audit as a document of OpenVEX: `affected` with what to do for what is open, `not_affected` or `fixed` with the reason for what was decided.
 * @param timestamp ISO 8601: the run's own time is not told
 */
export function openVex(packages: readonly AuditedPackage[], timestamp: string, version: string): unknown {
  const statements = packages.flatMap((one) =>
    one.advisories.map((advisory) => {
      const ids = [...advisory.ids, ...advisory.aliases];
      const { ignored } = advisory;
      const justification = ignored?.reason.split(':')[0] ?? '';
      return {
        vulnerability: { name: ids.find((id) => id.startsWith('CVE-')) ?? ids[0], aliases: ids },
        products: [{ '@id': purlOf(one.name, one.version), identifiers: { purl: purlOf(one.name, one.version) } }],
        ...(ignored === null
          ? {
              status: 'affected',
              action_statement: one.fix === null ? 'No fixed version is known.' : `Update to ${one.fix} or later.`,
            }
          : {
              status: ignored.status ?? 'not_affected',
              ...(JUSTIFICATIONS.has(justification) ? { justification } : {}),
              impact_statement: ignored.reason,
            }),
      };
    }),
  );
  const body = JSON.stringify(statements);
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://openvex.dev/docs/adderstone-${createHash('sha256').update(body).digest('hex').slice(0, 32)}`,
    author: 'adderstone',
    timestamp,
    version: 1,
    tooling: `adderstone ${version}`,
    statements,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
