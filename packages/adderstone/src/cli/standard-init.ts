import type { Host } from '../host/host.ts';
import { planStandard, STANDARD_PLACES, type StandardPlace } from '../setup/standard.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import type { Arguments } from './options.ts';
import { openProject, readBelow, writeInside } from './project.ts';
import { printable, refuse } from './say.ts';

/**
 * `adderstone standard init`: a document of the team's own with the shipped clauses, the mapping beside it, and the setting that names it; at the place and
 * in the front matter of an agent with `--for`. Shown as a diff, written with `--yes`; nothing that is there is changed.
 */
export async function initStandard(args: Arguments, host: Host): Promise<number> {
  if (args.paths.length > 0) return refuse(host, 'standard init takes no path: start it in the project');
  const scope = args.values.get('scope')?.[0] ?? 'PY_SEC';
  if (!/^[A-Z][A-Z0-9_]{0,29}$/.test(scope))
    return refuse(host, '--scope: expected capitals, digits and `_`, e.g. TEAM');
  const place = (args.values.get('for')?.[0] ?? 'docs') as StandardPlace;
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const { root, configuration } = project;
  const plans = planStandard(STANDARD_PLACES[place], scope, configuration.standard, (path) =>
    readBelow(host, root, path),
  );
  const todo = plans.flatMap((one) => ('after' in one && one.after !== one.before ? [one] : []));
  let left = false;
  for (const one of plans) {
    if ('byHand' in one) {
      left = true;
      host.stderr(`adderstone: ${one.path} is left to you: ${one.byHand}\n`);
    } else if (one.after === one.before) host.stdout(`${one.path} is there already; it stays as it is\n`);
    else host.stdout(unifiedDiff(one.path, one.before, one.after, printable));
  }
  const names = todo.map(({ path }) => path).join(', ');
  if (todo.length > 0 && !args.flags.has('yes')) {
    host.stdout(`nothing is written yet: run it with --yes to write ${names}\n`);
    return left ? 2 : 0;
  }
  for (const one of todo) {
    const problem = writeInside(host, root, one.path, one.after);
    if (problem !== null) return refuse(host, `${one.path} is not written: ${problem}`);
  }
  if (todo.length > 0)
    host.stdout(
      `${names} ${todo.length === 1 ? 'is' : 'are'} written; \`adderstone standard lock\` once they are reviewed\n`,
    );
  return left ? 2 : 0;
}
