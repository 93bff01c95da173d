import { filtersOf } from '../../template/filters.ts';
import type { Output, Tag } from '../../template/template.ts';
import { defineRule, py, type TemplateContext } from '../rule.ts';
import { fromRequest, isPlain } from './template-value.ts';

/** Filters that switch escaping off for a value. */
const UNESCAPES = new Set(['safe', 'safeseq', 'Markup']);
/** Filters after which the text holds no markup of the value's, or is escaped. */
const ESCAPES = new Set([
  'e',
  'escape',
  'forceescape',
  'force_escape',
  'escapejs',
  'tojson',
  'json_script',
  'striptags',
  'bleach',
  'clean',
  'sanitize',
  'sanitize_html',
  'linebreaks',
  'linebreaksbr',
  'linenumbers',
]);
/** Statements that give a name to a value or put it into the page. */
const BINDS = new Set([
  'set',
  'with',
  'blocktrans',
  'blocktranslate',
  'include',
  'trans',
  'translate',
  'firstof',
  'cycle',
]);

function isUnescaped(output: Output): boolean {
  if (output.filters.some((name) => ESCAPES.has(name)) || isPlain(output)) return false;
  return output.filters.some((name) => UNESCAPES.has(name)) || /^(?:Markup|mark_safe)\(/.test(output.subject);
}

function isBoundUnescaped(tag: Tag): boolean {
  if (!BINDS.has(tag.name)) return false;
  const { names } = filtersOf(tag.rest);
  return names.some((name) => UNESCAPES.has(name)) && !names.some((name) => ESCAPES.has(name));
}

/** A function of the environment that is given nothing but constants, `icon("plus.svg")`: the page's author chose what it gives. */
function ofConstants({ subject }: Output): boolean {
  return /^[A-Za-z_]\w*\(\s*(?:\w+\s*=\s*)?(?:"[^"]*"|'[^']*'|[\d.]+|[Tt]rue|[Ff]alse|None|none)(?:\s*,\s*(?:\w+\s*=\s*)?(?:"[^"]*"|'[^']*'|[\d.]+|[Tt]rue|[Ff]alse|None|none))*(?:\s*,)?\s*\)$/.test(
    subject,
  );
}

/** Whether a template makes a page: one without any element is the text of a mail. */
function isPage({ template }: TemplateContext): boolean {
  return template.elements.length > 0;
}

export const rule = defineRule({
  id: 'html/template-unescaped',
  title: 'A template puts a value into the page without escaping it',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Markup in the value becomes part of the page, and a script in it runs in the visitor’s browser.',
  instead: 'Leave autoescape on, and clean what has to hold markup before it reaches the template.',
  equivalents: [
    'semgrep:template-unescaped-with-safe',
    'semgrep:template-var-unescaped-with-safeseq',
    'semgrep:template-autoescape-off',
  ],
  template(context, report) {
    const { template } = context;
    if (context.isTest) return;
    for (const tag of template.tags) {
      if (tag.where.kind === 'comment') continue;
      if (tag.name === 'autoescape' && /^(?:off|false)$/i.test(tag.rest)) {
        if (isPage(context))
          report.violation(context.place(tag), { message: 'values of this block are put into the page as they are' });
      } else if (isBoundUnescaped(tag) && isPage(context))
        report.violation(context.place(tag), {
          message: 'this value counts as safe markup without having been escaped',
        });
    }
    for (const output of template.outputs) {
      const { where } = output;
      if (where.kind === 'comment') continue;
      const isOpen = isUnescaped(output);
      if (!isOpen && output.escaped) continue;
      const isEscaped = output.filters.some((one) => ESCAPES.has(one)) || isPlain(output);
      const filled = isEscaped ? null : fromRequest(context, output, 'is put into the page without escaping');
      if (filled !== null) report.violation(context.place(output), filled);
      else if (isOpen)
        report.violation(context.place(output), {
          message: 'this value is put into the page as it is',
          ...(ofConstants(output) ? { confidence: 'low' } : {}),
        });
    }
  },
  bad: [
    {
      'main.py': '',
      'page.html': py`
        <h1>{{ title }}</h1>
        <div>{{ body|safe }}</div> {# ! template-unescaped #}
        {% autoescape off %} {# ! template-unescaped #}
        <p>{{ note }}</p>
        {% endautoescape %}
        <p>{{ parts | safeseq | join:", " }}</p> {# ! template-unescaped #}
        <p>{{ rendered(comment, "wide") | safe }}</p> {# ! template-unescaped #}
      `,
      'mail.jinja2': py`
        {% autoescape false %} {# ! template-unescaped #}
        <p>{{ text }}</p>
        {% endautoescape %}
        {% set intro = profile.intro|safe %} {# ! template-unescaped #}
        <p>{{ Markup(intro) }}</p> {# ! template-unescaped #}
      `,
    },
    py`
      from flask import render_template_string
      def view(text):
          return render_template_string("<p>{{ text|safe }}</p>", text=text)  # ! template-unescaped
    `,
    {
      'main.py': py`
        from flask import Flask, render_template, request
        app = Flask(__name__)
        @app.route("/")
        def view():
            return render_template("page.html", text=request.args["text"])
      `,
      'templates/page.html': py`
        <p>{{ text }}</p>
        {% autoescape false %} {# ! template-unescaped #}
        <p>{{ text }}</p> {# ! template-unescaped #}
        {% endautoescape %}
      `,
    },
  ],
  good: [
    {
      'main.py': '',
      'page.html': py`
        <h1>{{ title }}</h1> <i>{{ "a|safe" }}</i> {# {{ x|safe }} #}
        {% comment %} {{ body|safe }} {% endcomment %}
        {% verbatim %} {{ body|safe }} {% endverbatim %}
        <script>const data = {{ data|tojson|safe }};</script>
        {{ super()|safe }} {{ items|length|safe }} {{ name|e|safe }}
      `,
      'mail.html': py`
        {% autoescape off %}
        Dear {{ user }}, your key is {{ key }}.
        {% endautoescape %}
      `,
      'vue.html': '<p v-html="a">{{ body|safe }}</p>',
    },
    py`
      from jinja2 import Template
      def f(x):
          """Takes <b>{{ x|safe }}</b>."""
          return "<b>{{{}|safe}}</b>".format(x)
    `,
  ],
});
