import type { Severity } from '../findings/finding.ts';

/** Tools whose reports are read as evidence. `sarif` is any other tool that writes SARIF. */
export const TOOLS = ['bandit', 'ruff', 'semgrep', 'codeql', 'sarif', 'junit', 'guard'] as const;
export type Tool = (typeof TOOLS)[number];

/** Most bytes of one report. */
export const MAX_REPORT = 64 << 20;
/** Most results of one report. */
export const MAX_RESULTS = 50_000;

/** One result of another tool, reduced to what can be compared. Its message is left out: it may quote the code, and with it a secret. */
export interface ImportedResult {
  /** The tool's own id of the check, e.g. `B602`. */
  readonly id: string;
  readonly cwe: readonly number[];
  readonly severity: Severity;
  /** True when the tool itself is sure. */
  readonly certain: boolean;
  /** As the report has it; after binding, relative to the project. */
  readonly path: string;
  /** 1-based; `endLine` is at least `line`. */
  readonly line: number;
  readonly endLine: number;
  /** Lines of the file as the tool saw them, 1-based numbers. Empty where the report has none. */
  readonly seen: readonly { readonly line: number; readonly text: string }[];
  /** True when the tool says that a comment or a person has suppressed it. */
  readonly suppressed: boolean;
}

/** A test of a JUnit report. */
export interface ImportedTest {
  /** Dotted, as the report has it: `tests.test_upload.TestUpload`. */
  readonly classname: string;
  /** With its parameters: `test_stays_inside[../x]`. */
  readonly name: string;
  readonly file: string | null;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

/** A report of another tool, read. Plain data: it enters the key of the cache. */
export interface ImportedReport {
  readonly tool: Tool;
  /** Its own name and version, of letters, digits and `._ +-` only. */
  readonly name: string;
  readonly version: string | null;
  /** The file it was read from, as the user named it, or the command that gave it. */
  readonly source: string;
  /** SHA-256 of the report's bytes, hexadecimal. */
  readonly digest: string;
  /** When it was made, in milliseconds since 1970; null where it does not say. */
  readonly time: number | null;
  /** Why it is no proof of anything although it was read; null when it may be one. Its results count in any case. */
  readonly unproven: string | null;
  readonly results: readonly ImportedResult[];
  readonly tests: readonly ImportedTest[];
  /** Paths that it says it looked at; null where it does not say. */
  readonly looked: readonly string[] | null;
  /** SHA-256 of files that it looked at, by path, where it says them. */
  readonly hashes: readonly { readonly path: string; readonly sha256: string }[];
  /** For the guard: processes that it could not see into. */
  readonly blind: number;
}

/** Why a report is not read: one sentence, its subject the report. */
export interface ReportRefusal {
  readonly refused: string;
}

/** True when a report was refused. */
export function isReportRefusal<T extends object>(result: T | ReportRefusal): result is ReportRefusal {
  return 'refused' in result;
}

/** A name from a report that may be shown: at most 60 letters, digits and `._ +-/@`, everything else dropped. */
export function shownName(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replace(/[^\w. +/@-]/g, '')
        .slice(0, 60)
        .trim()
    : '';
}

/** A record of parsed JSON, or null. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

/** A list of parsed JSON; anything else is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A 1-based line number of parsed JSON, or null. */
export function lineOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : null;
}

/** The CWE numbers that texts name, as `CWE-78…`, `external/cwe/cwe-078` or `cwe-78`. */
export function cweNumbers(texts: readonly unknown[]): readonly number[] {
  const found = new Set<number>();
  for (const text of texts) {
    const match = typeof text === 'string' ? /\bcwe-0*([1-9][0-9]{0,4})\b/i.exec(text) : null;
    if (match !== null) found.add(Number(match[1]));
  }
  return [...found];
}

/** A time of a report in milliseconds since 1970; one without a zone is taken as late as it can be. Null when it is none. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  const time = Date.parse(zoned ? value : `${value}-12:00`);
  return Number.isNaN(time) ? null : time;
}
