import type { Module } from './nodes.ts';

/** Forms that only Python 2 has, at the start of a line or behind a statement's colon; each pattern is linear. */
const FORMS: readonly RegExp[] = [
  /^[ \t]*(?:[^#\n]*:[ \t]*)?print[ \t]+(?:>>|["'\w%(\-[]|u["'])/,
  /^[ \t]*except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:/,
  /^[ \t]*except[ \t]*\([^()\n]*\)[ \t]*,[ \t]*\w+[ \t]*:/,
  /^[ \t]*raise[ \t]+[\w.]+[ \t]*,[ \t]*\S/,
  /^[ \t]*exec[ \t]+[\w"'(]/,
  /<>/,
  /(?<![\w"'.])0[0-7]+(?![\w.])/,
  /(?<![\w"'.])\d+[lL](?!\w)/,
  /(?<![\w])[uU][rR]["']/,
];

/**
 * True when the problems of a file are those of Python 2: one of its lines with a problem has a form that Python 3 does not have.
 * Only asked when Python 3's grammar found something wrong.
 */
export function isPython2(text: string, module: Module): boolean {
  if (/^#!.*\bpython2(?:\.\d)?\b/.test(text.slice(0, 200)) && module.problems.length > 0) return true;
  let telling = 0;
  for (const problem of module.problems.slice(0, 20)) {
    const start = text.lastIndexOf('\n', Math.max(0, problem.start - 1)) + 1;
    const end = text.indexOf('\n', problem.start);
    const line = text.slice(start, Math.min(end < 0 ? text.length : end, start + 500));
    if (FORMS.some((form) => form.test(line))) telling++;
  }
  return telling > 0 && telling * 2 >= Math.min(module.problems.length, 20);
}
