import type { Host } from '../host/host.ts';
import { FORMATS, type FormatName, type FormatOptions } from '../report/format.ts';
import { ANSI, PLAIN } from '../report/palette.ts';
import { BaseState } from '../scan/base-state.ts';
import { Cache } from '../scan/cache.ts';
import type { Configuration } from '../scan/configuration.ts';
import type { Candidate } from '../scan/discover.ts';
import type { Problem, Report } from '../scan/outcome.ts';
import { type InputFile, type ScanInput, scan } from '../scan/pipeline.ts';
import { packageContributions } from './check-packages.ts';
import { type Arguments, CHECK_OPTIONS, readArguments } from './options.ts';
import {
  absolute,
  mappingPathOf,
  openProject,
  type Project,
  readFiles,
  readInside,
  readLayers,
  readPolicyFiles,
  throughLink,
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
  const outputs = outputsOf(read, host);
  if ('usage' in outputs) return refuse(host, outputs.usage);
  if (read.flags.has('watch')) {
    const wrong =
      ['since', 'output'].find((name) => read.values.has(name)) ?? (read.flags.has('staged') ? 'staged' : null);
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

  const started = host.cpu();
  const prepared = await prepare(host, read, project);
  if ('error' in prepared) return refuse(host, prepared.error);
  if (read.flags.has('show-files')) {
    for (const { path } of prepared.files) host.stdout(`${printable(path)}\n`);
    for (const { path, message } of prepared.skipped) host.stderr(`${printable(path)} ${printable(message)}\n`);
    return 0;
  }
  if (prepared.files.length === 0) {
    const said = prepared.skipped.slice(0, 5).map(({ path, message }) => `\n  ${printable(path)} ${message}`);
    return refuse(host, `there is no Python file to look at${said.join('')}`);
  }
  const readDone = host.cpu();

  const folder = read.values.get('cache-dir')?.[0] ?? null;
  const cache = read.flags.has('no-cache') ? null : Cache.open(host, project.root, folder);
  if (folder !== null && cache === null && !read.flags.has('no-cache'))
    return refuse(
      host,
      '--cache-dir: expected a folder outside the project that can be written and is closed to others',
    );
  const key = cache?.keyOf(prepared) ?? '';
  let report = cache?.find(key) ?? null;
  const fromCache = report !== null;
  if (report === null) {
    const result = scan({ ...prepared, ...progressOf(host, prepared.files.length) });
    clearProgress(host);
    if ('refused' in result) return refuse(host, result.refused);
    report = result;
    cache?.store(key, report);
  }
  const scanned = host.cpu();

  const failed = await emit(host, report, outputs, project.root);
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

interface Outputs {
  readonly printed: FormatName;
  readonly written: readonly { readonly format: FormatName; readonly path: string }[];
}

function outputsOf(args: Arguments, host: Host): Outputs | { readonly usage: string } {
  const written: { format: FormatName; path: string }[] = [];
  for (const given of args.values.get('output') ?? []) {
    const cut = given.indexOf('=');
    const format = cut < 0 ? given : given.slice(0, cut);
    if (!Object.hasOwn(FORMATS, format))
      return { usage: `--output: expected FORMAT=FILE with ${Object.keys(FORMATS).join(', ')}` };
    if (cut < 0) {
      if (args.values.has('output-format'))
        return { usage: '--output without a file is --output-format; give one of them' };
      return { printed: format as FormatName, written };
    }
    written.push({ format: format as FormatName, path: absolute(host, given.slice(cut + 1)) });
  }
  const asked = args.values.get('output-format')?.[0] as FormatName | undefined;
  return { printed: asked ?? (host.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'full'), written };
}

/** Everything that a scan needs, read from disk, the index, a commit and standard input. With a base, the policy is the base's. */
async function prepare(host: Host, args: Arguments, onDisk: Project): Promise<ScanInput | { readonly error: string }> {
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
  const named = args.values.get('standard')?.[0];
  let explicit: ScanInput['standard'] = null;
  if (named !== undefined) {
    const path = host.resolve(absolute(host, named));
    const read = path === null ? null : host.read(path, 4 << 20);
    if (read?.kind !== 'bytes')
      return { error: `the standards document ${JSON.stringify(named)} is not there or cannot be read` };
    const mapping = host.read(mappingPathOf(path as string), 4 << 20);
    explicit = {
      path: named,
      bytes: read.bytes,
      mapping:
        mapping.kind === 'bytes'
          ? { path: mappingPathOf(named), text: Buffer.from(mapping.bytes).toString('utf8') }
          : null,
    };
  }
  const maxUnknown = args.values.get('max-unknown')?.[0];
  if (maxUnknown !== undefined && !/^[0-9]{1,9}$/.test(maxUnknown))
    return { error: '--max-unknown: expected a number' };

  const current = currentFiles(host, args, project);
  if ('error' in current) return current;
  const baseFiles = base === null ? [] : base.pythonFiles(project.configuration);
  const packages = args.paths.includes('-')
    ? null
    : await packageContributions(host, project, {
        files: current.files,
        manifests: current.manifests,
        staged: args.flags.has('staged'),
        base,
        baseFiles,
      });
  const input: ScanInput = {
    command: 'check',
    files: current.files,
    skipped: current.skipped,
    configuration: project.configuration,
    standard: null,
    waivers: null,
    baseline: null,
    today: host.today(),
    maxUnknown: maxUnknown === undefined ? null : Number(maxUnknown),
    before: null,
    problems: withoutEffect(project.configuration),
    contributions: packages === null ? [] : [packages.now],
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
  return { ...judged, before: before.findings, problems: [...judged.problems, ...gaps] };
}

/** Says which settings nothing follows yet. */
function withoutEffect(configuration: Configuration): readonly Problem[] {
  return configuration.withoutEffect.map((key) => ({
    severity: 'warning',
    code: 'setting-without-effect',
    message: `\`${key}\` is read, and has no effect in this version`,
    path: configuration.files[0] ?? null,
    line: null,
  }));
}

function currentFiles(
  host: Host,
  args: Arguments,
  project: Project,
):
  | {
      readonly files: readonly InputFile[];
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
  const rest = args.paths.length > 1 ? others : { files: [], skipped: [] };
  const files = [...rest.files.filter((file) => file.path !== path), { path, bytes }];
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, skipped: rest.skipped, manifests: [] };
}

let shown = false;

/** Progress on a terminal after half a second; nothing elsewhere. */
function progressOf(host: Host, total: number): { progress?: (path: string) => void } {
  if (!host.stderrIsTerminal) return {};
  const start = host.clock();
  let done = 0;
  let last = start;
  return {
    progress: () => {
      done++;
      const now = host.clock();
      if (now - start < 500 || now - last < 100) return;
      last = now;
      shown = true;
      host.stderr(`\r\x1b[2K${done} of ${total} files`);
    },
  };
}

function clearProgress(host: Host): void {
  if (shown) host.stderr('\r\x1b[2K');
  shown = false;
}

/** Prints and writes the outputs. True when one could not be written. */
async function emit(host: Host, report: Report, outputs: Outputs, root: string): Promise<boolean> {
  const coloured = host.env['FORCE_COLOR']
    ? true
    : host.env['NO_COLOR']
      ? false
      : host.stdoutIsTerminal && host.env['TERM'] !== 'dumb';
  let failed = false;
  for (const { format, path } of outputs.written) {
    const render = await FORMATS[format]();
    const problem = throughLink(host, path, root) ?? host.write(path, render(report, { palette: PLAIN }));
    if (problem !== null) {
      host.stderr(`adderstone: ${printable(path)} is not written: ${problem}\n`);
      failed = true;
    }
  }
  const page = host.env['GITHUB_STEP_SUMMARY'];
  if (outputs.printed === 'github' && host.env['GITHUB_ACTIONS'] === 'true' && page?.startsWith('/')) {
    const { renderStepSummary } = await import('../report/step-summary.ts');
    const problem = throughLink(host, page, root) ?? host.append(page, renderStepSummary(report));
    // The page is for reading only: the log and the exit code say the same without it.
    if (problem !== null) host.stderr(`adderstone: the summary of the step is not written: ${problem}\n`);
  }
  const render = await FORMATS[outputs.printed]();
  const options: FormatOptions = { palette: coloured ? ANSI : PLAIN };
  if (!host.stdout(render(report, options))) {
    host.stderr('adderstone: standard output could not be written\n');
    failed = true;
  }
  return failed;
}
