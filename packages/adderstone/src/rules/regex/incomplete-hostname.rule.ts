import { openDotsInHost } from '../../regex/hostname.ts';
import { defineRule, py } from '../rule.ts';
import { PATTERN_CALLS, patternUses, placeIn } from './pattern-use.ts';

export const rule = defineRule({
  id: 'regex/incomplete-hostname',
  title: 'A host name in a regular expression has an unescaped dot',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [20, 625],
  why: 'An unescaped dot matches any character, so the pattern also accepts host names that anybody can register.',
  instead: 'Write the dots of host names as `\\.`, or compare the parsed host with a list.',
  equivalents: ['codeql:py/incomplete-hostname-regexp'],
  calls: [
    {
      at: PATTERN_CALLS,
      check(call, report) {
        if (call.scope.isTest) return;
        for (const use of patternUses(call) ?? []) {
          const dot = openDotsInHost(use.pattern)[0];
          if (dot !== undefined)
            report.violation(placeIn(use, dot.span), { message: 'this dot of a host name matches any character' });
        }
      },
    },
  ],
  bad: [
    py`
      import re
      def allowed(url):
          return re.match(r"^https?://www.example.com/", url)  # ! incomplete-hostname
    `,
    py`
      import re
      HOST = "^(?:api|www)\\.example.org$"  # ! incomplete-hostname
      pattern = re.compile(HOST)
    `,
  ],
  good: [
    py`
      import re
      def allowed(url):
          return re.match(r"^https?://www\.example\.com/", url)
    `,
    py`
      import re
      any_host = re.compile(r"^https://[^/]+\.example\.com/")
      files = re.compile(r".+.txt$")
      call = re.compile(r"logging.info\(")
    `,
  ],
});
