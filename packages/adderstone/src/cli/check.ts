import type { Host } from '../host/host.ts';
import { BaseState } from '../scan/base-state.ts';
import { Cache } from '../scan/cache.ts';
import type { Candidate } from '../scan/discover.ts';
import type { Problem } from '../scan/outcome.ts';
import { type InputFile, LATE, type ScanInput, scan } from '../scan/pipeline.ts';
import { isTemplatePath } from '../template/template.ts';
import { packageContributions } from './check-packages.ts';
import { contextOf } from './format-context.ts';
import { type Arguments, CHECK_OPTIONS, readArguments } from './options.ts';
import { clearProgress, emit, outputsOf, scanEvents } from './output.ts';
import {
  absolute,
  openProject,
  type Project,
  readFiles,
  readInside,
  readLayers,
  readNamedStandards,
  readPolicyFiles,
} from './project.ts';
import { printable, refuse } from './say.ts';
import { settingsText } from './settings.ts';

const STDIN_LIMIT = 10_000_000;

/** `adderstone check`: scans, prints, writes, and gives the exit code. */
export async function check(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, CHECK_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const outputs = outputsOf(read, host, host.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'full');
  if ('usage' in outputs) return refuse(host, outputs.usage);
  if (read.flags.has('watch')) {
    const wrong =
      ['since', 'output'].find((name) => read.values.has(name)) ??
      ['staged', 'validate'].find((name) => read.flags.has(name)) ??
      null;
    if (wrong !== null || read.paths.includes('-'))
      return refuse(
        host,
        `--watch looks at files on disk, and does not go with ${wrong === null ? '`-`' : `--${wrong}`}`,
      );
    return (await import('./watch.ts')).watch(read, host, outputs.printed, prepare);
  }
  if (read.flags.has('show-settings')) {
    host.stdout(settingsText(project));
    return 0;
  }

  const validating = read.flags.has('validate');
  if (validating && (read.flags.has('staged') || read.paths.includes('-')))
    return refuse(host, '--validate runs what is on disk, and does not go with --staged or `-`');
  if (read.flags.has('allow-run') && !validating) return refuse(host, '--allow-run goes with --validate');
  const started = host.cpu();
  const given = await prepare(host, read, project);
  if ('error' in given) return refuse(host, given.error);
  let prepared = given;
  if (read.flags.has('show-files')) {
    for (const { path } of prepared.files) host.stdout(`${printable(path)}\n`);
    for (const { path, message } of prepared.skipped) host.stderr(`${printable(path)} ${printable(message)}\n`);
    return 0;
  }
  if (prepared.files.length === 0 && !(prepared.texts ?? []).some(({ path }) => isTemplatePath(path))) {
    const said = prepared.skipped.slice(0, 5).map(({ path, message }) => `\n  ${printable(path)} ${message}`);
    return refuse(host, `there is no Python file to look at${said.join('')}`);
  }
  const readDone = host.cpu();

  const folder = read.values.get('cache-dir')?.[0] ?? null;
  if (validating) {
    const { contribute } = await import('./check-validate.ts');
    const contributions = await contribute(host, project.root, given, read.flags.has('allow-run'));
    if ('error' in contributions) return refuse(host, contributions.error);
    prepared = { ...given, contributions: [...(given.contributions ?? []), ...contributions] };
  }
  // What running a program shows is not a matter of its text alone.
  const cache = read.flags.has('no-cache') || validating ? null : Cache.open(host, project.root, folder);
  if (folder !== null && cache === null && !read.flags.has('no-cache') && !validating)
    return refuse(
      host,
      '--cache-dir: expected a folder outside the project that can be written and is closed to others',
    );
  const key = cache?.keyOf(prepared) ?? '';
  let report = cache?.find(key) ?? null;
  const fromCache = report !== null;
  if (report === null) {
    const result = scan({
      ...prepared,
      ...scanEvents(host, prepared.files.length),
      files: handOver(prepared.files),
      texts: handOver(prepared.texts ?? []),
    });
    clearProgress(host);
    if ('refused' in result) return refuse(host, result.refused);
    report = result;
    // What a run had no time for is no result.
    if (!report.files.skipped.some(({ reason }) => reason === LATE)) cache?.store(key, report);
  }
  const scanned = host.cpu();

  const context = await contextOf(host, project.root, report, outputs);
  if ('error' in context) return refuse(host, context.error);
  const failed = await emit(host, report, outputs, project.root, context);
  if (read.flags.has('timings')) {
    const times = {
      read: readDone - started,
      [fromCache ? 'cache' : 'scan']: scanned - readDone,
      report: host.cpu() - scanned,
    };
    host.stderr(
      `CPU: start ${started.toFixed(0)} ms, ${Object.entries(times)
        .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
        .join(', ')}\n`,
    );
  }
  if (failed) return 2;
  return read.flags.has('exit-zero') && report.run.exit === 1
    ? 0
    : read.flags.has('exit-zero') && report.run.complete
      ? 0
      : report.run.exit;
}

/**
 * Everything that a scan needs, read from disk, the index, a commit and standard input. With a base, the policy is the base's.
 * @param allManifests true when manifests of packages are read also where nothing can be said about them
 */
export async function prepare(
  host: Host,
  args: Arguments,
  onDisk: Project,
  allManifests = false,
): Promise<ScanInput | { readonly error: string }> {
  const { root } = onDisk;
  const isolated = args.flags.has('isolated');
  const fromDisk = (path: string): Uint8Array | null => readInside(host, root, path);
  const since = args.values.get('since')?.[0] ?? (args.flags.has('staged') ? 'HEAD' : null);
  const base = since === null ? null : BaseState.open(host, root, since);
  if (base !== null && 'error' in base) return base;
  let project = onDisk;
  if (base !== null) {
    const configuration = await readLayers(host, root, args, (path) => {
      const bytes = base.read(path);
      return bytes === null ? null : Buffer.from(bytes).toString('utf8');
    });
    if ('error' in configuration) return { error: `at the base: ${configuration.error}` };
    project = { root, configuration };
  }
  const explicit = readNamedStandards(host, root, args.values.get('standard') ?? []);
  if ('error' in explicit) return explicit;
  const maxUnknown = args.values.get('max-unknown')?.[0];
  if (maxUnknown !== undefined && !/^[0-9]{1,9}$/.test(maxUnknown))
    return { error: '--max-unknown: expected a number' };

  const deadline = args.values.get('deadline')?.[0];
  if (deadline !== undefined && !/^(?:[0-9]{1,6})(?:\.[0-9]{1,3})?$/.test(deadline))
    return { error: '--deadline: expected a number of seconds' };
  const end = host.monotonic() + Number(deadline);
  const current = currentFiles(host, args, project);
  if ('error' in current) return current;
  const evidence = await evidenceOf(host, root, args, current.files);
  if ('error' in evidence) return evidence;
  const baseFiles = base === null ? [] : base.pythonFiles(project.configuration);
  const packages = args.paths.includes('-')
    ? null
    : await packageContributions(host, project, {
        files: current.files,
        manifests: current.manifests,
        staged: args.flags.has('staged'),
        base,
        baseFiles,
        always: allManifests,
      });
  const input: ScanInput = {
    command: 'check',
    evidence,
    files: current.files,
    texts: current.texts,
    skipped: current.skipped,
    configuration: project.configuration,
    standard: null,
    waivers: null,
    baseline: null,
    today: host.today(),
    maxUnknown: maxUnknown === undefined ? null : Number(maxUnknown),
    before: null,
    locked: args.flags.has('locked'),
    problems: [],
    contributions: packages === null ? [] : [packages.now],
    ...(deadline === undefined ? {} : { isOver: () => host.monotonic() >= end }),
  };
  if (base === null) {
    const policy = readPolicyFiles(project.configuration, explicit, isolated, fromDisk);
    return 'error' in policy ? policy : { ...input, ...policy };
  }
  const policy = readPolicyFiles(project.configuration, explicit, isolated, (path) => base.read(path));
  if ('error' in policy) return policy;
  const changes = base.policyChanges(fromDisk, project.configuration, onDisk.configuration);
  const judged = { ...input, ...policy, problems: [...input.problems, ...changes] };
  const before = scan({
    ...judged,
    files: baseFiles,
    texts: base.settingsFiles(project.configuration),
    evidence: evidence.length === 0 ? [] : (await import('./evidence.ts')).atBase(evidence, current.files, baseFiles),
    skipped: [],
    problems: [],
    contributions: packages?.before == null ? [] : [packages.before],
  });
  if ('refused' in before) return { error: `the base state: ${before.refused}` };
  const gaps: Problem[] = before.run.complete
    ? []
    : [
        {
          severity: 'warning',
          code: 'base-incomplete',
          message: 'not everything of the base could be looked at; what is there counts as new',
          path: null,
          line: null,
        },
      ];
  const statesBefore = Object.fromEntries(before.verdicts.map(({ requirement, state }) => [requirement, state]));
  return { ...judged, before: before.findings, statesBefore, problems: [...judged.problems, ...gaps] };
}

/** Gives files in their order and lets go of each: the list, which is the run's own, is empty afterwards. */
function* handOver(files: readonly InputFile[]): Generator<InputFile> {
  const left = files as InputFile[];
  left.reverse();
  for (let file = left.pop(); file !== undefined; file = left.pop()) yield file;
}

/** The reports of other tools that the arguments ask for; none without loading what reads them. */
async function evidenceOf(
  host: Host,
  root: string,
  args: Arguments,
  files: readonly InputFile[],
): Promise<NonNullable<ScanInput['evidence']> | { readonly error: string }> {
  if (!args.values.has('evidence') && !args.values.has('with')) return [];
  const { readEvidence } = await import('./evidence.ts');
  return readEvidence(host, root, args, files);
}

function currentFiles(
  host: Host,
  args: Arguments,
  project: Project,
):
  | {
      readonly files: readonly InputFile[];
      readonly texts: readonly InputFile[];
      readonly skipped: ScanInput['skipped'];
      readonly manifests: readonly Candidate[];
    }
  | { readonly error: string } {
  if (args.flags.has('staged')) {
    const staged = BaseState.staged(host, project.root, project.configuration);
    return 'error' in staged ? staged : { ...staged, manifests: [] };
  }
  const fromStdin = args.paths.includes('-');
  if (!fromStdin) return readFiles(host, project, args.paths);
  const name = args.values.get('stdin-filename')?.[0] ?? 'stdin.py';
  const bytes = host.stdin(STDIN_LIMIT);
  if (bytes === null) return { error: `standard input has more than ${STDIN_LIMIT} bytes` };
  const path = absolute(host, name).replace(`${project.root}/`, '').replace(/^\//, '');
  const others = readFiles(
    host,
    project,
    args.paths.filter((one) => one !== '-'),
  );
  const rest = args.paths.length > 1 ? others : { files: [], texts: [], skipped: [] };
  const files = [...rest.files.filter((file) => file.path !== path), { path, bytes }];
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, texts: rest.texts, skipped: rest.skipped, manifests: [] };
}
