import type { Host } from '../host/host.ts';
import { escapeLine, renderJson } from '../report/escape.ts';
import { BaseState } from '../scan/base-state.ts';
import { type Policy, readPolicy } from '../scan/pipeline.ts';
import { type ClauseChange, difference } from '../standards/difference.ts';
import type { Requirement } from '../standards/standard.ts';
import type { Arguments } from './options.ts';
import {
  absolute,
  openProject,
  type Project,
  type ProjectError,
  policyOnDisk,
  readNamedStandards,
  readPolicyFiles,
} from './project.ts';
import { refuse } from './say.ts';

/**
 * `adderstone standard diff OLD [NEW]`: which clauses came, went or changed between two editions, and what that does to their verdicts. Each is a file or a
 * commit; of a commit the configured documents (or `--standard FILE`) are read. Without NEW, the documents as they are now.
 */
export async function diff(args: Arguments, host: Host): Promise<number> {
  const [from, to] = args.paths;
  if (from === undefined || args.paths.length > 2)
    return refuse(host, 'usage: adderstone standard diff OLD [NEW], each a document or a commit');
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const before = edition(host, project, args, from);
  if ('error' in before) return refuse(host, before.error);
  const after = edition(host, project, args, to ?? null);
  if ('error' in after) return refuse(host, after.error);
  const changes = difference(before, after);
  if (args.flags.has('json'))
    host.stdout(renderJson({ schema: 'adderstone-standard-diff/1', changes: changes.map(changeJson) }));
  else host.stdout(changesText(changes));
  return 0;
}

/** The standard of a file or commit; null: as it is now. */
function edition(host: Host, project: Project, args: Arguments, name: string | null): Policy | ProjectError {
  const { root, configuration } = project;
  const isFile = name !== null && host.kindOf(absolute(host, name)) === 'file';
  const standards = args.values.get('standard') ?? [];
  if (isFile || name === null) {
    const named = readNamedStandards(host, root, isFile ? [name] : standards);
    if ('error' in named) return named;
    return policyOf(policyOnDisk(host, { root, configuration }, named, false));
  }
  const state = BaseState.at(host, root, name);
  if ('error' in state) return { error: `${JSON.stringify(name.slice(0, 80))} is no file, and ${state.error}` };
  const paths = standards.map((path) => absolute(host, path).replace(`${root}/`, ''));
  const chosen = {
    ...configuration,
    ...(paths[0] === undefined ? {} : { standard: paths[0], furtherStandards: paths.slice(1) }),
  };
  return policyOf(readPolicyFiles(chosen, null, false, (path) => state.read(path)));
}

function policyOf(files: ReturnType<typeof readPolicyFiles>): Policy | ProjectError {
  if ('error' in files) return files;
  const policy = readPolicy(files);
  return 'refused' in policy ? { error: policy.refused } : policy;
}

function changesText(changes: readonly ClauseChange[]): string {
  if (changes.length === 0) return 'no clause differs\n';
  const out: string[] = [];
  for (const change of changes) {
    const { id, kind, from, parts, before, after, gained, lost, verdict } = change;
    const what = kind === 'renamed' ? `renamed from ${escapeLine(from ?? '')}` : kind;
    out.push(`${escapeLine(id)}  ${what}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`);
    if (before !== null && before.statement !== after?.statement) out.push(`  - ${escapeLine(before.statement)}`);
    if (after !== null && after.statement !== before?.statement) out.push(`  + ${escapeLine(after.statement)}`);
    for (const one of lost) out.push(`  - ${one}`);
    for (const one of gained) out.push(`  + ${one}`);
    out.push(`  ${verdict}`, '');
  }
  const touched = changes.filter(({ verdict }) => verdict !== 'no verdict is touched').map(({ id }) => escapeLine(id));
  out.push(
    `${changes.length} ${changes.length === 1 ? 'clause differs' : 'clauses differ'}; verdicts touched: ${touched.join(', ') || 'none'}`,
  );
  return `${out.join('\n')}\n`;
}

function changeJson(change: ClauseChange): Readonly<Record<string, unknown>> {
  const side = (one: Requirement | null): unknown =>
    one === null
      ? null
      : { statement: one.statement, title: one.title, obligation: one.obligation, path: one.document, line: one.line };
  const { id, kind, from, parts, gained, lost, verdict } = change;
  return {
    requirement: id,
    kind,
    from,
    parts,
    before: side(change.before),
    after: side(change.after),
    gained,
    lost,
    verdict,
  };
}
