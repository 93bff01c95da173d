// Real Python packages to measure on, pinned by version and SHA-256, unpacked below .corpora (ignored by git).
// usage: node tools/corpora.mjs [NAME…]   default: all of tools/corpora.json;  --pin writes hashes that are not there yet
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { pin: { type: 'boolean' } } });
const root = new URL('..', import.meta.url).pathname;
const store = join(root, '.corpora');
const file = join(root, 'tools/corpora.json');
const pins = JSON.parse(readFileSync(file, 'utf8'));
const names = positionals.length > 0 ? positionals : Object.keys(pins);
mkdirSync(join(store, '.download'), { recursive: true });

let failed = 0;
for (const name of names) {
  const pin = pins[name];
  if (pin === undefined)
    throw new Error(`${name} is not in tools/corpora.json; there are ${Object.keys(pins).join(', ')}`);
  const target = join(store, name);
  const stamp = join(store, '.download', `${name}.stamp`);
  const wanted = `${pin.distribution} ${pin.version} ${pin.sha256}`;
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
  const fetched = spawnSync(
    'python3',
    [join(root, 'tools/fetch_distribution.py'), pin.distribution, pin.version, pin.form, join(store, '.download')],
    {
      encoding: 'utf8',
    },
  );
  if (fetched.status !== 0) {
    console.error(`${name}: ${fetched.stderr.trim().split('\n').at(-1)}`);
    failed++;
    continue;
  }
  const path = fetched.stdout.trim().split('\n').at(-1);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (pin.sha256 === undefined && values.pin) pin.sha256 = digest;
  if (digest !== pin.sha256) {
    console.error(`${name}: ${basename(path)} has SHA-256 ${digest}, expected ${pin.sha256}`);
    rmSync(path);
    failed++;
    continue;
  }
  unpack(path, target, pin);
  rmSync(path);
  writeFileSync(stamp, `${pin.distribution} ${pin.version} ${pin.sha256}`);
  console.log(`${name}: ${pin.distribution} ${pin.version}`);
}
if (values.pin) writeFileSync(file, `${JSON.stringify(pins, null, 2)}\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** Unpacks an archive; an sdist loses its top folder; `folders` keeps only those. */
function unpack(path, target, pin) {
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const script = [
    'import sys, os, tarfile, zipfile',
    'path, out, strip, keep = sys.argv[1], sys.argv[2], sys.argv[3] == "1", [f for f in sys.argv[4].split(",") if f]',
    'def place(name):',
    '    parts = name.split("/")[1:] if strip else name.split("/")',
    '    if not parts or ".." in parts or name.startswith("/"): return None',
    '    rel = "/".join(parts)',
    '    if not rel or (keep and not any(rel == k or rel.startswith(k + "/") for k in keep)): return None',
    '    return os.path.join(out, rel)',
    'def put(name, data):',
    '    target = place(name)',
    '    if target is None: return',
    '    os.makedirs(os.path.dirname(target), exist_ok=True)',
    '    with open(target, "wb") as f: f.write(data)',
    'if zipfile.is_zipfile(path):',
    '    with zipfile.ZipFile(path) as z:',
    '        for i in z.infolist():',
    '            if not i.is_dir(): put(i.filename, z.read(i))',
    'else:',
    '    with tarfile.open(path) as t:',
    '        for m in t:',
    '            if m.isfile(): put(m.name, t.extractfile(m).read())',
  ].join('\n');
  const done = spawnSync(
    'python3',
    ['-c', script, path, fresh, pin.form === 'sdist' ? '1' : '0', (pin.folders ?? []).join(',')],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(`${basename(path)}: ${done.stderr}`);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}
