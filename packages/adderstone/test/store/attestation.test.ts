import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Attestation, readStatement, statementOf } from '../../src/store/attestation.ts';
import { compareInputs, compareVerdicts } from '../../src/store/attestation-difference.ts';
import { envelopeOf, isSignedBy, privateKey, publicKey, readEnvelope } from '../../src/store/dsse.ts';
import { type JsonObject, objectOf, readStrictJson } from '../../src/text/strict-json.ts';

const digest = (digit: string): string => digit.repeat(64);
const SITES = { examined: 3, safe: 2, violating: 1, unknown: 0, waived: 0 };
const SAMPLE: Attestation = {
  inputs: [
    { path: 'app.py', digest: digest('a') },
    { path: 'über uns/x.py', digest: digest('b') },
  ],
  date: '2026-11-24T12:00:00Z',
  paths: ['.'],
  options: ['--require=all'],
  ran: false,
  basis: {
    name: 'adderstone',
    version: '0.1.0',
    build: 'source',
    models: digest('c'),
    standard: digest('d'),
    settings: digest('e'),
    advisories: null,
    further: [{ path: 'bandit', digest: digest('f') }],
  },
  complete: false,
  compliant: null,
  exit: 2,
  verdicts: [
    {
      requirement: 'REQ-01',
      state: 'violated',
      because: null,
      statement: digest('1'),
      mapping: digest('2'),
      sites: SITES,
    },
    { requirement: 'REQ-02', state: 'not-verified', because: 'not-run', statement: null, mapping: null, sites: SITES },
  ],
  findings: [{ rule: 'injection/shell', fingerprint: digest('3').slice(32), status: 'new', path: 'app.py', line: 4 }],
  notExamined: [{ path: 'big.py', reason: 'too-large' }],
  lowered: [{ setting: 'exclude', text: 'vendor/**' }],
};

/** The statement of the sample with one place of it changed. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const statement = JSON.parse(JSON.stringify(statementOf(SAMPLE))) as Record<string | number, unknown>;
  let at = statement;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) as string;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return statement;
}

function read(value: unknown): ReturnType<typeof readStatement> {
  const parsed = readStrictJson(JSON.stringify(value), { length: 1 << 20, depth: 32, values: 10_000 });
  if ('refused' in parsed) throw new Error(parsed.refused);
  return readStatement(parsed.value);
}

test('a statement is read as it was written, and has the form of in-toto', () => {
  const statement = statementOf(SAMPLE);
  expect(read(statement)).toEqual(SAMPLE);
  expect(Object.keys(statement)).toEqual(['_type', 'subject', 'predicateType', 'predicate']);
  expect(statement['_type']).toBe('https://in-toto.io/Statement/v1');
  expect(statement['subject']).toContainEqual({ name: 'app.py', digest: { sha256: digest('a') } });
  const { date: _, ...rest } = SAMPLE;
  expect(read(statementOf({ ...rest, date: null }))).toEqual({ ...rest, date: null });
});

test('fields of a later version are passed over', () => {
  expect(read(changed(['predicate', 'more'], { x: 1 }))).toEqual(SAMPLE);
  expect(read(changed(['subject', 0, 'digest', 'sha512'], 'x'))).toEqual(SAMPLE);
});

test.each<[readonly (string | number)[], unknown, string]>([
  [['_type'], 'https://in-toto.io/Statement/v0.1', 'is no in-toto statement: expected `_type`'],
  [['predicateType'], 'https://slsa.dev/provenance/v1', 'states something else: expected `predicateType`'],
  [['subject'], [], 'is about no file'],
  [['subject'], { a: 1 }, '`subject` is no list'],
  [['subject', 0], null, '`subject[0]` is no object'],
  [['subject', 0, 'name'], 7, '`subject[0].name` is no text'],
  [['subject', 0, 'name'], '../app.py', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], 'a/../../etc/passwd', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], '/etc/passwd', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], './app.py', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], 'a//b', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], 'a\0b', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], '', '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], 'a'.repeat(5000), '`subject[0].name` is no path below the root'],
  [['subject', 0, 'name'], 'über uns/x.py', 'names "über uns/x.py" twice: `subject[1].name`'],
  [['subject', 0, 'digest', 'sha256'], digest('A'), '`subject[0].digest.sha256` is no SHA-256'],
  [['subject', 0, 'digest'], { sha1: 'x' }, '`subject[0].digest.sha256` is no SHA-256'],
  [['predicate'], undefined, '`predicate` is no object'],
  [['predicate', 'paths', 0], '..', '`predicate.paths[0]` is no path below the root'],
  [['predicate', 'ran'], 'no', '`predicate.ran` is neither true nor false'],
  [['predicate', 'exit'], -1, '`predicate.exit` is no whole number'],
  [['predicate', 'exit'], 1.5, '`predicate.exit` is no whole number'],
  [['predicate', 'verdicts', 1, 'sites', 'unknown'], '0', '`predicate.verdicts[1].sites.unknown` is no whole number'],
  [['predicate', 'findings', 0, 'fingerprint'], null, '`predicate.findings[0].fingerprint` is no text'],
  [['predicate', 'tool', 'models'], 'x', '`predicate.tool.models` is no object'],
])('a statement with %j = %j is refused', (path, value, refused) => {
  const result = read(changed(path, value));
  expect(result).toHaveProperty('refused');
  expect((result as { refused: string }).refused).toContain(refused);
});

const PAIRS = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
};
type Pem = { readonly secret: string; readonly open: string };
function pem(pair: ReturnType<(typeof PAIRS)[keyof typeof PAIRS]>): Pem {
  return {
    secret: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    open: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
function good<T extends object>(key: T | { readonly refused: string }): T {
  if ('refused' in key) throw new Error(key.refused);
  return key;
}

test.each(Object.entries(PAIRS))('what is signed with %s is signed by that key alone', (_, make) => {
  const [one, other] = [pem(make()), pem(make())];
  const signer = good(privateKey(one.secret));
  const payload = Buffer.from('{"a":1}');
  const envelope = good(readEnvelope(envelopeOf(payload, signer)));
  expect(signer.id).toBe(good(publicKey(one.open)).id);
  expect(Buffer.from(envelope.payload)).toEqual(payload);
  expect(isSignedBy(envelope, good(publicKey(one.open)))).toBe(true);
  expect(isSignedBy(envelope, good(publicKey(other.open)))).toBe(false);
  expect(isSignedBy({ ...envelope, payload: Buffer.from('{"a":2}') }, good(publicKey(one.open)))).toBe(false);
});

test('Ed25519 over DSSE’s encoding: the type is signed along with the payload', async () => {
  const pair = generateKeyPairSync('ed25519');
  const { verify } = await import('node:crypto');
  const envelope = envelopeOf(Buffer.from('hello'), good(privateKey(pem(pair).secret)));
  const { sig } = objectOf((envelope['signatures'] as readonly JsonObject[])[0]) as { sig: string };
  const signed = Buffer.from('DSSEv1 28 application/vnd.in-toto+json 5 hello');
  expect(verify(null, signed, pair.publicKey, Buffer.from(sig, 'base64'))).toBe(true);
});

test('keys of another kind are refused with the reason', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = 'is of another kind: expected Ed25519, or ECDSA on P-256 or P-384';
  expect(privateKey(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toEqual({ refused: other });
  const locked = generateKeyPairSync('ed25519').privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  });
  expect(privateKey(locked.toString())).toEqual({ refused: 'is locked by a passphrase, which is not asked for' });
  const one = pem(generateKeyPairSync('ed25519'));
  expect(publicKey(one.secret)).toEqual({ refused: 'is a private key; the public one is needed here' });
  expect(privateKey(one.open)).toEqual({ refused: 'is no private key in PEM (PKCS #8 or SEC 1)' });
  expect(publicKey('x')).toEqual({ refused: 'is no public key in PEM' });
  expect(privateKey(one.secret.replace(/\n[A-Za-z0-9+/]/, '\n!'))).toEqual({
    refused: 'is no private key that can be read',
  });
});

test.each<[JsonObject, string]>([
  [{ payloadType: 'text/plain', payload: 'YQ==', signatures: [{ sig: 'YQ==' }] }, 'expected `payloadType`'],
  [
    { payloadType: 'application/vnd.in-toto+json', payload: '!', signatures: [{ sig: 'YQ==' }] },
    '`payload` is no base64',
  ],
  [
    { payloadType: 'application/vnd.in-toto+json', payload: 'YQ==', signatures: [] },
    '`signatures` is no list with an entry',
  ],
  [
    { payloadType: 'application/vnd.in-toto+json', payload: 'YQ==', signatures: Array(17).fill({ sig: 'YQ==' }) },
    'has 17 signatures',
  ],
  [{ payloadType: 'application/vnd.in-toto+json', payload: 'YQ==', signatures: [{ sig: 7 }] }, 'a `sig` is no base64'],
  [
    { payloadType: 'application/vnd.in-toto+json', payload: 'YQ==', signatures: [{ sig: 'YWFh'.repeat(1000) }] },
    'a `sig` is no base64',
  ],
])('the envelope %j is refused', (envelope, refused) => {
  expect((readEnvelope(envelope) as { refused: string }).refused).toContain(refused);
});

test('inputs are compared by path and digest', () => {
  const now = [
    { path: 'app.py', digest: digest('9') },
    { path: 'new.py', digest: digest('b') },
  ];
  expect(compareInputs(SAMPLE.inputs, now)).toEqual({
    changed: ['app.py'],
    missing: ['über uns/x.py'],
    added: ['new.py'],
  });
});

test('verdicts are compared by state, places, text and mapping; findings by fingerprint and status', () => {
  expect(compareVerdicts(SAMPLE, SAMPLE)).toEqual([]);
  const [first, second] = SAMPLE.verdicts as [Attestation['verdicts'][number], Attestation['verdicts'][number]];
  const now: Attestation = {
    ...SAMPLE,
    complete: true,
    compliant: false,
    verdicts: [
      { ...first, state: 'met', sites: { ...SITES, violating: 0, safe: 3 }, mapping: digest('9') },
      { ...second, requirement: 'REQ-03' },
    ],
    findings: [{ ...(SAMPLE.findings[0] as Attestation['findings'][number]), status: 'waived', line: 9 }],
    notExamined: [],
  };
  expect(compareVerdicts(SAMPLE, now)).toEqual([
    'everything could be examined: attested false, now true',
    'compliant: attested unknown, now false',
    'REQ-01: attested violated, now met',
    'REQ-01: safe places: attested 2, now 3',
    'REQ-01: violating places: attested 1, now 0',
    'REQ-01: its checks are not those attested',
    'REQ-02: attested not-verified, and no clause now',
    'REQ-03: not attested, now not-verified',
    'attested, not found now: app.py:4 injection/shell (new)',
    'found now, not attested: app.py:9 injection/shell (waived)',
    'not examined as attested, examined now: big.py (too-large)',
  ]);
});
