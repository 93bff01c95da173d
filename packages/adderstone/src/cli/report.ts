import type { Host } from '../host/host.ts';
import { Cache } from '../scan/cache.ts';
import { type ScanInput, scan } from '../scan/pipeline.ts';
import { settingsForm } from '../secrets/settings-file.ts';
import { prepare } from './check.ts';
import { contextOf, historyProblems } from './format-context.ts';
import { type Arguments, REPORT_OPTIONS, readArguments } from './options.ts';
import { clearProgress, emit, outputsOf, scanEvents } from './output.ts';
import { openProject, type Project, type ProjectError } from './project.ts';
import { recordReads } from './recorded-host.ts';
import { printable, refuse } from './say.ts';

/** `adderstone report`: judges every clause, shows the standard with its evidence, and with `--record` adds a line to the history. */
export async function report(args: readonly string[], host: Host): Promise<number> {
  const given = readArguments(args, REPORT_OPTIONS);
  if ('usage' in given) return refuse(host, given.usage);
  const outputs = outputsOf(given, host, 'summary');
  if ('usage' in outputs) return refuse(host, outputs.usage);
  const attesting = given.values.has('attest') || given.values.has('key');
  const recorded = attesting ? recordReads(host) : null;
  const reading = recorded?.host ?? host;
  const opened = await openReport(reading, given);
  if ('error' in opened) return refuse(host, opened.error);
  const { project, args: read } = opened;
  if (read.paths.includes('-')) return refuse(host, 'report looks at files on disk, not at standard input');
  const attest = attesting ? await import('./attest.ts') : null;
  const order = attest?.attestOrder(host, project.root, read) ?? null;
  if (order !== null && 'error' in order) return refuse(host, order.error);

  const prepared = await prepare(reading, read, project, attesting);
  if ('error' in prepared) return refuse(host, prepared.error);
  if (prepared.files.length === 0) {
    const said = prepared.skipped
      .slice(0, 5)
      .map(({ path, message }) => `\n  ${printable(path)} ${printable(message)}`);
    return refuse(host, `there is no Python file to look at${said.join('')}`);
  }
  const validating = read.flags.has('validate');
  if (read.flags.has('allow-run') && !validating) return refuse(host, '--allow-run goes with --validate');
  let contributions = prepared.contributions ?? [];
  if (validating) {
    const { contribute } = await import('./check-validate.ts');
    const shown = await contribute(host, project.root, prepared, read.flags.has('allow-run'));
    if ('error' in shown) return refuse(host, shown.error);
    contributions = [...contributions, ...shown];
  }
  const problems = [...prepared.problems, ...(await historyProblems(host, project.root))];
  let input: ScanInput = { ...prepared, command: 'report', problems, contributions };
  if (order !== null && attest !== null) input = attest.withoutAttestation(input, project.root, order.path);
  const folder = read.values.get('cache-dir')?.[0] ?? null;
  // What running a program shows is not a matter of its text alone.
  const cache = read.flags.has('no-cache') || validating ? null : Cache.open(host, project.root, folder);
  const key = cache?.keyOf(input) ?? '';
  let result = cache?.find(key) ?? null;
  if (result === null) {
    const scanned = scan({ ...input, ...scanEvents(host, prepared.files.length) });
    clearProgress(host);
    if ('refused' in scanned) return refuse(host, scanned.refused);
    result = scanned;
    cache?.store(key, result);
  }
  const context = await contextOf(host, project.root, result, outputs);
  if ('error' in context) return refuse(host, context.error);
  if (read.flags.has('record')) {
    const failed = await record(host, project.root, result);
    if (failed !== null) return refuse(host, failed);
  }
  if (order !== null && attest !== null && recorded !== null) {
    const ran = validating || read.values.has('with');
    const failed = await attest.writeAttestation(host, project.root, order, input, result, recorded.digests, ran);
    if (failed !== null) return refuse(host, failed);
    for (const { path } of outputs.written)
      if (path.startsWith(`${project.root}/`) && settingsForm(path) !== null)
        host.stderr(
          `adderstone: ${printable(path)} is written into the project, where \`verify\` meets it as a new file: write it elsewhere, or exclude it\n`,
        );
  }
  if (await emit(host, result, outputs, project.root, context)) return 2;
  const { exit, complete } = result.run;
  return read.flags.has('exit-zero') && (exit === 1 || complete) ? 0 : exit;
}

/**
 * The project of a report, and the arguments with what is required by it: every clause, unless the arguments or a list in the configuration say otherwise.
 * @param root the root of the project, where it is known already
 */
export async function openReport(
  host: Host,
  read: Arguments,
  root?: string,
): Promise<{ readonly project: Project; readonly args: Arguments } | ProjectError> {
  const project = await openProject(host, read, root);
  if ('error' in project) return project;
  if (project.configuration.require !== 'static' || read.values.has('require')) return { project, args: read };
  const args = { ...read, values: new Map([...read.values, ['require', ['all']] as const]) };
  const judged = await openProject(host, args, root);
  return 'error' in judged ? judged : { project: judged, args };
}

/** Adds the run to the history; gives why it could not. */
async function record(host: Host, root: string, result: Parameters<typeof emit>[1]): Promise<string | null> {
  const [{ commitDate }, { HISTORY_PATH, readHistoryText, recordEntry }, { historyEntryOf }] = await Promise.all([
    import('../store/commit-date.ts'),
    import('../store/history.ts'),
    import('../scan/verdict-history.ts'),
  ]);
  const date = commitDate(host, root);
  if (date === null) return '--record needs a date: a commit of git, or SOURCE_DATE_EPOCH';
  if (typeof date === 'object') return date.error;
  const before = readHistoryText(host, root);
  if (before !== null && typeof before === 'object') return before.error;
  const recorded = recordEntry(host, root, before, historyEntryOf(result, date));
  if ('error' in recorded) return recorded.error;
  host.stderr(recorded.added ? `recorded in ${HISTORY_PATH}\n` : `${HISTORY_PATH} has this run already\n`);
  return null;
}
