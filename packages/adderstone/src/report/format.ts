import type { Report } from '../scan/outcome.ts';
import type { HistoryEntry } from '../scan/verdict-history.ts';
import type { Palette } from './palette.ts';

/** What a format may be told beyond the report; each uses what concerns it. All of it is decided by the command line. */
export interface FormatOptions {
  readonly palette: Palette;
  /** SARIF `automationDetails.id` is `adderstone/<category>/`; lets several analyses of one commit stand side by side. */
  readonly category?: string;
  /** Where the code comes from, for SARIF `versionControlProvenance`. */
  readonly versionControl?: { readonly repositoryUri: string; readonly revisionId: string; readonly branch?: string };
  /** Date of the newest commit or of `SOURCE_DATE_EPOCH`, `YYYY-MM-DDTHH:MM:SSZ` in UTC, for formats that need a time; absent: `NO_DATE`. */
  readonly date?: string;
  /** Earlier runs that were recorded, oldest first; this run is not among them. */
  readonly history?: readonly HistoryEntry[];
  /** Since which date (`YYYY-MM-DD`) a comment or waiver stands there, by `path:line`; absent where that is not known. */
  readonly since?: ReadonlyMap<string, string>;
}

/** What stands for a time where none is known. */
export const NO_DATE = '1970-01-01T00:00:00Z';

/** A report as text in one format; ends with a line end. Pure. */
export type Render = (report: Report, options: FormatOptions) => string;

/** The formats, each loaded when asked for. */
export const FORMATS = {
  full: async (): Promise<Render> => (await import('./full.ts')).renderFull,
  concise: async (): Promise<Render> => (await import('./concise.ts')).renderConcise,
  agent: async (): Promise<Render> => (await import('./agent.ts')).renderAgent,
  json: async (): Promise<Render> => (await import('./json.ts')).renderCheckJson,
  sarif: async (): Promise<Render> => (await import('./sarif.ts')).renderSarif,
  github: async (): Promise<Render> => (await import('./github.ts')).renderGithub,
  summary: async (): Promise<Render> => (await import('./verdict-summary.ts')).renderVerdictSummary,
  html: async (): Promise<Render> => (await import('./html.ts')).renderHtml,
  markdown: async (): Promise<Render> => (await import('./markdown.ts')).renderMarkdown,
  junit: async (): Promise<Render> => (await import('./junit.ts')).renderJunit,
  gitlab: async (): Promise<Render> => (await import('./gitlab.ts')).renderGitlab,
  codeclimate: async (): Promise<Render> => (await import('./codeclimate.ts')).renderCodeclimate,
  rdjson: async (): Promise<Render> => (await import('./rdjson.ts')).renderRdjson,
  jsonl: async (): Promise<Render> => (await import('./jsonl.ts')).renderJsonl,
  sonar: async (): Promise<Render> => (await import('./sonar.ts')).renderSonar,
  oscal: async (): Promise<Render> => (await import('./oscal.ts')).renderOscal,
} as const;

/** Name of a format, as `--output` has it. */
export type FormatName = keyof typeof FORMATS;
