import { textAround } from '../function-text.ts';
import { holesOf } from '../injection/command.ts';
import { defineRule, py, type Sink } from '../rule.ts';

const RESOLVES = /\b(?:realpath|abspath|normpath|resolve|secure_filename|safe_join|basename)\b/;

/** Data that comes from another function may be resolved there, so that it is a suspicion alone; none where the lines around resolve it. */
function weigh({ file, callStart, callEnd }: Sink): 'harmless' | 'low' {
  return RESOLVES.test(file.text.slice(Math.max(0, callStart - 300), callEnd + 300)) ? 'harmless' : 'low';
}

export const rule = defineRule({
  id: 'path/unresolved',
  title: 'A path with outside data in it is used without being resolved',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  kind: 'path-join',
  cwe: [22, 73],
  why: 'A joined path still holds its `..` and links; only the resolved one says where it leads.',
  instead: 'Use `(base / name).resolve()`, then check it.',
  equivalents: ['codeql:py/path-injection', 'semgrep:path-traversal-join'],
  cause: 'flow',
  flow: { to: ['path-join'], message: 'is joined to a path as it is', weigh },
  calls: [
    {
      at: ['os.path.join', 'posixpath.join', 'pathlib.Path#joinpath'],
      check(call, report) {
        for (const argument of call.args) {
          const origins = [argument, ...holesOf(argument)].flatMap((value) => value.origins);
          const origin = origins.find((one) => !one.isCleanFor('path-join'));
          if (origin === undefined) continue;
          // Resolved where it is used, or elsewhere in the function: then the check behind it counts.
          if (RESOLVES.test(textAround(call.file, call.scope))) return;
          report.violation(call, { message: `${origin.description} is joined to a path as it is`, tier: origin.tier });
          return;
        }
        if (call.args.every((argument) => argument.complete && argument.constants.length > 0))
          report.safe(call, 'constant');
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
