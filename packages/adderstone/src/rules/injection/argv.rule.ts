import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { commandOf, compositionOf, SUBPROCESS } from './command.ts';

/** Programs whose options start other programs or write files. */
const POWERFUL =
  /(?:^|[/\\])(?:git|hg|svn|ssh|scp|rsync|tar|find|xargs|curl|wget|zip|unzip|ffmpeg|convert|magick|awk|sed|env|sudo|docker|kubectl|tcpdump|man|less)$/;

export const rule = defineRule({
  id: 'injection/argv',
  title: 'Outside data chooses the program or one of its options',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'argv',
  flow: { to: ['argv'], message: 'chooses the program that is started or one of its options' },
  cwe: [88, 78, 73],
  why: 'Without a shell a value still becomes an option when it starts with `-`, and some programs run others by option.',
  instead: 'Name the program in the code and put `--` before the values.',
  equivalents: ['codeql:py/command-line-injection', 'semgrep:dangerous-subprocess-use'],
  calls: [
    {
      at: [
        ...SUBPROCESS,
        'asyncio.create_subprocess_exec',
        'os.{execl,execle,execlp,execlpe,execv,execve,execvp,execvpe}',
      ],
      check(call, report) {
        const command = commandOf(call);
        const items =
          command?.elements ??
          (call.targets.some((path) => /create_subprocess_exec|os\.exec/.test(path)) ? call.args : null);
        if (command === null || items === null) {
          if (compositionOf(command) === 'constant') report.safe(call, 'constant');
          return;
        }
        const program = items[0];
        if (program === undefined) return;
        const origin = program.origins.find(({ tier }) => tier !== 'local') ?? program.origins[0];
        if (origin !== undefined) {
          report.violation(program, {
            message: `${origin.description} chooses the program that is started`,
            // Who starts the program may start others: `$EDITOR`.
            ...(origin.tier === 'local' ? { confidence: 'low' } : {}),
          });
          return;
        }
        const name = textOf(program);
        if (name === null || !POWERFUL.test(name)) {
          report.safe(call, 'argument-list');
          return;
        }
        let closed = false;
        for (const item of items.slice(1)) {
          if (/^--(?:end-of-options)?$/.test(textOf(item) ?? '')) closed = true;
          if (!closed && item.origins.length > 0 && item.text === null) {
            report.violation(item, {
              message: `${item.origins[0]?.description} may become an option of \`${name.replace(/.*[/\\]/, '')}\``,
            });
            return;
          }
        }
        report.safe(call, 'argument-list');
      },
    },
  ],
  bad: [
    py`
      import subprocess
      from flask import request
      def view():
          subprocess.run([request.args["tool"], "--version"])  # ! argv
    `,
  ],
  good: [
    py`
      import subprocess
      def clone(url):
          subprocess.run(["git", "clone", "--", url])
    `,
  ],
});
