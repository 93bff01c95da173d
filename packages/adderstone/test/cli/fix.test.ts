import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { adderstone, project, SHELL } from './run.ts';

const GUARD = `from pathlib import Path

UPLOADS = Path("/srv/uploads")


def read(name):
    target = (UPLOADS / name).resolve()
    if not str(target).startswith(str(UPLOADS)):  # stay inside
        raise PermissionError
    return target.read_text()
`;
const FIXED = GUARD.replace('str(target).startswith(str(UPLOADS))', 'target.is_relative_to(UPLOADS)');

test('a safe fix is written in place, with the mode and byte order mark of the file, and told', () => {
  const root = project({ 'a.py': `\ufeff${GUARD}`, 'b.py': GUARD.replaceAll('\n', '\r\n') });
  chmodSync(join(root, 'a.py'), 0o755);
  const { code, out, err } = adderstone(root, ['fix', '.']);
  expect(err).toBe('');
  expect(out).toContain('a.py:8:12: path/unsound-guard fixed: compared by folders');
  expect(out).toContain('fixed 2 of 2 findings');
  expect(code).toBe(0);
  expect(readFileSync(join(root, 'a.py'), 'utf8')).toBe(`\ufeff${FIXED}`);
  expect(readFileSync(join(root, 'b.py'), 'utf8')).toBe(FIXED.replaceAll('\n', '\r\n'));
  expect(statSync(join(root, 'a.py')).mode & 0o777).toBe(0o755);
});

test('--diff writes nothing, and what it prints is a patch that gives the same', () => {
  const root = project({ 'a.py': GUARD });
  const { code, out } = adderstone(root, ['fix', '--diff', '.']);
  expect(code).toBe(1);
  expect(readFileSync(join(root, 'a.py'), 'utf8')).toBe(GUARD);
  expect(out).toBe(
    '--- a/a.py\n+++ b/a.py\n@@ -5,6 +5,6 @@\n \n def read(name):\n     target = (UPLOADS / name).resolve()\n-    if not str(target).startswith(str(UPLOADS)):  # stay inside\n+    if not target.is_relative_to(UPLOADS):  # stay inside\n         raise PermissionError\n     return target.read_text()\n',
  );
});

test('what changes behaviour is only made with --unsafe, and says how', () => {
  const text = 'from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n';
  const root = project({ 'a.py': text });
  const first = adderstone(root, ['fix', '.']);
  expect(first.code).toBe(1);
  expect(first.out).toContain('fixed 0 of 1 findings; 1 more with --unsafe');
  expect(readFileSync(join(root, 'a.py'), 'utf8')).toBe(text);
  const second = adderstone(root, ['fix', '--unsafe', '.']);
  expect(second.code).toBe(0);
  expect(second.out).toContain('settings/flask-debug fixed [changes behaviour]: debug off');
  expect(readFileSync(join(root, 'a.py'), 'utf8')).toBe(text.replace('True', 'False'));
});

test('a fix that would bring another finding is left, with the reason', () => {
  const text = SHELL.replace("'ls ' + ", "'tar -cf /tmp/a.tar ' + ");
  const root = project({ 'a.py': text });
  const { code, out } = adderstone(root, ['fix', '--unsafe', '.']);
  expect(code).toBe(1);
  expect(out).toContain('injection/shell left [changes behaviour]');
  expect(out).toContain('(`injection/argv` would be found instead)');
  expect(readFileSync(join(root, 'a.py'), 'utf8')).toBe(text);
});

test('a suppressed finding, a file in another encoding and a link out of the project stay as they are', () => {
  const outside = project({ 'x.py': GUARD });
  const root = project({
    'suppressed.py': GUARD.replace(
      '# stay inside',
      '# adderstone: ignore[path/unsound-guard] reason="the folder is alone on its disk"',
    ),
    'latin.py': Buffer.from(`# coding: latin-1\n# \xe9\n${GUARD}`, 'latin1'),
  });
  symlinkSync(join(outside, 'x.py'), join(root, 'link.py'));
  const { out } = adderstone(root, ['fix', '.']);
  expect(out).toContain('latin.py: not changed: it is not in UTF-8');
  expect(out).toContain('fixed 0 of 1 findings');
  expect(readFileSync(join(outside, 'x.py'), 'utf8')).toBe(GUARD);
  expect(readFileSync(join(root, 'latin.py'), 'latin1')).toContain('str(target).startswith(str(UPLOADS))');
});

test('a secret in a changed file is not printed by --diff', () => {
  const random = 'q7Zr2mXw9KdT4vBn1LsY8hGc5JpF0a';
  let sum = crc32(random);
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'[sum % 62] + digits;
    sum = Math.floor(sum / 62);
  }
  const token = `ghp_${random}${digits}`;
  const root = project({ 'a.py': GUARD.replace('# stay inside', `# ${token}`) });
  const { out, err } = adderstone(root, ['fix', '--diff', '.']);
  expect(out).toContain('is_relative_to');
  expect(out + err).not.toContain(token.slice(4, 12));
});
