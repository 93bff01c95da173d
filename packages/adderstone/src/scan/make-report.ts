import { type Finding, SEVERITIES } from '../findings/finding.ts';
import type { Standard } from '../standards/standard.ts';
import type { Configuration } from './configuration.ts';
import type { LoweredProtection, Report } from './outcome.ts';
import { VERSION } from './version.ts';

/** How a run went, beside what it found. */
export interface RunFacts {
  readonly command: string;
  readonly configuration: Pick<Configuration, 'files' | 'lowered'>;
  readonly standard: Standard;
  /** Why not everything was looked at; empty: it was. */
  readonly incomplete: readonly string[];
  readonly exit: number;
  readonly compliant: boolean | null;
  /** What lowers protection beside the configuration. */
  readonly lowered?: readonly LoweredProtection[];
}

/** The report of a run by this version; of what the run has nothing, there is nothing. */
export function makeReport(
  { command, configuration, standard, incomplete, exit, compliant, lowered = [] }: RunFacts,
  found: Pick<Report, 'verdicts' | 'findings' | 'rules' | 'files' | 'problems'> &
    Partial<Pick<Report, 'sites' | 'evidence' | 'dispositions' | 'sources'>>,
): Report {
  return {
    tool: { name: 'adderstone', version: VERSION },
    run: {
      command,
      complete: incomplete.length === 0,
      exit,
      compliant,
      config: configuration.files,
      standardDigest: standard.digest,
      lowered: [...configuration.lowered, ...lowered],
    },
    standard,
    sites: [],
    evidence: [],
    dispositions: [],
    sources: new Map(),
    ...found,
  };
}

/** How many findings are new and at or above a severity. */
export function countFailing(findings: readonly Finding[], failOn: Configuration['failOn']): number {
  const least = SEVERITIES.indexOf(failOn);
  return findings.filter(({ status, severity }) => status === 'new' && SEVERITIES.indexOf(severity) <= least).length;
}
