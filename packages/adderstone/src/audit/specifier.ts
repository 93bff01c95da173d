import { parseVersion, type Version } from './pep440.ts';

/** The comparisons of PEP 440. */
export type Operator = '==' | '!=' | '<=' | '>=' | '<' | '>' | '~=' | '===';

/** One clause of a set of specifiers, e.g. `>=1.0` or `==1.*`. */
export interface Clause {
  readonly operator: Operator;
  /** Text of the version, without the `.*` of a prefix. */
  readonly text: string;
  /** True for `==1.*` and `!=1.*`. */
  readonly prefix: boolean;
}

const CLAUSE = /^(===|==|!=|<=|>=|~=|<|>)\s*(\S+)$/;

/**
 * Reads comma-separated version specifiers (PEP 440); empty gives none. Null where one of them is none: an operator that does not exist, a
 * version that is none, `~=` with one number, a prefix where none is allowed.
 */
export function parseSpecifiers(text: string): readonly Clause[] | null {
  const clauses: Clause[] = [];
  for (const part of text.split(',')) {
    const trimmed = part.trim();
    if (trimmed === '') continue;
    const match = CLAUSE.exec(trimmed);
    if (match === null) return null;
    const operator = match[1] as Operator;
    const given = match[2] as string;
    if (operator === '===') {
      clauses.push({ operator, text: given, prefix: false });
      continue;
    }
    const prefix = given.endsWith('.*');
    const version = parseVersion(prefix ? given.slice(0, -2) : given);
    if (version === null) return null;
    if (prefix && ((operator !== '==' && operator !== '!=') || version.hasLocal)) return null;
    if (operator === '~=' && (version.release.length < 2 || version.hasLocal)) return null;
    clauses.push({ operator, text: prefix ? given.slice(0, -2) : given, prefix });
  }
  return clauses;
}

/** The version that specifiers pin: that of their only `==` (without `.*`) or `===`. Null where they allow more than one. */
export function pinned(clauses: readonly Clause[]): string | null {
  const exact = clauses.filter(({ operator, prefix }) => (operator === '==' && !prefix) || operator === '===');
  return exact.length === 0 ? null : (exact[0] as Clause).text;
}

/** Whether a version satisfies every clause. Pre-releases are taken like any other version: what is asked is whether it may be installed. */
export function allows(clauses: readonly Clause[], version: Version, text: string): boolean {
  return clauses.every((clause) => allowsOne(clause, version, text));
}

function allowsOne({ operator, text, prefix }: Clause, version: Version, given: string): boolean {
  if (operator === '===') return given.trim().toLowerCase() === text.toLowerCase();
  const bound = parseVersion(text);
  if (bound === null) return false;
  switch (operator) {
    case '==':
      return prefix ? hasPrefix(version, bound) : equals(version, bound);
    case '!=':
      return prefix ? !hasPrefix(version, bound) : !equals(version, bound);
    case '<=':
      return version.publicKey <= bound.publicKey;
    case '>=':
      return version.publicKey >= bound.publicKey;
    case '<':
      // PEP 440: not the pre-releases of the bound itself, unless it is one.
      return (
        version.publicKey < bound.publicKey &&
        (bound.isPrerelease || !version.isPrerelease || !sameRelease(version, bound))
      );
    case '>':
      return version.publicKey > bound.publicKey && (bound.isPost || !version.isPost || !sameRelease(version, bound));
    case '~=': {
      if (version.publicKey < bound.publicKey) return false;
      const release = bound.release.slice(0, -1);
      return version.epoch === bound.epoch && startsWith(version.release, release);
    }
  }
}

function equals(version: Version, bound: Version): boolean {
  return bound.hasLocal ? version.key === bound.key : version.publicKey === bound.publicKey;
}

function sameRelease(a: Version, b: Version): boolean {
  const length = Math.max(a.release.length, b.release.length);
  if (a.epoch !== b.epoch) return false;
  for (let i = 0; i < length; i++) if ((a.release[i] ?? '0') !== (b.release[i] ?? '0')) return false;
  return true;
}

function hasPrefix(version: Version, bound: Version): boolean {
  if (version.epoch !== bound.epoch) return false;
  if (!startsWith(version.release, bound.release)) return false;
  // `==1.0a1.*` is about its own pre-release; PEP 440 allows it and nobody writes it.
  return !bound.isPrerelease && !bound.isPost ? true : version.publicKey.startsWith(bound.publicKey.slice(0, -2));
}

function startsWith(release: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, i) => (release[i] ?? '0') === part);
}
