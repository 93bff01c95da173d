import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/header',
  title: 'Outside data becomes a header of a response',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'header',
  cwe: [113, 93],
  why: 'A line break in the value starts another header, or the body.',
  instead: 'Take line breaks out of the value, or choose it from a list.',
  equivalents: ['codeql:py/http-response-splitting'],
  cause: 'flow',
  flow: { to: ['header'], message: 'becomes a header of a response' },
  bad: [
    py`
      from flask import make_response, request
      def view():
          response = make_response("hello", 200, {request.args["name"]: "x"})  # ! header
          response.headers[request.args["name"]] = "x"  # ! header
          return response
    `,
    py`
      from http.server import BaseHTTPRequestHandler
      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_header("X-Name", self.path)  # ! header
    `,
  ],
  good: [
    py`
      from flask import make_response, request
      from werkzeug.datastructures import Headers
      def view():
          response = make_response("hello", 200, {"X-Name": request.args["name"]})
          response.headers["X-Name"] = request.args["name"]
          Headers().add("X-Name", request.args["name"])
          return response
    `,
    py`
      from http.server import BaseHTTPRequestHandler
      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_header("X-Name", "shop")
    `,
  ],
});
