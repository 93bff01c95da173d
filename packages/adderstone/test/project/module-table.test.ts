import { expect, test } from 'vitest';
import { ModuleTable, rootPackage } from '../../src/project/module-table.ts';

const table = (...paths: string[]): ModuleTable => new ModuleTable(paths);
const names = (...paths: string[]): string[] => table(...paths).entries.map((one) => one.name);

test('names come from the topmost package', () => {
  expect(names('shop/__init__.py', 'shop/views/__init__.py', 'shop/views/cart.py')).toEqual([
    'shop',
    'shop.views',
    'shop.views.cart',
  ]);
  expect(names('src/shop/__init__.py', 'src/shop/a.py')).toEqual(['shop', 'shop.a']);
  expect(names('services/pay/app/__init__.py', 'services/pay/app/a.py')).toEqual(['app', 'app.a']);
});

test('names of scripts, namespace packages and notebooks', () => {
  expect(names('run.py', 'app/views.py', 'my-tools/do-it.py', 'lib/ns/mod.py', 'nb/a.ipynb', 'x.pyi')).toEqual([
    'run',
    'app.views',
    'do-it',
    'ns.mod',
    'nb.a',
    'x',
  ]);
});

test('absolute imports look at the roots around the file first', () => {
  const one = table('a/helper.py', 'a/run.py', 'b/helper.py', 'b/run.py');
  expect(one.resolve('helper', one.entries[1] as never)?.path).toBe('a/helper.py');
  expect(one.resolve('helper', one.entries[3] as never)?.path).toBe('b/helper.py');
});

test('a module of a package does not shadow a top-level name', () => {
  const one = table('p/__init__.py', 'p/json.py', 'p/use.py');
  expect(one.resolve('json', one.entries[2] as never)).toBeNull();
  expect(one.resolve('p.json', one.entries[2] as never)?.path).toBe('p/json.py');
});

test('relative imports go by folders', () => {
  const one = table('p/__init__.py', 'p/a.py', 'p/q/__init__.py', 'p/q/b.py');
  const b = one.entries[3] as never;
  expect(one.relative('a', 2, b)?.path).toBe('p/a.py');
  expect(one.relative('', 1, b)?.path).toBe('p/q/__init__.py');
  expect(one.relative('', 2, b)?.path).toBe('p/__init__.py');
  expect(one.relative('a', 5, b)).toBeNull();
  expect(one.absolute('a', 2, b)).toBe('p.a');
});

test('a source file wins over its stub', () => {
  const one = table('m.pyi', 'm.py', 'use.py');
  expect(one.resolve('m', one.entries[2] as never)?.path).toBe('m.py');
});

test('test files are known by name and folder', () => {
  const paths = ['tests/a.py', 'pkg/test_x.py', 'pkg/x_test.py', 'conftest.py', 'pkg/testing.py', 'contest/a.py'];
  expect(table(...paths).entries.map((one) => one.isTest)).toEqual([true, true, true, true, false, false]);
});

test('a root that is a package has the name that its files import it by', () => {
  const paths = ['__init__.py', 'json.py', 'views/__init__.py', 'views/cart.py'];
  const own = rootPackage(paths, ['shop.views.cart', 'shop.json', 'os.path', 'json.decoder']);
  expect(own).toBe('shop');
  const one = new ModuleTable(paths, own);
  expect(one.entries.map(({ name }) => name)).toEqual(['shop', 'shop.json', 'shop.views', 'shop.views.cart']);
  expect(one.resolve('shop.views.cart', one.entries[1] as never)?.path).toBe('views/cart.py');
  expect(one.resolve('json', one.entries[3] as never)).toBeNull();
  expect(rootPackage(paths, ['os.path', 'json.decoder'])).toBeNull();
  expect(rootPackage(['json.py'], ['shop.json'])).toBeNull();
});

test('a root that is a folder of a namespace package is known by whole names of its modules', () => {
  const paths = ['providers/shop/__init__.py', 'providers/shop/hooks/__init__.py', 'providers/shop/hooks/cart.py'];
  const own = rootPackage(paths, ['air.providers.shop.hooks.cart', 'os.path', 'air.models']);
  expect(own).toBe('air');
  const table = new ModuleTable(paths, own);
  const from = table.entries[0] as (typeof table.entries)[number];
  expect(table.resolve('air.providers.shop.hooks.cart', from)?.path).toBe('providers/shop/hooks/cart.py');
  expect(table.resolve('other.providers.shop.hooks.cart', from)).toBeNull();
  expect(rootPackage(paths, ['air.models', 'providers.shop.hooks'])).toBeNull();
});
