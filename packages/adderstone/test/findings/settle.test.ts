import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { maskFile } from '../../src/findings/mask.ts';
import { settle } from '../../src/findings/settle.ts';
import { FORMATS, type FormatName } from '../../src/report/format.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { SourceFile } from '../../src/text/source-file.ts';
import { sampleInput, sampleReport } from '../report/sample-report.ts';

const input = sampleInput();
const settled = settle(input);
const at = (path: string, line: number, rule?: string): Finding => {
  const found = settled.findings.find(
    (each) => each.location.path === path && each.location.line === line && (rule === undefined || each.rule === rule),
  );
  if (found === undefined) throw new Error(`no finding at ${path}:${line}`);
  return found;
};

test('findings of one rule at one place are one, the shortest trace first, and the other origins are counted', () => {
  expect(at('app/views.py', 6)).toMatchObject({ others: 1, status: 'new' });
  expect(at('app/views.py', 6).trace).toHaveLength(3);
  expect(at('app/views.py', 7)).toMatchObject({ others: 0 });
});

test('each disposition decides as said', () => {
  expect(at('app/views.py', 13)).toMatchObject({ status: 'suppressed', disposition: { kind: 'suppressed', line: 12 } });
  expect(at('old/job.py', 1)).toMatchObject({ status: 'waived', disposition: { owner: 'ops@example.org', line: 2 } });
  expect(at('old/job.py', 2)).toMatchObject({ status: 'disputed', disposition: { line: 9 } });
  expect(at('old/job.py', 3)).toMatchObject({ status: 'baselined', disposition: null });
  expect(at('app/views.py', 7)).toMatchObject({ status: 'new', disposition: { kind: 'foreign', line: 7 } });
});

test('a no-waiver clause refuses suppression, says so with the place, and takes a dispute', () => {
  expect(at('app/views.py', 15)).toMatchObject({ status: 'new', disposition: null });
  expect(settled.problems).toContainEqual(
    expect.objectContaining({ code: 'suppression-refused', path: 'app/views.py', line: 14 }),
  );
  const [waived, disputed] = input.waivers;
  if (waived === undefined || disputed === undefined) throw new Error('no waivers');
  const strict = { ...input, noWaiver: new Set(['REQ-PY_SEC-03', 'BAN-PY_SEC-01']), foreign: 'honour' as const };
  const statuses = (line: number) =>
    settle(strict).findings.find((each) => each.location.path === 'old/job.py' && each.location.line === line)?.status;
  expect(statuses(1)).toBe('new');
  expect(statuses(2)).toBe('disputed');
});

test('an honoured foreign comment suppresses, but not for a no-waiver clause', () => {
  const status = (noWaiver: ReadonlySet<string>) =>
    settle({ ...input, foreign: 'honour', noWaiver }).findings.find(
      (each) => each.location.path === 'app/views.py' && each.location.line === 7,
    )?.status;
  expect(status(new Set())).toBe('suppressed');
  expect(status(new Set(['BAN-PY_SEC-01']))).toBe('new');
});

test('unused suppressions and waivers are told only when everything they name ran', () => {
  const fewer = {
    ...input,
    findings: input.findings.filter((each) => each.location.path !== 'old/job.py' && each.location.line !== 13),
  };
  const codes = (ran: ReadonlySet<string>) =>
    settle({ ...fewer, ran }).problems.map((each) => `${each.code}:${each.line}`);
  expect(codes(input.ran)).toEqual(
    expect.arrayContaining(['suppression-unused:12', 'waiver-unused:2', 'waiver-unused:9']),
  );
  expect(codes(new Set()).filter((code) => code.includes('unused'))).toEqual([]);
});

test('an expired waiver does nothing, and is not called unused', () => {
  const late = settle({ ...input, waivers: input.waivers.map((each) => ({ ...each, expired: true })) });
  expect(late.findings.filter((each) => each.status === 'waived' || each.status === 'disputed')).toEqual([]);
  expect(late.problems.filter((each) => each.code === 'waiver-unused')).toEqual([]);
});

test('no character of a secret is left in findings and sources, but its public prefix', () => {
  const secret = 'abcdefghijklmnopqrstuvwxyz';
  expect(JSON.stringify(settled.findings)).not.toContain(secret);
  for (const file of settled.sources.values()) expect(file.text).not.toContain(secret);
  expect(settled.sources.get('app/views.py')?.text).toContain(`"ghp_${'*'.repeat(36)}"`);
  expect(at('app/views.py', 11, 'deserialization/yaml').message).toBe('the text `***` is loaded');
});

test('a fix that would print a secret is dropped', () => {
  const [first] = input.findings;
  if (first === undefined) throw new Error('no finding');
  const token = input.sources.get('app/views.py')?.text.match(/ghp_[a-z0-9]+/)?.[0] ?? '';
  const fix = {
    title: 'move',
    safety: 'review' as const,
    edits: [{ path: 'app/views.py', edit: { start: 0, end: 0, text: `x="${token}"` } }],
  };
  const [one] = settle({ ...input, findings: [{ ...first, fix }] }).findings;
  expect(token).not.toBe('');
  expect(one?.fix).toBe(null);
});

test('a secret in the reason of a waiver is masked', () => {
  const token = input.sources.get('app/views.py')?.text.match(/ghp_[a-z0-9]+/)?.[0] ?? '';
  const waivers = input.waivers.map((each) => ({ ...each, reason: `old ${token} is revoked`, owner: token }));
  const found = settle({ ...input, waivers }).findings.filter((each) => each.status === 'waived');
  expect(found.map((each) => each.disposition)).toMatchObject([{ reason: 'old *** is revoked', owner: '***' }]);
});

test('masking keeps lines, columns and cells, and hides a prefix inside another secret', () => {
  const file = new SourceFile('n.ipynb', 'notebook', 'a = "ghp_12\r\n34"\nb', [
    { number: 2, start: 0, end: 18, firstLine: 0 },
  ]);
  const masked = maskFile(file, [{ start: 5, end: 15, prefix: 'ghp_' }]);
  expect(masked.text).toBe('a = "ghp_**\r\n**"\nb');
  expect(masked.cells).toEqual(file.cells);
  expect(masked.hash).not.toBe(file.hash);
  expect(
    maskFile(file, [
      { start: 4, end: 16, prefix: '' },
      { start: 5, end: 15, prefix: 'ghp_' },
    ]).text,
  ).toBe('a = *******\r\n***\nb');
  expect(maskFile(file, [{ start: -5, end: 999, prefix: 'zz' }]).text).toBe('***********\r\n***\n*');
});

const formats = Object.keys(FORMATS) as FormatName[];

test('shuffled input settles and renders to the same bytes', async () => {
  const renders = await Promise.all(formats.map((format) => FORMATS[format]()));
  const render = (shuffled: typeof input): string => {
    const report = sampleReport(shuffled);
    return renders.map((each) => each(report, { palette: PLAIN })).join('\f');
  };
  const expected = render(input);
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...input.findings], { minLength: input.findings.length }),
      fc.shuffledSubarray([...input.sources], { minLength: input.sources.size }),
      fc.shuffledSubarray([...input.waivers], { minLength: input.waivers.length }),
      (findings, sources, waivers) => {
        expect(render({ ...input, findings, sources: new Map(sources), waivers })).toBe(expected);
      },
    ),
    { numRuns: 40 },
  );
});
