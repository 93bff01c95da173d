import { isScalar, LineCounter, parseDocument } from 'yaml';
import { yamlTrouble } from '../text/document-bounds.ts';
import { DESCRIPTIVE, type Dialect, FOLLOWED } from './dialect.ts';
import type { Activation, StandardProblem } from './standard.ts';

/** Front matter of any dialect, normalised. */
export interface FrontMatter {
  readonly activation: Activation;
  readonly problems: readonly StandardProblem[];
}

const ALWAYS: Activation = { mode: 'always', globs: [], description: null };
/** Most characters of a front matter. */
const LARGEST = 16_384;
const TRIGGERS = ['always_on', 'glob', 'model_decision', 'manual'];
const INCLUSIONS = ['always', 'fileMatch', 'manual', 'auto'];
const GLOB_KEYS = ['globs', 'glob', 'paths', 'applyTo', 'fileMatchPattern'];

/**
 * Reads the YAML block at the head of a rule file, in the dialects of Windsurf and Antigravity (`trigger`, `glob`, `globs`), Cursor
 * (`globs`, `alwaysApply`), Claude and Cline (`paths`), Copilot (`applyTo`) and Kiro (`inclusion`, `fileMatchPattern`): the keys of all
 * are read wherever they stand. What is not valid YAML because a glob or a sentence is not quoted is quoted and read again, and each such line is
 * told; so is every key and value that is not used, and every key that the file's own agent ignores. Aliases are not expanded.
 * @param firstLine 1-based line of the document on which the block's first line stands
 */
export function readFrontMatter(yaml: string | null, firstLine: number, dialect: Dialect): FrontMatter {
  if (yaml === null || yaml.trim() === '') return { activation: ALWAYS, problems: [] };
  const problems: StandardProblem[] = [];
  const tell = (severity: StandardProblem['severity'], code: string, message: string, line: number): void => {
    problems.push({ severity, code, message, line: firstLine + line });
  };
  const trouble =
    yaml.length > LARGEST ? `has ${yaml.length} characters; at most ${LARGEST} are read` : yamlTrouble(yaml);
  if (trouble !== null) {
    tell('warning', 'front-matter-unreadable', `the front matter ${trouble}`, 0);
    return { activation: ALWAYS, problems };
  }
  let read = parse(yaml);
  if (read === null) {
    const mended = yaml.split('\n').map((line, index) => {
      const quoted = quoteBareValue(line);
      if (quoted !== line)
        tell('info', 'front-matter-repaired', 'the value was not valid YAML and is read as text', index);
      return quoted;
    });
    read = parse(mended.join('\n'));
  }
  if (read === null) {
    tell('warning', 'front-matter-unreadable', 'the front matter is not valid YAML: expected `key: value` lines', 0);
    return { activation: ALWAYS, problems };
  }
  const { values, lines } = read;
  const lineOf = (key: string): number => lines.get(key) ?? 0;
  for (const [key, value] of values) {
    const line = lineOf(key);
    const shown = /^[\w.-]{1,60}$/.test(key) ? `\`${key}\`` : 'a key with other characters';
    if (!FOLLOWED.has(key) && !DESCRIPTIVE.has(key)) {
      tell('info', 'front-matter-key-unknown', `${shown} is no key that an agent follows; it is not used`, line);
    } else if (FOLLOWED.has(key) && !dialect.keys.includes(key)) {
      const own = dialect.keys.map((one) => `\`${one}\``).join(', ');
      const expected = own === '' ? 'it takes no front matter' : `it follows ${own}`;
      tell(
        'warning',
        'front-matter-key-ignored',
        `the agent that reads this file (${dialect.name}) ignores ${shown}: ${expected}`,
        line,
      );
    }
    if (GLOB_KEYS.includes(key) && value !== null && !isPatterns(value))
      tell('warning', 'front-matter-value', `${shown}: expected a glob or a list of globs`, line);
  }
  const text = (key: string): string | null => {
    const value = values.get(key);
    return typeof value === 'string' ? value : null;
  };
  const chosen = (key: string, allowed: readonly string[]): string | null => {
    if (!values.has(key)) return null;
    const value = text(key);
    if (value !== null && allowed.includes(value)) return value;
    tell(
      'warning',
      'front-matter-value',
      `\`${key}\`: expected ${allowed.map((one) => `\`${one}\``).join(', ')}; it is read as always`,
      lineOf(key),
    );
    return null;
  };
  const trigger = chosen('trigger', TRIGGERS);
  const inclusion = chosen('inclusion', INCLUSIONS);
  const always = values.get('alwaysApply');
  if (always !== undefined && typeof always !== 'boolean') {
    const what = typeof always === 'string' ? 'text' : 'no boolean';
    tell(
      'warning',
      'always-apply-text',
      `\`alwaysApply\` is ${what} here, and Cursor takes only true or false`,
      lineOf('alwaysApply'),
    );
  }
  const globs = [...new Set(GLOB_KEYS.flatMap((key) => list(values.get(key))))];
  const description = text('description');
  const mode = modeOf(trigger ?? inclusion, always, globs, description);
  return { activation: { mode, globs, description }, problems };
}

function modeOf(
  named: string | null,
  always: unknown,
  globs: readonly string[],
  description: string | null,
): Activation['mode'] {
  if (named === 'manual') return 'manual';
  if (named === 'model_decision' || named === 'auto') return 'model-decision';
  if (named === 'always_on' || named === 'always' || always === true) return 'always';
  if (globs.length > 0) return 'glob';
  if (always === false) return description === null ? 'manual' : 'model-decision';
  return 'always';
}

/** Top-level values with the 0-based line of each key; null when the text is not a mapping in valid YAML. */
function parse(yaml: string): { values: Map<string, unknown>; lines: Map<string, number> } | null {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { strict: true, uniqueKeys: true, lineCounter: counter });
  if (document.errors.length > 0) return null;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const lines = new Map<string, number>();
  const { contents } = document;
  if (contents !== null && 'items' in contents)
    for (const item of contents.items) {
      const key = typeof item === 'object' && item !== null && 'key' in item ? item.key : null;
      if (isScalar(key) && key.range) lines.set(String(key.value), counter.linePos(key.range[0]).line - 1);
    }
  return { values: new Map(Object.entries(value)), lines };
}

function quoteBareValue(line: string): string {
  const match = /^(\s*(?:[A-Za-z_][\w-]*:|-)\s+)(.*?)\s*$/.exec(line);
  if (match === null) return line;
  const [, head, value] = match as unknown as [string, string, string];
  if (value === '' || /^["'[{|>]/.test(value)) return line;
  if (!/^[*&!%@`]|: | #/.test(value)) return line;
  return `${head}${JSON.stringify(value)}`;
}

function isPatterns(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

/** Patterns of a list, or of one text with commas outside braces. */
function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => (typeof item === 'string' ? list(item) : []));
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
