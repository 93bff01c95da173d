import type { Report } from '../scan/outcome.ts';
import { renderJsonLine } from './escape.ts';
import { CHECK_SCHEMA, reportJson } from './json.ts';

/** Which field of the JSON becomes one line an item, and the type of those lines. */
const LISTS: readonly (readonly [string, string])[] = [
  ['verdicts', 'verdict'],
  ['findings', 'finding'],
  ['sites', 'site'],
  ['problems', 'problem'],
];

/**
 * JSON Lines for streams: the first line is the run (`type: run`), then one line for each verdict, finding, place examined (of `report`
 * only), skipped file and problem. Each is the item of `check --output json`, with its `type`.
 */
export function renderJsonl(report: Report): string {
  const whole = reportJson(report, CHECK_SCHEMA);
  const { schema, tool, run, standard } = whole;
  const files = whole['files'] as { readonly skipped: readonly object[] } & Readonly<Record<string, unknown>>;
  const { skipped, ...counts } = files;
  const lines: object[] = [{ type: 'run', schema, tool, run, standard, files: counts }];
  for (const [field, type] of LISTS) {
    const items = (whole[field] ?? []) as readonly object[];
    for (const item of items) lines.push({ type, ...item });
  }
  for (const item of skipped) lines.push({ type: 'skipped', ...item });
  return lines.map(renderJsonLine).join('');
}
