import { type TagFilterGap, tagFilterGaps } from '../../regex/tag-filter.ts';
import { defineRule, py } from '../rule.ts';
import { PATTERN_CALLS, patternUses } from './pattern-use.ts';

const MESSAGES: Readonly<Record<TagFilterGap, string>> = {
  'upper-case-tag': 'the filter does not find tags in upper case',
  'mixed-case-tag': 'the filter does not find tags in mixed case',
  'newline-in-script': 'the filter does not find scripts of more than one line',
  'blank-in-end-tag': 'the filter does not find end tags with a blank, as in `</script >`',
  'attribute-in-end-tag': 'the filter does not find end tags with attributes, which browsers accept',
  'newline-in-comment': 'the filter does not find comments of more than one line',
  'comment-end-bang': 'the filter does not find comments that end with `--!>`',
};

export const rule = defineRule({
  id: 'regex/bad-tag-filter',
  title: 'A filter for HTML tags misses what browsers accept',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [116, 185, 186, 20],
  why: 'Browsers read HTML more generously than a pattern does; what the filter misses still runs.',
  instead: 'Use a sanitizer that parses HTML (nh3, lxml’s cleaner), or escape the text.',
  equivalents: ['codeql:py/bad-tag-filter'],
  calls: [
    {
      at: PATTERN_CALLS,
      check(call, report) {
        for (const use of patternUses(call) ?? []) {
          const gap = tagFilterGaps(use.pattern)[0];
          if (gap !== undefined) report.violation(use.place, { message: MESSAGES[gap] });
        }
      },
    },
  ],
  bad: [
    py`
      import re
      def clean(html):
          return re.sub(r"<script.*?>.*?</script>", "", html, flags=re.I | re.S)  # ! bad-tag-filter
    `,
    py`
      import re
      comment = re.compile(r"<!--.*-->")  # ! bad-tag-filter
    `,
  ],
  good: [
    py`
      import re
      tag = re.compile(r"<[^>]+>")
      script = re.compile(r"<script\b[^>]*>[\s\S]*?</script\b[^>]*>", re.IGNORECASE)
    `,
    py`
      import re
      comment = re.compile(r"<!--.*?--!?>", re.DOTALL)
    `,
  ],
});
