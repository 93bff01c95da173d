import { createHash } from 'node:crypto';
import { bindReport, type Ground } from '../evidence/bind.ts';
import { type ImportedReport, isReportRefusal, MAX_REPORT, TOOLS, type Tool } from '../evidence/imported.ts';
import { readReport } from '../evidence/read.ts';
import type { Host } from '../host/host.ts';
import type { InputFile } from '../scan/pipeline.ts';
import type { Arguments } from './options.ts';
import { absolute, type ProjectError } from './project.ts';

/** Seconds that a tool may take. */
const TOOL_LIMIT = 600;
/** Most characters of paths that are given to a tool at once. */
const MOST_ARGUMENTS = 100_000;

/**
 * The reports that the arguments name, read and bound to the project, and those of tools that are run. Refuses what is no report, is about other
 * files or another state of them, and a tool that is not there or fails: evidence that was asked for is never left out in silence.
 * @param files the files of the run, as they were read
 */
export function readEvidence(
  host: Host,
  root: string,
  args: Arguments,
  files: readonly InputFile[],
): readonly ImportedReport[] | ProjectError {
  const given = args.values.get('evidence') ?? [];
  const tools = args.values.get('with') ?? [];
  if (given.length === 0 && tools.length === 0) return [];
  const ground = groundOf(host, root, files);
  const reports: ImportedReport[] = [];
  for (const one of given) {
    const cut = one.indexOf('=');
    const tool = one.slice(0, Math.max(0, cut)) as Tool;
    const path = one.slice(cut + 1);
    if ((tool as string) === 'pip-audit')
      return { error: '--evidence: a report of pip-audit belongs to `adderstone deps audit`' };
    if (!TOOLS.includes(tool) || path === '')
      return { error: `--evidence: expected TOOL=FILE with ${TOOLS.join(', ')}` };
    const real = host.resolve(absolute(host, path));
    const read = real === null ? null : host.read(real, MAX_REPORT);
    if (read === null || read.kind !== 'bytes')
      return { error: `the report ${JSON.stringify(path)} ${read === null ? 'is not there' : read.message}` };
    const report = readReport(tool, path, read.bytes);
    const bound = isReportRefusal(report) ? report : bindReport(report, ground);
    if (isReportRefusal(bound)) return { error: `the report ${JSON.stringify(path)} ${bound.refused}` };
    reports.push(bound);
  }
  if (tools.includes('bandit')) {
    const wrong = args.flags.has('staged') || args.paths.includes('-') || args.flags.has('watch');
    if (wrong) return { error: '--with looks at files on disk, and does not go with --staged, --watch or `-`' };
    const found = runBandit(host, root, files, ground);
    if ('error' in found) return found;
    reports.push(...found);
  }
  return reports;
}

/**
 * The same reports as they may be laid beside the base of a change: only results on a line that the base has too. What stands on such a line was there
 * before, and is not new.
 */
export function atBase(
  reports: readonly ImportedReport[],
  now: readonly InputFile[],
  base: readonly InputFile[],
): readonly ImportedReport[] {
  const linesOf = (files: readonly InputFile[]): ReadonlyMap<string, readonly string[]> =>
    new Map(
      files.flatMap((file) =>
        'bytes' in file
          ? [
              [
                file.path,
                Buffer.from(file.bytes)
                  .toString('utf8')
                  .split(/\r\n|\r|\n/),
              ] as const,
            ]
          : [],
      ),
    );
  const current = linesOf(now);
  const before = new Map([...linesOf(base)].map(([path, lines]) => [path, new Set(lines.map((line) => line.trim()))]));
  return reports.map((report) => ({
    ...report,
    tests: [],
    results: report.results.filter(({ path, line }) => {
      const text = current.get(path)?.[line - 1]?.trim();
      return text !== undefined && before.get(path)?.has(text) === true;
    }),
  }));
}

/** What reports are held against: the files of the run as read, others of the project as they are on disk. */
function groundOf(host: Host, root: string, files: readonly InputFile[]): Ground {
  const bytesOf = new Map<string, Uint8Array>();
  for (const file of files) if ('bytes' in file) bytesOf.set(file.path, file.bytes);
  const read = (path: string): Uint8Array | null => {
    const known = bytesOf.get(path);
    if (known !== undefined) return known;
    const real = host.resolve(`${root}/${path}`);
    if (real === null || !real.startsWith(`${root}/`)) return null;
    const file = host.read(real, MAX_REPORT);
    return file.kind === 'bytes' ? file.bytes : null;
  };
  const digests = new Map<string, string | null>();
  const lines = new Map<string, readonly string[] | null>();
  const newest = host.git(root, ['rev-list', '-1', '--timestamp', 'HEAD']);
  const seconds = newest === null ? Number.NaN : Number(Buffer.from(newest).toString('latin1').split(' ')[0]);
  return {
    root,
    cwd: host.resolve(host.cwd) ?? host.cwd,
    digestOf: (path) => {
      let digest = digests.get(path);
      if (digest === undefined) {
        const bytes = read(path);
        digest = bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
        digests.set(path, digest);
      }
      return digest;
    },
    linesOf: (path) => {
      let known = lines.get(path);
      if (known === undefined) {
        const bytes = path.endsWith('.ipynb') ? null : read(path);
        known =
          bytes === null
            ? null
            : Buffer.from(bytes)
                .toString('utf8')
                .split(/\r\n|\r|\n/);
        lines.set(path, known);
      }
      return known;
    },
    committed: Number.isFinite(seconds) ? seconds * 1000 : null,
    now: Date.parse(`${host.today()}T00:00:00Z`),
  };
}

/** Runs bandit over the files of the run, with every test of its own on and no configuration of the project read. */
function runBandit(
  host: Host,
  root: string,
  files: readonly InputFile[],
  ground: Ground,
): readonly ImportedReport[] | ProjectError {
  const fail = (why: string): ProjectError => ({ error: `--with bandit: ${why}` });
  const start = { outside: root, limit: TOOL_LIMIT };
  const version = host.tool('bandit', ['--version'], start);
  if (version.kind === 'failed') return fail(version.message);
  const number = /\b(\d+(?:\.\d+)+)\b/.exec(Buffer.from(version.stdout).toString('utf8'))?.[1] ?? null;
  const parts: ImportedReport[] = [];
  for (const paths of chunks(files.filter(({ path }) => /\.pyw?$/.test(path)).map(({ path }) => `${root}/${path}`))) {
    // An explicit ini keeps bandit from looking for `.bandit` files in the project; comments in the code are judged here.
    const ini = ['--ini', '/dev/null', '--ignore-nosec', '--quiet', '--exit-zero', '--format', 'json', '--'];
    const run = host.tool('bandit', [...ini, ...paths], start);
    if (run.kind === 'failed') return fail(run.message);
    if (run.code !== 0) return fail(`it ended with exit code ${run.code}`);
    const report = readReport('bandit', 'run here', run.stdout);
    if (isReportRefusal(report)) return fail(`its output ${report.refused}`);
    const bound = bindReport({ ...report, version: number, time: null }, ground);
    if (isReportRefusal(bound)) return fail(`its output ${bound.refused}`);
    parts.push(bound);
  }
  const [first] = parts;
  if (first === undefined) return [];
  const results = parts.flatMap((part) => part.results);
  const looked = parts.flatMap((part) => part.looked ?? []);
  // bandit's output holds the time of day, which must enter no digest.
  const digest = createHash('sha256')
    .update(JSON.stringify([results, looked]))
    .digest('hex');
  const unproven = parts.find((part) => part.unproven !== null)?.unproven ?? null;
  return [{ ...first, results, looked, digest, unproven }];
}

function* chunks(paths: readonly string[]): Generator<readonly string[]> {
  let chunk: string[] = [];
  let length = 0;
  for (const path of paths) {
    if (length > MOST_ARGUMENTS) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(path);
    length += path.length;
  }
  if (chunk.length > 0) yield chunk;
}
