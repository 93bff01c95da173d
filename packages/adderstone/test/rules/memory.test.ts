import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import { Engine } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** Every example of every rule as a file of one project. */
const FILES = ALL_RULES.flatMap((rule) => [...rule.bad, ...rule.good])
  .flatMap((example) => (typeof example === 'string' ? [example] : Object.values(example)))
  .map((text, i) => new SourceFile(`example${i}.py`, 'python', text));

/** Runs all rules and keeps what they found, as a scan does. */
function findings(): readonly unknown[] {
  const { analysis, ...found } = runRules(FILES, ALL_RULES, MODELS);
  expect(analysis.counts.functions).toBeGreaterThan(100);
  return [found.findings, found.sites, found.problems, analysis.gaps, analysis.unfinished];
}

test('findings, sites and what rules remember between calls do not hold the analysis', async () => {
  const kept = findings();
  expect(kept[0]).not.toHaveLength(0);
  // Frames of the run leave references behind on the stack.
  await new Promise((resolve) => setImmediate(resolve));
  expect(queryObjects(Engine, { format: 'count' }), 'analyses that are still in memory').toBe(0);
});
