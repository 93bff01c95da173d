import { type FileRead, type Host, overlaid } from '../host/host.ts';
import type { Input } from '../store/attestation.ts';
import { sha256 } from '../store/attestation.ts';

/** A host that keeps the digest of every file that is read through it, by its absolute path as it was opened. */
export interface RecordedHost {
  readonly host: Host;
  readonly digests: ReadonlyMap<string, string>;
}

/** Lays a record over a host: the same machine, and what was read of it is known by its bytes at that moment. */
export function recordReads(under: Host): RecordedHost {
  const digests = new Map<string, string>();
  const read = (path: string, limit: number): FileRead => {
    const file = under.read(path, limit);
    if (file.kind === 'bytes') digests.set(path, sha256(file.bytes));
    return file;
  };
  return { host: overlaid(under, { read }), digests };
}

/** The files below the root among what was read, by their path below it, sorted; some paths left out. */
export function inputsBelow(
  digests: ReadonlyMap<string, string>,
  root: string,
  without: ReadonlySet<string>,
): readonly Input[] {
  const prefix = root === '/' ? '/' : `${root}/`;
  return [...digests]
    .flatMap(([path, digest]) =>
      path.startsWith(prefix) && !without.has(path) ? [{ path: path.slice(prefix.length), digest }] : [],
    )
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
