import { LineCounter, parseDocument } from 'yaml';
import { compileModels, type ModelProblem } from './compile.ts';
import type { CompiledModels } from './model.ts';

/** A file of models that a project brings. */
export interface ModelFile {
  /** Project-relative. */
  readonly path: string;
  readonly text: string;
}

/** A row of a project that takes protection away: it is listed wherever protection is lowered. */
export interface LoweringRow {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** What it does, and the reason that the file gives. */
  readonly text: string;
}

/** The shipped models with those of a project over them. */
export interface UserModels {
  readonly models: CompiledModels;
  readonly lowering: readonly LoweringRow[];
}

/** Parts of a model whose rows say that something is harmless. */
const TRUSTING = ['sanitizers', 'guards', 'disable'] as const;

/**
 * Lays models of a project over the shipped ones. The grammar is that of `models/*.yaml`, with two keys more: `disable`, a list of shipped
 * rows by their exact text, and `reason`, which a file with `sanitizers`, `guards` or `disable` must have. Refuses everything with one
 * problem a wrong row.
 */
export function layModels(
  shipped: CompiledModels,
  files: readonly ModelFile[],
): UserModels | { readonly problems: readonly ModelProblem[] } {
  if (files.length === 0) return { models: shipped, lowering: [] };
  const problems: ModelProblem[] = [];
  const lowering: LoweringRow[] = [];
  const disabled = new Set<string>();
  const plain: ModelFile[] = [];
  for (const { path, text } of files) {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const lineOf = (key: string): number => {
      const range = (document.getIn([key], true) as { readonly range?: readonly number[] } | undefined)?.range;
      return range === undefined ? 1 : lines.linePos(range[0] as number).line;
    };
    const reason = document.get('reason');
    for (const key of document.errors.length > 0 ? [] : TRUSTING) {
      if (!document.has(key)) continue;
      if (typeof reason !== 'string' || reason.trim() === '')
        problems.push({
          path,
          line: lineOf(key),
          column: 1,
          expected: `\`reason\`, since \`${key}\` says that something is harmless`,
        });
      else lowering.push({ path, line: lineOf(key), text: `models: \`${key}\` (${reason.trim()})` });
    }
    const list: unknown = document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 0 });
    const rows = isRecord(list) ? list['disable'] : undefined;
    if (rows !== undefined) {
      for (const row of Array.isArray(rows) ? (rows as unknown[]) : [rows]) {
        if (typeof row !== 'string' || !holds(shipped, row))
          problems.push({ path, line: lineOf('disable'), column: 1, expected: 'the exact text of a shipped row' });
        else disabled.add(row);
      }
    }
    document.delete('disable');
    document.delete('reason');
    // Where nothing is taken out the file stays as it is, so that problems have its own lines.
    plain.push({
      path,
      text: rows === undefined && reason === undefined ? text : blanked(text, ['disable', 'reason']),
    });
  }
  const compiled = compileModels(plain);
  if ('problems' in compiled) problems.push(...compiled.problems);
  if (problems.length > 0 || 'problems' in compiled)
    return { problems: problems.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line)) };
  return { models: merged(without(shipped, disabled), compiled.models), lowering };
}

/** The text with top-level keys and what belongs to them as blank lines: line numbers stay. */
function blanked(text: string, keys: readonly string[]): string {
  let inside = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^\S/.test(line) && !line.startsWith('#') && !line.startsWith('-'))
        inside = keys.some((key) => line.startsWith(`${key}:`));
      return inside ? '' : line;
    })
    .join('\n');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function holds(models: CompiledModels, row: string): boolean {
  return (
    models.flows.includes(row) ||
    [...models.sources, ...models.sinks, ...models.sanitizers, ...models.guards, ...models.entries].some(
      ({ place }) => place === row,
    )
  );
}

function without(models: CompiledModels, rows: ReadonlySet<string>): CompiledModels {
  if (rows.size === 0) return models;
  const kept = <R extends { readonly place: string }>(list: readonly R[]): readonly R[] =>
    list.filter(({ place }) => !rows.has(place));
  return {
    ...models,
    entries: kept(models.entries),
    sources: kept(models.sources),
    sinks: kept(models.sinks),
    sanitizers: kept(models.sanitizers),
    guards: kept(models.guards),
    flows: models.flows.filter((flow) => !rows.has(flow)),
  };
}

/** Both; rows of the second come after those of the first, its paths win. */
function merged(a: CompiledModels, b: CompiledModels): CompiledModels {
  return {
    libraries: [...a.libraries, ...b.libraries],
    types: joined(a.types, b.types),
    bases: joined(a.bases, b.bases),
    aliases: { ...a.aliases, ...b.aliases },
    returns: { ...a.returns, ...b.returns },
    entries: [...a.entries, ...b.entries],
    sources: [...a.sources, ...b.sources],
    sinks: [...a.sinks, ...b.sinks],
    sanitizers: [...a.sanitizers, ...b.sanitizers],
    guards: [...a.guards, ...b.guards],
    flows: [...a.flows, ...b.flows],
  };
}

function joined(
  a: Readonly<Record<string, readonly string[]>>,
  b: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, readonly string[]> = { ...a };
  for (const [key, list] of Object.entries(b)) all[key] = [...(all[key] ?? []), ...list];
  return all;
}
