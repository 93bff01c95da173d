import type { SourceFile } from '../text/source-file.ts';
import { type Day, isExpired } from './date.ts';
import { type Directive, parseDirectives } from './directive.ts';
import { type ForeignComment, parseForeign } from './foreign.ts';
import { type Problem, quotable } from './problem.ts';
import { type Selection, type Selectors, selectionError } from './selector.ts';

/** What one name in the brackets of a suppression covers. */
export interface Suppression {
  readonly path: string;
  /** 1-based line of the comment as people count it; in a notebook within its cell. */
  readonly line: number;
  readonly scope: 'statement' | 'block' | 'file';
  readonly selection: Extract<Selection, { ok: true }>;
  readonly reason: string;
  readonly owner: string | null;
  readonly since: Day | null;
  readonly until: Day | null;
  /** True when `until` has passed: it is listed, and has no effect. */
  readonly expired: boolean;
  /**
   * 1-based lines of the file's text that it is about. `statement`: the lines on which a statement must start or end
   * (`first` is the comment's own line and `last` equal to it; for a comment alone on its line both are the next line of code).
   * `block`: every line from `first` to `last`.
   */
  readonly first: number;
  readonly last: number;
  /** True for a comment alone on its line: then a statement must *start* on `first`. */
  readonly above: boolean;
}

/** Another tool's comment, with its place. Lines as in `Suppression`. */
export interface PlacedForeign extends ForeignComment {
  readonly path: string;
  readonly line: number;
  readonly first: number;
  readonly above: boolean;
}

/** All suppression comments of one file. */
export interface FileSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly foreign: readonly PlacedForeign[];
  /** Malformed, unknown, expired, without an end; unused ones are only known after `settle`. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the suppressions of one file from its comment tokens (pairs of half-open offsets, as `Module.comments`): a string
 * that looks like one is none. What is malformed, names nothing known or everything (`ALL`), or has expired takes no effect and
 * is a problem with its place. `today` decides about `until`.
 */
export function readSuppressions(
  file: SourceFile,
  comments: Int32Array,
  selectors: Selectors,
  today: Day,
): FileSuppressions {
  const suppressions: Suppression[] = [];
  const foreign: PlacedForeign[] = [];
  const problems: Problem[] = [];
  const open = new Map<string, Suppression[]>();
  let below: ReadonlyMap<number, number> | null = null;

  for (let i = 0; i + 1 < comments.length; i += 2) {
    const start = comments[i] as number;
    const text = file.slice(start, comments[i + 1] as number);
    if (!/adderstone|nosec|noqa|nosemgrep/i.test(text)) continue;
    const line = file.position(start).line;
    const here = file.lines.position(start).line;
    below ??= linesBelowComments(file, comments);
    const above = below.has(here);
    let first = below.get(here) ?? here;
    const target = file.lines.span(Math.min(first, file.lines.count)).start;
    if (file.position(start).cell !== file.position(target).cell) first = here;

    for (const one of parseForeign(text)) foreign.push({ ...one, path: file.path, line, first, above });
    for (const directive of parseDirectives(text)) {
      if ('error' in directive) tell('suppression-malformed', line, directive.error);
      else take(directive, line, here, first, above);
    }
  }
  for (const each of [...open.values()].flat()) {
    const shown = quotable(each.selection.selector);
    tell('suppression-unclosed', each.line, `disable[…] of ${shown} has no enable[…] behind it and takes no effect`);
  }
  return { suppressions, foreign, problems };

  function tell(code: string, line: number, message: string): void {
    problems.push({ severity: 'warning', code, message, path: file.path, line });
  }

  function take(directive: Directive, line: number, here: number, first: number, above: boolean): void {
    for (const name of directive.selectors) {
      const selection = selectors.resolve(name);
      if (!selection.ok) {
        tell('suppression-unknown', line, selectionError(selection, quotable(name)));
        continue;
      }
      if (selection.all) {
        tell('suppression-blanket', line, 'a suppression names what it suppresses; ALL is not possible');
        continue;
      }
      if (directive.verb === 'enable') {
        const closed = open.get(selection.selector);
        open.delete(selection.selector);
        if (closed === undefined) {
          tell('suppression-unopened', line, `enable[…] of ${quotable(name)} has no disable[…] before it`);
        }
        for (const each of closed ?? []) suppressions.push({ ...each, last: here });
        continue;
      }
      if (directive.verb !== 'ignore' && !above) {
        tell('suppression-misplaced', line, `${directive.verb}[…] stands alone on its line`);
        continue;
      }
      const expired = directive.until !== null && isExpired(directive.until, today);
      if (expired) {
        tell('suppression-expired', line, `the suppression of ${quotable(name)} held until ${directive.until}`);
      }
      const { until, owner, since } = directive;
      const common = { path: file.path, line, selection, until, owner, since, expired, above };
      const reason = directive.reason as string;
      if (directive.verb === 'ignore') suppressions.push({ ...common, reason, scope: 'statement', first, last: first });
      else if (directive.verb === 'disable') {
        const block: Suppression = { ...common, reason, scope: 'block', first: here, last: file.lines.count };
        const blocks = open.get(selection.selector);
        if (blocks === undefined) open.set(selection.selector, [block]);
        else blocks.push(block);
      } else suppressions.push({ ...common, reason, scope: 'file', first: 1, last: file.lines.count });
    }
  }
}

/** Where a finding stands, in 1-based lines of the file's text. */
export interface Target {
  readonly rule: string;
  readonly requirements: readonly string[];
  /** First and last line of the statement (of a compound one: of its header). */
  readonly first: number;
  readonly last: number;
  /** The line on which the place itself starts. */
  readonly line: number;
}

/** Whether a suppression is about a finding: its name and its place both fit. Says nothing of expiry or refusal. */
export function covers(suppression: Suppression, target: Target): boolean {
  const { selection } = suppression;
  const named =
    selection.clauses.length > 0
      ? selection.clauses.some((clause) => target.requirements.includes(clause))
      : selection.rules.includes(target.rule);
  if (!named) return false;
  if (suppression.scope === 'file') return true;
  if (suppression.scope === 'block') return suppression.first <= target.first && target.last <= suppression.last;
  return stands(suppression.first, suppression.above, target);
}

/** Whether a foreign comment stands at a finding: also on the very line of the place, as those tools have it. */
export function standsAt(comment: PlacedForeign, target: Target): boolean {
  return stands(comment.first, comment.above, target) || (!comment.above && comment.first === target.line);
}

function stands(line: number, above: boolean, target: Target): boolean {
  return line === target.first || (!above && line === target.last);
}

/** Each line on which nothing but a comment stands, and the next line after it that is none of these. */
function linesBelowComments(file: SourceFile, comments: Int32Array): ReadonlyMap<number, number> {
  const below = new Map<number, number>();
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    const { line, column } = file.lines.position(comments[i] as number);
    if (!/^\s*$/.test(file.lines.lineText(line).slice(0, column - 1))) continue;
    below.set(line, below.get(line + 1) ?? line + 1);
  }
  return below;
}

/** The comments of one file by line, so that a finding meets only those near it. */
export class SuppressionIndex {
  private readonly near: ReadonlyMap<number, readonly Suppression[]>;
  private readonly wide: readonly Suppression[];
  private readonly foreign: ReadonlyMap<number, readonly PlacedForeign[]>;

  constructor(comments: FileSuppressions) {
    const { suppressions, foreign } = comments;
    this.near = Map.groupBy(
      suppressions.filter((each) => each.scope === 'statement'),
      (each) => each.first,
    );
    this.wide = suppressions.filter((each) => each.scope !== 'statement');
    this.foreign = Map.groupBy(foreign, (each) => each.first);
  }

  /** The suppressions that are about a finding, those at its statement first, then in order of the file. */
  covering(target: Target): readonly Suppression[] {
    const lines = target.first === target.last ? [target.first] : [target.first, target.last];
    const found: Suppression[] = [];
    for (const line of lines) for (const each of this.near.get(line) ?? []) if (covers(each, target)) found.push(each);
    for (const each of this.wide) if (covers(each, target)) found.push(each);
    return found;
  }

  /** Other tools' comments that stand at a finding. */
  foreignAt(target: Target): readonly PlacedForeign[] {
    const lines = [...new Set([target.first, target.last, target.line])];
    return lines.flatMap((line) => (this.foreign.get(line) ?? []).filter((each) => standsAt(each, target)));
  }
}
