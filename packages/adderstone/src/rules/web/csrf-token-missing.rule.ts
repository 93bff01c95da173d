import { defineRule, py } from '../rule.ts';

/** What puts the token into a form, or shows that something else takes care of it: tags, fields and macros that write whole forms. */
const TOKEN =
  /csrf|xsrf|authenticity_token|hidden_tag|hidden_fields|form_token|\{%-?\s*(?:crispy|bootstrap_form|form|render_form)\b|\b(?:quick_form|render_form|wtf\.|crispy)\b|\{\{\s*\w*form\w*(?:\.as_\w+\(\)|\(\))\s*\}\}/i;

export const rule = defineRule({
  id: 'web/csrf-token-missing',
  title: 'A form without a token against cross-site request forgery',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [352],
  why: 'The view behind the form either refuses it or takes it from any site that makes a logged-in visitor’s browser send it.',
  instead: 'Put `{% csrf_token %}` (Django) or `{{ form.hidden_tag() }}` (Flask-WTF) into the form.',
  equivalents: ['semgrep:django-no-csrf-token'],
  template(context, report) {
    const { template, file, isTest } = context;
    if (isTest) return;
    for (const element of template.elements) {
      if (element.name !== 'form') continue;
      const method = (element.attributes.get('method') ?? '').trim();
      const action = (element.attributes.get('action') ?? '').trim();
      // A token must not be sent to another site; a search form of a client-side script sends nothing by itself.
      if (!/^(?:post|put|patch|delete)$/i.test(method) || /^(?:https?:)?\/\//i.test(action)) continue;
      const place = context.place(element);
      const end = template.formEnds.find((one) => one > element.start);
      const from = place.start;
      const to = end === undefined ? file.text.length : context.place({ start: end, end }).start;
      const piece = file.slice(from, to);
      if (TOKEN.test(piece) || TOKEN.test(context.putInto(piece)))
        report.safe(place, 'safe-setting', 'the form holds a token');
      else report.violation(place, { message: 'this form is sent without a token that shows where it comes from' });
    }
  },
  bad: [
    {
      'main.py': '',
      'forms.html': py`
        {% macro login(form) %}<button>{{ form.name }}</button>{% endmacro %}
        {% macro fields(form) %}{{ form.hidden_tag() }}{{ form.name }}{% endmacro %}
      `,
      'page.html': py`
        {% import "forms.html" as forms %}
        <form method="post">{{ forms.login(form) }}</form> {# ! csrf-token-missing #}
        {{ forms.fields(form) }}
      `,
    },
    {
      'main.py': '',
      'page.html': py`
        <p>{{ title }}</p>
        <form method="post"> {# ! csrf-token-missing #}
          <input name="a">
        </form>
        <form action="{% url 'x' %}" method=POST> {# ! csrf-token-missing #}
          <input name="a">
        </form>
      `,
    },
  ],
  good: [
    {
      'main.py': '',
      'forms.html': py`
        {% macro login(form) %}{{ fields(form) }}<button>in</button>{% endmacro %}
        {% macro fields(form) %}{{ form.hidden_tag() }}{{ form.name }}{% endmacro %}
      `,
      'page.html': py`
        {% import "forms.html" as forms %}
        <form method="post">{{ forms.login(form) }}</form>
        <form method="post">{% include "part.html" %}</form>
      `,
      'part.html': '<p>{% csrf_token %}</p>',
    },
    {
      'main.py': '',
      'page.html': py`
        <form method="post">{% csrf_token %}<input name="a"></form>
        <form method="POST">{{ form.hidden_tag() }}<input name="a"></form>
        <form method="get"><input name="a"></form>
        <form><input name="{{ a }}"></form>
        <form method="post" action="https://pay.example.com/">{{ a }}</form>
        <!-- <form method="post"></form> -->
      `,
    },
  ],
});
