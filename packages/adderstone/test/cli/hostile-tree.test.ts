import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, checkJson, project, SAFE, SHELL, write } from './run.ts';

const ONE = ['--require', 'REQ-PY_SEC-01'];

test('files that cannot be read as Python are told one by one, and everything else is looked at', () => {
  const utf16 = Buffer.from(`\ufeff${SHELL}`, 'utf16le');
  const latin1 = Buffer.from(SHELL.replace('import os', 'import os  # caf\u00e9'), 'latin1');
  const root = project({
    'adderstone.toml': 'max-file-size = 1000000\n',
    'big.py': Buffer.alloc(2_000_000, 'x'),
    'binary.py': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0xff, 0xfe, 0, 0]),
    'nul.py': 'x = 1\0\n',
    'utf16.py': utf16,
    'latin1.py': latin1,
    'coded.py': Buffer.concat([Buffer.from('# -*- coding: latin-1 -*-\n'), latin1]),
    'bom.py': `\ufeff${SHELL}`,
    'cr.py': SHELL.replaceAll('\n', '\r'),
    'empty.py': '',
    'two.py': "print 'hello'\n",
    'former.py': `${SHELL}print 'hello'\n`,
    'broken.py': `${SHELL}def g(:\n`,
    'deep.py': `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`,
    'attributes.py': `${SHELL}x = a${'.b'.repeat(100_000)}\n`,
    'broken.ipynb': '{"cells": [',
    'line\nbreak.py': SHELL,
    'esc\u001b[31m.py': SHELL,
    ':: error.py': SHELL,
  });
  const { report, run } = checkJson(root, ...ONE);
  expect(run.code).toBe(2);
  expect(run.err).toBe('');
  const skipped = new Map(report.files.skipped.filter(({ gap }) => gap).map(({ path, reason }) => [path, reason]));
  for (const path of ['big.py', 'binary.py', 'nul.py', 'utf16.py', 'latin1.py', 'two.py', 'broken.py', 'broken.ipynb'])
    expect([path, skipped.get(path)]).toEqual([path, expect.any(String)]);
  expect(skipped.get('big.py')).toBe('too-large');
  expect(skipped.get('two.py')).toBe('python-2');
  expect(skipped.get('former.py')).toBe('python-2');
  expect(skipped.get('broken.py')).toBe('syntax');
  expect(skipped.get('deep.py')).toBe('syntax');
  expect(skipped.get('attributes.py')).toBe('budget');
  const found = new Map(report.findings.map(({ path, line }) => [path, line]));
  expect(found.get('coded.py')).toBe(5);
  for (const path of ['bom.py', 'cr.py', 'broken.py', 'former.py', 'line\nbreak.py', 'esc\u001b[31m.py', ':: error.py'])
    expect([path, found.get(path)]).toEqual([path, 4]);
  for (const format of ['full', 'concise', 'agent', 'github']) {
    const printed = adderstone(root, ['.', '--output-format', format, ...ONE]);
    expect(printed.out).not.toContain('\u001b[31m');
    expect(printed.out).not.toMatch(/^break\.py/m);
  }
});

test('nothing hangs, is opened or followed that is no regular file of the project', () => {
  const outside = project({ 'secret.py': SHELL, 'dir/secret.py': SHELL });
  const root = project({ 'pkg/a.py': SHELL, 'z.py': SAFE });
  expect(spawnSync('mkfifo', [join(root, 'pipe.py'), join(root, 'pkg/.gitignore')]).status).toBe(0);
  symlinkSync(join(outside, 'secret.py'), join(root, 'out.py'));
  symlinkSync(join(outside, 'dir'), join(root, 'out'));
  symlinkSync('/dev/zero', join(root, 'zero.py'));
  symlinkSync('gone.py', join(root, 'dangling.py'));
  symlinkSync('..', join(root, 'pkg/loop'));
  symlinkSync('loop.py', join(root, 'loop.py'));
  symlinkSync('z.py', join(root, 'inside.py'));
  symlinkSync('pkg', join(root, 'also'));
  const { report } = checkJson(root, ...ONE);
  expect(report.files.examined).toBe(2);
  expect(report.findings.map(({ path }) => path)).toEqual(['pkg/a.py']);
  expect(report.run.complete).toBe(false);
  const skipped = report.files.skipped.map(({ path, reason }) => `${path} ${reason}`);
  expect(skipped).toEqual([
    'dangling.py link-outside',
    'loop.py link-outside',
    'out link-outside',
    'out.py link-outside',
    'pipe.py not-a-file',
    'zero.py link-outside',
  ]);
});

test('a link below a start is followed to its folder elsewhere in the project, once', () => {
  const root = project({ 'adderstone.toml': '', 'lib/x.py': SHELL, 'src/a.py': SAFE, '.venv/y.py': SHELL });
  symlinkSync('../lib', join(root, 'src/one'));
  symlinkSync('../lib', join(root, 'src/two'));
  symlinkSync('../.venv', join(root, 'src/three'));
  symlinkSync('/usr', join(root, 'src/.venv'));
  const { report } = checkJson(root, 'src', ...ONE);
  expect(report.run.complete).toBe(true);
  expect(report.findings.map(({ path }) => path)).toEqual(['lib/x.py']);
  expect(report.files.examined).toBe(2);
});

test('names that are not valid UTF-8 are said', () => {
  const root = project({ 'a.py': SAFE });
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.py')]), SHELL);
  } catch {
    return; // The file system takes no such name.
  }
  const { report } = checkJson(root, ...ONE);
  expect(report.files.skipped).toEqual([
    { path: '\ufffd\ufffd.py', reason: 'name', message: 'has a name that is not valid UTF-8', gap: true },
  ]);
});

test('what is left out is listed: ignored, excluded, tools; an ignore file says so in its own case', () => {
  const root = project({
    'adderstone.toml': 'exclude = ["vendor", "gen/*_pb2.py"]\n',
    '.gitignore': 'build/\n/local.py\n*.tmp.py\n!keep.tmp.py\n',
    'sub/.gitignore': '/only.py\n',
    'Build.py': SAFE,
    'LOCAL.py': SAFE,
    'build/x.py': SHELL,
    'local.py': SHELL,
    'sub/local.py': SAFE,
    'sub/only.py': SHELL,
    'x.tmp.py': SHELL,
    'keep.tmp.py': SAFE,
    'vendor/a/b.py': SHELL,
    'gen/x_pb2.py': SHELL,
    'node_modules/x.py': SHELL,
    'env/pyvenv.cfg': '',
    'env/x.py': SHELL,
  });
  const run = adderstone(root, ['.', '--show-files']);
  expect(run.out).toBe('Build.py\nLOCAL.py\nkeep.tmp.py\nsub/local.py\n');
  expect(run.err.split('\n').map((line) => line.split(' ')[0])).toEqual([
    'build',
    'env',
    'gen/x_pb2.py',
    'local.py',
    'node_modules',
    'sub/only.py',
    'vendor',
    'x.tmp.py',
    '',
  ]);
  // Excludes hold for what is named as well; an ignore file does not.
  expect(adderstone(root, ['vendor/a/b.py', 'gen/x_pb2.py']).err).toContain('there is no Python file to look at');
  expect(adderstone(root, ['vendor/a']).code).toBe(2);
  expect(adderstone(root, ['local.py', ...ONE]).code).toBe(1);
});

test('a project cannot set what is not its to set', () => {
  const outside = project({ 'rules.md': '# x\n', 'more.toml': 'ignore = ["ALL"]\n' });
  const root = project({ 'a.py': SHELL });
  symlinkSync(outside, join(root, 'link'));
  mkdirSync(join(root, 'docs'));
  const cases: [string, RegExp][] = [
    ['cache-dir = "/tmp/x"', /^adderstone: adderstone.toml:1: the key is not known; the nearest is/],
    ['output = "json=/tmp/x"', /not known/],
    ['constructor = "x"', /not known/],
    ['"__proto__" = 1', /not known/],
    ['proxy = "http://x"', /not known/],
    ['standard = "../rules.md"', /`standard` names a file outside the project/],
    [`standard = "${outside}/rules.md"`, /outside the project/],
    ['standard = "link/rules.md"', /"link\/rules.md" is not there or cannot be read/],
    ['extend = "link/more.toml"', /`extend` names a file that is not there/],
    ['extend = "adderstone.toml"', /`extend` goes in a circle/],
    ['models = ["/etc/*.yaml"]', /`models` names files outside the project/],
    ['ignore = "ALL"', /adderstone.toml:1: `ignore`: expected a list of texts/],
    ['severity = "hgih"', /expected `critical`, `high`, `medium`, `low`/],
    ['max-file-size = 99999999999', /expected a number of bytes from 1/],
    ['exclude = ["../x"]', /stays below the root/],
    [`exclude = ["${'{a,b}'.repeat(30)}"]`, /more than 64 alternatives/],
    ['ignore = [\n', /is not valid TOML here/],
    ['ignore = ["\\u001b]0;x\\u0007"]', /\\x1b\]0;x\\x07/],
  ];
  for (const [text, message] of cases) {
    write(root, { 'adderstone.toml': `${text}\n` });
    const run = adderstone(root, ['.']);
    expect([text, run.code, run.out]).toEqual([text, 2, '']);
    expect(run.err).toMatch(message);
    expect(run.err).not.toContain('\u001b');
  }
});

test('what `--deadline` leaves no time for is not verified, and not kept', () => {
  const root = project({ 'a.py': SHELL, 'b.py': SAFE });
  const late = checkJson(root, '--deadline', '0');
  expect(late.run.code).toBe(2);
  expect(late.report.run.complete).toBe(false);
  expect(late.report.files.examined).toBe(0);
  expect(late.report.files.skipped.map(({ path, reason, gap }) => [path, reason, gap])).toEqual([
    ['a.py', 'deadline', true],
    ['b.py', 'deadline', true],
  ]);
  expect(late.report.verdicts.filter(({ state }) => state === 'met')).toEqual([]);
  const inTime = checkJson(root, '--deadline', '600.5');
  expect(inTime.report.run.complete).toBe(true);
  expect(inTime.report.findings.map(({ rule, path, line }) => `${path}:${line} ${rule}`)).toEqual([
    'a.py:4 injection/shell',
  ]);
  expect(adderstone(root, ['check', '.', '--deadline', 'soon']).err).toMatch(
    /--deadline: expected a number of seconds/,
  );
});

test('a file that the settings call a network tool is one, whatever its names say', () => {
  const tool = [
    'import asyncio, threading, requests',
    'def one(x):',
    '    return requests.get("https://shop.example", params=x, timeout=3)',
    'def start(items):',
    '    for x in items:',
    '        threading.Thread(target=one, args=(x,)).start()',
    'async def ask(x): ...',
    'async def all(items):',
    '    await asyncio.gather(*[ask(x) for x in items])',
    '',
  ].join('\n');
  const root = project({ 'scan/a.py': tool, 'shop/a.py': tool });
  const found = (): string[] =>
    checkJson(root, '--no-cache').report.findings.map(({ rule, path, line }) => `${path}:${line} ${rule}`);
  expect(found()).toEqual([]);
  write(root, { 'adderstone.toml': 'async-tools = ["scan/*.py"]\n' });
  expect(found()).toEqual([
    'scan/a.py:3 async/synchronous-client',
    'scan/a.py:6 async/thread-per-target',
    'scan/a.py:9 async/unbounded-gather',
  ]);
});

test('a tier is reported where it is by default, or when it is asked for', () => {
  const root = project({ 'a.py': 'import os, sys\nopen("/srv/" + sys.argv[1])\nos.system("ls " + sys.argv[1])\n' });
  const found = (...args: string[]): string[] =>
    checkJson(root, ...args).report.findings.map(({ rule, line }) => `${rule}:${line}`);
  expect(found()).toEqual(['injection/shell:3']);
  expect(found('--tier', 'local')).toEqual(['path/traversal:2', 'injection/shell:3']);
});

test('a script without an extension is looked at when its first line says Python', () => {
  const root = project({
    'bin/restart': '#!/usr/bin/env python3\nimport yaml\nyaml.load(open("a"))\n',
    'bin/other': '#!/bin/sh\nyaml.load(1)\n',
    LICENSE: 'text\n',
  });
  const { report } = checkJson(root);
  expect(report.findings.map(({ rule, path, line }) => `${path}:${line} ${rule}`)).toContain(
    'bin/restart:3 deserialization/yaml',
  );
  expect(report.files.examined).toBe(1);
});
