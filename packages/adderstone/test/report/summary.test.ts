import { expect, test } from 'vitest';
import { FORMATS } from '../../src/report/format.ts';
import { ANSI } from '../../src/report/palette.ts';
import { lastLine } from '../../src/report/summary.ts';
import type { Report } from '../../src/scan/outcome.ts';
import type { VerdictState } from '../../src/standards/verdict.ts';
import { sampleReport } from './sample-report.ts';

const sample = sampleReport();

function report(states: readonly VerdictState[], run: Partial<Report['run']>): Report {
  const verdicts = sample.verdicts.filter((verdict) => states.includes(verdict.state));
  return { ...sample, verdicts, findings: [], run: { ...sample.run, complete: true, compliant: true, ...run } };
}

test('compliant is said when it is so', () => {
  const line = lastLine(report(['met', 'waived', 'not-applicable'], {}));
  expect(line).toBe('Compliant: 1 clause met, 1 waived, 1 not applicable.');
});

test('green is there when it holds', async () => {
  const text = (await FORMATS.full())(report(['met'], {}), { palette: ANSI });
  expect(text).toContain('\x1b[32mCompliant: 1 clause met.');
});

test.each([
  [
    'a violated clause',
    report(['met', 'violated'], {}),
    /^Not compliant\. Violated: BAN-PY_SEC-01, REQ-PY_SEC-01, REQ-PY_SEC-03\.$/,
  ],
  [
    'a clause that is not verified',
    report(['met', 'not-verified'], {}),
    /^Compliance unknown\. Not verified: REQ-PY_SEC-04 \(1 site could not/,
  ],
  [
    'an unmapped clause',
    report(['met', 'unmapped'], { compliant: null }),
    /^Compliance unknown\. Not verified: REQ-PY_SEC-99 \(no check/,
  ],
  ['an incomplete run', report(['met'], { complete: false }), /^Compliance unknown\. Incomplete/],
  ['a report that does not know', report(['met'], { compliant: null }), /^Compliance unknown\.$/],
  ['no standard', report([], {}), /^No standard was judged/],
])('%s is never compliant, in no output green', async (_, given, expected) => {
  expect(lastLine(given)).toMatch(expected);
  expect(lastLine(given)).not.toContain('Compliant:');
  const green = '\x1b[32m';
  const text = (await FORMATS.full())(given, { palette: ANSI });
  expect(text.includes(green)).toBe(false);
});

test('clauses with the same remedy stand together, and the command is named', () => {
  const gap = { check: 'probe:x', text: 'not run', remedy: 'adderstone validate' };
  const base = report(['not-verified'], { compliant: null });
  const verdicts = base.verdicts.map((verdict) => ({ ...verdict, gaps: [gap, gap] }));
  expect(lastLine({ ...base, verdicts })).toBe(
    'Compliance unknown. Not verified: REQ-PY_SEC-04, VAL-PY_SEC-02, VAL-PY_SEC-03 (adderstone validate).',
  );
});
