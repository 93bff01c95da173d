import type { Report } from '../scan/outcome.ts';
import type { Palette } from './palette.ts';

/** What a format may be told beyond the report; each uses what concerns it. All of it is decided by the command line. */
export interface FormatOptions {
  readonly palette: Palette;
  /** SARIF `automationDetails.id` is `adderstone/<category>/`; lets several analyses of one commit stand side by side. */
  readonly category?: string;
  /** Where the code comes from, for SARIF `versionControlProvenance`. */
  readonly versionControl?: { readonly repositoryUri: string; readonly revisionId: string; readonly branch?: string };
}

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
} as const;

/** Name of a format, as `--output` has it. */
export type FormatName = keyof typeof FORMATS;
