import type { Problem } from '../findings/problem.ts';
import { covers } from './mapping.ts';
import type { Mapping, Standard } from './standard.ts';

/** Names that other languages have and Python does not. */
const NOT_PYTHON = /\b(?:Math\.random|console\.log|JSON\.parse|System\.out|strcpy|printf)\b/;

/**
 * What is wrong with a document and its mapping: what reading it told, clauses that nothing proves, checks that this build does not have, names that
 * are not Python's, and text that belongs to no clause. Examples are judged by the rules, elsewhere.
 * @param checks every check of this build, e.g. `rule:injection/shell`
 */
export function lintStandard(standard: Standard, mapping: Mapping, checks: readonly string[]): Problem[] {
  const problems: Problem[] = standard.problems.map((problem) => ({ ...problem, path: standard.path }));
  const tell = (severity: Problem['severity'], code: string, message: string, line: number): void => {
    problems.push({ severity, code, message, path: standard.path, line });
  };
  const digests = new Map<string, string>();
  for (const requirement of standard.requirements) {
    const clause = mapping.clauses.get(requirement.id);
    if (clause === undefined)
      tell('warning', 'unmapped', `\`${requirement.id}\`: no check is mapped to it`, requirement.line);
    else {
      for (const selector of [...clause.checks, ...clause.any, ...clause.also]) {
        if (!checks.some((check) => covers(selector, check)))
          tell(
            'info',
            'check-not-built',
            `\`${requirement.id}\`: \`${selector}\` is not built in this version`,
            requirement.line,
          );
      }
    }
    if (NOT_PYTHON.test(requirement.statement))
      tell(
        'warning',
        'not-python',
        `\`${requirement.id}\` names something that Python does not have`,
        requirement.line,
      );
    const twin = digests.get(requirement.digest);
    if (twin !== undefined)
      tell('warning', 'repeated-clause', `\`${requirement.id}\` says the same as \`${twin}\``, requirement.line);
    digests.set(requirement.digest, requirement.id);
  }
  for (const { line } of standard.informative) tell('info', 'informative', 'this text belongs to no clause', line);
  return problems;
}
