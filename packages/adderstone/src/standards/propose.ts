import type { Requirement, Standard } from './standard.ts';
import { codeNames, terms } from './terms.ts';
import { TOPICS } from './topics.ts';

/** What a check is about, as far as a proposal looks. */
export interface Candidate {
  /** `rule:injection/shell`. */
  readonly check: string;
  readonly title: string;
  readonly why: string;
  readonly instead: string;
  readonly cwe: readonly number[];
  readonly equivalents: readonly string[];
  readonly default: boolean;
  /** Python text of what it reports, with `# ! ` on the lines that it reports. */
  readonly examples: readonly string[];
}

/** A check that may prove a clause, and why. */
export interface Proposal {
  readonly selector: string;
  /** Where it belongs in the mapping. */
  readonly list: 'checks' | 'any' | 'also';
  readonly confidence: 'high' | 'medium' | 'low';
  /** Sentences: what of the clause speaks for it. */
  readonly reasons: readonly string[];
}

/** What is proposed for one clause; without proposals it needs a person, or `manual` with a reason. */
export interface ClauseProposal {
  readonly requirement: Pick<Requirement, 'id' | 'title' | 'statement' | 'line'>;
  readonly proposals: readonly Proposal[];
}

const ORDER = ['high', 'medium', 'low'] as const;
/** A name of code that more rules than this show says nothing about one of them. */
const COMMON = 6;
/** Least share of the weight of a clause's words that a rule's text must have to be named at all. */
const LEAST_SHARE = 0.34;

/**
 * Proposes checks for clauses by their words: CWE numbers and other tools' ids that they name (high), subjects of security (high or medium), code that the
 * examples of rules hold too (medium), and common words weighed by their rarity (low, and only where nothing else was found). It understands no
 * sentences: each proposal says what it saw, for a person to accept.
 */
export class Proposer {
  private readonly candidates: readonly Candidate[];
  private readonly byName: ReadonlyMap<string, readonly Candidate[]>;
  private readonly texts: readonly { readonly candidate: Candidate; readonly words: ReadonlySet<string> }[];
  private readonly weights: ReadonlyMap<string, number>;

  constructor(candidates: readonly Candidate[]) {
    this.candidates = candidates;
    const byName = new Map<string, Set<Candidate>>();
    for (const candidate of candidates)
      for (const text of candidate.examples)
        for (const line of text.split('\n').filter((one) => one.includes('# ! ')))
          for (const name of codeNames(line)) for (const key of nameKeys(name)) add(byName, key, candidate);
    this.byName = new Map([...byName].map(([name, holders]) => [name, [...holders]]));
    this.texts = candidates
      .filter((candidate) => candidate.default)
      .map((candidate) => ({
        candidate,
        words: new Set(
          terms(`${candidate.check.replace(/[:/-]/g, ' ')} ${candidate.title} ${candidate.why} ${candidate.instead}`),
        ),
      }));
    const counts = new Map<string, number>();
    for (const { words } of this.texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    this.weights = new Map([...counts].map(([word, count]) => [word, Math.log(1 + this.texts.length / count)]));
  }

  /** Proposals for one text, the surest first, each selector once. */
  propose(text: string): readonly Proposal[] {
    const found = new Map<string, { list: Proposal['list']; confidence: Proposal['confidence']; reasons: string[] }>();
    const say = (
      selector: string,
      list: Proposal['list'],
      confidence: Proposal['confidence'],
      reason: string,
    ): void => {
      const known = found.get(selector);
      if (known === undefined) {
        found.set(selector, { list, confidence, reasons: [reason] });
        return;
      }
      known.reasons.push(reason);
      if (ORDER.indexOf(confidence) < ORDER.indexOf(known.confidence)) known.confidence = confidence;
    };
    this.byIds(text, say);
    for (const topic of TOPICS) {
      const match = topic.says.exec(text);
      if (match === null) continue;
      const confidence = topic.weight === 'sure' ? 'high' : 'medium';
      const reason = `it speaks of ${quoted(match[0])}`;
      for (const list of ['checks', 'any', 'also'] as const)
        for (const selector of topic[list] ?? []) say(selector, list, confidence, reason);
    }
    this.byCode(text, say, found);
    if (found.size === 0) this.byWords(text, say);
    const tested = [...found.values()].some(({ list, confidence }) => list === 'any' && confidence === 'high');
    const proposals = [...found].map(([selector, one]): Proposal => {
      // What a test, a probe or an audit proves, rules only support.
      const list = tested && one.list === 'checks' && selector.startsWith('rule:') ? 'also' : one.list;
      return { selector, ...one, list };
    });
    return withoutCovered(proposals).sort(
      (a, b) => ORDER.indexOf(a.confidence) - ORDER.indexOf(b.confidence) || (a.selector < b.selector ? -1 : 1),
    );
  }

  private byIds(text: string, say: Say): void {
    for (const [name, number] of text.matchAll(/\bCWE-0*([1-9]\d{0,4})\b/gi))
      for (const candidate of this.candidates)
        if (candidate.default && candidate.cwe[0] === Number(number))
          say(candidate.check, 'checks', 'high', `it names ${name.toUpperCase()}`);
    for (const [id] of text.matchAll(/\b[BS][1-9]\d{2}\b/g))
      for (const candidate of this.candidates)
        if (candidate.equivalents.some((one) => one === `bandit:${id}` || one === `ruff:${id}`))
          say(candidate.check, 'checks', 'high', `it names ${id}, which this rule finds too`);
  }

  private byCode(
    text: string,
    say: Say,
    found: ReadonlyMap<string, { readonly confidence: Proposal['confidence'] }>,
  ): void {
    const sure = new Set(
      [...found].filter(([, one]) => one.confidence === 'high').map(([selector]) => familyOf(selector)),
    );
    for (const name of codeNames(text)) {
      for (const key of nameKeys(name)) {
        const holders = (this.byName.get(key) ?? []).filter((candidate) => candidate.default);
        if (holders.length === 0 || holders.length > COMMON) continue;
        for (const { check } of holders)
          if (!isCovered(check, found.keys()) && !sure.has(familyOf(check)))
            say(check, 'checks', 'medium', `its example of what is wrong has ${quoted(key)}, as the clause does`);
      }
    }
  }

  private byWords(text: string, say: Say): void {
    const words = terms(text).filter((word) => this.weights.has(word));
    const total = words.reduce((sum, word) => sum + (this.weights.get(word) ?? 0), 0);
    const ranked = this.texts
      .map(({ candidate, words: own }) => {
        const shared = words.filter((word) => own.has(word));
        return {
          candidate,
          shared,
          share: shared.reduce((sum, word) => sum + (this.weights.get(word) ?? 0), 0) / total,
        };
      })
      .filter(({ shared, share }) => shared.length >= 2 && share >= LEAST_SHARE)
      .sort((a, b) => b.share - a.share || (a.candidate.check < b.candidate.check ? -1 : 1));
    for (const { candidate, shared } of ranked.slice(0, 2))
      say(candidate.check, 'checks', 'low', `they have words in common: ${shared.slice(0, 4).join(', ')}`);
  }
}

/** Proposals for every clause of a document that no mapping names yet. */
export function proposeFor(
  standard: Standard,
  proposer: Proposer,
  mapped: (id: string) => boolean,
): readonly ClauseProposal[] {
  return standard.requirements
    .filter(({ id }) => !mapped(id))
    .map((requirement) => ({
      requirement,
      proposals: proposer.propose(`${requirement.title}. ${requirement.statement}`),
    }));
}

type Say = (selector: string, list: Proposal['list'], confidence: Proposal['confidence'], reason: string) => void;

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

/** The forms under which a name of code is looked up: without its arguments, and a setting for itself. */
function nameKeys(name: string): readonly string[] {
  const setting = /^(\w+)=(\w+)$/.exec(name);
  if (setting !== null) return [name];
  const inner = /\((\w+=\w+)\)/.exec(name);
  const bare = name.replace(/\(.*$/, '');
  return [...(bare.includes('.') ? [bare] : []), ...(inner === null ? [] : [inner[1] as string])];
}

function familyOf(selector: string): string {
  return selector.slice(0, selector.indexOf('/') + 1);
}

function isCovered(selector: string, others: Iterable<string>): boolean {
  for (const other of others)
    if (other !== selector && other.endsWith('*') && selector.startsWith(other.slice(0, -1))) return true;
  return false;
}

/** Of a wider proposal and one that it covers, the surer stays; of two as sure, the wider. */
function withoutCovered(proposals: readonly Proposal[]): Proposal[] {
  const rank = ({ confidence }: Proposal): number => ORDER.indexOf(confidence);
  return proposals.filter((one) => {
    const others = proposals.filter((other) => other.list === one.list && other !== one);
    const covered = others.some((other) => isCovered(one.selector, [other.selector]) && rank(other) <= rank(one));
    const narrowed = others.some((other) => isCovered(other.selector, [one.selector]) && rank(other) < rank(one));
    return !covered && !narrowed;
  });
}

function quoted(text: string): string {
  const shown = text
    .replace(/[^ -~]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `“${shown.length > 40 ? `${shown.slice(0, 39)}…` : shown}”`;
}
