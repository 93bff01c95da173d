import { describe, expect, test } from 'vitest';
import { encodeSettings, throughModule } from '../../src/probes/guard.ts';
import { guardContribution } from '../../src/probes/guard-evidence.ts';
import { GUARD_SCHEMA, readRecords, verdictOf } from '../../src/probes/guard-report.ts';

const SHIM = '/shim';
const VIOLATION = {
  kind: 'violation',
  rule: 'path-traversal',
  requirement: 'REQ-PY_SEC-09',
  event: 'open',
  path: 'a/../b',
  resolved: '/x/b',
  base: '/x/a',
  write: true,
  at: 'app.py:3',
  message: 'm',
  stack: ['app.py:3 f'],
  pid: 7,
  python: '3.12.1',
};

test('settings are lines, whatever is in a path', () => {
  const settings = {
    bases: ['/a%b', '/c\nmode=log'],
    reads: ['/r'],
    writes: ['/w'],
    mode: 'exit',
    learn: false,
  } as const;
  expect(encodeSettings(settings, '/state').split('\n')).toEqual([
    'v=1',
    'mode=exit',
    'state=/state',
    'base=/a%25b',
    'base=/c%0Amode=log',
    'read=/r',
    'write=/w',
  ]);
});

describe('Python that reads no PYTHONPATH starts the shim', () => {
  test.each([
    ['python app.py -I', 'python app.py -I'],
    ['python -u -c pass -I', 'python -u -c pass -I'],
    ['python -Wignore -m pip -E', 'python -Wignore -m pip -E'],
    ['bash -E x', 'bash -E x'],
    ['python3.12 -I app.py x', 'python3.12 -I /shim -- app.py x'],
    ['/usr/bin/python3 -sE -X dev app.py', '/usr/bin/python3 -sE -X dev /shim -- app.py'],
    ['python -Ic pass x', 'python -I /shim -- -c pass x'],
    ['python -S -mpip list', 'python -S /shim -- -m pip list'],
    ['python -W ignore -I -m pip', 'python -W ignore -I /shim -- -m pip'],
    ['python -WI app.py', 'python -WI app.py'],
  ])('%s', (command, expected) => {
    expect(throughModule(command.split(' '), SHIM).join(' ')).toBe(expected);
  });
});

test('records of another shape are counted, not taken', () => {
  const lines = [
    '{"kind": "started", "pid": 7, "python": "3.12.1"}',
    JSON.stringify(VIOLATION),
    JSON.stringify({ ...VIOLATION, rule: 'other' }),
    '{"kind": "blind", "event": "os.exec", "reason": "r", "program": "p", "at": null, "pid": 7}',
    'not json',
    '[]',
  ];
  const records = readRecords(`${lines.join('\n')}\n`);
  expect(records.damaged).toBe(3);
  expect(records.violations).toMatchObject([{ rule: 'path-traversal', write: true, at: 'app.py:3', foreseen: null }]);
  expect(records.blindSpots).toEqual([{ event: 'os.exec', reason: 'r', program: 'p', at: null, pid: 7 }]);
  expect(verdictOf(records)).toBe('violated');
  expect(verdictOf({ ...records, violations: [] })).toBe('not-verified');
  expect(verdictOf({ ...records, violations: [], blindSpots: [], damaged: 0 })).toBe('met');
  expect(verdictOf({ processes: [], violations: [], blindSpots: [], damaged: 0 })).toBe('not-verified');
});

describe('a report as evidence for a check', () => {
  const toProject = (file: string): string | null => (file.startsWith('/') ? null : file);
  const lineOf = (_: string, line: number): { start: number; end: number; length: number } | null =>
    line === 3 ? { start: 20, end: 30, length: 10 } : null;
  const contribute = (json: unknown): ReturnType<typeof guardContribution> =>
    guardContribution(json, 'guard.json', toProject, lineOf);
  const report = { schema: GUARD_SCHEMA, verdict: 'met', violations: [], blindSpots: [] };

  test('a clean run is a check that ran', () => {
    expect(contribute(report).checks).toEqual([{ check: 'probe:guard', ran: true, optional: true, reason: null }]);
  });

  test('a violation is a finding at its line', () => {
    const { findings, checks } = contribute({ ...report, verdict: 'violated', violations: [VIOLATION] });
    expect(findings).toMatchObject([
      {
        rule: 'guard/path-traversal',
        check: 'probe:guard',
        cwe: [22],
        severity: 'high',
        location: { path: 'app.py', line: 3, column: 1, endLine: 3, endColumn: 11 },
        start: 20,
        end: 30,
      },
    ]);
    expect(checks[0]?.ran).toBe(true);
  });

  test.each([
    ['another schema', { ...report, schema: 'x' }, 'expected a report with the schema'],
    ['no report', null, 'expected the JSON of'],
    ['an unguarded child', { ...report, verdict: 'not-verified', blindSpots: [{}] }, '1 of the processes'],
    ['no Python', { ...report, verdict: 'not-verified' }, 'does not say that the run was guarded'],
    [
      'a place elsewhere',
      { ...report, verdict: 'violated', violations: [{ ...VIOLATION, at: '/y.py:3' }] },
      '1 of its violations have no line',
    ],
    [
      'a line that is gone',
      { ...report, verdict: 'violated', violations: [{ ...VIOLATION, at: 'app.py:9' }] },
      '1 of its violations have no line',
    ],
    ['a broken violation', { ...report, violations: [{ rule: 'x' }] }, 'not of the shape'],
  ])('%s leaves it open', (_, json, reason) => {
    const { checks, findings } = contribute(json);
    expect(findings).toEqual([]);
    expect(checks[0]?.ran).toBe(false);
    expect(checks[0]?.reason).toContain(reason);
  });
});
