import type { Scope } from '../flow/event.ts';
import type { SourceFile } from '../text/source-file.ts';

/** The text of the function around an event, from its name to the last line that is indented deeper than its `def`; the whole file outside functions. */
export function textAround(file: SourceFile, scope: Scope): string {
  const around = scope.function;
  return around === null || around.file !== file ? file.text : blockAt(file, around.start);
}

/** The text of a function or class, from its name at an offset to the last line that is indented deeper than its head. */
export function blockAt(file: SourceFile, start: number): string {
  const lineStart = file.text.lastIndexOf('\n', start) + 1;
  const indent = indentOf(file.text, lineStart);
  let end = file.text.indexOf('\n', start);
  while (end >= 0 && end + 1 < file.text.length) {
    const next = file.text.indexOf('\n', end + 1);
    const line = file.text.slice(end + 1, next < 0 ? file.text.length : next);
    if (/\S/.test(line) && !/^\s*[)#\]]/.test(line) && indentOf(file.text, end + 1) <= indent) break;
    end = next;
  }
  return file.text.slice(start, end < 0 ? file.text.length : end);
}

function indentOf(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - lineStart;
}
