import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/template',
  title: 'Outside data is the source of a template',
  severity: 'critical',
  confidence: 'high',
  default: true,
  kind: 'template',
  cwe: [1336, 94],
  why: 'The language of a template reaches any object in the process, and from there the operating system.',
  instead: 'Keep templates in files and pass the data as their variables.',
  equivalents: ['codeql:py/template-injection', 'semgrep:render-template-string'],
  cause: 'flow',
  flow: { to: ['template'], message: 'is read as the source of a template' },
  bad: [
    py`
      from flask import render_template_string, request
      def view():
          return render_template_string("<h1>" + request.args["title"] + "</h1>")  # ! template
    `,
    py`
      from jinja2 import Environment, Template
      from flask import request
      def page(text):
          return Environment().from_string(text).render()  # ! template
      def view():
          return page(request.form["text"])
    `,
  ],
  good: [
    py`
      from flask import render_template_string, request
      def view():
          return render_template_string("<h1>{{ title }}</h1>", title=request.args["title"])
    `,
    py`
      from jinja2 import Template
      GREETING = "Hello {{ name }}"
      def greet(name):
          return Template(GREETING).render(name=name)
    `,
  ],
});
