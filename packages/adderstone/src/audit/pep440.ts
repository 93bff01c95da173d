/** A version by PEP 440: what it orders by, and what specifiers ask of it. */
export interface Version {
  /** Texts of this form compare (by UTF-16 code units) as their versions do, local segments included. */
  readonly key: string;
  /** The same without local segments. */
  readonly publicKey: string;
  readonly epoch: string;
  /** Numbers of the release without leading zeros, as texts: they may be larger than any number of JavaScript. */
  readonly release: readonly string[];
  /** True for alpha, beta, candidate and development releases. */
  readonly isPrerelease: boolean;
  readonly isPost: boolean;
  readonly hasLocal: boolean;
}

const PATTERN =
  /^v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]*))?(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]*))?(?:[-_.]?(dev)[-_.]?([0-9]*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;
/** Longer texts are no version. */
const LONGEST = 1000;
const MOST_KEPT = 50_000;

const known = new Map<string, Version | null>();

/**
 * Reads a version (PEP 440, with the spellings that its appendix B allows: `v1`, `1.0-rc.1`, `1.0-2`). Null for anything else.
 * Blanks around it are passed over. Numbers may have any size.
 */
export function parseVersion(text: string): Version | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  const version = read(text);
  if (known.size >= MOST_KEPT) known.clear();
  known.set(text, version);
  return version;
}

function read(text: string): Version | null {
  if (text.length > LONGEST) return null;
  const match = PATTERN.exec(text.trim());
  if (match === null) return null;
  const [, epoch = '0', released = '', pre, preNumber, implicitPost, post, postNumber, dev, devNumber, local] = match;
  const release = released.split('.').map(digits);
  const end = release.findLastIndex((part) => part !== '0') + 1;
  const hasPost = post !== undefined || implicitPost !== undefined;
  let key = number(digits(epoch));
  for (let i = 0; i < end; i++) key += number(release[i] as string);
  key += '!';
  if (pre !== undefined) key += phase(pre) + number(digits(preNumber || '0'));
  else key += !hasPost && dev !== undefined ? '"' : '~';
  key += hasPost ? `p${number(digits(implicitPost ?? (postNumber || '0')))}` : '!';
  key += dev === undefined ? '~' : `d${number(digits(devNumber || '0'))}`;
  const publicKey = `${key}!`;
  if (local !== undefined) {
    key += '+';
    for (const part of local.toLowerCase().split(/[-_.]/))
      key += /^[0-9]+$/.test(part) ? `N${number(digits(part))}` : `A${part} `;
  }
  return {
    key: `${key}!`,
    publicKey,
    epoch: digits(epoch),
    release,
    isPrerelease: pre !== undefined || dev !== undefined,
    isPost: hasPost,
    hasLocal: local !== undefined,
  };
}

function phase(word: string): string {
  const first = word[0]?.toLowerCase();
  return first === 'a' ? 'a' : first === 'b' ? 'b' : 'r';
}

function digits(text: string): string {
  let at = 0;
  while (at < text.length - 1 && text.charCodeAt(at) === 48) at++;
  return at === 0 ? text : text.slice(at);
}

/** A number without leading zeros so that texts order as numbers do: its count of digits comes first. */
function number(text: string): string {
  return String.fromCharCode(48 + text.length) + text;
}

/** Orders two versions: negative, zero or positive. `1.0` and `1.0.0` are equal; local segments count. */
export function compareVersions(a: Version, b: Version): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
