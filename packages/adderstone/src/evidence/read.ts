import { createHash } from 'node:crypto';
import { readGuard } from './guard.ts';
import {
  type ImportedReport,
  isReportRefusal,
  MAX_REPORT,
  type ReportRefusal,
  recordOf,
  type Tool,
} from './imported.ts';
import { readJunit } from './junit.ts';
import { type Content, readSarif } from './sarif.ts';
import { readBanditJson, readRuffJson, readSemgrepJson } from './tool-json.ts';

/**
 * Reads a report of another tool: SARIF 2.1.0, JUnit XML, the guard's JSON, or the own JSON of bandit, semgrep and ruff. Pure; bounded by 64 MB and
 * 50,000 results. Refuses what is of another form or tool than was named, in one sentence without its subject.
 * @param source how messages call the report
 */
export function readReport(tool: Tool, source: string, bytes: Uint8Array): ImportedReport | ReportRefusal {
  if (bytes.length > MAX_REPORT) return { refused: `has ${bytes.length} bytes; a report has at most ${MAX_REPORT}` };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refused: 'is not valid UTF-8' };
  }
  const content = contentOf(tool, text);
  if (isReportRefusal(content)) return content;
  return { ...content, tool, source, digest: createHash('sha256').update(bytes).digest('hex') };
}

function contentOf(tool: Tool, text: string): Content | ReportRefusal {
  if (tool === 'junit') return readJunit(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const lines = tool === 'guard' ? jsonLines(text) : null;
    if (lines === null) return { refused: 'is not valid JSON' };
    value = lines;
  }
  if (tool === 'guard') return readGuard(value);
  const root = recordOf(value);
  if (root !== null && Array.isArray(root['runs'])) return readSarif(root, tool);
  if (tool === 'bandit' && root !== null && Array.isArray(root['results']) && 'metrics' in root)
    return readBanditJson(root);
  if (tool === 'semgrep' && root !== null && Array.isArray(root['results']) && 'paths' in root)
    return readSemgrepJson(root);
  if (tool === 'ruff' && Array.isArray(value)) return readRuffJson(value);
  const own =
    tool === 'bandit' || tool === 'semgrep' || tool === 'ruff' ? `SARIF 2.1.0 or ${tool}’s own JSON` : 'SARIF 2.1.0';
  return { refused: `is no report of ${tool}: expected ${own}` };
}

function jsonLines(text: string): readonly unknown[] | null {
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line));
  } catch {
    return null;
  }
}
