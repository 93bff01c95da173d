import { describe, expect, test } from 'vitest';
import { eventsOf, type Program, shown, sinkArguments, targetsOf } from './known.ts';

/** Name, program, and what `sink`'s arguments are known to be in each run that tells it. */
const PROGRAMS: readonly (readonly [string, Program, readonly string[]])[] = [
  ['a constant through a variable', 'x = "a" + "b"\nsink(x)', ["'ab'"]],
  ['arithmetic', 'sink(2 ** 10 // 3 % 7, -7 // 2, 1 / 4)', ['5, -4, 0.25']],
  ['a field', 'class C:\n  pass\nc = C()\nc.x = 1\nsink(c.x)', ['1']],
  ['a field set in the constructor', 'class C:\n  def __init__(self, x): self.x = x\nsink(C("q").x)', ["'q'"]],
  ['a field set in another method', 'class C:\n  def set(self): self.x = 5\n  def get(self): sink(self.x)\n', ['5']],
  ['a class attribute', 'class C:\n  L = "v"\n  def m(self): sink(self.L, C.L)\n', ["'v', 'v'"]],
  ['an inherited class attribute', 'class A:\n  L = "v"\nclass B(A): pass\nsink(B.L, B().L)', ["'v', 'v'"]],
  ['the entry of a key', 'd = {"a": 1, "b": 2}\nd["a"] = 3\nsink(d["a"], d["b"])', ['3, 2']],
  ['get with a fallback', 'd = {"a": 1}\nsink(d.get("a"), d.get("z"), d.get("z", 9))', ['1, None, 9']],
  ['an index', 'l = ["x", "y"]\nl.append("z")\nl.pop(0)\nsink(l[0], l[-1], len(l))', ["'y', 'z', 2"]],
  ['an alias sees the same object', 'a = {}\nb = a\nb["k"] = 1\nsink(a["k"])', ['1']],
  ['a copy does not', 'a = {"k": 1}\nb = a.copy()\nb["k"] = 2\nsink(a["k"], b["k"])', ['1, 2']],
  ['the old string after +=', 's = "a"\nt = s\ns += "b"\nsink(s, t)', ["'ab', 'a'"]],
  ['the same list after +=', 's = [1]\nt = s\ns += [2]\nsink(t)', ['[1, 2]']],
  ['unpacking', 'a, (b, *c) = 1, (2, 3, 4)\nsink(a, b, c)', ['1, 2, [3, 4]']],
  ['a swap', 'a, b = 1, 2\na, b = b, a\nsink(a, b)', ['2, 1']],
  ['a join of two branches', 'import os\nx = 1\nif os.getenv("A"): x = 2\nsink(x)', ['1 2']],
  ['a decided branch', 'x = 1\nif len("abc") == 3: x = 2\nelse: x = 3\nsink(x)', ['2']],
  ['code behind a decided branch is not told', 'if False:\n  sink(1)\nsink(2)', ['2']],
  ['code after return is not told', 'def f():\n  return 1\n  sink(1)\n', []],
  ['a match on a constant', 'match "b":\n  case "a": x = 1\n  case "b" | "c": x = 2\n  case _: x = 3\nsink(x)', ['2']],
  ['captures of a match', 'match (1, [2, 3]):\n  case (a, [b, *c]): sink(a, b, c)', ['1, 2, [3]']],
  [
    'what a library makes may be nothing',
    'import osgeo.gdal as g\nx = 1\nif g.Open("a") is None: x = 2\nsink(x)',
    ['1 2'],
  ],
  ['an object of a library is something', 'import lib\nx = 1\nif lib.Thing("a") is None: x = 2\nsink(x)', ['1']],
  ['a loop over constants', 'for x in ("a", "b"): sink(x)', ["'a' 'b'"]],
  ['a counter is not known', 'i = 0\nfor x in range(100): i += 1\nsink(i)', ['?']],
  ['a flag in a loop', 'found = False\nfor x in input(): found = True\nsink(found)', ['False True']],
  ['a while loop that breaks', 'while True:\n  x = 1\n  break\nsink(x)', ['1']],
  ['try: both ways', 'try:\n  x = 1\n  input()\nexcept OSError:\n  x = 2\nsink(x)', ['1 2']],
  ['finally', 'try:\n  x = 1\nfinally:\n  y = 2\nsink(x, y)', ['1, 2']],
  ['a conditional expression', 'import os\nsink(1 if os.getenv("A") else 2, 1 if True else 2)', ['1 2, 1']],
  ['or with a fallback', 'sink(None or "x", "" or 0, 1 and 2)', ["'x', 0, 2"]],
  ['a function from a function', 'import hashlib\ndef mk(): return hashlib.md5\nsink(mk())', ['hashlib.md5']],
  ['a parameter', 'def f(a, b=1): sink(a, b)\n', ['<a> ?, <b> ?']],
  ['a constant of the caller', 'def f(a): sink("x" + a)\nf("y")', ['concatenation(x{})', "'xy'"]],
  ['a value given back', 'def f(a): return a\nsink(f(1), f("x"))', ["1, 'x'"]],
  ['a container given back', 'def f(a): return {"k": [a]}\nsink(f(7)["k"][0])', ['7']],
  ['what a call changes', 'def f(d): d["k"] = 1\nx = {}\nf(x)\nsink(x["k"])', ['1']],
  ['a closure', 'def outer(a):\n  def inner(): return a\n  return inner\nsink(outer(5)())', ['5']],
  ['nonlocal', 'def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2\n  g()\n  return g\nf()', []],
  ['a lambda', 'f = lambda a, b=2: a + b\nsink(f(1))', ['3']],
  [
    'partial',
    'from functools import partial\ndef f(a, b, c=0): return (a, b, c)\nsink(partial(f, 1, c=3)(2))',
    ['[1, 2, 3]'],
  ],
  ['a callback', 'def f(g): return g(1)\ndef h(x): return x + 1\nsink(f(h))', ['2']],
  ['a decorator that keeps', 'import x\n@x.deco\ndef f(): return 1\nsink(f())', ['1']],
  [
    'a decorator that wraps',
    'def d(f):\n  def w(*a, **k): return f(*a, **k)\n  return w\n@d\ndef f(a): return a\nsink(f(4))',
    ['4'],
  ],
  ['a property', 'class C:\n  @property\n  def p(self): return "v"\nsink(C().p)', ["'v'"]],
  [
    'static and class methods',
    'class C:\n  K = 1\n  @staticmethod\n  def s(a): return a\n  @classmethod\n  def c(cls): return cls.K\nsink(C.s(2), C.c(), C().s(3))',
    ['2, 1, 3'],
  ],
  [
    'super',
    'class A:\n  def m(self): return "a"\nclass B(A):\n  def m(self): return super().m() + "b"\nsink(B().m())',
    ["'ab'"],
  ],
  [
    'the method resolution order',
    'class A:\n  def m(self): return 1\nclass B(A): pass\nclass C(A):\n  def m(self): return 2\nclass D(B, C): pass\nsink(D().m())',
    ['2'],
  ],
  [
    'an override is called through self',
    'class A:\n  def run(self): return self.m()\n  def m(self): return 1\nclass B(A):\n  def m(self): return 2\nsink(B().run())',
    ['2'],
  ],
  ['a generator', 'def g():\n  yield 1\n  yield 2\nfor x in g(): sink(x)', ['1 2']],
  ['a comprehension', 'sink([x + 1 for x in (1, 2)], {k: v for k, v in {"a": 1}.items()}["a"])', ['[2, 3], 1']],
  [
    'a star call',
    'def f(a, b, *r, **k): return (a, b, r[0], k["z"])\nsink(f(*[1, 2, 3], **{"z": 4}))',
    ['[1, 2, 3, 4]'],
  ],
  ['getattr with a constant name', 'import hashlib\nsink(getattr(hashlib, "m" + "d5"))', ['hashlib.md5']],
  ['setattr', 'class C: pass\nc = C()\nsetattr(c, "x", 1)\nsink(c.x)', ['1']],
  ['a module by name', 'import importlib\nsink(importlib.import_module("yaml").Loader)', ['yaml.Loader']],
  ['an enumeration', 'import enum\nclass E(enum.Enum):\n  A = "v"\nsink(E.A.value)', ["'v'"]],
  [
    'a data class',
    'from dataclasses import dataclass\n@dataclass\nclass C:\n  x: int\n  y: str = "d"\nc = C(1)\nsink(c.x, c.y)',
    ["1, 'd'"],
  ],
  ['an environment variable with a default', 'import os\nsink(os.environ.get("A", "x"))', ["'x' os.environ.get()"]],
  ['global', 'X = 1\ndef f():\n  global X\n  X = 2\ndef g(): sink(X)\n', ['1 2']],
  [
    'a global that functions change in place stays open',
    'L = ["a"]\ndef f(x): L.append(x)\ndef g(): sink("a" in L, L)\n',
    ['?, :builtins.list'],
  ],
  ['walrus', 'if (n := len("ab")) > 1: sink(n)', ['2']],
  ['with', 'class C:\n  def __enter__(self): return 5\n  def __exit__(self, *a): pass\nwith C() as c: sink(c)', ['5']],
  [
    'text out of parts',
    'def f(a): sink(f"x{a}y", "%s-%d" % (a, 3), "{}{b}".format(a, b=1), ",".join(["k", a]))\n',
    ['f-string(x{}y), percent({}-3), format({}1), join(k,{})'],
  ],
  ['a replaced part', 'def f(a): sink("x[V]y".replace("[V]", a), "aba".replace("a", "c"))\n', ["format(x{}y), 'cbc'"]],
  ['a slice', 'sink("abcdef"[1:4], [1, 2, 3][::-1])', ["'bcd', [3, 2, 1]"]],
  [
    'an instance by its annotation',
    'import flask\ndef f(app: flask.Flask): sink(app.config)\n',
    ['flask.Flask#config'],
  ],
  [
    'across three modules',
    {
      'a.py': 'VALUE = "v"\ndef make(): return VALUE',
      'b.py': 'from a import make as build',
      'c.py': 'import b\nsink(b.build())',
    },
    ["'v'"],
  ],
  [
    'a star import',
    { 'a.py': '__all__ = ["X"]\nX = 1\nY = 2', 'main.py': 'from a import *\nsink(X)\nsink(Y)' },
    ['1', '?'],
  ],
  [
    'a package that re-exports',
    { 'p/__init__.py': 'from .inner import f', 'p/inner.py': 'def f(): return 3', 'main.py': 'import p\nsink(p.f())' },
    ['3'],
  ],
  [
    'a module picked by a conditional import',
    {
      'compat.py': 'try:\n  import ujson as json\nexcept ImportError:\n  import json',
      'main.py': 'from compat import json\nsink(json)',
    },
    ['json ujson'],
  ],
  [
    'import cycles',
    {
      'a.py': 'import b\nX = 1\ndef f(): return b.Y',
      'b.py': 'import a\nY = 2\ndef g(): return a.X',
      'main.py': 'import a, b\nsink(a.f(), b.g())',
    },
    ['2, 1'],
  ],
  [
    'a flag that a subclass sets',
    'class A:\n  on = False\n  def m(self):\n    sink(self.on)\n    if self.on: sink(1)\nclass B(A):\n  on = True\n',
    ['False True', '1'],
  ],
  [
    'an attribute that code elsewhere stores stays open',
    'class A:\n  t = None\n  def m(self):\n    if self.t is not None: sink(self.t)\ndef f(x): x.t = 5\n',
    ['? None'],
  ],
  [
    'names imported in a circle',
    {
      'a.py': 'from b import X\nfrom b import Y',
      'b.py': 'from a import X\nY = 2',
      'main.py': 'from a import X, Y\nsink(Y)\nsink(X)',
    },
    ['2', 'a.X'],
  ],
  [
    'a source folder',
    { 'src/shop/__init__.py': '', 'src/shop/conf.py': 'K = 1', 'tests/test_a.py': 'from shop.conf import K\nsink(K)' },
    ['1'],
  ],
  [
    'a script beside its module',
    { 'tools/helper.py': 'K = 1', 'tools/run.py': 'import helper\nsink(helper.K)' },
    ['1'],
  ],
];

describe('what is known of values', () => {
  test.each(PROGRAMS)('%s', (_, program, wanted) => {
    expect(sinkArguments(program)).toEqual(wanted);
  });
});

test('an instance remembers how it was made', () => {
  const found: string[] = [];
  for (const { event } of eventsOf(
    'import jinja2\ndef env(flag): return jinja2.Environment(flag, autoescape=False)\nenv(1).from_string("x")\n',
  )) {
    if (event.kind !== 'call' || event.name !== 'from_string') continue;
    found.push([...(event.receiver?.made ?? [])].map(([name, value]) => `${name}=${shown(value)}`).join(' '));
    expect(event.targets[0]).toBe('jinja2.Environment#from_string');
  }
  expect(found).toEqual(['0=1 autoescape=False']);
});

test('what is set on an external object is known', () => {
  const program = 'import ssl\nc = ssl.create_default_context()\nc.check_hostname = False\nc.wrap_socket(None)\n';
  const call = eventsOf(program).find(({ event }) => event.kind === 'call' && event.name === 'wrap_socket')?.event;
  expect(call?.kind === 'call' && shown(call.receiver?.attributes?.get('check_hostname') ?? null)).toBe('False');
  expect(call?.kind === 'call' && call.targets).toEqual([
    'ssl.SSLContext#wrap_socket',
    'ssl.create_default_context().wrap_socket',
  ]);
});

test('imports by call are told', () => {
  const program = '__import__("pickle")\nimport importlib\nimportlib.import_module(name="a.b")\nfrom x import y\n';
  const paths = eventsOf(program).flatMap(({ event }) => (event.kind === 'import' ? [event.path] : []));
  expect(paths).toEqual(['pickle', 'importlib', 'a.b', 'x.y']);
});

test('forms of a target: class, its bases, literal chain', () => {
  const program = {
    'app.py':
      'import requests\nclass Client(requests.Session):\n  pass\nClient().get("u")\nimport sqlite3\nsqlite3.connect("f").cursor().execute("q")\n',
  };
  const targets = targetsOf(program);
  expect(targets['Client().get']).toEqual(['requests.Session#get']);
  expect(targets['sqlite3.connect("f").cursor().execute']).toEqual([
    'sqlite3.Cursor#execute',
    'pep249.Cursor#execute',
    'sqlite3.Connection#cursor().execute',
    'pep249.Connection#cursor().execute',
    'sqlite3.connect().cursor().execute',
  ]);
});

describe('bounds', () => {
  test.each([
    ['a huge power', 'sink(10 ** 10 ** 8)'],
    ['a huge string', 'sink("a" * 10 ** 9)'],
    ['a huge width', 'sink(f"{1:>999999999}")'],
    ['a huge shift', 'sink(1 << 10 ** 9)'],
    ['doubling in a loop', 's = "ab"\nfor i in range(64): s = s + s\nsink(s)'],
  ])('%s costs nothing', (_, program) => {
    const [only] = sinkArguments(program);
    expect(only).toMatch(/\?$|f-string/);
  });

  test('a container keeps 256 items apart', () => {
    const items = Array.from({ length: 300 }, (_, i) => i).join(', ');
    expect(sinkArguments(`x = [${items}]\nsink(x, len(x), x[299])`)).toEqual([
      ':builtins.list, builtins.len(), 297 298 299 ?',
    ]);
  });

  test('a chain of 2,000 calls ends', () => {
    const functions = Array.from({ length: 2000 }, (_, i) => `def f${i}(): return f${i + 1}()`);
    expect(sinkArguments(`${functions.join('\n')}\ndef f2000(): return 1\nsink(f0())`)).toHaveLength(1);
  });
});
