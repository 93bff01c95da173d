import { type ImportedResult, listOf, MAX_RESULTS, type ReportRefusal, recordOf, shownName } from './imported.ts';
import type { Content } from './sarif.ts';

/** What each rule of the guard stands for. */
const RULES: Readonly<Record<string, { readonly cwe: number; readonly severity: ImportedResult['severity'] }>> = {
  'path-traversal': { cwe: 22, severity: 'high' },
  'signature-failed': { cwe: 347, severity: 'high' },
  'unsafe-deserialization': { cwe: 502, severity: 'critical' },
  'shell-injection': { cwe: 78, severity: 'critical' },
};

/**
 * Reads the JSON of `adderstone guard run --json`: an object with `violations` (or `records`) and `blindSpots`, or a list or lines of records. A record
 * has `rule` and `at` (`file:line` of the project's own code, or null). Refuses a record of an unknown rule and what holds no records at all.
 */
export function readGuard(value: unknown): Content | ReportRefusal {
  const root = recordOf(value);
  const listed = root === null ? listOf(value) : (root['violations'] ?? root['records']);
  if (!Array.isArray(listed)) return { refused: 'is no report of the guard: expected `violations`' };
  if (listed.length > MAX_RESULTS) return { refused: `has more than ${MAX_RESULTS} records` };
  const results: ImportedResult[] = [];
  let blind = listOf(root?.['blindSpots']).length;
  for (const [index, one] of listed.entries()) {
    const record = recordOf(one);
    const kind = record?.['kind'];
    if (kind === 'blind') blind++;
    if (typeof kind === 'string' && kind !== 'violation') continue;
    const rule = record?.['rule'];
    const facts = typeof rule === 'string' && Object.hasOwn(RULES, rule) ? RULES[rule] : undefined;
    if (facts === undefined) return { refused: `record ${index + 1} has no rule of the guard` };
    const place = /^(.{1,4096}):(\d{1,7})$/.exec(typeof record?.['at'] === 'string' ? record['at'] : '');
    if (place === null) return { refused: `record ${index + 1} has no place in the project (\`at\`)` };
    const line = Math.max(1, Number(place[2]));
    results.push({
      id: shownName(rule),
      cwe: [facts.cwe],
      severity: facts.severity,
      certain: true,
      path: place[1] as string,
      line,
      endLine: line,
      seen: [],
      suppressed: false,
    });
  }
  return {
    name: 'adderstone guard',
    version: shownName(root?.['version']) || null,
    time: null,
    unproven: blind > 0 ? `it could not see into ${blind} ${blind === 1 ? 'process' : 'processes'}` : null,
    results,
    tests: [],
    looked: null,
    hashes: [],
    blind,
  };
}
