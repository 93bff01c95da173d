import type { Finding, Location } from '../findings/finding.ts';
import type { ExaminedSite, Report } from '../scan/outcome.ts';
import { renderJson } from './escape.ts';

/** The `schema` field: name and version; changes within a version only add. */
export const CHECK_SCHEMA = 'adderstone-check/1';

/**
 * `check --output json`, as `schemas/check-1.schema.json` describes it. Strings are those of the report, unsafe characters as `\u` escapes.
 * Of the command `report` it also holds every place that was examined.
 */
export function renderCheckJson(report: Report): string {
  return renderJson(reportJson(report, CHECK_SCHEMA));
}

/** The envelope that the JSON of every verb shares. */
export function reportJson(report: Report, schema: string): Readonly<Record<string, unknown>> {
  const { tool, run, standard, verdicts, findings, files, problems } = report;
  const whole = run.command === 'report';
  return {
    schema,
    tool: { name: tool.name, version: tool.version },
    run: {
      command: run.command,
      complete: run.complete,
      exit: run.exit,
      compliant: run.compliant,
      config: run.config,
      standardDigest: run.standardDigest,
      lowered: run.lowered.map(({ setting, path, line, text }) => ({ setting, path, line, text })),
    },
    standard: standard === null ? null : { title: standard.title, path: standard.path, scope: standard.scope },
    verdicts: verdicts.map((verdict) => ({
      requirement: verdict.requirement,
      title: verdict.title,
      statement: verdict.statement,
      obligation: verdict.obligation,
      state: verdict.state,
      because: verdict.because,
      ...(whole ? { checks: verdict.checks } : {}),
      sites: {
        examined: verdict.sites.examined,
        safe: verdict.sites.safe,
        violating: verdict.sites.violating,
        unknown: verdict.sites.unknown,
        waived: verdict.sites.waived,
      },
      evidence: verdict.evidence.map(({ check, text, places, more }) => ({
        check,
        text,
        places: places.map(({ path, line, note }) => ({ path, line, note })),
        more,
      })),
      gaps: verdict.gaps.map(({ check, text, remedy }) => ({ check, text, remedy })),
      baselined: verdict.baselined,
      change:
        verdict.change === null
          ? null
          : { new: verdict.change.new, fixed: verdict.change.fixed, was: verdict.change.was },
      suspect: verdict.suspect,
    })),
    findings: findings.map(findingJson),
    ...(whole ? { sites: report.sites.map(siteJson) } : {}),
    files: {
      examined: files.examined,
      lines: files.lines,
      skipped: files.skipped.map(({ path, reason, message, gap }) => ({ path, reason, message, gap })),
    },
    evidence: report.evidence.map(
      ({
        tool,
        name,
        version,
        source,
        digest,
        results,
        matched,
        informational,
        suppressed,
        open,
        elsewhere,
        unproven,
      }) => ({
        tool,
        name,
        version,
        source,
        digest,
        results,
        matched,
        informational,
        suppressed,
        open,
        elsewhere,
        unproven,
      }),
    ),
    problems: problems.map(({ severity, code, message, path, line }) => ({ severity, code, message, path, line })),
  };
}

function siteJson({ check, outcome, reason, note, path, line, code }: ExaminedSite): unknown {
  return { check, outcome, reason, note, path, line, code };
}

function locationJson({ path, line, column, endLine, endColumn, cell }: Location): Location {
  return { path, line, column, endLine, endColumn, cell };
}

/** One finding with the names of the schema. `kind` is the kind of evidence, the finding's `cause`. */
export function findingJson(finding: Finding): Readonly<Record<string, unknown>> {
  const { location, disposition } = finding;
  return {
    rule: finding.rule,
    requirements: finding.requirements,
    cwe: finding.cwe,
    severity: finding.severity,
    confidence: finding.confidence,
    tier: finding.tier,
    kind: finding.cause,
    message: finding.message,
    ...locationJson(location),
    trace: finding.trace.map((step) => ({ ...locationJson(step), note: step.note })),
    others: finding.others,
    ways: (finding.ways ?? []).map((way) => way.map((step) => ({ ...locationJson(step), note: step.note }))),
    also: (finding.also ?? []).map((one) => ({ ...locationJson(one), fingerprint: one.fingerprint })),
    instead: finding.instead,
    seenBy: finding.seenBy ?? [],
    fix:
      finding.fix === null
        ? null
        : {
            title: finding.fix.title,
            safety: finding.fix.safety,
            edits: finding.fix.edits.map(({ path, edit }) => ({
              path,
              start: edit.start,
              end: edit.end,
              text: edit.text,
            })),
          },
    fingerprint: finding.fingerprint,
    status: finding.status,
    disposition:
      disposition === null
        ? null
        : {
            kind: disposition.kind,
            reason: disposition.reason,
            owner: disposition.owner,
            since: disposition.since,
            until: disposition.until,
            path: disposition.path,
            line: disposition.line,
          },
  };
}
