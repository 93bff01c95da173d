import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { type PathIntegrity, validatePathIntegrity } from '../../src/probes/path-integrity.ts';
import type { Drive, PathSettings } from '../../src/probes/path-integrity-drive.ts';
import { payloadsFor } from '../../src/probes/path-integrity-payloads.ts';
import { pythonText, shellWord } from '../../src/probes/path-integrity-reproduce.ts';

const APPS = join(import.meta.dirname, 'path-apps');

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly classes: readonly string[];
}
const CASES = JSON.parse(readFileSync(join(APPS, 'cases.json'), 'utf8')) as readonly Case[];

/** Whether an interpreter has modules. */
function imports(python: string, modules: string): boolean {
  return spawnSync(python, ['-c', `import ${modules}`]).status === 0;
}
const hasPython = imports('python3', 'sys');
if (!hasPython) console.warn('python3 is not installed: the validation of paths is not tested');

/** A project with an `uploads` folder that has one file. */
function project(files: Readonly<Record<string, string>>): string {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-paths-test-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const root = join(top, 'project');
  for (const [path, text] of Object.entries({ 'uploads/report.txt': 'report\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(
      (one) =>
        join(one.parentPath, one.name) + (one.isFile() ? `=${readFileSync(join(one.parentPath, one.name))}` : ''),
    )
    .sort();
}

function settings(root: string, drive: Drive, more: Partial<PathSettings> = {}): PathSettings {
  return {
    target: 'x',
    drive,
    base: join(root, 'uploads'),
    cwd: root,
    python: 'python3',
    method: null,
    field: null,
    urlPath: null,
    headers: {},
    legitimate: [],
    symlink: false,
    deadline: 50,
    ...more,
  };
}

function driveOf(args: readonly string[], python: string): Drive {
  if (args[0] === '--')
    return { kind: 'command', command: args.slice(1).map((word) => (word === 'python3' ? python : word)) };
  const [module = '', attribute = ''] = (args[1] as string).split(':');
  return { kind: args[0] === '--app' ? 'app' : 'function', module, attribute };
}

async function runCase({ name, args }: Case, python: string): Promise<PathIntegrity> {
  const root = project({});
  cpSync(join(APPS, `${name}.py`), join(root, `${name}.py`));
  const before = treeOf(dirname(root));
  const result = await validatePathIntegrity(
    nodeHost(),
    settings(root, driveOf(args, python), { python, symlink: args.includes('--symlink') }),
  );
  expect(treeOf(dirname(root))).toEqual(before);
  return result;
}

const ALWAYS = [
  'fn_join_any',
  'fn_startswith',
  'fn_double_decode',
  'fn_nfkc_after',
  'fn_symlink_lexical',
  'fn_tree',
  'fn_tar_links',
  'fn_resolve_relative',
  'fn_uuid',
  'fn_dir_fd',
  'cli_cat',
  'cli_stdin_safe',
];
const NEEDS: Readonly<Record<string, string>> = {
  flask_upload: 'flask',
  django_path: 'django',
  fastapi_download: 'fastapi, multipart',
  aiohttp_static: 'aiohttp',
};

describe.skipIf(!hasPython)('applications', () => {
  const chosen = CASES.filter(
    ({ name }) =>
      ALWAYS.includes(name) || (NEEDS[name] !== undefined && hasPython && imports('python3', NEEDS[name] as string)),
  );
  test.each(chosen)('$name', async (one) => {
    const result = await runCase(one, 'python3');
    expect(result.problem).toBeNull();
    expect(result.complete).toBe(true);
    expect([...new Set(result.escapes.map((escape) => escape.class))].sort()).toEqual([...one.classes].sort());
  });

  test('an escape tells what was sent, received and touched, and where', async () => {
    const root = project({
      'store.py': [
        'import os',
        'BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "uploads")',
        'def save(name, data):',
        '    target = os.path.join(BASE, "in", name.replace("../", ""))',
        '    os.makedirs(os.path.dirname(target), exist_ok=True)',
        '    with open(target, "wb") as file:',
        '        file.write(data)',
        '',
      ].join('\n'),
    });
    const result = await validatePathIntegrity(
      nodeHost(),
      settings(root, { kind: 'function', module: 'store', attribute: 'save' }),
    );
    const nested = result.escapes.find((one) => one.class === 'nested');
    expect(nested).toMatchObject({
      payload: '....//....//adst0qsecret.txt',
      encoding: 'none',
      received: 'in/../../adst0qsecret.txt',
      resolved: join(root, 'adst0qsecret.txt'),
      effect: 'write',
      posix: true,
      at: [join(root, 'store.py'), 6],
    });
    expect(nested?.reproduce).toContain("store.save(name='\\''....//....//adst0qsecret.txt'\\''");
    expect(result.escapes.map((one) => one.class).sort()).toEqual(['absolute', 'nested']);
  });

  test('what the program does to files of the user is undone', async () => {
    const root = project({
      'store.py': [
        'from pathlib import Path',
        'BASE = Path(__file__).parent / "uploads"',
        'def read(name):',
        '    for one in BASE.iterdir():',
        '        if one.is_file() and one.name != name:',
        '            one.unlink()',
        '    (BASE / "index").write_text(name)',
        '    return (BASE / name).resolve().relative_to(BASE.resolve()).name and (BASE / name).read_text()',
        '',
      ].join('\n'),
    });
    const before = treeOf(root);
    const result = await validatePathIntegrity(
      nodeHost(),
      settings(root, { kind: 'function', module: 'store', attribute: 'read' }),
    );
    expect(result).toMatchObject({ reached: true, escapes: [] });
    expect(treeOf(root)).toEqual(before);
  });

  test('without a legitimate name that works nothing is proved', async () => {
    const root = project({
      'store.py': 'def read(name):\n    raise KeyError(name)\n',
      'broken.py': 'import nothing_there\n',
    });
    const refusing = await validatePathIntegrity(
      nodeHost(),
      settings(root, { kind: 'function', module: 'store', attribute: 'read' }),
    );
    expect(refusing).toMatchObject({ reached: false, complete: false, tried: 0 });
    expect(refusing.problem).toMatch(/no legitimate name reached the base; it answered KeyError/);
    const broken = await validatePathIntegrity(
      nodeHost(),
      settings(root, { kind: 'function', module: 'broken', attribute: 'read' }),
    );
    expect(broken).toMatchObject({ reached: false });
    expect(broken.problem).toMatch(/^the module broken cannot be imported: ModuleNotFoundError/);
  });

  test('a program that ends itself leaves nothing behind, and is not proved', async () => {
    const root = project({
      'store.py':
        'import os\nBASE = os.path.join(os.path.dirname(__file__), "uploads")\ndef read(name):\n    if ".." in name:\n        os._exit(3)\n    return open(os.path.join(BASE, os.path.basename(name))).read()\n',
    });
    const before = treeOf(root);
    const result = await validatePathIntegrity(
      nodeHost(),
      settings(root, { kind: 'function', module: 'store', attribute: 'read' }),
    );
    expect(result).toMatchObject({ reached: true, complete: false, escapes: [] });
    expect(result.skipped.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/ended or hung/));
    expect(treeOf(root)).toEqual(before);
  });
});

describe.skipIf(!hasPython)('a server', () => {
  const SERVER = `import http.server, os, sys, urllib.parse
BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "uploads")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["name"][0]
        path = os.path.realpath(os.path.join(BASE, name))
        try:
            if not path.startswith(BASE):
                raise ValueError
            data = open(path, "rb").read()
        except Exception:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data)
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;

  test('that is started is seen from inside', async () => {
    const root = project({ 'server.py': SERVER });
    const port = await freePort();
    const result = await validatePathIntegrity(
      nodeHost(),
      settings(
        root,
        { kind: 'url', address: ['127.0.0.1', port], command: ['python3', 'server.py', String(port)] },
        { urlPath: '/get?name={}' },
      ),
    );
    expect(result.escapes.map((one) => [one.class, one.received, one.at?.[1]])).toEqual([
      ['sibling-prefix', join(root, 'uploadsadst0q/adst0qsecret.txt'), 10],
    ]);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe('payloads', () => {
  const landing = { base: '/srv/app/uploads', token: 'tok', nesting: 1, extension: '.txt', symlink: true };

  test('climb from where the name lands, and carry the token unless they only list', () => {
    const found = payloadsFor(landing);
    expect(found[0]).toMatchObject({ class: 'dotdot', head: '../../', tail: 'toksecret.txt' });
    expect(found.filter((one) => one.bare !== true && !(one.head + one.tail).includes('tok'))).toEqual([]);
    expect(new Set(found.map((one) => one.class))).toEqual(
      new Set([
        'dotdot',
        'absolute',
        'symlink',
        'home',
        'dot',
        'sibling-prefix',
        'encoded',
        'nested',
        'backslash',
        'nul',
        'nfkc',
        'mixed',
        'drive',
        'unc',
        'overlong',
      ]),
    );
    expect(found.filter((one) => !one.posix).map((one) => one.class)).toEqual(
      expect.arrayContaining(['drive', 'unc', 'overlong', 'mixed']),
    );
  });

  test('are written so that a shell and Python read them back', () => {
    const text = '..\\\0\'"$`\u2025\uff0f\u{1f600} x';
    expect(pythonText(text)).toBe("'..\\\\\\x00\\'\"$`\\u2025\\uff0f\\U0001f600 x'");
    const shown = spawnSync('bash', ['-c', `printf %s ${shellWord(text.replace('\0', ''))}`]).stdout.toString('utf8');
    expect(shown).toBe(text.replace('\0', ''));
  });
});
