import { expect, test } from 'vitest';
import type { Node } from '../../src/python/nodes.ts';
import { parseModule } from '../../src/python/parser.ts';
import { walk } from '../../src/python/walk.ts';

function functions(text: string): string[] {
  const found: string[] = [];
  walk(parseModule(text), (node: Node) => {
    if (node.kind === 'FunctionDef') found.push(text.slice(node.start, node.end).split('(')[0] as string);
  });
  return found;
}

const SOURCE =
  'def first(a, b=1):\n    return [a, (b)]\n\ndef second(c):\n    if c:\n        pass\n    return f"{c!r:>{10}}"\n\nclass C(B, x=1):\n    async def third(self): await self.x\n';

test('a damaged file keeps the functions around the damage', () => {
  expect(parseModule(SOURCE).problems).toEqual([]);
  for (const damage of ['(', ')', ':', '[', ']']) {
    for (let at = SOURCE.indexOf(damage); at >= 0; at = SOURCE.indexOf(damage, at + 1)) {
      const text = SOURCE.slice(0, at) + SOURCE.slice(at + 1);
      const kept = functions(text).filter((name) => /first|second|third/.test(name)).length;
      expect(kept, `without ${damage} at ${at}`).toBeGreaterThanOrEqual(2);
    }
  }
});

test('cut anywhere, it is read without a throw, and every problem has a place', () => {
  for (let end = 0; end <= SOURCE.length; end++) {
    for (const problem of parseModule(SOURCE.slice(0, end)).problems) expect(problem.start).toBeLessThanOrEqual(end);
  }
});

test.each([
  ['brackets', '('.repeat(100_000)],
  ['closed brackets', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['calls', `x${'.b()'.repeat(50_000)}`],
  ['sums', `x${' + x'.repeat(50_000)}`],
  ['nots', `${'not '.repeat(50_000)}x`],
  ['signs', `${'-'.repeat(100_000)}x`],
  ['powers', `x${'**x'.repeat(50_000)}`],
  ['lambdas', `${'lambda: '.repeat(50_000)}x`],
  ['conditions', `${'x if x else '.repeat(50_000)}x`],
  ['elifs', `if x:\n  pass\n${'elif x:\n  pass\n'.repeat(20_000)}`],
  ['blocks', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')],
  ['f-strings', `${'f"{'.repeat(5_000)}`],
  ['unclosed f-strings', 'f"{x"\n'.repeat(20_000)],
  ['format specifications', `f"{x:${'{x:'.repeat(20_000)}`],
  ['named characters', `f"${'\\N{'.repeat(50_000)}`],
  ['comprehensions', '[x for x in '.repeat(20_000)],
  ['yields', 'yield '.repeat(50_000)],
  ['stars', '[*'.repeat(50_000)],
  ['indexes', 'x[x'.repeat(50_000)],
  ['brackets of two kinds', '(]'.repeat(50_000)],
  ['digits', `0${'1'.repeat(100_000)}x`],
  ['patterns', `match x:\n case ${'('.repeat(50_000)}`],
  ['decorators in a bracket', `(\n${'@x\n'.repeat(50_000)}`],
  ['indented lines', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}x\n`).join('')],
])('deep %s neither overflow nor hang', (_, text) => {
  const module = parseModule(text);
  let nodes = 0;
  walk(module, () => nodes++);
  expect(nodes).toBeGreaterThan(0);
});

test('problems beyond a hundred are said to be left out', () => {
  const { problems } = parseModule('x y\n'.repeat(500));
  expect(problems.length).toBe(101);
  expect(problems.at(-1)?.message).toBe('further problems of this file are not listed');
  expect(problems.at(-2)?.message).toBe('expected the end of the statement');
});
