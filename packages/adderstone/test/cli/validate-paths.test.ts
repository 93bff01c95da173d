import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adderstone, checkJson, project } from './run.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const pythonPath = { PATH: process.env['PATH'] ?? '' };

const UNSOUND = `import os

BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "uploads")


def read(name):
    path = os.path.realpath(os.path.join(BASE, name))
    if not path.startswith(BASE):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
`;
const SOUND = UNSOUND.replace('startswith(BASE)', 'startswith(BASE + os.sep)');
const FILES = { 'uploads/a.txt': 'a\n', 'pyproject.toml': '[project]\nname = "x"\n' };

describe.skipIf(!hasPython)('validate paths', () => {
  test('prints, writes JSON and a test, and ends with 1', () => {
    const root = project({ ...FILES, 'store.py': UNSOUND });
    const run = adderstone(root, [
      'validate',
      'paths',
      '--base',
      'uploads',
      '--target',
      'store:read',
      '--json',
      'out.json',
      '--write-test',
      'test_paths.py',
    ]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/sibling-prefix: reads .*uploadsadst0q\/adst0qsecret\.txt at store\.py:10\n/);
    const json = JSON.parse(readFileSync(join(root, 'out.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual(['target', 'base', 'reached', 'tried', 'escapes', 'skipped']);
    expect(json).toMatchObject({ target: 'store:read', base: join(root, 'uploads'), reached: true });
    expect(json['escapes']).toEqual([
      {
        payload: '../uploadsadst0q/adst0qsecret.txt',
        class: 'sibling-prefix',
        encoding: 'none',
        received: join(root, 'uploadsadst0q/adst0qsecret.txt'),
        resolved: join(root, 'uploadsadst0q/adst0qsecret.txt'),
        effect: 'read',
        posix: true,
        reproduce: expect.stringContaining('store.read(name='),
      },
    ]);
    const written = readFileSync(join(root, 'test_paths.py'), 'utf8');
    expect(written).not.toMatch(/@[a-z]+@/);
    expect(written).not.toMatch(/^(?:import|from) (?!io|os|shutil|sys|pathlib|pytest)/m);
    expect(spawnSync('python3', ['-m', 'py_compile', join(root, 'test_paths.py')]).status).toBe(0);
    if (spawnSync('python3', ['-c', 'import pytest']).status !== 0) return;
    const pytest = () => spawnSync('python3', ['-m', 'pytest', '-q', 'test_paths.py'], { cwd: root }).status;
    expect(pytest()).toBe(1);
  });

  test('ends with 0 when nothing leaves, with 2 when nothing is reached', () => {
    const root = project({ ...FILES, 'store.py': SOUND, 'other.py': 'def read(name):\n    raise KeyError(name)\n' });
    const sound = adderstone(root, ['validate', 'paths', '--base', 'uploads', '--target', 'store:read', '--json', '-']);
    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.out)).toMatchObject({ reached: true, escapes: [] });
    const other = adderstone(root, ['validate', 'paths', '--base', 'uploads', '--target', 'other:read', '--json', '-']);
    expect(other.code).toBe(2);
    expect(JSON.parse(other.out)).toMatchObject({ reached: false, tried: 0, escapes: [] });
  });
});

test('wrong arguments are told', () => {
  const root = project(FILES);
  const says = (...args: string[]): string => {
    const run = adderstone(root, ['validate', ...args]);
    expect(run.code).toBe(2);
    return run.err;
  };
  expect(says()).toContain('expected `paths` or `throughput`');
  expect(says('paths', '--target', 'a:b')).toContain('--base DIR is needed');
  expect(says('paths', '--base', 'uploads')).toContain('what shall be driven?');
  expect(says('paths', '--base', 'nowhere', '--target', 'a:b')).toContain('"nowhere" is not there');
  expect(says('paths', '--base', 'uploads', '--target', 'a')).toContain('expected MODULE:FUNCTION');
  for (const url of [
    'http://example.org/{}',
    'https://127.0.0.1/{}',
    'http://10.0.0.1/{}',
    'http://127.0.0.1.example.org/{}',
    'http://localhost@example.org/{}',
  ])
    expect(says('paths', '--base', 'uploads', '--url', url)).toContain('others are refused');
  expect(says('paths', '--base', 'uploads', '--app', 'a:b', '--target', 'a:b')).toContain('give one of');
});

test('targets are proposed from what the analysis sees, and nothing runs', () => {
  const root = project({
    ...FILES,
    'store.py': `open("ran", "w")\n${SOUND}`,
    'web.py':
      'from flask import Flask, request, send_file\napp = Flask(__name__)\n@app.get("/d")\ndef d():\n    return send_file("/srv/" + request.args["n"])\n',
    'scan.py': 'import httpx\nif __name__ == "__main__":\n    httpx.get("http://x", timeout=1)\n',
  });
  const run = adderstone(root, ['validate', 'paths', '--propose']);
  expect(run.out).toBe(
    [
      'adderstone validate paths --base DIR --app web:app',
      '  web.py:5: data of a request becomes a path here',
      'adderstone validate paths --base DIR --target store:read',
      '  store.py:7: a parameter becomes a path',
      'adderstone validate throughput -- python scan.py {url} {n}',
      '  scan.py:1: a script that works over the network',
      '',
    ].join('\n'),
  );
  expect(existsSync(join(root, 'ran'))).toBe(false);
});

describe.skipIf(!hasPython)('check --validate', () => {
  const configured = (text: string) => ({ ...FILES, 'pyproject.toml': `${FILES['pyproject.toml']}${text}` });
  const TARGET = '[[tool.adderstone.validate.paths]]\nbase = "uploads"\ntarget = "store:read"\n';
  const verdictOf = (report: { verdicts: readonly { requirement: string }[] }, id: string) =>
    report.verdicts.find((one) => one.requirement === id);

  test('runs nothing that was not agreed to', () => {
    const root = project({ ...configured(TARGET), 'store.py': `open("ran", "w")\n${UNSOUND}` });
    const run = adderstone(root, ['check', '--validate', '.'], { env: pythonPath });
    expect(run.code).toBe(2);
    expect(run.err).toContain('  paths       store:read (base uploads)\n');
    expect(run.err).toContain('--allow-run runs it');
    expect(existsSync(join(root, 'ran'))).toBe(false);
    expect(checkJson(root, '.').report.findings.filter((one) => one.rule === 'probe/path-escape')).toEqual([]);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  test('an escape violates VAL-02 at the line that opens the path', () => {
    const root = project({ ...configured(TARGET), 'store.py': UNSOUND });
    const { report, run } = checkJson(root, '--validate', '--allow-run', '.');
    expect(run.code).toBe(1);
    const found = report.findings.filter((one) => one.rule === 'probe/path-escape');
    expect(found.map(({ path, line, status }) => [path, line, status])).toEqual([['store.py', 10, 'new']]);
    expect(verdictOf(report, 'VAL-PY_SEC-02')).toMatchObject({ state: 'violated' });
  });

  test('a sound target meets VAL-02 with the payloads tried', () => {
    const root = project({ ...configured(TARGET), 'store.py': SOUND });
    const { report } = checkJson(root, '--validate', '--allow-run', '.');
    const verdict = verdictOf(report, 'VAL-PY_SEC-02') as unknown as {
      evidence: { check: string; places: { path: string; line: number; note: string }[] }[];
    };
    expect(verdict).toMatchObject({ state: 'met', because: null });
    expect(verdict.evidence[0]?.places).toEqual([
      { path: 'store.py', line: 10, note: expect.stringMatching(/^1\d\d payloads tried, none left the base$/) },
    ]);
  });

  test('report runs it too, and what it attests cannot be repeated by reading', () => {
    const root = project({ ...configured(TARGET), 'store.py': SOUND });
    const args = ['report', '.', '--validate', '--allow-run', '--attest', 'att.json', '--output-format', 'json'];
    const { out } = adderstone(root, args, { env: pythonPath });
    expect(verdictOf(JSON.parse(out), 'VAL-PY_SEC-02')).toMatchObject({ state: 'met' });
    expect(adderstone(root, ['verify', 'att.json']).code).toBe(0);
    const again = adderstone(root, ['verify', 'att.json', '--again']);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('programs were run for the attestation')]);
    expect(adderstone(root, ['report', '.', '--allow-run']).err).toContain('--allow-run goes with --validate');
  });

  test('a target that is not reached leaves its own clause open, and the run incomplete', () => {
    const root = project({ ...configured(TARGET), 'store.py': 'def read(name):\n    raise KeyError(name)\n' });
    const { report, run } = checkJson(root, '--validate', '--allow-run', '.');
    expect(run.code).toBe(2);
    expect(report.run.complete).toBe(false);
    expect(verdictOf(report, 'VAL-PY_SEC-02')).toMatchObject({ state: 'not-verified' });
    expect(verdictOf(report, 'REQ-PY_SEC-01')).toMatchObject({ state: 'not-applicable' });
    expect(report.problems.map(({ code }) => code)).toContain('probe-not-reached');
  });

  test('a configuration that names no target, or a base outside, is refused', () => {
    const says = (text: string): string => {
      const run = adderstone(project({ ...configured(text), 'a.py': 'x = 1\n' }), [
        'check',
        '--validate',
        '--allow-run',
        '.',
      ]);
      expect(run.code).toBe(2);
      return run.err;
    };
    expect(says('')).toContain('--validate: no target is named');
    expect(says('[[tool.adderstone.validate.paths]]\nbase = "../x"\ntarget = "a:b"\n')).toContain(
      'pyproject.toml:3: `validate.paths.base` names a folder outside the project',
    );
    expect(says('[[tool.adderstone.validate.paths]]\nbase = "uploads"\n')).toContain('expected one of `target`, `app`');
    expect(says('[[tool.adderstone.validate.paths]]\nbase = "uploads"\nwhat = 1\n')).toContain(
      'the keys are base, target',
    );
    expect(says('[[tool.adderstone.validate.throughput]]\ncommand = ["python", "x.py"]\n')).toContain('`{url}` in it');
  });

  test('without it the gap says the command', () => {
    const root = project({ ...FILES, 'store.py': SOUND });
    const { report } = checkJson(root, '.');
    expect(verdictOf(report, 'VAL-PY_SEC-02')).toMatchObject({
      state: 'not-verified',
      gaps: [{ check: 'probe:path-integrity', remedy: 'adderstone validate paths --base DIR --target store:read' }],
    });
    const named = project({ ...configured(TARGET), 'store.py': SOUND });
    expect(verdictOf(checkJson(named, '.').report, 'VAL-PY_SEC-02')).toMatchObject({
      gaps: [{ remedy: 'adderstone check --validate .' }],
    });
  });
});
