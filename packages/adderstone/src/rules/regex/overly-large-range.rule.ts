import { wideRanges } from '../../regex/class-range.ts';
import { defineRule, py } from '../rule.ts';
import { PATTERN_CALLS, patternUses, placeIn } from './pattern-use.ts';

export const rule = defineRule({
  id: 'regex/overly-large-range',
  title: 'A range of a character class takes in more than it seems to',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [20],
  why: 'A range between different kinds of characters holds everything between them in the code table, often signs that were to be kept out.',
  instead: 'Write one range for each kind (`A-Za-z`), and a literal `-` first, last or escaped.',
  equivalents: ['codeql:py/overly-large-range'],
  calls: [
    {
      at: PATTERN_CALLS,
      check(call, report) {
        for (const use of patternUses(call) ?? []) {
          for (const range of wideRanges(use.pattern)) {
            const place = placeIn(use, range.span);
            if (range.kind === 'overlap')
              report.violation(place, { message: 'this range overlaps with another one of its class' });
            else
              report.violation(place, {
                message: `this range also holds ${range.also.length} characters that lie between its ends`,
              });
          }
        }
      },
    },
  ],
  bad: [
    py`
      import re
      word = re.compile(r"^[a-zA-z]+$")  # ! overly-large-range
    `,
    py`
      import re
      def clean(text):
          return re.sub("[^0-z]", "", text)  # ! overly-large-range
    `,
  ],
  good: [
    py`
      import re
      word = re.compile(r"^[a-zA-Z0-9_.+-]+$")
      printable = re.compile(r"[ -~]+")
      control = re.compile("[\\x00-\\x1f]")
    `,
    py`
      import re
      terminal = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
    `,
  ],
});
