import { expect, test } from 'vitest';
import { compileModels } from '../../src/models/compile.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { KINDS, TIERS } from '../../src/models/vocabulary.ts';

const compile = (text: string) =>
  compileModels([{ path: 'models/x.yaml', text: `library: x\ndocs: https://x.example/\n${text}` }]);

test('every part is read', () => {
  const result = compile(`types: { x.C: ["x.{make,build}()", "x.C#items[]", "x.cursor()#one()"] }
bases: { x.C: [x.B] }
aliases: { x.C: [x.inner.C] }
returns: { x.C: ["x.current()"] }
sources: { remote: ["x.Request#{args,form}"] }
sinks: { sql: ["x.C#execute(0|sql)"], argv: ["x.run(0|args) unless shell=True"] }
sanitizers: { html: [x.escape()] }
guards: { redirect: ["x.is_safe(0|url) when True"] }
flows: ["x.load(0|stream) -> return"]
entries: [{ decorator: "x.App#{get,post}", taints: params, origin: remote, except: [x.Depends], types: { "0|request": x.Request }, returns: html }]
`);
  expect(result).toEqual({
    models: {
      libraries: [{ library: 'x', docs: 'https://x.example/' }],
      types: { 'x.make()': ['x.C'], 'x.build()': ['x.C'], 'x.C#items[]': ['x.C'], 'x.cursor().one()': ['x.C'] },
      bases: { 'x.C': ['x.B'] },
      aliases: { 'x.inner.C': 'x.C' },
      returns: { 'x.current()': 'x.C' },
      sources: [{ tier: 'remote', place: 'x.Request#{args,form}' }],
      sinks: [
        { kind: 'sql', place: 'x.C#execute(0|sql)' },
        { kind: 'argv', place: 'x.run(0|args) unless shell=True' },
      ],
      sanitizers: [{ kind: 'html', place: 'x.escape()' }],
      guards: [{ kind: 'redirect', place: 'x.is_safe(0|url) when True' }],
      flows: ['x.load(0|stream) -> return'],
      entries: [
        {
          by: 'decorator',
          place: 'x.App#{get,post}',
          methods: [],
          parts: [],
          taints: 'params',
          origin: 'remote',
          except: ['x.Depends'],
          types: { '0|request': 'x.Request' },
          returns: 'html',
        },
      ],
    },
  });
});

test.each([
  ['sinks: { sqll: [x.f(0)] }', 3, 10, 'one of shell, argv'],
  ['sources: { far: [x.f] }', 3, 12, 'one of remote'],
  ['sinks:\n  sql:\n    - "x.f(0|"', 5, 14, 'a name'],
  ['types: { x.C: ["x..f()"] }', 3, 19, 'a name or `{`'],
  ['nonsense: 1', 3, 1, 'one of library'],
  ['flows: ["x.f(0)"]', 3, 10, '`place -> target`'],
  ['entries: [{ decorator: x.f }]', 3, 11, 'a form and `origin`'],
  ['types: [', 3, 1, 'YAML'],
])('%s is refused with its place', (text, line, column, expected) => {
  const result = compile(text);
  expect('problems' in result && result.problems[0]).toMatchObject({ path: 'models/x.yaml', line });
  expect('problems' in result && result.problems[0]?.expected).toContain(expected);
  if (!text.endsWith('[')) expect('problems' in result && result.problems[0]?.column).toBe(column);
});

test('what is shipped speaks the vocabulary', () => {
  for (const one of MODELS.sources) expect(TIERS).toContain(one.tier);
  for (const one of [...MODELS.sinks, ...MODELS.sanitizers, ...MODELS.guards]) expect(KINDS).toContain(one.kind);
  expect(MODELS.libraries.length).toBeGreaterThan(10);
});
