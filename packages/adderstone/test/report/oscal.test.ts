import { expect, test } from 'vitest';
import { renderOscal } from '../../src/report/oscal.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { HOSTILE_PATH, sampleReport } from './sample-report.ts';

// biome-ignore lint/suspicious/noExplicitAny: parsed output of a format, looked at field by field
type Parsed = any;
const OPTIONS = { palette: PLAIN, date: '2026-11-24T12:00:00Z' };
const report = sampleReport();
const text = renderOscal(report, OPTIONS);
const results: Parsed = JSON.parse(text)['assessment-results'];
const result: Parsed = results.results[0];

const prop = (of: Parsed, name: string): string | undefined =>
  of.props?.find((one: Parsed) => one.name === name)?.value;

/** Every object of the document with its path. */
function objects(value: Parsed, path = ''): [string, Parsed][] {
  if (Array.isArray(value)) return value.flatMap((one, i) => objects(one, `${path}/${i}`));
  if (typeof value !== 'object' || value === null) return [];
  return [[path, value], ...Object.entries(value).flatMap(([key, one]) => objects(one, `${path}/${key}`))];
}

test('a finding for each clause; what is not verified, unmapped or waived is not satisfied, and is told apart', () => {
  const states = result.findings.map((finding: Parsed) => [
    prop(finding, 'clause'),
    prop(finding, 'state'),
    finding.target.status.state,
    finding.target.status.reason,
  ]);
  expect(states).toEqual([
    ['BAN-PY_SEC-01', 'violated', 'not-satisfied', 'fail'],
    ['REQ-PY_SEC-01', 'violated', 'not-satisfied', 'fail'],
    ['REQ-PY_SEC-03', 'violated', 'not-satisfied', 'fail'],
    ['REQ-PY_SEC-04', 'not-verified', 'not-satisfied', 'other'],
    ['REQ-PY_SEC-05', 'waived', 'not-satisfied', 'other'],
    ['REQ-PY_SEC-07', 'met', 'satisfied', 'pass'],
    ['REQ-PY_SEC-08', 'not-applicable', 'satisfied', 'other'],
    ['REQ-PY_SEC-99', 'unmapped', 'not-satisfied', 'other'],
    ['VAL-PY_SEC-02', 'not-verified', 'not-satisfied', 'other'],
    ['VAL-PY_SEC-03', 'not-verified', 'not-satisfied', 'other'],
  ]);
  const byClause = (id: string): Parsed => result.findings.find((one: Parsed) => prop(one, 'clause') === id);
  expect(byClause('REQ-PY_SEC-08').target['implementation-status']).toEqual({ state: 'not-applicable' });
  expect(byClause('VAL-PY_SEC-02').target.status.remarks).toContain('To verify it: `adderstone validate path`');
  expect(byClause('VAL-PY_SEC-02').target).toMatchObject({ type: 'statement-id', 'target-id': 'VAL-PY_SEC-02_smt' });
});

test('each violation is an observation and a risk; accepted ones are deviations with reason and deadline', () => {
  expect(result.risks).toHaveLength(report.findings.length);
  const risk = (fingerprint: string): Parsed => {
    const observation = result.observations.find((one: Parsed) => prop(one, 'fingerprint') === fingerprint);
    return result.risks.find((one: Parsed) => one['related-observations'][0]['observation-uuid'] === observation.uuid);
  };
  const named = (status: string): Parsed =>
    risk(report.findings.find((finding) => finding.status === status)?.fingerprint as string);
  const shell = risk(report.findings.find(({ rule }) => rule === 'injection/shell')?.fingerprint as string);
  expect(shell.status).toBe('open');
  expect(shell.characterizations[0].facets[0]).toMatchObject({ name: 'severity', value: 'critical' });
  expect(shell.links[0].href).toBe('https://cwe.mitre.org/data/definitions/78.html');
  expect(named('baselined').status).toBe('open');
  expect(named('waived')).toMatchObject({
    status: 'deviation-approved',
    deadline: '2027-03-01T23:59:59Z',
    props: [{ name: 'accepted', ns: 'http://csrc.nist.gov/ns/oscal', value: 'true' }, { value: 'waived' }, {}, {}],
  });
  expect(named('waived')['mitigating-factors'][0].description).toContain('goes away with the migration');
  expect(named('disputed').props[0]).toMatchObject({ name: 'false-positive' });
  expect(named('suppressed').status).toBe('deviation-approved');
  const linked = result.findings.find((one: Parsed) => prop(one, 'clause') === 'BAN-PY_SEC-01');
  expect(linked['related-risks']).toContainEqual({ 'risk-uuid': shell.uuid });
});

test('the form that NIST’s schema asks for: tokens, UUIDs, strings, dates, no empty list, every reference resolves', () => {
  const uuids = objects(results).flatMap(([, one]) => (typeof one.uuid === 'string' ? [one.uuid] : []));
  expect(new Set(uuids).size).toBe(uuids.length);
  const known = new Set(uuids);
  for (const [path, one] of objects(results)) {
    for (const [key, value] of Object.entries<Parsed>(one)) {
      const at = `${path}/${key}`;
      if (Array.isArray(value)) expect(value.length, at).toBeGreaterThan(0);
      if (/(?:^|-)uuid$/.test(key)) {
        expect(value, at).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(known.has(value), at).toBe(true);
      }
      if (['control-id', 'target-id', 'name', 'state', 'lifecycle', 'rel'].includes(key))
        expect(value, at).toMatch(/^[\p{L}_][\p{L}\p{N}._-]*$/u);
      if (key === 'value' || key === 'version') expect(value, at).toMatch(/^\S(?:.*\S)?$/);
      if (['title', 'text'].includes(key)) expect(value, at).toMatch(/^[^\n]+$/);
      if (['start', 'end', 'collected', 'deadline', 'last-modified'].includes(key))
        expect(value, at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  }
  expect(results['import-ap'].href).toBe(`#${results['back-matter'].resources[0].uuid}`);
  expect(results.metadata).toMatchObject({ 'oscal-version': '1.1.3', 'last-modified': '2026-11-24T12:00:00Z' });
  expect(results['back-matter'].resources[0].rlinks[0].hashes[0]).toMatchObject({ algorithm: 'SHA-256' });
});

test('a sentence of several lines keeps them', () => {
  const [first, ...rest] = report.verdicts;
  const several = {
    ...report,
    verdicts: [{ ...(first as (typeof report.verdicts)[number]), statement: 'One.\n<b>Two' }, ...rest],
  };
  const value: Parsed = JSON.parse(renderOscal(several, OPTIONS));
  expect(value['assessment-results'].results[0].findings[0].target.description).toBe('One.\n&#60;b&#62;Two');
});

test('what was not examined is an observation, and nothing of the report is left out', () => {
  const unexamined = result.observations.filter((one: Parsed) => one.types[0] === 'not-examined');
  expect(unexamined.map((one: Parsed) => one['relevant-evidence'][0].href)).toContain('app/huge.py');
  for (const { fingerprint } of report.findings)
    expect(result.observations.some((one: Parsed) => prop(one, 'fingerprint') === fingerprint)).toBe(true);
  expect(prop(result, 'complete')).toBe('false');
});

test('the same report gives the same bytes, another date other ones, and hostile names do not act', () => {
  expect(renderOscal(sampleReport(), OPTIONS)).toBe(text);
  const later: Parsed = JSON.parse(renderOscal(report, { ...OPTIONS, date: '2026-11-25T12:00:00Z' }));
  expect(later['assessment-results'].uuid).not.toBe(results.uuid);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|##\[/);
  const hostile = report.findings.find(({ location }) => location.path === HOSTILE_PATH);
  const shown = result.observations.find((one: Parsed) => prop(one, 'fingerprint') === hostile?.fingerprint);
  for (const one of [shown.title, shown.description, ...shown['relevant-evidence'].map((e: Parsed) => e.description)])
    expect(one).not.toMatch(/<img|<\/script|\]\(/);
});
