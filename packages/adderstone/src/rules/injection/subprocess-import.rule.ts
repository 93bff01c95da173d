import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/subprocess-import',
  title: 'A module that starts programs is imported',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [78],
  why: 'Where programs are started is worth knowing in an audit.',
  instead: 'Look at each use.',
  equivalents: ['bandit:B404', 'ruff:S404'],
  imports: [
    {
      at: ['subprocess', 'commands', 'popen2', 'pexpect'],
      check: (event, report) => report.violation(event, { message: 'a module that starts programs is imported' }),
    },
  ],
  bad: ['import subprocess  # ! subprocess-import\n', 'from subprocess import run  # ! subprocess-import\n'],
  good: ['import os\n'],
});
