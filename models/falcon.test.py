"""Resources, middleware and hooks of falcon."""

import os
import json
import falcon, falcon.asgi

class R:
    def on_get(self, req, resp, name, n):
        os.system(name)  # ! shell
        os.system(req.get_param("a"))  # ! shell
        os.system(req.get_param("a", required=True))  # ! shell
        os.system(str(req.get_param_as_int("a")))
        os.system(req.get_param_as_list("a")[0])  # ! shell
        os.system(req.get_param_as_json("a")["x"])  # ! shell
        os.system(str(req.get_param_as_uuid("a")))
        os.system(req.params["a"])  # ! shell
        os.system(req.params.get("a"))  # ! shell
        os.system(req.query_string)  # ! shell
        os.system(req.path)  # ! shell
        os.system(req.uri)  # ! shell
        os.system(req.url)  # ! shell
        os.system(req.relative_uri)  # ! shell
        os.system(req.forwarded_uri)  # ! shell
        os.system(req.headers["A"])  # ! shell
        os.system(req.get_header("a"))  # ! shell
        os.system(req.headers_lower["a"])  # ! shell
        os.system(req.cookies["a"])  # ! shell
        os.system(req.get_cookie_values("a")[0])  # ! shell
        os.system(req.env["A"])  # ! shell
        os.system(req.content_type)  # ! shell
        os.system(req.user_agent)  # ! shell
        os.system(req.referer)  # ! shell
        os.system(req.auth)  # ! shell
        os.system(req.accept)  # ! shell
        os.system(req.method)

    def on_post(self, req, resp):
        os.system(req.media["a"])  # ! shell
        os.system(req.get_media()["a"])  # ! shell
        os.system(req.stream.read())  # ! shell
        os.system(req.bounded_stream.read())  # ! shell
        os.system(json.load(req.bounded_stream)["a"])  # ! shell
        for part in req.get_media():
            os.system(part.filename)  # ! shell
            os.system(part.name)  # ! shell
            os.system(part.text)  # ! shell
            os.system(part.stream.read())  # ! shell
            os.system(part.get_text())  # ! shell
            os.system(part.data)  # ! shell

    def on_put_item(self, req, resp, iid):
        os.system(iid)  # ! shell


class AR:
    async def on_post(self, req, resp):
        m = await req.get_media()
        os.system(m["a"])  # ! shell
        os.system((await req.media)["a"])  # ! shell
        os.system(await req.stream.read())  # ! shell
        async for c in req.stream:
            os.system(c)  # ! shell

    async def on_websocket(self, req, ws, room):
        await ws.accept()
        os.system(room)  # ! shell
        os.system(await ws.receive_text())  # ! shell
        os.system(await ws.receive_data())  # ! shell
        os.system((await ws.receive_media())["a"])  # ! shell


class MW:
    def process_request(self, req, resp):
        os.system(req.path)  # ! shell

    def process_resource(self, req, resp, resource, params):
        os.system(params["a"])  # ! shell

    def process_response(self, req, resp, resource, ok):
        os.system(req.path)  # ! shell


def hook(req, resp, resource, params):
    os.system(req.get_header("x"))  # ! shell


@falcon.before(hook)
class H:
    @falcon.before(hook)
    def on_delete(self, req, resp):
        os.system(req.get_param("a"))  # ! shell


def sink(req, resp, **kw):
    os.system(req.path)  # ! shell


def errh(req, resp, ex, params):
    os.system(req.path)  # ! shell


app = falcon.App(middleware=[MW()])
app.add_route("/r/{name}/{n:int}", R())
app.add_route("/i/{iid}", R(), suffix="item")
app.add_sink(sink, "/s")
app.add_error_handler(ValueError, errh)
aapp = falcon.asgi.App()
aapp.add_route("/ws/{room}", AR())
