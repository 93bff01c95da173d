import { expect, test } from 'vitest';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { lintStandard } from '../../src/standards/lint.ts';
import { isMappingRefusal, readMapping } from '../../src/standards/mapping.ts';

const CHECKS = ['rule:injection/shell', 'rule:injection/sql', 'rule:crypto/weak-hash'];

function lint(document: string, clauses = '  {}'): string[] {
  const standard = readStandard('r.md', Buffer.from(document));
  if (isRefusal(standard)) throw new Error(standard.refused);
  const mapping = readMapping('r.checks.yaml', `standard: A\nclauses:\n${clauses}\n`);
  if (isMappingRefusal(mapping)) throw new Error(mapping[0]?.message);
  const own = new Map([...mapping.clauses.keys()].map((id) => [id, mapping.path]));
  return lintStandard({ standard, mapping, own, checks: CHECKS }).map(
    ({ severity, code, message, path, line }) => `${path}:${line} ${severity} ${code} ${message}`,
  );
}

const codes = (document: string, clauses?: string): string[] =>
  lint(document, clauses)
    .map((one) => one.split(' ')[2] as string)
    .filter((code) => code !== 'unmapped');

test('what a mapping names must be a check; a slip is an error with the nearest', () => {
  expect(
    lint(
      '- [REQ-A-1] Shells must be avoided.\n- [REQ-A-2] People read it.\n',
      '  REQ-A-1: ["rule:injection/shel", "rule:nothing/*"]\n  REQ-A-2: { manual: judged by eye }\n  REQ-A-9: ["probe:guard"]',
    ),
  ).toEqual([
    'r.md:1 error unknown-check `REQ-A-1`: `rule:injection/shel` is no check; did you mean `rule:injection/shell`, `rule:injection/sql`?',
    'r.md:1 error unknown-check `REQ-A-1`: `rule:nothing/*` is no check',
    'r.md:1 warning cannot-be-proved `REQ-A-1`: none of its checks exists',
    'r.md:2 info manual `REQ-A-2`: only people can judge it, so it is never verified',
    'r.checks.yaml:null warning mapping-without-clause the mapping names `REQ-A-9`, which is no clause of the standard',
  ]);
  expect(lint('- [REQ-A-1] Packages must be audited.\n', '  REQ-A-1: { any: ["audit:packages"] }')).toEqual([
    'r.md:1 info check-not-run `REQ-A-1`: `audit:packages` does not run with `check` alone',
  ]);
});

test.each([
  [
    'the same words',
    '- [REQ-A-1] Passwords must be hashed with argon2.\n- [REQ-A-2] Passwords MUST be hashed with Argon2!\n',
    ['repeated-clause'],
  ],
  ['the same text', '- [REQ-A-1] It must hold.\n- [REQ-A-2] It must hold.\n', ['repeated-clause']],
  [
    'one asks for what the other forbids',
    '- [REQ-A-1] Sessions must be stored in signed cookies.\n- [REQ-A-2] Sessions must not be stored in signed cookies.\n',
    ['contradiction'],
  ],
  [
    'the same code, once asked for and once forbidden',
    '- [REQ-A-1] Use `yaml.load()` to read configuration.\n- [BAN-A-1] Never call `yaml.load()`.\n',
    ['contradiction'],
  ],
  [
    'other numbers',
    '- [REQ-A-1] Requests must have a timeout of 30 seconds.\n- [REQ-A-2] Every request must have a timeout of 60 seconds.\n',
    ['contradiction'],
  ],
  ['vague words', '- [REQ-A-1] Errors must be handled where appropriate.\n', ['vague']],
  ['another language', '- [REQ-A-1] Tokens must not come from `Math.random`.\n', ['not-python']],
])('told: %s', (_, document, expected) => {
  expect(codes(document)).toEqual(expected);
});

test.each([
  [
    'another setting of the same call',
    '- [REQ-A-1] Use `subprocess.run()` with `shell=False`.\n- [BAN-A-1] Never use `subprocess.run(shell=True)` with untrusted text.\n',
  ],
  [
    'a condition',
    '- [REQ-A-1] Deserialize trusted caches with `pickle.loads()`.\n- [REQ-A-2] Data that a client sent over the network must never be deserialized by `pickle.loads()`.\n',
  ],
  [
    'different things',
    '- [REQ-A-1] Cookies must be secure and signed.\n- [REQ-A-2] Cookies must not live longer than a day.\n',
  ],
])('not told: %s', (_, document) => {
  expect(codes(document)).toEqual([]);
});
