import type { Host } from '../host/host.ts';
import { MODELS } from '../models/compiled.generated.ts';
import { proposeTargets } from '../probes/proposals.ts';
import { decodePython } from '../python/decode.ts';
import { parseModule } from '../python/parser.ts';
import { runRules } from '../rules/run.ts';
import { SourceFile } from '../text/source-file.ts';
import type { Arguments } from './options.ts';
import { openProject, readFiles } from './project.ts';
import { printable, refuse } from './say.ts';

/** `adderstone validate paths --propose [PATH]`: what the analysis would validate, one a line. Runs nothing of the project. */
export async function propose(read: Arguments, host: Host): Promise<number> {
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const sources = readFiles(host, project, read.paths).files.flatMap((file) => {
    if (!('bytes' in file) || !file.path.endsWith('.py')) return [];
    const decoded = decodePython(file.bytes);
    return decoded.kind === 'text' ? [new SourceFile(file.path, 'python', decoded.text)] : [];
  });
  if (sources.length === 0) return refuse(host, 'there is no Python file to look at');
  const run = runRules(sources, [], MODELS, { parse: (file) => parseModule(file.text), tiers: [] });
  const found = proposeTargets(run.analysis);
  for (const { path, line, because, command } of found)
    host.stdout(`${command}\n  ${printable(path)}:${line}: ${because}\n`);
  if (found.length === 0) host.stdout('nothing that takes a path or works over the network was seen\n');
  return 0;
}
