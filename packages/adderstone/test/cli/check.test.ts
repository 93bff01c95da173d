import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, checkJson, PROGRAM, project, SAFE, SHELL, write } from './run.ts';

const ONE = ['--require', 'REQ-PY_SEC-01'];

test('exit codes: 0 nothing new, 1 something new, 2 usage, configuration, empty selection', () => {
  const root = project({ 'bad/a.py': SHELL, 'good/a.py': SAFE, 'empty/readme.txt': '' });
  expect(adderstone(root, ['good', ...ONE]).code).toBe(0);
  expect(adderstone(root, ['bad', ...ONE]).code).toBe(1);
  expect(adderstone(root, ['bad', '--exit-zero', ...ONE]).code).toBe(0);
  const cases: [string[], RegExp][] = [
    [['empty'], /there is no Python file to look at/],
    [['gone'], /"gone" is not there/],
    [['good', '--outpt'], /the option "--outpt" is not known; did you mean --output\?/],
    [['good', '--severity', 'huge'], /--severity: expected critical, high, medium, low/],
    [['good', '--output', 'constructor=x'], /--output: expected FORMAT=FILE/],
    [['good', '--select', 'injection\u001b[31m/shel'], /\\x1b/],
    [['good', '--max-unknown', 'x'], /expected a number/],
    [['good', '--require', 'REQ-PY_SEC-99'], /REQ-PY_SEC-99/],
    [['good', '--since', 'HEAD'], /--since and --staged need one/],
    [['lsp'], /adderstone lsp is not built yet/],
  ];
  for (const [args, message] of cases) {
    const run = adderstone(root, args);
    expect([args, run.code, run.out]).toEqual([args, 2, '']);
    expect(run.err).toMatch(message);
    expect(run.err).not.toMatch(/\n {4}at |\u001b/);
  }
});

test('every verb says what it does', () => {
  for (const verb of [
    'check',
    'rules',
    'explain',
    'standard',
    'baseline',
    'suppressions',
    'secrets',
    'init',
    'completion',
  ]) {
    const run = adderstone('/', [verb, '--help']);
    expect([verb, run.code, run.err]).toEqual([verb, 0, '']);
    expect(run.out).toContain(`adderstone ${verb === 'check' ? '[check]' : verb}`);
  }
  expect(adderstone('/', ['--version']).out).toMatch(/^adderstone \d+\.\d+\.\d+\n$/);
});

test('the report does not depend on the order of arguments, the cache or the folder it is started from', () => {
  const root = project({ 'a/x.py': SHELL, 'b/y.py': SHELL, 'c.py': SAFE, 'adderstone.toml': '' });
  const cold = adderstone(root, ['check', 'a', 'b', 'c.py', 'adderstone.toml', '--output-format', 'json']);
  const warm = adderstone(root, ['check', 'a', 'b', 'c.py', 'adderstone.toml', '--output-format', 'json']);
  const turned = adderstone(root, [
    'check',
    'adderstone.toml',
    'c.py',
    'b',
    'a',
    '--no-cache',
    '--output-format',
    'json',
  ]);
  const elsewhere = adderstone(`${root}/a`, ['check', '..', '--no-cache', '--output-format', 'json']);
  for (const other of [warm, turned, elsewhere]) expect(other).toEqual(cold);
  expect(cold.out).not.toContain(root);
});

test('a cache in the tree is neither read nor written, and one that others may write is not used', () => {
  const root = project({ 'a.py': SAFE });
  const inside = adderstone(root, ['.', '--cache-dir', 'cache', ...ONE]);
  expect([inside.code, inside.err]).toEqual([2, expect.stringContaining('expected a folder outside the project')]);
  expect(adderstone(root, ['.', ...ONE], { env: { XDG_CACHE_HOME: `${root}/.cache` } }).code).toBe(0);
  expect(readdirSync(root)).toEqual(['a.py']);

  const outside = project({});
  expect(adderstone(root, ['.', '--cache-dir', outside, ...ONE]).code).toBe(0);
  const [version] = readdirSync(outside) as [string];
  const [digest] = readdirSync(join(outside, version)) as [string];
  const folder = join(outside, version, digest);
  const [entry] = readdirSync(folder) as [string];
  const before = readFileSync(join(folder, entry), 'utf8');
  // A damaged entry is a miss, and is written again.
  write(folder, { [entry]: before.replace('"complete":true', '"complete":null') });
  expect(checkJson(root, '--cache-dir', outside, ...ONE).report.run.complete).toBe(true);
  expect(readFileSync(join(folder, entry), 'utf8')).toBe(before);
  chmodSync(folder, 0o777);
  expect(adderstone(root, ['.', '--cache-dir', outside, ...ONE]).code).toBe(2);
});

test('outputs are written as a whole, never through a link of the tree', () => {
  const target = project({ 'kept.txt': 'kept' });
  const root = project({ 'a.py': SAFE });
  symlinkSync(join(target, 'kept.txt'), join(root, 'link.json'));
  symlinkSync(target, join(root, 'out'));
  mkdirSync(join(root, 'real'));
  const run = adderstone(root, [
    '.',
    ...ONE,
    '--output',
    'json=link.json',
    '--output',
    'sarif=out/new.sarif',
    '--output',
    'sarif=real/new.sarif',
    '--output',
    'json=none/x.json',
  ]);
  expect(run.code).toBe(2);
  expect(run.err).toContain('link.json is not written: there is something there that is no regular file');
  expect(run.err).toContain('out/new.sarif is not written: its folder leads out of the project through a link');
  expect(run.err).toContain('none/x.json is not written: its folder is not there');
  expect(readdirSync(target)).toEqual(['kept.txt']);
  expect(readFileSync(join(target, 'kept.txt'), 'utf8')).toBe('kept');
  expect(readdirSync(join(root, 'real'))).toEqual(['new.sarif']);

  const linked = project({ 'a.py': SHELL, '.gitignore': '.adderstone\n' });
  symlinkSync(target, join(linked, '.adderstone'));
  expect(adderstone(linked, ['baseline', 'create']).err).toContain('leads out of the project through a link');
  expect(readdirSync(target)).toEqual(['kept.txt']);
});

test('a full disk and a reader that has gone are said', () => {
  const root = project({ 'a.py': SHELL });
  const shell = (line: string) =>
    spawnSync('sh', ['-c', line], {
      cwd: root,
      env: { PATH: process.env['PATH'], N: process.execPath, P: PROGRAM, HOME: root },
      encoding: 'utf8',
    });
  if (existsSync('/dev/full')) {
    const full = shell('"$N" "$P" check . --no-cache >/dev/full');
    expect([full.status, full.stderr]).toEqual([2, 'adderstone: standard output could not be written\n']);
  }
  const gone = shell('{ "$N" "$P" check . --no-cache --output-format json; echo "code $?" >&2; } | true');
  expect(gone.stderr).not.toMatch(/\n {4}at |EPIPE/);
});

test('standard input is checked under the name it is given', () => {
  const root = project({ 'adderstone.toml': '' });
  const run = adderstone(root, ['-', '--stdin-filename', 'web/view.py', '--output-format', 'concise', ...ONE], {
    input: SHELL,
  });
  expect([run.code, run.out]).toEqual([1, expect.stringMatching(/^web\/view\.py:4:\d+: .*injection\/shell/)]);
});

test('inside GitHub Actions annotations are printed and the page of the step is added to', () => {
  const root = project({ 'a|b<img src=x>.py': SHELL });
  const page = join(project({ 'page.md': 'before\n' }), 'page.md');
  const run = adderstone(root, ['.', ...ONE], { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: page } });
  expect([run.code, run.err]).toEqual([1, '']);
  expect(run.out).toMatch(/^::error file=a\|b<img src=x>\.py,line=4/m);
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(/^before\n## adderstone\n/);
  expect(text).toContain('| critical | injection/shell | a&#124;b&#60;img src&#61;x&#62;.py&#58;4 |');
  expect(text).toMatch(/\| REQ-PY&#95;SEC-01 \| violated \|/);
});

test('a baseline keeps what is known from gating, and prune drops what is gone', () => {
  const root = project({ 'a.py': SHELL });
  expect(adderstone(root, ['baseline', 'create']).out).toBe('.adderstone/baseline.json: 1 known finding\n');
  expect(checkJson(root, ...ONE).report.findings.map(({ status }) => status)).toEqual(['baselined']);
  expect(adderstone(root, ['.', ...ONE]).code).toBe(0);
  expect(adderstone(root, ['baseline', 'prune', 'a.py']).err).toContain('the rest would be forgotten');
  write(root, { 'a.py': SAFE });
  expect(adderstone(root, ['baseline', 'prune']).out).toBe('.adderstone/baseline.json: 0 known findings\n');
});

test('init shows, then writes with --yes, and leaves what is there', () => {
  const root = project({ 'a.py': SAFE });
  expect(adderstone(root, ['init']).out).toContain('+++ b/adderstone.toml\n');
  expect(existsSync(join(root, 'adderstone.toml'))).toBe(false);
  expect(adderstone(root, ['init', '--yes']).code).toBe(0);
  const text = readFileSync(join(root, 'adderstone.toml'), 'utf8');
  expect(adderstone(root, ['init', '--yes']).out).toBe('adderstone.toml is there already; nothing to do\n');
  expect(readFileSync(join(root, 'adderstone.toml'), 'utf8')).toBe(text);
  expect(adderstone(root, ['.', ...ONE]).code).toBe(0);
});

test('settings that lower protection are listed with their place, those of the user are not', () => {
  const root = project({
    'a.py': SHELL,
    'pyproject.toml':
      '[tool.ruff]\nignore = ["E"]\n\n[tool.adderstone]\nseverity = "low"\nignore = ["injection/shell"]\n',
  });
  const { report } = checkJson(root, ...ONE);
  expect(report.run.lowered).toEqual([{ setting: 'ignore', path: 'pyproject.toml', line: 6, text: '`ignore` is set' }]);
  expect(report.findings).toEqual([]);
  expect(report.verdicts.find(({ requirement }) => requirement === 'REQ-PY_SEC-01')?.state).toBe('not-verified');
  expect(checkJson(root, '--isolated', ...ONE).report.findings).toHaveLength(1);

  const home = project({ 'adderstone/adderstone.toml': 'ignore = []\nfail-on = "critical"\n' });
  const settings = adderstone(root, ['check', '--show-settings', '--config', 'severity=high'], {
    env: { XDG_CONFIG_HOME: home },
  });
  expect(settings.out).toContain('ignore = []\n');
  expect(settings.out).toContain('severity = "high"\n');
  expect(settings.out).toContain('fail-on = "critical"\n');
});
