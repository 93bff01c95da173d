import { expect, test } from 'vitest';
import { difference } from '../../src/standards/difference.ts';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { compliance, exitCode, judge } from '../../src/standards/judge.ts';
import {
  isLockRefusal,
  type Lock,
  lockOf,
  lockProblems,
  mappingDigest,
  parseLock,
  printLock,
  suspicions,
} from '../../src/standards/lock.ts';
import { isMappingRefusal, readMapping } from '../../src/standards/mapping.ts';

const edition = (document: string, clauses: string) => {
  const standard = readStandard('r.md', Buffer.from(document));
  const mapping = readMapping('r.checks.yaml', `standard: A\nclauses:\n${clauses}\n`);
  if (isRefusal(standard) || isMappingRefusal(mapping)) throw new Error('refused');
  return { standard, mapping };
};

const BEFORE = edition(
  '- [REQ-A-1] One must hold.\n- [REQ-A-2] Two must hold.\n- [REQ-A-3] Three must hold.\n- [REQ-A-4] Four must hold.\n',
  '  REQ-A-1: [rule:a/b]\n  REQ-A-2: [rule:a/b, rule:a/c]\n  REQ-A-3: [rule:a/b]\n  REQ-A-4: [rule:a/b]',
);
const AFTER = edition(
  '- [REQ-A-1] One  must\n  hold.\n- [REQ-A-2] Two must hold.\n- [REQ-A-4] Four must really hold.\n- [REQ-A-5] Five must hold.\n- [REQ-B-3] Three must hold.\n',
  '  REQ-A-1: { checks: [rule:a/b] }\n  REQ-A-2: [rule:a/c, rule:x/y]\n  REQ-A-4: [rule:a/b]\n  REQ-B-3: [rule:a/b]',
);

test('a lock tells whose text or mapping is not what was reviewed; white space and order are no change', () => {
  const lock = lockOf(BEFORE.standard, BEFORE.mapping);
  expect(suspicions(lock, BEFORE.standard, BEFORE.mapping).size).toBe(0);
  expect([...suspicions(lock, AFTER.standard, AFTER.mapping)]).toEqual([
    ['REQ-A-2', ['mapping-changed']],
    ['REQ-A-4', ['text-changed']],
    ['REQ-A-5', ['not-reviewed']],
    ['REQ-B-3', ['not-reviewed']],
  ]);
  expect(lockProblems(lock, AFTER.standard).map(({ code, message }) => [code, message.slice(0, 9)])).toEqual([
    ['locked-clause-gone', '`REQ-A-3`'],
  ]);
  const { clauses } = BEFORE.mapping;
  expect(mappingDigest(clauses.get('REQ-A-1'))).toBe(mappingDigest(clauses.get('REQ-A-3')));
  expect(mappingDigest(clauses.get('REQ-A-1'))).not.toBe(mappingDigest(undefined));
});

test('a lock is written sorted, one clause a line, and read back; anything else is refused with what was expected', () => {
  const lock = lockOf(BEFORE.standard, BEFORE.mapping);
  const text = printLock(lock);
  expect(
    text
      .split('\n')
      .filter((line) => line.includes('"REQ-'))
      .map((line) => line.slice(4, 13)),
  ).toEqual(['"REQ-A-1"', '"REQ-A-2"', '"REQ-A-3"', '"REQ-A-4"']);
  expect((parseLock(text, 'l') as Lock).clauses).toEqual(lock.clauses);
  for (const [wrong, said] of [
    ['x', 'is not valid JSON; `adderstone standard lock` writes it'],
    ['{"schema":"adderstone-lock/2","clauses":{}}', 'expected `"schema": "adderstone-lock/1"` and `"clauses"`'],
    [
      '{"schema":"adderstone-lock/1","clauses":{"REQ-A-1":{"text":"1"}}}',
      'the clause "REQ-A-1" needs `text` and `mapping`, SHA-256 each',
    ],
  ] as const) {
    const read = parseLock(wrong, 'l');
    expect(isLockRefusal(read) ? read.refused : null).toBe(said);
  }
});

test('a suspect verdict keeps its state, is never called compliant, and fails a run that insists on the lock', () => {
  const given = {
    ...BEFORE,
    checks: [
      { check: 'rule:a/b', ran: true, optional: false, reason: null },
      { check: 'rule:a/c', ran: true, optional: false, reason: null },
    ],
    findings: [],
    sites: [],
    incomplete: [],
    before: null,
  };
  const calm = judge(given);
  const suspect = judge({ ...given, suspicions: new Map([['REQ-A-2', ['text-changed'] as const]]) });
  expect(suspect.map(({ requirement, state, suspect }) => [requirement, state, suspect])).toEqual([
    ['REQ-A-1', 'not-applicable', []],
    ['REQ-A-2', 'not-applicable', ['text-changed']],
    ['REQ-A-3', 'not-applicable', []],
    ['REQ-A-4', 'not-applicable', []],
  ]);
  expect([compliance(calm), compliance(suspect)]).toEqual([true, null]);
  const exit = {
    complete: true,
    failing: 1,
    required: new Set<string>(),
    narrowed: new Set<string>(),
    maxUnknown: null,
  };
  expect([
    exitCode({ ...exit, verdicts: suspect }),
    exitCode({ ...exit, verdicts: suspect, locked: true }),
    exitCode({ ...exit, verdicts: calm, locked: true }),
  ]).toEqual([1, 2, 1]);
});

test('a difference names what changed of a clause and what that does to its verdict', () => {
  expect(
    difference(BEFORE, AFTER).map(({ id, kind, from, parts, gained, lost, verdict }) => [
      id,
      kind,
      from,
      parts,
      gained,
      lost,
      verdict,
    ]),
  ).toEqual(
    [
      [
        'REQ-A-2',
        'changed',
        null,
        ['checks'],
        ['rule:x/y'],
        ['rule:a/b'],
        'other checks decide it; suspect until reviewed',
      ],
      [
        'REQ-A-4',
        'changed',
        null,
        ['statement', 'title'],
        [],
        [],
        'its checks are the same, and were chosen for the text before; suspect until reviewed',
      ],
      ['REQ-A-5', 'added', null, [], [], [], 'new, and unmapped: nothing proves it yet'],
      ['REQ-B-3', 'renamed', 'REQ-A-3', [], [], [], 'judged under the new id; suspect until reviewed'],
      ['REQ-A-3', 'removed', null, [], [], ['rule:a/b'], 'it is no longer judged'],
    ].filter(([id]) => id !== 'REQ-A-3'),
  );
  expect(difference(BEFORE, BEFORE)).toEqual([]);
});
