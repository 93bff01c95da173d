import type { Flow, FlowStep } from '../flow/flows.ts';

/** How far above a sink the place is looked for where its variable is set, in UTF-16 code units. */
const ASSIGNMENT_REACH = 4000;

/**
 * The steps of a flow and, before the last, the place in the same function that set the variable which the sink is given, read from the
 * text; the steps as they are where the sink is given anything but a plain variable, or it is set above where the data comes in.
 */
export function withAssignment(flow: Flow): readonly FlowStep[] {
  const { module, start, end, callStart } = flow.site;
  const { text } = module.file;
  const name = text.slice(start, Math.min(end, start + 80));
  if (end - start > 60 || !/^[A-Za-z_]\w*$/.test(name)) return flow.steps;
  const from = Math.max(0, callStart - ASSIGNMENT_REACH);
  const above = text.slice(from, text.lastIndexOf('\n', callStart) + 1);
  let found: { start: number; end: number } | null = null;
  const assignment = new RegExp(`^[ \\t]*(${name})[ \\t]*[+%]?=(?!=)[^\\n]*`, 'gm');
  for (const match of above.matchAll(assignment)) {
    const at = from + match.index + match[0].indexOf(name);
    found = { start: at, end: from + match.index + match[0].length };
  }
  const first = flow.steps[0];
  if (found === null || (first?.module === module && first.start >= found.start)) return flow.steps;
  // A function that begins between the two has variables of its own.
  if (/^[ \t]*(?:async[ \t]+)?(?:def|class)\b/m.test(text.slice(found.end, callStart))) return flow.steps;
  return [...flow.steps.slice(0, -1), { module, ...found, note: `\`${name}\` is set` }, ...flow.steps.slice(-1)];
}
