import type { Location } from '../findings/finding.ts';
import { escapeLine } from './escape.ts';

/** `path:line:column`, in a notebook `path:cell 3:line:column`; escaped for a terminal or log. */
export function placeText(location: Location): string {
  const cell = location.cell === null ? '' : `:cell ${location.cell}`;
  return `${escapeLine(location.path)}${cell}:${location.line}:${location.column}`;
}
