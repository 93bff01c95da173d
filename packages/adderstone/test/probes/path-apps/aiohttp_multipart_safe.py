import os

from aiohttp import web

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

routes = web.RouteTableDef()


@routes.post("/upload")
async def upload(request):
    reader = await request.multipart()
    part = await reader.next()
    target = (BASE / part.filename).resolve()
    if not target.is_relative_to(BASE):
        raise web.HTTPBadRequest()
    target.write_bytes(await part.read())
    return web.Response(text="saved")


app = web.Application()
app.add_routes(routes)
