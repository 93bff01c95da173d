import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, git, project, type Run, SAFE, SHELL, write } from './run.ts';

const SHOP = join(import.meta.dirname, '../../../../examples/shop');
const env = { SOURCE_DATE_EPOCH: '1790000000' };
const CONFIG = '[tool.adderstone]\n';

const attest = (root: string, ...args: readonly string[]): Run =>
  adderstone(root, ['report', '.', '--attest', 'att.json', '--output-format', 'concise', ...args], { env });
const verify = (root: string, ...args: readonly string[]): Run => adderstone(root, ['verify', ...args]);
const statement = (
  root: string,
  name = 'att.json',
): Record<string, never> & {
  subject: { name: string; digest: { sha256: string } }[];
  predicate: Record<string, never>;
} => JSON.parse(readFileSync(join(root, name), 'utf8'));
const change = (root: string, edit: (value: ReturnType<typeof statement>) => void): void => {
  const value = statement(root);
  edit(value);
  writeFileSync(join(root, 'att.json'), JSON.stringify(value));
};
function keys(root: string, name: string): void {
  const pair = generateKeyPairSync('ed25519');
  writeFileSync(join(root, `${name}.key`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(root, `${name}.pub`), pair.publicKey.export({ type: 'spki', format: 'pem' }));
}

test('the sample project: attested, verified, verified again; then with a file changed, one gone, one new', () => {
  const root = project({});
  cpSync(SHOP, root, { recursive: true });
  expect(attest(root).code).toBe(2);
  const { subject, predicate } = statement(root);
  for (const { name, digest } of subject)
    expect(digest.sha256, name).toBe(
      createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex'),
    );
  const names = subject.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(names).toContain('pyproject.toml');
  expect(names).toContain('webshop/app.py');
  expect(names).not.toContain('att.json');
  expect(predicate).toMatchObject({
    date: '2026-09-21T14:13:20Z',
    complete: true,
    compliant: false,
    options: ['--require=all'],
  });
  expect(predicate['verdicts']).toContainEqual(
    expect.objectContaining({ requirement: 'BAN-PY_SEC-01', state: 'violated' }),
  );

  const same = verify(root, 'att.json', '--again');
  expect(same.out).toContain('verified: every input is as attested; a repeated run gives the same verdicts');
  expect(same.code).toBe(0);
  const before = readFileSync(join(root, 'att.json'));
  attest(root);
  expect(readFileSync(join(root, 'att.json')).equals(before)).toBe(true);

  writeFileSync(join(root, 'webshop/app.py'), SAFE);
  rmSync(join(root, 'webshop/mail.py'));
  writeFileSync(join(root, 'webshop/more.py'), SHELL);
  const differs = verify(root, 'att.json', '--again', '--json');
  expect(differs.code).toBe(1);
  const found = JSON.parse(differs.out) as {
    changed: string[];
    missing: string[];
    new: string[];
    again: string[];
    verified: boolean;
  };
  expect(found).toMatchObject({
    changed: ['webshop/app.py'],
    missing: ['webshop/mail.py'],
    new: ['webshop/more.py'],
    verified: false,
  });
  expect(found.again).toContain('found now, not attested: webshop/more.py:4 injection/shell (new)');
});

test('what decides the verdicts is an input: configuration, standard with its mapping, waivers, manifests, ignore files', () => {
  const files = {
    'pyproject.toml':
      '[project]\nname = "x"\nversion = "1"\ndependencies = ["requests"]\n[tool.adderstone]\nstandard = "rules.md"\n',
    'rules.md': '# Rules\n\n- **[BAN-PY_SEC-01] No shell**\n',
    'rules.checks.yaml': 'standard: PY_SEC\nclauses:\n  BAN-PY_SEC-01: { checks: [rule:injection/shell] }\n',
    '.adderstone/waivers.yaml': 'waivers: []\n',
    '.gitignore': 'out/\n',
    'requirements.txt': '-r more/base.txt\nflask==1.0\n',
    'more/base.txt': 'requests==2.0\n',
    'conf/app.env': 'A=b\n',
    'a.py': SAFE,
  };
  const root = project(files);
  attest(root, '--require', 'static');
  expect(statement(root).subject.map(({ name }) => name)).toEqual(Object.keys(files).sort());
  expect(verify(root, 'att.json').code).toBe(0);
  write(root, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n`])));
  const run = verify(root, 'att.json');
  expect(run.out.match(/(?<=^ {2}changed {2}).*/gm)).toEqual(Object.keys(files).sort());
  expect(run.code).toBe(1);
  write(root, files);
  write(root, { '.gitignore': 'out/\na.py\n', 'b.py': SAFE });
  const { out } = verify(root, 'att.json');
  expect(out).toContain('  left out a.py is there, and not examined any more\n');
  write(root, { '.gitignore': files['.gitignore'], 'rules.md': `${files['rules.md']}- **[BAN-PY_SEC-02] More**\n` });
  expect(verify(root, 'att.json').out).toContain('  the standard is not the one attested\n');
});

test('it is verified elsewhere: in an exported folder, from another folder, and with the options of the run', () => {
  const root = project({ 'pyproject.toml': CONFIG, 'src/a.py': SHELL, 'src/b.py': SAFE, 'docs/c.py': SAFE });
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  const run = adderstone(
    root,
    ['report', 'src', '--select', 'injection/*', '--config', 'severity="high"', '--attest', 'att.json'],
    { env },
  );
  expect(run.code).toBe(2);
  expect(statement(root).predicate).toMatchObject({
    paths: ['src'],
    options: ['--select=injection/*', '--require=all', '--config=severity="high"'],
  });
  const other = project({});
  const tree = join(other, 'exported');
  mkdirSync(tree);
  for (const path of ['pyproject.toml', 'src']) cpSync(join(root, path), join(tree, path), { recursive: true });
  const away = adderstone(other, ['verify', join(root, 'att.json'), 'exported', '--again']);
  expect(away.out).toContain('a repeated run gives the same verdicts');
  expect(away.code).toBe(0);
  expect(away.out).toContain(
    '  over     src only\n  run with --select=injection/*\n  run with --config=severity="high"\n',
  );
  expect(adderstone(join(root, 'docs'), ['verify', '../att.json']).code).toBe(0);
  // What is beside the paths that were attested does not count.
  write(root, { 'docs/d.py': SHELL });
  expect(verify(root, 'att.json').code).toBe(0);
});

test('documents, configuration and reports that the options name are those of the project', () => {
  const bandit = { results: [], metrics: {}, generated_at: 'x' };
  const root = project({
    'pyproject.toml': CONFIG,
    'a.py': SHELL,
    'docs/rules.md': '# Rules\n\n- **[BAN-PY_SEC-01] No shell**\n',
    'ci/strict.toml': 'severity = "high"\n[[validate.paths]]\nbase = "uploads"\ntarget = "a:f"\n',
    'ci/bandit.json': JSON.stringify(bandit),
  });
  const options = ['--standard', 'docs/rules.md', '--config', 'ci/strict.toml', '--evidence', 'bandit=ci/bandit.json'];
  expect(attest(root, ...options).err).toBe('');
  expect(statement(root).predicate['options']).toEqual([
    '--require=all',
    '--standard=docs/rules.md',
    '--config=ci/strict.toml',
    '--evidence=bandit=ci/bandit.json',
  ]);
  const names = statement(root).subject.map(({ name }) => name);
  expect(names).toEqual(['a.py', 'ci/bandit.json', 'ci/strict.toml', 'docs/rules.md', 'pyproject.toml']);
  const again = adderstone(join(root, 'ci'), ['verify', '../att.json', '--again']);
  expect([again.code, again.err]).toEqual([0, '']);
  const other = project({});
  cpSync(root, join(other, 'copy'), { recursive: true });
  expect(adderstone(other, ['verify', 'copy/att.json', 'copy']).code).toBe(0);
  write(root, { 'ci/strict.toml': 'severity = "low"\n' });
  expect(verify(root, 'att.json').out).toContain('  changed  ci/strict.toml\n  the settings are not those attested\n');
});

test('signed: verified with the public key, refused with another, a changed payload or none', () => {
  const root = project({ 'pyproject.toml': CONFIG, 'a.py': SAFE });
  const outside = project({});
  keys(outside, 'one');
  keys(outside, 'two');
  attest(root, '--key', join(outside, 'one.key'));
  const envelope = JSON.parse(readFileSync(join(root, 'att.json'), 'utf8')) as { payload: string; payloadType: string };
  expect(envelope.payloadType).toBe('application/vnd.in-toto+json');
  const good = verify(root, 'att.json', '--key', join(outside, 'one.pub'));
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('signed by the key given')]);
  const unchecked = verify(root, 'att.json');
  expect([unchecked.code, unchecked.out]).toEqual([
    2,
    expect.stringContaining('not verified: the signature is not checked'),
  ]);
  const wrong = verify(root, 'att.json', '--key', join(outside, 'two.pub'));
  expect([wrong.code, wrong.out, wrong.err]).toEqual([1, '', expect.stringContaining('no signature is by this key')]);
  expect(JSON.parse(verify(root, 'att.json', '--json', '--key', join(outside, 'two.pub')).out)).toMatchObject({
    verified: false,
    signature: 'invalid',
  });
  expect(verify(root, 'att.json', '--key', join(outside, 'one.key')).err).toContain('is a private key');
  expect(verify(root, 'att.json', '--key', join(outside, 'no.pub')).err).toContain('is not there');

  const payload = Buffer.from(envelope.payload, 'base64').toString().replace('"exit":2', '"exit":0');
  writeFileSync(
    join(root, 'att.json'),
    JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }),
  );
  expect(verify(root, 'att.json', '--key', join(outside, 'one.pub')).code).toBe(1);
  // The signature taken away: what is inside is unsigned, which a key does not accept.
  writeFileSync(join(root, 'att.json'), payload);
  const bare = verify(root, 'att.json', '--key', join(outside, 'one.pub'));
  expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('is not signed')]);
});

test('a hostile attestation is refused in one sentence, and decides nothing but what is compared', () => {
  const root = project({ 'pyproject.toml': CONFIG, 'a.py': SAFE });
  const refused = (text: string | Uint8Array): string => {
    writeFileSync(join(root, 'att.json'), text);
    const run = verify(root, 'att.json');
    expect([run.code, run.out]).toEqual([2, '']);
    expect(run.err.trimEnd().split('\n')).toHaveLength(1);
    return run.err;
  };
  attest(root);
  const text = readFileSync(join(root, 'att.json'), 'utf8');
  expect(refused('{"a":1,"a":2}')).toContain('has the name "a" twice');
  expect(refused(`${'['.repeat(100_000)}`)).toContain('is nested deeper than 32 levels');
  expect(refused(Buffer.from([0xff, 0xfe]))).toContain('is not valid UTF-8');
  expect(refused('')).toContain('is not valid JSON');
  expect(refused('[]')).toContain('`the statement` is no object');
  expect(refused(text.replace('"a.py"', '"../../../etc/passwd"'))).toContain('is no path below the root');
  expect(refused(text.replace('"a.py"', '"\\u001b[2J"').replace('"pyproject.toml"', '"\\u001b[2J"'))).toContain(
    'twice',
  );
  expect(refused(text.replace('"subject": [', '"subject": [], "subject": ['))).toContain(
    'has the name "subject" twice',
  );
  for (const option of [
    '--with=bandit',
    '--evidence=sarif=../../etc/passwd',
    '--config=/etc/passwd',
    '--output=json=out.json',
    'a.py',
  ]) {
    writeFileSync(join(root, 'att.json'), text);
    change(root, ({ predicate }) => {
      (predicate as Record<string, unknown>)['options'] = ['--require=all', option];
    });
    const run = verify(root, 'att.json');
    expect([run.code, run.err], option).toEqual([
      2,
      'adderstone: the attestation names options that no attested run has\n',
    ]);
  }
  writeFileSync(join(root, 'att.json'), text.replace('"a.py"', '"\\u001b]8;;evil\\u0007\\u202e.py"'));
  const shown = verify(root, 'att.json');
  expect(shown.code).toBe(1);
  expect(shown.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(shown.out).toContain('\\x1b]8;;evil');
  rmSync(join(root, 'att.json'));
  symlinkSync('/dev/zero', join(root, 'att.json'));
  expect(verify(root, 'att.json').err).toContain('is no regular file');
  expect(verify(root, 'none.json').err).toContain('is not there');
});

test('what cannot be attested is said before anything is written', () => {
  const root = project({ 'pyproject.toml': CONFIG, 'a.py': SAFE });
  const outside = project({ 'rules.md': '# R\n\n- **[BAN-PY_SEC-01] No shell**\n', 'x.py': SAFE });
  const cases: [readonly string[], string][] = [
    [['report', '.', '--attest', 'a.py'], 'ends with .json or .jsonl'],
    [['report', '.', '--key', 'k.pem'], '--key goes with --attest'],
    [['report', '.', '--attest', 'att.json', '--key', 'a.py'], 'is no private key in PEM'],
    [['report', '.', '--attest', 'att.json', '--since', 'HEAD'], 'does not go with --since'],
    [['report', '.', '--attest', 'att.json', '--standard', join(outside, 'rules.md')], 'lies outside the project'],
    [['report', '.', '--attest', 'att.json', '--config', 'validate={}'], 'stands in the project’s own configuration'],
    [['report', '.', '--attest', 'none/att.json'], 'its folder is not there'],
    [['verify'], 'expected `adderstone verify FILE [PATH]`'],
    [['verify', 'att.json', '.', 'x'], 'expected `adderstone verify FILE [PATH]`'],
    [['attest', '.'], 'adderstone report --attest FILE'],
  ];
  for (const [args, message] of cases) {
    const run = adderstone(root, args, { env });
    expect([run.code, run.err], args.join(' ')).toEqual([2, expect.stringContaining(message)]);
  }
  expect(() => statement(root)).toThrow();
});

test('a file with a credential is told, since its digest leaves the machine', () => {
  const token = ['gl', `pat-${'q7Zr2mXw9K'}${'dT4vBn1LsY'}`].join('');
  const root = project({ 'pyproject.toml': CONFIG, 'a.py': `TOKEN = "${token}"\n` });
  const run = attest(root, '--output', 'json=report.json', '--output', 'sarif=report.sarif');
  expect(run.err).toContain('report.json is written into the project, where `verify` meets it as a new file');
  expect(run.err).not.toContain('report.sarif');
  expect(verify(root, 'att.json').out).toContain('  new      report.json\n');
  expect(run.err).toContain(
    'a.py holds a credential or personal datum, and the SHA-256 of the file is in the attestation',
  );
  expect(readFileSync(join(root, 'att.json'), 'utf8')).not.toContain(token.slice(6, 14));
});
