import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Location, RawFinding } from '../../src/findings/finding.ts';
import { fingerprints } from '../../src/findings/fingerprint.ts';
import { maskFile } from '../../src/findings/mask.ts';
import { SourceFile } from '../../src/text/source-file.ts';

function locationOf(file: SourceFile, start: number, end: number): Location {
  const from = file.position(start);
  const to = file.position(end);
  return {
    path: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    cell: from.cell,
  };
}

/** A finding at every occurrence of `text`, with a trace that starts at the first `origin`. */
function findAll(file: SourceFile, text: string, origin: string | null = null): RawFinding[] {
  const found: RawFinding[] = [];
  for (let at = file.text.indexOf(text); at >= 0; at = file.text.indexOf(text, at + 1)) {
    const from = origin === null ? -1 : file.text.indexOf(origin);
    found.push({
      rule: 'injection/shell',
      cwe: [78],
      severity: 'high',
      confidence: 'high',
      cause: origin === null ? 'form' : 'flow',
      tier: null,
      message: 'm',
      instead: 'i',
      trace: from < 0 ? [] : [{ ...locationOf(file, from, from + (origin as string).length), note: 'n' }],
      fix: null,
      location: locationOf(file, at, at + text.length),
      start: at,
      end: at + text.length,
    });
  }
  return found;
}

function prints(file: SourceFile, findings: readonly RawFinding[]): readonly string[] {
  return fingerprints(findings, new Map([[file.path, file]]));
}

const python = (text: string, path = 'a.py'): SourceFile => new SourceFile(path, 'python', text);

test('a fingerprint is 32 hexadecimal digits, and differs by rule, path, text and origin', () => {
  const file = python('source(1)\nsource(2)\nrun(x)\nrun(y)\n');
  const plain = findAll(file, 'run(x)');
  const other = { ...(plain[0] as RawFinding), rule: 'injection/argv' };
  const all = [
    ...prints(file, plain),
    ...prints(file, [other]),
    ...prints(file, findAll(file, 'run(y)')),
    ...prints(file, findAll(file, 'run(x)', 'source(1)')),
    ...prints(file, findAll(file, 'run(x)', 'source(2)')),
    ...prints(python(file.text, 'b.py'), findAll(python(file.text, 'b.py'), 'run(x)')),
  ];
  for (const one of all) expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(all).size).toBe(6);
});

test('inserting lines elsewhere keeps every fingerprint, with CR LF too', () => {
  const words = fc.constantFrom('x = 1', '# comment', '', 'def f():', '    pass', 'q = "y"');
  fc.assert(
    fc.property(fc.array(words), fc.array(words), fc.array(words), fc.constantFrom('\n', '\r\n'), (a, b, c, eol) => {
      const core = ['v = source()', 'run(v)', 'run(v)'];
      const before = python(`${core.join('\n')}\n`);
      const after = python([...a, core[0], ...b, core[1], ...c, core[2], ...a].join(eol));
      expect(prints(after, findAll(after, 'run(v)', 'source()'))).toEqual(
        prints(before, findAll(before, 'run(v)', 'source()')),
      );
    }),
  );
});

test('twins have their own ordinals, by position and not by order of the list', () => {
  const file = python('run(v)\nrun(v)\nrun(v)\n');
  const findings = findAll(file, 'run(v)');
  const straight = prints(file, findings);
  expect(new Set(straight).size).toBe(3);
  expect(prints(file, [...findings].reverse())).toEqual([...straight].reverse());
  const fewer = python('run(v)\nrun(v)\n');
  expect(prints(fewer, findAll(fewer, 'run(v)'))).toEqual(straight.slice(0, 2));
});

test('white space inside the place does not count', () => {
  const a = python('run(a, b)');
  const b = python('run(a,\n      b)');
  expect(prints(b, findAll(b, 'run(a,\n      b)'))).toEqual(prints(a, findAll(a, 'run(a, b)')));
});

test('a secret enters no hash: neither its text nor its length', () => {
  const of = (secret: string): string => {
    const file = python(`run("${secret}")`);
    const masked = maskFile(file, [{ start: 5, end: 5 + secret.length, prefix: '' }]);
    return prints(masked, findAll(file, file.text))[0] as string;
  };
  expect(of('hunter22')).toBe(of('another secret'));
  const file = python('token = "aaaa"\ntoken = "bbbb"');
  const anchored = (text: string): RawFinding => ({ ...(findAll(file, text)[0] as RawFinding), anchor: 'token' });
  expect(prints(file, [anchored('"aaaa"')])).toEqual(prints(file, [anchored('"bbbb"')]));
  expect(new Set(prints(file, [anchored('"aaaa"'), anchored('"bbbb"')])).size).toBe(2);
});

test('the origin of a flow in a notebook is found by its cell', () => {
  const text = 'a()\nb()\n';
  const notebook = new SourceFile('n.ipynb', 'notebook', text, [
    { number: 1, start: 0, end: 4, firstLine: 0 },
    { number: 2, start: 4, end: 8, firstLine: 1 },
  ]);
  expect(notebook.offset(1, 1, 2)).toBe(4);
  expect(notebook.offset(9, 9, 2)).toBe(text.length);
  const from = (origin: string): string => prints(notebook, findAll(notebook, 'b()', origin))[0] as string;
  expect(from('a()')).not.toBe(from('b()'));
});
