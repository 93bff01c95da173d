import type { Finding } from '../findings/finding.ts';
import { escapeControls } from './escape.ts';
import type { FormatOptions } from './format.ts';

/**
 * How a finding was accepted, in one line: `waived by ops since 2026-03-01 until 2027-03-01: reason (.adderstone/waivers.yaml:2)`. Null for
 * one that nobody has accepted. Controls are escaped, markup is not.
 */
export function acceptedText(finding: Finding, since: FormatOptions['since']): string | null {
  const { disposition, status } = finding;
  if (disposition === null) return null;
  if (status === 'new' || status === 'baselined')
    return disposition.kind === 'foreign' ? escapeControls(disposition.reason ?? '') : null;
  const owner = disposition.owner === null ? '' : ` by ${disposition.owner}`;
  const from = since?.get(`${disposition.path}:${disposition.line}`);
  const dates = `${from === undefined ? '' : ` since ${from}`}${disposition.until === null ? '' : ` until ${disposition.until}`}`;
  const place = `${disposition.path}:${disposition.line}`;
  return escapeControls(`${status}${owner}${dates}: ${disposition.reason ?? 'no reason given'} (${place})`);
}
