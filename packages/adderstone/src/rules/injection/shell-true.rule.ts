import { defineRule, py } from '../rule.ts';
import { REMOTE_SHELL_CALLS, SHELL_CALLS } from './command.ts';

export const rule = defineRule({
  id: 'injection/shell-true',
  title: 'A call starts a shell',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [78],
  why: 'Every shell is a place where a later change can put a value into a command line.',
  instead: 'Start the program itself, with a list of arguments.',
  equivalents: ['bandit:B604', 'ruff:S604', 'bandit:B602', 'bandit:B605', 'ruff:S605'],
  calls: [
    {
      at: [...SHELL_CALLS, ...REMOTE_SHELL_CALLS],
      check: (call, report) => report.violation(call, { message: 'this call starts a shell' }),
    },
  ],
  anyCall(call, report) {
    const shell = call.keywords.get('shell');
    if (shell === undefined) return;
    const truthy =
      shell.constants.some(
        ({ value }) => value !== false && value !== null && value !== 0 && value !== '' && value !== 0n,
      ) ||
      (!shell.complete && shell.constants.length === 0 && shell.elements === null) ||
      (shell.elements?.length ?? 0) > 0 ||
      (shell.entries?.size ?? 0) > 0 ||
      shell.instances.includes('builtins.generator');
    if (truthy) report.violation(call, { message: 'this call asks for a shell' });
  },
  bad: [
    py`
      import subprocess, os
      subprocess.run("ls", shell=True)  # ! shell-true
      os.system("ls")  # ! shell-true
    `,
    py`
      def start(run):
          run("ls", shell=True)  # ! shell-true
    `,
  ],
  good: [
    py`
      import subprocess
      subprocess.run(["ls"], shell=False)
    `,
  ],
});
