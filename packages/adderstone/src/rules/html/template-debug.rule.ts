import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'html/template-debug',
  title: 'A template shows everything that it was given',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [489, 215],
  why: '`{% debug %}` prints all variables of the page, settings and keys among them where a view passes them on, and the loaded modules.',
  instead: 'Take the tag out before the page is deployed.',
  equivalents: ['semgrep:debug-template-tag'],
  template(context, report) {
    if (context.isTest) return;
    for (const tag of context.template.tags)
      if (tag.name === 'debug' && tag.rest === '' && tag.where.kind !== 'comment')
        report.violation(context.place(tag), { message: 'all variables of the page are shown in it' });
  },
  bad: [
    {
      'main.py': '',
      'page.html': py`
        <p>{{ title }}</p>
        <pre>{% filter force_escape %}{% debug %}{% endfilter %}</pre> {# ! template-debug #}
      `,
    },
  ],
  good: [
    {
      'main.py': '',
      'page.html': py`
        <p>{{ debug }}</p> {# {% debug %} #}
        {% if debug %}<p>{{ note }}</p>{% endif %}
      `,
    },
  ],
});
