import { checkOf, type Finding } from '../findings/finding.ts';
import { escapeControls, escapeMarkdownSentence, markdownCode } from './escape.ts';
import { placeText } from './place.ts';

/** Namespace of the properties that OSCAL has no name for. */
const NAMESPACE = 'https://www.npmjs.com/package/adderstone/ns/oscal';

/** A JSON object of the document. */
export type Part = Readonly<Record<string, unknown>>;

/** What refers to one another in the document. */
export interface Actors {
  /** The tool, as the origin of everything. */
  readonly origins: readonly Part[];
  /** The code that was examined. */
  readonly subjects: readonly Part[];
  /** When it was observed: the date of the report. */
  readonly collected: string;
}

/** A property in this project's namespace. */
export function property(name: string, value: string): Part {
  return { name, ns: NAMESPACE, value: line(value) };
}

/** One line without white space around it, never empty: what OSCAL calls a string. */
export function line(text: string): string {
  const shown = escapeControls(text).trim();
  return shown === '' ? '-' : shown;
}

/** A sentence of ours, as one line of OSCAL's Markdown. */
export function sentence(text: string): string {
  const shown = escapeMarkdownSentence(text).trim();
  return shown === '' ? '-' : shown;
}

/** The place of a violation in words: `app.py:4:5`, checks and clauses apart. */
export function whereOf(finding: Finding): string {
  return `${markdownCode(placeText(finding.location))} ${markdownCode(checkOf(finding))}`;
}
