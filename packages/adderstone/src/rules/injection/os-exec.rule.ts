import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/os-exec',
  title: 'A program is started by `os.exec*`, `os.spawn*` or `os.startfile`',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [78],
  why: 'What may be passed to another program is worth a look in an audit.',
  instead: 'Check that neither the program nor an argument comes from outside.',
  equivalents: ['bandit:B606', 'ruff:S606', 'semgrep:dangerous-os-exec-audit', 'semgrep:dangerous-spawn-process-audit'],
  calls: [
    {
      at: [
        'os.{execl,execle,execlp,execlpe,execv,execve,execvp,execvpe}',
        'os.{spawnl,spawnle,spawnlp,spawnlpe,spawnv,spawnve,spawnvp,spawnvpe}',
        'os.{startfile,posix_spawn,posix_spawnp}',
      ],
      check: (call, report) => report.violation(call, { message: 'a program is started without a shell' }),
    },
  ],
  bad: [
    py`
      import os
      os.execv("/bin/ls", ["ls"])  # ! os-exec
      os.spawnlp(os.P_WAIT, "cp", "cp", "a", "b")  # ! os-exec
    `,
  ],
  good: [
    py`
      import os
      os.getcwd()
    `,
  ],
});
