import type { Descriptor } from '../findings/descriptor.ts';
import type { SourceRisk } from './manifest.ts';

function described(
  one: Pick<Descriptor, 'id' | 'title' | 'severity' | 'cwe' | 'why' | 'instead'> & Partial<Descriptor>,
): Descriptor {
  return { confidence: 'high', default: true, equivalents: [], aliases: [], check: 'audit:sources', ...one };
}

/** What the findings of the dependency audit mean. */
export const AUDIT_DESCRIPTORS: readonly Descriptor[] = [
  described({
    id: 'audit/vulnerable-package',
    title: 'A package with a known vulnerability',
    severity: 'high',
    cwe: [1395],
    check: 'audit:packages',
    why: 'An advisory says that this version has a vulnerability, so anybody can look up how to use it.',
    instead: 'Update to the lowest version that fixes it, or record why it does not matter here.',
  }),
  described({
    id: 'audit/malicious-package',
    title: 'A package that is meant to do harm',
    severity: 'critical',
    cwe: [506],
    check: 'audit:packages',
    why: 'The package was published to run hostile code where it is installed or imported.',
    instead: 'Remove it, and treat every machine and credential that it has met as compromised.',
  }),
  described({
    id: 'audit/extra-index',
    title: 'Packages are taken from whichever of several indexes has the highest version',
    severity: 'medium',
    cwe: [427],
    why: 'With a further index pip takes the highest version of any: whoever registers a private name on the public index replaces the package.',
    instead: 'Use one index that mirrors the others, or give each package its index explicitly.',
  }),
  described({
    id: 'audit/plain-http-index',
    title: 'Packages are fetched without encryption',
    severity: 'high',
    cwe: [319, 494],
    why: 'Whoever is on the way can replace what is downloaded and then installed.',
    instead: 'Use https.',
  }),
  described({
    id: 'audit/trusted-host',
    title: 'The certificate of a package index is not checked',
    severity: 'medium',
    cwe: [295],
    why: 'A trusted host is believed without a valid certificate, so that whoever is on the way can replace packages.',
    instead: 'Give the index a valid certificate, or pip the authority that signed it (`--cert`).',
  }),
  described({
    id: 'audit/index-credentials',
    title: 'A credential stands in the address of a package index',
    severity: 'high',
    cwe: [798],
    why: 'Everybody who reads the repository can use it, and tools print addresses in logs.',
    instead: 'Take it from the environment, a keyring or a netrc file, and replace the one that was published.',
  }),
  described({
    id: 'audit/missing-hash',
    title: 'A pinned package has no digest',
    severity: 'low',
    cwe: [353],
    default: false,
    why: 'A version can be replaced on an index or mirror; a digest in the requirements file makes pip refuse another file.',
    instead: 'Let the resolver write digests, e.g. `pip-compile --generate-hashes` or `uv export`.',
  }),
  described({
    id: 'audit/mutable-reference',
    title: 'What is installed can change without a change of the project',
    severity: 'medium',
    cwe: [494],
    why: 'A branch, a tag or an address without a digest may hold something else tomorrow, and nobody would see it.',
    instead: 'Name the commit by its full id, or give the address a digest (`#sha256=…`).',
  }),
];

/** What a finding about where packages come from says, by its rule. */
export const RISK_MESSAGES: Readonly<Record<SourceRisk['rule'], (about: string) => string>> = {
  'extra-index': (about) => `A further index stands ${about}: the highest version of any is installed`,
  'plain-http-index': (about) => `${upper(about)} is reached without encryption`,
  'trusted-host': (about) => `${upper(about)} is trusted without a valid certificate`,
  'index-credentials': (about) => `A user name or password stands in the address ${about}`,
  'missing-hash': (about) => `A digest is missing: ${about}`,
  'mutable-reference': (about) => `${upper(about)} comes from an address whose content may change`,
};

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
