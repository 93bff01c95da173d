import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { analyzeBacktracking } from '../../src/regex/backtracking.ts';
import { NO_FLAGS, parsePattern } from '../../src/regex/pattern.ts';

const SRC = resolve(import.meta.dirname, '../../src');

/** A regular expression literal behind something that an expression can follow. */
const LITERAL =
  /(?:[=(,:!&|?[{;]|\breturn|=>)\s*\/(?![*/])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[\s.,;)\]:])/g;

test('our own patterns take no exponential time', () => {
  const slow: string[] = [];
  let analysed = 0;
  for (const entry of readdirSync(SRC, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.includes('.generated.')) continue;
    const file = join(entry.parentPath, entry.name);
    for (const [, source, flags] of readFileSync(file, 'utf8').matchAll(LITERAL)) {
      // Where the two languages differ in ways that matter little here: `(?<name>`, `\p{…}`, `\u{…}`, `\/`, `\cX`.
      const text = (source as string)
        .replace(/\(\?<(?![=!])/g, '(?P<')
        .replace(/\\p\{[^}]*\}/g, '\\w')
        .replace(/\\P\{[^}]*\}/g, '\\W')
        .replace(/\\u\{([0-9a-f]{1,6})\}/gi, (_, hex: string) => `\\U${hex.padStart(8, '0')}`)
        .replace(/\\k<([^>]*)>/g, '(?P=$1)');
      const parsed = parsePattern(text, {
        ...NO_FLAGS,
        ignoreCase: flags?.includes('i') ?? false,
        dotAll: flags?.includes('s') ?? false,
        multiLine: flags?.includes('m') ?? false,
      });
      if (!parsed.ok) continue;
      analysed++;
      const { exponential } = analyzeBacktracking(parsed.pattern, { mode: 'search', polynomial: false });
      if (exponential !== undefined) slow.push(`${relative(SRC, file)}: ${text} ${JSON.stringify(exponential.text)}`);
    }
  }
  expect(slow).toEqual([]);
  expect(analysed).toBeGreaterThan(50);
});
