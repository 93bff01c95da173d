import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { dataOf, RECORDS, record } from '../audit/records.ts';
import { adderstone, checkJson, git, project, type Run, SAFE, write } from './run.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

interface Package {
  readonly name: string;
  readonly version: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly advisories: readonly {
    readonly ids: readonly string[];
    readonly ignored: { readonly reason: string } | null;
  }[];
  readonly fix: string | null;
  readonly source: { readonly file: string; readonly line: number };
  readonly change: string;
  readonly gated: boolean;
}

interface DepsJson {
  readonly schema: string;
  readonly run: { readonly exit: number; readonly complete: boolean; readonly compliant: boolean | null };
  readonly verdicts: readonly {
    readonly requirement: string;
    readonly state: string;
    readonly because: string | null;
  }[];
  readonly packages: readonly Package[];
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    readonly line: number;
    readonly status: string;
    readonly severity: string;
  }[];
  readonly problems: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
  readonly data: { readonly state: string };
}

/** A home with advisories in the cache, taken on a day. */
async function home(taken = TODAY, records = RECORDS): Promise<string> {
  const folder = project({});
  mkdirSync(join(folder, '.cache/adderstone/advisories'), { recursive: true, mode: 0o700 });
  chmodSync(join(folder, '.cache/adderstone/advisories'), 0o700);
  writeFileSync(join(folder, '.cache/adderstone/advisories/pypi.adv'), (await dataOf(records, taken)).encode());
  return folder;
}

function deps(root: string, at: string, ...args: readonly string[]): Run {
  return adderstone(root, ['deps', 'audit', ...args], { env: { HOME: at } });
}

function json(root: string, at: string, ...args: readonly string[]): DepsJson & { readonly code: number | null } {
  const run = deps(root, at, '--output-format', 'json', ...args);
  if (!run.out.startsWith('{')) throw new Error(`no report: ${run.err}`);
  return { ...(JSON.parse(run.out) as DepsJson), code: run.code };
}

const said = (report: DepsJson): string[] =>
  report.packages.map(({ name, version, status }) => `${name} ${version ?? '-'} ${status}`);

test('exit codes: 0 clean, 1 vulnerable or malicious, 2 not audited; 2 wins', async () => {
  const at = await home();
  const of = (text: string): [number | null, string[], string | undefined] => {
    const report = json(project({ 'requirements.txt': text }), at);
    return [report.code, said(report), report.verdicts[0]?.state];
  };
  expect(of('fine==1\n')).toEqual([0, ['fine 1 clean'], 'met']);
  expect(of('fine==1\nweak==1.0\n')).toEqual([1, ['fine 1 clean', 'weak 1.0 vulnerable'], 'violated']);
  expect(of('evil_pkg==1\n')).toEqual([1, ['evil-pkg 1 malicious'], 'violated']);
  expect(of('fine\n')).toEqual([2, ['fine - not-audited'], 'not-verified']);
  expect(of('fine\nweak==1.0\n')).toEqual([2, ['fine - not-audited', 'weak 1.0 vulnerable'], 'violated']);
  expect(of('fine==1\n???\n')).toEqual([2, ['fine 1 clean'], 'not-verified']);
  expect(of('fine==1; python_version < "3"\n')).toEqual([0, ['fine 1 skipped'], 'not-applicable']);
  expect(deps(project({ 'a.py': SAFE }), at)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/no manifest or lock file/),
  });
  expect(deps(project({}), at, 'gone')).toMatchObject({ code: 2 });
});

test('JSON says name, version, status, reason, advisories, source, change and fix', async () => {
  const report = json(project({ 'requirements.txt': '\nWeak==1.6\n' }), await home());
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../schemas/deps-1.schema.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv({ strict: false });
  expect([ajv.validate(schema, report), ajv.errors]).toEqual([true, null]);
  expect(report.schema).toBe('adderstone-deps/1');
  expect(report.data).toEqual({ state: 'fresh', taken: TODAY, newest: '2026-11-01T00:00:00Z', records: 8 });
  expect(report.packages).toEqual([
    {
      name: 'weak',
      version: '1.6',
      specifier: '==1.6',
      purl: 'pkg:pypi/weak@1.6',
      status: 'vulnerable',
      reason: null,
      advisories: [
        {
          id: 'GHSA-aaaa-bbbb-cccc',
          ids: ['GHSA-aaaa-bbbb-cccc', 'PYSEC-1-1'],
          aliases: ['CVE-1-1'],
          malicious: false,
          severity: 'critical',
          score: 9.8,
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
          fixed: ['2.0', '2.0.1'],
          summary: 'Weak has a weakness that a test knows.',
          ignored: null,
        },
        {
          id: 'PYSEC-1-2',
          ids: ['PYSEC-1-2'],
          aliases: ['CVE-1-2'],
          malicious: false,
          severity: null,
          score: null,
          vector: null,
          fixed: ['1.9'],
          summary: 'weak has a weakness that a test knows.',
          ignored: null,
        },
      ],
      fix: '2.0.1',
      source: { file: 'requirements.txt', line: 2 },
      pinned: null,
      change: 'added',
      gated: true,
    },
  ]);
  expect(report.findings.map(({ rule, line, severity }) => [rule, line, severity])).toEqual([
    ['audit/missing-hash', 2, 'low'],
    ['audit/vulnerable-package', 2, 'critical'],
    ['audit/vulnerable-package', 2, 'high'],
  ]);
});

test('without advisories, with damaged and with old ones nothing is green', async () => {
  const root = project({ 'requirements.txt': 'fine==1\n' });
  const none = json(root, project({}));
  expect([none.code, said(none), none.verdicts[0]?.because, none.data.state]).toEqual([
    2,
    ['fine 1 not-audited'],
    'not-run',
    'none',
  ]);
  expect(none.problems.map(({ code }) => code)).toContain('advisory-data-missing');
  const stale = json(root, await home(daysAgo(46)));
  expect([stale.code, stale.verdicts[0]?.state, stale.data.state]).toEqual([2, 'not-verified', 'stale']);
  const later = json(root, await home(daysAgo(-3)));
  expect([later.code, later.data.state]).toEqual([2, 'stale']);
  const old = json(root, await home(daysAgo(15)));
  expect([old.code, old.verdicts[0]?.state, old.problems.map(({ code }) => code)]).toEqual([
    0,
    'met',
    ['advisory-data-old', 'indirect-unknown'],
  ]);
  const damaged = await home();
  writeFileSync(join(damaged, '.cache/adderstone/advisories/pypi.adv'), 'adderstone-advisories/1 0\nx');
  expect(json(root, damaged)).toMatchObject({ code: 2, data: { state: 'none' } });
  const shared = await home();
  chmodSync(join(shared, '.cache/adderstone/advisories'), 0o777);
  expect(json(root, shared)).toMatchObject({ code: 2, data: { state: 'none' } });
  writeFileSync(join(root, 'own.adv'), (await dataOf()).encode());
  expect(json(root, project({}), '--data', 'own.adv').data.state).not.toBe('none');
});

test('with a base, what was added or changed decides, and its policy holds', async () => {
  const at = await home();
  const root = project({ 'requirements.txt': 'weak==1.0\nfine==1\nopen\n' });
  expect(json(root, at, '--base', 'HEAD')).toMatchObject({
    code: 2,
    problems: [{ code: 'no-base' }, { code: 'indirect-unknown' }],
  });
  git(root, 'init', '-q');
  expect(json(root, at, '--base', 'HEAD').problems.map(({ code }) => code)).toContain('no-base');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'base');
  const same = json(root, at, '--base', 'HEAD');
  expect([same.code, same.packages.map(({ change, gated }) => `${change} ${gated}`)]).toEqual([
    0,
    ['same false', 'same false', 'same false'],
  ]);
  write(root, { 'requirements.txt': 'weak==1.1\nfine==1\nopen\nnew==1\n' });
  const changed = json(root, at, '--base', 'HEAD');
  expect([changed.code, changed.packages.map(({ name, change }) => `${name} ${change}`)]).toEqual([
    1,
    ['weak changed', 'fine same', 'open same', 'new added'],
  ]);
  write(root, { 'requirements.txt': 'weak==1.0\nopen>=1\n', 'moved/requirements.txt': 'weak==1.0\n' });
  expect(json(root, at, '--base', 'HEAD').code).toBe(2);
  write(root, {
    'requirements.txt': 'weak==1.1\n',
    'adderstone.toml': '[[deps.ignore]]\nid = "CVE-1-1"\nreason = "x"\n',
  });
  const policy = json(root, at, '--base', 'HEAD');
  expect([policy.code, policy.problems.map(({ code }) => code)]).toEqual([
    1,
    ['policy-changed', 'indirect-unknown', 'indirect-unknown'],
  ]);
  expect(deps(root, at, '--base', 'nonsense')).toMatchObject({ code: 2, err: expect.stringMatching(/is no commit/) });
});

test('decisions: by any name of the weakness, for a version, until a day', async () => {
  const at = await home();
  const of = (entry: string, text = 'weak==1.0\n') =>
    json(project({ 'requirements.txt': text, 'pyproject.toml': `[[tool.adderstone.deps.ignore]]\n${entry}\n` }), at);
  const held = of('id = "CVE-1-1"\npackage = "WEAK"\nreason = "not reachable"\nexpires = "2999-01-01"');
  expect([held.code, said(held), held.packages[0]?.advisories[0]?.ignored?.reason]).toEqual([
    0,
    ['weak 1.0 skipped'],
    'not reachable',
  ]);
  expect(of('id = "GHSA-aaaa-bbbb-cccc"\nversion = "1.0.0"\nreason = "x"').code).toBe(0);
  expect(of('id = "CVE-1-1"\nversion = "1.1"\nreason = "x"')).toMatchObject({ code: 1 });
  expect(of('id = "CVE-1-1"\npackage = "other"\nreason = "x"').problems.map(({ code }) => code)).toContain(
    'ignore-stale',
  );
  const expired = of('id = "CVE-1-1"\nreason = "x"\nexpires = "2020-01-01"');
  expect([expired.code, expired.problems.map(({ code }) => code)]).toEqual([1, ['ignore-expired', 'indirect-unknown']]);
  expect(
    of('id = "PYSEC-1-6"\nreason = "x"')
      .problems.map(({ message }) => message)
      .join(),
  ).toMatch(/withdrawn/);
  // One of two decided: the fix is for the other.
  expect(of('id = "CVE-1-1"\nreason = "x"', 'weak==1.6\n').packages[0]).toMatchObject({
    status: 'vulnerable',
    fix: '1.9',
  });
  for (const [entry, message] of [
    ['id = "CVE-1-1"', /expected a `reason`/],
    ['reason = "x"', /expected an `id`/],
    ['id = "CVE-1-1"\nreason = "x"\nexpires = "soon"', /YYYY-MM-DD/],
    ['id = "CVE-1-1"\nreason = "x"\nuntil = "2020-01-01"', /expected the keys/],
  ] as const)
    expect(
      deps(
        project({ 'requirements.txt': 'weak==1.0\n', 'pyproject.toml': `[[tool.adderstone.deps.ignore]]\n${entry}\n` }),
        at,
      ),
    ).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});

test('a waiver holds here as it does in a check', async () => {
  const waiver =
    'waivers:\n  - rule: audit/vulnerable-package\n    path: requirements.txt\n    reason: replaced next month\n    owner: a@b.invalid\n    until: 2999-01-01\n';
  const root = project({ 'requirements.txt': 'weak==1.0\n', '.adderstone/waivers.yaml': waiver });
  const report = json(root, await home());
  expect([
    report.code,
    report.verdicts[0]?.state,
    report.findings.find(({ rule }) => rule === 'audit/vulnerable-package')?.status,
  ]).toEqual([0, 'waived', 'waived']);
});

test('OpenVEX goes in and out, CycloneDX and SARIF out, the same each time', async () => {
  const at = await home();
  const root = project({ 'requirements.txt': 'weak==1.0\nfine==1\n' });
  const statement = (status: string) => ({
    vulnerability: { name: 'CVE-1-1' },
    products: [{ '@id': 'pkg:pypi/Weak@1.0' }],
    status,
    justification: 'vulnerable_code_not_in_execute_path',
  });
  const vex = (...statements: unknown[]) => JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', statements });
  write(root, {
    'a.json': vex(statement('not_affected')),
    'b.json': vex(statement('not_affected'), statement('under_investigation')),
    'c.json': '{}',
  });
  expect(json(root, at, '--vex', 'a.json')).toMatchObject({
    code: 0,
    packages: [{ status: 'skipped' }, { status: 'clean' }],
  });
  expect(json(root, at, '--vex', 'b.json').code).toBe(1);
  expect(deps(root, at, '--vex', 'c.json')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no OpenVEX document/),
  });
  const out = deps(root, at, '--output-format', 'openvex', '--vex', 'a.json');
  expect(out.code).toBe(0);
  expect(JSON.parse(out.out)).toMatchObject({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: `${TODAY}T00:00:00Z`,
    statements: [
      {
        vulnerability: { name: 'CVE-1-1' },
        products: [{ '@id': 'pkg:pypi/weak@1.0' }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
      },
    ],
  });
  const run = (): string => deps(root, at, '--output-format', 'cyclonedx').out;
  const sbom = JSON.parse(run()) as {
    readonly metadata: { readonly timestamp?: string };
    readonly components: { readonly purl: string }[];
    readonly vulnerabilities: { readonly id: string; readonly affects: unknown }[];
  };
  expect(run()).toBe(run());
  expect(sbom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: expect.stringMatching(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab]/),
  });
  expect(sbom.metadata.timestamp).toBe(undefined);
  expect(sbom.components.map(({ purl }) => purl)).toEqual(['pkg:pypi/fine@1', 'pkg:pypi/weak@1.0']);
  expect(sbom.vulnerabilities).toMatchObject([
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      affects: [{ ref: 'pkg:pypi/weak@1.0' }],
      ratings: [{ severity: 'critical', score: 9.8, method: 'CVSSv31' }],
    },
  ]);
  const sarif = JSON.parse(deps(root, at, '--output-format', 'sarif').out) as {
    readonly runs: readonly [
      {
        readonly results: readonly { readonly ruleId: string; readonly locations: unknown }[];
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      },
    ];
  };
  expect(sarif.runs[0].results.map(({ ruleId }) => ruleId)).toContain('audit/vulnerable-package');
  expect(sarif.runs[0].tool.driver.rules.map(({ id }) => id)).toContain('audit/vulnerable-package');
  expect(deps(root, at, '--output', `json=${join(root, 'out.json')}`).code).toBe(1);
  expect((JSON.parse(readFileSync(join(root, 'out.json'), 'utf8')) as DepsJson).packages).toHaveLength(2);
});

test('--fix changes versions and nothing else, and says what it leaves', async () => {
  const at = await home();
  const files = {
    'requirements.txt':
      '# keep\nweak == 1.0   # why\r\nweak[x]>=1,<2 ; python_version >= "3"\nunfixed==1\nweak~=1.0\nfine==1\n',
    'hashed.txt': '',
    'constraints.txt': 'weak==1.0 # pin\n',
    'requirements-c.txt': '-c constraints.txt\nweak\n',
    'pyproject.toml':
      '[project]\nname = "own"\n# keep\ndependencies = [\n  "weak<=2", # upper\n  "weak>=0.5,<3,!=2.2",\n]\n[tool.poetry.dependencies]\nweak = "1.0"\n',
  };
  const root = project(files);
  const shown = deps(root, at, '--diff');
  expect(shown.code).toBe(1);
  expect(shown.out).toContain('-weak == 1.0   # why\r\n+weak == 2.0.1   # why\r\n');
  expect(readFileSync(join(root, 'requirements.txt'), 'utf8')).toBe(files['requirements.txt']);
  const run = deps(root, at, '--fix');
  expect(run.code).toBe(1);
  expect(readFileSync(join(root, 'requirements.txt'), 'utf8')).toBe(
    '# keep\nweak == 2.0.1   # why\r\nweak[x]>=1,<2 ; python_version >= "3"\nunfixed==1\nweak~=2.0.1\nfine==1\n'.replace(
      'weak~=2.0.1',
      'weak~=2.0.1',
    ),
  );
  expect(readFileSync(join(root, 'constraints.txt'), 'utf8')).toBe('weak==2.0.1 # pin\n');
  expect(readFileSync(join(root, 'pyproject.toml'), 'utf8')).toContain('weak = "2.0.1"\n');
  expect(run.out).toMatch(/requirements\.txt:3: weak is left: its bound `<2` excludes the fix, 2\.0\.1/);
  expect(run.out).toMatch(/requirements\.txt:4: unfixed is left: no version is known/);
  const hash = `--hash=sha256:${'0'.repeat(64)}`;
  expect(deps(project({ 'requirements.txt': `weak==1.0 ${hash}\n` }), at, '--fix').out).toMatch(/has a digest/);
  const utf16 = project({ 'requirements.txt': Buffer.from('\ufeffweak==1.0\r\n', 'utf16le') });
  expect(deps(utf16, at, '--fix').code).toBe(0);
  expect(readFileSync(join(utf16, 'requirements.txt')).equals(Buffer.from('\ufeffweak==2.0.1\r\n', 'utf16le'))).toBe(
    true,
  );
});

test('what pip-audit said counts, differences are told, what it skipped is not audited', async () => {
  const at = await home();
  const root = project({ 'requirements.txt': 'weak==1.0\nfine==1\nother==2\n' });
  const entry = (name: string, version: string, vulns: unknown[] = []) => ({ name, version, vulns });
  const write_ = (dependencies: unknown[], file = 'pa.json'): void =>
    write(root, { [file]: JSON.stringify({ dependencies, fixes: [] }) });
  const full = [
    entry('Weak', '1.0'),
    entry('fine', '1', [{ id: 'PYSEC-9-9', aliases: ['CVE-9-9'], fix_versions: ['1.5'], description: 'bad' }]),
    entry('other', '2'),
  ];
  write_(full);
  const both = json(root, at, '--evidence', 'pip-audit=pa.json');
  expect([both.code, said(both), both.packages[1]?.fix]).toEqual([
    1,
    ['weak 1.0 vulnerable', 'fine 1 vulnerable', 'other 2 clean'],
    '1.5',
  ]);
  expect(both.problems.filter(({ code }) => code === 'pip-audit-difference').map(({ message }) => message)).toEqual([
    '`weak`: adderstone reports GHSA-aaaa-bbbb-cccc, pip-audit does not',
    '`fine`: pip-audit reports PYSEC-9-9, adderstone does not',
  ]);
  const alone = json(root, project({}), '--evidence', 'pip-audit=pa.json');
  expect([alone.code, said(alone)]).toEqual([1, ['weak 1.0 clean', 'fine 1 vulnerable', 'other 2 clean']]);
  write_([entry('weak', '1.0'), entry('fine', '1'), { name: 'other', skip_reason: 'not on PyPI' }]);
  expect(json(root, project({}), '--evidence', 'pip-audit=pa.json')).toMatchObject({
    code: 2,
    packages: [{ status: 'clean' }, { status: 'clean' }, { status: 'not-audited', reason: 'pip-audit skipped it' }],
  });
  write_([entry('weak', '2.1'), entry('fine', '1'), entry('other', '2')]);
  expect(
    json(root, at, '--evidence', 'pip-audit=pa.json')
      .problems.map(({ message }) => message)
      .join(),
  ).toMatch(/made for other manifests: 1 package is not in it, the first is `weak` 1\.0/);
  write_(full);
  const old = new Date(Date.now() - 15 * 86_400_000);
  utimesSync(join(root, 'pa.json'), old, old);
  expect(json(root, at, '--evidence', 'pip-audit=pa.json')).toMatchObject({
    code: 2,
    problems: [{ code: 'pip-audit-refused', message: expect.stringMatching(/15 days old/) }, {}],
  });
  const bom = {
    bomFormat: 'CycloneDX',
    metadata: { timestamp: `${daysAgo(1)}T00:00:00Z` },
    components: [
      ['weak', '1.0'],
      ['fine', '1'],
      ['other', '2'],
    ].map(([name, version]) => ({ 'bom-ref': name, name, version })),
    vulnerabilities: [{ id: 'CVE-1-1', affects: [{ ref: 'weak' }] }],
  };
  write(root, { 'bom.json': JSON.stringify(bom) });
  const agreed = json(root, at, '--evidence', 'pip-audit=bom.json');
  expect([agreed.code, agreed.problems.map(({ code }) => code)]).toEqual([1, ['indirect-unknown']]);
  for (const wrong of ['pip-audit', 'other=pa.json', 'pip-audit=gone.json'])
    expect(deps(root, at, '--evidence', wrong).code).toBe(2);
  write(root, { 'pa.json': '<html>' });
  expect(deps(root, at, '--evidence', 'pip-audit=pa.json')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/not valid JSON/),
  });
});

test('pip-audit is run where it is asked for, on pins of our own, never one of the project', async () => {
  const at = await home();
  const root = project({ 'requirements.txt': 'weak==1.0\nfine==1\n-e .\n' });
  const tools = project({});
  const script = `#!/usr/bin/env python3\nimport json, sys\nargs = sys.argv[1:]\nassert '--no-deps' in args and '--disable-pip' in args\npins = open(args[args.index('--requirement') + 1]).read().split()\nprint(json.dumps({'dependencies': [{'name': p.split('==')[0], 'version': p.split('==')[1], 'vulns': []} for p in pins]}))\n`;
  writeFileSync(join(tools, 'pip-audit'), script, { mode: 0o755 });
  const env = { HOME: at, PATH: `${tools}:${process.env['PATH']}` };
  const run = adderstone(root, ['deps', 'audit', '--with', 'pip-audit', '--output-format', 'json'], { env });
  expect(run.code).toBe(1);
  expect((JSON.parse(run.out) as DepsJson).problems.map(({ message }) => message)).toContain(
    '`weak`: adderstone reports GHSA-aaaa-bbbb-cccc, pip-audit does not',
  );
  writeFileSync(join(root, 'pip-audit'), '#!/bin/sh\ntouch "$(dirname "$0")/RAN"\n', { mode: 0o755 });
  const inside = adderstone(root, ['deps', 'audit', '--with', 'pip-audit'], {
    env: { HOME: at, PATH: `${root}:/usr/bin:/bin` },
  });
  expect([inside.code, inside.err]).toEqual([
    2,
    expect.stringMatching(/the only one on PATH lies inside the project, and is not started/),
  ]);
  writeFileSync(join(tools, 'pip-audit'), '#!/bin/sh\necho no network >&2\nexit 2\n', { mode: 0o755 });
  expect(adderstone(root, ['deps', 'audit', '--with', 'pip-audit'], { env })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/pip-audit failed: no network/),
  });
});

test('an environment is read without running anything of it', async () => {
  const at = await home();
  const dist = (name: string, version: string, more: Record<string, string> = {}): Record<string, string> => {
    const folder = `venv/lib/python3.12/site-packages/${name}-${version}.dist-info`;
    return {
      [`${folder}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: body\n`,
      ...Object.fromEntries(Object.entries(more).map(([file, text]) => [`${folder}/${file}`, text])),
    };
  };
  const root = project({
    'venv/pyvenv.cfg': 'home = /usr\n',
    ...dist('Weak', '1.0'),
    ...dist('fine', '1'),
    ...dist('local', '1', { 'direct_url.json': '{"url": "file:///x", "dir_info": {"editable": true}}' }),
    ...dist('repo', '1', { 'direct_url.json': '{"url": "https://h", "vcs_info": {"vcs": "git"}}' }),
    'venv/lib/python3.12/site-packages/egg-2.0.egg-info/PKG-INFO': 'Name: egg\nVersion: 2.0\n',
    'venv/lib/python3.12/site-packages/broken-1.dist-info/RECORD': '',
    'venv/lib/python3.12/site-packages/~eft-1.dist-info/RECORD': '',
  });
  const report = json(root, at, '--environment', 'venv');
  expect(said(report).sort()).toEqual([
    'egg 2.0 clean',
    'fine 1 clean',
    'local 1 skipped',
    'repo 1 not-audited',
    'weak 1.0 vulnerable',
  ]);
  expect([report.code, report.problems.map(({ message }) => message).join()]).toEqual([
    2,
    expect.stringMatching(/broken-1\.dist-info/),
  ]);
  expect(deps(root, at, '--environment', 'nowhere')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no virtual environment/),
  });
});

test('text of the tree is shown harmless, credentials are not shown, links do not lead out', async () => {
  const at = await home();
  const outside = project({ 'other.txt': 'weak==1.0\n' });
  const word = `s3cret${'word'}`;
  const root = project({
    'requirements.txt': `weak==1.0\n-i https://me:${word}@h.example/simple\nfine @ https://me:${word}@h.example/fine-1.tar.gz\nfine>=1\u001b[31m\n-r linked.txt\n`,
    'requirements-\u001b[31m::error.txt': 'weak==1.0\n',
  });
  symlinkSync(join(outside, 'other.txt'), join(root, 'linked.txt'));
  for (const format of ['full', 'json', 'sarif', 'github', 'cyclonedx', 'openvex']) {
    const run = deps(root, at, '--output-format', format);
    expect([format, run.code]).toEqual([format, 2]);
    expect(run.out + run.err).not.toContain('\u001b');
    expect(run.out + run.err).not.toContain(word);
  }
  const report = json(root, at);
  expect(report.packages.filter(({ source }) => source.file === 'linked.txt')).toEqual([]);
  expect(report.problems.filter(({ code }) => code === 'manifest-unreadable')).toMatchObject([
    { path: 'requirements.txt' },
    { path: 'requirements.txt', message: expect.stringMatching(/outside the project/) },
  ]);
});

test('a check audits the packages of the project', async () => {
  const at = await home();
  const root = project({ 'requirements.txt': 'weak==1.0\nopen\n', 'pkg/a.py': SAFE });
  const env = { HOME: at };
  const of = (...args: string[]) => {
    const run = adderstone(root, ['check', '--output-format', 'json', ...args], { env });
    const report = JSON.parse(run.out) as {
      findings: { rule: string; path: string; line: number; status: string }[];
      verdicts: {
        requirement: string;
        state: string;
        because: string | null;
        gaps: { text: string; remedy: string }[];
      }[];
      problems: { code: string }[];
    };
    const verdict = report.verdicts.find(({ requirement }) => requirement === 'PROC-PY_SEC-01');
    return {
      code: run.code,
      report,
      verdict,
      found: report.findings.map(({ rule, path, line, status }) => `${path}:${line} ${rule} ${status}`),
    };
  };
  const first = of('.');
  expect([first.code, first.found, first.verdict?.state]).toEqual([
    1,
    ['requirements.txt:1 audit/vulnerable-package new'],
    'violated',
  ]);
  // The second comes from the cache; a part of the project has the manifests of the whole.
  expect(of('.').found).toEqual(first.found);
  expect(of('pkg').found).toEqual(first.found);
  expect(of('.', '--select', 'crypto/*')).toMatchObject({
    found: [],
    verdict: { state: 'not-verified', because: 'not-run' },
  });
  write(root, { 'requirements.txt': 'weak==2.1\nopen\n' });
  expect(of('.')).toMatchObject({ code: 0, found: [], verdict: { state: 'not-verified', because: 'unknown-sites' } });
  write(root, { 'requirements.txt': 'weak==2.1\n' });
  expect(of('.')).toMatchObject({ code: 0, verdict: { state: 'met' } });
  git(root, 'init', '-q');
  write(root, { 'requirements.txt': 'weak==1.0\n' });
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'base');
  expect(of('.', '--since', 'HEAD')).toMatchObject({
    code: 0,
    found: ['requirements.txt:1 audit/vulnerable-package baselined'],
  });
  write(root, { 'requirements.txt': 'weak==1.1\n' });
  expect(of('.', '--since', 'HEAD')).toMatchObject({
    code: 1,
    found: ['requirements.txt:1 audit/vulnerable-package new'],
  });
  // What is staged counts, not what lies on disk.
  expect(of('--staged')).toMatchObject({ code: 0, found: ['requirements.txt:1 audit/vulnerable-package baselined'] });
  git(root, 'add', '.');
  expect(of('--staged')).toMatchObject({ code: 1 });
});

test('a check without advisories or manifests says how the clause is verified', async () => {
  const root = project({ 'requirements.txt': 'weak==1.0\n', 'a.py': SAFE });
  const { report } = checkJson(root, '.');
  const gap = (report.verdicts as unknown as { requirement: string; gaps: { text: string; remedy: string }[] }[]).find(
    ({ requirement }) => requirement === 'PROC-PY_SEC-01',
  )?.gaps[0];
  expect(gap).toMatchObject({
    text: expect.stringMatching(/no advisories on this machine/),
    remedy: 'adderstone deps update && adderstone deps audit',
  });
  const stale = adderstone(root, ['check', '.', '--output-format', 'json'], { env: { HOME: await home(daysAgo(60)) } });
  expect([stale.code, stale.out]).toEqual([0, expect.stringMatching(/more than 45 days old/)]);
  const required = adderstone(root, ['check', '.', '--require', 'all'], { env: { HOME: await home(daysAgo(60)) } });
  expect(required.code).toBe(2);
  const none = checkJson(project({ 'a.py': SAFE }), '.').report.verdicts.find(
    ({ requirement }) => requirement === 'PROC-PY_SEC-01',
  );
  expect(none).toMatchObject({ state: 'not-verified', because: 'not-run' });
});

test('nothing of the project runs, and what is ignored, excluded or of tools is left out', async () => {
  const at = await home();
  const armed = "open('RAN', 'w')\nfrom setuptools import setup\nsetup(install_requires=['weak==1.0'])\n";
  const root = project({
    'setup.py': armed,
    'pip.py': armed,
    'sitecustomize.py': armed,
    '.gitignore': 'ignored/\n',
    'ignored/requirements.txt': 'weak==1.0\n',
    'node_modules/a/requirements.txt': 'weak==1.0\n',
    'env/pyvenv.cfg': '',
    'env/requirements.txt': 'weak==1.0\n',
    'left/requirements.txt': 'weak==1.0\n',
    'adderstone.toml': 'exclude = ["left"]\n',
  });
  const report = json(root, at);
  expect([report.code, report.packages.map(({ source }) => source)]).toEqual([1, [{ file: 'setup.py', line: 3 }]]);
  expect(existsSync(join(root, 'RAN'))).toBe(false);
});

test('--fail-on, --python-version and --platform', async () => {
  const at = await home(TODAY, [
    record('P-1', 'mild', {
      events: [{ introduced: '0' }],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:L' }],
    }),
  ]);
  const root = project({ 'requirements.txt': 'mild==1; python_version < "3.10" and sys_platform == "win32"\n' });
  expect(deps(root, at).code).toBe(1);
  expect(deps(root, at, '--fail-on', 'high').code).toBe(0);
  expect(json(root, at, '--python-version', '3.12')).toMatchObject({ code: 0, packages: [{ status: 'skipped' }] });
  expect(deps(root, at, '--platform', 'linux').code).toBe(0);
  expect(deps(root, at, '--python-version', 'three').code).toBe(2);
});
