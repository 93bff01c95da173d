import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { type HistoryEntry, historyEntryOf } from '../../src/scan/verdict-history.ts';
import { commitDate } from '../../src/store/commit-date.ts';
import { ageOfLines } from '../../src/store/disposition-age.ts';
import { parseHistory, readHistoryText, recordEntry } from '../../src/store/history.ts';
import { git, project } from '../cli/run.ts';
import { sampleReport } from '../report/sample-report.ts';

const host = nodeHost();
const entry = (date: string): HistoryEntry => historyEntryOf(sampleReport(), date);

function hostWith(env: Record<string, string>): Host {
  return Object.assign(Object.create(host) as Host, { env: { PATH: process.env['PATH'], ...env } });
}

test('an entry counts clauses and findings, and names nothing of the project', () => {
  const made = entry('2026-11-24T12:00:00Z');
  expect(made).toEqual({
    date: '2026-11-24T12:00:00Z',
    clauses: { violated: 3, 'not-verified': 3, unmapped: 1, waived: 1, met: 1, 'not-applicable': 1 },
    open: 11,
    standard: 'a'.repeat(16),
    digest: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  const other = sampleReport();
  const changed = other.verdicts.map((verdict) => ({ ...verdict, state: 'met' as const }));
  expect(historyEntryOf({ ...other, verdicts: changed }, made.date).digest).not.toBe(made.digest);
});

test('lines that are no entry are told with their number, the others are read', () => {
  const line = JSON.stringify(entry('2026-11-24T12:00:00Z'));
  const wrong = [
    '{',
    '[]',
    line.replace('2026-11-24T12:00:00Z', '2026-11-24'),
    line.replace('"violated":3', '"violated":-1'),
    line.replace('"open":11', '"open":"<script>"'),
    line.replace(/"digest":"./, '"digest":"<'),
  ];
  const { entries, problems } = parseHistory([line, '', ...wrong, line].join('\n'));
  expect(entries).toHaveLength(2);
  expect(problems.map(({ code, line: at }) => [code, at])).toEqual(
    [3, 4, 5, 6, 7, 8].map((at) => ['history-malformed', at]),
  );
});

test('a run is added once, and nothing of what is there is lost', () => {
  const root = project({ 'a.py': '' });
  const first = entry('2026-11-24T12:00:00Z');
  const second = entry('2026-11-25T12:00:00Z');
  expect(readHistoryText(host, root)).toBeNull();
  expect(recordEntry(host, root, null, first)).toEqual({ added: true });
  expect(recordEntry(host, root, readHistoryText(host, root) as string, first)).toEqual({ added: false });
  expect(recordEntry(host, root, `${readHistoryText(host, root)}not json\n`, second)).toEqual({ added: true });
  expect(readFileSync(join(root, '.adderstone/history.jsonl'), 'utf8')).toBe(
    `${JSON.stringify(first)}\nnot json\n${JSON.stringify(second)}\n`,
  );
});

test('a link out of the project is neither read nor written', () => {
  const outside = project({ 'history.jsonl': 'outside\n' });
  const root = project({ 'a.py': '' });
  symlinkSync(outside, join(root, '.adderstone'));
  expect(readHistoryText(host, root)).toEqual({ error: '.adderstone/history.jsonl leads out of the project' });
  expect(recordEntry(host, root, null, entry('2026-11-24T12:00:00Z'))).toEqual({
    error: '.adderstone leads out of the project through a link',
  });
  const other = project({ 'a.py': '' });
  mkdirSync(join(other, '.adderstone'));
  symlinkSync(join(outside, 'history.jsonl'), join(other, '.adderstone/history.jsonl'));
  expect(recordEntry(host, other, null, entry('2026-11-24T12:00:00Z'))).toHaveProperty('error');
  expect(readFileSync(join(outside, 'history.jsonl'), 'utf8')).toBe('outside\n');
});

test('the date is that of the newest commit, or SOURCE_DATE_EPOCH', () => {
  const root = project({ 'a.py': '' });
  expect(commitDate(hostWith({}), root)).toBeNull();
  expect(commitDate(hostWith({ SOURCE_DATE_EPOCH: '1700000000' }), root)).toBe('2023-11-14T22:13:20Z');
  expect(commitDate(hostWith({ SOURCE_DATE_EPOCH: 'yesterday' }), root)).toEqual({
    error: 'SOURCE_DATE_EPOCH: expected the seconds since 1970 as a decimal number',
  });
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, '-c', 'user.name=a', 'commit', '-qm', 'a');
  expect(commitDate(hostWith({}), root)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('a line is as old as the oldest commit of the unbroken run that has it', () => {
  const root = project({ 'a.py': '' });
  git(root, 'init', '-q');
  const commit = (text: string, date: string): void => {
    writeFileSync(join(root, 'a.py'), text);
    git(root, 'add', '.');
    const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a' };
    const env = { PATH: process.env['PATH'], ...identity, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    expect(spawnSync('git', ['commit', '-qm', 'a'], { cwd: root, env }).status).toBe(0);
  };
  commit('one\n  two  # x\n', '2026-01-01T00:00:00Z');
  commit('one\nthree\n', '2026-02-01T00:00:00Z');
  commit('zero\none\ntwo  # x\n', '2026-03-01T00:00:00Z');
  commit('zero\none\ntwo  # x\nend\n', '2026-04-01T00:00:00Z');
  const ages = ageOfLines(host, root, [
    { path: 'a.py', line: 2, text: 'one' },
    { path: 'a.py', line: 3, text: '  two  # x' },
    { path: 'a.py', line: 4, text: 'never committed' },
    { path: 'b.py', line: 1, text: 'one' },
  ]);
  expect([...ages]).toEqual([
    ['a.py:2', '2026-01-01'],
    ['a.py:3', '2026-03-01'],
  ]);
});
