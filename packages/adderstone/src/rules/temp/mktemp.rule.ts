import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'temp/mktemp',
  title: 'Temporary name that is not yet a file',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [377],
  why: 'Between the choice of the name and the making of the file another user can put a link there.',
  instead: 'Use `tempfile.NamedTemporaryFile`, `mkstemp` or `TemporaryDirectory`, which make the file at once.',
  equivalents: ['bandit:B306', 'ruff:S306', 'bandit:B325', 'codeql:py/insecure-temporary-file'],
  calls: [
    {
      at: ['tempfile.mktemp', 'os.{tempnam,tmpnam}'],
      check: (call, report) =>
        report.violation(call, {
          message: 'another user can take this name first',
          confidence: confidenceIn(call.scope, 'high'),
        }),
    },
    {
      at: ['tempfile.{NamedTemporaryFile,TemporaryFile,SpooledTemporaryFile,TemporaryDirectory,mkstemp,mkdtemp}'],
      check: (call, report) => report.safe(call, 'constant', 'made at once, for this user alone'),
    },
  ],
  bad: [
    py`
      import tempfile
      from tempfile import mktemp as name
      path = tempfile.mktemp(suffix=".txt")  # ! mktemp
      path = name()  # ! mktemp
    `,
    py`
      import os
      path = os.tempnam("/var/spool", "job")  # ! mktemp
      path = os.tmpnam()  # ! mktemp
    `,
  ],
  good: [
    py`
      import tempfile
      with tempfile.NamedTemporaryFile() as file:
          file.write(b"x")
    `,
    py`
      import tempfile
      handle, path = tempfile.mkstemp()
      folder = tempfile.mkdtemp()
    `,
  ],
});
