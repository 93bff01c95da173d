import { expect, test } from 'vitest';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { FOREIGN_CHECKS } from '../../src/standards/lint.ts';
import { covers } from '../../src/standards/mapping.ts';
import { Proposer } from '../../src/standards/propose.ts';
import { TOPICS } from '../../src/standards/topics.ts';

const proposer = new Proposer(
  ALL_RULES.map((rule) => ({
    ...rule,
    check: `rule:${rule.id}`,
    examples: rule.bad.flatMap((one) => (typeof one === 'string' ? [one] : Object.values(one))),
  })),
);
const said = (text: string): string[] =>
  proposer.propose(text).map(({ selector, list, confidence }) => `${confidence} ${list} ${selector}`);

test.each<[string, string[]]>([
  ['Queries MUST go through the ORM or bind their parameters.', ['high checks rule:injection/sql']],
  ['Never `pickle.load` or `yaml.load` what a customer sent.', ['high checks rule:deserialization/*']],
  ['MD5 and SHA-1 MUST NOT be used for signatures.', ['high checks rule:crypto/weak-hash']],
  [
    'Code must be free of CWE-918.',
    ['high checks rule:url/partial-ssrf', 'high checks rule:url/scheme', 'high checks rule:url/ssrf'],
  ],
  ['B506 must not be reported.', ['high checks rule:deserialization/yaml']],
  [
    'Unit tests confirm that `../` in a name does not escape.',
    [
      'high also rule:archive/member-path',
      'high also rule:path/traversal',
      'high also rule:path/unsound-guard',
      'high any external:junit',
      'high any probe:path-integrity',
    ],
  ],
  [
    'New dependencies are audited for known vulnerabilities.',
    ['high any audit:packages', 'high any external:pip-audit'],
  ],
  ['Tokens come from a random generator of the system.', ['medium checks rule:crypto/insecure-random']],
  ['Amounts are rounded with `Decimal`.', []],
  ['The logo is blue.', []],
])('%s', (text, expected) => {
  expect(said(text).sort()).toEqual(expected.sort());
});

test('each proposal gives its reason, with the words of the clause', () => {
  const [first] = proposer.propose('Certificates MUST be verified. `verify=False` is forbidden.');
  expect(first).toEqual({
    selector: 'rule:tls/*',
    list: 'checks',
    confidence: 'high',
    reasons: ['it speaks of “Certificates”'],
  });
});

test('every check of the topics exists, and every pattern is linear', () => {
  const checks = [...ALL_RULES.map(({ id }) => `rule:${id}`), ...FOREIGN_CHECKS];
  const named = TOPICS.flatMap((topic) => [...topic.checks, ...(topic.any ?? []), ...(topic.also ?? [])]);
  expect(named.filter((selector) => !checks.some((check) => covers(selector, check)))).toEqual([]);
  const started = process.cpuUsage().user;
  for (const text of [
    'path '.repeat(4_000),
    'file uploads '.repeat(2_000),
    'a'.repeat(30_000),
    'normalize '.repeat(3_000),
  ])
    proposer.propose(text);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(4_000);
});
