import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { loggedHeaders } from './logged-headers.ts';
import { isNamedOtherwise } from './named-otherwise.ts';

export const rule = defineRule({
  id: 'credentials/clear-text-log',
  title: 'A secret is written to a log or the terminal',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'secret',
  cwe: [532, 312],
  why: 'Logs are copied, kept and read by many who may not know the secret.',
  instead: 'Leave it out, or log that it is there (`bool(password)`).',
  equivalents: ['codeql:py/clear-text-logging-sensitive-data', 'semgrep:python-logger-credential-disclosure'],
  cause: 'flow',
  flow: {
    to: ['secret'],
    message: 'is written to a log or the terminal as it is',
    weigh: (sink) => (isNamedOtherwise(sink) ? 'low' : null),
  },
  anyCall(call, report) {
    const headers = loggedHeaders(call);
    if (headers === null) return;
    report.violation(headers, {
      message: 'headers are written to a log whole, with the cookies and authorization among them',
      confidence: confidenceIn(call.scope, 'medium'),
      instead: 'Log the headers that are needed by name.',
    });
  },
  bad: [
    py`
      import json
      def log_request(handler):
          request = handler.request
          log_method = handler.log.error
          log_method(json.dumps(dict(request.headers), indent=2))  # ! clear-text-log
          handler.log.info(f"{request.method}: {request.headers}")  # ! clear-text-log
    `,
    py`
      class Client:
          def request(self, method, url, body, headers):
              headers = headers or {}
              headers["Authorization"] = self.auth_header
              self.log.debug("request: %s, %s, %s", method, url, headers)  # ! clear-text-log
          def ask(self, url, key):
              own = {"Accept": "*/*", "X-Api-Key": key}
              headers = {"Accept": "*/*", "X-Api-Key": key}
              self.log.debug(headers)  # ! clear-text-log
    `,
    py`
      import logging
      def login(name, password):
          logging.info("login of %s with %s", name, password)  # ! clear-text-log
    `,
    py`
      import logging
      import webob.dec
      LOG = logging.getLogger(__name__)
      class Errors:
          @webob.dec.wsgify
          def __call__(self, req):
              LOG.exception("failed: %s", req)  # ! clear-text-log
              LOG.error(f"failed: {req.path}")
    `,
    py`
      import getpass
      def ask():
          given = getpass.getpass()
          show(given)
      def show(text):
          print(f"got {text}")  # ! clear-text-log
    `,
    py`
      import os
      print(os.environ["DB_PASSWORD"])  # ! clear-text-log
    `,
  ],
  good: [
    py`
      import copy
      import json
      def log_request(handler, names):
          request = handler.request
          handler.log.error(json.dumps({name: request.headers[name] for name in names if name in request.headers}))
          handler.log.info("referer %s", request.headers.get("Referer"))
          handler.log.info("number %d", len(request.headers) > 3)
      class Client:
          def request(self, method, url, body, headers):
              headers["Authorization"] = self.auth_header
              shown = copy.deepcopy(headers)
              shown_headers = copy.deepcopy(headers)
              shown_headers["Authorization"] = "<left out>"
              self.log.debug("request: %s, %s, %s", method, url, shown_headers)
    `,
    py`
      import logging
      def login(name, password):
          logging.info("login of %s, password of %d letters", name, len(password))
          if not password:
              print("password missing")
    `,
    py`
      import logging
      import re
      import webob.dec
      LOG = logging.getLogger(__name__)
      TOKEN = re.compile("^(X-\\w+-Token|Authorization|Cookie):.*$", re.M)
      class Errors:
          @webob.dec.wsgify
          def __call__(self, req):
              text = TOKEN.sub(r"\\1: *****", req.as_text())
              LOG.exception("failed: %s", text)
      def view(request):
          LOG.info("from %s", request.path)
    `,
    py`
      from django.http import HttpResponse
      import logging
      def view(request):
          logging.info("asked: %s", request)
          return HttpResponse("")
    `,
    py`
      import hashlib
      def show(password, password_file):
          print(hashlib.sha512(password).hexdigest(), password_file)
    `,
  ],
});
