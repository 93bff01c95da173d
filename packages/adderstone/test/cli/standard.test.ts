import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adderstone, checkJson, git, project, SAFE, SHELL, write } from './run.ts';

const DOCUMENT =
  '# House\n\n- [REQ-HR-01] Shell commands must not be built from requests.\n- [REQ-HR-02] People read the logs.\n';
const MAPPING =
  'standard: HR\nclauses:\n  REQ-HR-01: [rule:injection/shell]\n  REQ-HR-02: { manual: only a person can read }\n';
const HOUSE = {
  'rules.md': DOCUMENT,
  'rules.checks.yaml': MAPPING,
  'adderstone.toml': 'standard = "rules.md"\n',
  'app.py': SAFE,
};

test('a clause that changes after its review is suspect until it is accepted, and --locked insists on that', () => {
  const root = project(HOUSE);
  const none = adderstone(root, ['check', '--locked', '.']);
  expect([none.code, none.err]).toEqual([
    2,
    'adderstone: there is no .adderstone/standard.lock; `adderstone standard lock` writes it once the clauses are reviewed\n',
  ]);
  expect(adderstone(root, ['standard', 'lock']).out).toBe(
    '.adderstone/standard.lock is written: every clause counts as reviewed\n',
  );
  expect(adderstone(root, ['check', '--locked', '.']).code).toBe(0);
  write(root, { 'rules.md': DOCUMENT.replace('from requests', 'at all') });
  const { report, run } = checkJson(root, '--locked', '.');
  expect(run.code).toBe(2);
  const verdicts = report.verdicts as unknown as { requirement: string; suspect: string[] }[];
  expect(verdicts.map(({ requirement, suspect }) => [requirement, suspect])).toEqual([
    ['REQ-HR-01', ['text-changed']],
    ['REQ-HR-02', []],
  ]);
  const plain = adderstone(root, ['check', '.']);
  expect([plain.code, plain.out.includes('Suspect until reviewed: REQ-HR-01 (adderstone standard accept).')]).toEqual([
    0,
    true,
  ]);
  const told = adderstone(root, ['standard', 'lock']);
  expect([told.code, told.out.split('\n')[0]]).toEqual([2, 'REQ-HR-01: text-changed']);
  expect(adderstone(root, ['standard', 'accept', 'REQ-HR-09']).err).toContain(
    '"REQ-HR-09" is no clause of rules.md; nothing is written',
  );
  expect(adderstone(root, ['standard', 'accept', 'REQ-HR-01']).out).toContain('accepted: REQ-HR-01');
  expect(adderstone(root, ['check', '--locked', '.']).code).toBe(0);
  write(root, { '.adderstone/standard.lock': '{}' });
  expect(adderstone(root, ['check', '.']).err).toContain(
    '.adderstone/standard.lock: expected `"schema": "adderstone-lock/1"`',
  );
});

test('with --since the lock of the base is what counts, and a change to it is told', () => {
  const root = project(HOUSE);
  adderstone(root, ['standard', 'lock']);
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  write(root, { 'rules.md': DOCUMENT.replace('from requests', 'at all') });
  adderstone(root, ['standard', 'accept', '--all']);
  const { report } = checkJson(root, '--since', 'HEAD', '--locked', '.');
  expect(report.problems.filter(({ code }) => code === 'policy-changed').map(({ path }) => path)).toEqual([
    '.adderstone/standard.lock',
    'rules.md',
  ]);
  expect((report.verdicts as unknown as { suspect: string[] }[]).flatMap(({ suspect }) => suspect)).toEqual([]);
});

test('diff: between a commit and now, between files, as JSON; a name that is neither is refused', () => {
  const root = project(HOUSE);
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  write(root, {
    'rules.md': DOCUMENT.replace('from requests', 'at all'),
    'old.md': DOCUMENT,
    'old.checks.yaml': MAPPING.replace('shell', 'argv'),
  });
  expect(adderstone(root, ['standard', 'diff', 'HEAD']).out).toBe(
    [
      'REQ-HR-01  changed (statement, title)',
      '  - Shell commands must not be built from requests.',
      '  + Shell commands must not be built at all.',
      '  its checks are the same, and were chosen for the text before; suspect until reviewed',
      '',
      '1 clause differs; verdicts touched: REQ-HR-01',
      '',
    ].join('\n'),
  );
  const read = JSON.parse(adderstone(root, ['standard', 'diff', '--json', 'old.md', 'rules.md']).out) as {
    changes: { requirement: string; parts: string[]; gained: string[]; lost: string[] }[];
  };
  expect(read.changes).toMatchObject([
    {
      requirement: 'REQ-HR-01',
      parts: ['statement', 'title', 'checks'],
      gained: ['rule:injection/shell'],
      lost: ['rule:injection/argv'],
    },
  ]);
  expect(adderstone(root, ['standard', 'diff', 'HEAD', 'HEAD']).out).toBe('no clause differs\n');
  expect(adderstone(root, ['standard', 'diff', '--upload-pack=x']).code).toBe(2);
  expect(adderstone(root, ['standard', 'diff', 'nothing']).err).toContain('"nothing" is no commit of this repository');
});

test('init shows first, writes with --yes, keeps what is there; what it wrote is judged', () => {
  const root = project({ 'app.py': SHELL });
  const shown = adderstone(root, ['standard', 'init', '--for', 'windsurf', '--scope', 'TEAM']);
  expect([shown.code, shown.out.includes('+globs: "**/*.py"'), existsSync(join(root, '.windsurf'))]).toEqual([
    0,
    true,
    false,
  ]);
  expect(adderstone(root, ['standard', 'init', '--for', 'windsurf', '--scope', 'TEAM', '--yes']).code).toBe(0);
  expect(readFileSync(join(root, 'adderstone.toml'), 'utf8')).toBe(
    'standard = ".windsurf/rules/security-standard.md"\n',
  );
  const { report } = checkJson(root, '.');
  expect(report.verdicts.find(({ requirement }) => requirement === 'BAN-TEAM-01')?.state).toBe('violated');
  expect(report.verdicts).toHaveLength(18);
  expect(adderstone(root, ['standard', 'lint']).code).toBe(0);
  write(root, { '.windsurf/rules/security-standard.md': DOCUMENT });
  expect(adderstone(root, ['standard', 'init', '--for', 'windsurf', '--yes']).out).toContain(
    '.windsurf/rules/security-standard.md is there already; it stays as it is',
  );
  expect(readFileSync(join(root, '.windsurf/rules/security-standard.md'), 'utf8')).toBe(DOCUMENT);
});

test('map proposes with reasons, writes only with --yes, and adds to a mapping that is there', () => {
  const document = `${DOCUMENT}- [REQ-HR-03] MD5 must not be used.\n- [REQ-HR-04] The office must be tidy.\n- Passwords must be long and never shared.\n`;
  const root = project({ ...HOUSE, 'rules.md': document });
  const shown = adderstone(root, ['standard', 'map']);
  expect(shown.out).toContain(
    'REQ-HR-03  MD5 must not be used  [line 5]\n  high    rule:crypto/weak-hash: it speaks of “MD5”\n',
  );
  expect(shown.out).toContain('REQ-HR-04  The office must be tidy  [line 6]\n  no check was found for it');
  expect(shown.out).toContain('line 7: Passwords must be long and never shared.');
  expect(readFileSync(join(root, 'rules.checks.yaml'), 'utf8')).toBe(MAPPING);
  expect(adderstone(root, ['standard', 'map', '--yes']).out).toContain('rules.checks.yaml is written');
  const written = readFileSync(join(root, 'rules.checks.yaml'), 'utf8');
  expect(written.startsWith(MAPPING)).toBe(true);
  expect(written.slice(MAPPING.length)).toBe(
    '  # REQ-HR-03 rule:crypto/weak-hash (high): it speaks of “MD5”\n  REQ-HR-03: { checks: ["rule:crypto/weak-hash"] }\n  # REQ-HR-04: { manual: why only people can judge it }\n',
  );
  write(root, { 'rules.checks.yaml': `${MAPPING}informational: []\n`, 'rules.md': document });
  const refused = adderstone(root, ['standard', 'map', '--yes']);
  expect([refused.code, readFileSync(join(root, 'rules.checks.yaml'), 'utf8')]).toEqual([
    2,
    `${MAPPING}informational: []\n`,
  ]);
});

test('several documents, one of them for a folder: each clause is judged where it binds', () => {
  const root = project({
    'adderstone.toml': 'standard = ["rules.md", "services/AGENTS.md"]\n',
    'rules.md': '- [REQ-HR-01] Shells must be avoided.\n',
    'rules.checks.yaml': 'standard: HR\nclauses:\n  REQ-HR-01: [rule:injection/shell]\n',
    'services/AGENTS.md': '- [REQ-SV-01] Shells must be avoided in services.\n- [REQ-HR-01] Something else.\n',
    'services/AGENTS.checks.yaml': 'standard: SV\nclauses:\n  REQ-SV-01: [rule:injection/shell]\n',
    'app.py': SHELL,
    'services/api.py': SHELL,
  });
  const { report } = checkJson(root, '.');
  const findings = report.findings as unknown as { path: string; requirements: string[] }[];
  expect(findings.map(({ path, requirements }) => [path, requirements])).toEqual([
    ['app.py', ['REQ-HR-01']],
    ['services/api.py', ['REQ-HR-01', 'REQ-SV-01']],
  ]);
  const verdicts = report.verdicts as unknown as {
    requirement: string;
    sites: { violating: number };
    evidence: { text: string }[];
  }[];
  expect(verdicts.map(({ requirement, sites }) => [requirement, sites.violating])).toEqual([
    ['REQ-HR-01', 2],
    ['REQ-SV-01', 1],
  ]);
  expect(verdicts[1]?.evidence.map(({ text }) => text)).toContain(
    '1 examined file lies outside of services/**, which it binds',
  );
  expect(report.problems.filter(({ code }) => code === 'clause-overridden')).toMatchObject([
    { path: 'services/AGENTS.md', line: 2 },
  ]);
});

test('suppressions: all of them, with owner, age, end and what they do', () => {
  const waiver = (more: string): string =>
    `  - { rule: injection/shell, path: app.py, reason: replaced next quarter, owner: ops, until: "2099-01-01"${more} }\n`;
  const root = project({
    'rules.md': DOCUMENT.replace('[REQ-HR-02]', '[BAN-HR-02]'),
    'rules.checks.yaml':
      'standard: HR\nclauses:\n  REQ-HR-01: [rule:injection/shell]\n  BAN-HR-02: [rule:deserialization/yaml]\n',
    'adderstone.toml': 'standard = "rules.md"\n',
    'app.py': SHELL,
    'b.py': `${SHELL.replace(/\n$/, '')}  # adderstone: ignore[injection/shell] reason="the name is one of three" owner="web team" since=2026-01-02 until=2099-01-01\n`,
    'c.py':
      'import yaml\nfrom flask import request\ndef f():\n    yaml.load(request.data, yaml.Loader)  # adderstone: ignore[deserialization/yaml] reason="we wrote these"\n    print(1)  # nosec\n    print(2)  # adderstone: ignore[injection/sql] reason="was here once" until=2020-01-01\n',
    '.adderstone/waivers.yaml': `waivers:\n${waiver(', since: "2026-02-03"')}${waiver('').replace('app.py', 'gone.py')}`,
  });
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  const read = JSON.parse(adderstone(root, ['suppressions', '--json']).out) as {
    dispositions: Record<string, unknown>[];
  };
  const day = git(root, 'log', '-1', '--format=%cs').trim();
  expect(
    read.dispositions.map(({ path, line, kind, state, findings, owner, since, sinceFrom }) => [
      path,
      line,
      kind,
      state,
      findings,
      owner,
      since,
      sinceFrom,
    ]),
  ).toEqual([
    ['.adderstone/waivers.yaml', 2, 'waived', 'in-force', 1, 'ops', '2026-02-03', 'itself'],
    ['.adderstone/waivers.yaml', 3, 'waived', 'unused', 0, 'ops', day, 'commit'],
    ['b.py', 4, 'suppressed', 'in-force', 1, 'web team', '2026-01-02', 'itself'],
    ['c.py', 4, 'suppressed', 'refused', 1, null, day, 'commit'],
    ['c.py', 5, 'foreign', 'unused', 0, null, day, 'commit'],
    ['c.py', 6, 'suppressed', 'expired', 0, null, day, 'commit'],
  ]);
  const shown = adderstone(root, ['suppressions']).out;
  expect(shown).toMatch(
    /^b\.py:4 {2}suppressed injection\/shell {2}in force, 1 finding; since 2026-01-02, \d+ days; until 2099-01-01, \d+ days left; web team: the name is one of three$/m,
  );
  expect(shown).toContain('6 suppressions and waivers, 2 in force');
  expect(adderstone(root, ['suppressions', '--isolated']).out).not.toMatch(/^\.adderstone/m);
});

test('evidence on the command line: matched, bound, and refused when it is about something else', () => {
  const root = project({ 'app.py': SHELL });
  const result = (file: string, code: string) => ({
    errors: [],
    metrics: { _totals: {}, [file]: {} },
    results: [
      {
        test_id: 'B605',
        filename: file,
        line_number: 4,
        line_range: [4],
        issue_severity: 'HIGH',
        issue_confidence: 'HIGH',
        issue_cwe: { id: 78 },
        code,
      },
    ],
  });
  write(root, {
    'bandit.json': JSON.stringify(result(`${root}/app.py`, "4     os.system('ls ' + request.args['d'])\n")),
    'other.json': JSON.stringify(result('elsewhere/app.py', '')),
    'stale.json': JSON.stringify(result('app.py', '4     os.system(1)\n')),
  });
  const { report, run } = checkJson(root, '--evidence', 'bandit=bandit.json', '.');
  expect(run.code).toBe(1);
  expect(
    (report.findings as unknown as { rule: string; seenBy: string[] }[]).map(({ rule, seenBy }) => [rule, seenBy]),
  ).toEqual([['injection/shell', ['bandit B605']]]);
  expect(adderstone(root, ['check', '--evidence', 'bandit=bandit.json', '.']).out).toContain(
    'also seen by bandit B605',
  );
  const refused = (given: string): string => {
    const { code, err } = adderstone(root, ['check', '--evidence', given, '.']);
    expect(code).toBe(2);
    return err;
  };
  expect(refused('bandit=other.json')).toBe(
    'adderstone: the report "other.json" is about other files: this project has no "elsewhere/app.py"\n',
  );
  expect(refused('bandit=stale.json')).toContain('line 4 is not what the report quotes');
  expect(refused('bandit=none.json')).toBe('adderstone: the report "none.json" is not there\n');
  expect(refused('nothing=bandit.json')).toContain('--evidence: expected TOOL=FILE with bandit, ruff');
});

test('with --since a result on a line that the base has too is not new; what a mapping takes back is listed', () => {
  const root = project({ ...HOUSE, 'app.py': 'import random\nprint(random.random())\n' });
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'a');
  write(root, { 'app.py': 'import random\n\nprint(random.random())\nprint(random.randint(1, 6))\n' });
  const result = (line: number) => ({
    test_id: 'B311',
    filename: 'app.py',
    line_number: line,
    line_range: [line],
    issue_severity: 'LOW',
    issue_confidence: 'HIGH',
    issue_cwe: { id: 330 },
    code: '',
  });
  write(root, {
    'bandit.json': JSON.stringify({ errors: [], metrics: { 'app.py': {} }, results: [result(3), result(4)] }),
  });
  const { report, run } = checkJson(root, '--since', 'HEAD', '--evidence', 'bandit=bandit.json', '.');
  expect(run.code).toBe(1);
  expect(report.findings.map(({ rule, line, status }) => [rule, line, status])).toEqual([
    ['external/bandit', 3, 'baselined'],
    ['external/bandit', 4, 'new'],
  ]);
  write(root, { 'rules.checks.yaml': `informational: ["bandit:B311"]\n${MAPPING}` });
  const lowered = checkJson(root, '--evidence', 'bandit=bandit.json', '.').report;
  expect([lowered.findings, lowered.run.lowered.map(({ setting, path }) => [setting, path])]).toEqual([
    [],
    [['informational', 'rules.checks.yaml']],
  ]);
});

test('--with bandit takes the program from PATH, never from the project, and gives it no configuration of the project', () => {
  const root = project({ 'app.py': SHELL, '.bandit': '[bandit]\nskips = B605\n' });
  const script = (folder: string): string => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'bandit');
    writeFileSync(
      path,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo "bandit 9.8.7"; exit 0; fi\necho "$PWD $*" >> "${folder}/log"\nprintf '{"errors": [], "metrics": {"_totals": {}, "${root}/app.py": {}}, "results": [{"test_id": "B605", "filename": "${root}/app.py", "line_number": 4, "line_range": [4], "issue_severity": "HIGH", "issue_confidence": "HIGH", "issue_cwe": {"id": 78}, "code": ""}]}'\n`,
    );
    chmodSync(path, 0o755);
    return path;
  };
  script(join(root, 'bin'));
  const outside = project({});
  script(join(outside, 'bin'));
  const inside = adderstone(root, ['check', '--with', 'bandit', '.'], { env: { PATH: `${root}/bin:/usr/bin:/bin` } });
  expect([inside.code, inside.err]).toEqual([
    2,
    'adderstone: --with bandit: the only one on PATH lies inside the project, and is not started\n',
  ]);
  expect(existsSync(join(root, 'bin/log'))).toBe(false);
  const env = { PATH: `${root}/bin:${outside}/bin:/usr/bin:/bin` };
  const run = adderstone(root, ['check', '--with', 'bandit', '--output-format', 'json', '.'], { env });
  const report = JSON.parse(run.out) as { evidence: Record<string, unknown>[]; findings: { seenBy: string[] }[] };
  expect(report.evidence).toMatchObject([
    { tool: 'bandit', version: '9.8.7', matched: 1, open: 0, source: 'run here' },
  ]);
  expect(report.findings[0]?.seenBy).toEqual(['bandit B605']);
  const log = readFileSync(join(outside, 'bin/log'), 'utf8');
  expect(log).toBe(`/ --ini /dev/null --ignore-nosec --quiet --exit-zero --format json -- ${root}/app.py\n`);
  expect(adderstone(root, ['check', '--with', 'bandit', '.'], { env: { PATH: '/nowhere' } }).err).toBe(
    'adderstone: --with bandit: it is not on PATH\n',
  );
});
