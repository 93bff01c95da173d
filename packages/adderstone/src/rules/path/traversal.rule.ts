import { defineRule, py } from '../rule.ts';
import { listsOnly, looksOnly } from './sink.ts';

export const rule = defineRule({
  id: 'path/traversal',
  title: 'A path that a user chose is opened without a check',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'path',
  cwe: [22],
  why: '`../` or a leading `/` in the name leads to any file that the process may read or write.',
  instead: 'Resolve the path, check that it lies in its folder and leave if not; or look the name up in a list.',
  equivalents: ['codeql:py/path-injection', 'semgrep:path-traversal-open'],
  cause: 'flow',
  flow: {
    to: ['path'],
    message: 'chooses the file',
    // Of what callers of a library give, it does not matter that they learn which files there are.
    weigh: ({ tier, callee }) => (tier === 'library' && (looksOnly(callee) || listsOnly(callee)) ? 'harmless' : null),
  },
  bad: [
    py`
      from flask import request
      def view():
          return open("/srv/manuals/" + request.args["name"]).read()  # ! traversal
    `,
    py`
      from flask import request, send_file
      def view():
          name = request.args.get("name")
          return send_file(f"/srv/manuals/{name}")  # ! traversal
    `,
  ],
  good: [
    py`
      from flask import request
      from werkzeug.utils import secure_filename
      def view():
          return open("/srv/manuals/" + secure_filename(request.args["name"])).read()
    `,
    py`
      def read():
          return open("/srv/manuals/index.txt").read()
    `,
  ],
});
