import { defineRule, py } from '../rule.ts';
import { fromRequest, isPlain } from './template-value.ts';

/** Filters that write a value as a script's literal. */
const LITERAL = new Set([
  'tojson',
  'to_json',
  'json',
  'json_script',
  'escapejs',
  'escapejs_filter',
  'jsonify',
  'dumps',
  'base64',
]);
/** What makes the same in an expression. */
const LITERAL_CALL = /\b(?:tojson|dumps|json_encode|jsonify)\(/;
const NUMBER = /(?:^|\.)(?:pk|id|count|total|page|number|index|port)$|(?:_id|_count)$/;

export const rule = defineRule({
  id: 'html/template-script',
  title: 'A template puts a value into a script',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Autoescape is for HTML: inside of a script, `alert(1)`, a backslash or a `${…}` in the value needs none of the characters that it replaces.',
  instead:
    'Hand it over as data: `|tojson` (Jinja2), `|json_script` or, within quotes, `|escapejs` (Django), or a `data-` attribute.',
  equivalents: ['semgrep:var-in-script-tag', 'semgrep:var-in-script-src'],
  template(context, report) {
    if (context.isTest) return;
    for (const output of context.template.outputs) {
      const { where } = output;
      const isHandler = where.kind === 'attribute' && where.name.startsWith('on');
      if (where.kind !== 'script' && !isHandler) continue;
      // Told by the rule about values that are not escaped.
      if (output.filters.includes('safe')) continue;
      if (isPlain(output) || output.filters.some((name) => LITERAL.has(name)) || LITERAL_CALL.test(output.expression))
        continue;
      // Within quotes a value without backslashes stays a text.
      const isText = where.kind === 'script' && (where.quote === '"' || where.quote === "'");
      report.violation(
        context.place(output),
        fromRequest(context, output, 'becomes part of a script') ?? {
          message: isHandler
            ? `escaping for HTML is undone before the script in \`${where.name}\` is read`
            : 'escaping for HTML does not keep this value from being read as script',
          ...(isText || NUMBER.test(output.subject) ? { confidence: 'low' } : {}),
        },
      );
    }
  },
  bad: [
    {
      'main.py': '',
      'page.html': py`
        <script>
          const rows = {{ rows }}; {# ! template-script #}
          const name = "{{ user.name }}"; {# ! template-script #}
        </script>
        <button onclick="show('{{ name }}')">x</button> {# ! template-script #}
      `,
    },
  ],
  good: [
    {
      'main.py': '',
      'page.html': py`
        <script>
          const rows = {{ rows|tojson }}, name = "{{ user.name|escapejs }}", more = {{ more|length }};
          show({{ 'true' if open else 'false' }});
          const config = {{ widget.config_json|safe }};
          // {{ comment }}
          const home = "{{ url_for('index') }}", list = "{% url 'list' %}";
        </script>
        <script type="application/json">{"name": "{{ name }}"}</script>
        <p data-name="{{ name }}">{{ name }}</p>
      `,
    },
  ],
});
