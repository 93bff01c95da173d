import type { SourceFile } from '../../text/source-file.ts';

/** What keeps others from reading a file: a mode without bits for them, a mask, a temporary file (mode 0600 by POSIX `mkstemp`). */
const RESTRICTS =
  /chmod\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?:0?o?[467]00\b|S_IR(?:USR|WXU))|\bopener\s*=|\bos\.open\(|\bumask\(\s*0?o?0?[1-7]?77\b|\bmk[sd]temp\(|NamedTemporaryFile\(|mode\s*=\s*0?o?[467]00\b|icacls/;

/** The text of the function that a place stands in, by the lines that begin one. */
function functionText(file: SourceFile, at: number): string {
  const { text } = file;
  const from = Math.max(text.lastIndexOf('def ', at), 0);
  const next = text.slice(at, at + 4000).search(/\n[ \t]*(?:async[ \t]+)?def\s|\n(?=[^\s)#\]])/);
  return text.slice(Math.max(from, at - 4000), next < 0 ? at + 4000 : at + next);
}

/** True when the code around a place sees to it that only the owner of a file may read it. */
export function isOwnerOnly(file: SourceFile, at: number): boolean {
  return RESTRICTS.test(functionText(file, at));
}
