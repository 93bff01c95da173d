import { defineRule, py } from '../rule.ts';
import { compositionOf, literalOf } from './command.ts';
import { looksLikeSql } from './sql-sink.ts';

export const rule = defineRule({
  id: 'injection/sql-text',
  title: 'A text that looks like SQL is put together from values',
  severity: 'medium',
  confidence: 'low',
  default: false,
  cwe: [89],
  why: 'Wherever this text goes, the values in it are read as SQL.',
  instead: 'Put placeholders in the query and pass the values as parameters.',
  equivalents: ['bandit:B608', 'ruff:S608', 'semgrep:tainted-sql-string'],
  text(event, report) {
    if (looksLikeSql(literalOf(event.value)) && compositionOf(event.value) === 'composed') {
      report.violation(event, { message: 'values are put into a text that looks like SQL' });
    }
  },
  bad: [
    py`
      def query(name):
          return "SELECT * FROM users WHERE name = '%s'" % name  # ! sql-text
    `,
  ],
  good: [
    py`
      def message(name):
          return "Please select one from %s" % name
    `,
  ],
});
