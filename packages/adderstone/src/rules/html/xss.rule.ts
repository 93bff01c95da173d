import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'html/xss',
  title: 'Outside data is sent as HTML without escaping',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'html',
  cwe: [79, 80],
  why: 'Markup in the data runs as script in the browser of whoever sees the page.',
  instead: 'Render a template with autoescape on, or escape the value with `markupsafe.escape`.',
  equivalents: ['codeql:py/reflective-xss', 'semgrep:directly-returned-format-string'],
  cause: 'flow',
  flow: { to: ['html'], message: 'is sent as HTML as it came' },
  bad: [
    py`
      from flask import Flask, request
      app = Flask(__name__)
      @app.route("/hello")
      def hello():
          return "<p>Hello " + request.args["name"] + "</p>"  # ! xss
    `,
    py`
      from django.http import HttpResponse
      def show(request):
          return HttpResponse("Hello " + request.GET["name"])  # ! xss
    `,
  ],
  good: [
    py`
      from flask import Flask, request
      app = Flask(__name__)
      from markupsafe import escape
      @app.route("/hello")
      def hello():
          return "<p>Hello " + escape(request.args["name"]) + "</p>"
    `,
    py`
      from django.http import HttpResponse
      def show(request):
          return HttpResponse(request.GET["name"], content_type="text/plain")
    `,
  ],
});
