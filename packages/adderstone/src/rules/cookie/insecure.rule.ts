import { isOnly, textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { forWrittenCookies, isCredentialName, isEmptied, isPreferenceName, SET_COOKIE } from './response-cookie.ts';

const MISSING = 'the cookie has no Secure attribute, so it is sent over plain HTTP as well';

const written = forWrittenCookies((cookie, place, report) => {
  const credential = cookie.name !== null && isCredentialName(cookie.name);
  if (cookie.attributes.has('secure')) report.safe(place, 'safe-setting', 'the attribute is set');
  else
    report.violation(place, {
      message: MISSING,
      confidence: credential ? 'high' : cookie.name !== null && !isPreferenceName(cookie.name) ? 'medium' : 'low',
      severity: credential ? 'medium' : 'low',
    });
});

export const rule = defineRule({
  id: 'cookie/insecure',
  title: 'Cookie without the Secure attribute',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [614],
  why: 'Without Secure the browser sends the cookie over plain HTTP, where anyone on the way reads it.',
  instead: 'Pass `secure=True`.',
  equivalents: ['codeql:py/insecure-cookie', 'semgrep:secure-set-cookie', 'semgrep:django-secure-set-cookie'],
  calls: [
    {
      at: SET_COOKIE,
      check(call, report) {
        if (isEmptied(call)) return;
        const secure = call.keywords.get('secure') ?? null;
        const name = textOf(call.argument(0, 'key') ?? call.argument(0, 'name'));
        if (isOnly(secure, true)) report.safe(call, 'safe-setting', 'Secure is set');
        else if (isOnly(secure, false))
          report.violation(call, { message: 'the cookie is sent over plain HTTP as well' });
        else if (secure === null && !call.open) {
          const credential = name !== null && isCredentialName(name);
          // Where nothing at all is said about who may read it, nobody has thought of it.
          const unthought =
            !['httponly', 'http_only', 'samesite', 'same_site'].some((one) => call.keywords.has(one)) &&
            name !== null &&
            !isPreferenceName(name) &&
            !call.scope.isTest;
          report.violation(call, {
            message: MISSING,
            confidence: credential ? 'high' : unthought ? 'medium' : 'low',
            severity: credential ? 'medium' : 'low',
          });
        } else report.unknown(call, 'dynamic-code', '`secure` is not known');
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
          response.headers["Set-Cookie"] = f"session={key}; HttpOnly; SameSite=Lax"  # ! insecure
          response.headers.add("Set-Cookie", "session=%s; Path=/" % key)  # ! insecure
          return response
    `,
    py`
      from flask import make_response
      def view():
          response = make_response("hello")
          response.set_cookie("session", "1", httponly=True)  # ! insecure
          return response
    `,
    py`
      from django.http import HttpResponse
      def view(request):
          response = HttpResponse("hello")
          response.set_cookie("theme", "dark", secure=False)  # ! insecure
          response.set_cookie("visitor", "1")  # ! insecure
          return response
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
      from flask import Response
      def view():
          response = Response("hello")
          response.set_cookie("session", "1", secure=True, httponly=True, samesite="Lax")
          return response
    `,
    py`
      from django.http import HttpResponse
      SECURE = True
      def view(request):
          response = HttpResponse("hello")
          response.set_cookie("theme", "dark", secure=SECURE)
          return response
    `,
  ],
});
