import type { Expr, Node, Stmt } from '../../python/nodes.ts';
import type { SourceFile } from '../../text/source-file.ts';
import type { TreeContext } from '../rule.ts';
import { following, lastName, leaves } from '../stop/refusal.ts';

/** Spans of code that runs only after a signature held, by file; a file's entry lives as long as the file. */
const verified = new WeakMap<SourceFile, { readonly start: number; readonly end: number }[]>();

const ANSWERS =
  /^(?:compare_digest|constant_time_compare|verify|validate|verify_signature|check_signature|is_valid_signature)$/;

/** True when a condition holds only where a signature does not: `not compare_digest(…)`, or one of several reasons to leave. */
function refuses(test: Expr): boolean {
  if (test.kind === 'BoolOp' && test.op === 'or') return test.values.some(refuses);
  return (
    test.kind === 'UnaryOp' &&
    test.op === 'not' &&
    test.operand.kind === 'Call' &&
    ANSWERS.test(lastName(test.operand.func))
  );
}

/** True when a condition holds only where a signature does. */
function accepts(test: Expr): boolean {
  if (test.kind === 'BoolOp' && test.op === 'and') return test.values.some(accepts);
  return test.kind === 'Call' && ANSWERS.test(lastName(test.func));
}

/** Notes what runs only after a check of a signature: the rest of the block behind a check whose failing branch leaves, or the branch where it held. */
export function noteVerified(statement: Extract<Node, { kind: 'If' }>, context: TreeContext): void {
  let span: readonly Stmt[] = [];
  if (refuses(statement.test) && leaves(statement.body)) span = following(statement, context.ancestors);
  else if (accepts(statement.test)) span = statement.body;
  const first = span[0];
  const last = span.at(-1);
  if (first === undefined || last === undefined) return;
  const spans = verified.get(context.file) ?? [];
  spans.push({ start: first.start, end: last.end });
  verified.set(context.file, spans);
}

/** Notes what runs only after a call that raises when a signature does not hold (`key.verify(…)`), as a statement of its own. */
export function noteRaising(statement: Extract<Node, { kind: 'ExprStmt' }>, context: TreeContext): void {
  const call = statement.value;
  if (call.kind !== 'Call' || !/^(?:verify|unsign)$/.test(lastName(call.func)) || call.args.length < 2) return;
  const parent = context.ancestors.at(-1);
  // In a `try` the exception may be swallowed; that is another rule's matter.
  if (parent?.kind === 'Try') return;
  const span = following(statement, context.ancestors);
  const first = span[0];
  const last = span.at(-1);
  if (first === undefined || last === undefined) return;
  const spans = verified.get(context.file) ?? [];
  spans.push({ start: first.start, end: last.end });
  verified.set(context.file, spans);
}

/** True when a place runs only after a signature held. */
export function isVerified(place: {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}): boolean {
  return verified.get(place.file)?.some((span) => span.start <= place.start && place.end <= span.end) ?? false;
}
