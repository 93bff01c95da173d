import type { CallEvent } from '../../flow/event.ts';
import type { Place, Value } from '../../flow/value.ts';
import { flagsGiven } from '../../regex/given-flags.ts';
import type { MatchMode } from '../../regex/matcher.ts';
import type { PatternSpan } from '../../regex/node.ts';
import { type Pattern, type PatternFlags, parsePattern } from '../../regex/pattern.ts';
import type { SourceFile } from '../../text/source-file.ts';

/** A place in the code where a known text is used as a regular expression. */
export interface PatternUse {
  readonly pattern: Pattern;
  /** The function that matches with it; `search` where that is not known. */
  readonly mode: MatchMode;
  /** The text that is matched; null where that is not part of the call. */
  readonly subject: Value | null;
  /** The literal, or the expression or assignment that gives the pattern. */
  readonly place: Place;
  /** The literal, or where the pattern's text begins if it stands unchanged in the source; null otherwise. */
  readonly textStart: number | null;
}

interface Slots {
  readonly mode: MatchMode;
  readonly pattern: string;
  readonly subject: number | null;
  readonly flags: number | null;
}

const FUNCTIONS: Readonly<Record<string, Slots>> = {
  compile: { mode: 'search', pattern: 'pattern', subject: null, flags: 1 },
  match: { mode: 'match', pattern: 'pattern', subject: 1, flags: 2 },
  search: { mode: 'search', pattern: 'pattern', subject: 1, flags: 2 },
  fullmatch: { mode: 'fullmatch', pattern: 'pattern', subject: 1, flags: 2 },
  findall: { mode: 'search', pattern: 'pattern', subject: 1, flags: 2 },
  finditer: { mode: 'search', pattern: 'pattern', subject: 1, flags: 2 },
  split: { mode: 'search', pattern: 'pattern', subject: 1, flags: 3 },
  sub: { mode: 'search', pattern: 'pattern', subject: 2, flags: 4 },
  subn: { mode: 'search', pattern: 'pattern', subject: 2, flags: 4 },
  _lazy_re_compile: { mode: 'search', pattern: 'regex', subject: null, flags: 1 },
  RegexValidator: { mode: 'search', pattern: 'regex', subject: null, flags: 4 },
  re_path: { mode: 'search', pattern: 'route', subject: null, flags: null },
  url: { mode: 'search', pattern: 'regex', subject: null, flags: null },
};

/** The calls whose first argument is a pattern: `re`, the `regex` package, Django's validator and URL tables. */
export const PATTERN_CALLS: readonly string[] = [
  're.{compile,match,search,fullmatch,findall,finditer,split,sub,subn}',
  'regex.{compile,match,search,fullmatch,findall,finditer,split,sub,subn}',
  'django.core.validators.RegexValidator',
  'django.utils.regex_helper._lazy_re_compile',
  'django.urls.re_path',
  'django.conf.urls.{re_path,url}',
];

/**
 * The patterns that a call uses: one for each constant text that the argument may be and that is a valid pattern.
 * Undefined when the argument is no known text.
 */
export function patternUses(call: CallEvent): readonly PatternUse[] | undefined {
  // Several rules ask about one call.
  if (!usesOfCalls.has(call)) usesOfCalls.set(call, usesOf(call));
  return usesOfCalls.get(call);
}

const usesOfCalls = new WeakMap<CallEvent, readonly PatternUse[] | undefined>();

function usesOf(call: CallEvent): readonly PatternUse[] | undefined {
  const path = call.targets[0];
  const slots = path === undefined ? undefined : FUNCTIONS[path.slice(path.lastIndexOf('.') + 1)];
  if (slots === undefined) return undefined;
  const value = call.argument(0, slots.pattern);
  if (value === null) return undefined;
  const flags = flagsOf(slots.flags === null ? null : call.argument(slots.flags, 'flags'));
  const subject = slots.subject === null ? null : call.argument(slots.subject, 'string');
  return constantPatterns(value, flags, slots.mode, subject);
}

/** One use for each constant text that a value may be and that is a valid pattern; undefined when it is no known text. */
function constantPatterns(
  value: Value,
  flags: PatternFlags,
  mode: MatchMode,
  subject: Value | null,
): readonly PatternUse[] | undefined {
  const uses: PatternUse[] = [];
  let known = false;
  for (const { type, value: text } of value.constants) {
    if ((type !== 'str' && type !== 'bytes') || typeof text !== 'string') continue;
    known = true;
    const result = parsePattern(text, { ...flags, bytes: type === 'bytes' });
    if (!result.ok) continue;
    // No more than the place: values hold the whole analysis.
    const { file, start, end } = value.setAt ?? value;
    const place = { file, start, end };
    const textStart = textStartOf(place, text);
    uses.push({ pattern: result.pattern, mode, subject, place, textStart });
  }
  return known ? uses : undefined;
}

const compiled = new WeakMap<SourceFile, Map<number, readonly PatternUse[]>>();

/** Keeps what `re.compile` was called with, by the place of the call, for `compiledUses`. */
export function rememberCompiled(call: CallEvent): void {
  const uses = patternUses(call);
  if (uses === undefined) return;
  const ofFile = compiled.get(call.file) ?? new Map<number, readonly PatternUse[]>();
  ofFile.set(call.start, uses);
  compiled.set(call.file, ofFile);
}

/** The methods of compiled patterns. */
export const PATTERN_METHODS: readonly string[] = [
  're.Pattern#{match,search,fullmatch,findall,finditer,split,sub,subn}',
];

/**
 * The patterns of a method call on a compiled pattern, with the method's mode and subject. `rememberCompiled` for the calls of
 * `re.compile` keeps where in the source they stand.
 */
export function compiledUses(call: CallEvent): readonly PatternUse[] {
  const slots = FUNCTIONS[call.name ?? ''];
  if (slots === undefined || slots.subject === null || call.receiver === null) return [];
  const { receiver } = call;
  const set = receiver.setAt;
  const ofFile = compiled.get((set ?? receiver).file);
  const start = set === null ? receiver.start : afterAssignment(set.file.text, set.end);
  const uses = ofFile?.get(start) ?? usesOfMade(receiver);
  const subject = call.argument(slots.subject - 1, 'string');
  return uses.map((use) => ({ ...use, mode: slots.mode, subject }));
}

/** The patterns that a compiled one was made of, wherever that was. */
function usesOfMade({ made }: Value): readonly PatternUse[] {
  const given = made?.get('0') ?? made?.get('pattern') ?? null;
  if (given === null) return [];
  return constantPatterns(given, flagsOf(made?.get('1') ?? made?.get('flags') ?? null), 'search', null) ?? [];
}

/** Where a part of the pattern stands in the source; the whole place when its text is written with escapes or in parts. */
export function placeIn(use: PatternUse, span: PatternSpan): Place {
  if (use.textStart === null) return use.place;
  const { file } = use.place;
  return { file, start: use.textStart + span.start, end: use.textStart + span.end };
}

function flagsOf(value: Value | null): PatternFlags {
  const numbers = (value?.constants ?? []).map((one) => one.value).filter((one) => typeof one === 'number');
  return flagsGiven(value?.references ?? [], numbers);
}

const ASSIGNMENT = /[ \t]*(?::[^=\n]{0,80})?=[ \t]*(?:\(\s*)?/y;
const QUOTE = /[rRbBuU]{0,2}(?:"""|'''|"|')/y;

/** The offset of the pattern's text when the place is, or is assigned, one literal that holds it unchanged. */
function textStartOf(place: Place, text: string): number | null {
  const source = place.file.text;
  for (const start of [place.start, afterAssignment(source, place.end)]) {
    QUOTE.lastIndex = start;
    const opening = QUOTE.exec(source);
    if (opening === null) continue;
    const from = start + opening[0].length;
    if (source.startsWith(text, from) && source.startsWith(opening[0].replace(/^[a-z]+/i, ''), from + text.length))
      return from;
  }
  return null;
}

function afterAssignment(source: string, end: number): number {
  ASSIGNMENT.lastIndex = end;
  const found = ASSIGNMENT.exec(source);
  return found === null ? end : end + found[0].length;
}
