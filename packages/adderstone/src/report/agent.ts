import type { Finding } from '../findings/finding.ts';
import { SEVERITIES } from '../findings/finding.ts';
import { compareText } from '../findings/problem.ts';
import { shortClauses } from '../findings/selector.ts';
import type { Report } from '../scan/outcome.ts';
import { cut, escapeLine } from './escape.ts';
import { countText, lastLine, newFindings } from './summary.ts';

/** Most lines of findings. */
const MAX_LINES = 20;
/** Longest piece of text. */
const MAX_TEXT = 80;
/** Longest line of a finding: 35 tokens at 3.6 bytes each. */
const MAX_LINE = 126;
/** Most places that a folded line names. */
const MAX_PLACES = 6;

/**
 * For coding agents, in few tokens: a header, new findings by file (at most 20 lines, the most severe; how many more there are is
 * said), each rule's clause and way out once, the line about compliance. Only identifiers, paths and our own sentences,
 * each cut at 80 characters: never comments, strings or docstrings of the code, nor sentences of the scanned tree.
 */
export function renderAgent(report: Report): string {
  const short = shortClauses(report.verdicts.map((verdict) => verdict.requirement));
  const name = (id: string): string => short.get(id) ?? id;
  const fresh = newFindings(report);
  const lines = [`adderstone: ${countText(report)}`];
  const { shown, hidden } = choose(fold(fresh));
  let path: string | null = null;
  for (const group of shown) {
    const first = group[0] as Finding;
    if (first.location.path !== path) {
      path = first.location.path;
      lines.push(agentPath(path));
    }
    lines.push(findingLine(group, name));
  }
  if (hidden > 0) lines.push(`${hidden} more: adderstone check --output concise`);
  const told = new Set<string>();
  for (const [finding] of shown) {
    if (finding === undefined || told.has(finding.rule)) continue;
    told.add(finding.rule);
    const ids = finding.requirements.map(name).join(',');
    lines.push(`${finding.rule}${ids === '' ? '' : ` (${escapeLine(ids)})`}: ${agentText(finding.instead)}`);
  }
  for (const skipped of report.files.skipped) {
    if (skipped.gap) lines.push(`not verified: ${agentPath(skipped.path)}: ${agentText(skipped.message)}`);
  }
  for (const problem of report.problems) {
    const place = problem.path === null ? '' : `${agentPath(problem.path)}:${problem.line ?? 1}: `;
    lines.push(`${problem.severity}: ${place}${agentText(problem.message)}`);
  }
  lines.push(lastLine(report, name));
  return `${lines.join('\n')}\n`;
}

/** Findings of one file with the same rule, severity and message are one line. */
function fold(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = Map.groupBy(findings, (finding) =>
    JSON.stringify([finding.location.path, finding.rule, finding.severity, finding.message]),
  );
  return [...groups.values()];
}

/** The most severe groups up to the cap, in the order of the report; and how many findings are left out. */
function choose(groups: readonly (readonly Finding[])[]): {
  readonly shown: readonly (readonly Finding[])[];
  readonly hidden: number;
} {
  const rank = (group: readonly Finding[]): number => SEVERITIES.indexOf((group[0] as Finding).severity);
  const best = new Set([...groups].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_LINES));
  const shown = groups
    .filter((group) => best.has(group))
    .sort((a, b) => compareText((a[0] as Finding).location.path, (b[0] as Finding).location.path));
  const hidden = groups.filter((group) => !best.has(group)).reduce((sum, group) => sum + group.length, 0);
  return { shown, hidden };
}

/** `12:5,40:5 C injection/shell REQ-01,BAN-01: message @8`, where `@8` is the line of the origin. */
function findingLine(group: readonly Finding[], name: (id: string) => string): string {
  const first = group[0] as Finding;
  const places = group.slice(0, MAX_PLACES).map(({ location }) => {
    const cell = location.cell === null ? '' : `cell${location.cell}:`;
    return `${cell}${location.line}:${location.column}`;
  });
  const more = group.length > MAX_PLACES ? `,+${group.length - MAX_PLACES}` : '';
  const times = group.length > 1 ? `×${group.length} at ` : '';
  const origin = first.trace[0];
  const from =
    origin === undefined
      ? ''
      : origin.path === first.location.path
        ? ` @${origin.line}`
        : ` @${cut(agentPath(origin.path), 30)}:${origin.line}`;
  const head = `${times}${places.join(',')}${more} ${(first.severity[0] as string).toUpperCase()} ${escapeLine(first.rule)}`;
  const ids = first.requirements.length === 0 ? '' : ` ${escapeLine(first.requirements.map(name).join(','))}`;
  const room = Math.max(20, MAX_LINE - head.length - ids.length - from.length - 2);
  return `${head}${ids}: ${cut(agentText(first.message), Math.min(MAX_TEXT, room))}${from}`;
}

/** A sentence of ours; what stands in backquotes only if it is at most three words of names and operators, else `…`. */
export function agentText(sentence: string): string {
  const safe = escapeLine(sentence).replace(/`([^`]*)`?/g, (_, quoted: string) =>
    /^[\p{L}\p{N}_.()[\]{},=*:/@|<>!+-]{1,60}(?: [\p{L}\p{N}_.,=*:/@|<>!+-]{1,20}){0,2}$/u.test(quoted)
      ? `\`${quoted}\``
      : '`…`',
  );
  return cut(safe, MAX_TEXT);
}

/** A path; one with other characters than paths usually have stands in quotes. */
export function agentPath(path: string): string {
  const safe = cut(escapeLine(path), MAX_TEXT);
  return /^[\w./@+-]+$/.test(safe) ? safe : JSON.stringify(safe);
}
