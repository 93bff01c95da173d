import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyzeBacktracking } from '../../src/regex/backtracking.ts';
import { NO_FLAGS, parsePattern } from '../../src/regex/pattern.ts';
import { standsForOther } from '../../src/secrets/credential-value.ts';
import { findEmbedded } from '../../src/secrets/embedded.ts';
import { PROVIDERS } from '../../src/secrets/provider.ts';

const SOURCES = join(import.meta.dirname, '../../src/secrets');
const LITERAL =
  /(?<=(?:[=(,:[!&|?]|return|=>)\s*)\/(?![*/)])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=\s*[.,;)\]?:&|]|\n)/g;

/** The regular expressions in the sources of the scan, in the form of Python's `re`, with the file that they stand in. */
function patterns(): readonly { readonly file: string; readonly source: string; readonly flags: string }[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [
    ...files.flatMap((file) =>
      [...readFileSync(join(SOURCES, file), 'utf8').matchAll(LITERAL)].map(([, source, flags]) => ({
        file,
        source: source as string,
        flags: flags as string,
      })),
    ),
    ...PROVIDERS.map(({ kind, pattern }) => ({ file: kind, source: pattern.source, flags: pattern.flags })),
  ];
}

/** Properties of Unicode as the letters of ASCII, which are as ambiguous. */
function asPython(source: string): string {
  return source.replace(/\\p\{\w+\}/g, (_, at: number) =>
    source.lastIndexOf('[', at) > source.lastIndexOf(']', at) ? 'a-z' : '[a-z]',
  );
}

test('no pattern of the scan takes exponential time on any text', () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(600);
  const slow = all.flatMap(({ file, source, flags }) => {
    const parsed = parsePattern(asPython(source), {
      ...NO_FLAGS,
      ignoreCase: flags.includes('i'),
      dotAll: flags.includes('s'),
      multiLine: flags.includes('m'),
    });
    if (!('pattern' in parsed)) return [`${file}: /${source}/ cannot be read`];
    const { exponential } = analyzeBacktracking(parsed.pattern, { mode: 'search', polynomial: false });
    return exponential === undefined ? [] : [`${file}: /${source}/ on ${JSON.stringify(exponential.text)}`];
  });
  expect(slow).toEqual([]);
});

test('hostile values and texts cost no more than their length', () => {
  const letters = 'qzkwvbnmtrplkjhg';
  const texts = (times: number): readonly string[] => [
    `/${letters.repeat(times)}!`,
    `ed${'-pkcs1'.repeat(times)}!`,
    `${'a'.repeat(times)}${'='.repeat(times)}a`,
    `SET ${'password '.repeat(times)}`,
    `echo ${'password for the '.repeat(times)}`,
    `mysql ${' -p'.repeat(times)}`,
  ];
  const cost = (times: number): number => {
    const before = process.cpuUsage();
    for (const text of texts(times)) {
      standsForOther(text);
      findEmbedded(text, 'string');
      findEmbedded(text, 'prose');
    }
    const { user, system } = process.cpuUsage(before);
    return Math.max(1000, user + system);
  };
  cost(200);
  const small = cost(200);
  expect(cost(800) / small).toBeLessThan(16);
});
