import type { AuditedAdvisory, AuditedPackage, PackageStatus } from '../audit/audit.ts';
import type { Report } from '../scan/outcome.ts';
import type { DataSummary } from './deps-json.ts';
import { escapeLine } from './escape.ts';
import type { Palette } from './palette.ts';
import { lastLine, newFindings } from './summary.ts';

const ORDER: readonly PackageStatus[] = ['malicious', 'vulnerable', 'not-audited', 'clean', 'skipped'];

/**
 * An audit for people: each package that is malicious, vulnerable or not audited with its place, what else was found, problems, counts, and what is
 * verified. Packages that are clean are counted only. With a base, what did not change is marked as information.
 */
export function renderDepsFull(
  report: Report,
  packages: readonly AuditedPackage[],
  data: DataSummary,
  palette: Palette,
): string {
  const lines: string[] = [];
  for (const status of ORDER.slice(0, 3))
    for (const one of packages) if (one.status === status) lines.push(...packageLines(one, palette));
  for (const finding of newFindings(report)) {
    if (finding.check === 'audit:packages') continue;
    const { path, line } = finding.location;
    lines.push(
      `${palette.bold(`${escapeLine(path)}:${line}`)}: ${palette.yellow(finding.severity)} ${finding.rule}: ${escapeLine(finding.message)}`,
      `    ${escapeLine(finding.instead)}`,
    );
  }
  for (const problem of report.problems) {
    const place =
      problem.path === null ? '' : `${escapeLine(problem.path)}${problem.line === null ? '' : `:${problem.line}`}: `;
    const text = `${place}${problem.severity}: ${escapeLine(problem.message)}`;
    lines.push(problem.severity === 'info' ? palette.dim(text) : palette.yellow(text));
  }
  if (lines.length > 0) lines.push('');
  lines.push(countLine(packages), dataLine(data), lastLine(report));
  return `${lines.join('\n')}\n`;
}

function packageLines(one: AuditedPackage, palette: Palette): string[] {
  const stated = one.version ?? (one.asked === '' ? 'without a version' : one.asked);
  const paint = one.status === 'not-audited' ? palette.yellow : palette.red;
  const same = one.gated ? '' : palette.dim(' (not changed: information)');
  const head = `${palette.bold(`${escapeLine(one.place.path)}:${one.place.line}`)}: ${paint(one.status)} ${escapeLine(one.name)} ${escapeLine(stated)}${same}`;
  const lines = [one.reason === null ? head : `${head}: ${escapeLine(one.reason)}`];
  for (const advisory of one.advisories) lines.push(`    ${escapeLine(advisoryText(advisory))}`);
  if (one.fix !== null && one.status === 'vulnerable')
    lines.push(`    ${palette.green(`update to ${escapeLine(one.fix)} or later`)}`);
  return lines;
}

function advisoryText(advisory: AuditedAdvisory): string {
  const names = [...advisory.ids, ...advisory.aliases].join(', ');
  const rated =
    advisory.severity === null
      ? ''
      : ` ${advisory.severity}${advisory.score === null ? '' : ` ${advisory.score.toFixed(1)}`}`;
  const fixed = advisory.fixed.length === 0 ? 'no fix known' : `fixed in ${advisory.fixed.slice(0, 3).join(', ')}`;
  const ignored =
    advisory.ignored === null
      ? ''
      : ` [ignored${advisory.ignored.expires === null ? '' : ` until ${advisory.ignored.expires}`}: ${advisory.ignored.reason}]`;
  return `${names}${rated}: ${advisory.summary === '' ? '' : `${advisory.summary} `}(${fixed})${ignored}`;
}

/** `12 packages: 1 vulnerable, 10 clean, 1 skipped`. */
function countLine(packages: readonly AuditedPackage[]): string {
  const parts = ORDER.map((status) => ({ status, count: packages.filter((one) => one.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status === 'not-audited' ? 'not audited' : status}`);
  const total = `${packages.length} ${packages.length === 1 ? 'package' : 'packages'}`;
  return parts.length === 0 ? `${total}.` : `${total}: ${parts.join(', ')}.`;
}

function dataLine(data: DataSummary): string {
  if (data.state === 'none') return 'Advisories: none. `adderstone deps update` gets them.';
  const old = data.state === 'fresh' ? '' : data.state === 'old' ? ', old' : ', too old to prove anything';
  return `Advisories: ${data.records} records, taken ${data.taken}, the newest of ${(data.newest ?? '').slice(0, 10)}${old}.`;
}
