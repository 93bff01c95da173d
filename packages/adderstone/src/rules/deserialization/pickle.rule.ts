import type { CallEvent } from '../../flow/event.ts';
import { mayBe, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { isOwnState, noteWriter } from './own-state.ts';
import { isVerified, noteRaising, noteVerified } from './verified.ts';

/** Calls that rebuild objects from bytes and run code while they do; the data is the first argument. */
const LOADS: readonly string[] = [
  '{pickle,cPickle,_pickle,dill,cloudpickle,pickle5}.{load,loads}',
  '{pickle,cPickle,dill,_pickle}.Unpickler',
  'jsonpickle.{decode,loads}',
  'jsonpickle.unpickler.decode',
  'joblib.load',
  'marshal.{load,loads}',
  'pandas.read_pickle',
  'shelve.{open,DbfilenameShelf}',
  'sklearn.externals.joblib.load',
  'multiprocessing.connection.Connection#recv',
  'zmq.Socket#recv_pyobj',
  'klepto.archives.dir_archive',
];

function originOf(data: Value | null): string | null {
  return data?.origins[0]?.description ?? null;
}

/** Names by which code says that its bytes came from a peer. */
const REMOTE =
  /^(?:flask\.request|flask\.Request#|django\.http\.HttpRequest#|requests\.|httpx\.|urllib\.request\.|socket\.socket#recv|aiohttp\.|starlette\.requests|fastapi\.|redis\.)/;

/** True for data that stands in the code, and for a path that does: nobody else has a say in which file is read. */
function isFixed(value: Value | null): boolean {
  return value?.complete === true && value.constants.length > 0 && value.references.length === 0 && value.text === null;
}

/** True for the end of a pipe, or what only an annotation names: between processes of one program, unless an address was dialled or a call taken. */
function isOwnPipe(call: CallEvent): boolean {
  return (
    call.targets.includes('multiprocessing.connection.Connection#recv') &&
    call.receiver?.references.some((path) => /\.(?:Client|accept)\(\)$/.test(path)) !== true
  );
}

function judge(call: CallEvent, report: Reporter): void {
  if (isVerified(call)) {
    report.safe(call, 'verified', 'only after the signature held');
    return;
  }
  const data =
    call.argument(0, null) ??
    call.argument(null, 'file') ??
    call.argument(null, 'data') ??
    call.argument(null, 'filename');
  if (data !== null && data.references.length > 0 && data.references.every((path) => /(?:^|\.)dumps\(\)$/.test(path))) {
    report.safe(call, 'constant', 'what the program itself serialized just before');
    return;
  }
  const origin = originOf(data);
  const remote = origin !== null || (data?.references.some((path) => REMOTE.test(path)) ?? false);
  const what = call.targets[0]?.split('.')[0] ?? 'pickle';
  if (remote) {
    report.violation(call, {
      message: `${origin ?? 'data from a peer'} is rebuilt into objects by \`${what}\`, which runs code that the data names`,
      severity: 'critical',
      confidence: 'high',
      cause: 'flow',
    });
  } else if (data !== null && (isFixed(data) || isFixed(data.made?.get('0') ?? null))) {
    report.violation(call, {
      message: `\`${what}\` runs code that the data names, here that of a file of the program's own`,
      confidence: 'low',
    });
  } else
    report.violation(call, {
      message: `\`${what}\` runs code that the data names while it rebuilds objects`,
      confidence:
        call.scope.isTest || isOwnPipe(call) || isOwnState(call) || mayBe(call.argument(null, 'writeback'), true)
          ? 'low'
          : 'medium',
    });
}

export const rule = defineRule({
  id: 'deserialization/pickle',
  title: 'Objects are rebuilt from bytes by a format that runs code',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  kind: 'deserialize',
  cwe: [502],
  why: 'A pickle is a program: whoever wrote it decides what is imported and called when it is read.',
  instead:
    'Use JSON or another format of plain data; where it must be a pickle, verify a signature over the bytes first.',
  equivalents: [
    'bandit:B301',
    'ruff:S301',
    'bandit:B302',
    'ruff:S302',
    'codeql:py/unsafe-deserialization',
    'semgrep:avoid-pickle',
    'semgrep:avoid-dill',
    'semgrep:avoid-shelve',
    'semgrep:avoid-jsonpickle',
    'semgrep:marshal-usage',
  ],
  calls: [{ at: LOADS, check: judge }],
  tree: {
    If: noteVerified,
    ExprStmt: noteRaising,
    ClassDef: noteWriter,
  },
  bad: [
    py`
      import pickle
      def read(path):
          with open(path, "rb") as file:
              return pickle.load(file)  # ! pickle
    `,
    py`
      from flask import request
      import cPickle as p
      def view():
          return p.loads(request.data)  # ! pickle
    `,
    py`
      from multiprocessing.connection import Client, Listener
      def ask(address):
          connection = Client(address)
          return connection.recv()  # ! pickle
      def serve(address):
          with Listener(address).accept() as connection:
              return connection.recv()  # ! pickle
    `,
    py`
      import pandas, joblib, shelve, marshal
      pandas.read_pickle("frame.pkl")  # ! pickle
      joblib.load("model.bin")  # ! pickle
      shelve.open("store")  # ! pickle
      marshal.loads(b"x")  # ! pickle
    `,
  ],
  good: [
    py`
      import hmac, pickle
      def load(key, signature, body):
          if not hmac.compare_digest(signature, hmac.digest(key, body, "sha256")):
              raise ValueError("bad signature")
          return pickle.loads(body)
    `,
    py`
      import json, pickle
      def read(path):
          with open(path) as file:
              return json.load(file)
      def write(value):
          return pickle.dumps(value)
    `,
    py`
      import pandas
      pandas.read_csv("table.csv")
    `,
  ],
});
