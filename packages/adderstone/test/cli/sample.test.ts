import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { check, ROOT, run } from './built.ts';

const sample = join(ROOT, 'examples/shop');

/** `path:line clause rule` of every planted violation. */
function planted(): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(sample, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
    const path = join(entry.parentPath, entry.name);
    readFileSync(path, 'utf8')
      .split('\n')
      .forEach((line, index) => {
        const mark = /# planted: (\S+) (\S+)$/.exec(line);
        if (mark !== null) found.push(`${relative(sample, path)}:${index + 1} ${mark[1]} ${mark[2]}`);
      });
  }
  return found.sort();
}

test('every planted violation of the sample is found on its line, for its clause, and nothing else is', () => {
  const report = check(sample, ['.', '--no-cache']);
  const short = (id: string): string => id.replace('-PY_SEC-', '-');
  const marks = planted();
  for (const mark of marks) {
    const [place, clause, rule] = mark.split(' ');
    const hits = report.findings.filter((finding) => `${finding.path}:${finding.line}` === place);
    expect(
      hits.map((finding) => finding.rule),
      mark,
    ).toContain(rule);
    expect(hits.find((finding) => finding.rule === rule)?.requirements.map(short), mark).toContain(clause);
  }
  const lines = new Set(marks.map((mark) => mark.split(' ')[0]));
  expect(
    report.findings
      .filter((finding) => !lines.has(`${finding.path}:${finding.line}`))
      .map((finding) => `${finding.path}:${finding.line} ${finding.rule}`),
  ).toEqual([]);
});

test('the sample violates every clause that static analysis proves, and says of the others how to verify them', () => {
  const report = check(sample, ['.', '--no-cache']);
  const states = new Map(report.verdicts.map((verdict) => [verdict.requirement, verdict.state]));
  for (const id of [
    'REQ-PY_SEC-01',
    'REQ-PY_SEC-02',
    'REQ-PY_SEC-03',
    'REQ-PY_SEC-04',
    'REQ-PY_SEC-05',
    'REQ-PY_SEC-06',
    'REQ-PY_SEC-07',
    'REQ-PY_SEC-08',
    'REQ-PY_SEC-09',
    'REQ-PY_SEC-10',
    'BAN-PY_SEC-01',
    'BAN-PY_SEC-02',
    'STOP-PY_SEC-01',
    'PROC-PY_SEC-02',
    'VAL-PY_SEC-01',
  ]) {
    expect(`${id} ${states.get(id)}`).toBe(`${id} violated`);
  }
  for (const id of ['PROC-PY_SEC-01', 'VAL-PY_SEC-02', 'VAL-PY_SEC-03'])
    expect(`${id} ${states.get(id)}`).toBe(`${id} not-verified`);
  expect(report.run.compliant).toBe(false);
  const { out } = run(sample, ['check', '.', '--no-cache']);
  expect(out).toContain('Not compliant');
  expect(out).toContain('adderstone deps audit');
});

test('a finding is explained by its fingerprint, with its code, its trace and its rule', () => {
  const { out } = run(sample, ['check', 'webshop/app.py', '--no-cache', '--output-format', 'json']);
  const report = JSON.parse(out) as { findings: { rule: string; fingerprint: string }[] };
  const shell = report.findings.find((finding) => finding.rule === 'injection/shell');
  const explained = run(sample, ['explain', (shell?.fingerprint ?? '').slice(0, 12)]);
  expect(explained.code).toBe(0);
  expect(explained.out).toContain('webshop/app.py:43:20: critical injection/shell');
  expect(explained.out).toContain('1. webshop/app.py:42:12  data of a request');
  expect(explained.out).toContain('A shell reads a command line with values in it.');
  expect(run(sample, ['explain', '00000000']).code).toBe(2);
});
