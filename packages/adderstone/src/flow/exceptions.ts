import { storeAttribute } from './access.ts';
import type { Args } from './arguments.ts';
import { Shape, Tag, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';

const EXCEPTION = /(?:Error|Exception|Warning)$/;
const INITIALIZER = /(?:Error|Exception|Warning)[.#]__init__$/;

/** True for a class of exceptions of the language or a library, by its name. */
export function isException(external: External): boolean {
  return !external.isCall && EXCEPTION.test(external.path);
}

/** Keeps what an exception is made with as its `args` (`BaseException.args`), which is what stands in a text for it. */
export function keepArguments(frame: Frame, exception: Val, given: readonly Val[]): void {
  if (given.every((one) => frame.deep(one) === 0)) return;
  const { domain } = frame.engine;
  const { start, end } = frame.callPlace();
  const held = given.map((one) => frame.freeze(one, 0));
  storeAttribute(frame, exception, 'args', domain.frozen(domain.sequence(Shape.tuple, held)), start, end);
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
