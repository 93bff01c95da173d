import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type JsonObject, objectOf } from '../text/strict-json.ts';

/** What the payload of an envelope is: an in-toto statement. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Signatures that an envelope may have. */
const MOST_SIGNATURES = 16;

/** A key that signs or that signatures are checked with; or why a text is none, without its subject. */
export type Key = { readonly key: KeyObject; readonly id: string } | { readonly refused: string };

/** A signed payload (DSSE v1, github.com/secure-systems-lab/dsse). */
export interface Envelope {
  readonly payload: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

/** Reads a private key in PEM. Ed25519 and ECDSA on P-256 and P-384 are taken, without a passphrase. */
export function privateKey(pem: string): Key {
  if (!/-----BEGIN (?:EC )?PRIVATE KEY-----/.test(pem)) {
    const locked = /-----BEGIN ENCRYPTED PRIVATE KEY-----|ENCRYPTED/.test(pem);
    return {
      refused: locked
        ? 'is locked by a passphrase, which is not asked for'
        : 'is no private key in PEM (PKCS #8 or SEC 1)',
    };
  }
  try {
    return accepted(createPrivateKey(pem), createPublicKey(pem));
  } catch {
    return { refused: 'is no private key that can be read' };
  }
}

/** Reads a public key in PEM (SubjectPublicKeyInfo). A private key is refused: whoever checks needs none. */
export function publicKey(pem: string): Key {
  if (pem.includes('PRIVATE KEY-----')) return { refused: 'is a private key; the public one is needed here' };
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return { refused: 'is no public key in PEM' };
  try {
    const key = createPublicKey(pem);
    return accepted(key, key);
  } catch {
    return { refused: 'is no public key that can be read' };
  }
}

function accepted(key: KeyObject, shown: KeyObject): Key {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const known =
    key.asymmetricKeyType === 'ed25519' ||
    (key.asymmetricKeyType === 'ec' && (curve === 'prime256v1' || curve === 'secp384r1'));
  if (!known) return { refused: 'is of another kind: expected Ed25519, or ECDSA on P-256 or P-384' };
  const der = shown.export({ type: 'spki', format: 'der' });
  return { key, id: createHash('sha256').update(der).digest('hex') };
}

/** SHA-256 with P-256, SHA-384 with P-384; Ed25519 hashes by itself. */
function hashOf(key: KeyObject): string | null {
  if (key.asymmetricKeyType === 'ed25519') return null;
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
}

/** What is signed: DSSE's pre-authentication encoding of type and payload. */
function encoding(payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

/** A payload with one signature; ECDSA's are in DER. The id of a key is the SHA-256 of its SubjectPublicKeyInfo. */
export function envelopeOf(
  payload: Uint8Array,
  { key, id }: { readonly key: KeyObject; readonly id: string },
): JsonObject {
  const signature = sign(hashOf(key), encoding(payload), key);
  return {
    payload: Buffer.from(payload).toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: id, sig: signature.toString('base64') }],
  };
}

/** Whether one of the signatures was made with the private part of a key. What the envelope says of key ids does not count. */
export function isSignedBy({ payload, signatures }: Envelope, { key }: { readonly key: KeyObject }): boolean {
  const signed = encoding(payload);
  return signatures.some((signature) => {
    try {
      return verify(hashOf(key), signed, key, signature);
    } catch {
      return false;
    }
  });
}

/** Reads an envelope. Refuses another payload, no or more than 16 signatures, and what is no base64, in one sentence without its subject. */
export function readEnvelope(value: JsonObject): Envelope | { readonly refused: string } {
  if (value['payloadType'] !== PAYLOAD_TYPE)
    return { refused: `is no signed statement: expected \`payloadType\` \`${PAYLOAD_TYPE}\`` };
  const payload = base64(value['payload']);
  if (payload === null) return { refused: 'is no signed statement: `payload` is no base64' };
  const list = value['signatures'];
  if (!Array.isArray(list) || list.length === 0)
    return { refused: 'is no signed statement: `signatures` is no list with an entry' };
  if (list.length > MOST_SIGNATURES)
    return { refused: `has ${list.length} signatures; at most ${MOST_SIGNATURES} are read` };
  const signatures: Uint8Array[] = [];
  for (const one of list) {
    const signature = base64(objectOf(one)?.['sig']);
    if (signature === null || signature.length > 512)
      return { refused: 'is no signed statement: a `sig` is no base64 of a signature' };
    signatures.push(signature);
  }
  return { payload, signatures };
}

/** The bytes of base64, standard or for URLs (DSSE allows both), padded or not; null for anything else. */
function base64(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || value === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return null;
  return Buffer.from(value, 'base64');
}
