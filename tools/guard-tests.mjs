// Runs the tests of the runtime guard (python/tests) on the oldest and the newest CPython that is there, or on those that are named.
// usage: npm run guard-tests [-- --all | --python PROGRAM…] [-- PYTEST-OPTIONS]
// Frameworks are installed by pip into virtual environments in the folder for temporary files; without a package index their cases are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES =
  'pytest flask django fastapi starlette uvicorn gunicorn python-multipart httpx aiohttp pyyaml matplotlib numpy itsdangerous ipykernel jupyter_client';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [options, rest] = split(process.argv.slice(2));

/** Everything before a further `--`, and what is behind it. */
function split(words) {
  const cut = words.indexOf('--');
  return cut < 0 ? [words, []] : [words.slice(0, cut), words.slice(cut + 1)];
}

/** `3.12` of a program that is CPython 3.9 or newer, else null. */
function minorOf(program) {
  const code = 'import sys; print(sys.implementation.name, *sys.version_info[:2])';
  const [name, major, minor] = (spawnSync(program, ['-c', code]).stdout?.toString() ?? '').trim().split(' ');
  return name === 'cpython' && major === '3' && Number(minor) >= 9 ? Number(minor) : null;
}

function pythons() {
  const named = options.filter((word) => !word.startsWith('--'));
  if (options.includes('--python')) return named;
  const folder = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const candidates = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'bin/python')) : [];
  for (let minor = 9; minor <= 13; minor++) candidates.push(`python3.${minor}`);
  candidates.push('python3');
  const byMinor = new Map();
  for (const program of candidates) {
    const minor = minorOf(program);
    if (minor !== null && minor <= 13 && !byMinor.has(minor)) byMinor.set(minor, program);
  }
  const sorted = [...byMinor].sort(([a], [b]) => a - b).map(([, program]) => program);
  return options.includes('--all') || sorted.length < 2 ? sorted : [sorted[0], sorted[sorted.length - 1]];
}

function run(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: 'inherit' }).status === 0;
}

let failed = 0;
const found = pythons();
if (found.length === 0) {
  console.error('there is no CPython 3.9 to 3.13');
  failed++;
}
for (const program of found) {
  const venv = join(tmpdir(), `adderstone-guard-tests-${process.getuid?.() ?? ''}-3.${minorOf(program)}`);
  const python = join(venv, 'bin/python');
  mkdirSync(venv, { recursive: true, mode: 0o700 });
  if (!existsSync(python) && !run(program, ['-m', 'venv', venv])) {
    console.error(`${program}: a virtual environment cannot be made`);
    failed++;
    continue;
  }
  const pip = [python, '-m', 'pip', 'install', '-q', '--disable-pip-version-check'];
  if (!run(pip[0], [...pip.slice(1), ...PACKAGES.split(' ')]) && !run(python, ['-c', 'import pytest'])) {
    console.error(`${program}: pytest cannot be installed`);
    failed++;
    continue;
  }
  console.log(`\n${program}`);
  if (!run(python, ['-m', 'pytest', '-q', '-rs', '-p', 'no:cacheprovider', ...rest], join(root, 'python'))) failed++;
}
process.exit(failed === 0 ? 0 : 1);
