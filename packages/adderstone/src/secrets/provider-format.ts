import { looksRandom } from './structure.ts';

/** A format in which a provider issues credentials. */
export interface Provider {
  /** Stable name, kebab-case. */
  readonly kind: string;
  /** What people call it. */
  readonly title: string;
  /** A literal that every match contains, in lower case: the prefilter. */
  readonly marker: string;
  /** Linear pattern with the `d` and `g` flags; group 1, where there is one, is the secret, else the whole match. */
  readonly pattern: RegExp;
  /** A public prefix that may be shown, e.g. `ghp_`; empty when the format has none. */
  readonly prefix: string;
  /** Structure beyond the pattern: length, header, variety. A value for which it is false is none. */
  readonly holds?: (value: string) => boolean;
  /** Check digits. A value whose do not hold is of the form only, which is less sure. */
  readonly checksum?: (value: string) => boolean;
  /** Least length of a row of letters, digits, `_` and `-` in every match, where the marker is one sign. */
  readonly shortest?: number;
  /** What must stand within 400 characters, for formats that other texts have too. */
  readonly near?: RegExp;
}

/** Not inside a word or a base-64 text; behind `//` of an address, and behind `=`. */
const B = '(?<![A-Za-z0-9_+.-]|(?<!/)/)';
const E = '(?![A-Za-z0-9_/+=-])';

/** A format with a prefix that is public: the prefix, then `body` (a pattern). */
export function format(
  kind: string,
  title: string,
  prefix: string,
  body: string,
  holds?: (value: string) => boolean,
  more: Pick<Provider, 'checksum' | 'near' | 'shortest'> = {},
): Provider {
  const escaped = prefix.replace(/[.+$|*]/g, '\\$&');
  const base = {
    kind,
    title,
    marker: prefix.toLowerCase(),
    pattern: new RegExp(`${B}${escaped}${body}${E}`, 'g'),
    prefix,
  };
  return { ...base, holds: holds ?? ((value) => looksRandom(value.slice(prefix.length))), ...more };
}

/** A format by its whole shape; `marker` is a lower-case literal that every match holds, or one sign. */
export function shaped(
  kind: string,
  title: string,
  marker: string,
  pattern: RegExp,
  holds?: (value: string) => boolean,
  more: Pick<Provider, 'checksum' | 'near' | 'shortest'> = {},
): Provider {
  return { kind, title, marker, pattern, prefix: '', holds: holds ?? looksRandom, ...more };
}
