import type { Descriptor } from '../findings/descriptor.ts';
import type { Cause, Confidence, Fix, SafeReason, Severity, UnknownReason } from '../findings/finding.ts';
import type {
  CallEvent,
  ClassEvent,
  CompareEvent,
  FunctionEvent,
  ImportEvent,
  ProjectView,
  ReadEvent,
  ReturnEvent,
  StoreEvent,
  TextEvent,
} from '../flow/event.ts';
import type { Origin, Place } from '../flow/value.ts';
import type { Kind, Tier } from '../models/vocabulary.ts';
import type { Node } from '../python/nodes.ts';
import type { Span, Template } from '../template/template.ts';
import type { SourceFile } from '../text/source-file.ts';

/** What a rule tells of a violation beyond its place. */
export interface Violation {
  /** One sentence in our own words; names of the code only as identifiers in backquotes, never its strings. */
  readonly message: string;
  /** Where they differ from the rule's own. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly cwe?: readonly number[];
  readonly instead?: string;
  readonly cause?: Cause;
  /** Trust tier of the origin, for a flow. */
  readonly tier?: Tier;
  readonly trace?: readonly (Place & { readonly note: string })[];
  /** See `RawFinding`. */
  readonly ways?: readonly (readonly (Place & { readonly note: string })[])[];
  readonly origins?: number;
  readonly fix?: Fix;
  /** See `RawFinding`. */
  readonly joins?: boolean;
  readonly group?: string;
}

/** How a rule tells what it saw. Each examined place ends as exactly one of the three; a place told twice keeps the worst. */
export interface Reporter {
  violation(place: Place, violation: Violation): void;
  safe(place: Place, reason: SafeReason, note?: string): void;
  unknown(place: Place, reason: UnknownReason, note?: string): void;
  /** True where data of a tier was asked for, as by `--tier library`, though it is not reported by default. */
  asks(tier: Tier): boolean;
}

/** A weakness beside that of the rule, and a few words of it behind the rule's own. */
export interface Further {
  readonly cwe: readonly number[];
  readonly words: string;
}

/** Where a flow ends: the place of the argument, in a call or store at `callStart` to `callEnd` (half-open offsets), and who chose the data. */
export interface Sink extends Place {
  readonly callStart: number;
  readonly callEnd: number;
  /** Dotted path of what is called; empty for a store. */
  readonly callee: string;
  readonly tier: Tier;
  /** Where the data comes in. */
  readonly origin: Place;
  /** The texts of the class around the place and of what it inherits from in the project; none outside of a class. */
  readonly classes: () => readonly string[];
}

/** A file's tree, for rules about syntax alone. */
export interface TreeContext {
  readonly file: SourceFile;
  /** Dotted module name. */
  readonly module: string;
  readonly isTest: boolean;
  readonly isNetworkTool: boolean;
  /** The nodes around the visited one, innermost last; valid only during the handler. */
  readonly ancestors: readonly Node[];
}

/** Handlers by node kind: called in one walk while the tree is alive. */
export type TreeHandlers = {
  readonly [K in Node['kind']]?: (node: Extract<Node, { kind: K }>, context: TreeContext, report: Reporter) => void;
};

/** A page's template: a file of its own, or a text of Python code. */
export interface TemplateContext {
  readonly file: SourceFile;
  readonly template: Template;
  /** True for a text of Python code. */
  readonly inline: boolean;
  /** True in files of tests and of a documentation. */
  readonly isTest: boolean;
  /** Calls that were seen to fill it with values. */
  readonly renderings: readonly Rendering[];
  /** The text that a piece of the template puts in by macros and includes, at most 40 of them. */
  putInto(piece: string): string;
  /** Where a span of the template stands in its file. */
  place(span: Span): Place;
}

/** A call that fills a template with values. */
export interface Rendering {
  readonly call: Place;
  /** What the client chose of each value that holds such data, by the template's name for it. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** A handler for events whose path is named: places in the language of `models/place.ts`, without slots and conditions. */
export interface At<E> {
  readonly at: readonly string[];
  readonly check: (event: E, report: Reporter) => void;
}

/**
 * An executable example: one file's text, or several by path. A line on which the rule must report carries the comment
 * `# ! ` with the rule's name behind the slash (`# ! yaml`), `# ! MISSING yaml` for a known miss, `# ! SPURIOUS yaml` for a known false
 * alarm; in a template (`page.html`) the same in braces, `{# ! yaml #}`. The marks are stripped before the run.
 */
export type Example = string | Readonly<Record<string, string>>;

/** Everything about one weakness: what it is, how it is found, and examples that prove it. One file a rule, named `<name>.rule.ts` in `rules/<family>/`. */
export interface Rule extends Descriptor {
  /** What kind of sink it is about; decides which tiers of origins are reported by default. */
  readonly kind?: Kind;
  readonly cause?: Cause;
  readonly bad: readonly Example[];
  readonly good: readonly Example[];

  /** Kinds of sinks at which data from an untrusted origin is what the rule is about. Every such sink becomes a site of the rule. */
  readonly flow?: {
    readonly to: readonly Kind[];
    /** What happens there, behind the origin: `becomes part of a command line that a shell reads`. */
    readonly message: string;
    /** Tiers of origins that it is about; all where it does not say. */
    readonly tiers?: readonly Tier[];
    /**
     * What the code around a sink says of a flow into it: `harmless` where nothing is done there that the rule is about, `low` for a
     * suspicion that is only shown when asked for, null where it is as ever.
     */
    readonly weigh?: (sink: Sink) => 'harmless' | 'low' | null;
    /** A further weakness that the code around a sink shows, with a few words of it for the message; null: none. */
    readonly further?: (sink: Sink) => Further | null;
  };
  readonly calls?: readonly At<CallEvent>[];
  /** Every call, whatever is called. Costly: prefer `calls`. */
  readonly anyCall?: (event: CallEvent, report: Reporter) => void;
  readonly stores?: readonly At<StoreEvent>[];
  readonly anyStore?: (event: StoreEvent, report: Reporter) => void;
  readonly reads?: readonly At<ReadEvent>[];
  readonly imports?: readonly At<ImportEvent>[];
  readonly compare?: (event: CompareEvent, report: Reporter) => void;
  readonly text?: (event: TextEvent, report: Reporter) => void;
  readonly functions?: (event: FunctionEvent, report: Reporter) => void;
  readonly classes?: (event: ClassEvent, report: Reporter) => void;
  readonly returns?: (event: ReturnEvent, report: Reporter) => void;
  readonly tree?: TreeHandlers;
  /** Every template of a page, after all code was interpreted. */
  readonly template?: (context: TemplateContext, report: Reporter) => void;
  /** Once, after everything else. */
  readonly project?: (project: ProjectView, report: Reporter) => void;
}

/** Declares a rule; gives it back unchanged, with its type checked. */
export function defineRule(rule: Rule): Rule {
  return rule;
}

/** Python text of an example: the first line end is dropped, common indentation removed. */
export function py(strings: TemplateStringsArray): string {
  const text = strings.raw.join('').replace(/^\n/, '');
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...indents);
  return lines.map((line) => line.slice(margin)).join('\n');
}
