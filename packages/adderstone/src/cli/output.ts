import { joinByOrigin } from '../findings/join.ts';
import type { Host } from '../host/host.ts';
import { FORMATS, type FormatName, type FormatOptions } from '../report/format.ts';
import { ANSI, PLAIN } from '../report/palette.ts';
import type { Report } from '../scan/outcome.ts';
import type { FormatContext } from './format-context.ts';
import type { Arguments } from './options.ts';
import { absolute, throughLink } from './project.ts';
import { printable } from './say.ts';

/** Where a report goes: what is printed, and what is written to files. */
export interface Outputs {
  readonly printed: FormatName;
  readonly written: readonly { readonly format: FormatName; readonly path: string }[];
}

/** Reads `--output-format` and `--output`; `otherwise` is printed when neither says so. Refuses formats that are not known and two ways of printing. */
export function outputsOf(args: Arguments, host: Host, otherwise: FormatName): Outputs | { readonly usage: string } {
  const written: { format: FormatName; path: string }[] = [];
  for (const given of args.values.get('output') ?? []) {
    const cut = given.indexOf('=');
    const format = cut < 0 ? given : given.slice(0, cut);
    if (!Object.hasOwn(FORMATS, format))
      return { usage: `--output: expected FORMAT=FILE with ${Object.keys(FORMATS).join(', ')}` };
    if (cut < 0) {
      if (args.values.has('output-format'))
        return { usage: '--output without a file is --output-format; give one of them' };
      return { printed: format as FormatName, written };
    }
    written.push({ format: format as FormatName, path: absolute(host, given.slice(cut + 1)) });
  }
  const asked = args.values.get('output-format')?.[0] as FormatName | undefined;
  return { printed: asked ?? otherwise, written };
}

/** Prints and writes the outputs; findings of one origin are told as one. True when one could not be written. `context` is for formats that need a time or what was before. */
export async function emit(
  host: Host,
  found: Report,
  outputs: Outputs,
  root: string,
  context: FormatContext,
): Promise<boolean> {
  const report = { ...found, findings: joinByOrigin(found.findings) };
  const coloured = host.env['FORCE_COLOR']
    ? true
    : host.env['NO_COLOR']
      ? false
      : host.stdoutIsTerminal && host.env['TERM'] !== 'dumb';
  let failed = false;
  for (const { format, path } of outputs.written) {
    const render = await FORMATS[format]();
    const problem = throughLink(host, path, root) ?? host.write(path, render(report, { ...context, palette: PLAIN }));
    if (problem !== null) {
      host.stderr(`adderstone: ${printable(path)} is not written: ${problem}\n`);
      failed = true;
    }
  }
  const page = host.env['GITHUB_STEP_SUMMARY'];
  if (outputs.printed === 'github' && host.env['GITHUB_ACTIONS'] === 'true' && page?.startsWith('/')) {
    const { renderStepSummary } = await import('../report/step-summary.ts');
    const problem = throughLink(host, page, root) ?? host.append(page, renderStepSummary(report));
    // The page is for reading only: the log and the exit code say the same without it.
    if (problem !== null) host.stderr(`adderstone: the summary of the step is not written: ${problem}\n`);
  }
  const render = await FORMATS[outputs.printed]();
  const options: FormatOptions = { ...context, palette: coloured ? ANSI : PLAIN };
  if (!host.stdout(render(report, options))) {
    host.stderr('adderstone: standard output could not be written\n');
    failed = true;
  }
  return failed;
}

let shown = false;

/** What a scan tells its host: progress, shown on a terminal after half a second and nowhere else, and when memory may be given back. */
export function scanEvents(
  host: Host,
  total: number,
): { readonly progress?: (path: string) => void; readonly boundHeap: () => void } {
  const boundHeap = (): void => host.boundHeap();
  if (!host.stderrIsTerminal) return { boundHeap };
  const start = host.clock();
  let done = 0;
  let last = start;
  return {
    boundHeap,
    progress: () => {
      done++;
      const now = host.clock();
      if (now - start < 500 || now - last < 100) return;
      last = now;
      shown = true;
      host.stderr(`\r\x1b[2K${done} of ${total} files`);
    },
  };
}

/** Removes the line of progress. */
export function clearProgress(host: Host): void {
  if (shown) host.stderr('\r\x1b[2K');
  shown = false;
}
