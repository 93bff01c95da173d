import { defineRule, py } from '../rule.ts';
import { isOwnState } from './own-state.ts';
import { isVerified, noteRaising, noteVerified } from './verified.ts';

export const rule = defineRule({
  id: 'deserialization/untrusted',
  title: 'Outside data is rebuilt into objects by a format that runs code',
  severity: 'critical',
  confidence: 'high',
  default: true,
  kind: 'deserialize',
  cwe: [502],
  why: 'The data says what is imported and called while it is read.',
  instead: 'Use JSON or another format of plain data, or verify a signature over the bytes first.',
  equivalents: ['codeql:py/unsafe-deserialization'],
  cause: 'flow',
  flow: {
    to: ['deserialize'],
    message: 'is rebuilt into objects by a format that runs code',
    weigh: (sink) => (isVerified(sink) ? 'harmless' : sink.tier === 'content' && isOwnState(sink) ? 'low' : null),
  },
  tree: { If: noteVerified, ExprStmt: noteRaising },
  bad: [
    py`
      import requests
      import yaml
      def get_ui(package, loader_cls=None):
          if loader_cls is None:
              loader_cls = yaml.Loader
          answer = requests.get("https://shop.example/ui", timeout=5)
          return yaml.load(answer.content, loader_cls)  # ! untrusted
    `,
    py`
      import hmac
      import pickle
      from flask import request
      def view():
          if not hmac.compare_digest(request.headers["X-Sum"], hmac.new(KEY, request.data, "sha256").hexdigest()):
              print("wrong")
          return pickle.loads(request.data)  # ! untrusted
    `,
    py`
      import pickle
      from flask import request
      def load(data):
          return pickle.loads(data)  # ! untrusted
      def view():
          return load(request.data)
    `,
  ],
  good: [
    py`
      import requests
      import yaml
      def get_ui(package, loader_cls=None):
          if loader_cls is None:
              loader_cls = yaml.SafeLoader
          answer = requests.get("https://shop.example/ui", timeout=5)
          return yaml.load(answer.content, loader_cls)
    `,
    py`
      import hmac
      import pickle
      from flask import abort, request
      def view():
          if not hmac.compare_digest(request.headers["X-Sum"], hmac.new(KEY, request.data, "sha256").hexdigest()):
              abort(403)
          return pickle.loads(request.data)
    `,
    py`
      import pickle
      from flask import request
      def copy():
          return pickle.loads(pickle.dumps(request.args))
    `,
    py`
      import json
      from flask import request
      def load(data):
          return json.loads(data)
      def view():
          return load(request.data)
    `,
  ],
});
