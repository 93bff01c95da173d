"""Handlers of sanic."""

import os
from sanic import Sanic, Blueprint, response, Request, Websocket
from sanic.views import HTTPMethodView

app = Sanic("x")
bp = Blueprint("b", url_prefix="/b")


@app.route("/a/<name>/<n:int>/<s:str>/<p:path>/<o:[A-z]+>")
async def a(request, name, n, s, p, o):
    os.system(name)  # ! shell
    os.system(str(n))
    os.system(s)  # ! shell
    os.system(p)  # ! shell
    os.system(request.args.get("a"))  # ! shell
    os.system(request.args["a"][0])  # ! shell
    os.system(request.args.getlist("a")[0])  # ! shell
    os.system(request.get_args().get("a"))  # ! shell
    os.system(request.query_args[0][1])  # ! shell
    os.system(request.get_query_args()[0][1])  # ! shell
    os.system(request.form.get("a"))  # ! shell
    os.system(request.get_form().get("a"))  # ! shell
    os.system(request.json["a"])  # ! shell
    os.system(request.load_json()["a"])  # ! shell
    os.system(request.body)  # ! shell
    os.system(request.raw_url)  # ! shell
    os.system(request.raw_headers)  # ! shell
    os.system(request.headers["a"])  # ! shell
    os.system(request.headers.get("a"))  # ! shell
    os.system(request.headers.getone("a"))  # ! shell
    os.system(request.cookies.get("a"))  # ! shell
    os.system(request.get_cookies()["a"])  # ! shell
    os.system(request.path)  # ! shell
    os.system(request.url)  # ! shell
    os.system(request.query_string)  # ! shell
    os.system(request.token)  # ! shell
    os.system(request.credentials.username)  # ! shell
    os.system(request.match_info["name"])  # ! shell
    os.system(request.content_type)  # ! shell
    f = request.files.get("f")
    os.system(f.name)  # ! shell
    os.system(f.body)  # ! shell
    os.system(f.type)  # ! shell
    os.system(request.files["f"][0].name)  # ! shell
    os.system(request.method)
    await request.receive_body()


@bp.post("/x", stream=True)
async def st(request):
    while True:
        b = await request.stream.read()
        os.system(b)  # ! shell


@app.websocket("/feed/<room>")
async def feed(request, ws, room):
    os.system(room)  # ! shell
    d = await ws.recv()
    os.system(d)  # ! shell
    async for m in ws:
        os.system(m)  # ! shell


class V(HTTPMethodView):
    async def get(self, request, name):
        os.system(name)  # ! shell
        os.system(request.args.get("x"))  # ! shell

    def post(self, request):
        os.system(request.json["x"])  # ! shell


app.add_route(V.as_view(), "/v/<name>")


async def late(request, w):
    os.system(w)  # ! shell
    os.system(request.form["a"][0])  # ! shell


app.add_route(late, "/late/<w>")
bp.add_route(late, "/late2/<w:str>")


@app.middleware("request")
async def mw(request):
    os.system(request.headers["x"])  # ! shell


@app.on_request
async def onr(request):
    os.system(request.path)  # ! shell


@app.exception(Exception)
async def ex(request, exception):
    os.system(request.path)  # ! shell


@app.get("/typed/<foo>")
async def typed(req: Request, foo: str):
    os.system(foo)  # ! shell
    os.system(req.args["z"])  # ! shell
