import type { Value } from '../../flow/value.ts';
import { refersTo } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** True for the folder that the program was started in. */
function isWorkingFolder(value: Value | null | undefined): boolean {
  return refersTo(value, 'os.getcwd()', 'os.getcwdu()', 'pathlib.Path.cwd()');
}

/** True for `sys.path`, where tools put the folder of the project that they work on. */
function isImportPath(list: Value | null): boolean {
  return refersTo(list, 'sys.path');
}

export const rule = defineRule({
  id: 'code/working-folder',
  title: 'The folder that a program is started in comes first on a search path',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [427, 426],
  why: 'Whoever may write to a folder in which somebody else starts the program chooses the configuration, profile, plugin or module that is loaded.',
  instead:
    'Look in the folders of the user and of the installation only, or let the folder be named on the command line.',
  equivalents: [],
  anyCall(call, report) {
    if (call.name !== 'insert' || call.args.length !== 2) return;
    const [at, folder] = call.args;
    if (!isWorkingFolder(folder) || !at?.constants.some(({ value }) => value === 0)) return;
    report.violation(call, {
      message: 'what lies in the folder that the program is started in is taken before anything else',
      confidence: isImportPath(call.receiver) ? 'low' : confidenceIn(call.scope, 'medium'),
    });
  },
  bad: [
    py`
      import os
      from settings.places import folders
      class Tool:
          def search_path(self):
              path = folders()
              path.insert(0, os.getcwd())  # ! working-folder
              return path
    `,
  ],
  good: [
    py`
      import os
      def search_path(home):
          path = [home]
          path.append(os.path.join(home, ".config"))
          here = os.getcwd()
          return path, here
    `,
    py`
      import os
      import sys
      from settings.places import folders
      path = folders()
      path.insert(0, os.path.dirname(sys.executable))
      path.append(os.getcwd())
    `,
  ],
});
