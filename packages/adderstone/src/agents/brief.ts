import { type Finding, SEVERITIES } from '../findings/finding.ts';
import { shortClauses } from '../findings/selector.ts';
import { agentPath, agentText } from '../report/agent.ts';
import { cut, escapeLine } from '../report/escape.ts';
import { BUILTIN_PATH } from '../standards/builtin.generated.ts';
import type { Mapping, Standard } from '../standards/standard.ts';

/** Longest line of a finding: 35 tokens at 3.6 bytes each. */
export const MAX_LINE = 126;
/** Most lines of findings in one answer. */
const MAX_FINDINGS = 12;
/** Most clauses in one answer. */
const MAX_CLAUSES = 40;

/**
 * New findings for an agent, one line each: place, clause, rule, what is wrong, way out. Only identifiers, paths and our own sentences; the most severe
 * where there are more than a dozen, and how many more there are. Null when there is none.
 * @param clauses every clause of the standard, so that ids can be shortened without doubt
 */
export function briefFindings(findings: readonly Finding[], clauses: readonly string[]): string | null {
  if (findings.length === 0) return null;
  const short = shortClauses(clauses);
  const rank = (finding: Finding): number => SEVERITIES.indexOf(finding.severity);
  const chosen = [...findings].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_FINDINGS);
  const shown = findings.filter((finding) => chosen.includes(finding));
  const lines = [`adderstone: ${findings.length} new ${findings.length === 1 ? 'finding' : 'findings'}`];
  let path: string | null = null;
  for (const finding of shown) {
    if (finding.location.path !== path) {
      path = finding.location.path;
      lines.push(agentPath(path));
    }
    lines.push(findingLine(finding, (id) => short.get(id) ?? id));
  }
  if (findings.length > shown.length) lines.push(`${findings.length - shown.length} more: adderstone check`);
  const rules = [...new Set(shown.map(({ rule }) => rule))];
  const fixable = shown.some(({ fix }) => fix !== null);
  lines.push(
    `why: adderstone explain ${rules.length === 1 ? rules[0] : 'RULE'}${fixable ? '; fix: adderstone fix --diff --unsafe' : ''}`,
  );
  return lines.join('\n');
}

function findingLine(finding: Finding, name: (id: string) => string): string {
  const { location, requirements } = finding;
  const cell = location.cell === null ? '' : `cell${location.cell}:`;
  const ids = requirements.slice(0, 2).map((id) => cut(escapeLine(name(id)), 20));
  const head = `${cell}${location.line}:${location.column} ${ids.length === 0 ? '' : `${ids.join(',')} `}${finding.rule}: `;
  const room = Math.max(30, MAX_LINE - head.length - 4);
  const what = cut(agentText(finding.message), Math.ceil(room * 0.6));
  return cut(`${head}${what} -> ${cut(agentText(finding.instead), Math.max(12, room - what.length))}`, MAX_LINE);
}

/**
 * What a change does to the policy that judges it, for an agent: files of the policy that it alters, findings that it suppresses. Null when it does
 * neither.
 */
export function briefChanges(paths: readonly string[], suppressed: readonly Finding[]): string | null {
  const lines = paths.slice(0, 5).map((path) => `${agentPath(path)}: this change alters the policy that judges it`);
  for (const { location, rule } of suppressed.slice(0, 5))
    lines.push(`${agentPath(location.path)}:${location.line}: this change suppresses ${rule}; a person has to agree`);
  const more = paths.length + suppressed.length - lines.length;
  if (more > 0) lines.push(`${more} more of these: adderstone check --since HEAD`);
  return lines.length === 0 ? null : lines.join('\n');
}

/** The clauses that bind Python files of a project, one line each: id and title as the standard has them, cut and escaped. */
export function briefClauses(standard: Standard, mapping: Mapping): string {
  const { globs } = standard.activation;
  const where =
    globs.length === 0
      ? 'every Python file'
      : globs
          .slice(0, 6)
          .map((glob) => cut(escapeLine(glob), 40))
          .join(', ');
  const lines = [
    `adderstone: these clauses of ${standard.path === BUILTIN_PATH ? 'its shipped standard' : agentPath(standard.path)} bind ${where}, and are checked after each edit`,
  ];
  for (const clause of standard.requirements.slice(0, MAX_CLAUSES)) {
    const title = cut(escapeLine(clause.title), 80);
    const strict = mapping.clauses.get(clause.id)?.noWaiver === true ? ' (no waiver)' : '';
    lines.push(`${cut(escapeLine(clause.id), 40)}: ${title}${strict}`);
  }
  if (standard.requirements.length > MAX_CLAUSES)
    lines.push(`${standard.requirements.length - MAX_CLAUSES} more: adderstone standard show`);
  lines.push('in full: adderstone explain CLAUSE');
  return lines.join('\n');
}
