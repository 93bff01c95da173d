import { expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { rowsAbout } from '../../src/models/met-rows.ts';
import { layModels } from '../../src/models/user-models.ts';
import { checkModels, explainLine } from '../../src/scan/met-models.ts';

const SHOP = `library: shop
docs: https://shop.example/api
sources: { remote: ["shop.current_order()"] }
sinks: { shell: ["shop.print_label(0|text)"] }
`;
const file = (text: string): { path: string; text: string } => ({ path: 'security/shop.yaml', text });

test('rows of a project lie over the shipped ones', () => {
  const laid = layModels(MODELS, [file(SHOP)]);
  if ('problems' in laid) throw new Error(laid.problems[0]?.expected);
  expect(laid.models.sinks.at(-1)).toEqual({ kind: 'shell', place: 'shop.print_label(0|text)' });
  expect(laid.models.sinks.length).toBe(MODELS.sinks.length + 1);
  expect(laid.lowering).toEqual([]);
});

test('what says that something is harmless needs a reason, and is told with its line', () => {
  const rows = `${SHOP}sanitizers: { html: ["shop.clean()"] }\n`;
  const refused = layModels(MODELS, [file(rows)]);
  expect(refused).toEqual({
    problems: [
      {
        path: 'security/shop.yaml',
        line: 5,
        column: 1,
        expected: '`reason`, since `sanitizers` says that something is harmless',
      },
    ],
  });
  const laid = layModels(MODELS, [file(`${rows}reason: reviewed\n`)]);
  if ('problems' in laid) throw new Error(laid.problems[0]?.expected);
  expect(laid.lowering).toEqual([{ path: 'security/shop.yaml', line: 5, text: 'models: `sanitizers` (reviewed)' }]);
});

test('a shipped row is switched off by its exact text; one that is not there is refused', () => {
  const row = MODELS.sinks[0]?.place as string;
  const text = (name: string): string =>
    `library: shop\ndocs: x\nreason: wrapped\ndisable:\n  - ${JSON.stringify(name)}\nflows: ["shop.tidy(0) -> return"]\n`;
  const laid = layModels(MODELS, [file(text(row))]);
  if ('problems' in laid) throw new Error(laid.problems[0]?.expected);
  expect(laid.models.sinks.some(({ place }) => place === row)).toBe(false);
  expect(laid.models.flows.at(-1)).toBe('shop.tidy(0) -> return');
  const wrong = layModels(MODELS, [file(text('shop.nothing(0)'))]);
  expect('problems' in wrong && wrong.problems[0]?.expected).toBe('the exact text of a shipped row');
});

test('a wrong row is refused with its line and column, below keys of a project’s own too', () => {
  const wrong = layModels(MODELS, [file(`reason: x\n${SHOP.replace('(0|text)', '(0 0)')}`)]);
  expect(wrong).toEqual({ problems: [{ path: 'security/shop.yaml', line: 5, column: 37, expected: '`,` or `)`' }] });
});

test('the program beside a model must do what its marks say', () => {
  const program = 'import shop\nshop.print_label(shop.current_order())  # ! shell\nshop.print_label("a")\n';
  expect(checkModels(file(SHOP), program)).toEqual({ rows: 2, problems: [], tested: true, wrong: [] });
  expect(checkModels(file(SHOP), program.replace('"a")', '"a")  # ! shell')).wrong).toEqual([
    { line: 3, text: 'shell is not found' },
  ]);
  expect(checkModels(file(SHOP), program.replace('  # ! shell', '')).wrong).toEqual([
    { line: 2, text: 'shell is found, and not marked' },
  ]);
});

test('a line is explained by the rows about it, and what no row describes is suggested', () => {
  const text = 'import shop, other\ndef handler():\n    shop.print_label(other.tidy(shop.current_order()))\n';
  const found = explainLine([{ path: 'app.py', bytes: Buffer.from(text) }], [file(SHOP)], 'app.py', 3);
  if ('refused' in found) throw new Error(found.refused);
  expect(found.calls.map(({ column, targets }) => [column, targets[0]])).toEqual([
    [5, 'shop.print_label'],
    [22, 'other.tidy'],
    [33, 'shop.current_order'],
  ]);
  expect(found.calls[0]?.rows).toEqual([{ part: 'sink', of: 'shell', row: 'shop.print_label(0|text)' }]);
  expect(found.flows).toEqual([
    {
      kind: 'shell',
      tier: 'remote',
      weak: true,
      steps: ['app.py:3  data of a request', 'app.py:3  reaches a command line that a shell reads'],
    },
  ]);
  expect(found.suggestions).toContain(
    '  - "other.tidy(*,**) -> return"    # its result holds the data of its arguments',
  );
  expect(explainLine([{ path: 'app.py', bytes: Buffer.from(text) }], [], 'app.py', 9)).toEqual({
    refused: 'app.py has 4 lines',
  });
});

test('rows are found by all forms of a path', () => {
  expect(rowsAbout(MODELS, ['subprocess.run']).map(({ of }) => of)).toContain('shell');
  expect(rowsAbout(MODELS, ['nothing.at.all'])).toEqual([]);
});
