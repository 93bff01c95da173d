import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import { yamlTrouble } from '../text/document-bounds.ts';
import { parseGlob } from '../text/glob.ts';
import { isDay } from './date.ts';
import { MIN_REASON } from './directive.ts';
import type { Problem } from './problem.ts';
import type { Waiver } from './waiver.ts';

/** Most entries of one file. */
const MAX_WAIVERS = 10_000;
const KEYS = new Set(['rule', 'clause', 'path', 'fingerprint', 'kind', 'reason', 'owner', 'until', 'since']);

/**
 * Reads `.adderstone/waivers.yaml`: a mapping with one key `waivers`, a list of entries with `rule` or `clause` (a selector),
 * `path` (a glob), `reason`, `owner` and `until` (all required), `kind: waived | disputed` (default `waived`), the day `since` which it is there and, to
 * narrow it, `fingerprint`. A wrong entry is left out and is an error with its line; text of the file is never repeated.
 * Aliases and anchors are refused.
 */
export function parseWaivers(
  text: string,
  path: string,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly Problem[] } {
  const counter = new LineCounter();
  const problems: Problem[] = [];
  const waivers: Waiver[] = [];
  const tell = (message: string, offset: number): void => {
    const line = counter.linePos(Math.max(0, offset)).line || 1;
    problems.push({ severity: 'error', code: 'waiver-malformed', message, path, line });
  };
  const trouble = yamlTrouble(text);
  if (trouble !== null) tell(`the file ${trouble}`, 0);
  if (problems.length > 0) return { waivers, problems };
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true, strict: true });
  for (const error of document.errors) tell(`the file is not valid YAML (${error.code})`, error.pos[0]);
  let aliases = -1;
  visit(document, {
    Alias: (_, alias) => {
      aliases = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  if (aliases >= 0) tell('aliases are not used in this file', aliases);
  if (problems.length > 0) return { waivers, problems };

  const root = document.contents as Node | null;
  if (root === null) return { waivers, problems };
  const list = isMap(root) ? (root.get('waivers', true) as Node | undefined) : undefined;
  if (!isMap(root) || root.items.length !== 1 || !isSeq(list)) {
    tell('expected one key, `waivers`, with a list', root.range?.[0] ?? 0);
    return { waivers, problems };
  }
  if (list.items.length > MAX_WAIVERS) {
    tell(`more than ${MAX_WAIVERS} entries`, list.range?.[0] ?? 0);
    return { waivers, problems };
  }
  for (const item of list.items) {
    const node = item as Node;
    if (isMap(node)) readEntry(node);
    else tell('expected an entry with rule, path, reason, owner and until', node?.range?.[0] ?? 0);
  }
  return { waivers, problems };

  function readEntry(entry: YAMLMap): void {
    const at = entry.range?.[0] ?? 0;
    const values = new Map<string, string>();
    const before = problems.length;
    for (const pair of entry.items) {
      const key = isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : '';
      const offset = (pair.key as Node | null)?.range?.[0] ?? at;
      if (!KEYS.has(key)) tell(`the keys of an entry are ${[...KEYS].join(', ')}`, offset);
      else if (isScalar(pair.value) && typeof pair.value.value === 'string') values.set(key, pair.value.value.trim());
      else tell(`\`${key}\` is a text`, offset);
    }
    const need = (key: string): string => {
      const value = values.get(key) ?? '';
      if (value === '') tell(`\`${key}\` is missing`, at);
      return value;
    };
    if (values.has('rule') === values.has('clause')) tell('exactly one of `rule` and `clause` is needed', at);
    const selector = values.get('rule') ?? values.get('clause') ?? '';
    const reason = need('reason');
    if (reason !== '' && reason.length < MIN_REASON) tell(`\`reason\` has at least ${MIN_REASON} characters`, at);
    const owner = need('owner');
    const until = need('until');
    if (until !== '' && !isDay(until)) tell('`until` is a day of the calendar, YYYY-MM-DD', at);
    const since = values.get('since') ?? null;
    if (since !== null && !isDay(since)) tell('`since` is a day of the calendar, YYYY-MM-DD', at);
    else if (since !== null && isDay(until) && since > until) tell('`since` is after `until`', at);
    const kind = values.get('kind') ?? 'waived';
    if (kind !== 'waived' && kind !== 'disputed') tell('`kind` is `waived` or `disputed`', at);
    const fingerprint = values.get('fingerprint') ?? null;
    if (fingerprint !== null && !/^[0-9a-f]{32}$/.test(fingerprint)) tell('`fingerprint` is 32 hexadecimal digits', at);
    const pattern = need('path');
    const glob = parseGlob(pattern);
    if ('error' in glob) {
      if (pattern !== '') tell(`\`path\`: ${glob.error}`, at);
      return;
    }
    if (problems.length > before || (kind !== 'waived' && kind !== 'disputed')) return;
    const line = counter.linePos(at).line;
    waivers.push({ kind, selector, glob, fingerprint, reason, owner, until, since, path, line });
  }
}
