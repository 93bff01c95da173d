import { LineCounter, parseDocument } from 'yaml';
import { yamlTrouble } from '../text/document-bounds.ts';
import type { ClauseMapping, Mapping } from './standard.ts';

/** What is wrong in a mapping file: 1-based line and what was expected. */
export interface MappingProblem {
  readonly line: number;
  readonly message: string;
}

const SELECTOR = /^(?:rule|secret|audit|probe|external):[a-z0-9*][a-z0-9*/-]*$/;
const KEYS = new Set(['checks', 'any', 'also', 'no-waiver', 'manual']);
const TOP = new Set(['standard', 'clauses', 'informational']);
const FOREIGN_ID = /^(?:bandit|ruff|semgrep|codeql|sarif):[\w./-]{1,150}\*?$/;

/**
 * Reads a mapping (`standard: NAME`, `clauses: { ID: { checks, any, also, no-waiver, manual } }`, or `ID: [checks]` for short; `informational:
 * [TOOL:ID]` for other tools' audit checks). A `BAN-…` clause may not be waived unless it says `no-waiver: false`. Refuses unknown keys, selectors of
 * another shape and clauses that nothing proves and no `manual` explains, each with its line.
 */
export function readMapping(path: string, text: string): Mapping | readonly MappingProblem[] {
  const trouble = yamlTrouble(text);
  if (trouble !== null) return [{ line: 1, message: trouble }];
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const problems: MappingProblem[] = document.errors.map((error) => ({
    line: counter.linePos(error.pos[0]).line,
    message: 'is not valid YAML here',
  }));
  if (problems.length > 0) return problems;
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: 0 });
  } catch {
    return [{ line: 1, message: 'aliases are not read: write each clause out' }];
  }
  const lineOf = (...keys: string[]): number => {
    const node = document.getIn(keys, true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null) : null;
    return range === null || range === undefined ? 1 : counter.linePos(range[0] as number).line;
  };
  if (!isRecord(root) || typeof root['standard'] !== 'string' || !isRecord(root['clauses'])) {
    return [{ line: 1, message: 'expected `standard: NAME` and `clauses:`' }];
  }
  for (const key of Object.keys(root))
    if (!TOP.has(key)) problems.push({ line: lineOf(key), message: `\`${key.slice(0, 60)}\` is not known here` });
  const informational: string[] = [];
  const listed: unknown = root['informational'] ?? [];
  if (!Array.isArray(listed))
    problems.push({ line: lineOf('informational'), message: '`informational` is not a list' });
  else
    for (const item of listed as readonly unknown[]) {
      if (typeof item === 'string' && FOREIGN_ID.test(item)) informational.push(item);
      else
        problems.push({
          line: lineOf('informational'),
          message: '`informational`: expected ids such as `bandit:B404`',
        });
    }
  const clauses = new Map<string, ClauseMapping>();
  for (const [id, value] of Object.entries(root['clauses'])) {
    const line = lineOf('clauses', id);
    const entry: unknown = Array.isArray(value) ? { checks: value } : value;
    if (!isRecord(entry)) {
      problems.push({ line, message: `\`${id}\`: expected a list of checks, or \`{ checks: [...] }\`` });
      continue;
    }
    for (const key of Object.keys(entry)) {
      if (!KEYS.has(key))
        problems.push({
          line,
          message: `\`${id}\`: \`${key}\` is not known; expected ${[...KEYS].map((known) => `\`${known}\``).join(', ')}`,
        });
    }
    const selectors = (key: string): string[] => {
      const given = entry[key];
      if (given === undefined) return [];
      if (!Array.isArray(given)) {
        problems.push({ line, message: `\`${id}\`: \`${key}\` is not a list` });
        return [];
      }
      return given.flatMap((item: unknown) => {
        if (typeof item === 'string' && SELECTOR.test(item)) return [item];
        problems.push({
          line,
          message: `\`${id}\`: expected \`rule:family/name\`, \`secret:…\`, \`audit:…\`, \`probe:…\` or \`external:…\``,
        });
        return [];
      });
    };
    const noWaiver = entry['no-waiver'] ?? id.startsWith('BAN-');
    if (typeof noWaiver !== 'boolean')
      problems.push({ line, message: `\`${id}\`: \`no-waiver\` is \`true\` or \`false\`` });
    const mapping: ClauseMapping = {
      checks: selectors('checks'),
      any: selectors('any'),
      also: selectors('also'),
      noWaiver: noWaiver === true,
      manual: typeof entry['manual'] === 'string' ? entry['manual'] : null,
    };
    if (mapping.checks.length === 0 && mapping.any.length === 0 && mapping.manual === null) {
      problems.push({
        line,
        message: `\`${id}\`: nothing proves it; add \`checks\`, \`any\`, or \`manual\` with the reason`,
      });
    }
    clauses.set(id, mapping);
  }
  return problems.length > 0 ? problems : { standard: root['standard'], path, clauses, informational };
}

/** True when `readMapping` refused. */
export function isMappingRefusal(result: Mapping | readonly MappingProblem[]): result is readonly MappingProblem[] {
  return Array.isArray(result);
}

/** True when a selector covers a check: equal, `kind:family/*`, or `kind:*`. */
export function covers(selector: string, check: string): boolean {
  if (selector === check) return true;
  if (!selector.endsWith('*')) return false;
  return check.startsWith(selector.slice(0, -1));
}

/** Ids of the clauses that a check serves, sorted: the mapping read backwards. */
export function requirementsOf(mapping: Mapping, check: string): readonly string[] {
  const found: string[] = [];
  for (const [id, clause] of mapping.clauses) {
    if ([...clause.checks, ...clause.any, ...clause.also].some((selector) => covers(selector, check))) found.push(id);
  }
  return found.sort();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
