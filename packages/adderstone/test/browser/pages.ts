import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { PLAIN } from '../../src/report/palette.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { SourceFile } from '../../src/text/source-file.ts';
import { sampleReport } from '../report/sample-report.ts';

/** Debian's chromium, or the one that `CHROMIUM` names. */
const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** A page and everything that it did which a report must not do. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console, exceptions, requests beside the file itself, dialogs. */
  readonly told: readonly string[];
}

/** A browser for the tests of a file; pages are closed with it. */
export function browserForTests(): {
  readonly open: (file: string, hash?: string, options?: BrowserContextOptions) => Promise<Opened>;
  readonly save: (name: string, html: string) => string;
} {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'adderstone-browser-'));
  beforeAll(async () => {
    if (!existsSync(PROGRAM))
      throw new Error(`there is no browser at ${PROGRAM}: apt-get install chromium, or set CHROMIUM`);
    browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    open: async (file, hash = '', options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
      const page = await context.newPage();
      const told: string[] = [];
      const url = pathToFileURL(file).href;
      page.on('console', (message) => told.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => told.push(`exception: ${error.message}`));
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== url) told.push(`request: ${request.url()}`);
      });
      page.on('dialog', (dialog) => {
        told.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(url + hash);
      return { page, told };
    },
    save: (name, html) => {
      const path = join(folder, name);
      writeFileSync(path, html);
      return path;
    },
  };
}

/** The page of a report, as a commit of 24 November 2026 with one recorded run before it has it. */
export function htmlOf(report: Report): string {
  return renderHtml(report, {
    palette: PLAIN,
    date: '2026-11-24T12:00:00Z',
    since: new Map([['.adderstone/waivers.yaml:2', '2026-03-01']]),
    history: [
      {
        date: '2026-10-01T08:00:00Z',
        clauses: { violated: 5, 'not-verified': 3, unmapped: 1, waived: 0, met: 1, 'not-applicable': 0 },
        open: 14,
        standard: 'a'.repeat(16),
        digest: 'b'.repeat(16),
      },
    ],
  });
}

/** A report with many findings over many files, each with a path of three steps, and as many places examined. */
export function largeReport(count: number): Report {
  const sample = sampleReport();
  const [model] = sample.findings.filter(({ trace }) => trace.length === 3);
  if (model === undefined) throw new Error('the sample has no finding with a path');
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const sources = new Map<string, SourceFile>();
  const findings = Array.from({ length: count }, (_, i) => {
    const path = `package_${i % 40}/module_${i % 500}.py`;
    if (!sources.has(path))
      sources.set(
        path,
        new SourceFile(
          path,
          'python',
          Array.from(
            { length: 60 },
            (_, line) => `    value_${line} = handle(request.args["${path}"], ${line * 7919})  # row ${line}`,
          ).join('\n'),
        ),
      );
    const line = 1 + (i % 57);
    const at = { path, line, column: 14, endLine: line, endColumn: 40, cell: null };
    return {
      ...model,
      rule: i % 3 === 0 ? 'injection/shell' : `family_${i % 30}/rule-${i % 90}`,
      severity: severities[i % 4] as (typeof severities)[number],
      message: `data of request number ${i} reaches a shell in \`handle\``,
      fingerprint: i.toString(16).padStart(32, '0'),
      location: at,
      trace: [
        { ...at, line: Math.max(1, line - 2), note: 'data of a request' },
        { ...at, line: Math.max(1, line - 1), note: 'it becomes `value`' },
        { ...at, note: 'it reaches a shell' },
      ],
    };
  });
  const sites = Array.from({ length: count }, (_, i) => ({
    check: `rule:family_${i % 30}/rule-${i % 90}`,
    outcome: 'safe' as const,
    reason: 'constant' as const,
    note: '',
    path: `package_${i % 40}/module_${i % 500}.py`,
    line: 1 + (i % 57),
    code: `value_${i % 57} = handle("constant", ${i})`,
  }));
  return { ...sample, findings, sites, sources };
}
