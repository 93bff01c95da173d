import type { Host } from '../host/host.ts';
import { escapeLine } from '../report/escape.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import type { Rule } from '../rules/rule.ts';
import { isMappingRefusal, readMapping } from '../standards/mapping.ts';
import { type Candidate, type ClauseProposal, type Proposal, Proposer, proposeFor } from '../standards/propose.ts';
import type { Standard } from '../standards/standard.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import type { Arguments } from './options.ts';
import { mappingPathOf, readBelow, writeInside } from './project.ts';
import { printable, refuse } from './say.ts';
import { openStandard } from './standard.ts';

/** Least length of a line without an id that may be a clause, in characters. */
const LEAST = 20;
const OBLIGES = /\b(?:must|shall|should|never|always|do not|don't|avoid|require[sd]?|only|use)\b/i;

/**
 * `adderstone standard map DOCUMENT`: proposes checks for the clauses that no mapping names, each with its reason, and for lines that oblige but have no
 * id. Shows the mapping it would write beside the document; writes with `--yes`. An existing mapping is only added to. What is proposed with low
 * confidence, and clauses without a proposal, are comments in it: nothing is proved by a guess that nobody took.
 */
export async function map(args: Arguments, host: Host): Promise<number> {
  if (args.paths.length > 1) return refuse(host, 'usage: adderstone standard map [DOCUMENT]');
  const opened = await openStandard(host, args, args.paths);
  if ('error' in opened) return refuse(host, opened.error);
  const { policy, project, files } = opened;
  const { standard, mapping } = policy;
  const [document] = standard.documents;
  if (files.standard === null || document === undefined)
    return refuse(host, 'the shipped standard has its mapping; name a document: adderstone standard map DOCUMENT');
  const proposer = new Proposer(ALL_RULES.map(candidateOf));
  const proposed = proposeFor(standard, proposer, (id) => mapping.clauses.has(id));
  host.stdout(proposalsText(proposed, standard, proposer));
  if (proposed.length === 0) return 0;
  const path = mappingPathOf(document.path);
  const before = readBelow(host, project.root, path);
  const after = mappingText(before, standard, proposed);
  const check = readMapping(path, after);
  if (isMappingRefusal(check))
    return refuse(host, `${path} cannot be added to: ${check[0]?.line}: ${check[0]?.message}; add the clauses by hand`);
  const lost = [...mappedBy(before, path)].filter((id) => !check.clauses.has(id));
  const missed = proposed.filter(
    ({ requirement, proposals }) => takes(proposals) && !check.clauses.has(requirement.id),
  );
  if (lost.length + missed.length > 0)
    return refuse(host, `${path} cannot be added to: its clauses are not the last thing in it; add them by hand`);
  host.stdout(`\n${unifiedDiff(path, before, after, printable)}`);
  if (!args.flags.has('yes')) {
    host.stdout('nothing is written yet: read the reasons, then run it with --yes, and strike what is wrong\n');
    return 0;
  }
  const problem = path.startsWith('/')
    ? 'the document lies outside the project'
    : writeInside(host, project.root, path, after);
  if (problem !== null) return refuse(host, `${path} is not written: ${problem}`);
  host.stdout(`${printable(path)} is written\n`);
  return 0;
}

function mappedBy(text: string | null, path: string): ReadonlySet<string> {
  const read = text === null ? null : readMapping(path, text);
  return new Set(read === null || isMappingRefusal(read) ? [] : read.clauses.keys());
}

/** Whether proposals are sure enough to be an entry, and no comment. */
function takes(proposals: readonly Proposal[]): boolean {
  return proposals.some(({ confidence, list }) => confidence !== 'low' && list !== 'also');
}

function candidateOf(rule: Rule): Candidate {
  return {
    check: `rule:${rule.id}`,
    title: rule.title,
    why: rule.why,
    instead: rule.instead,
    cwe: rule.cwe,
    equivalents: rule.equivalents,
    default: rule.default,
    examples: rule.bad.flatMap((example) => (typeof example === 'string' ? [example] : Object.values(example))),
  };
}

function proposalsText(proposed: readonly ClauseProposal[], standard: Standard, proposer: Proposer): string {
  const out: string[] = [];
  for (const { requirement, proposals } of proposed) {
    out.push(`${escapeLine(requirement.id)}  ${escapeLine(requirement.title)}  [line ${requirement.line}]`);
    if (proposals.length === 0) out.push('  no check was found for it: name one, or say `manual` with the reason');
    for (const one of proposals) out.push(`  ${proposalLine(one)}`);
  }
  if (proposed.length === 0) out.push('every clause is mapped');
  const loose = standard.informative.filter(({ text }) => text.length >= LEAST && OBLIGES.test(text));
  if (loose.length > 0)
    out.push('', 'These lines oblige, and have no id: a clause needs one such as `[REQ-TEAM-01]` to be judged.');
  for (const { line, text, path } of loose) {
    const short = text.length > 90 ? `${text.slice(0, 89)}…` : text;
    out.push(`${path === undefined ? '' : `${escapeLine(path)}, `}line ${line}: ${escapeLine(short)}`);
    for (const one of proposer.propose(text).filter(({ confidence }) => confidence !== 'low'))
      out.push(`  ${proposalLine(one)}`);
  }
  return `${out.join('\n')}\n`;
}

function proposalLine({ selector, list, confidence, reasons }: Proposal): string {
  return `${confidence.padEnd(6)}  ${list === 'checks' ? '' : `${list} `}${selector}: ${escapeLine(reasons.join('; '))}`;
}

/** The mapping with the proposals at its end. */
function mappingText(before: string | null, standard: Standard, proposed: readonly ClauseProposal[]): string {
  const name = (standard.scope ?? standard.requirements[0]?.id.split('-')[0] ?? 'TEAM').replace(/[^\w-]/g, '_');
  const head =
    before ?? `# Proposed by \`adderstone standard map\`; strike what is wrong.\nstandard: ${name}\nclauses:\n`;
  const lines: string[] = [];
  for (const { requirement, proposals } of proposed) {
    const sure = proposals.filter(({ confidence }) => confidence !== 'low');
    const of = (list: Proposal['list']): string[] =>
      sure.filter((one) => one.list === list).map(({ selector }) => selector);
    const [checks, any, also] = [of('checks'), of('any'), of('also')];
    for (const { selector, confidence, reasons } of proposals)
      lines.push(`  # ${requirement.id} ${selector} (${confidence}): ${reasons.join('; ').replace(/[^ -~“”…]/g, '?')}`);
    if (!takes(proposals)) {
      lines.push(`  # ${requirement.id}: { manual: why only people can judge it }`);
      continue;
    }
    const parts = [
      ['checks', checks],
      ['any', any],
      ['also', also],
    ] as const;
    const said = parts
      .filter(([, list]) => list.length > 0)
      .map(([key, list]) => `${key}: [${list.map((one) => JSON.stringify(one)).join(', ')}]`);
    lines.push(`  ${requirement.id}: { ${said.join(', ')} }`);
  }
  const empty = before === null && !lines.some((line) => !line.startsWith('  #'));
  const base = empty ? head.replace(/clauses:\n$/, 'clauses: {}\n') : head;
  return `${base.endsWith('\n') ? base : `${base}\n`}${lines.join('\n')}\n`;
}
