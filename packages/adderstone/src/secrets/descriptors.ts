import type { Descriptor } from '../findings/descriptor.ts';

/** The check that credentials violate. */
export const CREDENTIALS_CHECK = 'secret:credentials';
/** The check that personal data violate. */
export const PERSONAL_CHECK = 'secret:personal-data';

const STORE = 'Revoke it, take it out of the history, and read it from the environment or a secret store.';

function credential(id: string, title: string, why: string, extra: Partial<Descriptor> = {}): Descriptor {
  return {
    id: `secret/${id}`,
    title,
    severity: 'high',
    confidence: 'medium',
    default: true,
    cwe: [798, 312],
    check: CREDENTIALS_CHECK,
    why,
    instead: STORE,
    equivalents: [],
    ...extra,
  };
}

function personal(id: string, title: string, why: string, extra: Partial<Descriptor> = {}): Descriptor {
  return {
    id: `personal-data/${id}`,
    title,
    severity: 'medium',
    confidence: 'medium',
    default: true,
    cwe: [359, 312],
    check: PERSONAL_CHECK,
    why,
    instead:
      'Use a reserved value (`example.com`, 555-0100, a published test number) or read it from where such data is kept.',
    equivalents: [],
    ...extra,
  };
}

/** What the scan for secrets and personal data can report. */
export const SECRET_DESCRIPTORS: readonly Descriptor[] = [
  credential(
    'provider-key',
    'A credential in a provider’s format stands in the source',
    'Whoever reads the source, its history or a copy of it can use the account.',
    { confidence: 'high', severity: 'critical' },
  ),
  credential(
    'private-key',
    'A private key stands in the source',
    'Whoever reads it can sign, decrypt or log in as its owner.',
    { confidence: 'high', severity: 'critical', cwe: [798, 321] },
  ),
  credential(
    'password',
    'A password stands in the source',
    'It is the same in every installation, is known to everyone who can read the source, and cannot be changed without a release.',
    {
      cwe: [798, 259],
      equivalents: ['codeql:py/hardcoded-credentials'],
    },
  ),
  credential(
    'key',
    'A token, key or secret stands in the source',
    'It is known to everyone who can read the source or its history, and stays valid until it is revoked.',
    { cwe: [798, 321] },
  ),
  credential(
    'connection-string',
    'A password stands in an address or connection string',
    'Such strings are logged, copied and passed on as a whole, the password with them.',
  ),
  credential(
    'authorization',
    'A token or password stands in an authorization header',
    'The header alone opens what it was issued for.',
  ),
  credential(
    'random-text',
    'A text that looks drawn at random stands in the source',
    'It may be a credential without a name; most are digests, identifiers and test data.',
    { default: false, confidence: 'low', severity: 'low' },
  ),
  personal(
    'email',
    'A person’s e-mail address stands in the source',
    'It names a person, and source is copied to where personal data may not go.',
    { severity: 'low' },
  ),
  personal(
    'phone',
    'A telephone number stands in the source',
    'It is a number that someone answers, and source is copied to where personal data may not go.',
  ),
  personal(
    'payment',
    'A payment card or account number stands in the source',
    'Its check digits hold and it is none of the published test numbers.',
    { severity: 'high' },
  ),
  personal(
    'national-id',
    'A national identity number stands in the source',
    'Its check digits or form hold and it is none of the published examples; it identifies one person for life.',
    { severity: 'high' },
  ),
  personal(
    'identity',
    'A date of birth, document or patient number stands in the source',
    'With a name it identifies a person.',
  ),
  personal(
    'location',
    'A person’s location or network address stands in the source',
    'Exact coordinates of a home and a user’s address lead to a person.',
  ),
];
