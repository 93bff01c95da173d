import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** Lines of the sinks that data of requests reaches. */
function remoteLines(text: string): readonly number[] {
  const file = new SourceFile('app.py', 'python', text);
  const { flows, failures } = analyze([{ file, tree: parseModule(text) }], MODELS, NO_LISTENER);
  expect(failures).toEqual([]);
  const lines = flows
    .filter(({ weak, tier, kind }) => !weak && tier === 'remote' && kind === 'shell')
    .map(({ site }) => file.position(site.start).line);
  return [...new Set(lines)].sort((a, b) => a - b);
}

/** A program whose lines marked `# bad` must be found, and no other. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'routes of an application that is handed in': `
import os
def setup(app, bus):
    @app.route("/zip/<path:name>", methods=["POST"])
    def pack(name, mode="r"):
        os.system("zip " + name)  # bad
        os.system("zip " + mode)
    @app.get("/tar/{name}")
    async def tar(name: str):
        os.system("tar " + name)  # bad
    @app.route("/page/<int:number>")
    def page(number):
        os.system("cat " + str(number))
    @bus.get("/zip/<name>")
    def other(name):
        os.system("zip " + name)
`,
  'methods that CherryPy exposes by an attribute': `
import os
import cherrypy
class Root(object):
    def download(self, value):
        os.system("zip " + value)  # bad
    download.exposed = True
    download._cp_config = {"response.stream": True}
    def check(self, value):
        os.system("zip " + value)
    def hidden(self, value):
        os.system("zip " + value)
    hidden.cached = True
    def closed(self, value):
        os.system("zip " + value)
    closed.exposed = False
`,
  'what FastAPI calls for a parameter': `
import os
from typing import Annotated
from fastapi import Depends, FastAPI, Header
from fastapi.security import APIKeyHeader
from sqlalchemy.orm import Session
app = FastAPI()
def of_query(q: str, n: int = 0):
    return {"q": q, "n": n}
def stored(q: str, db: Session):
    return db.get("a", 1)
async def yielded(t: str):
    yield t
class Page:
    def __init__(self, order: str = "id", limit: int = 1):
        self.order = order
        self.limit = limit
class Checker:
    def __call__(self, q: str = ""):
        return q
Key = Annotated[str, Depends(APIKeyHeader(name="X"))]
Query = Annotated[dict, Depends(of_query)]
Stored = Annotated[str, Depends(stored)]
@app.get("/")
def go(
    a: dict = Depends(of_query), b=Depends(stored), c=Depends(yielded), d: Page = Depends(), e: Annotated[Page, Depends()] = None,
    f: Key = None, g: Query = None, h: Stored = None, i=Depends(Checker()), j: Annotated[str, Header()] = "",
):
    os.system("x " + a["q"])  # bad
    os.system(f"x {a['n']}")
    os.system(f"x {b}")
    os.system("x " + c)  # bad
    os.system("x " + d.order)  # bad
    os.system(f"x {d.limit}")
    os.system("x " + e.order)  # bad
    os.system("x " + f)  # bad
    os.system("x " + g["q"])  # bad
    os.system(f"x {h}")
    os.system("x " + i)  # bad
    os.system("x " + j)  # bad
`,
  'fields of a model by their annotations': `
import os
from enum import Enum
from typing import List, Optional
from fastapi import FastAPI
from pydantic import BaseModel
app = FastAPI()
class Kind(str, Enum):
    A = "a"
class Line(BaseModel):
    sku: str
    count: int
class Order(BaseModel):
    ref: str
    note: Optional[str] = None
    total: float = 0.0
    kind: Kind = Kind.A
    first: Line
    lines: List[Line] = []
@app.post("/")
def go(order: Order, ids: list[int], kind: Kind):
    os.system("x " + order.ref)  # bad
    os.system(f"x {order.note}")  # bad
    os.system(f"x {order.total}")
    os.system("x " + order.kind.value)
    os.system("x " + order.first.sku)  # bad
    os.system(f"x {order.first.count}")
    for line in order.lines:
        os.system("x " + line.sku)  # bad
        os.system(f"x {line.count}")
    os.system(f"x {ids[0]}")
    os.system("x " + kind.value)
`,
  'records that are made with a mapping that is spread': `
import os
from dataclasses import dataclass
from flask import request
from pydantic import BaseModel
@dataclass
class Job:
    cmd: str
    count: int
class Model(BaseModel):
    cmd: str
    count: int = 0
def run(name, **rest):
    os.system("x " + name)  # bad
    os.system("x " + rest["a"])  # bad
def fixed(name="a"):
    os.system("x " + name)
def go():
    os.system("x " + Job(**request.json).cmd)  # bad
    os.system("x " + Model(**request.json).cmd)  # bad
    os.system(f"x {Model(**request.json).count}")
    run(**request.json)
    fixed(**{})
`,
  'views by as_view, with the numbers of their routes': `
import os
from django.urls import path
from django.views import View
from flask import Flask
from flask.views import MethodView
from flask_restful import Api, Resource
class Page(View):
    def get(self, request, pk, word):
        os.system(f"x {pk}")
        os.system("x " + word)  # bad
urlpatterns = [path("<int:pk>/<word>", Page.as_view())]
app = Flask("a")
class Item(MethodView):
    def get(self, n, word):
        os.system(f"x {n}")
        os.system("x " + word)  # bad
app.add_url_rule("/<int:n>/<word>", view_func=Item.as_view("item"))
class Thing(Resource):
    def get(self, n, word):
        os.system(f"x {n}")
        os.system("x " + word)  # bad
Api(app).add_resource(Thing, "/t/<int:n>/<word>")
`,
  'a wrapper of a view that passes all arguments on': `
import os
from django.urls import path
def wrap(view):
    def inner(request, *args, **kwargs):
        return view(request, *args, **kwargs)
    return inner
@wrap
def go(request, word):
    os.system("x " + word)  # bad
def other(request, word):
    os.system("x " + word)
urlpatterns = [path("<word>", go)]
`,
  'parameters as PEP 3333 and ASGI name them': `
import os
def wsgi(environ, start_response):
    os.system("x " + environ["QUERY_STRING"])  # bad
class App:
    def __init__(self, environ, start_response):
        self.environ = environ
    def __iter__(self):
        os.system("x " + self.environ["PATH_INFO"])  # bad
async def asgi(scope, receive, send):
    os.system(b"x " + scope["query_string"])  # bad
    os.system("x " + scope["router"])
    os.system((await receive())["body"])  # bad
def other(environ, start):
    os.system("x " + environ["a"])
`,
  'methods of an object that is handed in': `
import os
from xmlrpc.server import SimpleXMLRPCServer
class Service:
    def run(self, cmd):
        os.system("x " + cmd)  # bad
    def _own(self, cmd):
        os.system("x " + cmd)
class Other:
    def run(self, cmd):
        os.system("x " + cmd)
SimpleXMLRPCServer(("", 1)).register_instance(Service())
`,
  'methods of a class that is decorated': `
import os
import cherrypy
@cherrypy.expose
class Rest:
    def GET(self, ident):
        os.system("x " + ident)  # bad
    def own(self, ident):
        os.system("x " + ident)
`,
  'a class of views that is made with the request': `
import os
from pyramid.view import view_config
class Views:
    def __init__(self, request):
        self.request = request
    @view_config(route_name="a")
    def go(self):
        os.system("x " + self.request.params["a"])  # bad
class Other:
    def __init__(self, order):
        self.order = order
    def go(self):
        os.system("x " + self.order.params["a"])
`,
  'a check of one part of an item says nothing of the others': `
import os
from flask import request
def go():
    for item in request.json:
        if item["kind"] == "a":
            os.system("x " + item["cmd"])  # bad
            os.system("x " + item["kind"])
`,
};

describe.each(Object.entries(PROGRAMS))('%s', (_, text) => {
  test('is found where it is marked, and nowhere else', () => {
    const marked = text.split('\n').flatMap((line, i) => (line.endsWith('# bad') ? [i + 1] : []));
    expect(remoteLines(text)).toEqual(marked);
  });
});
