import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS, type FormatName } from '../../src/report/format.ts';
import { ANSI, PLAIN } from '../../src/report/palette.ts';
import { sampleReport } from './sample-report.ts';

const EXTENSIONS: Record<FormatName, string> = {
  full: 'txt',
  concise: 'txt',
  agent: 'txt',
  json: 'json',
  sarif: 'sarif',
  github: 'txt',
  summary: 'txt',
  html: 'html',
  markdown: 'md',
  junit: 'xml',
  gitlab: 'json',
  codeclimate: 'json',
  rdjson: 'json',
  jsonl: 'jsonl',
  sonar: 'json',
  oscal: 'json',
};

/** As the command line gives it inside a repository. */
const CONTEXT = {
  date: '2026-11-24T12:00:00Z',
  history: [
    {
      date: '2026-10-01T08:00:00Z',
      clauses: { violated: 5, 'not-verified': 3, unmapped: 1, waived: 0, met: 1, 'not-applicable': 0 },
      open: 14,
      standard: 'a'.repeat(16),
      digest: 'b'.repeat(16),
    },
  ],
  since: new Map([['.adderstone/waivers.yaml:2', '2026-03-01']]),
};

const CASES = [
  ...Object.keys(FORMATS).map((name) => [name as FormatName, name, PLAIN] as const),
  ['full', 'full-colour', ANSI] as const,
];

/** Golden files are written by `UPDATE=1 npx vitest run --root packages/adderstone test/report/golden`. */
test.each(CASES)('%s renders the sample as in golden/%s', async (format, name, palette) => {
  const text = (await FORMATS[format]())(sampleReport(), { ...CONTEXT, palette });
  const path = join(import.meta.dirname, 'golden', `${name}.${EXTENSIONS[format]}`);
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  expect(existsSync(path), `${path} is missing: run with UPDATE=1`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
