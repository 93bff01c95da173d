import { analyze } from '../flow/analyze.ts';
import { type Listener, NO_LISTENER } from '../flow/engine.ts';
import type { Event } from '../flow/event.ts';
import { compileModels, type ModelProblem } from '../models/compile.ts';
import { MODELS } from '../models/compiled.generated.ts';
import { type MetRow, rowsAbout } from '../models/met-rows.ts';
import type { CompiledModels } from '../models/model.ts';
import { layModels, type ModelFile } from '../models/user-models.ts';
import { KINDS, TIERS } from '../models/vocabulary.ts';
import { parseModule } from '../python/parser.ts';
import type { SourceFile } from '../text/source-file.ts';
import { SourceFile as File } from '../text/source-file.ts';
import { readSources } from './inputs.ts';
import type { InputFile } from './pipeline.ts';

/** A call on a line, the paths by which it is known, and the rows about them. */
export interface MetCall {
  /** 1-based, UTF-16 code units. */
  readonly column: number;
  readonly targets: readonly string[];
  readonly rows: readonly MetRow[];
}

/** What the models say of a line, and what the analysis made of it. */
export interface LineModels {
  readonly calls: readonly MetCall[];
  readonly sites: readonly { readonly kind: string; readonly callee: string; readonly outcome: string }[];
  readonly flows: readonly {
    readonly kind: string;
    readonly tier: string;
    readonly weak: boolean;
    readonly steps: readonly string[];
  }[];
  /** Lines of a model file that would describe what no row does. */
  readonly suggestions: readonly string[];
}

/** Explains one line of a project. Refuses models that cannot be read, and a file that is not there. */
export function explainLine(
  files: readonly InputFile[],
  own: readonly ModelFile[],
  path: string,
  line: number,
): LineModels | { readonly refused: string } {
  const laid = layModels(MODELS, own);
  if ('problems' in laid)
    return {
      refused: laid.problems.map((one) => `${one.path}:${one.line}:${one.column}: expected ${one.expected}`).join('\n'),
    };
  const { models } = laid;
  const sources = readSources({ files }).files;
  const file = sources.find((one) => one.path === path);
  if (file === undefined) return { refused: `${path} is not among the files that are looked at` };
  if (line > file.lines.count) return { refused: `${path} has ${file.lines.count} lines` };
  const calls = new Map<number, Set<string>>();
  const on = (one: SourceFile, start: number): boolean => one === file && file.position(start).line === line;
  const listener: Listener = {
    wants: () => false,
    all: new Set<Event['kind']>(['call']),
    tell: (event) => {
      if (event.kind !== 'call' || !on(event.file, event.start)) return;
      const known = calls.get(event.start) ?? new Set<string>();
      for (const target of event.targets) known.add(target);
      calls.set(event.start, known);
    },
  };
  const analysis = analyze(
    sources.map((one) => ({ file: one, tree: parseModule(one.text) })),
    models,
    listener,
    { tiers: TIERS },
  );
  const ends = analysis.flows.filter((flow) => flow.steps.some(({ module, start }) => on(module.file, start)));
  const met = [...calls]
    .sort(([a], [b]) => a - b)
    .map(([start, paths]): MetCall => {
      const targets = [...paths];
      return { column: file.position(start).column, targets, rows: rowsAbout(models, targets) };
    });
  return {
    calls: met,
    sites: analysis.sites
      .filter((site) => on(site.module.file, site.start) || on(site.module.file, site.callStart))
      .map(({ kind, callee, outcome }) => ({ kind, callee, outcome })),
    flows: ends.map(({ kind, tier, weak, steps }) => ({
      kind,
      tier,
      weak,
      steps: steps.map(({ module, start, note }) => `${module.file.path}:${module.file.position(start).line}  ${note}`),
    })),
    suggestions: suggested(met, sources, models),
  };
}

/** Rows for calls of libraries that no row speaks of; those of the project and of builtins need none. */
function suggested(
  calls: readonly MetCall[],
  sources: readonly SourceFile[],
  models: CompiledModels,
): readonly string[] {
  const roots = new Set(
    sources.map(({ path }) => (path.split('/').at(path.startsWith('src/') ? 1 : 0) as string).replace(/\.pyi?$/, '')),
  );
  const lines: string[] = [];
  for (const { targets, rows } of calls) {
    const [target] = targets;
    if (target === undefined || rows.length > 0 || target.startsWith('builtins.')) continue;
    const root = target.split(/[.#(]/, 1)[0] as string;
    if (roots.has(root)) continue;
    const known = models.libraries.some(({ library }) => library === root);
    lines.push(
      `# ${known ? 'a model of this library is there; this call is not in it' : 'no model of this library'}`,
      `library: ${root}`,
      'docs: https://…',
      'flows:',
      `  - "${target}(*,**) -> return"    # its result holds the data of its arguments`,
      '# or, where it does what a sink, a source or a cleaner does:',
      `# sinks: { KIND: ["${target}(0)"] }     KIND: ${KINDS.slice(0, 6).join(', ')}, …`,
      `# sources: { remote: ["${target}()"] }`,
      `# sanitizers: { KIND: ["${target}()"] }     with a \`reason:\``,
    );
  }
  return lines;
}

/** What a check of one model file gives. */
export interface ModelCheck {
  readonly rows: number;
  readonly problems: readonly ModelProblem[];
  readonly tested: boolean;
  /** Lines of the program that do not do what they say, 1-based. */
  readonly wrong: readonly { readonly line: number; readonly text: string }[];
}

/** Marks at a line's end: `# ! KIND …`, `# ! MISSING KIND …` (a known miss). */
const MARK = /# ! (?:(MISSING|SPURIOUS) )?([a-z-]+(?: [a-z-]+)*)\s*$/;

/** Reads a model file, and runs the analysis over the program beside it: every marked line must be found, and no other. */
export function checkModels(file: ModelFile, program: string | null): ModelCheck {
  const laid = layModels(MODELS, [file]);
  if ('problems' in laid) return { rows: 0, problems: laid.problems, tested: false, wrong: [] };
  const alone = compileModels([
    { path: file.path, text: file.text.replace(/^(?:disable|reason):[^\n]*\n(?:[ -][^\n]*\n)*/gm, '') },
  ]);
  const rows = 'problems' in alone ? 0 : countRows(alone.models);
  if (program === null) return { rows, problems: [], tested: false, wrong: [] };
  const source = new File('program.py', 'python', program);
  const { flows } = analyze([{ file: source, tree: parseModule(program) }], laid.models, NO_LISTENER, { tiers: TIERS });
  const found = new Set(
    flows.filter(({ weak }) => !weak).map(({ site, kind }) => `${source.position(site.start).line} ${kind}`),
  );
  const wrong: { line: number; text: string }[] = [];
  const expected = new Set<string>();
  program.split('\n').forEach((text, i) => {
    const mark = MARK.exec(text);
    if (mark === null) {
      if (/# !/.test(text)) wrong.push({ line: i + 1, text: 'the mark cannot be read: `# ! KIND`' });
      return;
    }
    for (const kind of (mark[2] as string).split(' ')) {
      if (!(KINDS as readonly string[]).includes(kind)) wrong.push({ line: i + 1, text: `\`${kind}\` is no kind` });
      else if (mark[1] !== 'MISSING') expected.add(`${i + 1} ${kind}`);
      else if (found.has(`${i + 1} ${kind}`)) wrong.push({ line: i + 1, text: `${kind} is marked MISSING, and found` });
    }
  });
  for (const one of expected)
    if (!found.has(one)) wrong.push({ line: Number.parseInt(one, 10), text: `${one.split(' ')[1]} is not found` });
  for (const one of found)
    if (!expected.has(one))
      wrong.push({ line: Number.parseInt(one, 10), text: `${one.split(' ')[1]} is found, and not marked` });
  return { rows, problems: [], tested: true, wrong: wrong.sort((a, b) => a.line - b.line) };
}

function countRows(models: CompiledModels): number {
  const { entries, sources, sinks, sanitizers, guards, flows, types, aliases, returns } = models;
  const tables = [types, aliases, returns].reduce((sum, table) => sum + Object.keys(table).length, 0);
  return entries.length + sources.length + sinks.length + sanitizers.length + guards.length + flows.length + tables;
}
