import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'html/mark-safe-use',
  title: 'Text is taken for safe markup',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [79, 80],
  why: 'Each use is worth a look in an audit.',
  instead: 'Use a template, or `format_html`.',
  equivalents: ['bandit:B308', 'ruff:S308', 'bandit:B703', 'semgrep:avoid-mark-safe', 'semgrep:html-safe'],
  calls: [
    {
      at: [
        'django.utils.safestring.{mark_safe,SafeString,SafeText,SafeUnicode,SafeBytes}',
        'django.utils.html.mark_safe',
      ],
      check(call, report) {
        const markup = call.args[0];
        if (markup?.complete && markup.constants.length > 0 && markup.text === null) return;
        report.violation(call, { message: 'this text is not escaped' });
      },
    },
  ],
  functions(event, report) {
    for (const decorator of event.definition.decorators) {
      if (decorator.references.includes('django.utils.safestring.mark_safe'))
        report.violation(decorator, { message: 'what this function returns is not escaped' });
    }
  },
  bad: [
    py`
      from django.utils.safestring import mark_safe
      def show(text):
          return mark_safe(text)  # ! mark-safe-use
    `,
  ],
  good: [
    py`
      from django.utils.safestring import mark_safe
      RULE = mark_safe("<hr>")
    `,
  ],
});
