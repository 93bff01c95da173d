import { type Day, isDay } from './date.ts';

/** What a comment of ours asks for. */
export type DirectiveVerb = 'ignore' | 'disable' | 'enable' | 'file-ignore';

/** A comment of ours, read but not looked up. */
export interface Directive {
  readonly verb: DirectiveVerb;
  /** As written, trimmed, in order, at least one. */
  readonly selectors: readonly string[];
  readonly reason: string | null;
  readonly until: Day | null;
  /** Who answers for it, and the day since which it is there, where it says so. */
  readonly owner: string | null;
  readonly since: Day | null;
}

/** Shortest reason that counts as one, in characters without white space around. */
export const MIN_REASON = 8;
/** Most selectors of one comment. */
const MAX_SELECTORS = 50;

/**
 * Reads the directives of one comment (`#` included): `# adderstone: ignore[SELECTOR, …] reason="…" until=YYYY-MM-DD owner="…" since=YYYY-MM-DD`. One
 * comment may hold several, and other tools' directives, each behind its own `#`. A text that only mentions one in quotes is none.
 * What is not well formed is an error, a sentence without text of the comment; nothing of it takes effect.
 */
export function parseDirectives(comment: string): readonly (Directive | { readonly error: string })[] {
  if (!comment.includes('adderstone')) return [];
  const found: (Directive | { readonly error: string })[] = [];
  for (const match of comment.matchAll(/(?:^|[ \t])#+[ \t]*adderstone[ \t]*:[ \t]*/g)) {
    found.push(parseOne(comment, match.index + match[0].length));
  }
  return found;
}

function parseOne(text: string, from: number): Directive | { readonly error: string } {
  const head = /(ignore|disable|enable|file-ignore)(?![\w-])[ \t]*/y;
  head.lastIndex = from;
  const match = head.exec(text);
  if (match === null) return { error: 'expected ignore[…], disable[…], enable[…] or file-ignore[…]' };
  const verb = match[1] as DirectiveVerb;
  let at = head.lastIndex;
  const close = text[at] === '[' ? text.indexOf(']', at) : -1;
  if (close < 0) return { error: `${verb} needs the names of what it is about in brackets: ${verb}[family/rule]` };
  const selectors = text
    .slice(at + 1, close)
    .split(',')
    .map((each) => each.trim());
  if (selectors.includes('')) return { error: `${verb}[…] has an empty name` };
  if (selectors.length > MAX_SELECTORS) return { error: `${verb}[…] has more than ${MAX_SELECTORS} names` };
  at = close + 1;
  let reason: string | null = null;
  let until: Day | null = null;
  let owner: string | null = null;
  let since: Day | null = null;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (at >= text.length || text[at] === '#') break;
    const attribute = /(reason|until|owner|since)=(?:"((?:[^"\\]|\\.)*)"|([^\s"#]+))/y;
    attribute.lastIndex = at;
    const pair = attribute.exec(text);
    if (pair === null) return { error: 'expected reason="…" or until=YYYY-MM-DD behind the brackets' };
    const value = (pair[2]?.replace(/\\(.)/g, '$1') ?? (pair[3] as string)).trim();
    if (pair[1] === 'reason') {
      if (reason !== null) return { error: 'reason is given twice' };
      if (pair[2] === undefined) return { error: 'a reason stands in double quotes' };
      reason = value;
    } else if (pair[1] === 'owner') {
      if (owner !== null) return { error: 'owner is given twice' };
      owner = value;
    } else {
      const name = pair[1] as 'until' | 'since';
      if ((name === 'until' ? until : since) !== null) return { error: `${name} is given twice` };
      if (!isDay(value)) return { error: `${name} is a day of the calendar: ${name}=YYYY-MM-DD` };
      if (name === 'until') until = value;
      else since = value;
    }
    at = attribute.lastIndex;
  }
  if (verb === 'enable') {
    if (reason !== null || until !== null || owner !== null || since !== null)
      return { error: 'enable[…] takes neither reason nor until' };
  } else if (reason === null || reason.length < MIN_REASON) {
    return { error: `${verb}[…] needs a reason of at least ${MIN_REASON} characters: reason="…"` };
  }
  if (since !== null && until !== null && since > until) return { error: 'since is after until' };
  return { verb, selectors, reason, until, owner, since };
}
