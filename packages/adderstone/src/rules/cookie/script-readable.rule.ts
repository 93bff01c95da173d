import { isOnly, textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { forWrittenCookies, isCredentialName, isEmptied, SET_COOKIE } from './response-cookie.ts';

const MISSING = 'the cookie has no HttpOnly attribute, so scripts in the page read it';

const written = forWrittenCookies((cookie, place, report) => {
  const credential = cookie.name !== null && isCredentialName(cookie.name);
  if (cookie.attributes.has('httponly')) report.safe(place, 'safe-setting', 'the attribute is set');
  else
    report.violation(place, {
      message: MISSING,
      confidence: credential ? 'high' : 'low',
      severity: credential ? 'medium' : 'low',
    });
});

export const rule = defineRule({
  id: 'cookie/script-readable',
  title: 'Session cookie without the HttpOnly attribute',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [1004],
  why: 'Without HttpOnly any script in the page reads the cookie, so one injected script is enough to steal the session.',
  instead: 'Pass `httponly=True`.',
  equivalents: ['codeql:py/client-exposed-cookie', 'semgrep:secure-set-cookie'],
  calls: [
    {
      at: SET_COOKIE,
      check(call, report) {
        if (isEmptied(call)) return;
        const hidden = call.keywords.get('httponly') ?? call.keywords.get('http_only') ?? null;
        if (isOnly(hidden, true)) {
          report.safe(call, 'safe-setting', 'HttpOnly is set');
          return;
        }
        const name = textOf(call.argument(0, 'key') ?? call.argument(0, 'name'));
        const credential = name !== null && isCredentialName(name);
        if (isOnly(hidden, false) || (hidden === null && !call.open)) {
          report.violation(call, {
            message: MISSING,
            confidence: credential ? 'high' : 'low',
            severity: credential ? 'medium' : 'low',
          });
        }
      },
    },
    written.call,
  ],
  stores: [written.store],
  bad: [
    py`
      from flask import make_response
      def view(key):
          response = make_response("hello")
          response.headers["Set-Cookie"] = f"session={key}; Secure; SameSite=Lax"  # ! script-readable
          response.headers.add("Set-Cookie", "session=%s; Path=/" % key)  # ! script-readable
          return response
    `,
    py`
      from flask import make_response
      def view():
          response = make_response("hello")
          response.set_cookie("session_id", "1", secure=True)  # ! script-readable
          return response
    `,
    py`
      from fastapi import Response
      def view(response: Response):
          response.set_cookie("auth_token", "1", secure=True, httponly=False)  # ! script-readable
    `,
  ],
  good: [
    py`
      from starlette.responses import Response
      class Answer(Response):
          def forget(self, key, secure=False, httponly=False, samesite="none"):
              self.set_cookie(key, "", max_age=0, secure=secure, httponly=httponly, samesite=samesite)
      def view(request):
          answer = Answer("gone")
          answer.forget("session")
          answer.set_cookie("session", "", max_age=0)
          return answer
    `,
    py`
      from flask import make_response
      def view(key):
          response = make_response("hello")
          response.headers["Set-Cookie"] = f"session={key}; Secure; HttpOnly; SameSite=Lax"
          response.headers["X-Cookie"] = "session=1"
          return response
    `,
    py`
      from http.server import BaseHTTPRequestHandler
      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_header("Set-Cookie", "session=1; Secure; httponly; samesite=strict")
    `,
    py`
      from flask import make_response
      def view():
          response = make_response("hello")
          response.set_cookie("session_id", "1", secure=True, httponly=True)
          return response
    `,
    py`
      from fastapi import Response
      def view(response: Response):
          response.set_cookie("auth_token", "1", secure=True, httponly=True, samesite="strict")
    `,
  ],
});
