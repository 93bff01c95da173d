import type { Host } from '../host/host.ts';
import type { Problem, Report } from '../scan/outcome.ts';
import type { ScanInput } from '../scan/pipeline.ts';
import { contextOf } from './format-context.ts';
import { type Arguments, readArguments, SECRETS_OPTIONS } from './options.ts';
import { clearProgress, emit, outputsOf, scanEvents } from './output.ts';
import { openProject, type Project, policyOnDisk, readFiles, readLayers, readPolicyFiles } from './project.ts';
import { printable, refuse } from './say.ts';

/**
 * `adderstone secrets [PATH…] [--staged] [--history REF..REF]`: credentials and personal data alone, in the files, in what is staged, or in
 * what commits brought. Prints what `check` prints, with the clauses that such a scan proves.
 */
export async function secrets(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, SECRETS_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const staged = read.flags.has('staged');
  const range = read.values.get('history')?.[0];
  if (staged && range !== undefined) return refuse(host, '--staged and --history do not go together');
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const outputs = outputsOf(read, host, host.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'full');
  if ('usage' in outputs) return refuse(host, outputs.usage);
  const started = host.cpu();
  const report =
    range !== undefined
      ? await inHistory(host, read, project, range)
      : staged
        ? await inIndex(host, read, project)
        : await onDisk(host, read, project);
  clearProgress(host);
  if ('error' in report) return refuse(host, report.error);
  const scanned = host.cpu();
  const context = await contextOf(host, project.root, report, outputs);
  if ('error' in context) return refuse(host, context.error);
  const failed = await emit(host, report, outputs, project.root, context);
  if (read.flags.has('timings'))
    host.stderr(
      `CPU: start ${started.toFixed(0)} ms, scan ${(scanned - started).toFixed(0)} ms, report ${(host.cpu() - scanned).toFixed(0)} ms\n`,
    );
  if (failed) return 2;
  return read.flags.has('exit-zero') && (report.run.exit === 1 || report.run.complete) ? 0 : report.run.exit;
}

type Outcome = Report | { readonly error: string };

function inputOf(host: Host, project: Project): ScanInput {
  return {
    command: 'secrets',
    files: [],
    texts: [],
    skipped: [],
    configuration: project.configuration,
    standard: null,
    waivers: null,
    baseline: null,
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  };
}

async function onDisk(host: Host, args: Arguments, project: Project): Promise<Outcome> {
  const found = readFiles(host, project, args.paths);
  // A file that the user names is looked at whatever it is.
  const isPython = (path: string): boolean => /\.(?:pyi?|pyw|ipynb)$/.test(path) || !/\.[^/]*$/.test(path);
  const files = found.files.filter(({ path }) => isPython(path));
  const texts = [...found.texts, ...found.files.filter(({ path }) => !isPython(path))];
  if (files.length + texts.length === 0) {
    const said = found.skipped.slice(0, 5).map(({ path, message }) => `\n  ${printable(path)} ${message}`);
    return { error: `there is no file to look at${said.join('')}` };
  }
  const policy = policyOnDisk(host, project, null, args.flags.has('isolated'));
  if ('error' in policy) return policy;
  const { scanForSecrets } = await import('../scan/secrets-run.ts');
  const report = scanForSecrets({
    ...inputOf(host, project),
    ...policy,
    files,
    texts,
    skipped: found.skipped,
    ...scanEvents(host, files.length),
  });
  return 'refused' in report ? { error: report.refused } : report;
}

/** The policy is HEAD's; what is staged decides what is looked at. */
async function inIndex(host: Host, args: Arguments, onDisk: Project): Promise<Outcome> {
  const { StagedChange } = await import('../scan/staged.ts');
  const { scanForSecrets } = await import('../scan/secrets-run.ts');
  const change = StagedChange.open(host, onDisk.root);
  if ('error' in change) return change;
  const atHead = (path: string): string | null => {
    const bytes = change.readHead(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const configuration = await readLayers(host, onDisk.root, args, atHead);
  if ('error' in configuration) return { error: `at HEAD: ${configuration.error}` };
  const policy = readPolicyFiles(configuration, null, args.flags.has('isolated'), (path) => change.readHead(path));
  if ('error' in policy) return policy;
  const input: ScanInput = {
    ...inputOf(host, { root: onDisk.root, configuration }),
    ...policy,
    skipped: change.skipped,
    problems: policyChanges(change.paths),
  };
  const now = scanForSecrets({ ...input, ...change.current(configuration) });
  if ('refused' in now) return { error: now.refused };
  const found = new Set(now.findings.map(({ location }) => location.path));
  if (found.size === 0) return now;
  const before = scanForSecrets({ ...input, ...change.before(configuration, found), skipped: [], problems: [] });
  if ('refused' in before) return { error: `at HEAD: ${before.refused}` };
  const report = scanForSecrets({ ...input, ...change.current(configuration), before: before.findings });
  return 'refused' in report ? { error: report.refused } : report;
}

/** Tells each staged file of the policy: the one at HEAD is used. */
function policyChanges(paths: ReadonlySet<string>): readonly Problem[] {
  return [
    '.adderstone/waivers.yaml',
    '.adderstone/baseline.json',
    '.adderstone/standard.lock',
    'adderstone.toml',
    '.adderstone.toml',
  ]
    .filter((path) => paths.has(path))
    .map((path) => ({
      severity: 'warning',
      code: 'policy-changed',
      message: 'this change alters the policy that judges it; the one at HEAD is used',
      path,
      line: null,
    }));
}

async function inHistory(host: Host, args: Arguments, project: Project, range: string): Promise<Outcome> {
  const { walkHistory } = await import('../scan/history.ts');
  const { historyReport } = await import('../scan/secrets-run.ts');
  const policy = policyOnDisk(host, project, null, args.flags.has('isolated'));
  if ('error' in policy) return policy;
  const history = walkHistory(host, project.root, range, project.configuration);
  if ('error' in history) return history;
  const report = historyReport({ ...inputOf(host, project), ...policy }, history);
  return 'refused' in report ? { error: report.refused } : report;
}
