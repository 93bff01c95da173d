import { compareText } from './problem.ts';

/** What a selector needs to know of a rule; `Rule` is one. */
export interface Selectable {
  /** `family/name`, kebab-case; of a rule, equal to its file's place. Never reused. */
  readonly id: string;
  /** CWE numbers, the most specific first; at least one. */
  readonly cwe: readonly number[];
  /** The same in other tools: `bandit:B506`, `ruff:S506`, `codeql:py/unsafe-deserialization`, `semgrep:…`. Also selectors. */
  readonly equivalents: readonly string[];
  /** Former ids. */
  readonly aliases?: readonly string[];
}

/** What a selector means. */
export type Selection =
  | {
      readonly ok: true;
      readonly selector: string;
      /** Ids of the rules, sorted. */
      readonly rules: readonly string[];
      /** Full ids of the clauses that the selector names, sorted; empty when it names rules. */
      readonly clauses: readonly string[];
      /** True for `ALL`: every rule at every confidence. */
      readonly all: boolean;
    }
  | {
      readonly ok: false;
      readonly selector: string;
      readonly reason: 'unknown' | 'ambiguous';
      /** Names that may have been meant, nearest first, at most three; for `ambiguous` every candidate. */
      readonly nearest: readonly string[];
    };

/** Longest selector that is looked up; a longer one is unknown. */
const MAX_SELECTOR = 200;

/**
 * The short form of a clause id: `REQ-PY_SEC-01` is `REQ-01`. An id without a scope in the middle is its own short form.
 */
export function shortClause(id: string): string {
  const first = id.indexOf('-');
  const last = id.lastIndexOf('-');
  return first > 0 && last > first ? id.slice(0, first) + id.slice(last) : id;
}

/** Full id to the shortest form that means only it among `ids`. */
export function shortClauses(ids: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const id of new Set(ids)) counts.set(shortClause(id), (counts.get(shortClause(id)) ?? 0) + 1);
  return new Map(ids.map((id) => [id, counts.get(shortClause(id)) === 1 ? shortClause(id) : id]));
}

/**
 * The selector language of the command line, configuration, comments and waivers, over one list of rules and one mapping.
 * `injection/shell` · `injection/*` · `REQ-PY_SEC-01`, `REQ-01` where unambiguous, `REQ-*` · `CWE-78` · `bandit:B602` ·
 * `ALL`. Letter case counts, but for `CWE-` and `ALL`.
 */
export class Selectors {
  private readonly rules: readonly Selectable[];
  private readonly clauses: ReadonlyMap<string, readonly string[]>;
  private readonly meanings: Map<string, readonly string[]>;
  private readonly shorts: Map<string, string[]>;

  /** `clauses`: full clause id to the ids of the rules that prove it, the inverse of a mapping. */
  constructor(rules: readonly Selectable[], clauses: ReadonlyMap<string, readonly string[]>) {
    this.rules = rules;
    this.clauses = clauses;
    this.meanings = new Map();
    this.shorts = new Map();
    for (const rule of rules) {
      this.mean(rule.id, rule.id);
      this.mean(`${rule.id.slice(0, rule.id.indexOf('/') + 1)}*`, rule.id);
      for (const alias of rule.aliases ?? []) this.mean(alias, rule.id);
      for (const number of rule.cwe) this.mean(`CWE-${number}`, rule.id);
      for (const equivalent of rule.equivalents) this.mean(equivalent, rule.id);
    }
    for (const id of clauses.keys()) {
      const short = shortClause(id);
      this.shorts.set(short, [...(this.shorts.get(short) ?? []), id]);
    }
  }

  /** What a selector means; never throws. White space around it is dropped. */
  resolve(text: string): Selection {
    const selector = text.trim();
    if (selector.length > MAX_SELECTOR) return { ok: false, selector, reason: 'unknown', nearest: [] };
    if (selector.toUpperCase() === 'ALL') {
      const rules = this.rules.map((rule) => rule.id).sort(compareText);
      return { ok: true, selector, rules, clauses: [], all: true };
    }
    const cwe = /^cwe-0*([1-9][0-9]{0,6})$/i.exec(selector);
    const rules = this.meanings.get(cwe === null ? selector : `CWE-${cwe[1]}`);
    if (rules !== undefined) {
      return { ok: true, selector, rules: [...new Set(rules)].sort(compareText), clauses: [], all: false };
    }
    if (this.clauses.has(selector)) return this.selectClauses(selector, [selector]);
    const short = this.shorts.get(selector);
    if (short?.length === 1) return this.selectClauses(selector, short);
    if (short !== undefined) {
      return { ok: false, selector, reason: 'ambiguous', nearest: [...short].sort(compareText) };
    }
    if (/^[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-)?\*$/.test(selector)) {
      const prefix = selector.slice(0, -1);
      const ids = [...this.clauses.keys()].filter((id) => id.startsWith(prefix));
      if (ids.length > 0) return this.selectClauses(selector, ids);
    }
    return { ok: false, selector, reason: 'unknown', nearest: this.nearest(selector) };
  }

  private selectClauses(selector: string, ids: readonly string[]): Selection {
    const rules = new Set<string>();
    for (const id of ids) for (const rule of this.clauses.get(id) ?? []) rules.add(rule);
    return {
      ok: true,
      selector,
      rules: [...rules].sort(compareText),
      clauses: [...ids].sort(compareText),
      all: false,
    };
  }

  private mean(name: string, rule: string): void {
    const known = this.meanings.get(name);
    if (known === undefined) this.meanings.set(name, [rule]);
    else this.meanings.set(name, [...known, rule]);
  }

  private nearest(selector: string): readonly string[] {
    const limit = Math.max(2, Math.floor(selector.length / 3));
    const names = new Set([...this.meanings.keys(), ...this.clauses.keys(), ...this.shorts.keys(), 'ALL']);
    const ranked: { name: string; distance: number }[] = [];
    const wanted = selector.toLowerCase();
    for (const name of names) {
      const lower = name.toLowerCase();
      const tail = lower.slice(lower.indexOf('/') + 1);
      const distance = Math.min(editDistance(wanted, lower, limit), wanted === tail ? 1 : limit + 1);
      if (distance <= limit) ranked.push({ name, distance });
    }
    ranked.sort((a, b) => a.distance - b.distance || compareText(a.name, b.name));
    return ranked.slice(0, 3).map((each) => each.name);
  }
}

/** Levenshtein distance of two texts, or any number above `limit` when it is larger. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const value = Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      next.push(value);
      if (value < least) least = value;
    }
    if (least > limit) return limit + 1;
    row = next;
  }
  return row[b.length] as number;
}

/** One sentence about a selector that means nothing, for command line, configuration and comments. */
export function selectionError(selection: Extract<Selection, { ok: false }>, shown: string): string {
  if (selection.reason === 'ambiguous') return `${shown} is ambiguous: write ${selection.nearest.join(' or ')}`;
  const hint = selection.nearest.length === 0 ? '' : `; did you mean ${selection.nearest.join(', ')}?`;
  return `${shown} is not a rule, family, clause, CWE or equivalent that is known here${hint}`;
}
