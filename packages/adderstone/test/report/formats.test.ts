import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { renderCodeclimate } from '../../src/report/codeclimate.ts';
import { renderGitlab } from '../../src/report/gitlab.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJsonl } from '../../src/report/jsonl.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { renderRdjson } from '../../src/report/rdjson.ts';
import { renderSonar } from '../../src/report/sonar.ts';
import { uuidOf } from '../../src/report/uuid.ts';
import { renderVerdictSummary } from '../../src/report/verdict-summary.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { HOSTILE_PATH, sampleReport } from './sample-report.ts';

// biome-ignore lint/suspicious/noExplicitAny: parsed output of a format, looked at field by field
type Parsed = any;
const OPTIONS = { palette: PLAIN, date: '2026-11-24T12:00:00Z' };
const report = sampleReport();
const open = report.findings.filter(({ status }) => status === 'new' || status === 'baselined');

/** An XML document as nested `[name, attributes, text, children]`, by Python's parser, which refuses what is not well-formed. */
function parseXml(text: string): Parsed {
  const program =
    'import json,sys,xml.etree.ElementTree as E\n' +
    'def f(e): return [e.tag, e.attrib, e.text or "", [f(c) for c in e]]\n' +
    'print(json.dumps(f(E.fromstring(sys.stdin.buffer.read()))))';
  const run = spawnSync('python3', ['-I', '-c', program], { input: text });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  return JSON.parse(run.stdout.toString());
}

test('JUnit: a suite a clause; violations fail, what is not verified is an error, what is accepted is skipped', () => {
  const [name, totals, , suites] = parseXml(renderJunit(report));
  expect(name).toBe('testsuites');
  expect(suites.map(([, { name }]: Parsed) => name)).toEqual([
    ...report.verdicts.map(({ requirement, title }) => `${requirement} ${title}`),
    'Findings that no clause claims',
    'Files not examined',
  ]);
  const cases = (clause: string): Parsed =>
    suites.find(([, { name }]: Parsed) => name.startsWith(clause))[3].filter(([tag]: Parsed) => tag === 'testcase');
  const outcomes = (clause: string): Parsed =>
    cases(clause).map(([, { name }, , [child]]: Parsed) => [name, child[0], child[1].type ?? null]);
  expect(outcomes('BAN-PY_SEC-01')).toEqual([['rule:injection/shell app/views.py', 'failure', 'injection/shell']]);
  expect(outcomes('REQ-PY_SEC-03').slice(-3)).toEqual([
    ['rule:deserialization/yaml app/views.py:13', 'skipped', null],
    ['rule:deserialization/yaml old/job.py:1', 'skipped', null],
    ['rule:deserialization/yaml old/job.py:2', 'skipped', null],
  ]);
  expect(outcomes('REQ-PY_SEC-07')).toEqual([['every check', 'system-out', null]]);
  expect(outcomes('REQ-PY_SEC-99')).toEqual([['mapping', 'error', 'unmapped']]);
  expect(outcomes('VAL-PY_SEC-02')).toEqual([['probe:path-integrity', 'error', 'not-run']]);
  expect(cases('VAL-PY_SEC-02')[0][3][0][2]).toContain('To verify it: adderstone validate path');
  expect(outcomes('Files not')).toEqual([['app/huge.py', 'error', 'too-large']]);
  expect(cases('REQ-PY_SEC-03').at(-2)[3][0][1].message).toBe(
    'waived by ops@example.org until 2027-03-01: goes away with the migration',
  );
  const all = suites.flatMap(([, , , children]: Parsed) => children.filter(([tag]: Parsed) => tag === 'testcase'));
  const count = (tag: string): number => all.filter(([, , , [child]]: Parsed) => child?.[0] === tag).length;
  expect(totals).toMatchObject({
    tests: String(all.length),
    failures: String(count('failure')),
    errors: String(count('error')),
    skipped: String(count('skipped')),
  });
});

test('GitLab SAST: what schema 15.2 requires, and the way of the data', () => {
  const value: Parsed = JSON.parse(renderGitlab(report, OPTIONS));
  expect(value.version).toBe('15.2.1');
  expect(value.scan).toMatchObject({
    type: 'sast',
    status: 'failure',
    start_time: '2026-11-24T12:00:00',
    end_time: '2026-11-24T12:00:00',
    analyzer: { id: 'adderstone', name: 'adderstone', version: '0.1.0', vendor: { name: 'adderstone' } },
    scanner: { id: 'adderstone', name: 'adderstone', version: '0.1.0', vendor: { name: 'adderstone' } },
  });
  for (const { level, value: text } of value.scan.messages) {
    expect(['info', 'warn', 'fatal']).toContain(level);
    expect(text.length).toBeGreaterThan(0);
  }
  expect(value.scan.messages).toContainEqual({ level: 'warn', value: 'app/huge.py larger than 10 MB' });
  expect(value.scan.messages).toContainEqual({
    level: 'info',
    value: '3 waived, disputed or suppressed findings are not listed',
  });
  expect(value.vulnerabilities).toHaveLength(open.length);
  const ids = new Set(value.vulnerabilities.map(({ id }: Parsed) => id));
  expect(ids.size).toBe(open.length);
  for (const one of value.vulnerabilities) {
    expect(one.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(['Critical', 'High', 'Medium', 'Low']).toContain(one.severity);
    expect(one.name.length).toBeLessThanOrEqual(255);
    expect(one.identifiers.length).toBeGreaterThan(0);
    for (const { type, name, value: text, url } of one.identifiers) {
      expect(Math.min(type.length, name.length, text.length)).toBeGreaterThan(0);
      if (url !== undefined) expect(url).toMatch(/^https?:\/\/.+/);
    }
    expect(one.location.end_line).toBeGreaterThanOrEqual(one.location.start_line);
  }
  const shell = value.vulnerabilities.find(
    ({ location }: Parsed) => location.file === 'app/views.py' && location.start_line === 6,
  );
  expect(shell.identifiers[0]).toEqual({
    type: 'adderstone_rule_id',
    name: 'injection/shell',
    value: 'injection/shell',
  });
  expect(shell.details.code_flows.items).toEqual([
    [
      ['source', 5],
      ['propagation', 5],
      ['sink', 6],
    ].map(([node_type, line]) => ({
      type: 'code-flow-node',
      node_type,
      file_location: { type: 'file-location', file_name: 'app/views.py', line_start: line, line_end: line },
    })),
  ]);
  const inNotebook = value.vulnerabilities.find(({ location }: Parsed) => location.file.endsWith('.ipynb'));
  expect(inNotebook.location.start_line).toBe(1);
  expect(inNotebook.description).toContain('(cell 3, line 2)');
});

test('GitLab without a date says 1970 rather than the time of day', () => {
  const value: Parsed = JSON.parse(renderGitlab(report, { palette: PLAIN }));
  expect(value.scan.start_time).toBe('1970-01-01T00:00:00');
});

test('Code Climate: the fields that GitLab reads, one issue a finding', () => {
  const issues: Parsed = JSON.parse(renderCodeclimate(report));
  expect(issues).toHaveLength(open.length);
  expect(new Set(issues.map(({ fingerprint }: Parsed) => fingerprint)).size).toBe(open.length);
  for (const issue of issues) {
    expect(issue).toMatchObject({ type: 'issue', categories: ['Security'] });
    expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue.severity);
    expect(issue.location.lines.begin).toBeGreaterThan(0);
  }
  expect(issues.find(({ location }: Parsed) => location.lines.begin === 6)).toMatchObject({
    check_name: 'injection/shell',
    severity: 'blocker',
    description: 'data from `request.args` reaches a shell in `subprocess.run` [BAN-PY_SEC-01, REQ-PY_SEC-01]',
    location: { path: 'app/views.py', lines: { begin: 6, end: 6 } },
  });
});

test('rdjson: columns count bytes of UTF-8, fixes are suggestions', () => {
  const { source, diagnostics }: Parsed = JSON.parse(renderRdjson(report));
  expect(source.name).toBe('adderstone');
  expect(diagnostics).toHaveLength(open.length - 1);
  const shell = diagnostics.find(({ location }: Parsed) => location.range.start.line === 6);
  expect(shell.severity).toBe('ERROR');
  expect(shell.code).toEqual({ value: 'injection/shell', url: 'https://cwe.mitre.org/data/definitions/78.html' });
  // `\tname = request.args["名前"]`: the name takes three bytes a character.
  expect(shell.related_locations[0].location).toEqual({
    path: 'app/views.py',
    range: { start: { line: 5, column: 9 }, end: { line: 5, column: 31 } },
  });
  const fixed = diagnostics.find(({ suggestions }: Parsed) => suggestions !== undefined);
  expect(fixed.suggestions).toEqual([
    {
      range: { start: { line: 10, column: 179 }, end: { line: 10, column: 197 } },
      text: 'Loader=yaml.SafeLoader',
    },
  ]);
  const inNotebook = diagnostics.find(({ location }: Parsed) => location.path.endsWith('.ipynb'));
  expect(inNotebook.location.range).toEqual({ start: { line: 1 }, end: { line: 1 } });
});

test('JSON Lines: the run first, then one line an item, each with its type', () => {
  const lines = renderJsonl({ ...report, run: { ...report.run, command: 'report' } })
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Parsed);
  expect(lines[0]).toMatchObject({ type: 'run', schema: 'adderstone-check/1', run: { exit: 2 } });
  const types = Object.fromEntries(
    [...Map.groupBy(lines, ({ type }) => type)].map(([type, own]) => [type, own.length]),
  );
  expect(types).toEqual({
    run: 1,
    verdict: report.verdicts.length,
    finding: report.findings.length,
    site: report.sites.length,
    problem: report.problems.length,
    skipped: 2,
  });
  expect(lines.find(({ type, path }) => type === 'finding' && path === HOSTILE_PATH)).toBeDefined();
});

test('Sonar: rules and issues, columns from 0', () => {
  const { rules, issues }: Parsed = JSON.parse(renderSonar(report));
  expect(rules.map(({ id }: Parsed) => id)).toEqual(['deserialization/yaml', 'injection/shell', 'secret/github-token']);
  expect(rules[1].impacts).toEqual([{ softwareQuality: 'SECURITY', severity: 'BLOCKER' }]);
  expect(issues).toHaveLength(open.length);
  const shell = issues.find(({ primaryLocation }: Parsed) => primaryLocation.textRange?.startLine === 6);
  expect(shell.primaryLocation.textRange).toEqual({ startLine: 6, startColumn: 16, endLine: 6, endColumn: 28 });
  expect(shell.secondaryLocations).toHaveLength(3);
  for (const { primaryLocation } of issues)
    if (primaryLocation.filePath.endsWith('.ipynb')) expect(primaryLocation.textRange).toBeUndefined();
});

test('Markdown: boxes ticked only where a clause is met, tables with a column, raw HTML as text', () => {
  const text = renderMarkdown(report, OPTIONS);
  expect(text.split('\n').slice(0, 3)).toEqual(['---', 'trigger: always_on', '---']);
  expect(text.match(/\[x\]/g)).toEqual(['[x]']);
  expect(text).toContain('- [x] **met**: 3 sites: 3 safe');
  expect(text).toContain('| Data | [REQ-PY_SEC-03] | No pickle | ☐ violated |');
  expect(text).toContain('| Files | other | `a \\| b` |  |');
  expect(text).toContain('  - [ ] Tests confirm it.');
  expect(text.replace(/```[\s\S]*?```/g, '')).not.toMatch(/<(?:script|b)\b/);
  expect(text).toContain('&lt;script>alert(1)&lt;/script>');
  expect(text).toContain('yaml.load(x)  # <b>');
  expect(text).not.toMatch(/\]\(javascript:/);
});

test('Markdown of a document without trouble is the document, with lines added', () => {
  const [first] = report.verdicts;
  const document = '# T\n\n- **[BAN-PY_SEC-01] No shell**\n  - Never.\n\nEnd.\n';
  const standard = { ...(report.standard as NonNullable<Report['standard']>) };
  const text = renderMarkdown(
    {
      ...report,
      standard: {
        ...standard,
        text: document,
        requirements: standard.requirements
          .filter(({ id }) => id === 'BAN-PY_SEC-01')
          .map((each) => ({ ...each, line: 3, endLine: 4 })),
      },
      verdicts: [first as Report['verdicts'][number]],
      problems: [],
      run: { ...report.run, lowered: [] },
      files: { ...report.files, skipped: [] },
    },
    OPTIONS,
  );
  for (const line of document.split('\n')) expect(text.split('\n')).toContain(line);
  expect(text).toContain('  - Never.\n  - [ ] **violated**');
});

test('the summary names for each clause what was seen, what breaks it and what would verify it', () => {
  const text = renderVerdictSummary(report, OPTIONS);
  expect(text).toContain(
    'REQ-PY_SEC-01  violated  Title of REQ-PY_SEC-01\n  4 sites: 3 violating, 1 safe\n  this change: was met; 1 new, 2 fixed',
  );
  expect(text).toContain('    > app/views.py:6:17  data from `request.args` reaches a shell');
  expect(text).toContain('    ? the probe did not run\n      verify with: adderstone validate path');
});

test('HTML: no resource, no attribute that runs, a policy with the digests of what is inline', () => {
  const html = renderHtml(report, OPTIONS);
  const markup = html.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  expect(markup).not.toMatch(/<(?:img|link|iframe|object|embed|base)\b|\s(?:src|style|on[a-z]+)=/i);
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).toMatch(
    /content="default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"/,
  );
  const data = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(html)?.[1] ?? '';
  expect(JSON.parse(data).findings).toHaveLength(report.findings.length);
  expect(renderHtml(report, OPTIONS)).toBe(html);
});

test('UUIDv5 as Python makes it', () => {
  const program =
    'import uuid;print(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL,"https://www.npmjs.com/package/adderstone"),"naïve"))';
  const run = spawnSync('python3', ['-I', '-X', 'utf8', '-c', program]);
  expect(uuidOf('naïve')).toBe(run.stdout.toString().trim());
});
