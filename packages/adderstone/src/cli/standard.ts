import type { Host } from '../host/host.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import { checkExamples, type Policy, readPolicy } from '../scan/pipeline.ts';
import { DESCRIPTORS } from '../scan/producers.ts';
import { lintStandard } from '../standards/lint.ts';
import { showStandard } from '../standards/show.ts';
import { type Arguments, readArguments, STANDARD_OPTIONS } from './options.ts';
import {
  openProject,
  type PolicyFiles,
  type Project,
  type ProjectError,
  policyOnDisk,
  readNamedStandards,
} from './project.ts';
import { printable, refuse } from './say.ts';

/** A standard with the project that it belongs to. */
export interface Opened {
  readonly project: Project;
  readonly files: PolicyFiles;
  readonly policy: Policy;
}

type StandardVerb = (args: Arguments, host: Host) => Promise<number>;

const VERBS: Readonly<Record<string, () => Promise<StandardVerb>>> = {
  show: async () => show,
  lint: async () => lint,
  diff: async () => (await import('./standard-diff.ts')).diff,
  init: async () => (await import('./standard-init.ts')).initStandard,
  map: async () => (await import('./standard-map.ts')).map,
  lock: async () => (await import('./standard-lock.ts')).lock,
  accept: async () => (await import('./standard-lock.ts')).accept,
};

/** `adderstone standard VERB`: documents as they are read, what is wrong with them, what changed, what would prove them, and what was reviewed. */
export async function standard(args: readonly string[], host: Host): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === undefined || !Object.hasOwn(VERBS, verb))
    return refuse(host, `usage: adderstone standard ${Object.keys(VERBS).join('|')}`);
  const read = readArguments(rest, STANDARD_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  return (await (VERBS[verb] as () => Promise<StandardVerb>)())(read, host);
}

/** The documents that are named, else those of the project, with their mappings and the lock. */
export async function openStandard(
  host: Host,
  args: Arguments,
  named: readonly string[],
): Promise<Opened | ProjectError> {
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return project;
  const documents = readNamedStandards(host, project.root, [...named, ...(args.values.get('standard') ?? [])]);
  if ('error' in documents) return documents;
  const files = policyOnDisk(host, project, documents, false);
  if ('error' in files) return files;
  const policy = readPolicy(files);
  return 'refused' in policy ? { error: policy.refused } : { project, files, policy };
}

async function show(args: Arguments, host: Host): Promise<number> {
  const opened = await openStandard(host, args, args.paths);
  if ('error' in opened) return refuse(host, opened.error);
  host.stdout(showStandard(opened.policy.standard, opened.policy.mapping));
  return 0;
}

/** Exit code 1 when something is an error. */
async function lint(args: Arguments, host: Host): Promise<number> {
  const opened = await openStandard(host, args, args.paths);
  if ('error' in opened) return refuse(host, opened.error);
  const { standard, mapping, own } = opened.policy;
  const checks = DESCRIPTORS.map(({ id, check }) => check ?? `rule:${id}`);
  const problems = [
    ...lintStandard({ standard, mapping, own, checks }),
    ...checkExamples(
      standard,
      ALL_RULES.filter((rule) => rule.default),
    ),
  ];
  const order = standard.documents.map(({ path }) => path);
  const rank = (path: string | null): number =>
    path === null ? -1 : (order.indexOf(path) + order.length + 1) % (order.length + 1);
  problems.sort((a, b) => rank(a.path) - rank(b.path) || (a.line ?? 0) - (b.line ?? 0));
  for (const { severity, code, message, path, line } of problems)
    host.stdout(`${printable(path ?? standard.path)}:${line ?? 1}: ${severity} ${code}: ${printable(message)}\n`);
  const names = printable(order.join(', '));
  host.stdout(
    problems.length === 0
      ? `${names}: no problem found\n`
      : `${problems.length} ${problems.length === 1 ? 'remark' : 'remarks'}\n`,
  );
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}
