import type { Site } from '../findings/finding.ts';
import { type MaskSpan, maskFile } from '../findings/mask.ts';
import { compareText } from '../findings/problem.ts';

import type { SourceFile } from '../text/source-file.ts';
import type { ExaminedSite } from './outcome.ts';

/** Characters of the line of a place that was examined. */
const LONGEST_CODE = 200;

/** Sites with their checks in full and their lines, in the order of the report. */
export function sortedSites(
  sites: readonly Site[],
  files: ReadonlyMap<string, SourceFile>,
  secrets: ReadonlyMap<string, readonly MaskSpan[]>,
): readonly ExaminedSite[] {
  const masked = new Map<string, SourceFile>();
  const codeAt = ({ path, line }: Site): string => {
    const file = files.get(path);
    // Lines of a notebook count within a cell, and a site does not say which.
    if (file === undefined || file.kind === 'notebook' || line > file.lines.count) return '';
    const shown = masked.get(path) ?? maskFile(file, secrets.get(path) ?? []);
    masked.set(path, shown);
    const { start, end } = shown.lines.span(line);
    const text = shown.slice(start, Math.min(end, start + 2 * LONGEST_CODE)).trim();
    return text.length > LONGEST_CODE ? `${text.slice(0, LONGEST_CODE - 1).toWellFormed()}…` : text;
  };
  return sites
    .map((site) => ({
      ...site,
      check: site.check.includes(':') ? site.check : `rule:${site.check}`,
      code: codeAt(site),
    }))
    .sort(
      (a, b) =>
        compareText(a.path, b.path) || a.line - b.line || compareText(a.check, b.check) || compareText(a.note, b.note),
    );
}
