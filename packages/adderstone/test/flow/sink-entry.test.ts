import { expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

function analyzed(lines: readonly string[]) {
  const text = lines.join('\n');
  const file = new SourceFile('app.py', 'python', text);
  const result = analyze([{ file, tree: parseModule(text) }], MODELS, NO_LISTENER);
  const line = (at: number): number => file.position(at).line;
  return {
    ...result,
    /** Lines of each flow's steps, the source first. */
    ways: result.flows
      .filter(({ tier }) => tier === 'remote')
      .map(({ steps }) => steps.map(({ start }) => line(start))),
  };
}

test('of several ways to a sink that with the fewest calls is told', () => {
  const { ways } = analyzed([
    'import os',
    'from flask import request',
    'def deepest(x):',
    '    os.system(x)',
    'def between(x):',
    '    deepest(x)',
    'def run(x):',
    '    between(x)',
    '    deepest(x)',
    'def view():',
    '    run(request.args["x"])',
  ]);
  expect(ways).toEqual([[11, 11, 9, 4]]);
});

test('sinks of one kind that are reached together are told one by one, and cleaned for their own kind', () => {
  const { ways, sites } = analyzed([
    'import os, shlex, sqlite3',
    'from flask import request',
    'def many(x, db):',
    '    os.system("a " + x)',
    '    os.system("b " + x)',
    '    db.execute("select " + x)',
    'def view():',
    '    db = sqlite3.connect("d").cursor()',
    '    many(shlex.quote(request.args["x"]), db)',
    'def other():',
    '    many(request.args["y"], None)',
  ]);
  expect(ways.map((way) => [way[0], way.at(-1)])).toEqual([
    [11, 4],
    [11, 5],
    [9, 6],
  ]);
  expect(sites.filter(({ kind }) => kind === 'shell').map(({ outcome }) => outcome)).toEqual(['cleaned', 'cleaned']);
});

test('functions that call each other end, and their sinks are found from both', () => {
  const { ways } = analyzed([
    'import os',
    'from flask import request',
    'def even(x, n):',
    '    if n == 0:',
    '        os.system(x)',
    '    return odd(x, n - 1)',
    'def odd(x, n):',
    '    return even(x, n - 1)',
    'def view(n):',
    '    odd(request.args["x"], n)',
    'def other(n):',
    '    even(request.args["y"], n)',
  ]);
  expect(ways.map((way) => [way[0], way.at(-1)])).toEqual([
    [10, 5],
    [12, 5],
  ]);
});
