import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { renderCheckJson } from '../../src/report/json.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { Cache } from '../../src/scan/cache.ts';
import { type Configuration, DEFAULTS } from '../../src/scan/configuration.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { type ScanInput, scan } from '../../src/scan/pipeline.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'adderstone-cache-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const host: Host = Object.assign(Object.create(nodeHost()) as Host, { env: { XDG_CACHE_HOME: home } });

const TEXTS = [
  'x = 1\n',
  'import os\nfrom flask import request\ndef f():\n    os.system(request.args["d"])\n',
  'import os\nfrom flask import request\ndef f():\n    os.system(request.args["d"])  # adderstone: ignore[injection/shell] reason="only for the test" until=2030-01-01\n',
  'from b import run\nfrom flask import request\nrun(request.args["d"])\n',
  'import os\ndef run(x):\n    os.system(x)\n',
  'def broken(:\n',
  "print 'two'\n",
  '',
];
const CONFIGURATIONS: readonly Configuration[] = [
  DEFAULTS,
  { ...DEFAULTS, ignore: ['injection/shell'] },
  { ...DEFAULTS, failOn: 'critical', require: ['REQ-PY_SEC-01'] },
];
const edit = fc.record({
  path: fc.constantFrom('a.py', 'b.py', 'pkg/c.py'),
  text: fc.option(fc.constantFrom(...TEXTS)),
  configuration: fc.nat(CONFIGURATIONS.length - 1),
  today: fc.constantFrom('2026-01-01', '2031-01-01'),
});

const shown = (report: Report): string => renderCheckJson(report) + renderSarif(report, { palette: PLAIN });

test('any sequence of edits through the cache tells what a clean run tells', () => {
  let hits = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const files = new Map<string, string>([['a.py', TEXTS[0] as string]]);
      for (const { path, text, configuration, today } of edits) {
        if (text === null) files.delete(path);
        else files.set(path, text);
        const input: ScanInput = {
          command: 'check',
          files: [...files]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
          skipped: [],
          configuration: CONFIGURATIONS[configuration] as Configuration,
          standard: null,
          waivers: null,
          baseline: null,
          today,
          maxUnknown: null,
          before: null,
          problems: [],
        };
        const cache = Cache.open(host, '/project', null) as Cache;
        const key = cache.keyOf(input);
        const clean = scan(input);
        if ('refused' in clean) throw new Error(clean.refused);
        const found = cache.find(key);
        if (found === null) cache.store(key, clean);
        else hits++;
        expect(shown(found ?? (cache.find(key) as Report))).toBe(shown(clean));
      }
    }),
    { numRuns: 25, seed: 7 },
  );
  expect(hits).toBeGreaterThan(5);
});

test('the order of files makes no difference', () => {
  const files = TEXTS.map((text, i) => ({ path: `${'zyxwvuts'[i]}.py`, bytes: Buffer.from(text) }));
  const base = {
    command: 'check',
    skipped: [],
    configuration: DEFAULTS,
    standard: null,
    waivers: null,
    baseline: null,
    today: '2026-01-01',
    maxUnknown: null,
    before: null,
    problems: [],
  };
  const first = scan({ ...base, files });
  const second = scan({ ...base, files: [...files].reverse() });
  if ('refused' in first || 'refused' in second) throw new Error('refused');
  expect(shown(second)).toBe(shown(first));
});
