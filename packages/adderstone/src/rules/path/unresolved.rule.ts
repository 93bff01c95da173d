import { textAround } from '../function-text.ts';
import { holesOf } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'path/unresolved',
  title: 'A path with outside data in it is used without being resolved',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  kind: 'path',
  cwe: [22, 73],
  why: 'A joined path still holds its `..` and links; only the resolved one says where it leads.',
  instead: 'Use `(base / name).resolve()`, then check it.',
  equivalents: ['codeql:py/path-injection', 'semgrep:path-traversal-join'],
  cause: 'flow',
  calls: [
    {
      at: ['os.path.join', 'posixpath.join', 'pathlib.Path#joinpath'],
      check(call, report) {
        for (const argument of call.args) {
          const origin = [argument, ...holesOf(argument)].flatMap((value) => value.origins)[0];
          if (origin === undefined) continue;
          // Resolved where it is used, or elsewhere in the function: then the check behind it counts.
          if (
            /\b(?:realpath|abspath|normpath|resolve|secure_filename|safe_join|basename)\b/.test(
              textAround(call.file, call.scope),
            )
          )
            return;
          report.violation(call, { message: `${origin.description} is joined to a path as it is`, tier: origin.tier });
          return;
        }
        if (call.args.every((argument) => argument.complete && argument.constants.length > 0))
          report.safe(call, 'constant');
        else report.unknown(call, 'unresolved-call', 'where it comes from is not followed across functions');
      },
    },
  ],
  bad: [
    py`
      import os
      from flask import request
      def view():
          path = os.path.join("/srv/manuals", request.args["name"])  # ! unresolved
          return open(path).read()
    `,
  ],
  good: [
    py`
      import os
      HERE = os.path.dirname(__file__)
      def read():
          return open(os.path.join(HERE, "manual.txt")).read()
    `,
  ],
});
