import type { Host } from '../host/host.ts';
import { TIERS } from '../models/vocabulary.ts';
import type { Foresight, GuardRule, GuardViolation } from '../probes/guard-report.ts';
import { CHECK_SCHEMA } from '../report/json.ts';
import { scan } from '../scan/pipeline.ts';
import { openProject, policyOnDisk, readFiles } from './project.ts';

/** What matters of a finding here: what it is about, and every line that it names. Paths are absolute. */
interface Known {
  readonly foresight: Foresight;
  readonly lines: readonly { readonly path: string; readonly from: number; readonly to: number }[];
}

/** Families of the analysis by the rule of the guard that they foresee. */
const FAMILIES: Readonly<Record<GuardRule, RegExp>> = {
  'path-traversal': /^(?:path|archive|stop|temp)\//,
  'signature-failed': /^(?:stop|deserialization|crypto)\//,
  'unsafe-deserialization': /^(?:deserialization|stop)\//,
  'shell-injection': /^(?:injection|code)\//,
};

const REPORT_LIMIT = 256 << 20;

/** Reads the findings of a `check --output json`, whose paths are relative to the current folder. */
export function readFindings(host: Host, path: string): readonly Known[] | { readonly error: string } {
  const read = host.read(path, REPORT_LIMIT);
  if (read.kind !== 'bytes') return { error: `--findings: ${JSON.stringify(path)} ${read.message}` };
  const wrong = { error: `--findings: ${JSON.stringify(path)}: expected the output of \`check --output-format json\`` };
  try {
    const value = JSON.parse(Buffer.from(read.bytes).toString('utf8')) as {
      readonly schema?: unknown;
      readonly findings?: unknown;
    };
    if (value.schema !== CHECK_SCHEMA || !Array.isArray(value.findings)) return wrong;
    return (value.findings as ReportedFinding[]).map((finding) => ({
      foresight: {
        rule: finding.rule,
        requirements: finding.requirements,
        path: finding.path,
        line: finding.line,
        fingerprint: finding.fingerprint,
      },
      lines: [finding, ...finding.trace, ...(finding.ways ?? []).flat(), ...(finding.also ?? [])].map((one) => ({
        path: `${host.cwd}/${one.path}`,
        from: one.line,
        to: one.endLine,
      })),
    }));
  } catch {
    return wrong;
  }
}

interface ReportedPlace {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
}

interface ReportedFinding {
  readonly rule: string;
  readonly requirements: readonly string[];
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly fingerprint: string;
  readonly trace: readonly ReportedPlace[];
  readonly ways?: readonly (readonly ReportedPlace[])[];
  readonly also?: readonly ReportedPlace[];
}

/**
 * Says of each violation which finding foresaw it: one of its families at a first-party line of its stack, the innermost first. Without findings the
 * project of the current folder is analysed, whatever its configuration narrows, at every tier and confidence. `gap`: why that was not possible.
 */
export async function foresee(
  host: Host,
  violations: readonly GuardViolation[],
  given: readonly Known[] | null,
): Promise<{ readonly violations: readonly GuardViolation[]; readonly gap: string | null }> {
  const known = given ?? (await analyse(host));
  if (typeof known === 'string') return { violations, gap: `the analysis could not be asked: ${known}` };
  return { violations: violations.map((one) => ({ ...one, foreseen: match(host, one, known) })), gap: null };
}

function match(host: Host, violation: GuardViolation, known: readonly Known[]): Foresight | null {
  const family = FAMILIES[violation.rule];
  for (const frame of violation.stack) {
    const place = /^(.*):(\d+) \S*$/s.exec(frame);
    if (place === null) continue;
    const file = place[1] as string;
    const path = file.startsWith('/') ? file : `${host.cwd}/${file}`;
    const line = Number(place[2]);
    const hits = known.filter(
      ({ foresight, lines }) =>
        family.test(foresight.rule) && lines.some((one) => one.path === path && one.from <= line && line <= one.to),
    );
    // A finding that ends at the line says more than one that only passes it.
    const best = hits.find(({ lines }) => lines[0]?.path === path && lines[0].from <= line && line <= lines[0].to);
    if (hits.length > 0) return (best ?? (hits[0] as Known)).foresight;
  }
  return null;
}

async function analyse(host: Host): Promise<readonly Known[] | string> {
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return project.error;
  const { configuration, root } = project;
  const policy = policyOnDisk(host, { root, configuration }, null, false);
  if ('error' in policy) return policy.error;
  const report = scan({
    command: 'guard',
    ...readFiles(host, project, []),
    ...policy,
    configuration: {
      ...configuration,
      select: ['ALL'],
      ignore: [],
      tiers: TIERS,
      severity: 'low',
      confidence: 'low',
    },
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  });
  if ('refused' in report) return report.refused;
  return report.findings.map(({ rule, requirements, fingerprint, location, trace }) => ({
    foresight: { rule, requirements, path: location.path, line: location.line, fingerprint },
    lines: [location, ...trace].map(({ path, line, endLine }) => ({
      path: `${root}/${path}`,
      from: line,
      to: endLine,
    })),
  }));
}
