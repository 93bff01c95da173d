import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderCheckJson } from '../../src/report/json.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { GITHUB_LIMITS, renderSarif } from '../../src/report/sarif.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { HOSTILE_PATH, HOSTILE_TEXT, sampleReport } from './sample-report.ts';

type Json = { readonly [key: string]: Json } & readonly Json[];

function compile(path: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  // OASIS's schema is draft-04: its `id` is what later drafts call `$id`, and it uses nothing else that has changed.
  delete schema['id'];
  delete schema['$schema'];
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

const sarifPackage = dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'));
const isSarif = compile(join(sarifPackage, 'lib/schemas/sarif-2.1.0-rtm.5.json'));
const isCheck = compile(join(import.meta.dirname, '../../schemas/check-1.schema.json'));

const sarif = (report: Report): Json => JSON.parse(renderSarif(report, { palette: PLAIN, category: 'ci' })) as Json;

function expectValid(validate: ValidateFunction, value: unknown): void {
  const valid = validate(value);
  expect(validate.errors?.slice(0, 5) ?? []).toEqual([]);
  expect(valid).toBe(true);
}

test('JSON follows its schema, and has no field that the schema does not know', () => {
  const value = JSON.parse(renderCheckJson(sampleReport())) as Json;
  expectValid(isCheck, value);
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../schemas/check-1.schema.json'), 'utf8'),
  ) as Json;
  const unknown: string[] = [];
  const walk = (data: Json, shape: Json, at: string): void => {
    const object = (shape['oneOf'] as Json | undefined)?.find((each) => (each['type'] as unknown) !== 'null') ?? shape;
    if (Array.isArray(data)) for (const item of data) walk(item as Json, object['items'] as Json, `${at}[]`);
    else if (typeof data === 'object' && data !== null) {
      for (const key of Object.keys(data)) {
        const known = object['properties']?.[key];
        if (known === undefined) unknown.push(`${at}.${key}`);
        else walk(data[key] as Json, known as Json, `${at}.${key}`);
      }
    }
  };
  walk(value, schema, '');
  expect(unknown).toEqual([]);
});

test('JSON of the command report follows the schema too, with the places examined', () => {
  const sample = sampleReport();
  const value = JSON.parse(renderCheckJson({ ...sample, run: { ...sample.run, command: 'report' } })) as Json;
  expectValid(isCheck, value);
  expect(value['sites']).toHaveLength(sample.sites.length);
});

test('JSON holds hostile texts unchanged and prints none of their controls', () => {
  const text = renderCheckJson(sampleReport());
  const value = JSON.parse(text) as Json;
  expect(value['findings']?.some((finding) => (finding['path'] as unknown) === HOSTILE_PATH)).toBe(true);
  expect(value['problems']?.some((problem) => (problem['message'] as unknown) === HOSTILE_TEXT)).toBe(true);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

test('SARIF follows the OASIS schema, with and without provenance', () => {
  expectValid(isSarif, sarif(sampleReport()));
  const versionControl = { repositoryUri: 'https://example.org/a.git', revisionId: 'abc', branch: 'main' };
  const text = renderSarif(sampleReport(), { palette: PLAIN, versionControl });
  expectValid(isSarif, JSON.parse(text));
  expect(JSON.parse(text).runs[0].versionControlProvenance).toEqual([versionControl]);
  expect(sarif(sampleReport())['runs']?.[0]?.['versionControlProvenance']).toBeUndefined();
});

test('SARIF of an empty report is valid too', () => {
  const sample = sampleReport();
  const empty: Report = { ...sample, findings: [], verdicts: [], rules: [], problems: [], sources: new Map() };
  expectValid(isSarif, sarif(empty));
});

const run = sarif(sampleReport())['runs']?.[0] as Json;
const results = run['results'] as Json;
const at = (line: number): Json =>
  results.find(
    (result) =>
      (result['locations']?.[0]?.['physicalLocation']?.['region']?.['startLine'] as unknown) === line &&
      (result['locations']?.[0]?.['physicalLocation']?.['artifactLocation']?.['uri'] as unknown) === 'app/views.py',
  ) as Json;

test('each rule carries what GitHub shows', () => {
  const shell = run['tool']?.['driver']?.['rules']?.find((rule) => (rule['id'] as unknown) === 'injection/shell');
  expect(shell).toMatchObject({
    id: 'injection/shell',
    name: 'injection/shell',
    shortDescription: { text: 'Outside data reaches a shell' },
    defaultConfiguration: { level: 'error', enabled: true },
    helpUri: 'https://cwe.mitre.org/data/definitions/78.html',
    properties: {
      tags: ['security', 'external/cwe/cwe-078', 'external/cwe/cwe-088'],
      precision: 'high',
      'problem.severity': 'error',
      'security-severity': '9.5',
    },
  });
  expect(shell?.['help']?.['text']).toContain('Pass a list');
  expect(shell?.['help']?.['markdown']).toContain('[CWE-78](https://cwe.mitre.org/data/definitions/78.html)');
});

test('a result points at its rule, its line and its trace, and nowhere outside the root', () => {
  results.forEach((result) => {
    const index = result['ruleIndex'] as unknown as number;
    expect(run['tool']?.['driver']?.['rules']?.[index]?.['id']).toBe(result['ruleId']);
    expect(result['partialFingerprints']?.['primaryLocationLineHash']).toMatch(/^[0-9a-f]{32}:1$/);
  });
  const shell = at(6);
  expect(shell).toMatchObject({
    ruleId: 'injection/shell',
    level: 'error',
    baselineState: 'new',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'app/views.py', uriBaseId: '%SRCROOT%' },
          region: { startLine: 6, startColumn: 17, endLine: 6, endColumn: 29 },
        },
      },
    ],
  });
  const steps = shell['codeFlows']?.[0]?.['threadFlows']?.[0]?.['locations'] as Json;
  expect(steps.map((step) => step['location']?.['message']?.['text'] as unknown)).toEqual([
    '`request.args` is chosen by the client',
    'it becomes `name`',
    'it reaches a shell',
  ]);
  expect(shell['relatedLocations']?.[0]?.['id']).toBe(1);
  expect(shell['message']?.['text']).toContain('[app/views.py](1)');
  expect(run['columnKind']).toBe('utf16CodeUnits');
  expect(run['automationDetails']).toEqual({ id: 'adderstone/ci/' });
});

test('paths are percent-encoded relative references', () => {
  const uris = results.map(
    (result) => result['locations']?.[0]?.['physicalLocation']?.['artifactLocation']?.['uri'] as unknown as string,
  );
  expect(uris).toContain('notes/%C3%BCber%20uns.ipynb');
  for (const uri of uris) expect(uri).toMatch(/^(?:[\w.~/-]|%[0-9A-F]{2})+$/);
});

test('taxonomies name the weaknesses and the clauses, and references reach them', () => {
  const [cwe, clauses] = run['taxonomies'] as Json;
  expect(cwe?.['taxa']?.map((taxon) => taxon['id'] as unknown)).toEqual(['CWE-78', 'CWE-88', 'CWE-502', 'CWE-798']);
  expect(clauses?.['taxa']?.length).toBe(10);
  for (const result of results) {
    for (const taxon of (result['taxa'] ?? []) as Json) {
      const index = taxon['index'] as unknown as number;
      expect(clauses?.['taxa']?.[index]?.['id']).toBe(taxon['id']);
    }
  }
  expect(at(6)['taxa']?.map((taxon) => taxon['id'] as unknown)).toEqual(['BAN-PY_SEC-01', 'REQ-PY_SEC-01']);
});

test('dispositions are suppressions, what is only shown is one under review, the baseline is a state', () => {
  expect(at(13)['suppressions']?.[0]).toMatchObject({
    kind: 'inSource',
    justification: 'only our own files come here',
  });
  expect(at(7)['suppressions']?.[0]).toMatchObject({ kind: 'inSource', status: 'underReview' });
  expect(at(7)['properties']?.['foreign']).toBe('suppressed for bandit, no reason');
  const old = results.filter(
    (each) => String(each['locations']?.[0]?.['physicalLocation']?.['artifactLocation']?.['uri']) === 'old/job.py',
  );
  expect(old.map((each) => [each['baselineState'], each['suppressions']?.[0]?.['kind']])).toEqual([
    ['new', 'external'],
    ['new', 'external'],
    ['unchanged', undefined],
  ]);
});

test('a fix is a region and a text', () => {
  expect(at(10)['fixes']?.[0]?.['artifactChanges']?.[0]?.['replacements']).toEqual([
    {
      deletedRegion: { startLine: 10, startColumn: 179, endLine: 10, endColumn: 197 },
      insertedContent: { text: 'Loader=yaml.SafeLoader' },
    },
  ]);
});

test('a notebook cell is said in words', () => {
  const cell = results.find((result) => result['properties']?.['cell'] !== undefined);
  expect(cell?.['message']?.['text']).toContain('(cell 3, line 2, column 1)');
  expect(cell?.['logicalLocations']).toBeUndefined();
  expect(cell?.['locations']?.[0]?.['logicalLocations']?.[0]?.['name']).toBe('cell 3');
});

test('an incomplete run is not successful, and notifications say why', () => {
  const [invocation] = run['invocations'] as Json;
  expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  const told = invocation?.['toolExecutionNotifications']?.map((each) => [each['descriptor']?.['id'], each['level']]);
  expect(told).toContainEqual(['skipped-too-large', 'error']);
  expect(told).toContainEqual(['rule-crashed', 'error']);
  expect(told).toContainEqual(['suppression-refused', 'warning']);
  expect(invocation?.['toolConfigurationNotifications']?.[0]?.['descriptor']?.['id']).toBe('lowered-protection');
});

test('nothing that is not a finding is a result', () => {
  expect(results.length).toBe(sampleReport().findings.length);
});

test("GitHub's limits are told, and the file holds everything", () => {
  const sample = sampleReport();
  const [first] = sample.findings;
  if (first === undefined) throw new Error('no finding');
  const step = { ...first.location, note: 'on' };
  const many = {
    ...sample,
    findings: new Array(GITHUB_LIMITS.resultsKept + 1).fill({ ...first, trace: [], fix: null }),
  };
  const long = {
    ...sample,
    findings: [{ ...first, trace: new Array(GITHUB_LIMITS.flowLocationsKept + 1).fill(step) }],
  };
  const tagged = {
    ...sample,
    rules: [{ ...(sample.rules[0] as (typeof sample.rules)[0]), cwe: Array.from({ length: 10 }, (_, i) => i + 1) }],
  };
  const codes = (report: Report): unknown[] => {
    const log = sarif(report)['runs']?.[0] as Json;
    expect(log['results']?.length).toBe(report.findings.length);
    const told = log['invocations']?.[0]?.['toolExecutionNotifications'] as Json;
    return told.map((each) => each['descriptor']?.['id']);
  };
  expect(codes(many)).toContain('github-limit-results');
  expect(codes(long)).toContain('github-limit-flow');
  expect(codes(tagged)).toContain('github-limit-tags');
  expect(codes(sample).filter((code) => String(code).startsWith('github-limit'))).toEqual([]);
});

test('no output holds an absolute path, a time or a character of the secret', () => {
  for (const text of [renderCheckJson(sampleReport()), renderSarif(sampleReport(), { palette: PLAIN })]) {
    expect(text).not.toContain('abcdefghijklmnopqrstuvwxyz');
    expect(text).not.toContain(import.meta.dirname);
    expect(text).not.toMatch(/\d{2}:\d{2}:\d{2}/);
  }
});

test('any path makes valid SARIF', () => {
  const sample = sampleReport();
  const finding = sample.findings[0] as (typeof sample.findings)[0];
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      fc.string({ unit: 'binary' }),
      (path, message) => {
        const one = { ...finding, message, trace: [], location: { ...finding.location, path } };
        expectValid(isSarif, sarif({ ...sample, verdicts: [], findings: [one] }));
      },
    ),
    { numRuns: 50 },
  );
});
