import type { Node } from '../../python/nodes.ts';
import type { SourceFile } from '../../text/source-file.ts';
import type { TreeContext } from '../rule.ts';

/** Spans of classes that write pickles themselves, by file; a file's entry lives as long as the file. */
const writers = new WeakMap<SourceFile, { readonly start: number; readonly end: number }[]>();

const WRITES = /\b(?:c?pickle|_pickle|cPickle|dill|cloudpickle|marshal)\.(?:dumps?|Pickler)\s*\(/;

/** Notes a class that writes pickles itself. */
export function noteWriter(definition: Extract<Node, { kind: 'ClassDef' }>, context: TreeContext): void {
  const { start, end } = definition;
  if (!WRITES.test(context.file.text.slice(start, end))) return;
  const spans = writers.get(context.file) ?? [];
  spans.push({ start, end });
  writers.set(context.file, spans);
}

/**
 * True in a class that also writes pickles: a cache or saved state of the program's own. Who can write its store can run code, but that is
 * asked for by no one who only sends data, so it is a suspicion.
 */
export function isOwnState(place: {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}): boolean {
  return writers.get(place.file)?.some((span) => span.start <= place.start && place.end <= span.end) ?? false;
}
