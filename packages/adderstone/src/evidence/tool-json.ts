import type { Severity } from '../findings/finding.ts';
import {
  cweNumbers,
  type ImportedResult,
  lineOf,
  listOf,
  MAX_RESULTS,
  type ReportRefusal,
  recordOf,
  shownName,
  timeOf,
} from './imported.ts';
import type { Content } from './sarif.ts';

type Row = Readonly<Record<string, unknown>>;

const NOTHING = { time: null, unproven: null, tests: [], looked: null, hashes: [], blind: 0 } as const;

/** Reads `bandit -f json`: results with the lines that bandit saw, the files that it looked at, those that it could not. */
export function readBanditJson(root: Row): Content | ReportRefusal {
  const results = rows(root['results'], (row) => {
    const { test_id: id, filename: path } = row;
    const line = lineOf(row['line_number']);
    if (typeof id !== 'string' || typeof path !== 'string' || line === null) return null;
    const range = listOf(row['line_range']).flatMap((one) => lineOf(one) ?? []);
    const cwe = recordOf(row['issue_cwe'])?.['id'];
    return {
      id: shownName(id),
      cwe: typeof cwe === 'number' && cwe > 0 ? [cwe] : [],
      severity: severityOf(row['issue_severity']),
      certain: row['issue_confidence'] === 'HIGH',
      path,
      line: Math.min(line, ...range),
      endLine: Math.max(line, ...range),
      seen: numberedLines(row['code']),
      suppressed: false,
    };
  });
  if ('refused' in results) return results;
  const errors = listOf(root['errors']).length;
  return {
    ...NOTHING,
    name: 'Bandit',
    version: null,
    time: timeOf(root['generated_at']),
    unproven: errors > 0 ? `it could not read ${errors} ${errors === 1 ? 'file' : 'files'}` : null,
    results: results.results,
    looked: Object.keys(recordOf(root['metrics']) ?? {})
      .filter((path) => path !== '_totals')
      .sort(),
  };
}

/** Reads `semgrep --json`: results, the files that were scanned, and whether there were errors. */
export function readSemgrepJson(root: Row): Content | ReportRefusal {
  const results = rows(root['results'], (row) => {
    const { check_id: id, path } = row;
    const line = lineOf(recordOf(row['start'])?.['line']);
    const extra = recordOf(row['extra']);
    const metadata = recordOf(extra?.['metadata']);
    if (typeof id !== 'string' || typeof path !== 'string' || line === null) return null;
    return {
      id: shownName(id),
      cwe: cweNumbers([...listOf(metadata?.['cwe']), metadata?.['cwe']]),
      severity: severityOf(extra?.['severity']),
      certain: metadata?.['confidence'] === 'HIGH',
      path,
      line,
      endLine: Math.max(line, lineOf(recordOf(row['end'])?.['line']) ?? line),
      seen: [],
      suppressed: extra?.['is_ignored'] === true,
    };
  });
  if ('refused' in results) return results;
  const errors = listOf(root['errors']).length;
  return {
    ...NOTHING,
    name: 'Semgrep',
    version: shownName(root['version']) || null,
    unproven: errors > 0 ? `it tells ${errors} ${errors === 1 ? 'error' : 'errors'} of its run` : null,
    results: results.results,
    looked: listOf(recordOf(root['paths'])?.['scanned']).filter((path) => typeof path === 'string'),
  };
}

/** Reads `ruff check --output-format json`. Only rules of its security set (`S…`) are results. */
export function readRuffJson(root: readonly unknown[]): Content | ReportRefusal {
  const results = rows(
    root.filter((one) => /^S\d/.test(String(recordOf(one)?.['code']))),
    (row) => {
      const { code: id, filename: path } = row;
      const line = lineOf(recordOf(row['location'])?.['row']);
      if (typeof id !== 'string' || typeof path !== 'string' || line === null) return null;
      return {
        id: shownName(id),
        cwe: [],
        severity: 'medium',
        certain: false,
        path,
        line,
        endLine: Math.max(line, lineOf(recordOf(row['end_location'])?.['row']) ?? line),
        seen: [],
        suppressed: false,
      };
    },
  );
  if ('refused' in results) return results;
  return { ...NOTHING, name: 'ruff', version: null, results: results.results };
}

function rows(
  value: unknown,
  read: (row: Row) => ImportedResult | null,
): { readonly results: readonly ImportedResult[] } | ReportRefusal {
  const list = listOf(value);
  if (list.length > MAX_RESULTS) return { refused: `has more than ${MAX_RESULTS} results` };
  const results: ImportedResult[] = [];
  for (const [index, one] of list.entries()) {
    const row = recordOf(one);
    const result = row === null ? null : read(row);
    if (result === null) return { refused: `result ${index + 1} has no rule, file or line` };
    results.push(result);
  }
  return { results };
}

/** Lines as `12 text`, with their numbers. */
function numberedLines(value: unknown): ImportedResult['seen'] {
  if (typeof value !== 'string' || value.length > 8_000) return [];
  return value.split('\n').flatMap((row) => {
    const match = /^(\d{1,7}) (.*)$/.exec(row);
    return match === null ? [] : [{ line: Number(match[1]), text: match[2] as string }];
  });
}

function severityOf(value: unknown): Severity {
  const text = String(value).toLowerCase();
  if (text === 'critical') return 'critical';
  return text === 'high' || text === 'error' ? 'high' : text === 'low' || text === 'info' ? 'low' : 'medium';
}
