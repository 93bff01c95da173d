import type { Obligation } from './standard.ts';

const MODALS: readonly (readonly [RegExp, Obligation])[] = [
  [/\b(?:MUST|SHALL) NOT\b/, 'must-not'],
  [/\bSHOULD NOT\b/, 'should-not'],
  [/\b(?:MUST|SHALL|REQUIRED)\b/, 'must'],
  [/\b(?:SHOULD|RECOMMENDED)\b/, 'should'],
  [/\b(?:MAY|OPTIONAL)\b/, 'may'],
  [/\b(?:must|shall) not\b|\bnever\b|^never\b/i, 'must-not'],
  [/\bshould not\b/, 'should-not'],
  [/\b(?:must|shall)\b/, 'must'],
  [/\bshould\b/, 'should'],
];
const SECTIONS: readonly (readonly [RegExp, Obligation])[] = [
  [/\bmust not\b|\bforbidden\b|\bprohibited\b|\bbanned\b/i, 'must-not'],
  [/\bshould not\b/i, 'should-not'],
  [/\bmust\b|\brequired\b/i, 'must'],
  [/\bshould\b|\brecommend/i, 'should'],
  [/\bprocedures?\b/i, 'procedure'],
  [/\bvalidation\b|\bverification\b|\bacceptance\b/i, 'validation'],
];

/** How strongly a clause binds: the modal word of its statement (RFC 2119's in capitals first), else the innermost section that says it, else `must`. */
export function obligationOf(statement: string, section: readonly string[]): Obligation {
  for (const [pattern, obligation] of MODALS) if (pattern.test(statement)) return obligation;
  for (let i = section.length - 1; i >= 0; i--) {
    for (const [pattern, obligation] of SECTIONS) if (pattern.test(section[i] as string)) return obligation;
  }
  return 'must';
}
