import { describe, expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import type { Example, Rule } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { isTemplatePath } from '../../src/template/template.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const MARK = /\s*(?:\{#|#) ! ((?:MISSING |SPURIOUS )?)([a-z0-9-]+)\s*(?:#\}\s*)?$/;

interface Expectation {
  readonly path: string;
  readonly line: number;
  readonly word: string;
}

/** The files of an example without their marks, and what the marks say for one rule's name. */
function read(example: Example, name: string): { files: SourceFile[]; marks: Expectation[] } {
  const files: SourceFile[] = [];
  const marks: Expectation[] = [];
  for (const [path, text] of Object.entries(typeof example === 'string' ? { 'main.py': example } : example)) {
    const lines = text.split('\n').map((line, i) => {
      const found = MARK.exec(line);
      if (found === null) return line;
      if (found[2] === name) marks.push({ path, line: i + 1, word: (found[1] as string).trim() });
      return line.slice(0, found.index);
    });
    files.push(new SourceFile(path, isTemplatePath(path) ? 'template' : 'python', lines.join('\n')));
  }
  return { files, marks };
}

function check(rule: Rule, example: Example): void {
  const name = rule.id.slice(rule.id.indexOf('/') + 1);
  const { files, marks } = read(example, name);
  const templates = files.filter(({ kind }) => kind === 'template');
  const result = runRules(
    files.filter(({ kind }) => kind === 'python'),
    [rule],
    MODELS,
    { templates },
  );
  expect(result.problems, 'the rule threw').toEqual([]);
  expect([...result.syntax], 'the example is not valid Python').toEqual([]);
  const found = result.findings.map((one) => `${one.location.path}:${one.location.line}`);
  const wanted = marks.filter((mark) => mark.word !== 'MISSING').map((mark) => `${mark.path}:${mark.line}`);
  const missing = marks.filter((mark) => mark.word === 'MISSING').map((mark) => `${mark.path}:${mark.line}`);
  expect([...new Set(found)].sort(), `lines on which ${rule.id} reports`).toEqual([...new Set(wanted)].sort());
  for (const one of missing) expect(found, 'marked MISSING but found: remove the word').not.toContain(one);
}

describe.each(ALL_RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  rule.bad.forEach((example, i) => {
    test(`bad example ${i + 1} is reported where it says`, () => check(rule, example));
  });
  rule.good.forEach((example, i) => {
    test(`good example ${i + 1} is quiet`, () => check(rule, example));
  });
});

test('every rule has examples', () => {
  expect(ALL_RULES.filter((rule) => rule.bad.length === 0 || rule.good.length === 0).map((rule) => rule.id)).toEqual(
    [],
  );
});
