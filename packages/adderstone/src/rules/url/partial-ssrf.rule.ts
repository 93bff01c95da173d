import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'url/partial-ssrf',
  title: 'Outside data chooses the path of an outgoing request',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'url-part',
  cwe: [918],
  why: '`../` and `?` in the value lead to other resources of the same host than were meant.',
  instead: 'Convert the value to the type that it should have, or quote it with `urllib.parse.quote(value, safe="")`.',
  equivalents: ['codeql:py/partial-ssrf'],
  cause: 'flow',
  flow: { to: ['url-part'], message: 'becomes part of the address of an outgoing request' },
  bad: [
    py`
      import requests
      from flask import request
      def view():
          return requests.get(f"https://api.example.com/users/{request.args['id']}").text  # ! partial-ssrf
    `,
    py`
      import httpx
      from flask import request
      def view():
          name = request.form["name"]
          return httpx.get("https://api.example.com/" + name).text  # ! partial-ssrf
    `,
  ],
  good: [
    py`
      import requests
      from flask import request
      def view():
          return requests.get(f"https://api.example.com/users/{int(request.args['id'])}").text
    `,
    py`
      import requests
      from urllib.parse import quote
      from flask import request
      def view():
          return requests.get("https://api.example.com/users/" + quote(request.args["id"], safe="")).text
    `,
  ],
});
