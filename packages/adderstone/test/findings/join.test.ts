import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { joinByOrigin } from '../../src/findings/join.ts';

function at(line: number, more: Partial<Finding> = {}): Finding {
  const place = { path: 'shop/files.py', line, column: 5, endLine: line, endColumn: 9, cell: null };
  return {
    rule: 'path/traversal',
    cwe: [22],
    severity: 'high',
    confidence: 'high',
    cause: 'flow',
    tier: 'remote',
    message: 'parameter `name` of `view` chooses the file',
    instead: 'Resolve it.',
    location: place,
    start: line * 100,
    end: line * 100 + 4,
    trace: [
      { ...place, line: 1, note: 'parameter `name` of `view`' },
      { ...place, note: 'reaches the path of a file' },
    ],
    fix: null,
    requirements: [],
    others: 0,
    fingerprint: String(line).padStart(32, '0'),
    status: 'new',
    disposition: null,
    ...more,
  };
}

const lines = (findings: readonly Finding[]): unknown =>
  findings.map(({ location, also = [] }) => [location.line, ...also.map(({ line }) => line)]);

describe('findings of one origin', () => {
  test('places behind calls join the first that stands by itself, and each other where there is none', () => {
    const far = { joins: true };
    const [joined] = joinByOrigin([at(9, far), at(3), at(7, far)]);
    expect(joined?.message).toBe('parameter `name` of `view` chooses the file, here and at 2 more places');
    expect(joined?.also?.map(({ line, fingerprint }) => [line, fingerprint])).toEqual([
      [7, '7'.padStart(32, '0')],
      [9, '9'.padStart(32, '0')],
    ]);
    expect(lines(joinByOrigin([at(9, far), at(7, far)]))).toEqual([[7, 9]]);
  });

  test('ways of further origins to any of the places are kept, one of each origin', () => {
    const way = (line: number) => [{ ...at(line).location, note: 'data' }];
    const [joined] = joinByOrigin([
      at(3, { ways: [way(20)], others: 1 }),
      at(7, { joins: true, ways: [way(1), way(20), way(30)], others: 3 }),
      at(9, { joins: true, ways: [way(30), way(40)], others: 2 }),
    ]);
    expect(joined?.ways?.map(([first]) => first?.line)).toEqual([20, 30, 40]);
    expect(joined?.others).toBe(3);
  });

  test('what has no flow joins by what it has in common', () => {
    const form = { ...{ joins: true, tier: null, trace: [] } };
    const key = (line: number, name: string) => at(line, { ...form, group: name });
    expect(lines(joinByOrigin([key(3, 'KEY'), key(4, 'KEY'), key(5, 'OTHER'), at(6, form), at(7, form)]))).toEqual([
      [3, 4],
      [5],
      [6],
      [7],
    ]);
  });

  test('two places that stand by themselves, another rule, tier or origin, and what has a comment stay apart', () => {
    const far = { joins: true };
    const trace = [{ ...at(2).location, note: 'another' }];
    const disposition = {
      kind: 'foreign',
      reason: 'x',
      owner: null,
      since: null,
      until: null,
      path: 'a',
      line: 1,
    } as const;
    const all = [
      at(3),
      at(4),
      at(5, { ...far, rule: 'url/ssrf' }),
      at(6, { ...far, tier: 'library' }),
      at(7, { ...far, trace }),
      at(8, { ...far, status: 'suppressed', disposition }),
      at(9, { ...far, status: 'baselined' }),
      at(10, { ...far, confidence: 'low' }),
    ];
    expect(joinByOrigin(all)).toEqual(all);
  });
});
