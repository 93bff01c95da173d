import { isOnly, textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { commandOf, SUBPROCESS } from './command.ts';

export const rule = defineRule({
  id: 'injection/subprocess-call',
  title: 'A program is started',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [78],
  why: 'What may be passed to another program is worth a look in an audit.',
  instead: 'Check that no argument comes from outside.',
  equivalents: ['bandit:B603', 'ruff:S603', 'semgrep:dangerous-subprocess-use-audit'],
  calls: [
    {
      at: [...SUBPROCESS, 'asyncio.create_subprocess_exec'],
      check(call, report) {
        const shell = call.argument(8, 'shell');
        const own = commandOf(call)?.elements;
        // This very interpreter with constant arguments is not another program.
        const isSelf =
          own?.[0]?.references.includes('sys.executable') === true &&
          own.slice(1).every((item) => textOf(item) !== null);
        if (!isSelf && (shell === null || isOnly(shell, false, null, 0)))
          report.violation(call, { message: 'a program is started without a shell' });
      },
    },
  ],
  bad: [
    py`
      import subprocess
      subprocess.run(["ls", "-l"])  # ! subprocess-call
    `,
  ],
  good: [
    py`
      import subprocess
      subprocess.run("ls", shell=True)
    `,
  ],
});
