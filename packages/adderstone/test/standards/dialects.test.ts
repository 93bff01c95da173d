import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { mergeStandards } from '../../src/standards/merge.ts';
import { Reach } from '../../src/standards/reach.ts';
import type { Standard } from '../../src/standards/standard.ts';

const folder = join(import.meta.dirname, 'dialects');

function read(path: string, text?: string): Standard {
  const standard = readStandard(path, text === undefined ? readFileSync(join(folder, path)) : Buffer.from(text));
  if (isRefusal(standard)) throw new Error(standard.refused);
  return standard;
}

const DOCUMENTS = [
  [
    '.cursor/rules/web-security.mdc',
    'cursor',
    'glob',
    ['app/**/*.py', 'api/**/*.py'],
    ['REQ-WEB-01', 'REQ-WEB-02', 'REQ-WEB-03', 'BAN-WEB-01', 'VAL-WEB-01'],
    ['front-matter-repaired'],
  ],
  [
    '.windsurf/rules/files.md',
    'windsurf',
    'glob',
    ['**/*.py'],
    ['REQ-FILE-01', 'REQ-FILE-02', 'REQ-FILE-03', 'STOP-FILE-01'],
    ['front-matter-repaired'],
  ],
  [
    '.claude/rules/crypto.md',
    'claude',
    'glob',
    ['**/*.py'],
    ['REQ-CRY-01', 'REQ-CRY-02', 'REQ-CRY-03', 'REQ-CRY-04'],
    ['glob-negated', 'front-matter-repaired', 'front-matter-key-unknown'],
  ],
  [
    '.github/instructions/operations.instructions.md',
    'copilot',
    'glob',
    ['**/*.py', 'deploy/**'],
    ['OPS-1', 'OPS-2', 'OPS-3', 'OPS-4', 'OPS-5'],
    [],
  ],
  [
    'services/billing/AGENTS.md',
    'agents',
    'always',
    ['services/billing/**'],
    ['REQ-BILL-01', 'REQ-BILL-02', 'REQ-BILL-03', 'REQ-BILL-04'],
    [],
  ],
  ['.kiro/steering/async.md', 'kiro', 'glob', ['scanner/**/*.py'], ['REQ-SCAN-01', 'REQ-SCAN-02'], []],
] as const;

test.each(DOCUMENTS)(
  '%s: read as its agent has it, and bound to its files',
  (path, dialect, mode, globs, ids, codes) => {
    const standard = read(path);
    expect(standard.documents).toMatchObject([{ path, dialect, globs, activation: { mode } }]);
    expect(standard.requirements.map(({ id }) => id)).toEqual(ids);
    expect(standard.requirements.every((one) => one.globs === standard.documents[0]?.globs)).toBe(true);
    expect(standard.problems.map(({ code }) => code)).toEqual(codes);
  },
);

test.each(DOCUMENTS)('%s: no word of it is dropped', (path) => {
  const standard = read(path);
  const kept = [
    standard.title,
    standard.activation.description ?? '',
    ...[...standard.fields].flat(),
    ...standard.requirements.flatMap(({ id, title, statement, section }) => [id, title, statement, ...section]),
    ...standard.informative.map(({ text }) => text),
    ...standard.examples.map(({ text, language, section }) => [text, language, ...section].join(' ')),
  ].join(' ');
  // Headings without an id are the structure, told with each clause and example below them.
  const body = readFileSync(join(folder, path), 'utf8').replace(/^---\n[\s\S]*?\n---\n|^#+ (?!REQ-).*$/gm, '');
  const words = (text: string): Set<string> => new Set(text.match(/[A-Za-z]{3,}/g) ?? []);
  const have = words(kept);
  expect([...words(body)].filter((word) => !have.has(word))).toEqual([]);
});

test.each([
  ['---\ntrigger: sometimes\n---\n', ['front-matter-value'], 'always'],
  ['---\nalwaysApply: "true"\n---\n', ['always-apply-text'], 'always'],
  ['---\nalwaysApply: false\n---\n', [], 'manual'],
  ['---\nalwaysApply: false\ndescription: when needed\n---\n', [], 'model-decision'],
  ['---\ninclusion: auto\n---\n', [], 'model-decision'],
  ['---\nglobs: 7\n---\n', ['front-matter-value'], 'always'],
  ['---\nseverity: high\n---\n', ['front-matter-key-unknown'], 'always'],
  ['---\nglobs: "{a,{b,c}}/*.py"\n---\n', ['glob-unreadable'], 'glob'],
  ['---\n- a\n- b\n---\n', ['front-matter-unreadable'], 'always'],
])('%j: what the front matter means, and what of it is not used', (front, codes, mode) => {
  const standard = read('rules.md', `${front}- [REQ-A-1] Must hold.\n`);
  expect(standard.problems.map(({ code }) => code)).toEqual(codes);
  expect(standard.activation.mode).toBe(mode);
});

test('a key that the file’s own agent ignores is told, with those that it follows', () => {
  const standard = read('.claude/rules/a.md', '---\nname: x\nglobs: src/**\n---\n- [REQ-A-1] Must hold.\n');
  expect(standard.problems).toEqual([
    {
      severity: 'warning',
      code: 'front-matter-key-ignored',
      message: 'the agent that reads this file (claude) ignores `globs`: it follows `paths`',
      line: 3,
    },
  ]);
  expect(standard.requirements[0]?.globs).toEqual(['src/**']);
});

test('a rule file in a folder binds that folder, its globs relative to it', () => {
  const rules = read('web/.cursor/rules/a.mdc', '---\nglobs: "*.py,views/**"\n---\n- [REQ-A-1] Must hold.\n');
  expect(rules.requirements[0]?.globs).toEqual(['web/**/*.py', 'web/views/**']);
  expect(read('CLAUDE.md', '- [REQ-A-1] Must hold.\n').requirements[0]?.globs).toEqual([]);
  expect(read('/etc/web/AGENTS.md', '- [REQ-A-1] Must hold.\n').requirements[0]?.globs).toEqual([]);
});

test('an id inside another clause’s item is a clause of its own; rows of a table in an item are the clause’s text', () => {
  const standard = read(
    'rules.md',
    '- **[REQ-A-01] Outer**\n  - Outer must hold.\n  - **[REQ-A-02] Inner**\n    - Inner must hold.\n  - | x | y |\n    |---|---|\n    | one | two |\n- REQ-A-03: Last must hold.\n',
  );
  expect(standard.requirements.map(({ id, title, statement }) => [id, title, statement])).toEqual([
    ['REQ-A-01', 'Outer', 'Outer must hold. one · two'],
    ['REQ-A-02', 'Inner', 'Inner must hold.'],
    ['REQ-A-03', 'Last must hold', 'Last must hold.'],
  ]);
});

test('several documents: the first that has a clause decides it, the other is told with its place', () => {
  const own = read('own.md', '# Own\n\n- **Role**: one\n- [REQ-A-1] Ours must hold.\n');
  const other = read(
    'other.md',
    '# Other\n\n- **Role**: two\n- [REQ-A-1] Theirs must hold.\n- [REQ-A-2] More must hold.\n',
  );
  const both = mergeStandards([own, other]);
  expect(both.requirements.map(({ id, statement, document, line }) => [id, statement, document, line])).toEqual([
    ['REQ-A-1', 'Ours must hold.', 'own.md', 4],
    ['REQ-A-2', 'More must hold.', 'other.md', 5],
  ]);
  expect(both.problems).toEqual([
    {
      severity: 'warning',
      code: 'clause-overridden',
      message: '`REQ-A-1` is not used: a document that comes first has it too (own.md)',
      line: 4,
      path: 'other.md',
    },
  ]);
  expect([...both.fields]).toEqual([
    ['Role', 'one'],
    ['Role (other.md)', 'two'],
  ]);
  expect(both.digest).not.toBe(own.digest);
  expect(mergeStandards([own])).toBe(own);
});

test('globs bind code and secrets, not packages; `.py` means Python code', () => {
  const reach = new Reach(read('rules.md', '---\nglobs: "src/**/*.py"\n---\n- [REQ-A-1] Must hold.\n'));
  const bound = (check: string, path: string): boolean => reach.binds('REQ-A-1', check, path);
  const code = ['src/a.py', 'src/x/a.py', 'src/a.pyi', 'src/a.ipynb', 'src/run', 'tests/a.py', 'a.py', 'src/a.sh'];
  expect(code.filter((path) => bound('rule:a/b', path))).toEqual([
    'src/a.py',
    'src/x/a.py',
    'src/a.pyi',
    'src/a.ipynb',
    'src/run',
  ]);
  expect([bound('secret:credentials', 'src/.env'), bound('secret:credentials', '.env')]).toEqual([true, false]);
  expect([bound('audit:packages', 'requirements.txt'), bound('external:bandit', 'a.py')]).toEqual([true, false]);
  expect(reach.binds('REQ-B-1', 'rule:a/b', 'src/a.py')).toBe(false);
  expect(reach.outside('REQ-A-1', ['src/a.py', 'a.py', 'b.py'])).toBe(2);
});
