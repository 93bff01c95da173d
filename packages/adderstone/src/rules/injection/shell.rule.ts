import type { CallEvent } from '../../flow/event.ts';
import { isOnly, textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import {
  commandOf,
  compositionOf,
  holesOf,
  isHarmless,
  isShellQuoted,
  REMOTE_SHELL_CALLS,
  SHELL_CALLS,
  SUBPROCESS,
} from './command.ts';

const SHELLS = /(?:^|[/\\])(?:ba|da|z|k|c|tc|fi)?sh$|(?:^|[/\\])(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
const isSafePart = (value: Value): boolean => isHarmless(value) || isShellQuoted(value);

/** Judges a command text that a shell reads. */
function judge(call: CallEvent, command: Value | null, report: Reporter, certain: boolean, isAsked = false): void {
  if (command === null) return;
  const place = call;
  const composition = compositionOf(command, isSafePart);
  if (composition === 'constant') {
    const quoted = command.text !== null && holesOf(command).some(isShellQuoted);
    report.safe(place, quoted ? 'cleaned' : 'constant', quoted ? 'quoted for the shell' : '');
    return;
  }
  const origin = [command, ...holesOf(command)].flatMap((value) => value.origins)[0];
  if (origin !== undefined) {
    report.violation(place, {
      message: `${origin.description} becomes part of a command line that a shell reads`,
      severity: origin.tier === 'remote' ? 'critical' : origin.tier === 'local' ? 'medium' : 'high',
      confidence: 'high',
      cause: 'flow',
      tier: origin.tier,
      trace: [
        { ...spot(origin.place), note: origin.description },
        { ...spot(command), note: 'part of the command line' },
      ],
    });
    return;
  }
  if (composition === 'list') {
    report.violation(place, {
      message: 'a list with `shell=True`: only its first item is the command, the rest are arguments of the shell',
      severity: 'low',
      confidence: command.elements?.every(isSafePart) === true ? 'low' : 'medium',
    });
    return;
  }
  if (composition === 'composed') {
    report.violation(place, {
      message: certain
        ? 'values are put into a command line that a shell reads'
        : 'values are put into a command line that a shell may read',
      severity: 'high',
      confidence:
        certain && !isMeantAsCommand(command) && !isBuildScript(call) && !isPlainRemote(call) ? 'medium' : 'low',
    });
    return;
  }
  report.violation(place, {
    message: 'a command that is not constant is read by a shell',
    severity: 'high',
    confidence: isAsked && command.parameter === null && !call.scope.isTest ? 'medium' : 'low',
  });
}

/** Names of parameters by which a function says that it is for running what callers hand in. */
const COMMAND_NAME = /^(?:shell_?)?(?:cmd|command|commands|cmdline|command_?line|script)(?:_?(?:str|string|text))?$/i;

/** True when all that is put into a command line is a parameter that is a command by its name. */
function isMeantAsCommand(command: Value): boolean {
  const holes = holesOf(command).filter((hole) => !isSafePart(hole));
  return holes.length > 0 && holes.every((hole) => COMMAND_NAME.test(hole.parameter ?? ''));
}

/** True for a command for another host that Fabric hands over without a shell of its own, as for devices that have none; a login shell may read it. */
function isPlainRemote(call: CallEvent): boolean {
  return isOnly(call.argument(null, 'shell'), false) && call.targets.some((path) => path.startsWith('fabric.'));
}

/** True in the script that builds a package, `setup.py` or a part of it: whoever runs it chooses the values. */
function isBuildScript(call: CallEvent): boolean {
  return /(?:^|\/)setup(?:_[a-z]+)?\.py$/.test(call.file.path);
}

function spot(value: { file: Value['file']; start: number; end: number }): {
  file: Value['file'];
  start: number;
  end: number;
} {
  return { file: value.file, start: value.start, end: value.end };
}

/** Calls that replace the process by a program or start one, with its arguments behind the program's path. */
const EXEC_CALLS: readonly string[] = [
  'os.{execl,execle,execlp,execlpe,execv,execve,execvp,execvpe}',
  'os.{spawnl,spawnle,spawnlp,spawnlpe,spawnv,spawnve,spawnvp,spawnvpe}',
  'os.{posix_spawn,posix_spawnp}',
  'asyncio.create_subprocess_exec',
  'asyncio.subprocess.create_subprocess_exec',
  'asyncio.AbstractEventLoop#subprocess_exec',
];

/** The text behind `-c` when the program that a call starts is a shell; null for another program. */
function shellArgument(call: CallEvent): Value | null {
  const named = ['file', 'path', 'args', 'argv'].flatMap((name) => call.keywords.get(name) ?? []);
  const items = [...call.args, ...named].flatMap((value) => value.elements ?? [value]);
  const program = items.findIndex((value) => SHELLS.test(textOf(value) ?? ''));
  if (program < 0 || program > 1) return null;
  const flag = items.findIndex((value, at) => at > program && /^(?:-[a-z]*c|\/c)$/i.test(textOf(value) ?? ''));
  return flag < 0 ? null : (items[flag + 1] ?? null);
}

export const rule = defineRule({
  id: 'injection/shell',
  title: 'A shell reads a command line with values in it',
  severity: 'critical',
  confidence: 'high',
  default: true,
  kind: 'shell',
  flow: { to: ['shell'], message: 'becomes part of a command line that a shell reads' },
  cwe: [78],
  why: 'A shell takes `;`, `|`, `$(…)` and the like in a value as commands of its own.',
  instead:
    'Pass the program and its arguments as a list and leave `shell` off; where a shell is needed, quote each value with `shlex.quote`.',
  equivalents: [
    'bandit:B602',
    'ruff:S602',
    'bandit:B605',
    'ruff:S605',
    'bandit:B601',
    'ruff:S601',
    'codeql:py/command-line-injection',
    'codeql:py/paramiko-command-injection',
    'semgrep:subprocess-shell-true',
    'semgrep:dangerous-system-call',
  ],
  calls: [
    {
      at: SUBPROCESS,
      check(call, report) {
        const shell = call.argument(8, 'shell');
        const command = commandOf(call);
        if (shell === null || isOnly(shell, false, null, 0)) {
          if (command === null) return;
          const program = command.elements?.[0];
          const flag = command.elements?.[1];
          const name = textOf(program);
          if (name !== null && SHELLS.test(name) && /^(?:-[a-z]*c|\/c)$/i.test(textOf(flag) ?? ''))
            judge(call, command.elements?.[2] ?? null, report, true, true);
          else if (compositionOf(command) === 'list') report.safe(call, 'argument-list');
          else if (compositionOf(command) === 'constant') report.safe(call, 'constant');
          else report.safe(call, 'argument-list', 'no shell');
          return;
        }
        judge(call, command, report, shell.complete);
      },
    },
    {
      at: [...EXEC_CALLS],
      check(call, report) {
        const command = shellArgument(call);
        if (command !== null) judge(call, command, report, true, true);
      },
    },
    {
      at: SHELL_CALLS,
      check: (call, report) => judge(call, call.argument(0, 'cmd') ?? call.argument(0, 'command'), report, true),
    },
    { at: REMOTE_SHELL_CALLS, check: (call, report) => judge(call, call.argument(0, 'command'), report, true) },
  ],
  bad: [
    py`
      import os
      from fabric.api import run
      def ping(host):
          run("ping " + host)  # ! shell
          os.spawnve(mode=os.P_WAIT, file="/bin/sh", args=["sh", "-c", "ping " + host], env=os.environ)  # ! shell
    `,
    py`
      import subprocess
      from concurrent.futures import ThreadPoolExecutor
      pool = ThreadPoolExecutor()
      def label(text):
          pool.submit(subprocess.run, f"barcode {text}", shell=True)  # ! shell
    `,
    py`
      import subprocess
      def label(text):
          subprocess.run(f"barcode {text}", shell=True)  # ! shell
    `,
    py`
      import os
      from subprocess import Popen as start
      def archive(folder):
          os.system("tar -cf /tmp/a.tar " + folder)  # ! shell
          start("tar -cf /tmp/a.tar %s" % folder, shell=True)  # ! shell
    `,
    py`
      import os
      import subprocess
      USE_SHELL = True
      def run(name):
          subprocess.check_output(args="id {}".format(name), shell=USE_SHELL)  # ! shell
          subprocess.run(["sh", "-c", "id " + name])  # ! shell
          os.spawnve(os.P_WAIT, "/bin/bash", ["bash", "-c", "id " + name], os.environ)  # ! shell
          os.execl("/bin/sh", "sh", "-c", f"id {name}")  # ! shell
    `,
  ],
  good: [
    py`
      import subprocess
      def label(text):
          subprocess.run(["barcode", "--", text])
          subprocess.run(["barcode", text], shell=False)
    `,
    py`
      import os, shlex, subprocess
      COMMAND = "systemctl restart shop"
      os.system(COMMAND)
      subprocess.run("ls -l | wc -l", shell=True)
      def size(path):
          subprocess.run("du -sh " + shlex.quote(path), shell=True)
    `,
    py`
      import os
      def wait(seconds):
          os.system("sleep %d" % int(seconds))
    `,
  ],
});
