import { fixer as command } from './command.fix.ts';
import type { Fixer } from './fixer.ts';
import { flagFixers } from './flag.fix.ts';
import { fixer as pathGuard } from './path-guard.fix.ts';
import { fixer as query } from './query.fix.ts';
import { valueFixers } from './value.fix.ts';

/** Every fixer. */
export const FIXERS: readonly Fixer[] = [command, query, pathGuard, ...flagFixers, ...valueFixers];

/** The fixer of a rule. */
export const FIXER_OF: ReadonlyMap<string, Fixer> = new Map(
  FIXERS.flatMap((fixer) => fixer.rules.map((rule) => [rule, fixer] as const)),
);
