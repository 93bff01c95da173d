import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'regex/unicode-check',
  title: 'Data is normalized after it was escaped or checked',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'unicode',
  cwe: [176, 180],
  why: 'Normalizing makes `<`, quotes and dots of other characters, behind the back of the check.',
  instead: 'Normalize first, then check or escape.',
  equivalents: ['codeql:py/unicode-bypass-validation'],
  cause: 'flow',
  flow: { to: ['unicode'], message: 'is normalized after it was escaped or checked' },
  bad: [
    py`
      import unicodedata
      from flask import request
      from markupsafe import escape
      def view():
          name = escape(request.args["name"])
          return unicodedata.normalize("NFKC", name)  # ! unicode-check
    `,
  ],
  good: [
    py`
      import unicodedata
      from flask import request
      from markupsafe import escape
      def view():
          return escape(unicodedata.normalize("NFKC", request.args["name"]))
    `,
  ],
});
