import type { Severity } from '../findings/finding.ts';
import {
  cweNumbers,
  type ImportedReport,
  type ImportedResult,
  lineOf,
  listOf,
  MAX_RESULTS,
  type ReportRefusal,
  recordOf,
  shownName,
  type Tool,
  timeOf,
} from './imported.ts';

/** What a report holds beside where it came from. */
export type Content = Omit<ImportedReport, 'tool' | 'source' | 'digest'>;

/** How each tool calls itself in its own reports. */
const NAMES: Readonly<Partial<Record<Tool, RegExp>>> = {
  bandit: /^bandit\b/i,
  ruff: /^ruff\b/i,
  semgrep: /^(?:semgrep|opengrep)\b/i,
  codeql: /^codeql\b/i,
};

interface RuleFacts {
  readonly id: string | null;
  readonly cwe: readonly number[];
  readonly severity: Severity | null;
  readonly certain: boolean;
  /** False for what the tool says is about quality, not security. */
  readonly security: boolean;
}

/**
 * Reads SARIF 2.1.0 (OASIS) as bandit, ruff, semgrep and CodeQL write it: every run, results with a place in a file, CWEs from rule tags and taxa. Of
 * ruff only its security rules (`S…`), of CodeQL only queries tagged `security`: the rest is no vulnerability.
 * Refuses another version, runs of a tool that was not named, a result without a rule or place, and more than 50,000 results.
 */
export function readSarif(root: Readonly<Record<string, unknown>>, tool: Tool): Content | ReportRefusal {
  const { version } = root;
  if (version !== '2.1.0') return { refused: 'is SARIF, but not version 2.1.0' };
  const runs = listOf(root['runs']).map(recordOf);
  if (runs.length === 0) return { refused: 'has no run' };
  const results: ImportedResult[] = [];
  const looked = new Set<string>();
  const hashes: { path: string; sha256: string }[] = [];
  const names = new Set<string>();
  let toolVersion: string | null = null;
  let time: number | null = null;
  let unproven: string | null = null;
  for (const run of runs) {
    const driver = recordOf(recordOf(run?.['tool'])?.['driver']);
    if (run == null || driver === null) return { refused: 'has a run without `tool.driver`' };
    const name = shownName(driver['name']) || 'a tool without a name';
    if (!(NAMES[tool]?.test(name) ?? true)) return { refused: `is a report of ${name}, not of ${tool}` };
    names.add(name);
    toolVersion ??= shownName(driver['semanticVersion']) || shownName(driver['version']) || null;
    const extensions = listOf(recordOf(run['tool'])?.['extensions']).map(recordOf);
    const facts = [driver, ...extensions].map((component) => listOf(component?.['rules']).map(ruleFacts));
    const byId = new Map(facts.flat().flatMap((rule) => (rule.id === null ? [] : [[rule.id, rule] as const])));
    const bases = recordOf(run['originalUriBaseIds']) ?? {};
    for (const invocation of listOf(run['invocations']).map(recordOf)) {
      const ended = timeOf(invocation?.['endTimeUtc']) ?? timeOf(invocation?.['startTimeUtc']);
      if (ended !== null) time = Math.max(time ?? 0, ended);
      if (invocation?.['executionSuccessful'] === false) unproven = 'it says of itself that it did not run to its end';
    }
    for (const artifact of listOf(run['artifacts']).map(recordOf)) {
      const path = pathOf(recordOf(artifact?.['location']), bases);
      if (path === null) continue;
      looked.add(path);
      const digest = recordOf(artifact?.['hashes'])?.['sha-256'];
      if (typeof digest === 'string' && /^[0-9a-f]{64}$/i.test(digest))
        hashes.push({ path, sha256: digest.toLowerCase() });
    }
    const metrics = recordOf(recordOf(run['properties'])?.['metrics']);
    for (const path of Object.keys(metrics ?? {})) if (path !== '_totals') looked.add(path);
    for (const [index, value] of listOf(run['results']).entries()) {
      if (results.length >= MAX_RESULTS) return { refused: `has more than ${MAX_RESULTS} results` };
      const result = resultOf(recordOf(value), byId, facts, bases, tool);
      if (typeof result === 'string') return { refused: `result ${index + 1} ${result}` };
      if (result !== null) results.push(result);
    }
  }
  return {
    name: [...names].join(', '),
    version: toolVersion,
    time,
    unproven,
    results,
    tests: [],
    looked: looked.size > 0 ? [...looked].sort() : null,
    hashes,
    blind: 0,
  };
}

function ruleFacts(value: unknown): RuleFacts {
  const rule = recordOf(value);
  const properties = recordOf(rule?.['properties']);
  const tags = listOf(properties?.['tags']);
  const targets = listOf(rule?.['relationships']).map((one) => recordOf(recordOf(one)?.['target'])?.['id']);
  const score = Number(properties?.['security-severity'] ?? Number.NaN);
  const level = recordOf(rule?.['defaultConfiguration'])?.['level'];
  return {
    id: typeof rule?.['id'] === 'string' ? rule['id'] : null,
    cwe: cweNumbers([...tags, ...listOf(properties?.['cwe']), properties?.['cwe'], ...targets]),
    severity: Number.isNaN(score) ? severityOf(level) : scoreSeverity(score),
    certain: /high/.test(String(properties?.['precision'] ?? '')),
    security: tags.length === 0 || tags.some((tag) => tag === 'security') || !Number.isNaN(score),
  };
}

/** A result with a place in a file; null for one that is no problem (`kind` pass and the like); what is wrong as a text. */
function resultOf(
  result: Readonly<Record<string, unknown>> | null,
  byId: ReadonlyMap<string, RuleFacts>,
  facts: readonly (readonly RuleFacts[])[],
  bases: Readonly<Record<string, unknown>>,
  tool: Tool,
): ImportedResult | null | string {
  if (result === null) return 'is no object';
  if (['pass', 'notApplicable', 'informational'].includes(String(result['kind'] ?? 'fail'))) return null;
  if (result['baselineState'] === 'absent') return null;
  const reference = recordOf(result['rule']);
  const index = typeof result['ruleIndex'] === 'number' ? result['ruleIndex'] : reference?.['index'];
  const component = recordOf(reference?.['toolComponent'])?.['index'];
  const list = facts[typeof component === 'number' ? component + 1 : 0];
  const named = typeof result['ruleId'] === 'string' ? result['ruleId'] : reference?.['id'];
  const rule =
    (typeof named === 'string' ? byId.get(named) : undefined) ??
    (typeof index === 'number' ? list?.[index] : undefined);
  const id = typeof named === 'string' ? named : (rule?.id ?? null);
  if (id === null || shownName(id) === '') return 'names no rule';
  if (tool === 'ruff' ? !/^S\d/.test(id) : tool === 'codeql' && rule?.security === false) return null;
  const place = recordOf(recordOf(listOf(result['locations'])[0])?.['physicalLocation']);
  const path = pathOf(recordOf(place?.['artifactLocation']), bases);
  if (path === null) return 'has no place in a file';
  const region = recordOf(place?.['region']);
  const line = lineOf(region?.['startLine']) ?? 1;
  const endLine = Math.max(line, lineOf(region?.['endLine']) ?? line);
  const properties = recordOf(result['properties']);
  const told = String(properties?.['issue_severity'] ?? '').toLowerCase();
  const taxa = listOf(result['taxa']).map((one) => recordOf(one)?.['id']);
  return {
    id: shownName(id),
    cwe: [...new Set([...(rule?.cwe ?? []), ...cweNumbers([...listOf(properties?.['tags']), ...taxa])])],
    severity:
      told === 'high' || told === 'medium' || told === 'low'
        ? told
        : (rule?.severity ?? severityOf(result['level']) ?? 'medium'),
    certain: String(properties?.['issue_confidence'] ?? '') === 'HIGH' || (rule?.certain ?? false),
    path,
    line,
    endLine,
    seen: snippets(place),
    suppressed: listOf(result['suppressions']).some((one) => recordOf(one)?.['status'] !== 'rejected'),
  };
}

function snippets(place: Readonly<Record<string, unknown>> | null): ImportedResult['seen'] {
  for (const key of ['contextRegion', 'region']) {
    const region = recordOf(place?.[key]);
    const text = recordOf(region?.['snippet'])?.['text'];
    const first = lineOf(region?.['startLine']);
    // A region within a line has only a part of it.
    if (typeof text !== 'string' || first === null || text.length > 4_000) continue;
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    return lines.slice(0, 20).map((line, index) => ({ line: first + index, text: line }));
  }
  return [];
}

/** A path or `file:` URI of an artifact with its base put before it; null where there is none or it is of another scheme. */
function pathOf(
  location: Readonly<Record<string, unknown>> | null,
  bases: Readonly<Record<string, unknown>>,
): string | null {
  let uri = location?.['uri'];
  if (typeof uri !== 'string' || uri === '' || uri.length > 4_096) return null;
  const base = recordOf(bases[String(location?.['uriBaseId'] ?? '')])?.['uri'];
  if (typeof base === 'string' && base !== '' && !/^[a-z][\w+.-]*:/i.test(uri))
    uri = `${base.endsWith('/') ? base : `${base}/`}${uri}`;
  const text = uri as string;
  if (/^file:/i.test(text)) return decoded(text.replace(/^file:(?:\/\/[^/]*)?/i, ''));
  return /^[a-z][\w+.-]+:/i.test(text) ? null : decoded(text);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function scoreSeverity(score: number): Severity {
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

function severityOf(level: unknown): Severity | null {
  return level === 'error' ? 'high' : level === 'warning' ? 'medium' : level === 'note' ? 'low' : null;
}
