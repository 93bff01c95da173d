import { textOf, type Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { commandOf, SHELL_CALLS, SUBPROCESS } from './command.ts';

/** The program's name where it is a constant. */
function programOf(command: Value | null): string | null {
  if (command === null) return null;
  const first = command.elements === null ? command : command.elements[0];
  return textOf(first)?.trim().split(/\s+/)[0] ?? null;
}

export const rule = defineRule({
  id: 'injection/partial-path',
  title: 'A program is started by a name that PATH resolves',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [426, 78],
  why: 'Whoever sets PATH or the working directory chooses the program.',
  instead: 'Give the absolute path of the program.',
  equivalents: ['bandit:B607', 'ruff:S607'],
  calls: [
    {
      at: [
        ...SUBPROCESS,
        ...SHELL_CALLS,
        'os.{execl,execle,execlp,execlpe,execv,execve,execvp,execvpe,spawnl,spawnle,spawnlp,spawnlpe,spawnv,spawnve,spawnvp,spawnvpe,startfile}',
      ],
      check(call, report) {
        const spawns = call.targets.some((path) => path.startsWith('os.spawn'));
        const name = programOf(spawns ? call.argument(1, 'file') : commandOf(call));
        if (name !== null && /^[\w.-]+$/.test(name))
          report.violation(call, { message: 'PATH decides which program this is' });
      },
    },
  ],
  bad: [
    py`
      import subprocess
      subprocess.run(["git", "status"])  # ! partial-path
    `,
  ],
  good: [
    py`
      import subprocess
      subprocess.run(["/usr/bin/git", "status"])
    `,
  ],
});
