import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'web/cors-reflected-origin',
  title: 'Whoever asks may read the answer',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'cors',
  cwe: [942],
  why: 'The browser sends the origin of any page; sent back as it came, every site may read the answer, with credentials in the name of the visitor.',
  instead: 'Compare the origin with a list, and send it back only when it is in it.',
  equivalents: [],
  cause: 'flow',
  flow: { to: ['cors'], message: 'says which site may read the answer' },
  bad: [
    py`
      from flask import make_response, request
      def view():
          response = make_response("hello")
          response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")  # ! cors-reflected-origin
          return response
    `,
    py`
      from django.http import HttpResponse
      from django.urls import path
      def view(request):
          origin = request.META["HTTP_ORIGIN"]
          return HttpResponse("hello", headers={"Access-Control-Allow-Origin": origin})  # ! cors-reflected-origin
      urlpatterns = [path("view", view)]
    `,
  ],
  good: [
    py`
      from flask import make_response, request
      ORIGINS = {"https://shop.example", "https://pay.example"}
      def view():
          response = make_response("hello")
          origin = request.headers.get("Origin")
          if origin in ORIGINS:
              response.headers["Access-Control-Allow-Origin"] = origin
          return response
    `,
    py`
      from flask import make_response
      def view():
          response = make_response("hello")
          response.headers["Access-Control-Allow-Origin"] = "https://shop.example"
          return response
    `,
  ],
});
