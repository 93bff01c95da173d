import { defineRule, py, type Sink } from '../rule.ts';

/** A type of content in which a browser runs nothing. */
const OTHER_TYPE =
  /["'](?:(?:application|text)\/(?:[\w.+-]*[+-])?json|text\/plain|text\/csv|application\/octet-stream)/;
/** A method that tells what type all answers of a handler have, up to the end of its first lines. */
const TELLS_TYPE =
  /\bdef (?:\w*content_type\w*|set_default_headers|prepare|initialize)\([^)]*\)[^\n]*:([\s\S]{0,400})/g;

/**
 * True where a handler says that what it sends is no page: in the same function before, or for all of its answers, its own or those of a
 * class that it inherits from.
 */
function isSaidToBeOther({ file, callStart, callEnd, classes }: Sink): boolean {
  const call = file.text.slice(callStart, callEnd);
  const kept = /(?:^|\n)([ \t]*)(\w+)[ \t]*=[ \t]*(?:await[ \t]+)?$/.exec(
    file.text.slice(Math.max(0, callStart - 200), callStart),
  );
  if (kept !== null)
    return isToldAfterwards(file.text.slice(callEnd, callEnd + 2_000), kept[1] as string, kept[2] as string);
  const isWritten = /^(?:self|super\(\)|handler)\.(?:write|finish)\(/.test(call);
  if (!isWritten && !/^[[(]/.test(call)) return false;
  const above = file.text.slice(Math.max(0, callStart - 3_000), callStart);
  const body = above.slice(Math.max(0, ...[...above.matchAll(/^[ \t]*(?:async )?def /gm)].map(({ index }) => index)));
  const set = [...body.matchAll(/["']content-type["']\s*,\s*([^\n]{1,80})/gi)].at(-1)?.[1];
  if (set !== undefined) return OTHER_TYPE.test(set);
  if (!isWritten) return false;
  for (const text of classes())
    for (const [, first] of text.matchAll(TELLS_TYPE)) {
      const own = (first as string).split(/\n[ \t]*(?:async )?def /)[0] as string;
      if (/text\/html/.test(own)) return false;
      if (OTHER_TYPE.test(own)) return true;
    }
  return false;
}

/** True where what follows an answer that was put into a variable says in the same block, before it is left, that it is no page. */
function isToldAfterwards(after: string, indent: string, name: string): boolean {
  const set = new RegExp(
    `^${indent}${name}(?:(?:\\.headers)?\\[["']content-type["']\\]|\\.(?:mimetype|content_type))[ \\t]*=[ \\t]*([^\\n]+)`,
    'i',
  );
  let told = false;
  for (const line of after.split('\n').slice(1)) {
    if (line.trim() === '') continue;
    if (!line.startsWith(indent)) break;
    const type = set.exec(line)?.[1];
    if (type !== undefined) told = OTHER_TYPE.test(type);
  }
  return told;
}

/** An address whose host is filled in: a format's hole, an f-string's, or the end of a literal that something is added to. */
const HOST_FILLED_IN = /\bhttps?:\/\/(?:%[sr]|\{|["']\s*[+%])/;

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
  flow: {
    to: ['html'],
    message: 'is sent as HTML as it came',
    weigh: (sink) => (isSaidToBeOther(sink) ? 'harmless' : null),
    // Escaping does not help there: whoever opens the page, a browser or a server that renders it, asks the host that the data names.
    further: ({ file, start, end }) =>
      HOST_FILLED_IN.test(file.text.slice(start, Math.min(end, start + 2_000)))
        ? { cwe: [918, 601], words: 'and names the host of an address in it' }
        : null,
  },
  bad: [
    py`
      from flask import Response, request
      PAGE = [("Content-Type", "text/html"), ("Cache-Control", "no-store")]
      def one():
          return Response(request.args["name"], status=400, headers=PAGE)  # ! xss
      def two():
          return Response(request.args["name"], 200, {"Cache-Control": "no-store"})  # ! xss
    `,
    py`
      from flask import Flask, request
      app = Flask(__name__)
      @app.route("/go/<host>")
      def go(host):
          return "<a href='https://%s/path'>on</a>" % host  # ! xss
      @app.route("/at/<page>")
      def at(page):
          return f"<a href='https://example.com/{page}'>on</a>"  # ! xss
    `,
    py`
      from tornado.web import RequestHandler
      class Base(RequestHandler):
          def get_content_type(self):
              return "text/html"
      class Echo(Base):
          def get(self):
              self.write(self.get_argument("name"))  # ! xss
          def post(self):
              self.write(self.get_argument("name"))  # ! xss
              self.set_header("Content-Type", "application/json")
    `,
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
    py`
      import flask
      from flask import Flask
      app = Flask(__name__)
      @app.route("/<name>")
      def show(name):
          answer = flask.make_response("Hello " + name, 404)  # ! xss
          if app.debug:
              answer.headers["Content-Type"] = "text/plain"
          return answer
      @app.route("/again/<name>")
      def again(name):
          answer = flask.make_response("Hello " + name, 404)  # ! xss
          answer.mimetype = "text/html"
          return answer
    `,
    py`
      from html import escape
      class NotFound(Exception):
          page = "<p>%(detail)s</p><!-- %(comment)s -->"
          def __init__(self, detail, comment=None):
              self.detail = detail
              self.comment = comment
          def body(self, quote):
              return self.page % {"detail": quote(self.detail), "comment": self.comment}
          def answer(self, environ, start_response, exc_info=None):
              start_response("404 Not Found", [("Content-Type", "text/html")], exc_info)
              return [self.body(escape)]  # ! xss
      def application(environ, start_response):
          if environ["REQUEST_METHOD"] != "GET":
              return NotFound(environ["PATH_INFO"], "looked for %r" % environ["PATH_INFO"]).answer(environ, start_response)
          start_response("200 OK", [("Content-Type", "text/html")])
          return ["<a href='%s'>again</a>" % environ["PATH_INFO"]]  # ! xss
    `,
    py`
      import cherrypy
      from mako.lookup import TemplateLookup
      class Pages:
          def __init__(self, folder):
              self.pages = TemplateLookup(directories=folder, default_filters=["unicode"])
          @cherrypy.expose
          def signin(self, url=None):
              return self.pages.get_template("login.html").render(url=url)  # ! xss
    `,
  ],
  good: [
    py`
      import json
      from flask import Response, request
      from starlette.responses import Response as Answer
      JSON = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
      def one():
          return Response(json.dumps({"name": request.args["name"]}), status=400, headers=JSON)
      def two():
          return Response(request.args["name"], 200, {"content-type": "text/plain"})
      async def three(request):
          return Answer(request.query_params["name"], headers={"Content-Type": "text/csv"}, media_type="text/html")
    `,
    py`
      from html import escape
      class NotFound(Exception):
          page = "<p>%(detail)s</p><!-- %(comment)s -->"
          def __init__(self, detail, comment=None):
              self.detail = detail
              self.comment = comment
          def body(self, quote):
              return self.page % {"detail": quote(self.detail), "comment": quote(self.comment)}
          def answer(self, environ, start_response, exc_info=None):
              start_response("404 Not Found", [("Content-Type", "text/html")], exc_info)
              return [self.body(escape)]
      def application(environ, start_response):
          if environ["REQUEST_METHOD"] != "GET":
              return NotFound(environ["PATH_INFO"], "looked for %r" % environ["PATH_INFO"]).answer(environ, start_response)
          start_response("200 OK", [("Content-Type", "text/html")])
          return ["<a href='%s'>again</a>" % escape(environ["PATH_INFO"])]
      def dump(environ, start_response):
          start_response("200 OK", [("Content-Type", "text/plain")])
          return ["%s: %s" % item for item in environ.items()]
      def path(environ, start_response):
          start_response("200 OK", [("Content-Type", "text/plain")])
          return [environ["PATH_INFO"]]
      def outer(environ, start_response):
          return path(environ, start_response)
    `,
    py`
      import cherrypy
      from mako.lookup import TemplateLookup
      from mako.template import Template
      class Pages:
          def __init__(self, folder):
              self.pages = TemplateLookup(directories=folder, default_filters=["unicode", "h"])
              self.error = Template("\${reason}", default_filters=["h"])
          @cherrypy.expose
          def signin(self, url=None):
              return self.pages.get_template("login.html").render(url=url)
          @cherrypy.expose
          def failed(self, reason):
              return self.error.render(reason=reason)
    `,
    py`
      from tornado.web import RequestHandler
      class Base(RequestHandler):
          def get_content_type(self):
              return "application/json"
          def set_default_headers(self):
              self.set_header("Content-Type", self.get_content_type())
      class Echo(Base):
          def get(self):
              self.write(self.get_argument("name"))
      class Plain(RequestHandler):
          def get(self):
              self.set_header("Content-Type", "application/json")
              self.write(self.get_argument("name"))
    `,
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
    py`
      import flask
      from flask import Flask
      app = Flask(__name__)
      def text(told):
          answer = flask.make_response(told, 404)
          answer.headers["Content-type"] = "text/plain"
          return answer
      @app.route("/<name>")
      def show(name):
          return text("Hello " + name)
      @app.route("/again/<name>")
      def again(name):
          answer = flask.make_response("Hello " + name, 404)
          answer.mimetype = "text/plain"
          return answer
    `,
    py`
      from django.http import HttpResponse
      def show(request):
          answer = HttpResponse(request.GET["name"])
          answer["Content-Type"] = "text/plain; charset=utf-8"
          return answer
    `,
  ],
});
