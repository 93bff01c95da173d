import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'url/ssrf',
  title: 'Outside data chooses the host that a request goes to',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'url',
  cwe: [918],
  why: 'The server then talks to hosts that the sender picks: services behind the firewall, metadata of the cloud.',
  instead: 'Look the host up in a list of allowed ones, and build the address from constants.',
  equivalents: ['codeql:py/full-ssrf', 'semgrep:ssrf-requests', 'bandit:B310', 'ruff:S310'],
  cause: 'flow',
  flow: { to: ['url'], message: 'chooses the address of an outgoing request' },
  bad: [
    py`
      import requests
      from flask import request
      def view():
          return requests.get(request.args["url"]).text  # ! ssrf
    `,
    py`
      import urllib.request
      from flask import request
      def fetch(host):
          return urllib.request.urlopen(f"https://{host}/status").read()  # ! ssrf
      def view():
          return fetch(request.args["host"])
    `,
  ],
  good: [
    py`
      import requests
      from flask import request, abort
      ALLOWED = {"https://api.example.com/a", "https://api.example.com/b"}
      def view():
          url = request.args["url"]
          if url not in ALLOWED:
              abort(400)
          return requests.get(url).text
    `,
    py`
      import requests
      def status():
          return requests.get("https://api.example.com/status").json()
    `,
  ],
});
