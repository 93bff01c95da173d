import { expect, test } from 'vitest';
import { isDay } from '../../src/findings/date.ts';
import { parseDirectives } from '../../src/findings/directive.ts';
import { foreignConcerns, parseForeign } from '../../src/findings/foreign.ts';
import { Selectors } from '../../src/findings/selector.ts';
import { covers, readSuppressions, type Suppression, standsAt } from '../../src/findings/suppression.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const selectors = new Selectors(
  [
    { id: 'injection/shell', cwe: [78], equivalents: ['bandit:B602'] },
    { id: 'injection/sql', cwe: [89], equivalents: ['bandit:B608'] },
  ],
  new Map([['REQ-PY_SEC-01', ['injection/shell', 'injection/sql']]]),
);

/** Comments are found by `#` here; the real ones come from the parser. */
function read(lines: readonly string[], today = '2026-11-24') {
  const file = new SourceFile('a.py', 'python', lines.join('\n'));
  const offsets = [...file.text.matchAll(/#.*/g)].flatMap((match) => [match.index, match.index + match[0].length]);
  return readSuppressions(file, new Int32Array(offsets), selectors, today);
}

/** Which one-line statements (1-based) a suppression covers, for `injection/shell`. */
function covered(suppressions: readonly Suppression[], lines: number): number[] {
  const all = Array.from({ length: lines }, (_, i) => i + 1);
  const at = (line: number) => ({ rule: 'injection/shell', requirements: [], first: line, last: line, line });
  return all.filter((line) => suppressions.some((each) => covers(each, at(line))));
}

const SHELL = 'ignore[injection/shell] reason="only constants here"';

test('a directive is read in full, beside others', () => {
  const text = `# noqa: E501  # adderstone: ignore[REQ-01, CWE-89] until=2027-01-31 reason="a \\"good\\" reason" # more`;
  expect(parseDirectives(text)).toEqual([
    {
      verb: 'ignore',
      selectors: ['REQ-01', 'CWE-89'],
      reason: 'a "good" reason',
      until: '2027-01-31',
      owner: null,
      since: null,
    },
  ]);
});

test('a directive may name its owner and the day since which it is there', () => {
  expect(
    parseDirectives(
      '# adderstone: ignore[a/b] owner="web team" since=2026-01-02 reason="long enough" until=2027-01-31',
    ),
  ).toMatchObject([{ owner: 'web team', since: '2026-01-02', until: '2027-01-31', reason: 'long enough' }]);
  const file = read(['x = 1  # adderstone: ignore[injection/shell] reason="long enough" owner=ops since=2026-01-02']);
  expect(file.suppressions).toMatchObject([{ owner: 'ops', since: '2026-01-02', until: null }]);
});

test.each([
  ['# adderstone: ignore reason="no names at all"', 'needs the names'],
  ['# adderstone: ignore[] reason="no names at all"', 'empty name'],
  ['# adderstone: ignore[a/b', 'needs the names'],
  ['# adderstone: ignore[a/b]', 'needs a reason'],
  ['# adderstone: ignore[a/b] reason="short"', 'needs a reason'],
  ['# adderstone: ignore[a/b] reason=unquoted-reason', 'double quotes'],
  ['# adderstone: ignore[a/b] because it is fine', 'expected reason'],
  ['# adderstone: ignore[a/b] reason="long enough" until=soon', 'day of the calendar'],
  ['# adderstone: ignore[a/b] reason="long enough" until=2027-02-30', 'day of the calendar'],
  ['# adderstone: ignore[a/b] reason="long enough" reason="long enough"', 'twice'],
  ['# adderstone: ignore[a/b] reason="long enough" since=2027-02-30', 'since is a day of the calendar'],
  ['# adderstone: ignore[a/b] reason="long enough" since=2027-02-02 until=2027-02-01', 'since is after until'],
  ['# adderstone: ignore[a/b] reason="long enough" owner=a owner=b', 'owner is given twice'],
  ['# adderstone: enable[a/b] owner=ops', 'takes neither'],
  ['# adderstone: ignore-all[a/b] reason="long enough"', 'expected ignore'],
  ['# adderstone: nosec', 'expected ignore'],
  ['# adderstone: enable[a/b] reason="long enough"', 'takes neither'],
])('%s is an error', (comment, message) => {
  expect(parseDirectives(comment)).toEqual([{ error: expect.stringContaining(message) }]);
});

test.each(['# write "# adderstone: ignore[x]" to do so', '# adderstone is a tool', '# see docs/adderstone:ignore'])(
  '%s is no directive',
  (comment) => {
    expect(parseDirectives(comment)).toEqual([]);
  },
);

test('a comment holds on the first and the last line of its statement, alone also on the line below', () => {
  const { suppressions, problems } = read([`a(  # adderstone: ${SHELL}`, '  b)', 'c']);
  expect(problems).toEqual([]);
  const [one] = suppressions as [Suppression];
  const target = { rule: 'injection/shell', requirements: [], line: 2 };
  expect(covers(one, { ...target, first: 1, last: 2 })).toBe(true);
  expect(covers({ ...one, first: 2, last: 2 }, { ...target, first: 1, last: 2 })).toBe(true);
  expect(covers({ ...one, first: 2, last: 2 }, { ...target, first: 1, last: 3 })).toBe(false);
  expect(covers(one, { ...target, first: 2, last: 2 })).toBe(false);
  expect(covers(one, { ...target, rule: 'injection/sql', first: 1, last: 1 })).toBe(false);

  const above = read(['x', `# adderstone: ${SHELL}`, '# why', 'run()', 'run()']).suppressions;
  expect(covered(above, 5)).toEqual([4]);
  const gap = read([`# adderstone: ${SHELL}`, '', 'run()']).suppressions;
  expect(covered(gap, 3)).toEqual([2]);
});

test('a clause in brackets covers what concerns the clause', () => {
  const [one] = read(['run()  # adderstone: ignore[REQ-01] reason="only constants here"']).suppressions;
  const target = { rule: 'other/rule', first: 1, last: 1, line: 1 };
  expect(covers(one as Suppression, { ...target, requirements: ['REQ-PY_SEC-01'] })).toBe(true);
  expect(covers(one as Suppression, { ...target, requirements: ['REQ-PY_SEC-02'] })).toBe(false);
});

test('a block reaches from disable to enable, a file comment everywhere', () => {
  const block = read([
    'run()',
    `# adderstone: ${SHELL.replace('ignore', 'disable')}`,
    'run()',
    'run()',
    '# adderstone: enable[injection/shell]',
    'run()',
  ]);
  expect(block.problems).toEqual([]);
  expect(covered(block.suppressions, 6)).toEqual([2, 3, 4, 5]);
  const whole = read(['run()', `# adderstone: ${SHELL.replace('ignore', 'file-ignore')}`, 'run()']);
  expect(covered(whole.suppressions, 3)).toEqual([1, 2, 3]);
});

test.each([
  [
    'suppression-unknown',
    ['run()  # adderstone: ignore[injection/shel] reason="only constants here"'],
    'injection/shell',
  ],
  [
    'suppression-unknown',
    ['run()  # adderstone: ignore[<b>] reason="only constants here"'],
    'a name with other characters',
  ],
  ['suppression-blanket', ['run()  # adderstone: ignore[ALL] reason="only constants here"'], 'ALL'],
  ['suppression-malformed', ['run()  # adderstone: ignore[injection/shell]'], 'reason'],
  ['suppression-unclosed', ['# adderstone: disable[injection/shell] reason="only constants here"', 'run()'], 'enable'],
  ['suppression-unopened', ['# adderstone: enable[injection/shell]', 'run()'], 'disable'],
  [
    'suppression-misplaced',
    ['run()  # adderstone: file-ignore[injection/shell] reason="only constants here"'],
    'alone',
  ],
])('%s is a problem with its place, and takes no effect', (code, lines, message) => {
  const { suppressions, problems } = read(lines);
  expect(problems).toEqual([
    { severity: 'warning', code, message: expect.stringContaining(message), path: 'a.py', line: 1 },
  ]);
  expect(suppressions).toEqual([]);
});

test('the last day still counts, the day after does not', () => {
  const lines = ['run()  # adderstone: ignore[CWE-78] reason="only constants here" until=2026-11-24'];
  expect(read(lines, '2026-11-24')).toMatchObject({ suppressions: [{ expired: false }], problems: [] });
  expect(read(lines, '2026-11-25')).toMatchObject({
    suppressions: [{ expired: true }],
    problems: [{ code: 'suppression-expired', line: 1 }],
  });
});

test('days are those of the calendar', () => {
  expect(['2024-02-29', '2026-12-31', '2000-02-29'].map(isDay)).toEqual([true, true, true]);
  expect(['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', 'x'].map(isDay)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test.each([
  ['# nosec', [{ tool: 'bandit', ids: null }]],
  ['# nosec B602', [{ tool: 'bandit', ids: ['B602'] }]],
  ['# nosec: B404,B603 - safe because B is fine', [{ tool: 'bandit', ids: ['B404', 'B603'] }]],
  ['# noqa: E501, S602', [{ tool: 'ruff', ids: ['S602'] }]],
  ['# noqa: SIM101', []],
  ['# noqa', []],
  ['# nosemgrep: a.b.shell, c', [{ tool: 'semgrep', ids: ['a.b.shell', 'c'] }]],
  ['# nosemgrep', [{ tool: 'semgrep', ids: null }]],
  ['# nosecurity here', []],
  [
    '# type: ignore # nosec B101 # noqa: S101',
    [
      { tool: 'bandit', ids: ['B101'] },
      { tool: 'ruff', ids: ['S101'] },
    ],
  ],
])('%s is read as other tools read it', (comment, expected) => {
  expect(parseForeign(comment)).toEqual(expected);
});

test('a foreign comment speaks only of what its tool knows', () => {
  expect(foreignConcerns({ tool: 'bandit', ids: null }, ['bandit:B602'])).toBe(true);
  expect(foreignConcerns({ tool: 'bandit', ids: null }, ['ruff:S602'])).toBe(false);
  expect(foreignConcerns({ tool: 'bandit', ids: ['B603'] }, ['bandit:B602'])).toBe(false);
  expect(foreignConcerns({ tool: 'ruff', ids: ['S6'] }, ['ruff:S602'])).toBe(true);
  expect(foreignConcerns({ tool: 'semgrep', ids: ['python.lang.x.shell-true'] }, ['semgrep:shell-true'])).toBe(true);
});

test('a foreign comment stands where other tools look for it', () => {
  const [here] = read(['f(', '  a,  # nosec', ')']).foreign;
  const target = { rule: 'x/y', requirements: [], first: 1, last: 3, line: 2 };
  expect(standsAt(here as never, target)).toBe(true);
  expect(standsAt(here as never, { ...target, line: 3 })).toBe(false);
});

test('reading hostile comments takes time in proportion to their length', () => {
  for (const part of [
    '# ',
    '# adderstone: ',
    '#\t',
    '# noqa: S1 ',
    '# nosec ',
    'reason="\\',
    'a,',
    ' ,',
    '# nosemgrep: a',
  ]) {
    const text = `# adderstone: ignore[x] reason="${part.repeat(20_000)}`;
    const start = performance.now();
    parseDirectives(text);
    parseForeign(text);
    parseDirectives(part.repeat(20_000));
    parseForeign(part.repeat(20_000));
    expect(performance.now() - start, part).toBeLessThan(1000);
  }
});

test('a file of nothing but comments costs time in proportion to its length', () => {
  const start = performance.now();
  const count = 20_000;
  expect(read(new Array(count).fill('# nosec')).foreign).toHaveLength(count);
  read(
    new Array(count)
      .fill(`# adderstone: ${SHELL.replace('ignore', 'disable')}`)
      .concat(new Array(count).fill('# adderstone: enable[injection/shell]')),
  );
  expect(performance.now() - start).toBeLessThan(4000);
});
