import type { ExceptHandler, Expr, Node, Stmt } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';
import { defineRule, py } from '../rule.ts';
import { following, lastName, leaves, namesRead } from './refusal.ts';

/** Exceptions by which libraries refuse data whose signature, tag or time stamp does not hold. */
const REFUSALS =
  /^(?:BadSignature|BadTimeSignature|SignatureExpired|BadData|BadHeader|BadPayload|InvalidSignature|InvalidSignatureError|InvalidTag|InvalidToken|BadSignatureError|VerificationError|SuspiciousOperation|SuspiciousFileOperation|DecodeError)$/;
/** Calls that use the data: deserializers and openers. */
const SINKS =
  /^(?:loads?|load_all|unsafe_load|full_load|unpack|unpackb|open|extract|extractall|read_bytes|read_text|write_bytes|write_text|exec|eval|send_file)$/;

function refusalOf(handler: ExceptHandler): string | null {
  const type = handler.type;
  if (type === null) return null;
  const candidates: readonly Expr[] = type.kind === 'Tuple' ? type.elts : [type];
  for (const candidate of candidates) {
    const name = lastName(candidate);
    if (REFUSALS.test(name)) return name;
  }
  return null;
}

/** Names that the guarded block reads in its calls: the data that was refused. */
function dataOf(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of body) {
    walk(statement, (node: Node) => {
      if (node.kind !== 'Call') return;
      for (const argument of node.args) for (const name of namesRead(argument)) names.add(name);
    });
  }
  return names;
}

function reachesSink(statements: readonly Stmt[], data: ReadonlySet<string>): boolean {
  let found = false;
  for (const statement of statements) {
    walk(statement, (node: Node) => {
      if (found || node.kind !== 'Call' || !SINKS.test(lastName(node.func))) return;
      for (const argument of node.args) for (const name of namesRead(argument)) if (data.has(name)) found = true;
    });
  }
  return found;
}

/** True when a block asks whether a signature holds, and what comes after its refusal says that it does. */
function vouches(body: readonly Stmt[], after: readonly Stmt[]): boolean {
  const asks = body.some(
    (statement) =>
      statement.kind === 'ExprStmt' &&
      statement.value.kind === 'Call' &&
      /^(?:verify|unsign|check|validate)\w*$/.test(lastName(statement.value.func)),
  );
  if (!asks) return false;
  for (const statement of after) {
    if (statement.kind !== 'Return') continue;
    const { value } = statement;
    return value?.kind === 'Constant' && value.value === true;
  }
  return false;
}

export const rule = defineRule({
  id: 'stop/violation-swallowed',
  title: 'A refused signature is caught, and the data is used all the same',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [347, 755],
  why: 'The handler swallows the refusal, so forged data reaches the code that trusts it.',
  instead: 'Let the exception end the request, or return from the handler.',
  equivalents: [],
  tree: {
    Try(statement, context, report) {
      for (const handler of statement.handlers) {
        const name = refusalOf(handler);
        if (name === null) continue;
        const place = { file: context.file, start: handler.start, end: handler.type?.end ?? handler.start + 6 };
        if (leaves(handler.body)) {
          report.safe(place, 'verified', 'the handler leaves');
          continue;
        }
        const data = dataOf(statement.body);
        const after = [...handler.body, ...following(statement, context.ancestors)];
        if (vouches(statement.body, after)) {
          report.violation(place, {
            message: `\`${name}\` is swallowed here, and the check counts as passed all the same`,
          });
        } else if (reachesSink(after, data)) {
          report.violation(place, { message: `\`${name}\` is swallowed here, and the refused data is used after it` });
        }
      }
    },
  },
  bad: [
    py`
      import json
      from itsdangerous import BadSignature
      def read(signer, raw):
          body = raw
          try:
              body = signer.unsign(raw)
          except BadSignature:  # ! violation-swallowed
              pass
          return json.loads(raw)
    `,
    py`
      import pickle
      from cryptography.exceptions import InvalidSignature
      def load(key, signature, body):
          try:
              key.verify(signature, body)
          except InvalidSignature:  # ! violation-swallowed
              print("signature does not match")
          return pickle.loads(body)
    `,
    py`
      from cryptography.exceptions import InvalidSignature
      def holds(key, signature, body):
          try:
              key.verify(signature, body)
          except InvalidSignature:  # ! violation-swallowed
              log.warning("signature of package is invalid")
          return True
    `,
  ],
  good: [
    py`
      from cryptography.exceptions import InvalidSignature
      def holds(key, signature, body):
          try:
              key.verify(signature, body)
          except InvalidSignature:
              return False
          return True
    `,
    py`
      import pickle
      from cryptography.exceptions import InvalidSignature
      def load(key, signature, body):
          try:
              key.verify(signature, body)
          except InvalidSignature:
              return None
          return pickle.loads(body)
    `,
    py`
      from itsdangerous import BadSignature
      def read(signer, raw):
          try:
              return signer.unsign(raw)
          except BadSignature:
              raise PermissionError("forged")
    `,
  ],
});
