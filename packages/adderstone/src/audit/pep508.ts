import { type Marker, parseMarker } from './marker.ts';
import { type Clause, parseSpecifiers } from './specifier.ts';

/** A dependency specifier (PEP 508), read. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  readonly extras: readonly string[];
  readonly clauses: readonly Clause[];
  /** What follows `@`: where it is installed from instead of the index; null otherwise. */
  readonly url: string | null;
  readonly marker: Marker | null;
}

const NAME = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*/;

/** A project's name in its one form (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** True for what may be a project's name (PEP 508). */
export function isName(text: string): boolean {
  return text.length <= 200 && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}

/** Reads a dependency specifier. `expected`: what stands there is none, with what should. */
export function parseRequirement(text: string): Requirement | { readonly expected: string } {
  const trimmed = text.trim();
  const head = NAME.exec(trimmed);
  if (head === null) return { expected: 'a package name' };
  let rest = trimmed.slice(head[0].length);
  let extras: string[] = [];
  if (rest.startsWith('[')) {
    const close = rest.indexOf(']');
    if (close < 0) return { expected: '`]` after the extras' };
    extras = rest
      .slice(1, close)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (!extras.every(isName)) return { expected: 'extras in `[]`, separated by commas' };
    rest = rest.slice(close + 1).trimStart();
  }
  if (rest.startsWith('@')) {
    const after = rest.slice(1).trim();
    // The `;` of a marker stands behind a blank: a URL may hold one itself.
    const cut = /\s;/.exec(after);
    const url = (cut === null ? after : after.slice(0, cut.index)).trim();
    if (url === '' || /\s/.test(url)) return { expected: 'one URL after `@`' };
    const marker = cut === null ? null : parseMarker(after.slice(cut.index + 2));
    if (marker !== null && 'expected' in marker) return marker;
    return { name: head[1] as string, extras, clauses: [], url, marker };
  }
  const cut = rest.indexOf(';');
  let specified = (cut < 0 ? rest : rest.slice(0, cut)).trim();
  if (specified.startsWith('(') && specified.endsWith(')')) specified = specified.slice(1, -1);
  const clauses = parseSpecifiers(specified);
  if (clauses === null) return { expected: 'version specifiers as in PEP 440, such as `==1.0` or `>=1.0,<2`' };
  const marker = cut < 0 || rest.slice(cut + 1).trim() === '' ? null : parseMarker(rest.slice(cut + 1));
  if (marker !== null && 'expected' in marker) return marker;
  return { name: head[1] as string, extras, clauses, url: null, marker };
}
