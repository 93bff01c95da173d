import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { compositionOf, holesOf } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';
import { PATH_SINKS } from './sink.ts';

function pathOf(call: CallEvent): Value | null {
  const method = call.targets.some((path) => path.startsWith('pathlib.Path#'));
  if (method) return call.receiver;
  return (
    call.argument(0, 'file') ??
    call.argument(null, 'path') ??
    call.argument(null, 'name') ??
    call.argument(null, 'filename') ??
    call.argument(null, 'path_or_file')
  );
}

/** Functions whose result has no folder in it. */
const CLEANED =
  /(?:^|\.)(?:secure_filename|safe_join|basename)\(\)$|pathlib\.Path\(\)\.(?:name|stem|suffix)$|Path#name$/;

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
  calls: [
    {
      at: PATH_SINKS,
      check(call, report) {
        const path = pathOf(call);
        if (path === null) return;
        if (compositionOf(path) === 'constant') {
          report.safe(call, 'constant');
          return;
        }
        const values = [path, ...holesOf(path)];
        if (values.some((value) => value.references.some((reference) => CLEANED.test(reference)))) {
          report.safe(call, 'cleaned', 'only the file’s own name is taken');
          return;
        }
        const origin = values.flatMap((value) => value.origins)[0];
        if (origin === undefined) {
          report.unknown(call, 'unresolved-call', 'where it comes from is not followed across functions');
          return;
        }
        report.violation(path, {
          message: `${origin.description} chooses the file`,
          tier: origin.tier,
          trace: [
            { file: origin.place.file, start: origin.place.start, end: origin.place.end, note: origin.description },
            { file: path.file, start: path.start, end: path.end, note: 'path of the file' },
          ],
        });
      },
    },
  ],
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
