import { createHash } from 'node:crypto';
import { answerOf, MOMENTS, type Moment } from '../agents/answer.ts';
import { AGENTS, type Agent, type Payload, readPayload } from '../agents/payload.ts';
import type { Finding } from '../findings/finding.ts';
import { isContinuousIntegration } from '../host/continuous-integration.ts';
import type { Host } from '../host/host.ts';
import type { EditMemory } from '../scan/edit-memory.ts';
import type { Report } from '../scan/outcome.ts';
import type { InputFile, ScanInput } from '../scan/pipeline.ts';
import type { WarmTrees } from '../scan/warm-trees.ts';
import { type Arguments, HOOK_OPTIONS, readArguments } from './options.ts';
import {
  absolute,
  openProject,
  type PolicyFiles,
  type Project,
  policyOnDisk,
  readFiles,
  readInside,
  readLayers,
  readPolicyFiles,
} from './project.ts';
import { printable, refuse } from './say.ts';

const STDIN_LIMIT = 16 << 20;
/** Bytes of imported modules that are read along with an edited file. */
const CONTEXT_BYTES = 32 << 10;
const CONTEXT_FILES = 12;

/** Why a hook could not do its work, in one sentence. */
class HookProblem extends Error {}

/**
 * `adderstone hook post-edit|stop|session-start --agent NAME`: reads the agent's JSON on standard input and answers in its form. What goes wrong lets
 * the agent go on, with one line on standard error; in CI (`CI` set) or with `--strict` it ends with 2.
 */
export async function hook(args: readonly string[], host: Host): Promise<number> {
  const [moment, ...rest] = args;
  const read = readArguments(rest, HOOK_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const agent = read.values.get('agent')?.[0] as Agent | undefined;
  if (!isMoment(moment) || agent === undefined || read.paths.length > 0)
    return refuse(host, `usage: adderstone hook ${MOMENTS.join('|')} --agent ${AGENTS.join('|')}`);
  const strict = read.flags.has('strict') || isContinuousIntegration(host.env);
  try {
    const payload = readPayload(standardInput(host));
    if ('error' in payload) throw new HookProblem(payload.error);
    const text = await textFor(moment, payload, host, read);
    const answer = answerOf(agent, moment, payload.event, text);
    host.stdout(answer.out);
    host.stderr(answer.err);
    return answer.code;
  } catch (error) {
    const why = error instanceof HookProblem ? error.message : 'a defect of adderstone (ADDERSTONE_DEBUG=1 shows more)';
    host.stderr(`adderstone hook: nothing was checked: ${printable(why).slice(0, 300)}\n`);
    if (host.env['ADDERSTONE_DEBUG'] && error instanceof Error) host.stderr(`${error.stack}\n`);
    if (strict) return 2;
    host.stdout(answerOf(agent, moment, '', null).out);
    return 0;
  }
}

function standardInput(host: Host): string {
  const bytes = host.stdin(STDIN_LIMIT);
  if (bytes === null) throw new HookProblem(`standard input has more than ${STDIN_LIMIT} bytes`);
  return Buffer.from(bytes).toString('utf8');
}

function isMoment(value: string | undefined): value is Moment {
  return (MOMENTS as readonly (string | undefined)[]).includes(value);
}

async function textFor(moment: Moment, payload: Payload, host: Host, args: Arguments): Promise<string | null> {
  const folder = payload.folder ?? host.cwd;
  const project = await openProject(host, { ...args, paths: [folder] });
  if ('error' in project) throw new HookProblem(project.error);
  switch (moment) {
    case 'post-edit':
      return afterEdit(
        payload.paths.map((path) => absolute(host, path.startsWith('/') ? path : `${folder}/${path}`)),
        host,
        project,
      );
    case 'stop':
      return payload.goesOn ? null : atEnd(host, project, args);
    case 'session-start':
      return atStart(host, project);
  }
}

async function atStart(host: Host, project: Project): Promise<string> {
  const { readPolicy } = await import('../scan/pipeline.ts');
  const { briefClauses } = await import('../agents/brief.ts');
  const policy = readPolicy(policyOf(host, project));
  if ('refused' in policy) throw new HookProblem(policy.refused);
  return briefClauses(policy.standard, policy.mapping);
}

function policyOf(host: Host, project: Project): PolicyFiles {
  const policy = policyOnDisk(host, project, null, false);
  if ('error' in policy) throw new HookProblem(policy.error);
  return policy;
}

/** Checks each edited file with the modules that it imports, and tells what was not there before. */
async function afterEdit(paths: readonly string[], host: Host, project: Project): Promise<string | null> {
  const { EditMemory } = await import('../scan/edit-memory.ts');
  const { root } = project;
  const memory = EditMemory.open(host, root);
  const policy = policyOf(host, project);
  const fresh: Finding[] = [];
  const check = checker(host, project, policy, memory);
  let clauses: readonly string[] = [];
  for (const path of paths) {
    if (!/\.(?:pyi?|ipynb)$/.test(path)) continue;
    const real = host.resolve(path);
    if (real === null || !real.startsWith(root === '/' ? '/' : `${root}/`)) continue;
    const [file] = readFiles(host, project, [real]).files;
    if (file === undefined) continue;
    const remembered = memory.recall(file.path);
    const digest = digestOf(file, project, policy, host.today());
    if (remembered?.digest === digest) continue;
    const edited = await check(file);
    clauses = clausesOf(edited);
    const open = edited.findings.filter((one) => one.location.path === file.path && one.status === 'new');
    const known = new Set(remembered?.known ?? (await knownBefore(file.path, open, host, project, check)));
    fresh.push(...open.filter(({ fingerprint }) => !known.has(fingerprint)));
    memory.keep(file.path, { digest, known: open.map(({ fingerprint }) => fingerprint) });
  }
  const { briefFindings } = await import('../agents/brief.ts');
  return briefFindings(fresh, clauses);
}

function digestOf(file: InputFile, project: Project, policy: object, today: string): string {
  return createHash('sha256')
    .update(JSON.stringify([file.path, project.configuration, policy, today, 'bytes' in file ? null : file.reason]))
    .update('bytes' in file ? file.bytes : '')
    .digest('hex');
}

type Check = (file: InputFile) => Promise<Report>;

/** Gives the report on one file, with the modules of the project that it imports as context. */
function checker(host: Host, project: Project, files: PolicyFiles, memory: EditMemory): Check {
  return async (file) => {
    const { readPolicy, scan } = await import('../scan/pipeline.ts');
    const { WarmTrees } = await import('../scan/warm-trees.ts');
    const policy = memory.policy(JSON.stringify([files.standard, files.furtherStandards]), () => {
      const read = readPolicy(files);
      if ('refused' in read) throw new HookProblem(read.refused);
      return read;
    });
    const trees = new WarmTrees();
    const context = await contextOf(file, host, project, trees);
    const report = scan({
      command: 'hook',
      files: [file, ...context].sort((a, b) => (a.path < b.path ? -1 : 1)),
      context: new Set(context.map(({ path }) => path)),
      skipped: [],
      ...files,
      policy,
      parse: (source) => trees.parse(source),
      configuration: project.configuration,
      today: host.today(),
      maxUnknown: null,
      before: null,
      problems: [],
    });
    if ('refused' in report) throw new HookProblem(report.refused);
    return report;
  };
}

async function contextOf(
  file: InputFile,
  host: Host,
  project: Project,
  trees: WarmTrees,
): Promise<readonly InputFile[]> {
  if (!('bytes' in file) || !file.path.endsWith('.py')) return [];
  const { decodePython } = await import('../python/decode.ts');
  const { importedPaths } = await import('../project/neighbours.ts');
  const { SourceFile } = await import('../text/source-file.ts');
  const decoded = decodePython(file.bytes);
  if (decoded.kind !== 'text') return [];
  const context = new Map<string, InputFile>();
  let bytes = 0;
  for (const candidates of importedPaths(trees.parse(new SourceFile(file.path, 'python', decoded.text)), file.path)) {
    if (context.size >= CONTEXT_FILES || bytes >= CONTEXT_BYTES) break;
    const path = candidates.find((one) => host.kindOf(`${project.root}/${one}`) === 'file');
    if (path === undefined || path === file.path || context.has(path)) continue;
    const [found] = readFiles(host, project, [`${project.root}/${path}`]).files;
    if (found === undefined || !('bytes' in found) || bytes + found.bytes.length > CONTEXT_BYTES) continue;
    bytes += found.bytes.length;
    context.set(found.path, found);
  }
  return [...context.values()];
}

/** Findings of a file that were there before the first edit: in its version at HEAD. Empty outside of git and for a new file. */
async function knownBefore(
  path: string,
  open: readonly Finding[],
  host: Host,
  project: Project,
  check: Check,
): Promise<readonly string[]> {
  if (open.length === 0) return [];
  const { BaseState } = await import('../scan/base-state.ts');
  const base = BaseState.open(host, project.root, 'HEAD');
  const bytes = 'error' in base ? null : base.read(path);
  if (bytes === null) return [];
  const report = await check({ path, bytes });
  return report.findings.filter(({ location }) => location.path === path).map(({ fingerprint }) => fingerprint);
}

/**
 * Checks the whole project against HEAD, judged by the policy of HEAD, and tells what is new since: findings, suppressions, changes of the policy.
 * Outside of git everything open is told.
 */
async function atEnd(host: Host, project: Project, args: Arguments): Promise<string | null> {
  const { BaseState } = await import('../scan/base-state.ts');
  const { briefChanges, briefFindings } = await import('../agents/brief.ts');
  const { root } = project;
  const found = readFiles(host, project, [root]);
  if (found.files.length === 0) return null;
  const base = BaseState.open(host, root, 'HEAD');
  if ('error' in base) {
    const now = await checked(host, project.configuration, root, policyOf(host, project), found);
    return briefFindings(
      now.findings.filter(({ status }) => status === 'new'),
      clausesOf(now),
    );
  }
  const configuration = await readLayers(host, root, args, (path) => {
    const bytes = base.read(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  });
  if ('error' in configuration) throw new HookProblem(configuration.error);
  const changes = base.policyChanges((path) => readInside(host, root, path), configuration, project.configuration);
  const old = base.pythonFiles(configuration);
  const texts = base.settingsFiles(configuration);
  const policyPaths = changes.flatMap(({ path }) => path ?? []);
  if (equalFiles(old, found.files) && equalFiles(texts, found.texts)) return briefChanges(policyPaths, []);
  const policy = readPolicyFiles(configuration, null, false, (path) => base.read(path));
  if ('error' in policy) throw new HookProblem(policy.error);
  const before = (await checked(host, configuration, root, policy, { files: old, texts, skipped: [] })).findings;
  const now = await checked(host, configuration, root, policy, found);
  const known = new Set(before.map(({ fingerprint, status }) => `${status === 'suppressed'} ${fingerprint}`));
  const isNew = ({ fingerprint, status }: Finding): boolean => !known.has(`${status === 'suppressed'} ${fingerprint}`);
  const fresh = now.findings.filter((one) => one.status === 'new' && isNew(one));
  const hidden = now.findings.filter((one) => one.status === 'suppressed' && isNew(one));
  const parts = [briefFindings(fresh, clausesOf(now)), briefChanges(policyPaths, hidden)];
  return parts.filter((part) => part !== null).join('\n') || null;
}

function clausesOf(report: Report): readonly string[] {
  return report.verdicts.map(({ requirement }) => requirement);
}

/** The report on some files, from the cache where it is there. */
async function checked(
  host: Host,
  configuration: Project['configuration'],
  root: string,
  policy: PolicyFiles,
  found: Pick<ScanInput, 'files' | 'texts' | 'skipped'>,
): Promise<Report> {
  const { scan } = await import('../scan/pipeline.ts');
  const { Cache } = await import('../scan/cache.ts');
  const cache = Cache.open(host, root, null);
  const input: ScanInput = {
    command: 'check',
    ...found,
    ...policy,
    configuration,
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  };
  const key = cache?.keyOf(input) ?? '';
  const kept = cache?.find(key) ?? null;
  if (kept !== null) return kept;
  const report = scan(input);
  if ('refused' in report) throw new HookProblem(report.refused);
  cache?.store(key, report);
  return report;
}

function equalFiles(a: readonly InputFile[], b: readonly InputFile[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as InputFile;
      return (
        one.path === other.path && 'bytes' in one && 'bytes' in other && Buffer.from(one.bytes).equals(other.bytes)
      );
    })
  );
}
