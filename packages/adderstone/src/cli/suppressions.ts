import type { DispositionUse } from '../findings/disposition-use.ts';
import type { Host } from '../host/host.ts';
import { renderJson } from '../report/escape.ts';
import { scan } from '../scan/pipeline.ts';
import { committedDays, daysBetween, MOST_FILES } from './age.ts';
import { packageContributions } from './check-packages.ts';
import { readArguments, SUPPRESSIONS_OPTIONS } from './options.ts';
import { openProject, policyOnDisk, readFiles } from './project.ts';
import { printable as escape, refuse } from './say.ts';

const STATES: Readonly<Record<DispositionUse['state'], string>> = {
  'in-force': 'in force',
  shown: 'only shown',
  expired: 'EXPIRED',
  refused: 'REFUSED',
  unused: 'unused',
};

/**
 * `adderstone suppressions [PATH…]`: every suppression comment, waiver and foreign comment with reason, owner, age, end and what it does, and what is wrong
 * with those. The age is the day that it names itself, else that of the newest commit of its file.
 */
export async function suppressions(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, SUPPRESSIONS_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const { root, configuration } = project;
  const found = readFiles(host, project, read.paths);
  const isolated = read.flags.has('isolated');
  const policy = policyOnDisk(host, { root, configuration }, null, isolated);
  if ('error' in policy) return refuse(host, policy.error);
  const today = host.today();
  const packages = await packageContributions(host, project, { ...found, staged: false, base: null, baseFiles: [] });
  const report = scan({
    command: 'suppressions',
    ...found,
    ...policy,
    configuration: { ...configuration, select: ['ALL'] },
    today,
    maxUnknown: null,
    before: null,
    problems: [],
    contributions: [packages.now],
  });
  if ('refused' in report) return refuse(host, report.refused);
  const undated = [...new Set(report.dispositions.filter(({ since }) => since === null).map(({ path }) => path))];
  const days = committedDays(host, root, undated);
  const aged = report.dispositions.map((use) => {
    const day = use.since ?? days.get(use.path) ?? null;
    return { use, day, age: day === null ? null : Math.max(0, daysBetween(day, today)) };
  });
  const problems = report.problems.filter(({ code }) => /^(?:suppression|waiver)-/.test(code));
  if (read.flags.has('json')) {
    const listed = aged.map(({ use, day, age }) => ({ ...use, since: day, sinceFrom: sinceFrom(use, day), age }));
    host.stdout(renderJson({ schema: 'adderstone-suppressions/1', dispositions: listed, problems }));
    return 0;
  }
  for (const { use, day, age } of aged) host.stdout(`${escape(lineOf(use, day, age, today))}\n`);
  for (const { code, message, path, line } of problems)
    host.stdout(`${escape(path ?? '')}:${line ?? 1}  ${code}: ${escape(message)}\n`);
  if (undated.length > MOST_FILES)
    host.stderr(
      `adderstone: git was asked about ${MOST_FILES} of ${undated.length} files; the age of the others is not known\n`,
    );
  const effective = report.dispositions.filter(({ state }) => state === 'in-force').length;
  const total = report.dispositions.length;
  host.stdout(
    `${total} ${total === 1 ? 'suppression or waiver' : 'suppressions and waivers'}, ${effective} in force\n`,
  );
  return 0;
}

function sinceFrom(use: DispositionUse, day: string | null): 'itself' | 'commit' | null {
  return use.since !== null ? 'itself' : day === null ? null : 'commit';
}

function lineOf(use: DispositionUse, day: string | null, age: number | null, today: string): string {
  const { path, line, kind, what, scope, state, findings, until, owner, reason } = use;
  const where = scope === 'statement' ? '' : ` (${scope})`;
  const count = `${findings} ${findings === 1 ? 'finding' : 'findings'}`;
  const since =
    age === null
      ? 'age not known'
      : `${use.since === null ? 'file of' : 'since'} ${day}, ${age} ${age === 1 ? 'day' : 'days'}`;
  const left = until === null ? null : daysBetween(today, until);
  const end =
    left === null
      ? 'no end'
      : left < 0
        ? `ended ${until}`
        : `until ${until}, ${left} ${left === 1 ? 'day' : 'days'} left`;
  const who = owner === null ? '' : `; ${owner}`;
  return `${path}:${line}  ${kind} ${what}${where}  ${STATES[state]}, ${count}; ${since}; ${end}${who}: ${reason ?? 'no reason'}`;
}
