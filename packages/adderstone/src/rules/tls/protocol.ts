import type { Value } from '../../flow/value.ts';

/** Constants that name one protocol version before TLS 1.2 (RFC 7568, RFC 8996), of `ssl` and pyOpenSSL. */
const OLD =
  /^(?:ssl\.(?:PROTOCOL_|_SSLMethod\.PROTOCOL_)(?:SSLv2|SSLv3|TLSv1|TLSv1_1)|(?:OpenSSL|pyOpenSSL)\.SSL\.(?:SSLv2|SSLv3|TLSv1|TLSv1_1)_METHOD|ssl\.TLSVersion\.(?:SSLv3|TLSv1|TLSv1_1|MINIMUM_SUPPORTED)|urllib3\.util\.ssl_\.PROTOCOL_(?:SSLv2|SSLv3|TLSv1|TLSv1_1))$/;
/** Constants that let both ends agree on any version. */
const ANY = /^(?:ssl\.PROTOCOL_(?:SSLv23|TLS)|(?:OpenSSL|pyOpenSSL)\.SSL\.(?:SSLv23|TLS)_METHOD)$/;
/** Constants that stand for TLS 1.2 or later alone. */
const NEW =
  /^(?:ssl\.PROTOCOL_TLSv1_[23]|(?:OpenSSL|pyOpenSSL)\.SSL\.TLSv1_[23]_METHOD|ssl\.TLSVersion\.(?:TLSv1_[23]|MAXIMUM_SUPPORTED))$/;

/** `old`: a version before TLS 1.2; `any`: whatever both know; `new`: TLS 1.2 or later; null: not known. The worst of what it may be. */
export function protocolOf(value: Value | null): 'old' | 'any' | 'new' | null {
  if (value === null) return null;
  if (value.references.some((path) => OLD.test(path))) return 'old';
  if (value.references.some((path) => ANY.test(path))) return 'any';
  if (value.references.some((path) => NEW.test(path))) return 'new';
  return null;
}

/** True when a value may be an old version but also another one, as where a setting chooses it. */
export function isChoice(value: Value): boolean {
  const known = value.references.filter((path) => /PROTOCOL_|_METHOD$|TLSVersion/.test(path));
  return !value.complete || known.some((path) => !OLD.test(path));
}

/** The protocol's name in a message: `SSLv3`, `TLSv1_1`. */
export function protocolName(value: Value): string {
  for (const path of value.references) {
    if (!OLD.test(path) && !ANY.test(path)) continue;
    const name = /(SSLv\d+|TLSv1(?:_1)?|TLS|MINIMUM_SUPPORTED)(?:_METHOD)?$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return 'this version';
}
