import { defineRule, py } from '../rule.ts';
import { fromRequest, isPlain } from './template-value.ts';

/** What ends a name of a number that counts rows. */
const NUMBER = /(?:^|\.)(?:pk|id|count|total|page|number|index|width|height|size|n|i)$|(?:_id|_count)$/;

export const rule = defineRule({
  id: 'html/template-unquoted-attribute',
  title: 'A template puts a value into an attribute without quotes',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Autoescape leaves blanks as they are: `x onmouseover=…` in the value becomes a further attribute, and its script runs.',
  instead: 'Put quotes around it: `value="{{ value }}"`.',
  equivalents: ['semgrep:template-unquoted-attribute-var'],
  template(context, report) {
    if (context.isTest) return;
    for (const output of context.template.outputs) {
      const { where } = output;
      if (where.kind !== 'attribute' || where.quote !== '' || isPlain(output)) continue;
      const filled = fromRequest(context, output, 'becomes the value of an attribute without quotes');
      report.violation(
        context.place(output),
        filled ?? {
          message: `the value of the attribute \`${where.name}\` is not in quotes`,
          ...(NUMBER.test(output.subject) ? { confidence: 'low' } : {}),
        },
      );
    }
  },
  bad: [
    {
      'main.py': '',
      'page.html': py`
        <input name=q value={{ query }}> {# ! template-unquoted-attribute #}
        <a title={{ name|upper }} href="/">x</a> {# ! template-unquoted-attribute #}
        <li class=row-{{ kind }}> {# ! template-unquoted-attribute #}
      `,
    },
    py`
      from flask import render_template_string
      PAGE = """
      <p>{{ text }}</p>
      <input value={{ request.args.get('issue', '1') }} min="1"/>  # ! template-unquoted-attribute
      """
      def view():
          return render_template_string(PAGE)
    `,
  ],
  good: [
    {
      'main.py': '',
      'page.html': py`
        <input name=q value="{{ query }}" title='{{ title }}'>
        <li class=row-{{ forloop.counter }} data-n={{ rows|length }}>{{ name }}</li>
        <a href={{ url_for("index") }}>x</a>
        <!-- <input value={{ query }}> -->
      `,
    },
  ],
});
