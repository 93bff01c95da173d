import type { CompiledModels } from '../models/model.ts';
import type { Module } from '../python/nodes.ts';
import type { SourceFile } from '../text/source-file.ts';
import { type AnalysisOptions, type Counts, Engine, type Gap, type Listener } from './engine.ts';
import type { ModuleView, ProjectView } from './event.ts';
import { ValueView } from './events.ts';
import type { Flow } from './flows.ts';
import { Frame } from './frame.ts';
import type { ModuleIr } from './ir.ts';
import { lowerModule } from './lower.ts';
import { type FunctionInfo, type ModuleInfo, Summary } from './program.ts';
import type { SinkSite } from './sink-site.ts';
import type { Value } from './value.ts';

/** A file to analyse: its tree, or its code lowered already. */
export type AnalysisInput =
  | { readonly file: SourceFile; readonly tree: Module }
  | { readonly file: SourceFile; readonly ir: ModuleIr };

/** What an analysis leaves. */
export interface Analysis {
  readonly project: ProjectView;
  /** What was not followed, and why; in the order in which it was met. */
  readonly gaps: readonly Gap[];
  readonly counts: Counts;
  /** Data from untrusted origins that reaches sinks, of every tier; by the sink's place. */
  readonly flows: readonly Flow[];
  /** Every sink that was examined; by its place. */
  readonly sites: readonly SinkSite[];
  /** Paths of files with code that was not interpreted when the time was over, sorted. */
  readonly unfinished: readonly string[];
  /** Faults of the analysis itself; each means that a function was not interpreted. */
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Interprets all files together and tells the listener events. Pure; the order of `files` does not matter. Never throws on
 * trees that the parser made.
 */
export function analyze(
  files: Iterable<AnalysisInput>,
  models: CompiledModels,
  listener: Listener,
  options: AnalysisOptions = {},
): Analysis {
  const lowered: { file: SourceFile; ir: ModuleIr }[] = [];
  for (const one of files) lowered.push({ file: one.file, ir: 'ir' in one ? one.ir : lowerModule(one.tree) });
  const engine = new Engine(lowered, models, listener, options);
  engine.run();
  const { gaps, counts, failures, sites } = engine;
  const unfinished = [...engine.unfinished].map(({ file }) => file.path).sort();
  return { project: new Project(engine), gaps, counts, failures, unfinished, flows: engine.flows.all, sites };
}

class Project implements ProjectView {
  readonly modules: readonly ModuleView[];
  private readonly byName = new Map<string, ModuleView>();
  constructor(engine: Engine) {
    this.modules = engine.modules.map((module) => new ModuleReport(engine, module));
    for (const one of this.modules) if (!this.byName.has(one.name)) this.byName.set(one.name, one);
  }
  module(name: string): ModuleView | null {
    return this.byName.get(name) ?? null;
  }
}

class ModuleReport implements ModuleView {
  readonly file: SourceFile;
  readonly start = 0;
  readonly end: number;
  private readonly engine: Engine;
  private readonly info: ModuleInfo;
  constructor(engine: Engine, info: ModuleInfo) {
    this.file = info.file;
    this.end = info.file.text.length;
    this.engine = engine;
    this.info = info;
  }
  get name(): string {
    return this.info.entry.name;
  }
  get isTest(): boolean {
    return this.info.entry.isTest;
  }
  get hasMain(): boolean {
    return this.info.ir.hasMain;
  }
  get imports(): readonly string[] {
    const paths: string[] = [];
    for (const one of this.info.ir.imports) {
      const path = this.engine.importPath(this.info, one);
      if (!paths.includes(path)) paths.push(path);
    }
    return paths;
  }
  get names(): readonly string[] {
    return [...this.info.globals.keys()].filter((name) => !name.includes('\0'));
  }
  binding(name: string): Value | null {
    const root = this.info.functions[0] as FunctionInfo;
    const value = this.engine.moduleName(this.info, name, root, 0);
    if (value === null) return null;
    const { module, cell } = this.engine.definitionOf(this.info, name);
    const frame = new Frame(this.engine, module.functions[0] as FunctionInfo, null, null, 0, new Summary(), null);
    return new ValueView(frame, value, cell?.start ?? 0, cell?.end ?? 0);
  }
}
