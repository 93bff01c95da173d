import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isPlaceProblem, parsePlace } from '../../src/models/place.ts';
import { parseModule } from '../../src/python/parser.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import type { Example } from '../../src/rules/rule.ts';

const src = join(import.meta.dirname, '../../src/rules');

/** The texts of an example's Python files. */
function texts(example: Example): string[] {
  return typeof example === 'string'
    ? [example]
    : Object.entries(example).flatMap(([path, text]) => (/\.pyi?$/.test(path) ? [text] : []));
}

test('ids, aliases and equivalents name one rule each', () => {
  const taken = new Map<string, string>();
  for (const rule of ALL_RULES) {
    for (const id of [rule.id, ...(rule.aliases ?? [])]) {
      expect(taken.get(id), `${id} is taken`).toBeUndefined();
      taken.set(id, rule.id);
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    }
  }
});

test.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s says all that a reader needs', (id, rule) => {
  expect(existsSync(join(src, `${id}.rule.ts`)), 'the id is the file’s place').toBe(true);
  expect(rule.cwe.length, 'at least one CWE').toBeGreaterThan(0);
  for (const text of [rule.title, rule.why, rule.instead]) expect(text.trim().length).toBeGreaterThan(10);
  expect(rule.title.endsWith('.'), 'a title is no sentence').toBe(false);
  expect(rule.why.endsWith('.'), 'why is a sentence').toBe(true);
  expect(rule.bad.length, 'bad examples').toBeGreaterThan(0);
  expect(rule.good.length, 'good examples').toBeGreaterThan(0);
  const mark = `# ! ${id.split('/')[1]}`;
  for (const example of rule.bad) {
    const all = typeof example === 'string' ? example : Object.values(example).join('\n');
    expect(
      all.includes(mark) || all.includes(`# ! MISSING ${id.split('/')[1]}`),
      `a bad example carries \`${mark}\``,
    ).toBe(true);
  }
  for (const example of rule.good) {
    const all = typeof example === 'string' ? example : Object.values(example).join('\n');
    expect(all.includes(mark), 'a good example carries no mark').toBe(false);
  }
  for (const equivalent of rule.equivalents) expect(equivalent).toMatch(/^(?:bandit:B|ruff:|codeql:py\/|semgrep:)/);
});

test.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s names places in the place language', (_, rule) => {
  const places = [rule.calls, rule.stores, rule.reads, rule.imports].flatMap((handlers) =>
    (handlers ?? []).flatMap(({ at }) => at),
  );
  for (const place of places) {
    const parsed = parsePlace(place);
    expect(isPlaceProblem(parsed) ? `${place}: column ${parsed.column}, expected ${parsed.expected}` : null).toBeNull();
    if (!isPlaceProblem(parsed))
      expect(parsed.slots.length === 0 && parsed.condition === null, `${place}: no slots, no condition`).toBe(true);
  }
});

test.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s has examples that are Python', (_, rule) => {
  for (const example of [...rule.bad, ...rule.good]) {
    for (const text of texts(example)) expect(parseModule(text).problems, text).toEqual([]);
  }
});
