import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawFinding } from '../../src/findings/finding.ts';
import { applyFixes, type Fixable, type FixedText, verifyFixes } from '../../src/fixes/apply.ts';
import { FIXERS } from '../../src/fixes/fixers.ts';
import { withFixes } from '../../src/fixes/suggest.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const DEFAULT = ALL_RULES.filter((rule) => rule.default);
const byId = new Map(ALL_RULES.map((rule) => [rule.id, rule]));

function findingsOf(text: string, rules: readonly Rule[]): readonly RawFinding[] {
  const file = new SourceFile('main.py', 'python', text);
  return withFixes(runRules([file], rules, MODELS).findings, new Map([[file.path, file]]));
}

function isFixable(finding: RawFinding): finding is Fixable {
  return finding.fix !== null;
}

/** Applies every fix of some rules at once. */
function fixOnce(text: string, rules: readonly Rule[]): { fixed: FixedText; before: readonly RawFinding[] } {
  const before = findingsOf(text, rules);
  return { fixed: applyFixes(text, before.filter(isFixable)), before };
}

describe.each(FIXERS.map((fixer) => [fixer.rules.join(', '), fixer] as const))('%s', (_, fixer) => {
  test('has examples', () => expect(fixer.examples.length).toBeGreaterThan(0));
  fixer.examples.forEach(({ before, after, rule }, i) => {
    test(`example ${i + 1} becomes what it says, and holds`, () => {
      const own = byId.get(rule ?? (fixer.rules[0] as string)) as Rule;
      let text = before;
      for (let round = 0; round < 5; round++) {
        const { fixed, before: found } = fixOnce(text, [own]);
        if (fixed.applied.length === 0) break;
        expect(verifyFixes(text, fixed, found, findingsOf(fixed.text, [own]))).toBeNull();
        text = fixed.text;
      }
      expect(text).toBe(after);
    });
  });
});

const MARK = /\s*# ! (?:MISSING |SPURIOUS )?[a-z0-9-]+[ \t]*$/gm;
const BAD = ALL_RULES.flatMap((rule) =>
  rule.bad.flatMap((example) => (typeof example === 'string' ? [example.replace(MARK, '')] : [])),
);

/** Each fix of a text by itself, judged against all default rules. */
function failures(text: string): string[] {
  const before = findingsOf(text, DEFAULT);
  const wrong: string[] = [];
  for (const finding of before.filter(isFixable)) {
    const fixed = applyFixes(text, [finding]);
    const failure = verifyFixes(text, fixed, before, findingsOf(fixed.text, DEFAULT));
    // A value behind a program whose options run others is a finding of its own: `adderstone fix` leaves such a command as it is.
    if (failure?.message.includes('`injection/argv`')) continue;
    if (failure !== null) wrong.push(`${finding.rule}: ${failure.message}\n${text}\n---\n${fixed.text}`);
  }
  return wrong;
}

test('every fix in the bad examples of all rules holds: it parses, keeps comments, clears its finding and brings none', () => {
  expect(BAD.flatMap(failures)).toEqual([]);
});

/** The same program in another layout. */
const LAYOUTS: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `"""A docstring."""\nfrom __future__ import annotations\n\n${text}`,
  (text) => `#!/usr/bin/env python3\n# a licence\n\n${text}`,
  (text) => text.replace(/\n$/, ''),
  (text) =>
    text.replace(/^(\s*(?:[^#"'\n]|"[^"\n]*"|'[^'\n]*')*)$/gm, (line) => (/\S/.test(line) ? `${line}  # kept` : line)),
  (text) => `def wrapper():\n${text.replace(/^(?=.)/gm, '    ')}\n`,
  (text) => `secrets = subprocess = hmac = ast = os = None\n${text}`,
  (text) => `import zlib; import abc\n${text}`,
];

test('fixes hold in every layout of the bad examples', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...BAD.filter((text) => findingsOf(text, DEFAULT).some(isFixable))),
      fc.subarray([...LAYOUTS.keys()], { minLength: 1, maxLength: 2 }),
      (text, chosen) => {
        const laid = chosen.reduce((now, at) => (LAYOUTS[at] as (text: string) => string)(now), text);
        expect(failures(laid)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
