import { AGENTS, type Agent } from '../agents/payload.ts';
import type { Host } from '../host/host.ts';
import { readPolicy } from '../scan/pipeline.ts';
import { VERSION } from '../scan/version.ts';
import { agentsInUse, planAgents } from '../setup/agents.ts';
import { planGithub } from '../setup/github.ts';
import type { ByHand, PlannedFile } from '../setup/planned-file.ts';
import { planPreCommit } from '../setup/pre-commit.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import { type Arguments, INIT_OPTIONS, readArguments } from './options.ts';
import { openProject, policyOnDisk, readBelow, writeInside } from './project.ts';
import { printable, refuse } from './say.ts';

const FILE = 'adderstone.toml';

/**
 * `adderstone init [--pre-commit] [--github] [--agents]`: shows as a diff what it would write, and writes with `--yes`. Without one of them a first
 * configuration. What is there is kept; a second run finds nothing to do.
 */
export async function init(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, INIT_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.paths.length > 0) return refuse(host, 'init takes no path: start it in the project');
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const { root } = project;
  const plans = await plan(read, host, root);
  if ('error' in plans) return refuse(host, plans.error);

  const todo = plans.flatMap((one) => ('after' in one && one.after !== one.before ? [one] : []));
  for (const one of plans) {
    if ('byHand' in one) host.stderr(`adderstone: ${one.path} is left to you: ${one.byHand}\n`);
    else if (one.after === one.before) host.stdout(`${one.path} is there already; nothing to do\n`);
    else host.stdout(unifiedDiff(one.path, one.before, one.after, printable));
  }
  const left = plans.some((one) => 'byHand' in one);
  if (todo.length === 0) return left ? 2 : 0;
  const names = todo.map(({ path }) => path).join(', ');
  if (!read.flags.has('yes')) {
    host.stdout(`nothing is written yet: run \`adderstone init ${[...args, '--yes'].join(' ')}\` to write ${names}\n`);
    return left ? 2 : 0;
  }
  for (const one of todo) {
    const problem = writeInside(host, root, one.path, one.after);
    if (problem !== null) return refuse(host, `${one.path} is not written: ${problem}`);
  }
  host.stdout(`${names} ${todo.length === 1 ? 'is' : 'are'} written\n`);
  return left ? 2 : 0;
}

async function plan(
  args: Arguments,
  host: Host,
  root: string,
): Promise<readonly (PlannedFile | ByHand)[] | { readonly error: string }> {
  const text = (path: string): string | null => readBelow(host, root, path);
  const plans: (PlannedFile | ByHand)[] = [];
  if (args.flags.has('pre-commit')) plans.push(planPreCommit(text));
  if (args.flags.has('github')) plans.push(planGithub(text, VERSION));
  const named = (args.values.get('agent') ?? []) as readonly Agent[];
  if (args.flags.has('agents') || named.length > 0) {
    const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
    if ('error' in project) return project;
    const files = policyOnDisk(host, { root, configuration: project.configuration }, null, false);
    if ('error' in files) return files;
    const policy = readPolicy(files);
    if ('refused' in policy) return { error: policy.refused };
    const found = agentsInUse((path) => host.kindOf(`${root}/${path}`) !== null);
    const agents = AGENTS.filter(
      (agent) => named.includes(agent) || (args.flags.has('agents') && found.includes(agent)),
    );
    if (agents.length === 0)
      host.stderr(
        'adderstone: no agent’s files are here; name those that you use: --agent claude,cursor,windsurf,copilot\n',
      );
    plans.push(...planAgents(agents, policy.standard, text));
  }
  return plans.length === 0 ? [configurationPlan(host, root)] : plans;
}

/** A first configuration; an existing one, in either place, stays as it is. */
function configurationPlan(host: Host, root: string): PlannedFile {
  const before = readBelow(host, root, FILE);
  if (before !== null) return { path: FILE, before, after: before };
  const pyproject = readBelow(host, root, 'pyproject.toml');
  if (pyproject !== null && /^\s*\[tool\.adderstone[\].]/m.test(pyproject))
    return { path: 'pyproject.toml', before: pyproject, after: pyproject };
  const document = ['.agents/rules', '.windsurf/rules', '.cursor/rules', '.claude/rules', 'docs', '.']
    .flatMap((folder) =>
      (host.list(`${root}/${folder}`) ?? []).map(({ name }) => (folder === '.' ? name : `${folder}/${name}`)),
    )
    .find(
      (path) =>
        /\.mdc?$/.test(path) &&
        /secur/i.test(path) &&
        /\b(?:REQ|BAN|VAL)-[A-Z0-9_-]*\d/.test(readBelow(host, root, path) ?? ''),
    );
  const after = [
    '# What adderstone is told about this project; every key: `adderstone check --show-settings`.',
    document === undefined
      ? '# standard = "docs/security-standard.md"   # the shipped standard is used until this names yours'
      : `standard = ${JSON.stringify(document)}`,
    'fail-on = "low"',
    '',
  ].join('\n');
  return { path: FILE, before: null, after };
}
