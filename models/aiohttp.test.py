"""Handlers of aiohttp."""

import os
from aiohttp import web
from functools import partial

async def h1(request):
    os.system(request.query_string)  # ! shell
    os.system(request.rel_url.human_repr())  # ! shell
    os.system(request.url.with_path("x"))  # ! shell
    os.system(request.clone(scheme="x").query["a"])  # ! shell
    os.system(request.get_extra_info("peername"))  # ! shell
    os.system(await request.content.read(4))  # ! shell
    os.system(request.content.read_nowait())  # ! shell
    form = await request.post()
    for k, v in form.items():
        os.system(k)  # ! shell
        os.system(v)  # ! shell
    os.system(form.getall("k")[0])  # ! shell
    os.system(request.http_range)  # ! shell
    os.system((await request.multipart()).next())  # ! shell


app = web.Application()
app.add_routes([web.get("/h1", h1)])


async def h2(r):
    os.system(r.query["x"])  # ! shell


app.router.add_route("GET", "/h2", handler=h2)


class MyView(web.View):
    async def get(self):
        os.system(self.request.path)  # ! shell


app.router.add_view("/mv", MyView)
app.add_routes([web.view("/mv2", MyView)])


async def h3(db, request):
    os.system(request.query["q"])  # ! shell


app.router.add_get("/h3", partial(h3, "db"))


class C:
    async def meth(self, request):
        pass

    @staticmethod
    async def st(request: web.Request):
        os.system(request.query["q"])  # ! shell

    def register(self, app):
        app.router.add_get("/c", self.meth)
        app.router.add_get("/d", self.st)


async def chunked(request: web.Request) -> web.StreamResponse:
    async for part in await request.multipart():
        while chunk := await part.read_chunk():
            os.system(chunk)  # ! shell
    data = await request.json()
    match data:
        case {"op": "x", "arg": arg}:
            os.system(arg)  # ! shell
        case [first, *rest]:
            os.system(first)  # ! shell
            os.system(rest[0])  # ! shell


async def wsm(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    while True:
        msg = await ws.receive()
        if msg.type == web.WSMsgType.TEXT:
            d = msg.json()
            if d["type"] == "x":
                os.system(d["cmd"])  # ! shell


app.router.add_get("/ws", wsm)
