import type { AuditedPackage } from '../audit/audit.ts';
import { purlOf } from '../audit/vex.ts';
import type { Report } from '../scan/outcome.ts';
import { renderJson } from './escape.ts';
import { reportJson } from './json.ts';

/** The `schema` field of `deps audit --output-format json`: the envelope of `check`, and what is named below. */
export const DEPS_SCHEMA = 'adderstone-deps/1';

/** What is told of the advisories that an audit compared with. */
export interface DataSummary {
  /** `fresh`, `old` (more than 14 days), `stale` (more than 45) or `none`. */
  readonly state: 'fresh' | 'old' | 'stale' | 'none';
  readonly taken: string | null;
  readonly newest: string | null;
  readonly records: number;
}

/** An audit as JSON: the envelope of the contract with `packages` and `data`. */
export function renderDepsJson(report: Report, packages: readonly AuditedPackage[], data: DataSummary): string {
  return renderJson({
    ...reportJson(report, DEPS_SCHEMA),
    packages: packages.map(packageJson),
    data: { state: data.state, taken: data.taken, newest: data.newest, records: data.records },
  });
}

function packageJson(one: AuditedPackage): Readonly<Record<string, unknown>> {
  return {
    name: one.name,
    version: one.version,
    specifier: one.asked === '' ? null : one.asked,
    purl: purlOf(one.name, one.version),
    status: one.status,
    reason: one.reason,
    advisories: one.advisories.map((advisory) => ({
      id: advisory.ids[0],
      ids: advisory.ids,
      aliases: advisory.aliases,
      malicious: advisory.malicious,
      severity: advisory.severity,
      score: advisory.score,
      vector: advisory.vector,
      fixed: advisory.fixed,
      summary: advisory.summary,
      ignored:
        advisory.ignored === null
          ? null
          : {
              id: advisory.ignored.id,
              reason: advisory.ignored.reason,
              expires: advisory.ignored.expires,
              path: advisory.ignored.path,
              line: advisory.ignored.line,
            },
    })),
    fix: one.fix,
    source: { file: one.place.path, line: one.place.line },
    pinned: one.pin === null ? null : { file: one.pin.path, line: one.pin.line },
    change: one.change,
    gated: one.gated,
  };
}
