import { expect, test } from 'vitest';
import { decodePython } from '../../src/python/decode.ts';
import { readNotebook } from '../../src/python/notebook.ts';
import { parseModule } from '../../src/python/parser.ts';
import { isPython2 } from '../../src/python/python2.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);

test.each([
  ['plain UTF-8', bytes('x = "é"\n'), 'x = "é"\n'],
  ['a byte order mark', bytes('\ufeffx = 1\n'), 'x = 1\n'],
  ['a coding line', bytes('# -*- coding: latin-1 -*-\nx = "\xe9"\n', 'latin1'), '# -*- coding: latin-1 -*-\nx = "é"\n'],
  [
    'a coding line on the second line',
    bytes('#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = "\xa4"', 'latin1'),
    '#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = "€"',
  ],
  ['CR line ends', bytes('a = 1\rb = 2\r'), 'a = 1\rb = 2\r'],
])('%s is read', (_, given, expected) => {
  const decoded = decodePython(given);
  expect(decoded.kind === 'text' ? decoded.text : decoded.message).toBe(expected);
});

test.each([
  ['Latin-1 without a coding line', bytes('x = "\xe9"\n', 'latin1'), 'encoding'],
  ['NUL bytes', bytes('x = 1\0\n'), 'binary'],
  ['UTF-16', bytes('\ufeffx = 1\n', 'utf16le'), 'encoding'],
  ['an unknown coding', bytes('# coding: klingon\nx = 1\n'), 'encoding'],
  ['a coding line behind code', bytes('x = 1\n# coding: latin-1\n"\xe9"', 'latin1'), 'encoding'],
])('%s is refused with its reason', (_, given, reason) => {
  const decoded = decodePython(given);
  expect(decoded.kind === 'unreadable' ? decoded.reason : 'read').toBe(reason);
});

test('a notebook is its code cells, with magics blanked and places kept', () => {
  const notebook = readNotebook(
    JSON.stringify({
      nbformat: 4,
      metadata: { language_info: { name: 'python' } },
      cells: [
        { cell_type: 'markdown', source: ['# title'] },
        { cell_type: 'code', source: ['%matplotlib inline\n', 'import os\n', 'files = !ls\n', 'os.system("x")'] },
        { cell_type: 'code', source: '%%bash\nrm -rf /tmp/x\n' },
        { cell_type: 'code', source: '!pip install x\nx?\ny = 1\n' },
      ],
    }),
  );
  if (notebook.kind !== 'notebook') throw new Error('not read');
  expect(notebook.cells.map((cell) => cell.number)).toEqual([2, 4]);
  expect(notebook.foreign).toEqual([3]);
  const module = parseModule(notebook.text);
  expect(module.problems).toEqual([]);
  const second = notebook.cells[0];
  expect(notebook.text.slice(second?.start, second?.end).split('\n')[3]).toBe('os.system("x")');
});

test('code of a notebook that only looks like a magic stays', () => {
  const code = [
    'x = run(a)  # right?',
    'sql = ("select %s"',
    '    % name)',
    "text = '''",
    '%timeit is told here',
    'print(it)?',
    '\'\'\'  # """ in a comment',
    'y = x \\',
    '  % 3',
    '%timeit run()',
    '!pip install a \\',
    '   b',
    'run??',
    'os.system(x)',
    '',
  ];
  const notebook = readNotebook(JSON.stringify({ cells: [{ cell_type: 'code', source: code.join('\n') }] }));
  if (notebook.kind !== 'notebook') throw new Error('not read');
  const lines = notebook.text.split('\n');
  expect(lines.map((line) => line.length)).toEqual(code.map((line) => line.length));
  expect(lines.filter((line, i) => line !== code[i])).toEqual(['pass         ', 'pass            ', '    ', 'pass ']);
  expect(parseModule(notebook.text).problems).toEqual([]);
});

test('a broken notebook and one in another language are said to be', () => {
  expect(readNotebook('{"cells": [').kind).toBe('unreadable');
  expect(readNotebook('[]').kind).toBe('unreadable');
  expect(readNotebook('{"cells": [], "metadata": {"language_info": {"name": "R"}}}')).toEqual({
    kind: 'other-language',
    language: 'r',
  });
});

test.each(['print "hello"\n', 'raise ValueError, "x"\n', 'x = 0777\n', 'if a <> b:\n    pass\n', 'exec "x = 1"\n'])(
  'Python 2 is recognised: %s',
  (text) => {
    expect(isPython2(text, parseModule(text))).toBe(true);
  },
);

test.each([
  ['0755', 0o755],
  ['0007', 7],
  ['010L', 8],
  ['10L', 10],
  ['00', 0],
])('numbers as Python 2 writes them have their value: %s', (text, value) => {
  const [statement] = parseModule(`x = ${text}\n`).body;
  expect(statement).toMatchObject({ kind: 'Assign', value: { kind: 'Constant', type: 'int', value } });
});

test.each([
  'print("hello")\n',
  'def f(:\n',
  'x = (1,\n',
  'try:\n    pass\nexcept (ValueError, TypeError) as e:\n    raise\n',
])('Python 3, broken or not, is not Python 2: %s', (text) => {
  expect(isPython2(text, parseModule(text))).toBe(false);
});
