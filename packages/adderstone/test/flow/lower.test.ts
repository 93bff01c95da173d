import { expect, test } from 'vitest';
import { lowerModule } from '../../src/flow/lower.ts';
import { printIr } from '../../src/flow/print-ir.ts';
import { parseModule } from '../../src/python/parser.ts';

/** One snippet a form of the language. */
const SNIPPETS: readonly string[] = [
  'x = 1',
  'x = y = a.b',
  'a.b = c[1]',
  'c[1:2] = d',
  'x += 1',
  'a.b -= c',
  'a, *b = c',
  '(a, b), [c, d] = e',
  'del a, b[0]',
  'f(a, *b, c=d, **e)',
  'a.b(c)(d)',
  'x = a + b * -c',
  'x = not a and b or c',
  'x = a < b <= c',
  'x = a if b else c',
  'x = [1, *a]; y = (1,); z = {2}; d = {"k": v, **w}',
  'x = f"a{b!r:>4}c{d:{e}}"',
  'if a:\n  b\nelif c:\n  d\nelse:\n  e',
  'while a:\n  if b: break\n  continue\nelse:\n  c',
  'for a, b in c:\n  d\nelse:\n  e',
  'try:\n  a\nexcept B as e:\n  c\nexcept:\n  d\nelse:\n  f\nfinally:\n  g',
  'with a as b, c() as (d, e):\n  f',
  'async def f():\n  async with a as b:\n    async for c in d: await e(c)\n  return await g',
  'def f(a, /, b=1, *c, d, e=2, **g):\n  return a',
  'def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n    return x\n  return g',
  'def f():\n  global x\n  x = 1',
  '@a\n@b(c)\ndef f(): pass',
  '@a\nclass C(B, metaclass=M):\n  x: int = 1\n  def m(self): self.y = C.x',
  'f = lambda a, b=1: a + b',
  'x = [a for a in b if c]',
  'x = {a: d for a in b for d in a}',
  'x = sum(a for a in b)',
  'def f():\n  x = yield 1\n  yield from g()',
  'if (n := f()) > 1: g(n)',
  'import a.b.c\nimport a.b as d\nfrom . import e\nfrom ..f import g as h\nfrom i import *',
  'match a:\n  case 1 | 2: b\n  case [c, *d]: e\n  case {"k": f, **g}: h\n  case C(x, y=1) if z: i\n  case _: j',
  'assert a, b',
  'raise A from b',
  'return_ = a[b, c:d]',
  'def f(x):\n  def g(): return [x for y in z]\n  return g',
  'class A:\n  def f(self):\n    class B:\n      y = self\n    return B',
  'x: int = 1\ny: str',
];

test('lowered code of each form of the language', async () => {
  const printed = SNIPPETS.map((text) => {
    const tree = parseModule(text);
    expect(tree.problems, text).toEqual([]);
    return `${text}\n---\n${printIr(lowerModule(tree))}`;
  });
  await expect(printed.join('\n====\n')).toMatchFileSnapshot('golden/ir.txt');
});

test('region lengths hold when the code outgrows its first array', () => {
  const body = Array.from({ length: 400 }, (_, i) => `    f(${i}, x)`).join('\n');
  const ir = lowerModule(parseModule(`if a:\n    b\n    while c:\n${body.replaceAll('    ', '        ')}\nd`));
  expect(() => printIr(ir)).not.toThrow();
  expect(printIr(ir)).toMatch(/load-global t\d+ = d/);
});

test('code nested too deep is left out and said', () => {
  const ir = lowerModule(parseModule(`x = ${'['.repeat(400)}${']'.repeat(400)}`));
  expect(ir.tooDeep.length === 0 || (ir.tooDeep[0]?.[0] ?? 0) > 0).toBe(true);
});
