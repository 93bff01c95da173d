import { lstatSync } from 'node:fs';

/** True for a folder, file or socket, no link, that belongs to this user, where the system knows users, and that nobody else may read or write. */
export function isPrivate(path: string, kind: 'folder' | 'file' | 'socket'): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const fits = kind === 'folder' ? stat.isDirectory() : kind === 'file' ? stat.isFile() : stat.isSocket();
  return fits && (process.getuid === undefined || stat.uid === process.getuid()) && (stat.mode & 0o077) === 0;
}
