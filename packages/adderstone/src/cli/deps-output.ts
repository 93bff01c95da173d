import type { AuditedPackage } from '../audit/audit.ts';
import { cycloneDx } from '../audit/sbom.ts';
import { openVex } from '../audit/vex.ts';
import type { Host } from '../host/host.ts';
import { renderDepsFull } from '../report/deps-full.ts';
import { type DataSummary, renderDepsJson } from '../report/deps-json.ts';
import { renderJson } from '../report/escape.ts';
import { FORMATS } from '../report/format.ts';
import { ANSI, type Palette, PLAIN } from '../report/palette.ts';
import type { Report } from '../scan/outcome.ts';
import { VERSION } from '../scan/version.ts';
import type { Arguments } from './options.ts';
import { absolute, throughLink } from './project.ts';
import { printable } from './say.ts';

/** Formats of `deps audit`. */
export const DEPS_FORMATS = ['full', 'json', 'sarif', 'github', 'cyclonedx', 'openvex'] as const;
type DepsFormat = (typeof DEPS_FORMATS)[number];

/** What is printed and what is written. */
export interface DepsOutputs {
  readonly printed: DepsFormat;
  readonly written: readonly { readonly format: DepsFormat; readonly path: string }[];
}

/** Reads `--output-format` and `--output FORMAT=FILE`. */
export function outputsOfDeps(args: Arguments, host: Host): DepsOutputs | { readonly usage: string } {
  const written: { format: DepsFormat; path: string }[] = [];
  for (const given of args.values.get('output') ?? []) {
    const cut = given.indexOf('=');
    const format = DEPS_FORMATS.find((one) => one === given.slice(0, Math.max(0, cut)));
    if (format === undefined) return { usage: `--output: expected FORMAT=FILE with ${DEPS_FORMATS.join(', ')}` };
    written.push({ format, path: absolute(host, given.slice(cut + 1)) });
  }
  const asked = args.values.get('output-format')?.[0] as DepsFormat | undefined;
  return { printed: asked ?? (host.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'full'), written };
}

/** Prints and writes the outputs. True when one could not be written. */
export async function emitDeps(
  host: Host,
  root: string,
  outputs: DepsOutputs,
  report: Report,
  packages: readonly AuditedPackage[],
  data: DataSummary,
): Promise<boolean> {
  const render = async (format: DepsFormat, palette: Palette): Promise<string> => {
    switch (format) {
      case 'full':
        return renderDepsFull(report, packages, data, palette);
      case 'json':
        return renderDepsJson(report, packages, data);
      case 'cyclonedx':
        return renderJson(cycloneDx(packages, VERSION, timestamp(host, root)));
      case 'openvex':
        return renderJson(
          openVex(packages, timestamp(host, root) ?? `${data.taken ?? '1970-01-01'}T00:00:00Z`, VERSION),
        );
      default:
        return (await FORMATS[format]())(report, { palette });
    }
  };
  let failed = false;
  for (const { format, path } of outputs.written) {
    const problem = throughLink(host, path, root) ?? host.write(path, await render(format, PLAIN));
    if (problem === null) continue;
    host.stderr(`adderstone: ${printable(path)} is not written: ${problem}\n`);
    failed = true;
  }
  const coloured = host.env['FORCE_COLOR']
    ? true
    : host.env['NO_COLOR']
      ? false
      : host.stdoutIsTerminal && host.env['TERM'] !== 'dumb';
  if (!host.stdout(await render(outputs.printed, coloured ? ANSI : PLAIN))) {
    host.stderr('adderstone: standard output could not be written\n');
    failed = true;
  }
  return failed;
}

/** `SOURCE_DATE_EPOCH`, else the date of the newest commit; null where there is neither. */
function timestamp(host: Host, root: string): string | null {
  const epoch = host.env['SOURCE_DATE_EPOCH'];
  // Not `git log`: a repository may set it to start a program that checks signatures.
  const commit = Buffer.from(host.git(root, ['cat-file', 'commit', 'HEAD']) ?? '').toString('utf8');
  const committed = /^committer .* ([0-9]{1,11}) [+-][0-9]{4}$/m.exec(commit)?.[1] ?? '';
  const seconds = epoch !== undefined && /^[0-9]{1,11}$/.test(epoch) ? epoch : committed;
  return /^[0-9]{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') : null;
}
