import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { adderstone, PROGRAM, project, SAFE, SHELL } from './run.ts';

/** A running `check --watch`, and a way to wait for what it prints. */
function watching(root: string): {
  readonly child: ChildProcessWithoutNullStreams;
  until: (pattern: RegExp) => Promise<string>;
} {
  const child = spawn(process.execPath, [PROGRAM, 'check', '--watch', '--output-format', 'concise', '.'], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: `${root}-home` },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let text = '';
  let read = 0;
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return {
    child,
    until: (pattern) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => fail(new Error(`not seen: ${pattern}\n${text.slice(read)}`)), 15_000);
        const look = (): void => {
          const found = pattern.exec(text.slice(read));
          if (found === null) return;
          clearTimeout(timer);
          listeners.delete(look);
          const seen = text.slice(read, read + found.index + found[0].length);
          read += found.index + found[0].length;
          done(seen);
        };
        listeners.add(look);
        look();
      }),
  };
}

test('tells what comes and goes: in a file, in a new folder, by a deletion, by the configuration', async () => {
  const root = project({ 'adderstone.toml': '', 'a.py': SAFE });
  const { until } = watching(root);
  await until(/0 new findings[\s\S]*watching/);
  writeFileSync(join(root, 'a.py'), SHELL);
  await until(/^\+ a\.py:4:\d+: \w+ injection\/shell .*\nNot compliant/m);
  writeFileSync(join(root, 'a.py'), SAFE);
  await until(/^- a\.py:4:\d+: \w+ injection\/shell /m);
  mkdirSync(join(root, 'shop'));
  writeFileSync(join(root, 'shop/b.py'), SHELL);
  await until(/^\+ shop\/b\.py:4:/m);
  writeFileSync(join(root, 'adderstone.toml'), 'exclude = ["shop"]\n');
  await until(/^- shop\/b\.py:4:/m);
  writeFileSync(join(root, 'adderstone.toml'), 'exclude = 3\n');
  await until(/adderstone\.toml:1: .*exclude/);
  writeFileSync(join(root, 'adderstone.toml'), '');
  await until(/^\+ shop\/b\.py:4:/m);
  rmSync(join(root, 'shop/b.py'));
  await until(/^- shop\/b\.py:4:/m);
});

test('a change in one file is told where it makes a flow in another', async () => {
  const root = project({
    'adderstone.toml': '',
    'shell.py': 'import os\n\n\ndef start(command):\n    os.system("x " + command)\n',
    'view.py': 'from flask import request\nfrom shell import start\n\n\ndef view():\n    start("date")\n',
  });
  const { until } = watching(root);
  await until(/watching/);
  writeFileSync(
    join(root, 'view.py'),
    'from flask import request\nfrom shell import start\n\n\ndef view():\n    start(request.args["q"])\n',
  );
  await until(/^\+ .*injection\/shell .*data of a request/m);
});

test('what does not go with --watch is refused', () => {
  const root = project({ 'a.py': SAFE });
  for (const args of [['--staged'], ['--since', 'HEAD'], ['--output', 'json=x'], ['-']]) {
    const { code, err } = adderstone(root, ['check', '--watch', ...args]);
    expect({ code, told: err.includes('--watch looks at files on disk') }).toEqual({ code: 2, told: true });
  }
});
