import type { Contribution } from '../findings/contribution.ts';
import type { Host } from '../host/host.ts';
import type { ThroughputTarget } from '../scan/validate-settings.ts';

/** Runs the scanners that a configuration names. */
export async function throughputContributions(
  _host: Host,
  _root: string,
  _path: string,
  _targets: readonly ThroughputTarget[],
): Promise<readonly Contribution[] | { readonly error: string }> {
  const reason = 'the validation of throughput is not built yet';
  return [
    {
      checks: [{ check: 'probe:throughput', ran: false, optional: false, reason }],
      findings: [],
      sites: [],
      problems: [],
      incomplete: [reason],
    },
  ];
}
