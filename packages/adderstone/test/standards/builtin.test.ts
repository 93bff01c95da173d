import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
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
