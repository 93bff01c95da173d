import { NO_FLAGS, type PatternFlags } from './pattern.ts';

/** Names of flags of `re`, in full and by their letter (https://docs.python.org/3/library/re.html#flags). */
const NAMES: Readonly<Record<string, keyof PatternFlags>> = {
  A: 'ascii',
  ASCII: 'ascii',
  I: 'ignoreCase',
  IGNORECASE: 'ignoreCase',
  M: 'multiLine',
  MULTILINE: 'multiLine',
  S: 'dotAll',
  DOTALL: 'dotAll',
  X: 'verbose',
  VERBOSE: 'verbose',
};

/** Their bits in CPython. */
const BITS: readonly (readonly [number, keyof PatternFlags])[] = [
  [2, 'ignoreCase'],
  [8, 'multiLine'],
  [16, 'dotAll'],
  [64, 'verbose'],
  [256, 'ascii'],
];

/**
 * The flags that a call gives.
 * @param paths dotted paths of what is named: `re.I`; others are passed over
 * @param numbers flags as whole numbers, their bits joined
 */
export function flagsGiven(paths: Iterable<string>, numbers: Iterable<number>): PatternFlags {
  const flags: Record<keyof PatternFlags, boolean> = { ...NO_FLAGS };
  for (const path of paths) {
    const name = NAMES[path.slice(path.lastIndexOf('.') + 1)];
    if (name !== undefined) flags[name] = true;
  }
  for (const number of numbers) for (const [bit, name] of BITS) if ((number & bit) !== 0) flags[name] = true;
  return flags;
}
