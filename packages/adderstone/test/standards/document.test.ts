import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { isMappingRefusal, readMapping, requirementsOf } from '../../src/standards/mapping.ts';
import type { Standard } from '../../src/standards/standard.ts';

const root = join(import.meta.dirname, '../../../..');

function read(text: string | Uint8Array): Standard {
  const standard = readStandard('rules.md', typeof text === 'string' ? Buffer.from(text) : text);
  if (isRefusal(standard)) throw new Error(standard.refused);
  return standard;
}

const EIGHTEEN = [
  'REQ-PY_SEC-01',
  'REQ-PY_SEC-02',
  'REQ-PY_SEC-03',
  'REQ-PY_SEC-04',
  'REQ-PY_SEC-05',
  'REQ-PY_SEC-06',
  'REQ-PY_SEC-07',
  'REQ-PY_SEC-08',
  'REQ-PY_SEC-09',
  'REQ-PY_SEC-10',
  'BAN-PY_SEC-01',
  'BAN-PY_SEC-02',
  'STOP-PY_SEC-01',
  'PROC-PY_SEC-01',
  'PROC-PY_SEC-02',
  'VAL-PY_SEC-01',
  'VAL-PY_SEC-02',
  'VAL-PY_SEC-03',
];

test('the shipped document has its eighteen clauses, and the shipped mapping proves each', () => {
  const standard = read(readFileSync(join(root, 'standards/py-sec.md')));
  expect(standard.requirements.map((requirement) => requirement.id)).toEqual(EIGHTEEN);
  expect(standard.problems).toEqual([]);
  expect(standard.scope).toBe('PY_SEC');
  expect(standard.activation).toMatchObject({ mode: 'always', globs: ['**/*.py'] });
  expect(standard.examples).toHaveLength(1);
  const mapping = readMapping('py-sec.checks.yaml', readFileSync(join(root, 'standards/py-sec.checks.yaml'), 'utf8'));
  if (isMappingRefusal(mapping)) throw new Error(mapping[0]?.message);
  expect([...mapping.clauses.keys()].sort()).toEqual([...EIGHTEEN].sort());
  expect(requirementsOf(mapping, 'rule:injection/shell')).toEqual(['BAN-PY_SEC-01', 'REQ-PY_SEC-01', 'VAL-PY_SEC-01']);
});

const given = process.env['ADDERSTONE_USER_STANDARD'];
test.skipIf(given === undefined || !existsSync(given))(
  'the document given by ADDERSTONE_USER_STANDARD has the eighteen clauses',
  () => {
    const standard = read(readFileSync(given as string));
    expect(standard.requirements.map((requirement) => requirement.id)).toEqual(EIGHTEEN);
    expect(standard.problems.map((problem) => problem.code)).toContain('mojibake-repaired');
  },
);

const DOCUMENT = `---
trigger: always_on
glob: ["src/**/*.py"]
---

# House rules

- **Role**: Gate keeper
**Trigger**: always_on \u00e2\u20ac\u201d at every commit

## Must Not

- **[BAN-HR-01] No eval**
  - Code stays away from \`eval\`.

## Table

| Area | Clause ID | What |
| --- | --- | --- |
| Files | [REQ-HR-02] | Close them |

### Failure Handling

- **Stop Condition**: Stop when the signature fails.

## Procedures

- **[PROC-HR-01] Audit**
  - IF a package is added THEN run the audit.

## Validation

- **[VAL-HR-01] Scan**
  - [ ] The scan is clean.
  - [x] Someone looked.

See CWE-79 and [REQ-HR-02](other.md) for more; AES-128 is not a clause.

\`\`\`python
eval(x)
\`\`\`
`;

test('clauses, their obligations and places are read; the rest is kept', () => {
  const standard = read(DOCUMENT);
  expect(
    standard.requirements.map(({ id, title, statement, obligation, line }) => ({
      id,
      title,
      statement,
      obligation,
      line,
    })),
  ).toEqual([
    { id: 'BAN-HR-01', title: 'No eval', statement: 'Code stays away from eval.', obligation: 'must-not', line: 13 },
    { id: 'REQ-HR-02', title: 'Files', statement: 'Area: Files. What: Close them.', obligation: 'must', line: 20 },
    {
      id: 'STOP-HR-01',
      title: 'Stop Condition',
      statement: 'Stop when the signature fails.',
      obligation: 'must',
      line: 24,
    },
    {
      id: 'PROC-HR-01',
      title: 'Audit',
      statement: 'IF a package is added THEN run the audit.',
      obligation: 'procedure',
      line: 28,
    },
    {
      id: 'VAL-HR-01',
      title: 'Scan',
      statement: 'The scan is clean. Someone looked.',
      obligation: 'validation',
      line: 33,
    },
  ]);
  expect(standard.requirements[2]?.idSource).toBe('derived');
  expect(standard.requirements[3]?.procedure).toEqual({ condition: 'a package is added', action: 'run the audit.' });
  expect(standard.requirements[4]?.boxes).toEqual([
    { line: 34, ticked: false },
    { line: 35, ticked: true },
  ]);
  expect(standard.examples.map(({ language, text, line }) => ({ language, text, line }))).toEqual([
    { language: 'python', text: 'eval(x)', line: 40 },
  ]);
  expect(standard.fields.get('Role')).toContain('Gate keeper');
  expect(JSON.stringify([...standard.fields])).toContain('\u2014');
  expect(standard.informative.map(({ text }) => text).join()).toContain('CWE-79');
  expect(standard.problems.map(({ code, line }) => [code, line])).toEqual([['mojibake-repaired', 9]]);
});

test.each([
  ['Windsurf', '---\ntrigger: glob\nglobs: **/*.py\n---\n# R\n- **[REQ-A-1] T**: Must hold.\n', ['**/*.py'], 'glob'],
  [
    'Cursor',
    '---\ndescription: Rules: never use eval\nglobs: **/*.py, src/**/*.{ts,tsx}\nalwaysApply: false\n---\n# R\n- REQ-A-1: Must hold.\n',
    ['**/*.py', 'src/**/*.{ts,tsx}'],
    'glob',
  ],
  ['Claude', '---\npaths:\n  - **/*.py\n---\n# R\n## REQ-A-1 Title\n\nMust hold.\n', ['**/*.py'], 'glob'],
  [
    'Copilot',
    '---\napplyTo: "src/**/*.py,tests/**"\n---\n# R\n| ID | Rule |\n|---|---|\n| REQ-A-1 | Must hold |\n',
    ['src/**/*.py', 'tests/**'],
    'glob',
  ],
  ['AGENTS.md', '# R\n\nIntroduction.\n\n1. [REQ-A-1] Must hold.\n', [], 'always'],
])('%s: the dialect is read and nothing is dropped', (_, text, globs, mode) => {
  const standard = read(text);
  expect(standard.activation.globs).toEqual(globs);
  expect(standard.activation.mode).toBe(mode);
  expect(standard.requirements.map((requirement) => requirement.id)).toEqual(['REQ-A-1']);
  expect(`${standard.requirements[0]?.title} ${standard.requirements[0]?.statement}`).toContain('ust hold');
});

test('ids used twice and ids that differ in case are told', () => {
  const standard = read('- [REQ-A-01] One\n- [REQ-A-01] Two\n- [Req-A-01] Three\n');
  expect(standard.problems.map(({ code, line }) => [code, line])).toEqual([
    ['duplicate-id', 2],
    ['id-differs-in-case', 3],
  ]);
});

test('hostile documents are bounded', () => {
  const many = Array.from(
    { length: 20_000 },
    (_, i) => `- **[REQ-H-${i}] T${i}** must <script>alert(1)</script>\n`,
  ).join('');
  expect(read(many).requirements).toHaveLength(20_000);
  expect(isRefusal(readStandard('x.md', Buffer.from('> '.repeat(5_000))))).toBe(true);
  expect(isRefusal(readStandard('x.md', Buffer.alloc(3_000_000, 'a')))).toBe(true);
  const bomb = `---\na: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n- [REQ-A-1] T\n`;
  expect(read(bomb).requirements).toHaveLength(1);
});

test('`BAN` clauses may not be waived unless the mapping says so; audit checks of other tools are listed', () => {
  const read = readMapping(
    'm.yaml',
    'standard: A\ninformational: ["bandit:B404", "semgrep:audit.*"]\nclauses:\n  BAN-A-1: ["rule:a/b"]\n  BAN-A-2: { checks: ["rule:a/b"], no-waiver: false }\n  REQ-A-1: ["rule:a/b"]\n',
  );
  if (isMappingRefusal(read)) throw new Error(read[0]?.message);
  expect([...read.clauses].map(([id, { noWaiver }]) => [id, noWaiver])).toEqual([
    ['BAN-A-1', true],
    ['BAN-A-2', false],
    ['REQ-A-1', false],
  ]);
  expect(read.informational).toEqual(['bandit:B404', 'semgrep:audit.*']);
  expect(
    readMapping(
      'm.yaml',
      'standard: A\nextra: 1\ninformational: [B404]\nclauses:\n  BAN-A-1: { checks: ["rule:a/b"], no-waiver: maybe }\n',
    ),
  ).toEqual([
    { line: 2, message: '`extra` is not known here' },
    { line: 3, message: '`informational`: expected ids such as `bandit:B404`' },
    { line: 5, message: '`BAN-A-1`: `no-waiver` is `true` or `false`' },
  ]);
});

test('a mapping is refused with the line of what is wrong', () => {
  const refused = readMapping(
    'm.yaml',
    'standard: A\nclauses:\n  REQ-A-1: { checks: [shell] }\n  REQ-A-2: { proof: [] }\n',
  );
  expect(refused).toEqual([
    { line: 3, message: expect.stringContaining('expected `rule:') },
    { line: 3, message: expect.stringContaining('nothing proves it') },
    { line: 4, message: expect.stringContaining('proof') },
    { line: 4, message: expect.stringContaining('nothing proves it') },
  ]);
});
