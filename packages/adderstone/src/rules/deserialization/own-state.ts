import type { FunctionDef, Node } from '../../python/nodes.ts';
import type { SourceFile } from '../../text/source-file.ts';
import type { TreeContext } from '../rule.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans of methods that read what their class writes, by file; a file's entry lives as long as the file. */
const readers = new WeakMap<SourceFile, Span[]>();

const WRITES = /\b(?:c?pickle|_pickle|cPickle|dill|cloudpickle|marshal)\.(?:dumps?|Pickler)\s*\(/;

/** Names of parameters by which a caller hands in the bytes, or says where they are. */
const HANDED_IN =
  /^f$|path|file|dir|folder|url|uri|(?:^|_)(?:name|fp|fd|fh|stream|buf|buffer|io|data|bytes|raw|body|content|contents|payload|blob|message|msg|text|string|s|b|value|serialized|pickled|obj|source|src|location|state)$/i;

/** Notes the methods of a class that writes pickles itself, those left out that a caller tells what or where to read. */
export function noteWriter(definition: Extract<Node, { kind: 'ClassDef' }>, context: TreeContext): void {
  if (!WRITES.test(context.file.text.slice(definition.start, definition.end))) return;
  const spans = readers.get(context.file) ?? [];
  for (const method of definition.body)
    if (method.kind === 'FunctionDef' && readsOwn(method)) spans.push({ start: method.start, end: method.end });
  readers.set(context.file, spans);
}

/** True for a method of an object that is there already, by its first parameter, which no other one tells what to read. */
function readsOwn({ args }: FunctionDef): boolean {
  const [first, ...others] = [...args.posonlyargs, ...args.args];
  return first?.arg === 'self' && ![...others, ...args.kwonlyargs].some(({ arg }) => HANDED_IN.test(arg));
}

/**
 * True in a method that reads pickles which its class also writes, from a place that the object knows: a cache or saved state of the
 * program's own. Who can write to that place can run code, but no one who only sends data can, so it is a suspicion.
 */
export function isOwnState(place: Span & { readonly file: SourceFile }): boolean {
  return readers.get(place.file)?.some((span) => span.start <= place.start && place.end <= span.end) ?? false;
}
