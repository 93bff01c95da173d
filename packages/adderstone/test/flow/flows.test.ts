import { expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { TIERS } from '../../src/models/vocabulary.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** Flows of requests that do not hang on a guess: kind, line of the source, line of the sink. */
function flowsOf(text: string): readonly (readonly [string, number, number])[] {
  const file = new SourceFile('app.py', 'python', text);
  const { flows, failures } = analyze([{ file, tree: parseModule(text) }], MODELS, NO_LISTENER, { tiers: TIERS });
  expect(failures).toEqual([]);
  return flows
    .filter(({ weak, tier }) => !weak && tier === 'remote')
    .map(({ kind, steps, site }) => [kind, file.position(steps[0]?.start ?? 0).line, file.position(site.start).line]);
}

test('a key of a dict that is no constant, e.g. a class, ends no search', () => {
  const text = [
    'import os',
    'from flask import request',
    'class Key: pass',
    'HANDLERS = {Key: request.args["a"], "b": request.args["b"]}',
    'def run():',
    '    os.system(HANDLERS["b"])',
    'def other():',
    '    for each in HANDLERS.values():',
    '        os.system(each)',
    'run()',
  ].join('\n');
  const found = flowsOf(text);
  expect(found).toContainEqual(['shell', 4, 6]);
  expect(found).toContainEqual(['shell', 4, 9]);
});

test('a loop is seen in its first iteration and in those that change what it starts from', () => {
  const text = [
    'import os',
    'from flask import request',
    'def loop(n):',
    '    command = "echo"',
    '    while n > 0:',
    '        os.system(command)',
    '        command = request.args["next"]',
    '        n -= 1',
    '    os.system(command)',
    'def constant(n):',
    '    command = "echo"',
    '    while n > 0:',
    '        os.system(command)',
    '        n -= 1',
  ].join('\n');
  const found = flowsOf(text);
  expect(found).toContainEqual(['shell', 7, 6]);
  expect(found).toContainEqual(['shell', 7, 9]);
  expect(found.some(([, , sink]) => sink === 13)).toBe(false);
});

test('what an entry point calls on itself is the method of the subclass that inherits it', () => {
  const text = [
    'import os',
    'from django.views import View',
    'class Base(View):',
    '    def get(self, request):',
    '        return self.between(request.GET["x"])',
    '    def between(self, x):',
    '        return self.render(x)',
    '    def render(self, x):',
    '        raise NotImplementedError',
    'class Child(Base):',
    '    def render(self, x):',
    '        os.system("echo " + x)',
    'class Other(Base):',
    '    def render(self, x):',
    '        os.system("echo constant")',
    'class Own(Base):',
    '    def get(self, request):',
    '        return self.render("constant")',
    '    def render(self, x):',
    '        os.system(x)',
  ].join('\n');
  const found = flowsOf(text);
  expect(found).toEqual([['shell', 5, 12]]);
});
