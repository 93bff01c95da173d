import { lstatSync } from 'node:fs';

/** True for a folder or file, no link, that belongs to this user, where the system knows users, and that nobody else may read or write. */
export function isPrivate(path: string, kind: 'folder' | 'file'): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || (kind === 'folder' ? !stat.isDirectory() : !stat.isFile())) return false;
  return (process.getuid === undefined || stat.uid === process.getuid()) && (stat.mode & 0o077) === 0;
}
