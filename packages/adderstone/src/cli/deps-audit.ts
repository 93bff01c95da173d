import { AdvisoryData } from '../audit/advisory-data.ts';
import { type Audit, type AuditedPackage, audit } from '../audit/audit.ts';
import { contributionOf, notAudited, PACKAGES_CHECK } from '../audit/contribution.ts';
import { loadData, UPDATE_COMMAND } from '../audit/data-place.ts';
import type { IgnoredAdvisory } from '../audit/ignore.ts';
import { type Format, formatOf } from '../audit/manifest.ts';
import { readEnvironment } from '../audit/manifests/environment.ts';
import { Matcher } from '../audit/match.ts';
import type { PipAuditEvidence } from '../audit/pip-audit.ts';
import { type Manifests, readManifests, resolve, statedVersions } from '../audit/read-manifests.ts';
import { freshness } from '../audit/update.ts';
import { readOpenVex } from '../audit/vex.ts';
import type { CheckRun } from '../findings/check-run.ts';
import type { Contribution } from '../findings/contribution.ts';
import { SEVERITIES } from '../findings/finding.ts';
import type { Problem } from '../findings/problem.ts';
import type { Host } from '../host/host.ts';
import type { DataSummary } from '../report/deps-json.ts';
import { BaseState } from '../scan/base-state.ts';
import type { Configuration } from '../scan/configuration.ts';
import { type Candidate, discover } from '../scan/discover.ts';
import { judgePackages } from '../scan/judge-packages.ts';
import type { Report } from '../scan/outcome.ts';
import { isManifest, scriptsAmong, treeAt, treeOnDisk } from '../scan/project-packages.ts';
import { gatherEvidence } from './deps-evidence.ts';
import { emitDeps, outputsOfDeps } from './deps-output.ts';
import { type Arguments, DEPS_AUDIT_OPTIONS, readArguments } from './options.ts';
import { absolute, openProject, type Project, policyOnDisk, readInside, readLayers } from './project.ts';
import { printable, refuse } from './say.ts';

/** `adderstone deps audit`: compares what manifests and lock files name with the advisories on this machine. Opens no connection. */
export async function depsAudit(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, DEPS_AUDIT_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const outputs = outputsOfDeps(read, host);
  if ('usage' in outputs) return refuse(host, outputs.usage);
  const python = read.values.get('python-version')?.[0] ?? null;
  if (python !== null && !/^[0-9]+\.[0-9]+(?:\.[0-9]+)?$/.test(python))
    return refuse(host, '--python-version: expected a version such as 3.12');
  const onDisk = await openProject(host, read);
  if ('error' in onDisk) return refuse(host, onDisk.error);
  const based = await baseOf(host, read, onDisk);
  if ('error' in based) return refuse(host, based.error);
  const { project, base } = based;
  const problems: Problem[] = [...based.problems];

  const manifests = await manifestsOf(host, read, project);
  if ('error' in manifests) return refuse(host, manifests.error);
  const named = read.values.get('data')?.[0];
  const found = loadData(host, project.root, named === undefined ? null : absolute(host, named));
  const data = found instanceof AdvisoryData ? found : null;
  const state = data === null ? 'none' : freshness(data.header, host.today());
  problems.push(...dataProblems(data, found, state));
  const ignores = ignoresOf(host, read, project.configuration);
  if ('error' in ignores) return refuse(host, ignores.error);

  const before =
    base === null
      ? null
      : statedVersions(
          await readManifests(treeAt(base, project.configuration, base.pythonFiles(project.configuration))),
        );
  const options = {
    target: { python, platform: read.values.get('platform')?.[0] ?? null },
    ignores: ignores.ignores,
    today: host.today(),
    base: before,
    without: 'missing' in found ? found.missing : 'there are no advisories on this machine',
  };
  const matcher = data === null ? null : new Matcher(data);
  const withdrawn = data?.header.withdrawn ?? [];
  const first = audit(manifests, matcher, withdrawn, { ...options, evidence: null });
  const evidence = gatherEvidence(host, read, project.root, first.packages);
  if ('error' in evidence) return refuse(host, evidence.error);
  problems.push(...evidence.problems);
  const result =
    evidence.found === null ? first : audit(manifests, matcher, withdrawn, { ...options, evidence: evidence.found });

  if (read.flags.has('fix') || read.flags.has('diff'))
    return (await import('./deps-fix.ts')).writeRemedies(
      host,
      project.root,
      result.packages,
      manifests,
      read.flags.has('diff'),
    );

  const report = reportOf(host, project, read, result, manifests, state, evidence.found, problems);
  if ('error' in report) return refuse(host, report.error);
  const summary: DataSummary = {
    state,
    taken: data?.header.taken ?? null,
    newest: data?.header.newest ?? null,
    records: data?.header.records ?? 0,
  };
  const failed = await emitDeps(host, project.root, outputs, report, result.packages, summary);
  return failed ? 2 : report.run.exit;
}

/** The base that packages are compared with and whose policy holds; null where every package is gated. */
async function baseOf(
  host: Host,
  args: Arguments,
  onDisk: Project,
): Promise<
  | { readonly project: Project; readonly base: BaseState | null; readonly problems: readonly Problem[] }
  | { readonly error: string }
> {
  const ref = args.values.get('base')?.[0];
  if (ref === undefined) return { project: onDisk, base: null, problems: [] };
  const { root } = onDisk;
  const everything = (why: string): { project: Project; base: null; problems: Problem[] } => ({
    project: onDisk,
    base: null,
    problems: [
      {
        severity: 'warning',
        code: 'no-base',
        message: `${why}: every package counts as added`,
        path: null,
        line: null,
      },
    ],
  });
  if (host.git(root, ['rev-parse', '--git-dir']) === null) return everything('this is no git repository');
  if (host.git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']) === null)
    return everything('there is no commit yet');
  const base = BaseState.open(host, root, ref);
  if ('error' in base) return base;
  const configuration = await readLayers(host, root, args, (path) => {
    const bytes = base.read(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  });
  if ('error' in configuration) return { error: `at the base: ${configuration.error}` };
  const problems = base.policyChanges((path) => readInside(host, root, path), configuration, onDisk.configuration);
  return { project: { root, configuration }, base, problems };
}

/** What the manifests below the named paths say, and the environment that was named. */
async function manifestsOf(
  host: Host,
  args: Arguments,
  { root, configuration }: Project,
): Promise<Manifests | { readonly error: string }> {
  const starts = (
    args.paths.length === 0 && args.values.has('environment') ? [] : args.paths.length === 0 ? ['.'] : args.paths
  ).map((path) => absolute(host, path));
  const formats = new Map<string, Format>();
  const files: Candidate[] = [];
  const folders: string[] = [];
  for (const start of starts) {
    const real = host.resolve(start);
    if (real === null) return { error: `${printable(start)} is not there` };
    const path = real === root ? '' : real.slice(root === '/' ? 1 : root.length + 1);
    if (host.kindOf(real) === 'file') {
      // A file that is named is read whatever it is called.
      if (formatOf(path) === null) formats.set(path, /\.pyw?$/.test(path) ? 'script' : 'requirements');
      files.push({ path, real });
    } else folders.push(start);
  }
  const found = discover(host, root, folders, {
    include: [],
    exclude: configuration.exclude,
    maxFiles: 100_000,
    also: isManifest,
  });
  const scripts = scriptsAmong(
    found.files
      .filter(({ path }) => /\.pyw?$/.test(path) && formatOf(path) === null)
      .map(({ path, real }) => {
        const read = host.read(real, configuration.maxFileSize);
        return read.kind === 'bytes'
          ? { path, bytes: read.bytes }
          : { path, reason: read.reason, message: read.message };
      }),
  );
  const setups = found.files.filter(({ path }) => formatOf(path) !== null);
  const tree = treeOnDisk(
    host,
    root,
    [...found.others, ...setups, ...files],
    scripts,
    configuration.maxFileSize,
    formats,
  );
  const manifests = await readManifests(tree);
  const skipped = found.skipped
    .filter(({ gap, path }) => gap && (isManifest(path) || host.kindOf(`${root}/${path}`) === 'folder'))
    .map(
      ({ path, message }): Problem => ({ severity: 'error', code: 'manifest-unreadable', message, path, line: null }),
    );
  const environments = [];
  for (const one of args.values.get('environment') ?? []) {
    const real = host.resolve(absolute(host, one));
    const reading = real === null ? null : readEnvironment(host, real, one);
    if (reading === null)
      return {
        error: `--environment: ${JSON.stringify(one)} is no virtual environment and no folder of installed packages`,
      };
    environments.push(reading);
  }
  if (manifests.readings.length + environments.length === 0 && manifests.problems.length === 0)
    return {
      error:
        'there is no manifest or lock file to audit (requirements.txt, pyproject.toml, a lock file, …); `--environment FOLDER` audits what is installed',
    };
  const all = [...manifests.readings, ...environments];
  const joined = environments.length === 0 ? manifests : { readings: all, ...resolve(all, manifests.problems) };
  return { ...joined, problems: [...joined.problems, ...skipped] };
}

function dataProblems(
  data: AdvisoryData | null,
  found: ReturnType<typeof loadData>,
  state: DataSummary['state'],
): Problem[] {
  const told = (severity: Problem['severity'], code: string, message: string): Problem[] => [
    { severity, code, message, path: null, line: null },
  ];
  if (data === null)
    return told(
      'error',
      'advisory-data-missing',
      `${'missing' in found ? found.missing : ''}: run \`${UPDATE_COMMAND}\``,
    );
  const { taken, damaged } = data.header;
  const own = damaged.map(
    ({ file, reason }): Problem => ({
      severity: 'warning',
      code: 'advisory-unreadable',
      message: `the record ${file} ${reason}`,
      path: null,
      line: null,
    }),
  );
  if (state === 'stale')
    return [
      ...told(
        'error',
        'advisory-data-stale',
        `the advisories of ${taken} are too old to prove anything: run \`${UPDATE_COMMAND}\``,
      ),
      ...own,
    ];
  if (state === 'old')
    return [
      ...told(
        'warning',
        'advisory-data-old',
        `the advisories of ${taken} are more than 14 days old: run \`${UPDATE_COMMAND}\``,
      ),
      ...own,
    ];
  return own;
}

function ignoresOf(
  host: Host,
  args: Arguments,
  configuration: Configuration,
): { readonly ignores: readonly IgnoredAdvisory[] } | { readonly error: string } {
  const ignores = [...configuration.ignoredAdvisories];
  for (const path of args.values.get('vex') ?? []) {
    const real = host.resolve(absolute(host, path));
    const read = real === null ? null : host.read(real, 64 << 20);
    if (read?.kind !== 'bytes') return { error: `--vex: ${JSON.stringify(path)} is not there or cannot be read` };
    const found = readOpenVex(Buffer.from(read.bytes).toString('utf8'), path);
    if ('refused' in found) return { error: `--vex: ${printable(path)} ${found.refused}` };
    ignores.push(...found);
  }
  return { ignores };
}

/** Judges the clauses that the audit is about, and decides the exit code. */
function reportOf(
  host: Host,
  project: Project,
  args: Arguments,
  result: Audit,
  manifests: Manifests,
  state: DataSummary['state'],
  evidence: PipAuditEvidence | null,
  problems: readonly Problem[],
): Report | { readonly error: string } {
  const usable = state === 'fresh' || state === 'old';
  const reason = state === 'none' ? 'there are no advisories on this machine' : 'the advisories are too old';
  const own: Contribution = contributionOf(result, manifests);
  const ours: CheckRun = usable
    ? { check: PACKAGES_CHECK, ran: true, optional: false, reason: null }
    : (notAudited(reason, UPDATE_COMMAND).checks[0] as CheckRun);
  const theirs: CheckRun[] =
    evidence === null
      ? []
      : [{ check: 'external:pip-audit', ran: evidence.refused === null, optional: false, reason: evidence.refused }];
  const policy = policyOnDisk(host, project, null, args.flags.has('isolated'));
  if ('error' in policy) return policy;
  const unread = [...result.problems, ...problems].filter(
    ({ severity, code }) => severity === 'error' && code === 'manifest-unreadable',
  );
  const judged = judgePackages({
    policy,
    configuration: project.configuration,
    contribution: { ...own, checks: [ours, ...theirs] },
    manifests,
    incomplete:
      unread.length === 0
        ? []
        : [`${unread.length} ${unread.length === 1 ? 'place' : 'places'} of manifests could not be read`],
    problems,
    today: host.today(),
  });
  if ('refused' in judged) return { error: judged.refused };
  const proved = usable || theirs.some(({ ran }) => ran);
  const exit = exitOf(
    args,
    judged,
    result.packages,
    proved && !problems.some(({ code }) => code === 'pip-audit-refused'),
  );
  return { ...judged, run: { ...judged.run, exit } };
}

/** 2: something gated was not audited, or nothing proves anything; 1: something gated is vulnerable or malicious; else 0. */
function exitOf(args: Arguments, report: Report, packages: readonly AuditedPackage[], proved: boolean): number {
  if (!proved || !report.run.complete) return 2;
  if (packages.some(({ gated, status }) => gated && status === 'not-audited')) return 2;
  const least = SEVERITIES.indexOf((args.values.get('fail-on')?.[0] ?? 'low') as (typeof SEVERITIES)[number]);
  const gated = new Set(
    packages
      .filter((one) => one.gated)
      .map(({ place, pin }) => `${(pin ?? place).path}:${(pin ?? place).start}:${(pin ?? place).line}`),
  );
  const names = new Set(packages.filter((one) => one.gated).map(({ name }) => name));
  const failing = report.findings.some(
    ({ check, status, severity, location, start, anchor }) =>
      check === PACKAGES_CHECK &&
      status === 'new' &&
      SEVERITIES.indexOf(severity) <= least &&
      gated.has(`${location.path}:${start}:${location.line}`) &&
      names.has((anchor ?? '').split(' ')[0] as string),
  );
  return failing ? 1 : 0;
}
