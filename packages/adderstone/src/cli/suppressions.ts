import type { Host } from '../host/host.ts';
import { scan } from '../scan/pipeline.ts';
import { CHECK_OPTIONS, readArguments } from './options.ts';
import { openProject, readFiles, readPolicyFiles } from './project.ts';

/** `adderstone suppressions [PATH…]`: every finding with a suppression, waiver or foreign comment, and what is wrong with those. */
export async function suppressions(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, CHECK_OPTIONS);
  if ('usage' in read) return fail(host, read.usage);
  const project = await openProject(host, read);
  if ('error' in project) return fail(host, project.error);
  const found = readFiles(host, project, read.paths);
  const policy = readPolicyFiles(project.configuration, null, false, (path) => {
    const file = host.read(`${project.root}/${path}`, 64 << 20);
    return file.kind === 'bytes' ? file.bytes : null;
  });
  if ('error' in policy) return fail(host, policy.error);
  const report = scan({
    command: 'suppressions',
    ...found,
    ...policy,
    configuration: { ...project.configuration, select: ['ALL'] },
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  });
  if ('refused' in report) return fail(host, report.refused);
  const escape = (text: string): string => text.replace(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
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

function fail(host: Host, message: string): number {
  host.stderr(`adderstone: ${message}\n`);
  return 2;
}
