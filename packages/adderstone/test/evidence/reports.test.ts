import { expect, test } from 'vitest';
import type { ImportedReport, Tool } from '../../src/evidence/imported.ts';
import { bind, check, FILES, ground, read, real } from './ground.ts';

const verdictOf = (report: ReturnType<typeof check>, id: string) =>
  report.verdicts.find(({ requirement }) => requirement === id);
const VAL = 'VAL-PY_SEC-01';

const BANDIT = {
  'injection/shell 14': ['bandit B602'],
  'injection/sql 20': ['bandit B608'],
  'deserialization/pickle 25': ['bandit B301'],
  'deserialization/yaml 25': ['bandit B506'],
  'temp/predictable-path 41': ['bandit B108'],
};
const RUFF = Object.fromEntries(
  Object.entries(BANDIT).map(([at, [name]]) => [at, [(name as string).replace('bandit B', 'ruff S')]]),
);
const SEMGREP = { 'injection/shell 14': ['semgrep shell-true'], 'temp/predictable-path 41': ['semgrep tmp-file'] };

test.each<[Tool, string, string | null, Record<string, string[]>, number, string[]]>([
  ['bandit', 'bandit.sarif', '1.9.4', BANDIT, 6, ['external/bandit 33 B608']],
  ['bandit', 'bandit.json', null, BANDIT, 6, ['external/bandit 33 B608']],
  ['ruff', 'ruff.sarif', '0.17.6', RUFF, 3, ['external/ruff 33 S608']],
  ['ruff', 'ruff.json', null, RUFF, 3, ['external/ruff 33 S608']],
  ['semgrep', 'semgrep.sarif', '1.185.0', SEMGREP, 0, ['external/semgrep 25 yaml-load']],
  ['semgrep', 'semgrep.json', '1.185.0', SEMGREP, 0, ['external/semgrep 25 yaml-load']],
  [
    'codeql',
    'codeql.sarif',
    '2.19.3',
    { 'injection/shell 14': ['codeql py/command-line-injection'] },
    0,
    ['external/codeql 2 py/flask-debug'],
  ],
])(
  '%s, %s: what we tell too is told once, audit checks inform, the rest is open',
  (tool, name, version, seen, informational, open) => {
    const report = check([bind(tool, real(name))]);
    const seenBy = Object.fromEntries(
      report.findings.flatMap(({ rule, location, seenBy }) =>
        seenBy === undefined ? [] : [[`${rule} ${location.line}`, [...seenBy]]],
      ),
    );
    expect(seenBy).toEqual(seen);
    const external = report.findings.filter(({ rule }) => rule.startsWith('external/'));
    expect(external.map(({ rule, location, anchor }) => `${rule} ${location.line} ${anchor}`)).toEqual(open);
    expect(report.evidence).toMatchObject([
      { tool, version, informational, open: open.length, elsewhere: 0, unproven: null },
    ]);
    const verdict = verdictOf(report, VAL);
    expect(verdict?.state).toBe('violated');
    expect(external[0]?.requirements).toEqual([VAL]);
    expect(verdict?.evidence.find(({ check }) => check === `external:${tool}`)?.text).toMatch(
      /^(?:Bandit|ruff|Semgrep|CodeQL).*SHA-256 [0-9a-f]{12}…\): \d+ results?: /,
    );
  },
);

test('an open result says that we examined the place and found it safe, and is closed by a waiver of it', () => {
  const open = check([bind('bandit', real('bandit.json'))]).findings.find(({ rule }) => rule === 'external/bandit');
  expect(open?.message).toBe(
    'bandit reports `B608` here; `injection/sql` examined this place and found it safe (constant)',
  );
  const text = `waivers:\n  - { rule: external/bandit, path: app/views.py, kind: disputed, reason: the table is a constant, owner: ops, until: "2027-01-01", fingerprint: "${open?.fingerprint}" }\n`;
  const waived = check([bind('bandit', real('bandit.json'))], FILES, { waivers: { path: 'w.yaml', text } });
  expect(waived.findings.find(({ rule }) => rule === 'external/bandit')?.status).toBe('disputed');
  const without = check([], FILES, { waivers: { path: 'w.yaml', text } });
  expect(without.problems.map(({ code }) => code)).not.toContain('waiver-unused');
});

test('a mapping that asks for less than the shipped one, or lets bans be waived, is listed', () => {
  const text =
    'standard: PY_SEC\nclauses:\n  REQ-PY_SEC-01: ["rule:injection/*"]\n  REQ-PY_SEC-07: ["rule:tls/*"]\n  BAN-PY_SEC-02: { checks: ["rule:crypto/*"], no-waiver: false }\n';
  const standard = {
    path: 's.md',
    bytes: Buffer.from('- [REQ-PY_SEC-07] Must hold.\n'),
    mapping: { path: 's.checks.yaml', text },
  };
  expect(check([], FILES, { standard }).run.lowered).toEqual([
    { setting: 'clauses', path: 's.checks.yaml', line: null, text: '`REQ-PY_SEC-07` does without rule:crypto/*' },
    { setting: 'no-waiver', path: 's.checks.yaml', line: null, text: '`BAN-PY_SEC-02` may be waived' },
  ]);
});

test('a clean project with a clean report: the clause is met by rules, and the report is part of its evidence', () => {
  const files = {
    'app/clean.py': FILES['app/clean.py'] as string,
    'app/q.py': 'import sqlite3\ndb = sqlite3.connect("a")\ndb.execute("select 1")\n',
  };
  const text = JSON.stringify({
    errors: [],
    generated_at: '2026-11-27T21:22:01Z',
    metrics: { _totals: {}, 'app/clean.py': {}, './app/q.py': {} },
    results: [],
  });
  const report = check([bind('bandit', text, ground(files))], files);
  const verdict = verdictOf(report, VAL);
  expect(verdict?.state).toBe('met');
  expect(verdict?.evidence.map(({ text }) => text).join('\n')).toContain('0 results; it looked at all 2 files');
});

test.each<[string, string, Parameters<typeof ground>[1] | undefined, string]>([
  [
    'other files',
    real('bandit.json').replaceAll('app/views.py', 'lib/other.py'),
    undefined,
    'is also about other files: this project has no "lib/other.py"',
  ],
  [
    'only other files',
    real('semgrep.json').replaceAll('"app/', '"lib/'),
    undefined,
    'is about other files: this project has no "lib/views.py" and 1 more',
  ],
  [
    'a path out of the project',
    real('bandit.json').replaceAll('app/views.py', '../secret/views.py'),
    undefined,
    'is also about other files',
  ],
  [
    'lines that are not the file’s',
    real('bandit.json').replace('13 def listing():', '13 def other():'),
    undefined,
    'is about another state of "app/views.py": line 13 is not what the report quotes',
  ],
  ['a line behind the end', real('ruff.json').replaceAll('"row": 14', '"row": 4000'), undefined, 'it has no line 4000'],
  [
    'a digest',
    real('codeql.sarif').replace('"index": 0 } },', `"index": 0 }, "hashes": { "sha-256": "${'0'.repeat(64)}" } },`),
    undefined,
    'its digest is not the file’s',
  ],
])('a report about another state is refused: %s', (_, text, change, said) => {
  const tool = text.includes('"CodeQL"')
    ? 'codeql'
    : text.includes('test_id')
      ? 'bandit'
      : text.includes('check_id')
        ? 'semgrep'
        : 'ruff';
  const bound = bind(tool, text, ground(FILES, change));
  expect(bound).toEqual(expect.stringContaining(said));
});

test('an absolute path is taken relative to the project, a relative one also below the folder of the command', () => {
  const bound = bind('ruff', real('ruff.json')) as ImportedReport;
  expect(new Set(bound.results.map(({ path }) => path))).toEqual(new Set(['app/views.py']));
  const below = bind(
    'bandit',
    real('bandit.json').replaceAll('app/views.py', 'views.py').replaceAll('app/clean.py', 'clean.py'),
    ground(FILES, { cwd: '/build/app' }),
  );
  expect((below as ImportedReport).looked).toEqual(['app/clean.py', 'app/views.py']);
});

test('a report older than the newest commit, or than thirty days, or that failed, proves nothing; what it found counts', () => {
  const committed = Date.parse('2026-11-27T22:00:00Z');
  const stale = bind('bandit', real('bandit.json'), ground(FILES, { committed })) as ImportedReport;
  expect(stale.unproven).toBe('it is older than the newest commit');
  expect(
    (bind('bandit', real('bandit.json'), ground(FILES, { committed: committed - 7_200_000 })) as ImportedReport)
      .unproven,
  ).toBeNull();
  const old = bind(
    'bandit',
    real('bandit.json'),
    ground(FILES, { now: Date.parse('2027-02-01T00:00:00Z') }),
  ) as ImportedReport;
  expect(old.unproven).toBe('it is more than 30 days old');
  const failed = bind(
    'semgrep',
    real('semgrep.sarif').replace('"executionSuccessful": true', '"executionSuccessful": false'),
  );
  expect((failed as ImportedReport).unproven).toBe('it says of itself that it did not run to its end');
  const empty = bind(
    'sarif',
    JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [] }] }),
  );
  expect((empty as ImportedReport).unproven).toBe('it names no file of this project');
  const report = check([stale]);
  expect(report.findings.some(({ rule }) => rule === 'external/bandit')).toBe(true);
  expect(report.problems.find(({ code }) => code === 'evidence-unproven')?.message).toContain(
    'older than the newest commit',
  );
});

test.each<[Tool, string, string]>([
  ['codeql', real('bandit.sarif'), 'is a report of Bandit, not of codeql'],
  ['bandit', '{"version": "2.0.0", "runs": [{}]}', 'is SARIF, but not version 2.1.0'],
  ['bandit', '{"results": []}', 'is no report of bandit: expected SARIF 2.1.0 or bandit’s own JSON'],
  ['semgrep', '[', 'is not valid JSON'],
  [
    'sarif',
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"ruleId":"a"}]}]}',
    'result 1 has no place in a file',
  ],
  ['guard', '{}', 'is no report of the guard: expected `violations`'],
  ['guard', '{"violations": [{"rule": "nope", "at": "a.py:1"}]}', 'record 1 has no rule of the guard'],
  ['junit', '<a>', 'is not well-formed XML on line 1: `a` is not closed'],
  ['junit', '<html></html>', 'is no JUnit report: expected `testsuites` or `testsuite`'],
  ['junit', '<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>', 'has a document type declaration, which is not read'],
])('%s: what is no report of it is refused: %#', (tool, text, said) => {
  expect(read(tool, text)).toBe(said);
});

test('hostile reports cost little: depth, size and names', () => {
  const started = performance.now();
  expect(read('junit', '<testsuite>'.repeat(100_000))).toContain('nested more than 64 deep');
  expect(
    read('junit', `<testsuite><testcase name="${'&amp;'.repeat(200_000)}" classname="a"/></testsuite>`),
  ).toMatchObject({ tool: 'junit' });
  expect(read('sarif', `${'['.repeat(50_000)}`)).toBe('is not valid JSON');
  const evil = JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: '\u001b[31m<script>' } },
        results: [
          {
            ruleId: '\u001b]8;;x\u0007<b>',
            locations: [{ physicalLocation: { artifactLocation: { uri: 'app/clean.py' }, region: { startLine: 1 } } }],
          },
        ],
      },
    ],
  });
  const report = read('sarif', evil) as ImportedReport;
  expect([report.name, report.results[0]?.id]).toEqual(['31mscript', '8xb']);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('the guard’s records are laid beside findings, and one that none foresaw is open', () => {
  const record = (rule: string, line: number) => ({
    kind: 'violation',
    rule,
    requirement: 'x',
    event: 'e',
    at: `app/views.py:${line}`,
  });
  const text = JSON.stringify({
    violations: [record('shell-injection', 14), record('path-traversal', 41)],
    blindSpots: [],
  });
  const report = check([bind('guard', text)]);
  expect(report.findings.find(({ rule }) => rule === 'injection/shell')?.seenBy).toEqual(['guard shell-injection']);
  expect(report.findings.find(({ rule }) => rule === 'external/guard')).toMatchObject({
    cwe: [22],
    location: { path: 'app/views.py', line: 41 },
    requirements: ['STOP-PY_SEC-01'],
  });
  const blind = bind('guard', JSON.stringify({ violations: [], blindSpots: [{}] })) as ImportedReport;
  expect(blind.unproven).toBe('it could not see into 1 process');
});
