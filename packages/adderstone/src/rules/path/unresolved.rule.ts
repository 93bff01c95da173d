import { holesOf } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';
import { PATH_SINKS } from './sink.ts';

/** Joins paths as text or names, without looking at the file system. */
const JOINED = /^(?:os\.path|posixpath|ntpath)\.join\(\)$/;

export const rule = defineRule({
  id: 'path/unresolved',
  title: 'A path with outside data in it is used without being resolved',
  severity: 'medium',
  confidence: 'medium',
  default: true,
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
          const origin = [argument, ...holesOf(argument)]
            .flatMap((value) => value.origins)
            .find(({ tier }) => tier === 'remote');
          if (origin === undefined) continue;
          report.violation(call, { message: `${origin.description} is joined to a path as it is` });
          return;
        }
        report.safe(call, 'no-untrusted-origin');
      },
    },
    {
      at: PATH_SINKS,
      check(call, report) {
        const path = call.args[0] ?? null;
        if (path?.references.some((reference) => JOINED.test(reference)))
          report.safe(call, 'no-untrusted-origin', 'joined from parts of the program');
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
