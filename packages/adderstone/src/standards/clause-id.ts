/** A clause id at the head of a text, and what follows it. */
export interface HeadingId {
  readonly id: string;
  /** The text behind the id, separators dropped. */
  readonly rest: string;
}

/** Prefixes that look like ids and are not: identifiers of weaknesses, vulnerabilities, norms and algorithms. */
const FOREIGN = /^(?:CWE|CVE|RFC|PEP|ISO|SHA|AES|UTF|RSA|TLS|SSL|MD|GHSA|CAPEC|OWASP|NIST|SP|HTTP|IPV|BASE|X)-/;
const KNOWN = /^(?:REQ|BAN|PROC|VAL|STOP)-(?:[A-Z0-9_]+-)?\d+(?![A-Za-z0-9_-])/i;
const ANY = /^[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-){0,3}\d+(?![A-Za-z0-9_-])/;

/**
 * The clause id that heads a text: bare for the forms `REQ-…`, `BAN-…`, `PROC-…`, `VAL-…`, `STOP-…`, any other `ABC-…1` only in square
 * brackets or where `inColumn` says that the text stands in a column of ids. Null when there is none. Linear.
 */
export function headingId(text: string, inColumn: boolean): HeadingId | null {
  const trimmed = text.trimStart();
  const bracketed = trimmed.startsWith('[');
  const body = bracketed ? trimmed.slice(1) : trimmed;
  const candidate = body.slice(0, 120);
  const match = KNOWN.exec(candidate) ?? (bracketed || inColumn ? ANY.exec(candidate) : null);
  if (match === null || FOREIGN.test(match[0].toUpperCase())) return null;
  let rest = body.slice(match[0].length);
  if (bracketed) {
    if (!rest.startsWith(']') || rest.startsWith('](')) return null;
    rest = rest.slice(1);
  }
  return { id: match[0], rest: rest.replace(/^[\s:.\u2013\u2014-]+/, '') };
}

/** The part of an id between its prefix and its number, `PY_SEC` of `REQ-PY_SEC-01`; null when it has none. */
export function scopeOf(id: string): string | null {
  const parts = id.split('-');
  return parts.length >= 3 ? parts.slice(1, -1).join('-') : null;
}

/** `REQ-01` for `REQ-PY_SEC-01`; the id itself when it has no scope. */
export function shortId(id: string): string {
  const parts = id.split('-');
  return parts.length >= 3 ? `${parts[0]}-${parts.at(-1)}` : id;
}
