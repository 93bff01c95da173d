import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from '../../src/evidence/bind.ts';
import { bindReport } from '../../src/evidence/bind.ts';
import { type ImportedReport, isReportRefusal, type Tool } from '../../src/evidence/imported.ts';
import { readReport } from '../../src/evidence/read.ts';
import { DEFAULTS } from '../../src/scan/configuration.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { scan } from '../../src/scan/pipeline.ts';

const folder = join(import.meta.dirname, 'reports');

/** A real report of a tool on `FILES`. */
export const real = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** The project that the reports are about. */
export const FILES: Readonly<Record<string, string>> = {
  'app/clean.py': real('clean.py.txt'),
  'app/views.py': real('views.py.txt'),
};

/** What reports are held against: a project at `/build`, without a repository, on the day after the reports were made. */
export function ground(files: Readonly<Record<string, string>> = FILES, change: Partial<Ground> = {}): Ground {
  return {
    root: '/build',
    cwd: '/build',
    digestOf: (path) =>
      Object.hasOwn(files, path)
        ? createHash('sha256')
            .update(files[path] as string)
            .digest('hex')
        : null,
    linesOf: (path) => (Object.hasOwn(files, path) ? (files[path] as string).split('\n') : null),
    committed: null,
    now: Date.parse('2026-11-28T00:00:00Z'),
    ...change,
  };
}

/** Reads a report, or says why it is refused. */
export function read(tool: Tool, text: string): ImportedReport | string {
  const report = readReport(tool, 'report', Buffer.from(text));
  return isReportRefusal(report) ? report.refused : report;
}

/** Reads and binds a report, or says why it is refused. */
export function bind(tool: Tool, text: string, to: Ground = ground()): ImportedReport | string {
  const report = read(tool, text);
  if (typeof report === 'string') return report;
  const bound = bindReport(report, to);
  return isReportRefusal(bound) ? bound.refused : bound;
}

/** Scans files with reports beside. */
export function check(
  reports: readonly (ImportedReport | string)[],
  files: Readonly<Record<string, string>> = FILES,
  change: Partial<Parameters<typeof scan>[0]> = {},
): Report {
  const refused = reports.find((report) => typeof report === 'string');
  if (refused !== undefined) throw new Error(refused);
  const report = scan({
    command: 'check',
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    skipped: [],
    configuration: DEFAULTS,
    standard: null,
    waivers: null,
    baseline: null,
    today: '2026-11-28',
    maxUnknown: null,
    before: null,
    problems: [],
    evidence: reports as readonly ImportedReport[],
    ...change,
  });
  if ('refused' in report) throw new Error(report.refused);
  return report;
}
