import { expect, test } from 'vitest';
import { parseWaivers } from '../../src/findings/waiver-file.ts';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { lintStandard } from '../../src/standards/lint.ts';
import { isMappingRefusal, readMapping } from '../../src/standards/mapping.ts';
import { showStandard } from '../../src/standards/show.ts';
import { markdownTrouble, yamlTrouble } from '../../src/text/document-bounds.ts';

const NOTHING = { standard: 'A', path: 'm.yaml', clauses: new Map(), informational: [] };
const cpu = (): number => process.cpuUsage().user / 1000;

/** CPU milliseconds that reading takes, or the refusal. */
function cost(text: string): number | string {
  const started = cpu();
  const standard = readStandard('x.md', Buffer.from(text));
  return isRefusal(standard) ? standard.refused : cpu() - started;
}

const REFUSED: Record<string, string> = {
  'brackets without an end': '['.repeat(300_000),
  'links in links': '[a]('.repeat(100_000),
  emphasis: '*a**b_c__'.repeat(30_000),
  'angle brackets': '<a '.repeat(100_000),
  backquotes: '`a``b```c'.repeat(30_000),
  'one row with too many columns': `${'|a'.repeat(100_000)}\n${'|-'.repeat(100_000)}\n`,
  'too many rows of a table': `|a|b|\n|-|-|\n${'|x\n'.repeat(100_000)}`,
  'a quote that goes in and out': '> a\n>> b\n'.repeat(50_000),
  definitions: '[a]: b\n'.repeat(40_000),
  'quotes in quotes': '> '.repeat(5_000),
  'lists in lists': Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n'),
  'numbered lists in lists': Array.from({ length: 600 }, (_, i) => `${' '.repeat(3 * i)}1. a`).join('\n'),
  'an element that hides a fence': `<pre>\n\n\`\`\`\n${'[a]('.repeat(100_000)}`,
};

test.each(Object.entries(REFUSED))('%s: refused with the line, at no cost', (_, text) => {
  const started = cpu();
  expect(cost(text)).toMatch(
    /^x\.md (?:has more Markdown delimiters in one place than can be read in time, up to line|is nested|is indented by) ?\d*/,
  );
  expect(cpu() - started).toBeLessThan(2_000);
});

test('many clauses are read and judged by lint in time that grows with their number', () => {
  const clauses = (count: number): string =>
    Array.from(
      { length: count },
      (_, i) => `- **[REQ-H-${i}] T${i}** must not hold <script>alert(${i})</script>\n`,
    ).join('');
  const small = cost(clauses(500));
  const large = cost(clauses(2_000));
  expect(Number(large)).toBeLessThan(Math.max(1_000, 8 * Number(small)));
  const standard = readStandard('x.md', Buffer.from(clauses(2_000)));
  if (isRefusal(standard)) throw new Error(standard.refused);
  const started = cpu();
  const problems = lintStandard({ standard, mapping: NOTHING, own: new Map(), checks: [] });
  expect(problems.filter(({ code }) => code === 'unmapped')).toHaveLength(2_000);
  expect(problems.find(({ code }) => code === 'not-compared')?.message).toContain('too many clauses');
  expect(cpu() - started).toBeLessThan(5_000);
});

test('long code in fences is no cost', () => {
  expect(markdownTrouble(`text\n\n\`\`\`python\n${'x = a[b] * c_d[e]\n'.repeat(20_000)}\`\`\`\n`)).toBeNull();
});

test('YAML bombs in front matter, mapping and waivers are refused at once', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`)}]\n`).join('')}`;
  const started = cpu();
  const front = readStandard('x.md', Buffer.from(`---\n${bomb}---\n- [REQ-A-1] T must hold\n`));
  const codes = new Set(isRefusal(front) ? [] : front.problems.map(({ code }) => code));
  expect(codes).toEqual(new Set(['front-matter-repaired', 'front-matter-key-unknown']));
  const nested = readStandard('x.md', Buffer.from(`---\na: ${'{b: '.repeat(3_000)}\n---\n- [REQ-A-1] T must hold\n`));
  expect(isRefusal(nested) ? [] : nested.problems.map(({ code }) => code)).toEqual([
    'agent-limit',
    'front-matter-unreadable',
  ]);
  for (const text of [
    bomb,
    '['.repeat(200_000),
    `standard: a\nclauses: ${'{a: '.repeat(50_000)}`,
    `a:\n${Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}`,
    'x: y\n'.repeat(300_000),
  ]) {
    expect(isMappingRefusal(readMapping('m.yaml', text))).toBe(true);
    expect(parseWaivers(text, 'w.yaml').problems.length).toBeGreaterThan(0);
  }
  expect(cpu() - started).toBeLessThan(5_000);
  expect(yamlTrouble('a: [[1]]\n')).toBeNull();
});

test('markup, controls and terminal escapes of a document are shown as text', () => {
  const text =
    '# T\x1b[31m\n\n- **[REQ-A-1] Ti\x1b]8;;http://evil\x07tle\u202e** must <img src=x onerror=alert(1)> hold\x00\n\n<script>alert(1)</script>\n';
  const standard = readStandard('x.md', Buffer.from(text));
  if (isRefusal(standard)) throw new Error(standard.refused);
  const shown = showStandard(standard, NOTHING);
  expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\u202e]/);
  expect(shown).toContain('<img src=x onerror=alert(1)> hold');
  expect(standard.informative.map(({ text }) => text)).toEqual(['<script>alert(1)</script>']);
});
