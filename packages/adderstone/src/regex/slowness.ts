import { analyzeBacktracking, type Backtracking } from './backtracking.ts';
import type { MatchMode } from './matcher.ts';
import type { Pattern } from './pattern.ts';

const MAX_KNOWN = 2000;
const known = new Map<string, Backtracking>();

/** The analysis of a pattern, remembered: the same pattern is met at many calls. A pure function of its arguments. */
export function backtrackingOf(pattern: Pattern, mode: MatchMode, polynomial: boolean): Backtracking {
  const key = `${mode} ${polynomial} ${Object.values(pattern.flags).join()} ${pattern.text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const result = analyzeBacktracking(pattern, { mode, polynomial });
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, result);
  return result;
}
