import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckRun } from '../../src/findings/check-run.ts';
import type { Finding, Site, Status } from '../../src/findings/finding.ts';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { compliance, exitCode, judge, requiredClauses } from '../../src/standards/judge.ts';
import { isMappingRefusal, readMapping } from '../../src/standards/mapping.ts';
import type { Verdict } from '../../src/standards/verdict.ts';

const read = readStandard('rules.md', Buffer.from('- **[REQ-T-01] Title**\n  - It must hold.\n'));
if (isRefusal(read)) throw new Error(read.refused);
const standard = read;

function finding(status: Status, rule = 'a/one'): Finding {
  const location = { path: 'a.py', line: 1, column: 1, endLine: 1, endColumn: 2, cell: null };
  return {
    rule,
    cwe: [1],
    severity: 'high',
    confidence: 'high',
    cause: 'form',
    tier: null,
    message: 'm',
    instead: 'i',
    location,
    start: 0,
    end: 1,
    trace: [],
    fix: null,
    requirements: ['REQ-T-01'],
    fingerprint: '0',
    status,
    disposition: null,
    others: 0,
  };
}
const site = (outcome: Site['outcome'], check = 'a/one'): Site => ({
  check,
  outcome,
  reason: outcome === 'safe' ? 'constant' : null,
  note: '',
  path: 'a.py',
  line: 1,
});
const run = (check: string, ran = true, optional = false): CheckRun => ({
  check,
  ran,
  optional,
  reason: ran ? null : 'switched off',
});

function state(
  mapping: string,
  checks: CheckRun[],
  findings: Finding[],
  sites: Site[],
  incomplete: string[] = [],
): Verdict {
  const read = readMapping('m.yaml', `standard: T\nclauses:\n  REQ-T-01: ${mapping}\n`);
  if (isMappingRefusal(read)) throw new Error(read[0]?.message);
  return judge({ standard, mapping: read, checks, findings, sites, incomplete, before: null })[0] as Verdict;
}

const ONE = '{ checks: [rule:a/one] }';

test.each([
  ['violated', null, ONE, [run('rule:a/one')], [finding('new')], [site('safe')], ['a file was not read']],
  ['violated', null, ONE, [run('rule:a/one')], [finding('baselined')], [], []],
  [
    'not-verified',
    'incomplete',
    ONE,
    [run('rule:a/one')],
    [finding('waived')],
    [site('safe')],
    ['a file was not read'],
  ],
  ['not-verified', 'not-run', ONE, [run('rule:a/one', false)], [], [site('safe')], []],
  ['not-verified', 'not-run', ONE, [], [], [], []],
  ['not-verified', 'unknown-sites', ONE, [run('rule:a/one')], [finding('waived')], [site('unknown')], []],
  ['waived', null, ONE, [run('rule:a/one')], [finding('waived')], [site('safe')], []],
  ['met', null, ONE, [run('rule:a/one')], [finding('disputed')], [], []],
  ['met', null, ONE, [run('rule:a/one')], [], [site('safe')], []],
  ['not-applicable', null, ONE, [run('rule:a/one')], [], [], []],
  ['not-verified', 'not-run', '{ any: [probe:p, external:e] }', [run('rule:a/one')], [], [], []],
  ['met', null, '{ checks: [rule:a/one], also: [probe:p] }', [run('rule:a/one')], [], [site('safe')], []],
  [
    'met',
    null,
    '{ checks: ["rule:a/*"] }',
    [run('rule:a/one'), run('rule:a/audit', false, true)],
    [],
    [site('safe')],
    [],
  ],
  [
    'not-verified',
    'not-run',
    '{ checks: ["rule:a/*"] }',
    [run('rule:a/one'), run('rule:a/two', false)],
    [],
    [site('safe')],
    [],
  ],
  ['met', null, '{ checks: ["rule:*"] }', [run('rule:a/one')], [], [site('safe'), site('unknown')], []],
] as const)('%s (%s): %s', (expected, because, mapping, checks, findings, sites, incomplete) => {
  const verdict = state(mapping, [...checks], [...findings], [...sites], [...incomplete]);
  expect([verdict.state, verdict.because]).toEqual([expected, because]);
});

test('a clause that nothing maps to is unmapped, and never compliant', () => {
  const read = readMapping('m.yaml', 'standard: T\nclauses:\n  REQ-U-01: { checks: [rule:a/one] }\n');
  if (isMappingRefusal(read)) throw new Error('refused');
  const verdicts = judge({
    standard,
    mapping: read,
    checks: [run('rule:a/one')],
    findings: [],
    sites: [],
    incomplete: [],
    before: null,
  });
  expect(verdicts[0]?.state).toBe('unmapped');
  expect(compliance(verdicts)).toBeNull();
});

test('what did not run is never met, and nothing is compliant while something is open', () => {
  const statuses: Status[] = ['new', 'baselined', 'suppressed', 'waived', 'disputed'];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...statuses), { maxLength: 4 }),
      fc.array(fc.constantFrom('safe' as const, 'unknown' as const), { maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      (open, sites, ran, complete) => {
        const verdict = state(
          ONE,
          [run('rule:a/one', ran)],
          open.map((status) => finding(status)),
          sites.map((outcome) => site(outcome)),
          complete ? [] : ['cut'],
        );
        if (!ran || !complete) expect(['violated', 'not-verified']).toContain(verdict.state);
        expect(verdict.state === 'violated').toBe(open.some((status) => status === 'new' || status === 'baselined'));
        if (verdict.state === 'violated') expect(compliance([verdict])).toBe(false);
        if (verdict.state === 'not-verified') expect(compliance([verdict])).toBeNull();
      },
    ),
  );
});

test('exit codes: 2 wins over 1, and only required clauses that did not run count', () => {
  const read = readMapping('m.yaml', `standard: T\nclauses:\n  REQ-T-01: ${ONE}\n`);
  if (isMappingRefusal(read)) throw new Error('refused');
  const verdicts = [state(ONE, [run('rule:a/one', false)], [], [])];
  const required = requiredClauses('static', read, verdicts);
  const none = new Set<string>();
  expect([...required]).toEqual(['REQ-T-01']);
  expect(exitCode({ complete: true, failing: 3, verdicts, required, narrowed: none, maxUnknown: null })).toBe(2);
  expect(
    exitCode({ complete: true, failing: 3, verdicts, required, narrowed: new Set(['REQ-T-01']), maxUnknown: null }),
  ).toBe(1);
  expect(
    exitCode({ complete: false, failing: 3, verdicts: [], required: none, narrowed: none, maxUnknown: null }),
  ).toBe(2);
  expect(exitCode({ complete: true, failing: 0, verdicts, required: none, narrowed: none, maxUnknown: null })).toBe(0);
  expect(
    exitCode({
      complete: true,
      failing: 0,
      verdicts: [state(ONE, [run('rule:a/one')], [], [site('unknown')])],
      required,
      narrowed: none,
      maxUnknown: 0,
    }),
  ).toBe(1);
});
