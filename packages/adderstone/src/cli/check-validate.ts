import { createHash } from 'node:crypto';
import type { Contribution } from '../findings/contribution.ts';
import type { Host } from '../host/host.ts';
import { type PathIntegrity, validatePathIntegrity } from '../probes/path-integrity.ts';
import type { PathSettings } from '../probes/path-integrity-drive.ts';
import { pathContribution } from '../probes/path-integrity-evidence.ts';
import { decodePython } from '../python/decode.ts';
import type { ScanInput } from '../scan/pipeline.ts';
import type { PathTarget, ThroughputTarget } from '../scan/validate-settings.ts';
import { printable } from './say.ts';
import { loopback, pythonOf, splitTarget } from './validate-paths.ts';
import { throughputContributions } from './validate-throughput-target.ts';

/**
 * Runs what the configuration's `validate` names, and gives what it proves. What will run is said before; a command that was not agreed to before is asked for
 * at a terminal, and refused elsewhere unless `allowed`. The agreement is kept outside the project.
 */
export async function contribute(
  host: Host,
  root: string,
  input: ScanInput,
  allowed: boolean,
): Promise<readonly Contribution[] | { readonly error: string }> {
  const { validate } = input.configuration;
  if (validate.paths.length + validate.throughput.length === 0)
    return {
      error:
        '--validate: no target is named. `[[tool.adderstone.validate.paths]]` and `[[tool.adderstone.validate.throughput]]` name them; `adderstone validate paths --propose` lists what the analysis sees',
    };
  const runs = [
    ...validate.paths.map((one) => ({ shown: shownPaths(one), entry: one as unknown })),
    ...validate.throughput.map((one) => ({ shown: shownThroughput(one), entry: one as unknown })),
  ];
  host.stderr('--validate runs code of the project:\n');
  for (const { shown } of runs) host.stderr(`  ${printable(shown)}\n`);
  if (!allowed) {
    const refusal = await agree(host, root, runs);
    if (refusal !== null) return { error: refusal };
  }
  const contributions: Contribution[] = [];
  if (validate.paths.length > 0) {
    const results: PathIntegrity[] = [];
    for (const target of validate.paths) {
      const settings = settingsOf(host, root, target);
      if ('error' in settings) return settings;
      results.push(await validatePathIntegrity(host, settings));
    }
    contributions.push(
      pathContribution(results, { root, path: validate.path ?? 'pyproject.toml', lineOf: linesOf(input) }),
    );
  }
  if (validate.throughput.length > 0) {
    const more = await throughputContributions(host, root, validate.path ?? 'pyproject.toml', validate.throughput);
    if ('error' in more) return more;
    contributions.push(...more);
  }
  return contributions;
}

function shownPaths(one: PathTarget): string {
  const what = one.target ?? one.app ?? one.url ?? one.command.join(' ');
  const served = one.url !== null && one.command.length > 0 ? ` served by ${one.command.join(' ')}` : '';
  return `paths       ${what}${served}${one.urlPath === null ? '' : ` ${one.urlPath}`} (base ${one.base})`;
}

function shownThroughput(one: ThroughputTarget): string {
  return `throughput  ${one.command.join(' ')}`;
}

/** Asks for each command that nobody agreed to before. Null: all may run; else why not. */
async function agree(
  host: Host,
  root: string,
  runs: readonly { readonly shown: string; readonly entry: unknown }[],
): Promise<string | null> {
  const keys = runs.map(({ shown, entry }) =>
    createHash('sha256')
      .update(JSON.stringify([root, shown, entry]))
      .digest('hex'),
  );
  const file = agreements(host, root);
  const known = new Set(file === null ? [] : readLines(host, file));
  const open = runs.filter((_, i) => !known.has(keys[i] as string));
  for (const one of open) {
    const answer = await host.question(`run \`${printable(one.shown.replace(/ +/g, ' '))}\`? [y/N] `);
    if (answer === null)
      return 'what `[tool.adderstone.validate]` names was not agreed to, and there is no terminal to ask at; --allow-run runs it';
    if (!/^\s*y(?:es)?\s*$/i.test(answer)) return 'not agreed to: nothing was run';
  }
  if (open.length > 0 && file !== null) {
    const fresh = keys.filter((key) => !known.has(key));
    const problem = host.write(file, `${[...known, ...fresh].slice(-1000).join('\n')}\n`);
    if (problem !== null) host.stderr(`adderstone: the agreement is not kept: ${problem}\n`);
  }
  return null;
}

/** The file of agreements: outside the project, closed to others. Null where there is no such place. */
function agreements(host: Host, root: string): string | null {
  const home = host.env['XDG_STATE_HOME'] || (host.env['HOME'] ? `${host.env['HOME']}/.local/state` : '');
  if (!home.startsWith('/')) return null;
  const folder = `${home}/adderstone`;
  if (host.makeFolder(folder, 0o700) !== null || !host.isPrivate(folder)) return null;
  const real = host.resolve(folder);
  if (real === null || real === root || real.startsWith(`${root}/`)) return null;
  return `${real}/agreed-runs`;
}

function readLines(host: Host, file: string): readonly string[] {
  const read = host.read(file, 1 << 20);
  if (read.kind !== 'bytes') return [];
  return Buffer.from(read.bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => /^[0-9a-f]{64}$/.test(line));
}

function settingsOf(host: Host, root: string, one: PathTarget): PathSettings | { readonly error: string } {
  const base = host.resolve(`${root}/${one.base}`);
  if (base === null) return { error: `\`validate.paths\`: the base ${JSON.stringify(one.base)} is not there` };
  if (!base.startsWith(`${root}/`))
    return { error: `\`validate.paths\`: the base ${JSON.stringify(one.base)} lies outside the project` };
  let drive: PathSettings['drive'];
  let { urlPath } = one;
  if (one.url !== null) {
    const parsed = loopback(one.url);
    if ('usage' in parsed) return { error: parsed.usage.replace('--url', '`validate.paths.url`') };
    urlPath = parsed.path;
    drive = { kind: 'url', address: parsed.address, command: one.command.length > 0 ? one.command : null };
  } else if (one.app !== null || one.target !== null) {
    const [module, attribute] = splitTarget((one.app ?? one.target) as string);
    drive = { kind: one.app === null ? 'function' : 'app', module, attribute };
  } else drive = { kind: 'command', command: one.command };
  return {
    target: one.target ?? one.app ?? one.url ?? one.command.join(' '),
    drive,
    base,
    cwd: root,
    python: pythonOf(host),
    method: one.method?.toUpperCase() ?? null,
    field: one.field,
    urlPath,
    headers: {},
    legitimate: one.legitimate,
    symlink: one.symlink,
    deadline: one.deadline,
  };
}

/** Offsets of lines of the files that were read. */
function linesOf(
  input: ScanInput,
): (path: string, line: number) => { start: number; end: number; columns: number } | null {
  return (path, line) => {
    const file = input.files.find((one) => one.path === path);
    if (file === undefined || !('bytes' in file)) return null;
    const decoded = decodePython(file.bytes);
    if (decoded.kind !== 'text') return null;
    let start = 0;
    for (let number = 1; number < line; number++) {
      const next = decoded.text.indexOf('\n', start);
      if (next < 0) return null;
      start = next + 1;
    }
    const end = decoded.text.indexOf('\n', start);
    const stop = end < 0 ? decoded.text.length : end;
    const text = decoded.text.slice(start, stop);
    const indent = text.length - text.trimStart().length;
    return { start: start + indent, end: start + text.trimEnd().length, columns: text.trimEnd().length };
  };
}
