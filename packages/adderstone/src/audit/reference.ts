import { parseVersion } from './pep440.ts';
import { isName } from './pep508.ts';

/** What an address of a package says: where it leads, and which package and version its text names. */
export interface Reference {
  readonly origin: 'archive' | 'repository' | 'folder';
  /** From `egg=` or the file name; null where neither says. */
  readonly name: string | null;
  /** From the file name; null where it says none. */
  readonly version: string | null;
  /** True where what is behind it may change: a repository without a commit's full id, an archive without a digest. */
  readonly mutable: boolean;
  /** True for plain http, git:// and the like, but to this machine. */
  readonly plain: boolean;
  /** True where it holds a user's name or password as text. */
  readonly credentials: boolean;
  readonly hashed: boolean;
}

const ARCHIVE = /\.(?:whl|tar\.gz|tgz|tar\.bz2|tbz2?|tar\.xz|txz|tar|zip)$/i;

/** Reads an address or path (pip's "VCS support" and "Local project installs" pages). */
export function readReference(text: string): Reference {
  const hash = text.indexOf('#');
  const address = hash < 0 ? text : text.slice(0, hash);
  const fragment = new Map(
    (hash < 0 ? '' : text.slice(hash + 1)).split('&').map((part): [string, string] => {
      const cut = part.indexOf('=');
      return cut < 0 ? [part, ''] : [part.slice(0, cut), part.slice(cut + 1)];
    }),
  );
  const egg = /^[^[=<>!~;\s]*/.exec(decoded(fragment.get('egg') ?? ''))?.[0] ?? '';
  const hashed = [...fragment.keys()].some((key) => /^(?:sha256|sha384|sha512)$/.test(key));
  const repository = /^(?:git|hg|svn|bzr)\+|^git:\/\/|^git@/.test(address);
  const scheme = /^(?:(?:git|hg|svn|bzr)\+)?([A-Za-z][A-Za-z0-9.+-]*):\/\//.exec(address)?.[1]?.toLowerCase() ?? null;
  const plain = scheme !== null && /^(?:http|git|svn|ftp)$/.test(scheme) && !isLoopback(address);
  if (repository) {
    const path = address.replace(/^[^/]*\/\/[^/]*/, '');
    const ref = /@([^@/]+(?:\/[^@]*)?)$/.exec(path.startsWith('git@') ? path.slice(4) : path)?.[1] ?? null;
    return {
      origin: 'repository',
      name: isName(egg) ? egg : null,
      version: null,
      mutable: ref === null || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref),
      plain,
      credentials: hasCredentials(address),
      hashed: false,
    };
  }
  const file = decoded(address.split('?')[0]?.split('/').at(-1) ?? '');
  const named = ARCHIVE.test(file) ? readFileName(file, isName(egg) ? egg : null) : null;
  const remote = scheme !== null && scheme !== 'file';
  return {
    origin: ARCHIVE.test(file) || remote ? 'archive' : 'folder',
    name: isName(egg) ? egg : (named?.name ?? null),
    version: named?.version ?? null,
    mutable: remote && !hashed,
    plain,
    credentials: hasCredentials(address),
    hashed,
  };
}

/** True where an address of http or ftp names a user other than `git`; a variable of the environment is none. */
export function hasCredentials(address: string): boolean {
  const user = /^(?:\w+\+)?(?:https?|ftp):\/\/([^/@\s]+)@/.exec(address)?.[1];
  return user !== undefined && user !== 'git' && user !== '' && !/^(?:\$\{\w+\}|\$\w+|:)+$/.test(user);
}

/** True where an address leads to this machine. */
export function isLoopback(address: string): boolean {
  const host = /^[\w+.-]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/.exec(address)?.[1]?.toLowerCase() ?? '';
  return host === 'localhost' || host === '[::1]' || /^127\.[0-9.]+$/.test(host);
}

/**
 * Name and version of a wheel (PEP 427) or source archive; null where the file's name does not say them.
 * @param known the project's name where it is known: source archives may have `-` in both parts
 */
export function readFileName(file: string, known: string | null): { name: string; version: string } | null {
  const base = file.replace(ARCHIVE, '');
  if (/\.whl$/i.test(file)) {
    const parts = base.split('-');
    const [name, version] = parts;
    if (parts.length < 5 || parts.length > 6 || name === undefined || version === undefined || !isName(name))
      return null;
    return parseVersion(version.replaceAll('_', '-')) === null ? null : { name, version: version.replaceAll('_', '-') };
  }
  const plain = (text: string): string => text.toLowerCase().replace(/[-_.]+/g, '-');
  if (known !== null && plain(base).startsWith(`${plain(known)}-`)) {
    const version = base.slice(known.length + 1);
    if (parseVersion(version) !== null) return { name: known, version };
  }
  for (let cut = base.lastIndexOf('-'); cut > 0; cut = base.lastIndexOf('-', cut - 1)) {
    const [name, version] = [base.slice(0, cut), base.slice(cut + 1)];
    if (isName(name) && parseVersion(version) !== null) return { name, version };
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
