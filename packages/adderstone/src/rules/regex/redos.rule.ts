import type { CallEvent } from '../../flow/event.ts';
import { backtrackingOf } from '../../regex/slowness.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { compiledUses, PATTERN_CALLS, type PatternUse, patternUses, placeIn, rememberCompiled } from './pattern-use.ts';

function judge(call: CallEvent, use: PatternUse, report: Reporter): void {
  const { exponential, undecided } = backtrackingOf(use.pattern, use.mode, false);
  if (exponential !== undefined) {
    const place = placeIn(use, exponential.span);
    if (exponential.cpython)
      report.violation(place, {
        message: 'this repeat matches the same text in more than one way',
        severity: call.scope.isTest ? 'low' : 'high',
      });
    else
      report.violation(place, {
        message:
          'alternatives in this repeat match the same characters; only a detail of CPython keeps it from exponential time',
        severity: 'low',
        confidence: 'medium',
      });
  } else if (undecided !== undefined) report.unknown(use.place, 'budget', undecided);
  else report.safe(use.place, 'verified', 'no exponential backtracking');
}

export const rule = defineRule({
  id: 'regex/redos',
  title: 'A regular expression takes exponential time',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [1333, 400],
  why: 'Where a repeated part can match the same text in two ways, a text of a few dozen characters keeps the matcher busy for years.',
  instead:
    'Make each character match in one way only: no repeat directly inside a repeat, no alternatives that overlap; or use possessive repeats (Python 3.11).',
  equivalents: ['codeql:py/redos', 'semgrep:regex_dos'],
  calls: [
    {
      at: PATTERN_CALLS,
      check(call, report) {
        const uses = patternUses(call);
        if (call.targets[0]?.endsWith('compile') === true) rememberCompiled(call);
        if (uses === undefined) {
          report.unknown(call, 'dynamic-code', 'the pattern is not known');
          return;
        }
        for (const use of uses) judge(call, use, report);
      },
    },
    {
      // A search for a compiled pattern was judged at its making; only `fullmatch` asks for more.
      at: ['re.Pattern#fullmatch'],
      check(call, report) {
        for (const use of compiledUses(call)) judge(call, use, report);
      },
    },
  ],
  bad: [
    py`
      import re
      name = re.compile(r"^(\w+\s?)*$")  # ! redos
    `,
    py`
      import re
      LIST = r"(?:[a-z]+,?)+;"  # ! redos
      def valid(text):
          return re.fullmatch(LIST, text)
    `,
    py`
      from re import VERBOSE, compile as pattern, I
      tag = pattern(r"""< ( [a-z]+ \s* )+ >""", VERBOSE | I)  # ! redos
    `,
    py`
      from django.core.validators import RegexValidator
      check = RegexValidator(regex="^([a-z0-9]+-?)+$")  # ! redos
    `,
    py`
      import re
      realm = re.compile('(?:.*,)*[ \t]*([^ \t]+)[ \t]+'  # ! redos
                         'realm=(["\']?)([^"\']*)\\2', re.I)
    `,
    py`
      import re
      runs = re.compile(r"(a+)+")  # ! redos
      def valid(text):
          return runs.fullmatch(text)
    `,
    py`
      import re
      digits = re.compile(r"(\d|[0-9])*x")  # ! redos
    `,
    py`
      import re
      SPECIAL = re.escape(b"()[]")
      option = re.compile(rb'([^' + SPECIAL + rb']+)="((?:\\.|[^"])*)"')  # ! redos
    `,
  ],
  good: [
    py`
      import re
      runs = re.compile(r"(a+)+")
      def valid(text):
          return runs.match(text)
    `,
    py`
      import re
      name = re.compile(r"^\w+(?:\s\w+)*$")
      quoted = re.compile(r'"(?:[^"\\]|\\.)*"')
    `,
    py`
      import re
      def valid(text):
          return re.match(r"(?:a+)+", text)
    `,
    py`
      import re
      re.compile(r"^(?:\w++\s?)*+$")
    `,
    py`
      import re
      SPECIAL = re.escape("()[]")
      option = re.compile('([^' + SPECIAL + r']+)="((?:\\.|[^"\\])*)"')
    `,
    py`
      example = r"(a+)+$"
      print(example)
    `,
  ],
});
