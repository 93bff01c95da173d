import type { Contribution } from '../findings/contribution.ts';
import type { Host } from '../host/host.ts';
import { validateScanner } from '../probes/throughput.ts';
import { LEAST_TARGETS, MOST_TARGETS } from '../probes/throughput-behaviour.ts';
import { THROUGHPUT_CHECK, throughputContribution } from '../probes/throughput-evidence.ts';
import { progressOn } from './validate-throughput.ts';

/** A scanner that a configuration names; seconds, requests, requests a second. */
export interface ConfiguredScanner {
  /** With `{url}` in it. */
  readonly command: readonly string[];
  readonly targets: number;
  readonly maxConcurrency: number | null;
  readonly maxRps: number | null;
  readonly deadline: number;
}

/**
 * Validates the scanners that a configuration names, one after the other, started in the project's root. Gives one contribution for all: its check ran
 * when every one of them was reached.
 * @param path the configuration file from the root, to which findings without a place in the code belong
 */
export async function throughputContributions(
  host: Host,
  root: string,
  path: string,
  targets: readonly ConfiguredScanner[],
): Promise<readonly Contribution[] | { readonly error: string }> {
  const parts: Contribution[] = [];
  for (const scanner of targets) {
    if (!Number.isInteger(scanner.targets) || scanner.targets < LEAST_TARGETS || scanner.targets > MOST_TARGETS)
      return { error: `\`validate.throughput\`: expected \`targets\` from ${LEAST_TARGETS} to ${MOST_TARGETS}` };
    if (!(scanner.deadline >= 3 && scanner.deadline <= 600))
      return { error: '`validate.throughput`: expected a `deadline` from 3 to 600 seconds' };
    const progress = progressOn(host);
    const result = await validateScanner(host, { ...scanner, cwd: root, progress: progress.say });
    progress.clear();
    if ('error' in result) return result;
    const name = scanner.command.join(' ');
    parts.push(throughputContribution(result, { root, path: scriptOf(host, root, scanner.command) ?? path, name }));
  }
  const failed = parts.flatMap(({ checks }) => checks).find(({ ran }) => !ran);
  return [
    {
      checks:
        parts.length === 0
          ? []
          : [{ check: THROUGHPUT_CHECK, ran: failed === undefined, optional: false, reason: failed?.reason ?? null }],
      findings: parts.flatMap(({ findings }) => findings),
      sites: parts.flatMap(({ sites }) => sites),
      problems: parts.flatMap(({ problems }) => problems),
      incomplete: parts.flatMap(({ incomplete }) => incomplete),
    },
  ];
}

/** The Python file of the project that a command names first. */
function scriptOf(host: Host, root: string, command: readonly string[]): string | null {
  for (const word of command) {
    if (!/^[\w./-]+\.py$/.test(word)) continue;
    const real = host.resolve(word.startsWith('/') ? word : `${root}/${word}`);
    if (real?.startsWith(`${root}/`)) return real.slice(root.length + 1);
  }
  return null;
}
