import type { Value } from '../../flow/value.ts';
import { compositionOf, isHarmless } from '../injection/command.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'html/format-html',
  title: 'format_html is given a text that is put together already',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [79],
  why: '`format_html` escapes its arguments, not its first parameter: what was put into that before is sent as it is.',
  instead: 'Pass the values as arguments: `format_html("<b>{}</b>", name)`.',
  equivalents: ['semgrep:formathtml-fstring-parameter'],
  calls: [
    {
      at: ['django.utils.html.format_html'],
      check(call, report) {
        const format = call.argument(0, 'format_string');
        if (format === null) return;
        const composition = compositionOf(format, (part) => isHarmless(part) || isTranslated(part));
        if (composition === 'composed' || isBuiltHere(format.file.text.slice(format.start, format.end)))
          report.violation(format, { message: 'values are put into the text before `format_html` sees it' });
        else if (composition === 'constant') report.safe(call, 'constant');
      },
    },
  ],
  bad: [
    py`
      from django.utils.html import format_html
      def link(name):
          return format_html(f"<a>{name}</a>")  # ! format-html
      def bold(name):
          return format_html("<b>%s</b> {}" % name, name)  # ! format-html
    `,
  ],
  good: [
    py`
      from django.utils.html import format_html
      def link(name):
          return format_html("<a>{}</a>", name)
    `,
  ],
});

/** True for a literal that is formatted on the spot, whatever is known of the values. */
function isBuiltHere(text: string): boolean {
  return /^(?:f|fr|rf)["'][\s\S]*\{[^{}]/i.test(text) || /^["'][\s\S]*["']\s*(?:%|\.format\()/.test(text);
}

/** True for what the translators of the program wrote. */
function isTranslated(value: Value): boolean {
  if (/^(?:_|[un]*p?gettext(?:_lazy)?)\s*\(/.test(value.file.text.slice(value.start, value.start + 40))) return true;
  return (
    value.references.length > 0 && value.references.every((path) => /(?:^|\.)u?n?p?gettext(?:_lazy)?\(\)$/.test(path))
  );
}
