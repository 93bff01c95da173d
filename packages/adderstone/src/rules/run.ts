import {
  MAX_WAYS,
  type RawFinding,
  type SafeReason,
  SEVERITIES,
  type Severity,
  type Site,
  type UnknownReason,
} from '../findings/finding.ts';
import { type Analysis, analyze } from '../flow/analyze.ts';
import type { Askers } from '../flow/askers.ts';
import { keepsConfidential } from '../flow/confidential.ts';
import type { AnalysisOptions, Listener } from '../flow/engine.ts';
import type { CallEvent, Event, ImportEvent, ReadEvent, StoreEvent } from '../flow/event.ts';
import type { Flow } from '../flow/flows.ts';
import type { ModuleIr } from '../flow/ir.ts';
import { lowerModule } from '../flow/lower.ts';
import type { SinkSite } from '../flow/sink-site.ts';
import type { Place } from '../flow/value.ts';
import type { CompiledModels } from '../models/model.ts';
import { isPlaceProblem, parsePlace } from '../models/place.ts';
import { isReportedWith, type Kind, type Tier } from '../models/vocabulary.ts';
import { ModuleTable } from '../project/module-table.ts';
import type { Module, Node, SyntaxProblem } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import { children } from '../python/walk.ts';
import type { SourceFile } from '../text/source-file.ts';
import { withAssignment } from './flow-trace.ts';
import { blockAt } from './function-text.ts';
import { Pages, RENDERS } from './pages.ts';
import { looksOnly } from './path/sink.ts';
import type { At, Further, Reporter, Rule, Sink, TemplateContext, TreeContext, Violation } from './rule.ts';
import { testFiles } from './test-code.ts';

/** A rule that threw, or with `rule` `engine` a function that could not be interpreted; everything else stands. */
export interface RuleProblem {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

/** What a run of rules over files gives. */
export interface RunResult {
  /** Violations, sorted by path, place and rule; one a place and rule. */
  readonly findings: readonly RawFinding[];
  /** Every place that a rule examined, sorted alike. */
  readonly sites: readonly Site[];
  readonly problems: readonly RuleProblem[];
  /** Syntax problems by file path. */
  readonly syntax: ReadonlyMap<string, readonly SyntaxProblem[]>;
  /** Paths of files for which there was no time. */
  readonly late: readonly string[];
  readonly analysis: Analysis;
}

/** Where the run is, for progress and cancellation; called before each file is parsed. */
export interface RunOptions extends AnalysisOptions {
  readonly beforeFile?: (path: string) => void;
  /** Templates of pages, of files of their own. */
  readonly templates?: readonly SourceFile[];
  /** Parses a text; for callers that have trees already. */
  readonly parse?: (file: SourceFile) => Module;
}

/**
 * Runs rules over files: tree handlers file by file while the tree lives, then one interpretation of everything that tells
 * events to the handlers. Pure; the order of `files` does not matter. A rule that throws becomes a problem.
 */
export function runRules(
  files: readonly SourceFile[],
  rules: readonly Rule[],
  models: CompiledModels,
  options: RunOptions = {},
): RunResult {
  const pages = new Pages(rules.some((rule) => rule.template !== undefined) ? (options.templates ?? []) : null);
  const run = new Run(rules, pages, options.tiers ?? []);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const table = new ModuleTable(sorted.map((file) => file.path));
  const lowered: { file: SourceFile; isTest: boolean; ir: ModuleIr }[] = [];
  const syntax = new Map<string, readonly SyntaxProblem[]>();
  const late: string[] = [];
  sorted.forEach((file, i) => {
    if (options.isOver?.() === true) {
      late.push(file.path);
      return;
    }
    options.beforeFile?.(file.path);
    const tree = options.parse === undefined ? parseModule(file.text) : options.parse(file);
    if (tree.problems.length > 0) syntax.set(file.path, tree.problems);
    const entry = table.entries[i] as (typeof table.entries)[number];
    if (options.context?.has(file.path) !== true) {
      run.tree(tree, {
        file,
        module: entry.name,
        isTest: entry.isTest,
        isNetworkTool: options.networkTools?.has(file.path) === true,
      });
      pages.python(file, tree);
    }
    lowered.push({ file, isTest: entry.isTest, ir: lowerModule(tree) });
  });
  run.tests = testFiles(lowered);
  const analysis = analyze(lowered, models, run, options);
  run.project(analysis);
  run.templates(pages.contexts());
  run.flows(analysis);
  const failures = analysis.failures.map((one) => ({ rule: 'engine', path: one.path, message: one.message }));
  return { ...run.results(), problems: [...run.problems, ...failures], syntax, late, analysis };
}

type Handler<E> = { readonly rule: number; readonly check: (event: E, report: Reporter) => void };

/** Outcomes of one rule at one place, best first. */
const RANK = { safe: 0, unknown: 1, violating: 2 } as const;

interface Outcome {
  readonly key: string;
  readonly rule: Rule;
  readonly file: SourceFile;
  start: number;
  end: number;
  outcome: keyof typeof RANK;
  reason: SafeReason | UnknownReason | null;
  note: string;
  violation: Violation | null;
  /** Whose calls the violation was seen in; null for anybody's. */
  seenFor: Askers[] | null;
  vouched: boolean;
}

/** Tiers from the one that says most. */
const TIER_ORDER: readonly Tier[] = ['remote', 'response', 'content', 'local', 'library'];

/** Dispatches events to rules, and collects what they tell. */
class Run implements Listener {
  readonly all = new Set<Event['kind']>();
  readonly problems: RuleProblem[] = [];
  private readonly rules: readonly Rule[];
  private readonly calls = new Map<string, Handler<CallEvent>[]>();
  private readonly stores = new Map<string, Handler<StoreEvent>[]>();
  private readonly reads = new Map<string, Handler<ReadEvent>[]>();
  private readonly imports = new Map<string, Handler<ImportEvent>[]>();
  private readonly byKind = new Map<Event['kind'], Handler<never>[]>();
  private readonly treeHandlers = new Map<
    string,
    { rule: number; check: (node: never, context: TreeContext, report: Reporter) => void }[]
  >();
  private readonly outcomes = new Map<string, Outcome>();
  /** Places that open a file by data that was checked, by path of the module. */
  private readonly checkedPaths = new Map<string, SinkSite[]>();
  /** Paths of the code that only tests run. */
  tests: ReadonlySet<string> = new Set();
  private readonly tiers: readonly Tier[];
  /** Whose calls what is told now is for, where it is told again. */
  private again: Askers | null = null;
  private current = 0;
  private readonly reporter: Reporter;

  constructor(rules: readonly Rule[], pages: Pages, tiers: readonly Tier[]) {
    this.rules = rules;
    this.tiers = tiers;
    const onTemplates = rules.findIndex((rule) => rule.template !== undefined);
    if (onTemplates >= 0)
      register(this.calls, 'template', onTemplates, [{ at: RENDERS, check: (call) => pages.call(call) }]);
    rules.forEach((rule, i) => {
      register(this.calls, rule.id, i, rule.calls);
      register(this.stores, rule.id, i, rule.stores);
      register(this.reads, rule.id, i, rule.reads);
      register(this.imports, rule.id, i, rule.imports);
      this.every('call', i, rule.anyCall);
      this.every('store', i, rule.anyStore);
      this.every('compare', i, rule.compare);
      this.every('text', i, rule.text);
      this.every('function', i, rule.functions);
      this.every('class', i, rule.classes);
      this.every('return', i, rule.returns);
      for (const [kind, check] of Object.entries(rule.tree ?? {})) {
        const list = this.treeHandlers.get(kind) ?? [];
        list.push({ rule: i, check: check as never });
        this.treeHandlers.set(kind, list);
      }
    });
    this.reporter = {
      violation: (place, violation) => this.record(place, 'violating', null, '', violation),
      safe: (place, reason, note) => this.record(place, 'safe', reason, note ?? '', null),
      unknown: (place, reason, note) => this.record(place, 'unknown', reason, note ?? '', null),
      asks: (tier) => tiers.includes(tier),
    };
  }

  private every<E extends Event>(
    kind: E['kind'],
    rule: number,
    check: ((event: E, report: Reporter) => void) | undefined,
  ): void {
    if (check === undefined) return;
    this.all.add(kind);
    const list = this.byKind.get(kind) ?? [];
    list.push({ rule, check } as Handler<never>);
    this.byKind.set(kind, list);
  }

  wants(kind: 'call' | 'store' | 'read' | 'import', path: string): boolean {
    switch (kind) {
      case 'call':
        return this.calls.has(path);
      case 'store':
        return this.stores.has(path);
      case 'read':
        return this.reads.has(path);
      case 'import':
        return this.imports.has(path);
    }
  }

  tell(event: Event, again: Askers | null, named: boolean): void {
    this.again = again;
    if (named) this.tellNamed(event);
    const list = this.byKind.get(event.kind);
    if (list !== undefined) for (const one of list) this.call(one as unknown as Handler<Event>, event);
    this.again = null;
  }

  private tellNamed(event: Event): void {
    switch (event.kind) {
      case 'call':
        this.at(this.calls, event.targets, event);
        break;
      case 'store':
        this.at(this.stores, event.targets, event);
        break;
      case 'read':
        this.at(this.reads, event.targets, event);
        break;
      case 'import': {
        const paths: string[] = [];
        for (let one = event.path; one !== ''; one = one.includes('.') ? one.slice(0, one.lastIndexOf('.')) : '') {
          paths.push(one);
        }
        this.at(this.imports, paths, event);
        break;
      }
      default:
        break;
    }
  }

  private at<E extends Event>(index: Map<string, Handler<E>[]>, paths: readonly string[], event: E): void {
    let told: Handler<E>[] | null = null;
    for (const path of paths) {
      const list = index.get(path);
      if (list === undefined) continue;
      for (const one of list) {
        if (told?.includes(one)) continue;
        told ??= [];
        told.push(one);
        this.call(one, event);
      }
    }
  }

  private call<E extends Event>(handler: Handler<E>, event: E): void {
    this.current = handler.rule;
    try {
      handler.check(event, this.reporter);
    } catch (error) {
      this.problem(event.file.path, error);
    }
  }

  private problem(path: string, error: unknown): void {
    const rule = this.rules[this.current] as Rule;
    if (this.problems.some((one) => one.rule === rule.id && one.path === path)) return;
    this.problems.push({ rule: rule.id, path, message: error instanceof Error ? error.message : String(error) });
  }

  /** Runs the tree handlers over one file. */
  tree(tree: Module, { file, ...about }: Omit<TreeContext, 'ancestors'>): void {
    if (this.treeHandlers.size === 0) return;
    const ancestors: Node[] = [];
    const context: TreeContext = { file, ...about, ancestors };
    // Each entry is a node to visit, or null where its parent ends.
    const stack: (Node | null)[] = [tree];
    const below: Node[] = [];
    while (stack.length > 0) {
      const node = stack.pop();
      if (node === null || node === undefined) {
        ancestors.pop();
        continue;
      }
      const handlers = this.treeHandlers.get(node.kind);
      if (handlers !== undefined) {
        for (const one of handlers) {
          this.current = one.rule;
          try {
            one.check(node as never, context, this.reporter);
          } catch (error) {
            this.problem(file.path, error);
          }
        }
      }
      below.length = 0;
      children(node, below);
      if (below.length === 0) continue;
      ancestors.push(node);
      stack.push(null);
      for (let i = below.length - 1; i >= 0; i--) stack.push(below[i] as Node);
    }
  }

  /** Runs the rules that judge the project as a whole. */
  project(analysis: Analysis): void {
    this.rules.forEach((rule, i) => {
      if (rule.project === undefined) return;
      this.current = i;
      try {
        rule.project(analysis.project, this.reporter);
      } catch (error) {
        this.problem('', error);
      }
    });
  }

  /** Runs the rules about templates. */
  templates(contexts: Iterable<TemplateContext>): void {
    for (const context of contexts)
      this.rules.forEach((rule, i) => {
        if (rule.template === undefined) return;
        this.current = i;
        try {
          rule.template(context, this.reporter);
        } catch (error) {
          this.problem(context.file.path, error);
        }
      });
  }

  private record(
    place: Place,
    outcome: keyof typeof RANK,
    reason: SafeReason | UnknownReason | null,
    note: string,
    violation: Violation | null,
  ): void {
    const rule = this.rules[this.current] as Rule;
    const key = `${this.current}\0${place.file.path}\0${place.start}\0${place.end}`;
    const known = this.outcomes.get(key);
    if (this.again !== null && outcome !== 'violating') {
      // A run for one caller does not vouch for all; it may settle what is unknown no better.
      return;
    }
    const seenFor = this.again === null ? null : [this.again];
    if (known === undefined) {
      const { file, start, end } = place;
      this.outcomes.set(key, {
        key,
        rule,
        file,
        start,
        end,
        outcome,
        reason,
        note,
        violation,
        seenFor,
        vouched: false,
      });
    } else if (RANK[outcome] > RANK[known.outcome]) {
      known.outcome = outcome;
      known.reason = reason;
      known.note = note;
      known.violation = violation;
      known.seenFor = seenFor;
    } else if (violation !== null && known.seenFor !== null) {
      if (this.again === null) {
        known.violation = violation;
        known.seenFor = null;
      } else if (known.seenFor.at(-1) !== this.again) known.seenFor.push(this.again);
    }
  }

  /** Tells the rules about kinds of sinks what reached them, and settles what they had suspected there by form alone. */
  flows(analysis: Analysis): void {
    const byKind = new Map<Kind, Rule>();
    for (const rule of this.rules) for (const kind of rule.flow?.to ?? []) byKind.set(kind, rule);
    if (byKind.size === 0) return;
    const bySite = new Map<SinkSite, Flow[]>();
    for (const flow of analysis.flows) {
      const list = bySite.get(flow.site);
      if (list === undefined) bySite.set(flow.site, [flow]);
      else list.push(flow);
    }
    const told = new Map<string, Outcome[]>();
    for (const outcome of this.outcomes.values()) {
      const kind = outcome.rule.kind ?? outcome.rule.flow?.to[0];
      if (kind === undefined) continue;
      const key = `${kind}\0${outcome.file.path}`;
      const list = told.get(key);
      if (list === undefined) told.set(key, [outcome]);
      else list.push(outcome);
    }
    for (const site of analysis.sites) {
      if (site.kind !== 'path' || (site.outcome !== 'guarded' && site.outcome !== 'cleaned') || looksOnly(site.callee))
        continue;
      const list = this.checkedPaths.get(site.module.file.path);
      if (list === undefined) this.checkedPaths.set(site.module.file.path, [site]);
      else list.push(site);
    }
    for (const site of analysis.sites) {
      const rule = byKind.get(site.kind);
      if (rule === undefined) continue;
      const near = (told.get(`${rule.kind ?? site.kind}\0${site.module.file.path}`) ?? []).filter(
        (one) => one.start >= site.callStart && one.end <= site.callEnd,
      );
      const flows = (bySite.get(site) ?? []).filter(({ tier }) => rule.flow?.tiers?.includes(tier) !== false);
      this.site(rule, site, flows, near);
    }
  }

  private site(rule: Rule, site: SinkSite, flows: readonly Flow[], near: readonly Outcome[]): void {
    const place = { file: site.module.file, start: site.start, end: site.end };
    this.current = this.rules.indexOf(rule);
    const strong = flows.filter((flow) => !flow.weak);
    const [best, ...further] = strong.sort((a, b) => this.order(a) - this.order(b));
    const asked = best !== undefined && this.isAsked(best);
    const weight =
      best === undefined
        ? null
        : (rule.flow?.weigh?.(sinkOf(site, best)) ?? (this.isLookBeforeCheck(site) ? ('low' as const) : null));
    // What the form shows more surely stands.
    if (weight === 'low' && near.some((one) => one.rule === rule && one.outcome === 'violating')) return;
    if (weight === 'harmless') {
      for (const one of near) this.outcomes.delete(one.key);
      this.record(place, 'safe', 'no-untrusted-origin', 'nothing is done here that matters', null);
      return;
    }
    // A flow that nobody asked about does not take the place of what is suspected anyway.
    if (
      best !== undefined &&
      (asked || (site.outcome !== 'unknown' && !near.some((one) => one.outcome === 'violating')))
    ) {
      // What the form alone made suspect is told by the flow; by the rule about that form, where it is another.
      const other = near.find((one) => one.rule !== rule && one.outcome === 'violating');
      for (const one of near) this.outcomes.delete(one.key);
      if (other !== undefined) this.current = this.rules.indexOf(other.rule);
      const violation = {
        ...violationOf(rule, best, rule.flow?.further?.(sinkOf(site, best)) ?? null),
        ...waysOf(further.filter((one) => this.isAsked(one) && !this.comesFromTest(one))),
        ...(this.comesFromTest(best) ? { confidence: 'low' as const } : {}),
      };
      this.record(place, 'violating', null, '', weight === 'low' ? { ...violation, confidence: 'low' } : violation);
      return;
    }
    const weak = flows[0];
    if (weak !== undefined && strong.length === 0 && this.isAsked(weak)) {
      if (near.some((one) => one.outcome === 'violating')) return;
      for (const one of near) this.outcomes.delete(one.key);
      this.record(place, 'unknown', 'unmodelled-library', `${weak.steps[0]?.note ?? 'data'} may reach it`, null);
      return;
    }
    // What the form alone made suspect is settled where everything that reaches the place was seen to be clean.
    if (!site.takesAny && (site.outcome === 'cleaned' || site.outcome === 'guarded')) {
      for (const one of near) this.outcomes.delete(one.key);
      this.record(place, 'safe', site.outcome, '', null);
      return;
    }
    for (const one of near) {
      if (one.rule !== rule) continue;
      if (one.outcome !== 'violating') this.outcomes.delete(one.key);
      // Flows say nothing of tiers that they are not about.
      else if (one.violation?.tier === undefined || rule.flow?.tiers?.includes(one.violation.tier) !== false)
        one.vouched = true;
    }
    if (near.some((one) => one.outcome === 'violating' && one.rule === rule)) return;
    if (site.outcome === 'unknown') {
      this.record(place, 'unknown', 'budget', 'its data comes from more places than are looked at', null);
      return;
    }
    const safe = site.outcome === 'violating' ? 'no-untrusted-origin' : site.outcome;
    this.record(place, 'safe', safe, '', null);
  }

  /** True where it is only looked whether there is a file, and the function opens it behind a check further down, by the same variable. */
  private isLookBeforeCheck(site: SinkSite): boolean {
    if (site.kind !== 'path' || !looksOnly(site.callee)) return false;
    const { text } = site.module.file;
    const name = variableAt(text, site.start);
    if (name === null) return false;
    return (this.checkedPaths.get(site.module.file.path) ?? []).some(
      (one) =>
        one.start > site.start &&
        one.start - site.start < 3000 &&
        variableAt(text, one.start) === name &&
        !/^[ \t]*(?:async[ \t]+)?def[ \t]/m.test(text.slice(site.start, one.start)),
    );
  }

  private isAsked(flow: Flow): boolean {
    return isReportedWith(this.tiers, flow.tier, flow.kind);
  }

  /** What says most comes first: tiers that are asked for, data that not only tests hand in, then the stronger attacker. */
  private order(flow: Flow): number {
    const step = TIER_ORDER.length;
    return TIER_ORDER.indexOf(flow.tier) + (this.isAsked(flow) ? 0 : 2 * step) + (this.comesFromTest(flow) ? step : 0);
  }

  /** True for data that only a test hands in, say a view that it defines to try the code with. */
  private comesFromTest({ steps: [first] }: Flow): boolean {
    return first !== undefined && this.tests.has(first.module.file.path);
  }

  /** True for what only calls of tests make a violation: keys, switches and texts that they hand in. */
  private isSeenInTestsAlone({ seenFor }: Outcome): boolean {
    return seenFor?.every((one) => one.areAll((path) => this.tests.has(path))) === true;
  }

  results(): { findings: RawFinding[]; sites: Site[] } {
    const sorted = [...this.outcomes.values()].sort(
      (a, b) =>
        compare(a.file.path, b.file.path) || a.start - b.start || a.end - b.end || compare(a.rule.id, b.rule.id),
    );
    const findings: RawFinding[] = [];
    const sites: Site[] = [];
    for (const one of sorted) {
      const from = one.file.position(one.start);
      sites.push({
        check: one.rule.id,
        outcome: one.outcome,
        reason: one.reason,
        note: one.note,
        path: one.file.path,
        line: from.line,
      });
      if (one.violation !== null)
        findings.push(finding(one, one.violation, this.tests.has(one.file.path) || this.isSeenInTestsAlone(one)));
    }
    return { findings, sites };
  }
}

/** The variable that a text begins with at an offset, or null. */
function variableAt(text: string, start: number): string | null {
  return /^[A-Za-z_]\w*/.exec(text.slice(start, start + 60))?.[0] ?? null;
}

function finding(one: Outcome, violation: Violation, inTest: boolean): RawFinding {
  const { rule } = one;
  return {
    rule: rule.id,
    cwe: violation.cwe ?? rule.cwe,
    severity: violation.severity ?? rule.severity,
    // Nobody from outside gets at what tests run: shown only when asked for.
    confidence: inTest ? 'low' : (violation.confidence ?? rule.confidence),
    cause: violation.cause ?? rule.cause ?? 'form',
    tier: violation.tier ?? null,
    message: violation.message,
    instead: violation.instead ?? rule.instead,
    location: location(one),
    start: one.start,
    end: one.end,
    trace: located(violation.trace ?? []),
    ...(violation.ways === undefined ? {} : { ways: violation.ways.map(located) }),
    ...(violation.origins === undefined ? {} : { origins: violation.origins }),
    fix: violation.fix ?? null,
    ...(violation.joins === true ? { joins: true } : {}),
    ...(violation.group === undefined ? {} : { group: violation.group }),
    ...(one.vouched ? { vouched: true } : {}),
  };
}

function located(steps: NonNullable<Violation['trace']>): RawFinding['trace'] {
  return steps.map((step) => ({ ...location(step), note: step.note }));
}

function location(place: Place): RawFinding['location'] {
  const from = place.file.position(place.start);
  const to = place.file.position(place.end);
  return {
    path: place.file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    cell: from.cell,
  };
}

function sinkOf(site: SinkSite, flow: Flow): Sink {
  const { start, end, callStart, callEnd, callee } = site;
  const { file } = site.module;
  const first = flow.steps[0];
  const origin = first === undefined ? { file, start, end } : { ...first, file: first.module.file };
  return { file, start, end, callStart, callEnd, callee, tier: flow.tier, origin, classes: () => classesAround(site) };
}

function classesAround({ module, start }: SinkSite): readonly string[] {
  const around = module.classes.findLast(
    ({ ir }) => ir.start <= start && start < ir.start + blockAt(module.file, ir.start).length,
  );
  return (around?.resolution().classes ?? []).map(({ module: { file }, ir }) => blockAt(file, ir.start));
}

/** Severity steps below the rule's by tier of the origin. */
const LOWER: Readonly<Record<Tier, number>> = { remote: 0, response: 1, content: 1, local: 2, library: 2 };

function violationOf(rule: Rule, flow: Flow, further: Further | null): Violation {
  // Who chose a secret does not matter where it becomes known.
  const at = SEVERITIES.indexOf(rule.severity) + (keepsConfidential(flow.kind) ? 0 : LOWER[flow.tier]);
  const severity = SEVERITIES[Math.min(at, SEVERITIES.length - 1)] as Severity;
  const origin = flow.steps[0]?.note ?? 'data from outside';
  return {
    message: `${origin} ${rule.flow?.message ?? 'is used'}${further === null ? '' : `, ${further.words}`}`,
    ...(further === null ? {} : { cwe: [...rule.cwe, ...further.cwe] }),
    severity,
    confidence: 'high',
    cause: 'flow',
    tier: flow.tier,
    ...joinOf(flow),
    trace: traceOf(flow),
  };
}

/**
 * Whether a finding may be told together with others of its origin. An argument of callers, a look at a file, entries of a log: the defect
 * is where the data comes in. What an object does with a path that it was handed is one defect in each file.
 */
function joinOf({ tier, kind, site, steps }: Flow): Pick<Violation, 'joins' | 'group'> {
  const isAtOrigin = tier === 'library' || looksOnly(site.callee) || kind === 'log';
  if (tier === 'library' || (kind !== 'path' && kind !== 'archive') || steps.length < 3) return { joins: isAtOrigin };
  const [first] = steps;
  return { joins: true, group: `${first?.module.file.path}:${first?.start}:${site.module.file.path}` };
}

function traceOf(flow: Flow): NonNullable<Violation['trace']> {
  return withAssignment(flow).map(({ module, start, end, note }) => ({ file: module.file, start, end, note }));
}

/** The ways of further origins to the same place. */
function waysOf(flows: readonly Flow[]): Pick<Violation, 'ways' | 'origins'> {
  return flows.length === 0 ? {} : { ways: flows.slice(0, MAX_WAYS).map(traceOf), origins: flows.length };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function register<E>(
  index: Map<string, Handler<E>[]>,
  id: string,
  rule: number,
  list: readonly At<E>[] | undefined,
): void {
  for (const one of list ?? []) {
    const handler = { rule, check: one.check };
    for (const text of one.at) {
      const place = parsePlace(text);
      if (isPlaceProblem(place)) {
        throw new RangeError(`rule ${id}: place \`${text}\`, column ${place.column}: expected ${place.expected}`);
      }
      if (place.slots.length > 0 || place.condition !== null) {
        throw new RangeError(`rule ${id}: place \`${text}\` has slots or a condition; events take a path alone`);
      }
      for (const path of place.paths) {
        // `cursor()#execute` is the literal chain `cursor().execute`.
        const plain = path.replaceAll('()#', '().');
        const handlers = index.get(plain);
        if (handlers === undefined) index.set(plain, [handler]);
        else if (!handlers.includes(handler)) handlers.push(handler);
      }
    }
  }
}
