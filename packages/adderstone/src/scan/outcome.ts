import type { ReportSummary } from '../evidence/match.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import type { DispositionUse } from '../findings/disposition-use.ts';
import type { Finding, Site } from '../findings/finding.ts';
import type { Problem } from '../findings/problem.ts';
import type { Standard } from '../standards/standard.ts';
import type { Verdict } from '../standards/verdict.ts';
import type { SourceFile } from '../text/source-file.ts';

export type { Problem } from '../findings/problem.ts';

/** A file that was not looked at, or not fully. */
export interface Skipped {
  readonly path: string;
  /** Stable name, kebab-case: `too-large`, `binary`, `unreadable`, `encoding`, `python-2`, `syntax`, `not-a-file`, `link-outside`, `excluded`, … */
  readonly reason: string;
  /** One sentence in our own words. */
  readonly message: string;
  /** True when this makes the run incomplete; false for what the user excluded. */
  readonly gap: boolean;
}

/** A setting that lowers protection, with the place that sets it. */
export interface LoweredProtection {
  readonly setting: string;
  readonly path: string;
  readonly line: number | null;
  readonly text: string;
}

/** A place that was examined, with its line of code: masked, without white space around it, at most 200 characters; empty where it is not at hand. */
export interface ExaminedSite extends Site {
  readonly code: string;
}

/** The one value that every output format renders; `check --output json` is this with the schema's names. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  readonly run: {
    readonly command: string;
    /** False when a file, a budget or a crash left something unexamined. */
    readonly complete: boolean;
    readonly exit: number;
    /** null: unknown, because a clause is not verified. */
    readonly compliant: boolean | null;
    /** Paths of configuration files read, project-relative. */
    readonly config: readonly string[];
    readonly standardDigest: string | null;
    readonly lowered: readonly LoweredProtection[];
  };
  readonly standard: Standard | null;
  readonly verdicts: readonly Verdict[];
  /** Every finding, sorted by path, position, rule; those with a disposition or in the baseline included. */
  readonly findings: readonly Finding[];
  /** Every place that was examined and is not violating, its check in full (`rule:injection/shell`), sorted by path, line, check. */
  readonly sites: readonly ExaminedSite[];
  /** The rules that ran, sorted by id, and what the findings of other producers mean. */
  readonly rules: readonly Descriptor[];
  readonly files: { readonly examined: number; readonly lines: number; readonly skipped: readonly Skipped[] };
  readonly problems: readonly Problem[];
  /** Reports of other tools that were laid beside this run, and what became of their results. */
  readonly evidence: readonly ReportSummary[];
  /** Every suppression, waiver and foreign comment, those without effect included, by path and line. */
  readonly dispositions: readonly DispositionUse[];
  /** Texts of files that have findings, for code frames; secrets are masked before they get here. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}
