import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'cookie/injection',
  title: 'Outside data becomes the name or value of a cookie',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'cookie',
  cwe: [20, 384],
  why: 'Whoever sends the value sets the state that later requests rely on.',
  instead: 'Set cookies from values of your own, or sign them.',
  equivalents: ['codeql:py/cookie-injection'],
  cause: 'flow',
  flow: { to: ['cookie'], message: 'becomes the name or value of a cookie' },
  bad: [
    py`
      from flask import make_response, request
      def view():
          response = make_response()
          response.set_cookie(request.args["name"], secure=True, httponly=True, samesite="Lax")  # ! injection
          return response
    `,
    py`
      from flask import make_response, request
      def view():
          response = make_response()
          response.headers["Set-Cookie"] = f"theme={request.args['theme']}; Secure; HttpOnly; SameSite=Lax"  # ! injection
          response.headers.add("Set-Cookie", "a=" + request.args["a"])  # ! injection
          return response
    `,
  ],
  good: [
    py`
      from flask import make_response
      def view():
          response = make_response()
          response.headers["Set-Cookie"] = "theme=dark; Secure; HttpOnly; SameSite=Lax"
          return response
    `,
    py`
      from flask import make_response
      def view():
          response = make_response()
          response.set_cookie("theme", "dark", secure=True, httponly=True, samesite="Lax")
          return response
    `,
  ],
});
