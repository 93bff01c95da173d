import { expect, test } from 'vitest';
import { Selectors } from '../../src/findings/selector.ts';
import { type ResolvedWaiver, resolveWaivers, waives } from '../../src/findings/waiver.ts';
import { parseWaivers } from '../../src/findings/waiver-file.ts';

const PATH = '.adderstone/waivers.yaml';
const GOOD = `# accepted by the security round
waivers:
  - rule: injection/shell
    path: "legacy/**"
    reason: goes away with the migration
    owner: ops@example.org
    until: 2027-01-31
  - clause: REQ-01
    path: app/views.py
    kind: disputed
    fingerprint: 0123456789abcdef0123456789abcdef
    since: 2026-03-01
    reason: the name is one of three
    owner: dev
    until: "2027-06-30"
`;

const selectors = new Selectors(
  [{ id: 'injection/shell', cwe: [78], equivalents: [] }],
  new Map([['REQ-PY_SEC-01', ['injection/shell']]]),
);

test('a file is read with the lines of its entries', () => {
  const { waivers, problems } = parseWaivers(GOOD, PATH);
  expect(problems).toEqual([]);
  expect(waivers).toMatchObject([
    { kind: 'waived', selector: 'injection/shell', until: '2027-01-31', owner: 'ops@example.org', path: PATH, line: 3 },
    {
      kind: 'disputed',
      selector: 'REQ-01',
      fingerprint: '0123456789abcdef0123456789abcdef',
      since: '2026-03-01',
      line: 8,
    },
  ]);
  expect(parseWaivers('', PATH)).toEqual({ waivers: [], problems: [] });
});

const entry = (change: string): string => {
  const keys = [
    'rule: injection/shell',
    'path: "legacy/**"',
    'reason: a good reason',
    'owner: me',
    'until: 2027-01-31',
  ];
  const kept = keys.filter((key) => !change.startsWith(key.slice(0, key.indexOf(':') + 1)));
  return `waivers:\n  - ${[...kept, ...(change.endsWith(':-') ? [] : [change])].join('\n    ')}\n`;
};

test.each([
  [entry('rule:-'), 'rule', 2],
  [entry('clause: REQ-01'), 'exactly one', 2],
  [entry('path:-'), '`path`', 2],
  [entry('reason:-'), '`reason` is missing', 2],
  [entry('owner:-'), '`owner` is missing', 2],
  [entry('until:-'), '`until` is missing', 2],
  [entry('until: tomorrow'), 'calendar', 2],
  [entry('since: once'), '`since` is a day', 2],
  [entry('since: 2027-02-01'), '`since` is after `until`', 2],
  [entry('reason: short'), 'at least', 2],
  [entry('kind: ignored'), '`kind`', 2],
  [entry('colour: red'), 'keys of an entry', 7],
  [entry('owner: [a]'), '`owner` is a text', 6],
  [entry(`path: ${'x'.repeat(600)}`), 'longer than', 2],
  [entry('path: ../secrets'), '`..`', 2],
  ['- a\n', 'one key', 1],
  ['waivers: 3\n', 'one key', 1],
  ['waivers:\n  - text\n', 'expected an entry', 2],
  ['a: &x 1\nwaivers: *x\n', 'aliases', 2],
  ['waivers: [\n', 'not valid YAML', 2],
])('%j is refused with its line', (text, message, line) => {
  const { waivers, problems } = parseWaivers(text, PATH);
  expect(waivers).toEqual([]);
  expect(problems.map((each) => [each.severity, each.path, each.line])).toContainEqual(['error', PATH, line]);
  expect(problems.map((each) => each.message).join(' ')).toContain(message);
});

test('expired, unknown and blanket waivers are problems', () => {
  const { waivers } = parseWaivers(GOOD.replace('injection/shell', 'ALL').replace('REQ-01', 'REQ-77'), PATH);
  expect(resolveWaivers(waivers, selectors, '2026-11-24').problems).toMatchObject([
    { severity: 'error', code: 'waiver-blanket', line: 3 },
    { severity: 'error', code: 'waiver-unknown', line: 8 },
  ]);
  const late = resolveWaivers(parseWaivers(GOOD, PATH).waivers, selectors, '2027-02-01');
  expect(late.problems).toMatchObject([{ severity: 'warning', code: 'waiver-expired', line: 3 }]);
  expect(late.waivers.map((each) => each.expired)).toEqual([true, false]);
});

test('a waiver covers by name, path and fingerprint', () => {
  const { waivers } = resolveWaivers(parseWaivers(GOOD, PATH).waivers, selectors, '2026-11-24');
  const [rule, clause] = waivers as [ResolvedWaiver, ResolvedWaiver];
  const finding = {
    rule: 'injection/shell',
    requirements: ['REQ-PY_SEC-01'],
    fingerprint: '0123456789abcdef0123456789abcdef',
  };
  expect(waives(rule, finding, 'legacy/a.py')).toBe(true);
  expect(waives(rule, finding, 'app/a.py')).toBe(false);
  expect(waives(rule, { ...finding, rule: 'x/y' }, 'legacy/a.py')).toBe(false);
  expect(waives(clause, finding, 'app/views.py')).toBe(true);
  expect(waives(clause, { ...finding, fingerprint: 'f'.repeat(32) }, 'app/views.py')).toBe(false);
  expect(waives(clause, { ...finding, requirements: [] }, 'app/views.py')).toBe(false);
});
