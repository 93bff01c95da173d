// Packs the npm package, installs the tarball into an empty folder without any registry, and runs what was installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'adderstone-package-'));
const problems = [];
const expect = (name, actual, wanted) => {
  if (wanted instanceof RegExp ? !wanted.test(actual) : actual !== wanted)
    problems.push(`${name}: expected ${wanted}, got ${JSON.stringify(actual).slice(0, 400)}`);
};
try {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: join(root, 'packages/adderstone'),
  });
  const [tarball] = readdirSync(folder);
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private": true}\n');
  execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: project,
  });
  const installed = join(project, 'node_modules/adderstone');
  const meta = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect('dependencies', JSON.stringify(meta.dependencies ?? {}), '{}');
  expect(
    'installed packages',
    readdirSync(join(project, 'node_modules'))
      .filter((name) => !name.startsWith('.'))
      .join(),
    'adderstone',
  );
  expect('files', readdirSync(installed).sort().join(), 'NOTICE.md,bin,dist,package.json,schemas');
  for (const script of ['preinstall', 'install', 'postinstall'])
    expect(script, String(meta.scripts?.[script]), 'undefined');

  const run = (...args) => {
    const result = spawnSync(process.execPath, [join(installed, meta.bin.adderstone), ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder },
    });
    return { code: result.status, out: result.stdout, err: result.stderr };
  };
  writeFileSync(
    join(project, 'view.py'),
    'import os\nfrom flask import request\n\ndef view():\n    os.system("ls " + request.args["d"])\n',
  );
  expect('--version', run('--version').out, `adderstone ${meta.version}\n`);
  const found = run('check', '.', '--require', 'REQ-PY_SEC-01', '--output-format', 'concise');
  expect('check: code', found.code, 1);
  expect('check: errors', found.err, '');
  expect('check: finding', found.out, /^view\.py:5:\d+: .*injection\/shell/m);
  expect('fix --diff', run('fix', '--diff', '--unsafe', '.').out, /^\+.*subprocess\.call\(\["ls", /m);
  expect('hook', run('hook', 'session-start', '--agent', 'windsurf').err, /nothing was checked/);
  expect('init', run('init', '--pre-commit').out, /^\+ {4}- id: adderstone|^\+ {6}- id: adderstone/m);
  expect('rules', run('rules').code, 0);
  expect('explain', run('explain', 'REQ-01').out, /REQ-PY_SEC-01/);
  expect('standard', run('standard', 'show').code, 0);
  const bytes = readFileSync(join(folder, tarball)).length;
  console.log(`${tarball}: ${(bytes / 1024).toFixed(0)} KiB packed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
