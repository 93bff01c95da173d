import type { Host } from '../host/host.ts';
import { scan } from '../scan/pipeline.ts';
import { packageContributions } from './check-packages.ts';
import { CHECK_OPTIONS, readArguments } from './options.ts';
import { openProject, readFiles, readInside, readPolicyFiles } from './project.ts';
import { printable as escape, refuse } from './say.ts';

/** `adderstone suppressions [PATH…]`: every finding with a suppression, waiver or foreign comment, and what is wrong with those. */
export async function suppressions(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, CHECK_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const found = readFiles(host, project, read.paths);
  const policy = readPolicyFiles(project.configuration, null, false, (path) => readInside(host, project.root, path));
  if ('error' in policy) return refuse(host, policy.error);
  const packages = await packageContributions(host, project, { ...found, staged: false, base: null, baseFiles: [] });
  const report = scan({
    command: 'suppressions',
    ...found,
    ...policy,
    configuration: { ...project.configuration, select: ['ALL'] },
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
    contributions: [packages.now],
  });
  if ('refused' in report) return refuse(host, report.refused);
  let count = 0;
  for (const finding of report.findings) {
    const disposition = finding.disposition;
    if (disposition === null) continue;
    count++;
    const until = disposition.until === null ? 'no end' : `until ${disposition.until}`;
    const owner = disposition.owner === null ? '' : `, ${disposition.owner}`;
    host.stdout(
      `${escape(finding.location.path)}:${finding.location.line}  ${finding.rule}  ${disposition.kind} at ${escape(disposition.path)}:${disposition.line} (${until}${escape(owner)}): ${escape(disposition.reason ?? 'no reason')}\n`,
    );
  }
  for (const { code, message, path, line } of report.problems) {
    if (/^(?:suppression|waiver)-/.test(code)) host.stdout(`${escape(path ?? '')}:${line ?? 1}  ${code}: ${message}\n`);
  }
  host.stdout(`${count} ${count === 1 ? 'finding' : 'findings'} with a disposition\n`);
  return 0;
}
