import { expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const input = (path: string, text: string) => ({
  file: new SourceFile(path, 'python', text),
  tree: parseModule(text),
});

test('when the time is over, files with code that was not interpreted are named, and flows of the rest stand', () => {
  const files = ['a', 'b', 'c'].map((name) =>
    input(
      `${name}.py`,
      'import os\nfrom flask import request\ndef run():\n    os.system(request.args["x"])\ndef other():\n    return 1\n',
    ),
  );
  const never = analyze(files, MODELS, NO_LISTENER);
  expect(never.unfinished).toEqual([]);
  let asked = 0;
  const late = analyze(files, MODELS, NO_LISTENER, { isOver: () => ++asked > 5 });
  expect(late.unfinished).toContain('c.py');
  expect(late.flows.length).toBeLessThan(never.flows.length);
  const nothing = analyze(files, MODELS, NO_LISTENER, { isOver: () => true });
  expect(nothing.unfinished).toEqual(['a.py', 'b.py', 'c.py']);
  expect(nothing.flows).toEqual([]);
});

test('of a file that is context only what the others use is interpreted', () => {
  const context = [
    'import os',
    'def used(x):',
    '    os.system(x)',
    'def unused():',
    '    return used(input())',
    'class Base:',
    '    def set(self, x):',
    '        self.command = x',
  ].join('\n');
  const edited = [
    'from flask import request',
    'from lib import used, Base',
    'def view():',
    '    used(request.args["x"])',
    'def other():',
    '    b = Base()',
    '    b.set(request.args["y"])',
    '    used(b.command)',
  ].join('\n');
  const files = [input('app.py', edited), input('lib.py', context)];
  const lines = (options: Parameters<typeof analyze>[3]) =>
    analyze(files, MODELS, NO_LISTENER, options).flows.map(({ steps, site }) => {
      const [first] = steps;
      const at = first?.module.file.position(first.start).line;
      return `${first?.module.file.path}:${at} ${site.module.file.path}:${site.module.file.position(site.start).line}`;
    });
  expect(lines({ context: new Set(['lib.py']) })).toEqual(['app.py:4 lib.py:3', 'app.py:7 lib.py:3']);
  expect(lines({})).toEqual(['app.py:4 lib.py:3', 'app.py:7 lib.py:3', 'lib.py:5 lib.py:3']);
});

test('what fills an argument is passed on once a call, however many calls are behind it', () => {
  const functions = ['def fill0(buffer):', '    socket.socket().recv_into(buffer)'];
  for (let i = 1; i <= 30; i++) {
    const call = `    fill${i - 1}(buffer)`;
    functions.push(`def fill${i}(buffer):`, call, call);
  }
  const use = ['def serve():', '    buffer = bytearray(100)', '    fill30(buffer)', '    os.system(buffer)'];
  const text = ['import os', 'import socket', ...functions, ...use].join('\n');
  const { flows } = analyze([input('main.py', text)], MODELS, NO_LISTENER);
  const line = (offset: number) => new SourceFile('main.py', 'python', text).position(offset).line;
  expect(flows.map(({ steps, site }) => [line(steps[0]?.start ?? 0), line(site.start)])).toEqual([[4, 98]]);
});
