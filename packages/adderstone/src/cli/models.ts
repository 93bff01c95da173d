import type { Host } from '../host/host.ts';
import { escapeLine } from '../report/escape.ts';
import type { MetCall } from '../scan/met-models.ts';
import { readArguments, STANDARD_PROJECT_OPTIONS } from './options.ts';
import { openProject, policyOnDisk, readFiles, readInside } from './project.ts';
import { refuse } from './say.ts';

const USAGE = 'usage: adderstone models check [FILE…] | adderstone models explain FILE:LINE';

/**
 * `adderstone models check [FILE…]`: reads models (those of the configuration, or the named ones), and runs the annotated program beside
 * each (`shop.test.py` beside `shop.yaml`). `adderstone models explain FILE:LINE`: which rows speak of what the line calls, what the
 * analysis made of it, and for a library that no row describes the row that would, ready to paste.
 * Exit code 1: a program does not do what its marks say; 2: a model is refused, a file is not there.
 */
export async function models(args: readonly string[], host: Host): Promise<number> {
  const [verb, ...rest] = args;
  const read = readArguments(rest, STANDARD_PROJECT_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (verb === 'check') return check(read.paths, host);
  if (verb === 'explain') return explain(read.paths, host);
  return refuse(host, USAGE);
}

async function check(paths: readonly string[], host: Host): Promise<number> {
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const named = paths.length > 0 ? paths : project.configuration.models;
  if (named.length === 0)
    return refuse(host, 'models check: no models are configured (`models = ["security/models/shop.yaml"]`) or named');
  const text = (path: string): string | null => {
    const bytes = readInside(host, project.root, path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const { checkModels } = await import('../scan/met-models.ts');
  let exit = 0;
  for (const path of named) {
    const model = text(path);
    if (model === null) return refuse(host, `${JSON.stringify(path)} is not there or cannot be read`);
    const beside = path.replace(/\.ya?ml$/, '.test.py');
    const result = checkModels({ path, text: model }, beside === path ? null : text(beside));
    const shown = escapeLine(path);
    for (const problem of result.problems)
      host.stderr(`${shown}:${problem.line}:${problem.column}: expected ${escapeLine(problem.expected)}\n`);
    for (const line of result.wrong) host.stdout(`${escapeLine(beside)}:${line.line}: ${line.text}\n`);
    if (result.problems.length > 0) exit = 2;
    else if (result.wrong.length > 0 && exit === 0) exit = 1;
    const tested = result.tested ? `its program says what is found` : `no program beside it (${escapeLine(beside)})`;
    if (result.problems.length === 0 && result.wrong.length === 0)
      host.stdout(`${shown}: ${result.rows} rows, ${tested}\n`);
  }
  return exit;
}

async function explain(paths: readonly string[], host: Host): Promise<number> {
  const match = /^(.+):([1-9][0-9]{0,7})$/.exec(paths[0] ?? '');
  if (paths.length !== 1 || match === null) return refuse(host, USAGE);
  const [, named, number] = match as unknown as [string, string, string];
  const project = await openProject(host, { paths: [named], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const { root, configuration } = project;
  const policy = policyOnDisk(host, { root, configuration }, null, false);
  if ('error' in policy) return refuse(host, policy.error);
  const real = host.resolve(named.startsWith('/') ? named : `${host.cwd}/${named}`);
  const path = real === null ? null : real.startsWith(`${root}/`) ? real.slice(root.length + 1) : null;
  if (path === null) return refuse(host, `${JSON.stringify(named)} is not there, or not in the project`);
  const { explainLine } = await import('../scan/met-models.ts');
  const found = explainLine(readFiles(host, project, [root]).files, policy.models ?? [], path, Number(number));
  if ('refused' in found) return refuse(host, found.refused);
  if (found.calls.length === 0 && found.sites.length === 0)
    host.stdout('Nothing on this line is a call, a source or a sink.\n');
  for (const call of found.calls) host.stdout(callText(call));
  for (const { kind, outcome, callee } of found.sites)
    host.stdout(`sink ${kind} in ${escapeLine(callee)}: ${outcome}\n`);
  for (const flow of found.flows) {
    host.stdout(
      `flow into ${flow.kind} (${flow.tier}${flow.weak ? ', through a call of which nothing is known' : ''})\n`,
    );
    for (const step of flow.steps) host.stdout(`  ${escapeLine(step)}\n`);
  }
  if (found.suggestions.length > 0) {
    host.stdout(
      '\nNo model describes these. To paste into a file of `models = […]`, after a look at the documentation:\n\n',
    );
    for (const line of found.suggestions) host.stdout(`${escapeLine(line)}\n`);
  }
  return 0;
}

function callText({ column, targets, rows }: MetCall): string {
  const head = `column ${column}: ${targets.length === 0 ? 'a call of something that is not known' : escapeLine(targets.slice(0, 4).join(', '))}\n`;
  const lines = rows.map(({ part, of, row }) => `  ${part}${of === '' ? '' : ` ${of}`}: ${escapeLine(row)}\n`);
  return head + (lines.length === 0 ? '  no row\n' : lines.join(''));
}
