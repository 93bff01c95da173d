import { parseDocument } from 'yaml';
import type { Activation, StandardProblem } from './standard.ts';

/** Front matter of any dialect, normalised. */
export interface FrontMatter {
  readonly activation: Activation;
  readonly problems: readonly StandardProblem[];
}

const ALWAYS: Activation = { mode: 'always', globs: [], description: null };

/**
 * Reads the YAML block at the head of a rule file, in the dialects of Windsurf and Antigravity (`trigger`, `glob`, `globs`), Cursor
 * (`globs`, `alwaysApply`), Claude (`paths`) and Copilot (`applyTo`). What is not valid YAML because a glob or a sentence is not quoted
 * is quoted and read again, and each such line is told. Aliases are not expanded.
 * @param firstLine 1-based line of the document on which the block's first line stands
 */
export function readFrontMatter(yaml: string | null, firstLine: number): FrontMatter {
  if (yaml === null || yaml.trim() === '') return { activation: ALWAYS, problems: [] };
  const problems: StandardProblem[] = [];
  let read = parse(yaml);
  if (read === null) {
    const lines = yaml.split('\n');
    const mended = lines.map((line, index) => {
      const quoted = quoteBareValue(line);
      if (quoted !== line) {
        problems.push({
          severity: 'info',
          code: 'front-matter-repaired',
          message: 'the value was not valid YAML and is read as text',
          line: firstLine + index,
        });
      }
      return quoted;
    });
    read = parse(mended.join('\n'));
  }
  if (read === null) {
    problems.push({
      severity: 'warning',
      code: 'front-matter-unreadable',
      message: 'the front matter is not valid YAML: expected `key: value` lines',
      line: firstLine,
    });
    return { activation: ALWAYS, problems };
  }
  const globs = ['globs', 'glob', 'paths', 'applyTo'].flatMap((key) => list(read[key]));
  const trigger = typeof read['trigger'] === 'string' ? read['trigger'] : null;
  const always = read['alwaysApply'];
  const description = typeof read['description'] === 'string' ? read['description'] : null;
  const mode: Activation['mode'] =
    trigger === 'manual'
      ? 'manual'
      : trigger === 'model_decision'
        ? 'model-decision'
        : trigger === 'always_on' || always === true
          ? 'always'
          : globs.length > 0
            ? 'glob'
            : 'always';
  if (typeof always === 'string') {
    problems.push({
      severity: 'warning',
      code: 'always-apply-text',
      message: '`alwaysApply` is text here, and Cursor takes only true or false',
      line: firstLine,
    });
  }
  return { activation: { mode, globs, description }, problems };
}

function parse(yaml: string): Record<string, unknown> | null {
  const document = parseDocument(yaml, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0) return null;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function quoteBareValue(line: string): string {
  const match = /^(\s*(?:[A-Za-z_][\w-]*:|-)\s+)(.*?)\s*$/.exec(line);
  if (match === null) return line;
  const [, head, value] = match as unknown as [string, string, string];
  if (value === '' || /^["'[{|>]/.test(value)) return line;
  if (!/^[*&!%@`]|: | #/.test(value)) return line;
  return `${head}${JSON.stringify(value)}`;
}

/** Patterns of a list, or of one text with commas outside braces. */
function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  if (typeof value !== 'string') return [];
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= value.length; i++) {
    const character = value[i];
    if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (i === value.length || (character === ',' && depth <= 0)) {
      const part = value.slice(from, i).trim();
      if (part !== '') parts.push(part);
      from = i + 1;
    }
  }
  return parts;
}
