import { createHash } from 'node:crypto';
import type { AuditedPackage } from './audit.ts';
import { purlOf } from './vex.ts';

/**
 * The packages of an audit as a CycloneDX 1.6 bill of materials with what is known of their vulnerabilities. Each version of a package is one component.
 * The serial number is a UUIDv5 of the content, so that the same audit gives the same document.
 * @param timestamp ISO 8601, or null for none
 */
export function cycloneDx(packages: readonly AuditedPackage[], version: string, timestamp: string | null): unknown {
  const components = new Map<string, { component: unknown; packages: AuditedPackage[] }>();
  for (const one of packages) {
    if (one.dependency.origin === 'project' || one.dependency.role === 'constraint') continue;
    const ref = purlOf(one.name, one.version);
    const found = components.get(ref);
    if (found !== undefined) found.packages.push(one);
    else
      components.set(ref, {
        component: {
          type: 'library',
          'bom-ref': ref,
          name: one.name,
          ...(one.version === null ? {} : { version: one.version }),
          purl: ref,
          properties: [
            { name: 'adderstone:status', value: one.status },
            ...(one.reason === null ? [] : [{ name: 'adderstone:reason', value: one.reason }]),
          ],
        },
        packages: [one],
      });
  }
  const refs = [...components.keys()].sort();
  const vulnerabilities = refs.flatMap((ref) => {
    const first = components.get(ref)?.packages[0];
    return (first?.advisories ?? []).map((advisory) => {
      const id = advisory.ids[0] as string;
      const others = [...advisory.ids.slice(1), ...advisory.aliases];
      return {
        'bom-ref': `${ref}#${id}`,
        id,
        source: { name: 'OSV', url: `https://osv.dev/vulnerability/${encodeURIComponent(id)}` },
        ...(others.length === 0
          ? {}
          : {
              references: others.map((other) => ({
                id: other,
                source: { name: 'OSV', url: `https://osv.dev/vulnerability/${encodeURIComponent(other)}` },
              })),
            }),
        ...(advisory.severity === null
          ? {}
          : {
              ratings: [
                {
                  severity: advisory.severity,
                  ...(advisory.score === null ? {} : { score: advisory.score, vector: advisory.vector }),
                  ...methodOf(advisory.vector),
                },
              ],
            }),
        cwes: advisory.malicious ? [506] : [1395],
        ...(advisory.summary === '' ? {} : { description: advisory.summary }),
        ...(advisory.fixed[0] === undefined ? {} : { recommendation: `Update to ${first?.fix ?? advisory.fixed[0]}` }),
        ...(advisory.ignored === null
          ? { analysis: { state: 'exploitable' } }
          : { analysis: { state: 'not_affected', detail: advisory.ignored.reason } }),
        affects: [{ ref }],
      };
    });
  });
  const body = { components: refs.map((ref) => components.get(ref)?.component), vulnerabilities };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid5(JSON.stringify(body))}`,
    version: 1,
    metadata: {
      ...(timestamp === null ? {} : { timestamp }),
      tools: { components: [{ type: 'application', name: 'adderstone', version }] },
    },
    ...body,
  };
}

function methodOf(vector: string | null): { readonly method?: string } {
  if (vector === null) return {};
  const version = /^CVSS:([0-9.]+)/.exec(vector)?.[1];
  return {
    method: version === '3.0' ? 'CVSSv3' : version === '3.1' ? 'CVSSv31' : version === '4.0' ? 'CVSSv4' : 'CVSSv2',
  };
}

/** UUID version 5 (RFC 9562) of a text, in the name space of OIDs. */
function uuid5(text: string): string {
  const space = Buffer.from('6ba7b8129dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(space).update(text).digest().subarray(0, 16);
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
