import type { Args } from './arguments.ts';
import { Tag, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';

const EXCEPTION = /(?:Error|Exception|Warning)$/;
const INITIALIZER = /(?:Error|Exception|Warning)[.#]__init__$/;

/** True for a class of exceptions of the language or a library, by its name. */
export function isException(external: External): boolean {
  return !external.isCall && EXCEPTION.test(external.path);
}

/** Keeps the data that an exception is made with (`BaseException.args`), which is what stands in a text for it. */
export function keepArguments(frame: Frame, exception: Val, given: readonly Val[]): void {
  const { taints } = frame.engine.domain;
  let set = 0;
  for (const one of given) set = taints.union(set, frame.deep(one));
  if (set !== 0) frame.fill(exception, set);
}

/** `super().__init__(text)` and `Exception.__init__(self, text)` in a class of exceptions of the project. */
export function initializeException(frame: Frame, external: External, receiver: Val | null, args: Args): void {
  if (!INITIALIZER.test(external.path)) return;
  const atom = receiver?.atoms.length === 1 ? receiver.atoms[0] : undefined;
  if (atom?.tag === Tag.super) {
    if (atom.receiver !== null) keepArguments(frame, atom.receiver, args.positional);
    return;
  }
  const [self, ...given] = args.positional;
  if (self !== undefined) keepArguments(frame, self, given);
}
