import { expect, test } from 'vitest';
import type { RawFinding } from '../../src/findings/finding.ts';
import { readNotebook, readNotebookTexts } from '../../src/python/notebook.ts';
import { parseModule } from '../../src/python/parser.ts';
import { findingFor } from '../../src/secrets/contribution.ts';
import { needsTree, scanNotebookTexts, scanPython, scanSettings } from '../../src/secrets/scan-source.ts';
import { settingsForm } from '../../src/secrets/settings-file.ts';
import { SourceFile } from '../../src/text/source-file.ts';
import type { Labelled } from './draw.ts';
import { CREDENTIALS } from './labelled-credentials.ts';
import { PERSONAL_DATA } from './labelled-personal.ts';

/** What a scan of one file reports by default. */
function findings({ path, text }: Labelled): readonly RawFinding[] {
  if (path.endsWith('.ipynb')) {
    const notebook = readNotebook(text);
    if (notebook.kind !== 'notebook') throw new Error('no notebook');
    const file = new SourceFile(path, 'notebook', notebook.text, notebook.cells);
    return [...scanPython(file, parseModule(file.text)), ...scanNotebookTexts(readNotebookTexts(text))].map((one) =>
      findingFor(one, file),
    );
  }
  const isSettings = settingsForm(path) !== null;
  const file = new SourceFile(path, isSettings ? 'settings' : 'python', text);
  const found = isSettings ? scanSettings(file) : scanPython(file, needsTree(text) ? parseModule(text) : null);
  return found.map((one) => findingFor(one, file)).filter(({ confidence }) => confidence !== 'low');
}

test.each(CREDENTIALS.map((one) => [`${one.category}/${one.name}`, one] as const))('credentials: %s', (_, one) => {
  const found = findings(one).filter(({ rule }) => rule.startsWith('secret/'));
  expect(found.length > 0).toBe(one.holds);
});

test.each(PERSONAL_DATA.map((one) => [`${one.category}/${one.name}`, one] as const))('personal data: %s', (_, one) => {
  const found = findings(one).filter(({ rule }) => rule.startsWith('personal-data/'));
  expect(found.length > 0).toBe(one.holds);
});

test('the sets are large enough to measure by', () => {
  const count = (set: readonly Labelled[], holds: boolean): number => set.filter((one) => one.holds === holds).length;
  expect(count(CREDENTIALS, true)).toBeGreaterThanOrEqual(200);
  expect(count(CREDENTIALS, false)).toBeGreaterThanOrEqual(200);
  expect(count(PERSONAL_DATA, true)).toBeGreaterThanOrEqual(95);
  expect(count(PERSONAL_DATA, false)).toBeGreaterThanOrEqual(100);
});

test('no six characters of a value that is drawn stand in a finding', () => {
  for (const one of CREDENTIALS.filter(({ category }) => category === 'provider')) {
    const value = /"(.*)"/.exec(one.text)?.[1] ?? '';
    const [finding] = findings(one);
    const { location: _, start: __, end: ___, ...said } = finding as RawFinding;
    const told = JSON.stringify(said);
    for (let at = 12; at + 6 <= value.length; at++) {
      const piece = value.slice(at, at + 6);
      if (/\d/.test(piece) && /[a-z]/i.test(piece)) expect(told, one.name).not.toContain(piece);
    }
  }
});
