import type { CallEvent } from '../../flow/event.ts';
import { compositionOf, holesOf, isHarmless, literalOf } from '../injection/command.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** Functions whose result is escaped for HTML, or is markup made safely. */
const ESCAPED =
  /(?:^|\.)(?:escape|conditional_escape|format_html|format_html_join|escapejs|urlize|linebreaks|clean|bleach\.clean|render_to_string|get_template\(\)\.render|json_script|strip_tags|flatatt|nh3\.clean)\(\)$|^(?:django\.template\.Template|jinja2\.Template)#render\(\)$/;

/** Converters whose output holds the HTML and the `javascript:` links that stand in the text, unless somebody cleans it. */
const CONVERTED =
  /^(?:markdown2?\.(?:markdown|Markdown(?:\(\)\.|#)convert)|mistune\.html|[cC]ommon[mM]ark\.commonmark|marko\.convert|markdown_it\.MarkdownIt(?:\(\)\.|#)render|textile\.textile)\(\)$/;

/** What writes JSON, in which `<` and `>` stand as they are. */
const JSON_TEXT =
  /^(?:(?:json|simplejson|ujson|orjson|rapidjson|json5|django\.core\.serializers)\.(?:dumps|serialize)\(\)|json\.JSONEncoder(?:\(\)\.|#)encode\(\))$/;

function judge(call: CallEvent, report: Reporter): void {
  const markup = call.argument(0, 's') ?? call.argument(0, 'object') ?? call.argument(0, 'base');
  if (markup === null) return;
  const holes = holesOf(markup);
  const safe = (value: (typeof holes)[number]): boolean =>
    isHarmless(value) || (value.references.length > 0 && value.references.every((path) => ESCAPED.test(path)));
  if (compositionOf(markup, safe) === 'constant') {
    report.safe(call, markup.text === null ? 'constant' : 'cleaned');
    return;
  }
  if (markup.references.length > 0 && markup.references.every((path) => ESCAPED.test(path))) {
    report.safe(call, 'cleaned');
    return;
  }
  const origin = [markup, ...holes].flatMap((value) => value.origins)[0];
  if (origin !== undefined)
    report.violation(call, {
      message: `${origin.description} becomes markup of the page`,
      severity: 'high',
      confidence: 'high',
      cause: 'flow',
      tier: origin.tier,
    });
  else if (compositionOf(markup) === 'composed' && literalOf(markup).includes('<'))
    report.violation(call, { message: 'values in this text become markup of the page' });
  else if (markup.references.some((path) => CONVERTED.test(path)))
    report.violation(call, {
      message: 'HTML and links that stand in the text which is converted become a part of the page',
      instead: 'Clean what the converter made (`nh3.clean`, `bleach.clean`) before it is marked as safe.',
    });
  else if (markup.references.some((path) => JSON_TEXT.test(path)) && !isHarmless(markup))
    report.violation(call, {
      message: 'a text within this JSON can end the script that it is put into',
      instead: 'Use `|json_script` (Django) or `|tojson` (Jinja2), or replace `<`, `>` and `&` by their escapes.',
    });
  else report.violation(call, { message: 'a text that is not constant is taken for safe markup', confidence: 'low' });
}

export const rule = defineRule({
  id: 'html/mark-safe',
  title: 'A text with values in it is taken for safe markup',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  kind: 'html',
  cwe: [79, 80],
  why: 'What is marked safe is not escaped, so values in it become markup and script.',
  instead: 'Use `format_html` (Django) or `Markup(…).format(…)` (markupsafe), which escape the values.',
  equivalents: [
    'bandit:B308',
    'ruff:S308',
    'bandit:B703',
    'bandit:B704',
    'ruff:S704',
    'semgrep:avoid-mark-safe',
    'semgrep:explicit-unescape-with-markup',
  ],
  calls: [
    {
      at: [
        'django.utils.safestring.{mark_safe,SafeString,SafeText,SafeUnicode,SafeBytes}',
        'django.utils.html.mark_safe',
      ],
      check: judge,
    },
    {
      at: [
        'markupsafe.Markup',
        'flask.Markup',
        'jinja2.Markup',
        'jinja2.utils.markupsafe.Markup',
        'webhelpers.html.literal',
        'genshi.core.Markup',
      ],
      check: judge,
    },
  ],
  bad: [
    py`
      from django.utils.safestring import mark_safe
      def note(text):
          return mark_safe("<p>" + text + "</p>")  # ! mark-safe
    `,
    py`
      from markupsafe import Markup
      def note(text):
          return Markup(f"<p>{text}</p>")  # ! mark-safe
    `,
    py`
      import markdown
      from django.utils.safestring import mark_safe
      class Note:
          @property
          def page(self):
              return mark_safe(markdown.markdown(self.text))  # ! mark-safe
    `,
    py`
      from flask import Markup
      from markdown import Markdown
      def render(note):
          converter = Markdown(extensions=["extra"])
          return Markup(converter.convert(note.text))  # ! mark-safe
    `,
    py`
      import json
      from django import template
      from django.utils.safestring import mark_safe
      register = template.Library()
      @register.filter
      def as_json(value):
          return mark_safe(json.dumps(value))  # ! mark-safe
    `,
  ],
  good: [
    py`
      import bleach
      import markdown
      from django.utils.safestring import mark_safe
      class Note:
          @property
          def page(self):
              return mark_safe(bleach.clean(markdown.markdown(self.text)))
    `,
    py`
      from django.utils.html import escape, format_html
      from django.utils.safestring import mark_safe
      def note(text):
          mark_safe("<hr>")
          mark_safe("<p>" + escape(text) + "</p>")
          return format_html("<p>{}</p>", text)
    `,
    py`
      from django.forms.utils import flatatt
      from django.utils.safestring import mark_safe
      def image(attributes):
          return mark_safe(f"<img{flatatt(attributes)}>")
    `,
    py`
      from markupsafe import Markup
      def note(text):
          return Markup("<p>{}</p>").format(text)
    `,
  ],
});
