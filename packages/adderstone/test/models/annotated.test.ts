import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { KINDS, TIERS } from '../../src/models/vocabulary.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const folder = resolve(import.meta.dirname, '../../../../models');

/** Marks at a line's end: `# ! KIND ...`, `# ! MISSING KIND ...` (a known miss), `# ! SPURIOUS KIND ...` (a known false alarm). */
const MARK = /# ! (?:(MISSING|SPURIOUS) )?([a-z-]+(?: [a-z-]+)*)$/;

interface Marks {
  /** What must be found now: `line kind`. */
  readonly expected: string[];
  readonly wrong: string[];
}

function marksOf(text: string): Marks {
  const marks: Marks = { expected: [], wrong: [] };
  for (const [index, line] of text.split('\n').entries()) {
    const mark = MARK.exec(line);
    if (mark === null) {
      if (line.includes('# !')) marks.wrong.push(`${index + 1} ${line.trim()}`);
      continue;
    }
    for (const kind of (mark[2] as string).split(' ')) {
      if (!(KINDS as readonly string[]).includes(kind)) marks.wrong.push(`${index + 1} ${kind}`);
      if (mark[1] !== 'MISSING') marks.expected.push(`${index + 1} ${kind}`);
    }
  }
  return marks;
}

/** Each flow of every tier that does not hang on a guess, by line and kind: `line kind`. */
function flowsOf(path: string, text: string): string[] {
  const file = new SourceFile(path, 'python', text);
  const { flows, failures } = analyze([{ file, tree: parseModule(text) }], MODELS, NO_LISTENER, { tiers: TIERS });
  expect(failures).toEqual([]);
  const found = new Set<string>();
  for (const flow of flows) if (!flow.weak) found.add(`${file.position(flow.site.start).line} ${flow.kind}`);
  return [...found];
}

describe('models do what the programs beside them say', () => {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.test.py'))) {
    test(name, () => {
      const text = readFileSync(join(folder, name), 'utf8');
      const { expected, wrong } = marksOf(text);
      expect(wrong, 'marks that cannot be read').toEqual([]);
      expect(expected.length).toBeGreaterThan(0);
      const lines = text.split('\n');
      const shown = (one: string): string => `${one}: ${(lines[Number.parseInt(one, 10) - 1] ?? '').trim()}`;
      const found = flowsOf(name, text);
      const missed = expected.filter((one) => !found.includes(one)).map(shown);
      const alarms = found.filter((one) => !expected.includes(one)).map(shown);
      expect({ missed, alarms }).toEqual({ missed: [], alarms: [] });
    });
  }
});
