import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** True for what `locals()`, `vars()` or `globals()` gives. */
function isScope(value: Value | null | undefined): boolean {
  return value?.references.some((path) => /^builtins\.(?:locals|globals)\(\)$/.test(path)) ?? false;
}

function judge(call: CallEvent, report: Reporter): void {
  if (call.scope.isTest) return;
  const given = [...call.args, ...call.keywords.values()].find(isScope);
  const source = call.file.text.slice(call.start, Math.min(call.end, call.start + 2000));
  if (given !== undefined || /\*\*\s*(?:locals|globals)\(\)/.test(source))
    report.violation(call, { message: 'every variable of the function is handed to the template' });
}

export const rule = defineRule({
  id: 'web/locals-as-context',
  title: 'All local variables are handed to a template',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [749, 497],
  why: 'Whoever can write the template, or a part of it, reads every variable and calls every method of the objects: the request, the database, the settings.',
  instead: 'Name the values that the page shows: `{"items": items}`.',
  equivalents: ['semgrep:locals-as-template-context', 'semgrep:globals-as-template-context'],
  calls: [
    {
      at: [
        'django.shortcuts.{render,render_to_response}',
        'django.template.loader.render_to_string',
        'django.template.Template.render',
        'django.template.Template#render',
        'django.template.Context',
        'django.template.RequestContext',
        'django.template.response.{TemplateResponse,SimpleTemplateResponse}',
        'flask.{render_template,render_template_string,stream_template}',
        'jinja2.Template#render',
        'jinja2.environment.Template#render',
        'mako.template.Template#render',
      ],
      check: judge,
    },
  ],
  bad: [
    py`
      from django.shortcuts import render
      def view(request):
          items = load()
          return render(request, "page.html", locals())  # ! locals-as-context
      def other(request):
          values = globals()
          return render(request, "page.html", values)  # ! locals-as-context
    `,
    py`
      from flask import render_template
      def view():
          items = load()
          return render_template("page.html", **locals())  # ! locals-as-context
    `,
  ],
  good: [
    py`
      from django.shortcuts import render
      def view(request):
          items = load()
          return render(request, "page.html", {"items": items})
    `,
  ],
});
