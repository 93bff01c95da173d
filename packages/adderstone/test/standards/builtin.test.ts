import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { checkExamples } from '../../src/scan/pipeline.ts';
import { builtinMapping, builtinStandard } from '../../src/standards/builtin.ts';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import { isMappingRefusal, readMapping } from '../../src/standards/mapping.ts';

const folder = resolve(import.meta.dirname, '../../../../standards');

test('the shipped standard and mapping are what reading them gives', () => {
  const standard = readStandard('standards/py-sec.md', readFileSync(`${folder}/py-sec.md`));
  if (isRefusal(standard)) throw new Error(standard.refused);
  expect(builtinStandard()).toEqual(standard);
  const mapping = readMapping('standards/py-sec.checks.yaml', readFileSync(`${folder}/py-sec.checks.yaml`, 'utf8'));
  if (isMappingRefusal(mapping)) throw new Error(mapping[0]?.message);
  expect(builtinMapping()).toEqual(mapping);
});

test('the examples of the shipped standard keep its rules, so that no run has to check them', () => {
  expect(builtinStandard().examples.map(({ language }) => language)).toContain('python');
  const rules = ALL_RULES.filter((one) => one.default);
  expect(checkExamples(builtinStandard(), rules)).toEqual([]);
});
