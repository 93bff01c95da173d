import type { Problem } from '../findings/problem.ts';
import { editDistance } from '../findings/selector.ts';
import { conflicts } from './conflict.ts';
import { covers } from './mapping.ts';
import type { Mapping, Standard } from './standard.ts';

/** Names that other languages have and Python does not. */
const NOT_PYTHON = /\b(?:Math\.random|console\.log|JSON\.parse|System\.out|strcpy|printf)\b/;
/** Words that leave it to the reader what holds: nothing can prove them. */
const VAGUE =
  /\b(?:as appropriate|where appropriate|appropriately|adequate(?:ly)?|reasonabl[ey]|as needed|where possible|if possible|when feasible|best practices?|sufficiently|user[- ]friendly|and so on|etc)\b/i;

/** Checks of this product that another part of it runs, and that a mapping may name whatever this build has. */
export const FOREIGN_CHECKS: readonly string[] = [
  'audit:packages',
  'secret:credentials',
  'secret:personal-data',
  'probe:path-integrity',
  'probe:throughput',
  'probe:guard',
  'external:bandit',
  'external:ruff',
  'external:semgrep',
  'external:codeql',
  'external:sarif',
  'external:pip-audit',
  'external:junit',
];

/** Where each text of a standard comes from, to tell what is wrong in it. */
export interface LintInput {
  readonly standard: Standard;
  readonly mapping: Mapping;
  /** Ids that the mappings beside the documents name, with the path of the mapping. */
  readonly own: ReadonlyMap<string, string>;
  /** Every check of this build, e.g. `rule:injection/shell`. */
  readonly checks: readonly string[];
}

/**
 * What is wrong with documents and their mapping: what reading them told; clauses that repeat or contradict each other, that nothing proves or
 * whose words nothing can prove; checks that do not exist; ids of the mapping that are no clause; names that are not Python's; text that belongs to
 * no clause. Examples are judged by the rules, elsewhere. Sorted by document and line.
 */
export function lintStandard({ standard, mapping, own, checks }: LintInput): Problem[] {
  const problems: Problem[] = standard.problems.map((problem) => ({ ...problem, path: problem.path ?? standard.path }));
  const known = [...new Set([...checks, ...FOREIGN_CHECKS])];
  const digests = new Map<string, string>();
  for (const requirement of standard.requirements) {
    const { id, document: path, line, statement, digest } = requirement;
    const tell = (severity: Problem['severity'], code: string, message: string): void => {
      problems.push({ severity, code, message: `\`${id}\`: ${message}`, path, line });
    };
    const clause = mapping.clauses.get(id);
    if (clause === undefined)
      tell('warning', 'unmapped', 'no check is mapped to it; `adderstone standard map` proposes some');
    else {
      const selectors = [...clause.checks, ...clause.any, ...clause.also];
      for (const selector of new Set(selectors)) {
        if (checks.some((check) => covers(selector, check))) continue;
        if (known.some((check) => covers(selector, check)))
          tell('info', 'check-not-run', `\`${selector}\` does not run with \`check\` alone`);
        else tell('error', 'unknown-check', `\`${selector}\` is no check${nearest(selector, known)}`);
      }
      const proving = [...clause.checks, ...clause.any];
      const provable = proving.some((selector) => known.some((check) => covers(selector, check)));
      if (proving.length === 0) tell('info', 'manual', 'only people can judge it, so it is never verified');
      else if (!provable) tell('warning', 'cannot-be-proved', 'none of its checks exists');
    }
    if (NOT_PYTHON.test(statement)) tell('warning', 'not-python', 'it names something that Python does not have');
    const vague = VAGUE.exec(statement);
    if (vague !== null)
      tell('info', 'vague', `“${vague[0].toLowerCase()}” leaves open what holds, so a check proves it only in part`);
    const twin = digests.get(digest);
    if (twin !== undefined) tell('warning', 'repeated-clause', `it says the same as \`${twin}\``);
    else digests.set(digest, id);
  }
  for (const problem of conflicts(standard.requirements)) problems.push(problem);
  const clauses = new Set(standard.requirements.map(({ id }) => id));
  for (const [id, path] of own)
    if (!clauses.has(id))
      problems.push({
        severity: 'warning',
        code: 'mapping-without-clause',
        message: `the mapping names \`${id.slice(0, 80)}\`, which is no clause of the standard`,
        path,
        line: null,
      });
  for (const { line, path } of standard.informative)
    problems.push({
      severity: 'info',
      code: 'informative',
      message: 'this text belongs to no clause',
      path: path ?? standard.path,
      line,
    });
  return problems;
}

function nearest(selector: string, known: readonly string[]): string {
  const limit = Math.max(3, Math.floor(selector.length / 3));
  const ranked = known
    .map((name) => ({ name, distance: editDistance(selector, name, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return ranked.length === 0
    ? ''
    : `; did you mean ${ranked
        .slice(0, 3)
        .map(({ name }) => `\`${name}\``)
        .join(', ')}?`;
}
