import { createBaseline, parseBaseline, pruneBaseline, renderBaseline } from '../findings/baseline.ts';
import type { Host } from '../host/host.ts';
import { scan } from '../scan/pipeline.ts';
import { packageContributions } from './check-packages.ts';
import { CHECK_OPTIONS, readArguments } from './options.ts';
import { absolute, openProject, policyOnDisk, readBelow, readFiles, throughLink } from './project.ts';
import { refuse } from './say.ts';

const PATH = '.adderstone/baseline.json';

/** `adderstone baseline create|prune [PATH…]`: writes the open findings down as known; drops those that are gone. */
export async function baseline(args: readonly string[], host: Host): Promise<number> {
  const [verb, ...rest] = args;
  if (verb !== 'create' && verb !== 'prune') {
    host.stderr('adderstone: usage: adderstone baseline create|prune [OPTIONS] [PATH…]\n');
    return 2;
  }
  const read = readArguments(rest, CHECK_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const part = read.paths.find((path) => host.resolve(absolute(host, path)) !== project.root);
  if (part !== undefined)
    return refuse(
      host,
      `the baseline is about the whole project ${project.root}: ${JSON.stringify(part)} is a part of it, and the rest would be forgotten`,
    );
  const found = readFiles(host, project, read.paths);
  const policy = policyOnDisk(host, project, null, false);
  if ('error' in policy) return refuse(host, policy.error);
  if (found.files.length === 0) return refuse(host, 'there is no Python file to look at');
  const packages = await packageContributions(host, project, { ...found, staged: false, base: null, baseFiles: [] });
  const report = scan({
    command: 'baseline',
    ...found,
    ...policy,
    configuration: project.configuration,
    baseline: null,
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
    contributions: [packages.now],
  });
  if ('refused' in report) return refuse(host, report.refused);
  if (!report.run.complete)
    return refuse(
      host,
      'not everything could be looked at, so the baseline would be wrong; nothing is written. See `adderstone check`',
    );
  const open = report.findings.filter((finding) => finding.status === 'new');
  let result = createBaseline(open);
  if (verb === 'prune') {
    const text = readBelow(host, project.root, PATH);
    if (text === null) return refuse(host, `${PATH} is not there`);
    const old = parseBaseline(text, PATH);
    if ('problem' in old) return refuse(host, `${PATH}: ${old.problem.message}`);
    result = pruneBaseline(old, open);
  }
  const problem =
    host.makeFolder(`${project.root}/.adderstone`, 0o755) ??
    throughLink(host, `${project.root}/${PATH}`, project.root) ??
    host.write(`${project.root}/${PATH}`, renderBaseline(result));
  if (problem !== null) return refuse(host, `${PATH} is not written: ${problem}`);
  const count = result.entries.reduce((sum, entry) => sum + entry.count, 0);
  host.stdout(`${PATH}: ${count} known ${count === 1 ? 'finding' : 'findings'}\n`);
  return 0;
}
