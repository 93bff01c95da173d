import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import {
  type Configuration,
  DEFAULTS,
  isConfigurationError,
  KEYS,
  readConfiguration,
} from '../../src/scan/configuration.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/config.schema.json'), 'utf8'),
) as object;
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const read = (files: Readonly<Record<string, string>>, explicit: string | null = null) =>
  readConfiguration((path) => (Object.hasOwn(files, path) ? (files[path] as string) : null), explicit);

test('the shipped schema takes what the program takes, and refuses what it refuses', async () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      'static',
      'all',
      'low',
      'high',
      'show',
      'honour',
      'remote',
      'x.md',
      '../x',
      '/x',
      'a/../b',
      'a/..b',
    ),
    fc.constantFrom<unknown>(1, 0, -1, 1.5, 100_000_000, 100_000_001, true),
    fc.array(fc.constantFrom<unknown>('all', 'low', 'remote', 'a/*.py', 'REQ-01', 3), { maxLength: 2 }),
    fc.constantFrom<unknown>(
      { paths: [] },
      { paths: [{ base: 'up', app: 'm:a', symlink: true }] },
      { paths: [{ base: '../up', app: 'm:a' }] },
      { paths: [{ base: 'up', app: 'm:a', target: 'm:f' }] },
      { paths: [{ base: 'up', url: 'http://127.0.0.1/{}', command: ['python', 'x.py'] }] },
      { paths: [{ base: 'up', command: [] }] },
      { paths: [{ app: 'm:a' }], throughput: [] },
      { throughput: [{ command: ['python', 'x.py', '{url}'], targets: 10 }] },
      { throughput: [{ command: ['python', 'x.py'] }] },
      { throughput: [{ command: ['{url}'], deadline: 0 }] },
    ),
    fc.constantFrom<unknown>({}, { 'a/*.py': ['x/y'] }, { 'a/*.py': 'x/y' }, { 'a/*.py': [1] }),
  );
  const key = fc.constantFrom(...Object.keys(KEYS).filter((name) => name !== 'extend'), 'constructor', 'exlude');
  await fc.assert(
    fc.asyncProperty(key, value, async (name, given) => {
      const table = { [name]: given };
      const result = await read({ 'adderstone.toml': stringify(table) });
      expect([table, isValid(table)]).toEqual([table, !isConfigurationError(result)]);
    }),
    { numRuns: 600, seed: 3 },
  );
});

test('an error names file, line and what was expected', async () => {
  const error = async (text: string, path = 'adderstone.toml') => {
    const result = await read({ [path]: text });
    return isConfigurationError(result) ? `${result.path}:${result.line}: ${result.message}` : result;
  };
  expect(await error('severity = "low"\n\nexlude = []\n')).toBe(
    'adderstone.toml:3: the key is not known; the nearest is `exclude`',
  );
  expect(await error('[tool.ruff]\nselect = 1\n[tool.adderstone]\nselect = 1\n', 'pyproject.toml')).toBe(
    'pyproject.toml:4: `select`: expected a list of texts',
  );
  expect(await error('[tool.adderstone.per-file-ignores]\n"a" = 1\n', 'pyproject.toml')).toBe(
    'pyproject.toml:1: `per-file-ignores`: expected a list of rules for each glob',
  );
  expect(await error('x = \n')).toBe('adderstone.toml:1: is not valid TOML here');
  expect(await error('tool = 3\n', 'pyproject.toml')).toEqual(DEFAULTS);
});

test('adderstone.toml wins over pyproject.toml; extend is read first, and its lowered protection stays listed', async () => {
  const result = (await read({
    'adderstone.toml': 'extend = "conf/base.toml"\nfail-on = "high"\n',
    'conf/base.toml': '# base\nignore = ["crypto/*"]\nfail-on = "medium"\n',
    'pyproject.toml': '[tool.adderstone]\nseverity = "high"\n',
  })) as Configuration;
  expect([result.failOn, result.severity, result.ignore, result.files]).toEqual([
    'high',
    'low',
    ['crypto/*'],
    ['conf/base.toml', 'adderstone.toml'],
  ]);
  expect(result.lowered.map(({ setting, path, line }) => `${path}:${line} ${setting}`)).toEqual([
    'conf/base.toml:2 ignore',
    'conf/base.toml:3 fail-on',
    'adderstone.toml:2 fail-on',
  ]);
});

test('what only repeats a default lowers nothing', async () => {
  const result = (await read({
    'adderstone.toml':
      'severity = "low"\nconfidence = "low"\nfail-on = "low"\nignore = []\nforeign-suppressions = "show"\nrequire = "all"\nselect = ["ALL"]\n',
  })) as Configuration;
  expect(result.lowered).toEqual([]);
});
