import type { Host } from '../host/host.ts';
import { type ThroughputResult, throughputJson, validateScanner } from '../probes/throughput.ts';
import { LEAST_TARGETS, MOST_TARGETS } from '../probes/throughput-behaviour.ts';
import { renderJson } from '../report/escape.ts';
import { ANSI, type Palette, PLAIN } from '../report/palette.ts';
import { readArguments, THROUGHPUT_OPTIONS } from './options.ts';
import { printable, refuse } from './say.ts';

export const THROUGHPUT_USAGE = 'adderstone validate throughput [OPTIONS] -- python scanner.py {url} {n}';

/**
 * `adderstone validate throughput`: runs a scanner against a hostile server on this machine. Exit code 0 without findings, 1 with, 2 when it was not
 * reached, crashed or was asked for wrongly.
 */
export async function validateThroughput(args: readonly string[], host: Host): Promise<number> {
  const cut = args.indexOf('--');
  const command = cut < 0 ? [] : args.slice(cut + 1);
  const read = readArguments(cut < 0 ? args : args.slice(0, cut), THROUGHPUT_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.paths.length > 0 || command.length === 0)
    return refuse(host, `the command of the scanner is expected behind \`--\`: ${THROUGHPUT_USAGE}`);
  if (!command.some((word) => word.includes('{url}')))
    return refuse(host, 'the command has no {url}, which the address of the server is put in place of');
  const number = (name: string, least: number, most: number, whole: boolean): number | null | string => {
    const text = read.values.get(name)?.[0];
    if (text === undefined) return null;
    const value = Number(text);
    if (!/^\d{1,6}(?:\.\d{1,3})?$/.test(text) || value < least || value > most || (whole && !Number.isInteger(value)))
      return `--${name}: expected a${whole ? ' whole' : ''} number from ${least} to ${most}`;
    return value;
  };
  const targets = number('targets', LEAST_TARGETS, MOST_TARGETS, true) ?? 60;
  const maxConcurrency = number('max-concurrency', 1, 100_000, true);
  const maxRps = number('max-rps', 0.1, 100_000, false);
  const deadline = number('deadline', 3, 600, false) ?? 15;
  for (const value of [targets, maxConcurrency, maxRps, deadline])
    if (typeof value === 'string') return refuse(host, value);

  const progress = progressOn(host);
  const result = await validateScanner(host, {
    command,
    cwd: host.cwd,
    targets: targets as number,
    maxConcurrency: maxConcurrency as number | null,
    maxRps: maxRps as number | null,
    deadline: deadline as number,
    progress: progress.say,
  });
  progress.clear();
  if ('error' in result) return refuse(host, result.error);

  const json = read.values.get('json')?.[0];
  if (json === '-') host.stdout(renderJson(throughputJson(result)));
  else host.stdout(summaryOf(result, host.cwd, host.stdoutIsTerminal && !host.env['NO_COLOR'] ? ANSI : PLAIN));
  if (json !== undefined && json !== '-') {
    const problem = host.write(absolute(host, json), renderJson(throughputJson(result)));
    if (problem !== null) return refuse(host, `${printable(json)}: ${problem}`);
  }
  const html = read.values.get('html')?.[0];
  if (html !== undefined) {
    const { throughputPage } = await import('../report/throughput-picture.ts');
    const problem = host.write(absolute(host, html), throughputPage(result.runs, summaryOf(result, host.cwd, PLAIN)));
    if (problem !== null) return refuse(host, `${printable(html)}: ${problem}`);
  }
  if (result.because !== null) {
    refuse(host, `not verified: ${result.because}`);
    for (const line of (result.runs.find(({ tail }) => tail.trim() !== '')?.tail ?? '').trim().split('\n').slice(-8))
      if (line !== '') host.stderr(`  | ${printable(line.slice(0, 300))}\n`);
    return 2;
  }
  return result.findings.length > 0 ? 1 : 0;
}

function absolute(host: Host, path: string): string {
  return path.startsWith('/') ? path : `${host.cwd}/${path}`;
}

/** A line on standard error that says what happens: in a terminal only, from half a second on. */
export function progressOn(host: Host): { readonly say: (text: string) => void; readonly clear: () => void } {
  const began = host.clock();
  let shown = 0;
  return {
    say: (text) => {
      const now = host.clock();
      if (!host.stderrIsTerminal || now - began < 500 || now - shown < 100) return;
      shown = now;
      host.stderr(`\r\x1b[K${text}`);
    },
    clear: () => {
      if (shown > 0) host.stderr('\r\x1b[K');
    },
  };
}

function summaryOf(result: ThroughputResult, cwd: string, palette: Palette): string {
  const { measures: m, limits } = result;
  const lines: string[] = [];
  for (const { kind, requirement, evidence } of result.findings)
    lines.push(`${palette.red(kind)}  ${requirement}\n  ${printable(evidence.replaceAll(`${cwd}/`, ''))}`);
  if (lines.length > 0) lines.push('');
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  lines.push(
    `${m.requests} requests for up to ${m.targets} targets in ${result.runs.length} runs, deadline ${limits.deadline} s`,
    `  client       ${m.asyncio ? 'asyncio' : 'no event loop'}${m.library === null ? '' : `, ${m.library}`}, ${m.threadsMax} threads at most`,
    `  at once      ${m.inFlightMax} requests, ${m.connectionsMax} connections${m.paced ? ' (paced by itself)' : ''}`,
    `  rate         ${Math.max(0, ...m.peaks)} requests within one second at most`,
    `  retries      up to ${m.attemptsMax} attempts${m.gaps.length === 0 ? '' : `, waits ${m.gaps.slice(0, 6).map(seconds).join(', ')}`}`,
  );
  if (m.backOff !== null && m.backOff.spread !== null)
    lines.push(
      `  jitter       ${(m.backOff.spread * 100).toFixed(1)} % between the quartiles, ${m.backOff.paths} paths, from ${m.backOff.source === 'inside' ? 'the sleeps asked for' : 'the wire'}`,
    );
  for (const { form, paths, early, asked, waited } of m.retryAfter)
    lines.push(
      `  Retry-After  as ${form}: too early for ${early} of ${paths} targets; asked ${seconds(asked)}, waited ${seconds(waited)}`,
    );
  lines.push(`  no answer    ${m.givenUp} requests given up, ${m.hung} still waited for`);
  for (const note of result.notes) lines.push(`  note         ${printable(note)}`);
  if (result.because === null)
    lines.push(
      '',
      result.findings.length === 0
        ? 'Clean: VAL-PY_SEC-03 and REQ-PY_SEC-08 hold here.'
        : `${result.findings.length} findings.`,
    );
  return `${lines.join('\n')}\n`;
}
