import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { forWrittenCookies, isEmptied, SET_COOKIE } from './response-cookie.ts';

const MESSAGE = 'the cookie goes along with requests that other sites start';

const written = forWrittenCookies((cookie, place, report) => {
  if (cookie.attributes.has('samesite=none')) report.violation(place, { message: MESSAGE });
});

export const rule = defineRule({
  id: 'cookie/samesite-none',
  title: 'Cookie sent along with requests from every other site',
  severity: 'low',
  confidence: 'high',
  default: true,
  cwe: [1275],
  why: 'With SameSite=None the browser attaches the cookie to requests that other sites start, which is what CSRF needs.',
  instead: 'Pass `samesite="Lax"` or `"Strict"`.',
  equivalents: ['codeql:py/samesite-none-cookie'],
  calls: [
    {
      at: SET_COOKIE,
      check(call, report) {
        if (isEmptied(call)) return;
        const sameSite = call.keywords.get('samesite') ?? null;
        const text = textOf(sameSite)?.toLowerCase();
        if (text === 'none') report.violation(call, { message: MESSAGE });
        else if (text === 'lax' || text === 'strict') report.safe(call, 'safe-setting', 'SameSite is set');
      },
    },
    written.call,
  ],
  stores: [written.store],
  bad: [
    py`
      from django.http import HttpResponse
      def view(request, key):
          response = HttpResponse("")
          response["Set-Cookie"] = f"session={key}; Secure; HttpOnly; SameSite=None"  # ! samesite-none
          response.headers["Set-Cookie"] = "session=" + key + "; Secure; HttpOnly; samesite=none"  # ! samesite-none
          return response
    `,
    py`
      from flask import make_response
      def view():
          response = make_response("hello")
          response.set_cookie("session", "1", secure=True, httponly=True, samesite="None")  # ! samesite-none
          return response
    `,
    py`
      from django.http import HttpResponse
      ANY = "none"
      def view(request):
          response = HttpResponse("")
          response.set_cookie("theme", "1", secure=True, samesite=ANY)  # ! samesite-none
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
      def view():
          response = make_response("hello")
          response.set_cookie("session", "1", secure=True, httponly=True, samesite="Lax")
          return response
    `,
    py`
      from django.http import HttpResponse
      def view(request):
          response = HttpResponse("")
          response.set_cookie("theme", "1", secure=True)
          return response
    `,
  ],
});
