import type { CallEvent } from '../../flow/event.ts';
import { isOnly, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { commandOf, literalOf, SHELL_CALLS, SUBPROCESS } from './command.ts';

const TOOLS = /(?:^|[\s;|&/'"])(?:chown|chmod|tar|rsync)\s[^\n;|&]*\*/;

function judge(call: CallEvent, command: Value | null, report: Reporter): void {
  if (command === null) return;
  const text =
    command.elements === null ? literalOf(command) : command.elements.map((item) => literalOf(item)).join(' ');
  if (TOOLS.test(text))
    report.violation(call, { message: 'names that the wildcard matches may be options of the program' });
}

export const rule = defineRule({
  id: 'injection/shell-wildcard',
  title: 'A shell expands a wildcard for a program whose options are dangerous',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [155, 78],
  why: 'A file called `--checkpoint-action=exec=sh x` is an option to tar, not a file.',
  instead: 'Write `./*`, or list the files in Python and pass them behind `--`.',
  equivalents: ['bandit:B609', 'ruff:S609', 'semgrep:system-wildcard-detected'],
  calls: [
    {
      at: SHELL_CALLS,
      check: (call, report) => judge(call, call.argument(0, 'cmd') ?? call.argument(0, 'command'), report),
    },
    {
      at: SUBPROCESS,
      check(call, report) {
        const shell = call.argument(8, 'shell');
        if (shell !== null && !isOnly(shell, false)) judge(call, commandOf(call), report);
      },
    },
  ],
  bad: [
    py`
      import os, subprocess
      os.system("tar -cf /srv/backup.tar *")  # ! shell-wildcard
      subprocess.run("chown shop:shop /srv/data/*", shell=True)  # ! shell-wildcard
    `,
  ],
  good: [
    py`
      import os
      os.system("ls *.txt")
    `,
  ],
});
